//! A type without a version where the history of one is kept: what it promised, nothing holds any more.

use std::fs;
use std::path::Path;

use persist_history::{Entry, HistoryText, is_published, usual_file};

use super::site;
use crate::diagnostics::Diagnostics;
use crate::model::Container;

/// Reports a type that has no version, and whose name has a history.
pub(super) fn check(container: &Container<'_>, manifest: &Path, errors: &Diagnostics) {
    if container.history.is_some() {
        return;
    }
    let file = usual_file(&container.name.text);
    let Ok(text) = fs::read_to_string(manifest.join(&file)) else { return };
    if !site::keeps_histories(container, manifest) || is_published(manifest) {
        return;
    }
    let (records, version) = match HistoryText::parse(&text) {
        Ok(history) => match history.entries.last() {
            Some(Entry { version, .. }) => {
                (format!("records {version} as its latest"), version.to_string())
            }
            None => return,
        },
        // It has been one all the same.
        Err(_) => ("cannot be read".to_owned(), "…".to_owned()),
    };
    let again = format!("`#[persist(version = \"{version}\")]`");
    let (lost, again, or_name) = match container.transparent {
        Some(_) => ("is `transparent` now", format!("{again} in the place of `transparent`"), ""),
        None => ("no version any more", format!("back {again}"), ", or another `name`"),
    };
    let ident = container.ident;
    errors.at(
        ident.span(),
        format!(
            "`{ident}` has a history of released versions, and {lost}\n\
             `{file}` {records}: nothing holds the type to what those files need\n\
             help: give it {again}; if it is another type of that name, \
             `#[persist(history = false)]`{or_name}"
        ),
    );
}
