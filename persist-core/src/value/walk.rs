//! Walking over a body by the schema that wrote it.

use std::cell::RefCell;
use std::collections::HashSet;

use crate::error::{Error, Result};
use crate::schema::{DefId, FieldsSchema, Layouts, Primitive, Schema, Shape, Type, TypeDef};
use crate::wire::{ArrayHead, Reader};

/// A value that holds no other values.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Scalar<'v> {
    Unit,
    Bool(bool),
    Unsigned(u128),
    Signed(i128),
    F32(f32),
    F64(f64),
    Char(char),
    Str(&'v str),
}

/// A value that holds others.
#[derive(Clone, Copy, Debug)]
pub(super) enum Node<'s> {
    None,
    Some,
    List,
    Tuple,
    Set,
    Map,
    /// A shared value with its number; inside keys, where it stands in place, without.
    Shared(Option<u64>),
    Struct(&'s TypeDef),
    Variant(&'s TypeDef, &'s str),
}

/// From a value to one of those that it holds.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step<'s> {
    /// The content of a `Some` or of a shared value.
    Content,
    Index(u64),
    /// An element of a set, or a key of a map.
    Key(u64),
    /// The value that belongs to the key before it.
    Value,
    Field(&'s str),
    Variant(&'s str),
}

/// The elements of an array, with all that is needed to read them.
pub(super) struct ArrayView<'w, 's> {
    pub(super) element: &'s Type,
    pub(super) stride: usize,
    pub(super) head: ArrayHead<'w>,
    /// The reader behind the array.
    pub(super) end: Reader<'w>,
}

/// What a walk meets. Each `begin` is followed by steps and values, and by an `end`.
pub(super) trait Visitor<'s> {
    /// Memory that each element of a collection takes: what claimed counts are charged.
    const ELEMENT_SIZE: usize;

    /// A value of a named type starts at the cursor.
    fn named(&mut self, _def: &TypeDef, _r: &Reader<'_>) -> Result<()> {
        Ok(())
    }
    fn begin(&mut self, node: Node<'s>) -> Result<()>;
    fn step(&mut self, step: Step<'s>) -> Result<()>;
    /// The value that the last step led to is complete.
    fn back(&mut self);
    fn end(&mut self) -> Result<()>;
    fn scalar(&mut self, scalar: Scalar<'_>) -> Result<()>;
    fn array(&mut self, walk: &Walk<'s>, array: ArrayView<'_, 's>) -> Result<()>;
    /// Bytes up to the cursor have been read for the current value.
    fn read(&mut self, _r: &Reader<'_>) -> Result<()> {
        Ok(())
    }
}

/// A schema, ready to be followed.
pub(super) struct Walk<'s> {
    schema: &'s Schema,
    layouts: Layouts,
    /// Numbers of the shared values that have been walked over: each is, once.
    shared: RefCell<HashSet<u64>>,
}

impl<'s> Walk<'s> {
    pub(super) fn new(schema: &'s Schema) -> Self {
        Walk { schema, layouts: Layouts::of(schema), shared: RefCell::default() }
    }

    /// Walks over one value of the root's type.
    pub(super) fn root(&self, r: &mut Reader<'_>, visitor: &mut impl Visitor<'s>) -> Result<()> {
        self.value(self.schema.root(), r, visitor)
    }

    fn value<V: Visitor<'s>>(&self, ty: &'s Type, r: &mut Reader<'_>, v: &mut V) -> Result<()> {
        match ty {
            Type::Primitive(primitive) => {
                let scalar = read_scalar(*primitive, r)?;
                v.read(r)?;
                v.scalar(scalar)
            }
            Type::Option(content) => {
                let some = r.bool()?;
                v.read(r)?;
                v.begin(if some { Node::Some } else { Node::None })?;
                if some {
                    self.child(Step::Content, content, r, v)?;
                }
                v.end()
            }
            Type::List { element, fixed: true } | Type::Array { element, fixed: true, .. } => {
                self.array(element, r, v)
            }
            Type::List { element, .. } => {
                let len = r.len(0, V::ELEMENT_SIZE)?;
                self.repeat(element, len, r, v)
            }
            Type::Array { element, len, .. } => {
                let len = usize::try_from(*len)
                    .map_err(|_| r.damaged("an array is longer than memory"))?;
                r.allocate(len, V::ELEMENT_SIZE)?;
                r.count(len)?;
                self.repeat(element, len, r, v)
            }
            Type::Tuple(elements) => {
                v.begin(Node::Tuple)?;
                for (index, element) in (0..).zip(elements) {
                    self.child(Step::Index(index), element, r, v)?;
                }
                v.end()
            }
            Type::Set(key) => self.entries(Node::Set, key, None, r, v),
            Type::Map(key, value) => self.entries(Node::Map, key, Some(value), r, v),
            Type::Shared(content) => self.shared(content, r, v),
            Type::Named(id) => self.named(*id, r, v),
        }
    }

    fn child<V: Visitor<'s>>(
        &self,
        step: Step<'s>,
        ty: &'s Type,
        r: &mut Reader<'_>,
        v: &mut V,
    ) -> Result<()> {
        v.step(step)?;
        self.value(ty, r, v)?;
        v.back();
        Ok(())
    }

    fn repeat<V: Visitor<'s>>(
        &self,
        element: &'s Type,
        len: usize,
        r: &mut Reader<'_>,
        v: &mut V,
    ) -> Result<()> {
        v.read(r)?;
        v.begin(Node::List)?;
        for index in (0..).take(len) {
            self.child(Step::Index(index), element, r, v)?;
        }
        v.end()
    }

    fn entries<V: Visitor<'s>>(
        &self,
        node: Node<'s>,
        key: &'s Type,
        value: Option<&'s Type>,
        r: &mut Reader<'_>,
        v: &mut V,
    ) -> Result<()> {
        let len = r.len(0, V::ELEMENT_SIZE)?;
        v.read(r)?;
        v.begin(node)?;
        for index in (0..).take(len) {
            v.step(Step::Key(index))?;
            r.in_place(|r| self.value(key, r, v))?;
            v.back();
            if let Some(value) = value {
                self.child(Step::Value, value, r, v)?;
            }
        }
        v.end()
    }

    fn shared<V: Visitor<'s>>(
        &self,
        content: &'s Type,
        r: &mut Reader<'_>,
        v: &mut V,
    ) -> Result<()> {
        let number = r.shared_number()?;
        v.read(r)?;
        v.begin(Node::Shared(number))?;
        match number {
            None => self.child(Step::Content, content, r, v)?,
            Some(number) => {
                if self.shared.borrow_mut().insert(number) {
                    v.step(Step::Content)?;
                    r.shared_entry(number, |r| self.value(content, r, v))?;
                    v.back();
                }
            }
        }
        v.end()
    }

    fn array<V: Visitor<'s>>(
        &self,
        element: &'s Type,
        r: &mut Reader<'_>,
        v: &mut V,
    ) -> Result<()> {
        let Some(stride) = self.layouts.size(element) else {
            return Err(r.damaged("the elements of an array have no layout"));
        };
        let head = r.array(stride, V::ELEMENT_SIZE)?;
        #[expect(clippy::as_conversions, reason = "usize has at least 32 bits here")]
        let stride = stride as usize;
        v.array(self, ArrayView { element, stride, head, end: r.clone() })
    }

    /// The definition of a named type.
    pub(super) fn def(&self, ty: &Type) -> Option<&'s TypeDef> {
        match ty {
            Type::Named(id) => self.schema.def(*id),
            _ => None,
        }
    }

    /// Bytes of a value in its fixed layout.
    pub(super) fn fixed_size(&self, ty: &Type) -> Option<u32> {
        self.layouts.size(ty)
    }

    /// The values that stand directly within a fixed layout of `ty`, with their steps.
    pub(super) fn fixed_parts(&self, ty: &'s Type) -> Vec<(Step<'s>, &'s Type)> {
        match ty {
            Type::Array { element, len, .. } => {
                (0..*len).map(|index| (Step::Index(index), &**element)).collect()
            }
            Type::Tuple(elements) => {
                (0..).zip(elements).map(|(index, ty)| (Step::Index(index), ty)).collect()
            }
            Type::Named(id) => match self.schema.def(*id).map(|def| &def.shape) {
                Some(Shape::Struct(fields)) => {
                    fields.list.iter().map(|f| (Step::Field(f.name.as_str()), &f.ty)).collect()
                }
                _ => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    /// Walks over one value in its fixed layout.
    pub(super) fn fixed<V: Visitor<'s>>(
        &self,
        ty: &'s Type,
        bytes: &[u8],
        v: &mut V,
    ) -> Result<()> {
        match ty {
            Type::Primitive(primitive) => return v.scalar(fixed_scalar(*primitive, bytes)?),
            Type::Named(id) => match self.schema.def(*id) {
                Some(def) => v.begin(Node::Struct(def))?,
                None => return Err(no_layout()),
            },
            Type::Array { .. } => v.begin(Node::List)?,
            _ => v.begin(Node::Tuple)?,
        }
        let mut rest = bytes;
        for (step, ty) in self.fixed_parts(ty) {
            let size = self.fixed_size(ty).and_then(|size| size.try_into().ok());
            let split = size.and_then(|size| rest.split_at_checked(size));
            let (part, behind) = split.ok_or_else(no_layout)?;
            rest = behind;
            v.step(step)?;
            self.fixed(ty, part, v)?;
            v.back();
        }
        v.end()
    }

    fn named<V: Visitor<'s>>(&self, id: DefId, r: &mut Reader<'_>, v: &mut V) -> Result<()> {
        let Some(def) = self.schema.def(id) else {
            return Err(r.damaged("a type refers to a definition that is not there"));
        };
        v.named(def, r)?;
        // All recursion leads through a named type: here its depth is counted.
        r.nested(|r| match &def.shape {
            Shape::Struct(fields) => {
                v.begin(Node::Struct(def))?;
                self.fields(fields, r, v)?;
                v.end()
            }
            Shape::Enum(variants) => {
                let count = variants.len().try_into().unwrap_or(u32::MAX);
                let index = r.variant(count)?;
                let variant = usize::try_from(index).ok().and_then(|index| variants.get(index));
                let Some(variant) = variant else {
                    return Err(r.damaged("a variant is claimed that is not there"));
                };
                v.read(r)?;
                v.begin(Node::Variant(def, &variant.name))?;
                v.step(Step::Variant(&variant.name))?;
                self.fields(&variant.fields, r, v)?;
                v.back();
                v.end()
            }
        })
    }

    fn fields<V: Visitor<'s>>(
        &self,
        fields: &'s FieldsSchema,
        r: &mut Reader<'_>,
        v: &mut V,
    ) -> Result<()> {
        fields
            .list
            .iter()
            .try_for_each(|field| self.child(Step::Field(&field.name), &field.ty, r, v))
    }
}

#[cold]
fn no_layout() -> Error {
    Error::damaged("the elements of an array have no layout")
}

fn read_scalar<'r>(primitive: Primitive, r: &mut Reader<'r>) -> Result<Scalar<'r>> {
    let unsigned = |n: u64| Scalar::Unsigned(n.into());
    let signed = |n: i64| Scalar::Signed(n.into());
    Ok(match primitive {
        Primitive::Unit => Scalar::Unit,
        Primitive::Bool => Scalar::Bool(r.bool()?),
        Primitive::U8 => Scalar::Unsigned(r.u8()?.into()),
        Primitive::U16 => unsigned(r.unsigned::<u16>()?.into()),
        Primitive::U32 => unsigned(r.unsigned::<u32>()?.into()),
        Primitive::U64 | Primitive::Usize => unsigned(r.varint()?),
        Primitive::U128 => Scalar::Unsigned(r.varint128()?),
        Primitive::I8 => r.raw().map(|bytes| signed(i8::from_le_bytes(bytes).into()))?,
        Primitive::I16 => signed(r.signed::<i16>()?.into()),
        Primitive::I32 => signed(r.signed::<i32>()?.into()),
        Primitive::I64 | Primitive::Isize => signed(r.signed()?),
        Primitive::I128 => Scalar::Signed(r.zigzag128()?),
        Primitive::F32 => Scalar::F32(f32::from_le_bytes(r.raw()?)),
        Primitive::F64 => Scalar::F64(f64::from_le_bytes(r.raw()?)),
        Primitive::Char => {
            let start = r.clone();
            let text = r.str()?;
            match text.parse() {
                Ok(only) => Scalar::Char(only),
                Err(_) => return Err(start.damaged(format!("expected one char, found {text:?}"))),
            }
        }
        Primitive::Str => Scalar::Str(r.str()?),
    })
}

/// Any integer up to 128 bits, little-endian, its sign kept.
fn wide(bytes: &[u8], fill: u8) -> [u8; 16] {
    let mut wide = [fill; 16];
    wide.iter_mut().zip(bytes).for_each(|(slot, byte)| *slot = *byte);
    wide
}

fn fixed_scalar(primitive: Primitive, bytes: &[u8]) -> Result<Scalar<'static>> {
    let unsigned = u128::from_le_bytes(wide(bytes, 0));
    Ok(match primitive {
        Primitive::Bool => match unsigned {
            0 => Scalar::Bool(false),
            1 => Scalar::Bool(true),
            _ => {
                return Err(Error::damaged(format!("expected a bool, 0 or 1, found {unsigned}")));
            }
        },
        Primitive::Char => match u32::try_from(unsigned).ok().and_then(char::from_u32) {
            Some(only) => Scalar::Char(only),
            None => {
                return Err(Error::damaged(format!("expected a char, found {unsigned:#x}")));
            }
        },
        Primitive::F32 => {
            Scalar::F32(f32::from_le_bytes(bytes.try_into().map_err(|_| no_layout())?))
        }
        Primitive::F64 => {
            Scalar::F64(f64::from_le_bytes(bytes.try_into().map_err(|_| no_layout())?))
        }
        Primitive::I8
        | Primitive::I16
        | Primitive::I32
        | Primitive::I64
        | Primitive::I128
        | Primitive::Isize => {
            let negative = bytes.last().is_some_and(|byte| byte & 0x80 != 0);
            Scalar::Signed(i128::from_le_bytes(wide(bytes, if negative { 0xff } else { 0 })))
        }
        Primitive::U8
        | Primitive::U16
        | Primitive::U32
        | Primitive::U64
        | Primitive::U128
        | Primitive::Usize => Scalar::Unsigned(unsigned),
        Primitive::Unit | Primitive::Str => return Err(no_layout()),
    })
}
