//! The disk with planned faults, and a log of what a save asked of it.

use std::cell::{Cell, RefCell};
use std::fs;

use super::super::storage::Disk;
use super::*;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operation {
    Resolve,
    OpenDir,
    List,
    Open,
    CreateNew,
    TryLock,
    IsAt,
    CopyOwnerAndMode,
    WriteSome,
    Sync,
    Rename,
    SyncDir,
    Remove,
}

pub(super) use Operation::*;

pub(super) const OPERATIONS: [Operation; 13] = [
    Resolve,
    OpenDir,
    List,
    Open,
    CreateNew,
    TryLock,
    IsAt,
    CopyOwnerAndMode,
    WriteSome,
    Sync,
    Rename,
    SyncDir,
    Remove,
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// An error of the system, by its number on Linux.
    System(i32),
    /// `write` takes half of the bytes.
    Short,
    /// `try_lock` finds the file locked by another.
    Locked,
    /// The file is removed by another just before `is_at`.
    Unlinked,
}

pub(super) const EIO: Fault = Fault::System(5);
pub(super) const EINTR: Fault = Fault::System(4);
pub(super) const ENOSPC: Fault = Fault::System(28);

pub(super) const SYSTEM_FAULTS: [(&str, Fault); 9] = [
    ("EPERM", Fault::System(1)),
    ("EINTR", EINTR),
    ("EIO", EIO),
    ("EACCES", Fault::System(13)),
    ("EMFILE", Fault::System(24)),
    ("EFBIG", Fault::System(27)),
    ("ENOSPC", ENOSPC),
    ("EROFS", Fault::System(30)),
    ("EDQUOT", Fault::System(122)),
];

#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    pub(super) operation: Operation,
    /// Which occurrence fails, from 1.
    pub(super) nth: usize,
    /// All later ones fail too: a full disk stays full.
    pub(super) lasting: bool,
    pub(super) fault: Fault,
}

/// The disk, with planned faults and a log. Syncs are only logged, to run thousands of saves.
#[derive(Default)]
pub(super) struct Faulty {
    plans: Vec<Plan>,
    pub(super) log: RefCell<Vec<Operation>>,
    /// Whether a planned fault came to pass.
    pub(super) fired: Cell<bool>,
    /// Ends the process, as if killed, instead of the n-th operation, from 0.
    die_at: Option<usize>,
}

/// The exit code of a process that [`Faulty::dying_at`] ended.
pub(super) const DIED: i32 = 77;

impl Faulty {
    pub(super) fn with(plans: &[Plan]) -> Self {
        Faulty { plans: plans.to_vec(), ..Faulty::default() }
    }

    pub(super) fn dying_at(operation: usize) -> Self {
        Faulty { die_at: Some(operation), ..Faulty::default() }
    }

    fn step(&self, operation: Operation) -> io::Result<Option<Fault>> {
        if self.die_at == Some(self.log.borrow().len()) {
            std::process::exit(DIED); // runs no destructors
        }
        self.log.borrow_mut().push(operation);
        let count = self.count(operation);
        let due = self.plans.iter().find(|plan| {
            plan.operation == operation && (plan.nth == count || plan.lasting && plan.nth <= count)
        });
        self.fired.set(self.fired.get() || due.is_some());
        match due.map(|plan| plan.fault) {
            Some(Fault::System(number)) => Err(io::Error::from_raw_os_error(number)),
            other => Ok(other),
        }
    }

    pub(super) fn count(&self, operation: Operation) -> usize {
        let log = self.log.borrow();
        log.iter().filter(|done| **done == operation).count()
    }
}

impl Storage for Faulty {
    fn resolve(&self, path: &Path) -> io::Result<(PathBuf, Option<Metadata>)> {
        self.step(Resolve)?;
        Disk.resolve(path)
    }
    fn open_dir(&self, directory: &Path) -> io::Result<Option<File>> {
        self.step(OpenDir)?;
        Disk.open_dir(directory)
    }
    fn list(&self, directory: &Path, wanted: &dyn Fn(&str) -> bool) -> io::Result<Vec<PathBuf>> {
        self.step(List)?;
        Disk.list(directory, wanted)
    }
    fn open(&self, path: &Path) -> io::Result<File> {
        self.step(Open)?;
        Disk.open(path)
    }
    fn create_new(&self, path: &Path, private: bool) -> io::Result<File> {
        self.step(CreateNew)?;
        Disk.create_new(path, private)
    }
    fn try_lock(&self, file: &File) -> io::Result<bool> {
        match self.step(TryLock)? {
            Some(Fault::Locked) => Ok(false),
            _ => Disk.try_lock(file),
        }
    }
    fn is_at(&self, file: &File, path: &Path) -> io::Result<bool> {
        if self.step(IsAt)? == Some(Fault::Unlinked) {
            fs::remove_file(path)?;
        }
        Disk.is_at(file, path)
    }
    fn copy_owner_and_mode(&self, file: &File, old: &Metadata) -> io::Result<()> {
        self.step(CopyOwnerAndMode)?;
        // The old file may have been secret.
        let mode = std::os::unix::fs::MetadataExt::mode(&file.metadata()?);
        assert_eq!(mode & 0o777, 0o600, "a new file is private until it has its mode");
        Disk.copy_owner_and_mode(file, old)
    }
    fn write_at(&self, file: &File, offset: u64, bytes: &[u8]) -> io::Result<usize> {
        match self.step(WriteSome)? {
            Some(Fault::Short) => {
                Disk.write_at(file, offset, bytes.split_at(bytes.len().div_ceil(2)).0)
            }
            _ => Disk.write_at(file, offset, bytes),
        }
    }
    fn sync(&self, _file: &File) -> io::Result<()> {
        self.step(Sync).map(drop)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.step(Rename)?;
        Disk.rename(from, to)
    }
    fn sync_dir(&self, _directory: &File) -> io::Result<()> {
        self.step(SyncDir).map(drop)
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.step(Remove)?;
        Disk.remove(path)
    }
}
