//! A value as it is met on a walk through a file: nothing of it is kept, and what is not asked for is passed over.

mod of_tree;
mod walking;

use std::ops::Range;

pub(crate) use self::of_tree::visit_value;
use self::walking::Visiting;
use super::arrays::{ArrayAt, FoundArray};
use super::foreign::ForeignValue;
use super::scalar::Scalar;
use super::seek::{At, seek};
use super::visitor::{Flow, Visitor};
use super::walk::Walk;
use crate::error::{Result, Section};
use crate::schema::{Primitive, Schema};
use crate::wire::{Context, memory};

/// A value that holds others, as [`Visit`](crate::Visit) meets it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Group<'v> {
    /// An `Option` that holds a value.
    Some,
    /// A list or an array.
    #[non_exhaustive]
    List {
        /// How many elements it has.
        len: usize,
        /// Whether its type says so, as that of an array does. Trees do not know it.
        fixed: bool,
    },
    /// A tuple.
    #[non_exhaustive]
    Tuple {
        /// How many elements it has.
        len: usize,
    },
    /// A set.
    #[non_exhaustive]
    Set {
        /// How many elements it has.
        len: usize,
    },
    /// A map.
    #[non_exhaustive]
    Map {
        /// How many entries it has.
        len: usize,
        /// Whether all keys are strings, characters or integers: leaves that can be names.
        named: bool,
    },
    /// A shared value.
    #[non_exhaustive]
    Shared {
        /// Tells shared values of one file apart; `None` inside keys, where they stand in place.
        number: Option<u64>,
        /// Whether it was met before, on the same walk.
        met: bool,
    },
    /// A struct.
    #[non_exhaustive]
    Struct {
        /// The persisted name.
        name: &'v str,
        /// How many fields it has.
        len: usize,
        /// Whether its fields have names, or go by their position: `0`, `1` and so on.
        named: bool,
    },
    /// A value of an enum.
    #[non_exhaustive]
    Variant {
        /// The persisted name of the enum.
        name: &'v str,
        /// The persisted name of the variant.
        variant: &'v str,
        /// How many fields it has.
        len: usize,
        /// Whether its fields have names, or go by their position: `0`, `1` and so on.
        named: bool,
    },
}

/// A value that holds no others, as [`Visit`](crate::Visit) meets it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Leaf<'v> {
    /// `()`, and all that takes no bytes.
    Unit,
    /// An `Option` that holds nothing.
    None,
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
    Str(&'v str),
    /// Bytes: within values of other crates' types only.
    Bytes(&'v [u8]),
    /// A value of another crate's type, as serde wrote it.
    Foreign(&'v ForeignValue),
    /// A `Weak`: the number of the shared value that it points at, if any.
    Weak(Option<u64>),
}

/// Values of other crates' types are no leaves by themselves: what they are made of is given back.
impl<'v> TryFrom<Scalar<'v>> for Leaf<'v> {
    type Error = (Primitive, &'v [u8]);

    fn try_from(scalar: Scalar<'v>) -> Result<Self, Self::Error> {
        Ok(match scalar {
            Scalar::Unit => Leaf::Unit,
            Scalar::Bool(value) => Leaf::Bool(value),
            Scalar::Unsigned(value) => Leaf::Unsigned(value),
            Scalar::Signed(value) => Leaf::Signed(value),
            Scalar::F32(value) => Leaf::F32(value),
            Scalar::F64(value) => Leaf::F64(value),
            Scalar::Char(value) => Leaf::Char(value),
            Scalar::Str(value) => Leaf::Str(value),
            Scalar::Foreign(encoding, bytes) => return Err((encoding, bytes)),
        })
    }
}

/// From a group to a value that it holds, as [`Visit`](crate::Visit) is asked about it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step<'v> {
    /// To the content of a `Some` or of a shared value.
    Content,
    /// To an element of a list, an array or a tuple.
    Index(usize),
    /// To an element of a set, or to a key of a map.
    Key(usize),
    /// To the value of a map's entry, behind the key of the same number.
    Entry(usize),
    /// To a field, by its persisted name.
    Field(&'v str),
}

/// What a walk hands its events to.
pub(crate) trait Sink<'s> {
    fn begin(&mut self, group: Group<'_>) -> Result<()>;
    fn step(&mut self, step: Step<'_>) -> Result<Flow>;
    fn end(&mut self) -> Result<()>;
    fn leaf(&mut self, leaf: Leaf<'_>) -> Result<()>;
    /// A leaf with the path that leads to it; within keys, to their map. Its type, if it is of a primitive one.
    fn leaf_at(&mut self, _path: &str, _ty: Option<Primitive>, leaf: Leaf<'_>) -> Result<()> {
        self.leaf(leaf)
    }
    /// An array that a path leads to; returns which of its elements are wanted, as those of a list.
    fn array(&mut self, array: FoundArray<'s>) -> Result<Range<usize>>;
}

/// Reads some bytes of an array that is a block: so many from its start.
pub(crate) type BlockRange<'r> =
    dyn Fn(ArrayAt, Range<u64>, &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> + 'r;

/// Walks over the value that `path` leads to.
///
/// # Errors
///
/// A path that leads nowhere, damage, what goes beyond the limits, and errors of the sink.
pub(crate) fn visit<'s>(
    schema: &'s Schema,
    context: &Context<'_>,
    body: &[u8],
    path: &str,
    blocks: &BlockRange<'_>,
    sink: &mut dyn Sink<'s>,
) -> Result<()> {
    let mut visiting = Visiting::new(path, sink, blocks);
    walk_to(schema, context, body, path, blocks, &mut visiting)
}

/// Walks over the value that `path` leads to, and tells `visitor` of it.
pub(super) fn walk_to<'s>(
    schema: &'s Schema,
    context: &Context<'_>,
    body: &[u8],
    path: &str,
    blocks: &BlockRange<'_>,
    visitor: &mut impl Visitor<'s>,
) -> Result<()> {
    if path.is_empty() {
        return context.read(body, |r| Walk::new(schema).root(r, visitor));
    }
    let found = seek(schema, context, body, path)?;
    let walk = Walk::new(schema);
    let bytes_of = |section| match section {
        Section::Shared(number) => context.shared_entry(number).unwrap_or_default(),
        _ => body,
    };
    match found.at {
        At::Section { section, offset, in_place } => {
            context.read_at((section, bytes_of(section)), offset, in_place, |r| {
                walk.value(found.ty, r, visitor)
            })
        }
        At::Array { array, offset } => {
            let (mut bytes, end) = (Vec::new(), offset.saturating_add(found.size.into()));
            let at =
                |within| usize::try_from(array.offset.saturating_add(within)).unwrap_or(usize::MAX);
            match array.section {
                Section::Block(_) => {
                    blocks(array, offset..end, &mut |piece| memory::append(&mut bytes, piece))?;
                }
                section => {
                    let all = bytes_of(section).get(at(offset)..at(end));
                    memory::append(&mut bytes, all.unwrap_or_default())?;
                }
            }
            context.read_layout(array.section, at(offset), &bytes, |r| {
                walk.fixed(found.ty, &bytes, r, visitor)
            })
        }
    }
}
