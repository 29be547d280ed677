//! Views against what their epoch's files hold: what a view leaves out while a later type has it would be lost unseen.

mod held;
mod lookup;
mod words;

use held::{Among, Place, before, holds};
pub use held::{Held, HeldField, HeldVariant};
use lookup::{contains, named, other, variant};
use words::{field_lost, not_held, variant_lost, variant_merged};

use super::message::Message;
use super::parameter::same;
use crate::schema::{Def, DefShape, Field, Fields, Variant, View};

/// Ends the build where a view of a chain is not one of the type and of the epoch, has what none of its files holds, or
/// leaves out or merges what they hold and `new`, the next type of the chain, has as well.
///
/// `names` are those of today's type, the current one first.
#[track_caller]
pub const fn link(
    names: &[&str],
    epoch: &str,
    old: Option<&Def>,
    new: Option<&Def>,
    held: &[Held<'_>],
) {
    if let Some(message) = found(names, epoch, old, new, held) {
        #[expect(clippy::panic, reason = "it ends a build, never a program")]
        {
            panic!("{}", message.as_str());
        }
    }
}

pub(super) const fn found(
    names: &[&str],
    epoch: &str,
    old: Option<&Def>,
    new: Option<&Def>,
    held: &[Held<'_>],
) -> Option<Message> {
    // A type that could not be derived has errors of its own.
    let (Some(old), Some(new)) = (old, new) else { return None };
    if let Some(message) = of_another(names, epoch, old) {
        return Some(message);
    }
    let mut m = Message::new();
    if let (Some(View { has_history: false, .. }), [_, ..]) = (&old.view, held) {
        unfound(&mut m, old, epoch, held);
    }
    let mut rest = held;
    while let [first, others @ ..] = rest {
        let among = Among { all: held, one: first };
        match (first, &old.shape, &new.shape) {
            (Held::Field(None, field), DefShape::Struct(has), DefShape::Struct(takes)) => {
                if let Some(heir) = lost((field, among), has, old.removed, takes) {
                    field_lost(&mut m, (old, None, has), (new, heir), (field, among));
                }
            }
            (Held::Field(Some(of), field), DefShape::Enum(has), DefShape::Enum(takes)) => {
                if let (Some(has), Some(takes)) = (variant(has, of), variant(takes, of))
                    && !contains(old.removed, of)
                    && let Some(heir) =
                        lost((field, among), &has.fields, has.removed, &takes.fields)
                {
                    field_lost(&mut m, (old, Some(has), &has.fields), (new, heir), (field, among));
                }
            }
            (Held::Variant(of), DefShape::Enum(has), DefShape::Enum(takes)) => {
                let heir = match variant(takes, of.name) {
                    Some(heir) if !contains(old.removed, of.name) => Some(heir),
                    _ => None,
                };
                match (variant(has, of.name), other(has), heir) {
                    (Some(taker), _, Some(heir)) => {
                        if let Some(with) = merged((of, among), taker, takes, heir) {
                            variant_merged(&mut m, (old, taker), (new, heir), (of, with));
                        }
                    }
                    (None, Some(other), Some(heir)) => {
                        variant_lost(&mut m, (old, other), (new, heir), of);
                    }
                    // Without one for all others, a load refuses the variant.
                    _ => {}
                }
            }
            // What becomes of another kind of type is the step's matter.
            _ => {}
        }
        rest = others;
    }
    if m.as_bytes().is_empty() { None } else { Some(m) }
}

/// A view of another type, or of another epoch. A former type itself may stand in its place.
const fn of_another(names: &[&str], epoch: &str, old: &Def) -> Option<Message> {
    let (Some(view), [name, ..]) = (&old.view, names) else { return None };
    if contains(names, view.of) && same(view.epoch.as_bytes(), epoch.as_bytes()) {
        return None;
    }
    let mut m = Message::new();
    m.texts(&["`", view.ident, "` is a view of `", view.of, "`, epoch `", view.epoch, "`, and "]);
    m.texts(&["has to be one of `", name, "`, epoch `", epoch, "`\n  help: "]);
    m.texts(&["`#[persist(view_of = \"", name, "\", epoch = \"", epoch, "\")]` on the view"]);
    Some(m)
}

/// What a view has and no recorded version of its epoch: the derive finds it where the view has a history.
const fn unfound(m: &mut Message, old: &Def, epoch: &str, held: &[Held<'_>]) {
    match &old.shape {
        DefShape::Struct(fields) => fields_unfound(m, (old, None), fields, epoch, held),
        DefShape::Enum(variants) => {
            let mut rest = *variants;
            while let [first, others @ ..] = rest {
                if holds(held, Place::Variants, first.name, first.was) {
                    fields_unfound(m, (old, Some(first)), &first.fields, epoch, held);
                } else if !first.other {
                    not_held(m, (old, None), (first.name, epoch), (Place::Variants, held));
                }
                rest = others;
            }
        }
    }
}

const fn fields_unfound(
    m: &mut Message,
    (old, of): (&Def, Option<&Variant>),
    fields: &Fields,
    epoch: &str,
    held: &[Held<'_>],
) {
    let place = Place::Fields(of);
    let mut rest = fields.list;
    while let [first, others @ ..] = rest {
        if !holds(held, place, first.name, first.was) {
            not_held(m, (old, of), (first.name, epoch), (place, held));
        }
        rest = others;
    }
}

/// The field that would be given the value, where the view does not read it.
const fn lost<'n>(
    (field, among): (&HeldField<'_>, Among<'_>),
    has: &Fields,
    removed: &[&str],
    takes: &'n Fields,
) -> Option<&'n Field> {
    let is_read = match named(has, field.name) {
        Some(reader) => before(reader.name, reader.was, field.name, among).is_none(),
        None => false,
    };
    match named(takes, field.name) {
        Some(heir) if !is_read && !contains(removed, field.name) => Some(heir),
        _ => None,
    }
}

/// The variant of the same versions that `taker`, a variant of the view, reads as well, while the next type has
/// another one for it than `heir`.
const fn merged<'v>(
    (of, among): (&HeldVariant<'_>, Among<'_>),
    taker: &'v Variant,
    takes: &[Variant],
    heir: &Variant,
) -> Option<&'v str> {
    let Some(with) = before(taker.name, taker.was, of.name, among) else { return None };
    match variant(takes, with) {
        Some(other) if !same(other.name.as_bytes(), heir.name.as_bytes()) => Some(with),
        _ => None,
    }
}
