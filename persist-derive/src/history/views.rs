//! Views, held against what was recorded of the type whose files they read. A name that no file has would be filled by
//! its default for each of them, and nobody would know.

use std::path::Path;

use persist_history::{
    Entry, Epoch, Fields as RecordedFields, HistoryText, Variant as RecordedVariant, histories,
};
use syn::LitStr;

use super::renames::{Astray, Names};
use super::{Kept, message};
use crate::diagnostics::Diagnostics;
use crate::model::{Container, Data, Fields};

/// Finds each field and variant of a view in a recorded version of its epoch. Where none was recorded, as when the type
/// had its first versions before its history, nothing is known of them.
pub(super) fn compare(container: &Container<'_>, kept: &Kept, errors: &Diagnostics) {
    let (Some(of), Some(epoch)) = (&container.view_of, &container.epoch) else { return };
    let (Some(text), Ok(epoch)) = (&kept.text, epoch.value.value().parse()) else { return };
    let history = match HistoryText::parse(text) {
        Ok(history) => history,
        Err(error) => return errors.at(of.span, message::unreadable(&kept.file, &error)),
    };
    let read = |entry: &&Entry| Epoch::of(&entry.version) == epoch;
    let entries: Vec<_> = history.entries.iter().rev().filter(read).collect();
    if !entries.is_empty() {
        View { container, epoch, errors }.compare(&entries);
    }
}

/// The history in which a type of this name goes on under another one: a view may name it as its files do.
pub(super) fn renamed(manifest: &Path, name: &str) -> Option<String> {
    let is_of = |text: &str| HistoryText::type_names(text).any(|known| known == name);
    histories(manifest).find(|(_, text)| is_of(text)).map(|(file, _)| file)
}

struct View<'v> {
    container: &'v Container<'v>,
    epoch: Epoch,
    errors: &'v Diagnostics,
}

impl View<'_> {
    /// `entries` are the newest first.
    fn compare<'h>(&self, entries: &[&'h Entry]) {
        let title = self.container.ident.to_string();
        match &self.container.data {
            Data::Struct(fields) => {
                let recorded: Vec<_> = entries
                    .iter()
                    .filter_map(|entry| Some((*entry, entry.shape.fields()?)))
                    .collect();
                match recorded.is_empty() {
                    true => self.of_another_kind("a struct", "enums"),
                    false => self.fields(&title, fields, &self.container.removed, &recorded),
                }
            }
            Data::Enum(variants) => {
                let recorded: Vec<_> = entries
                    .iter()
                    .filter_map(|entry| Some((*entry, entry.shape.variants()?)))
                    .collect();
                if recorded.is_empty() {
                    return self.of_another_kind("an enum", "structs");
                }
                self.astray(
                    &title,
                    &self.container.removed,
                    &Names::of_variants(variants, recorded.iter().copied()),
                );
                let all = || {
                    let of = |(entry, variants): &(&'h Entry, &'h [RecordedVariant])| {
                        let entry = *entry;
                        variants.iter().map(move |variant| (entry, variant))
                    };
                    recorded.iter().flat_map(of)
                };
                for variant in variants {
                    let path = format!("{title}.{}", variant.name.text);
                    let taken = all().filter(|(_, recorded)| variant.answers_to(&recorded.name));
                    let taken: Vec<_> =
                        taken.map(|(entry, recorded)| (entry, &recorded.fields)).collect();
                    if !taken.is_empty() {
                        self.fields(&path, &variant.fields, &variant.removed, &taken);
                    } else if variant.other.is_none() {
                        let names = listed(all().map(|(_, recorded)| recorded.name.as_str()));
                        self.errors.at(
                            variant.ident.span(),
                            format!(
                                "`{path}`: no recorded version of epoch `{}` has it: they have {names}\n\
                                 help: name it as those files do, or say their name by `#[persist(was = \"…\")]`",
                                self.epoch
                            ),
                        );
                    }
                }
            }
        }
    }

    fn of_another_kind(&self, view: &str, recorded: &str) {
        self.errors.at(
            self.container.ident.span(),
            format!(
                "`{}` is {view}, and the recorded versions of epoch `{}` are {recorded}: no rule leads from there",
                self.container.ident, self.epoch
            ),
        );
    }

    /// What versions had under a name that is read as another one, or not at all, without a word.
    fn astray(&self, path: &str, removed: &[LitStr], names: &Names<'_, '_>) {
        for astray in names.astray() {
            if removed.iter().any(|removed| removed.value() == astray.name) {
                continue;
            }
            let Astray { of, span, what, remedy, .. } = astray;
            self.errors.at(span, format!("`{path}.{of}`: {what}\nhelp: {remedy}"));
        }
    }

    fn fields(
        &self,
        path: &str,
        fields: &Fields<'_>,
        removed: &[LitStr],
        read: &[(&Entry, &RecordedFields)],
    ) {
        self.astray(path, removed, &Names::of_fields(fields, read.iter().copied()));
        let recorded =
            || read.iter().flat_map(|(_, fields)| &fields.list).map(|field| field.name.as_str());
        let free = recorded().filter(|name| !fields.stored().any(|field| field.answers_to(name)));
        let remedy = match distinct(free).as_slice() {
            [only] => format!("`#[persist(was = \"{only}\")]` says that it is `{only}` there"),
            _ => "name it as those files do, or say their name by `#[persist(was = \"…\")]`".into(),
        };
        // What the program does not know has no name.
        for field in fields.stored().filter(|field| field.unknown.is_none()) {
            if recorded().any(|name| field.answers_to(name)) {
                continue;
            }
            let names = match recorded().next() {
                Some(_) => format!("they have {}", listed(recorded())),
                None => "they have no fields here".to_owned(),
            };
            self.errors.at(
                field.name.span,
                format!(
                    "`{path}.{}`: no recorded version of epoch `{}` has it: {names}\n\
                     help: {remedy}; what only an `Upgrade` fills is `#[persist(skip)]`",
                    field.name.text, self.epoch
                ),
            );
        }
    }
}

fn distinct<'n>(names: impl Iterator<Item = &'n str>) -> Vec<&'n str> {
    let mut distinct = Vec::new();
    for name in names {
        if !distinct.contains(&name) {
            distinct.push(name);
        }
    }
    distinct
}

fn listed<'n>(names: impl Iterator<Item = &'n str>) -> String {
    let names: Vec<_> = distinct(names).iter().map(|name| format!("`{name}`")).collect();
    names.join(", ")
}
