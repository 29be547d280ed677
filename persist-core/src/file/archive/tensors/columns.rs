//! The numbers of one element of an array: which there are, and where each stands in the element's fixed layout.

use std::slice;

use crate::schema::{FieldSchema, Layouts, Primitive, Schema, Shape, Type};
use crate::types::TensorType;
use crate::wire::to_u64;

/// The same number of every element of an array: one, or as many as its axes say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Column {
    /// From the element to the number, as `position.x`; empty for elements that are numbers.
    pub(super) name: String,
    pub(super) ty: TensorType,
    /// Bytes in front of it.
    pub(super) offset: usize,
    pub(super) axes: Vec<Axis>,
}

/// An axis within an element.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Axis {
    pub(super) len: usize,
    /// Bytes from one step to the next.
    pub(super) stride: usize,
}

/// Most columns of an array: a schema of a few bytes can claim billions.
const MOST_COLUMNS: usize = 10_000;

/// Why a column is none.
pub(super) const TOO_MANY: &str = "there are more than 10,000 of them";

/// The columns of an array's elements, and what is none, with the reason.
pub(super) struct Columns<'s> {
    schema: &'s Schema,
    layouts: &'s Layouts,
    pub(super) list: Vec<Column>,
    pub(super) left_out: Vec<(String, &'static str)>,
    /// Axes around what is looked at.
    axes: Vec<Axis>,
    name: String,
}

/// The type of a tensor that holds numbers of a primitive; else the reason why there is none.
pub(super) fn type_of(primitive: Primitive) -> Result<TensorType, &'static str> {
    Ok(match primitive {
        Primitive::Bool => TensorType::Bool,
        Primitive::U8 => TensorType::U8,
        Primitive::U16 => TensorType::U16,
        Primitive::U32 => TensorType::U32,
        Primitive::U64 | Primitive::Usize => TensorType::U64,
        Primitive::I8 => TensorType::I8,
        Primitive::I16 => TensorType::I16,
        Primitive::I32 => TensorType::I32,
        Primitive::I64 | Primitive::Isize => TensorType::I64,
        Primitive::F16 => TensorType::F16,
        Primitive::Bf16 => TensorType::Bf16,
        Primitive::F32 => TensorType::F32,
        Primitive::F64 => TensorType::F64,
        Primitive::U128 | Primitive::I128 => return Err("tensors have no integers of 128 bits"),
        Primitive::Char => return Err("characters are no numbers"),
        Primitive::Str => return Err("strings are no numbers"),
        Primitive::MessagePack | Primitive::Postcard => {
            return Err("only its own crate knows what the value holds");
        }
        Primitive::Unit => return Err("it holds nothing"),
    })
}

/// A complex number that holds two of these.
pub(super) fn complex(part: TensorType) -> Option<TensorType> {
    match part {
        TensorType::F32 => Some(TensorType::ComplexF32),
        TensorType::F64 => Some(TensorType::ComplexF64),
        _ => None,
    }
}

/// The persisted name of complex numbers.
pub(super) const COMPLEX: &str = "num_complex::Complex";

impl<'s> Columns<'s> {
    pub(super) fn of(schema: &'s Schema, layouts: &'s Layouts, element: &Type) -> Self {
        let (list, left_out) = (Vec::new(), Vec::new());
        let mut columns =
            Columns { schema, layouts, list, left_out, axes: Vec::new(), name: String::new() };
        columns.add(element, 0);
        columns
    }

    fn add(&mut self, ty: &Type, offset: usize) {
        match ty {
            Type::Primitive(primitive) => self.number(type_of(*primitive), offset),
            Type::Array { element, len, .. } => {
                self.repeated(element, usize::try_from(*len).unwrap_or(usize::MAX), offset);
            }
            Type::Tuple(elements) => match elements.as_slice() {
                [first, rest @ ..] if rest.iter().all(|ty| ty == first) => {
                    self.repeated(first, elements.len(), offset);
                }
                _ => {
                    let names = (0..elements.len()).map(|index| index.to_string());
                    self.each(names.zip(elements), offset);
                }
            },
            Type::Named(id) => {
                let Some(def) = self.schema.def(*id) else { return };
                let Shape::Struct(fields) = &def.shape else { return };
                match fields.list.as_slice() {
                    parts if def.name == COMPLEX => self.complex(parts, offset),
                    [only] if only.name == "0" => self.add(&only.ty, offset),
                    parts => self.each(parts.iter().map(|f| (f.name.clone(), &f.ty)), offset),
                }
            }
            // These have no fixed layout.
            _ => {}
        }
    }

    fn number(&mut self, ty: Result<TensorType, &'static str>, offset: usize) {
        let name = self.name.clone();
        match ty {
            Ok(ty) if self.list.len() < MOST_COLUMNS => {
                self.list.push(Column { name, ty, offset, axes: self.axes.clone() });
            }
            Ok(_) => self.leave_out(name, TOO_MANY),
            Err(reason) => self.leave_out(name, reason),
        }
    }

    fn leave_out(&mut self, name: String, reason: &'static str) {
        if self.left_out.len() < MOST_COLUMNS {
            self.left_out.push((name, reason));
        }
    }

    /// Bytes of a part of an element, which has a layout.
    fn size(&self, ty: &Type) -> usize {
        self.layouts.size(ty).and_then(|size| size.try_into().ok()).unwrap_or_default()
    }

    fn repeated(&mut self, element: &Type, len: usize, offset: usize) {
        // Of an axis of one step nobody needs the length, but all see it in the shape.
        self.axes.push(Axis { len, stride: self.size(element) });
        self.add(element, offset);
        self.axes.pop();
    }

    fn each<'t>(&mut self, parts: impl Iterator<Item = (String, &'t Type)>, mut offset: usize) {
        let before = self.name.len();
        for (name, ty) in parts {
            if self.list.len() >= MOST_COLUMNS && self.left_out.len() >= MOST_COLUMNS {
                return;
            }
            if before > 0 {
                self.name.push('.');
            }
            self.name.push_str(&name);
            self.add(ty, offset);
            self.name.truncate(before);
            offset = offset.saturating_add(self.size(ty));
        }
    }

    fn complex(&mut self, parts: &[FieldSchema], offset: usize) {
        let number = match parts {
            [re, im] if re.ty == im.ty => match &re.ty {
                Type::Primitive(part) => type_of(*part).ok().and_then(complex),
                _ => None,
            },
            _ => None,
        };
        match number {
            Some(ty) => self.number(Ok(ty), offset),
            None => self.each(parts.iter().map(|f| (f.name.clone(), &f.ty)), offset),
        }
    }
}

impl Column {
    /// The whole of elements that are so many bytes long, as one number: what an enum says of its content.
    pub(super) fn whole(ty: TensorType) -> Self {
        Column { name: String::new(), ty, offset: 0, axes: Vec::new() }
    }

    /// Whether elements of so many bytes hold nothing else.
    pub(super) fn is_whole(&self, size: usize) -> bool {
        self.byte_len() == size
    }

    /// Numbers that it has of each element.
    pub(super) fn count(&self) -> usize {
        self.axes.iter().fold(1, |count, axis| count.saturating_mul(axis.len))
    }

    /// Bytes that it has of each element.
    fn byte_len(&self) -> usize {
        self.ty.size().saturating_mul(self.count())
    }

    /// Appends what it has of an element, the last axis the fastest.
    pub(super) fn append(&self, element: &[u8], out: &mut Vec<u8>) {
        append(element, self.offset, &self.axes, self.ty.size(), out);
    }
}

fn append(element: &[u8], offset: usize, axes: &[Axis], size: usize, out: &mut Vec<u8>) {
    let mut axes: slice::Iter<'_, Axis> = axes.iter();
    let bytes = |len: usize| element.get(offset..offset.saturating_add(len)).unwrap_or_default();
    match axes.next() {
        None => out.extend_from_slice(bytes(size)),
        // Side by side.
        Some(axis) if axes.as_slice().is_empty() && axis.stride == size => {
            out.extend_from_slice(bytes(axis.len.saturating_mul(size)));
        }
        Some(axis) => {
            for step in 0..axis.len {
                let offset = offset.saturating_add(step.saturating_mul(axis.stride));
                append(element, offset, axes.as_slice(), size, out);
            }
        }
    }
}

/// The axes of a shape, as that of a tensor has them.
pub(super) fn lens(axes: &[Axis]) -> impl Iterator<Item = u64> {
    axes.iter().map(|axis| to_u64(axis.len))
}
