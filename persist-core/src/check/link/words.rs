//! What is said of a view that misnames, leaves out or merges.

use super::held::{Among, Held, HeldField, HeldVariant, Place, before, held_in, holds};
use super::lookup::named;
use crate::check::message::Message;
use crate::check::parameter::same;
use crate::schema::{Def, Field, Fields, FieldsKind, Variant};

pub(super) const fn not_held(
    m: &mut Message,
    (old, of): (&Def, Option<&Variant>),
    (name, epoch): (&str, &str),
    (place, held): (Place<'_>, &[Held<'_>]),
) {
    begin(m);
    m.texts(&["`", title(old), "."]);
    if let Some(of) = of {
        m.texts(&[of.name, "."]);
    }
    m.texts(&[name, "`: no recorded version of epoch `", epoch, "` has it: they have "]);
    let (mut rest, mut separator) = (held, "");
    while let [first, others @ ..] = rest {
        // Two variants that are read as one may have a field of one name.
        if let Some(name) = held_in(first, place)
            && !holds(others, place, name, &[])
        {
            m.texts(&[separator, "`", name, "`"]);
            separator = ", ";
        }
        rest = others;
    }
    if separator.is_empty() {
        m.text("nothing here");
    }
    m.text("\n  help: name it as those files do, or say their name by `#[persist(was = \"…\")]`; ");
    if let Place::Fields(_) = place {
        m.text("what only an `Upgrade` fills is `#[persist(skip)]`; ");
    }
    m.text("the view takes the same `#[persist(history = …)]` as its type");
}

pub(super) const fn field_lost(
    m: &mut Message,
    (old, of, has): (&Def, Option<&Variant>, &Fields),
    (new, heir): (&Def, &Field),
    (field, among): (&HeldField<'_>, Among<'_>),
) {
    begin(m);
    m.texts(&["`", title(old)]);
    if let Some(of) = of {
        m.texts(&[".", of.name]);
    }
    m.texts(&["` leaves out `", field.name, "`, which ", field.versions, " and "]);
    has_too(m, new, heir.name, field.name);
    m.text(": it would be lost\n  help: declare `");
    if !field.in_all {
        m.text("#[persist(default)] ");
    }
    let is_by_position = matches!(field.name.as_bytes(), [b'0'..=b'9', ..]);
    let view_is_by_position = matches!(has.kind, FieldsKind::Tuple);
    if is_by_position != view_is_by_position {
        m.texts(&["#[persist(was = \"", field.name, "\")] "]);
    }
    if !is_by_position && !view_is_by_position {
        m.texts(&[field.name, ": "]);
    } else if !view_is_by_position {
        m.text("…: ");
    }
    m.rust(field.ty.as_bytes());
    m.text("`");
    match (is_by_position, view_is_by_position) {
        (true, true) => m.texts(&[" as field ", field.name, " of the view"]),
        // Fields that are not stored are not known here, and this may be one.
        (false, false) => m.text(" in the view, without `skip`"),
        _ => m.text(" in the view"),
    }
    if let Some(reader) = named(has, field.name) {
        m.texts(&[", in place of the `was = \"", field.name, "\"` of its `", reader.name, "`"]);
        if let Some(first) = before(reader.name, reader.was, field.name, among) {
            m.texts(&[", which reads `", first, "` there"]);
        }
    }
    m.texts(&[", or `#[persist(removed(\"", field.name, "\"))]` to "]);
    m.text(if of.is_some() { "this variant of it" } else { "it" });
    m.text(" where it is meant");
}

pub(super) const fn variant_lost(
    m: &mut Message,
    (old, other): (&Def, &Variant),
    (new, heir): (&Def, &Variant),
    HeldVariant { name, versions, .. }: &HeldVariant<'_>,
) {
    begin(m);
    m.texts(&["`", title(old), "` leaves out the variant `", name, "`, which ", versions, " and "]);
    has_too(m, new, heir.name, name);
    m.texts(&[": it would be read as `", other.name, "`\n  help: add it to the view, or "]);
    m.texts(&["`#[persist(removed(\"", name, "\"))]` to it where it is meant"]);
}

pub(super) const fn variant_merged(
    m: &mut Message,
    (old, taker): (&Def, &Variant),
    (new, heir): (&Def, &Variant),
    (HeldVariant { name, versions, .. }, with): (&HeldVariant<'_>, &str),
) {
    begin(m);
    m.texts(&["`", title(old), "` reads `", name, "` as `", taker.name, "`, which ", versions]);
    m.texts(&[" beside `", with, "` and `", title(new), "` keeps apart"]);
    if !same(heir.name.as_bytes(), name.as_bytes()) {
        m.texts(&[" as `", heir.name, "`"]);
    }
    m.texts(&[
        ": its step could not tell one from the other\n  help: give the view a variant `",
        name,
        "` in place of ",
    ]);
    m.texts(&["`#[persist(was = \"", name, "\")]`, or add `#[persist(removed(\"", name]);
    m.text("\"))]` to it where it is meant");
}

/// One behind the other: the compiler shows no more than one message of a constant.
pub(super) const fn begin(m: &mut Message) {
    m.text(if m.as_bytes().is_empty() { "" } else { "\n  " });
}

pub(super) const fn has_too(m: &mut Message, new: &Def, heir: &str, name: &str) {
    m.texts(&["`", title(new), "` has "]);
    match same(heir.as_bytes(), name.as_bytes()) {
        true => m.text("too"),
        false => m.texts(&["as `", heir, "`"]),
    }
}

/// A type as its program names it, if that is known.
pub(super) const fn title(def: &Def) -> &str {
    match &def.view {
        Some(view) => view.ident,
        None => def.name,
    }
}
