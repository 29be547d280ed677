//! Values that tell ways apart: each number is there once, and lists are empty, of one and of two.

use super::schema::{Fields, Prim, Schema, Shape, Ty};
use super::values::Val;

/// Most samples of one type.
const MOST: usize = 9;

/// Definitions within each other that samples go into.
const DEPTH: usize = 3;

/// Definitions that samples go into in all: lists and fields of many definitions double each other.
const VISITS: usize = 2000;

pub fn samples(schema: &Schema, ty: &Ty) -> Vec<Val> {
    Samples { schema, next: 0, around: Vec::new(), visits: 0 }.of(ty)
}

struct Samples<'a> {
    schema: &'a Schema,
    next: u32,
    around: Vec<usize>,
    visits: usize,
}

impl Samples<'_> {
    fn of(&mut self, ty: &Ty) -> Vec<Val> {
        let mut all = match ty {
            Ty::Prim(prim) => vec![self.prim(*prim), self.prim(*prim)],
            Ty::Option(inner) => {
                let some = self.of(inner).into_iter().map(|v| Val::Option(Some(Box::new(v))));
                std::iter::once(Val::Option(None)).chain(some).collect()
            }
            Ty::List(inner, _) => self.lists(inner).into_iter().map(Val::List).collect(),
            Ty::Set(inner) => self.lists(inner).into_iter().map(Val::Set).collect(),
            Ty::Array(inner, len, _) => {
                let some = self.of(inner);
                let at = |start: usize| (0..*len as usize).map(move |n| start + n);
                let list = |start| at(start).map(|n| some[n % some.len()].clone()).collect();
                (0..some.len()).map(|start| Val::List(list(start))).collect()
            }
            Ty::Map(key, value) => {
                let pairs = self.lists(&Ty::Tuple(vec![(**key).clone(), (**value).clone()]));
                let pair = |pair: Val| match pair {
                    Val::Tuple(pair) => (pair[0].clone(), pair[1].clone()),
                    other => panic!("{other:?} is no pair"),
                };
                pairs
                    .into_iter()
                    .map(|list| Val::Map(list.into_iter().map(pair).collect()))
                    .collect()
            }
            Ty::Tuple(types) => self.zip(types).into_iter().map(Val::Tuple).collect(),
            Ty::Shared(inner) => {
                let inner = self.of(inner).into_iter();
                inner.map(|value| Val::Shared(self.number().into(), Box::new(value))).collect()
            }
            Ty::Named(id) => self.named(*id),
        };
        all.truncate(MOST);
        all
    }

    fn number(&mut self) -> u32 {
        self.next += 1;
        self.next
    }

    /// None, one of each, and two.
    fn lists(&mut self, ty: &Ty) -> Vec<Vec<Val>> {
        let (one, other) = (self.of(ty), self.of(ty));
        let two = one.iter().zip(&other).map(|(a, b)| vec![a.clone(), b.clone()]);
        let two: Vec<_> = two.filter(|two| two[0] != two[1]).take(3).collect();
        let one = one.iter().take(4).map(|value| vec![value.clone()]);
        std::iter::once(Vec::new()).chain(two).chain(one).collect()
    }

    /// Each sample of each type, beside some of the others.
    fn zip(&mut self, types: &[Ty]) -> Vec<Vec<Val>> {
        let all: Vec<_> = types.iter().map(|ty| self.of(ty)).collect();
        if all.iter().any(Vec::is_empty) {
            return Vec::new();
        }
        let most = all.iter().map(Vec::len).max().unwrap_or(1);
        let row = |n: usize| all.iter().map(|samples| samples[n % samples.len()].clone()).collect();
        (0..most).map(row).collect()
    }

    fn fields(&mut self, fields: &Fields) -> Vec<Vec<(String, Val)>> {
        let types: Vec<_> = fields.list.iter().map(|field| field.ty.clone()).collect();
        let names = || fields.list.iter().map(|field| field.name.clone());
        self.zip(&types).into_iter().map(|values| names().zip(values).collect()).collect()
    }

    fn named(&mut self, id: usize) -> Vec<Val> {
        let def = &self.schema.defs[id];
        self.visits += 1;
        let depth = self.around.iter().filter(|other| **other == id).count();
        if depth >= DEPTH || self.visits > VISITS {
            return Vec::new();
        }
        self.around.push(id);
        let name = || def.name.clone();
        let all = match &def.shape {
            Shape::Struct(fields) => {
                self.fields(fields).into_iter().map(|fields| Val::Struct(name(), fields)).collect()
            }
            Shape::Enum(variants) => variants
                .iter()
                .flat_map(|variant| {
                    let all = self.fields(&variant.fields).into_iter().take(4);
                    all.map(|fields| Val::Variant(name(), variant.name.clone(), fields))
                        .collect::<Vec<_>>()
                })
                .collect(),
        };
        self.around.pop();
        all
    }

    fn prim(&mut self, prim: Prim) -> Val {
        let number = self.number();
        let letter = char::from(b'a' + (number % 26) as u8);
        match prim {
            Prim::Unit => Val::Unit,
            Prim::Bool => Val::Bool(number.is_multiple_of(2)),
            Prim::Int { signed: false, .. } => Val::Unsigned((number % 120).into()),
            Prim::Int { signed: true, .. } => Val::Signed((number % 120).into()),
            Prim::F16 | Prim::Bf16 => Val::F32(((number % 120) as f32).to_bits()),
            Prim::F32 => Val::F32((number as f32).to_bits()),
            Prim::F64 => Val::F64(f64::from(number).to_bits()),
            Prim::Char => Val::Char(letter),
            Prim::Str => Val::Str(format!("{letter}{number}")),
        }
    }
}
