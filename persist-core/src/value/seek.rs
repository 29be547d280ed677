//! From a path to the place of the value that it leads to. What stands before it is passed over, nothing is decoded, and
//! of blocks nothing is read.

use std::collections::VecDeque;
use std::sync::Arc;

use super::arrays::{ArrayAt, FoundArray};
use super::missing;
use super::path::{Part, parts};
use super::scalar::{Scalar, read_scalar};
use crate::error::{Error, Result, Section};
use crate::evolution::Skips;
use crate::schema::{DefId, FieldsSchema, Layouts, Schema, Shape, Type, TypeDef, VariantSchema};
use crate::wire::{ArrayHead, Context, Reader, to_u64};

/// A value that a path leads to.
pub(crate) struct Found<'s> {
    /// The path, as errors show it.
    pub(crate) path: String,
    pub(crate) ty: &'s Type,
    /// Bytes of the value in its fixed layout; 0 where its type has none.
    pub(crate) size: u32,
    pub(crate) at: At,
}

/// Where a value is.
#[derive(Clone, Copy, Debug)]
pub(crate) enum At {
    /// Among the values of a section, so many bytes from its start; within a key, where arrays stand in place.
    Section { section: Section, offset: usize, in_place: bool },
    /// In the fixed layout of an array's elements, so many bytes behind the start of the first one.
    Array { array: ArrayAt, offset: u64 },
}

/// Finds the value that `path` leads to.
///
/// # Errors
///
/// A path that leads nowhere, and damage.
pub(crate) fn seek<'s>(
    schema: &'s Schema,
    context: &Context<'_>,
    body: &[u8],
    path: &str,
) -> Result<Found<'s>> {
    let mut seek = Seek::new(schema, path)?;
    let at = seek.run(context, body)?;
    let size = seek.layouts.size(seek.ty).unwrap_or(0);
    Ok(Found { path: seek.passed, ty: seek.ty, size, at })
}

/// Finds the array that `path` leads to, through options and shared values.
///
/// # Errors
///
/// As [`seek`], and a path that leads to another value.
pub(crate) fn seek_array<'s>(
    schema: &'s Schema,
    context: &Context<'_>,
    body: &[u8],
    path: &str,
) -> Result<FoundArray<'s>> {
    let mut seek = Seek { array: true, ..Seek::new(schema, path)? };
    match (seek.run(context, body)?, seek.element) {
        (At::Array { array: at, .. }, Some(element)) => {
            Ok(FoundArray { path: path.to_owned(), element, at })
        }
        _ => Err(missing::no_array(seek.here(), schema, seek.ty)),
    }
}

/// A path that is being followed.
struct Seek<'s, 'p> {
    schema: &'s Schema,
    layouts: Arc<Layouts>,
    skips: Skips,
    /// Whether an array is looked for.
    array: bool,
    ahead: VecDeque<Part<'p>>,
    /// What has been followed, as errors show it.
    passed: String,
    /// The type of the current value.
    ty: &'s Type,
    /// The type of its elements, once it is the array that is looked for.
    element: Option<&'s Type>,
}

/// A path without the name of the value's type, which those of errors begin with. A part of the value that has the same
/// name comes first.
fn within_root<'p>(schema: &Schema, path: &'p str) -> &'p str {
    let name = schema.root_name();
    let Some(rest) = path.strip_prefix(name.as_str()) else { return path };
    let is_part = match schema.root_def().map(|def| &def.shape) {
        Some(Shape::Struct(fields)) => fields.list.iter().any(|field| field.name == name),
        Some(Shape::Enum(variants)) => variants.iter().any(|variant| variant.name == name),
        None => false,
    };
    match rest.is_empty() || rest.starts_with(['.', '[', '{']) {
        true if !is_part => rest,
        _ => path,
    }
}

/// What following a path within one section comes to.
enum Stop {
    Found(At),
    /// The current value is this shared one.
    Shared(u64),
    /// The current value is a key, and starts so many bytes from the section's start.
    Key(usize),
}

impl<'s, 'p> Seek<'s, 'p> {
    fn new(schema: &'s Schema, path: &'p str) -> Result<Self> {
        let within = within_root(schema, path);
        let ahead = parts(within).ok_or_else(|| missing::no_path(path))?.into();
        let (layouts, skips) = (Layouts::of(schema), Skips::default());
        let (passed, ty) = (schema.root_name(), schema.root());
        Ok(Seek { schema, layouts, skips, array: false, ahead, passed, ty, element: None })
    }

    fn run(&mut self, context: &Context<'_>, body: &[u8]) -> Result<At> {
        let (mut bytes, mut from) = ((Section::Body, body), 0);
        let mut in_place = false;
        loop {
            match context.read_at(bytes, from, in_place, |r| self.follow(r, in_place))? {
                Stop::Found(at) => return Ok(at),
                Stop::Key(offset) => (from, in_place) = (offset, true),
                Stop::Shared(number) => {
                    let entry = context.shared_entry(number).ok_or_else(|| {
                        Error::damaged(format!("shared value {number} is not in the file"))
                    })?;
                    (bytes, from) = ((Section::Shared(number), entry), 0);
                }
            }
        }
    }

    /// Follows the path from the value at the cursor to the end of the path or of the section.
    fn follow(&mut self, r: &mut Reader<'_>, in_place: bool) -> Result<Stop> {
        loop {
            if self.ahead.is_empty() && !self.array {
                let (section, offset) = (r.section(), r.offset());
                return Ok(Stop::Found(At::Section { section, offset, in_place }));
            }
            match self.ty {
                Type::Option(content) => {
                    if !r.bool()? {
                        return Err(missing::none(self.here()));
                    }
                    self.ty = content;
                }
                Type::Shared(content) => {
                    let number = r.shared_number()?;
                    self.ty = content;
                    if let Some(number) = number {
                        return Ok(Stop::Shared(number));
                    }
                }
                Type::List { element, fixed: true } | Type::Array { element, fixed: true, .. } => {
                    return self.elements(element, r).map(Stop::Found);
                }
                _ if self.ahead.is_empty() => {
                    return Err(missing::no_array(self.here(), self.schema, self.ty));
                }
                Type::List { element, .. } => {
                    let len = r.len(0, 0)?;
                    self.nth(element, len, r)?;
                }
                Type::Array { element, len, .. } => {
                    let len = usize::try_from(*len).unwrap_or(usize::MAX);
                    // Those of no size take time all the same.
                    r.allocate(len, 0)?;
                    self.nth(element, len, r)?;
                }
                Type::Set(element) => {
                    let len = r.len(0, 0)?;
                    r.in_place(|r| self.nth(element, len, r))?;
                    return Ok(Stop::Key(r.offset()));
                }
                Type::Tuple(elements) => {
                    let index = self.index(elements.len())?;
                    for ty in elements.iter().take(index) {
                        self.skip(ty, r)?;
                    }
                    self.pass(elements.get(index));
                }
                Type::Map(key, value) => self.entry(key, value, r)?,
                Type::Named(id) => self.named(*id, r)?,
                Type::Primitive(_) | Type::Weak(_) => {
                    return Err(missing::no_parts(self.here(), self.schema, self.ty));
                }
            }
        }
    }

    /// The path so far, which an error is about.
    fn here(&self) -> String {
        self.passed.clone()
    }

    /// Takes the next step of the path, to a value of this type.
    fn pass(&mut self, ty: Option<&'s Type>) {
        if let (Some(part), Some(ty)) = (self.ahead.pop_front(), ty) {
            self.passed.push_str(&part.to_string());
            self.ty = ty;
        }
    }

    fn skip(&mut self, ty: &Type, r: &mut Reader<'_>) -> Result<()> {
        let skip = self.skips.of(ty, self.schema, &self.layouts);
        self.skips.skip(skip, r)
    }

    /// The index that the path goes on with, of `len` elements.
    fn index(&self, len: usize) -> Result<usize> {
        let part = self.ahead.front();
        match part.and_then(Part::index) {
            Some(index) if index < len => Ok(index),
            _ => Err(missing::no_element(self.here(), part, len)),
        }
    }

    /// Goes on to an element of those that stand one by one from the cursor on.
    fn nth(&mut self, element: &'s Type, len: usize, r: &mut Reader<'_>) -> Result<()> {
        let index = self.index(len)?;
        let skip = self.skips.of(element, self.schema, &self.layouts);
        (0..index).try_for_each(|_| self.skips.skip(skip, r))?;
        self.pass(Some(element));
        Ok(())
    }

    /// Goes on to the value of the entry that the path names.
    fn entry(&mut self, key: &'s Type, value: &'s Type, r: &mut Reader<'_>) -> Result<()> {
        let len = r.len(0, 0)?;
        let wanted = self.ahead.front().cloned();
        let mut keys = missing::Keys::new(wanted.as_ref(), len);
        let [skip_key, skip_value] =
            [key, value].map(|ty| self.skips.of(ty, self.schema, &self.layouts));
        for number in 0..len {
            let found = match (&wanted, content(key)) {
                (Some(Part::Entry(wanted)), _) => {
                    r.in_place(|r| self.skips.skip(skip_key, r))?;
                    *wanted == number
                }
                (Some(wanted), Type::Primitive(primitive)) => {
                    let scalar = read_scalar(*primitive, r)?;
                    keys.met(scalar);
                    is_key(wanted, scalar)
                }
                _ => break,
            };
            if found {
                self.pass(Some(value));
                return Ok(());
            }
            self.skips.skip(skip_value, r)?;
        }
        Err(keys.no_entry(self.here(), content(key)))
    }

    /// Goes on to a field of a struct or a variant; the name of the variant itself leads to the same value.
    fn named(&mut self, id: DefId, r: &mut Reader<'_>) -> Result<()> {
        let Some(def) = self.schema.def(id) else {
            return Err(r.damaged("a type refers to a definition that is not there"));
        };
        let start = r.clone();
        let (fields, variant) = match &def.shape {
            Shape::Struct(fields) => (fields, None),
            Shape::Enum(variants) => {
                let variant = self.variant(variants, r)?;
                (&variant.fields, Some(variant))
            }
        };
        match (self.field(fields), self.ahead.front(), variant) {
            (Some(number), ..) => {
                for field in fields.list.iter().take(number) {
                    self.skip(&field.ty, r)?;
                }
                self.pass(fields.list.get(number).map(|field| &field.ty));
                Ok(())
            }
            (None, Some(Part::Name(name)), Some(variant)) if *name == variant.name => {
                *r = start;
                self.pass(Some(self.ty));
                Ok(())
            }
            (None, part, variant) => {
                Err(missing::no_field(self.here(), part, self.title(def, variant), fields))
            }
        }
    }

    fn variant(
        &self,
        variants: &'s [VariantSchema],
        r: &mut Reader<'_>,
    ) -> Result<&'s VariantSchema> {
        let index = r.variant(variants.len().try_into().unwrap_or(u32::MAX))?;
        let variant = usize::try_from(index).ok().and_then(|index| variants.get(index));
        variant.ok_or_else(|| r.damaged("a variant is claimed that is not there"))
    }

    /// The number of the field that the path goes on with.
    fn field(&self, fields: &FieldsSchema) -> Option<usize> {
        match self.ahead.front()? {
            Part::Name(name) => fields.list.iter().position(|field| field.name == *name),
            _ => None,
        }
    }

    /// A type or a variant of it, as messages name it.
    fn title(&self, def: &TypeDef, variant: Option<&VariantSchema>) -> String {
        let name = self.schema.def_name(def);
        match variant {
            Some(variant) => format!("{name}::{}", variant.name.escape_debug()),
            None => name,
        }
    }

    /// The array at the cursor, or the part of an element of it that the path goes on to.
    fn elements(&mut self, element: &'s Type, r: &mut Reader<'_>) -> Result<At> {
        let Some(stride) = self.layouts.size(element) else {
            return Err(r.damaged("the elements of an array have no layout"));
        };
        let start = r.clone();
        let head: ArrayHead<'_> = r.array(stride, 0)?;
        let array = ArrayAt::new(&head, stride, r);
        let len = match self.ty {
            Type::Array { len, .. } => Some(*len),
            _ => None,
        };
        start.fits(array.count, len)?;
        if self.ahead.is_empty() {
            self.element = Some(element);
            return Ok(At::Array { array, offset: 0 });
        }
        let index = self.index(array.count)?;
        self.pass(Some(element));
        let mut offset = to_u64(index).saturating_mul(stride.into());
        while !self.ahead.is_empty() {
            offset = offset.saturating_add(self.within_layout()?);
        }
        match self.array {
            true => Err(missing::no_array(self.here(), self.schema, self.ty)),
            false => Ok(At::Array { array, offset }),
        }
    }

    /// Goes on within a fixed layout; returns the bytes in front of the part.
    fn within_layout(&mut self) -> Result<u64> {
        let size = |layouts: &Layouts, ty: &Type| u64::from(layouts.size(ty).unwrap_or(0));
        match self.ty {
            Type::Array { element, len, .. } => {
                let index = self.index(usize::try_from(*len).unwrap_or(usize::MAX))?;
                self.pass(Some(element));
                Ok(to_u64(index).saturating_mul(size(&self.layouts, element)))
            }
            Type::Tuple(elements) => {
                let index = self.index(elements.len())?;
                self.pass(elements.get(index));
                Ok(elements.iter().take(index).map(|ty| size(&self.layouts, ty)).sum())
            }
            Type::Named(id) => match self.schema.def(*id).map(|def| (def, &def.shape)) {
                Some((def, Shape::Struct(fields))) => {
                    let Some(number) = self.field(fields) else {
                        let (part, title) = (self.ahead.front(), self.title(def, None));
                        return Err(missing::no_field(self.here(), part, title, fields));
                    };
                    self.pass(fields.list.get(number).map(|field| &field.ty));
                    let before = fields.list.iter().take(number);
                    Ok(before.map(|field| size(&self.layouts, &field.ty)).sum())
                }
                _ => Err(missing::no_parts(self.here(), self.schema, self.ty)),
            },
            _ => Err(missing::no_parts(self.here(), self.schema, self.ty)),
        }
    }
}

/// What is behind shared values: within keys they stand in place.
fn content(mut key: &Type) -> &Type {
    while let Type::Shared(content) = key {
        key = content;
    }
    key
}

fn is_key(part: &Part<'_>, key: Scalar<'_>) -> bool {
    match (part, key) {
        (Part::Key(text), Scalar::Str(key)) => text == key,
        (Part::Char(only), Scalar::Char(key)) => *only == key,
        (Part::Index(index), Scalar::Unsigned(key)) => u128::try_from(*index) == Ok(key),
        (Part::Index(index), Scalar::Signed(key)) => *index == key,
        _ => false,
    }
}
