//! `persist verify`: whether files are whole, and what of the others can be had.

use std::path::{Path, PathBuf};

use persist_core::{Archive, Damage, ErrorKind, Limits};
use serde::Serialize;

use crate::code::Code;
use crate::failure::Failure;
use crate::input::Input;
use crate::io::Io;
use crate::shown::{Bytes, Safe};
use crate::style::{BAD, FAINT, GOOD, Styled};

/// Check files: every byte against its checksum, and every value against the schema
///
/// Damage is told by section and by the bytes of the file, with what can still be read. Nothing is changed.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  persist verify model.persist
  persist verify models/ backup/*.persist
  persist verify --quiet models/ || mail -s 'damaged models' me@example.com")]
pub(crate) struct VerifyArgs {
    /// Files, folders and patterns such as `models/**/*.persist`; `-` reads the standard input. Of folders, all files that
    /// start as persist files do
    #[arg(value_name = "FILE", required = true)]
    files: Vec<Input>,
    /// Say nothing of whole files
    #[arg(long, short)]
    quiet: bool,
    /// Work with at most so many threads [default: one for each core]
    #[arg(long, value_name = "COUNT")]
    threads: Option<usize>,
    /// Write JSON
    #[arg(long)]
    json: bool,
}

pub(crate) fn run(args: &VerifyArgs, limits: &Limits, io: &mut Io<'_>) -> Result<Code, Failure> {
    let mut files = Vec::new();
    for input in &args.files {
        files.extend(found(input)?);
    }
    let (mut code, mut checked, mut whole) = (Code::Done, Vec::new(), 0usize);
    for file in &files {
        let outcome = check(file, args, limits, io)?;
        code = worse(code, outcome.code);
        whole = whole.saturating_add((outcome.code == Code::Done).into());
        match args.json {
            true => checked.push(Checked::of(file, &outcome)),
            false => print(file, &outcome, args.quiet, io)?,
        }
    }
    match args.json {
        true => io.print_json(&checked)?,
        false if files.len() > 1 && !(args.quiet && whole == files.len()) => {
            let bad = files.len().saturating_sub(whole);
            io.print(format_args!("{whole} whole, {bad} not\n"))?;
        }
        false => {}
    }
    Ok(code)
}

/// The files that an argument stands for.
fn found(input: &Input) -> Result<Vec<Input>, Failure> {
    let Some(path) = input.path() else { return Ok(vec![input.clone()]) };
    if path.is_dir() {
        return Ok(within(path));
    }
    // What a shell has not expanded, as Windows has none that does.
    let pattern = path.to_str().filter(|text| text.contains(['*', '?', '[']) && !path.exists());
    let Some(pattern) = pattern else { return Ok(vec![input.clone()]) };
    let unclear = |error: glob::PatternError| {
        Failure::usage(format!("`{pattern}` is no pattern: {}", error.msg))
    };
    let mut files: Vec<_> = glob::glob(pattern).map_err(unclear)?.flatten().collect();
    files.sort();
    let files: Vec<Input> = files
        .into_iter()
        .flat_map(|path| if path.is_dir() { within(&path) } else { vec![Input::Path(path)] })
        .collect();
    match files.is_empty() {
        true => Err(Failure::usage(format!("no file fits the pattern `{pattern}`"))),
        false => Ok(files),
    }
}

/// The persist files of a folder, sorted by path.
fn within(folder: &Path) -> Vec<Input> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name().into_iter().flatten();
    let files = entries.filter(|entry| entry.file_type().is_file());
    let ours = files.map(walkdir::DirEntry::into_path).filter(is_ours);
    ours.map(Input::Path).collect()
}

/// Whether a file is to be looked at: only those that are no persist files are not.
fn is_ours(path: &PathBuf) -> bool {
    match Archive::open(path) {
        Ok(_) => true,
        Err(error) => error.kind() != ErrorKind::NotPersist,
    }
}

/// What to do about damage.
const SALVAGE: &str = "  help: `persist salvage` writes what is whole to another file\n";

/// What came of a file.
struct Outcome {
    code: Code,
    size: Option<u64>,
    damage: Option<Damage>,
    failure: Option<Failure>,
}

fn check(
    file: &Input,
    args: &VerifyArgs,
    limits: &Limits,
    io: &mut Io<'_>,
) -> Result<Outcome, Failure> {
    let failed = |size, failure: Failure| match failure {
        Failure::Closed => Err(Failure::Closed),
        failure => Ok(Outcome { code: failure.code(), size, damage: None, failure: Some(failure) }),
    };
    let archive = match file.open(limits, io) {
        Ok(archive) => archive,
        Err(failure) => return failed(None, failure),
    };
    let archive = match args.threads {
        Some(count) => archive.threads(count),
        None => archive,
    };
    let size = Some(archive.file_len());
    let bar = io.bar(archive.uncompressed_len(), &file.to_string());
    let told = bar.clone();
    let archive = archive.progress(move |progress| told.set_position(progress.done));
    let damage = archive.damage();
    bar.finish_and_clear();
    match damage {
        Err(error) => failed(size, error.into()),
        Ok(damage) if !damage.is_none() => {
            Ok(Outcome { code: Code::Damaged, size, damage: Some(damage), failure: None })
        }
        Ok(_) => match archive.verify_values() {
            Err(error) => failed(size, error.into()),
            Ok(()) => Ok(Outcome { code: Code::Done, size, damage: None, failure: None }),
        },
    }
}

/// The code of all files: damage before what else there is.
fn worse(one: Code, other: Code) -> Code {
    let rank = |code| match code {
        Code::Done => 0,
        Code::Damaged => 2,
        _ => 1,
    };
    if rank(other) > rank(one) { other } else { one }
}

fn print(file: &Input, outcome: &Outcome, quiet: bool, io: &mut Io<'_>) -> Result<(), Failure> {
    let file = file.to_string();
    let file = Safe(&file);
    match (&outcome.damage, &outcome.failure) {
        (Some(damage), _) => {
            io.print(format_args!("{}  {file}\n", Styled(BAD, "damaged")))?;
            for section in damage.sections() {
                let (section, cause) = (section.to_string(), section.cause());
                let cause = Styled(FAINT, Safe(cause));
                io.print(format_args!("  {}\n    {cause}\n", Safe(&section)))?;
            }
            match damage.whole_arrays() {
                [] => io.print("  no array is whole\n")?,
                whole => {
                    io.print(format_args!("  whole arrays: {}\n", listed(whole)))?;
                }
            }
            io.print(SALVAGE)
        }
        (None, Some(failure)) => {
            let word = match outcome.code {
                Code::Damaged => "damaged",
                Code::NotPersist => "no persist file",
                _ => "not read",
            };
            io.print(format_args!("{}  {file}\n  {failure}\n", Styled(BAD, word)))?;
            match outcome.code {
                Code::Damaged => io.print(SALVAGE),
                _ => Ok(()),
            }
        }
        (None, None) if quiet => Ok(()),
        (None, None) => {
            let size = Bytes(outcome.size.unwrap_or(0));
            io.print(format_args!("{}  {file}  {size}\n", Styled(GOOD, "whole")))
        }
    }
}

/// Names in one line, as many as there is room for.
fn listed(names: &[String]) -> String {
    const SHOWN: usize = 10;
    let shown = names.iter().take(SHOWN).map(|name| match name.as_str() {
        "" => "the value itself".to_owned(),
        name => Safe(name).to_string(),
    });
    let shown = shown.collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(SHOWN) {
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}

/// What `--json` writes of a file.
#[derive(Serialize)]
struct Checked {
    file: String,
    outcome: &'static str,
    size: Option<u64>,
    error: Option<String>,
    damaged: Vec<DamagedSection>,
    whole_arrays: Option<Vec<String>>,
}

#[derive(Serialize)]
struct DamagedSection {
    section: String,
    path: Option<String>,
    cause: String,
    bytes: Vec<[u64; 2]>,
    elements: Vec<[usize; 2]>,
}

impl Checked {
    fn of(file: &Input, outcome: &Outcome) -> Self {
        let sections = outcome.damage.iter().flat_map(Damage::sections);
        let damaged = sections.map(|section| DamagedSection {
            section: section.name().to_owned(),
            path: section.path().map(str::to_owned),
            cause: section.cause().to_owned(),
            bytes: section.file_ranges().iter().map(|range| [range.start, range.end]).collect(),
            elements: section
                .lost_elements()
                .iter()
                .map(|range| [range.start, range.end])
                .collect(),
        });
        Checked {
            file: file.to_string(),
            outcome: match outcome.code {
                Code::Done => "whole",
                Code::Damaged => "damaged",
                Code::NotPersist => "not_persist",
                Code::Limit => "limit",
                Code::System => "unreadable",
                _ => "unsupported",
            },
            size: outcome.size,
            error: outcome.failure.as_ref().map(ToString::to_string),
            damaged: damaged.collect(),
            whole_arrays: outcome.damage.as_ref().map(|damage| damage.whole_arrays().to_vec()),
        }
    }
}
