//! Files that commands write.

use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use persist_core::Durability;

use crate::failure::Failure;
use crate::io::{Io, Named};

/// A file to write: a path, or `-` for the standard output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    Path(PathBuf),
    Standard,
}

impl From<OsString> for Output {
    fn from(argument: OsString) -> Self {
        match argument == "-" {
            true => Output::Standard,
            false => Output::Path(argument.into()),
        }
    }
}

impl Output {
    /// Writes a file of another format than this library's, which replaces its own files itself. As with these, a
    /// path has the whole file afterwards, or what it had before.
    ///
    /// # Errors
    ///
    /// Those of `write`, and of the output.
    pub(crate) fn write(
        &self,
        io: &mut Io<'_>,
        write: impl FnOnce(&mut dyn Write) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let Output::Path(path) = self else { return write(&mut *io.out) };
        if fs::metadata(path).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
            // A pipe or a device stays what it is.
            let out = fs::File::create(path).map_err(|error| named(&error, path))?;
            return write(&mut Named::file(out, path));
        }
        persist_core::replace_file(path, Durability::Full, |out| write(&mut Named::file(out, path)))
    }
}

/// An error of the system, with the file that is meant.
fn named(error: &io::Error, path: &Path) -> Failure {
    Failure::system(format!("cannot write `{}`: {error}", path.display()))
}

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Output::Path(path) => path.display().fmt(f),
            Output::Standard => f.write_str("standard output"),
        }
    }
}
