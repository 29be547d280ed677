//! The file system operations that a save is made of, as a trait: a test can fail each one of them.
//!
//! [`Disk`] is the real thing, on the standard library alone. What differs between systems is here and
//! nowhere else:
//!
//! | | Unix | Windows and others |
//! |---|---|---|
//! | owner and mode of the old file | kept | the directory decides |
//! | identity of an open file | device and inode | its name, which is unique to one save |
//! | sync of a directory | `fsync` | not to be had: the rename is as durable as the system makes it |
//!
//! Only Linux is tested. Hard links, access control lists and extended attributes of the old file are not
//! carried over: the new file is a new file.

use std::fs::{self, File, Metadata, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// Symbolic links followed before a path counts as a loop: Linux's own bound.
const MAX_LINKS: usize = 40;

/// What a save asks of a file system.
///
/// No operation is retried in here beyond what the standard library does; that is the caller's decision.
pub(crate) trait Storage {
    /// Follows symbolic links to the file that they mean, or would mean if it existed; its metadata, if
    /// it does exist.
    fn resolve(&self, path: &Path) -> io::Result<(PathBuf, Option<Metadata>)>;

    /// Opens a directory for [`sync_dir`](Self::sync_dir); `None` where directories cannot be synced.
    fn open_dir(&self, directory: &Path) -> io::Result<Option<File>>;

    /// The regular files in a directory whose names are wanted.
    fn list(&self, directory: &Path, wanted: &dyn Fn(&str) -> bool) -> io::Result<Vec<PathBuf>>;

    /// Opens an existing file for [`try_lock`](Self::try_lock).
    fn open(&self, path: &Path) -> io::Result<File>;

    /// Creates a file that must not exist: for its owner alone if `private`, else as the umask says.
    fn create_new(&self, path: &Path, private: bool) -> io::Result<File>;

    /// Locks a file until it is closed; `false` if someone else holds the lock.
    fn try_lock(&self, file: &File) -> io::Result<bool>;

    /// Whether this open file is the one at that path.
    fn is_at(&self, file: &File, path: &Path) -> io::Result<bool>;

    /// Gives a new file the mode of the old one, and its owner and group as far as allowed.
    fn copy_owner_and_mode(&self, file: &File, old: &Metadata) -> io::Result<()>;

    /// Writes some of the bytes at `offset`; how many.
    fn write_at(&self, file: &File, offset: u64, bytes: &[u8]) -> io::Result<usize>;

    /// Returns once the file's bytes are on the medium.
    fn sync(&self, file: &File) -> io::Result<()>;

    /// Puts a file at a path in one step, over what is there.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// Returns once the directory's entries are on the medium.
    fn sync_dir(&self, directory: &File) -> io::Result<()>;

    /// Removes a file.
    fn remove(&self, path: &Path) -> io::Result<()>;
}

/// The file system of this machine.
pub(crate) struct Disk;

impl Storage for Disk {
    fn resolve(&self, path: &Path) -> io::Result<(PathBuf, Option<Metadata>)> {
        // `canonicalize` would refuse a dangling link, and a path whose file is yet to come.
        let mut path = path.to_owned();
        for _ in 0..MAX_LINKS {
            match fs::symlink_metadata(&path) {
                Ok(found) if found.is_symlink() => {
                    let link = fs::read_link(&path)?;
                    // An absolute link replaces all of the path.
                    path = path.parent().unwrap_or(Path::new("")).join(link);
                }
                Ok(found) => return Ok((path, Some(found))),
                Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok((path, None)),
                Err(error) => return Err(error),
            }
        }
        Err(io::Error::other("too many levels of symbolic links"))
    }

    fn open_dir(&self, directory: &Path) -> io::Result<Option<File>> {
        if cfg!(unix) { File::open(directory).map(Some) } else { Ok(None) }
    }

    fn list(&self, directory: &Path, wanted: &dyn Fn(&str) -> bool) -> io::Result<Vec<PathBuf>> {
        Ok(fs::read_dir(directory)?
            .map_while(io::Result::ok)
            .filter(|entry| entry.file_name().to_str().is_some_and(wanted))
            // Opening a pipe of that name would wait for its writer.
            .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_file()))
            .map(|entry| entry.path())
            .collect())
    }

    fn open(&self, path: &Path) -> io::Result<File> {
        // NFS locks for exclusive use only what is open for writing; a read-only file elsewhere can do without.
        OpenOptions::new().write(true).open(path).or_else(|_| File::open(path))
    }

    fn create_new(&self, path: &Path, private: bool) -> io::Result<File> {
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        if private {
            std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        }
        #[cfg(not(unix))]
        let _ = private;
        options.open(path)
    }

    fn try_lock(&self, file: &File) -> io::Result<bool> {
        match file.try_lock() {
            Ok(()) => Ok(true),
            Err(TryLockError::WouldBlock) => Ok(false),
            Err(TryLockError::Error(error)) => Err(error),
        }
    }

    #[cfg(unix)]
    fn is_at(&self, file: &File, path: &Path) -> io::Result<bool> {
        use std::os::unix::fs::MetadataExt;
        let open = file.metadata()?;
        match fs::symlink_metadata(path) {
            Ok(found) => Ok((found.dev(), found.ino()) == (open.dev(), open.ino())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(false),
            Err(error) => Err(error),
        }
    }

    #[cfg(not(unix))]
    fn is_at(&self, _file: &File, path: &Path) -> io::Result<bool> {
        fs::exists(path)
    }

    #[cfg(unix)]
    fn copy_owner_and_mode(&self, file: &File, old: &Metadata) -> io::Result<()> {
        use std::os::unix::fs::{MetadataExt, PermissionsExt, fchown};
        let new = file.metadata()?;
        // Set-id bits mean nothing on data.
        let mut mode = old.mode() & 0o777;
        if (new.uid(), new.gid()) != (old.uid(), old.gid())
            && fchown(file, Some(old.uid()), Some(old.gid())).is_err()
            && fchown(file, None, Some(old.gid())).is_err()
        {
            // What the old group was allowed is not meant for another one.
            mode &= 0o707;
        }
        if new.mode() & 0o777 == mode {
            return Ok(()); // Some file systems refuse every chmod.
        }
        file.set_permissions(fs::Permissions::from_mode(mode))
    }

    #[cfg(not(unix))]
    fn copy_owner_and_mode(&self, _file: &File, _old: &Metadata) -> io::Result<()> {
        Ok(())
    }

    #[cfg(unix)]
    fn write_at(&self, file: &File, offset: u64, bytes: &[u8]) -> io::Result<usize> {
        std::os::unix::fs::FileExt::write_at(file, bytes, offset)
    }

    #[cfg(windows)]
    fn write_at(&self, file: &File, offset: u64, bytes: &[u8]) -> io::Result<usize> {
        std::os::windows::fs::FileExt::seek_write(file, bytes, offset)
    }

    #[cfg(not(any(unix, windows)))]
    fn write_at(&self, mut file: &File, offset: u64, bytes: &[u8]) -> io::Result<usize> {
        use io::{Seek, SeekFrom, Write};
        file.seek(SeekFrom::Start(offset))?;
        file.write(bytes)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync_dir(&self, directory: &File) -> io::Result<()> {
        match directory.sync_all() {
            // Some file systems have no such operation (SMB, some of FUSE). As on Windows there is nothing more to
            // be had then; an error on every save would only drive people to give up the file's own sync as well.
            Err(error)
                if matches!(
                    error.kind(),
                    io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported
                ) =>
            {
                Ok(())
            }
            result => result,
        }
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}
