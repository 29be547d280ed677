//! Elements of arrays that are copied as they are. Not all bytes are a `bool` or a `char`, and a file that nobody can read
//! must not be made of one whose checksums fit.

use super::copy::{At, Copier, misfit, size_of_stride};
use super::scalar;
use crate::error::Result;
use crate::schema::{Shape, Type};
use crate::wire::{ArrayHead, Reader};

impl Copier<'_, '_> {
    /// Looks at the elements of an array, behind which the reader stands.
    pub(super) fn check(
        &self,
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

    fn check_fixed(&self, ty: &Type, from: &mut Reader<'_>, at: At) -> Result<()> {
        let at = at.into(ty, from)?;
        match ty {
            Type::Primitive(primitive) => scalar::read(*primitive, true, from).map(drop),
            _ if self.schema.takes_any_bytes(ty) => {
                from.bytes(size_of_stride(self.stride(ty)?)).map(drop)
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
