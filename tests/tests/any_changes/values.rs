//! Values as plain data: drawn at random, with the numbers at the edges, and brought into one form.

use std::collections::BTreeMap;

use persist_tests::support::random::Random;

use super::schema::{Fields, Prim, Schema, Shape, Ty};

/// A value; floats by their bits, so that values are equal bit for bit.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Val {
    Unit,
    Bool(bool),
    Unsigned(u128),
    Signed(i128),
    /// An `f16` and a `bf16`, too.
    F32(u32),
    F64(u64),
    Char(char),
    Str(String),
    Option(Option<Box<Val>>),
    List(Vec<Val>),
    Tuple(Vec<Val>),
    Set(Vec<Val>),
    Map(Vec<(Val, Val)>),
    /// What tells it from others, and its content.
    Shared(u64, Box<Val>),
    Struct(String, Vec<(String, Val)>),
    Variant(String, String, Vec<(String, Val)>),
}

/// In keys, shared values stand in place and are nobody else's.
pub const IN_KEY: u64 = u64::MAX;

/// Draws values of a schema's types.
pub struct Draw<'a> {
    pub schema: &'a Schema,
    pub random: &'a mut Random,
    /// Shared values that were drawn before, by their content's type.
    pub shared: Vec<(Ty, Val)>,
    /// Values that may still be drawn: recursion ends with them.
    pub budget: usize,
}

impl Draw<'_> {
    pub fn value(&mut self, ty: &Ty) -> Val {
        self.budget = self.budget.saturating_sub(1);
        match ty {
            Ty::Prim(prim) => self.prim(*prim),
            Ty::Option(_) if self.budget == 0 || self.random.below(3) == 0 => Val::Option(None),
            Ty::Option(inner) => Val::Option(Some(Box::new(self.value(inner)))),
            Ty::List(inner, _) => Val::List(self.values(inner)),
            Ty::Array(inner, len, _) => Val::List((0..*len).map(|_| self.value(inner)).collect()),
            Ty::Tuple(types) => Val::Tuple(types.iter().map(|ty| self.value(ty)).collect()),
            Ty::Set(inner) => {
                let mut values: Vec<_> = self.values(inner).iter().map(normal_key).collect();
                values.sort();
                values.dedup();
                Val::Set(values)
            }
            Ty::Map(key, value) => {
                let keys: BTreeMap<Val, ()> =
                    self.values(key).iter().map(|key| (normal_key(key), ())).collect();
                Val::Map(keys.into_keys().map(|key| (key, self.value(value))).collect())
            }
            Ty::Shared(inner) => self.shared(inner),
            Ty::Named(id) => self.named(*id),
        }
    }

    fn values(&mut self, ty: &Ty) -> Vec<Val> {
        let most = if self.budget == 0 { 1 } else { 4 };
        // A list of one leads out of itself: it is what several rules are about.
        let len = if self.random.below(3) == 0 && most > 1 { 1 } else { self.random.below(most) };
        (0..len).map(|_| self.value(ty)).collect()
    }

    /// Every second one is one of those that are there.
    fn shared(&mut self, inner: &Ty) -> Val {
        let met: Vec<_> = self.shared.iter().filter(|(ty, _)| ty == inner).collect();
        if !met.is_empty() && self.random.below(2) == 0 {
            return met[self.random.below(met.len())].1.clone();
        }
        let content = self.value(inner);
        let value = Val::Shared(self.shared.len() as u64, Box::new(content));
        self.shared.push((inner.clone(), value.clone()));
        value
    }

    fn named(&mut self, id: usize) -> Val {
        let def = &self.schema.defs[id];
        match &def.shape {
            Shape::Struct(fields) => Val::Struct(def.name.clone(), self.fields(fields)),
            Shape::Enum(variants) => {
                // The first variant never leads back to the enum.
                let number = if self.budget == 0 { 0 } else { self.random.below(variants.len()) };
                let variant = &variants[number];
                let fields = self.fields(&variant.fields);
                Val::Variant(def.name.clone(), variant.name.clone(), fields)
            }
        }
    }

    fn fields(&mut self, fields: &Fields) -> Vec<(String, Val)> {
        fields.list.iter().map(|field| (field.name.clone(), self.value(&field.ty))).collect()
    }

    fn prim(&mut self, prim: Prim) -> Val {
        let pick = self.random.below(8);
        match prim {
            Prim::Unit => Val::Unit,
            Prim::Bool => Val::Bool(pick < 4),
            Prim::Int { bits, signed: false, .. } => Val::Unsigned(self.unsigned(bits)),
            Prim::Int { bits, signed: true, .. } => Val::Signed(self.signed(bits)),
            Prim::F16 | Prim::Bf16 => Val::F32(match pick {
                0 => f32::NAN.to_bits(),
                1 => (-0.0f32).to_bits(),
                2 => f32::NEG_INFINITY.to_bits(),
                3 => 0xffd2_0000,
                4 => 2.0f32.powi(-20).to_bits(),
                _ => (self.random.byte() as f32 / 4.0).to_bits(),
            }),
            Prim::F32 => Val::F32(match pick {
                0 => f32::NAN.to_bits(),
                1 => (-0.0f32).to_bits(),
                2 => f32::NEG_INFINITY.to_bits(),
                3 => f32::MAX.to_bits(),
                4 => f32::NAN.to_bits() | 5 | 1 << 31,
                5 => f32::MIN_POSITIVE.to_bits() / 2,
                _ => (self.random.byte() as f32 / 4.0).to_bits(),
            }),
            Prim::F64 => Val::F64(match pick {
                0 => f64::NAN.to_bits(),
                1 => (-0.0f64).to_bits(),
                2 => f64::INFINITY.to_bits(),
                3 => f64::MIN.to_bits(),
                4 => f64::NAN.to_bits() | 5 | 1 << 63,
                _ => (self.random.byte() as f64 / 4.0).to_bits(),
            }),
            Prim::Char => Val::Char(['\0', 'a', 'b', 'ä', '€', '\u{10ffff}', 'z', '0'][pick]),
            Prim::Str => {
                let texts = ["", "a", "b", "ä", "\u{10ffff}", "two words", "\0", "c"];
                Val::Str(texts[pick].to_owned())
            }
        }
    }

    /// Mostly small ones, which fit everywhere, and those next to the edge of some type.
    fn unsigned(&mut self, bits: u32) -> u128 {
        let max = u128::MAX >> (128 - bits);
        match self.random.below(8) {
            0 => max,
            1 => edge(self.random).min(max),
            2 => 0,
            _ => u128::from(self.random.byte() / 3),
        }
    }

    fn signed(&mut self, bits: u32) -> i128 {
        let (min, max) = (i128::MIN >> (128 - bits), i128::MAX >> (128 - bits));
        match self.random.below(8) {
            0 => min,
            1 => max,
            2 => (edge(self.random) as i128).wrapping_neg().clamp(min, max),
            3 => (edge(self.random) as i128).clamp(min, max),
            4 => -1,
            _ => i128::from(self.random.byte() / 3),
        }
    }
}

/// The largest number of some type, or one more or less.
fn edge(random: &mut Random) -> u128 {
    let bits = [7, 8, 15, 16, 31, 32, 63, 64, 127][random.below(9)];
    (1u128 << bits) - 1 + random.below(2) as u128
}

/// The same value in the one form that equal values have: entries of sets and maps in order, shared values by the order
/// in which they are met, and without identity in keys.
pub fn normal(value: &Val) -> Val {
    Normal { keys: 0, numbers: BTreeMap::new() }.value(value)
}

/// The same for an element of a set or a key of a map: shared values have no identity there.
pub fn normal_key(value: &Val) -> Val {
    Normal { keys: 0, numbers: BTreeMap::new() }.key(value)
}

struct Normal {
    keys: usize,
    numbers: BTreeMap<u64, u64>,
}

impl Normal {
    fn value(&mut self, value: &Val) -> Val {
        let list = |this: &mut Self, values: &[Val]| values.iter().map(|v| this.value(v)).collect();
        let fields = |this: &mut Self, fields: &[(String, Val)]| {
            fields.iter().map(|(name, v)| (name.clone(), this.value(v))).collect()
        };
        match value {
            Val::Option(content) => {
                Val::Option(content.as_ref().map(|content| Box::new(self.value(content))))
            }
            Val::List(values) => Val::List(list(self, values)),
            Val::Tuple(values) => Val::Tuple(list(self, values)),
            Val::Set(values) => {
                let mut values: Vec<_> = values.iter().map(|value| self.key(value)).collect();
                values.sort();
                Val::Set(values)
            }
            Val::Map(entries) => {
                let mut entries: Vec<_> =
                    entries.iter().map(|(key, value)| (self.key(key), value)).collect();
                entries.sort();
                Val::Map(entries.into_iter().map(|(key, v)| (key, self.value(v))).collect())
            }
            Val::Shared(_, content) if self.keys > 0 => {
                Val::Shared(IN_KEY, Box::new(self.value(content)))
            }
            Val::Shared(number, content) => {
                let next = self.numbers.len() as u64;
                let number = *self.numbers.entry(*number).or_insert(next);
                Val::Shared(number, Box::new(self.value(content)))
            }
            Val::Struct(name, list) => Val::Struct(name.clone(), fields(self, list)),
            Val::Variant(name, variant, list) => {
                Val::Variant(name.clone(), variant.clone(), fields(self, list))
            }
            scalar => scalar.clone(),
        }
    }

    fn key(&mut self, key: &Val) -> Val {
        self.keys += 1;
        let key = self.value(key);
        self.keys -= 1;
        key
    }
}
