//! Fields that something else stores than their own type: that one thing does, and says what it has to.

use crate::diagnostics::Diagnostics;
use crate::from_crate;
use crate::model::{Adapter, Container, Field, Given};

/// What stores a field contradicts what says that it is not stored, or by something else.
pub(super) fn one_stores_a_field(container: &Container<'_>, errors: &Diagnostics) {
    for field in container.all_fields().flat_map(|fields| &fields.list) {
        let Some(Given { span, value }) = &field.adapter else { continue };
        let name = value.name();
        if let Some(other) = field.other_adapter {
            errors.at(
                other,
                format!("the field is stored by `{name}` already; one of them has to go"),
            );
        }
        for (other, given) in [("skip", field.skip), ("unknown", field.unknown)] {
            if given.is_some() {
                errors.at(*span, format!("`{name}` contradicts `{other}`"));
            }
        }
    }
}

/// Only what serde stores says nothing of itself, and has to be told where it comes from.
pub(super) fn crates_are_those_of_serde(container: &Container<'_>, errors: &Diagnostics) {
    for field in container.all_fields().flat_map(|fields| &fields.list) {
        if let Some(given) = &field.from_crate {
            if let Err(message) = from_crate::parsed(&given.value.value()) {
                errors.at(given.value.span(), message);
            }
            if !matches!(adapter(field), Some(Adapter::Serde(_))) {
                errors.at(
                    given.span,
                    "`from_crate` needs `serde`: of other fields, the file has a schema",
                );
            }
        }
        let Some(Adapter::Serde(serde)) = adapter(field) else { continue };
        let Some(upgrade) = &serde.upgrade else { continue };
        if serde.compact.is_some() {
            errors.at(
                upgrade.span,
                "`upgrade` contradicts `compact`: without names in the file, only the type itself can \
                 read the value",
            );
        }
        if field.from_crate.is_none() {
            errors.at(
                upgrade.span,
                "`upgrade` needs `from_crate = \"name\"`: it is called for values that another version \
                 of the crate wrote",
            );
        }
    }
}

fn adapter<'f>(field: &'f Field<'_>) -> Option<&'f Adapter> {
    field.adapter.as_ref().map(|given| &given.value)
}
