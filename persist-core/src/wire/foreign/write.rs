//! A serializer around another one, that keeps a value from being written that could not be read as itself.
//!
//! MessagePack has one `nil` for `None` and for `()`: `Some(())` and `Some(None)` would be saved as `nil` and loaded as
//! `None`, and nobody would know. By position, a field that is left out leaves its place to the next one. And a value that
//! is nested without end would take the stack.

use std::cell::Cell;
use std::fmt::Display;

use serde::ser::{
    Error as _, Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant,
    SerializeTuple, SerializeTupleStruct, SerializeTupleVariant, Serializer,
};

/// What a value is guarded against.
pub(super) struct Guard {
    /// Most levels of values within each other.
    pub(super) depth: u32,
    /// Fields are written by name, and nothing within `Some` as `None` is; else by position.
    pub(super) by_name: bool,
    /// A value was nested deeper.
    pub(super) too_deep: Cell<bool>,
    /// A field that was left out where that cannot be told; not every encoding keeps the message of an error.
    pub(super) left_out: Cell<Option<&'static str>>,
}

/// A serializer or a value, with what stands around it.
pub(super) struct Guarded<'g, T> {
    inner: T,
    guard: &'g Guard,
    /// Levels of values around it.
    level: u32,
    /// It stands right within a `Some`.
    in_some: bool,
}

impl<'g, T> Guarded<'g, T> {
    pub(super) fn new(inner: T, guard: &'g Guard) -> Self {
        Guarded { inner, guard, level: 0, in_some: false }
    }

    fn around<U>(&self, inner: U) -> Guarded<'g, U> {
        Guarded { inner, guard: self.guard, level: self.level, in_some: self.in_some }
    }

    /// A part of this value.
    fn part<U>(&self, inner: U) -> Guarded<'g, U> {
        Guarded { inner, guard: self.guard, level: self.level.saturating_add(1), in_some: false }
    }
}

impl<T: Serialize> Serialize for Guarded<'_, T> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        if self.level > self.guard.depth {
            self.guard.too_deep.set(true);
            return Err(S::Error::custom("the value is nested too deep"));
        }
        self.inner.serialize(self.around(to))
    }
}

impl<S: Serializer> Guarded<'_, S> {
    fn nil(&self) -> Result<(), S::Error> {
        match self.in_some && self.guard.by_name {
            true => {
                Err(S::Error::custom("`Some` of a value without content would come back as `None`"))
            }
            false => Ok(()),
        }
    }
}

macro_rules! scalars {
    ($($method:ident($ty:ty);)+) => {$(
        fn $method(self, value: $ty) -> Result<S::Ok, S::Error> {
            self.inner.$method(value)
        }
    )+};
}

impl<'g, S: Serializer> Serializer for Guarded<'g, S> {
    type Ok = S::Ok;
    type Error = S::Error;
    type SerializeSeq = Guarded<'g, S::SerializeSeq>;
    type SerializeTuple = Guarded<'g, S::SerializeTuple>;
    type SerializeTupleStruct = Guarded<'g, S::SerializeTupleStruct>;
    type SerializeTupleVariant = Guarded<'g, S::SerializeTupleVariant>;
    type SerializeMap = Guarded<'g, S::SerializeMap>;
    type SerializeStruct = Guarded<'g, S::SerializeStruct>;
    type SerializeStructVariant = Guarded<'g, S::SerializeStructVariant>;

    scalars! {
        serialize_bool(bool);
        serialize_i8(i8);
        serialize_i16(i16);
        serialize_i32(i32);
        serialize_i64(i64);
        serialize_i128(i128);
        serialize_u8(u8);
        serialize_u16(u16);
        serialize_u32(u32);
        serialize_u64(u64);
        serialize_u128(u128);
        serialize_f32(f32);
        serialize_f64(f64);
        serialize_char(char);
        serialize_str(&str);
        serialize_bytes(&[u8]);
    }

    fn serialize_none(self) -> Result<S::Ok, S::Error> {
        self.nil()?;
        self.inner.serialize_none()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        let value = Guarded { in_some: true, ..self.part(value) };
        self.inner.serialize_some(&value)
    }

    fn serialize_unit(self) -> Result<S::Ok, S::Error> {
        self.nil()?;
        self.inner.serialize_unit()
    }

    fn serialize_unit_struct(self, name: &'static str) -> Result<S::Ok, S::Error> {
        self.inner.serialize_unit_struct(name)
    }

    fn serialize_unit_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
    ) -> Result<S::Ok, S::Error> {
        self.inner.serialize_unit_variant(name, index, variant)
    }

    /// A newtype is stored as its content.
    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let value = Guarded { in_some: self.in_some, ..self.part(value) };
        self.inner.serialize_newtype_struct(name, &value)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<S::Ok, S::Error> {
        let value = self.part(value);
        self.inner.serialize_newtype_variant(name, index, variant, &value)
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<Self::SerializeSeq, S::Error> {
        let around = self.around(());
        self.inner.serialize_seq(len).map(|inner| around.around(inner))
    }

    fn serialize_tuple(self, len: usize) -> Result<Self::SerializeTuple, S::Error> {
        let around = self.around(());
        self.inner.serialize_tuple(len).map(|inner| around.around(inner))
    }

    fn serialize_tuple_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleStruct, S::Error> {
        let around = self.around(());
        self.inner.serialize_tuple_struct(name, len).map(|inner| around.around(inner))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeTupleVariant, S::Error> {
        let around = self.around(());
        self.inner
            .serialize_tuple_variant(name, index, variant, len)
            .map(|inner| around.around(inner))
    }

    fn serialize_map(self, len: Option<usize>) -> Result<Self::SerializeMap, S::Error> {
        let around = self.around(());
        self.inner.serialize_map(len).map(|inner| around.around(inner))
    }

    fn serialize_struct(
        self,
        name: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStruct, S::Error> {
        let around = self.around(());
        self.inner.serialize_struct(name, len).map(|inner| around.around(inner))
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        index: u32,
        variant: &'static str,
        len: usize,
    ) -> Result<Self::SerializeStructVariant, S::Error> {
        let around = self.around(());
        self.inner
            .serialize_struct_variant(name, index, variant, len)
            .map(|inner| around.around(inner))
    }

    fn collect_str<T: Display + ?Sized>(self, value: &T) -> Result<S::Ok, S::Error> {
        self.inner.collect_str(value)
    }

    fn is_human_readable(&self) -> bool {
        self.inner.is_human_readable()
    }
}

/// Values one after the other.
macro_rules! elements {
    ($($access:ident::$method:ident)+) => {$(
        impl<A: $access> $access for Guarded<'_, A> {
            type Ok = A::Ok;
            type Error = A::Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), A::Error> {
                let value = self.part(value);
                self.inner.$method(&value)
            }

            fn end(self) -> Result<A::Ok, A::Error> {
                self.inner.end()
            }
        }
    )+};
}

elements! {
    SerializeSeq::serialize_element
    SerializeTuple::serialize_element
    SerializeTupleStruct::serialize_field
    SerializeTupleVariant::serialize_field
}

/// Values by name.
macro_rules! fields {
    ($($access:ident)+) => {$(
        impl<A: $access> $access for Guarded<'_, A> {
            type Ok = A::Ok;
            type Error = A::Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), A::Error> {
                let value = self.part(value);
                self.inner.serialize_field(name, &value)
            }

            fn skip_field(&mut self, name: &'static str) -> Result<(), A::Error> {
                if !self.guard.by_name {
                    self.guard.left_out.set(Some(name));
                    return Err(A::Error::custom("a field is left out"));
                }
                self.inner.skip_field(name)
            }

            fn end(self) -> Result<A::Ok, A::Error> {
                self.inner.end()
            }
        }
    )+};
}

fields! {
    SerializeStruct
    SerializeStructVariant
}

impl<A: SerializeMap> SerializeMap for Guarded<'_, A> {
    type Ok = A::Ok;
    type Error = A::Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), A::Error> {
        let key = self.part(key);
        self.inner.serialize_key(&key)
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), A::Error> {
        let value = self.part(value);
        self.inner.serialize_value(&value)
    }

    fn end(self) -> Result<A::Ok, A::Error> {
        self.inner.end()
    }
}
