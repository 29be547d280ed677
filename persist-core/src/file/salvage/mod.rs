//! What is whole of a damaged file, in a new one.
//!
//! The new file has the value's type, but for the places that hold what is lost: there it has an `Option`, and `None`
//! where the damage is. So nothing is passed off as data: a program loads the file once it says that these fields may
//! be missing, and until then it gets an error that names them. Arrays are copied chunk by chunk, and no type of the
//! program is needed.

mod report;
mod work;

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::iter;
use std::path::Path;

pub use report::{LostPart, Salvaged};

use self::work::Salvage;
use super::archive::Archive;
use super::atomic::Durability;
use super::load::{self, Opened};
use crate::container::{Compression, Container, Fault, SectionKind, Threads};
use crate::error::{Error, ErrorKind, Result};
use crate::wire::Limits;

/// The blocks of a file whose body is damaged, by their numbers: the bytes of an element, and those of all elements, in
/// their fixed layout, little-endian.
///
/// It is what [`SalvageOptions::salvage`] writes where no value can be had.
///
/// # Example
///
/// ```
/// use persist_core::{SalvageOptions, SalvagedBlocks, load, save};
///
/// # let folder = tempfile::tempdir()?;
/// # let (path, out) = (folder.path().join("model.persist"), folder.path().join("salvaged.persist"));
/// save(&("iris".to_owned(), vec![0.5f32; 5000]), &path)?;
/// let mut bytes = std::fs::read(&path)?;
/// let title = bytes.windows(4).position(|bytes| bytes == b"iris").expect("it is in the body");
/// bytes[title] = b'I';
/// std::fs::write(&path, bytes)?;
///
/// let salvaged = SalvageOptions::new().salvage(&path, &out)?;
/// assert!(!salvaged.has_value());
/// let blocks: SalvagedBlocks = load(&out)?;
/// let (stride, bytes) = &blocks[&0];
/// assert_eq!((*stride, bytes.len()), (4, 20_000));
/// assert_eq!(f32::from_le_bytes(bytes[..4].try_into()?), 0.5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub type SalvagedBlocks = BTreeMap<u64, (u32, Vec<u8>)>;

/// How to salvage what is whole of a damaged file.
///
/// It never happens by itself: a load refuses a damaged file.
///
/// # Example
///
/// ```
/// use persist_core::{Archive, ErrorKind, Persist, SalvageOptions};
///
/// #[derive(Persist)]
/// struct Model { title: String, weights: Vec<f32>, scale: Vec<f32> }
///
/// # let folder = tempfile::tempdir()?;
/// # let (path, out) = (folder.path().join("model.persist"), folder.path().join("salvaged.persist"));
/// Model { title: "iris".into(), weights: vec![0.5; 5000], scale: vec![2.0; 5000] }.save(&path)?;
/// let weights = Archive::open(&path)?.array("weights")?.file_range().expect("it is a block");
/// let mut bytes = std::fs::read(&path)?;
/// bytes[usize::try_from(weights.start)?] ^= 1;
/// std::fs::write(&path, bytes)?;
///
/// let salvaged = SalvageOptions::new().salvage(&path, &out)?;
/// assert_eq!(salvaged.lost().len(), 1);
/// assert_eq!(salvaged.lost()[0].path(), Some("Model.weights"));
///
/// // All else is there.
/// let archive = Archive::open(&out)?;
/// assert_eq!(archive.get::<Vec<f32>>("scale")?, [2.0; 5000]);
///
/// // Nobody takes it for the whole.
/// let error = Model::load(&out).map(drop).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Schema);
/// assert!(error.to_string().contains("`Model.weights`: the file has Option<[f32]>"));
///
/// // A program says that a field may be missing.
/// #[derive(Persist)]
/// #[persist(name = "Model")]
/// struct Rest { title: String, weights: Option<Vec<f32>>, scale: Vec<f32> }
///
/// let rest = Rest::load(&out)?;
/// assert_eq!((rest.title.as_str(), rest.weights), ("iris", None));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct SalvageOptions {
    partial: bool,
    limits: Limits,
    durability: Durability,
    compression: Option<Compression>,
    threads: Threads,
}

impl SalvageOptions {
    /// The defaults: an array that is damaged anywhere is lost, and the new file is compressed as the damaged one is.
    pub fn new() -> Self {
        SalvageOptions::default()
    }

    /// Keeps arrays of which some chunks of 1 MiB are whole. Default: no. The elements that have a byte in another one are
    /// zero in the new file, which says nothing of it but in its metadata: [`Salvaged::filled`] lists them. A type that
    /// has no zero, as `NonZeroU32`, refuses them when it is loaded.
    pub fn partial(mut self, partial: bool) -> Self {
        self.partial = partial;
        self
    }

    /// What reading the damaged file may cost. Default: [`Limits::new`].
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// What is promised of the new file about power cuts. Default: [`Durability::Full`].
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// How the new file is compressed. Default: as the damaged one is.
    pub fn compression(mut self, compression: Compression) -> Self {
        self.compression = Some(compression);
        self
    }

    /// Most threads that check and compress, the calling one included, each in a few MiB. Default: as many as the machine
    /// has cores.
    pub fn threads(mut self, count: usize) -> Self {
        self.threads = Threads::at_most(count);
        self
    }

    /// Writes what is whole of the file at `path` to a new file at `out`, atomically.
    ///
    /// The new file has the type, the names, versions, metadata and producer of the damaged one. Where an array is
    /// damaged, or has bytes that no element of it is, the place that holds it becomes an `Option` in its schema, in
    /// all values of the type: a field `[f32]` becomes `Option<[f32]>`. It is `None` where the array is lost, and
    /// `Some` where it is whole. Where the array is part of a type of this library's, as `ndarray::Array`, of a trait
    /// object or of a struct of fixed layout, and behind an `Rc` or `Arc`, that is lost as one value. Of damaged shared
    /// values, those are kept that stand whole in front of the damage; a `Weak` that pointed at a lost one points at
    /// nothing. Probes are kept where they are whole.
    ///
    /// A program of before refuses the new file, and names the field; one whose field declares a default takes that for
    /// what is lost, as the rule `some_or_default` has it, and its report says so.
    ///
    /// A file that is cut short is one whose end is damaged. Padding that is not zero, and bytes behind the file's end,
    /// lose nothing.
    ///
    /// Where the body is damaged, what is left are blocks without names: the new file holds [`SalvagedBlocks`], and
    /// names the type that was in the metadata, as `salvage.of`. What is lost stands there, too: paths are the lines of
    /// `salvage.lost`, and of `salvage.filled`.
    ///
    /// # Errors
    ///
    /// A file that is whole, which can be loaded or copied; one whose header is damaged, as nothing says what is where;
    /// limits; and failures of the file system. No file is written then.
    pub fn salvage(&self, path: impl AsRef<Path>, out: impl AsRef<Path>) -> Result<Salvaged> {
        let (path, out) = (path.as_ref(), out.as_ref());
        if let (Ok(one), Ok(other)) = (fs::canonicalize(path), fs::canonicalize(out))
            && one == other
        {
            let error = Error::new(ErrorKind::Caller, "the new file would replace the damaged one");
            return Err(error.with_help("name another path for it").with_file("salvage", path));
        }
        self.run(path, Some(out)).map_err(|error| error.with_file("salvage", path))
    }

    /// What [`salvage`](Self::salvage) would keep and lose. Nothing is written.
    ///
    /// # Errors
    ///
    /// As [`salvage`](Self::salvage), but for those of the new file.
    pub fn survey(&self, path: impl AsRef<Path>) -> Result<Salvaged> {
        let path = path.as_ref();
        self.run(path, None).map_err(|error| error.with_file("salvage", path))
    }

    fn run(&self, path: &Path, out: Option<&Path>) -> Result<Salvaged> {
        let Opened::File(file) = load::open(path, &self.limits)? else {
            return Err(Error::new(ErrorKind::Caller, "it is no regular file")
                .with_help("copy what it gives to a file first"));
        };
        let container = Container::open_damaged(file, &self.limits).map_err(|error| {
            match error.kind() {
                ErrorKind::Damaged => error.with_help(
                    "the header says what is where, so nothing of this file can be salvaged; take another copy of it",
                ),
                _ => error,
            }
        })?;
        let container = container.with_threads(self.threads);
        let mut faults = container.survey()?;
        damaged_probes(&container, &self.limits, &mut faults)?;
        let length = container.wrong_length();
        if faults.is_empty() && length.is_none() {
            return Err(Error::new(
                ErrorKind::Caller,
                "the file is whole, there is nothing to salvage",
            )
            .with_help("load it, or copy it as it is"));
        }
        let salvage = Salvage::new(self, &container, faults)?;
        let mut report = Salvaged::default();
        salvage.run(out, &mut report, length.as_ref())?;
        Ok(report)
    }
}

/// Adds what is wrong within probes, a file in the file, whose bytes are as they were written.
fn damaged_probes(
    container: &Container<File>,
    limits: &Limits,
    faults: &mut Vec<Fault>,
) -> Result<()> {
    let Some(section) = container.section(SectionKind::Probes, 0) else { return Ok(()) };
    let known = faults.iter_mut().find(|fault| fault.section.kind == SectionKind::Probes);
    if known.as_ref().is_some_and(|fault| fault.chunk.is_some()) {
        return Ok(());
    }
    let Some(bytes) = container.probes()? else { return Ok(()) };
    let checked = Archive::of_probes(bytes.into_owned(), *limits)
        .and_then(|probes| probes.verify().and_then(|()| probes.verify_values()));
    let error = match checked {
        Err(error) if error.kind() == ErrorKind::Damaged => Some(error),
        // What this library cannot read may be whole.
        _ => return Ok(()),
    };
    match known {
        Some(fault) => fault.chunk = error,
        None => {
            let stored = section.offset..section.offset.saturating_add(section.stored_len);
            let raw = iter::once(0..section.raw_len).collect();
            faults.push(Fault { section, padding: None, chunk: error, raw, stored: vec![stored] });
        }
    }
    Ok(())
}
