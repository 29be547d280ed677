//! A directory for one test, and what tests ask about it.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{PoisonError, RwLock, RwLockReadGuard};

use super::*;

/// Between fork and exec, a process that is starting holds copies of all locks of this one: tests that free a
/// lock and then take it again hold this off.
static STARTING: RwLock<()> = RwLock::new(());

/// Starts a process.
pub(super) fn spawn(command: &mut Command) -> Child {
    let _others_wait = STARTING.write().unwrap_or_else(PoisonError::into_inner);
    command.spawn().unwrap()
}

/// As long as this is held, no process starts.
pub(super) fn no_process_starts() -> RwLockReadGuard<'static, ()> {
    STARTING.read().unwrap_or_else(PoisonError::into_inner)
}

/// Removed at the end of the test.
pub(super) struct Scratch(PathBuf);

impl Scratch {
    pub(super) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("persist-atomic-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir(&path).unwrap();
        Scratch(path)
    }

    pub(super) fn path(&self) -> &Path {
        &self.0
    }

    pub(super) fn join(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Names of all files, sorted.
    pub(super) fn names(&self) -> Vec<String> {
        let mut names: Vec<String> = fs::read_dir(&self.0)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    }

    pub(super) fn temps(&self) -> Vec<String> {
        let mut names = self.names();
        names.retain(|name| name.ends_with(".tmp"));
        names
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Plants what a killed saver of this path leaves.
pub(super) fn plant_stale_temp(path: &Path) -> PathBuf {
    let temp = Target::resolve(&super::super::storage::Disk, path).unwrap().temp_path();
    fs::write(&temp, "half a fi").unwrap();
    temp
}

pub(super) fn writing(bytes: &[u8]) -> impl FnOnce(&mut dyn Output) -> Result<()> {
    move |out| out.write_all(bytes).map_err(|error| Error::system("cannot write", error))
}
