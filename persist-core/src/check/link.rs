//! Views against what their epoch's files hold: what a view leaves out while a later type has it would be lost unseen.

use super::message::Message;
use super::parameter::same;
use crate::schema::{Def, DefShape, Field, Fields, FieldsKind, Variant, View};

/// What recorded versions of an epoch hold.
#[derive(Clone, Copy, Debug)]
pub enum Held<'a> {
    /// A field of a struct, or of the variant that is named first.
    Field(Option<&'a str>, HeldField<'a>),
    /// A variant.
    Variant(HeldVariant<'a>),
}

/// A variant that recorded versions of an epoch hold.
#[derive(Clone, Copy, Debug)]
pub struct HeldVariant<'a> {
    /// Its name.
    pub name: &'a str,
    /// They and their verb, as in [`HeldField::versions`].
    pub versions: &'a str,
    /// They as in [`HeldField::runs`].
    pub runs: &'a [(usize, usize)],
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
    /// They by their places among those of the epoch: the first and the last of each run.
    pub runs: &'a [(usize, usize)],
}

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

/// Where something that is held belongs.
#[derive(Clone, Copy)]
enum Place<'v> {
    Variants,
    /// The struct, or a variant of the view.
    Fields(Option<&'v Variant>),
}

/// The name of what is held, if it belongs there.
const fn held_in<'h>(held: &Held<'h>, place: Place<'_>) -> Option<&'h str> {
    match (held, place) {
        (Held::Variant(variant), Place::Variants) => Some(variant.name),
        (Held::Field(None, field), Place::Fields(None)) => Some(field.name),
        (Held::Field(Some(of), field), Place::Fields(Some(variant)))
            if same(of.as_bytes(), variant.name.as_bytes()) || contains(variant.was, of) =>
        {
            Some(field.name)
        }
        _ => None,
    }
}

/// Whether something is held there by one of these names.
const fn holds(held: &[Held<'_>], place: Place<'_>, own: &str, was: &[&str]) -> bool {
    let mut rest = held;
    while let [first, others @ ..] = rest {
        if let Some(name) = held_in(first, place)
            && (same(own.as_bytes(), name.as_bytes()) || contains(was, name))
        {
            return true;
        }
        rest = others;
    }
    false
}

const fn not_held(
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

/// One of all that are held.
#[derive(Clone, Copy)]
struct Among<'h> {
    all: &'h [Held<'h>],
    one: &'h Held<'h>,
}

impl Among<'_> {
    /// Whether a version has it and, in the same place, something of this name.
    const fn has_beside(self, name: &str) -> bool {
        let mut rest = self.all;
        while let [first, others @ ..] = rest {
            let is_beside = match (self.one, first) {
                (Held::Variant(one), Held::Variant(other)) => {
                    same(other.name.as_bytes(), name.as_bytes()) && meet(one.runs, other.runs)
                }
                (Held::Field(None, one), Held::Field(None, other)) => {
                    same(other.name.as_bytes(), name.as_bytes()) && meet(one.runs, other.runs)
                }
                (Held::Field(Some(of), one), Held::Field(Some(place), other)) => {
                    same(of.as_bytes(), place.as_bytes())
                        && same(other.name.as_bytes(), name.as_bytes())
                        && meet(one.runs, other.runs)
                }
                _ => false,
            };
            if is_beside {
                return true;
            }
            rest = others;
        }
        false
    }
}

/// Whether runs have a version in common.
const fn meet(some: &[(usize, usize)], others: &[(usize, usize)]) -> bool {
    let mut left = some;
    while let [(first, last), more @ ..] = left {
        let mut right = others;
        while let [(from, to), further @ ..] = right {
            if *first <= *to && *from <= *last {
                return true;
            }
            right = further;
        }
        left = more;
    }
    false
}

/// The first of a field's or variant's names, of those before `name`, that a version has together with it: a field of
/// a view reads the first that is there.
const fn before<'n>(
    own: &'n str,
    was: &[&'n str],
    name: &str,
    among: Among<'_>,
) -> Option<&'n str> {
    let (mut first, mut rest) = (own, was);
    while !same(first.as_bytes(), name.as_bytes()) {
        if among.has_beside(first) {
            return Some(first);
        }
        let [next, others @ ..] = rest else { return None };
        (first, rest) = (*next, others);
    }
    None
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

const fn field_lost(
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

const fn variant_lost(
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

const fn variant_merged(
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
