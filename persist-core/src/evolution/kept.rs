//! Fields of the file that are kept as they are, where a program does not know them and its type has a place for such.

use std::cell::OnceCell;
use std::sync::Arc;

use semver::Version;

use crate::schema::{FieldPlace, FieldSchema, Layouts, Schema};

/// A field that is kept: its place in [`Kept`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct KeptId(u32);

/// All fields that a plan keeps, with the schema that they are of.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// There where any field is kept.
    writer: Option<(Schema, Arc<Layouts>)>,
    fields: Vec<Place>,
}

#[derive(Debug)]
struct Place {
    field: FieldPlace,
    /// The bytes of the schema of the field's type, once a value was met.
    schema: OnceCell<Arc<[u8]>>,
}

/// A field that is kept, as the file's schema says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct KeptField<'p> {
    /// That of the file.
    pub(crate) schema: &'p Schema,
    pub(crate) layouts: &'p Arc<Layouts>,
    pub(crate) field: &'p FieldSchema,
    /// That of the type which declares the field.
    pub(crate) version: Option<&'p Version>,
}

impl Kept {
    /// Adds a field of `writer`.
    pub(super) fn add(&mut self, field: FieldPlace, writer: &Schema) -> KeptId {
        self.writer.get_or_insert_with(|| (writer.clone(), Layouts::of(writer)));
        let id = KeptId(self.fields.len().try_into().unwrap_or(u32::MAX));
        self.fields.push(Place { field, schema: OnceCell::new() });
        id
    }

    /// A field, and the bytes of the schema of its type.
    pub(super) fn get(&self, KeptId(id): KeptId) -> Option<(KeptField<'_>, Arc<[u8]>)> {
        let place = self.fields.get(usize::try_from(id).ok()?)?;
        let (schema, layouts) = self.writer.as_ref()?;
        let field = schema.field(place.field)?;
        let version = schema.def(place.field.def)?.version.as_ref();
        let bytes = place.schema.get_or_init(|| schema.part(&field.ty).to_bytes().into());
        Some((KeptField { schema, layouts, field, version }, bytes.clone()))
    }
}
