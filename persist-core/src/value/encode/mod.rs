//! Dynamic values as bodies: what [`read_value`](super::read_value) reads, written by the schema of a file.
//!
//! The outcome is what a program with that schema could have written: sets and maps in the order of their encoded
//! keys, large arrays in blocks, shared values once, under numbers of their own.

mod parts;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::sync::Arc;

use super::Value;
use super::locate::{render, shown_key};
use super::scalar::no_layout;
use super::text::brief;
use super::visitor::Step;
use super::walk::{MIN_STEPS, STEPS_PER_LEVEL};
use crate::error::{Error, ErrorKind, Result};
use crate::schema::{Layouts, Schema, Shape, Type, TypeDef};
use crate::wire::{OwnedArray, Writer, WriterOptions, to_u64};

/// Bytes of a value that an error shows.
const SHOWN_VALUE: usize = 60;

/// Writes `value` as a body of `schema`.
///
/// # Errors
///
/// A value that is none of the schema's root type, with the path to what does not fit, and values nested too deep.
pub(crate) fn write_value(schema: &Schema, value: &Value, w: &mut Writer<'_>) -> Result<()> {
    let mut encode = Encode::new(schema, Layouts::of(schema), w.depth_limit());
    let result = encode
        .collect(value)
        .and_then(|()| encode.value(schema.root(), value, w))
        .map_err(Error::without_place);
    result.map_err(|error| {
        let root = match schema.root_def() {
            Some(def) => schema.def_name(def),
            None => schema.type_name(schema.root()),
        };
        error.with_path(render(&root, &encode.path))
    })
}

/// The bytes of a key of a set or a map, which tell it from others.
///
/// # Errors
///
/// As [`write_value`], without a path.
pub(crate) fn key_bytes(
    schema: &Schema,
    layouts: &Arc<Layouts>,
    ty: &Type,
    value: &Value,
) -> Result<Vec<u8>> {
    let mut w = Writer::new(Vec::new(), WriterOptions::default());
    let mut encode = Encode::new(schema, layouts.clone(), w.depth_limit());
    encode.collect(value)?;
    w.in_place(|w| encode.value(ty, value, w))?;
    Ok(w.finish().body)
}

struct Encode<'e> {
    schema: &'e Schema,
    layouts: Arc<Layouts>,
    /// What shared values hold, by their numbers: a value may be referred to before the reference that holds it.
    contents: HashMap<u64, &'e Value>,
    /// What shared values that have been written are.
    types: HashMap<u64, &'e Type>,
    /// Shared values that have no number of their own.
    unnumbered: usize,
    /// Steps to the value that is being written; where it fails, to the one that does not fit.
    path: Vec<(Step<'e>, Option<String>)>,
    /// Most of them.
    steps: usize,
}

impl<'e> Encode<'e> {
    fn new(schema: &'e Schema, layouts: Arc<Layouts>, depth: u32) -> Self {
        let steps = depth.saturating_mul(STEPS_PER_LEVEL).max(MIN_STEPS);
        Encode {
            schema,
            layouts,
            contents: HashMap::new(),
            types: HashMap::new(),
            unnumbered: 0,
            path: Vec::new(),
            steps: steps.try_into().unwrap_or(usize::MAX),
        }
    }

    /// Finds the contents of all shared values.
    fn collect(&mut self, value: &'e Value) -> Result<()> {
        let mut ahead = vec![value];
        while let Some(value) = ahead.pop() {
            match value {
                Value::Option(Some(content)) => ahead.push(content),
                Value::List(values) | Value::Tuple(values) | Value::Set(values) => {
                    ahead.extend(values);
                }
                Value::Map(entries) => {
                    ahead.extend(entries.iter().flat_map(|(key, value)| [key, value]));
                }
                Value::Struct { fields, .. } | Value::Variant { fields, .. } => {
                    ahead.extend(fields.iter().map(|(_, value)| value));
                }
                Value::Shared { number, content: Some(content) } => {
                    ahead.push(content);
                    if let Some(number) = number
                        && let Some(other) = self.contents.insert(*number, content)
                        && *other != **content
                    {
                        return Err(refusal(format!("shared value {number} has two contents")));
                    }
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn value(&mut self, ty: &'e Type, value: &'e Value, w: &mut Writer<'_>) -> Result<()> {
        match (ty, value) {
            (Type::Primitive(primitive), _) => self.scalar(*primitive, value, false, w),
            (Type::Option(content), Value::Option(value)) => self.option(content, value, w),
            (Type::List { element, fixed }, Value::List(values)) => {
                self.list(element, *fixed, values, w)
            }
            (Type::Array { element, len, fixed }, Value::List(values)) => {
                check_len(*len, values)?;
                if *fixed { self.array(element, values, w) } else { self.each(element, values, w) }
            }
            (Type::Tuple(types), Value::Tuple(values)) => self.tuple(types, values, false, w),
            (Type::Set(key), Value::Set(values)) => {
                self.entries(key, None, values.iter().map(|key| (key, None)).collect(), w)
            }
            (Type::Map(key, of_value), Value::Map(entries)) => {
                let entries = entries.iter().map(|(key, value)| (key, Some(value))).collect();
                self.entries(key, Some(of_value), entries, w)
            }
            (Type::Shared(inner), Value::Shared { number, content }) => {
                self.shared(inner, *number, content.as_deref(), w)
            }
            (Type::Weak(inner), Value::Weak(number)) => self.weak(inner, *number, w),
            (Type::Named(id), _) => w.nested(|w| self.named(*id, value, w)),
            _ => Err(self.misfit(ty, value)),
        }
    }

    /// A value that stands in another one.
    fn child(
        &mut self,
        step: Step<'e>,
        ty: &'e Type,
        value: &'e Value,
        w: &mut Writer<'_>,
    ) -> Result<()> {
        self.enter(step, None, w)?;
        self.value(ty, value, w)?;
        self.path.pop();
        Ok(())
    }

    /// Takes a step. Named types and collections count depth as everywhere; what a type can put between two of them is
    /// bounded beside it.
    fn enter(&mut self, step: Step<'e>, key: Option<String>, w: &mut Writer<'_>) -> Result<()> {
        self.path.push((step, key));
        if self.path.len() > self.steps {
            let message = format!("the value is nested more than {} steps deep", self.steps);
            return Err(w.blame(Error::new(ErrorKind::Limit, message)));
        }
        Ok(())
    }

    fn option(
        &mut self,
        ty: &'e Type,
        content: &'e Option<Box<Value>>,
        w: &mut Writer<'_>,
    ) -> Result<()> {
        w.bool(content.is_some());
        match content {
            Some(content) => self.child(Step::Content, ty, content, w),
            None => Ok(()),
        }
    }

    fn list(
        &mut self,
        element: &'e Type,
        fixed: bool,
        values: &'e [Value],
        w: &mut Writer<'_>,
    ) -> Result<()> {
        if fixed {
            return self.array(element, values, w);
        }
        w.len(values.len());
        w.nested(|w| self.each(element, values, w))
    }

    fn each(&mut self, element: &'e Type, values: &'e [Value], w: &mut Writer<'_>) -> Result<()> {
        for (index, value) in values.iter().enumerate() {
            self.child(Step::Index(index), element, value, w)?;
        }
        Ok(())
    }

    /// Elements in their fixed layout: in the body, or as a block.
    fn array(&mut self, element: &'e Type, values: &'e [Value], w: &mut Writer<'_>) -> Result<()> {
        let stride = self.layouts.size(element).ok_or_else(no_layout)?;
        let bytes = w.beside(|w| self.each_fixed(element, values, w))?;
        w.array(values.len(), stride, OwnedArray(bytes))
    }

    fn each_fixed(
        &mut self,
        element: &'e Type,
        values: &'e [Value],
        w: &mut Writer<'_>,
    ) -> Result<()> {
        for (index, value) in values.iter().enumerate() {
            self.enter(Step::Index(index), None, w)?;
            self.fixed(element, value, w)?;
            self.path.pop();
        }
        Ok(())
    }

    /// A value in its fixed layout.
    fn fixed(&mut self, ty: &'e Type, value: &'e Value, w: &mut Writer<'_>) -> Result<()> {
        match (ty, value) {
            (Type::Primitive(primitive), _) => self.scalar(*primitive, value, true, w),
            (Type::Array { element, len, .. }, Value::List(values)) => {
                check_len(*len, values)?;
                self.each_fixed(element, values, w)
            }
            (Type::Tuple(types), Value::Tuple(values)) => self.tuple(types, values, true, w),
            (Type::Named(id), Value::Struct { name, fields: values }) => {
                match self.schema.def(*id) {
                    Some(TypeDef { name: known, shape: Shape::Struct(fields), .. })
                        if known == name =>
                    {
                        self.fields(fields, values, true, w)
                    }
                    _ => Err(self.misfit(ty, value)),
                }
            }
            _ => Err(self.misfit(ty, value)),
        }
    }

    fn tuple(
        &mut self,
        types: &'e [Type],
        values: &'e [Value],
        fixed: bool,
        w: &mut Writer<'_>,
    ) -> Result<()> {
        check_len(to_u64(types.len()), values)?;
        for (index, (ty, value)) in types.iter().zip(values).enumerate() {
            self.enter(Step::Index(index), None, w)?;
            match fixed {
                true => self.fixed(ty, value, w)?,
                false => self.value(ty, value, w)?,
            }
            self.path.pop();
        }
        Ok(())
    }

    /// The entries of a map, or of a set, whose keys have no values.
    fn entries(
        &mut self,
        key: &'e Type,
        of_value: Option<&'e Type>,
        entries: Vec<(&'e Value, Option<&'e Value>)>,
        w: &mut Writer<'_>,
    ) -> Result<()> {
        w.len(entries.len());
        w.nested(|w| {
            let mut keyed = Vec::with_capacity(entries.len());
            for (index, (of_key, value)) in entries.into_iter().enumerate() {
                let step = Step::Key(index);
                let bytes = w.beside(|w| w.in_place(|w| self.child(step, key, of_key, w)))?;
                keyed.push((bytes, index, of_key, value));
            }
            keyed.sort_by(|(a, ..), (b, ..)| a.cmp(b));
            if !keyed.is_sorted_by(|(a, ..), (b, ..)| a < b) {
                return Err(w.equal_keys());
            }
            for (bytes, index, of_key, value) in keyed {
                w.bytes(&bytes);
                if let (Some(ty), Some(value)) = (of_value, value) {
                    self.enter(Step::Value(index), shown(of_key), w)?;
                    self.value(ty, value, w)?;
                    self.path.pop();
                }
            }
            Ok(())
        })
    }

    #[cold]
    fn misfit(&self, ty: &Type, value: &Value) -> Error {
        let expected = self.schema.type_name(ty);
        refusal(format!("expected {expected}, found {}", brief(value, SHOWN_VALUE)))
    }
}

fn check_len(expected: u64, values: &[Value]) -> Result<()> {
    match to_u64(values.len()) {
        found if found == expected => Ok(()),
        found => Err(refusal(format!("expected {expected} values, found {found}"))),
    }
}

/// A key as it stands in a path, where it can be shown.
fn shown(key: &Value) -> Option<String> {
    match key {
        Value::Str(text) => Some(shown_key(text)),
        Value::Unsigned(_) | Value::Signed(_) | Value::Char(_) => Some(brief(key, SHOWN_VALUE)),
        _ => None,
    }
}

#[cold]
fn refusal(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::Caller, message)
}
