//! Definitions that a history keeps itself: of types that the program may lose.

use std::path::Path;

use persist_history::{Entry, HistoryText, Version};

use super::{Subject, place};
use crate::error::Result;
use crate::history::nested_entry;
use crate::schema::Def;

/// The history with the definitions of nested types that are another crate's, that keep no history, or that are no
/// part of the type any more.
///
/// # Errors
///
/// Histories that cannot be read, and types that histories have no words for.
pub(super) fn with_nested(
    subject: &Subject<'_>,
    path: &Path,
    mut history: HistoryText,
) -> Result<HistoryText> {
    let closures = history.entries.iter().flat_map(|entry| &entry.closures);
    let mut wanted: Vec<_> = closures.flat_map(|closure| &closure.nested).cloned().collect();
    wanted.sort_unstable();
    wanted.dedup();
    for (name, version) in wanted {
        let is_there = |entry: &Entry| entry.name == name && entry.version == version;
        if !history.nested.iter().any(is_there)
            && let Some(entry) = lost_otherwise(subject, path, &name, &version)?
        {
            history.nested.push(entry);
        }
    }
    Ok(history)
}

/// Writes into a history what [`with_nested`] adds to it as it is: the histories of types that are gone go next.
///
/// # Errors
///
/// Those of [`with_nested`], and of the file system.
pub(super) fn keep(subject: &Subject<'_>, path: &Path) -> Result<()> {
    let Some(before) = place::read(path, place::name_of(subject.site))? else { return Ok(()) };
    let after = with_nested(subject, path, before.clone())?;
    match after == before {
        true => Ok(()),
        false => place::write(path, &after),
    }
}

/// The history with today's definitions of the types that it keeps, where one of them was recorded anew under its
/// version.
///
/// # Errors
///
/// Types that histories have no words for.
pub(super) fn with_todays(subject: &Subject<'_>, mut history: HistoryText) -> Result<HistoryText> {
    // Of a generic type, today's definition is that of one instance.
    for entry in history.nested.iter_mut().filter(|entry| entry.parameters.is_empty()) {
        if let Some(today) = of_today(subject, &entry.name, &entry.version)? {
            let mut known = entry.clone();
            known.complete_defaults(&today);
            if known.to_string() != today.to_string() {
                *entry = today;
            }
        }
    }
    Ok(history)
}

/// The history as the next build has it: with today's definitions of all types, before those that are compiled into
/// this program.
///
/// # Errors
///
/// Types that histories have no words for.
pub(super) fn todays_first(subject: &Subject<'_>, history: &HistoryText) -> Result<HistoryText> {
    let mut history = history.clone();
    let schema = subject.schema.without_implementations();
    let defs = schema.defs().filter(|def| def.version.is_some() && def.args.is_empty());
    let others = defs.filter(|def| history.entries.iter().all(|entry| entry.name != def.name));
    let todays = others.map(|def| nested_entry(&schema, def)).collect::<Result<Vec<_>>>()?;
    history.nested.splice(0..0, todays);
    Ok(history)
}

/// The definition of a nested type, where the program will not bring it along by itself.
fn lost_otherwise(
    subject: &Subject<'_>,
    path: &Path,
    name: &str,
    version: &Version,
) -> Result<Option<Entry>> {
    let def = subject.registry.defs().iter().copied().find(|def| is_named(def, name));
    let is_own = |def: &Def| {
        def.history.is_some()
            && def.producer.is_some_and(|producer| producer.name == subject.site.package)
    };
    match def {
        Some(def) if is_own(def) => Ok(None),
        Some(def) => match recorded(def, version)? {
            Some(entry) => Ok(Some(entry)),
            None => of_today(subject, name, version),
        },
        None => {
            let file = HistoryText::file_name(name);
            let folder = path.parent().unwrap_or(path);
            let kept = place::read(&folder.join(&file), &file)?;
            Ok(kept.and_then(|kept| nested(&kept, version)))
        }
    }
}

fn is_named(def: &Def, name: &str) -> bool {
    def.view.is_none() && (def.name == name || def.was.contains(&name))
}

/// The definition in the history that a type brings along.
fn recorded(def: &Def, version: &Version) -> Result<Option<Entry>> {
    let text = def.history.map(|history| (history.text)()).unwrap_or_default();
    Ok(nested(&place::parse(text, def.name)?, version))
}

fn nested(history: &HistoryText, version: &Version) -> Option<Entry> {
    let entry = history.entry(version)?;
    Some(Entry { closures: Vec::new(), ..entry.clone() })
}

/// The definition in today's schema, where that is the version.
fn of_today(subject: &Subject<'_>, name: &str, version: &Version) -> Result<Option<Entry>> {
    let mut defs = subject.schema.defs();
    let def = defs.find(|def| def.name == name && def.version.as_ref() == Some(version));
    def.map(|def| nested_entry(&subject.schema, def)).transpose()
}
