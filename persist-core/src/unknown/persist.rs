//! How kept fields are stored: as any struct is, under names of the standard library's kind.

use std::sync::Arc;

use super::{UnknownField, UnknownFields};
use crate::error::Result;
use crate::evolution::{Node, Plan, Step};
use crate::persist::Persist;
use crate::schema::{Def, DefShape, Field, Fields, FieldsKind, Registry, Ty, UNKNOWN_FIELDS};
use crate::types::{decode_elements, encode_elements, pass, steps};
use crate::wire::{Reader, Writer};

const fn def(name: &'static str, kind: FieldsKind, list: &'static [Field]) -> Def {
    Def {
        name,
        args: &[],
        version: None,
        was: &[],
        producer: None,
        shape: DefShape::Struct(Fields { kind, list }),
        removed: &[],
        chain: &[],
        view: None,
        history: None,
    }
}

impl Persist for UnknownFields {
    const TY: &'static Ty = &Ty::Named { name: UNKNOWN_FIELDS, args: &[] };
    const DEF: Option<&'static Def> =
        Some(&def(UNKNOWN_FIELDS, FieldsKind::Tuple, &[Field::new("0", <Vec<UnknownField>>::TY)]));
    const MIN_SIZE: usize = 1;

    fn register(registry: &mut Registry) {
        if Self::DEF.is_some_and(|def| registry.insert::<Self>(def)) {
            UnknownField::register(registry);
        }
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        encode_elements(&self.list, w)
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        decode_elements(r).map(|list| UnknownFields { list })
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let mut list = None;
        for step in steps(plan, node)? {
            match step.slot() {
                0 => <Vec<UnknownField>>::__persist_field(&mut list, r, plan, step),
                _ => pass(r, plan, step),
            }?;
        }
        Ok(UnknownFields { list: list.unwrap_or_default() })
    }
}

impl Persist for UnknownField {
    const TY: &'static Ty = &Ty::Named { name: "std::UnknownField", args: &[] };
    const DEF: Option<&'static Def> = Some(&def(
        "std::UnknownField",
        FieldsKind::Named,
        &[
            Field::new("name", String::TY),
            Field::new("version", <Option<String>>::TY),
            Field::new("schema", <Vec<u8>>::TY),
            Field::new("value", <Vec<u8>>::TY),
        ],
    ));
    const MIN_SIZE: usize = 4;

    fn register(registry: &mut Registry) {
        if let Some(def) = Self::DEF {
            // It holds no named types.
            let _new = registry.insert::<Self>(def);
        }
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        w.str(&self.name);
        w.bool(self.version.is_some());
        if let Some(version) = &self.version {
            w.str(&version.to_string());
        }
        u8::encode_slice(&self.schema, w)?;
        u8::encode_slice(&self.value, w)
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        let start = r.clone();
        let (name, version) = (String::decode(r)?, <Option<String>>::decode(r)?);
        let (schema, value) = (u8::decode_vec(r)?, u8::decode_vec(r)?);
        stored(&start, name, version, schema, value)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let start = r.clone();
        let (mut name, mut version, mut schema, mut value) = (None, None, None, None);
        for step in steps(plan, node)? {
            match step.slot() {
                0 => name = read(r, plan, step)?,
                1 => version = read::<Option<String>>(r, plan, step)?,
                2 => schema = read(r, plan, step)?,
                3 => value = read(r, plan, step)?,
                _ => pass(r, plan, step)?,
            }
        }
        match (name, version, schema, value) {
            (Some(name), Some(version), Some(schema), Some(value)) => {
                stored(&start, name, version, schema, value)
            }
            _ => Err(crate::types::misfit()),
        }
    }
}

fn read<T: Persist>(r: &mut Reader<'_>, plan: &Plan, step: &Step) -> Result<Option<T>> {
    let mut field = None;
    T::__persist_field(&mut field, r, plan, step)?;
    Ok(field)
}

fn stored(
    start: &Reader<'_>,
    name: String,
    version: Option<String>,
    schema: Vec<u8>,
    value: Vec<u8>,
) -> Result<UnknownField> {
    let version = version.map(|text| text.parse()).transpose();
    let version = version.map_err(|error| start.invalid(format!("expected a version: {error}")))?;
    Ok(UnknownField { name, version, schema: Arc::from(schema), value })
}
