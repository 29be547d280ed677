//! What people read of a value that does not come through.

use super::settings::{CASES, Replay, SEED};
use crate::error::{Error, ErrorKind};
use crate::history::Recorded;
use crate::schema::Schema;
use crate::value::{Value, brief};

/// Bytes of a value that an error shows.
const SHOWN_VALUE: usize = 600;

/// What to do about values that no program ever saved.
const FILTER: &str = "where no program of that version could have saved such a value, say so: \
    `#[persist(replay = path)]` with `fn path(version: &persist_core::schema::Version, value: persist_core::Value) \
    -> Option<persist_core::Value>`, which mends the value or leaves it out";

/// What to do about losses.
const LOSS: &str = "what is meant to be lost is declared so: a field is left out of the view or named by `removed`, \
    and variants become one by `was`";

/// Why a value does not come through.
#[derive(Debug)]
pub(super) enum Failure {
    /// It is no value of the recorded schema: the filter made it so.
    NoValue(Error),
    Refused(Error),
    /// What the panic said.
    Panic(String),
    NotSaved(Error),
    /// What was loaded and saved does not load any more.
    NoReturn(Box<Failure>),
    /// Two loads differ, here.
    Unsteady(String),
    LostBySave(String),
    OffTheRules(String),
}

impl Failure {
    /// The same, of a value that had been saved again.
    pub(super) fn on_return(self) -> Self {
        Failure::NoReturn(Box::new(self))
    }
}

/// One version that is replayed.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run<'a> {
    pub(super) settings: &'a Replay,
    pub(super) recorded: &'a Recorded,
    pub(super) old: &'a Schema,
    pub(super) today: &'a Schema,
    /// The rules and the program's functions lead from the one to the other; else no value is to blame.
    pub(super) planned: bool,
}

impl Run<'_> {
    /// Whether the version is the one that the program's type has.
    pub(super) fn is_of_today(&self) -> bool {
        let today = self.today.root_def().and_then(|def| def.version.as_ref());
        today == Some(&self.recorded.version)
            && self.today.fingerprint() == self.recorded.fingerprint
    }

    /// The error of a value.
    #[cold]
    pub(super) fn error(&self, failure: Failure, value: &Value) -> Error {
        let Said { kind, message, path, mut reasons, filter } = self.say(failure);
        let mut help = self.rerun();
        if self.planned {
            reasons.push(format!("the value: {}", brief(value, SHOWN_VALUE)));
        }
        if self.planned && filter {
            help = format!("{FILTER}; {help}");
        }
        let error = Error::new(kind, message).with_reasons(reasons).with_help(help);
        match path {
            Some(path) => error.with_path(path),
            None => error,
        }
    }

    fn say(&self, failure: Failure) -> Said {
        let (old, today) = (self.written(), self.read());
        match failure {
            Failure::NoValue(error) => Said {
                filter: false,
                ..Said::of(&error, format!("a value cannot be written as one of {old}"))
            },
            Failure::Refused(error) => {
                Said::of(&error, format!("a value of {old} does not load as {today}"))
            }
            Failure::Panic(says) => {
                Said::panic(&says, format!("loading a value of {old} as {today} panics"))
            }
            Failure::NotSaved(error) => {
                Said::of(&error, format!("a value of {old} loads as {today}, and cannot be saved"))
            }
            Failure::NoReturn(failure) => Said {
                message: format!(
                    "a value of {old} loads as {today}, and not again once it is saved"
                ),
                ..self.say(*failure)
            },
            Failure::Unsteady(place) => Said::differs(
                format!("a value of {old} loads as {today}, and differently each time"),
                place,
                "a default, a conversion or an upgrade does not depend on the file alone",
            ),
            Failure::LostBySave(place) => Said::differs(
                format!("a value of {old} loads as {today}, and as another value once it is saved"),
                place,
                "what is saved and what is loaded do not fit each other",
            ),
            Failure::OffTheRules(place) => Said::differs(
                format!("a value of {old} does not load as {today} as the rules have it"),
                place,
                "no function of the type's own takes part: its `decode` and `decode_as` do not fit each other",
            ),
        }
    }

    /// The error of a part that an upgrade or a conversion loses.
    #[cold]
    pub(super) fn lost(&self, message: String, path: String, values: [&Value; 2]) -> Error {
        let shown = |value| format!("for example: {}", brief(value, SHOWN_VALUE / 2));
        Error::new(ErrorKind::Invalid, message)
            .with_path(path)
            .with_reasons(values.map(shown).to_vec())
            .with_help(format!("{LOSS}; {}", self.rerun()))
    }

    /// The error of a version of which nothing was tried.
    #[cold]
    pub(super) fn nothing_tried(&self) -> Error {
        let message =
            format!("no value of {} was tried: the filter leaves all of them out", self.written());
        Error::new(ErrorKind::Caller, message)
            .with_help("have `#[persist(replay = …)]` mend values in place of leaving them out")
    }

    #[cold]
    pub(super) fn not_generated(&self, error: Error) -> Error {
        Error::new(
            error.kind(),
            format!("no value of {} can be generated: {error}", self.written()),
        )
    }

    /// The recorded type, as "`Forest` 1.2.0".
    pub(super) fn written(&self) -> String {
        format!("`{}` {}", name(self.old), self.recorded.version)
    }

    /// Today's type.
    pub(super) fn read(&self) -> String {
        let version = self.today.root_def().and_then(|def| def.version.as_ref());
        let version = version.map_or(String::new(), |version| format!(" {version}"));
        format!("`{}`{version}", name(self.today))
    }

    fn rerun(&self) -> String {
        let Replay { seed, cases } = self.settings;
        format!("to run it again: {SEED}={seed:x} {CASES}={cases}")
    }
}

/// What is said of a value.
struct Said {
    kind: ErrorKind,
    message: String,
    path: Option<String>,
    reasons: Vec<String>,
    /// A filter may be what is missing.
    filter: bool,
}

impl Said {
    fn of(error: &Error, message: String) -> Self {
        let path = error.path().map(str::to_owned);
        let reasons = vec![error.to_string()];
        Said { kind: error.kind(), message, path, reasons, filter: true }
    }

    fn panic(says: &str, message: String) -> Self {
        let reasons = vec![format!("the panic says: {says}")];
        Said { kind: ErrorKind::Invalid, message, path: None, reasons, filter: true }
    }

    fn differs(message: String, place: String, why: &str) -> Self {
        let reasons = vec![place, why.to_owned()];
        Said { kind: ErrorKind::Invalid, message, path: None, reasons, filter: false }
    }
}

fn name(schema: &Schema) -> String {
    match schema.root_def() {
        Some(def) => schema.def_name(def),
        None => schema.type_name(schema.root()),
    }
}
