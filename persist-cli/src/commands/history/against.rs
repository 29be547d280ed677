//! Histories of today against those of a revision: what came, and whether what was recorded is as it was.

use persist_core::schema::Version;
use persist_core::{EditedEntry, Error, History, HistoryStep};
use serde::Serialize;

use super::find::{Found, Place};
use super::git::Repository;
use super::list::Listed;
use super::log::{WrittenRelease, WrittenStep, class, with};
use super::{Format, Problem, print_problems};
use crate::changes::{self, Code, Markdown};
use crate::failure::Failure;
use crate::io::Io;
use crate::shown::Safe;
use crate::style::{BAD, FAINT, GOOD, HEADING, Styled};
use crate::table::Table;

/// A history that is not what it was.
struct Changed {
    name: String,
    /// Today's path, or the former one of a history that is gone.
    path: String,
    /// The former path, where it is another one.
    moved_from: Option<String>,
    rows: Vec<Row>,
    problems: Vec<Error>,
}

/// Something that became of a history.
enum Row {
    /// It is new, and this is its current version.
    New(Version),
    /// It could not be read before.
    Mended(Version),
    /// A version is new.
    Step(Box<HistoryStep>),
    /// A version was released again, with other versions of the types that it holds.
    ReleasedWith(Version, Vec<(String, Version)>),
    /// An entry was edited.
    Edited(EditedEntry),
    /// A version is gone.
    Removed(Version),
    /// All of it is gone: these versions.
    Gone(Vec<Version>),
}

/// Writes what became of histories since a revision, and returns whether old files still load.
pub(super) fn run(
    place: &Place,
    revision: &str,
    format: Format,
    io: &mut Io<'_>,
) -> Result<bool, Failure> {
    let repository = Repository::at(&place.folder, revision)?;
    let (before, today) = (place.at(&repository)?, place.today()?);
    let all = changed(place, before, today);
    let holds = all.iter().all(Changed::holds);
    match format {
        Format::Json => io.print_json(&Written::of(&all, revision, holds))?,
        Format::Markdown => print_markdown(&all, revision, holds, io)?,
        Format::Text => print(&all, revision, io)?,
    }
    Ok(holds)
}

fn changed(place: &Place, before: Found, today: Found) -> Vec<Changed> {
    let before = before.histories;
    let pairs = today.histories.pairs_since(&before);
    let pairs: Vec<(Option<String>, Option<String>)> = pairs
        .into_iter()
        .filter(|(old, new)| place.shows(new.or(*old).unwrap_or_default()))
        .map(|(old, new)| (old.map(str::to_owned), new.map(str::to_owned)))
        .collect();
    let mut listed = Listed::all(place, today);
    let mut all = Vec::new();
    for (old, new) in pairs {
        let position = new.as_ref().and_then(|new| listed.iter().position(|one| one.path == *new));
        let today = position.map(|position| listed.remove(position));
        // An unreadable file of today has no text among the histories, and is told of below.
        if today.is_none()
            && old.as_ref().is_some_and(|old| listed.iter().any(|one| one.path == *old))
        {
            continue;
        }
        let old = old.map(|path| (before.history(&path), path));
        all.extend(Changed::of(old, today));
    }
    all.extend(listed.into_iter().filter_map(|one| Changed::of(None, Some(one))));
    all
}

impl Changed {
    /// What became of one history; `None` of one that is as it was, and holds.
    fn of(
        old: Option<(persist_core::Result<History>, String)>,
        today: Option<Listed>,
    ) -> Option<Self> {
        match (old, today) {
            (Some((old, path)), None) => Some(Changed::gone(old, path)),
            (old, Some(today)) => {
                let (old, old_path) = old.unzip();
                let rows = today.history.as_ref().map(|today| rows_since(old.as_ref(), today));
                let rows = rows.unwrap_or_default();
                let moved_from = old_path.filter(|old| *old != today.path);
                let is_same = rows.is_empty() && today.problems.is_empty() && moved_from.is_none();
                let Listed { path, name, problems, .. } = today;
                let name = name.unwrap_or_else(|| "?".into());
                (!is_same).then_some(Changed { name, path, moved_from, rows, problems })
            }
            (None, None) => None,
        }
    }

    fn gone(old: persist_core::Result<History>, path: String) -> Self {
        let (name, versions) = match &old {
            Ok(old) => (old.type_name().to_owned(), old.versions().cloned().collect()),
            Err(_) => ("?".to_owned(), Vec::new()),
        };
        let rows = vec![Row::Gone(versions)];
        Changed { name, path, moved_from: None, rows, problems: Vec::new() }
    }

    fn holds(&self) -> bool {
        self.problems.is_empty() && self.rows.iter().all(Row::holds)
    }
}

/// What became of a history that can be read today.
fn rows_since(old: Option<&persist_core::Result<History>>, today: &History) -> Vec<Row> {
    let current = today.versions().next_back().cloned();
    match old {
        None => current.map(Row::New).into_iter().collect(),
        Some(Err(_)) => current.map(Row::Mended).into_iter().collect(),
        Some(Ok(old)) => {
            let since = today.since(old);
            let removed = since.removed.into_iter().map(Row::Removed);
            let edited = since.edited.into_iter().map(Row::Edited);
            let released = since.released_with.into_iter();
            let released = released.map(|(version, with)| Row::ReleasedWith(version, with));
            let steps = since.steps.into_iter().map(|step| Row::Step(Box::new(step)));
            removed.chain(edited).chain(released).chain(steps).collect()
        }
    }
}

impl Row {
    fn holds(&self) -> bool {
        match self {
            Row::New(_) | Row::Mended(_) | Row::ReleasedWith(..) => true,
            Row::Step(step) => step.is_readable() && step.is_bumped(),
            Row::Edited(_) | Row::Removed(_) | Row::Gone(_) => false,
        }
    }

    /// The versions on both sides.
    fn versions(&self) -> [String; 2] {
        let nothing = || "–".to_owned();
        match self {
            Row::New(current) | Row::Mended(current) => [nothing(), current.to_string()],
            Row::Step(step) => [step.from.version.to_string(), step.to.version.to_string()],
            Row::ReleasedWith(version, _) => [version.to_string(), version.to_string()],
            Row::Edited(entry) => [entry.version.to_string(), entry.version.to_string()],
            Row::Removed(version) => [version.to_string(), nothing()],
            Row::Gone(versions) => {
                let last = versions.last().map_or_else(|| "?".into(), ToString::to_string);
                [last, nothing()]
            }
        }
    }

    fn class(&self) -> String {
        match self {
            Row::New(_) => "new".into(),
            Row::Mended(_) => "readable again".into(),
            Row::Step(step) => class(step),
            Row::ReleasedWith(..) => "released again".into(),
            Row::Edited(_) => "edited".into(),
            Row::Removed(_) | Row::Gone(_) => "removed".into(),
        }
    }

    /// The bump that is needed, and the one that was made.
    fn bumps(&self) -> [String; 2] {
        match self {
            Row::Step(step) => {
                [step.report.required_bump().to_string(), step.made_bump().to_string()]
            }
            _ => ["".into(), "".into()],
        }
    }

    /// What old files can expect, in a word or two.
    fn verdict(&self) -> &'static str {
        match self {
            Row::Step(step) if !step.is_readable() => "old files do not load",
            Row::Step(step) if !step.is_bumped() => "the bump is too small",
            Row::Edited(_) | Row::Removed(_) | Row::Gone(_) => "old files may not load",
            Row::New(_) | Row::Mended(_) | Row::Step(_) | Row::ReleasedWith(..) => "fine",
        }
    }

    /// What else there is to say, a line each.
    fn lines(&self) -> Vec<String> {
        match self {
            Row::New(_) | Row::Mended(_) | Row::Step(_) | Row::Removed(_) => Vec::new(),
            Row::ReleasedWith(_, nested) => {
                vec![format!("with {}", with(nested))]
            }
            Row::Edited(entry) => {
                let gone = entry.gone.iter().map(|line| format!("- {line}"));
                let mut lines: Vec<_> = gone.collect();
                lines.extend(entry.come.iter().map(|line| format!("+ {line}")));
                if lines.is_empty() {
                    lines.push("the same lines in another order".into());
                }
                lines
            }
            Row::Gone(versions) => {
                let versions = versions.iter().map(ToString::to_string).collect::<Vec<_>>();
                vec![format!("the whole history of {}", versions.join(", "))]
            }
        }
    }
}

/// What to do about what was recorded and is not as it was.
const RESTORE: &str = "what was recorded is what released files rely on: restore it from version control, and record the \
                       change as a version of its own; a version that was never released may go";

fn print(all: &[Changed], revision: &str, io: &mut Io<'_>) -> Result<(), Failure> {
    if all.is_empty() {
        return io.print(format_args!("no history changed since {}\n", Safe(revision)));
    }
    let headings = ["type", "from", "to", "class", "needs", "has", ""];
    let mut table = Table::new(&headings, &[], io.width);
    for (one, row) in rows(all) {
        let ([from, to], [needs, has]) = (row.versions(), row.bumps());
        let name = Safe(&one.name).to_string();
        table.row([name, from, to, row.class(), needs, has, row.verdict().to_owned()]);
    }
    // A history that is as it was, and does not hold, has no row.
    let mut gap = "";
    if rows(all).next().is_some() {
        io.print(table)?;
        gap = "\n";
    }
    for one in all {
        io.print(std::mem::replace(&mut gap, "\n"))?;
        print_one(one, io)?;
    }
    if rows(all).any(|(_, row)| matches!(row, Row::Edited(_) | Row::Removed(_) | Row::Gone(_))) {
        io.print(format_args!("\n{}\n", Styled(FAINT, RESTORE)))?;
    }
    Ok(())
}

fn print_one(one: &Changed, io: &mut Io<'_>) -> Result<(), Failure> {
    let moved = one.moved_from.as_ref().map(|from| format!(", moved from {}", Safe(from)));
    let (name, path) = (Styled(HEADING, Safe(&one.name)), Safe(&one.path));
    io.print(format_args!("{name}  {path}{}\n", moved.unwrap_or_default()))?;
    for row in &one.rows {
        let style = if row.holds() { GOOD } else { BAD };
        let version = match row.versions() {
            [from, to] if from == to => to,
            [from, to] => format!("{from} -> {to}"),
        };
        io.print(format_args!("  {version}: {}\n", Styled(style, row.class())))?;
        if let Row::Step(step) = row
            && !step.report.changes().is_empty()
        {
            io.print(changes::table(&step.report, "    ", io.width))?;
        }
        for line in row.lines() {
            io.print(format_args!("    {}\n", Safe(&line)))?;
        }
    }
    print_problems(&one.path, &one.problems, io)
}

fn print_markdown(
    all: &[Changed],
    revision: &str,
    holds: bool,
    io: &mut Io<'_>,
) -> Result<(), Failure> {
    io.print(format_args!("### Schema histories since {}\n\n", Code(revision)))?;
    if all.is_empty() {
        return io.print("No history changed.\n");
    }
    io.print(
        "| type | from | to | class | needs | has | changes |\n|---|---|---|---|---|---|---|\n",
    )?;
    for (one, row) in rows(all) {
        let ([from, to], [needs, has]) = (row.versions(), row.bumps());
        let changes = match row {
            Row::Step(step) => changes::markdown(&step.report),
            row => row
                .lines()
                .iter()
                .map(|line| Code(line).to_string())
                .collect::<Vec<_>>()
                .join("<br>"),
        };
        let mark = if row.holds() { "" } else { "❌ " };
        let (name, class) = (Code(&one.name), row.class());
        io.print(format_args!(
            "| {name} | {from} | {to} | {mark}{class} | {needs} | {has} | {changes} |\n"
        ))?;
    }
    for one in all {
        for problem in one.problems.iter().map(Problem::from) {
            let message = Markdown(&problem.message).to_string();
            io.print(format_args!("\n❌ {}: {message}\n", Code(&one.path)))?;
        }
    }
    io.print(match holds {
        true => "\nAll recorded versions stay as they were, and their files load.\n",
        false => "\n**Files of released versions may not load any more.**\n",
    })
}

fn rows(all: &[Changed]) -> impl Iterator<Item = (&Changed, &Row)> {
    all.iter().flat_map(|one| one.rows.iter().map(move |row| (one, row)))
}

/// What `--json` writes.
#[derive(Serialize)]
struct Written<'a> {
    against: &'a str,
    holds: bool,
    histories: Vec<WrittenHistory<'a>>,
}

#[derive(Serialize)]
struct WrittenHistory<'a> {
    path: &'a str,
    moved_from: Option<&'a str>,
    #[serde(rename = "type")]
    type_name: &'a str,
    holds: bool,
    new: Option<String>,
    steps: Vec<WrittenStep<'a>>,
    released_with: Vec<WrittenRelease>,
    edited: Vec<WrittenEdit<'a>>,
    removed: Vec<String>,
    problems: Vec<Problem>,
}

#[derive(Serialize)]
struct WrittenEdit<'a> {
    version: String,
    line: usize,
    gone: &'a [String],
    come: &'a [String],
}

impl<'a> Written<'a> {
    fn of(all: &'a [Changed], against: &'a str, holds: bool) -> Self {
        Written { against, holds, histories: all.iter().map(WrittenHistory::of).collect() }
    }
}

impl<'a> WrittenHistory<'a> {
    fn of(one: &'a Changed) -> Self {
        let mut written = WrittenHistory {
            path: &one.path,
            moved_from: one.moved_from.as_deref(),
            type_name: &one.name,
            holds: one.holds(),
            new: None,
            steps: Vec::new(),
            released_with: Vec::new(),
            edited: Vec::new(),
            removed: Vec::new(),
            problems: one.problems.iter().map(Problem::from).collect(),
        };
        for row in &one.rows {
            match row {
                Row::New(current) | Row::Mended(current) => {
                    written.new = Some(current.to_string());
                }
                Row::Step(step) => written.steps.push(WrittenStep::of(step)),
                Row::ReleasedWith(version, nested) => {
                    written.released_with.push(WrittenRelease::of(version, nested));
                }
                Row::Edited(EditedEntry { version, line, gone, come, .. }) => {
                    let version = version.to_string();
                    written.edited.push(WrittenEdit { version, line: *line, gone, come });
                }
                Row::Removed(version) => written.removed.push(version.to_string()),
                Row::Gone(versions) => {
                    written.removed.extend(versions.iter().map(ToString::to_string));
                }
            }
        }
        written
    }
}
