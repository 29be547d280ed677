//! Which types of a schema have a fixed layout, and how long it is.

use super::assemble::PARAM;
use super::{Schema, Shape, Type, TypeDef};

/// The fixed layouts of a schema's definitions, worked out once.
#[derive(Debug)]
pub(crate) struct Layouts {
    /// Bytes of each definition, by number; `None` where it has no layout.
    sizes: Vec<Option<u32>>,
}

/// An array is said to have a layout that its elements lack.
pub(super) struct NoSuchLayout;

impl Layouts {
    /// The layouts that definitions can have.
    pub(crate) fn of(schema: &Schema) -> Self {
        Layouts::where_declared(schema, |_| true)
    }

    /// The layouts that the types of a program have: those of this library decline theirs, as the format says.
    pub(super) fn of_types(schema: &Schema) -> Self {
        Layouts::where_declared(schema, |def| !def.is_of_library() || def.name == PARAM)
    }

    fn where_declared(schema: &Schema, declares: impl Fn(&TypeDef) -> bool) -> Self {
        let mut layouts = Layouts { sizes: vec![None; schema.defs.len()] };
        let order = schema.post_order(|def, inner| {
            if let Shape::Struct(fields) = &def.shape {
                fields.list.iter().for_each(|field| field.ty.collect_named(inner));
            }
        });
        for id in order {
            let def = schema.def(id).filter(|def| declares(def));
            let size = match def.map(|def| &def.shape) {
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
        self.checked_size(ty).ok()?
    }

    /// [`size`](Self::size), unless an array within the type is marked as of a layout that its elements lack.
    pub(super) fn checked_size(&self, ty: &Type) -> Result<Option<u32>, NoSuchLayout> {
        let size = match ty {
            Type::Primitive(primitive) => primitive.fixed_size(),
            Type::List { element, fixed } => {
                self.element_size(element, *fixed)?;
                None
            }
            Type::Array { element, len, fixed } => {
                let len = u32::try_from(*len).ok();
                self.element_size(element, *fixed)?.and_then(|size| size.checked_mul(len?))
            }
            Type::Tuple(elements) => {
                // A loop, as iterators take stack at each level in a debug build.
                let mut sum = Some(0u32);
                for element in elements {
                    let size = self.checked_size(element)?;
                    sum = sum.zip(size).and_then(|(sum, size)| sum.checked_add(size));
                }
                sum
            }
            Type::Named(id) => self.sizes.get(id.index()).copied().flatten(),
            Type::Option(inner) | Type::Set(inner) | Type::Shared(inner) => {
                self.checked_size(inner)?;
                None
            }
            Type::Map(key, value) => {
                self.checked_size(key)?;
                self.checked_size(value)?;
                None
            }
        };
        Ok(size.filter(|size| *size > 0))
    }

    fn element_size(&self, element: &Type, fixed: bool) -> Result<Option<u32>, NoSuchLayout> {
        match self.checked_size(element)? {
            None if fixed => Err(NoSuchLayout),
            size => Ok(size),
        }
    }

    fn sum<'a>(&self, mut types: impl Iterator<Item = &'a Type>) -> Option<u32> {
        types.try_fold(0u32, |sum, ty| sum.checked_add(self.size(ty)?))
    }
}
