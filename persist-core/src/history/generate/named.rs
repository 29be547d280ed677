//! Structs and enums, those of the library within their bounds.

use super::library;
use super::paths::Hop;
use super::sizes::NONE;
use super::{Aim, Generator, Room, below, shared_by, within};
use crate::schema::{DefId, FieldsSchema, Shape, Type, TypeDef, UNKNOWN_FIELDS, VariantSchema};
use crate::value::Value;

impl<'s> Generator<'s> {
    pub(super) fn named(
        &mut self,
        id: DefId,
        spot: u64,
        room: Room,
        aim: Option<Aim<'_>>,
    ) -> Option<Value> {
        let schema = self.schema;
        let def = schema.def(id)?;
        let (room, name) = (within(room), def.name.clone());
        match &def.shape {
            Shape::Struct(_) if def.name == UNKNOWN_FIELDS => {
                // What it keeps is another schema's: nothing, as a rule.
                Some(Value::Struct { name, fields: vec![("0".into(), Value::List(Vec::new()))] })
            }
            Shape::Struct(fields) => {
                let mut values = self.fields(fields, Hop::Field, spot, room, aim)?;
                if library::axes(def) == Some(0) {
                    self.only_element(fields, &mut values, spot, room)?;
                }
                library::bound(def, &mut values);
                Some(Value::Struct { name, fields: values })
            }
            Shape::Enum(variants) => {
                let number = self.variant(def, variants, spot, room, aim)?;
                let variant = variants.get(number)?;
                let hop = |field| Hop::Variant(number, field);
                let spot = below(spot, number);
                let mut fields = self.fields(&variant.fields, hop, spot, room, aim)?;
                library::bound_variant(def, &variant.name, &mut fields);
                Some(Value::Variant { name, variant: variant.name.clone(), fields })
            }
        }
    }

    /// The number of a variant: the one that is aimed at, any that there is room for, or the least.
    fn variant(
        &mut self,
        def: &TypeDef,
        variants: &[VariantSchema],
        spot: u64,
        room: Room,
        aim: Option<Aim<'_>>,
    ) -> Option<usize> {
        let aimed_at = match aim {
            Some(Aim { way: [Hop::Variant(variant, _), ..], .. }) => Some(*variant),
            Some(Aim { way: [], variant }) => variant,
            _ => None,
        };
        let size = |number: &usize| {
            variants.get(*number).map_or(NONE, |variant| self.sizes.variant(variant))
        };
        let exist = |number: &usize| {
            size(number) != NONE
                && variants.get(*number).is_some_and(|variant| library::loads_here(def, variant))
        };
        if let Some(variant) = aimed_at {
            return Some(variant).filter(exist);
        }
        let all: Vec<usize> = (0..variants.len()).filter(exist).collect();
        let least = all.iter().copied().min_by_key(size)?;
        let fits: Vec<usize> = all.into_iter().filter(|n| size(n) <= room.parts).collect();
        if fits.is_empty() || room.levels == 0 {
            return Some(least);
        }
        fits.get(self.choose(fits.len(), spot)).copied()
    }

    fn fields(
        &mut self,
        fields: &'s FieldsSchema,
        hop: impl Fn(usize) -> Hop,
        spot: u64,
        room: Room,
        aim: Option<Aim<'_>>,
    ) -> Option<Vec<(String, Value)>> {
        let room = shared_by(room, fields.list.len());
        let values = fields.list.iter().enumerate().map(|(index, field)| {
            let aim = aim.and_then(|aim| aim.behind(hop(index)));
            let value = self.of(&field.ty, below(spot, index), room, aim)?;
            Some((field.name.clone(), value))
        });
        values.collect()
    }

    /// An array without axes has one element.
    fn only_element(
        &mut self,
        fields: &'s FieldsSchema,
        values: &mut [(String, Value)],
        spot: u64,
        room: Room,
    ) -> Option<()> {
        for (field, (_, value)) in fields.list.iter().zip(values) {
            if let (Type::List { element, .. }, Value::List(elements)) = (&field.ty, value) {
                elements.truncate(1);
                if elements.is_empty() {
                    elements.push(self.of(element, spot, room, None)?);
                }
            }
        }
        Some(())
    }
}
