//! Values of a tree as text, cut short, that reads as that of [`Value`](crate::Value) does.

use std::fmt::{self, Write};

use super::tree::{At, Names, Node};
use crate::value::Cut;

/// Bytes that are shown of a value at most.
const SHOWN: usize = 80;

/// A value as text.
pub(super) fn brief(at: At<'_, '_>, names: &Names) -> String {
    let mut cut = Cut::new(SHOWN);
    // Deep values are long: the text is full before the stack is.
    match show(at, names, &mut cut) {
        Ok(()) => cut.text,
        Err(fmt::Error) => format!("{}…", cut.text),
    }
}

fn show(at: At<'_, '_>, names: &Names, out: &mut Cut) -> fmt::Result {
    let name = |name| names.text(name).escape_debug();
    match at.node() {
        Node::Unit => out.write_str("()"),
        Node::None => out.write_str("None"),
        Node::Bool(value) => write!(out, "{value}"),
        Node::Int(value) => write!(out, "{value}"),
        Node::F32(value) => write!(out, "{value:?}"),
        Node::F64(value) => write!(out, "{value:?}"),
        Node::Char(value) => write!(out, "{value:?}"),
        Node::Wide(_) | Node::Str(_) => match at.scalar() {
            Some(crate::value::Scalar::Str(text)) => write!(out, "{text:?}"),
            Some(crate::value::Scalar::Unsigned(value)) => write!(out, "{value}"),
            Some(crate::value::Scalar::Signed(value)) => write!(out, "{value}"),
            _ => Ok(()),
        },
        Node::Bytes(text) => write!(out, "{} bytes", at.tree.text(text).len()),
        Node::Foreign(number) => match at.tree.foreign(number) {
            Some(value) => write!(out, "{value:?}"),
            None => Ok(()),
        },
        Node::Weak(None) => out.write_str("weak to nothing"),
        Node::Weak(Some(number)) => write!(out, "weak to shared value {number}"),
        Node::Shared(number) => match at.only() {
            Some(content) => show(content, names, out),
            None => write!(out, "shared value {number}"),
        },
        Node::Array(number) => match at.tree.array(number) {
            Some(array) => write!(out, "[… {} elements]", array.count),
            None => Ok(()),
        },
        Node::Some => list(at, names, out, "Some(", ")"),
        Node::List => list(at, names, out, "[", "]"),
        Node::Tuple => list(at, names, out, "(", ")"),
        Node::Set => list(at, names, out, "{", "}"),
        Node::Map => {
            out.write_char('{')?;
            for (index, (key, value)) in at.entries().enumerate() {
                out.write_str(if index > 0 { ", " } else { "" })?;
                show(key, names, out)?;
                out.write_str(": ")?;
                show(value, names, out)?;
            }
            out.write_char('}')
        }
        Node::Struct(ty) => fields(at, names, out, format_args!("{}", name(ty))),
        Node::Variant(_, variant) => fields(at, names, out, format_args!("{}", name(variant))),
    }
}

fn list(at: At<'_, '_>, names: &Names, out: &mut Cut, start: &str, end: &str) -> fmt::Result {
    out.write_str(start)?;
    for (index, part) in at.parts().enumerate() {
        out.write_str(if index > 0 { ", " } else { "" })?;
        show(part, names, out)?;
    }
    out.write_str(end)
}

fn fields(at: At<'_, '_>, names: &Names, out: &mut Cut, name: fmt::Arguments<'_>) -> fmt::Result {
    out.write_fmt(name)?;
    let by_position =
        at.parts().zip(0u32..).all(|(part, index)| names.text(part.name()) == index.to_string());
    match at.parts().next() {
        None => Ok(()),
        Some(_) if by_position => list(at, names, out, "(", ")"),
        Some(_) => {
            out.write_str(" { ")?;
            for (index, part) in at.parts().enumerate() {
                out.write_str(if index > 0 { ", " } else { "" })?;
                write!(out, "{}: ", names.text(part.name()).escape_debug())?;
                show(part, names, out)?;
            }
            out.write_str(" }")
        }
    }
}
