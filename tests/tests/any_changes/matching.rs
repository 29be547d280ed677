//! Which field is which, and which variant.

use super::schema::{Field, Fields, Kind, Ty, Variant};
use super::ways::{At, Step};

/// A tuple's elements as fields by position.
pub fn places(types: &[Ty]) -> Fields {
    let field = |(place, ty): (usize, &Ty)| Field {
        name: place.to_string(),
        was: Vec::new(),
        default: false,
        ty: ty.clone(),
    };
    Fields { kind: Kind::Tuple, list: types.iter().enumerate().map(field).collect() }
}

/// Where each field of the reader comes from; `None` where one comes from nowhere.
pub fn steps(w: &Fields, r: &Fields, at: At) -> Option<Vec<Step>> {
    let step = |field: &Field| {
        let at = At { default: field.default, ..at };
        let from = source(&field.name, &field.was, w, r)
            .map(|place| (place, w.list[place].ty.clone(), field.ty.clone(), at));
        (from.is_some() || field.default).then(|| Step { name: field.name.clone(), from })
    };
    let steps: Vec<Step> = r.list.iter().map(step).collect::<Option<_>>()?;
    Some(steps)
}

/// Fields by name become fields by position, and the other way, where `was` says which.
pub fn keep_form(w: &Fields, r: &Fields, steps: &[Step]) -> bool {
    let empty = w.list.is_empty() || r.list.is_empty();
    empty || !changes_form(w, r) || steps.iter().any(|step| step.from.is_some())
}

/// Whether fields by position stand on one side, and fields by name on the other.
fn changes_form(w: &Fields, r: &Fields) -> bool {
    matches!((w.kind, r.kind), (Kind::Tuple, Kind::Named) | (Kind::Named, Kind::Tuple))
}

/// The file's field of a name, of a former name, or which the name is a former one of.
fn source(name: &str, was: &[String], w: &Fields, r: &Fields) -> Option<usize> {
    let taken = |of: &str| r.list.iter().any(|field| field.name == of);
    let named = |of: &str| w.list.iter().position(|field| field.name == of);
    named(name).or_else(|| was.iter().filter(|of| !taken(of)).find_map(|of| named(of))).or_else(
        || {
            let own = |field: &Field| field.was.iter().any(|of| of == name);
            w.list.iter().position(|field| !taken(&field.name) && own(field))
        },
    )
}

/// The reader's variant for one of the file's, where there is one. One that several of the reader's were merged into is
/// none of them.
pub fn variant<'r>(w: &Variant, r: &'r [Variant]) -> Option<&'r Variant> {
    let named = |of: &str| r.iter().find(|variant| variant.name == of);
    named(&w.name)
        .or_else(|| r.iter().find(|variant| variant.was.contains(&w.name)))
        .or_else(|| {
            let mut formers = r.iter().filter(|variant| w.was.contains(&variant.name));
            formers.next().filter(|_| formers.next().is_none())
        })
        .or_else(|| r.iter().find(|variant| variant.other))
}
