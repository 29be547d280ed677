//! The rules, one step deep: which ways lead from a type of the file to one of the reader.
//!
//! Written from the catalogue alone, as a person would apply it by hand. Each function takes both types, and says
//! which rules hold between them; what lies within is asked again.

use super::matching::{keep_form, places, steps};
use super::schema::{BYTE, Def, Field, Prim, Schema, Shape, Ty, Version};

/// Which columns of the catalogue hold, and what has been tried already.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct At {
    /// Rules for files of a newer version.
    pub new: bool,
    /// Each kind of wrap is tried once: one side has been put into one, or taken out of one.
    pub tried: [bool; 4],
    /// The field that the value becomes has a default.
    pub default: bool,
}

/// Kinds of wraps.
#[derive(Clone, Copy)]
enum Wrap {
    Option,
    List,
    Newtype,
    Shared,
}

impl At {
    /// A draft, as everything is that has no version.
    pub const DRAFT: At = At { new: true, tried: [false; 4], default: false };

    /// Within constructors that both sides have: wraps may be tried anew.
    fn inward(self) -> At {
        At { tried: [false; 4], default: false, ..self }
    }

    fn after(self, wrap: Wrap) -> Option<At> {
        let mut tried = self.tried;
        match std::mem::replace(&mut tried[wrap as usize], true) {
            true => None,
            false => Some(At { tried, default: false, ..self }),
        }
    }

    /// Direction is what the versions of two definitions say.
    pub fn of(writer: &Def, reader: &Def) -> At {
        match (writer.version, reader.version) {
            (Some(writer), Some(reader)) => At { new: writer > reader, ..At::DRAFT },
            _ => At::DRAFT,
        }
    }
}

/// What becomes of a value, one step deep.
#[derive(Clone, Debug)]
pub enum Way {
    /// A value without parts.
    Scalar(Scalar),
    /// One type within each side.
    Inner(How, Ty, Ty, At),
    /// Keys and values of maps.
    Entries((Ty, Ty), (Ty, Ty), At),
    /// Fields, or elements of tuples.
    Product(Made, Vec<Step>),
    /// The two definitions of an enum.
    Enum(usize, usize),
}

/// What becomes of a value without parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    Same,
    /// Into an integer, as far as it fits.
    Integer {
        bits: u32,
        signed: bool,
    },
    IntegerToFloat {
        bits: u32,
    },
    WidenFloat {
        bits: u32,
    },
    BoolToInteger {
        signed: bool,
    },
    StringToBytes,
    BytesToString,
}

/// How the one value within becomes the whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum How {
    /// `Option` to `Option`, `Rc` to `Rc`.
    EachOption,
    EachShared,
    /// Elements of any collection to those of another.
    Each(Collection),
    IntoOption,
    /// `Some` alone, or `None` by the field's default.
    OutOfOption {
        default: bool,
    },
    IntoList,
    OptionToList,
    OutOfList,
    Share,
    Unshare,
    /// Around a value: the names of the struct and its field.
    Newtype(String, String),
    OutOfNewtype,
}

/// What a collection becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Collection {
    List,
    Array(u64),
    Set,
    /// Out of pairs.
    Map,
}

/// What fields are put together to.
#[derive(Clone, Debug)]
pub enum Made {
    Tuple,
    /// The definition's number.
    Struct(usize),
}

/// Where a field of the reader comes from.
#[derive(Clone, Debug)]
pub struct Step {
    pub name: String,
    /// The file's field by its place, both types, and where they stand; `None` where the default stands in.
    pub from: Option<(usize, Ty, Ty, At)>,
}

/// All ways from one type to another. None of them has looked at what lies within.
pub fn ways(ws: &Schema, rs: &Schema, w: &Ty, r: &Ty, at: At) -> Vec<Way> {
    let within = at.inward();
    let inner = |how, w: &Ty, r: &Ty| vec![Way::Inner(how, w.clone(), r.clone(), within)];
    match (w, r) {
        // Equal outer constructors are matched first, inward, and nothing else is tried.
        (Ty::Option(w), Ty::Option(r)) => inner(How::EachOption, w, r),
        (Ty::Shared(w), Ty::Shared(r)) => inner(How::EachShared, w, r),
        (Ty::List(w, _), Ty::List(r, _)) => inner(How::Each(Collection::List), w, r),
        (Ty::Set(w), Ty::Set(r)) => inner(How::Each(Collection::Set), w, r),
        (Ty::Array(w, len, _), Ty::Array(r, other, _)) => match len == other {
            true => inner(How::Each(Collection::Array(*len)), w, r),
            false => Vec::new(),
        },
        (Ty::Map(wk, wv), Ty::Map(rk, rv)) => {
            let pair = |w: &Ty, r: &Ty| (w.clone(), r.clone());
            vec![Way::Entries(pair(wk, rk), pair(wv, rv), within)]
        }
        (Ty::Tuple(_), Ty::Tuple(_)) => products(ws, rs, w, r, at),
        (Ty::Prim(w), Ty::Prim(r)) => scalar(*w, *r, at).into_iter().map(Way::Scalar).collect(),
        (Ty::Named(wid), Ty::Named(rid)) if related(&ws.defs[*wid], &rs.defs[*rid]) => {
            named(ws, rs, *wid, *rid)
        }
        _ => {
            let mut all = conversions((ws, w), (rs, r), at);
            // So are two collections, element by element.
            let collections = [w, r]
                .iter()
                .all(|ty| matches!(ty, Ty::List(..) | Ty::Array(..) | Ty::Set(_) | Ty::Map(..)));
            if collections && !all.is_empty() {
                return all;
            }
            all.extend(products(ws, rs, w, r, at));
            all.extend(wraps(ws, rs, w, r, at));
            all
        }
    }
}

/// Rules between primitives.
fn scalar(w: Prim, r: Prim, at: At) -> Option<Scalar> {
    if w == r {
        return Some(Scalar::Same);
    }
    match (w, r) {
        (Prim::Int { bits: from, signed: minus, .. }, Prim::Int { bits, signed, .. }) => {
            let widens = match (minus, signed) {
                (true, false) => false,
                (false, true) => from < bits,
                _ => from <= bits,
            };
            // A newer file is read value by value, whatever its type.
            (at.new || widens).then_some(Scalar::Integer { bits, signed })
        }
        (Prim::Bool, Prim::Int { signed, .. }) => Some(Scalar::BoolToInteger { signed }),
        (Prim::F16 | Prim::Bf16, Prim::F32) => Some(Scalar::WidenFloat { bits: 32 }),
        (Prim::F16 | Prim::Bf16 | Prim::F32, Prim::F64) => Some(Scalar::WidenFloat { bits: 64 }),
        (Prim::Int { bits, signed, .. }, Prim::F16 | Prim::Bf16 | Prim::F32 | Prim::F64) => {
            let digits = bits - u32::from(signed);
            let (holds, bits) = match r {
                Prim::F16 => (11, 16),
                Prim::Bf16 => (8, 16),
                Prim::F32 => (24, 32),
                _ => (53, 64),
            };
            (digits <= holds).then_some(Scalar::IntegerToFloat { bits })
        }
        _ => None,
    }
}

/// Rules that lead from one outer constructor to another, and on to what lies within both.
fn conversions((ws, w): (&Schema, &Ty), (rs, r): (&Schema, &Ty), at: At) -> Vec<Way> {
    let pair = |key: &Ty, value: &Ty| Ty::Tuple(vec![key.clone(), value.clone()]);
    let each =
        |to, w: &Ty, r: &Ty| vec![Way::Inner(How::Each(to), w.clone(), r.clone(), at.inward())];
    match (w, r) {
        (Ty::Prim(Prim::Str), Ty::List(element, _)) if **element == BYTE => {
            vec![Way::Scalar(Scalar::StringToBytes)]
        }
        (Ty::List(element, _) | Ty::Array(element, ..), Ty::Prim(Prim::Str))
            if **element == BYTE =>
        {
            vec![Way::Scalar(Scalar::BytesToString)]
        }
        (Ty::Option(w), Ty::List(r, _)) => {
            // It is still the same value: what has been tried around it is not tried again.
            let at = At { default: false, ..at };
            vec![Way::Inner(How::OptionToList, (**w).clone(), (**r).clone(), at)]
        }
        (Ty::Array(w, ..) | Ty::Set(w), Ty::List(r, _)) => each(Collection::List, w, r),
        (Ty::List(w, _), Ty::Array(r, len, _)) => each(Collection::Array(*len), w, r),
        (Ty::List(w, _) | Ty::Array(w, ..), Ty::Set(r)) => each(Collection::Set, w, r),
        (Ty::Map(k, v), Ty::List(r, _)) if is_pair(rs, r) => each(Collection::List, &pair(k, v), r),
        (Ty::List(w, _), Ty::Map(k, v)) if is_pair(ws, w) => each(Collection::Map, w, &pair(k, v)),
        _ => Vec::new(),
    }
}

/// What an entry of a map can be: a tuple, or a struct with names for its places.
fn is_pair(schema: &Schema, ty: &Ty) -> bool {
    match ty {
        Ty::Tuple(types) => types.len() == 2,
        Ty::Named(id) => match &schema.defs[*id].shape {
            Shape::Struct(fields) => ["0", "1"].iter().all(|place| {
                let names = |field: &Field| {
                    field.name == *place || field.was.iter().any(|was| was == place)
                };
                fields.list.iter().any(names)
            }),
            Shape::Enum(_) => false,
        },
        _ => false,
    }
}

/// What wraps a value, on either side: that which has no meaning of its own comes first.
fn wraps(ws: &Schema, rs: &Schema, w: &Ty, r: &Ty, at: At) -> Vec<Way> {
    let mut all = Vec::new();
    let mut add = |wrap, how, w: &Ty, r: &Ty| {
        if let Some(at) = at.after(wrap) {
            all.push(Way::Inner(how, w.clone(), r.clone(), at));
        }
    };
    match w {
        Ty::Shared(inner) => add(Wrap::Shared, How::Unshare, inner, r),
        Ty::Named(id) => {
            if let Some(field) = newtype(&ws.defs[*id]) {
                add(Wrap::Newtype, How::OutOfNewtype, &field.ty, r);
            }
        }
        _ => {}
    }
    match r {
        Ty::Shared(inner) => add(Wrap::Shared, How::Share, w, inner),
        Ty::Named(id) => {
            if let Some(field) = newtype(&rs.defs[*id]) {
                let (name, of) = (rs.defs[*id].name.clone(), field.name.clone());
                add(Wrap::Newtype, How::Newtype(name, of), w, &field.ty);
            }
        }
        Ty::Option(inner) => add(Wrap::Option, How::IntoOption, w, inner),
        Ty::List(inner, _) => add(Wrap::List, How::IntoList, w, inner),
        _ => {}
    }
    match w {
        Ty::Option(inner) if at.new || at.default => {
            let default = at.default;
            add(Wrap::Option, How::OutOfOption { default }, inner, r);
        }
        Ty::List(inner, _) if at.new => add(Wrap::List, How::OutOfList, inner, r),
        _ => {}
    }
    all
}

/// The one field of a struct that has one.
fn newtype(def: &Def) -> Option<&Field> {
    match &def.shape {
        Shape::Struct(fields) => fields.only(),
        Shape::Enum(_) => None,
    }
}

/// Whether a definition is another version of the same type.
pub fn related(w: &Def, r: &Def) -> bool {
    w.name == r.name || r.was.contains(&w.name) || w.was.contains(&r.name)
}

/// The part of a version that stands for compatibility.
fn epoch((major, minor, patch): Version) -> Version {
    match (major, minor) {
        (0, 0) => (0, 0, patch),
        (0, _) => (0, minor, 0),
        _ => (major, 0, 0),
    }
}

/// Two versions of one type.
fn named(ws: &Schema, rs: &Schema, wid: usize, rid: usize) -> Vec<Way> {
    let (w, r) = (&ws.defs[wid], &rs.defs[rid]);
    if let (Some(w), Some(r)) = (w.version, r.version)
        && epoch(w) != epoch(r)
    {
        return Vec::new();
    }
    // Another parameter is another type.
    if w.args.len() != r.args.len() {
        return Vec::new();
    }
    match (&w.shape, &r.shape) {
        (Shape::Struct(w_fields), Shape::Struct(r_fields)) => {
            let steps = steps(w_fields, r_fields, At::of(w, r));
            let steps = steps.filter(|steps| keep_form(w_fields, r_fields, steps));
            steps.map(|steps| Way::Product(Made::Struct(rid), steps)).into_iter().collect()
        }
        (Shape::Enum(_), Shape::Enum(_)) => vec![Way::Enum(wid, rid)],
        _ => Vec::new(),
    }
}

/// Tuples into tuples, and into structs and back where `was` names the places.
fn products(ws: &Schema, rs: &Schema, w: &Ty, r: &Ty, at: At) -> Vec<Way> {
    let (made, w, r) = match (w, r) {
        (Ty::Tuple(w), Ty::Tuple(r)) if w.len() != r.len() => return Vec::new(),
        (Ty::Tuple(w), Ty::Tuple(r)) => (Made::Tuple, places(w), places(r)),
        (Ty::Tuple(w), Ty::Named(id)) => match &rs.defs[*id].shape {
            Shape::Struct(r) => (Made::Struct(*id), places(w), r.clone()),
            Shape::Enum(_) => return Vec::new(),
        },
        (Ty::Named(id), Ty::Tuple(r)) => match &ws.defs[*id].shape {
            Shape::Struct(w) => (Made::Tuple, w.clone(), places(r)),
            Shape::Enum(_) => return Vec::new(),
        },
        _ => return Vec::new(),
    };
    // A struct with one field stands for that field: of tuples, those of one are like it.
    if (w.list.len() == 1) != (r.list.len() == 1) {
        return Vec::new();
    }
    let steps = steps(&w, &r, at.inward());
    // Something of it has to be meant.
    let steps = steps.filter(|steps| steps.iter().any(|step| step.from.is_some()));
    steps.map(|steps| Way::Product(made, steps)).into_iter().collect()
}
