//! Parts of dynamic values, by their paths, and plain values in and out.

use super::Value;
use super::path::{Part, parts};

impl Value {
    /// The part of the value at a path, as `trees[3].nodes[0].threshold`: paths are written as errors show them,
    /// without the name that they begin with.
    ///
    /// Steps are `.field`, `[3]` into lists, tuples and sets, `["key"]`, `['c']` and `[7]` to the values of maps, `{3}`
    /// to those of any keys, in the order of the file, and `.Variant`, which may be left out. Options and shared values
    /// take no step of their own. There is no part where
    /// the value has another variant, is `None`, or is too short.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{Archive, Persist, Value};
    ///
    /// #[derive(Persist)]
    /// struct Forest { trees: Vec<Tree> }
    ///
    /// #[derive(Persist)]
    /// enum Tree { Leaf(f64), Split { threshold: f64, below: Option<Box<Tree>> } }
    ///
    /// let below = Some(Box::new(Tree::Leaf(0.5)));
    /// let forest = Forest { trees: vec![Tree::Split { threshold: 2.5, below }] };
    /// let value = Archive::from_bytes(forest.to_bytes()?)?.value()?;
    /// assert_eq!(value.get("trees[0].threshold").and_then(Value::as_f64), Some(2.5));
    /// assert_eq!(value.get("trees[0].Split.below.Leaf.0").and_then(Value::as_f64), Some(0.5));
    /// assert_eq!(value.get("trees[1]"), None);
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn get(&self, path: &str) -> Option<&Value> {
        parts(path)?.iter().try_fold(self, |value, part| part.of(value)).map(Value::content)
    }

    /// The part of the value at a path, to be changed: see [`get`](Self::get).
    ///
    /// # Example
    ///
    /// What a function that `#[persist(replay = …)]` names may do: old programs took care that `low <= high`.
    ///
    /// ```
    /// use persist_core::Value;
    /// use persist_core::schema::Version;
    ///
    /// fn sorted(_: &Version, mut value: Value) -> Option<Value> {
    ///     let (low, high) = (value.get("low")?.as_u64()?, value.get("high")?.as_u64()?);
    ///     *value.get_mut("low")? = Value::from(low.min(high));
    ///     *value.get_mut("high")? = Value::from(low.max(high));
    ///     Some(value)
    /// }
    /// # let fields = vec![("low".into(), Value::from(7u64)), ("high".into(), Value::from(2u64))];
    /// # let value = sorted(&Version::new(1, 0, 0), Value::Struct { name: "Range".into(), fields });
    /// # assert_eq!(value.unwrap().to_string(), "Range { low: 2, high: 7 }");
    /// ```
    pub fn get_mut(&mut self, path: &str) -> Option<&mut Value> {
        let found = parts(path)?.iter().try_fold(self, |value, part| part.of_mut(value))?;
        Some(found.content_mut())
    }

    /// The name of the variant, of a value of an enum.
    pub fn variant(&self) -> Option<&str> {
        match self.content() {
            Value::Variant { variant, .. } => Some(variant),
            _ => None,
        }
    }

    /// The elements of a list, an array, a tuple or a set.
    pub fn elements(&self) -> Option<&[Value]> {
        match self.content() {
            Value::List(values) | Value::Tuple(values) | Value::Set(values) => Some(values),
            _ => None,
        }
    }

    /// The elements of a list, an array, a tuple or a set, to be changed.
    pub fn elements_mut(&mut self) -> Option<&mut Vec<Value>> {
        match self.content_mut() {
            Value::List(values) | Value::Tuple(values) | Value::Set(values) => Some(values),
            _ => None,
        }
    }

    /// The fields of a struct or of a variant, with their names.
    pub fn fields(&self) -> Option<&[(String, Value)]> {
        match self.content() {
            Value::Struct { fields, .. } | Value::Variant { fields, .. } => Some(fields),
            _ => None,
        }
    }

    /// The fields of a struct or of a variant, with their names, to be changed.
    pub fn fields_mut(&mut self) -> Option<&mut Vec<(String, Value)>> {
        match self.content_mut() {
            Value::Struct { fields, .. } | Value::Variant { fields, .. } => Some(fields),
            _ => None,
        }
    }

    /// Gives a field another name; whether there was one of the former name.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::Value;
    ///
    /// let fields = vec![("trees".to_owned(), Value::from(7u8)), ("seed".to_owned(), Value::Unit)];
    /// let mut forest = Value::Struct { name: "Forest".into(), fields };
    /// assert!(forest.rename_field("trees", "estimators"));
    /// assert_eq!(forest.remove_field("seed"), Some(Value::Unit));
    /// forest.set_field("depth", Value::from(3u8));
    /// assert_eq!(forest.to_string(), "Forest { estimators: 7, depth: 3 }");
    /// ```
    pub fn rename_field(&mut self, former: &str, name: &str) -> bool {
        let mut fields = self.fields_mut().into_iter().flatten();
        let field = fields.find(|(field, _)| field == former);
        field.map(|(field, _)| name.clone_into(field)).is_some()
    }

    /// Takes a field out of a struct or a variant, where there is one of this name.
    pub fn remove_field(&mut self, name: &str) -> Option<Value> {
        let fields = self.fields_mut()?;
        let at = fields.iter().position(|(field, _)| field == name)?;
        Some(fields.remove(at).1)
    }

    /// Gives a field of a struct or a variant another value, and adds it where there is none of this name. Nothing comes
    /// of it where the value has no fields.
    pub fn set_field(&mut self, name: &str, value: Value) {
        let Some(fields) = self.fields_mut() else { return };
        match fields.iter_mut().find(|(field, _)| field == name) {
            Some((_, field)) => *field = value,
            None => fields.push((name.to_owned(), value)),
        }
    }

    /// The `bool`, where it is one.
    pub fn as_bool(&self) -> Option<bool> {
        match self.content() {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// The integer, where it is one that a `u64` holds.
    pub fn as_u64(&self) -> Option<u64> {
        match self.content() {
            Value::Unsigned(value) => (*value).try_into().ok(),
            Value::Signed(value) => (*value).try_into().ok(),
            _ => None,
        }
    }

    /// The integer, where it is one that an `i64` holds.
    pub fn as_i64(&self) -> Option<i64> {
        match self.content() {
            Value::Unsigned(value) => (*value).try_into().ok(),
            Value::Signed(value) => (*value).try_into().ok(),
            _ => None,
        }
    }

    /// The float, where it is one, of either width.
    pub fn as_f64(&self) -> Option<f64> {
        match self.content() {
            Value::F32(value) => Some((*value).into()),
            Value::F64(value) => Some(*value),
            _ => None,
        }
    }

    /// The text, where it is a string.
    pub fn as_str(&self) -> Option<&str> {
        match self.content() {
            Value::Str(text) => Some(text),
            _ => None,
        }
    }

    /// What is within options and shared values.
    fn content(&self) -> &Value {
        let mut value = self;
        while let Value::Option(Some(content)) | Value::Shared { content: Some(content), .. } =
            value
        {
            value = content;
        }
        value
    }

    fn content_mut(&mut self) -> &mut Value {
        match self {
            Value::Option(Some(content)) | Value::Shared { content: Some(content), .. } => {
                content.content_mut()
            }
            value => value,
        }
    }
}

impl Part<'_> {
    fn of<'v>(&self, value: &'v Value) -> Option<&'v Value> {
        match (self, value.content()) {
            (Part::Name(name), value @ Value::Variant { variant, fields, .. }) => {
                let field = fields.iter().find(|(field, _)| field == name);
                // A field may have the name of the variant.
                field.map(|(_, value)| value).or((variant == name).then_some(value))
            }
            (Part::Name(name), Value::Struct { fields, .. }) => {
                fields.iter().find(|(field, _)| field == name).map(|(_, value)| value)
            }
            (Part::Entry(number), Value::Map(entries)) => {
                entries.get(*number).map(|(_, value)| value)
            }
            (part, Value::Map(entries)) => {
                entries.iter().find(|(key, _)| part.is_key(key)).map(|(_, value)| value)
            }
            (part, Value::List(values) | Value::Tuple(values) | Value::Set(values)) => {
                values.get(part.index()?)
            }
            _ => None,
        }
    }

    fn of_mut<'v>(&self, value: &'v mut Value) -> Option<&'v mut Value> {
        let value = value.content_mut();
        if let (Part::Name(name), Value::Variant { variant, fields, .. }) = (self, &*value)
            && variant == name
            && !fields.iter().any(|(field, _)| field == name)
        {
            return Some(value);
        }
        match (self, value) {
            (Part::Name(name), Value::Variant { fields, .. } | Value::Struct { fields, .. }) => {
                fields.iter_mut().find(|(field, _)| field == name).map(|(_, value)| value)
            }
            (Part::Entry(number), Value::Map(entries)) => {
                entries.get_mut(*number).map(|(_, value)| value)
            }
            (part, Value::Map(entries)) => {
                entries.iter_mut().find(|(key, _)| part.is_key(key)).map(|(_, value)| value)
            }
            (part, Value::List(values) | Value::Tuple(values) | Value::Set(values)) => {
                values.get_mut(part.index()?)
            }
            _ => None,
        }
    }

    fn is_key(&self, key: &Value) -> bool {
        match (self, key.content()) {
            (Part::Key(text), Value::Str(key)) => text == key,
            (Part::Char(only), Value::Char(key)) => only == key,
            (Part::Index(index), Value::Unsigned(key)) => u128::try_from(*index) == Ok(*key),
            (Part::Index(index), Value::Signed(key)) => index == key,
            _ => false,
        }
    }
}

/// `Value::from` of plain values.
macro_rules! from {
    ($($variant:ident: $($ty:ty)+;)+) => {$($(
        impl From<$ty> for Value {
            fn from(value: $ty) -> Self {
                Value::$variant(value.into())
            }
        }
    )+)+};
}

from! {
    Bool: bool;
    Unsigned: u8 u16 u32 u64 u128;
    Signed: i8 i16 i32 i64 i128;
    F32: f32;
    F64: f64;
    Char: char;
    Str: &str String;
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails panics")]
mod tests {
    use super::*;

    fn value() -> Value {
        let field = |name: &str, value| (name.to_owned(), value);
        Value::Struct {
            name: "Model".into(),
            fields: vec![
                field("pair", Value::Tuple(vec![1u8.into(), "two".into()])),
                field("names", Value::Map(vec![("a.b]".into(), 5i32.into())])),
                field("ages", Value::Map(vec![((-3i8).into(), 'c'.into())])),
                field(
                    "odd",
                    Value::Map(vec![('\''.into(), 1u8.into()), ("\"\n\\".into(), 2u8.into())]),
                ),
                field("none", Value::Option(None)),
                field(
                    "kind",
                    Value::Option(Some(Box::new(Value::Variant {
                        name: "Kind".into(),
                        variant: "B".into(),
                        fields: vec![field("0", 0.5f32.into()), field("B2", true.into())],
                    }))),
                ),
            ],
        }
    }

    #[test]
    fn parts_are_found_by_the_paths_that_errors_show() {
        let value = value();
        for (path, text) in [
            ("pair[1]", "\"two\""),
            ("pair.0", "1"),
            ("names[\"a.b]\"]", "5"),
            ("ages[-3]", "'c'"),
            ("ages{0}", "'c'"),
            (r"odd['\'']", "1"),
            (r#"odd["\"\n\\"]"#, "2"),
            ("none", "None"),
            ("kind.B.0", "0.5"),
            (".kind.B2", "true"),
        ] {
            assert_eq!(value.get(path).map(ToString::to_string).as_deref(), Some(text), "{path}");
            let mut changed = value.clone();
            *changed.get_mut(path).unwrap() = Value::Unit;
            assert_eq!(changed.get(path), Some(&Value::Unit), "{path}");
        }
        for path in
            ["none.x", "pair[2]", "pair[", "kind.A", "..", "names[\"b\"]", "pair[x]", "ages{1}"]
        {
            assert_eq!(value.get(path), None, "{path}");
            assert_eq!(value.clone().get_mut(path), None, "{path}");
        }
        assert_eq!(value.get("").unwrap(), &value);
    }

    #[test]
    fn plain_values_come_out_where_they_fit() {
        assert_eq!(Value::from(-1i8).as_u64(), None);
        assert_eq!(Value::from(u64::MAX).as_i64(), None);
        assert_eq!((Value::from(7u8).as_i64(), Value::from(7i8).as_u64()), (Some(7), Some(7)));
        assert_eq!(value().get("kind").unwrap().variant(), Some("B"));
        assert_eq!(value().get("pair").unwrap().elements().map(<[Value]>::len), Some(2));
        assert_eq!(value().get("kind.B2").unwrap().as_bool(), Some(true));
        assert_eq!(value().get("pair[1]").unwrap().as_str(), Some("two"));
    }
}
