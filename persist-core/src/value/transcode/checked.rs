//! Elements of arrays that are copied as they are. Not all bytes are a `bool` or a `char`, and a file that nobody can read
//! must not be made of one whose checksums fit.

use super::copy::{At, misfit, size_of_stride};
use super::scalar;
use crate::error::Result;
use crate::schema::{Layouts, Schema, Shape, Type};
use crate::value::scalar::no_layout;
use crate::wire::{ArrayHead, Reader};

/// What elements are made of.
#[derive(Clone, Copy)]
pub(in crate::value) struct Elements<'a> {
    pub(in crate::value) schema: &'a Schema,
    pub(in crate::value) layouts: &'a Layouts,
}

impl Elements<'_> {
    /// Looks at the elements of an array, behind which the reader stands.
    ///
    /// # Errors
    ///
    /// Bytes that no such element is.
    pub(in crate::value) fn check(
        self,
        element: &Type,
        stride: u32,
        head: ArrayHead<'_>,
        from: &Reader<'_>,
    ) -> Result<()> {
        self.check_at(element, stride, head, from, At::root(from))
    }

    /// As [`check`](Self::check), of an array that is reached by so many steps.
    pub(super) fn check_at(
        self,
        element: &Type,
        stride: u32,
        head: ArrayHead<'_>,
        from: &Reader<'_>,
        at: At,
    ) -> Result<()> {
        if self.schema.takes_any_bytes(element) {
            return Ok(());
        }
        from.elements(head, stride, |from| self.check_fixed(element, from, at))
    }

    fn check_fixed(self, ty: &Type, from: &mut Reader<'_>, at: At) -> Result<()> {
        let at = at.into(ty, from)?;
        match ty {
            Type::Primitive(primitive) => scalar::read(*primitive, true, from).map(drop),
            _ if self.schema.takes_any_bytes(ty) => {
                let stride = self.layouts.size(ty).ok_or_else(no_layout)?;
                from.bytes(size_of_stride(stride)).map(drop)
            }
            Type::Array { element, len, .. } => {
                (0..*len).try_for_each(|_| self.check_fixed(element, from, at))
            }
            Type::Tuple(elements) => {
                elements.iter().try_for_each(|element| self.check_fixed(element, from, at))
            }
            Type::Named(id) => match self.schema.def(*id).map(|def| &def.shape) {
                Some(Shape::Struct(fields)) => {
                    fields.list.iter().try_for_each(|field| self.check_fixed(&field.ty, from, at))
                }
                _ => Err(misfit()),
            },
            _ => Err(misfit()),
        }
    }
}
