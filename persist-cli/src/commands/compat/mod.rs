//! `persist compat`: what changed from one version of a type to another, and which files are still read.

mod side;

use clap::ValueEnum;
use persist_core::compat::{self, Report};
use persist_core::schema::Epoch;
use persist_core::{Bump, Limits, Rule};
use serde::Serialize;

use self::side::{Named, Side, Subject};
use crate::changes;
use crate::code::Code;
use crate::failure::Failure;
use crate::input::Input;
use crate::io::Io;
use crate::shown::Safe;
use crate::style::{BAD, FAINT, GOOD, HEADING, Styled};

/// Compare two versions of a type: what changed, and whose files are still read
///
/// Each side is a persist file or a history, of which `FILE@VERSION` names one version and `FILE` the newest. Files and
/// histories hold the shape of types, and not what attributes say: conversions by `from`, fields `removed` on purpose,
/// and `upgrade` from former epochs.
#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  persist compat old.persist new.persist
  persist compat persist/Forest.history@1.0.0 persist/Forest.history
  persist compat persist/Forest.history new.persist --all
  persist compat old.persist new.persist --require bump
  persist compat old.persist new.persist --markdown")]
pub(crate) struct CompatArgs {
    /// The older side: a file, a history, or `HISTORY@VERSION`; `-` reads a file from the standard input
    #[arg(value_name = "OLD")]
    old: Named,
    /// The newer side
    #[arg(value_name = "NEW")]
    new: Named,
    /// What must hold; the exit code is 1 where it does not
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = Require::Backward)]
    require: Require,
    /// Compare every recorded version of OLD, a history, that is of the epoch of NEW
    #[arg(long)]
    all: bool,
    /// Write JSON
    #[arg(long, group = "format")]
    json: bool,
    /// Write Markdown, for a comment
    #[arg(long, group = "format")]
    markdown: bool,
}

/// What must hold between two versions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Require {
    /// New programs read old files
    Backward,
    /// Old programs read new files, as far as values fit
    Forward,
    /// Both
    Full,
    /// The newer version is far enough beyond the older one for what changed
    Bump,
}

/// One older version against the newer one.
struct Comparison {
    old: Side,
    report: Report,
    made: Option<Bump>,
    holds: bool,
}

pub(crate) fn run(args: &CompatArgs, limits: &Limits, io: &mut Io<'_>) -> Result<Code, Failure> {
    Input::read_once([&args.old.input, &args.new.input])?;
    let (old, new) = (args.old.open(limits, io)?, args.new.open(limits, io)?);
    let side = args.new.side(&new, true)?;
    let (olds, others) = match args.all {
        true => of_epoch(args.old.all(&old)?, &side),
        false => (vec![args.old.side(&old, false)?], Vec::new()),
    };
    // Histories leave out what implements traits.
    let is_bare = [&old, &new].iter().any(|subject| matches!(subject, Subject::History(_)));
    let compared = olds.into_iter().map(|old| compare(old, &side, is_bare, args.require));
    let compared = compared.collect::<Result<Vec<_>, _>>()?;
    let holds = compared.iter().all(|one| one.holds);
    if args.json {
        io.print_json(&Written::of(&compared, &side, &others, holds))?;
    } else if args.markdown {
        print_markdown(&compared, &side, io)?;
    } else {
        print(&compared, &side, io)?;
        print_others(&others, &side, io)?;
    }
    Ok(if holds { Code::Done } else { Code::No })
}

/// Those of the epoch of the newer side; the others are read through `upgrade`, of which histories know nothing.
fn of_epoch(olds: Vec<Side>, new: &Side) -> (Vec<Side>, Vec<Side>) {
    let epoch = |side: &Side| side.version.as_ref().map(Epoch::of);
    olds.into_iter().partition(|old| new.version.is_none() || epoch(old) == epoch(new))
}

fn compare(old: Side, new: &Side, is_bare: bool, require: Require) -> Result<Comparison, Failure> {
    let report = match is_bare {
        true => compat::check(
            &old.schema.without_implementations(),
            &new.schema.without_implementations(),
        )?,
        false => compat::check(&old.schema, &new.schema)?,
    };
    let versions = old.version.as_ref().zip(new.version.as_ref());
    let made = versions.map(|(old, new)| Bump::between(old, new));
    let holds = match (require, made) {
        (Require::Backward, _) => report.is_backward(),
        (Require::Forward, _) => report.is_forward(),
        (Require::Full, _) => report.is_backward() && report.is_forward(),
        (Require::Bump, Some(made)) => made.covers(report.required_bump()),
        (Require::Bump, None) => {
            let draft = if old.version.is_none() { &old } else { new };
            let message = format!("`{}` has no version, and promises none", draft.file);
            return Err(Failure::usage(message).with_help("`--require backward` asks what is read"));
        }
    };
    Ok(Comparison { old, report, made, holds })
}

fn print(compared: &[Comparison], new: &Side, io: &mut Io<'_>) -> Result<(), Failure> {
    for (number, Comparison { old, report, made, .. }) in compared.iter().enumerate() {
        if number > 0 {
            io.print("\n")?;
        }
        let heading = |side: &Side| Styled(HEADING, Safe(&title(side)).to_string());
        let with = with(old);
        io.print(format_args!("{}{}  {}\n", heading(old), Safe(&with), Safe(&old.file)))?;
        io.print(format_args!("{}  {}\n\n", heading(new), Safe(&new.file)))?;
        let class = report.class();
        io.print(format_args!("{}: {}\n", changes::styled(class), changes::meaning(class)))?;
        io.print(format_args!("{}\n", bump_line(old, report, *made)))?;
        if !report.changes().is_empty() {
            io.print(format_args!("\n{}", changes::table(report, "", io.width)))?;
        }
        for hint in hints(report) {
            io.print(format_args!("\n{}\n", Styled(FAINT, hint)))?;
        }
    }
    Ok(())
}

fn print_others(others: &[Side], new: &Side, io: &mut Io<'_>) -> Result<(), Failure> {
    let Some(version) = new.version.as_ref().filter(|_| !others.is_empty()) else { return Ok(()) };
    let mut names: Vec<_> = others.iter().filter_map(|other| other.version.as_ref()).collect();
    names.dedup();
    let names: Vec<_> = names.into_iter().map(ToString::to_string).collect();
    let epoch = Epoch::of(version).versions();
    io.print(format_args!(
        "\n{} {} no {epoch}, and not compared: files of other epochs are read through `upgrade`\n",
        names.join(", "),
        if names.len() == 1 { "is" } else { "are" },
    ))
}

fn print_markdown(compared: &[Comparison], new: &Side, io: &mut Io<'_>) -> Result<(), Failure> {
    io.print(
        "| type | from | to | class | needs | has | changes |\n|---|---|---|---|---|---|---|\n",
    )?;
    for Comparison { old, report, made, .. } in compared {
        let made = made.map_or_else(|| "–".to_owned(), |made| made.to_string());
        io.print(format_args!(
            "| {} | {}{} | {} | {} | {} | {made} | {} |\n",
            changes::Code(&new.type_name),
            changes::version(old.version.as_ref()),
            changes::Markdown(&with(old)),
            changes::version(new.version.as_ref()),
            report.class(),
            report.required_bump(),
            changes::markdown(report),
        ))?;
    }
    Ok(())
}

/// A type and its version.
fn title(side: &Side) -> String {
    match &side.version {
        Some(version) => format!("{} {version}", side.type_name),
        None => side.type_name.clone(),
    }
}

/// The types that a version was released with, where it was released more than once.
fn with(side: &Side) -> String {
    let nested = side.nested.iter().map(|(name, version)| format!("{name} {version}"));
    match nested.collect::<Vec<_>>().join(", ") {
        nested if nested.is_empty() => String::new(),
        nested => format!(" with {nested}"),
    }
}

fn bump_line(old: &Side, report: &Report, made: Option<Bump>) -> String {
    let needed = report.required_bump();
    match (old.version.as_ref(), made) {
        (Some(from), Some(made)) => {
            let style = if made.covers(needed) { GOOD } else { BAD };
            Styled(style, changes::bump_words(from, needed, made)).to_string()
        }
        _ => format!("needs a bump of the version: {needed}; a draft has none"),
    }
}

/// What could be otherwise, where attributes say so that neither files nor histories hold.
fn hints(report: &Report) -> Vec<String> {
    let has = |rule| report.changes().iter().any(|change| change.rule() == rule);
    let mut hints = Vec::new();
    if has(Rule::ChangeEpoch) {
        hints.push("files of another epoch are read where `upgrade(…)` leads from there, which no file says");
    }
    if has(Rule::RemoveFieldUnseen) {
        hints.push("a field that the newer type names in `removed(…)`, which no file says, needs a minor bump");
    }
    let declared = report.clone().if_declared();
    if !has(Rule::ChangeEpoch) && declared.is_backward() && !report.is_backward() {
        hints.push("fields of the newer type that say `from(…)`, which no file says, are read all the same");
    }
    hints.into_iter().map(str::to_owned).collect()
}

/// What `--json` writes.
#[derive(Serialize)]
struct Written<'a> {
    compatible: bool,
    new: WrittenSide<'a>,
    comparisons: Vec<WrittenComparison<'a>>,
    not_compared: Vec<WrittenSide<'a>>,
}

#[derive(Serialize)]
struct WrittenSide<'a> {
    file: &'a str,
    #[serde(rename = "type")]
    type_name: &'a str,
    version: Option<String>,
    with: serde_json::Map<String, serde_json::Value>,
}

#[derive(Serialize)]
struct WrittenComparison<'a> {
    old: WrittenSide<'a>,
    compatible: bool,
    made_bump: Option<String>,
    #[serde(flatten)]
    report: &'a Report,
}

impl<'a> Written<'a> {
    fn of(compared: &'a [Comparison], new: &'a Side, others: &'a [Side], compatible: bool) -> Self {
        let comparison = |one: &'a Comparison| WrittenComparison {
            old: WrittenSide::of(&one.old),
            compatible: one.holds,
            made_bump: one.made.map(|made| made.to_string()),
            report: &one.report,
        };
        Written {
            compatible,
            new: WrittenSide::of(new),
            comparisons: compared.iter().map(comparison).collect(),
            not_compared: others.iter().map(WrittenSide::of).collect(),
        }
    }
}

impl<'a> WrittenSide<'a> {
    fn of(side: &'a Side) -> Self {
        let nested = side.nested.iter();
        WrittenSide {
            file: &side.file,
            type_name: &side.type_name,
            version: side.version.as_ref().map(ToString::to_string),
            with: nested
                .map(|(name, version)| (name.clone(), version.to_string().into()))
                .collect(),
        }
    }
}
