//! From a value to a file.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::Path;

use super::atomic::{self, Durability};
use super::erased::Stored;
use super::explain;
use super::older::Older;
use super::provenance::{self, Provenance};
use super::storage::Disk;
use crate::container::{self, Compression, Contents, Progress, Threads, Watcher, WriteOptions};
use crate::error::{Error, ErrorKind, Result};
use crate::history::History;
use crate::persist::{OwnSchema, Persist, Root};
use crate::schema::Schema;
use crate::wire::{Writer, WriterOptions, Written};

/// How to save: metadata, producer, durability, compression and limits. Threads can share it, and save any number of
/// files by it at once.
///
/// # Example
///
/// ```
/// use persist_core::{Archive, SaveOptions};
///
/// let bytes = SaveOptions::new()
///     .metadata("data", "iris, 150 rows")
///     .metadata("accuracy", 0.98)
///     .producer("iris-trainer", "0.9.1")
///     .to_bytes(&vec![0.25, -1.5, 3.0])?;
///
/// let archive = Archive::from_bytes(bytes)?;
/// assert_eq!(archive.metadata().collect::<Vec<_>>(), [("accuracy", "0.98"), ("data", "iris, 150 rows")]);
/// # Ok::<(), persist_core::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct SaveOptions {
    metadata: BTreeMap<String, String>,
    provenance: Option<Provenance>,
    producer: Option<(String, String)>,
    durability: Durability,
    pub(super) writer: WriterOptions,
    file: WriteOptions,
    older: Option<Target>,
}

/// What older programs are to read the file.
#[derive(Clone, Debug)]
enum Target {
    /// Those whose type has this schema.
    Schema(Schema),
    /// Those of this version of the saved type, whose schema the function finds. It stands here, and not where values are
    /// saved, so that programs which never ask for a version hold nothing that reads histories.
    Version(String, fn(Root, &Schema, &str) -> Result<Schema>),
}

impl SaveOptions {
    /// The defaults: no metadata, the crate that declares the type as producer, full durability.
    pub fn new() -> Self {
        SaveOptions::default()
    }

    /// Adds an entry to the file's metadata, which can be read without the value. The last one of a key
    /// stays.
    pub fn metadata(mut self, key: impl Into<String>, value: impl ToString) -> Self {
        self.metadata.insert(key.into(), value.to_string());
        self
    }

    /// Adds to the metadata where the file comes from: compiler, target, commit, versions of crates and the time, under
    /// the keys that [`Provenance`] lists. Without it, a file says nothing of these.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{Archive, SaveOptions, provenance};
    ///
    /// let options = SaveOptions::new().provenance(provenance!().crate_version("linfa", "0.8.0"));
    /// let archive = Archive::from_bytes(options.to_bytes(&0.5)?)?;
    /// assert!(archive.provenance().any(|entry| entry == ("crate.linfa", "0.8.0")));
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn provenance(mut self, provenance: Provenance) -> Self {
        self.provenance = Some(provenance);
        self
    }

    /// The program that writes the file, by name and version. Default: the crate that declares the value's
    /// type.
    pub fn producer(mut self, name: impl Into<String>, version: impl Into<String>) -> Self {
        self.producer = Some((name.into(), version.into()));
        self
    }

    /// What a save to a path promises about power cuts. Default: [`Durability::Full`].
    pub fn durability(mut self, durability: Durability) -> Self {
        self.durability = durability;
        self
    }

    /// Arrays from this size on, in bytes, become sections of their own, which are written from where they
    /// are. Default: 4 KiB. Any reader reads any choice.
    pub fn block_threshold(mut self, bytes: u64) -> Self {
        self.writer.block_threshold = Some(bytes);
        self
    }

    /// How the content is compressed. Default: [`Compression::none`]. Loads find it in the file.
    ///
    /// # Example
    ///
    /// ```
    /// # #[cfg(feature = "lz4")] {
    /// use persist_core::{Compression, SaveOptions};
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("pixels.persist");
    /// let pixels = vec![0u8; 100_000];
    /// SaveOptions::new().compression(Compression::lz4()).save(&pixels, &path)?;
    /// assert!(std::fs::metadata(&path)?.len() < 1000);
    /// assert_eq!(persist_core::load::<Vec<u8>>(&path)?, pixels);
    /// # }
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn compression(mut self, compression: Compression) -> Self {
        self.file.compression = compression;
        self
    }

    /// Most threads that compress, the calling one included. Default: as many as the machine has cores. The bytes of
    /// the file do not depend on it. Each thread takes a few MiB; files of less than 4 MiB take one.
    pub fn threads(mut self, count: usize) -> Self {
        self.file.threads = Threads::at_most(count);
        self
    }

    /// Tells `progress` how far the writing has come: after each MiB or less of content, on the thread that saves.
    ///
    /// # Example
    ///
    /// ```
    /// use std::sync::atomic::{AtomicU64, Ordering};
    /// use std::sync::Arc;
    ///
    /// use persist_core::SaveOptions;
    ///
    /// let last = Arc::new(AtomicU64::new(0));
    /// let seen = Arc::clone(&last);
    /// let options = SaveOptions::new().progress(move |progress| {
    ///     assert!(progress.done <= progress.total);
    ///     seen.store(progress.done, Ordering::Relaxed);
    /// });
    /// options.to_bytes(&vec![0.5f64; 1000])?;
    /// assert!(last.load(Ordering::Relaxed) > 8000);
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn progress(mut self, progress: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.file.watcher = Watcher::new(progress);
        self
    }

    /// Most levels of boxes and collections within each other that are saved. Default: 512, as in
    /// [`Limits::depth`](crate::Limits::depth), which has to be as large when the file is loaded.
    pub fn depth(mut self, levels: u32) -> Self {
        self.writer.depth = levels;
        self
    }

    /// Writes the file as a type of this schema would have been written: for programs that read no newer one.
    ///
    /// The schema can come from a file that such a program wrote. Fields that it does not have are left out of the
    /// file. So are those that it has and today's type has not, where it declares a default for them: the older
    /// program fills them.
    ///
    /// A save fails, with all reasons, where a field is missing that the schema declares no default for, or the
    /// types of fields have changed in such a way that its program would not read them. It fails with the path of
    /// the value where only this value has no place there: a variant that the schema lacks, a number beyond the
    /// field's type. Both are errors of the kind [`ErrorKind::Schema`].
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{Archive, Persist, SaveOptions};
    ///
    /// mod v1_0 {
    ///     #[derive(persist_core::Persist)]
    ///     #[persist(version = "1.0.0")]
    ///     pub struct Scaler { pub mean: f64, pub factor: f32 }
    /// }
    ///
    /// #[derive(Persist)]
    /// #[persist(version = "1.1.0")]
    /// struct Scaler {
    ///     factor: f32,
    ///     mean: f64,
    ///     #[persist(default)]
    ///     unit: Option<String>,
    /// }
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("scaler.persist");
    /// v1_0::Scaler { mean: 5.8, factor: 0.5 }.save(&path)?;
    ///
    /// // Whoever reads the file today shall read it tomorrow.
    /// let schema = Archive::open(&path)?.schema().clone();
    /// let scaler = Scaler { factor: 0.25, mean: 5.8, unit: Some("cm".into()) };
    /// SaveOptions::new().as_schema(schema).save(&scaler, &path)?;
    ///
    /// assert_eq!(Archive::open(&path)?.version().map(ToString::to_string).as_deref(), Some("1.0.0"));
    /// assert_eq!(v1_0::Scaler::load(&path)?.factor, 0.25);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn as_schema(mut self, schema: Schema) -> Self {
        self.older = Some(Target::Schema(schema));
        self
    }

    /// Writes the file as a version of the type would have written it: [`as_schema`](Self::as_schema) with the schema
    /// that the type's history recorded of that version. Of the types that it holds, it takes the newest versions in
    /// which it was released.
    ///
    /// A save fails where the type keeps no history, and where its history does not have the version: the error lists
    /// those that it has. Else it fails as one by `as_schema` does.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{ErrorKind, SaveOptions};
    ///
    /// // A list keeps no history.
    /// let error = SaveOptions::new().as_version("1.0.0").to_bytes(&vec![0.5]).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Caller);
    /// assert!(error.to_string().contains("keeps no history"));
    /// ```
    pub fn as_version(mut self, version: impl ToString) -> Self {
        self.older = Some(Target::Version(version.to_string(), recorded_version));
        self
    }

    /// The same for a file within a file: what compresses, watches and describes the outer one holds for that alone.
    pub(super) fn within(&self) -> Self {
        SaveOptions { writer: self.writer, ..SaveOptions::default() }
    }

    /// Saves a value to a file: see [`save`](crate::save).
    ///
    /// # Errors
    ///
    /// As [`save`](crate::save).
    pub fn save<T: Persist>(&self, value: &T, path: impl AsRef<Path>) -> Result<()> {
        self.replace(value, None, path.as_ref())
    }

    /// Saves a value with a section of probes that another file had.
    pub(super) fn replace(
        &self,
        value: &dyn Stored,
        probes: Option<&[u8]>,
        path: &Path,
    ) -> Result<()> {
        self.contents(value, probes, |contents| {
            atomic::replace(&Disk, path, self.durability, |out| {
                container::write(contents, &self.file, out)
            })
        })
        .map_err(|error| explain::not_saved(error, path))
    }

    /// Saves bytes of a file.
    pub(super) fn replace_by(&self, bytes: &[u8], path: &Path) -> Result<()> {
        atomic::replace(&Disk, path, self.durability, |out| {
            let written = out.write_all(bytes);
            written.map_err(|error| Error::system("the file could not be written", error))
        })
    }

    /// The bytes of a file that holds the value.
    ///
    /// # Errors
    ///
    /// As [`to_bytes`](crate::to_bytes).
    pub fn to_bytes<T: Persist>(&self, value: &T) -> Result<Vec<u8>> {
        self.file_of(value, None)
    }

    pub(super) fn file_of(&self, value: &dyn Stored, probes: Option<&[u8]>) -> Result<Vec<u8>> {
        self.contents(value, probes, |contents| {
            let mut bytes = container::room_for(container::encoded_len(contents)?)?;
            container::write(contents, &self.file, &mut bytes)?;
            bytes.shrink_to_fit();
            Ok(bytes)
        })
    }

    /// Writes a file's bytes to any writer. With [`compression`](Self::compression), the compressed file is held in
    /// memory meanwhile.
    ///
    /// # Errors
    ///
    /// As [`write_to`](crate::write_to).
    pub fn write_to<T: Persist>(&self, value: &T, mut writer: impl Write) -> Result<()> {
        self.write_file(value, &mut writer)
    }

    fn write_file(&self, value: &dyn Stored, writer: &mut dyn Write) -> Result<()> {
        self.contents(value, None, |contents| {
            container::write_forward(contents, &self.file, writer)
        })
    }

    /// The metadata, with what is known besides: of the program, and of the crates whose types the value holds. What the
    /// caller says himself stays.
    fn all_metadata(&self, schema: &Schema) -> Result<Cow<'_, BTreeMap<String, String>>> {
        let Some(provenance) = &self.provenance else { return Ok(Cow::Borrowed(&self.metadata)) };
        let mut all: BTreeMap<_, _> = provenance::crates_of(schema).collect();
        all.extend(provenance.entries()?);
        all.extend(self.metadata.clone());
        Ok(Cow::Owned(all))
    }

    /// Whether files are written as those of an older schema.
    #[cfg(feature = "digest")]
    pub(super) fn writes_older(&self) -> bool {
        self.older.is_some()
    }

    /// The producer that a file with a value of this schema names.
    pub(super) fn producer_of<'a>(&'a self, own: &'a OwnSchema) -> Option<(&'a str, &'a str)> {
        match (&self.producer, own.producer()) {
            (Some((name, version)), _) => Some((name, version)),
            (None, Some(producer)) => Some((producer.name, producer.version)),
            (None, None) => None,
        }
    }

    /// Encodes the value, and hands on all that makes up its file.
    pub(super) fn contents<R>(
        &self,
        value: &dyn Stored,
        probes: Option<&[u8]>,
        use_them: impl FnOnce(&Contents<'_>) -> Result<R>,
    ) -> Result<R> {
        let root = value.root();
        let own = root.schema()?;
        own.check_readable().map_err(explain::unreadable_schema)?;
        let schema = own.schema();
        let target = match &self.older {
            None => None,
            Some(Target::Schema(older)) => Some(Cow::Borrowed(older)),
            Some(Target::Version(version, find)) => Some(Cow::Owned(find(root, schema, version)?)),
        };
        let metadata = self.all_metadata(schema)?;
        let older = target.map(|older| Older::plan(schema, &older)).transpose()?;
        let mut writer = Writer::new(Vec::new(), self.writer);
        let result = value.encode(&mut writer).and_then(|()| writer.check_order());
        let written = if result.is_ok() { writer.finish() } else { writer.abandon() };
        let use_it = |schema: &[u8], written: &Written<'_>| {
            use_them(&Contents {
                producer: self.producer_of(&own),
                metadata: &metadata,
                schema,
                body: &written.body,
                shared: written.shared.as_deref(),
                probes,
                blocks: &written.blocks,
            })
        };
        result
            .and_then(|()| match older {
                None => use_it(own.bytes(), &written),
                Some(older) => older.write(&written, self.writer, |schema, written| {
                    use_it(&schema.to_bytes(), written)
                        .map_err(|error| explain::unwritten(error, schema, written))
                }),
            })
            .map_err(|error| explain::unwritten(error, schema, &written))
    }
}

/// The schema that the saved type's history recorded of a version.
fn recorded_version(root: Root, today: &Schema, version: &str) -> Result<Schema> {
    match History::of_root(root)? {
        Some(history) => history.schema(version),
        None => {
            let title = explain::title(today);
            let message = format!("{title} keeps no history, so its former versions are not known");
            Err(Error::new(ErrorKind::Caller, message).with_help(
                "save one of its versioned types, or name the schema itself with `SaveOptions::as_schema`",
            ))
        }
    }
}
