//! What is not a collection: structs and enums, shared values, and values that hold no others.

use super::{Encode, refusal};
use crate::error::Result;
use crate::schema::{DefId, FieldsSchema, Primitive, Shape, Type, VariantSchema};
use crate::value::Value;
use crate::value::scalar::Scalar;
use crate::value::transcode::scalar;
use crate::value::visitor::Step;
use crate::wire::{SharedKey, Writer};

impl<'e> Encode<'e> {
    pub(super) fn shared(
        &mut self,
        ty: &'e Type,
        number: Option<u64>,
        content: Option<&'e Value>,
        w: &mut Writer<'_>,
    ) -> Result<()> {
        let known = number.and_then(|number| self.contents.get(&number).copied());
        let Some(content) = content.or(known) else {
            return Err(refusal("a shared value has no content anywhere"));
        };
        if let Some(number) = number
            && *self.types.entry(number).or_insert(ty) != ty
        {
            return Err(refusal(format!("shared value {number} stands for values of two types")));
        }
        w.shared(
            self.shared_key(number),
            || Box::new(()),
            |w| self.child(Step::Content, ty, content, w),
        )
    }

    /// A pointer to a shared value, or to none where the value holds none of this number.
    pub(super) fn weak(
        &mut self,
        ty: &'e Type,
        number: Option<u64>,
        w: &mut Writer<'_>,
    ) -> Result<()> {
        let held = number.filter(|number| self.contents.contains_key(number));
        if let Some(number) = held
            && *self.types.entry(number).or_insert(ty) != ty
        {
            return Err(refusal(format!("shared value {number} stands for values of two types")));
        }
        let key = held.map(|number| self.shared_key(Some(number)));
        w.weak(key, || Box::new(()));
        Ok(())
    }

    /// What tells a shared value from others: its number, or a new one, above all that a file has.
    fn shared_key(&mut self, number: Option<u64>) -> SharedKey {
        let number = number.and_then(|number| usize::try_from(number).ok());
        SharedKey::of_number(number.unwrap_or_else(|| {
            self.unnumbered = self.unnumbered.saturating_add(1);
            usize::MAX.saturating_sub(self.unnumbered)
        }))
    }

    pub(super) fn named(&mut self, id: DefId, value: &'e Value, w: &mut Writer<'_>) -> Result<()> {
        let def = self.schema.def(id);
        match (def.map(|def| (&def.name, &def.shape)), value) {
            (Some((known, Shape::Struct(fields))), Value::Struct { name, fields: values })
                if known == name =>
            {
                self.fields(fields, values, false, w)
            }
            (
                Some((known, Shape::Enum(variants))),
                Value::Variant { name, variant, fields: values },
            ) if known == name => {
                let (index, variant) = find(variants, variant)?;
                w.varint(index);
                self.enter(Step::Variant(&variant.name), None, w)?;
                self.fields(&variant.fields, values, false, w)?;
                self.path.pop();
                Ok(())
            }
            _ => Err(self.misfit(&Type::Named(id), value)),
        }
    }

    /// Fields by their names, whatever the order of the values is.
    pub(super) fn fields(
        &mut self,
        fields: &'e FieldsSchema,
        values: &'e [(String, Value)],
        fixed: bool,
        w: &mut Writer<'_>,
    ) -> Result<()> {
        for (index, field) in fields.list.iter().enumerate() {
            let is_it = |(name, _): &&(String, Value)| *name == field.name;
            let found = values.get(index).filter(is_it).or_else(|| values.iter().find(is_it));
            let Some((_, value)) = found else {
                return Err(refusal(format!(
                    "the field `{}` is missing",
                    field.name.escape_debug()
                )));
            };
            self.enter(Step::Field(&field.name), None, w)?;
            match fixed {
                true => self.fixed(&field.ty, value, w)?,
                false => self.value(&field.ty, value, w)?,
            }
            self.path.pop();
        }
        if values.len() == fields.list.len() {
            return Ok(());
        }
        let is_known = |name: &str| fields.list.iter().any(|field| field.name == name);
        Err(refusal(match values.iter().find(|(name, _)| !is_known(name)) {
            Some((name, _)) => format!("there is no field `{}`", name.escape_debug()),
            None => "a field stands there twice".to_owned(),
        }))
    }

    /// A value that holds no others. Integers fit where their number does, whatever sign their kind has.
    pub(super) fn scalar(
        &self,
        primitive: Primitive,
        value: &'e Value,
        fixed: bool,
        w: &mut Writer<'_>,
    ) -> Result<()> {
        let scalar = match (value, primitive) {
            (Value::Unit, Primitive::Unit) => Some(Scalar::Unit),
            (Value::Bool(value), Primitive::Bool) => Some(Scalar::Bool(*value)),
            (_, Primitive::Bool | Primitive::Unit) => None,
            (Value::F32(value), Primitive::F16 | Primitive::Bf16 | Primitive::F32) => {
                Some(Scalar::F32(*value))
            }
            (Value::F64(value), Primitive::F64) => Some(Scalar::F64(*value)),
            (_, Primitive::F16 | Primitive::Bf16 | Primitive::F32 | Primitive::F64) => None,
            (Value::Char(value), Primitive::Char) => Some(Scalar::Char(*value)),
            (Value::Str(value), Primitive::Str) => Some(Scalar::Str(value)),
            (_, Primitive::Char | Primitive::Str) => None,
            (Value::Foreign(value), _) if value.encoding() == primitive => {
                Some(Scalar::Foreign(primitive, value.bytes()))
            }
            (_, Primitive::MessagePack | Primitive::Postcard) => None,
            (Value::Unsigned(value), _) => Some(Scalar::Unsigned(*value)),
            (Value::Signed(value), _) => Some(Scalar::Signed(*value)),
            _ => None,
        };
        scalar
            .and_then(|scalar| scalar::write(scalar, primitive, fixed, w))
            .ok_or_else(|| self.misfit(&Type::Primitive(primitive), value))
    }
}

/// A variant by its name, with its number.
fn find<'e>(variants: &'e [VariantSchema], name: &str) -> Result<(u64, &'e VariantSchema)> {
    let mut numbered = (0u64..).zip(variants);
    let found = numbered.find(|(_, variant)| variant.name == name);
    found.ok_or_else(|| refusal(format!("there is no variant `{}`", name.escape_debug())))
}
