//! All damage of a file, with the values that it hit, and the arrays that are whole.

use std::collections::{HashMap, HashSet};
use std::fmt;
use std::ops::Range;

use super::{Archive, ArrayPart};
use crate::container::{Fault, SectionKind, join};
use crate::error::{Error, ErrorKind, Result};

/// What of a file is damaged, and what of it is whole: see [`Archive::damage`].
///
/// `Display` says it in a line for each.
#[derive(Clone, Debug, Default)]
pub struct Damage {
    sections: Vec<DamagedSection>,
    whole: Vec<String>,
}

/// A section of a file that is damaged: its body, its shared values, its probes, or a block, which is one
/// large array.
#[derive(Clone, Debug)]
pub struct DamagedSection {
    name: String,
    path: Option<String>,
    cause: String,
    file_ranges: Vec<Range<u64>>,
    elements: Vec<Range<usize>>,
}

impl Damage {
    /// Whether there is none.
    pub fn is_none(&self) -> bool {
        self.sections.is_empty()
    }

    /// The sections that are damaged, in their order in the file.
    pub fn sections(&self) -> &[DamagedSection] {
        &self.sections
    }

    /// The paths of the arrays that are whole: [`Archive::array`] reads them. They cannot be listed where the body or the
    /// shared values are damaged.
    pub fn whole_arrays(&self) -> &[String] {
        &self.whole
    }
}

impl DamagedSection {
    /// The section, as `block 3` or `the body`.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The path of the array that a block is; `None` of other sections, and where it cannot be found.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// What a load of the section says, of the first damage in it.
    pub fn cause(&self) -> &str {
        &self.cause
    }

    /// The bytes of the file among which the damage is: whole chunks.
    pub fn file_ranges(&self) -> &[Range<u64>] {
        &self.file_ranges
    }

    /// The elements of the array that are lost; [`ArrayPart::read_range`](crate::ArrayPart::read_range) reads the others.
    pub fn lost_elements(&self) -> &[Range<usize>] {
        &self.elements
    }
}

impl Archive {
    /// Checks every byte of the file against its checksums.
    ///
    /// # Errors
    ///
    /// Damage; where several sections are damaged, with a line for each.
    pub fn verify(&self) -> Result<()> {
        let Err(first) = self.container.verify() else { return Ok(()) };
        let all = match first.kind() {
            ErrorKind::Damaged => self.damage()?,
            _ => return Err(first),
        };
        match all.sections() {
            [] => Err(first),
            [DamagedSection { path: Some(path), .. }] => Err(first.with_path(path.clone())),
            [_] => Err(first),
            many => {
                let message = format!("{} sections of the file are damaged", many.len());
                let lines = many.iter().map(ToString::to_string).collect();
                let help = first.help().unwrap_or_default().to_owned();
                Err(Error::damaged(message).with_reasons(lines).with_help(help))
            }
        }
    }

    /// All that is damaged in the file's sections, and what is not: the whole file is read.
    ///
    /// A damaged block leaves all other values readable, [`get`](Self::get) and [`array`](Self::array) read them, and
    /// damaged shared values leave those that hold none of them, damaged probes leave all. A damaged body leaves none, as all others are found by
    /// it; a file whose header is damaged cannot be opened.
    ///
    /// # Errors
    ///
    /// What is no damage: no memory, or a codec that the program is built without.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{Archive, Persist};
    ///
    /// #[derive(Persist)]
    /// struct Model { weights: Vec<f32>, scale: Vec<f32> }
    ///
    /// let model = Model { weights: vec![0.5; 1_000_000], scale: vec![2.0; 5000] };
    /// let mut bytes = model.to_bytes()?;
    /// let weights = Archive::from_bytes(bytes.clone())?.array("weights")?.file_range();
    /// let inside = usize::try_from(weights.expect("it is a block").start)? + 3_000_000;
    /// bytes[inside] ^= 1;
    ///
    /// let archive = Archive::from_bytes(bytes)?;
    /// let damage = archive.damage()?;
    /// let [block] = damage.sections() else { panic!("{damage}") };
    /// assert_eq!((block.name(), block.path()), ("block 0", Some("Model.weights")));
    /// assert_eq!(block.lost_elements(), [524_288..786_432]);
    /// assert_eq!(damage.whole_arrays(), ["scale"]);
    ///
    /// assert!(archive.get::<Vec<f32>>("weights").is_err());
    /// assert_eq!(archive.get::<Vec<f32>>("scale")?.len(), 5000);
    /// assert_eq!(archive.array("weights")?.read_range::<f32>(..1000)?, [0.5; 1000]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn damage(&self) -> Result<Damage> {
        let faults = self.container.survey()?;
        // Without a body that can be read, blocks have no names.
        let arrays = self.arrays().unwrap_or_default();
        let blocks: HashMap<_, _> =
            arrays.iter().filter_map(|array| Some((array.block()?, array))).collect();
        let of_blocks = faults.iter().filter(|fault| fault.section.kind == SectionKind::Block);
        let hit: HashSet<_> = of_blocks.map(|fault| fault.section.number).collect();
        let damaged = faults.into_iter().map(|fault| {
            let array = match fault.section.kind {
                SectionKind::Block => blocks.get(&fault.section.number).copied(),
                SectionKind::Body | SectionKind::Shared | SectionKind::Probes => None,
            };
            DamagedSection::new(fault, array)
        });
        let sections = damaged.collect();
        let whole = arrays.iter().filter(|array| array.block().is_none_or(|b| !hit.contains(&b)));
        let whole = whole.map(|array| array.path().to_owned()).collect();
        Ok(Damage { sections, whole })
    }
}

impl DamagedSection {
    /// Where the padding is at fault, a load gives nothing of the section.
    fn new(fault: Fault, array: Option<&ArrayPart<'_>>) -> Self {
        let (padding, section) = (fault.padding_range(), fault.section);
        let (mut file_ranges, mut raw) = (Vec::new(), fault.raw);
        if fault.padding.is_some() {
            file_ranges.push(padding);
            raw.clear();
            raw.push(0..section.raw_len);
        }
        fault.stored.into_iter().for_each(|range| join(&mut file_ranges, range));
        let cause = fault.padding.or(fault.chunk).map(|error| error.without_help().to_string());
        DamagedSection {
            name: section.to_string(),
            path: array.map(|array| array.shown()),
            cause: cause.unwrap_or_default(),
            file_ranges,
            elements: array.map(|_| elements_in(&raw, section.stride)).unwrap_or_default(),
        }
    }
}

/// The elements of a block that have a byte in one of these ranges of it.
pub(in crate::file) fn elements_in(bytes: &[Range<u64>], stride: u32) -> Vec<Range<usize>> {
    let stride = u64::from(stride).max(1);
    let index = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
    let mut elements = Vec::new();
    for range in bytes {
        join(&mut elements, index(range.start / stride)..index(range.end.div_ceil(stride)));
    }
    elements
}

impl fmt::Display for DamagedSection {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        if let Some(path) = &self.path {
            write!(f, ", `{path}`")?;
        }
        write!(f, ": bytes {} of the file", list(&self.file_ranges))?;
        match self.elements.is_empty() {
            true => Ok(()),
            false => write!(f, ", elements {}", list(&self.elements)),
        }
    }
}

pub(in crate::file) fn list<N: fmt::Display>(ranges: &[Range<N>]) -> String {
    let ranges = ranges.iter().map(|range| format!("{}..{}", range.start, range.end));
    ranges.collect::<Vec<_>>().join(", ")
}

impl fmt::Display for Damage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_none() {
            return f.write_str("no damage");
        }
        f.write_str("damaged:")?;
        for section in &self.sections {
            write!(f, "\n  {section}")?;
        }
        f.write_str("\nwhole:")?;
        for path in &self.whole {
            write!(f, "\n  {}", path.escape_debug())?;
        }
        match self.whole.is_empty() {
            true => f.write_str(" no array that can be listed"),
            false => Ok(()),
        }
    }
}
