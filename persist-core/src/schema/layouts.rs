//! Which types of a schema have a fixed layout, and how long it is.

use std::collections::HashSet;
use std::sync::Arc;

use super::assemble::{PARAM, STD};
use super::{FieldSchema, Primitive, Schema, Shape, Type, TypeDef};

/// The fixed layouts of a schema's definitions, worked out once.
#[derive(Debug)]
pub(crate) struct Layouts {
    /// Bytes of each definition, by number; `None` where it has no layout.
    sizes: Vec<Option<u32>>,
    /// No array is said to have a layout that its elements lack.
    pub(super) are_sound: bool,
}

/// An array is said to have a layout that its elements lack.
pub(super) struct NoSuchLayout;

impl Layouts {
    /// The layouts that definitions can have.
    pub(crate) fn of(schema: &Schema) -> Arc<Self> {
        let layouts = &schema.defs.layouts;
        Arc::clone(layouts.get_or_init(|| Arc::new(Layouts::where_declared(schema, |_| true))))
    }

    /// The layouts that the types of a program have: those of the standard library decline theirs, as the format says.
    pub(super) fn of_types(schema: &Schema) -> Self {
        Layouts::where_declared(schema, |def| !def.name.starts_with(STD) || def.name == PARAM)
    }

    fn where_declared(schema: &Schema, declares: impl Fn(&TypeDef) -> bool) -> Self {
        let mut layouts = Layouts { sizes: vec![None; schema.defs.len()], are_sound: true };
        // A definition that leads back to itself has no layout, and so nothing that holds it: it may be looked at
        // before what it holds.
        let order = schema.post_order(|def, inner| {
            for fields in def.all_fields() {
                fields.list.iter().for_each(|field| field.ty.collect_named(inner));
            }
        });
        for (id, def) in order.into_iter().filter_map(|id| Some((id, schema.def(id)?))) {
            let sizes = def.all_fields().map(|fields| layouts.sum(&fields.list)).last();
            let is_struct = matches!(def.shape, Shape::Struct(_));
            let size = sizes.flatten().filter(|_| is_struct && declares(def));
            if let Some(slot) = layouts.sizes.get_mut(id.index()) {
                *slot = size.filter(|size| *size > 0);
            }
        }
        // Arguments may name what holds their type.
        let arguments = schema.defs.iter().flat_map(TypeDef::argument_types);
        for ty in arguments.chain([&schema.root]) {
            layouts.are_sound &= layouts.checked_size(ty).is_ok();
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
            Type::Option(inner) | Type::Set(inner) | Type::Shared(inner) | Type::Weak(inner) => {
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

    fn sum(&mut self, fields: &[FieldSchema]) -> Option<u32> {
        let mut sum = Some(0u32);
        for field in fields {
            let size = self.checked_size(&field.ty);
            self.are_sound &= size.is_ok();
            sum = sum.zip(size.ok().flatten()).and_then(|(sum, size)| sum.checked_add(size));
        }
        sum
    }
}

impl Schema {
    /// Whether any bytes are a value of a type with a fixed layout. Schemas from files nest these as deep as they like, and
    /// name one in as many others.
    pub(crate) fn takes_any_bytes(&self, ty: &Type) -> bool {
        let (mut ahead, mut known) = (vec![ty], HashSet::new());
        while let Some(ty) = ahead.pop() {
            match ty {
                Type::Primitive(Primitive::Bool | Primitive::Char) => return false,
                Type::Primitive(_) => {}
                Type::Array { element, .. } => ahead.push(element),
                Type::Tuple(elements) => ahead.extend(elements),
                Type::Named(id) => match self.def(*id).map(|def| &def.shape) {
                    Some(Shape::Struct(_)) if !known.insert(*id) => {}
                    Some(Shape::Struct(fields)) => {
                        ahead.extend(fields.list.iter().map(|field| &field.ty));
                    }
                    _ => return false,
                },
                _ => return false,
            }
        }
        true
    }
}
