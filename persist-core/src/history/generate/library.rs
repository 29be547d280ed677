//! Drawn values of the library's own types brought within their bounds: no program would load others.

use crate::schema::{Argument, Type, TypeDef, VariantSchema};
use crate::value::Value;
use crate::wire::to_u64;

/// Seconds from 1970 on that `chrono` and `jiff` have instants of.
const MOST_SECONDS: i128 = 200_000_000_000;

const SECOND: i128 = 1_000_000_000;

/// Most parts of a year that every unit of a span takes.
const MOST_UNITS: i128 = 1_000;

/// The fields of a struct.
struct Fields<'v>(&'v mut [(String, Value)]);

impl Fields<'_> {
    fn get(&mut self, name: &str) -> Option<&mut Value> {
        self.0.iter_mut().find(|(field, _)| field == name).map(|(_, value)| value)
    }

    /// The integer in a field; 0 where there is none.
    fn number(&mut self, name: &str) -> i128 {
        match self.get(name) {
            Some(Value::Unsigned(value)) => i128::try_from(*value).unwrap_or(i128::MAX),
            Some(Value::Signed(value)) => *value,
            _ => 0,
        }
    }

    /// Puts an integer into a field, of the sign that it is of.
    fn set(&mut self, name: &str, number: i128) {
        match self.get(name) {
            Some(Value::Unsigned(value)) => *value = number.unsigned_abs(),
            Some(Value::Signed(value)) => *value = number,
            _ => {}
        }
    }

    /// Brings an integer into a range, evenly: `low` is in it, `high` is not.
    fn within(&mut self, name: &str, low: i128, high: i128) {
        let number = self.number(name);
        if !(low..high).contains(&number) {
            let span = high.saturating_sub(low).max(1);
            self.set(name, low.saturating_add(number.rem_euclid(span)));
        }
    }

    fn text(&mut self, name: &str, text: &str) {
        if let Some(value) = self.get(name) {
            *value = Value::Str(text.to_owned());
        }
    }

    /// Seconds, and nanoseconds of their sign.
    fn signed_time(&mut self, most: i128) {
        self.within("secs", -most, most);
        self.within("nanos", 0, SECOND);
        if self.number("secs") < 0 {
            let nanos = self.number("nanos");
            self.set("nanos", nanos.saturating_neg());
        }
    }

    fn date(&mut self) {
        self.within("year", -9999, 10_000);
        self.within("month", 1, 13);
        self.within("day", 1, 29);
    }

    /// How many elements a list in a field has.
    fn len(&mut self, name: &str) -> i128 {
        match self.get(name) {
            Some(Value::List(elements)) => to_u64(elements.len()).into(),
            _ => 0,
        }
    }

    /// A shape of as many elements as there are, all along the first of its axes; there is one where types do not say
    /// how many.
    fn array(&mut self, axes: Option<u64>) {
        let len = self.len("elements").unsigned_abs();
        let axes = 0..u128::from(axes.unwrap_or(1));
        let shape = axes.clone().map(|axis| if axis == 0 { len } else { 1 });
        let shape = shape.map(Value::Unsigned).collect();
        let order = axes.map(Value::Unsigned).collect();
        for (name, numbers) in [("shape", shape), ("order", order)] {
            if let Some(value) = self.get(name) {
                *value = Value::List(numbers);
            }
        }
    }

    /// One axis of as many elements as there are.
    fn tensor(&mut self) {
        let elements = match self.get("data") {
            Some(Value::Variant { fields, .. }) => Fields(fields).len("0"),
            _ => 0,
        };
        if let Some(shape) = self.get("shape") {
            *shape = Value::List(vec![Value::Unsigned(elements.unsigned_abs())]);
        }
    }
}

/// How many axes the type of an array says that it has.
pub(super) fn axes(def: &TypeDef) -> Option<u64> {
    match def.args.get(1) {
        Some(Argument::Type(Type::Array { len, .. })) if def.name == "ndarray::Array" => Some(*len),
        _ => None,
    }
}

/// Brings the fields of a struct of this library within its bounds.
pub(super) fn bound(def: &TypeDef, fields: &mut [(String, Value)]) {
    /// What file times of Windows hold, whose range is the narrowest: seconds from 1970 on, in steps of 100 ns.
    const LAST_SECOND: i128 = 910_692_730_085;
    let mut fields = Fields(fields);
    match def.name.as_str() {
        "std::Duration" => fields.within("nanos", 0, SECOND),
        "std::SystemTime" => {
            fields.within("secs_since_epoch", 0, LAST_SECOND.saturating_add(1));
            fields.within("nanos_since_epoch", 0, SECOND);
            let nanos = fields.number("nanos_since_epoch");
            fields.set("nanos_since_epoch", nanos / 100 * 100);
        }
        "std::UnknownField" => {
            if let Some(version) = fields.get("version") {
                *version = Value::Option(None);
            }
        }
        "chrono::NaiveDate" | "jiff::Date" => fields.date(),
        "chrono::NaiveTime" => {
            fields.within("secs", 0, 86_400);
            fields.within("nanos", 0, 2 * SECOND);
        }
        "chrono::UtcDateTime" | "chrono::OffsetDateTime" => {
            fields.within("secs", -MOST_SECONDS, MOST_SECONDS);
            fields.within("nanos", 0, 2 * SECOND);
        }
        "chrono::FixedOffset" => fields.within("secs", -86_399, 86_400),
        "chrono::TimeDelta" => {
            fields.within("secs", -i128::from(i64::MAX / 1000), i128::from(i64::MAX / 1000));
            fields.within("nanos", 0, SECOND);
        }
        "jiff::Time" => {
            fields.within("hour", 0, 24);
            fields.within("minute", 0, 60);
            fields.within("second", 0, 60);
            fields.within("nanosecond", 0, SECOND);
        }
        "jiff::Timestamp" => fields.signed_time(MOST_SECONDS),
        "jiff::SignedDuration" => fields.signed_time(i64::MAX.into()),
        "jiff::Span" => {
            let units: Vec<String> = fields.0.iter().map(|(name, _)| name.clone()).collect();
            units.iter().for_each(|unit| fields.within(unit, 0, MOST_UNITS));
        }
        "jiff::ZonedDateTime" => fields.text("time_zone", "UTC"),
        "rust_decimal::Decimal" => {
            fields.within("digits", 0, 1 << 96);
            fields.within("scale", 0, 29);
        }
        "semver::Comparator" => fields.text("pre", ""),
        "semver::Version" => {
            fields.text("pre", "");
            fields.text("build", "");
        }
        "nalgebra::DMatrix" => {
            let len = fields.len("elements");
            fields.set("rows", len);
            fields.set("columns", 1);
        }
        "nalgebra::Similarity" => {
            if let Some(Value::F32(scaling)) = fields.get("scaling") {
                *scaling = 0.5;
            } else if let Some(Value::F64(scaling)) = fields.get("scaling") {
                *scaling = 0.5;
            }
        }
        "ndarray::Array" => fields.array(axes(def)),
        "std::Tensor" => fields.tensor(),
        _ => {}
    }
}

/// Brings what a variant of this library holds within its bounds.
pub(super) fn bound_variant(def: &TypeDef, variant: &str, fields: &mut [(String, Value)]) {
    match (def.name.as_str(), variant, fields) {
        ("serde_json::Number", "Signed", [(_, Value::Signed(value))]) if *value >= 0 => {
            *value = -1 - *value;
        }
        ("serde_json::Number", "Float", [(_, Value::F64(value))]) if !value.is_finite() => {
            *value = -0.5;
        }
        _ => {}
    }
}

/// Whether every program of this kind of system loads the variant: strings of other systems, and numbers that only some
/// programs keep, are not for it.
pub(super) fn loads_here(def: &TypeDef, variant: &VariantSchema) -> bool {
    match (def.name.as_str(), variant.name.as_str()) {
        ("std::OsString", "Unix") => !cfg!(windows),
        ("std::OsString", _) => cfg!(windows),
        ("serde_json::Number", name) => name != "Text",
        _ => true,
    }
}
