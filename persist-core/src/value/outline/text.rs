//! Outlines as text.

use std::fmt;

use super::{Outline, OutlinePart};
use crate::schema::Escaped;

/// An indented tree: for each part its type, how many values it has, and their bytes before compression.
impl fmt::Display for Outline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        line(&self.root, 0, f)
    }
}

fn word(count: u64, one: &'static str, many: &'static str) -> &'static str {
    if count == 1 { one } else { many }
}

fn line(part: &OutlinePart, level: usize, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let (steps, elements) = part.elements();
    write!(f, "{:1$}", "", level.saturating_mul(2))?;
    match (part.step.text(), steps.as_str()) {
        ("", "") => {}
        (name, steps) => write!(f, "{}{steps}: ", Escaped(name))?,
    }
    write!(f, "{}, {} {}", elements.ty, elements.count, word(elements.count, "value", "values"))?;
    if elements.recurs.is_some() {
        f.write_str(", counted above")?;
    }
    write!(f, ", {} {}", part.body_len, word(part.body_len, "byte", "bytes"))?;
    match part.block_len {
        0 => writeln!(f)?,
        blocks => writeln!(f, " and {blocks} in blocks")?,
    }
    elements.parts.iter().try_for_each(|part| line(part, level.saturating_add(1), f))
}
