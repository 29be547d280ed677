//! Schemas as plain data, and their bytes by `FORMAT.md`.

use persist_tests::support::craft::{push_varint, string, varint};

/// A type that holds no other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Prim {
    /// `()`
    Unit,
    /// `bool`
    Bool,
    /// `u8`, `u16`, …: how many bits, and whether there is a sign.
    Int { bits: u32, signed: bool, size: bool },
    /// `f16`
    F16,
    /// `bf16`
    Bf16,
    /// `f32`
    F32,
    /// `f64`
    F64,
    /// `char`
    Char,
    /// A string.
    Str,
}

/// A type.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Ty {
    Prim(Prim),
    Option(Box<Ty>),
    /// With whether elements shall be in their fixed layout, where they have one.
    List(Box<Ty>, bool),
    Array(Box<Ty>, u64, bool),
    Tuple(Vec<Ty>),
    Set(Box<Ty>),
    Map(Box<Ty>, Box<Ty>),
    Shared(Box<Ty>),
    /// The number of a definition.
    Named(usize),
}

/// Major, minor and patch.
pub type Version = (u64, u64, u64);

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Def {
    pub name: String,
    /// Types that it is generic over.
    pub args: Vec<Ty>,
    pub version: Option<Version>,
    pub was: Vec<String>,
    pub shape: Shape,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    Struct(Fields),
    Enum(Vec<Variant>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Unit,
    Tuple,
    Named,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    pub kind: Kind,
    pub list: Vec<Field>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    pub name: String,
    pub was: Vec<String>,
    pub default: bool,
    pub ty: Ty,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    pub name: String,
    pub was: Vec<String>,
    /// Where variants go that the enum does not know; files do not say so.
    pub other: bool,
    pub fields: Fields,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    pub root: Ty,
    pub defs: Vec<Def>,
}

/// All integers, the others, and their codes in schemas.
pub const PRIMS: [(Prim, u8, &str); 20] = {
    const fn int(bits: u32, signed: bool) -> Prim {
        Prim::Int { bits, signed, size: false }
    }
    const fn size(signed: bool) -> Prim {
        Prim::Int { bits: 64, signed, size: true }
    }
    [
        (Prim::Unit, 0, "()"),
        (Prim::Bool, 1, "bool"),
        (int(8, false), 2, "u8"),
        (int(16, false), 3, "u16"),
        (int(32, false), 4, "u32"),
        (int(64, false), 5, "u64"),
        (int(128, false), 6, "u128"),
        (size(false), 7, "usize"),
        (int(8, true), 8, "i8"),
        (int(16, true), 9, "i16"),
        (int(32, true), 10, "i32"),
        (int(64, true), 11, "i64"),
        (int(128, true), 12, "i128"),
        (size(true), 13, "isize"),
        (Prim::F32, 14, "f32"),
        (Prim::F64, 15, "f64"),
        (Prim::Char, 16, "char"),
        (Prim::Str, 17, "str"),
        (Prim::F16, 18, "f16"),
        (Prim::Bf16, 19, "bf16"),
    ]
};

/// `u8`, of which bytes are lists.
pub const BYTE: Ty = Ty::Prim(Prim::Int { bits: 8, signed: false, size: false });

impl Prim {
    pub fn row(self) -> (u8, &'static str) {
        let row = PRIMS.iter().find(|(prim, ..)| *prim == self).unwrap();
        (row.1, row.2)
    }

    fn layout(self) -> Option<u64> {
        match self {
            Prim::Unit | Prim::Str => None,
            Prim::Bool => Some(1),
            Prim::Int { bits, .. } => Some(u64::from(bits) / 8),
            Prim::F16 | Prim::Bf16 => Some(2),
            Prim::F32 | Prim::Char => Some(4),
            Prim::F64 => Some(8),
        }
    }
}

impl Fields {
    pub const NONE: Fields = Fields { kind: Kind::Unit, list: Vec::new() };

    /// Fields by position have their places for names.
    pub fn renumber(&mut self) {
        if self.kind == Kind::Tuple {
            for (place, field) in self.list.iter_mut().enumerate() {
                field.name = place.to_string();
            }
        }
    }

    /// The type that a newtype is around.
    pub fn only(&self) -> Option<&Field> {
        match &self.list[..] {
            [field] => Some(field),
            _ => None,
        }
    }
}

impl Def {
    /// The fields of the struct, or those of each variant.
    pub fn all_fields(&self) -> Vec<&Fields> {
        match &self.shape {
            Shape::Struct(fields) => vec![fields],
            Shape::Enum(variants) => variants.iter().map(|variant| &variant.fields).collect(),
        }
    }

    pub fn all_fields_mut(&mut self) -> Vec<&mut Fields> {
        match &mut self.shape {
            Shape::Struct(fields) => vec![fields],
            Shape::Enum(variants) => variants.iter_mut().map(|v| &mut v.fields).collect(),
        }
    }
}

impl Schema {
    /// Bytes of a value in its fixed layout, where its type has one.
    pub fn layout(&self, ty: &Ty) -> Option<u64> {
        self.layout_within(ty, &mut Vec::new())
    }

    fn layout_within(&self, ty: &Ty, around: &mut Vec<usize>) -> Option<u64> {
        let size = match ty {
            Ty::Prim(prim) => prim.layout(),
            Ty::Array(element, len, _) => Some(self.layout_within(element, around)? * len),
            Ty::Tuple(types) => types.iter().map(|ty| self.layout_within(ty, around)).sum(),
            Ty::Named(id) => match &self.defs[*id].shape {
                Shape::Struct(fields) if !around.contains(id) => {
                    around.push(*id);
                    let list = fields.list.iter();
                    let size = list.map(|field| self.layout_within(&field.ty, around)).sum();
                    around.pop();
                    size
                }
                _ => None,
            },
            _ => None,
        };
        size.filter(|size| (1..1 << 32).contains(size))
    }

    /// Whether values of all types end: of enums, the first variant counts.
    pub fn has_values(&self) -> bool {
        let mut ends = vec![false; self.defs.len()];
        for _ in 0..=self.defs.len() {
            for id in 0..self.defs.len() {
                let first = self.defs[id].all_fields().swap_remove(0);
                ends[id] = first.list.iter().all(|field| ends_with(&field.ty, &ends));
            }
        }
        ends.into_iter().all(|ends| ends)
    }

    /// Whether elements of a list or an array are stored in their fixed layout.
    pub fn fixed(&self, element: &Ty, wished: bool) -> bool {
        wished && self.layout(element).is_some()
    }

    /// The bytes that stand in a file's header.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = self.type_bytes(&self.root);
        push_varint(&mut out, self.defs.len() as u128);
        for def in &self.defs {
            out.extend(self.def_bytes(def));
        }
        out
    }

    fn type_bytes(&self, ty: &Ty) -> Vec<u8> {
        let around = |code: u8, inner: &Ty| [vec![code], self.type_bytes(inner)].concat();
        match ty {
            Ty::Prim(prim) => vec![prim.row().0],
            Ty::Option(inner) => around(32, inner),
            Ty::List(inner, wished) => around(33 + u8::from(self.fixed(inner, *wished)), inner),
            Ty::Array(inner, len, wished) => {
                let code = 35 + u8::from(self.fixed(inner, *wished));
                [around(code, inner), varint((*len).into())].concat()
            }
            Ty::Tuple(types) => {
                let types: Vec<_> = types.iter().flat_map(|ty| self.type_bytes(ty)).collect();
                [vec![37], varint(ty.arity() as u128), types].concat()
            }
            Ty::Set(inner) => around(38, inner),
            Ty::Map(key, value) => [around(39, key), self.type_bytes(value)].concat(),
            Ty::Shared(inner) => around(40, inner),
            Ty::Named(id) => [vec![41], varint(*id as u128)].concat(),
        }
    }

    fn def_bytes(&self, def: &Def) -> Vec<u8> {
        let mut out = string(&def.name);
        let flag = |set: bool, bit: u8| if set { bit } else { 0 };
        out.push(
            flag(matches!(def.shape, Shape::Enum(_)), 1)
                | flag(def.version.is_some(), 2)
                | flag(!def.args.is_empty(), 4)
                | flag(!def.was.is_empty(), 8),
        );
        if let Some(version) = def.version {
            out.extend(string(&super::text::version(version)));
        }
        if !def.args.is_empty() {
            push_varint(&mut out, def.args.len() as u128);
            def.args.iter().for_each(|ty| out.extend([vec![0], self.type_bytes(ty)].concat()));
        }
        names(&mut out, &def.was);
        match &def.shape {
            Shape::Struct(fields) => self.fields_bytes(fields, &mut out),
            Shape::Enum(variants) => {
                push_varint(&mut out, variants.len() as u128);
                for variant in variants {
                    out.extend(string(&variant.name));
                    out.push(flag(!variant.was.is_empty(), 2));
                    names(&mut out, &variant.was);
                    self.fields_bytes(&variant.fields, &mut out);
                }
            }
        }
        out
    }

    fn fields_bytes(&self, fields: &Fields, out: &mut Vec<u8>) {
        match fields.kind {
            Kind::Unit => return out.push(0),
            Kind::Tuple => out.push(1),
            Kind::Named => out.push(2),
        }
        push_varint(out, fields.list.len() as u128);
        for field in &fields.list {
            out.extend(string(&field.name));
            out.push(u8::from(field.default) | u8::from(!field.was.is_empty()) << 1);
            names(out, &field.was);
            out.extend(self.type_bytes(&field.ty));
        }
    }
}

impl Ty {
    fn arity(&self) -> usize {
        match self {
            Ty::Tuple(types) => types.len(),
            _ => 1,
        }
    }

    /// The types that stand directly within this one.
    pub fn inner(&self) -> Vec<&Ty> {
        match self {
            Ty::Prim(_) | Ty::Named(_) => Vec::new(),
            Ty::Option(inner)
            | Ty::List(inner, _)
            | Ty::Array(inner, ..)
            | Ty::Set(inner)
            | Ty::Shared(inner) => vec![inner],
            Ty::Tuple(types) => types.iter().collect(),
            Ty::Map(key, value) => vec![key, value],
        }
    }

    /// The same, to be changed.
    pub fn inner_mut(&mut self) -> Vec<&mut Ty> {
        match self {
            Ty::Prim(_) | Ty::Named(_) => Vec::new(),
            Ty::Option(inner)
            | Ty::List(inner, _)
            | Ty::Array(inner, ..)
            | Ty::Set(inner)
            | Ty::Shared(inner) => vec![inner],
            Ty::Tuple(types) => types.iter_mut().collect(),
            Ty::Map(key, value) => vec![key, value],
        }
    }
}

/// Whether there are values of a type, where `ends` says so of definitions.
fn ends_with(ty: &Ty, ends: &[bool]) -> bool {
    match ty {
        Ty::Named(id) => ends[*id],
        Ty::Array(..) | Ty::Tuple(_) | Ty::Shared(_) => {
            ty.inner().into_iter().all(|ty| ends_with(ty, ends))
        }
        _ => true,
    }
}

fn names(out: &mut Vec<u8>, names: &[String]) {
    if !names.is_empty() {
        push_varint(out, names.len() as u128);
        names.iter().for_each(|name| out.extend(string(name)));
    }
}
