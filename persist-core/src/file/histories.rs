//! Histories in files: each with its folder, where those of the types that it holds are.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::Path;

use super::explain::unopened;
use crate::error::{Error, ErrorKind, Result};
use crate::history::{Histories, History};
use crate::wire::to_u64;

/// Longest text of a history: more than a thousand versions of a large type take.
const MAX_LEN: u64 = 16 << 20;

impl History {
    /// Reads the history in a file, with those beside it of the types that it holds.
    ///
    /// # Errors
    ///
    /// A file that is not there or is no history, with its line. Files beside it that cannot be read are passed by:
    /// schemas say what they miss.
    ///
    /// # Example
    ///
    /// ```no_run
    /// use persist_core::History;
    ///
    /// let history = History::open("persist/Forest.history")?;
    /// assert!(history.problems().is_empty());
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let text = read(path)?;
        let folder = path.parent().unwrap_or(path);
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let mut histories = Histories::new();
        for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
            let (name, beside) = (entry.file_name(), entry.path());
            if beside.extension().is_some_and(|extension| extension == "history")
                && let (Some(name), Ok(text)) = (name.to_str(), read(&beside))
            {
                histories.insert(name, text);
            }
        }
        // Whatever it is called: this name is taken by no file.
        let own = "/";
        histories.insert(own, text);
        histories.history(own).map_err(|error| error.with_file("read", path))
    }
}

impl Histories {
    /// Adds the text of a file, under a path that may be another than that of the file.
    ///
    /// # Errors
    ///
    /// A file that is not there, that is no text, or that is longer than any history.
    pub fn insert_file(&mut self, path: impl Into<String>, file: impl AsRef<Path>) -> Result<()> {
        let text = read(file.as_ref())?;
        self.insert(path, text);
        Ok(())
    }
}

fn read(path: &Path) -> Result<String> {
    let mut text = String::new();
    let read = match File::open(path) {
        Ok(file) => file.take(MAX_LEN.saturating_add(1)).read_to_string(&mut text),
        Err(error) => return Err(unopened(error, path).with_file("read", path)),
    };
    let error = match read {
        Ok(_) if to_u64(text.len()) <= MAX_LEN => return Ok(text),
        Ok(_) => {
            Error::new(ErrorKind::Limit, format!("it is longer than any history: {MAX_LEN} bytes"))
        }
        Err(error) if error.kind() == io::ErrorKind::InvalidData => {
            Error::new(ErrorKind::Caller, "a history is text, and this file is none")
                .with_help("restore it from version control")
        }
        Err(error) => Error::system("the file cannot be read", error),
    };
    Err(error.with_file("read", path))
}
