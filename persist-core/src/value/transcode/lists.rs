//! Elements: in each form that a file has them in, and in each that a schema asks for.

use super::Transcoder;
use super::copy::{At, known_len, misfit, size_of_stride};
use crate::error::Result;
use crate::evolution::{Form, Kind, List, Node};
use crate::schema::{Primitive, Type};
use crate::wire::{ArrayHead, OwnedArray, Reader, Writer, to_u64};

/// The elements of a list whose count has been read.
pub(super) struct Elements<'r> {
    pub(super) count: usize,
    keys: bool,
    place: Place<'r>,
}

enum Place<'r> {
    /// Behind a count: a level of depth.
    Counted,
    Exactly,
    /// In an array of this stride.
    Array(ArrayHead<'r>, u32),
}

impl Elements<'_> {
    /// Reads the elements, one after the other.
    pub(super) fn each(
        self,
        from: &mut Reader<'_>,
        mut read: impl FnMut(&mut Reader<'_>) -> Result<()>,
    ) -> Result<()> {
        let counted = match self.place {
            Place::Array(head, stride) => return from.elements(head, stride, read),
            Place::Counted => true,
            Place::Exactly => false,
        };
        if counted {
            from.descend()?;
        }
        for _ in 0..self.count {
            match self.keys {
                true => from.in_place(&mut read)?,
                false => read(from)?,
            }
        }
        if counted {
            from.ascend();
        }
        Ok(())
    }
}

impl<'b> Transcoder<'_, 'b> {
    /// Reads up to the elements of a list; each takes `size` bytes or about as much where it goes.
    pub(super) fn open<'r>(
        &self,
        list: List,
        size: u32,
        from: &mut Reader<'r>,
    ) -> Result<Elements<'r>> {
        let (keys, size) = (list.keys, size_of_stride(size));
        let elements = match list.form {
            Form::Counted { min_size } => {
                let count = from.len(size_of_stride(min_size), size)?;
                Elements { count, keys, place: Place::Counted }
            }
            Form::Exactly(len) => {
                Elements { count: known_len(len, from)?, keys, place: Place::Exactly }
            }
            Form::Array { stride, len, .. } => {
                let start = from.clone();
                let head = from.array(stride, size)?;
                let count = head.count(stride);
                start.fits(count, len)?;
                Elements { count, keys, place: Place::Array(head, stride) }
            }
        };
        self.plan.count(list.counter, to_u64(elements.count));
        Ok(elements)
    }

    /// Elements for an array, a set or a map.
    pub(super) fn list(
        &self,
        list: List,
        ty: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        match ty {
            Type::List { element, fixed: true } => self.array(list, element, None, from, to, at),
            Type::Array { element, len, fixed: true } if !at.fixed => {
                self.array(list, element, Some(*len), from, to, at)
            }
            Type::Array { element, len, .. } => self.exactly(list, *len, element, from, to, at),
            Type::Set(key) => self.set(list, key, from, to, at),
            Type::Map(key, value) => self.map_of_pairs(list, (key, value), from, to, at),
            _ => Err(misfit()),
        }
    }

    /// Elements behind their count.
    pub(super) fn counted(
        &self,
        list: List,
        ty: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        let elements = self.open(list, 1, from)?;
        to.len(elements.count);
        self.each(elements, list.element, ty, from, to, at)
    }

    /// So many elements, one behind the other.
    fn exactly(
        &self,
        list: List,
        len: u64,
        ty: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        let start = from.clone();
        let elements = self.open(list, 1, from)?;
        check_len(&start, elements.count, Some(len))?;
        self.each(elements, list.element, ty, from, to, at)
    }

    /// Writes elements one behind the other.
    fn each(
        &self,
        elements: Elements<'_>,
        node: Node,
        ty: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        elements.each(from, |from| self.value(node, ty, from, to, at))
    }

    /// Elements for an array of fixed layout.
    fn array(
        &self,
        list: List,
        element: &Type,
        len: Option<u64>,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        let stride = self.copier.stride(element)?;
        if let (Kind::Fixed { size, .. }, Form::Array { stride: stored, len: known, .. }) =
            (self.plan.kind(list.element), list.form)
            && size == stride
            && stored == stride
            && (len.is_none() || len == known)
        {
            return self.copier.array(element, known, from, to, at);
        }
        let start = from.clone();
        let elements = self.open(list, stride, from)?;
        let count = elements.count;
        check_len(&start, count, len)?;
        let bytes = to.beside(|to| {
            elements.each(from, |from| self.value(list.element, element, from, to, at.fixed()))
        })?;
        to.array(count, stride, OwnedArray(bytes))
    }

    /// A list of one value, or of none.
    pub(super) fn one(
        &self,
        node: Node,
        ty: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        let Type::List { element, fixed } = ty else { return Err(misfit()) };
        let content = match self.plan.kind(node) {
            Kind::One(content) => Some(content),
            Kind::AtMostOne(content) => from.bool()?.then_some(content),
            _ => return Err(misfit()),
        };
        let count = usize::from(content.is_some());
        let write = |from: &mut Reader<'_>, to: &mut Writer<'b>, at| match content {
            Some(content) => self.value(content, element, from, to, at),
            None => Ok(()),
        };
        if *fixed {
            let stride = self.copier.stride(element)?;
            let bytes = to.beside(|to| write(from, to, at.fixed()))?;
            return to.array(count, stride, OwnedArray(bytes));
        }
        to.len(count);
        from.nested(|from| write(from, to, at))
    }

    /// The only element of a list.
    pub(super) fn only_one(
        &self,
        list: List,
        ty: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        self.exactly(list, 1, ty, from, to, at)
    }

    /// Bytes that become a string.
    pub(super) fn text(
        &self,
        list: List,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        const BYTE: Type = Type::Primitive(Primitive::U8);
        let start = from.clone();
        let elements = self.open(list, 1, from)?;
        let bytes = to.beside(|to| {
            elements.each(from, |from| self.value(list.element, &BYTE, from, to, at.fixed()))
        })?;
        match std::str::from_utf8(&bytes) {
            Ok(text) => {
                to.str(text);
                Ok(())
            }
            Err(error) => Err(start.mismatch(format_args!("the bytes are no string: {error}"))),
        }
    }
}

fn check_len(start: &Reader<'_>, count: usize, len: Option<u64>) -> Result<()> {
    match len.filter(|len| *len != to_u64(count)) {
        None => Ok(()),
        Some(1) => Err(start.mismatch(format_args!(
            "the value is a list of {count}, the type it becomes takes exactly one"
        ))),
        Some(len) => Err(start.mismatch(format_args!(
            "the value is a list of {count}, the type it becomes takes exactly {len}"
        ))),
    }
}
