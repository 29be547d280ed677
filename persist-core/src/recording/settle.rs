//! The declared version beside the recorded one: the same, or to be recorded.

use std::path::Path;

use persist_history::{Closure, Entry, HistoryText, RECORD, Version, overwrite, usual_file};

use super::{Mode, Subject, defaults, nested, place};
use crate::error::{Error, ErrorKind, Result};
use crate::history::{Reserved, closure_of, drafts, entry_of};

/// The history as it is once the declared version stands in it.
pub(super) struct Settled {
    pub(super) history: HistoryText,
    /// It differs from the file's.
    pub(super) is_new: bool,
}

/// Holds the declared version against the recorded one, and records what may be.
///
/// # Errors
///
/// A version that is not recorded, or otherwise, where nothing may be written.
pub(super) fn settle(subject: &Subject<'_>, path: &Path, mode: Mode) -> Result<Settled> {
    let name = place::name_of(subject.site);
    let found = place::read(path, name)?;
    // A pre-release floats, and is not recorded.
    if !subject.version.pre.is_empty() {
        return Ok(Settled { history: found.unwrap_or_default(), is_new: false });
    }
    all_are_released(subject)?;
    let is_new = found.is_none();
    let before = found.unwrap_or_default();
    let entry = entry_of_today(subject)?;
    let closure = closure_of(&subject.schema);
    let after = match before.entry(&subject.version) {
        None => appended(subject, &before, entry, closure, mode, is_new)?,
        Some(recorded) if !is_same(recorded, &entry) => {
            if mode != Mode::Overwrite {
                return Err(differs(subject, recorded, &entry));
            }
            replaced(subject, &before, entry, closure)?
        }
        Some(recorded)
            if !recorded.closures.iter().any(|known| is_same_closure(known, &closure)) =>
        {
            match mode {
                Mode::Verify | Mode::Record if is_another(recorded, &closure) => {
                    return Err(nested_differs(subject));
                }
                Mode::Verify => return Err(moved(subject, recorded, &closure)),
                Mode::Record | Mode::Overwrite => with_closure(subject, &before, closure),
            }
        }
        Some(_) => before.clone(),
    };
    // What is recorded is not touched: only what a record needs is added.
    let after = match mode {
        Mode::Verify => after,
        Mode::Record => nested::with_nested(subject, path, after)?,
        Mode::Overwrite => {
            nested::with_nested(subject, path, nested::with_todays(subject, after)?)?
        }
    };
    Ok(Settled { is_new: after != before, history: after })
}

/// Today's type as an entry, its defaults shown.
fn entry_of_today(subject: &Subject<'_>) -> Result<Entry> {
    let site = subject.site;
    let mut defaults = Vec::new();
    for default in site.defaults {
        // A default that is another one each time has no value to be kept.
        let (once, again) = ((default.shown)()?, (default.shown)()?);
        if once == again {
            defaults.push(((default.variant, default.field), once));
        }
    }
    entry_of(&subject.schema, site.labels, &Reserved, &|variant, field| {
        let known = defaults.iter().find(|(place, _)| *place == (variant, field));
        known.map(|(_, value)| value.clone())
    })
}

/// A version that others build on holds released types alone.
fn all_are_released(subject: &Subject<'_>) -> Result<()> {
    let drafts = drafts(&subject.schema);
    if drafts.is_empty() {
        return Ok(());
    }
    let message = format!(
        "`{}` {} promises what its parts do not: it holds types that may change at any time",
        title(subject),
        subject.version
    );
    let reasons = drafts.into_iter().map(|name| format!("`{name}` has no released version"));
    Err(Error::new(ErrorKind::Schema, message)
        .with_reasons(reasons.collect())
        .with_help("give each of them #[persist(version = \"1.0.0\")], or a version below 1.0.0"))
}

fn title<'s>(subject: &'s Subject<'_>) -> &'s str {
    subject.schema.root_def().map_or(subject.site.ident, |def| &def.name)
}

fn appended(
    subject: &Subject<'_>,
    before: &HistoryText,
    mut entry: Entry,
    closure: Closure,
    mode: Mode,
    is_new: bool,
) -> Result<HistoryText> {
    let (title, version, file) = (title(subject), &subject.version, place::name_of(subject.site));
    let latest = before.entries.last();
    defaults::check(latest.filter(|last| last.version < *version), &entry)?;
    if mode == Mode::Verify {
        let lost = if is_new { lost(subject) } else { String::new() };
        return Err(Error::new(
            ErrorKind::Schema,
            format!("`{title}` {version} is not recorded yet in `{file}`"),
        )
        .with_help(format!("{RECORD}, and commit the file{lost}")));
    }
    if let Some(last) = latest.filter(|last| last.version > *version) {
        let message = format!(
            "`{title}` {version} is older than {}, which is the latest version in `{file}`",
            last.version
        );
        return Err(Error::new(ErrorKind::Schema, message).with_help("declare a later version"));
    }
    entry.closures = vec![closure];
    let mut after = before.clone();
    after.entries.push(entry);
    Ok(after)
}

/// What may have become of a history that is not there.
fn lost(subject: &Subject<'_>) -> String {
    let (file, ident) = (place::name_of(subject.site), subject.site.ident.trim_start_matches("r#"));
    // A type that gets another `name` is in the sources as before, so its history is not found to be of no type.
    let of_ident = usual_file(ident);
    let is_named = title(subject) != ident && file.starts_with("persist/");
    let (was, moved) = match is_named && Path::new(subject.site.manifest).join(&of_ident).exists() {
        true => (ident, format!("`git mv {of_ident} {file}`")),
        false => ("…", "`git mv` of its history".to_owned()),
    };
    format!(
        "; if it had another name, `#[persist(was = \"{was}\")]` and {moved}; if its history is lost, restore it from \
         version control: it is what old files rely on"
    )
}

fn replaced(
    subject: &Subject<'_>,
    before: &HistoryText,
    mut entry: Entry,
    closure: Closure,
) -> Result<HistoryText> {
    let is_last = before.entries.last().is_some_and(|last| last.version == subject.version);
    if !is_last {
        let message = format!(
            "`{}` {} is not the latest version: only that one can be recorded anew",
            title(subject),
            subject.version
        );
        return Err(Error::new(ErrorKind::Schema, message));
    }
    let mut after = before.clone();
    after.entries.pop();
    defaults::check(after.entries.last(), &entry)?;
    entry.closures = vec![closure];
    after.entries.push(entry);
    Ok(after)
}

fn with_closure(subject: &Subject<'_>, before: &HistoryText, closure: Closure) -> HistoryText {
    let mut after = before.clone();
    let of = |entry: &&mut Entry| entry.version == subject.version;
    if let Some(entry) = after.entries.iter_mut().find(of) {
        // With a type that was recorded anew under its version, what was recorded before is gone for good.
        entry.closures.retain(|known| known.nested != closure.nested);
        entry.closures.push(closure);
    }
    after
}

/// A shape that changed under its version, beyond what a build sees.
fn differs(subject: &Subject<'_>, recorded: &Entry, today: &Entry) -> Error {
    let (title, version, file) = (title(subject), &subject.version, place::name_of(subject.site));
    let (old, new) = (recorded.to_string(), today.to_string());
    let only = |one: &str, other: &str| -> Vec<String> {
        let lines = one.lines().filter(|line| !other.lines().any(|known| known == *line));
        lines.map(|line| line.trim().to_owned()).collect()
    };
    let (gone, come) = (only(&old, &new), only(&new, &old));
    let shape = |line: &String| line.split_once(" =").map(|(shape, _)| shape.to_owned());
    let are_defaults = gone.iter().chain(&come).all(|line| shape(line).is_some())
        && gone.iter().map(shape).eq(come.iter().map(shape));
    let mut reasons: Vec<_> = gone.iter().map(|line| format!("recorded: {line}")).collect();
    reasons.extend(come.iter().map(|line| format!("declared: {line}")));
    let are_defaults = are_defaults && !reasons.is_empty();
    if reasons.is_empty() {
        reasons.push("the same lines in another order".into());
    }
    let message = format!("`{title}` {version} is recorded with another shape in `{file}`");
    let unsteady = if are_defaults { defaults::UNSTEADY } else { "" };
    Error::new(ErrorKind::Schema, message).with_reasons(reasons).with_help(format!(
        "declare a later version and {RECORD}; if {version} was never released, {}{unsteady}",
        overwrite(subject.site.ident)
    ))
}

/// A nested type that moved, while the type itself stayed as it is.
fn moved(subject: &Subject<'_>, recorded: &Entry, today: &Closure) -> Error {
    let (title, version) = (title(subject), &subject.version);
    let known = recorded.closures.last().map(|closure| closure.nested.as_slice());
    let known = known.unwrap_or_default();
    let of = |nested: &[(String, Version)], name: &String| {
        nested.iter().find(|(other, _)| other == name).map(|(_, version)| version.clone())
    };
    let come = today.nested.iter().filter_map(|(name, now)| match of(known, name) {
        Some(before) if before == *now => None,
        Some(before) => Some(format!("`{name}` {before} is now {now}")),
        None => Some(format!("`{name}` {now} is new in it")),
    });
    let gone = known.iter().filter(|(name, _)| of(&today.nested, name).is_none());
    let reasons = come.chain(gone.map(|(name, was)| format!("`{name}` {was} is in it no more")));
    let message =
        format!("`{title}` {version} is recorded with other versions of the types that it holds");
    Error::new(ErrorKind::Schema, message)
        .with_reasons(reasons.collect())
        .with_help(format!("{RECORD} adds a line for them; `{title}` needs no new version"))
}

/// Whether a closure of the very same versions is recorded, in which one of the types was another.
fn is_another(recorded: &Entry, today: &Closure) -> bool {
    recorded.closures.iter().any(|known| known.nested == today.nested)
}

/// A nested type that changed under its version. Its own test says how, if it has one here.
fn nested_differs(subject: &Subject<'_>) -> Error {
    let (title, version) = (title(subject), &subject.version);
    let message = format!(
        "`{title}` {version} is recorded with other definitions of the types that it holds, under the same versions"
    );
    Error::new(ErrorKind::Schema, message).with_help(format!(
        "give what changed a later version, and another name where it is another type; if its version was never \
         released, {}",
        overwrite(subject.site.ident)
    ))
}

fn is_same_closure(one: &Closure, other: &Closure) -> bool {
    one.fingerprint == other.fingerprint && one.nested == other.nested
}

/// Whether an entry says what another one does: generic parameters may have other names, a default whose value is not
/// known on one side is as good as any, and former names may go.
fn is_same(recorded: &Entry, today: &Entry) -> bool {
    let mut recorded = recorded.clone();
    recorded.rename_parameters(today);
    recorded.complete_defaults(today);
    recorded.leave_out_former_names(today);
    recorded.name == today.name && recorded.to_string() == today.to_string()
}
