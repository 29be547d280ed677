//! The least values of types: how many parts they have, and whether there are any.

use crate::schema::{DefId, FieldsSchema, Schema, Shape, Type, VariantSchema};

/// A type without values, as an enum without variants, or one beyond any memory.
pub(crate) const NONE: u64 = u64::MAX;

/// How many parts the least value of each definition has.
///
/// The least value of a type holds less of the types within it: whoever takes it where he can comes to an end.
#[derive(Debug)]
pub(crate) struct Sizes {
    defs: Vec<u64>,
}

impl Sizes {
    pub(crate) fn of(schema: &Schema) -> Self {
        let mut sizes = Sizes { defs: vec![NONE; schema.defs().len()] };
        // Each round settles at least one definition more, or none any more.
        for _ in 0..=sizes.defs.len() {
            let next = schema.defs().map(|def| match &def.shape {
                Shape::Struct(fields) => sizes.fields(fields),
                Shape::Enum(variants) => {
                    variants.iter().map(|variant| sizes.variant(variant)).min().unwrap_or(NONE)
                }
            });
            let next: Vec<u64> = next.collect();
            if next == sizes.defs {
                break;
            }
            sizes.defs = next;
        }
        sizes
    }

    /// Parts of the least value of a type; [`NONE`] where there is none.
    pub(crate) fn ty(&self, ty: &Type) -> u64 {
        match ty {
            Type::Primitive(_)
            | Type::Option(_)
            | Type::List { .. }
            | Type::Set(_)
            | Type::Map(..)
            | Type::Weak(_) => 1,
            Type::Array { element, len, .. } => {
                self.ty(element).saturating_mul(*len).saturating_add(1)
            }
            Type::Tuple(elements) => self.sum(elements.iter()),
            Type::Shared(content) => self.ty(content).saturating_add(1),
            Type::Named(id) => self.def(*id),
        }
    }

    pub(crate) fn variant(&self, variant: &VariantSchema) -> u64 {
        self.fields(&variant.fields)
    }

    fn def(&self, id: DefId) -> u64 {
        self.defs.get(id.index()).copied().unwrap_or(NONE)
    }

    fn fields(&self, fields: &FieldsSchema) -> u64 {
        self.sum(fields.list.iter().map(|field| &field.ty))
    }

    fn sum<'t>(&self, types: impl Iterator<Item = &'t Type>) -> u64 {
        types.fold(1u64, |sum, ty| sum.saturating_add(self.ty(ty)))
    }
}
