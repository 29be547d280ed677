//! `persist dump`: values as text.

mod rows;

use clap::ValueEnum;
use persist_core::{Archive, Limits};

use self::rows::Rows;
use crate::code::Code;
use crate::failure::Failure;
use crate::input::Input;
use crate::io::Io;
use crate::text::{Syntax, TextOptions, TextWriter};

/// Write the value of a file, or a part of it, as JSON, RON or CSV
///
/// Arrays of more than 100 elements show their first ten, unless `--all` or `--head` says otherwise: in JSON as
/// `{"$count": 3000, "$first": [...]}`. Values are written while they are read, arrays chunk by chunk.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Paths are those of errors and of `inspect`: `layers[3].weights`, `names[\"petal\"]`, `[17].0`.

Examples:
  persist dump model.persist
  persist dump model.persist layers[0].bias
  persist dump model.persist weights --all | jq add
  persist dump runs.persist measurements --format csv > measurements.csv"
)]
pub(crate) struct DumpArgs {
    /// The file; `-` reads the standard input
    #[arg(value_name = "FILE")]
    file: Input,
    /// Path to the part of the value that is wanted
    #[arg(value_name = "PATH", default_value = "", hide_default_value = true)]
    path: String,
    /// The language; CSV takes lists whose elements have the same leaves
    #[arg(long, short, value_name = "FORMAT", default_value = "json")]
    format: Format,
    /// Write JSON, as it does unless another format is named: so that all commands take it
    #[arg(long, conflicts_with = "format")]
    json: bool,
    /// Write all elements of all arrays
    #[arg(long, conflicts_with = "head")]
    all: bool,
    /// Write the first so many elements of each array, list, set and map
    #[arg(long, value_name = "COUNT")]
    head: Option<usize>,
    /// Write JSON and RON in one line
    #[arg(long)]
    compact: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    Json,
    Ron,
    Csv,
}

/// Elements of an array that are written without being asked for, and those that are of a longer one.
const ARRAYS: (usize, usize) = (100, 10);

pub(crate) fn run(args: &DumpArgs, limits: &Limits, io: &mut Io<'_>) -> Result<Code, Failure> {
    let archive = args.file.open(limits, io)?;
    let format = if args.json { Format::Json } else { args.format };
    let syntax = match format {
        Format::Csv => return rows(args, &archive, io),
        Format::Json => Syntax::Json,
        Format::Ron => Syntax::Ron,
    };
    let arrays = match (args.all, args.head) {
        (true, _) => None,
        (false, Some(head)) => Some((head, head)),
        (false, None) => Some(ARRAYS),
    };
    let options = TextOptions { syntax, pretty: !args.compact, arrays, lists: args.head };
    let mut writer = TextWriter::new(&mut *io.out, options);
    let visited = archive.visit(&args.path, &mut writer);
    let abridged = writer.abridged;
    if visited.is_err() && writer.is_under_way() {
        // What is wrong stands on a line of its own.
        io.print("\n")?;
    }
    visited?;
    io.out.write_all(b"\n")?;
    if abridged > 0 && args.head.is_none() {
        let arrays =
            if abridged == 1 { "1 array is".into() } else { format!("{abridged} arrays are") };
        io.note(format_args!("note: {arrays} cut short: `--all` writes all elements"))?;
    }
    Ok(Code::Done)
}

fn rows(args: &DumpArgs, archive: &Archive, io: &mut Io<'_>) -> Result<Code, Failure> {
    let mut rows = Rows::new(&mut *io.out, args.head);
    let visited = archive.visit(&args.path, &mut rows);
    if let Some(reason) = rows.misfit() {
        return Err(Failure::usage(format!("this is no table: {reason}")).with_help(
            "name the path of a list whose elements have the same leaves, or take `--format json`",
        ));
    }
    visited?;
    rows.finish()?;
    Ok(Code::Done)
}
