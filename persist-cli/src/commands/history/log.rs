//! What changed when: each step from a version of a type to the next.

use std::collections::BTreeSet;

use persist_core::schema::Version;
use persist_core::{History, HistoryStep, Recorded};
use serde::Serialize;

use super::find::Place;
use super::list::Listed;
use super::{Format, Problem, print_problems};
use crate::changes;
use crate::failure::Failure;
use crate::io::Io;
use crate::shown::{Safe, listed};
use crate::style::{BAD, GOOD, HEADING, Styled};

/// Types that are named where none is of the name that was asked for.
const SHOWN_NAMES: usize = 20;

/// A history with its steps.
struct Logged {
    listed: Listed,
    steps: Vec<HistoryStep>,
    /// Each time that a version was released, oldest first.
    releases: Vec<Recorded>,
}

/// Writes the steps of the histories of a type, or of a file, and returns whether these hold.
pub(super) fn run(
    place: &Place,
    wanted: &str,
    format: Format,
    io: &mut Io<'_>,
) -> Result<bool, Failure> {
    let all = Listed::all(place, place.today()?);
    let is_wanted = |one: &Listed| {
        one.path == wanted.trim_start_matches("./") || one.name.as_deref() == Some(wanted)
    };
    let names: BTreeSet<_> = all.iter().filter_map(|one| one.name.clone()).collect();
    let logged: Vec<_> = all.into_iter().filter(is_wanted).map(Logged::of).collect();
    if logged.is_empty() {
        let folder = place.folder.display();
        let message = format!("below `{folder}`, no history is of `{}`", Safe(wanted));
        let failure = Failure::usage(message);
        return Err(match names.is_empty() {
            true => failure,
            false => {
                let names = listed(names.into_iter(), SHOWN_NAMES);
                failure.with_help(format!("there are those of {}", Safe(&names)))
            }
        });
    }
    match format {
        Format::Json => io.print_json(&Written::of(&logged))?,
        Format::Markdown => logged.iter().try_for_each(|one| print_markdown(one, io))?,
        Format::Text => {
            for (number, one) in logged.iter().enumerate() {
                if number > 0 {
                    io.print("\n")?;
                }
                print(one, io)?;
            }
        }
    }
    Ok(logged.iter().all(|one| one.listed.holds()))
}

impl Logged {
    fn of(listed: Listed) -> Self {
        // Steps that cannot be had are among the problems.
        let history = listed.history.as_ref();
        let steps = history.and_then(|history| history.steps().ok()).unwrap_or_default();
        let of = |history: &History, version| history.schemas(version).unwrap_or_default();
        let releases = history.into_iter().flat_map(|history| {
            history.versions().flat_map(move |version| of(history, version).into_iter().rev())
        });
        Logged { steps, releases: releases.collect(), listed }
    }

    /// A line for each release of a version, where it has several: a type that it holds moved alone.
    fn lines(&self, version: &Version) -> Vec<String> {
        let of = self.releases.iter().filter(|release| release.version == *version);
        let lines: Vec<_> =
            of.map(|release| format!("released with {}", with(&release.nested))).collect();
        if lines.len() > 1 { lines } else { Vec::new() }
    }

    fn name(&self) -> &str {
        self.listed.name.as_deref().unwrap_or("?")
    }
}

fn print(one: &Logged, io: &mut Io<'_>) -> Result<(), Failure> {
    let name = Styled(HEADING, Safe(one.name()));
    io.print(format_args!("{name}  {}\n", Safe(&one.listed.path)))?;
    if let Some(first) = one.listed.history.iter().find_map(|history| history.versions().next()) {
        io.print(format_args!("\n{}: the first version\n", Styled(HEADING, first)))?;
        print_lines(&one.lines(first), io)?;
    }
    for step in &one.steps {
        io.print(format_args!("\n{}\n", headline(step)))?;
        if !step.report.changes().is_empty() {
            io.print(changes::table(&step.report, "  ", io.width))?;
        }
        print_lines(&one.lines(&step.to.version), io)?;
    }
    print_problems(&one.listed.path, &one.listed.problems, io)
}

fn print_lines(lines: &[String], io: &mut Io<'_>) -> Result<(), Failure> {
    lines.iter().try_for_each(|line| io.print(format_args!("  {}\n", Safe(line))))
}

/// Types with their versions, as `Tree 1.1.0, acme::Matrix 0.3.0`.
pub(super) fn with(nested: &[(String, Version)]) -> String {
    let nested = nested.iter().map(|(name, version)| format!("{name} {version}"));
    nested.collect::<Vec<_>>().join(", ")
}

fn headline(step: &HistoryStep) -> String {
    let (from, to, report) = (&step.from.version, &step.to.version, &step.report);
    let to = Styled(HEADING, to);
    if step.is_new_epoch() {
        return format!(
            "{to}: since {from} a new epoch, whose types read older files through `upgrade`"
        );
    }
    let style = if step.is_bumped() { GOOD } else { BAD };
    let words = changes::bump_words(from, report.required_bump(), step.made_bump());
    let class = changes::styled(report.class());
    format!("{to}: since {from} {class}, {}", Styled(style, words))
}

fn print_markdown(one: &Logged, io: &mut Io<'_>) -> Result<(), Failure> {
    io.print("| type | from | to | class | changes |\n|---|---|---|---|---|\n")?;
    for step in &one.steps {
        io.print(format_args!(
            "| {} | {} | {} | {} | {} |\n",
            changes::Code(one.name()),
            step.from.version,
            step.to.version,
            class(step),
            changes::markdown(&step.report)
        ))?;
    }
    Ok(())
}

/// What a step leaves readable, in a word or two.
pub(super) fn class(step: &HistoryStep) -> String {
    match step.is_new_epoch() {
        true => "new epoch".to_owned(),
        false => step.report.class().to_string(),
    }
}

/// What `--json` writes.
#[derive(Serialize)]
struct Written<'a> {
    holds: bool,
    histories: Vec<WrittenLog<'a>>,
}

#[derive(Serialize)]
struct WrittenLog<'a> {
    path: &'a str,
    #[serde(rename = "type")]
    type_name: &'a str,
    releases: Vec<WrittenRelease>,
    steps: Vec<WrittenStep<'a>>,
    problems: Vec<Problem>,
}

/// A version, and those of the types that it was released with.
#[derive(Serialize)]
pub(super) struct WrittenRelease {
    version: String,
    with: serde_json::Map<String, serde_json::Value>,
}

impl WrittenRelease {
    pub(super) fn of(version: &Version, nested: &[(String, Version)]) -> Self {
        let with = nested.iter().map(|(name, version)| (name.clone(), version.to_string().into()));
        WrittenRelease { version: version.to_string(), with: with.collect() }
    }
}

/// A step from one version to the next.
#[derive(Serialize)]
pub(super) struct WrittenStep<'a> {
    from: String,
    to: String,
    new_epoch: bool,
    readable: bool,
    made_bump: String,
    #[serde(flatten)]
    report: &'a persist_core::compat::Report,
}

impl<'a> WrittenStep<'a> {
    pub(super) fn of(step: &'a HistoryStep) -> Self {
        WrittenStep {
            from: step.from.version.to_string(),
            to: step.to.version.to_string(),
            new_epoch: step.is_new_epoch(),
            readable: step.is_readable(),
            made_bump: step.made_bump().to_string(),
            report: &step.report,
        }
    }
}

impl<'a> Written<'a> {
    fn of(all: &'a [Logged]) -> Self {
        let log = |one: &'a Logged| WrittenLog {
            path: &one.listed.path,
            type_name: one.name(),
            releases: one
                .releases
                .iter()
                .map(|release| WrittenRelease::of(&release.version, &release.nested))
                .collect(),
            steps: one.steps.iter().map(WrittenStep::of).collect(),
            problems: one.listed.problems.iter().map(Problem::from).collect(),
        };
        let holds = all.iter().all(|one| one.listed.holds());
        Written { holds, histories: all.iter().map(log).collect() }
    }
}
