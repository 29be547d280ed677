//! Former names, as versions recorded them: what an older version has under one is of the field or variant that had it,
//! and nothing else may take it by its name.

use persist_history::{Entry, Fields as RecordedFields, Rule, Variant as RecordedVariant};
use proc_macro2::Span;
use syn::LitStr;

use super::Comparison;
use super::fields::{Of, Place};
use super::message::Change;

/// A name that a version has, and its former ones.
struct Recorded<'e> {
    entry: &'e Entry,
    name: &'e str,
    was: &'e [String],
}

/// Today's names of a field or a variant.
struct Today<'a> {
    name: &'a str,
    was: &'a [LitStr],
    span: Span,
}

impl Today<'_> {
    fn is(&self, name: &str) -> bool {
        self.name == name || self.was.iter().any(|was| was.value() == name)
    }
}

impl<'a, 'h> Comparison<'a, 'h> {
    /// Fields whose name another field gave up, while files of before are read.
    pub(super) fn fields_of_other_names(&self, place: &Place<'a>, read: &[Of<'h>]) {
        let recorded: Vec<_> = read
            .iter()
            .flat_map(|of| of.fields.list.iter().map(|field| (of.entry, field)))
            .map(|(entry, field)| Recorded { entry, name: &field.name, was: &field.was })
            .collect();
        for field in place.fields.stored() {
            let (name, was) = (field.name.text.as_str(), field.was.as_slice());
            self.other_name(&place.path, &Today { name, was, span: field.name.span }, &recorded);
        }
    }

    /// Variants whose name another variant gave up.
    pub(super) fn variants_of_other_names(
        &self,
        variants: &[crate::model::Variant<'_>],
        read: &[(&'h Entry, &'h [RecordedVariant])],
    ) {
        let recorded: Vec<_> = read
            .iter()
            .flat_map(|(entry, variants)| variants.iter().map(move |variant| (*entry, variant)))
            .map(|(entry, variant)| Recorded { entry, name: &variant.name, was: &variant.was })
            .collect();
        for variant in variants {
            let (name, was) = (variant.name.text.as_str(), variant.was.as_slice());
            let today = Today { name, was, span: variant.ident.span() };
            self.other_name(&self.title(), &today, &recorded);
        }
    }

    /// `recorded` are of all entries that are read, newest first.
    fn other_name(&self, path: &str, today: &Today<'_>, recorded: &[Recorded<'_>]) {
        let name = today.name;
        for later in recorded {
            let took_it = later.was.iter().any(|was| was == name) && !today.is(later.name);
            let had =
                |one: &&Recorded<'_>| one.name == name && one.entry.version < later.entry.version;
            if let Some(before) = recorded.iter().find(had).filter(|_| took_it) {
                let (old, new) = (&before.entry.version, &later.entry.version);
                let other = later.name;
                let change = Change {
                    path: format!("{path}.{name}"),
                    what: format!(
                        "what {old} has under this name became `{other}` in {new}, and would be read as another one"
                    ),
                    rule: Rule::ReuseName,
                };
                let remedy = format!(
                    "another name; where it is that one, `#[persist(was = \"{other}\")]` says so"
                );
                return self.unreadable(today.span, &change, before.entry, &remedy);
            }
        }
    }
}

/// A former name of a field that is read as `is` says: one that versions before had, as a later one recorded.
pub(super) fn former_name<'e>(
    recorded: &[&'e RecordedFields],
    is: &dyn Fn(&str) -> bool,
) -> Option<&'e str> {
    let fields = || recorded.iter().flat_map(|fields| &fields.list);
    let former = fields().filter(|field| is(&field.name)).flat_map(|field| &field.was);
    let mut missed = former.filter(|name| !is(name) && fields().any(|field| field.name == **name));
    missed.next().map(String::as_str)
}
