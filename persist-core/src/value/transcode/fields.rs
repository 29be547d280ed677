//! Fields and variants: read in the order of the file, and written in that of the schema.

use std::ops::Range;

use super::Transcoder;
use super::copy::{At, misfit, size_of_stride};
use crate::error::{Error, Result};
use crate::evolution::{Kind, Node, Step, Take};
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
    /// How many there are.
    pub(super) fn len(self) -> usize {
        match self {
            Product::Fields(fields) => fields.list.len(),
            Product::Tuple(elements) => elements.len(),
            Product::Entry(..) => 2,
        }
    }

    /// The type of one of them.
    pub(super) fn ty(self, index: usize) -> Option<&'s Type> {
        self.get(index).map(|target| target.ty)
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
            Product::Entry(_, value) if index == 1 => Some(plain(value)),
            Product::Entry(..) => None,
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
        let (fields, product) = self.pick(node, ty, from, to)?;
        self.fields(fields, product, from, to, at).map(drop)
    }

    /// Writes which variant a value becomes, and says what its fields become.
    fn pick(
        &self,
        node: Node,
        ty: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'_>,
    ) -> Result<(Node, Product<'_>)> {
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
        Ok((arm.fields(), Product::Fields(&variant.fields)))
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
        let (steps, mut written) = self.begin(node, product, to)?;
        for step in steps {
            let before = to.position();
            if self.step(step, product, from, to, at)? {
                written.push(step.slot(), before, to.position());
            }
        }
        self.complete(&mut written, product, from, to, at)
    }

    /// The steps of fields, before the first of them.
    fn begin(
        &self,
        node: Node,
        product: Product<'_>,
        to: &Writer<'_>,
    ) -> Result<(&[Step], Box<Written>)> {
        let Kind::Fields { steps, counter } = self.plan.kind(node) else { return Err(misfit()) };
        self.plan.count(counter, 1);
        let steps = self.plan.steps(steps);
        Ok((steps, Box::new(Written::at(to, steps, product.len()))))
    }

    /// Writes the fields that the file lacks, and brings all in order. Returns where the first one ends.
    fn complete(
        &self,
        written: &mut Written,
        product: Product<'_>,
        from: &Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<usize> {
        if written.in_order {
            return Ok(written.first_end);
        }
        for slot in 0..product.len() {
            if written.lacks(slot) {
                let before = to.position();
                self.missing(product.get(slot), from, to, at)?;
                written.put(slot, before..to.position());
            }
        }
        to.reorder(written.start, written.places.iter().flatten());
        self.reordered(written.numbers, to);
        Ok(written.start.saturating_add(written.first_len()))
    }

    /// Reads a field, and says whether it was written.
    fn step(
        &self,
        step: &Step,
        product: Product<'_>,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<bool> {
        let target = index(step.slot()).and_then(|slot| product.get(slot));
        let Some(target) = target else { return self.pass(step, from).map(|()| false) };
        match (step.take, target.key) {
            (Take::Value(node) | Take::Number { node, .. } | Take::Fixed { node, .. }, false) => {
                self.value(node, target.ty, from, to, at)?;
            }
            (Take::Value(node) | Take::Number { node, .. } | Take::Fixed { node, .. }, true) => {
                self.to_key(node, target.ty, from, to, at)?;
            }
            (Take::Key(node), false) => self.of_key(node, target.ty, from, to, at)?,
            (Take::OrDefault(node), false) => self.or_default(node, target, from, to, at)?,
            (Take::Keep(_), _) => return self.drop_kept(step, from).map(|()| false),
            // Entries of two maps have a kind of their own.
            (Take::Key(_) | Take::OrDefault(_), true) | (Take::Skip(_) | Take::SkipBytes(_), _) => {
                return Err(misfit());
            }
        }
        Ok(true)
    }

    /// Writes a key out of a value that is none.
    pub(super) fn to_key(
        &self,
        node: Node,
        ty: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        to.in_place(|to| self.value(node, ty, from, to, at))
    }

    /// An option, whose `None` stands for the field's default.
    fn or_default(
        &self,
        node: Node,
        target: Target<'_>,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        match from.bool()? {
            true => self.value(node, target.ty, from, to, at),
            false => self.missing(Some(target), from, to, at),
        }
    }

    fn of_key(
        &self,
        node: Node,
        ty: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        from.in_place(|from| self.value(node, ty, from, to, at))
    }

    /// Passes over a field that only the program's type would keep.
    fn drop_kept(&self, step: &Step, from: &mut Reader<'_>) -> Result<()> {
        let Some((kept, _)) = self.plan.kept(step) else { return Err(misfit()) };
        let mut nowhere = Writer::new(Vec::new(), WriterOptions::default());
        nowhere.in_place(|to| super::copy_kept(kept, from, to))
    }

    /// Passes over a field that nothing takes.
    fn pass(&self, step: &Step, from: &mut Reader<'_>) -> Result<()> {
        match step.take {
            Take::Skip(id) => self.plan.skips().skip(id, from),
            Take::SkipBytes(len) => from.bytes(size_of_stride(len)).map(drop),
            _ => Err(conversion(from)),
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
        self.defaults.write(field, to).map_err(|error| from.blame_at(0, error))
    }
}

/// Where fields have been written.
struct Written {
    start: usize,
    numbers: (u64, usize),
    /// All of them are written, in their order: nothing else matters.
    in_order: bool,
    first_end: usize,
    places: Vec<Option<Range<usize>>>,
}

impl Written {
    /// Before the first of `len` fields, of which the file has those that `steps` take.
    fn at(to: &Writer<'_>, steps: &[Step], len: usize) -> Self {
        let start = to.position();
        let taken = steps.iter().filter(|step| step.take.node().is_some());
        let in_order = taken.map(Step::slot).eq((0..).zip(0..len).map(|(slot, _)| slot));
        let places = if in_order { Vec::new() } else { vec![None; len] };
        Written { start, numbers: to.numbered(), in_order, first_end: start, places }
    }

    fn push(&mut self, slot: u32, before: usize, end: usize) {
        if slot == 0 {
            self.first_end = end;
        }
        if let Some(slot) = index(slot) {
            self.put(slot, before..end);
        }
    }

    fn put(&mut self, slot: usize, place: Range<usize>) {
        if let Some(slot) = self.places.get_mut(slot) {
            *slot = Some(place);
        }
    }

    fn lacks(&self, slot: usize) -> bool {
        self.places.get(slot).is_some_and(Option::is_none)
    }

    fn first_len(&self) -> usize {
        let first = self.places.first().and_then(Option::as_ref);
        first.map_or(0, ExactSizeIterator::len)
    }
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
