//! Structs and enums, those of the library within their bounds.

use super::paths::Hop;
use super::sizes::NONE;
use super::{Aim, Generator, Room, below, shared_by, within};
use crate::schema::{DefId, FieldsSchema, Shape, TypeDef, UNKNOWN_FIELDS, VariantSchema};
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
                let fields = self.fields(def, fields, Hop::Field, spot, room, aim)?;
                Some(Value::Struct { name, fields })
            }
            Shape::Enum(variants) => {
                let number = self.variant(def, variants, spot, room, aim)?;
                let variant = variants.get(number)?;
                let hop = |field| Hop::Variant(number, field);
                let spot = below(spot, number);
                let fields = self.fields(def, &variant.fields, hop, spot, room, aim)?;
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
                && variants.get(*number).is_some_and(|variant| is_saved_here(def, variant))
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
        def: &TypeDef,
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
            Some((field.name.clone(), bounded(def, &field.name, value)))
        });
        values.collect()
    }
}

/// Whether programs on this kind of system save values of the variant: strings of others do not load here.
fn is_saved_here(def: &TypeDef, variant: &VariantSchema) -> bool {
    def.name != "std::OsString" || variant.name == if cfg!(windows) { "Windows" } else { "Unix" }
}

/// Brings a field of the library's own types within its bounds.
fn bounded(def: &TypeDef, field: &str, value: Value) -> Value {
    /// What file times of Windows hold, whose range is the narrowest: seconds from 1970 on, in steps of 100 ns.
    const LAST_SECOND: u128 = 910_692_730_085;
    match (def.name.as_str(), field, value) {
        ("std::Duration", "nanos", Value::Unsigned(nanos)) => {
            Value::Unsigned(nanos.min(999_999_999))
        }
        ("std::SystemTime", "secs_since_epoch", Value::Unsigned(secs)) => {
            Value::Unsigned(secs.min(LAST_SECOND))
        }
        ("std::SystemTime", "nanos_since_epoch", Value::Unsigned(nanos)) => {
            Value::Unsigned(nanos.min(999_999_900) / 100 * 100)
        }
        ("std::UnknownField", "version", _) => Value::Option(None),
        (_, _, value) => value,
    }
}
