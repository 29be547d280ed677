//! Dynamic values: a body as a tree.

use crate::error::{Error, Result};
use crate::schema::{Schema, TypeDef};
use crate::wire::{ArrayHead, Context, Reader, memory};

use super::foreign::ForeignValue;
use super::scalar::Scalar;
use super::visit::{BlockRange, walk_to};
use super::visitor::{ArrayView, Flow, Node, Step, Visitor};
use super::walk::Walk;

/// A value of any type, as a file holds it.
///
/// `Display` shows it as text that reads like Rust, long lists cut short; `{:#}` over several lines.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// `()`, and all that takes no bytes.
    Unit,
    /// A `bool`.
    Bool(bool),
    /// An unsigned integer of any width.
    Unsigned(u128),
    /// A signed integer of any width.
    Signed(i128),
    /// An `f32`; an `f16` or a `bf16`, of which it holds all values.
    F32(f32),
    /// An `f64`.
    F64(f64),
    /// A `char`.
    Char(char),
    /// A string.
    Str(String),
    /// Bytes: within values of other crates' types only, as those of their own are lists of numbers.
    Bytes(Vec<u8>),
    /// A value of another crate's type, as serde wrote it.
    Foreign(ForeignValue),
    /// An `Option`.
    Option(Option<Box<Value>>),
    /// The elements of a list or an array, in order.
    List(Vec<Value>),
    /// The elements of a tuple.
    Tuple(Vec<Value>),
    /// The elements of a set, in the order of the file.
    Set(Vec<Value>),
    /// The entries of a map, in the order of the file.
    Map(Vec<(Value, Value)>),
    /// A shared value: its number, and its content where it is met for the first time.
    Shared {
        /// Tells shared values of one file apart; `None` inside keys, where they stand in place.
        number: Option<u64>,
        /// `None` where the value was met before.
        content: Option<Box<Value>>,
    },
    /// A `Weak`: the number of the shared value that it points at, if any.
    Weak(Option<u64>),
    /// A struct.
    Struct {
        /// The persisted name.
        name: String,
        /// Fields by their persisted names, in the order of the file.
        fields: Vec<(String, Value)>,
    },
    /// A value of an enum.
    Variant {
        /// The persisted name of the enum.
        name: String,
        /// The persisted name of the variant.
        variant: String,
        /// Fields by their persisted names, in the order of the file.
        fields: Vec<(String, Value)>,
    },
}

/// Reads a body of `schema` into a tree.
pub(crate) fn read_value(schema: &Schema, r: &mut Reader<'_>) -> Result<Value> {
    let mut build = Build { stack: Vec::new(), done: None };
    Walk::new(schema).root(r, &mut build)?;
    build.done.ok_or_else(|| Error::damaged("the body holds no value"))
}

/// Reads the value that a path leads to into a tree.
///
/// # Errors
///
/// A path that leads nowhere, and those of [`read_value`].
pub(crate) fn value_at(
    schema: &Schema,
    context: &Context<'_>,
    body: &[u8],
    path: &str,
    blocks: &BlockRange<'_>,
) -> Result<Value> {
    let mut build = Build { stack: Vec::new(), done: None };
    walk_to(schema, context, body, path, blocks, &mut build)?;
    build.done.ok_or_else(|| Error::damaged("the body holds no value"))
}

/// Builds a tree from the events of a walk.
struct Build<'s> {
    stack: Vec<Open<'s>>,
    done: Option<Value>,
}

/// A value whose parts are being read.
struct Open<'s> {
    node: Node<'s>,
    /// Names of the steps to fields; empty for others.
    parts: Parts<'s>,
    step: &'s str,
}

impl<'s> Visitor<'s> for Build<'s> {
    /// A value has the names of its fields for itself.
    fn size(step: Step<'_>) -> usize {
        let name = match step {
            Step::Field(name) | Step::Variant(name) => name.len(),
            _ => 0,
        };
        name.saturating_add(size_of::<(String, Value)>())
    }

    fn named(&mut self, def: &TypeDef, r: &Reader<'_>) -> Result<()> {
        r.allocate(1, def.name.len())
    }

    fn begin(&mut self, node: Node<'s>) -> Result<()> {
        self.stack.push(Open { node, parts: Vec::new(), step: "" });
        Ok(())
    }

    fn step(&mut self, step: Step<'s>) -> Result<Flow> {
        if let (Step::Field(name), Some(open)) = (step, self.stack.last_mut()) {
            open.step = name;
        }
        Ok(Flow::Enter)
    }

    fn back(&mut self) {}

    fn end(&mut self) -> Result<()> {
        if let Some(open) = self.stack.pop() {
            self.put(close(open)?)?;
        }
        Ok(())
    }

    fn scalar(&mut self, scalar: Scalar<'_>) -> Result<()> {
        self.put(match scalar {
            Scalar::Unit => Value::Unit,
            Scalar::Bool(value) => Value::Bool(value),
            Scalar::Unsigned(value) => Value::Unsigned(value),
            Scalar::Signed(value) => Value::Signed(value),
            Scalar::F32(value) => Value::F32(value),
            Scalar::F64(value) => Value::F64(value),
            Scalar::Char(value) => Value::Char(value),
            Scalar::Str(value) => Value::Str(memory::copy_of(value)?),
            Scalar::Foreign(encoding, bytes) => {
                let mut copy = memory::room_for(bytes.len())?;
                copy.extend_from_slice(bytes);
                Value::Foreign(ForeignValue::new(encoding, copy))
            }
        })
    }

    fn array(&mut self, walk: &Walk<'s>, array: ArrayView<'_, 's>) -> Result<()> {
        let stride = u32::try_from(array.stride.max(1)).unwrap_or(u32::MAX);
        self.begin(Node::List(array.head.count(stride)))?;
        let (stride, mut r) = (array.stride.max(1), array.end);
        match array.head {
            ArrayHead::InPlace(bytes) => {
                let start = r.offset().saturating_sub(bytes.len());
                for (index, element) in bytes.chunks_exact(stride).enumerate() {
                    let offset = start.saturating_add(index.saturating_mul(stride));
                    walk.fixed(array.element, element, &mut r, self)
                        .map_err(|error| error.at(r.section(), offset.try_into().unwrap_or(0)))?;
                }
            }
            ArrayHead::Block(block) => {
                r.allocate(stride, 1)?;
                let (mut rest, mut offset) = (Vec::new(), 0usize);
                block.pieces(&mut |piece| {
                    memory::append(&mut rest, piece)?;
                    let mut whole = rest.chunks_exact(stride);
                    for element in &mut whole {
                        walk.fixed(array.element, element, &mut r, self)
                            .map_err(|error| block.blame_at(offset, error))?;
                        offset = offset.saturating_add(stride);
                    }
                    let left = whole.remainder().len();
                    rest.drain(..rest.len().saturating_sub(left));
                    Ok(())
                })?;
            }
        }
        self.end()
    }
}

impl Build<'_> {
    fn put(&mut self, value: Value) -> Result<()> {
        match self.stack.last_mut() {
            Some(open) => {
                memory::grow(&mut open.parts)?;
                open.parts.push((open.step, value));
            }
            None => self.done = Some(value),
        }
        Ok(())
    }
}

type Parts<'s> = Vec<(&'s str, Value)>;

fn values(parts: Parts<'_>) -> Vec<Value> {
    // In the memory of the parts.
    let mut values: Vec<Value> = parts.into_iter().map(|(_, value)| value).collect();
    values.shrink_to_fit();
    values
}

fn only(parts: Parts<'_>) -> Option<Box<Value>> {
    parts.into_iter().next().map(|(_, value)| Box::new(value))
}

fn fields(parts: Parts<'_>) -> Result<Vec<(String, Value)>> {
    let mut fields = memory::room_for(parts.len())?;
    fields.extend(parts.into_iter().map(|(name, value)| (name.to_owned(), value)));
    Ok(fields)
}

fn close(open: Open<'_>) -> Result<Value> {
    let Open { node, parts, .. } = open;
    let name = |def: &TypeDef| def.name.clone();
    Ok(match node {
        Node::None | Node::Some => Value::Option(only(parts)),
        Node::List(_) | Node::Array(_) => Value::List(values(parts)),
        Node::Tuple(_) => Value::Tuple(values(parts)),
        Node::Set(_) => Value::Set(values(parts)),
        Node::Map(..) => {
            let mut entries = memory::room_for(parts.len() / 2)?;
            let mut values = parts.into_iter().map(|(_, value)| value);
            while let (Some(key), Some(value)) = (values.next(), values.next()) {
                entries.push((key, value));
            }
            Value::Map(entries)
        }
        Node::Shared(number, _) => Value::Shared { number, content: only(parts) },
        Node::Weak(number) => Value::Weak(number),
        Node::Struct(def, _) => Value::Struct { name: name(def), fields: fields(parts)? },
        Node::Variant(def, variant) => Value::Variant {
            name: name(def),
            variant: variant.name.clone(),
            fields: fields(parts)?,
        },
    })
}
