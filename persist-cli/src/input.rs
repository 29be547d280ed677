//! Files that commands read.

use std::ffi::OsString;
use std::fmt;
use std::path::{Path, PathBuf};

use persist_core::{Archive, Limits};

use crate::failure::Failure;
use crate::io::Io;

/// A file to read: a path, or `-` for the standard input.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    Path(PathBuf),
    Standard,
}

impl From<OsString> for Input {
    fn from(argument: OsString) -> Self {
        match argument == "-" {
            true => Input::Standard,
            false => Input::Path(argument.into()),
        }
    }
}

impl Input {
    /// Opens the file; the standard input is read to its end first.
    ///
    /// # Errors
    ///
    /// Those of [`Archive::open_with`].
    pub(crate) fn open(&self, limits: &Limits, io: &mut Io<'_>) -> Result<Archive, Failure> {
        match self {
            Input::Path(path) => Ok(Archive::open_with(path, limits)?),
            Input::Standard => Ok(Archive::read_from(&mut *io.input, limits)?),
        }
    }

    /// The path, where it is one.
    pub(crate) fn path(&self) -> Option<&Path> {
        match self {
            Input::Path(path) => Some(path),
            Input::Standard => None,
        }
    }
}

impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Input::Path(path) => path.display().fmt(f),
            Input::Standard => f.write_str("standard input"),
        }
    }
}
