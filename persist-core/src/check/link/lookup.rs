//! Fields and variants by their names, former ones among them.

use crate::check::parameter::same;
use crate::schema::{Field, Fields, Variant};

/// The field that has a name, or had it.
pub(super) const fn named<'f>(fields: &'f Fields, name: &str) -> Option<&'f Field> {
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
pub(super) const fn variant<'v>(variants: &'v [Variant], name: &str) -> Option<&'v Variant> {
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
pub(super) const fn other(variants: &[Variant]) -> Option<&Variant> {
    let mut rest = variants;
    while let [first, others @ ..] = rest {
        if first.other {
            return Some(first);
        }
        rest = others;
    }
    None
}

pub(super) const fn contains(names: &[&str], name: &str) -> bool {
    let mut rest = names;
    while let [first, others @ ..] = rest {
        if same(first.as_bytes(), name.as_bytes()) {
            return true;
        }
        rest = others;
    }
    false
}
