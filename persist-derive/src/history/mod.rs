//! What was recorded of a type, held against its declaration.
//!
//! This is the layer of checks that sees tokens: names, order, versions, attributes. What a field's type comes to is
//! seen behind macros and aliases by the compiler alone, so what was recorded of it goes into the expansion, and the
//! library compares.

mod bounds;
mod epochs;
mod fields;
mod links;
mod message;
mod orphan;
mod renames;
mod site;
mod tombstones;
mod variants;
mod views;

use persist_history::{Bump, Entry, Epoch, HistoryText, Version};
use syn::Type;

use crate::diagnostics::Diagnostics;
use crate::generics::{Label, labels};
use crate::model::{Container, Data, Field};

pub(crate) use bounds::are_met;
pub(crate) use links::{Held, HeldField, HeldVariant, Link, Run};
pub(crate) use site::{Include, Kept, find};

/// What the expansion has the compiler check of one field.
pub(crate) struct FieldCheck<'a> {
    pub(crate) field: &'a Field<'a>,
    /// Where it is, as `Node.Split.cut`.
    pub(crate) path: String,
    /// What the history says of it, newest first.
    pub(crate) recorded: Vec<Recorded>,
}

/// A type that a field had.
pub(crate) struct Recorded {
    pub(crate) version: Version,
    /// The field's name then.
    pub(crate) name: String,
    pub(crate) ty: String,
    pub(crate) role: Role,
}

/// What a recorded type asks of today's.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Role {
    /// It is that of the latest version: a change needs a bump.
    Latest,
    /// The rules have to lead from it to today's.
    Older,
    /// The field was removed after it: today's is another one, or has this very type.
    Gone,
}

/// What the history asks of a type.
pub(crate) struct Checks<'a> {
    pub(crate) fields: Vec<FieldCheck<'a>>,
    pub(crate) steps: Option<Steps>,
    /// The views of its chain, oldest first.
    pub(crate) links: Vec<Link<'a>>,
}

/// From the latest recorded version to the declared one.
pub(crate) struct Steps {
    pub(crate) declared: Version,
    pub(crate) latest: Version,
    pub(crate) granted: Bump,
}

impl Steps {
    /// The least version that may bring what needs this bump.
    pub(crate) fn next(&self, bump: Bump) -> Version {
        bump.next(&self.latest)
    }
}

/// Holds a type against its history, or a view against that of the type whose files it reads. Errors are those of an
/// edit: the type itself is well-formed.
pub(crate) fn compare<'a>(
    container: &'a Container<'a>,
    kept: &Kept,
    errors: &Diagnostics,
) -> Checks<'a> {
    let mut checks = Checks { fields: Vec::new(), steps: None, links: links::of(container) };
    if !kept.is_checked {
        return checks;
    }
    if container.view_of.is_some() {
        views::compare(container, kept, errors);
        return checks;
    }
    let (Some(version), Some(text)) = (&container.version, &kept.text) else { return checks };
    let mut history = match HistoryText::parse(text) {
        Ok(history) => history,
        Err(error) => {
            let file = &kept.file;
            errors.at(version.span, message::unreadable(file, &error));
            return checks;
        }
    };
    // A pre-release floats: it promises nothing yet.
    if !version.value.pre.is_empty() {
        return checks;
    }
    if kept.overwrites {
        history.entries.retain(|entry| entry.version != version.value);
    }
    let Some(latest) = history.entries.last() else { return checks };
    let declared = &version.value;
    if *declared < latest.version {
        errors.at(version.span, message::gone_backwards(declared, &latest.version, &kept.file));
        return checks;
    }
    let steps = Steps {
        declared: declared.clone(),
        latest: latest.version.clone(),
        granted: Bump::between(&latest.version, declared),
    };
    let mut comparison = Comparison {
        container,
        entries: &history.entries,
        latest,
        steps: &steps,
        labels: labels(container),
        errors,
        fields: Vec::new(),
    };
    comparison.all();
    for link in &mut checks.links {
        link.held = comparison.held_by(&link.epoch);
    }
    checks.fields = comparison.fields;
    checks.steps = Some(steps);
    checks
}

/// A type and what was recorded of it.
struct Comparison<'a, 'h> {
    container: &'a Container<'a>,
    /// All that were recorded, ascending.
    entries: &'h [Entry],
    latest: &'h Entry,
    steps: &'h Steps,
    /// Today's generic parameters.
    labels: Vec<Label>,
    errors: &'h Diagnostics,
    fields: Vec<FieldCheck<'a>>,
}

impl<'a, 'h> Comparison<'a, 'h> {
    fn all(&mut self) {
        self.name();
        self.paths_of_epochs();
        let readable = self.readable();
        match &self.container.data {
            Data::Struct(fields) => {
                let read = self.structs(&readable);
                let every: Vec<_> =
                    self.entries.iter().map(|entry| (entry, entry.shape.fields())).collect();
                let place = fields::Place {
                    path: self.title(),
                    span: self.container.ident.span(),
                    is_variant: false,
                    fields,
                    removed: &self.container.removed,
                };
                self.compare_fields(&place, &read, &every);
            }
            Data::Enum(variants) => {
                let read = self.enums(&readable);
                self.compare_variants(variants, &read);
            }
        }
    }

    /// A renamed type says so.
    fn name(&self) {
        let (recorded, today) = (&self.latest.name, &self.container.name);
        if *recorded == today.text {
            return;
        }
        if self.container.was.iter().any(|was| was.value() == *recorded) {
            let change = message::Change {
                path: self.title(),
                what: format!("renamed from `{recorded}`"),
                rule: persist_history::Rule::RenameType,
            };
            return self.needs(today.span, &change);
        }
        self.errors.at(
            today.span,
            format!(
                "the history of this type is of `{recorded}`: if it was renamed, `#[persist(was = \"{recorded}\")]` \
                 says so"
            ),
        );
    }

    /// The entries whose files are read by the rules alone as today's type, newest first.
    fn readable(&self) -> Vec<&'h Entry> {
        let today = Epoch::of(&self.steps.declared);
        let entries = self.entries.iter().rev();
        entries
            .filter(|entry| {
                let epoch = Epoch::of(&entry.version);
                epoch == today || self.leads_automatically(epoch)
            })
            .collect()
    }

    fn structs<'e>(&self, readable: &[&'e Entry]) -> Vec<fields::Of<'e>> {
        let of = |entry: &&'e Entry| {
            Some(fields::Of { entry, fields: entry.shape.fields()?, former: None })
        };
        self.same_kind(readable, "a struct", "an enum", &of)
    }

    fn enums<'e>(
        &self,
        readable: &[&'e Entry],
    ) -> Vec<(&'e Entry, &'e [persist_history::Variant])> {
        let of = |entry: &&'e Entry| Some((*entry, entry.shape.variants()?));
        self.same_kind(readable, "an enum", "a struct", &of)
    }

    /// The entries of today's kind. No rule leads from the other one.
    fn same_kind<'e, T>(
        &self,
        readable: &[&'e Entry],
        today: &str,
        other: &str,
        of: &dyn Fn(&&'e Entry) -> Option<T>,
    ) -> Vec<T> {
        if let Some(entry) = readable.iter().find(|entry| of(entry).is_none()) {
            let change = message::Change {
                path: self.title(),
                what: format!("{other} in {}, {today} now", entry.version),
                rule: persist_history::Rule::ChangeType,
            };
            self.unreadable(self.container.ident.span(), &change, entry, "");
        }
        readable.iter().filter_map(of).collect()
    }

    /// Whether an entry is of another epoch, where no bump is too small.
    fn is_beyond(&self, entry: &Entry) -> bool {
        Epoch::of(&entry.version) != Epoch::of(&self.steps.declared)
    }

    /// The type as messages name it.
    fn title(&self) -> String {
        self.container.ident.to_string()
    }

    /// Whether an entry decides which bump a change needs.
    fn is_latest(&self, entry: &Entry) -> bool {
        entry.version == self.latest.version
    }
}

/// The types of a check's `from`.
impl<'a> FieldCheck<'a> {
    pub(crate) fn former(&self) -> impl Iterator<Item = &'a Type> {
        self.field.from.iter().map(|conversion| &conversion.old)
    }
}
