//! The library's trees of values as plain data.

use std::collections::BTreeMap;

use persist_core::Value;

use super::values::{IN_KEY, Val};

/// What the library makes of a body.
pub fn of_library(value: &Value) -> Val {
    OfLibrary::default().value(value)
}

#[derive(Default)]
struct OfLibrary {
    /// Content of shared values, which stands where they are met first.
    contents: BTreeMap<u64, Val>,
}

impl OfLibrary {
    fn value(&mut self, value: &Value) -> Val {
        let list = |this: &mut Self, values: &[Value]| {
            values.iter().map(|value| this.value(value)).collect::<Vec<_>>()
        };
        let fields = |this: &mut Self, fields: &[(String, Value)]| {
            fields.iter().map(|(name, value)| (name.clone(), this.value(value))).collect()
        };
        match value {
            Value::Unit => Val::Unit,
            Value::Bool(value) => Val::Bool(*value),
            Value::Unsigned(value) => Val::Unsigned(*value),
            Value::Signed(value) => Val::Signed(*value),
            Value::F32(value) => Val::F32(value.to_bits()),
            Value::F64(value) => Val::F64(value.to_bits()),
            Value::Char(value) => Val::Char(*value),
            Value::Str(value) => Val::Str(value.clone()),
            Value::Option(content) => {
                Val::Option(content.as_ref().map(|content| Box::new(self.value(content))))
            }
            Value::List(values) => Val::List(list(self, values)),
            Value::Tuple(values) => Val::Tuple(list(self, values)),
            Value::Set(values) => Val::Set(list(self, values)),
            Value::Map(entries) => {
                Val::Map(entries.iter().map(|(k, v)| (self.value(k), self.value(v))).collect())
            }
            Value::Shared { number, content } => {
                let number = number.unwrap_or(IN_KEY);
                let content = match content {
                    Some(content) => self.value(content),
                    None => self.contents[&number].clone(),
                };
                self.contents.insert(number, content.clone());
                Val::Shared(number, Box::new(content))
            }
            Value::Struct { name, fields: list } => Val::Struct(name.clone(), fields(self, list)),
            Value::Variant { name, variant, fields: list } => {
                Val::Variant(name.clone(), variant.clone(), fields(self, list))
            }
            other => panic!("a value of a kind that this test does not know: {other:?}"),
        }
    }
}
