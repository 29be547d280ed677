//! All histories: type, versions, and whether they hold.

use persist_core::schema::Version;
use persist_core::{Error, History};
use serde::Serialize;

use super::find::{Found, Place};
use super::{Format, Problem, print_problems};
use crate::changes::{Code, Markdown};
use crate::failure::Failure;
use crate::io::Io;
use crate::shown::Safe;
use crate::table::Table;

/// A history, and what is wrong with it.
pub(super) struct Listed {
    pub(super) path: String,
    /// The type's name, as far as it can be told.
    pub(super) name: Option<String>,
    pub(super) history: Option<History>,
    pub(super) problems: Vec<Error>,
}

impl Listed {
    /// All histories that are asked for, by their paths.
    pub(super) fn all(place: &Place, found: Found) -> Vec<Self> {
        let Found { histories, unreadable } = found;
        let shown = histories.paths().filter(|path| place.shows(path));
        let mut all: Vec<_> = shown
            .map(|path| {
                let name = histories.type_names(path).next_back().map(str::to_owned);
                let (history, problems) = match histories.history(path) {
                    Ok(history) => (Some(history), Vec::new()),
                    Err(error) => (None, vec![error]),
                };
                Listed { path: path.to_owned(), name, history, problems }
            })
            .collect();
        for listed in &mut all {
            listed.problems.extend(listed.history.iter().flat_map(History::problems));
        }
        let unreadable = unreadable.into_iter().filter(|(path, _)| place.shows(path));
        all.extend(unreadable.map(|(path, error)| Listed {
            path,
            name: None,
            history: None,
            problems: vec![error],
        }));
        all.sort_by(|one, other| one.path.cmp(&other.path));
        all
    }

    pub(super) fn holds(&self) -> bool {
        self.problems.is_empty()
    }

    fn versions(&self) -> Vec<&Version> {
        self.history.iter().flat_map(History::versions).collect()
    }

    fn state(&self) -> &'static str {
        match (self.holds(), &self.history) {
            (true, _) => "holds",
            (false, Some(_)) => "broken",
            (false, None) => "unreadable",
        }
    }
}

/// Writes the list, and returns whether all histories hold.
pub(super) fn run(place: &Place, format: Format, io: &mut Io<'_>) -> Result<bool, Failure> {
    let all = Listed::all(place, place.today()?);
    let holds = all.iter().all(Listed::holds);
    match format {
        Format::Json => io.print_json(&Written::of(&all, holds))?,
        Format::Markdown => print_markdown(&all, io)?,
        Format::Text if all.is_empty() => {
            let folder = place.folder.display().to_string();
            io.print(format_args!("no histories below `{}`\n", Safe(&folder)))?;
        }
        Format::Text => {
            let headings = ["history", "type", "current", "versions", "state"];
            let mut table = Table::new(&headings, &[], io.width);
            for one in &all {
                table.row(row(one).map(|cell| Safe(&cell).to_string()));
            }
            io.print(table)?;
            for one in &all {
                print_problems(&one.path, &one.problems, io)?;
            }
        }
    }
    Ok(holds)
}

fn row(one: &Listed) -> [String; 5] {
    let versions = one.versions();
    let current = versions.last().map_or_else(|| "?".to_owned(), ToString::to_string);
    [
        one.path.clone(),
        one.name.clone().unwrap_or_else(|| "?".into()),
        current,
        shown(&versions),
        one.state().to_owned(),
    ]
}

/// Versions, a long list without its middle.
fn shown(versions: &[&Version]) -> String {
    /// Versions that are shown of a long list.
    const ENDS: [usize; 2] = [2, 3];
    let text = |versions: &[&Version]| -> Vec<String> {
        versions.iter().map(ToString::to_string).collect()
    };
    let [first, last] = ENDS;
    let end = versions.len().saturating_sub(last);
    let shown = match (versions.get(..first), versions.get(end..)) {
        (Some(start), Some(rest)) if end > first => {
            let mut shown = text(start);
            shown.push("…".into());
            shown.extend(text(rest));
            shown
        }
        _ => text(versions),
    };
    shown.join(", ")
}

fn print_markdown(all: &[Listed], io: &mut Io<'_>) -> Result<(), Failure> {
    io.print("| history | type | current | versions | state |\n|---|---|---|---|---|\n")?;
    for one in all {
        let [path, name, current, versions, state] = row(one);
        let problems = one.problems.iter().map(|problem| {
            let problem = Problem::from(problem);
            format!("<br>{}", Markdown(&problem.message))
        });
        let problems: String = problems.collect();
        let (path, name) = (Code(path), Code(name));
        io.print(format_args!(
            "| {path} | {name} | {current} | {versions} | {state}{problems} |\n"
        ))?;
    }
    Ok(())
}

/// What `--json` writes.
#[derive(Serialize)]
struct Written<'a> {
    holds: bool,
    histories: Vec<WrittenHistory<'a>>,
}

#[derive(Serialize)]
struct WrittenHistory<'a> {
    path: &'a str,
    #[serde(rename = "type")]
    type_name: Option<&'a str>,
    current: Option<String>,
    versions: Vec<String>,
    state: &'static str,
    problems: Vec<Problem>,
}

impl<'a> Written<'a> {
    fn of(all: &'a [Listed], holds: bool) -> Self {
        let history = |one: &'a Listed| {
            let versions: Vec<_> = one.versions().iter().map(ToString::to_string).collect();
            WrittenHistory {
                path: &one.path,
                type_name: one.name.as_deref(),
                current: versions.last().cloned(),
                versions,
                state: one.state(),
                problems: one.problems.iter().map(Problem::from).collect(),
            }
        };
        Written { holds, histories: all.iter().map(history).collect() }
    }
}
