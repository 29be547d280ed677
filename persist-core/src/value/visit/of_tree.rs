//! A tree as a walk through a file would meet it.

use super::super::tree::Value;
use super::super::visitor::Flow;
use super::{Group, Leaf, Sink, Step};
use crate::error::Result;

/// Hands a tree over as a walk through a file would.
///
/// # Errors
///
/// Those of the sink.
pub(crate) fn visit_value<'s>(value: &Value, sink: &mut dyn Sink<'s>) -> Result<()> {
    let leaf = match value {
        Value::Unit => Leaf::Unit,
        Value::Bool(value) => Leaf::Bool(*value),
        Value::Unsigned(value) => Leaf::Unsigned(*value),
        Value::Signed(value) => Leaf::Signed(*value),
        Value::F32(value) => Leaf::F32(*value),
        Value::F64(value) => Leaf::F64(*value),
        Value::Char(value) => Leaf::Char(*value),
        Value::Str(value) => Leaf::Str(value),
        Value::Bytes(value) => Leaf::Bytes(value),
        Value::Foreign(value) => Leaf::Foreign(value),
        Value::Option(None) => Leaf::None,
        Value::Weak(number) => Leaf::Weak(*number),
        _ => return visit_group(value, sink),
    };
    sink.leaf(leaf)
}

fn visit_group<'s>(value: &Value, sink: &mut dyn Sink<'s>) -> Result<()> {
    sink.begin(group(value))?;
    match value {
        Value::Option(Some(content)) | Value::Shared { content: Some(content), .. } => {
            part(Step::Content, content, sink)?;
        }
        Value::List(values) | Value::Tuple(values) => each(values, Step::Index, sink)?,
        Value::Set(values) => each(values, Step::Key, sink)?,
        Value::Map(entries) => {
            for (index, (key, value)) in entries.iter().enumerate() {
                if !part(Step::Key(index), key, sink)? || !part(Step::Entry(index), value, sink)? {
                    break;
                }
            }
        }
        Value::Struct { fields, .. } | Value::Variant { fields, .. } => {
            for (name, value) in fields {
                if !part(Step::Field(name), value, sink)? {
                    break;
                }
            }
        }
        // A shared value that was met before, whose content is elsewhere; all others are leaves.
        _ => {}
    }
    sink.end()
}

/// A value that holds others, as a walk tells of it.
fn group(value: &Value) -> Group<'_> {
    match value {
        Value::List(values) => Group::List { len: values.len(), fixed: false },
        Value::Tuple(values) => Group::Tuple { len: values.len() },
        Value::Set(values) => Group::Set { len: values.len() },
        Value::Map(entries) => Group::Map {
            len: entries.len(),
            named: entries.iter().all(|(key, _)| {
                matches!(
                    key,
                    Value::Str(_) | Value::Char(_) | Value::Unsigned(_) | Value::Signed(_)
                )
            }),
        },
        Value::Shared { number, content } => {
            Group::Shared { number: *number, met: content.is_none() }
        }
        Value::Struct { name, fields } => {
            Group::Struct { name, len: fields.len(), named: is_named(fields) }
        }
        Value::Variant { name, variant, fields } => {
            Group::Variant { name, variant, len: fields.len(), named: is_named(fields) }
        }
        // Those that hold nothing are leaves.
        _ => Group::Some,
    }
}

fn is_named(fields: &[(String, Value)]) -> bool {
    !fields.iter().zip(0u32..).all(|((name, _), index)| *name == index.to_string())
}

fn each<'s>(
    values: &[Value],
    step: fn(usize) -> Step<'static>,
    sink: &mut dyn Sink<'s>,
) -> Result<()> {
    for (index, value) in values.iter().enumerate() {
        if !part(step(index), value, sink)? {
            break;
        }
    }
    Ok(())
}

/// Goes on to a part of a group; returns whether those behind it are asked for.
fn part<'s>(step: Step<'_>, value: &Value, sink: &mut dyn Sink<'s>) -> Result<bool> {
    let flow = sink.step(step)?;
    if flow == Flow::Enter {
        visit_value(value, sink)?;
    }
    Ok(flow != Flow::Leave)
}
