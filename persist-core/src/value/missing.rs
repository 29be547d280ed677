//! What is said of paths that lead nowhere: how far they lead, and what there is.

use persist_history::closest;

use super::locate::{key_text, shown_key};
use super::path::Part;
use super::scalar::Scalar;
use crate::error::{Error, ErrorKind};
use crate::schema::{FieldsSchema, Schema, Type};

/// Names that a message lists at most.
const SHOWN_NAMES: usize = 12;

fn missing(path: String, message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::new(ErrorKind::NoSuchPart, message).with_path(path)
}

/// A step as a message shows it: names without the dot in front of them.
fn step_text(part: Option<&Part<'_>>) -> String {
    let text = part.map(ToString::to_string).unwrap_or_default();
    text.strip_prefix('.').map(str::to_owned).unwrap_or(text)
}

/// Text that is no path at all.
pub(super) fn no_path(text: &str) -> Error {
    Error::new(ErrorKind::Caller, format!("`{}` is no path", text.escape_debug()))
        .with_help("paths are written as in `trees[3].nodes[\"key\"].threshold`")
}

/// A step to what the fields of `of` are not.
pub(super) fn no_field(
    path: String,
    part: Option<&Part<'_>>,
    of: String,
    fields: &FieldsSchema,
) -> Error {
    let names = || fields.list.iter().map(|field| field.name.as_str());
    let wanted = match part {
        Some(Part::Name(name)) => *name,
        _ => "",
    };
    let meant = closest(wanted, names()).map(|name| format!("`{}`", name.escape_debug()));
    let shown: Vec<_> =
        names().take(SHOWN_NAMES).map(|name| format!("`{}`", name.escape_debug())).collect();
    let all = match fields.list.len().saturating_sub(shown.len()) {
        0 if shown.is_empty() => "it has no fields".to_owned(),
        0 => format!("it has {}", shown.join(", ")),
        more => format!("it has {} and {more} more", shown.join(", ")),
    };
    let help = match meant {
        Some(meant) => format!("did you mean {meant}? {all}"),
        None => all,
    };
    missing(path, format!("there is no `{}` in {of}", step_text(part))).with_help(help)
}

/// A step to what the elements of a list are not.
pub(super) fn no_element(path: String, part: Option<&Part<'_>>, len: usize) -> Error {
    missing(path, format!("there is no `{}` among {len} elements", step_text(part)))
}

/// A step into a value that holds no others.
pub(super) fn no_parts(path: String, schema: &Schema, ty: &Type) -> Error {
    missing(path, format!("a value of type {} has no parts", schema.type_name(ty)))
}

/// A step into an option that holds nothing.
pub(super) fn none(path: String) -> Error {
    missing(path, "it is `None`")
}

/// An array is wanted where another value is.
pub(super) fn no_array(path: String, schema: &Schema, ty: &Type) -> Error {
    let found = schema.type_name(ty);
    let message = format!("expected an array of elements with a fixed layout, found {found}");
    Error::new(ErrorKind::Schema, message)
        .with_path(path)
        .with_help("`Archive::get` reads any value, `Archive::arrays` lists the arrays")
}

/// The keys of a map in which none is the one that is looked for.
pub(super) struct Keys {
    wanted: String,
    len: usize,
    closest: Option<String>,
}

impl Keys {
    pub(super) fn new(wanted: Option<&Part<'_>>, len: usize) -> Self {
        let wanted = wanted.map(ToString::to_string).unwrap_or_default();
        Keys { wanted, len, closest: None }
    }

    /// A key that is another one.
    pub(super) fn met(&mut self, key: Scalar<'_>) {
        let Some(key) = key_text(key, shown_key).map(|key| format!("[{key}]")) else { return };
        let known = self.closest.as_deref().into_iter().chain([key.as_str()]);
        if closest(&self.wanted, known) == Some(&key) {
            self.closest = Some(key);
        }
    }

    /// The error of a key that no entry has.
    pub(super) fn no_entry(self, path: String, key: &Type) -> Error {
        let Keys { wanted, len, closest } = self;
        let error = missing(path, format!("there is no `{wanted}` among {len} entries"));
        match (closest, key) {
            (Some(key), _) => error.with_help(format!("did you mean `{key}`?")),
            (None, Type::Primitive(_)) => error,
            (None, _) => error.with_help("paths name these entries by their numbers, as in `{0}`"),
        }
    }
}
