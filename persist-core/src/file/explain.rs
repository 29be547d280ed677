//! What people read when something goes wrong: the layers below say what they saw, this one adds where it is
//! in the value, who wrote the file, and what to do.

use std::io;
use std::path::Path;

use crate::error::{Error, ErrorKind, Result, SaveOutcome, Section};
use crate::evolution::Differences;
use crate::schema::{Epoch, Schema};
use crate::value::path_of;
use crate::wire::{Block, BlockSource, Context, Limits, SharedEntries, Written};

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
    let len = written.body.len().try_into().unwrap_or(u64::MAX);
    let context = Context::new(&Limits::new(), len, &shapes, entries);
    match error.place() {
        Some(place) => error.with_path(path_of(schema, &context, &written.body, place)),
        None => error,
    }
}

/// The blocks of a save that has not been finished: their lengths are known, and nobody reads them.
struct Shapes<'a>(&'a [Block<'a>]);

impl BlockSource for Shapes<'_> {
    fn shape(&self, number: u64) -> Option<(u64, u32)> {
        let block = self.0.get(usize::try_from(number).ok()?)?;
        Some((block.source.byte_len(), block.stride))
    }

    fn read(&self, _: u64, _: &mut [u8]) -> Result<()> {
        Err(Error::damaged("the save was not finished"))
    }

    fn pieces(&self, _: u64, _: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        Err(Error::damaged("the save was not finished"))
    }
}

/// A save that failed before it came to the file.
pub(super) fn not_saved(error: Error, path: &Path) -> Error {
    error.with_file("save", path).with_save_outcome(SaveOutcome::NotReplaced)
}

/// A path that cannot be opened.
pub(super) fn unopened(error: io::Error, path: &Path) -> Error {
    let missing = error.kind() == io::ErrorKind::NotFound;
    let error = Error::system("the file cannot be opened", error);
    match std::env::current_dir() {
        Ok(folder) if missing && path.is_relative() => {
            error.with_help(format!("relative paths start from `{}`", folder.display()))
        }
        _ => error,
    }
}

/// A file whose schema this program's types cannot read, with every reason.
pub(super) fn refused(
    writer: &Schema,
    reader: &Schema,
    producer: Option<(&str, &str)>,
    differences: Differences,
) -> Error {
    let by = producer.map_or(String::new(), |(name, version)| {
        format!(", written by {} {}", name.escape_debug(), version.escape_debug())
    });
    let message = format!("the file holds {}{by}; {}", title(writer), reads(writer, reader));
    Error::new(ErrorKind::Schema, message).with_reasons(differences.into_reasons()).with_help(
        "load it with the program that wrote it, or give these types back their former shape",
    )
}

/// What a schema is of, as "`Forest` 3.0.0".
fn title(schema: &Schema) -> String {
    match schema.root_def() {
        Some(def) => match &def.version {
            Some(version) => format!("`{}` {version}", schema.def_name(def)),
            None => format!("`{}`", schema.def_name(def)),
        },
        None => format!("`{}`", schema.type_name(schema.root())),
    }
}

/// What the program reads instead.
fn reads(writer: &Schema, reader: &Schema) -> String {
    if let (Some(w), Some(r)) = (writer.root_def(), reader.root_def())
        && let (Some(w), Some(version)) = (&w.version, &r.version)
        && Epoch::of(w) != Epoch::of(version)
    {
        let versions = Epoch::of(version).versions();
        return format!("this program reads `{}` {versions}", reader.def_name(r));
    }
    if is_another_type(writer, reader) {
        return format!("this program expects {}", title(reader));
    }
    format!("this program's {} has another schema", title(reader))
}

/// Whether the two are not versions of one type, as far as names tell.
fn is_another_type(writer: &Schema, reader: &Schema) -> bool {
    match (writer.root_def(), reader.root_def()) {
        (Some(w), Some(r)) => w.name != r.name && !r.was.contains(&w.name),
        (None, None) => writer.type_name(writer.root()) != reader.type_name(reader.root()),
        _ => true,
    }
}
