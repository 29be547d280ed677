//! Why a command gave up.

use std::error::Error as _;
use std::fmt;
use std::io;
use std::path::Path;

use persist_core::{Error, ErrorKind};

use crate::code::Code;
use crate::io::Unwritten;
use crate::limits;
use crate::shown::{Safe, SafeLines};

/// What a command fails with.
#[derive(Debug)]
pub(crate) enum Failure {
    /// The library's errors.
    Persist(Error),
    /// What only the program knows of.
    Told { code: Code, message: String, help: Option<String> },
    /// Nobody reads the output any more, as when it goes to `head`: no reason to complain, but no answer either. A script
    /// that asks whether all went well must not take it for one.
    Closed,
}

impl Failure {
    /// The arguments ask for something that cannot be done.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Failure::Told { code: Code::Usage, message: message.into(), help: None }
    }

    /// The system failed.
    pub(crate) fn system(message: impl Into<String>) -> Self {
        Failure::Told { code: Code::System, message: message.into(), help: None }
    }

    /// Something below a folder could not be read.
    pub(crate) fn of_walk(error: &walkdir::Error, folder: &Path) -> Self {
        let path = error.path().unwrap_or(folder).display();
        match error.io_error() {
            Some(why) => Failure::system(format!("cannot read `{path}`: {why}")),
            None => Failure::system(format!("cannot read `{path}`: {error}")),
        }
    }

    /// Says what to do about it.
    pub(crate) fn with_help(self, help: impl Into<String>) -> Self {
        match self {
            Failure::Told { code, message, .. } => {
                Failure::Told { code, message, help: Some(help.into()) }
            }
            other => other,
        }
    }

    /// Says what a failure is about.
    pub(crate) fn of(self, what: &str) -> Self {
        match self {
            Failure::Told { code, message, help } => {
                Failure::Told { code, message: format!("{what}: {message}"), help }
            }
            Failure::Persist(_) => {
                let (code, message) = (self.code(), format!("{what}: {self}"));
                Failure::Told { code, message, help: None }
            }
            Failure::Closed => self,
        }
    }

    /// Says which file of another format a failure is about.
    pub(crate) fn in_file(self, path: &Path) -> Self {
        self.of(&format!("cannot read `{}`", Safe(&path.display().to_string())))
    }

    pub(crate) fn code(&self) -> Code {
        match self {
            Failure::Persist(error) => error.kind().into(),
            Failure::Told { code, .. } => *code,
            Failure::Closed => Code::System,
        }
    }
}

impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        let source = error.source().and_then(|source| source.downcast_ref::<io::Error>());
        match source.map(|source| (source.kind(), Unwritten::within(source))) {
            Some((io::ErrorKind::BrokenPipe, _)) if error.kind() == ErrorKind::System => {
                Failure::Closed
            }
            // Where the value was that was to be written says nothing of why it cannot be.
            Some((_, Some(unwritten))) => Failure::system(unwritten.to_string()),
            _ => Failure::Persist(error),
        }
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        Error::from(error).into()
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = match self {
            Failure::Persist(error) => limits::as_options(&format!("{error:#}")),
            Failure::Told { message, help: Some(help), .. } => format!("{message}\n  help: {help}"),
            Failure::Told { message, help: None, .. } => message.clone(),
            Failure::Closed => "nobody reads the output".to_owned(),
        };
        // Names of files and keys are anyone's.
        SafeLines(&text).fmt(f)
    }
}
