//! Values in files: saving and loading by path, in memory and over streams, and looking into a file without
//! its types. Values in records of a key-value store, which have no header, are read by the same rules.
//!
//! This layer brings the others together: it asks types for their schema and their bytes, lays them into a
//! container, and replaces files atomically. It knows paths, the file system and what a crash can do to a
//! file, and nothing of how bytes are laid out.

mod archive;
mod atomic;
#[cfg(feature = "digest")]
mod cached;
mod card;
mod diff;
#[cfg(feature = "digest")]
mod digest;
mod erased;
mod explain;
mod histories;
mod load;
mod older;
mod plans;
mod probes;
mod provenance;
mod records;
mod replay;
mod resolve;
mod rewrite;
mod salvage;
mod save;
mod schema_store;
mod storage;
mod upgrade;

use std::io::{Read, Write};
use std::path::Path;

pub use archive::{
    Archive, ArrayPart, Damage, DamagedSection, FileSection, LeftOut, TensorPart, TensorParts,
    Visit,
};
pub use atomic::Durability;
#[cfg(feature = "digest")]
pub use cached::{CacheMiss, CacheOptions, CacheOutcome, Cached, cached, try_cached};
pub use card::Card;
pub(crate) use card::Document;
pub use diff::{
    ArrayDifference, Diff, DiffOptions, Difference, DifferenceKind, LargestDifference,
    MetadataDifference,
};
#[cfg(feature = "digest")]
pub use digest::{Digest, digest};
pub use load::{LoadOptions, OnUnknown};
pub use probes::{Probes, Tolerance};
pub use provenance::Provenance;
pub use records::Records;
pub use rewrite::RewriteOptions;
pub use salvage::{LostPart, SalvageOptions, Salvaged, SalvagedBlocks};
pub use save::SaveOptions;
pub use schema_store::SchemaStore;
pub use upgrade::UpgradeOptions;

use self::storage::Disk;
#[cfg(feature = "mmap")]
pub use crate::container::Verify;
pub use crate::container::{Compression, Progress};
use crate::error::{Error, ErrorKind, Result};
use crate::evolution::Report;
use crate::persist::Persist;

/// Saves a value to a file, atomically and durably.
///
/// The file appears whole or not at all: a crash, a full disk or a power cut at any moment leaves the old file
/// or the new one. Readers that have the old file open keep it. As it is the folder that changes, a file that is
/// marked read-only is replaced, too; it stays so marked. For metadata and other settings, see
/// [`SaveOptions`].
///
/// The folder has to be there, and it is synced, but not the one that holds it. Whether a folder that was created just
/// before survives a power cut is thus up to the file system: on ext4, xfs and btrfs it does, with the file. Elsewhere,
/// who creates a folder syncs the one that holds it.
///
/// # Errors
///
/// Values that cannot be stored, and failures of the file system:
/// [`Error::save_outcome`](crate::Error::save_outcome) says whether the file was replaced.
///
/// # Example
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("weights.persist");
/// let weights = vec![0.25, -1.5, 3.0];
/// persist_core::save(&weights, &path)?;
/// assert_eq!(persist_core::load::<Vec<f64>>(&path)?, weights);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn save<T: Persist>(value: &T, path: impl AsRef<Path>) -> Result<()> {
    SaveOptions::new().save(value, path)
}

/// Loads a value from a file.
///
/// All that is read is checked first: a damaged or hostile file gives an error, never a wrong value. For other
/// limits, see [`LoadOptions`].
///
/// # Errors
///
/// A file that cannot be opened, is damaged, is no persist file, holds another type or goes beyond the limits:
/// [`Error::kind`](crate::Error::kind) says which, and the text what to do.
///
/// # Example
///
/// ```
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("weights.persist");
/// # persist_core::save(&vec![0.25f64, -1.5, 3.0], &path)?;
/// let error = persist_core::load::<Vec<f32>>(&path).unwrap_err();
/// assert!(error.to_string().contains("the file has f64, this program expects f32"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn load<T: Persist>(path: impl AsRef<Path>) -> Result<T> {
    LoadOptions::new().load(path)
}

/// The bytes of a file that holds the value: what [`save`] writes.
///
/// # Errors
///
/// Values that cannot be stored.
pub fn to_bytes<T: Persist>(value: &T) -> Result<Vec<u8>> {
    SaveOptions::new().to_bytes(value)
}

/// The value that a file's bytes hold.
///
/// # Errors
///
/// As [`load`]. Bytes behind the file's end are an error, too.
pub fn from_bytes<T: Persist>(bytes: &[u8]) -> Result<T> {
    LoadOptions::new().from_bytes(bytes)
}

/// Writes a file's bytes to any writer: a socket, standard output, an archive.
///
/// # Errors
///
/// Values that cannot be stored, and errors of the writer.
pub fn write_to<T: Persist>(value: &T, writer: impl Write) -> Result<()> {
    SaveOptions::new().write_to(value, writer)
}

/// Reads one file's bytes from any reader, and leaves what follows them unread.
///
/// # Errors
///
/// As [`load`], and errors of the reader.
///
/// # Example
///
/// Several values in one stream:
///
/// ```
/// let mut stream = Vec::new();
/// persist_core::write_to(&1u32, &mut stream)?;
/// persist_core::write_to(&"two".to_owned(), &mut stream)?;
///
/// let mut reader = &stream[..];
/// assert_eq!(persist_core::read_from::<u32>(&mut reader)?, 1);
/// assert_eq!(persist_core::read_from::<String>(&mut reader)?, "two");
/// # Ok::<(), persist_core::Error>(())
/// ```
pub fn read_from<T: Persist>(reader: impl Read) -> Result<T> {
    LoadOptions::new().read_from(reader)
}

/// The record of a value, for a key-value store: two bytes of marker, the fingerprint of the schema, and the body.
///
/// A record has no checksum: that is the store's to bring. For many values, and those of former versions of the type,
/// see [`Records`].
///
/// # Errors
///
/// Values that cannot be stored.
///
/// # Example
///
/// ```
/// let record = persist_core::to_record(&(300u16, "iris".to_owned()))?;
/// assert_eq!(record.len(), 10 + 7);
/// assert_eq!(persist_core::from_record::<(u16, String)>(&record)?.1, "iris");
/// # Ok::<(), persist_core::Error>(())
/// ```
pub fn to_record<T: Persist>(value: &T) -> Result<Vec<u8>> {
    Records::new()?.encode(value)
}

/// The value of a record that [`to_record`] or [`Records`] wrote.
///
/// # Errors
///
/// What is no record, a record of a schema that this program does not know, and bytes that no value has. Damage can
/// also give another value: a record has no checksum.
///
/// # Example
///
/// ```
/// use persist_core::ErrorKind;
///
/// let record = persist_core::to_record(&5u16)?;
/// let error = persist_core::from_record::<String>(&record).unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::Schema);
/// # Ok::<(), persist_core::Error>(())
/// ```
pub fn from_record<T: Persist>(record: &[u8]) -> Result<T> {
    Records::new()?.decode(record)
}

/// Rewrites a file as today's type writes it: loads it, saves it atomically in its place with its metadata, its codec
/// and its probes, and says what changed. A file that is current already is not touched.
///
/// Nobody else may save to the path meanwhile. For a backup and other settings, see [`UpgradeOptions`].
///
/// # Errors
///
/// As [`load`](crate::load) and [`save`](crate::save): the old file stays where it is then. Files with fields that the
/// program does not know are refused, as what is not read would not be written again.
pub fn upgrade_file<T: Persist>(path: impl AsRef<Path>) -> Result<Report> {
    UpgradeOptions::new().upgrade_file::<T>(path)
}

/// Replaces a file of any format by what `write` writes, atomically as a [`save`] does: what goes along with a model, such
/// as a report or an export, is whole as well.
///
/// # Errors
///
/// Those of `write`, as they are, and failures of the file system.
///
/// # Example
///
/// ```
/// use persist_core::{Durability, Error, replace_file};
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("labels.txt");
/// replace_file(&path, Durability::Full, |out| {
///     out.write_all(b"setosa\nvirginica\n")?;
///     Ok::<(), Error>(())
/// })?;
/// assert_eq!(std::fs::read_to_string(&path)?, "setosa\nvirginica\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn replace_file<E: From<Error>>(
    path: impl AsRef<Path>,
    durability: Durability,
    write: impl FnOnce(&mut dyn Write) -> Result<(), E>,
) -> Result<(), E> {
    let mut given_up = None;
    let replaced = atomic::replace(&Disk, path.as_ref(), durability, |out| {
        write(out).map_err(|error| {
            given_up = Some(error);
            Error::new(ErrorKind::Caller, "the file was given up")
        })
    });
    match given_up {
        Some(error) => Err(error),
        None => Ok(replaced?),
    }
}
