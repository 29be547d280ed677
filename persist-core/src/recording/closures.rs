//! Every recorded closure: it is what was recorded, today's type reads it, and generated values of it load.

use persist_history::HistoryText;
use semver::Version;

use super::{Subject, place};
use crate::error::{Error, ErrorKind, Result};
use crate::evolution::compat;
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
    let today = root.schema()?;
    let mut recorded = Vec::new();
    // What is given up may have become what today's type has no words for, as with other generic parameters.
    for version in history.versions().filter(|version| !is_given_up(subject, version)) {
        for old in history.schemas(version).map_err(|error| of_file(subject, error))? {
            reads(&old, &today)?;
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
    let title = old.schema.type_name(old.schema.root());
    let now = today.root_def().and_then(|def| def.version.as_ref());
    let now = now.map_or_else(|| "today's type".to_owned(), ToString::to_string);
    let message = format!("files of `{}` {} do not load in {now}", title, old.version);
    Err(Error::new(ErrorKind::Schema, message)
        .with_reasons(refused)
        .with_help("declare what became of these, or lead there by `#[persist(upgrade(…))]`"))
}
