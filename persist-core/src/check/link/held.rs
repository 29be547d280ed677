//! What recorded versions of an epoch hold, and which of it stands together.

use super::lookup::contains;
use crate::check::parameter::same;
use crate::schema::Variant;

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

/// Where something that is held belongs.
#[derive(Clone, Copy)]
pub(super) enum Place<'v> {
    Variants,
    /// The struct, or a variant of the view.
    Fields(Option<&'v Variant>),
}

/// The name of what is held, if it belongs there.
pub(super) const fn held_in<'h>(held: &Held<'h>, place: Place<'_>) -> Option<&'h str> {
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
pub(super) const fn holds(held: &[Held<'_>], place: Place<'_>, own: &str, was: &[&str]) -> bool {
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

/// One of all that are held.
#[derive(Clone, Copy)]
pub(super) struct Among<'h> {
    pub(super) all: &'h [Held<'h>],
    pub(super) one: &'h Held<'h>,
}

impl Among<'_> {
    /// Whether a version has it and, in the same place, something of this name.
    pub(super) const fn has_beside(self, name: &str) -> bool {
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
pub(super) const fn meet(some: &[(usize, usize)], others: &[(usize, usize)]) -> bool {
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
pub(super) const fn before<'n>(
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
