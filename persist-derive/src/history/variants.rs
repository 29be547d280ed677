//! Variants of an enum, held against those that were recorded.

use persist_history::{Entry, Rule, Variant as RecordedVariant};

use super::Comparison;
use super::fields::{Of as FieldsOf, Place};
use super::message::Change;
use super::renames::Names;
use crate::model::Variant;

/// Variants of an entry.
type Of<'e> = (&'e Entry, &'e [RecordedVariant]);

impl<'a, 'h> Comparison<'a, 'h> {
    /// Compares variants with all entries that are read as them, newest first.
    pub(super) fn compare_variants(&mut self, variants: &'a [Variant<'a>], read: &[Of<'h>]) {
        let names = Names::of_variants(variants, read.iter().copied());
        let mut lost = self.astray(&self.title(), &names);
        for (entry, recorded) in read {
            self.left_over_variants(variants, entry, recorded, &mut lost);
            if self.is_latest(entry) {
                self.changes_of_variants(variants, recorded);
            }
        }
        for variant in variants {
            // A variant takes values of all that it was, not only of the one that it is.
            let fields: Vec<_> = read.iter().flat_map(|of| taken(variant, of)).collect();
            let every: Vec<_> = self
                .entries
                .iter()
                .map(|entry| {
                    let recorded = entry.shape.variants().unwrap_or_default();
                    (entry, counterpart(variant, recorded).map(|found| &found.fields))
                })
                .collect();
            let place = Place {
                path: format!("{}.{}", self.title(), variant.name.text),
                span: variant.ident.span(),
                is_variant: true,
                fields: &variant.fields,
                removed: &variant.removed,
            };
            self.compare_fields(&place, &fields, &every);
        }
    }

    /// Variants of an entry that today's enum has not.
    fn left_over_variants(
        &self,
        variants: &[Variant<'_>],
        entry: &Entry,
        recorded: &[RecordedVariant],
        lost: &mut Vec<String>,
    ) {
        let unknown = |recorded: &&RecordedVariant| {
            !variants.iter().any(|variant| variant.answers_to(&recorded.name))
        };
        let takes_all = variants.iter().any(|variant| variant.other.is_some());
        for gone in recorded.iter().filter(unknown) {
            let name = &gone.name;
            let path = format!("{}.{name}", self.title());
            let span = self.container.ident.span();
            if takes_all {
                if self.is_latest(entry) {
                    let what = "removed, and read as the `other` variant".into();
                    self.needs(span, &Change { path, what, rule: Rule::OtherVariant });
                }
                continue;
            }
            let is_acknowledged =
                self.container.removed.iter().any(|r| r.value() == *name) && self.is_beyond(entry);
            if !is_acknowledged && !lost.contains(name) {
                lost.push(name.clone());
                let what = format!("gone, and values of {} may be of it", entry.version);
                let remedy = format!(
                    "`#[persist(was = \"{name}\")]` on a variant reads them as that one, `#[persist(other)]` takes \
                     all that are unknown"
                );
                let change = Change { path, what, rule: Rule::RemoveVariant };
                self.unreadable(span, &change, entry, &remedy);
            }
        }
    }

    /// What changed since the latest version beside variants that are gone.
    fn changes_of_variants(&self, variants: &[Variant<'_>], recorded: &[RecordedVariant]) {
        let position = |name: &str| recorded.iter().position(|recorded| recorded.name == name);
        let mut order = Vec::new();
        for variant in variants {
            let path = format!("{}.{}", self.title(), variant.name.text);
            let own = position(&variant.name.text);
            let former = variant.was.iter().find_map(|was| position(&was.value()));
            let change = match (own, former) {
                (None, None) => Some(("added".to_owned(), Rule::AddVariant)),
                (None, Some(former)) => {
                    let name = recorded.get(former).map_or("", |recorded| &recorded.name);
                    Some((format!("renamed from `{name}`"), Rule::RenameVariant))
                }
                (Some(_), Some(former)) => {
                    let name = recorded.get(former).map_or("", |recorded| &recorded.name);
                    Some((format!("takes values of `{name}`, which is gone"), Rule::MergeVariants))
                }
                (Some(_), None) => None,
            };
            if let Some((what, rule)) = change {
                self.needs(variant.ident.span(), &Change { path, what, rule });
            }
            order.push((variant, own.or(former)));
        }
        let known: Vec<_> =
            order.iter().filter_map(|(variant, at)| Some((variant, (*at)?))).collect();
        let moved = known.windows(2).find_map(|pair| match pair {
            [(variant, a), (_, b)] if a > b => Some(*variant),
            _ => None,
        });
        // One that is added between others moves them, too, but asks for more by itself.
        if let Some(variant) = moved {
            let change = Change {
                path: self.title(),
                what: "variants in another order".into(),
                rule: Rule::ReorderVariants,
            };
            self.needs(variant.ident.span(), &change);
        }
    }
}

/// The fields of all recorded variants whose values a variant takes.
fn taken<'e>(variant: &Variant<'_>, (entry, recorded): &Of<'e>) -> Vec<FieldsOf<'e>> {
    let found = recorded.iter().filter(|recorded| variant.answers_to(&recorded.name));
    let of = |found: &'e RecordedVariant| FieldsOf {
        entry,
        fields: &found.fields,
        former: Some(found.name.as_str()).filter(|name| *name != variant.name.text),
    };
    found.map(of).collect()
}

/// The recorded variant that a variant is: that of its name, or else one of a former name.
fn counterpart<'e>(
    variant: &Variant<'_>,
    recorded: &'e [RecordedVariant],
) -> Option<&'e RecordedVariant> {
    let own = recorded.iter().find(|recorded| recorded.name == variant.name.text);
    own.or_else(|| recorded.iter().find(|recorded| variant.answers_to(&recorded.name)))
}
