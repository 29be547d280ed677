//! What is compared: a persist file, or a version of a history.

use std::ffi::{OsStr, OsString};
use std::fs::File;
use std::io::Read;
use std::path::Path;

use persist_core::schema::Version;
use persist_core::{Archive, Error, ErrorKind, History, Limits, Recorded, Schema};

use crate::code::Code;
use crate::failure::Failure;
use crate::input::Input;
use crate::io::Io;

/// A file and, of a history, the version that is meant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Named {
    pub(crate) input: Input,
    version: Option<Version>,
}

/// `FILE`, `FILE@1.2.0`; a file whose own name looks so is that file.
impl From<OsString> for Named {
    fn from(argument: OsString) -> Self {
        let split = argument.to_str().and_then(|text| text.rsplit_once('@'));
        let version = split.and_then(|(file, version)| Some((file, version.parse().ok()?)));
        match version {
            Some((file, version)) if !Path::new(&argument).exists() => {
                Named { input: OsString::from(file).into(), version: Some(version) }
            }
            _ => Named { input: argument.into(), version: None },
        }
    }
}

/// A file that has been read.
pub(crate) enum Subject {
    File(Box<Archive>),
    History(Box<History>),
}

/// One side of a comparison.
pub(crate) struct Side {
    /// The file, as the arguments name it.
    pub(crate) file: String,
    pub(crate) type_name: String,
    pub(crate) version: Option<Version>,
    /// The versions of the types that it holds, where it is told apart from others by them.
    pub(crate) nested: Vec<(String, Version)>,
    pub(crate) schema: Schema,
}

impl Named {
    /// Reads the file.
    ///
    /// # Errors
    ///
    /// A file that is neither a persist file nor a history, and a version of a persist file.
    pub(crate) fn open(&self, limits: &Limits, io: &mut Io<'_>) -> Result<Subject, Failure> {
        match self.input.path().filter(|path| is_history(path)) {
            Some(path) => {
                let history = History::open(path).map_err(|error| unreadable(error, None))?;
                Ok(Subject::History(Box::new(history)))
            }
            None if self.version.is_some() => {
                let message = format!("`{}` is no history, and has one version alone", self.input);
                Err(Failure::usage(message).with_help("name it without `@`"))
            }
            None => Ok(Subject::File(Box::new(self.input.open(limits, io)?))),
        }
    }

    /// The version that is meant: of a history, the newest one if none is named. Types know their former names in it
    /// where it is the newer side.
    ///
    /// # Errors
    ///
    /// A version that the history does not have, or that is not what was recorded.
    pub(crate) fn side(&self, subject: &Subject, is_newer: bool) -> Result<Side, Failure> {
        let history = match subject {
            Subject::File(archive) => return Ok(self.of_file(archive)),
            Subject::History(history) => history,
        };
        let newest = history.versions().next_back();
        let Some(version) = self.version.as_ref().or(newest) else {
            return Err(Failure::usage(format!("`{}` has no version", self.input)));
        };
        if !history.versions().any(|known| known == version) {
            let versions: Vec<_> = history.versions().map(ToString::to_string).collect();
            let message = format!("`{}` has no version {version}", self.input);
            return Err(
                Failure::usage(message).with_help(format!("it has {}", versions.join(", ")))
            );
        }
        let schema = match is_newer {
            true => history.reader_schema(version),
            false => history.schema(version),
        };
        let schema = schema.map_err(|error| unreadable(error, self.input.path()))?;
        Ok(self.of_schema(version, Vec::new(), schema))
    }

    /// All versions that a history has, each in all closures in which it was released.
    ///
    /// # Errors
    ///
    /// A persist file, a named version, and entries that are not what was recorded.
    pub(crate) fn all(&self, subject: &Subject) -> Result<Vec<Side>, Failure> {
        let (Subject::History(history), None) = (subject, &self.version) else {
            let message = format!("`{}` is one version alone", self.shown());
            return Err(
                Failure::usage(message).with_help("`--all` takes a history without a version")
            );
        };
        let mut sides = Vec::new();
        for version in history.versions() {
            let closures =
                history.schemas(version).map_err(|error| unreadable(error, self.input.path()))?;
            let is_one = closures.len() == 1;
            sides.extend(closures.into_iter().rev().map(|Recorded { nested, schema, .. }| {
                self.of_schema(version, if is_one { Vec::new() } else { nested }, schema)
            }));
        }
        Ok(sides)
    }

    fn of_file(&self, archive: &Archive) -> Side {
        Side {
            file: self.shown(),
            type_name: archive.type_name(),
            version: archive.version().cloned(),
            nested: Vec::new(),
            schema: archive.schema().clone(),
        }
    }

    fn of_schema(&self, version: &Version, nested: Vec<(String, Version)>, schema: Schema) -> Side {
        let name = schema.root_def().map(|def| schema.def_name(def)).unwrap_or_default();
        let (file, version) = (self.shown(), Some(version.clone()));
        Side { file, type_name: name, version, nested, schema }
    }

    fn shown(&self) -> String {
        match &self.version {
            Some(version) => format!("{}@{version}", self.input),
            None => self.input.to_string(),
        }
    }
}

/// Whether a file is the history of a type, by its name or by how it begins: a pipe is not asked, which has its bytes once.
fn is_history(path: &Path) -> bool {
    const START: &[u8] = b"# persist schema history";
    let mut start = [0; START.len()];
    let mut begins = || File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok();
    path.extension() == Some(OsStr::new("history")) || path.is_file() && begins() && start == START
}

/// A history that is not what was recorded: it is damaged.
fn unreadable(error: Error, path: Option<&Path>) -> Failure {
    if error.kind() != ErrorKind::Caller {
        return error.into();
    }
    let file = path.map(|path| format!("`{}`: ", path.display())).unwrap_or_default();
    Failure::Told { code: Code::Damaged, message: format!("{file}{error:#}"), help: None }
}
