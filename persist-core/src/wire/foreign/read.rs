//! A deserializer around another one, that charges each element and each level to the budget of a load.
//!
//! A format says how many elements follow and how deep it goes, and an implementation believes it: elements that take
//! no bytes are read for ever, and levels without end take the stack.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::Reader;
use crate::error;

/// Memory that an element of a list, a field or the entry of a map takes at least: charged for each, as one can take no
/// bytes in a file. What is wrapped around a value takes none of its own.
const ELEMENT_SIZE: usize = 8;

/// What a foreign value may cost.
pub(super) struct Bounds<'r> {
    budget: &'r Reader<'r>,
    /// Bytes of the whole value: no list has more elements that take any.
    len: usize,
    exceeded: RefCell<Option<error::Error>>,
    /// Levels within each other: now, and at most.
    level: Cell<u32>,
    deepest: Cell<u32>,
}

impl<'r> Bounds<'r> {
    pub(super) fn new(budget: &'r Reader<'_>, len: usize) -> Self {
        let (level, deepest) = (Cell::new(0), Cell::new(0));
        Bounds { budget, len, exceeded: RefCell::new(None), level, deepest }
    }

    /// The limit that was met, where one was.
    pub(super) fn exceeded(&self) -> Option<error::Error> {
        self.exceeded.borrow_mut().take()
    }

    /// Most levels that have been within each other.
    pub(super) fn deepest(&self) -> u32 {
        self.deepest.get()
    }

    fn charge<E: Error>(&self, bytes: usize) -> Result<(), E> {
        self.checked(self.budget.allocate(1, bytes))
    }

    /// What reads the text or the bytes does not ask for memory itself.
    fn ask_for<E: Error>(&self, bytes: usize) -> Result<(), E> {
        self.checked(self.budget.ask_for(bytes))
    }

    fn nested<T, E: Error>(&self, read: impl FnOnce() -> Result<T, E>) -> Result<T, E> {
        self.enter()?;
        let value = read();
        // An implementation may try another way where one fails, as untagged enums do.
        self.budget.ascend();
        self.level.set(self.level.get().saturating_sub(1));
        value
    }

    fn enter<E: Error>(&self) -> Result<(), E> {
        self.checked(self.budget.descend())?;
        let level = self.level.get().saturating_add(1);
        self.level.set(level);
        self.deepest.set(self.deepest.get().max(level));
        Ok(())
    }

    fn checked<T, E: Error>(&self, result: error::Result<T>) -> Result<T, E> {
        result.map_err(|error| {
            let message = E::custom(&error);
            self.exceeded.borrow_mut().get_or_insert(error);
            message
        })
    }

    /// What a list claims to hold, as far as memory may be taken for it before its elements are seen.
    fn hint(&self, claimed: Option<usize>) -> Option<usize> {
        claimed.map(|claimed| claimed.min(self.len))
    }
}

/// Anything that reads, with the bounds that hold for it.
pub(super) struct Bounded<'b, T> {
    inner: T,
    bounds: &'b Bounds<'b>,
}

impl<'b, T> Bounded<'b, T> {
    pub(super) fn new(inner: T, bounds: &'b Bounds<'b>) -> Self {
        Bounded { inner, bounds }
    }

    fn around<U>(&self, inner: U) -> Bounded<'b, U> {
        Bounded { inner, bounds: self.bounds }
    }
}

macro_rules! deserialize {
    ($($method:ident($($argument:ident: $ty:ty),*);)+) => {$(
        fn $method<V: Visitor<'de>>(
            self,
            $($argument: $ty,)*
            visitor: V,
        ) -> Result<V::Value, D::Error> {
            let visitor = self.around(visitor);
            self.inner.$method($($argument,)* visitor)
        }
    )+};
}

impl<'de, D: Deserializer<'de>> Deserializer<'de> for Bounded<'_, D> {
    type Error = D::Error;

    deserialize! {
        deserialize_any();
        deserialize_bool();
        deserialize_i8();
        deserialize_i16();
        deserialize_i32();
        deserialize_i64();
        deserialize_i128();
        deserialize_u8();
        deserialize_u16();
        deserialize_u32();
        deserialize_u64();
        deserialize_u128();
        deserialize_f32();
        deserialize_f64();
        deserialize_char();
        deserialize_str();
        deserialize_string();
        deserialize_bytes();
        deserialize_byte_buf();
        deserialize_option();
        deserialize_unit();
        deserialize_unit_struct(name: &'static str);
        deserialize_newtype_struct(name: &'static str);
        deserialize_seq();
        deserialize_tuple(len: usize);
        deserialize_tuple_struct(name: &'static str, len: usize);
        deserialize_map();
        deserialize_struct(name: &'static str, fields: &'static [&'static str]);
        deserialize_enum(name: &'static str, variants: &'static [&'static str]);
        deserialize_identifier();
        deserialize_ignored_any();
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

macro_rules! visit {
    ($($method:ident($ty:ty);)+) => {$(
        fn $method<E: Error>(self, value: $ty) -> Result<V::Value, E> {
            self.inner.$method(value)
        }
    )+};
}

/// Text and bytes: charged by their length.
macro_rules! visit_long {
    ($($method:ident($ty:ty);)+) => {$(
        fn $method<E: Error>(self, value: $ty) -> Result<V::Value, E> {
            self.bounds.charge(value.len())?;
            self.bounds.ask_for(value.len())?;
            self.inner.$method(value)
        }
    )+};
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Bounded<'_, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.inner.expecting(f)
    }

    visit! {
        visit_bool(bool);
        visit_i8(i8);
        visit_i16(i16);
        visit_i32(i32);
        visit_i64(i64);
        visit_i128(i128);
        visit_u8(u8);
        visit_u16(u16);
        visit_u32(u32);
        visit_u64(u64);
        visit_u128(u128);
        visit_f32(f32);
        visit_f64(f64);
        visit_char(char);
    }

    visit_long! {
        visit_str(&str);
        visit_borrowed_str(&'de str);
        visit_string(String);
        visit_bytes(&[u8]);
        visit_borrowed_bytes(&'de [u8]);
        visit_byte_buf(Vec<u8>);
    }

    fn visit_none<E: Error>(self) -> Result<V::Value, E> {
        self.inner.visit_none()
    }

    fn visit_unit<E: Error>(self) -> Result<V::Value, E> {
        self.inner.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> Result<V::Value, D::Error> {
        let from = self.around(from);
        self.bounds.nested(|| self.inner.visit_some(from))
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, from: D) -> Result<V::Value, D::Error> {
        let from = self.around(from);
        self.bounds.nested(|| self.inner.visit_newtype_struct(from))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, from: A) -> Result<V::Value, A::Error> {
        let from = self.around(from);
        self.bounds.nested(|| self.inner.visit_seq(from))
    }

    fn visit_map<A: MapAccess<'de>>(self, from: A) -> Result<V::Value, A::Error> {
        let from = self.around(from);
        self.bounds.nested(|| self.inner.visit_map(from))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, from: A) -> Result<V::Value, A::Error> {
        let from = self.around(from);
        self.bounds.nested(|| self.inner.visit_enum(from))
    }
}

impl<'de, S: DeserializeSeed<'de>> DeserializeSeed<'de> for Bounded<'_, S> {
    type Value = S::Value;

    fn deserialize<D: Deserializer<'de>>(self, from: D) -> Result<S::Value, D::Error> {
        let from = self.around(from);
        self.inner.deserialize(from)
    }
}

impl<'de, A: SeqAccess<'de>> SeqAccess<'de> for Bounded<'_, A> {
    type Error = A::Error;

    fn next_element_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.bounds.charge(ELEMENT_SIZE)?;
        let seed = self.around(seed);
        self.inner.next_element_seed(seed)
    }

    fn size_hint(&self) -> Option<usize> {
        self.bounds.hint(self.inner.size_hint())
    }
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Bounded<'_, A> {
    type Error = A::Error;

    fn next_key_seed<S: DeserializeSeed<'de>>(
        &mut self,
        seed: S,
    ) -> Result<Option<S::Value>, A::Error> {
        self.bounds.charge(ELEMENT_SIZE)?;
        let seed = self.around(seed);
        self.inner.next_key_seed(seed)
    }

    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        let seed = self.around(seed);
        self.inner.next_value_seed(seed)
    }

    fn size_hint(&self) -> Option<usize> {
        self.bounds.hint(self.inner.size_hint())
    }
}

impl<'de, 'b, A: EnumAccess<'de>> EnumAccess<'de> for Bounded<'b, A> {
    type Error = A::Error;
    type Variant = Bounded<'b, A::Variant>;

    fn variant_seed<S: DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Self::Variant), A::Error> {
        let (seed, bounds) = (self.around(seed), self.bounds);
        let (value, variant) = self.inner.variant_seed(seed)?;
        Ok((value, Bounded { inner: variant, bounds }))
    }
}

impl<'de, A: VariantAccess<'de>> VariantAccess<'de> for Bounded<'_, A> {
    type Error = A::Error;

    fn unit_variant(self) -> Result<(), A::Error> {
        self.inner.unit_variant()
    }

    fn newtype_variant_seed<S: DeserializeSeed<'de>>(self, seed: S) -> Result<S::Value, A::Error> {
        let seed = self.around(seed);
        self.inner.newtype_variant_seed(seed)
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, A::Error> {
        let visitor = self.around(visitor);
        self.inner.tuple_variant(len, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, A::Error> {
        let visitor = self.around(visitor);
        self.inner.struct_variant(fields, visitor)
    }
}
