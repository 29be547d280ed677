//! Where histories are: below a folder of today, and in a revision of it.

use std::ffi::OsStr;
use std::io;
use std::path::{Path, PathBuf};

use persist_core::{Error, Histories};
use walkdir::{DirEntry, WalkDir};

use super::git::Repository;
use crate::failure::Failure;

/// Histories below a folder, by their paths from there.
#[derive(Default)]
pub(crate) struct Found {
    pub(crate) histories: Histories,
    /// Files that are no text, or cannot be read, and why.
    pub(crate) unreadable: Vec<(String, Error)>,
}

/// A folder, or one file of it alone.
pub(crate) struct Place {
    pub(crate) folder: PathBuf,
    file: Option<String>,
}

impl Place {
    /// The place that a path names.
    ///
    /// # Errors
    ///
    /// Nothing is there.
    pub(crate) fn of(path: &Path) -> Result<Self, Failure> {
        let meta = path.metadata().map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => Failure::system(format!("there is no `{}`", path.display())),
            _ => error.into(),
        })?;
        if meta.is_dir() {
            return Ok(Place { folder: path.to_owned(), file: None });
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let file = path.file_name().map(|name| name.to_string_lossy().into_owned());
        Ok(Place { folder: folder.unwrap_or(Path::new(".")).to_owned(), file })
    }

    /// Whether a history is asked for, and not only needed by one.
    pub(crate) fn shows(&self, path: &str) -> bool {
        self.file.as_deref().is_none_or(|file| file == path)
    }

    /// The histories of today.
    ///
    /// # Errors
    ///
    /// A folder that cannot be read.
    pub(crate) fn today(&self) -> Result<Found, Failure> {
        let depth = if self.file.is_some() { 1 } else { usize::MAX };
        let walk = WalkDir::new(&self.folder).max_depth(depth).sort_by_file_name();
        let mut found = Found::default();
        for entry in walk.into_iter().filter_entry(is_entered) {
            let entry = entry.map_err(|error| Failure::of_walk(&error, &self.folder))?;
            if !entry.file_type().is_file() || !is_named(entry.path()) {
                continue;
            }
            let path = entry.path().strip_prefix(&self.folder).unwrap_or(entry.path());
            let path = slashed(path);
            match found.histories.insert_file(path.clone(), entry.path()) {
                Ok(()) => {}
                Err(error) => found.unreadable.push((path, error)),
            }
        }
        found.keep_own();
        match &self.file {
            Some(file) if !found.has(file) => Err(Failure::usage(format!(
                "`{file}` is no history"
            ))
            .with_help("name the history of a type, as `persist/Forest.history`, or a folder")),
            _ => Ok(found),
        }
    }

    /// The histories of a revision.
    ///
    /// # Errors
    ///
    /// Those of git: see [`Repository`].
    pub(crate) fn at(&self, repository: &Repository) -> Result<Found, Failure> {
        let mut found = Found::default();
        for file in repository.files()? {
            let is_hidden = |part: &str| part.starts_with('.') || part == "target";
            let is_wanted = is_named(Path::new(&file.path))
                && !file.path.split('/').any(is_hidden)
                && (self.file.is_none() || !file.path.contains('/'));
            if is_wanted {
                let text = repository.text(&file)?;
                found.histories.insert(file.path, text);
            }
        }
        found.keep_own();
        Ok(found)
    }
}

impl Found {
    fn has(&self, file: &str) -> bool {
        let unreadable = self.unreadable.iter().map(|(path, _)| path.as_str());
        self.histories.paths().chain(unreadable).any(|path| path == file)
    }

    /// Leaves out what only has the name of a history: other programs have such files, too.
    fn keep_own(&mut self) {
        let own = self.histories.paths().filter(|path| {
            let text = self.histories.text(path).unwrap_or_default();
            let is_in_folder = path.rsplit('/').nth(1) == Some("persist");
            is_in_folder
                || text.starts_with("# persist schema history")
                || self.histories.type_names(path).next().is_some()
        });
        let own = own.map(|path| (path, self.histories.text(path).unwrap_or_default()));
        self.histories = own.collect();
    }
}

/// Whether a folder or a file is looked at: nothing hidden, and nothing that is built.
fn is_entered(entry: &DirEntry) -> bool {
    let name = entry.file_name().as_encoded_bytes();
    let is_built = entry.file_type().is_dir()
        && (name == b"target" || entry.path().join("CACHEDIR.TAG").exists());
    entry.depth() == 0 || !name.starts_with(b".") && !is_built
}

fn is_named(path: &Path) -> bool {
    path.extension() == Some(OsStr::new("history"))
}

/// A path as git and the output have it on every system.
fn slashed(path: &Path) -> String {
    let parts = path.iter().map(|part| part.to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}
