//! What changed when: each step from a version of a type to the next.

use persist_core::{History, HistoryStep};
use serde::Serialize;

use super::find::Place;
use super::list::Listed;
use super::{Format, Problem, print_problems};
use crate::changes;
use crate::failure::Failure;
use crate::io::Io;
use crate::shown::Safe;
use crate::style::{BAD, GOOD, HEADING, Styled};

/// A history with its steps.
struct Logged {
    listed: Listed,
    steps: Vec<HistoryStep>,
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
    let names: Vec<_> = all.iter().filter_map(|one| one.name.clone()).collect();
    let logged: Vec<_> = all.into_iter().filter(is_wanted).map(Logged::of).collect();
    if logged.is_empty() {
        let folder = place.folder.display();
        let message = format!("below `{folder}`, no history is of `{}`", Safe(wanted));
        let failure = Failure::usage(message);
        return Err(match names.is_empty() {
            true => failure,
            false => failure.with_help(format!("there are those of {}", Safe(&names.join(", ")))),
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
        let steps = listed.history.as_ref().and_then(|history| history.steps().ok());
        Logged { steps: steps.unwrap_or_default(), listed }
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
    }
    for step in &one.steps {
        io.print(format_args!("\n{}\n", headline(step)))?;
        if !step.report.changes().is_empty() {
            io.print(changes::table(&step.report, "  ", io.width))?;
        }
    }
    print_problems(&one.listed.path, &one.listed.problems, io)
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
    first: Option<String>,
    steps: Vec<WrittenStep<'a>>,
    problems: Vec<Problem>,
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
        let log = |one: &'a Logged| {
            let mut versions = one.listed.history.iter().flat_map(History::versions);
            WrittenLog {
                path: &one.listed.path,
                type_name: one.name(),
                first: versions.next().map(ToString::to_string),
                steps: one.steps.iter().map(WrittenStep::of).collect(),
                problems: one.listed.problems.iter().map(Problem::from).collect(),
            }
        };
        let holds = all.iter().all(|one| one.listed.holds());
        Written { holds, histories: all.iter().map(log).collect() }
    }
}
