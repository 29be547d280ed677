//! One at a time computes an entry: whoever holds the lock of the file beside it.

use std::cell::RefCell;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use super::super::atomic;
use super::super::storage::{Disk, Storage};
use crate::error::{Error, ErrorKind, Result};

/// What the name of the lock file has behind that of the entry.
const SUFFIX: &str = ".lock";

/// The lock of an entry. It ends with this value, or with the process, however that ends.
pub(super) struct Lock {
    _file: File,
    _entered: Entered,
}

impl Lock {
    /// Waits until nobody else has the lock of the entry at `path`, asleep.
    ///
    /// # Errors
    ///
    /// A file that cannot be created or locked, and an entry that this thread is computing.
    pub(super) fn wait(path: &Path) -> Result<Self> {
        Lock::try_wait(path).map_err(|error| error.with_file("cache a result in", path))
    }

    fn try_wait(path: &Path) -> Result<Self> {
        loop {
            let (lock_path, file) = atomic::open_beside(path, SUFFIX)?;
            let entered = Entered::new(&lock_path)?;
            lock(&file).map_err(|error| {
                Error::system("cannot lock the lock file", error)
                    .with_help("keep the cache on a file system that can lock files")
            })?;
            // Somebody may have removed it, and others may be locking a new one.
            if Disk.is_at(&file, &lock_path).unwrap_or(true) {
                return Ok(Lock { _file: file, _entered: entered });
            }
        }
    }
}

/// Waits for the lock of a file, and goes on waiting after a signal.
fn lock(file: &File) -> io::Result<()> {
    loop {
        match file.lock() {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            result => return result,
        }
    }
}

thread_local! {
    /// The lock files of entries that this thread computes, or waits for.
    static ENTERED: RefCell<Vec<PathBuf>> = const { RefCell::new(Vec::new()) };
}

/// That this thread computes an entry. Were it to ask for the same one, it would wait for itself.
struct Entered(PathBuf);

impl Entered {
    fn new(lock_path: &Path) -> Result<Self> {
        let directory = match lock_path.parent() {
            Some(parent) if parent != Path::new("") => parent,
            _ => Path::new("."),
        };
        let path = fs::canonicalize(directory)
            .map_err(|error| Error::system("cannot look up the directory", error))?
            .join(lock_path.file_name().unwrap_or_default());
        ENTERED.with_borrow_mut(|entered| {
            if entered.contains(&path) {
                return Err(Error::new(
                    ErrorKind::Caller,
                    "the function that computes this entry asks for the entry itself",
                )
                .with_help("compute what it needs under another path"));
            }
            entered.push(path.clone());
            Ok(Entered(path))
        })
    }
}

impl Drop for Entered {
    fn drop(&mut self) {
        // A thread that ends takes the list with it.
        let _ = ENTERED.try_with(|entered| entered.borrow_mut().retain(|path| *path != self.0));
    }
}
