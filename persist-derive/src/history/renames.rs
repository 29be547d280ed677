//! Former names, as versions recorded them: what an older version has under one is of the field or variant that had it,
//! and nothing else may take it by its name.

use persist_history::{Entry, Fields as RecordedFields, Rule, Variant as RecordedVariant};
use proc_macro2::Span;
use syn::LitStr;

use super::Comparison;
use super::fields::{Of, Place};
use super::message::Change;
use crate::model::Variant;

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

/// Today's fields or variants, and what versions recorded of such.
struct Names<'a, 'e> {
    path: String,
    today: Vec<Today<'a>>,
    /// Of all entries that are read, newest first.
    recorded: Vec<Recorded<'e>>,
    /// Names that nothing has today are read all the same.
    takes_all: bool,
}

impl Names<'_, '_> {
    /// What reads values of this name.
    fn taker(&self, name: &str) -> Option<&Today<'_>> {
        let former = |today: &&Today<'_>| today.was.iter().any(|was| was.value() == name);
        let own = self.today.iter().find(|today| today.name == name);
        own.or_else(|| self.today.iter().find(former))
    }
}

impl<'a, 'h> Comparison<'a, 'h> {
    /// Fields that take what another field was.
    pub(super) fn follow_fields(&self, place: &Place<'a>, read: &[Of<'h>]) {
        let recorded = read
            .iter()
            .flat_map(|of| of.fields.list.iter().map(|field| (of.entry, field)))
            .map(|(entry, field)| Recorded { entry, name: &field.name, was: &field.was });
        let today = place.fields.stored().map(|field| Today {
            name: &field.name.text,
            was: &field.was,
            span: field.name.span,
        });
        self.follow(&Names {
            path: place.path.clone(),
            today: today.collect(),
            recorded: recorded.collect(),
            takes_all: false,
        });
    }

    /// Variants that take what another variant was.
    pub(super) fn follow_variants(
        &self,
        variants: &[Variant<'_>],
        read: &[(&'h Entry, &'h [RecordedVariant])],
    ) {
        let recorded = read
            .iter()
            .flat_map(|(entry, variants)| variants.iter().map(move |variant| (*entry, variant)))
            .map(|(entry, variant)| Recorded { entry, name: &variant.name, was: &variant.was });
        let today = variants.iter().map(|variant| Today {
            name: &variant.name.text,
            was: &variant.was,
            span: variant.ident.span(),
        });
        self.follow(&Names {
            path: self.title(),
            today: today.collect(),
            recorded: recorded.collect(),
            takes_all: variants.iter().any(|variant| variant.other.is_some()),
        });
    }

    /// What a version had under a name is today what a later version says that it became.
    fn follow(&self, names: &Names<'_, '_>) {
        let mut reported: Vec<&str> = Vec::new();
        for later in &names.recorded {
            for name in later.was {
                let had = |one: &&Recorded<'_>| {
                    one.name == name && one.entry.version < later.entry.version
                };
                let Some(before) = names.recorded.iter().find(had) else { continue };
                let (taker, heir) = (names.taker(name), names.taker(later.name));
                let is_followed = match (taker, heir) {
                    (Some(taker), Some(heir)) => taker.name == heir.name,
                    (Some(_), None) => false,
                    // A name that nothing has is reported where it is not given up.
                    (None, Some(_)) => !names.takes_all,
                    (None, None) => true,
                };
                if !is_followed && !reported.contains(&name.as_str()) {
                    reported.push(name);
                    self.read_as_another(names, (before, later), (taker, heir));
                }
            }
        }
    }

    fn read_as_another(
        &self,
        names: &Names<'_, '_>,
        (before, later): (&Recorded<'_>, &Recorded<'_>),
        (taker, heir): (Option<&Today<'_>>, Option<&Today<'_>>),
    ) {
        let Some(to_blame) = taker.or(heir) else { return };
        let (name, other) = (before.name, later.name);
        let change = Change {
            path: format!("{}.{}", names.path, to_blame.name),
            what: format!(
                "what {} has as `{name}` became `{other}` in {}, and would be read as another one",
                before.entry.version, later.entry.version
            ),
            rule: Rule::ReuseName,
        };
        let remedy = match heir {
            Some(heir) => {
                let is_taken = taker.is_some_and(|taker| taker.name == name);
                let first = if is_taken { "another name for it, and " } else { "" };
                let on =
                    if taker.is_some() { format!(" on `{}`", heir.name) } else { String::new() };
                format!("{first}`was` with \"{name}\"{on}")
            }
            None => format!(
                "another name; where it is that one, `#[persist(was = \"{other}\")]` says so"
            ),
        };
        self.unreadable(to_blame.span, &change, before.entry, &remedy);
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
