//! Every recorded closure: it is what was recorded, today's type reads it, and generated values of it load.

use persist_history::HistoryText;
use semver::Version;

use super::{Subject, place};
use crate::error::{Error, ErrorKind, Result};
use crate::evolution::{Rule, compat};
use crate::history::{History, Recorded, Replay};
use crate::persist::{Persist, Root};
use crate::schema::{ChainPath, Epoch, Schema};

/// Checks the closures of a history.
///
/// # Errors
///
/// An entry that was edited, a version that would be refused, a value that does not come through.
pub(super) fn check<Replayed: Persist>(subject: &Subject<'_>, text: &HistoryText) -> Result<()> {
    let root = Root::of::<Replayed>();
    let history = History::with_text(root, root.registry(), text.clone())?;
    let today = Schema::of::<Replayed>()?;
    // Without a fingerprint, nothing tells whether an entry is what was recorded.
    if let Some(entry) = text.entries.iter().find(|entry| entry.closures.is_empty()) {
        let message = format!(
            "`{}` {} has no `with` line any more, which every recorded version has: its entry was edited by hand",
            entry.name, entry.version
        );
        let error = Error::new(ErrorKind::Caller, message);
        return Err(of_file(subject, error.with_help("restore the history from version control")));
    }
    let mut recorded = Vec::new();
    // What is given up may have become what today's type has no words for, as with other generic parameters.
    for version in history.versions().filter(|version| !is_given_up(subject, version)) {
        for old in history.schemas(version).map_err(|error| of_file(subject, error))? {
            reads(&old, &today)?;
            // A pre-release floats, here as in a build.
            if subject.version.pre.is_empty() {
                keeps(&old, &today)?;
            }
            recorded.push(old);
        }
    }
    Replay::from_env()?.run::<Replayed>(&recorded, subject.site.replay).map(drop)
}

fn of_file(subject: &Subject<'_>, error: Error) -> Error {
    error.with_file("rely on", place::name_of(subject.site).as_ref())
}

/// Whether files of a version are declared to be read no more.
fn is_given_up(subject: &Subject<'_>, version: &Version) -> bool {
    let chain = subject.schema.root_def().map(|def| def.chain.as_slice()).unwrap_or_default();
    let epoch = Epoch::of(version);
    chain.iter().any(|link| link.epoch == epoch && link.path == ChainPath::Unsupported)
}

/// A load of files of this closure is not refused.
fn reads(old: &Recorded, today: &Schema) -> Result<()> {
    let refused = compat::refusals(&old.schema, today)?;
    if refused.is_empty() {
        return Ok(());
    }
    let message = format!("{} do not load in {}", files_of(old), version_of(today));
    Err(Error::new(ErrorKind::Schema, message)
        .with_reasons(refused)
        .with_help("declare what became of these, or lead there by `#[persist(upgrade(…))]`"))
}

/// Nothing of this closure is lost but what was given up. A build says so of each type's own fields; of a nested type
/// that has become another one, or of a tuple that has become a struct, the plan alone tells.
fn keeps(old: &Recorded, today: &Schema) -> Result<()> {
    let lost = compat::losses(&old.schema, today)?;
    if lost.is_empty() {
        return Ok(());
    }
    let (files, now) = (files_of(old), version_of(today));
    let message = format!("{files} load in {now} without a part that nobody gave up");
    let reasons =
        lost.into_iter().map(|path| format!("`{path}`: {}", Rule::RemoveFieldUnseen.says()));
    Err(Error::new(ErrorKind::Schema, message).with_reasons(reasons.collect()).with_help(
        "where it is gone on purpose, its type says so by `#[persist(removed(\"…\"))]`, and by `was` where it has \
         another name; another type has another name",
    ))
}

fn files_of(old: &Recorded) -> String {
    format!("files of `{}` {}", old.schema.type_name(old.schema.root()), old.version)
}

fn version_of(today: &Schema) -> String {
    let now = today.root_def().and_then(|def| def.version.as_ref());
    now.map_or_else(|| "today's type".to_owned(), ToString::to_string)
}
