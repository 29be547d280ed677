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
            Input::Standard => Ok(Archive::read_from_with(&mut *io.input, limits)?),
        }
    }

    /// Refuses `-` where it is named more than once: it is read to its end by the first.
    ///
    /// # Errors
    ///
    /// It is.
    pub(crate) fn read_once<'i>(
        inputs: impl IntoIterator<Item = &'i Input>,
    ) -> Result<(), Failure> {
        match inputs.into_iter().filter(|input| **input == Input::Standard).count() {
            0 | 1 => Ok(()),
            _ => Err(Failure::usage("the standard input can be read once, and `-` is named twice")
                .with_help("name files for the others")),
        }
    }

    /// Refuses `-` where files are named that are read twice or replaced: none is to be made of that name by mistake.
    ///
    /// # Errors
    ///
    /// It is among them.
    pub(crate) fn no_standard<'p>(
        paths: impl IntoIterator<Item = &'p PathBuf>,
    ) -> Result<(), Failure> {
        match paths.into_iter().any(|path| path == Path::new("-")) {
            false => Ok(()),
            true => {
                Err(Failure::usage("`-`, for the standard input and output, is not taken here")
                    .with_help("name a file; `./-` is one of that name"))
            }
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
