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
