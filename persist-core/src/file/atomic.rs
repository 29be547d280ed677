//! Replaces a file so that a reader, a crash or a power cut finds either the old one or the new one, whole.
//!
//! The new bytes go to a temporary file in the target's directory, which is synced and then renamed over
//! the target; then the directory is synced. A save ends in one of three ways: `Ok`, the file is replaced and durable;
//! [`SaveOutcome::NotReplaced`]; [`SaveOutcome::ReplacedNotDurable`], only the directory's sync failed.
//!
//! Three decisions:
//!
//! - The temporary file has a name. `O_TMPFILE` would leave nothing behind when killed, but `linkat` cannot
//!   replace a file, and syncing an unnamed file does nothing on btrfs.
//! - A failed sync is never tried again. The system may have dropped the pages that it could not write, and the second
//!   try would report success. The value is still in memory: saving it again writes it anew.
//! - The temporary file is locked from its creation to its rename. A killed saver loses its lock, so the next
//!   saver knows what it left and removes it, and leaves alone what a live one is writing.

#[cfg(feature = "digest")]
use std::fs::OpenOptions;
use std::fs::{File, Metadata};
use std::hash::{BuildHasher, RandomState};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use self::output::BufferedFile;
use super::storage::Storage;
use crate::container::Output;
use crate::error::{Error, ErrorKind, Result, SaveOutcome};

/// What a save waits for before it returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Durability {
    /// The new file is on the medium, under its name: it survives a power cut.
    #[default]
    Full,
    /// The new file is handed to the system, which writes it out when it sees fit. Readers and crashes of the
    /// program still see either the old file or the new one; a power cut may leave neither.
    Fast,
}

/// Names tried before a save gives up. A second one is needed only if another saver looks for stale files
/// between this one's creation and its lock.
const ATTEMPTS: usize = 32;

/// Bytes of the target's name in a temporary name: enough to recognise, and with the rest well below the
/// shortest limit on names in use, eCryptfs's 143 bytes.
const NAME_PREFIX: usize = 64;

/// Replaces the file at `path` by what `write` writes, which is called at most once.
pub(crate) fn replace<S: Storage>(
    storage: &S,
    path: &Path,
    durability: Durability,
    write: impl FnOnce(&mut dyn Output) -> Result<()>,
) -> Result<()> {
    let replaced = Target::resolve(storage, path)
        .and_then(|target| put(storage, &target, target.old.as_ref(), durability, write));
    replaced.map_err(|error| {
        with_remedy(error).with_save_outcome(SaveOutcome::NotReplaced).with_file("save", path)
    })
}

/// Puts a file where there is none, whole and durable or not at all, for those whom the file of `like` is for. Its
/// errors name no file, and have no outcome: that is for the one that the caller is about to replace.
pub(super) fn create<S: Storage>(
    storage: &S,
    path: &Path,
    like: &Metadata,
    write: impl FnOnce(&mut dyn Output) -> Result<()>,
) -> Result<()> {
    let target = Target::resolve(storage, path)?;
    if target.old.is_some() {
        return Err(caller("there is a file already, which is not overwritten"));
    }
    let created = put(storage, &target, Some(like), Durability::Full, write);
    created.map_err(|error| {
        if error.save_outcome() == Some(SaveOutcome::ReplacedNotDurable) {
            // If it cannot be removed, the error that is told is still the first.
            let _ = retry(|| storage.remove(&target.path));
        }
        with_remedy(error).without_save_outcome()
    })
}

/// Writes a file with the owner and the mode of an old one, if there is one, and puts it at its target.
fn put<S: Storage>(
    storage: &S,
    target: &Target,
    like: Option<&Metadata>,
    durability: Durability,
    write: impl FnOnce(&mut dyn Output) -> Result<()>,
) -> Result<()> {
    // Opened before anything is written: once the file is renamed, too many open files would come too late.
    let directory = match durability {
        Durability::Full => retry(|| storage.open_dir(&target.directory))
            .map_err(|error| target.refused("cannot open the directory", error))?,
        Durability::Fast => None,
    };
    target.remove_stale(storage);
    let temp = Temp::create(storage, target, like.is_some())?;
    temp.fill(like, write)?;
    if durability == Durability::Full {
        storage
            .sync(&temp.file)
            .map_err(|error| Error::system("cannot sync the new file", error))?;
    }
    temp.rename(&target.path)?;
    if let Some(directory) = directory {
        storage.sync_dir(&directory).map_err(|error| {
            Error::system("cannot sync the directory", error)
                .with_save_outcome(SaveOutcome::ReplacedNotDurable)
        })?;
    }
    Ok(())
}

/// Opens an empty file beside the one that a save to `path` replaces, under its name and `suffix`; creates it if it is
/// not there.
#[cfg(feature = "digest")]
pub(super) fn open_beside(path: &Path, suffix: &str) -> Result<(PathBuf, File)> {
    let open = || {
        let target = Target::resolve(&super::storage::Disk, path)?;
        let mut beside = target.path.clone().into_os_string();
        beside.push(suffix);
        let beside = PathBuf::from(beside);
        let created = retry(|| OpenOptions::new().append(true).create(true).open(&beside));
        // One that somebody else owns can be locked all the same.
        let file = created
            .or_else(|error| retry(|| File::open(&beside)).map_err(|_| error))
            .map_err(|error| target.refused("cannot create the lock file", error))?;
        Ok((beside, file))
    };
    open().map_err(with_remedy)
}

/// The file to replace, links followed.
struct Target {
    path: PathBuf,
    directory: PathBuf,
    old: Option<Metadata>,
    /// What the names of all its temporary files start with.
    temp_prefix: String,
}

impl Target {
    fn resolve<S: Storage>(storage: &S, path: &Path) -> Result<Self> {
        let (path, old) = retry(|| storage.resolve(path))
            .map_err(|error| Error::system("cannot look up the path", error))?;
        match &old {
            Some(old) if old.is_dir() => return Err(caller("the path is a directory")),
            Some(old) if !old.is_file() => {
                return Err(caller("the path is a device, a pipe or a socket, not a regular file"));
            }
            _ => {}
        }
        let name = match path.file_name() {
            // Else the path ends in `/` or `/.`, and means a directory.
            Some(name)
                if path.as_os_str().as_encoded_bytes().ends_with(name.as_encoded_bytes()) =>
            {
                name
            }
            _ => return Err(caller("the path ends in no file name")),
        };
        let directory = match path.parent() {
            Some(parent) if parent != Path::new("") => parent.to_owned(),
            _ => PathBuf::from("."),
        };
        // The hash tells apart the names that the prefix does not.
        let readable = name.to_string_lossy();
        let readable =
            readable.get(..readable.floor_char_boundary(NAME_PREFIX)).unwrap_or_default();
        let hash = crc_fast::checksum(crc_fast::CrcAlgorithm::Crc64Nvme, name.as_encoded_bytes());
        Ok(Target { temp_prefix: format!(".{readable}.{hash:016x}."), directory, path, old })
    }

    /// A name that no other save uses, in this process or another.
    fn temp_path(&self) -> PathBuf {
        let unique = RandomState::new().hash_one(std::process::id());
        self.directory.join(format!("{}{unique:016x}.tmp", self.temp_prefix))
    }

    fn is_temp(&self, name: &str) -> bool {
        name.strip_prefix(&self.temp_prefix).and_then(|rest| rest.strip_suffix(".tmp")).is_some_and(
            |unique| unique.len() == 16 && unique.bytes().all(|byte| byte.is_ascii_hexdigit()),
        )
    }

    /// Removes what killed savers of this target left. Where that fails, a later save does it.
    fn remove_stale<S: Storage>(&self, storage: &S) {
        let found = retry(|| storage.list(&self.directory, &|name| self.is_temp(name)));
        for path in found.unwrap_or_default() {
            let Ok(file) = retry(|| storage.open(&path)) else {
                continue;
            };
            // A saver that renames its file between our opening and locking it leaves us the lock of the new target.
            let is_stale = matches!(retry(|| storage.try_lock(&file)), Ok(true))
                && matches!(retry(|| storage.is_at(&file, &path)), Ok(true));
            if is_stale {
                let _ = retry(|| storage.remove(&path));
            }
        }
    }

    /// An error of an operation in the target's directory, which may be missing.
    fn refused(&self, message: &'static str, error: io::Error) -> Error {
        if error.kind() == io::ErrorKind::NotFound && !self.directory.is_dir() {
            let directory = self.directory.display();
            caller(format!("the directory `{directory}` does not exist"))
                .with_help("create the directory first")
        } else {
            Error::system(message, error)
        }
    }
}

/// A temporary file, which goes away with this value unless it is renamed: on errors and panics alike.
struct Temp<'a, S: Storage> {
    storage: &'a S,
    path: PathBuf,
    /// Holds the lock.
    file: File,
    renamed: bool,
}

impl<'a, S: Storage> Temp<'a, S> {
    fn create(storage: &'a S, target: &Target, private: bool) -> Result<Self> {
        for _ in 0..ATTEMPTS {
            let path = target.temp_path();
            match retry(|| storage.create_new(&path, private)) {
                Ok(file) => {
                    let temp = Temp { storage, path, file, renamed: false };
                    if temp.claim()? {
                        return Ok(temp);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => {
                    return Err(target.refused("cannot create a temporary file", error));
                }
            }
        }
        Err(Error::new(
            ErrorKind::System,
            format!(
                "other programs removed {ATTEMPTS} temporary files as soon as they were created"
            ),
        ))
    }

    /// Locks the file; `false` if another saver took it for stale before that.
    fn claim(&self) -> Result<bool> {
        // Where files cannot be locked (NFS without its daemon, some of FUSE), a save goes ahead: nobody can take
        // the lock to remove the file either, and all that is lost is the removal of stale ones.
        if matches!(retry(|| self.storage.try_lock(&self.file)), Ok(false)) {
            return Ok(false);
        }
        retry(|| self.storage.is_at(&self.file, &self.path))
            .map_err(|error| Error::system("cannot look up the temporary file", error))
    }

    fn fill(
        &self,
        old: Option<&Metadata>,
        write: impl FnOnce(&mut dyn Output) -> Result<()>,
    ) -> Result<()> {
        if let Some(old) = old {
            // Before the first byte: the content must not be readable by more people than it was.
            retry(|| self.storage.copy_owner_and_mode(&self.file, old)).map_err(|error| {
                Error::system("cannot give the new file the mode of the old one", error)
            })?;
        }
        let mut out = BufferedFile::new(self.storage, &self.file);
        write(&mut out)?;
        out.flush().map_err(|error| Error::system("cannot write the new file", error))
    }

    fn rename(mut self, target: &Path) -> Result<()> {
        retry(|| self.storage.rename(&self.path, target))
            .map_err(|error| Error::system("cannot rename the new file over the old one", error))?;
        self.renamed = true;
        Ok(())
    }
}

impl<S: Storage> Drop for Temp<'_, S> {
    fn drop(&mut self) {
        if !self.renamed {
            // Nobody is left to tell about a failure. The lock goes next, and then the next save removes the file.
            let _ = retry(|| self.storage.remove(&self.path));
        }
    }
}

/// Repeats what a signal interrupted. Not for syncs: the standard library repeats interrupted ones itself,
/// and every other failure of a sync is final.
fn retry<T>(mut operation: impl FnMut() -> io::Result<T>) -> io::Result<T> {
    loop {
        match operation() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

fn caller(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Caller, message)
}

/// Adds what the user can do about an error of the system, where there is something.
fn with_remedy(error: Error) -> Error {
    if error.help().is_some() {
        return error;
    }
    let source = std::error::Error::source(&error).and_then(|source| source.downcast_ref());
    let help = match source.map(io::Error::kind) {
        Some(io::ErrorKind::StorageFull) => "free some space on this disk, or save to another one",
        Some(io::ErrorKind::QuotaExceeded) => {
            "free some of your disk quota, or save to another disk"
        }
        Some(io::ErrorKind::FileTooLarge) => {
            "raise the limit on file sizes (`ulimit -f`), or save to another disk"
        }
        Some(io::ErrorKind::ReadOnlyFilesystem) => {
            "this file system is mounted read-only: save to another one"
        }
        Some(io::ErrorKind::PermissionDenied) => {
            "saving needs the permission to list and to write the directory, not only the file"
        }
        Some(io::ErrorKind::InvalidFilename) => "use a shorter file name",
        Some(io::ErrorKind::NotADirectory) => "a part of the path is a file: save elsewhere",
        _ => return error,
    };
    error.with_help(help)
}

mod output;

#[cfg(all(test, target_os = "linux"))]
mod crash;
#[cfg(test)]
mod disk;
#[cfg(all(test, target_os = "linux"))]
mod faults;
#[cfg(all(test, target_os = "linux"))]
mod faulty;
#[cfg(test)]
mod testing;
