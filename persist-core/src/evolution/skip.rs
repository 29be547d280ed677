//! Passing over values that nothing takes, by the writer's schema alone.

use std::collections::HashMap;

use crate::error::Result;
use crate::schema::{DefId, FieldsSchema, Layouts, Primitive, Schema, Shape, Type};
use crate::wire::Reader;

/// How to pass over a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SkipId(u32);

/// Steps into a value that each level of depth that is left may take.
const STEPS_PER_LEVEL: u32 = 3;

/// Steps that are allowed however little depth is left: twice the nesting of types in a schema.
const MIN_STEPS: u32 = 128;

#[derive(Clone, Copy, Debug)]
enum Skip {
    /// So many bytes.
    Bytes(u32),
    Varint,
    Varint128,
    /// A count of bytes, and these.
    Text,
    /// Elements in their fixed layout.
    Array(u32),
    Option(SkipId),
    Counted(SkipId),
    Keys(SkipId),
    Exactly(u64, SkipId),
    Map(SkipId, SkipId),
    Shared(SkipId),
    /// Values one behind the other: a range of `parts`.
    Parts(u32, u32),
    /// One of these by number: a range of `parts`.
    OneOf(u32, u32),
}

/// Programs for passing over values, one for each type that needs it.
#[derive(Debug, Default)]
pub(crate) struct Skips {
    programs: Vec<Skip>,
    parts: Vec<SkipId>,
    defs: HashMap<DefId, SkipId>,
    /// Definitions whose programs are still to be written.
    ahead: Vec<(DefId, SkipId)>,
}

impl Skips {
    /// How to pass over a value of a type of `schema`.
    pub(super) fn of(&mut self, ty: &Type, schema: &Schema, layouts: &Layouts) -> SkipId {
        let id = self.ty(ty, layouts);
        while let Some((def, slot)) = self.ahead.pop() {
            let program = match schema.def(def).map(|def| &def.shape) {
                Some(Shape::Struct(fields)) => self.fields(fields, layouts),
                Some(Shape::Enum(variants)) => {
                    let arms = variants.iter().map(|variant| {
                        let fields = self.fields(&variant.fields, layouts);
                        self.push(fields)
                    });
                    let arms = arms.collect();
                    let (start, len) = self.push_parts(arms);
                    Skip::OneOf(start, len)
                }
                None => Skip::Bytes(0),
            };
            if let Some(slot) = self.programs.get_mut(index(slot.0)) {
                *slot = program;
            }
        }
        id
    }

    fn push(&mut self, program: Skip) -> SkipId {
        let id = SkipId(self.programs.len().try_into().unwrap_or(u32::MAX));
        self.programs.push(program);
        id
    }

    fn push_parts(&mut self, parts: Vec<SkipId>) -> (u32, u32) {
        let start = self.parts.len().try_into().unwrap_or(u32::MAX);
        let len = parts.len().try_into().unwrap_or(u32::MAX);
        self.parts.extend(parts);
        (start, len)
    }

    fn fields(&mut self, fields: &FieldsSchema, layouts: &Layouts) -> Skip {
        let parts = fields.list.iter().map(|field| self.ty(&field.ty, layouts)).collect();
        let (start, len) = self.push_parts(parts);
        Skip::Parts(start, len)
    }

    fn ty(&mut self, ty: &Type, layouts: &Layouts) -> SkipId {
        let program = match ty {
            Type::Primitive(primitive) => scalar(*primitive),
            Type::Option(content) => Skip::Option(self.ty(content, layouts)),
            Type::List { element, fixed: true } | Type::Array { element, fixed: true, .. } => {
                Skip::Array(layouts.size(element).unwrap_or(0))
            }
            Type::List { element, .. } => Skip::Counted(self.ty(element, layouts)),
            Type::Array { element, len, .. } => Skip::Exactly(*len, self.ty(element, layouts)),
            Type::Set(element) => Skip::Keys(self.ty(element, layouts)),
            Type::Map(key, value) => Skip::Map(self.ty(key, layouts), self.ty(value, layouts)),
            Type::Shared(content) => Skip::Shared(self.ty(content, layouts)),
            Type::Tuple(elements) => {
                let parts = elements.iter().map(|element| self.ty(element, layouts)).collect();
                let (start, len) = self.push_parts(parts);
                Skip::Parts(start, len)
            }
            Type::Named(def) => {
                if let Some(known) = self.defs.get(def) {
                    return *known;
                }
                let slot = self.push(Skip::Bytes(0));
                self.defs.insert(*def, slot);
                self.ahead.push((*def, slot));
                return slot;
            }
        };
        self.push(program)
    }

    /// Passes over the value at the cursor. What it holds is not looked at, as nobody sees it.
    ///
    /// # Errors
    ///
    /// Bytes that end too early, and values nested deeper than is allowed.
    pub(crate) fn skip(&self, id: SkipId, r: &mut Reader<'_>) -> Result<()> {
        let steps = r.depth_left().saturating_mul(STEPS_PER_LEVEL).max(MIN_STEPS);
        self.value(id, r, steps)
    }

    fn value(&self, id: SkipId, r: &mut Reader<'_>, steps: u32) -> Result<()> {
        let Some(steps) = steps.checked_sub(1) else { return Err(r.too_deep()) };
        match self.programs.get(index(id.0)).copied().unwrap_or(Skip::Bytes(0)) {
            Skip::Bytes(len) => r.bytes(index(len)).map(drop),
            Skip::Varint => r.varint().map(drop),
            Skip::Varint128 => r.varint128().map(drop),
            Skip::Text => {
                let len = r.unsigned()?;
                r.bytes(len).map(drop)
            }
            Skip::Array(stride) => r.array(stride, 0).map(drop),
            Skip::Option(content) => match r.bool()? {
                true => self.value(content, r, steps),
                false => Ok(()),
            },
            Skip::Counted(element) => {
                let len = r.varint()?;
                self.repeat(len, r, |r| self.value(element, r, steps))
            }
            Skip::Keys(element) => {
                let len = r.varint()?;
                self.repeat(len, r, |r| r.in_place(|r| self.value(element, r, steps)))
            }
            Skip::Exactly(len, element) => self.repeat(len, r, |r| self.value(element, r, steps)),
            Skip::Map(key, value) => {
                let len = r.varint()?;
                self.repeat(len, r, |r| {
                    r.in_place(|r| self.value(key, r, steps))?;
                    self.value(value, r, steps)
                })
            }
            Skip::Shared(content) => match r.shared_number()? {
                Some(_) => Ok(()),
                None => self.value(content, r, steps),
            },
            Skip::Parts(start, len) => {
                self.parts(start, len).iter().try_for_each(|part| self.value(*part, r, steps))
            }
            Skip::OneOf(start, len) => {
                let variant = r.variant(len)?;
                match self.parts(start, len).get(index(variant)) {
                    Some(fields) => self.value(*fields, r, steps),
                    None => Ok(()),
                }
            }
        }
    }

    fn parts(&self, start: u32, len: u32) -> &[SkipId] {
        let end = index(start).saturating_add(index(len));
        self.parts.get(index(start)..end).unwrap_or_default()
    }

    /// Passes over `len` values. Those that take no bytes are charged: a file can claim any number of them.
    fn repeat(
        &self,
        len: u64,
        r: &mut Reader<'_>,
        mut skip: impl FnMut(&mut Reader<'_>) -> Result<()>,
    ) -> Result<()> {
        for _ in 0..len {
            let before = r.remaining();
            skip(r)?;
            if r.remaining() == before {
                r.allocate(1, 1)?;
            }
        }
        Ok(())
    }
}

fn scalar(primitive: Primitive) -> Skip {
    match primitive {
        Primitive::Unit => Skip::Bytes(0),
        Primitive::Bool | Primitive::U8 | Primitive::I8 => Skip::Bytes(1),
        Primitive::F32 => Skip::Bytes(4),
        Primitive::F64 => Skip::Bytes(8),
        Primitive::U128 | Primitive::I128 => Skip::Varint128,
        Primitive::Char | Primitive::Str => Skip::Text,
        Primitive::U16
        | Primitive::U32
        | Primitive::U64
        | Primitive::Usize
        | Primitive::I16
        | Primitive::I32
        | Primitive::I64
        | Primitive::Isize => Skip::Varint,
    }
}

fn index(number: u32) -> usize {
    number.try_into().unwrap_or(usize::MAX)
}
