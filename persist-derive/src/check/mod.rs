//! Rules that need more than one attribute to judge. Each check reports all that it finds.

mod adapters;
mod evolution;
mod history;

use std::collections::HashMap;

use proc_macro2::Span;
use syn::ext::IdentExt;
use syn::parse::Parser;
use syn::{GenericParam, Ident};

use crate::diagnostics::Diagnostics;
use crate::generics::ConstKind;
use crate::model::{Container, Data, Given, HistoryPlace, Name};

/// Runs every check.
pub(crate) fn all(container: &Container<'_>, errors: &Diagnostics) {
    for check in [
        not_packed,
        const_parameters,
        bound_needs_parameters,
        transparent_is_a_struct_of_one_field,
        transparent_has_no_schema,
        history::of_versioned_types_alone,
        history::parameters_have_one_stand_in,
        skipped_fields_have_no_name,
        type_names_are_paths,
        names_are_words,
        former_type_names_differ,
        field_names_differ,
        variant_names_differ,
        evolution::the_chain_leads_here,
        evolution::a_view_has_an_epoch,
        evolution::removed_names_are_gone,
        evolution::the_other_variant_is_one_and_empty,
        evolution::conversions_are_of_stored_fields,
        evolution::one_field_keeps_what_is_unknown,
        adapters::one_stores_a_field,
        adapters::crates_are_those_of_serde,
    ] {
        check(container, errors);
    }
}

/// References into packed structs are not allowed, and `encode` lends every field to the writer.
fn not_packed(container: &Container<'_>, errors: &Diagnostics) {
    if let Some(span) = container.packed {
        errors.at(
            span,
            "the fields of a packed type cannot be borrowed, so it cannot be stored; leave out \
             `packed`: files never depend on a type's layout in memory",
        );
    }
}

/// Const arguments are part of a type's name in schemas, which know only some types of them.
fn const_parameters(container: &Container<'_>, errors: &Diagnostics) {
    for parameter in container.generics.const_params() {
        if ConstKind::of(&parameter.ty).is_none() {
            let valid = ConstKind::VALID;
            errors.over(
                &parameter.ty,
                format!(
                    "expected {valid}, by that very name: const arguments are part of a stored \
                     type's name, and have to be understood without the type"
                ),
            );
        }
    }
}

/// Predicates on a type without parameters either always hold or never do.
fn bound_needs_parameters(container: &Container<'_>, errors: &Diagnostics) {
    let is_type = |parameter: &GenericParam| matches!(parameter, GenericParam::Type(_));
    match &container.bound {
        Some(bound) if !container.generics.params.iter().any(is_type) => errors.at(
            bound.span,
            format!("`bound` has no effect: `{}` has no type parameters", container.ident),
        ),
        _ => {}
    }
}

/// A transparent type is stored as one field is, so there has to be exactly that one.
fn transparent_is_a_struct_of_one_field(container: &Container<'_>, errors: &Diagnostics) {
    let Some(span) = container.transparent else {
        return;
    };
    let found = match &container.data {
        Data::Enum(_) => "an enum".to_owned(),
        Data::Struct(fields) => match fields.stored().count() {
            1 => return,
            0 => "a struct without one".to_owned(),
            count => format!("a struct with {count} of them"),
        },
    };
    errors.at(
        span,
        format!("`transparent` needs a struct with exactly one stored field, this is {found}"),
    );
}

/// A transparent type appears in no schema, so nothing can be said of how it would.
fn transparent_has_no_schema(container: &Container<'_>, errors: &Diagnostics) {
    if container.transparent.is_none() {
        return;
    }
    let refuse = |name: &str, span: Span| {
        errors.at(
            span,
            format!(
                "`{name}` contradicts `transparent`: the type is stored as its field is, without a \
                 schema of its own"
            ),
        );
    };
    if let Some(version) = &container.version {
        refuse("version", version.span);
    }
    if let Some(span) = container.pinned {
        refuse("name", span);
    }
    if let Some(Given { span, value: HistoryPlace::File(_) }) = &container.history {
        refuse("history", *span);
    }
    if let Some(was) = container.was.first() {
        refuse("was", was.span());
    }
    let Data::Struct(fields) = &container.data else {
        return;
    };
    for field in fields.stored() {
        if let Some(span) = field.renamed {
            refuse("rename", span);
        }
        if let Some(was) = field.was.first() {
            refuse("was", was.span());
        }
        if let Some(default) = &field.default {
            refuse("default", default.span);
        }
        if let Some(from_crate) = &field.from_crate {
            refuse("from_crate", from_crate.span);
        }
    }
}

/// A field that is not stored has no name in files, neither now nor in the past.
fn skipped_fields_have_no_name(container: &Container<'_>, errors: &Diagnostics) {
    for field in container.all_fields().flat_map(|fields| fields.skipped()) {
        let refuse = |name: &str, span: Span| {
            errors.at(
                span,
                format!(
                    "`{name}` contradicts `skip`: a field that is not stored has no name in files"
                ),
            );
        };
        if let Some(span) = field.renamed {
            refuse("rename", span);
        }
        if let Some(was) = field.was.first() {
            refuse("was", was.span());
        }
    }
}

/// The names of types look like Rust paths: `acme::Forest`. Schemas, messages and the names of history
/// files rely on it.
fn type_names_are_paths(container: &Container<'_>, errors: &Diagnostics) {
    let former = container.was.iter().map(|was| (was.value(), was.span()));
    let current = (container.name.text.clone(), container.name.span);
    let literals = container.pinned.map(|_| current).into_iter().chain(former);
    for (text, span) in literals {
        if !text.split("::").all(is_identifier) {
            let message = match text.is_empty() {
                true => "a type's name must not be empty".to_owned(),
                false => format!(
                    "`{text}` cannot name a type in files; expected identifiers joined by `::`, as \
                     in `acme::Forest`"
                ),
            };
            errors.at(span, message);
        } else if let Some(owner) = OWNED.iter().find(|owner| text.starts_with(**owner)) {
            errors.at(
                span,
                format!(
                    "names that start with `{owner}` are the library's own; choose another one"
                ),
            );
        }
    }
}

/// What the names of types begin with whose schemas the library knows by itself.
const OWNED: &[&str] = &["std::"];

fn is_identifier(text: &str) -> bool {
    let parsed = Ident::parse_any.parse_str(text);
    // The parser passes over spaces and comments, and takes `r#`.
    parsed.is_ok_and(|ident| ident.unraw() == text)
}

/// The names of fields and variants are one word each: schemas are written as text, and paths in messages
/// join them with punctuation.
fn names_are_words(container: &Container<'_>, errors: &Diagnostics) {
    let refuse = |text: &str, span: Span, what: &str| {
        let message = match text.is_empty() {
            true => format!("a {what}'s name must not be empty"),
            false if text.chars().all(is_of_word) => return,
            false => format!(
                "`{text}` cannot name a {what} in files; expected letters, digits, `_` and `-`"
            ),
        };
        errors.at(span, message);
    };
    if let Data::Enum(variants) = &container.data {
        for variant in variants {
            refuse(&variant.name.text, variant.name.span, "variant");
            for was in &variant.was {
                refuse(&was.value(), was.span(), "variant");
            }
        }
    }
    for field in container.all_fields().flat_map(|fields| &fields.list) {
        refuse(&field.name.text, field.name.span, "field");
        for was in &field.was {
            refuse(&was.value(), was.span(), "field");
        }
    }
}

/// Every identifier is a word. Beyond ASCII there is no punctuation that schemas use.
fn is_of_word(letter: char) -> bool {
    match letter.is_ascii() {
        true => letter.is_ascii_alphanumeric() || matches!(letter, '_' | '-'),
        false => !letter.is_whitespace() && !letter.is_control(),
    }
}

/// A former name says where to look for old data, so it is neither the current one nor said twice.
fn former_type_names_differ(container: &Container<'_>, errors: &Diagnostics) {
    let mut names = Names::new("type", errors);
    names.current(&container.name);
    names.former(&container.name, &container.was);
}

/// Fields are matched by name: within a struct or variant, each current or former name belongs to one.
fn field_names_differ(container: &Container<'_>, errors: &Diagnostics) {
    for fields in container.all_fields() {
        let mut names = Names::new("field", errors);
        fields.stored().for_each(|field| names.current(&field.name));
        for field in fields.stored() {
            names.former(&field.name, &field.was);
        }
    }
}

/// Variants are matched by name: each current or former name belongs to one.
fn variant_names_differ(container: &Container<'_>, errors: &Diagnostics) {
    if let Data::Enum(variants) = &container.data {
        let mut names = Names::new("variant", errors);
        variants.iter().for_each(|variant| names.current(&variant.name));
        for variant in variants {
            names.former(&variant.name, &variant.was);
        }
    }
}

/// Names that belong together, each with the current name of its owner. Current names come first.
struct Names<'e> {
    /// `field` or `variant`.
    what: &'static str,
    owners: HashMap<String, String>,
    errors: &'e Diagnostics,
}

impl<'e> Names<'e> {
    fn new(what: &'static str, errors: &'e Diagnostics) -> Self {
        Names { what, owners: HashMap::new(), errors }
    }

    fn current(&mut self, name: &Name) {
        let text = name.text.clone();
        if self.owners.insert(text.clone(), text.clone()).is_some() {
            let what = self.what;
            self.errors.at(
                name.span,
                format!("another {what} is stored as `{text}` already; names must differ"),
            );
        }
    }

    fn former(&mut self, owner: &Name, was: &[syn::LitStr]) {
        let (what, current) = (self.what, &owner.text);
        for literal in was {
            let text = literal.value();
            let message = match self.owners.get(&text) {
                None => {
                    self.owners.insert(text, current.clone());
                    continue;
                }
                Some(other) if other == current && text == *current => {
                    format!("`{text}` is the {what}'s current name; `was` lists former ones")
                }
                Some(other) if other == current => format!("`{text}` is listed twice"),
                Some(other) if *other == text => {
                    format!(
                        "`{text}` is the current name of another {what}, not a former one of `{current}`"
                    )
                }
                Some(other) => {
                    format!("`{text}` is a former name of the {what} `{other}` already")
                }
            };
            self.errors.at(literal.span(), message);
        }
    }
}
