//! Files that commands write.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

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

impl fmt::Display for Output {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Output::Path(path) => path.display().fmt(f),
            Output::Standard => f.write_str("standard output"),
        }
    }
}
