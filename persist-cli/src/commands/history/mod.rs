//! `persist history`: the histories of a project, whether they hold, and what changed when.

mod against;
mod find;
mod git;
mod list;
mod log;

use std::path::PathBuf;

use persist_core::Error;
use serde::Serialize;

use self::find::Place;
use crate::code::Code;
use crate::failure::Failure;
use crate::io::Io;
use crate::shown::{Safe, SafeLines};
use crate::style::{BAD, Styled};

/// List the schema histories of a project, check them, and show what changed when
///
/// A history is the file of a versioned type, as `persist/Forest.history`. It holds if each of its lines can be read, if
/// each entry is what was recorded, and if each version reads the files of all earlier ones of its epoch. The exit code is
/// 1 where one does not.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  persist history
  persist history --log Forest
  persist history --against main
  persist history --against origin/main --markdown >> comment.md
  persist history model/persist/Forest.history --json")]
pub(crate) struct HistoryArgs {
    /// The folder to look into, or one history
    #[arg(value_name = "DIR", default_value = ".")]
    place: PathBuf,
    /// Show what changed from each version of a type to the next
    #[arg(long, value_name = "TYPE_OR_FILE", conflicts_with = "against")]
    log: Option<String>,
    /// Compare with a revision of the git repository: what came, and whether what was recorded is as it was
    #[arg(long, value_name = "REV", allow_hyphen_values = true)]
    against: Option<String>,
    /// Write JSON
    #[arg(long, group = "format")]
    json: bool,
    /// Write Markdown, for a comment
    #[arg(long, group = "format")]
    markdown: bool,
}

/// How results are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Text,
    Json,
    Markdown,
}

pub(crate) fn run(args: &HistoryArgs, io: &mut Io<'_>) -> Result<Code, Failure> {
    let format = match (args.json, args.markdown) {
        (true, _) => Format::Json,
        (_, true) => Format::Markdown,
        _ => Format::Text,
    };
    let place = Place::of(&args.place)?;
    let holds = match (&args.log, &args.against) {
        (Some(wanted), _) => log::run(&place, wanted, format, io)?,
        (None, Some(revision)) => against::run(&place, revision, format, io)?,
        (None, None) => list::run(&place, format, io)?,
    };
    Ok(if holds { Code::Done } else { Code::No })
}

/// Something that is wrong with a history, as JSON has it.
#[derive(Serialize)]
struct Problem {
    message: String,
    reasons: Vec<String>,
    help: Option<String>,
}

impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        let (reasons, help) = (error.reasons().to_vec(), error.help().map(str::to_owned));
        // The text of an error is its message, and behind it what is known by itself.
        let mut text = error.to_string();
        let parts =
            help.iter().flat_map(|help| [format!("; help: {help}"), format!("\n  help: {help}")]);
        let reasons_last = reasons.iter().rev().map(|reason| format!("\n  - {reason}"));
        for part in parts.chain(reasons_last) {
            if let Some(message) = text.strip_suffix(&part) {
                text.truncate(message.len());
            }
        }
        Problem { message: text, reasons, help }
    }
}

/// What is wrong with a history, for people.
fn print_problems(path: &str, problems: &[Error], io: &mut Io<'_>) -> Result<(), Failure> {
    for problem in problems {
        let (path, problem) = (Safe(path), format!("{problem:#}"));
        let problem = SafeLines(&problem);
        io.print(format_args!("\n{} {path}: {problem}\n", Styled(BAD, "broken:")))?;
    }
    Ok(())
}
