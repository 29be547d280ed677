//! Files that commands write.

use std::ffi::OsString;
use std::fmt;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

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

/// Bytes that go to a file at a time.
const BUFFER: usize = 1 << 20;

impl Output {
    /// Writes a file of another format than this library's, which replaces its own files itself. A path has the whole
    /// file afterwards, or what it had before.
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
        // What a link leads to is replaced, not the link.
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        if fs::metadata(&target).is_ok_and(|there| !there.is_file() && !there.is_dir()) {
            // A pipe or a device stays what it is.
            let out = fs::File::create(&target).map_err(|error| named(&error, path))?;
            return write(&mut Named::file(out, path));
        }
        let beside = beside(&target).map_err(|error| match error.kind() {
            io::ErrorKind::PermissionDenied => named(&error, path)
                .with_help("it takes the permission to write the folder, not only the file"),
            _ => named(&error, path),
        })?;
        let mut out = BufWriter::with_capacity(BUFFER, Named::file(beside, path));
        write(&mut out)?;
        let beside = out.into_inner().map_err(io::IntoInnerError::into_error)?.into_inner();
        beside.as_file().sync_all().map_err(|error| named(&error, path))?;
        beside.persist(&target).map_err(|error| named(&error.error, path))?;
        Ok(())
    }
}

/// A new file in the folder of another one, open to those whom that is open to.
fn beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    let folder = folder.unwrap_or(Path::new("."));
    // Its error names no file that nobody knows of.
    fs::metadata(folder)?;
    let mut builder = tempfile::Builder::new();
    #[cfg(unix)]
    let permissions = {
        use std::os::unix::fs::PermissionsExt;
        // The system takes away what its mask says.
        builder.permissions(fs::Permissions::from_mode(0o666))
    };
    #[cfg(not(unix))]
    let permissions = &mut builder;
    let file = permissions.prefix(".persist-").tempfile_in(folder);
    // The kind alone: the name is one that nobody knows of.
    let file = file.map_err(|error| io::Error::from(error.kind()))?;
    if let Ok(old) = fs::metadata(path) {
        file.as_file().set_permissions(old.permissions())?;
    }
    Ok(file)
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
