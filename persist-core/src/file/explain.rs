//! What people read when something goes wrong: the layers below say what they saw, this one adds where it is
//! in the value, who wrote the file, and what to do.

use std::io;
use std::path::Path;

use crate::error::{Error, ErrorKind, Result, SaveOutcome, Section};
use crate::evolution::{Cause, Findings};
use crate::schema::{Fingerprint, Schema};
use crate::value::path_of;
use crate::wire::{Block, BlockSource, Context, Limits, SharedEntries, Written, to_u64};

/// What a value is read from, as messages name it.
#[derive(Clone, Copy)]
pub(super) struct Origin<'a> {
    what: &'static str,
    /// Crate and version of the program that wrote it, where it says so.
    pub(super) producer: Option<(&'a str, &'a str)>,
    /// The path to the part of it that is read, where that is not the whole.
    pub(super) part: Option<&'a str>,
}

impl<'a> Origin<'a> {
    /// A record, which does not say who wrote it.
    pub(super) const RECORD: Origin<'static> =
        Origin { what: "record", producer: None, part: None };

    pub(super) fn file(producer: Option<(&'a str, &'a str)>) -> Self {
        Origin { what: "file", producer, part: None }
    }

    pub(super) fn part(producer: Option<(&'a str, &'a str)>, path: &'a str) -> Self {
        Origin { what: "file", producer, part: Some(path) }
    }

    fn holds(self, writer: &Schema) -> String {
        let by = self.producer.map_or(String::new(), |(name, version)| {
            format!(", written by {} {}", name.escape_debug(), version.escape_debug())
        });
        let at = self.part.map_or(String::new(), |path| format!(" at `{path}`"));
        format!("the {} holds {}{at}{by}", self.what, title(writer))
    }
}

/// Adds the path of the value that could not be read.
pub(super) fn unread(error: Error, writer: &Schema, context: &Context<'_>, body: &[u8]) -> Error {
    match error.place() {
        Some(place) if !matches!(place.section, Section::Header | Section::Schema) => {
            error.with_path(path_of(writer, context, body, place))
        }
        _ => error,
    }
}

/// Adds the path of the value that could not be written, out of what had been written before it.
pub(super) fn unwritten(error: Error, schema: &Schema, written: &Written<'_>) -> Error {
    let shapes = Shapes(&written.blocks);
    let shared = written.shared.as_deref().unwrap_or_default();
    let Ok(entries) = SharedEntries::parse(shared, u64::MAX) else { return error };
    let len = to_u64(written.body.len());
    let context = Context::new(&Limits::new(), len, &shapes, entries);
    unread(error, schema, &context, &written.body)
}

/// The blocks of a save that has not been finished: their lengths are known, and nobody reads them.
struct Shapes<'a>(&'a [Block<'a>]);

impl BlockSource for Shapes<'_> {
    fn shape(&self, number: u64) -> Option<(u64, u32)> {
        let block = self.0.get(usize::try_from(number).ok()?)?;
        Some((block.source.byte_len(), block.stride))
    }

    fn pieces(&self, _: u64, _: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        Err(Error::damaged("the save was not finished"))
    }
}

/// A type whose schema goes beyond what readers take: saved, it could not be looked into.
pub(super) fn unreadable_schema(error: Error) -> Error {
    Error::new(
        ErrorKind::Caller,
        format!("the value's type is beyond what a file can say: {error}"),
    )
    .with_help("nest fewer types within each other in one field, and give them shorter names")
}

/// A save that failed before it came to the file.
pub(super) fn not_saved(error: Error, path: &Path) -> Error {
    error.with_file("save", path).with_save_outcome(SaveOutcome::NotReplaced)
}

/// A path that cannot be opened.
pub(super) fn unopened(error: io::Error, path: &Path) -> Error {
    if path.as_os_str().is_empty() {
        return Error::new(ErrorKind::Caller, "the path is empty");
    }
    if error.kind() != io::ErrorKind::NotFound {
        return Error::system("the file cannot be opened", error);
    }
    let error = Error::new(ErrorKind::NotFound, "there is no such file").with_source(error);
    match std::env::current_dir() {
        Ok(folder) if path.is_relative() => {
            error.with_help(format!("relative paths start from `{}`", folder.display()))
        }
        _ => error,
    }
}

/// A file whose schema this program's types cannot read, with every reason.
pub(super) fn refused(
    writer: &Schema,
    reader: &Schema,
    origin: Origin<'_>,
    findings: &Findings,
) -> Error {
    let pass =
        format!("load it as the type that it holds, or pass the {} that is meant", origin.what);
    let (reads, help) = match findings.root {
        Some(Cause::Type) => (format!("this program expects {}", title(reader)), pass.as_str()),
        Some(Cause::NewerEpoch) => (
            format!("this program reads {}", versions(reader)),
            "load it with a newer version of the program",
        ),
        Some(Cause::Epoch) => (
            format!("this program reads {}", versions(reader)),
            "lead there by `#[persist(upgrade(…))]`, or load it with a version of the program that reads it",
        ),
        Some(Cause::EndedEpoch) => (
            format!("this program reads {}", versions(reader)),
            "its epoch is declared unsupported: load it with an older version of the program, and save it anew",
        ),
        // A list of numbers is no version of another one.
        _ if reader.root_def().is_none() => (
            format!("this program expects {}", title(reader)),
            "load it with the program that wrote it, or as the type that it holds",
        ),
        None => (
            format!("this program's {} has another schema", title(reader)),
            match findings.renamed {
                true => "declare the former name, or load it with the program that wrote it",
                false => "declare what became of these, or load it with the program that wrote it",
            },
        ),
    };
    let message = format!("{}; {reads}", origin.holds(writer));
    let reasons = match origin.part {
        Some(_) => findings.ruled_reasons(),
        None => findings.reasons(),
    };
    Error::new(ErrorKind::Schema, message).with_reasons(reasons).with_help(help.to_owned())
}

/// A value that the program's type has no place for, though its schema leads there.
pub(super) fn misfit(error: Error, writer: &Schema, origin: Origin<'_>) -> Error {
    if error.kind() != ErrorKind::Schema || error.help().is_some() {
        return error;
    }
    let holds = origin.holds(writer);
    error.with_help(format!("{holds}; a program of that version has a place for this value"))
}

/// A file that the rules could read, where only those of the program's own schema are taken.
pub(super) fn not_exact(
    writer: &Schema,
    reader: &Schema,
    origin: Origin<'_>,
    findings: &Findings,
) -> Error {
    let message = format!(
        "{}; this program's {} has another schema, and only exactly this one is to be loaded",
        origin.holds(writer),
        title(reader)
    );
    Error::new(ErrorKind::Schema, message)
        .with_reasons(findings.changes())
        .with_help("without `LoadOptions::exact` the rules of evolution read it")
}

/// A record of a schema that nobody has.
pub(super) fn unknown_fingerprint(
    fingerprint: Fingerprint,
    reader: &Schema,
    has_store: bool,
) -> Error {
    let whose = match has_store {
        true => "neither this program nor its schema store knows",
        false => "this program does not know",
    };
    let message = format!(
        "the record was written by the schema with fingerprint {fingerprint}, which {whose}; \
         today's {} has {}",
        title(reader),
        reader.fingerprint()
    );
    Error::new(ErrorKind::Schema, message).with_help(match has_store {
        true => {
            "add the schema of the program that wrote it to the store, or read it with that program"
        }
        false => {
            "`Records::store` takes the schemas of older programs; or read it with the program that wrote it"
        }
    })
}

/// A schema store that has no answer.
pub(super) fn store_failed(
    fingerprint: Fingerprint,
    error: Box<dyn std::error::Error + Send + Sync>,
) -> Error {
    let message =
        format!("the schema store does not give the schema with fingerprint {fingerprint}");
    match error.downcast::<Error>() {
        // Its own kind says who must act, and of other kinds the text of a source is not shown.
        Ok(error) => Error::new(error.kind(), format!("{message}: {error}")),
        Err(error) => Error::new(ErrorKind::System, message).with_source(error),
    }
}

/// A schema store that gives another schema than it is asked for.
pub(super) fn other_schema(fingerprint: Fingerprint, found: &Schema) -> Error {
    let message = format!(
        "the schema store has a schema of {} with fingerprint {} in the place of {fingerprint}",
        title(found),
        found.fingerprint()
    );
    Error::new(ErrorKind::Caller, message)
        .with_help("keep each schema under its own `Schema::fingerprint`")
}

/// Says of a value that is nested too deep which limit of records to raise.
pub(super) fn record_too_deep(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Limit => error.with_help(
            "a larger Limits::depth given to `Records` writes and reads it, on a thread with stack enough",
        ),
        _ => error,
    }
}

/// What a schema is of, as "`Forest` 3.0.0".
pub(super) fn title(schema: &Schema) -> String {
    match schema.root_def() {
        Some(def) => match &def.version {
            Some(version) => format!("`{}` {version}", schema.def_name(def)),
            None => format!("`{}`", schema.def_name(def)),
        },
        None => format!("`{}`", schema.type_name(schema.root())),
    }
}

/// What a program reads, as "`Forest` 1.x, 2.x".
fn versions(schema: &Schema) -> String {
    match schema.root_def() {
        Some(def) => match (&def.view, def.reads()) {
            (Some(view), reads) => format!("a view of `{}` {reads}", view.name),
            (None, reads) if reads.is_empty() => title(schema),
            (None, reads) => format!("`{}` {reads}", def.name),
        },
        None => title(schema),
    }
}
