//! Looking into a file without its types, and at single parts of it.

mod array;
mod damage;
mod outline;
mod part;
mod sections;
mod tensors;
mod values;
mod visit;

use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

pub use array::ArrayPart;
pub use damage::{Damage, DamagedSection};
pub(super) use damage::{elements_in, list};
pub use sections::FileSection;
use semver::Version;
pub use tensors::{LeftOut, TensorPart, TensorParts};
pub use visit::Visit;

use super::load::{self, Opened};
use super::older::Older;
use super::{probes, provenance};
use crate::container::{
    self, Compression, Container, Contents, Progress, SectionKind, Source, Threads, Watcher,
    WriteOptions, read_whole,
};
use crate::error::Result;
use crate::schema::{Fingerprint, Schema};
use crate::value::{Encoded, Value, read_value};
use crate::wire::{Limits, WriterOptions};

/// A file of any type: what it says of itself, its schema, and its value as a tree.
///
/// Opening reads and checks the header alone, so it takes the same time for any size of file. All else is read when it
/// is asked for, from the file that was opened, also when another one has been put in its place since.
///
/// Any number of threads can share an archive (it is `Send` and `Sync`), and ask it for anything at once.
///
/// # Example
///
/// ```
/// use persist_core::{Archive, SaveOptions};
///
/// let bytes = SaveOptions::new()
///     .metadata("source", "UCI")
///     .producer("trainer", "1.0.0")
///     .to_bytes(&vec![("setosa".to_owned(), 50u32)])?;
///
/// let archive = Archive::from_bytes(bytes)?;
/// assert_eq!(archive.type_name(), "[(str, u32)]");
/// assert_eq!(archive.producer(), Some(("trainer", "1.0.0")));
/// assert_eq!(archive.value()?.to_string(), r#"[("setosa", 50)]"#);
/// # Ok::<(), persist_core::Error>(())
/// ```
pub struct Archive {
    pub(super) container: Container<Bytes>,
    schema: Schema,
    limits: Limits,
}

/// A file's bytes, on disk or in memory.
pub(super) enum Bytes {
    File(File),
    Memory(Vec<u8>),
}

impl Source for Bytes {
    fn byte_len(&self) -> io::Result<u64> {
        match self {
            Bytes::File(file) => file.byte_len(),
            Bytes::Memory(bytes) => bytes.as_slice().byte_len(),
        }
    }

    fn read_exact_at(&self, offset: u64, out: &mut [u8]) -> io::Result<()> {
        match self {
            Bytes::File(file) => Source::read_exact_at(file, offset, out),
            Bytes::Memory(bytes) => bytes.as_slice().read_exact_at(offset, out),
        }
    }

    fn as_bytes(&self) -> Option<&[u8]> {
        match self {
            Bytes::File(_) => None,
            Bytes::Memory(bytes) => Some(bytes),
        }
    }
}

impl Archive {
    /// Opens a file, and reads its header.
    ///
    /// # Errors
    ///
    /// A file that cannot be opened, is no persist file, or whose header is damaged.
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        Archive::open_with(path, &Limits::new())
    }

    /// [`open`](Self::open) with other limits, which also hold for the values that are read.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn open_with(path: impl AsRef<Path>, limits: &Limits) -> Result<Self> {
        let path = path.as_ref();
        load::open(path, limits)
            .and_then(|opened| Archive::new(opened.into(), limits))
            .map_err(|error| error.with_file("read", path))
    }

    /// Reads a file to its end, as from a pipe: it is held in memory.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open), errors of the reader, and bytes behind the end of the file.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::Archive;
    ///
    /// let bytes = persist_core::to_bytes(&vec![1u8, 2, 3])?;
    /// let archive = Archive::read_from(bytes.as_slice())?;
    /// assert_eq!(archive.type_name(), "[u8]");
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn read_from(reader: impl Read) -> Result<Self> {
        Archive::read_from_with(reader, &Limits::new())
    }

    /// [`read_from`](Self::read_from) with other limits, which also hold for the values that are read.
    ///
    /// # Errors
    ///
    /// As [`read_from`](Self::read_from).
    pub fn read_from_with(mut reader: impl Read, limits: &Limits) -> Result<Self> {
        Archive::new(Bytes::Memory(read_whole(&mut reader, limits)?), limits)
    }

    /// Reads the header of a file in memory.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn from_bytes(bytes: impl Into<Vec<u8>>) -> Result<Self> {
        Archive::from_bytes_with(bytes, &Limits::new())
    }

    /// [`from_bytes`](Self::from_bytes) with other limits, which also hold for the values that are read.
    ///
    /// # Errors
    ///
    /// As [`open`](Self::open).
    pub fn from_bytes_with(bytes: impl Into<Vec<u8>>, limits: &Limits) -> Result<Self> {
        Archive::new(Bytes::Memory(bytes.into()), limits)
    }

    fn new(source: Bytes, limits: &Limits) -> Result<Self> {
        Archive::of(Container::open(source, limits)?, *limits)
    }

    fn of(container: Container<Bytes>, limits: Limits) -> Result<Self> {
        let schema = Schema::from_bytes_within(container.schema(), &limits)?;
        Ok(Archive { container, schema, limits })
    }

    /// With at most so many threads for work on a large file, as [`damage`](Self::damage) is. Default: one for each core.
    pub fn threads(self, count: usize) -> Self {
        Archive { container: self.container.with_threads(Threads::at_most(count)), ..self }
    }

    /// Calls `tell` while sections are read, with how far that is: [`damage`](Self::damage) and [`verify`](Self::verify)
    /// read all of them once. Several threads may call it, one at a time; it must not ask this archive for anything, or it
    /// waits for itself.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::Archive;
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("weights.persist");
    /// # persist_core::save(&vec![0.5f64; 1_000_000], &path)?;
    /// let archive = Archive::open(&path)?.progress(|progress| eprint!("\r{progress}"));
    /// archive.verify()?;
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn progress(self, tell: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Archive { container: self.container.watched(Watcher::new(tell)), ..self }
    }

    /// The type of the value, as `Forest` or `[f64]`.
    pub fn type_name(&self) -> String {
        self.schema.type_name(self.schema.root())
    }

    /// The version of the value's type, where it declares one.
    pub fn version(&self) -> Option<&Version> {
        self.schema.root_def()?.version.as_ref()
    }

    /// Name and version of the program that wrote the file.
    pub fn producer(&self) -> Option<(&str, &str)> {
        self.container.producer()
    }

    /// What the writer said of the file, sorted by key.
    pub fn metadata(&self) -> impl Iterator<Item = (&str, &str)> {
        self.container.metadata()
    }

    /// Where the file comes from, as far as the metadata says: the entries of [`Provenance`](crate::Provenance), without
    /// `provenance.` in front of their keys.
    pub fn provenance(&self) -> impl Iterator<Item = (&str, &str)> {
        self.metadata().filter_map(|(key, value)| Some((provenance::key_of(key)?, value)))
    }

    /// The schema that wrote the file; its `Display` reads like Rust.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The fingerprint of the schema.
    pub fn fingerprint(&self) -> Fingerprint {
        self.schema.fingerprint()
    }

    /// Length of the file in bytes.
    pub fn file_len(&self) -> u64 {
        self.container.file_len()
    }

    /// Bytes that the file's sections hold, decompressed: the body, shared values, arrays and probes.
    pub fn uncompressed_len(&self) -> u64 {
        self.container.raw_len()
    }

    /// The codec of a compressed file: `zstd` or `lz4`; `none` where nothing is compressed.
    pub fn codec(&self) -> &'static str {
        self.container.codec_name().unwrap_or("none")
    }

    /// The limits that the file was opened with.
    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The codec of a compressed file, and the bytes that it holds.
    pub(super) fn compressed_from(&self) -> Option<(&'static str, u64)> {
        self.container.codec_name().map(|codec| (codec, self.container.raw_len()))
    }

    /// How the file is compressed; levels are in no file.
    pub(super) fn compression(&self) -> Compression {
        self.container.compression()
    }

    /// The probes that the file was [saved with](crate::SaveOptions::save_with_probes), as the file that they are: of a
    /// struct with the fields `inputs` and `outputs`, and `absolute` and `relative` of their tolerance.
    ///
    /// # Errors
    ///
    /// Damage of the probes, and probes beyond the limits.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{Archive, Probes, SaveOptions};
    ///
    /// let (model, probes) = (2.0, Probes::new(vec![1.0, 2.5]));
    /// let bytes = SaveOptions::new().to_bytes_with_probes(&model, &probes, |slope, x| {
    ///     x.iter().map(|x| slope * x).collect::<Vec<f64>>()
    /// })?;
    /// let probes = Archive::from_bytes(bytes)?.probes()?.expect("it was saved with some");
    /// assert_eq!(probes.type_name(), "std::Probes<[f64], [f64]>");
    /// assert_eq!(probes.get::<Vec<f64>>("outputs")?, [2.0, 5.0]);
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn probes(&self) -> Result<Option<Archive>> {
        let section = self.section_of_probes()?;
        section.map(|section| Archive::of_probes(section.into_owned(), self.limits)).transpose()
    }

    /// The probes of which these are the bytes.
    pub(super) fn of_probes(section: Vec<u8>, limits: Limits) -> Result<Self> {
        Archive::of(probes::open(Bytes::Memory(section), &limits)?, limits)
    }

    /// The bytes of the probes.
    pub(super) fn section_of_probes(&self) -> Result<Option<Cow<'_, [u8]>>> {
        self.container.probes()
    }

    /// Reads the whole value.
    ///
    /// # Errors
    ///
    /// Damage, and values beyond the limits: a tree takes many times the memory of the type's own value.
    pub fn value(&self) -> Result<Value> {
        load::decode(&self.container, &self.limits, |context, body| {
            context.read(body, |r| read_value(&self.schema, r))
        })
    }

    /// This file as a program with `schema` would have written it, by the rules alone, without the types of either:
    /// the bytes of a file with the same metadata, producer, codec and probes.
    ///
    /// It is what [`SaveOptions::as_schema`](crate::SaveOptions::as_schema) does for a value that is at hand. The
    /// schema can be older or newer: its versions say which, as in a load. What a program's types add to the rules is
    /// not there: conversions with `from`, upgrades, `other` variants, what `unknown` fields keep of fields that
    /// `schema` does not name, other encodings of serde's, and the values of defaults. So fields that the file lacks are
    /// left out, schema included, where `schema` declares a default for them: its program fills them when it loads the
    /// file.
    ///
    /// # Errors
    ///
    /// Every reason why no rule leads from the one schema to the other; else damage, values beyond the limits, and
    /// with its path the value that `schema` has no place for.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{Archive, Persist, Schema};
    ///
    /// mod v1_0 {
    ///     #[derive(persist_core::Persist)]
    ///     #[persist(version = "1.0.0")]
    ///     pub struct Scaler { pub mean: f32, pub factor: u8 }
    /// }
    ///
    /// #[derive(Persist)]
    /// #[persist(version = "1.1.0")]
    /// struct Scaler { factor: u32, mean: f64 }
    ///
    /// let old = Archive::from_bytes(v1_0::Scaler { mean: 0.5, factor: 3 }.to_bytes()?)?;
    /// let new = Archive::from_bytes(old.as_schema(&Schema::of::<Scaler>()?)?)?;
    /// assert_eq!(new.value()?.to_string(), "Scaler { factor: 3, mean: 0.5 }");
    /// assert_eq!(new.version().map(ToString::to_string).as_deref(), Some("1.1.0"));
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn as_schema(&self, schema: &Schema) -> Result<Vec<u8>> {
        let other = Older::plan(&self.schema, schema)?;
        // What is copied is looked at piece by piece; how the pieces go together, as a whole.
        self.verify_values()?;
        let (body, shared, blocks) =
            (self.container.body()?, self.container.shared()?, self.container.blocks());
        let source = Encoded {
            body: &body,
            shared: &shared,
            blocks: &blocks,
            limits: self.limits,
            raw_len: self.container.raw_len(),
        };
        let probes = self.container.probes()?;
        let options = WriterOptions { depth: self.limits.depth, ..WriterOptions::default() };
        let entry = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
        let metadata = self.metadata().map(entry).collect();
        other.rewrite(&source, options, |schema, written| {
            let mut bytes = Vec::new();
            let contents = Contents {
                producer: self.producer(),
                metadata: &metadata,
                schema: &schema.to_bytes(),
                body: &written.body,
                shared: written.shared.as_deref(),
                probes: probes.as_deref(),
                blocks: &written.blocks,
            };
            let compression = self.compression();
            let options = WriteOptions { compression, ..WriteOptions::default() };
            container::write(&contents, &options, &mut bytes)?;
            Ok(bytes)
        })
    }
}

/// What the file says of itself, on one screen.
impl fmt::Display for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.type_name())?;
        if let Some(version) = self.version() {
            write!(f, " {version}")?;
        }
        let sections = self.container.sections();
        let blocks: Vec<_> =
            sections.filter(|section| section.kind == SectionKind::Block).collect();
        let block_bytes =
            blocks.iter().fold(0u64, |sum, block| sum.saturating_add(block.stored_len));
        write!(f, "\n  size: {} bytes", self.file_len())?;
        match blocks.len() {
            0 => {}
            1 => write!(f, ", {block_bytes} of them in 1 block")?,
            count => write!(f, ", {block_bytes} of them in {count} blocks")?,
        }
        if let Some((codec, raw_len)) = self.compressed_from() {
            write!(f, "\n  compression: {codec}, of {raw_len} bytes")?;
        }
        if let Some(probes) = self.container.section(SectionKind::Probes, 0) {
            write!(f, "\n  probes: {} bytes", probes.stored_len)?;
        }
        if let Some((name, version)) = self.producer() {
            write!(f, "\n  written by: {} {}", name.escape_debug(), version.escape_debug())?;
        }
        write!(f, "\n  fingerprint: {}", self.fingerprint())?;
        for (number, (key, value)) in self.metadata().enumerate() {
            if number == 0 {
                write!(f, "\n  metadata:")?;
            }
            write!(f, "\n    {}: {}", key.escape_debug(), value.escape_debug())?;
        }
        if self.schema.defs().len() == 0 {
            return Ok(());
        }
        write!(f, "\n\n{}", self.schema)
    }
}

impl fmt::Debug for Archive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Archive")
            .field("type", &self.type_name())
            .field("file_len", &self.file_len())
            .finish_non_exhaustive()
    }
}

impl From<Opened> for Bytes {
    fn from(opened: Opened) -> Self {
        match opened {
            Opened::File(file) => Bytes::File(file),
            Opened::Stream(bytes) => Bytes::Memory(bytes),
        }
    }
}
