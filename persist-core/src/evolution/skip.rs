//! Passing over values that nothing takes, by the writer's schema alone.

use std::collections::HashMap;

use crate::error::Result;
use crate::schema::{DefId, FieldsSchema, Layouts, Primitive, Schema, Shape, Type};
use crate::wire::Reader;

/// How to pass over a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SkipId(u32);

/// Values that may be under way at each level of depth that is left: as many as structs and tuples nest between two
/// boxes or collections, and far more.
const OPEN_PER_LEVEL: usize = 256;

#[derive(Clone, Copy, Debug)]
enum Skip {
    /// So many bytes.
    Bytes(u32),
    Varint,
    Varint128,
    /// A count of bytes, and these.
    Bytestring,
    /// Elements in their fixed layout.
    Array(u32),
    /// So many of them.
    ArrayOf(u64, u32),
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
    pub(crate) fn of(&mut self, ty: &Type, schema: &Schema, layouts: &Layouts) -> SkipId {
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

    /// Bytes of a value, where all take as many.
    pub(super) fn bytes(&self, id: SkipId) -> Option<u32> {
        match self.program(id) {
            Skip::Bytes(len) => Some(len),
            _ => None,
        }
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
            Type::List { element, fixed: true } => Skip::Array(layouts.size(element).unwrap_or(0)),
            Type::Array { element, len, fixed: true } => {
                Skip::ArrayOf(*len, layouts.size(element).unwrap_or(0))
            }
            Type::List { element, .. } => Skip::Counted(self.ty(element, layouts)),
            Type::Array { element, len, .. } => Skip::Exactly(*len, self.ty(element, layouts)),
            Type::Set(element) => Skip::Keys(self.ty(element, layouts)),
            Type::Map(key, value) => Skip::Map(self.ty(key, layouts), self.ty(value, layouts)),
            Type::Shared(content) => Skip::Shared(self.ty(content, layouts)),
            Type::Weak(_) => Skip::Varint,
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

    /// [`skip`](Self::skip), for fields: a short integer, or an option of one, is part of the loop over the fields.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn pass(&self, id: SkipId, r: &mut Reader<'_>) -> Result<()> {
        let mut ahead = r.clone();
        let passed = match self.program(id) {
            Skip::Varint => ahead.short_varint().is_some(),
            Skip::Option(content) => match ahead.bool() {
                Ok(false) => true,
                Ok(true) if matches!(self.program(content), Skip::Varint) => {
                    ahead.short_varint().is_some()
                }
                _ => false,
            },
            _ => false,
        };
        if passed {
            *r = ahead;
            return Ok(());
        }
        r.by_itself(|r| self.skip(id, r))
    }

    /// Passes over the value at the cursor. What it holds is not looked at, as nobody sees it. However deep it is, it
    /// takes no stack.
    ///
    /// # Errors
    ///
    /// Bytes that end too early, and values nested far deeper than is allowed.
    pub(crate) fn skip(&self, mut id: SkipId, r: &mut Reader<'_>) -> Result<()> {
        // Most of what goes is a number, a text, or an option of one: without a list of what is under way.
        loop {
            match self.program(id) {
                Skip::Bytes(len) => return r.bytes(index(len)).map(drop),
                Skip::Varint => return r.varint().map(drop),
                Skip::Bytestring => {
                    let len = r.unsigned()?;
                    return r.bytes(len).map(drop);
                }
                Skip::Option(content) => match r.bool()? {
                    true => id = content,
                    false => return Ok(()),
                },
                _ => return self.skip_within(id, r),
            }
        }
    }

    /// [`skip`](Self::skip), of any value.
    fn skip_within(&self, id: SkipId, r: &mut Reader<'_>) -> Result<()> {
        let mut open: Vec<Open> = Vec::new();
        let most = index(r.depth_left()).saturating_add(1).saturating_mul(OPEN_PER_LEVEL);
        let mut next = Some((id, false));
        while let Some((id, keys)) = next {
            if let Some(entered) = self.enter(id, keys, r)? {
                if open.len() >= most {
                    return Err(r.too_deep());
                }
                open.push(entered);
            }
            next = self.next(&mut open, r)?;
        }
        Ok(())
    }

    /// Passes over a value, or as much of it as stands before the values that it holds: those are returned. In `keys`,
    /// arrays and shared values stand in place.
    fn enter(&self, mut id: SkipId, keys: bool, r: &mut Reader<'_>) -> Result<Option<Open>> {
        loop {
            let rest = match self.program(id) {
                Skip::Bytes(len) => return r.bytes(index(len)).map(|_| None),
                Skip::Varint => return r.varint().map(|_| None),
                Skip::Varint128 => return r.varint128().map(|_| None),
                Skip::Bytestring => {
                    let len = r.unsigned()?;
                    return r.bytes(len).map(|_| None);
                }
                Skip::Array(stride) => return skip_array(stride, None, keys, r).map(|()| None),
                Skip::ArrayOf(len, stride) => {
                    return skip_array(stride, Some(len), keys, r).map(|()| None);
                }
                Skip::Option(content) => r.bool()?.then_some(content),
                Skip::Shared(content) => {
                    let number = if keys { None } else { r.shared_number()? };
                    number.is_none().then_some(content)
                }
                Skip::OneOf(start, len) => {
                    let variant = r.variant(len)?;
                    self.parts(start, len).get(index(variant)).copied()
                }
                Skip::Parts(start, len) => {
                    let end = start.saturating_add(len);
                    return Ok(Some(Open { holds: Holds::Parts { next: start, end }, keys }));
                }
                Skip::Keys(element) => {
                    return Ok(Some(Open::elements(r.varint()?, element, true)));
                }
                Skip::Counted(element) => {
                    return Ok(Some(Open::elements(r.varint()?, element, keys)));
                }
                Skip::Exactly(len, element) => {
                    return Ok(Some(Open::elements(len, element, keys)));
                }
                Skip::Map(key, value) => {
                    let left = r.varint()?;
                    let holds = Holds::Entries { left, key, value, inside: false, behind: None };
                    return Ok(Some(Open { holds, keys }));
                }
            };
            match rest {
                Some(content) => id = content,
                None => return Ok(None),
            }
        }
    }

    /// The next value of those that are under way, and whether it stands in a key. Whoever has no more is done before
    /// its last value is looked at: lists that are linked through it take no memory.
    fn next(&self, open: &mut Vec<Open>, r: &mut Reader<'_>) -> Result<Option<(SkipId, bool)>> {
        while let Some(Open { holds, keys }) = open.last_mut() {
            let mut keys = *keys;
            let (next, more) = match holds {
                Holds::Parts { next, end } => {
                    let part = (next < end).then(|| self.parts.get(index(*next)).copied());
                    *next = next.saturating_add(1);
                    (part.flatten(), next < end)
                }
                Holds::Elements { left, element, behind } => {
                    // All elements take bytes, or none does.
                    if behind.replace(r.remaining()) == Some(r.remaining()) {
                        *left = 0;
                    }
                    if *left > 1
                        && let Some(len) = self.flat(*element, *left, r)?
                    {
                        *left = left.saturating_sub(len);
                    }
                    let next = (*left > 0).then_some(*element);
                    *left = left.saturating_sub(1);
                    (next, *left > 0)
                }
                Holds::Entries { left, key, value, inside, behind } => {
                    if !*inside && behind.replace(r.remaining()) == Some(r.remaining()) {
                        *left = 0;
                    }
                    let next = (*left > 0).then_some(if *inside { *value } else { *key });
                    keys |= !*inside;
                    *left = left.saturating_sub(u64::from(*inside));
                    *inside = !*inside;
                    (next, *left > 0)
                }
            };
            if !more {
                open.pop();
            }
            if let Some(next) = next {
                return Ok(Some((next, keys)));
            }
        }
        Ok(None)
    }

    /// Passes over all of `len` values of a kind that holds no others, where it is one.
    fn flat(&self, element: SkipId, len: u64, r: &mut Reader<'_>) -> Result<Option<u64>> {
        match self.program(element) {
            Skip::Bytes(size) => {
                let bytes = u64::from(size).saturating_mul(len);
                r.bytes(bytes.try_into().unwrap_or(usize::MAX))?;
            }
            Skip::Varint => (0..len).try_for_each(|_| r.varint().map(drop))?,
            _ => return Ok(None),
        }
        Ok(Some(len))
    }

    fn program(&self, id: SkipId) -> Skip {
        self.programs.get(index(id.0)).copied().unwrap_or(Skip::Bytes(0))
    }

    fn parts(&self, start: u32, len: u32) -> &[SkipId] {
        let end = index(start).saturating_add(index(len));
        self.parts.get(index(start)..end).unwrap_or_default()
    }
}

/// A value under way: what it holds is still to be passed over.
#[derive(Clone, Copy, Debug)]
struct Open {
    holds: Holds,
    /// It stands in a key.
    keys: bool,
}

#[derive(Clone, Copy, Debug)]
enum Holds {
    /// A range of `parts`.
    Parts { next: u32, end: u32 },
    /// Elements; `behind` is how many bytes were left before the last one.
    Elements { left: u64, element: SkipId, behind: Option<usize> },
    /// Entries of a map: `inside` of one, its key has been passed.
    Entries { left: u64, key: SkipId, value: SkipId, inside: bool, behind: Option<usize> },
}

impl Open {
    fn elements(left: u64, element: SkipId, keys: bool) -> Self {
        Open { holds: Holds::Elements { left, element, behind: None }, keys }
    }
}

fn scalar(primitive: Primitive) -> Skip {
    match primitive {
        Primitive::Unit => Skip::Bytes(0),
        Primitive::Bool | Primitive::U8 | Primitive::I8 => Skip::Bytes(1),
        Primitive::F16 | Primitive::Bf16 => Skip::Bytes(2),
        Primitive::F32 => Skip::Bytes(4),
        Primitive::F64 => Skip::Bytes(8),
        Primitive::U128 | Primitive::I128 => Skip::Varint128,
        Primitive::Char | Primitive::Str | Primitive::MessagePack | Primitive::Postcard => {
            Skip::Bytestring
        }
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

fn skip_array(stride: u32, len: Option<u64>, keys: bool, r: &mut Reader<'_>) -> Result<()> {
    let start = r.clone();
    let count = |r: &mut Reader<'_>| r.array(stride, 0).map(|head| head.count(stride));
    let found = if keys { r.in_place(count)? } else { count(r)? };
    start.fits(found, len)
}
