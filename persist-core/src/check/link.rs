//! Views against what their epoch's files hold: what a view leaves out while a later type has it would be lost unseen.

use super::message::Message;
use super::parameter::same;
use crate::schema::{Def, DefShape, Field, Fields, Variant};

/// What recorded versions of an epoch hold.
#[derive(Clone, Copy, Debug)]
pub enum Held<'a> {
    /// A field of a struct, or of the variant that is named first.
    Field(Option<&'a str>, HeldField<'a>),
    /// A variant, and the versions that have it, as in [`HeldField::versions`].
    Variant(&'a str, &'a str),
}

/// A field that recorded versions of an epoch hold.
#[derive(Clone, Copy, Debug)]
pub struct HeldField<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its type in the newest of them, as schemas show types.
    pub ty: &'a str,
    /// They and their verb, as `1.0.0 has` or `1.0.0 to 1.1.0 have`.
    pub versions: &'a str,
    /// Whether it is in all versions that have the struct or the variant.
    pub in_all: bool,
}

/// Ends the build where a view of a chain is not one of the type and of the epoch, or leaves out what its files hold and
/// `new`, the next type of the chain, has as well.
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
    let mut rest = held;
    while let [first, others @ ..] = rest {
        match (first, &old.shape, &new.shape) {
            (Held::Field(None, field), DefShape::Struct(has), DefShape::Struct(takes)) => {
                if let Some(heir) = lost(field, has, old.removed, takes) {
                    field_lost(&mut m, (old, None), (new, heir), field);
                }
            }
            (Held::Field(Some(of), field), DefShape::Enum(has), DefShape::Enum(takes)) => {
                if let (Some(has), Some(takes)) = (variant(has, of), variant(takes, of))
                    && let Some(heir) = lost(field, &has.fields, has.removed, &takes.fields)
                {
                    field_lost(&mut m, (old, Some(has)), (new, heir), field);
                }
            }
            (Held::Variant(name, versions), DefShape::Enum(has), DefShape::Enum(takes)) => {
                // Without one for all others, a load refuses the variant.
                if let (Some(other), None, Some(heir)) =
                    (other(has), variant(has, name), variant(takes, name))
                    && !contains(old.removed, name)
                {
                    variant_lost(&mut m, (old, other), (new, heir), (name, versions));
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

/// The field that would be given the value, where the view has not got it.
const fn lost<'n>(
    field: &HeldField<'_>,
    has: &Fields,
    removed: &[&str],
    takes: &'n Fields,
) -> Option<&'n Field> {
    match (named(has, field.name), named(takes, field.name)) {
        (None, Some(heir)) if !contains(removed, field.name) => Some(heir),
        _ => None,
    }
}

const fn field_lost(
    m: &mut Message,
    (old, of): (&Def, Option<&Variant>),
    (new, heir): (&Def, &Field),
    field: &HeldField<'_>,
) {
    begin(m);
    m.texts(&["`", title(old)]);
    if let Some(of) = of {
        m.texts(&[".", of.name]);
    }
    m.texts(&["` leaves out `", field.name, "`, which ", field.versions, " and "]);
    has_too(m, new, heir.name, field.name);
    m.text(": it would be lost\n  help: add ");
    match field.name.as_bytes() {
        // A field by position.
        [b'0'..=b'9', ..] => {
            m.texts(&["a field with `#[persist(was = \"", field.name, "\")]` of the type `"]);
        }
        _ => {
            m.text(if field.in_all { "`" } else { "`#[persist(default)] " });
            m.texts(&[field.name, ": "]);
        }
    }
    m.rust(field.ty.as_bytes());
    m.texts(&["` to the view, or `#[persist(removed(\"", field.name, "\"))]` to "]);
    m.text(if of.is_some() { "this variant of it" } else { "it" });
    m.text(" where it is meant");
}

const fn variant_lost(
    m: &mut Message,
    (old, other): (&Def, &Variant),
    (new, heir): (&Def, &Variant),
    (name, versions): (&str, &str),
) {
    begin(m);
    m.texts(&["`", title(old), "` leaves out the variant `", name, "`, which ", versions, " and "]);
    has_too(m, new, heir.name, name);
    m.texts(&[": it would be read as `", other.name, "`\n  help: add it to the view, or "]);
    m.texts(&["`#[persist(removed(\"", name, "\"))]` to it where it is meant"]);
}

/// One behind the other: the compiler shows no more than one message of a constant.
const fn begin(m: &mut Message) {
    m.text(if m.as_bytes().is_empty() { "" } else { "\n  " });
}

const fn has_too(m: &mut Message, new: &Def, heir: &str, name: &str) {
    m.texts(&["`", title(new), "` has "]);
    match same(heir.as_bytes(), name.as_bytes()) {
        true => m.text("too"),
        false => m.texts(&["as `", heir, "`"]),
    }
}

/// A type as its program names it, if that is known.
const fn title(def: &Def) -> &str {
    match &def.view {
        Some(view) => view.ident,
        None => def.name,
    }
}

/// The field that has a name, or had it.
const fn named<'f>(fields: &'f Fields, name: &str) -> Option<&'f Field> {
    let mut rest = fields.list;
    while let [first, others @ ..] = rest {
        if same(first.name.as_bytes(), name.as_bytes()) || contains(first.was, name) {
            return Some(first);
        }
        rest = others;
    }
    None
}

/// The variant that takes values of a recorded one: that of its name, or else one of a former name.
const fn variant<'v>(variants: &'v [Variant], name: &str) -> Option<&'v Variant> {
    let (mut rest, mut former) = (variants, None);
    while let [first, others @ ..] = rest {
        if same(first.name.as_bytes(), name.as_bytes()) {
            return Some(first);
        }
        if contains(first.was, name) {
            former = Some(first);
        }
        rest = others;
    }
    former
}

/// The variant that takes those that are unknown.
const fn other(variants: &[Variant]) -> Option<&Variant> {
    let mut rest = variants;
    while let [first, others @ ..] = rest {
        if first.other {
            return Some(first);
        }
        rest = others;
    }
    None
}

const fn contains(names: &[&str], name: &str) -> bool {
    let mut rest = names;
    while let [first, others @ ..] = rest {
        if same(first.as_bytes(), name.as_bytes()) {
            return true;
        }
        rest = others;
    }
    false
}
