//! Copy plans, out of the nodes of elements in their fixed layout.

use crate::evolution::copy::{Copied, CopyPlan, How};
use crate::evolution::plan::{Counter, Form, Kind, List, Node, Span, Step, Take};
use crate::schema::{Layouts, Primitive, Schema, Shape, Type};

/// Parts of an element that are looked at: larger ones are read value by value.
const MAX_PARTS: u64 = 512;

/// What a plan has, and whose values it makes.
pub(super) struct Copies<'a> {
    pub(super) nodes: &'a [Kind],
    pub(super) steps: &'a [Step],
    pub(super) reader: &'a Schema,
    pub(super) layouts: &'a Layouts,
    /// Parts of elements that may still be looked at: a schema can have many arrays of large ones.
    pub(super) left: u64,
}

impl<'a> Copies<'a> {
    /// How elements that `node` reads become elements of the program's type `r`, where bytes tell it all.
    pub(super) fn plan(&mut self, node: Node, stride: u32, r: &'a Type) -> Option<CopyPlan> {
        let plan = CopyPlan {
            stride: stride.try_into().ok()?,
            size: self.size(r)?,
            copies: Vec::new(),
            counts: Vec::new(),
        };
        let most = self.left.min(MAX_PARTS);
        let mut walk = Walk { copies: self, plan, parts_left: most };
        let taken = walk.value(node, r, 0, 0);
        let (plan, looked_at) = (walk.plan, most.saturating_sub(walk.parts_left));
        self.left = self.left.saturating_sub(looked_at);
        (taken? == plan.stride).then_some(plan)
    }

    fn size(&self, r: &Type) -> Option<usize> {
        self.layouts.size(r)?.try_into().ok()
    }
}

struct Walk<'c, 'a> {
    copies: &'c Copies<'a>,
    plan: CopyPlan,
    parts_left: u64,
}

impl<'a> Walk<'_, 'a> {
    /// Notes what becomes of a value that begins at `from` in the file's elements, and at `to` in the program's.
    /// Returns how many bytes of the file it takes.
    fn value(&mut self, node: Node, r: &'a Type, from: usize, to: usize) -> Option<usize> {
        self.parts_left = self.parts_left.checked_sub(1)?;
        match *self.copies.nodes.get(usize::try_from(node.0).ok()?)? {
            Kind::Fixed { size, .. } => {
                let size = usize::try_from(size).ok()?;
                (self.copies.size(r)? == size).then_some(())?;
                self.bytes(from, to, size);
                Some(size)
            }
            Kind::Scalar { from: of, fixed: true } => {
                let Type::Primitive(into) = *r else { return None };
                self.number(of, into, from, to)
            }
            Kind::Fields { steps, counter } => {
                self.count(counter, 1);
                self.fields(steps, r, from, to)
            }
            Kind::List(List { element, form: Form::Exactly(len), counter, keys: false }) => {
                self.count(counter, len);
                self.elements(element, len, r, from, to)
            }
            _ => None,
        }
    }

    fn fields(&mut self, steps: Span, r: &'a Type, from: usize, to: usize) -> Option<usize> {
        let places = self.places(r, to)?;
        let mut taken = 0;
        for step in steps.of(self.copies.steps) {
            let at = from.checked_add(taken)?;
            let len = match step.take {
                Take::Value(node) | Take::Fixed { node, .. } => {
                    // Behind the fields are former types, with a conversion of their own.
                    let (ty, to) = *places.get(usize::try_from(step.slot).ok()?)?;
                    self.value(node, ty, at, to)?
                }
                Take::SkipBytes(len) => usize::try_from(len).ok()?,
                _ => return None,
            };
            taken = taken.checked_add(len)?;
        }
        Some(taken)
    }

    /// The types of a program's fields, and where they begin.
    fn places(&self, r: &'a Type, to: usize) -> Option<Vec<(&'a Type, usize)>> {
        let types: Vec<&'a Type> = match r {
            Type::Tuple(elements) => elements.iter().collect(),
            Type::Named(id) => match &self.copies.reader.def(*id)?.shape {
                Shape::Struct(fields) => fields.list.iter().map(|field| &field.ty).collect(),
                Shape::Enum(_) => return None,
            },
            _ => return None,
        };
        let mut next = to;
        let place = |ty: &'a Type| {
            let start = next;
            next = next.checked_add(self.copies.size(ty)?)?;
            Some((ty, start))
        };
        types.into_iter().map(place).collect()
    }

    fn elements(
        &mut self,
        element: Node,
        len: u64,
        r: &'a Type,
        from: usize,
        to: usize,
    ) -> Option<usize> {
        let Type::Array { element: ty, len: expected, .. } = r else { return None };
        let size = self.copies.size(ty).filter(|_| len == *expected)?;
        let mut taken = 0usize;
        for number in 0..usize::try_from(len).ok()? {
            let to = to.checked_add(size.checked_mul(number)?)?;
            taken = taken.checked_add(self.value(element, ty, from.checked_add(taken)?, to)?)?;
        }
        Some(taken)
    }

    fn number(&mut self, of: Primitive, into: Primitive, from: usize, to: usize) -> Option<usize> {
        let size = usize::try_from(of.fixed_size()?).ok()?;
        if of == into || stored_alike(of, into) {
            self.bytes(from, to, size);
        } else {
            self.plan.copies.push(Copied { from, to, how: How::Number(of, into) });
        }
        Some(size)
    }

    /// Bytes as they are: with those before them, where both lie side by side in both.
    fn bytes(&mut self, from: usize, to: usize, len: usize) {
        if let Some(Copied { from: start, to: place, how: How::Bytes(before) }) =
            self.plan.copies.last_mut()
            && start.saturating_add(*before) == from
            && place.saturating_add(*before) == to
        {
            *before = before.saturating_add(len);
            return;
        }
        self.plan.copies.push(Copied { from, to, how: How::Bytes(len) });
    }

    fn count(&mut self, counter: Counter, values: u64) {
        match self.plan.counts.iter_mut().find(|(of, _)| *of == counter) {
            Some((_, sum)) => *sum = sum.saturating_add(values),
            None => self.plan.counts.push((counter, values)),
        }
    }
}

/// Integers of pointer size are stored as others are.
fn stored_alike(of: Primitive, into: Primitive) -> bool {
    use Primitive::{I64, Isize, U64, Usize};
    matches!((of, into), (U64, Usize) | (Usize, U64) | (I64, Isize) | (Isize, I64))
}
