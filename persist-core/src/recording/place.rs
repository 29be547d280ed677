//! Where a history is, and whose it is.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use persist_history::HistoryText;

use super::Site;
use crate::error::{Error, ErrorKind, Result};
use crate::file::{Durability, replace_file};

/// A history's file.
#[derive(Clone, Copy, Debug)]
pub enum File {
    /// In the folder of the crate's manifest.
    Manifest(&'static str),
    /// In the folder of the type's source file.
    Source(&'static str),
}

/// The file's path.
///
/// # Errors
///
/// A source file that is nowhere to be found.
pub(super) fn path_of(site: &Site) -> Result<PathBuf> {
    let manifest = Path::new(site.manifest);
    match site.file {
        File::Manifest(file) => Ok(manifest.join(file)),
        File::Source(file) => {
            // The compiler names sources from the folder of the workspace, which is that of the manifest or above it.
            let sources = manifest.ancestors().map(|folder| folder.join(site.place.0));
            let mut folders = sources.filter(|source| source.exists());
            let folder = folders.next().and_then(|source| Some(source.parent()?.to_owned()));
            folder.map(|folder| folder.join(file)).ok_or_else(|| {
                let message = format!("the source file `{}` is not found", site.place.0);
                Error::new(ErrorKind::NotFound, message)
            })
        }
    }
}

/// The file as messages name it.
pub(super) fn name_of(site: &Site) -> &'static str {
    match site.file {
        File::Manifest(file) | File::Source(file) => file,
    }
}

/// Says that a history is that of this type.
///
/// # Errors
///
/// Another type of this program has it, too.
pub(super) fn claim(path: &Path, site: &Site) -> Result<()> {
    static CLAIMED: Mutex<Option<HashMap<PathBuf, String>>> = Mutex::new(None);
    let owner = format!("{}::{}, {}:{}", site.module, site.ident, site.place.0, site.place.1);
    let mut claimed = CLAIMED.lock().unwrap_or_else(PoisonError::into_inner);
    let claimed = claimed.get_or_insert_default();
    let first = claimed.entry(path.to_owned()).or_insert_with(|| owner.clone());
    if *first == owner {
        return Ok(());
    }
    let message = format!("two types keep one history, `{}`", name_of(site));
    Err(Error::new(ErrorKind::Caller, message).with_reasons(vec![first.clone(), owner]).with_help(
        "give one of them a name of its own, #[persist(name = \"…\")], or #[persist(history = false)] where its files \
         do not matter",
    ))
}

/// Reads a history; `None` where there is no file.
///
/// # Errors
///
/// A file that cannot be read, or is no history.
pub(super) fn read(path: &Path, name: &str) -> Result<Option<HistoryText>> {
    match fs::read_to_string(path) {
        Ok(text) => parse(&text, name).map(Some),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::system(format!("the history `{name}` cannot be read"), error)),
    }
}

/// Reads the text of a history.
///
/// # Errors
///
/// The line that cannot be read.
pub(super) fn parse(text: &str, name: &str) -> Result<HistoryText> {
    HistoryText::parse(text).map_err(|error| {
        let message = format!("{name}:{}: {}", error.line, error.message);
        Error::new(ErrorKind::Caller, message)
    })
}

/// Writes a history in the place of the former one, atomically.
///
/// # Errors
///
/// Those of the file system.
pub(super) fn write(path: &Path, history: &HistoryText) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)
            .map_err(|error| Error::system("the folder of histories cannot be made", error))?;
    }
    let text = history.to_string();
    replace_file(path, Durability::Full, |out| {
        out.write_all(text.as_bytes())
            .map_err(|error| Error::system("the history cannot be written", error))
    })
}
