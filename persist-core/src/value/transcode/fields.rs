//! Fields and variants: read in the order of the file, and written in that of the schema.

use std::ops::Range;

use super::Transcoder;
use super::copy::{At, misfit};
use crate::error::{Error, Result};
use crate::evolution::{KeptField, Kind, Node, Step, Take};
use crate::schema::{FieldSchema, FieldsSchema, Shape, Type};
use crate::wire::{Reader, Writer, WriterOptions};

/// What is written one behind the other: the fields of a struct, a variant or a tuple, or an entry of a map.
#[derive(Clone, Copy)]
pub(super) enum Product<'s> {
    Fields(&'s FieldsSchema),
    Tuple(&'s [Type]),
    Entry(&'s Type, &'s Type),
}

/// One of them.
struct Target<'s> {
    ty: &'s Type,
    field: Option<&'s FieldSchema>,
    /// Arrays and shared values stand in place.
    key: bool,
}

impl<'s> Product<'s> {
    fn len(self) -> usize {
        match self {
            Product::Fields(fields) => fields.list.len(),
            Product::Tuple(elements) => elements.len(),
            Product::Entry(..) => 2,
        }
    }

    fn get(self, index: usize) -> Option<Target<'s>> {
        let plain = |ty| Target { ty, field: None, key: false };
        match self {
            Product::Fields(fields) => {
                let field = fields.list.get(index)?;
                Some(Target { field: Some(field), ..plain(&field.ty) })
            }
            Product::Tuple(elements) => elements.get(index).map(plain),
            Product::Entry(key, _) if index == 0 => Some(Target { key: true, ..plain(key) }),
            Product::Entry(_, value) => Some(plain(value)),
        }
    }
}

impl<'b> Transcoder<'_, 'b> {
    /// A struct or a tuple.
    pub(super) fn product(
        &self,
        node: Node,
        ty: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        let shape = match ty {
            Type::Named(id) => self.copier.schema.def(*id).map(|def| &def.shape),
            _ => None,
        };
        let product = match (ty, shape) {
            (Type::Tuple(elements), _) => Product::Tuple(elements),
            (_, Some(Shape::Struct(fields))) => Product::Fields(fields),
            _ => return Err(misfit()),
        };
        self.fields(node, product, from, to, at).map(drop)
    }

    /// A value of an enum.
    pub(super) fn variant(
        &self,
        node: Node,
        ty: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        let def = match ty {
            Type::Named(id) => self.copier.schema.def(*id),
            _ => None,
        };
        let (Kind::Variants { arms }, Some(Shape::Enum(variants))) =
            (self.plan.kind(node), def.map(|def| &def.shape))
        else {
            return Err(misfit());
        };
        let arms = self.plan.arms(arms);
        let start = from.clone();
        let number = from.variant(arms.len().try_into().unwrap_or(u32::MAX))?;
        let arm = index(number).and_then(|number| arms.get(number)).ok_or_else(misfit)?;
        if let Some(refusal) = self.plan.refusal(arm) {
            return Err(start.mismatch(refusal));
        }
        let variant = index(arm.slot()).and_then(|slot| variants.get(slot)).ok_or_else(misfit)?;
        to.varint(arm.slot().into());
        self.fields(arm.fields(), Product::Fields(&variant.fields), from, to, at).map(drop)
    }

    /// Fields, each as its step says. Returns where the first one ends.
    pub(super) fn fields(
        &self,
        node: Node,
        product: Product<'_>,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<usize> {
        let Kind::Fields { steps, counter } = self.plan.kind(node) else { return Err(misfit()) };
        self.plan.count(counter, 1);
        let steps = self.plan.steps(steps);
        if !in_order(steps, product.len()) {
            return self.out_of_order(steps, product, from, to, at);
        }
        let mut first_end = None;
        for step in steps {
            if self.step(step, product, from, to, at)?.is_some() {
                first_end.get_or_insert(to.position());
            }
        }
        Ok(first_end.unwrap_or(to.position()))
    }

    /// Fields that the file has in another order, or not all of: written as they come, and then brought in order.
    fn out_of_order(
        &self,
        steps: &[Step],
        product: Product<'_>,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<usize> {
        let (start, numbers) = (to.position(), to.numbered());
        let mut written: Vec<Option<Range<usize>>> = vec![None; product.len()];
        for step in steps {
            let before = to.position();
            if let Some(slot) = self.step(step, product, from, to, at)?
                && let Some(place) = written.get_mut(slot)
            {
                *place = Some(before..to.position());
            }
        }
        for (slot, place) in written.iter_mut().enumerate() {
            if place.is_none() {
                let before = to.position();
                self.missing(product.get(slot), from, to, at)?;
                *place = Some(before..to.position());
            }
        }
        to.reorder(start, written.iter().flatten());
        self.reordered(numbers, to);
        let first = written.first().and_then(Option::as_ref);
        Ok(start.saturating_add(first.map_or(0, ExactSizeIterator::len)))
    }

    /// Reads a field, and returns which one it became, where it became one.
    fn step(
        &self,
        step: &Step,
        product: Product<'_>,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<Option<usize>> {
        match step.take {
            Take::Skip(id) => self.plan.skips().skip(id, from).map(|()| None),
            Take::Keep(kept) => self.pass(kept, from).map(|()| None),
            Take::Value(node) | Take::Key(node) | Take::OrDefault(node) => {
                let slot = index(step.slot()).ok_or_else(misfit)?;
                let target = product.get(slot).filter(|_| slot < product.len());
                let Some(target) = target else { return Err(conversion(from)) };
                let write = |from: &mut Reader<'_>, to: &mut Writer<'b>| match target.key {
                    true => to.in_place(|to| self.value(node, target.ty, from, to, at)),
                    false => self.value(node, target.ty, from, to, at),
                };
                match step.take {
                    Take::Key(_) => from.in_place(|from| write(from, to))?,
                    Take::OrDefault(_) if !from.bool()? => {
                        self.missing(Some(target), from, to, at)?;
                    }
                    _ => write(from, to)?,
                }
                Ok(Some(slot))
            }
        }
    }

    /// Writes a field that the file lacks.
    fn missing(
        &self,
        target: Option<Target<'_>>,
        from: &Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        let field = target.and_then(|target| target.field).filter(|_| !at.fixed);
        let Some(field) = field else { return Err(misfit()) };
        if field.unknown {
            // Such a field is a list, which holds nothing here.
            to.len(0);
            return Ok(());
        }
        self.defaults.write(field, to).map_err(|error| from.blame_at(0, error))
    }

    /// Passes over a field that only the program's type would keep.
    fn pass(&self, kept: KeptField, from: &mut Reader<'_>) -> Result<()> {
        let Some((writer, field)) = self.plan.kept(kept) else { return Err(misfit()) };
        let options = WriterOptions { block_threshold: None, ..WriterOptions::default() };
        let mut nowhere = Writer::new(Vec::new(), options);
        nowhere.in_place(|to| super::copy(writer, &field.ty, self.copier.blocks, from, to))
    }
}

/// Whether all fields are written, in their order.
fn in_order(steps: &[Step], len: usize) -> bool {
    let taken = steps.iter().filter(|step| !matches!(step.take, Take::Skip(_) | Take::Keep(_)));
    taken.map(Step::slot).eq((0..).zip(0..len).map(|(slot, _)| slot))
}

#[cold]
fn conversion(from: &Reader<'_>) -> Error {
    from.mismatch(
        "the field had another type, whose conversion is a function of the program's type",
    )
}

fn index(number: u32) -> Option<usize> {
    usize::try_from(number).ok()
}
