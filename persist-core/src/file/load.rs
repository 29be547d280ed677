//! From a file to a value.

use std::borrow::Cow;
use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::erased::{Place, taken};
use super::explain::{self, Origin};
use super::plans::Way;
use super::probes::Tolerance;
use super::resolve::{Parts, Resolved};
use crate::container::{Container, Progress, Source, Threads, Watcher, read_one, read_whole};
#[cfg(feature = "mmap")]
use crate::container::{Mapped, Verify};
use crate::error::{Error, ErrorKind, Result};
use crate::evolution::{Options, Report};
use crate::persist::Persist;
use crate::schema::Schema;
#[cfg(feature = "mmap")]
use crate::wire::raw::NobodyWrites;
use crate::wire::{Context, Limits};

/// What becomes of fields that the file has and the program does not know.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnUnknown {
    /// They are passed over, and the report lists them.
    #[default]
    Report,
    /// The file is refused, unless `#[persist(removed("…"))]` acknowledges that they are gone.
    Deny,
}

/// How to load: what a file may cost, and how far its schema may be from the program's. Threads can share it, and load
/// any number of files by it at once.
///
/// # Example
///
/// ```
/// use persist_core::{ErrorKind, Limits, LoadOptions};
///
/// let bytes = persist_core::to_bytes(&vec![0u8; 5000])?;
/// let small = LoadOptions::new().limits(Limits::new().allocation(1000));
/// let error = small.from_bytes::<Vec<u8>>(&bytes).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Limit);
/// # Ok::<(), persist_core::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct LoadOptions {
    pub(super) limits: Limits,
    unknown: OnUnknown,
    exact: bool,
    threads: Threads,
    watcher: Watcher,
    pub(super) tolerance: Option<Tolerance>,
    #[cfg(feature = "mmap")]
    map: Option<NobodyWrites>,
    #[cfg(feature = "mmap")]
    verify: Verify,
}

impl LoadOptions {
    /// The defaults.
    pub fn new() -> Self {
        LoadOptions::default()
    }

    /// What reading the file may cost. Default: [`Limits::new`].
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// What becomes of fields that the program does not know. Default: [`OnUnknown::Report`].
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{ErrorKind, LoadOptions, OnUnknown, Persist};
    ///
    /// mod newer {
    ///     #[derive(persist_core::Persist)]
    ///     #[persist(version = "1.1.0")]
    ///     pub struct Scaler { pub factor: f64, pub unit: String }
    /// }
    ///
    /// #[derive(Persist)]
    /// #[persist(version = "1.0.0")]
    /// struct Scaler { factor: f64 }
    ///
    /// let bytes = newer::Scaler { factor: 0.5, unit: "cm".into() }.to_bytes()?;
    /// assert_eq!(Scaler::from_bytes(&bytes)?.factor, 0.5);
    /// let strict = LoadOptions::new().unknown_fields(OnUnknown::Deny);
    /// let error = strict.from_bytes::<Scaler>(&bytes).map(drop).unwrap_err();
    /// assert_eq!(error.kind(), ErrorKind::Schema);
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn unknown_fields(mut self, unknown: OnUnknown) -> Self {
        self.unknown = unknown;
        self
    }

    /// Takes only files whose schema is the program's own, and refuses all that would have to be evolved.
    pub fn exact(mut self) -> Self {
        self.exact = true;
        self
    }

    /// How many threads read large arrays, the calling one included. Default: as many as the machine has cores.
    ///
    /// Arrays of less than a few megabytes are read by the calling thread alone.
    pub fn threads(mut self, count: usize) -> Self {
        self.threads = Threads::at_most(count);
        self
    }

    /// Tells `tell` how far a load has come, about four times for each megabyte: in order, from any of the threads
    /// that read.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::LoadOptions;
    ///
    /// let options = LoadOptions::new().progress(|progress| eprint!("\r{progress}"));
    /// let weights: Vec<f32> = options.from_bytes(&persist_core::to_bytes(&vec![0.5f32; 100])?)?;
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn progress(mut self, tell: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        self.watcher = Watcher::new(tell);
        self
    }

    /// Leaves large arrays in the file where the value has a [`Buffer`](crate::Buffer) for them: to load it takes as
    /// long as the rest of the file does, and no memory; what is used of the arrays is read when it is used.
    ///
    /// Their checksums are compared at once, unless [`verify`](Self::verify) says otherwise. A value from a pipe or
    /// from bytes is loaded as without.
    ///
    /// # Safety
    ///
    /// The caller promises that nobody writes to the file, and nobody shortens it, as long as a buffer of it is left:
    /// values would change behind shared references, and a page that is gone ends the process with a signal. A save
    /// with this library to the same path does neither: it puts another file in its place, and what is mapped stays
    /// as it was.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{Buffer, LoadOptions, Verify};
    ///
    /// # let folder = tempfile::tempdir().unwrap();
    /// # let path = folder.path().join("weights.persist");
    /// persist_core::save(&vec![0.5f32; 100_000], &path)?;
    /// // SAFETY: this file is ours, and only ever replaced.
    /// let options = unsafe { LoadOptions::new().map() }.verify(Verify::Lazy);
    /// let weights: Buffer<f32> = options.load(&path)?;
    /// assert!(weights.is_mapped());
    /// weights.verify()?;
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    #[cfg(feature = "mmap")]
    #[expect(unsafe_code, reason = "the caller has to promise what no check can see")]
    pub unsafe fn map(mut self) -> Self {
        // SAFETY: the caller gives this very promise.
        self.map = Some(unsafe { NobodyWrites::promised() });
        self
    }

    /// What is done about the checksums of arrays that stay in a mapped file. Default: [`Verify::All`].
    #[cfg(feature = "mmap")]
    pub fn verify(mut self, verify: Verify) -> Self {
        self.verify = verify;
        self
    }

    /// The same for a file within a file, of whose progress nobody is told.
    pub(super) fn within(&self) -> Self {
        LoadOptions { watcher: Watcher::default(), ..self.clone() }
    }

    /// Loads a value from a file: see [`load`](crate::load).
    ///
    /// # Errors
    ///
    /// As [`load`](crate::load).
    pub fn load<T: Persist>(&self, path: impl AsRef<Path>) -> Result<T> {
        let mut place = None;
        self.load_into(path.as_ref(), &mut place, no_report)?;
        taken(place)
    }

    /// Loads a value from a file, and says what evolution did: which version was read, what was filled, dropped,
    /// converted and upgraded.
    ///
    /// # Errors
    ///
    /// As [`load`](crate::load).
    pub fn load_with_report<T: Persist>(&self, path: impl AsRef<Path>) -> Result<(T, Report)> {
        let mut place = None;
        let report = self.load_into(path.as_ref(), &mut place, report)?;
        Ok((taken(place)?, report))
    }

    pub(super) fn load_into<R>(
        &self,
        path: &Path,
        place: &mut dyn Place,
        done: fn(Done<'_>) -> R,
    ) -> Result<R> {
        open(path, &self.limits)
            .and_then(|opened| match opened {
                Opened::File(file) => self.read_file(file, place, done),
                Opened::Stream(bytes) => self.read_bytes(&bytes, place, done),
            })
            .map_err(|error| error.with_file("load", path))
    }

    /// The value that a file's bytes hold.
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](crate::from_bytes).
    pub fn from_bytes<T: Persist>(&self, bytes: &[u8]) -> Result<T> {
        let mut place = None;
        self.read_bytes(bytes, &mut place, no_report)?;
        taken(place)
    }

    /// The value that a file's bytes hold, and what evolution did: see
    /// [`load_with_report`](Self::load_with_report).
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](crate::from_bytes).
    pub fn from_bytes_with_report<T: Persist>(&self, bytes: &[u8]) -> Result<(T, Report)> {
        let mut place = None;
        let report = self.read_bytes(bytes, &mut place, report)?;
        Ok((taken(place)?, report))
    }

    /// Loads the value that an open file holds.
    #[cfg(feature = "digest")]
    pub(super) fn load_file(&self, file: File, place: &mut dyn Place) -> Result<()> {
        self.read_file(file, place, no_report)
    }

    fn read_file<R>(
        &self,
        file: File,
        place: &mut dyn Place,
        done: fn(Done<'_>) -> R,
    ) -> Result<R> {
        #[cfg(feature = "mmap")]
        if let Some(promise) = self.map {
            let map = promise.map(&file).map_err(|error| {
                Error::system("the file cannot be mapped", error)
                    .with_help("without LoadOptions::map it is read")
            })?;
            let mapped = Mapped::new(map, self.verify);
            return self.read(Container::open(mapped, &self.limits)?, place, done);
        }
        self.read(Container::open(file, &self.limits)?, place, done)
    }

    pub(super) fn read_bytes<R>(
        &self,
        bytes: &[u8],
        place: &mut dyn Place,
        done: fn(Done<'_>) -> R,
    ) -> Result<R> {
        self.read(Container::open(bytes, &self.limits)?, place, done)
    }

    /// Reads one file's bytes from any reader.
    ///
    /// # Errors
    ///
    /// As [`read_from`](crate::read_from).
    pub fn read_from<T: Persist>(&self, mut reader: impl Read) -> Result<T> {
        self.from_bytes(&read_one(&mut reader, &self.limits)?)
    }

    pub(super) fn read<S: Source, R>(
        &self,
        container: Container<S>,
        place: &mut dyn Place,
        done: fn(Done<'_>) -> R,
    ) -> Result<R> {
        let container = &container.with_threads(self.threads).watched(self.watcher.clone());
        let root = place.root();
        let own = root.schema()?;
        let (reader, producer) = (own.schema(), container.producer());
        let probes = &|| Ok(container.probes()?.map(Cow::into_owned));
        if own.bytes() == container.schema() {
            decode(container, &self.limits, |context, body| {
                context.read(body, |r| place.decode(r))
            })?;
            return Ok(done(Done { reader, producer, resolved: None, probes }));
        }
        let way = Way {
            reader: root.id(),
            writer: container.schema(),
            limits: self.limits,
            deny_unknown: self.unknown == OnUnknown::Deny,
        };
        let resolved = self.resolved(&way, reader, container)?;
        decode(container, &self.limits, |context, body| {
            context.read(body, |r| resolved.read(r, place))
        })
        .map_err(|error| explain::misfit(error, &resolved.writer, Origin::file(producer)))?;
        let done = done(Done { reader, producer, resolved: Some(&resolved), probes });
        way.keep(resolved);
        Ok(done)
    }

    /// Finds or plans the way from the file's schema.
    fn resolved<S: Source>(
        &self,
        way: &Way<'_>,
        reader: &Schema,
        container: &Container<S>,
    ) -> Result<Resolved> {
        let memory = self.limits.allocation_for(container.raw_len());
        // What is not exact is refused, whether there is a plan or not.
        if !self.exact
            && let Some(resolved) = way.take(memory)
        {
            return Ok(resolved);
        }
        let writer = Schema::from_bytes_within(way.writer, &way.limits)?;
        let options = Options { deny_unknown: way.deny_unknown, memory, ..Options::default() };
        let origin = Origin::file(container.producer());
        Resolved::new(writer, reader, origin, &options, self.exact)
    }
}

/// A value that has been loaded.
pub(super) struct Done<'a> {
    reader: &'a Schema,
    producer: Option<(&'a str, &'a str)>,
    /// The way that its file was read; `None` of one that was written by the program's own schema.
    resolved: Option<&'a Resolved>,
    /// Reads the section of probes, if there is one.
    pub(super) probes: &'a dyn Fn() -> Result<Option<Vec<u8>>>,
}

pub(super) fn report(done: Done<'_>) -> Report {
    match done.resolved {
        Some(resolved) => resolved.report(done.reader, Origin::file(done.producer)),
        None => Report::identical(done.reader, done.producer),
    }
}

/// For whoever asks for the value alone: a report takes memory for each change.
fn no_report(_: Done<'_>) {}

/// Reads body and shared values, and names the path of an error that `read` meets in them.
pub(super) fn decode<S: Source, R>(
    container: &Container<S>,
    limits: &Limits,
    read: impl FnOnce(&Context<'_>, &[u8]) -> Result<R>,
) -> Result<R> {
    let (body, shared, blocks) = (container.body()?, container.shared()?, container.blocks());
    let raw_len = container.raw_len();
    let parts = Parts { body: &body, shared: &shared, blocks: &blocks, raw_len };
    let writer =
        |limits: &Limits| Schema::from_bytes_within(container.schema(), limits).map(Cow::Owned);
    parts.decode(limits, writer, read)
}

/// A file that has been opened: read at any offset, or whole because it cannot be.
pub(super) enum Opened {
    File(File),
    Stream(Vec<u8>),
}

/// Opens a path, be it a file, a pipe or a device.
pub(super) fn open(path: &Path, limits: &Limits) -> Result<Opened> {
    let mut file = File::open(path).map_err(|error| explain::unopened(error, path))?;
    let metadata = file.metadata().map_err(|error| explain::unopened(error, path))?;
    if metadata.is_dir() {
        return Err(Error::new(ErrorKind::Caller, "it is a directory"));
    }
    if metadata.is_file() {
        return Ok(Opened::File(file));
    }
    read_whole(&mut file, limits).map(Opened::Stream)
}
