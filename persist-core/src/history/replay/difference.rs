//! Where two values of one type differ first.

use crate::schema::Schema;
use crate::value::{Value, brief};

/// Bytes of a value that are shown.
const SHOWN: usize = 80;

/// The first difference in words, as "`Model.id` is 3, then 4".
pub(super) fn of(schema: &Schema, one: &Value, other: &Value) -> Option<String> {
    let mut path = match schema.root_def() {
        Some(def) => schema.def_name(def),
        None => schema.type_name(schema.root()),
    };
    let (one, other) = find(one, other, &mut path)?;
    Some(format!("`{path}` is {}, then {}", brief(one, SHOWN), brief(other, SHOWN)))
}

/// Follows both values to where they differ; `path` leads there then.
fn find<'v>(one: &'v Value, other: &'v Value, path: &mut String) -> Option<(&'v Value, &'v Value)> {
    let here = Some((one, other));
    match (one, other) {
        (Value::F32(a), Value::F32(b)) => here.filter(|_| a.to_bits() != b.to_bits()),
        (Value::F64(a), Value::F64(b)) => here.filter(|_| a.to_bits() != b.to_bits()),
        (Value::Option(Some(a)), Value::Option(Some(b)))
        | (Value::Shared { content: Some(a), .. }, Value::Shared { content: Some(b), .. }) => {
            find(a, b, path)
        }
        (Value::List(a), Value::List(b))
        | (Value::Tuple(a), Value::Tuple(b))
        | (Value::Set(a), Value::Set(b))
            if a.len() == b.len() =>
        {
            first(a.iter().zip(b).enumerate().map(|(n, (a, b))| (format!("[{n}]"), a, b)), path)
        }
        (Value::Map(a), Value::Map(b)) if a.len() == b.len() => {
            let keys = a.iter().zip(b).map(|((a, _), (b, _))| ("{key}".to_owned(), a, b));
            let values = a.iter().zip(b).map(|((key, a), (_, b))| (format!("[{key}]"), a, b));
            first(keys.chain(values), path)
        }
        (Value::Struct { fields: a, .. }, Value::Struct { fields: b, .. }) => fields(a, b, path),
        (
            Value::Variant { variant: of_a, fields: a, .. },
            Value::Variant { variant: of_b, fields: b, .. },
        ) if of_a == of_b => {
            let before = path.len();
            path.push_str(&format!(".{}", of_a.escape_debug()));
            let found = fields(a, b, path);
            if found.is_none() {
                path.truncate(before);
            }
            found
        }
        _ => here.filter(|_| one != other),
    }
}

fn fields<'v>(
    one: &'v [(String, Value)],
    other: &'v [(String, Value)],
    path: &mut String,
) -> Option<(&'v Value, &'v Value)> {
    let pairs = one.iter().zip(other);
    first(pairs.map(|((name, a), (_, b))| (format!(".{}", name.escape_debug()), a, b)), path)
}

fn first<'v>(
    pairs: impl Iterator<Item = (String, &'v Value, &'v Value)>,
    path: &mut String,
) -> Option<(&'v Value, &'v Value)> {
    let before = path.len();
    for (step, one, other) in pairs {
        path.push_str(&step);
        if let Some(found) = find(one, other, path) {
            return Some(found);
        }
        path.truncate(before);
    }
    None
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails panics")]
mod tests {
    use super::*;

    fn shown(one: &Value, other: &Value) -> Option<String> {
        of(&Schema::of::<Vec<u8>>().unwrap(), one, other)
    }

    fn number(value: u128) -> Value {
        Value::Unsigned(value)
    }

    fn variant(variant: &str, value: u128) -> Value {
        let fields = vec![("a.b".to_owned(), number(0)), ("c".to_owned(), number(value))];
        Value::Variant { name: "E".into(), variant: variant.into(), fields }
    }

    /// Of all kinds of values that hold others, the path leads to the first that differs, and to no other one.
    #[test]
    fn the_first_difference_is_told_by_its_path() {
        let some = |value| Value::Option(Some(Box::new(value)));
        let shared = |value| Value::Shared { number: Some(1), content: Some(Box::new(value)) };
        let map = |key, value| {
            Value::Map(vec![(number(1), number(2)), (number(key), variant("A", value))])
        };
        let structure = |value| Value::Struct {
            name: "S".into(),
            fields: vec![("same".into(), variant("A", 1)), ("list".into(), value)],
        };
        let cases = [
            (number(3), number(4), "", "3, then 4"),
            (some(number(3)), some(number(4)), "", "3, then 4"),
            (some(number(3)), Value::Option(None), "", "Some(3), then None"),
            (shared(number(3)), shared(number(4)), "", "3, then 4"),
            (Value::F32(0.0), Value::F32(-0.0), "", "0.0, then -0.0"),
            (Value::F64(0.0), Value::F64(-0.0), "", "0.0, then -0.0"),
            (
                Value::List(vec![number(1), number(3)]),
                Value::List(vec![number(1), number(4)]),
                "[1]",
                "3, then 4",
            ),
            (Value::Tuple(vec![number(3)]), Value::Tuple(vec![number(4)]), "[0]", "3, then 4"),
            (Value::Set(vec![number(3)]), Value::Set(vec![number(4)]), "[0]", "3, then 4"),
            (Value::List(vec![]), Value::List(vec![number(4)]), "", "[], then [4]"),
            (map(3, 5), map(4, 6), "{key}", "3, then 4"),
            (map(3, 5), map(3, 6), "[3].A.c", "5, then 6"),
            (variant("A\n", 3), variant("A\n", 4), ".A\\n.c", "3, then 4"),
            (
                structure(Value::List(vec![number(3)])),
                structure(Value::List(vec![number(4)])),
                ".list[0]",
                "3, then 4",
            ),
        ];
        for (one, other, path, difference) in cases {
            assert_eq!(shown(&one, &other), Some(format!("`[u8]{path}` is {difference}")));
            assert_eq!(shown(&one, &one), None, "{one:?}");
        }
        let (one, other) = (variant("A", 3), variant("B", 3));
        assert!(shown(&one, &other).unwrap().starts_with("`[u8]` is "));
        assert_eq!(shown(&Value::F64(f64::NAN), &Value::F64(f64::NAN)), None);
    }
}
