//! A tree as a walk through a file would meet it.

use super::super::tree::Value;
use super::super::walk::Flow;
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
    let each = |values: &[Value],
                step: fn(usize) -> Step<'static>,
                sink: &mut dyn Sink<'s>|
     -> Result<()> {
        for (index, value) in values.iter().enumerate() {
            match sink.step(step(index))? {
                Flow::Enter => visit_value(value, sink)?,
                Flow::Skip => {}
                Flow::Leave => break,
            }
        }
        Ok(())
    };
    let is_named = |fields: &[(String, Value)]| {
        !fields.iter().zip(0u32..).all(|((name, _), index)| *name == index.to_string())
    };
    match value {
        Value::Option(Some(content)) | Value::Shared { content: Some(content), .. } => {
            sink.begin(match value {
                Value::Shared { number, .. } => Group::Shared { number: *number, met: false },
                _ => Group::Some,
            })?;
            if sink.step(Step::Content)? == Flow::Enter {
                visit_value(content, sink)?;
            }
        }
        Value::Shared { number, content: None } => {
            sink.begin(Group::Shared { number: *number, met: true })?;
        }
        Value::List(values) => {
            sink.begin(Group::List { len: values.len(), fixed: false })?;
            each(values, Step::Index, sink)?;
        }
        Value::Tuple(values) => {
            sink.begin(Group::Tuple { len: values.len() })?;
            each(values, Step::Index, sink)?;
        }
        Value::Set(values) => {
            sink.begin(Group::Set { len: values.len() })?;
            each(values, Step::Key, sink)?;
        }
        Value::Map(entries) => {
            let named = entries.iter().all(|(key, _)| {
                matches!(
                    key,
                    Value::Str(_) | Value::Char(_) | Value::Unsigned(_) | Value::Signed(_)
                )
            });
            sink.begin(Group::Map { len: entries.len(), named })?;
            for (index, (key, value)) in entries.iter().enumerate() {
                let flow = sink.step(Step::Key(index))?;
                if flow == Flow::Enter {
                    visit_value(key, sink)?;
                }
                if flow == Flow::Leave {
                    break;
                }
                match sink.step(Step::Entry(index))? {
                    Flow::Enter => visit_value(value, sink)?,
                    Flow::Skip => {}
                    Flow::Leave => break,
                }
            }
        }
        Value::Struct { fields, .. } | Value::Variant { fields, .. } => {
            let (len, named) = (fields.len(), is_named(fields));
            sink.begin(match value {
                Value::Variant { name, variant, .. } => {
                    Group::Variant { name, variant, len, named }
                }
                Value::Struct { name, .. } => Group::Struct { name, len, named },
                _ => Group::Tuple { len },
            })?;
            for (name, value) in fields {
                match sink.step(Step::Field(name))? {
                    Flow::Enter => visit_value(value, sink)?,
                    Flow::Skip => {}
                    Flow::Leave => break,
                }
            }
        }
        _ => return Ok(()),
    }
    sink.end()
}
