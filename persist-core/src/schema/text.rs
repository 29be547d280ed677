//! Schemas as text that reads like Rust.

use std::fmt::{self, Write};

use super::{
    Argument, Epoch, FieldSchema, FieldsKind, FieldsSchema, Primitive, Schema, Shape, Type, TypeDef,
};

/// What a text is for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Purpose {
    /// To be read: versions whole, defaults shown.
    Reading,
    /// To be hashed: what decides how bytes are read, and nothing else.
    Fingerprint,
    /// To be written into a program, as `Vec<f64>`: one of the Rust types that are stored so.
    Rust,
}

impl Schema {
    /// The name of a type of this schema, as `[Tree<u32>]`.
    pub fn type_name(&self, ty: &Type) -> String {
        let mut text = String::new();
        // Writing to a string cannot fail.
        let _ = Text { schema: self, purpose: Purpose::Reading, out: &mut text }.ty(ty);
        text
    }

    /// [`type_name`](Self::type_name), for whoever writes it on.
    pub(crate) fn shown<'s>(&'s self, ty: &'s Type) -> impl fmt::Display {
        ShownType { schema: self, ty }
    }

    /// The name of a type of this schema as a program would write it, as `Vec<Tree<u32>>`: of all that are stored
    /// alike, the most usual.
    pub(crate) fn rust_name(&self, ty: &Type) -> String {
        let mut text = String::new();
        let _ = Text { schema: self, purpose: Purpose::Rust, out: &mut text }.ty(ty);
        text
    }

    /// The name of the whole value, which paths begin with.
    pub(crate) fn root_name(&self) -> String {
        match self.root_def() {
            Some(def) => self.def_name(def),
            None => self.type_name(self.root()),
        }
    }

    /// The name of a definition of this schema with its arguments, as `Tree<u32>`.
    pub fn def_name(&self, def: &TypeDef) -> String {
        let mut text = String::new();
        let _ = Text { schema: self, purpose: Purpose::Reading, out: &mut text }.name(def);
        text
    }

    /// The text that the fingerprint is taken of.
    pub(crate) fn write_canonical_text(&self, out: &mut impl Write) {
        // Neither hashing nor writing to a string can fail.
        let _ = Text { schema: self, purpose: Purpose::Fingerprint, out }.schema();
    }
}

impl fmt::Display for Schema {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Text { schema: self, purpose: Purpose::Reading, out: f }.schema()
    }
}

/// Whether a type's name is also what schemas call something else.
fn is_word_of_schemas(name: &str) -> bool {
    matches!(name, "Option" | "Shared" | "Weak" | "true" | "false") || Primitive::is_name(name)
}

/// A type, by its name.
struct ShownType<'s> {
    schema: &'s Schema,
    ty: &'s Type,
}

impl fmt::Display for ShownType<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Text { schema: self.schema, purpose: Purpose::Reading, out: f }.ty(self.ty)
    }
}

/// A name. Names come from files: what could move a terminal's cursor is shown as an escape.
pub(crate) struct Escaped<'n>(pub(crate) &'n str);

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_escaped(self.0, f)
    }
}

fn write_escaped(name: &str, out: &mut impl Write) -> fmt::Result {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b':';
    if name.bytes().all(is_plain) {
        return out.write_str(name);
    }
    write!(out, "{}", name.escape_debug())
}

struct Text<'a, W> {
    schema: &'a Schema,
    purpose: Purpose,
    out: &'a mut W,
}

impl<W: Write> Text<'_, W> {
    fn schema(&mut self) -> fmt::Result {
        // To a reader, the first definition says what the type is.
        let named = self.purpose == Purpose::Fingerprint || self.schema.root_def().is_none();
        if named {
            self.ty(&self.schema.root)?;
            self.out.write_char('\n')?;
        }
        for (index, def) in self.schema.defs().enumerate() {
            if index > 0 || named {
                self.out.write_char('\n')?;
            }
            self.def(def)?;
        }
        Ok(())
    }

    fn def(&mut self, def: &TypeDef) -> fmt::Result {
        self.out.write_str(match def.shape {
            Shape::Struct(_) => "struct ",
            Shape::Enum(_) => "enum ",
        })?;
        self.name(def)?;
        match (&def.version, self.purpose) {
            (None, _) => {}
            (Some(version), Purpose::Reading | Purpose::Rust) => write!(self.out, " {version}")?,
            (Some(version), Purpose::Fingerprint) => write!(self.out, " {}", Epoch::of(version))?,
        }
        match &def.shape {
            Shape::Struct(fields) => {
                self.fields(fields, "")?;
                self.out.write_char('\n')
            }
            Shape::Enum(variants) => {
                self.out.write_str(" {\n")?;
                for variant in variants {
                    self.out.write_str("    ")?;
                    self.escaped(&variant.name)?;
                    self.fields(&variant.fields, "    ")?;
                    self.out.write_str(",\n")?;
                }
                self.out.write_str("}\n")
            }
        }
    }

    fn fields(&mut self, fields: &FieldsSchema, indent: &str) -> fmt::Result {
        match fields.kind {
            FieldsKind::Unit => Ok(()),
            FieldsKind::Tuple => {
                self.out.write_char('(')?;
                for (index, field) in fields.list.iter().enumerate() {
                    if index > 0 {
                        self.out.write_str(", ")?;
                    }
                    // A position that is not the next one: fields were skipped or renamed.
                    if field.name != index.to_string() || self.purpose == Purpose::Fingerprint {
                        self.escaped(&field.name)?;
                        self.out.write_str(": ")?;
                    }
                    self.field_type(field)?;
                }
                self.out.write_char(')')
            }
            FieldsKind::Named => {
                self.out.write_str(" {\n")?;
                for field in &fields.list {
                    write!(self.out, "{indent}    ")?;
                    self.escaped(&field.name)?;
                    self.out.write_str(": ")?;
                    self.field_type(field)?;
                    self.out.write_str(",\n")?;
                }
                write!(self.out, "{indent}}}")
            }
        }
    }

    fn field_type(&mut self, field: &FieldSchema) -> fmt::Result {
        self.ty(&field.ty)?;
        if let (Purpose::Reading, Some(foreign)) = (self.purpose, &field.foreign) {
            write!(self.out, " of {foreign}")?;
        }
        match self.purpose {
            Purpose::Reading if field.default => self.out.write_str(" = default"),
            _ => Ok(()),
        }
    }

    fn name(&mut self, def: &TypeDef) -> fmt::Result {
        // Else fields of the types `Shared<u8>` and `Rc<u8>` could change places unseen.
        if self.purpose == Purpose::Fingerprint && is_word_of_schemas(&def.name) {
            self.out.write_str("::")?;
        }
        self.escaped(&def.name)?;
        if def.args.is_empty() {
            return Ok(());
        }
        for (index, arg) in def.args.iter().enumerate() {
            self.out.write_str(if index == 0 { "<" } else { ", " })?;
            match arg {
                Argument::Type(ty) => self.ty(ty)?,
                Argument::Unsigned(value) => write!(self.out, "{value}")?,
                Argument::Signed(value) if self.purpose == Purpose::Fingerprint => {
                    write!(self.out, "{value:+}")?;
                }
                Argument::Signed(value) => write!(self.out, "{value}")?,
                Argument::Bool(value) => write!(self.out, "{value}")?,
                Argument::Char(value) => write!(self.out, "{value:?}")?,
            }
        }
        self.out.write_char('>')
    }

    fn ty(&mut self, ty: &Type) -> fmt::Result {
        match (self.purpose, ty) {
            (Purpose::Rust, Type::Primitive(Primitive::Str)) => {
                return self.out.write_str("String");
            }
            (Purpose::Rust, Type::List { element, .. }) => {
                return self.around("Vec<", element, ">");
            }
            (Purpose::Rust, Type::Set(element)) => return self.around("BTreeSet<", element, ">"),
            (Purpose::Rust, Type::Map(key, value)) => {
                self.around("BTreeMap<", key, ", ")?;
                return self.around("", value, ">");
            }
            (Purpose::Rust, Type::Shared(content)) => return self.around("Rc<", content, ">"),
            _ => {}
        }
        match ty {
            Type::Primitive(primitive) => self.out.write_str(primitive.name()),
            Type::Option(content) => self.around("Option<", content, ">"),
            Type::List { element, fixed } => {
                self.mark(*fixed)?;
                self.around("[", element, "]")
            }
            Type::Array { element, len, fixed } => {
                self.mark(*fixed)?;
                self.around("[", element, "; ")?;
                write!(self.out, "{len}]")
            }
            Type::Tuple(elements) => {
                self.out.write_char('(')?;
                for (index, element) in elements.iter().enumerate() {
                    if index > 0 {
                        self.out.write_str(", ")?;
                    }
                    self.ty(element)?;
                }
                self.out.write_str(if elements.len() == 1 { ",)" } else { ")" })
            }
            Type::Set(element) => self.around("{", element, "}"),
            Type::Map(key, value) => {
                self.around("{", key, ": ")?;
                self.around("", value, "}")
            }
            Type::Shared(content) => self.around("Shared<", content, ">"),
            Type::Weak(content) => self.around("Weak<", content, ">"),
            Type::Named(id) => match self.schema.def(*id) {
                Some(def) => self.name(def),
                None => self.out.write_str("?"),
            },
        }
    }

    fn around(&mut self, open: &str, ty: &Type, close: &str) -> fmt::Result {
        self.out.write_str(open)?;
        self.ty(ty)?;
        self.out.write_str(close)
    }

    /// Elements in their fixed layout are read in another way than the same elements one by one.
    fn mark(&mut self, fixed: bool) -> fmt::Result {
        match self.purpose {
            Purpose::Fingerprint if fixed => self.out.write_char('#'),
            _ => Ok(()),
        }
    }

    fn escaped(&mut self, name: &str) -> fmt::Result {
        write_escaped(name, self.out)
    }
}
