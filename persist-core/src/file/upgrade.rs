//! Old files rewritten as today's types write them.

use std::fs;
use std::io::{self, Seek};
use std::path::{Path, PathBuf};

use super::archive::Bytes;
use super::erased::taken;
use super::storage::Disk;
use super::{LoadOptions, OnUnknown, SaveOptions, atomic, load};
use crate::container::Container;
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

    /// Where the old file is kept, with its owner and its mode: whole and durable before the new one takes its place. No
    /// file may be there yet.
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
        let options = LoadOptions::new().limits(self.limits).unknown_fields(unknown);
        let in_path = |error: Error| error.with_file("load", path);
        // Opened once: whoever replaces the file meanwhile, value, metadata, probes and backup are those of one.
        let file = Bytes::from(load::open(path, &self.limits).map_err(in_path)?);
        let open = || Container::open(&file, &self.limits);
        let mut place: Option<T> = None;
        let report = open()
            .and_then(|container| options.read(container, &mut place, load::report))
            .map_err(in_path)?;
        if report.is_current() {
            return Ok(report);
        }
        let old = open().map_err(in_path)?;
        let mut save = SaveOptions::new().compression(old.compression());
        for (key, value) in old.metadata() {
            save = save.metadata(key, value);
        }
        // What the model predicted then is what the upgraded one is to predict.
        let probes = old.probes().map_err(|error| error.with_file("read", path))?;
        if let Some(backup) = &self.backup {
            keep(&file, path, backup).map_err(|error| error.with_file("back up", backup))?;
        }
        save.replace(&taken(place)?, probes.as_deref(), path)?;
        Ok(report)
    }
}

/// Copies the old file to a place where there is none, whole, and waits until it is on the disk.
fn keep(old: &Bytes, path: &Path, backup: &Path) -> Result<()> {
    let unread = |error| Error::system("the old file cannot be read", error);
    let like = match old {
        Bytes::File(file) => file.metadata(),
        Bytes::Memory(_) => fs::metadata(path),
    };
    let kept = atomic::create(&Disk, backup, &like.map_err(unread)?, |out| {
        let copied = match old {
            Bytes::File(file) => {
                let mut from = file;
                from.rewind().and_then(|()| io::copy(&mut from, &mut &mut *out)).map(drop)
            }
            Bytes::Memory(bytes) => out.write_all(bytes),
        };
        copied.map_err(|error| Error::system("the old file cannot be copied", error))
    });
    kept.map_err(|error| match error.kind() {
        ErrorKind::Caller if error.help().is_none() => {
            error.with_help("name another place for the backup")
        }
        _ => error,
    })
}
