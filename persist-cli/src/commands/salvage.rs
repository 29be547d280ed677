//! `persist salvage`: what is whole of a damaged file, in a new one.

use std::path::PathBuf;

use persist_core::{Limits, LostPart, SalvageOptions, Salvaged};
use serde::Serialize;

use crate::code::Code;
use crate::failure::Failure;
use crate::input::Input;
use crate::io::Io;
use crate::shown::{Count, Safe, pairs, ranges};
use crate::style::{BAD, FAINT, Styled};

/// Write what is whole of a damaged file to a new one, with a list of what is lost
///
/// Nothing is passed off as data: what is lost is `None` in the new file, whose schema says that it may be. A program that
/// does not expect that gets an error that names the field; `persist dump`, `diff` and `export` show what is there. The
/// damaged file stays as it is.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  persist salvage model.persist -o rest.persist
  persist salvage model.persist --dry-run
  persist salvage model.persist -o rest.persist --partial")]
pub(crate) struct SalvageArgs {
    /// The damaged file
    #[arg(value_name = "FILE")]
    file: PathBuf,
    /// The new file
    #[arg(long, short, value_name = "OUT", required_unless_present = "dry_run")]
    out: Option<PathBuf>,
    /// Keep arrays that are damaged in some chunks of 1 MiB: elements that are lost become zero, and are listed
    #[arg(long)]
    partial: bool,
    /// Only say what would be kept and lost
    #[arg(long, conflicts_with = "out")]
    dry_run: bool,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &SalvageArgs, limits: &Limits, io: &mut Io<'_>) -> Result<Code, Failure> {
    Input::no_standard([Some(&args.file), args.out.as_ref()].into_iter().flatten())?;
    let options = SalvageOptions::new().limits(*limits).partial(args.partial);
    let salvaged = match &args.out {
        Some(out) => options.salvage(&args.file, out)?,
        None => options.survey(&args.file)?,
    };
    match args.json {
        true => io.print_json(&Written::of(&salvaged))?,
        false => print(&salvaged, io)?,
    }
    Ok(Code::Done)
}

fn print(salvaged: &Salvaged, io: &mut Io<'_>) -> Result<(), Failure> {
    io.print(format_args!("kept: {}\n", kept(salvaged)))?;
    for part in salvaged.lost() {
        print_part("lost", part, io)?;
    }
    for part in salvaged.filled() {
        print_part("zero in part", part, io)?;
    }
    for damage in salvaged.harmless() {
        io.print(format_args!("also: {}\n", Safe(damage)))?;
    }
    Ok(())
}

/// What is whole, in words.
pub(super) fn kept(salvaged: &Salvaged) -> String {
    let arrays = match salvaged.kept() {
        1 => "1 array".to_owned(),
        count => format!("{} arrays", Count(u64::try_from(count).unwrap_or(u64::MAX))),
    };
    match salvaged.has_value() {
        true => format!("the value, and {arrays}"),
        false => format!("{arrays} without names, as the body is lost"),
    }
}

fn print_part(what: &str, part: &LostPart, io: &mut Io<'_>) -> Result<(), Failure> {
    let name = Safe(part.path().unwrap_or(part.section()));
    let mut facts = Vec::new();
    facts.extend(part.type_name().map(|name| Safe(name).to_string()));
    let count = part.count().map(|count| u64::try_from(count).unwrap_or(u64::MAX));
    facts.extend(count.map(|count| format!("{} elements", Count(count))));
    let facts = match facts.is_empty() {
        true => String::new(),
        false => format!(": {}", facts.join(", ")),
    };
    io.print(format_args!("{}  {name}{facts}\n", Styled(BAD, what)))?;
    if !part.elements().is_empty() {
        io.print(format_args!("  damaged elements {}\n", ranges(part.elements())))?;
    }
    if !part.file_ranges().is_empty() {
        io.print(format_args!("  in bytes {} of the file\n", ranges(part.file_ranges())))?;
    }
    io.print(format_args!("  {}\n", Styled(FAINT, Safe(part.cause()))))
}

/// What `--json` writes.
#[derive(Serialize)]
struct Written<'s> {
    has_value: bool,
    kept_arrays: usize,
    lost: Vec<Part<'s>>,
    filled: Vec<Part<'s>>,
    harmless: &'s [String],
}

#[derive(Serialize)]
struct Part<'s> {
    section: &'s str,
    path: Option<&'s str>,
    #[serde(rename = "type")]
    type_name: Option<&'s str>,
    count: Option<usize>,
    elements: Vec<[usize; 2]>,
    bytes: Vec<[u64; 2]>,
    cause: &'s str,
}

impl<'s> Written<'s> {
    fn of(salvaged: &'s Salvaged) -> Self {
        let parts = |parts: &'s [LostPart]| parts.iter().map(Part::of).collect();
        Written {
            has_value: salvaged.has_value(),
            kept_arrays: salvaged.kept(),
            lost: parts(salvaged.lost()),
            filled: parts(salvaged.filled()),
            harmless: salvaged.harmless(),
        }
    }
}

impl<'s> Part<'s> {
    fn of(part: &'s LostPart) -> Self {
        Part {
            section: part.section(),
            path: part.path(),
            type_name: part.type_name(),
            count: part.count(),
            elements: pairs(part.elements()),
            bytes: pairs(part.file_ranges()),
            cause: part.cause(),
        }
    }
}
