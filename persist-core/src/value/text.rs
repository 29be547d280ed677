//! Dynamic values as text that reads like Rust.

use std::fmt::{self, Write};

use super::Value;

/// Elements of a list that are shown.
const SHOWN_ELEMENTS: usize = 8;

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Shown(self).fmt(f)
    }
}

/// Shows through `fmt`'s own builders, which know how to indent.
struct Shown<'v>(&'v Value);

/// A list that shows its first elements and counts the rest.
struct Elements<'v>(&'v [Value]);

/// Text without quotes.
struct Bare<T>(T);

impl<T: fmt::Display> fmt::Debug for Bare<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl fmt::Debug for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Value::Unit => f.write_str("()"),
            Value::Bool(value) => value.fmt(f),
            Value::Unsigned(value) => write!(f, "{value}"),
            Value::Signed(value) => write!(f, "{value}"),
            Value::F32(value) => write!(f, "{value:?}"),
            Value::F64(value) => write!(f, "{value:?}"),
            Value::Char(value) => write!(f, "{value:?}"),
            Value::Str(value) => write!(f, "{value:?}"),
            Value::Bytes(bytes) => write!(f, "{} bytes", bytes.len()),
            Value::Foreign(value) => fmt::Debug::fmt(value, f),
            Value::Option(None) => f.write_str("None"),
            Value::Option(Some(value)) => f.debug_tuple("Some").field(&Shown(value)).finish(),
            Value::List(values) => Elements(values).fmt(f),
            Value::Tuple(values) => values
                .iter()
                .fold(&mut f.debug_tuple(""), |t, value| t.field(&Shown(value)))
                .finish(),
            Value::Set(values) => f.debug_set().entries(values.iter().map(Shown)).finish(),
            Value::Map(entries) => {
                f.debug_map().entries(entries.iter().map(|(k, v)| (Shown(k), Shown(v)))).finish()
            }
            Value::Shared { number: Some(number), content: Some(value) } => {
                write!(f, "shared value {number}: ")?;
                Shown(value).fmt(f)
            }
            Value::Shared { content: Some(value), .. } => Shown(value).fmt(f),
            Value::Shared { number, content: None } => {
                write!(f, "shared value {}", number.unwrap_or_default())
            }
            Value::Weak(Some(number)) => write!(f, "weak to shared value {number}"),
            Value::Weak(None) => f.write_str("weak to nothing"),
            Value::Struct { name, fields } => show_fields(name, fields, f),
            Value::Variant { variant, fields, .. } => show_fields(variant, fields, f),
        }
    }
}

fn show_fields(name: &str, fields: &[(String, Value)], f: &mut fmt::Formatter<'_>) -> fmt::Result {
    // Within values of other crates' types, which do not say what they are.
    if name.is_empty() {
        let named = fields.iter().map(|(name, value)| (Bare(name.escape_debug()), Shown(value)));
        return f.debug_map().entries(named).finish();
    }
    let name = name.escape_debug().to_string();
    let positional = fields.iter().enumerate().all(|(index, (name, _))| *name == index.to_string());
    if positional && !fields.is_empty() {
        return fields
            .iter()
            .fold(&mut f.debug_tuple(&name), |t, (_, v)| t.field(&Shown(v)))
            .finish();
    }
    let mut shown = f.debug_struct(&name);
    for (field, value) in fields {
        shown.field(&field.escape_debug().to_string(), &Shown(value));
    }
    shown.finish()
}

impl fmt::Debug for Elements<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut list = f.debug_list();
        list.entries(self.0.iter().take(SHOWN_ELEMENTS).map(Shown));
        match self.0.len().checked_sub(SHOWN_ELEMENTS) {
            None | Some(0) => {}
            Some(more) => {
                list.entry(&Bare(format_args!("… {more} more")));
            }
        }
        list.finish()
    }
}

/// A value's text, cut off behind so many bytes: a value can be of any size.
pub(crate) fn brief(value: &Value, most: usize) -> String {
    let mut cut = Cut::new(most);
    if write!(cut, "{value}").is_err() {
        cut.text.push('…');
    }
    cut.text
}

/// Takes text until it is full: then formatting ends.
pub(crate) struct Cut {
    pub(crate) text: String,
    left: usize,
}

impl Cut {
    /// One that takes so many bytes.
    pub(crate) fn new(most: usize) -> Self {
        Cut { text: String::new(), left: most }
    }
}

impl Write for Cut {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let whole = text.len() <= self.left;
        let end = if whole { text.len() } else { text.floor_char_boundary(self.left) };
        self.text.push_str(text.get(..end).unwrap_or_default());
        self.left = self.left.saturating_sub(end);
        if whole { Ok(()) } else { Err(fmt::Error) }
    }
}
