//! From a file to a value.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::explain;
use crate::container::{Container, Source, read_one};
use crate::error::{Error, ErrorKind, Result};
use crate::evolution::differences;
use crate::persist::Persist;
use crate::schema::Schema;
use crate::wire::{Context, Limits, SharedEntries};

/// How to load: limits on what a file may cost.
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
    limits: Limits,
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

    /// Loads a value from a file: see [`load`](crate::load).
    ///
    /// # Errors
    ///
    /// As [`load`](crate::load).
    pub fn load<T: Persist>(&self, path: impl AsRef<Path>) -> Result<T> {
        let path = path.as_ref();
        open(path, &self.limits)
            .and_then(|opened| match opened {
                Opened::File(file) => self.value(&Container::open(file, &self.limits)?),
                Opened::Stream(bytes) => self.from_bytes(&bytes),
            })
            .map_err(|error| error.with_file("load", path))
    }

    /// The value that a file's bytes hold.
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](crate::from_bytes).
    pub fn from_bytes<T: Persist>(&self, bytes: &[u8]) -> Result<T> {
        self.value(&Container::open(bytes, &self.limits)?)
    }

    /// Reads one file's bytes from any reader.
    ///
    /// # Errors
    ///
    /// As [`read_from`](crate::read_from).
    pub fn read_from<T: Persist>(&self, mut reader: impl Read) -> Result<T> {
        self.from_bytes(&read_one(&mut reader, &self.limits)?)
    }

    fn value<S: Source, T: Persist>(&self, container: &Container<S>) -> Result<T> {
        let reader = Schema::of::<T>()?;
        if reader.to_bytes() != container.schema() {
            let writer = Schema::from_bytes_within(container.schema(), &self.limits)?;
            let differences = differences(&writer, &reader);
            if !differences.is_empty() {
                return Err(explain::refused(&writer, &reader, container.producer(), differences));
            }
        }
        decode(container, &self.limits, |context, body| context.read(body, |r| T::decode(r)))
    }
}

/// Reads body and shared values, and names the path of an error that `read` meets in them.
pub(super) fn decode<S: Source, R>(
    container: &Container<S>,
    limits: &Limits,
    read: impl FnOnce(&Context<'_>, &[u8]) -> Result<R>,
) -> Result<R> {
    let (body, shared, blocks) = (container.body()?, container.shared()?, container.blocks());
    let context = |limits: &Limits| -> Result<_> {
        let raw_len = container.raw_len();
        let entries = SharedEntries::parse(&shared, limits.allocation_for(raw_len))?;
        Ok(Context::new(limits, raw_len, &blocks, entries))
    };
    read(&context(limits)?, &body).map_err(|error| {
        // Looking for the place keeps no values: what is allowed bounds the time that it takes.
        let steps = container.raw_len().saturating_mul(16).saturating_add(16 << 20);
        let limits = Limits::new().depth(limits.depth).allocation(steps);
        match (Schema::from_bytes_within(container.schema(), &limits), context(&limits)) {
            (Ok(writer), Ok(context)) => explain::unread(error, &writer, &context, &body),
            _ => error,
        }
    })
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
    let bytes = read_one(&mut file, limits)?;
    match file.read(&mut [0]) {
        Ok(0) => Ok(Opened::Stream(bytes)),
        Ok(_) => Err(Error::damaged("more bytes follow the end of the file")),
        Err(error) => Err(Error::system("the file cannot be read", error)),
    }
}
