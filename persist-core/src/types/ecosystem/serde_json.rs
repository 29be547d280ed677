//! `serde_json`: any JSON, as a recursive enum. Numbers keep their bits, and their text where the program keeps it.

use serde_json::{Map, Number, Value};

use crate::error::{Error, Result};
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Def, DefShape, Field, Registry, Ty};
use crate::types::named::{def, no_payload, payload, register_def, variant};
use crate::types::tables::{Table, encode_map, map};
use crate::types::{arm, misfit};
use crate::wire::{Reader, Writer};

impl Persist for Value {
    const TY: &'static Ty = &Ty::Named { name: "serde_json::Value", args: &[] };
    const DEF: Option<&'static Def> = Some(&def(
        "serde_json::Value",
        &[],
        DefShape::Enum(&[
            variant("Null", &[]),
            variant("Bool", &[Field::new("0", bool::TY)]),
            variant("Number", &[Field::new("0", Number::TY)]),
            variant("String", &[Field::new("0", String::TY)]),
            variant("Array", &[Field::new("0", <Vec<Value>>::TY)]),
            variant("Object", &[Field::new("0", <Map<String, Value>>::TY)]),
        ]),
    ));
    const MIN_SIZE: usize = 1;

    fn register(registry: &mut Registry) {
        register_def::<Self>(registry, Number::register);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        match self {
            Value::Null => {
                w.varint(0);
                Ok(())
            }
            Value::Bool(value) => {
                w.varint(1);
                value.encode(w)
            }
            Value::Number(value) => {
                w.varint(2);
                value.encode(w)
            }
            Value::String(value) => {
                w.varint(3);
                value.encode(w)
            }
            Value::Array(values) => {
                w.varint(4);
                values.encode(w)
            }
            Value::Object(entries) => {
                w.varint(5);
                entries.encode(w)
            }
        }
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        Ok(match r.variant(6)? {
            0 => Value::Null,
            1 => Value::Bool(bool::decode(r)?),
            2 => Value::Number(Number::decode(r)?),
            3 => Value::String(String::decode(r)?),
            4 => Value::Array(<Vec<Value>>::decode(r)?),
            _ => Value::Object(<Map<String, Value>>::decode(r)?),
        })
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let arm = arm(r, plan, node)?;
        match arm.slot() {
            0 => no_payload(r, plan, arm).map(|()| Value::Null),
            1 => payload(r, plan, arm).map(Value::Bool),
            2 => payload(r, plan, arm).map(Value::Number),
            3 => payload(r, plan, arm).map(Value::String),
            4 => payload(r, plan, arm).map(Value::Array),
            5 => payload(r, plan, arm).map(Value::Object),
            _ => Err(misfit()),
        }
    }
}

/// `Text` is for what no other variant is, which there is only where the program has the feature `arbitrary_precision`
/// of `serde_json`: programs without it read the others.
impl Persist for Number {
    const TY: &'static Ty = &Ty::Named { name: "serde_json::Number", args: &[] };
    const DEF: Option<&'static Def> = Some(&def(
        "serde_json::Number",
        &[],
        DefShape::Enum(&[
            variant("Unsigned", &[Field::new("0", u64::TY)]),
            variant("Signed", &[Field::new("0", i64::TY)]),
            variant("Float", &[Field::new("0", f64::TY)]),
            variant("Text", &[Field::new("0", String::TY)]),
        ]),
    ));
    const MIN_SIZE: usize = 2;

    fn register(registry: &mut Registry) {
        register_def::<Self>(registry, |_| {});
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        if let Some(value) = self.as_u64() {
            w.varint(0);
            w.varint(value);
            return Ok(());
        }
        // An integer that is zero all the same is the text `-0`.
        if let Some(value) = self.as_i64().filter(|value| *value != 0) {
            w.varint(1);
            w.zigzag(value);
            return Ok(());
        }
        let is_it = |value: &f64| Number::from_f64(*value).as_ref() == Some(self);
        if let Some(value) = self.as_f64().filter(is_it) {
            w.varint(2);
            w.raw(value.to_le_bytes());
            return Ok(());
        }
        w.varint(3);
        w.str(&self.to_string());
        Ok(())
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        let start = r.clone();
        match r.variant(4)? {
            0 => u64::decode(r).map(Number::from),
            1 => i64::decode(r).map(Number::from),
            2 => float(&start, f64::decode(r)?),
            _ => number(&start, r.str()?),
        }
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let start = r.clone();
        let arm = arm(r, plan, node)?;
        match arm.slot() {
            0 => payload(r, plan, arm).map(|value: u64| Number::from(value)),
            1 => payload(r, plan, arm).map(|value: i64| Number::from(value)),
            2 => float(&start, payload(r, plan, arm)?),
            3 => number(&start, &payload::<String>(r, plan, arm)?),
            _ => Err(misfit()),
        }
    }
}

fn float(start: &Reader<'_>, value: f64) -> Result<Number> {
    Number::from_f64(value).ok_or_else(|| refused(start, format!("JSON has no number {value}")))
}

fn number(start: &Reader<'_>, text: &str) -> Result<Number> {
    let number = text.parse::<Number>().ok();
    number.filter(|number| number.to_string() == text).ok_or_else(|| {
        let text = text.escape_debug();
        refused(
            start,
            format!("`{text}` is no JSON number that this program keeps all of: `arbitrary_precision` of serde_json would"),
        )
    })
}

#[cold]
fn refused(start: &Reader<'_>, message: String) -> Error {
    start.blame_at(0, Error::invalid(message).about("serde_json::Number"))
}

impl Table<String, Value> for Map<String, Value> {
    /// The most that either of the two maps takes that this can be.
    const ENTRY: usize = 2 * size_of::<(String, Value)>() + size_of::<[usize; 8]>();

    fn with_room(_: &Reader<'_>, _: usize) -> Result<Self> {
        Ok(Map::new())
    }

    fn put(&mut self, key: String, value: Value) -> bool {
        self.insert(key, value).is_none()
    }
}

map!([] Map<String, Value>, String, Value, encode_map);
