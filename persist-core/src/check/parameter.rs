//! What stands for the parameters of a generic type, whose fields have no one type to look at.

use std::fmt;

use crate::error::Result;
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{
    Arg, Def, DefShape, Field, Fields, FieldsKind, Layout, PARAM, Primitive, Registry, Ty,
};
use crate::wire::{FixedRoom, Reader, Writer};

/// Stands for the type parameter of this number. It holds a `u64`, and nothing but itself leads to it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Param<const I: usize>(pub u64);

/// A value is stored in two halves, low and high: the rules would lead into a struct of one field, and out of it.
type Halves = (u32, u32);

impl<const I: usize> Param<I> {
    const ARGS: &'static [Arg] = &[Arg::Unsigned({
        #[expect(clippy::as_conversions, reason = "widening")]
        {
            I as u128
        }
    })];

    fn halves(self) -> Halves {
        let (low, high) = (self.0 & u64::from(u32::MAX), self.0 >> 32);
        // Both fit: `unwrap_or` is never taken.
        (low.try_into().unwrap_or(u32::MAX), high.try_into().unwrap_or(u32::MAX))
    }
}

/// A field that serde stores can be of a parameter's type.
#[cfg(feature = "serde")]
impl<const I: usize> serde::Serialize for Param<I> {
    fn serialize<S: serde::Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        to.serialize_u64(self.0)
    }
}

#[cfg(feature = "serde")]
impl<'de, const I: usize> serde::Deserialize<'de> for Param<I> {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        u64::deserialize(from).map(Param)
    }
}

impl<const I: usize> From<Halves> for Param<I> {
    fn from((low, high): Halves) -> Self {
        Param(u64::from(low) | u64::from(high) << 32)
    }
}

const fn half(name: &'static str) -> Field {
    Field::new(name, &Ty::Primitive(Primitive::U32))
}

impl<const I: usize> Persist for Param<I> {
    const TY: &'static Ty = &Ty::Named { name: PARAM, args: Self::ARGS };
    const DEF: Option<&'static Def> = Some(&Def {
        name: PARAM,
        args: Self::ARGS,
        version: None,
        was: &[],
        producer: None,
        shape: DefShape::Struct(Fields { kind: FieldsKind::Tuple, list: &[half("0"), half("1")] }),
        removed: &[],
        chain: &[],
        view: None,
        history: None,
    });
    const LAYOUT: Option<Layout> = Halves::LAYOUT;
    const MIN_SIZE: usize = Halves::MIN_SIZE;

    fn register(registry: &mut Registry) {
        if let Some(def) = Self::DEF {
            // Its fields are primitives, which have nothing to register.
            let _ = registry.insert::<Self>(def);
        }
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        let halves = self.halves();
        w.copied(|w| halves.encode(w))
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        Halves::decode(r).map(Self::from)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        Halves::decode_as(r, plan, node).map(Self::from)
    }

    fn encode_fixed(&self, out: &mut FixedRoom<'_>) -> Result<()> {
        self.halves().encode_fixed(out)
    }

    fn decode_fixed(bytes: &[u8]) -> Result<Self> {
        Halves::decode_fixed(bytes).map(Self::from)
    }
}

impl<const I: usize> fmt::Display for Param<I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The values that stand for const parameters: near the largest of a type, where literals are rare. Schemas hold a value
/// and not its type, so one list serves all types.
const WIDE: u128 = 4_294_967_281;
/// That of `usize`, which is the length of arrays: an array of arrays of arrays of it is a type that still has a size.
pub(crate) const LENGTH: u128 = 65_413;
const MIDDLE: u128 = 2_147_483_633;
const SHORT: u128 = 65_521;
const SHORT_SIGNED: u128 = 32_753;
const BYTE: u128 = 241;
const BYTE_SIGNED: u128 = 113;
/// The last of the characters for private use.
const CHAR: u32 = 0x10_FFFD;

/// Those of unsigned, signed and `char` parameters: that of the parameter `n` is smaller by `n`.
pub(crate) const UNSIGNED: &[u128] = &[WIDE, SHORT, LENGTH, BYTE];
pub(crate) const SIGNED: &[u128] = &[WIDE, MIDDLE, SHORT_SIGNED, BYTE_SIGNED];
#[expect(clippy::as_conversions, reason = "widening")]
pub(crate) const CHARS: &[u128] = &[CHAR as u128];

macro_rules! stand_ins {
    ($($name:ident: $ty:ident from $base:ident),+) => {
        $(
            /// What stands for the const parameter of this number.
            #[expect(clippy::as_conversions, reason = "each base fits its type")]
            pub const fn $name(index: usize) -> $ty {
                ($base as $ty).wrapping_sub(index as $ty)
            }
        )+
    };
}

stand_ins!(
    const_usize: usize from LENGTH,
    const_u128: u128 from WIDE,
    const_u64: u64 from WIDE,
    const_u32: u32 from WIDE,
    const_u16: u16 from SHORT,
    const_u8: u8 from BYTE,
    const_i128: i128 from WIDE,
    const_i64: i64 from WIDE,
    const_isize: isize from MIDDLE,
    const_i32: i32 from MIDDLE,
    const_i16: i16 from SHORT_SIGNED,
    const_i8: i8 from BYTE_SIGNED
);

/// What stands for the const parameter of this number.
#[expect(clippy::as_conversions, reason = "types have few parameters, and `try_from` is not const")]
pub const fn const_char(index: usize) -> char {
    match char::from_u32(CHAR.wrapping_sub(index as u32)) {
        Some(char) => char,
        None => char::MAX,
    }
}

/// What stands for the const parameter of this number. It has no value to spare: a change from a `bool` parameter to
/// `false`, or back, is not seen.
pub const fn const_bool(_: usize) -> bool {
    false
}

/// The name of the parameter that a type stands for.
pub(super) const fn of_type<'p>(ty: &Ty, parameters: &[&'p str]) -> Option<&'p str> {
    match ty {
        Ty::Named { name, args: [Arg::Unsigned(index)] }
            if !parameters.is_empty() && same(name.as_bytes(), PARAM.as_bytes()) =>
        {
            nth(parameters, *index)
        }
        _ => None,
    }
}

/// The name of the parameter that a length stands for.
#[expect(clippy::as_conversions, reason = "widening")]
pub(super) const fn of_len<'p>(len: usize, parameters: &[&'p str]) -> Option<&'p str> {
    below(LENGTH, len as u128, parameters)
}

/// The name of the parameter that an argument stands for.
pub(super) const fn of_arg<'p>(arg: &Arg, parameters: &[&'p str]) -> Option<&'p str> {
    #[expect(clippy::as_conversions, reason = "widening, and what is negative matches no base")]
    let (value, bases): (u128, &[u128]) = match arg {
        Arg::Unsigned(value) => (*value, UNSIGNED),
        Arg::Signed(value) => (*value as u128, SIGNED),
        Arg::Char(value) => (*value as u128, CHARS),
        Arg::Bool(_) | Arg::Type(_) => return None,
    };
    let mut rest = bases;
    while let [base, others @ ..] = rest {
        if let Some(name) = below(*base, value, parameters) {
            return Some(name);
        }
        rest = others;
    }
    None
}

const fn below<'p>(base: u128, value: u128, parameters: &[&'p str]) -> Option<&'p str> {
    match base.checked_sub(value) {
        Some(index) => nth(parameters, index),
        None => None,
    }
}

const fn nth<'p>(parameters: &[&'p str], index: u128) -> Option<&'p str> {
    let (mut rest, mut number) = (parameters, 0);
    while let [first, others @ ..] = rest {
        if number == index {
            return Some(first);
        }
        (rest, number) = (others, number + 1);
    }
    None
}

/// Whether two texts are one: `==` is not const.
pub(super) const fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && super::matcher::after(a, b).is_some()
}
