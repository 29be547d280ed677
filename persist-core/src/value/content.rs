//! What a self-describing value of another crate's type holds: MessagePack as a tree, and back.

use std::fmt;

use serde::de::{Deserialize, Deserializer, EnumAccess, Error as _, MapAccess, SeqAccess, Visitor};
use serde::ser::{Error as _, Serialize, SerializeMap, Serializer};

use super::ForeignValue;
use crate::error::{Error, ErrorKind, Result};
use crate::schema::Primitive;
use crate::value::Value;
use crate::wire::foreign::{Encoding, Failure, Unwritten, budgeted, deserialize, serialize};
use crate::wire::{Limits, Reader};

impl ForeignValue {
    /// The value that a field with `#[persist(serde)]` would be stored as.
    ///
    /// # Errors
    ///
    /// What the type's implementation of serde says.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::ForeignValue;
    ///
    /// let kernel = ForeignValue::of(&("rbf", 0.5))?;
    /// assert_eq!(kernel.content()?.to_string(), "[\"rbf\", 0.5]");
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Result<Self> {
        ForeignValue::written(value, Limits::DEFAULT_DEPTH)
    }

    /// What a self-describing value holds: structs, and maps whose keys are strings, as [`Value::Struct`] without
    /// a name, lists and tuples as [`Value::List`], `None` and `()` as [`Value::Unit`], a variant without content as
    /// its name, and one with content as a struct of one field, which has its name.
    ///
    /// # Errors
    ///
    /// Postcard, which says nothing of itself, and bytes that no save writes.
    pub fn content(&self) -> Result<Value> {
        budgeted(&Limits::new(), self.bytes(), |budget| self.content_within(budget))
    }

    /// [`content`](Self::content) within the limits of a load.
    pub(crate) fn content_within(&self, budget: &Reader<'_>) -> Result<Value> {
        if self.encoding() != Primitive::MessagePack {
            let message = "postcard does not say what it holds: only its type can read it";
            return Err(Error::new(ErrorKind::Caller, message));
        }
        match deserialize::<Content>(Encoding::MessagePack, self.bytes(), budget) {
            Ok(content) => Ok(content.0),
            Err(Failure::Limit(error)) => Err(error),
            Err(Failure::Refused { message, .. }) => Err(Error::damaged(format!(
                "a value of another crate's type is no MessagePack: {message}"
            ))),
        }
    }

    /// The value that a self-describing tree becomes.
    ///
    /// # Errors
    ///
    /// What has no place in such a tree.
    pub(crate) fn from_content(content: Value, depth: u32) -> Result<Self> {
        ForeignValue::written(&Content(content), depth)
    }

    fn written<T: Serialize + ?Sized>(value: &T, depth: u32) -> Result<Self> {
        match serialize(Encoding::MessagePack, value, depth) {
            Ok(bytes) => Ok(ForeignValue::new(Primitive::MessagePack, bytes)),
            Err(Unwritten::TooDeep) => {
                let message = format!("a value is nested more than {depth} levels deep");
                Err(Error::new(ErrorKind::Limit, message))
            }
            Err(Unwritten::Refused(message)) => Err(Error::new(ErrorKind::Caller, message)),
        }
    }
}

/// A tree that serde reads and writes.
pub(crate) struct Content(pub(crate) Value);

impl Serialize for Content {
    fn serialize<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        Part(&self.0).serialize(to)
    }
}

struct Part<'v>(&'v Value);

impl Serialize for Part<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> std::result::Result<S::Ok, S::Error> {
        match self.0 {
            Value::Unit | Value::Option(None) => to.serialize_unit(),
            Value::Bool(value) => to.serialize_bool(*value),
            Value::Unsigned(value) => match u64::try_from(*value) {
                Ok(value) => to.serialize_u64(value),
                Err(_) => to.serialize_u128(*value),
            },
            Value::Signed(value) => match i64::try_from(*value) {
                Ok(value) => to.serialize_i64(value),
                Err(_) => to.serialize_i128(*value),
            },
            Value::F32(value) => to.serialize_f32(*value),
            Value::F64(value) => to.serialize_f64(*value),
            Value::Char(value) => to.serialize_char(*value),
            Value::Str(value) => to.serialize_str(value),
            Value::Bytes(value) => to.serialize_bytes(value),
            Value::Option(Some(content)) | Value::Shared { content: Some(content), .. } => {
                Part(content).serialize(to)
            }
            Value::List(values) | Value::Tuple(values) | Value::Set(values) => {
                to.collect_seq(values.iter().map(Part))
            }
            Value::Map(entries) => {
                to.collect_map(entries.iter().map(|(key, value)| (Part(key), Part(value))))
            }
            Value::Struct { fields, .. } => {
                to.collect_map(fields.iter().map(|(name, value)| (name, Part(value))))
            }
            Value::Variant { variant, fields, .. } if fields.is_empty() => {
                to.serialize_str(variant)
            }
            Value::Variant { variant, fields, .. } => {
                let mut map = to.serialize_map(Some(1))?;
                let positional = fields.first().is_some_and(|(name, _)| name == "0");
                match fields.as_slice() {
                    [(_, only)] if positional => map.serialize_entry(variant, &Part(only))?,
                    several if positional => {
                        let values: Vec<_> = several.iter().map(|(_, v)| Part(v)).collect();
                        map.serialize_entry(variant, &values)?;
                    }
                    _ => {
                        let fields = Value::Struct { name: String::new(), fields: fields.clone() };
                        map.serialize_entry(variant, &Part(&fields))?;
                    }
                }
                map.end()
            }
            Value::Shared { content: None, .. } | Value::Weak(_) | Value::Foreign(_) => {
                Err(S::Error::custom(
                    "a shared value and a value of another crate have no place within another one",
                ))
            }
        }
    }
}

impl<'de> Deserialize<'de> for Content {
    fn deserialize<D: Deserializer<'de>>(from: D) -> std::result::Result<Self, D::Error> {
        from.deserialize_any(Tree).map(Content)
    }
}

struct Tree;

macro_rules! visit {
    ($($method:ident: $ty:ty => $value:expr;)+) => {$(
        fn $method<E>(self, value: $ty) -> std::result::Result<Value, E> {
            let make: fn($ty) -> Value = $value;
            Ok(make(value))
        }
    )+};
}

impl<'de> Visitor<'de> for Tree {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    visit! {
        visit_bool: bool => Value::Bool;
        visit_i64: i64 => |value| Value::Signed(value.into());
        visit_i128: i128 => Value::Signed;
        visit_u64: u64 => |value| Value::Unsigned(value.into());
        visit_u128: u128 => Value::Unsigned;
        visit_f32: f32 => Value::F32;
        visit_f64: f64 => Value::F64;
        visit_char: char => Value::Char;
        visit_str: &str => |value| Value::Str(value.to_owned());
        visit_string: String => Value::Str;
        visit_bytes: &[u8] => |value| Value::Bytes(value.to_vec());
        visit_byte_buf: Vec<u8> => Value::Bytes;
    }

    fn visit_unit<E>(self) -> std::result::Result<Value, E> {
        Ok(Value::Unit)
    }

    fn visit_none<E>(self) -> std::result::Result<Value, E> {
        Ok(Value::Unit)
    }

    fn visit_some<D: Deserializer<'de>>(self, from: D) -> std::result::Result<Value, D::Error> {
        from.deserialize_any(Tree)
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        from: D,
    ) -> std::result::Result<Value, D::Error> {
        // Only extension types come this way.
        let _ = from;
        Err(D::Error::custom("extension types of MessagePack have no place in a tree"))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> std::result::Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(Content(value)) = from.next_element()? {
            values.push(value);
        }
        Ok(Value::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> std::result::Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some((Content(key), Content(value))) = from.next_entry()? {
            entries.push((key, value));
        }
        Ok(by_name(entries))
    }

    fn visit_enum<A: EnumAccess<'de>>(self, _: A) -> std::result::Result<Value, A::Error> {
        Err(A::Error::custom("no self-describing encoding has enums of its own"))
    }
}

/// A map, or fields where all keys are names.
fn by_name(entries: Vec<(Value, Value)>) -> Value {
    if !entries.iter().all(|(key, _)| matches!(key, Value::Str(_))) {
        return Value::Map(entries);
    }
    let field = |(key, value)| match key {
        Value::Str(name) => Some((name, value)),
        _ => None,
    };
    Value::Struct { name: String::new(), fields: entries.into_iter().filter_map(field).collect() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails panics")]
mod tests {
    use super::*;

    fn list(values: &[Value]) -> Value {
        Value::List(values.to_vec())
    }

    fn fields(fields: &[(&str, Value)]) -> Vec<(String, Value)> {
        fields.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect()
    }

    fn structure(named: &[(&str, Value)]) -> Value {
        Value::Struct { name: String::new(), fields: fields(named) }
    }

    fn variant(variant: &str, of: &[(&str, Value)]) -> Value {
        Value::Variant { name: "E".into(), variant: variant.into(), fields: fields(of) }
    }

    /// What an upgrade of another crate's values may answer, and what serde finds in it.
    #[test]
    fn trees_are_written_as_serde_would_have_written_them() {
        let (one, two) = (Value::Unsigned(1), Value::Signed(-2));
        let text = Value::Str("text".into());
        let some = |value: &Value| Value::Option(Some(Box::new(value.clone())));
        let shared = Value::Shared { number: Some(3), content: Some(Box::new(one.clone())) };
        let pairs = [(one.clone(), text.clone()), (two.clone(), Value::Unit)];
        let named = [("a", one.clone()), ("b", text.clone())];
        let as_they_are = [
            Value::Unit,
            Value::Bool(true),
            one.clone(),
            Value::Unsigned(u64::MAX.into()),
            two.clone(),
            Value::Signed(i64::MIN.into()),
            Value::F32(0.5),
            Value::F64(0.1),
            text.clone(),
            Value::Bytes(vec![1, 2]),
            list(&[one.clone(), text.clone(), list(&[])]),
            Value::Map(pairs.to_vec()),
            structure(&named),
        ];
        for tree in as_they_are {
            let written = ForeignValue::from_content(tree.clone(), 16).unwrap();
            assert_eq!(written.content().unwrap(), tree);
        }
        let as_others = [
            (Value::Option(None), Value::Unit),
            (some(&some(&one)), one.clone()),
            (shared, one.clone()),
            (Value::Signed(2), Value::Unsigned(2)),
            (Value::Char('é'), Value::Str("é".into())),
            (Value::Tuple(vec![one.clone(), two.clone()]), list(&[one.clone(), two.clone()])),
            (Value::Set(vec![one.clone()]), list(std::slice::from_ref(&one))),
            (Value::Map(vec![(text.clone(), one.clone())]), structure(&[("text", one.clone())])),
            (variant("Unit", &[]), Value::Str("Unit".into())),
            (variant("Newtype", &[("0", one.clone())]), structure(&[("Newtype", one.clone())])),
            (
                variant("Tuple", &[("0", one.clone()), ("1", text.clone())]),
                structure(&[("Tuple", list(&[one.clone(), text.clone()]))]),
            ),
            (variant("Struct", &named), structure(&[("Struct", structure(&named))])),
        ];
        for (tree, expected) in as_others {
            let written = ForeignValue::from_content(tree.clone(), 16).unwrap();
            assert_eq!(written.content().unwrap(), expected, "{tree:?}");
        }
    }

    /// As `serde` reads and writes them: numbers of 128 bits, and enums.
    #[test]
    fn trees_are_what_types_of_serde_are_stored_as() {
        #[derive(Debug, PartialEq, serde::Serialize, serde::Deserialize)]
        enum Kind {
            Unit,
            Newtype(u128),
            Tuple(i128, Option<char>),
            Struct { a: f32, b: () },
        }
        let kinds = vec![
            Kind::Unit,
            Kind::Newtype(u128::MAX),
            Kind::Tuple(i128::MIN, Some('x')),
            Kind::Tuple(-1, None),
            Kind::Struct { a: 0.5, b: () },
        ];
        let stored = ForeignValue::of(&kinds).unwrap();
        let again = ForeignValue::from_content(stored.content().unwrap(), 16).unwrap();
        assert_eq!(again.bytes(), stored.bytes());
    }

    #[test]
    fn what_has_no_place_in_a_tree_is_refused() {
        let inner = ForeignValue::of(&1).unwrap();
        let met = Value::Shared { number: Some(1), content: None };
        for value in [Value::Weak(None), Value::Foreign(inner), met] {
            let error = ForeignValue::from_content(list(&[value]), 16).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Caller);
            assert!(error.to_string().contains("have no place within another one"), "{error}");
        }
        let nested = (0..20).fold(Value::Unit, |inner, _| list(&[inner]));
        let error = ForeignValue::from_content(nested.clone(), 16).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limit);
        assert!(error.to_string().contains("more than 16 levels"), "{error}");
        assert!(ForeignValue::from_content(nested, 24).is_ok());
        // An extension, a map that ends early, and bytes of no value.
        let damaged: [(&[u8], &str); 3] = [
            (&[0xd4, 1, 0], "extension types"),
            (&[0x82, 1], "no MessagePack"),
            (&[0xc1], "no MessagePack"),
        ];
        for (bytes, words) in damaged {
            let error = ForeignValue::new(Primitive::MessagePack, bytes).content().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Damaged);
            assert!(error.to_string().contains(words), "{error}");
        }
        let error = ForeignValue::new(Primitive::Postcard, [0]).content().unwrap_err();
        assert!(error.to_string().contains("only its type can read it"), "{error}");
    }
}
