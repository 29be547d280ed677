//! Old files rewritten as today's types write them.

use std::fs::{File, OpenOptions};
use std::io;
use std::path::{Path, PathBuf};

use super::{Archive, LoadOptions, OnUnknown, SaveOptions};
use crate::error::{Error, ErrorKind, Result};
use crate::evolution::Report;
use crate::persist::Persist;
use crate::wire::Limits;

/// How to rewrite old files.
///
/// # Example
///
/// ```
/// use persist_core::{Persist, UpgradeOptions};
///
/// mod yesterday {
///     #[derive(persist_core::Persist)]
///     #[persist(version = "1.0.0")]
///     pub struct Model { pub depth: u16 }
/// }
///
/// #[derive(Persist)]
/// #[persist(version = "1.1.0")]
/// struct Model { depth: u32 }
///
/// # let folder = tempfile::tempdir()?;
/// let path = folder.path().join("model.persist");
/// yesterday::Model { depth: 8 }.save(&path)?;
///
/// let backup = folder.path().join("model-1.0.0.persist");
/// let report = UpgradeOptions::new().backup(&backup).upgrade_file::<Model>(&path)?;
/// assert_eq!(report.to_string().split(", ").next(), Some("read Model 1.0.0 as Model 1.1.0"));
/// assert!(UpgradeOptions::new().upgrade_file::<Model>(&path)?.is_current());
/// assert_eq!(yesterday::Model::load(&backup)?.depth, 8);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct UpgradeOptions {
    limits: Limits,
    unknown: Option<OnUnknown>,
    backup: Option<PathBuf>,
}

impl UpgradeOptions {
    /// No backup, and files with fields that the program does not know are left alone.
    pub fn new() -> Self {
        UpgradeOptions::default()
    }

    /// What reading the file may cost. Default: [`Limits::new`].
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// What becomes of fields that the program does not know. Default: [`OnUnknown::Deny`], as what is not read is
    /// not written again.
    pub fn unknown_fields(mut self, unknown: OnUnknown) -> Self {
        self.unknown = Some(unknown);
        self
    }

    /// Where the old file is kept. No file may be there yet.
    pub fn backup(mut self, path: impl Into<PathBuf>) -> Self {
        self.backup = Some(path.into());
        self
    }

    /// Rewrites a file as today's type writes it, and says what changed: see [`upgrade_file`](crate::upgrade_file).
    ///
    /// # Errors
    ///
    /// As [`upgrade_file`](crate::upgrade_file), and a backup that cannot be written or is there already.
    pub fn upgrade_file<T: Persist>(&self, path: impl AsRef<Path>) -> Result<Report> {
        let path = path.as_ref();
        let unknown = self.unknown.unwrap_or(OnUnknown::Deny);
        let load = LoadOptions::new().limits(self.limits).unknown_fields(unknown);
        let (value, report) = load.load_with_report::<T>(path)?;
        if report.is_current() {
            return Ok(report);
        }
        let archive = Archive::open_with(path, &self.limits)?;
        let mut save = SaveOptions::new().compression(archive.compression());
        for (key, value) in archive.metadata() {
            save = save.metadata(key, value);
        }
        // What the model predicted then is what the upgraded one is to predict.
        let probes = archive.section_of_probes().map_err(|error| error.with_file("read", path))?;
        if let Some(backup) = &self.backup {
            keep(path, backup).map_err(|error| unkept(error).with_file("back up", backup))?;
        }
        save.replace(&value, probes.as_deref(), path)?;
        Ok(report)
    }
}

/// Copies the old file to a place where there is none, and waits until it is on the disk.
fn keep(path: &Path, backup: &Path) -> io::Result<()> {
    let mut from = File::open(path)?;
    let mut to = OpenOptions::new().write(true).create_new(true).open(backup)?;
    let copied = io::copy(&mut from, &mut to).and_then(|_| to.sync_all());
    if copied.is_err() {
        // Half a copy is none; if it cannot be removed, the error that is told is still the first.
        let _ = std::fs::remove_file(backup);
    }
    copied
}

fn unkept(error: io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::AlreadyExists => {
            Error::new(ErrorKind::Caller, "there is a file already, which is not overwritten")
                .with_help("name another place for the backup")
        }
        _ => Error::system("the old file cannot be kept", error),
    }
}
