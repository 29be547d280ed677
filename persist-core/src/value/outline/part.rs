//! Parts under way, and what leads from one to another.

use super::super::visitor::Step;
use crate::error::Error;
use crate::schema::{FieldsSchema, Schema, Shape, Type, TypeDef};

/// The place of a part among all of them.
pub(super) type PartId = usize;

/// What leads to a part, as the walk tells it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Key<'s> {
    Root,
    /// By its position in a tuple.
    Index(usize),
    Elements,
    Keys,
    Values,
    Field(&'s str),
    Variant(&'s str),
}

/// A part under way.
pub(super) struct Part<'s> {
    pub(super) key: Key<'s>,
    pub(super) parent: PartId,
    pub(super) ty: &'s Type,
    /// The fields of a variant.
    pub(super) fields: Option<&'s FieldsSchema>,
    pub(super) count: u64,
    /// Bytes of its own, without those of parts within.
    pub(super) body_len: u64,
    pub(super) block_len: u64,
    pub(super) stored_len: u64,
    /// It belongs to the elements of an array.
    pub(super) in_element: bool,
    pub(super) named: Named<'s>,
    pub(super) children: Vec<PartId>,
    /// Where the child is that was asked for last: the next one is asked for most often.
    pub(super) last: usize,
}

/// What is known of the named type of a part.
#[derive(Clone, Copy)]
pub(super) enum Named<'s> {
    Unmet,
    /// The part is of this definition.
    Of(&'s TypeDef),
    /// Its values belong to a part above it, which is of the same definition.
    Recurs(PartId),
}

impl<'s> Part<'s> {
    pub(super) fn new(
        key: Key<'s>,
        parent: PartId,
        ty: &'s Type,
        fields: Option<&'s FieldsSchema>,
    ) -> Self {
        Part {
            key,
            parent,
            ty,
            fields,
            count: 0,
            body_len: 0,
            block_len: 0,
            stored_len: 0,
            in_element: false,
            named: Named::Unmet,
            children: Vec::new(),
            last: 0,
        }
    }

    /// The type of a part within this one, and its fields where it is a variant.
    pub(super) fn inner(
        &self,
        key: Key<'s>,
        schema: &'s Schema,
    ) -> Option<(&'s Type, Option<&'s FieldsSchema>)> {
        let ty = content(self.ty);
        let shape = || match ty {
            Type::Named(id) => schema.def(*id).map(|def| &def.shape),
            _ => None,
        };
        let named = |fields: &'s FieldsSchema, name: &str| {
            fields.list.iter().find(|field| field.name == name).map(|field| (&field.ty, None))
        };
        match (key, ty) {
            (Key::Index(index), Type::Tuple(elements)) => elements.get(index).map(|ty| (ty, None)),
            (Key::Elements, Type::List { element, .. } | Type::Array { element, .. })
            | (Key::Values, Type::Set(element) | Type::Map(_, element))
            | (Key::Keys, Type::Map(element, _)) => Some((element, None)),
            (Key::Field(name), _) => match (self.fields, shape()) {
                (Some(fields), _) | (None, Some(Shape::Struct(fields))) => named(fields, name),
                _ => None,
            },
            (Key::Variant(name), _) => match shape() {
                Some(Shape::Enum(variants)) => {
                    let variant = variants.iter().find(|variant| variant.name == name)?;
                    Some((self.ty, Some(&variant.fields)))
                }
                _ => None,
            },
            _ => None,
        }
    }
}

/// The type of the values that options and pointers to shared values hold: they belong to the same part.
pub(super) fn content(mut ty: &Type) -> &Type {
    while let Type::Option(content) | Type::Shared(content) = ty {
        ty = content;
    }
    ty
}

/// The key of the part that a step from a value of type `ty` leads to. Steps into contents lead to the same part, and
/// have none.
pub(super) fn key_of<'s>(step: Step<'s>, ty: &Type) -> Key<'s> {
    match step {
        Step::Content => Key::Root,
        Step::Index(index) if matches!(ty, Type::Tuple(_)) => Key::Index(index),
        Step::Index(_) => Key::Elements,
        Step::Key(_) if matches!(ty, Type::Set(_)) => Key::Values,
        Step::Key(_) => Key::Keys,
        Step::Value(_) => Key::Values,
        Step::Field(name) => Key::Field(name),
        Step::Variant(name) => Key::Variant(name),
    }
}

#[cold]
pub(super) fn no_part() -> Error {
    Error::damaged("a value stands where its type has none")
}
