//! Values of which both schemas think alike: copied, with blocks and shared values under the numbers of the new file.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::checked::Elements;
use super::scalar;
use crate::error::{Error, Result};
use crate::schema::{DefId, FieldsSchema, Layouts, Primitive, Schema, Shape, Type};
use crate::value::keys::Keys;
use crate::value::lost::Losses;
use crate::value::scalar::no_layout;
use crate::wire::{ArrayHead, BlockCopy, BlockSource, OwnedArray, Reader, SharedKey, Writer};

/// Steps from one value into the next that each level of depth may take: those of a list of structs, or of an
/// optional struct.
const STEPS_PER_LEVEL: u32 = 6;

/// Steps that are allowed however little depth is: those of the types that a schema lets stand within each other.
const MIN_STEPS: u32 = 256;

/// Where a value stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct At {
    /// Steps into values that may still be taken.
    steps: u32,
    /// It is written in its fixed layout.
    pub(super) fixed: bool,
}

impl At {
    /// Where the whole value stands.
    pub(super) fn root(from: &Reader<'_>) -> Self {
        let steps = from.depth_limit().saturating_mul(STEPS_PER_LEVEL).max(MIN_STEPS);
        At { steps, fixed: false }
    }

    /// A step into a value, which counts for as much as it takes stack.
    pub(super) fn into(self, ty: &Type, from: &Reader<'_>) -> Result<Self> {
        let weight = match ty {
            Type::Primitive(_) => 1,
            Type::Named(_) => 4,
            Type::Shared(_) => 10,
            _ => 2,
        };
        match self.steps.checked_sub(weight) {
            Some(steps) => Ok(At { steps, ..self }),
            None => Err(from.too_deep()),
        }
    }

    pub(super) fn fixed(self) -> Self {
        At { fixed: true, ..self }
    }
}

/// Copies values of the types of a schema.
pub(super) struct Copier<'s, 'b> {
    pub(super) schema: &'s Schema,
    pub(super) layouts: Arc<Layouts>,
    /// The blocks that the values refer to.
    pub(super) blocks: &'b dyn BlockSource,
    /// What tells shared values apart while they are written, for each type that they are written as.
    numbers: RefCell<HashMap<Type, HashMap<u64, usize>>>,
    next: Cell<usize>,
    /// Shared values that are being read.
    open: RefCell<HashSet<u64>>,
    /// What of the value is lost.
    losses: Option<&'s Losses<'s>>,
}

impl<'s, 'b> Copier<'s, 'b> {
    pub(super) fn new(
        schema: &'s Schema,
        layouts: Arc<Layouts>,
        blocks: &'b dyn BlockSource,
    ) -> Self {
        Copier {
            schema,
            layouts,
            blocks,
            numbers: RefCell::default(),
            next: Cell::new(0),
            open: RefCell::default(),
            losses: None,
        }
    }

    /// A copier of what is left of a value.
    pub(super) fn without(self, losses: &'s Losses<'s>) -> Self {
        Copier { losses: Some(losses), ..self }
    }

    /// Copies a value, which does not stand in a fixed layout.
    pub(super) fn copy(
        &self,
        ty: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        let at = at.into(ty, from)?;
        if let Some(losses) = self.losses
            && losses.pass(ty, from, to)?
        {
            return Ok(());
        }
        match ty {
            Type::Primitive(primitive) => copy_scalar(*primitive, from, to, at),
            Type::Option(content) => self.option(content, from, to, at),
            Type::List { element, fixed: true } => self.array(element, None, from, to, at),
            Type::Array { element, len, fixed: true } => {
                self.array(element, Some(*len), from, to, at)
            }
            Type::List { element, .. } => self.list(element, from, to, at),
            Type::Array { element, len, .. } => self.repeat(element, *len, from, to, at),
            Type::Tuple(elements) => self.tuple(elements, from, to, at),
            Type::Set(key) => self.entries(key, None, from, to, at),
            Type::Map(key, value) => self.entries(key, Some(value), from, to, at),
            Type::Shared(content) => {
                self.shared(content, from, to, |from, to| self.copy(content, from, to, at))
            }
            Type::Weak(content) => self.weak(content, from, to),
            Type::Named(id) => self.named(*id, from, to, at),
        }
    }

    fn option(
        &self,
        content: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        let some = from.bool()?;
        to.bool(some);
        if some { self.copy(content, from, to, at) } else { Ok(()) }
    }

    fn list(
        &self,
        element: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        let mut left = open(from, to)?;
        // Loops, as iterators take stack at each level in a debug build.
        while left > 0 {
            left -= 1;
            self.copy(element, from, to, at)?;
        }
        from.ascend();
        Ok(())
    }

    fn tuple(
        &self,
        elements: &[Type],
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        for element in elements {
            self.copy(element, from, to, at)?;
        }
        Ok(())
    }

    /// An array whose elements stand one by one.
    fn repeat(
        &self,
        element: &Type,
        len: u64,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        let mut left = known_len(len, from)?;
        while left > 0 {
            left -= 1;
            self.copy(element, from, to, at)?;
        }
        Ok(())
    }

    fn entries(
        &self,
        key: &Type,
        value: Option<&Type>,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        let mut left = open(from, to)?;
        from.allocate(left, Keys::SIZE)?;
        let mut keys = Keys::default();
        while left > 0 {
            left -= 1;
            let start = from.clone();
            self.key(key, from, to, at)?;
            keys.take(&start, from)?;
            if let Some(value) = value {
                self.copy(value, from, to, at)?;
            }
        }
        from.ascend();
        Ok(())
    }

    fn key(&self, key: &Type, from: &mut Reader<'_>, to: &mut Writer<'b>, at: At) -> Result<()> {
        from.in_place(|from| to.in_place(|to| self.copy(key, from, to, at)))
    }

    fn named(&self, id: DefId, from: &mut Reader<'_>, to: &mut Writer<'b>, at: At) -> Result<()> {
        for field in &self.stored_fields(id, from, to)?.list {
            self.copy(&field.ty, from, to, at)?;
        }
        Ok(())
    }

    /// The fields of a struct, or those of the variant whose number is copied.
    fn stored_fields(
        &self,
        id: DefId,
        from: &mut Reader<'_>,
        to: &mut Writer<'_>,
    ) -> Result<&'s FieldsSchema> {
        match self.schema.def(id).map(|def| &def.shape) {
            Some(Shape::Struct(fields)) => Ok(fields),
            Some(Shape::Enum(variants)) => {
                let index = from.variant(variants.len().try_into().unwrap_or(u32::MAX))?;
                to.varint(index.into());
                let variant = usize::try_from(index).ok().and_then(|index| variants.get(index));
                variant.map(|variant| &variant.fields).ok_or_else(misfit)
            }
            None => Err(misfit()),
        }
    }

    /// Copies an array whole: its elements mean the same.
    pub(super) fn array(
        &self,
        element: &Type,
        len: Option<u64>,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        let stride = self.stride(element)?;
        let start = from.clone();
        let head = match self.losses {
            None => from.array(stride, size_of_stride(stride)),
            // What is left of it may be less than the limits go by.
            Some(_) => from.uncharged(|from| from.array(stride, 0)),
        }?;
        let count = head.count(stride);
        start.fits(count, len)?;
        // What is left of a value was looked at when it was found out.
        if self.losses.is_none() {
            let elements = Elements { schema: self.schema, layouts: &self.layouts };
            elements.check_at(element, stride, head, from, at)?;
        }
        match head {
            ArrayHead::InPlace(bytes) if at.fixed => {
                to.bytes(bytes);
                Ok(())
            }
            ArrayHead::Block(block) if at.fixed => block.pieces(&mut |piece| {
                to.bytes(piece);
                Ok(())
            }),
            ArrayHead::InPlace(bytes) => to.array(count, stride, OwnedArray(bytes.to_vec())),
            ArrayHead::Block(block) => {
                to.array(count, stride, BlockCopy::new(self.blocks, &block, stride))
            }
        }
    }

    /// Bytes of a type in its fixed layout, which the schema says it has.
    pub(super) fn stride(&self, element: &Type) -> Result<u32> {
        self.layouts.size(element).ok_or_else(no_layout)
    }

    /// Writes a shared value out of a shared value, each once for each type that it is written as.
    pub(super) fn shared(
        &self,
        content: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        write: impl FnOnce(&mut Reader<'_>, &mut Writer<'b>) -> Result<()>,
    ) -> Result<()> {
        match from.shared_number()? {
            None => self.share(from, to, |from, to| from.nested(|from| write(from, to))),
            Some(number) => {
                let key = SharedKey::of_number(self.number(content, number));
                to.shared(key, || Box::new(()), |to| self.entry(number, from, to, write))
            }
        }
    }

    /// Writes a pointer to what a shared value becomes as one of this type.
    pub(super) fn weak(
        &self,
        content: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
    ) -> Result<()> {
        let number = from.weak_number()?;
        // Of a damaged file, what is not there is lost.
        if self.losses.is_none() {
            from.points_at(number)?;
        }
        let key = number.map(|number| SharedKey::of_number(self.number(content, number)));
        to.weak(key, || Box::new(()));
        Ok(())
    }

    /// Writes a shared value out of one that is not.
    pub(super) fn share(
        &self,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        write: impl FnOnce(&mut Reader<'_>, &mut Writer<'b>) -> Result<()>,
    ) -> Result<()> {
        to.shared(SharedKey::of_number(self.new_number()), || Box::new(()), |to| write(from, to))
    }

    /// Reads the entry of a shared value, and writes it where the writer stands.
    ///
    /// Where shared values become values of their own, a few bytes can stand for any number of them: each is charged.
    pub(super) fn entry(
        &self,
        number: u64,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        write: impl FnOnce(&mut Reader<'_>, &mut Writer<'b>) -> Result<()>,
    ) -> Result<()> {
        if !self.open.borrow_mut().insert(number) {
            return Err(from.damaged(format!("shared value {number} contains itself")));
        }
        from.descend()?;
        from.shared_entry(number, |from| {
            from.allocate(from.remaining(), 1)?;
            write(from, to)
        })?;
        from.ascend();
        self.open.borrow_mut().remove(&number);
        Ok(())
    }

    /// What tells a shared value of the file from others while it is written: its number, and what it becomes.
    fn number(&self, content: &Type, number: u64) -> usize {
        let mut numbers = self.numbers.borrow_mut();
        let known = numbers.get(content).and_then(|of_type| of_type.get(&number));
        if let Some(known) = known {
            return *known;
        }
        let new = self.new_number();
        numbers.entry(content.clone()).or_default().insert(number, new);
        new
    }

    fn new_number(&self) -> usize {
        let number = self.next.get();
        self.next.set(number.saturating_add(1));
        number
    }
}

/// Copies a count of elements, which stand a level deeper.
pub(super) fn open(from: &mut Reader<'_>, to: &mut Writer<'_>) -> Result<usize> {
    let len = from.len(0, 1)?;
    to.len(len);
    from.descend()?;
    Ok(len)
}

fn copy_scalar(
    primitive: Primitive,
    from: &mut Reader<'_>,
    to: &mut Writer<'_>,
    at: At,
) -> Result<()> {
    let scalar = scalar::read(primitive, false, from)?;
    scalar::write(scalar, primitive, at.fixed, to).ok_or_else(misfit)
}

/// The length of an array that stands without a count. Elements can be of no size, so they are charged.
pub(super) fn known_len(len: u64, from: &Reader<'_>) -> Result<usize> {
    let Ok(len) = usize::try_from(len) else {
        return Err(from.damaged(format!("an array of {len} elements is claimed")));
    };
    from.allocate(len, 1)?;
    from.count(len)?;
    Ok(len)
}

pub(super) fn size_of_stride(stride: u32) -> usize {
    stride.try_into().unwrap_or(usize::MAX)
}

/// The error of a plan that is followed by another schema than that which it was made for.
#[cold]
pub(super) fn misfit() -> Error {
    Error::new(
        crate::error::ErrorKind::Caller,
        "a plan is followed that was made for another schema",
    )
}
