//! Single fields of a schema: where they are, and schemas without some of them.

use std::collections::HashSet;

use super::{DefId, FieldSchema, FieldsSchema, Schema, Shape};

/// The place of a field in its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct FieldPlace {
    pub(crate) def: DefId,
    /// Of an enum: the variant that has the field.
    pub(crate) variant: Option<usize>,
    pub(crate) field: usize,
}

impl Schema {
    /// All fields of a definition, those of all of its variants.
    pub(crate) fn fields_of(&self, def: DefId) -> impl Iterator<Item = (FieldPlace, &FieldSchema)> {
        let shape = self.def(def).map(|def| &def.shape);
        let (fields, variants) = match shape {
            Some(Shape::Struct(fields)) => (Some((None, fields)), None),
            Some(Shape::Enum(variants)) => (None, Some(variants)),
            None => (None, None),
        };
        let variants = variants.into_iter().flatten().enumerate();
        let lists = fields
            .into_iter()
            .chain(variants.map(|(number, variant)| (Some(number), &variant.fields)));
        lists.flat_map(move |(variant, fields)| {
            let place = move |(field, schema)| (FieldPlace { def, variant, field }, schema);
            fields.list.iter().enumerate().map(place)
        })
    }

    /// The field at a place.
    pub(crate) fn field(&self, place: FieldPlace) -> Option<&FieldSchema> {
        match &self.def(place.def)?.shape {
            Shape::Struct(fields) => fields.list.get(place.field),
            Shape::Enum(variants) => variants.get(place.variant?)?.fields.list.get(place.field),
        }
    }

    /// A field in words, as `Model.junk`. Names come from files: what could move a terminal's cursor is escaped.
    pub(crate) fn place_name(&self, place: FieldPlace) -> String {
        let Some(def) = self.def(place.def) else { return String::new() };
        let mut name = self.def_name(def);
        if let (Shape::Enum(variants), Some(variant)) = (&def.shape, place.variant)
            && let Some(variant) = variants.get(variant)
        {
            name.push_str(&format!(".{}", variant.name.escape_debug()));
        }
        if let Some(field) = self.field(place) {
            name.push_str(&format!(".{}", field.name.escape_debug()));
        }
        name
    }

    /// The schema without some of its fields.
    pub(crate) fn without(&self, left_out: &HashSet<FieldPlace>) -> Schema {
        let mut schema = self.clone();
        for (number, def) in (0u32..).zip(&mut schema.defs) {
            let keep = |variant, fields: &mut FieldsSchema| {
                let mut field = 0usize..;
                fields.list.retain(|_| {
                    let field = field.next().unwrap_or(usize::MAX);
                    !left_out.contains(&FieldPlace { def: DefId(number), variant, field })
                });
            };
            match &mut def.shape {
                Shape::Struct(fields) => keep(None, fields),
                Shape::Enum(variants) => {
                    for (variant, schema) in variants.iter_mut().enumerate() {
                        keep(Some(variant), &mut schema.fields);
                    }
                }
            }
        }
        schema
    }
}
