//! What is said of an edit that old files would not survive, or that needs another version.

use persist_history::{
    Bump, Compatibility, Entry, Epoch, ParseError, RECORD, Rule, Version, overwrite,
};
use proc_macro2::Span;

use super::Comparison;
use super::renames::{Astray, Names};

/// A change since a recorded version.
pub(super) struct Change {
    /// Of what, as `Forest.names`.
    pub(super) path: String,
    /// In words, as "added".
    pub(super) what: String,
    pub(super) rule: Rule,
}

impl Comparison<'_, '_> {
    /// Reports a change that needs a larger bump than the declared version is.
    pub(super) fn needs(&self, span: Span, change: &Change) {
        let bump = change.rule.bump();
        if bump <= self.steps.granted {
            return;
        }
        let Change { path, what, rule } = change;
        let (next, declared, latest) =
            (self.steps.next(bump), &self.steps.declared, &self.steps.latest);
        let class = Compatibility::whole().and(*rule).words();
        let mut text = format!(
            "persisted shape changed without a sufficient version bump\n\
             `{path}`: {what} since {latest} ({rule}, {class}), needs at least {next}, declared {declared}\n\
             help: #[persist(version = \"{next}\")], then {RECORD}"
        );
        if self.steps.granted == Bump::None {
            let anew = overwrite(&self.title());
            text += &format!("\nhelp: if {latest} was never released: {anew}");
        }
        self.errors.at(span, text);
    }

    /// Reports what is not read as what it became. Gives the names of it.
    pub(super) fn astray(&self, path: &str, names: &Names<'_, '_>) -> Vec<String> {
        let report = |astray: Astray<'_>| {
            let Astray { name, of, span, what, remedy, version } = astray;
            let change = Change { path: format!("{path}.{of}"), what, rule: Rule::ReuseName };
            if let Some(entry) = self.entries.iter().find(|entry| entry.version == *version) {
                self.unreadable(span, &change, entry, &remedy);
            }
            name.to_owned()
        };
        names.astray().into_iter().map(report).collect()
    }

    /// Reports a change that no rule leads over: files of a version that today's type promises to read would be
    /// refused, or lose what nobody gave up. `remedy` says what else would do, if anything.
    pub(super) fn unreadable(&self, span: Span, change: &Change, entry: &Entry, remedy: &str) {
        let Change { path, what, rule } = change;
        let next = self.steps.next(Bump::Major);
        let epoch = Epoch::of(&entry.version);
        let or = if remedy.is_empty() { String::new() } else { format!("{remedy}, or ") };
        let beyond = match self.is_beyond(entry) {
            true => format!("a step of its own, `upgrade(\"{epoch}\" => View)`"),
            false => format!("#[persist(version = \"{next}\", upgrade(\"{epoch}\" => …))]"),
        };
        self.errors.at(
            span,
            format!(
                "persisted shape changed so that old files are not read as they were\n\
                 `{path}`: {what} ({rule})\n\
                 help: {or}{beyond}"
            ),
        );
    }
}

pub(super) fn gone_backwards(declared: &Version, latest: &Version, file: &str) -> String {
    format!(
        "the version has gone backwards: {latest} is recorded in `{file}`, declared {declared}\n\
         help: #[persist(version = \"{latest}\")], or a later one"
    )
}

pub(super) fn unreadable(file: &str, error: &ParseError) -> String {
    format!("the history of this type cannot be read: {file}:{}: {}", error.line, error.message)
}
