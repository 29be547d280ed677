//! From the events of a walk to those of a visit: with the path to each array, and elements of arrays as they are wanted.

use std::ops::Range;

use super::super::arrays::{ArrayAt, FoundArray};
use super::super::foreign::ForeignValue;
use super::super::scalar::Scalar;
use super::super::trail::Trail;
use super::super::visitor::{self, ArrayView, Flow, Node, Visitor};
use super::super::walk::Walk;
use super::{BlockRange, Group, Leaf, Sink, Step};
use crate::error::{Error, Result};
use crate::schema::{FieldsKind, Primitive, Type, TypeDef};
use crate::wire::{ArrayHead, Reader, memory, to_u64};

/// A walk whose events go to a sink.
pub(super) struct Visiting<'s, 'v> {
    trail: Trail<'s>,
    sink: &'v mut dyn Sink<'s>,
    blocks: &'v BlockRange<'v>,
    /// The node that has begun is a leaf to the sink.
    leaf: bool,
    /// The type of the scalar that was read last.
    primitive: Primitive,
}

impl<'s, 'v> Visiting<'s, 'v> {
    pub(super) fn new(path: &str, sink: &'v mut dyn Sink<'s>, blocks: &'v BlockRange<'v>) -> Self {
        Visiting { trail: Trail::new(path), sink, blocks, leaf: false, primitive: Primitive::Unit }
    }
}

impl<'s> Visitor<'s> for Visiting<'s, '_> {
    /// Values are passed by, not kept; but even those of no size take time.
    fn size(_: visitor::Step<'_>) -> usize {
        8
    }

    fn named(&mut self, _: &TypeDef, _: &Reader<'_>) -> Result<()> {
        Ok(())
    }

    fn begin(&mut self, node: Node<'s>) -> Result<()> {
        self.sink.begin(match node {
            Node::None | Node::Weak(_) => {
                self.leaf = true;
                let leaf = match node {
                    Node::Weak(number) => Leaf::Weak(number),
                    _ => Leaf::None,
                };
                return self.sink.leaf_at(&self.trail.path, None, leaf);
            }
            Node::Some => Group::Some,
            Node::List(len) => Group::List { len, fixed: false },
            Node::Array(len) => Group::List { len, fixed: true },
            Node::Tuple(len) => Group::Tuple { len },
            Node::Set(len) => Group::Set { len },
            Node::Map(len, key) => Group::Map { len, named: is_name(key) },
            Node::Shared(number, met) => Group::Shared { number, met },
            Node::Struct(def, fields) => Group::Struct {
                name: &def.name,
                len: fields.list.len(),
                named: fields.kind == FieldsKind::Named,
            },
            Node::Variant(def, variant) => Group::Variant {
                name: &def.name,
                variant: &variant.name,
                len: variant.fields.list.len(),
                named: variant.fields.kind == FieldsKind::Named,
            },
        })
    }

    fn step(&mut self, step: visitor::Step<'s>) -> Result<Flow> {
        self.trail.push(step);
        self.sink.step(match step {
            visitor::Step::Content => Step::Content,
            visitor::Step::Index(index) => Step::Index(index),
            visitor::Step::Key(index) => Step::Key(index),
            visitor::Step::Value(index) => Step::Entry(index),
            visitor::Step::Field(name) => Step::Field(name),
            // To the same value.
            visitor::Step::Variant(_) => return Ok(Flow::Enter),
        })
    }

    fn back(&mut self) {
        self.trail.pop();
    }

    fn end(&mut self) -> Result<()> {
        match std::mem::take(&mut self.leaf) {
            true => Ok(()),
            false => self.sink.end(),
        }
    }

    fn primitive(&mut self, primitive: Primitive) {
        self.primitive = primitive;
    }

    fn scalar(&mut self, scalar: Scalar<'_>) -> Result<()> {
        self.trail.scalar(scalar);
        let foreign;
        let leaf = match Leaf::try_from(scalar) {
            Ok(leaf) => leaf,
            Err((encoding, bytes)) => {
                foreign = ForeignValue::new(encoding, bytes);
                Leaf::Foreign(&foreign)
            }
        };
        self.sink.leaf_at(&self.trail.path, Some(self.primitive), leaf)
    }

    fn array(&mut self, walk: &Walk<'s>, array: ArrayView<'_, 's>) -> Result<()> {
        let no_stride = |_| Error::damaged("the elements of an array are too long");
        let stride = u32::try_from(array.stride).map_err(no_stride)?;
        let at = ArrayAt::new(&array.head, stride, &array.end);
        let wanted = match array.end.is_in_place() {
            // No path leads there.
            true => 0..at.count,
            false => {
                // What is made of an array: one of no elements takes a byte in the file.
                let size = size_of::<FoundArray<'_>>().saturating_mul(3);
                array.end.allocate(1, size.saturating_add(self.trail.path.len()))?;
                let path = self.trail.path.clone();
                self.sink.array(FoundArray { path, element: array.element, at })?
            }
        };
        let wanted = wanted.start.min(at.count)..wanted.end.min(at.count);
        self.sink.begin(Group::List { len: at.count, fixed: array.has_len })?;
        if !wanted.is_empty() {
            self.elements(walk, &array, at, wanted)?;
        }
        self.sink.end()
    }

    fn repeats(&self) -> bool {
        true
    }
}

impl<'s> Visiting<'s, '_> {
    /// Walks over some elements of an array.
    fn elements(
        &mut self,
        walk: &Walk<'s>,
        array: &ArrayView<'_, 's>,
        at: ArrayAt,
        wanted: Range<usize>,
    ) -> Result<()> {
        let (stride, mut r) = (array.stride.max(1), array.end.clone());
        let bytes = |index: usize| index.saturating_mul(stride);
        match &array.head {
            ArrayHead::InPlace(all) => {
                let some = all.get(bytes(wanted.start)..bytes(wanted.end)).unwrap_or_default();
                let section = r.section();
                for (index, element) in wanted.zip(some.chunks_exact(stride)) {
                    let offset = at.offset.saturating_add(to_u64(bytes(index)));
                    match self.element(walk, array.element, index, element, &mut r) {
                        Ok(Flow::Leave) => break,
                        Ok(_) => {}
                        Err(error) => return Err(error.at(section, offset)),
                    }
                }
                Ok(())
            }
            ArrayHead::Block(block) => {
                r.allocate(stride, 1)?;
                let range = to_u64(bytes(wanted.start))..to_u64(bytes(wanted.end));
                let (mut rest, mut indices, blocks) = (Vec::new(), wanted, self.blocks);
                let mut out = false;
                let read = blocks(at, range, &mut |piece| {
                    memory::append(&mut rest, piece)?;
                    let mut whole = rest.chunks_exact(stride);
                    for element in &mut whole {
                        let Some(index) = indices.next() else { break };
                        let flow = self
                            .element(walk, array.element, index, element, &mut r)
                            .map_err(|error| block.blame_at(bytes(index), error))?;
                        if flow == Flow::Leave {
                            out = true;
                            return Err(Error::damaged("enough"));
                        }
                    }
                    let left = whole.remainder().len();
                    rest.drain(..rest.len().saturating_sub(left));
                    Ok(())
                });
                if out { Ok(()) } else { read }
            }
        }
    }

    fn element(
        &mut self,
        walk: &Walk<'s>,
        ty: &'s Type,
        index: usize,
        bytes: &[u8],
        r: &mut Reader<'_>,
    ) -> Result<Flow> {
        let step = visitor::Step::Index(index);
        let flow = self.step(step)?;
        if flow == Flow::Enter {
            r.allocate(1, Self::size(step))?;
            walk.fixed(ty, bytes, r, self)?;
        }
        self.back();
        Ok(flow)
    }
}

/// Whether keys of a type are leaves that can be names.
fn is_name(mut key: &Type) -> bool {
    while let Type::Shared(content) = key {
        key = content;
    }
    match key {
        Type::Primitive(primitive) => !matches!(
            primitive,
            Primitive::Unit
                | Primitive::Bool
                | Primitive::F16
                | Primitive::Bf16
                | Primitive::F32
                | Primitive::F64
                | Primitive::MessagePack
                | Primitive::Postcard
        ),
        _ => false,
    }
}
