//! Rules about what becomes of old files: chains, views, and what is gone.

use std::collections::HashSet;

use persist_history::Epoch;
use syn::LitStr;

use crate::diagnostics::Diagnostics;
use crate::model::{Container, Data, EpochPath};

/// The chain leads from older epochs to that of the type, one after the other.
pub(super) fn the_chain_leads_here(container: &Container<'_>, errors: &Diagnostics) {
    let Some(chain) = &container.chain else { return };
    let Some(version) = &container.version else {
        return errors.at(
            chain.span,
            "`upgrade` needs `version`: without a promise, files have no epoch to upgrade from",
        );
    };
    let today = Epoch::of(&version.value);
    let mut last: Option<Epoch> = None;
    let mut supported = false;
    for entry in &chain.value {
        let Some(epoch) = epoch(&entry.epoch, errors) else { continue };
        if epoch >= today {
            let message =
                format!("epoch `{epoch}` is no former one: the type is of epoch `{today}`");
            errors.at(entry.epoch.span(), message);
        } else if last.as_ref().is_some_and(|last| epoch <= *last) {
            errors.at(entry.epoch.span(), "epochs are listed once each, oldest first");
        }
        match &entry.path {
            EpochPath::Unsupported(span) if supported => errors.at(
                *span,
                "an older epoch is still read through this one, so it cannot be unsupported",
            ),
            EpochPath::Unsupported(_) => {}
            EpochPath::View(_) | EpochPath::Auto => supported = true,
        }
        last = Some(epoch);
    }
}

/// A view says what it reads, and promises nothing itself.
pub(super) fn a_view_has_an_epoch(container: &Container<'_>, errors: &Diagnostics) {
    match (&container.view_of, &container.epoch) {
        (None, None) => return,
        (Some(view), None) => errors.at(
            view.span,
            "`view_of` needs `epoch`, as in `epoch = \"1\"`: a view reads the files of one epoch",
        ),
        (None, Some(epoch)) => {
            errors
                .at(epoch.span, "`epoch` belongs to a view: `view_of = \"…\"` says of which type");
        }
        (Some(_), Some(given)) => drop(epoch(&given.value, errors)),
    }
    let refuse = |name: &str, span| {
        errors.at(span, format!("`{name}` contradicts `view_of`: a view is never saved"));
    };
    if let Some(version) = &container.version {
        refuse("version", version.span);
    }
    if let Some(span) = container.pinned {
        refuse("name", span);
    }
    if let Some(chain) = &container.chain {
        refuse("upgrade", chain.span);
    }
    if let Some(span) = container.transparent {
        refuse("transparent", span);
    }
}

fn epoch(literal: &LitStr, errors: &Diagnostics) -> Option<Epoch> {
    let text = literal.value();
    let epoch = text.parse().ok();
    if epoch.is_none() {
        errors.at(literal.span(), format!("`{text}` is no epoch; expected `1`, `0.3` or `0.0.7`"));
    }
    epoch
}

/// What is gone is not there, under no name. A view may read what it gives up as something else in versions that have
/// both.
pub(super) fn removed_names_are_gone(container: &Container<'_>, errors: &Diagnostics) {
    let (fields, variants) = match &container.data {
        Data::Struct(fields) => (Some(fields), [].as_slice()),
        Data::Enum(variants) => (None, variants.as_slice()),
    };
    let names = |name: &str, was: &[LitStr]| -> Vec<String> {
        let former = was.iter().filter(|_| container.view_of.is_none()).map(LitStr::value);
        std::iter::once(name.to_owned()).chain(former).collect()
    };
    let mut present: HashSet<String> =
        variants.iter().flat_map(|v| names(&v.name.text, &v.was)).collect();
    let stored = |fields: &crate::model::Fields<'_>| -> Vec<String> {
        fields.stored().flat_map(|f| names(&f.name.text, &f.was)).collect()
    };
    present.extend(fields.into_iter().flat_map(stored));
    gone(&container.removed, present, errors);
    for variant in variants {
        gone(&variant.removed, stored(&variant.fields).into_iter().collect(), errors);
    }
}

fn gone(removed: &[LitStr], mut present: HashSet<String>, errors: &Diagnostics) {
    for literal in removed {
        let name = literal.value();
        if !present.insert(name.clone()) {
            errors.at(
                literal.span(),
                format!("`{name}` is a name in use, or removed already; what is removed is gone for good"),
            );
        }
    }
}

/// What is read of a variant that nobody knows is nothing: all that the variant holds comes from defaults.
pub(super) fn the_other_variant_is_one_and_empty(container: &Container<'_>, errors: &Diagnostics) {
    let Data::Enum(variants) = &container.data else { return };
    let mut others = variants.iter().filter_map(|variant| Some((variant, variant.other?)));
    let first = others.next();
    for (_, span) in others {
        errors.at(span, "another variant is `other` already; one takes all that are unknown");
    }
    if let Some((variant, _)) = first {
        for field in variant.fields.stored().filter(|field| field.default.is_none()) {
            errors.over(
                field.ty,
                "a field of the `other` variant needs `#[persist(default)]`: nothing is known of it",
            );
        }
    }
}

/// A field that is not stored never had another type in files, nor has a transparent one a field there.
pub(super) fn conversions_are_of_stored_fields(container: &Container<'_>, errors: &Diagnostics) {
    let transparent = container.transparent.is_some();
    for field in container.all_fields().flat_map(|fields| &fields.list) {
        let Some(first) = field.from.first() else { continue };
        let against = match (field.skip, transparent) {
            (Some(_), _) => "skip",
            (None, true) => "transparent",
            (None, false) => continue,
        };
        errors.over(
            &first.old,
            format!("`from` contradicts `{against}`: no field of files is converted"),
        );
    }
}

/// What a program does not know goes to one place, which has no other meaning and is never a type's only content.
pub(super) fn one_field_keeps_what_is_unknown(container: &Container<'_>, errors: &Diagnostics) {
    for fields in container.all_fields() {
        let mut keepers = fields.list.iter().filter_map(|field| Some((field, field.unknown?)));
        let first = keepers.next();
        for (_, span) in keepers {
            errors.at(span, "another field is `unknown` already; one keeps all that are");
        }
        let Some((field, span)) = first else { continue };
        let against = [
            ("skip", field.skip.is_some()),
            ("default", field.default.is_some()),
            ("from", !field.from.is_empty()),
            ("transparent", container.transparent.is_some()),
            ("view_of", container.view_of.is_some()),
        ];
        for (name, _) in against.iter().filter(|(_, given)| *given) {
            errors.at(
                span,
                format!("`unknown` contradicts `{name}`: the field keeps what files have beside all others"),
            );
        }
    }
}
