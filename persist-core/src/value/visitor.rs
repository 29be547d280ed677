//! What a walk over a body meets, and who is told of it.

use super::scalar::Scalar;
use super::walk::Walk;
use crate::error::Result;
use crate::schema::{FieldsSchema, Primitive, Type, TypeDef, VariantSchema};
use crate::wire::{ArrayHead, Reader};

/// A value that holds others.
#[derive(Clone, Copy, Debug)]
pub(super) enum Node<'s> {
    None,
    Some,
    List(usize),
    /// A list whose length its type has.
    Array(usize),
    Tuple(usize),
    Set(usize),
    /// So many entries, with keys of this type.
    Map(usize, &'s Type),
    /// A shared value with its number, and whether it was met before; inside keys, where it stands in place, without.
    Shared(Option<u64>, bool),
    /// A pointer to the shared value of this number, if any.
    Weak(Option<u64>),
    Struct(&'s TypeDef, &'s FieldsSchema),
    Variant(&'s TypeDef, &'s VariantSchema),
}

/// From a value to one of those that it holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'s> {
    /// The content of a `Some` or of a shared value.
    Content,
    Index(usize),
    /// An element of a set, or a key of a map.
    Key(usize),
    /// The value that belongs to the key of this number.
    Value(usize),
    Field(&'s str),
    Variant(&'s str),
}

impl Step<'_> {
    /// Steps that it counts for: those into a collection take twice the stack of others.
    pub(super) fn weight(self) -> u32 {
        match self {
            Step::Content | Step::Field(_) | Step::Variant(_) => 1,
            Step::Index(_) | Step::Key(_) | Step::Value(_) => 2,
        }
    }
}

// No variant is named as a trait or a type that users name: their compilers would no longer say `Into`, but
// `std::convert::Into`.
/// What becomes of the value that a step leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flow {
    /// It is visited.
    Enter,
    /// It is passed over, and nothing of it is decoded.
    Skip,
    /// It is passed over, and so is all that stands behind it in the same group.
    Leave,
}

/// The elements of an array, with all that is needed to read them.
pub(super) struct ArrayView<'w, 's> {
    pub(super) element: &'s Type,
    /// Whether their number is part of the type.
    pub(super) has_len: bool,
    pub(super) stride: usize,
    pub(super) head: ArrayHead<'w>,
    /// The reader behind the array.
    pub(super) end: Reader<'w>,
}

/// What a walk meets. Each `begin` is followed by steps and values, and by an `end`.
pub(super) trait Visitor<'s> {
    /// Whether the elements of arrays are charged; blocks of damaged files can claim what is not there.
    const CHARGES_ARRAYS: bool = true;

    /// What the value behind a step is charged, even where it takes no bytes in the file.
    fn size(step: Step<'_>) -> usize;

    /// A value of this type, which stands in the schema, starts at the cursor.
    fn open(&mut self, _ty: &'s Type, _r: &Reader<'_>) {}
    /// The value that was opened last ends at the cursor.
    fn close(&mut self, _r: &Reader<'_>) -> Result<()> {
        Ok(())
    }

    /// A value of a named type starts at the cursor.
    fn named(&mut self, def: &TypeDef, r: &Reader<'_>) -> Result<()>;
    fn begin(&mut self, node: Node<'s>) -> Result<()>;
    fn step(&mut self, step: Step<'s>) -> Result<Flow>;
    /// The value that the last step led to is complete, or was passed over.
    fn back(&mut self);
    fn end(&mut self) -> Result<()>;
    /// The type of the scalar that comes next.
    fn primitive(&mut self, _primitive: Primitive) {}
    fn scalar(&mut self, scalar: Scalar<'_>) -> Result<()>;
    fn array(&mut self, walk: &Walk<'s>, array: ArrayView<'_, 's>) -> Result<()>;
    /// Bytes up to the cursor have been read for the current value.
    fn read(&mut self, _r: &Reader<'_>) -> Result<()> {
        Ok(())
    }
    /// Whether shared values are walked over wherever they are pointed at, not only the first time.
    fn repeats(&self) -> bool {
        false
    }
    /// Whether the content of this shared value is passed by.
    fn passes_by(&self, _number: u64) -> bool {
        false
    }
}
