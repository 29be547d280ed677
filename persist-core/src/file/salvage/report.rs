//! What a salvage kept, and what is lost.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fmt;
use std::ops::Range;

use crate::container::{Fault, SectionKind};
use crate::error::{Error, Section};
use crate::file::archive::{elements_in, list};
use crate::schema::Schema;
use crate::value::Losses;

/// What became of a damaged file: see [`SalvageOptions::salvage`](crate::SalvageOptions::salvage).
///
/// `Display` says it in a line for each part that is lost.
#[derive(Clone, Debug, Default)]
pub struct Salvaged {
    pub(super) has_value: bool,
    pub(super) kept: usize,
    pub(super) lost: Vec<LostPart>,
    pub(super) filled: Vec<LostPart>,
    pub(super) harmless: Vec<String>,
}

/// A part of a file that is lost: an array or another value, all of the body, the probes, or a block without a name.
#[derive(Clone, Debug)]
pub struct LostPart {
    section: String,
    path: Option<String>,
    type_name: Option<String>,
    count: Option<usize>,
    elements: Vec<Range<usize>>,
    file_ranges: Vec<Range<u64>>,
    cause: String,
}

impl Salvaged {
    /// Whether the value is there, but for what is [`lost`](Self::lost) of it. Else there are
    /// [blocks without names](crate::SalvagedBlocks).
    pub fn has_value(&self) -> bool {
        self.has_value
    }

    /// How many arrays are kept, those that are [`filled`](Self::filled) included.
    pub fn kept(&self) -> usize {
        self.kept
    }

    /// What is not in the new file.
    pub fn lost(&self) -> &[LostPart] {
        &self.lost
    }

    /// The arrays of which the [elements that are lost](LostPart::elements) are zero in the new file.
    pub fn filled(&self) -> &[LostPart] {
        &self.filled
    }

    /// Damage that hit no value, in words: of the padding between sections, and of the file's length.
    pub fn harmless(&self) -> &[String] {
        &self.harmless
    }

    /// Takes down damage that no value stands for yet, and damage that hits none.
    pub(super) fn add_others(&mut self, faults: &[Fault], length: Option<&Error>) {
        let named: HashSet<_> =
            self.lost.iter().chain(&self.filled).map(LostPart::section).collect();
        let is_named = |fault: &Fault| {
            let section = fault.section.to_string();
            // What shared values hold is named by them.
            let shared = fault.section.kind == SectionKind::Shared;
            named.contains(section.as_str())
                || (shared && named.iter().any(|name| name.starts_with("shared value ")))
        };
        let chunks = faults.iter().filter(|fault| fault.chunk.is_some() && !is_named(fault));
        let others: Vec<_> = chunks.map(LostPart::section_of).collect();
        self.lost.extend(others);
        self.harmless.extend(length.map(Error::brief));
        self.harmless
            .extend(faults.iter().filter_map(|fault| fault.padding.as_ref()).map(Error::brief));
    }

    /// Puts into the metadata what is lost, beside what an earlier salvage put there.
    pub(super) fn record(&self, metadata: &mut BTreeMap<String, String>) {
        let filled =
            |part: &LostPart| format!("{}: elements {}", part.name(), list(&part.elements));
        append(metadata, "salvage.lost", self.lost.iter().map(LostPart::name));
        append(metadata, "salvage.filled", self.filled.iter().map(filled));
    }
}

/// Appends lines to an entry of the metadata.
fn append(
    metadata: &mut BTreeMap<String, String>,
    key: &str,
    lines: impl ExactSizeIterator<Item = String>,
) {
    /// Metadata is read whole whenever a file is opened: so many lines of them, and bytes.
    const MOST: usize = 1000;
    const MOST_BYTES: usize = 1 << 20;
    let (count, mut left) = (lines.len(), MOST_BYTES);
    let kept = lines.take(MOST).map_while(|line| {
        left = left.checked_sub(line.len())?;
        Some(line)
    });
    let kept: Vec<_> = kept.collect();
    let more = count.saturating_sub(kept.len());
    let mut all: Vec<_> = metadata.get(key).into_iter().cloned().chain(kept).collect();
    if more > 0 {
        all.push(format!("… and {more} more"));
    }
    if !all.is_empty() {
        metadata.insert(key.to_owned(), all.join("\n"));
    }
}

impl LostPart {
    /// The section that it is lost with: `block 3`, `shared value 0`, `the body`, `the probes`.
    pub fn section(&self) -> &str {
        &self.section
    }

    /// Its path, as `Model.layers[2].weights`; `None` of what is no value, and of blocks whose names are lost.
    pub fn path(&self) -> Option<&str> {
        self.path.as_deref()
    }

    /// Its type, as the schema of the damaged file has it.
    pub fn type_name(&self) -> Option<&str> {
        self.type_name.as_deref()
    }

    /// How many elements it has in all, of an array.
    pub fn count(&self) -> Option<usize> {
        self.count
    }

    /// The elements of the array that are damaged.
    pub fn elements(&self) -> &[Range<usize>] {
        &self.elements
    }

    /// The bytes of the damaged file among which the damage is.
    pub fn file_ranges(&self) -> &[Range<u64>] {
        &self.file_ranges
    }

    /// What is wrong, as a load says it of the first damage.
    pub fn cause(&self) -> &str {
        &self.cause
    }

    /// The path, or the section where there is none, in one line.
    fn name(&self) -> String {
        let name = self.path.as_deref().unwrap_or(&self.section);
        name.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
    }

    /// All of a section.
    pub(super) fn section_of(fault: &Fault) -> Self {
        let stride = fault.section.stride;
        // Only blocks have one.
        let count = fault.section.raw_len.checked_div(stride.into());
        LostPart {
            section: fault.section.to_string(),
            path: None,
            type_name: None,
            count: count.map(|count| usize::try_from(count).unwrap_or(usize::MAX)),
            elements: count.map(|_| elements_in(&fault.raw, stride)).unwrap_or_default(),
            file_ranges: fault.stored.clone(),
            cause: fault.chunk.as_ref().map(Error::brief).unwrap_or_default(),
        }
    }

    /// A body that its schema does not write.
    pub(super) fn body(error: &Error) -> Self {
        LostPart {
            section: "the body".to_owned(),
            path: None,
            type_name: None,
            count: None,
            elements: Vec::new(),
            file_ranges: Vec::new(),
            cause: error.brief(),
        }
    }

    /// What is lost of a value, and the arrays that are filled.
    pub(super) fn of<'f>(
        losses: &Losses<'_>,
        schema: &Schema,
        faults: &'f [Fault],
    ) -> (Vec<Self>, Vec<Self>) {
        let root = schema.root_name();
        let of_section = |fault: &'f Fault| match fault.section.kind {
            SectionKind::Block => (Some(fault.section.number), fault),
            _ => (None, fault),
        };
        let has_values =
            |fault: &&Fault| matches!(fault.section.kind, SectionKind::Block | SectionKind::Shared);
        let faults: HashMap<_, _> = faults.iter().filter(has_values).map(of_section).collect();
        let with = |section: Section| match section {
            Section::Block(number) => faults.get(&Some(number)).copied(),
            _ => faults.get(&None).copied(),
        };
        let part = |path: &str, type_name, count: Option<usize>, section: Section| {
            let fault = with(section);
            let elements = match (fault, count) {
                (Some(fault), Some(_)) => elements_in(&fault.raw, fault.section.stride),
                _ => Vec::new(),
            };
            let invalid = || match section {
                Section::Block(number) => losses.invalid.get(&number),
                _ => None,
            };
            let cause = fault.and_then(|fault| fault.chunk.as_ref()).or_else(invalid);
            LostPart {
                section: section.to_string(),
                path: Some(shown(&root, path)),
                type_name: Some(type_name),
                count,
                elements,
                file_ranges: fault.map(|fault| fault.stored.clone()).unwrap_or_default(),
                cause: cause.map(Error::brief).unwrap_or_default(),
            }
        };
        let lost = losses.lost.iter();
        let lost = lost.map(|v| part(&v.path, schema.type_name(v.ty), v.count, v.with));
        let filled = losses.filled.iter().map(|array| {
            let type_name = format!("[{}]", schema.type_name(array.element));
            part(&array.path, type_name, Some(array.count), Section::Block(array.block))
        });
        (lost.collect(), filled.collect())
    }
}

/// A path as errors show it.
fn shown(root: &str, path: &str) -> String {
    match path.starts_with(['.', '[', '{']) || path.is_empty() {
        true => format!("{root}{path}"),
        false => format!("{root}.{path}"),
    }
}

impl fmt::Display for LostPart {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.path.is_some() {
            write!(f, "`{}`, ", self.name())?;
        }
        f.write_str(&self.section)?;
        match (&self.type_name, self.count) {
            (Some(ty), Some(count)) => write!(f, ", {ty} of {count} elements")?,
            (Some(ty), None) => write!(f, ", {ty}")?,
            _ => {}
        }
        match self.file_ranges.as_slice() {
            [] => write!(f, ": {}", self.cause),
            ranges => write!(f, ": bytes {} of the file", list(ranges)),
        }
    }
}

impl fmt::Display for Salvaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.has_value, self.kept) {
            (true, 1) => f.write_str("kept: the value, with 1 array")?,
            (true, kept) => write!(f, "kept: the value, with {kept} arrays")?,
            (false, 1) => f.write_str("kept: 1 block, without its name")?,
            (false, kept) => write!(f, "kept: {kept} blocks, without their names")?,
        }
        let parts = |f: &mut fmt::Formatter<'_>, title, parts: &[LostPart], elements| {
            if !parts.is_empty() {
                write!(f, "\n{title}:")?;
            }
            parts.iter().try_for_each(|part| {
                write!(f, "\n  {part}")?;
                match elements {
                    true => write!(f, ", elements {}", list(&part.elements)),
                    false => Ok(()),
                }
            })
        };
        parts(f, "lost", &self.lost, false)?;
        parts(f, "filled with zeros", &self.filled, true)?;
        if !self.harmless.is_empty() {
            f.write_str("\nwithout harm:")?;
        }
        self.harmless.iter().try_for_each(|line| write!(f, "\n  {line}"))
    }
}
