//! Which types of a schema have a fixed layout, and how long it is.

use super::{Schema, Shape, Type};

/// The fixed layouts of a schema's definitions, worked out once.
#[derive(Debug)]
pub(crate) struct Layouts {
    /// Bytes of each definition, by number; `None` where it has no layout.
    sizes: Vec<Option<u32>>,
}

impl Layouts {
    pub(crate) fn of(schema: &Schema) -> Self {
        let mut layouts = Layouts { sizes: vec![None; schema.defs.len()] };
        let order = schema.post_order(|def, inner| {
            if let Shape::Struct(fields) = &def.shape {
                fields.list.iter().for_each(|field| field.ty.collect_named(inner));
            }
        });
        for id in order {
            let size = match schema.def(id).map(|def| &def.shape) {
                Some(Shape::Struct(fields)) => layouts.sum(fields.list.iter().map(|f| &f.ty)),
                _ => None,
            };
            if let Some(slot) = layouts.sizes.get_mut(id.index()) {
                *slot = size.filter(|size| *size > 0);
            }
        }
        layouts
    }

    /// Bytes of a value in its fixed layout, where its type has one.
    pub(crate) fn size(&self, ty: &Type) -> Option<u32> {
        match ty {
            Type::Primitive(primitive) => primitive.fixed_size(),
            Type::Array { element, len, .. } => {
                self.size(element)?.checked_mul(u32::try_from(*len).ok()?)
            }
            Type::Tuple(elements) => self.sum(elements.iter()),
            Type::Named(id) => *self.sizes.get(id.index())?,
            _ => None,
        }
        .filter(|size| *size > 0)
    }

    fn sum<'a>(&self, mut types: impl Iterator<Item = &'a Type>) -> Option<u32> {
        types.try_fold(0u32, |sum, ty| sum.checked_add(self.size(ty)?))
    }
}
