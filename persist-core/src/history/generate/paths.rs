//! From a type to those within it: the ways that lead to each definition, and values that lie at their ends.

use std::collections::{HashMap, VecDeque};

use crate::schema::{DefId, Schema, Shape, Type};
use crate::value::Value;

/// A step from a value into one of those that it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Hop {
    /// A field of a struct, or an element of a tuple.
    Field(usize),
    /// A field of a variant.
    Variant(usize, usize),
    /// Into an option or a shared value.
    Content,
    /// The first element of a list, an array or a set.
    Element,
    /// The key of a map's first entry.
    Key,
    /// The value of a map's first entry.
    Value,
}

/// The types directly within a type.
pub(crate) fn hops<'s>(schema: &'s Schema, ty: &'s Type) -> Vec<(Hop, &'s Type)> {
    match ty {
        Type::Primitive(_) | Type::Weak(_) => Vec::new(),
        Type::Option(content) | Type::Shared(content) => vec![(Hop::Content, content)],
        Type::List { element, .. } | Type::Set(element) => vec![(Hop::Element, element)],
        Type::Array { element, len, .. } => {
            if *len == 0 {
                Vec::new()
            } else {
                vec![(Hop::Element, element)]
            }
        }
        Type::Map(key, value) => vec![(Hop::Key, key), (Hop::Value, value)],
        Type::Tuple(elements) => {
            elements.iter().enumerate().map(|(index, ty)| (Hop::Field(index), ty)).collect()
        }
        Type::Named(id) => schema
            .fields_of(*id)
            .map(|(place, field)| match place.variant {
                Some(variant) => (Hop::Variant(variant, place.field), &field.ty),
                None => (Hop::Field(place.field), &field.ty),
            })
            .collect(),
    }
}

/// The shortest ways from `from` to each definition that it leads to, itself not included.
pub(crate) fn ways(schema: &Schema, from: &[(Hop, &Type)]) -> HashMap<DefId, Vec<Hop>> {
    let mut found: HashMap<DefId, Vec<Hop>> = HashMap::new();
    let mut ahead: VecDeque<(Vec<Hop>, &Type)> =
        from.iter().map(|(hop, ty)| (vec![*hop], *ty)).collect();
    while let Some((way, ty)) = ahead.pop_front() {
        if let Type::Named(id) = ty {
            if found.contains_key(id) {
                continue;
            }
            found.insert(*id, way.clone());
        }
        for (hop, ty) in hops(schema, ty) {
            ahead.push_back(([way.as_slice(), &[hop]].concat(), ty));
        }
    }
    found
}

/// What lies at the end of a way in a value, where the way is there.
pub(crate) fn at_mut<'v>(value: &'v mut Value, way: &[Hop]) -> Option<&'v mut Value> {
    way.iter().try_fold(value, |value, hop| match (hop, value) {
        (Hop::Field(index), Value::Struct { fields, .. })
        | (Hop::Variant(_, index), Value::Variant { fields, .. }) => {
            fields.get_mut(*index).map(|(_, value)| value)
        }
        (Hop::Field(index), Value::Tuple(values)) => values.get_mut(*index),
        (Hop::Content, Value::Option(content) | Value::Shared { content, .. }) => {
            content.as_deref_mut()
        }
        (Hop::Element, Value::List(values) | Value::Set(values)) => values.first_mut(),
        (Hop::Key, Value::Map(entries)) => entries.first_mut().map(|(key, _)| key),
        (Hop::Value, Value::Map(entries)) => entries.first_mut().map(|(_, value)| value),
        _ => None,
    })
}

/// A way as text, as `Model.trees[].kind`.
pub(crate) fn shown(schema: &Schema, way: &[Hop]) -> String {
    let mut text = match schema.root_def() {
        Some(def) => schema.def_name(def),
        None => schema.type_name(schema.root()),
    };
    let mut ty = Some(schema.root());
    for hop in way {
        let step = match (hop, ty) {
            (Hop::Field(index), Some(Type::Named(id))) => match schema.def(*id).map(|d| &d.shape) {
                Some(Shape::Struct(fields)) => {
                    fields.list.get(*index).map(|f| format!(".{}", f.name.escape_debug()))
                }
                _ => None,
            },
            (Hop::Variant(variant, index), Some(Type::Named(id))) => {
                match schema.def(*id).map(|d| &d.shape) {
                    Some(Shape::Enum(variants)) => variants.get(*variant).and_then(|variant| {
                        let field = variant.fields.list.get(*index)?;
                        Some(format!(
                            ".{}.{}",
                            variant.name.escape_debug(),
                            field.name.escape_debug()
                        ))
                    }),
                    _ => None,
                }
            }
            (Hop::Field(index) | Hop::Variant(_, index), _) => Some(format!(".{index}")),
            (Hop::Content, _) => None,
            (Hop::Element, _) => Some("[]".to_owned()),
            (Hop::Key, _) => Some("{key}".to_owned()),
            (Hop::Value, _) => Some("{}".to_owned()),
        };
        text.push_str(&step.unwrap_or_default());
        ty = ty
            .and_then(|ty| hops(schema, ty).into_iter().find(|(other, _)| other == hop))
            .map(|(_, ty)| ty);
    }
    text
}
