//! `persist verify`: whether files are whole, and what of the others can be had.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use persist_core::{Archive, Damage, ErrorKind, Limits, SalvageOptions, Salvaged};
use serde::Serialize;

use super::salvage::kept;
use crate::code::Code;
use crate::failure::Failure;
use crate::input::Input;
use crate::io::{Io, follow};
use crate::shown::{Bytes, Safe, listed, pairs, path_of};
use crate::style::{BAD, FAINT, GOOD, Styled};

/// Check files: every byte against its checksum, and every value against the schema
///
/// Damage is told by section and by the bytes of the file, with what can still be read. Nothing is changed.
#[derive(Debug, clap::Args)]
#[command(
    after_help = "Exits with 0 if all files are whole, with 3 if one is damaged, and else as the first that cannot be read says.

Examples:
  persist verify model.persist
  persist verify models/ backup/*.persist
  persist verify --quiet models/ || mail -s 'damaged models' me@example.com"
)]
pub(crate) struct VerifyArgs {
    /// Files, folders and patterns such as `models/**/*.persist`; `-` reads the standard input. Of folders, all files that
    /// are named `*.persist`, or start as persist files do
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
    Input::read_once(&args.files)?;
    let mut files = Vec::new();
    for input in &args.files {
        files.extend(found(input)?);
    }
    let count = files.len();
    let (mut code, mut checked, mut whole) = (Code::Done, Vec::new(), 0usize);
    for Found { file, failure } in files {
        let outcome = match failure {
            Some(failure) => Outcome::failed(None, failure),
            None => check(&file, args, limits, io)?,
        };
        code = worse(code, outcome.code);
        whole = whole.saturating_add((outcome.code == Code::Done).into());
        match args.json {
            true => checked.push(Checked::of(&file, &outcome)),
            false => print(&file, &outcome, args.quiet, io)?,
        }
        io.flush()?;
    }
    match args.json {
        true => io.print_json(&checked)?,
        false if count > 1 && !(args.quiet && whole == count) => {
            let bad = count.saturating_sub(whole);
            io.print(format_args!("{whole} whole, {bad} not\n"))?;
        }
        false => {}
    }
    Ok(code)
}

/// A file to check, or a place that cannot be looked into.
struct Found {
    file: Input,
    failure: Option<Failure>,
}

impl Found {
    fn file(path: PathBuf) -> Self {
        Found { file: Input::Path(path), failure: None }
    }

    /// What may hold files, and cannot be read: it is not passed over.
    fn unread(path: &Path, failure: Failure) -> Self {
        Found { file: Input::Path(path.to_owned()), failure: Some(failure) }
    }
}

/// The files that an argument stands for.
fn found(input: &Input) -> Result<Vec<Found>, Failure> {
    let itself = || vec![Found { file: input.clone(), failure: None }];
    let Some(path) = input.path() else { return Ok(itself()) };
    if path.is_dir() {
        let files = within(path);
        return match files.is_empty() {
            true => {
                Err(Failure::usage(format!("there is no persist file in `{}`", path.display()))
                    .with_help("name the folder that has some, or the files"))
            }
            false => Ok(files),
        };
    }
    // What a shell has not expanded, as Windows has none that does.
    let pattern = path.to_str().filter(|text| text.contains(['*', '?', '[']) && !path.exists());
    let Some(pattern) = pattern else { return Ok(itself()) };
    let unclear = |error: glob::PatternError| {
        Failure::usage(format!("`{pattern}` is no pattern: {}", error.msg))
            .with_help("no file has that name, either")
    };
    let mut files = Vec::new();
    for path in glob::glob(pattern).map_err(unclear)? {
        match path {
            Ok(path) if path.is_dir() => files.extend(within(&path)),
            Ok(path) => files.push(Found::file(path)),
            Err(error) => {
                let (path, why) = (error.path(), error.error());
                let message = format!("cannot read `{}`: {why}", path.display());
                files.push(Found::unread(path, Failure::system(message)));
            }
        }
    }
    match files.is_empty() {
        true => Err(Failure::usage(format!("no file fits the pattern `{pattern}`"))),
        false => Ok(files),
    }
}

/// The persist files of a folder, sorted by path.
fn within(folder: &Path) -> Vec<Found> {
    let entries = walkdir::WalkDir::new(folder).sort_by_file_name();
    let mut files = Vec::new();
    for entry in entries {
        match entry {
            Ok(entry) => {
                let is_link = entry.path_is_symlink();
                let path = entry.into_path();
                // Links to files are files of the folder; folders are not looked into twice.
                if (!is_link || path.is_file()) && !path.is_dir() && is_ours(&path) {
                    files.push(Found::file(path));
                }
            }
            Err(error) => {
                let path = error.path().unwrap_or(folder);
                files.push(Found::unread(path, Failure::of_walk(&error, folder)));
            }
        }
    }
    files
}

/// Whether a file is to be looked at: one that is named as ours, and any that is not known to be of another kind.
fn is_ours(path: &Path) -> bool {
    path.extension() == Some(OsStr::new("persist"))
        || match Archive::open(path) {
            Ok(_) => true,
            Err(error) => error.kind() != ErrorKind::NotPersist,
        }
}

/// Whole arrays of a damaged file that are named.
const SHOWN_ARRAYS: usize = 10;

/// What to do about damage.
const SALVAGE: &str = "  help: `persist salvage` writes what is whole to another file\n";

/// What came of a file.
struct Outcome {
    code: Code,
    size: Option<u64>,
    damage: Option<Damage>,
    failure: Option<Failure>,
    /// What can be had of a file that cannot be opened.
    rest: Option<Salvaged>,
}

impl Outcome {
    fn failed(size: Option<u64>, failure: Failure) -> Self {
        let code = failure.code();
        Outcome { code, size, damage: None, failure: Some(failure), rest: None }
    }
}

fn check(
    file: &Input,
    args: &VerifyArgs,
    limits: &Limits,
    io: &mut Io<'_>,
) -> Result<Outcome, Failure> {
    let failed = |size, failure: Failure| match failure {
        Failure::Closed => Err(Failure::Closed),
        failure => Ok(Outcome::failed(size, failure)),
    };
    let archive = match file.open(limits, io) {
        Ok(archive) => archive,
        Err(failure) => {
            let path = file.path().filter(|_| failure.code() == Code::Damaged);
            let rest =
                path.and_then(|path| SalvageOptions::new().limits(*limits).survey(path).ok());
            return failed(None, failure).map(|outcome| Outcome { rest, ..outcome });
        }
    };
    let archive = match args.threads {
        Some(count) => archive.threads(count),
        None => archive,
    };
    let size = Some(archive.file_len());
    let bar = io.bar(archive.uncompressed_len(), &file.to_string());
    let archive = archive.progress(follow(&bar));
    let damage = archive.damage();
    bar.finish_and_clear();
    match damage {
        Err(error) => failed(size, error.into()),
        Ok(damage) if !damage.is_none() => {
            let (code, damage) = (Code::Damaged, Some(damage));
            Ok(Outcome { code, size, damage, failure: None, rest: None })
        }
        Ok(_) => match archive.verify_values() {
            Err(error) => failed(size, error.into()),
            Ok(()) => {
                Ok(Outcome { code: Code::Done, size, damage: None, failure: None, rest: None })
            }
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

fn print(input: &Input, outcome: &Outcome, quiet: bool, io: &mut Io<'_>) -> Result<(), Failure> {
    let file = input.to_string();
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
                    let names = listed(whole.iter().map(|name| path_of(name)), SHOWN_ARRAYS);
                    io.print(format_args!("  whole arrays: {names}\n"))?;
                }
            }
            match input.path() {
                Some(_) => io.print(SALVAGE),
                None => Ok(()),
            }
        }
        (None, Some(failure)) => {
            let word = match outcome.code {
                Code::Damaged => "damaged",
                Code::NotPersist => "no persist file",
                _ => "not read",
            };
            io.print(format_args!("{}  {file}\n  {failure}\n", Styled(BAD, word)))?;
            match &outcome.rest {
                Some(rest) => io.print(format_args!("  still whole: {}\n{SALVAGE}", kept(rest))),
                None => Ok(()),
            }
        }
        (None, None) if quiet => Ok(()),
        (None, None) => {
            let size = Bytes(outcome.size.unwrap_or(0));
            io.print(format_args!("{}  {file}  {size}\n", Styled(GOOD, "whole")))
        }
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
            bytes: pairs(section.file_ranges()),
            elements: pairs(section.lost_elements()),
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
