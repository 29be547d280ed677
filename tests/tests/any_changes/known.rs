//! Where the library does not do what `evolution.md` says, or has not decided: each goes away with its cause.

use super::schema::{Fields, Kind, Schema, Shape, Ty, Variant};
use super::ways::At;

/// Rules that keep every value are applied to newer files, too, whatever column F says of them: `bool` to integer,
/// integer to float, `f32` to `f64`, `Option` to `Vec`.
pub const WIDENING_HOLDS_FOR_NEWER_FILES: bool = true;

/// Where a rule leads from one collection to another, nothing else is tried: `[u8; 2]` becomes `Vec<Vec<u8>>` element by
/// element, although it could as well be the one element of it.
pub const COLLECTIONS_ARE_MATCHED_FIRST: bool = true;

/// A map does not become a list of structs whose `was` names the places of a pair, nor comes out of one, although both
/// rules that this takes are there.
pub const ENTRIES_ARE_TUPLES: bool = true;

/// A variant with fields by position becomes one with fields by name without any `was`, as long as all have defaults.
pub const VARIANTS_CHANGE_THEIR_FORM: bool = true;

/// Whether the library is known to err about this pair of types.
pub fn defect(ws: &Schema, rs: &Schema, w: &Ty, r: &Ty, at: At) -> Option<&'static str> {
    if let Ty::Set(key) | Ty::Map(key, _) = w
        && has_empty_shared(ws, key)
    {
        return Some("`Rc<()>` in keys is taken to have a byte");
    }
    match (w, r) {
        (Ty::Option(_), _) if at.default && keeps_option(rs, r) => {
            Some("an option that could stay is opened to the default")
        }
        (Ty::Tuple(_), Ty::Named(id)) if is_newtype(rs, *id) => {
            Some("a tuple is not wrapped into a newtype")
        }
        (Ty::Named(id), Ty::Tuple(types)) if is_newtype(ws, *id) && types.len() == 1 => {
            Some("a newtype does not become a tuple of one")
        }
        _ => None,
    }
}

/// Whether an option stands behind newtypes and pointers.
fn keeps_option(schema: &Schema, ty: &Ty) -> bool {
    match ty {
        Ty::Shared(inner) => matches!(**inner, Ty::Option(_)) || keeps_option(schema, inner),
        Ty::Named(id) => match &schema.defs[*id].shape {
            Shape::Struct(fields) => fields.only().is_some_and(|field| {
                matches!(field.ty, Ty::Option(_)) || keeps_option(schema, &field.ty)
            }),
            Shape::Enum(_) => false,
        },
        _ => false,
    }
}

fn has_empty_shared(schema: &Schema, ty: &Ty) -> bool {
    matches!(ty, Ty::Shared(inner) if schema.takes_no_bytes(inner))
        || ty.inner().into_iter().any(|ty| has_empty_shared(schema, ty))
}

fn is_newtype(schema: &Schema, id: usize) -> bool {
    match &schema.defs[id].shape {
        Shape::Struct(fields) => fields.only().is_some(),
        Shape::Enum(_) => false,
    }
}

/// Whether a newer file has a variant that several of the reader's were merged into.
pub fn merged(w: &Variant, r: &[Variant]) -> bool {
    let was = r.iter().filter(|variant| w.was.contains(&variant.name));
    was.count() > 1
}

/// Whether fields by position stand on one side, and fields by name on the other.
pub fn changes_form(w: &Fields, r: &Fields) -> bool {
    matches!((w.kind, r.kind), (Kind::Tuple, Kind::Named) | (Kind::Named, Kind::Tuple))
}
