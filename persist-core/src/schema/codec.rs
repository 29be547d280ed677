//! Schemas as bytes, as they stand in a file's header.

use super::{
    Argument, DefId, FieldSchema, FieldsKind, FieldsSchema, ForeignType, Primitive, Schema, Shape,
    Type, TypeDef, VariantSchema,
};
use crate::error::{Error, ErrorKind, Result, Section};
use crate::wire::{
    Context, Limits, NoBlocks, Reader, SharedEntries, Writer, WriterOptions, to_u64,
};

/// Most types within each other in one field, as `Option<Vec<Option<…>>>`: more than people write, and few enough
/// for all that follows a schema to recurse on a stack of 256 KiB.
const MAX_NESTING: u32 = 64;

/// Codes of the types that hold others; primitives have codes below.
mod code {
    pub(super) const OPTION: u8 = 32;
    pub(super) const LIST: u8 = 33;
    pub(super) const LIST_FIXED: u8 = 34;
    pub(super) const ARRAY: u8 = 35;
    pub(super) const ARRAY_FIXED: u8 = 36;
    pub(super) const TUPLE: u8 = 37;
    pub(super) const SET: u8 = 38;
    pub(super) const MAP: u8 = 39;
    pub(super) const SHARED: u8 = 40;
    pub(super) const NAMED: u8 = 41;
    pub(super) const WEAK: u8 = 42;
}

/// Bits of a definition's first byte behind its name.
mod def_flag {
    pub(super) const ENUM: u8 = 1;
    pub(super) const VERSION: u8 = 2;
    pub(super) const ARGS: u8 = 4;
    pub(super) const WAS: u8 = 8;
    pub(super) const ALL: u8 = ENUM | VERSION | ARGS | WAS;
}

/// Bits of the byte behind a field's name; variants use `WAS` alone.
mod field_flag {
    pub(super) const DEFAULT: u8 = 1;
    pub(super) const WAS: u8 = 2;
    pub(super) const FOREIGN: u8 = 4;
}

impl Schema {
    /// The schema as bytes, as they stand in a file's header and as `FORMAT.md` describes them: what a
    /// [`SchemaStore`](crate::SchemaStore) can keep of it.
    ///
    /// What only a program knows of its types, as conversions and steps of `upgrade`, is not in them.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut w = Writer::new(Vec::new(), WriterOptions::default());
        write_type(&mut w, &self.root);
        w.len(self.defs().len());
        for def in self.defs() {
            write_def(&mut w, def);
        }
        w.finish().body
    }

    /// Reads and checks the bytes that [`to_bytes`](Self::to_bytes) writes, whoever wrote these: the memory that they
    /// take is bounded by their length, as the default [`Limits`](crate::Limits) say.
    ///
    /// # Errors
    ///
    /// Bytes that are damaged, that need a newer version of this library, or that are of no types that a
    /// program could have.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::Schema;
    ///
    /// let schema = Schema::of::<Vec<f64>>()?;
    /// assert_eq!(schema.to_bytes(), [0x22, 0x0f, 0]);
    /// assert_eq!(Schema::from_bytes(&schema.to_bytes())?, schema);
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        Schema::from_bytes_within(bytes, &Limits::new())
    }

    /// [`from_bytes`](Self::from_bytes), with a limit of memory.
    pub(crate) fn from_bytes_within(bytes: &[u8], limits: &Limits) -> Result<Self> {
        let limits = Limits { elements: None, ..*limits };
        let len = to_u64(bytes.len());
        let context = Context::new(&limits, len, &NoBlocks, SharedEntries::default());
        let schema = context.read_section(Section::Schema, bytes, |r| {
            let (root, defs) = (read_type(r, 0)?, read_list(r, 3, read_def)?);
            let stored = defs.len();
            Ok(Schema::new(root, defs, stored))
        })?;
        schema.check()?;
        Ok(schema)
    }
}

fn write_type(w: &mut Writer<'_>, ty: &Type) {
    match ty {
        Type::Primitive(primitive) => w.u8(primitive.code()),
        Type::Option(content) => write_inner(w, code::OPTION, content),
        Type::List { element, fixed } => {
            write_inner(w, if *fixed { code::LIST_FIXED } else { code::LIST }, element);
        }
        Type::Array { element, len, fixed } => {
            write_inner(w, if *fixed { code::ARRAY_FIXED } else { code::ARRAY }, element);
            w.varint(*len);
        }
        Type::Tuple(elements) => {
            w.u8(code::TUPLE);
            w.len(elements.len());
            elements.iter().for_each(|element| write_type(w, element));
        }
        Type::Set(element) => write_inner(w, code::SET, element),
        Type::Map(key, value) => {
            write_inner(w, code::MAP, key);
            write_type(w, value);
        }
        Type::Shared(content) => write_inner(w, code::SHARED, content),
        Type::Weak(content) => write_inner(w, code::WEAK, content),
        Type::Named(DefId(number)) => {
            w.u8(code::NAMED);
            w.varint((*number).into());
        }
    }
}

fn write_inner(w: &mut Writer<'_>, code: u8, ty: &Type) {
    w.u8(code);
    write_type(w, ty);
}

/// Reads a type that stands within `nesting` others. It recurses on bytes from a file: its parts are functions of
/// their own, so that it takes little stack.
fn read_type(r: &mut Reader<'_>, nesting: u32) -> Result<Type> {
    let start = r.clone();
    let code = r.u8()?;
    if let Some(primitive) = Primitive::from_code(code) {
        return Ok(Type::Primitive(primitive));
    }
    match code {
        code::NAMED => return r.unsigned().map(|number| Type::Named(DefId(number))),
        code::OPTION..=code::WEAK if nesting >= MAX_NESTING => return Err(too_nested(&start)),
        code::TUPLE => return read_tuple(r, nesting),
        code::OPTION..=code::WEAK => {}
        _ => return Err(unknown(&start, format!("type code {code}"))),
    }
    let inner = read_inner(r, nesting)?;
    match code {
        code::MAP => read_inner(r, nesting).map(|value| Type::Map(inner, value)),
        code::ARRAY | code::ARRAY_FIXED => {
            let fixed = code == code::ARRAY_FIXED;
            r.varint().map(|len| Type::Array { element: inner, len, fixed })
        }
        code::OPTION => Ok(Type::Option(inner)),
        code::SET => Ok(Type::Set(inner)),
        code::SHARED => Ok(Type::Shared(inner)),
        code::WEAK => Ok(Type::Weak(inner)),
        _ => Ok(Type::List { element: inner, fixed: code == code::LIST_FIXED }),
    }
}

fn read_inner(r: &mut Reader<'_>, nesting: u32) -> Result<Box<Type>> {
    r.allocate(1, size_of::<Type>())?;
    read_type(r, nesting.saturating_add(1)).map(Box::new)
}

fn read_tuple(r: &mut Reader<'_>, nesting: u32) -> Result<Type> {
    let len = r.len(1, size_of::<Type>())?;
    let mut elements = Vec::with_capacity(len);
    for _ in 0..len {
        elements.push(read_type(r, nesting.saturating_add(1))?);
    }
    Ok(Type::Tuple(elements))
}

#[cold]
fn too_nested(start: &Reader<'_>) -> Error {
    let message = format!("more than {MAX_NESTING} types stand within each other");
    start.blame_at(0, Error::new(ErrorKind::Limit, message))
}

fn write_names(w: &mut Writer<'_>, names: &[String]) {
    w.len(names.len());
    names.iter().for_each(|name| w.str(name));
}

#[inline]
fn read_names(r: &mut Reader<'_>, present: bool) -> Result<Vec<String>> {
    read_optional(r, present, read_string)
}

/// Reads a list that a flag says is there, and so has something in it: a schema has one encoding.
fn read_optional<T>(
    r: &mut Reader<'_>,
    present: bool,
    read: impl Fn(&mut Reader<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    if !present {
        return Ok(Vec::new());
    }
    let start = r.clone();
    let list = read_list(r, 1, read)?;
    match list.is_empty() {
        true => Err(start.damaged("a flag says that a list is there, which is empty")),
        false => Ok(list),
    }
}

fn read_string(r: &mut Reader<'_>) -> Result<String> {
    r.str().map(str::to_owned)
}

/// Reads a counted list of things that take at least `min_size` bytes each.
fn read_list<T>(
    r: &mut Reader<'_>,
    min_size: usize,
    read: impl Fn(&mut Reader<'_>) -> Result<T>,
) -> Result<Vec<T>> {
    let len = r.len(min_size, size_of::<T>())?;
    // The limits allow it; collected without, the list would take twice as much while it grows.
    let mut list = Vec::with_capacity(len);
    for _ in 0..len {
        list.push(read(r)?);
    }
    Ok(list)
}

fn read_flags(r: &mut Reader<'_>, known: u8) -> Result<u8> {
    let start = r.clone();
    match r.u8()? {
        flags if flags & !known == 0 => Ok(flags),
        flags => Err(unknown(&start, format!("flags {flags:#04x}"))),
    }
}

fn write_def(w: &mut Writer<'_>, def: &TypeDef) {
    let flag = |set: bool, flag: u8| if set { flag } else { 0 };
    w.str(&def.name);
    w.u8(flag(matches!(def.shape, Shape::Enum(_)), def_flag::ENUM)
        | flag(def.version.is_some(), def_flag::VERSION)
        | flag(!def.args.is_empty(), def_flag::ARGS)
        | flag(!def.was.is_empty(), def_flag::WAS));
    if let Some(version) = &def.version {
        w.str(&version.to_string());
    }
    if !def.args.is_empty() {
        w.len(def.args.len());
        def.args.iter().for_each(|arg| write_arg(w, arg));
    }
    if !def.was.is_empty() {
        write_names(w, &def.was);
    }
    match &def.shape {
        Shape::Struct(fields) => write_fields(w, fields),
        Shape::Enum(variants) => {
            w.len(variants.len());
            for variant in variants {
                w.str(&variant.name);
                w.u8(flag(!variant.was.is_empty(), field_flag::WAS));
                if !variant.was.is_empty() {
                    write_names(w, &variant.was);
                }
                write_fields(w, &variant.fields);
            }
        }
    }
}

fn read_def(r: &mut Reader<'_>) -> Result<TypeDef> {
    let name = read_string(r)?;
    let flags = read_flags(r, def_flag::ALL)?;
    let version = match flags & def_flag::VERSION {
        0 => None,
        _ => {
            let start = r.clone();
            let parsed = r.str()?.parse();
            Some(parsed.map_err(|error| start.damaged(format!("expected a version: {error}")))?)
        }
    };
    let args = read_optional(r, flags & def_flag::ARGS != 0, read_arg)?;
    let was = read_names(r, flags & def_flag::WAS != 0)?;
    let shape = match flags & def_flag::ENUM {
        0 => Shape::Struct(read_fields(r)?),
        _ => Shape::Enum(read_list(r, 3, |r| {
            let name = read_string(r)?;
            let flags = read_flags(r, field_flag::WAS)?;
            let was = read_names(r, flags & field_flag::WAS != 0)?;
            let fields = read_fields(r)?;
            Ok(VariantSchema { name, was, fields, removed: Vec::new(), other: false })
        })?),
    };
    let (removed, chain, view) = (Vec::new(), Vec::new(), None);
    Ok(TypeDef { name, args, version, was, shape, removed, chain, view })
}

fn write_arg(w: &mut Writer<'_>, arg: &Argument) {
    match arg {
        Argument::Type(ty) => {
            w.u8(0);
            write_type(w, ty);
        }
        Argument::Unsigned(value) => {
            w.u8(1);
            w.varint128(*value);
        }
        Argument::Signed(value) => {
            w.u8(2);
            w.zigzag128(*value);
        }
        Argument::Bool(value) => {
            w.u8(3);
            w.bool(*value);
        }
        Argument::Char(value) => {
            w.u8(4);
            w.varint(u32::from(*value).into());
        }
    }
}

fn read_arg(r: &mut Reader<'_>) -> Result<Argument> {
    let start = r.clone();
    Ok(match r.u8()? {
        0 => Argument::Type(read_type(r, 0)?),
        1 => Argument::Unsigned(r.varint128()?),
        2 => Argument::Signed(r.zigzag128()?),
        3 => Argument::Bool(r.bool()?),
        4 => Argument::Char(
            char::from_u32(r.unsigned()?).ok_or_else(|| start.damaged("expected a char"))?,
        ),
        tag => return Err(unknown(&start, format!("argument tag {tag}"))),
    })
}

fn write_fields(w: &mut Writer<'_>, fields: &FieldsSchema) {
    w.u8(match fields.kind {
        FieldsKind::Unit => 0,
        FieldsKind::Tuple => 1,
        FieldsKind::Named => 2,
    });
    if fields.kind == FieldsKind::Unit {
        return;
    }
    w.len(fields.list.len());
    for field in &fields.list {
        w.str(&field.name);
        let default = if field.default { field_flag::DEFAULT } else { 0 };
        let was = if field.was.is_empty() { 0 } else { field_flag::WAS };
        let foreign = if field.foreign.is_some() { field_flag::FOREIGN } else { 0 };
        w.u8(default | was | foreign);
        if !field.was.is_empty() {
            write_names(w, &field.was);
        }
        if let Some(foreign) = &field.foreign {
            write_foreign(w, foreign);
        }
        write_type(w, &field.ty);
    }
}

fn read_fields(r: &mut Reader<'_>) -> Result<FieldsSchema> {
    let start = r.clone();
    let kind = match r.u8()? {
        0 => {
            return Ok(FieldsSchema { kind: FieldsKind::Unit, list: Vec::new() });
        }
        1 => FieldsKind::Tuple,
        2 => FieldsKind::Named,
        kind => return Err(unknown(&start, format!("fields of kind {kind}"))),
    };
    let list = read_list(r, 3, |r| {
        let name = read_string(r)?;
        let known = field_flag::DEFAULT | field_flag::WAS | field_flag::FOREIGN;
        let flags = read_flags(r, known)?;
        let was = read_names(r, flags & field_flag::WAS != 0)?;
        let default = flags & field_flag::DEFAULT != 0;
        let foreign = match flags & field_flag::FOREIGN {
            0 => None,
            _ => Some(Box::new(read_foreign(r)?)),
        };
        let ty = read_type(r, 0)?;
        Ok(FieldSchema { name, ty, default, was, from: Box::default(), foreign })
    })?;
    Ok(FieldsSchema { kind, list })
}

fn write_foreign(w: &mut Writer<'_>, foreign: &ForeignType) {
    w.str(&foreign.ty);
    w.bool(foreign.from_crate.is_some());
    if let Some((name, version)) = &foreign.from_crate {
        w.str(name);
        w.str(version);
    }
}

fn read_foreign(r: &mut Reader<'_>) -> Result<ForeignType> {
    r.allocate(1, size_of::<ForeignType>())?;
    let ty = read_string(r)?;
    let from_crate = match r.bool()? {
        true => Some((read_string(r)?, read_string(r)?)),
        false => None,
    };
    Ok(ForeignType { ty, from_crate })
}

/// What a checksum has proven whole, and this version does not know, comes from a later one.
#[cold]
fn unknown(start: &Reader<'_>, what: String) -> Error {
    start.blame_at(
        0,
        Error::new(ErrorKind::Unsupported, format!("the schema uses {what}, which is not known"))
            .with_help("read the file with a newer version of persist-core"),
    )
}
