//! Walking over a body by the schema that wrote it.

use std::cell::{Cell, RefCell};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::keys::Keys;
use super::scalar::{fixed_scalar, no_layout, read_scalar};
use super::visitor::{ArrayView, Flow, Node, Step, Visitor};
use crate::error::{Error, Result};
use crate::evolution::{SkipId, Skips};
use crate::schema::{
    DefId, FieldSchema, FieldsSchema, Layouts, Primitive, Schema, Shape, Type, TypeDef,
    VariantSchema,
};
use crate::wire::{Reader, memory};

/// Steps from one value into the next that a level of depth may take: options, lists and tuples that stand
/// between two named types. A type of the program's own can have more, a schema as many as [`MIN_STEPS`]
/// leaves room for.
pub(super) const STEPS_PER_LEVEL: u32 = 3;

/// Steps that a step within a fixed layout counts for: it takes more stack, and nobody nests these deep.
const FIXED_STEPS: u32 = 4;

/// Steps that are allowed at any limit of depth: twice the 64 types that a schema lets stand within each other,
/// as steps into collections count twice.
pub(super) const MIN_STEPS: u32 = 128;

/// A shared value that something points at.
struct Pointee<'s> {
    /// What each pointer takes it for.
    content: &'s Type,
    /// Whether it has been walked over, which happens once.
    is_met: bool,
}

/// A schema, ready to be followed.
pub(super) struct Walk<'s> {
    schema: &'s Schema,
    layouts: Arc<Layouts>,
    /// The shared values that are pointed at, by their numbers.
    shared: RefCell<HashMap<u64, Pointee<'s>>>,
    /// Numbers of those that the current value stands in.
    open: RefCell<HashSet<u64>>,
    /// Steps from the root to the current value.
    depth: Cell<u32>,
    skips: RefCell<Skips>,
    /// How to pass over values of the types that were, by where the schema has them.
    passed: RefCell<HashMap<*const Type, SkipId>>,
}

impl<'s> Walk<'s> {
    pub(super) fn new(schema: &'s Schema) -> Self {
        Walk {
            schema,
            layouts: Layouts::of(schema),
            shared: RefCell::default(),
            open: RefCell::default(),
            depth: Cell::new(0),
            skips: RefCell::default(),
            passed: RefCell::default(),
        }
    }

    /// Walks over one value of the root's type.
    pub(super) fn root(&self, r: &mut Reader<'_>, visitor: &mut impl Visitor<'s>) -> Result<()> {
        self.value(self.schema.root(), r, visitor)
    }

    /// Walks over one value of a type of the schema.
    pub(super) fn value<V: Visitor<'s>>(
        &self,
        ty: &'s Type,
        r: &mut Reader<'_>,
        v: &mut V,
    ) -> Result<()> {
        v.open(ty, r);
        match ty {
            Type::Primitive(primitive) => read_primitive(*primitive, r, v),
            Type::Option(content) => self.option(content, r, v),
            Type::List { element, fixed: true } => self.array(element, None, r, v),
            Type::Array { element, len, fixed: true } => self.array(element, Some(*len), r, v),
            Type::List { element, .. } => self.list(element, r, v),
            Type::Array { element, len, .. } => self.plain_array(element, *len, r, v),
            Type::Tuple(elements) => self.tuple(elements, r, v),
            Type::Set(key) => self.entries(key, None, r, v),
            Type::Map(key, value) => self.entries(key, Some(value), r, v),
            Type::Shared(content) => self.shared(content, r, v),
            Type::Weak(content) => self.weak(content, r, v),
            Type::Named(id) => self.named(*id, r, v),
        }?;
        v.close(r)
    }

    /// Goes on to a value that stands in another one; returns whether those behind it are asked for.
    fn child<V: Visitor<'s>>(
        &self,
        step: Step<'s>,
        ty: &'s Type,
        r: &mut Reader<'_>,
        v: &mut V,
    ) -> Result<bool> {
        let flow = v.step(step)?;
        match flow {
            Flow::Enter => {
                self.enter(V::size(step), step.weight(), r)?;
                self.value(ty, r, v)?;
                self.leave(step.weight());
            }
            Flow::Skip | Flow::Leave => self.pass(ty, r)?,
        }
        v.back();
        Ok(flow != Flow::Leave)
    }

    /// Passes over a value.
    fn pass(&self, ty: &'s Type, r: &mut Reader<'_>) -> Result<()> {
        let id = *self
            .passed
            .borrow_mut()
            .entry(std::ptr::from_ref(ty))
            .or_insert_with(|| self.skips.borrow_mut().of(ty, self.schema, &self.layouts));
        self.skips.borrow().skip(id, r)
    }

    /// Charges a value that stands in another one, and the step to it.
    ///
    /// Named types count depth as everywhere; these steps are counted beside it, as a schema from a file can put
    /// any number of them between two named types.
    fn enter(&self, size: usize, steps: u32, r: &Reader<'_>) -> Result<()> {
        r.allocate(1, size)?;
        let depth = self.depth.get();
        if depth >= r.depth_limit().saturating_mul(STEPS_PER_LEVEL).max(MIN_STEPS) {
            return Err(r.too_deep());
        }
        self.depth.set(depth.saturating_add(steps));
        Ok(())
    }

    fn leave(&self, steps: u32) {
        self.depth.set(self.depth.get().saturating_sub(steps));
    }

    fn option<V: Visitor<'s>>(
        &self,
        content: &'s Type,
        r: &mut Reader<'_>,
        v: &mut V,
    ) -> Result<()> {
        let some = r.bool()?;
        v.read(r)?;
        v.begin(if some { Node::Some } else { Node::None })?;
        if some {
            self.child(Step::Content, content, r, v)?;
        }
        v.end()
    }

    fn list<V: Visitor<'s>>(&self, element: &'s Type, r: &mut Reader<'_>, v: &mut V) -> Result<()> {
        let len = r.len(0, 0)?;
        self.repeat(Node::List(len), element, len, r, v)
    }

    /// An array whose elements stand one by one.
    fn plain_array<V: Visitor<'s>>(
        &self,
        element: &'s Type,
        len: u64,
        r: &mut Reader<'_>,
        v: &mut V,
    ) -> Result<()> {
        let len = usize::try_from(len).map_err(|_| r.damaged("an array is longer than memory"))?;
        r.allocate(len, 0)?;
        r.count(len)?;
        self.repeat(Node::Array(len), element, len, r, v)
    }

    fn tuple<V: Visitor<'s>>(
        &self,
        elements: &'s [Type],
        r: &mut Reader<'_>,
        v: &mut V,
    ) -> Result<()> {
        v.begin(Node::Tuple(elements.len()))?;
        let mut on = true;
        for (index, element) in elements.iter().enumerate() {
            match on {
                true => on = self.child(Step::Index(index), element, r, v)?,
                false => self.pass(element, r)?,
            }
        }
        v.end()
    }

    fn repeat<V: Visitor<'s>>(
        &self,
        node: Node<'s>,
        element: &'s Type,
        len: usize,
        r: &mut Reader<'_>,
        v: &mut V,
    ) -> Result<()> {
        v.read(r)?;
        v.begin(node)?;
        // Iterators take stack at each level, in a debug build.
        let (mut index, mut on) = (0, true);
        while index < len {
            match on {
                true => on = self.child(Step::Index(index), element, r, v)?,
                false => self.pass(element, r)?,
            }
            index += 1;
        }
        v.end()
    }

    fn entries<'r, V: Visitor<'s>>(
        &self,
        key: &'s Type,
        value: Option<&'s Type>,
        r: &mut Reader<'r>,
        v: &mut V,
    ) -> Result<()> {
        let len = r.len(0, Keys::SIZE)?;
        v.read(r)?;
        v.begin(match value {
            Some(_) => Node::Map(len, key),
            None => Node::Set(len),
        })?;
        let (mut index, mut on) = (0, true);
        let mut keys = Keys::<'r>::default();
        while index < len {
            let (step, value_step) = (Step::Key(index), Step::Value(index));
            index += 1;
            if on {
                let start = r.clone();
                on = r.in_place(|r| self.child(step, key, r, v))?;
                keys.take(&start, r)?;
            } else {
                r.in_place(|r| self.pass(key, r))?;
            }
            match value {
                Some(value) if on => on = self.child(value_step, value, r, v)?,
                Some(value) => self.pass(value, r)?,
                None => {}
            }
        }
        v.end()
    }

    // What follows is no part of `shared`: each level of values that hold shared ones takes the stack that it takes.

    /// Whether a shared value was met before; from now on it was, if the pointer is no weak one.
    fn has_met(
        &self,
        number: Option<u64>,
        content: &'s Type,
        is_weak: bool,
        r: &Reader<'_>,
    ) -> Result<bool> {
        let Some(number) = number else { return Ok(false) };
        let mut shared = self.shared.borrow_mut();
        let room = shared.try_reserve(1);
        room.map_err(|_| memory::no_memory(shared.len(), size_of::<(u64, Pointee<'_>)>()))?;
        let known = shared.entry(number).or_insert(Pointee { content, is_met: false });
        if !std::ptr::eq(known.content, content) && known.content != content {
            return Err(r.damaged(format!("shared value {number} stands for values of two types")));
        }
        let was_met = known.is_met;
        known.is_met |= !is_weak;
        Ok(was_met)
    }

    fn check_closed(&self, number: u64, r: &Reader<'_>) -> Result<()> {
        match self.open.borrow().contains(&number) {
            true => Err(contains_itself(number, r)),
            false => Ok(()),
        }
    }

    fn open(&self, number: u64) {
        self.open.borrow_mut().insert(number);
    }

    fn close(&self, number: u64) {
        self.open.borrow_mut().remove(&number);
    }

    fn shared<V: Visitor<'s>>(
        &self,
        content: &'s Type,
        r: &mut Reader<'_>,
        v: &mut V,
    ) -> Result<()> {
        let number = r.shared_number()?;
        v.read(r)?;
        let met = self.has_met(number, content, false, r)?;
        v.begin(Node::Shared(number, met))?;
        match number {
            None => {
                self.child(Step::Content, content, r, v)?;
            }
            Some(number) => {
                self.check_closed(number, r)?;
                if (v.repeats() || !met) && !v.passes_by(number) {
                    if v.step(Step::Content)? == Flow::Enter {
                        self.enter(V::size(Step::Content), 1, r)?;
                        self.open(number);
                        r.shared_entry(number, |r| self.value(content, r, v))?;
                        self.close(number);
                        self.leave(1);
                    }
                    v.back();
                }
            }
        }
        v.end()
    }

    /// A pointer to a shared value is not followed.
    fn weak<V: Visitor<'s>>(&self, content: &'s Type, r: &mut Reader<'_>, v: &mut V) -> Result<()> {
        let number = r.weak_number()?;
        r.points_at(number.filter(|number| !v.passes_by(*number)))?;
        self.has_met(number, content, true, r)?;
        v.read(r)?;
        v.begin(Node::Weak(number))?;
        v.end()
    }

    fn array<V: Visitor<'s>>(
        &self,
        element: &'s Type,
        len: Option<u64>,
        r: &mut Reader<'_>,
        v: &mut V,
    ) -> Result<()> {
        let Some(stride) = self.layouts.size(element) else {
            return Err(r.damaged("the elements of an array have no layout"));
        };
        let start = r.clone();
        let head = match V::CHARGES_ARRAYS {
            true => r.array(stride, V::size(Step::Index(0))),
            false => r.uncharged(|r| r.array(stride, 0)),
        }?;
        start.fits(head.count(stride), len)?;
        #[expect(clippy::as_conversions, reason = "usize has at least 32 bits here")]
        let stride = stride as usize;
        let has_len = len.is_some();
        v.array(self, ArrayView { element, has_len, stride, head, end: r.clone() })
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
    pub(super) fn fixed_parts(&self, ty: &'s Type) -> impl Iterator<Item = (Step<'s>, &'s Type)> {
        let (repeated, tuple, fields): (_, &[Type], &[FieldSchema]) = match ty {
            Type::Array { element, len, .. } => (Some((&**element, *len)), &[], &[]),
            Type::Tuple(elements) => (None, elements, &[]),
            Type::Named(id) => match self.schema.def(*id).map(|def| &def.shape) {
                Some(Shape::Struct(fields)) => (None, &[], &fields.list),
                _ => (None, &[], &[]),
            },
            _ => (None, &[], &[]),
        };
        // An array can be of any length: its parts are never listed.
        let repeated = repeated.into_iter().flat_map(|(element, len)| {
            (0..).zip(0..len).map(move |(index, _)| (Step::Index(index), element))
        });
        let tuple = (0..).zip(tuple).map(|(index, ty)| (Step::Index(index), ty));
        repeated.chain(tuple).chain(fields.iter().map(|f| (Step::Field(f.name.as_str()), &f.ty)))
    }

    /// Walks over one value in its fixed layout; `r` is the reader behind the array that it stands in.
    pub(super) fn fixed<V: Visitor<'s>>(
        &self,
        ty: &'s Type,
        bytes: &[u8],
        r: &mut Reader<'_>,
        v: &mut V,
    ) -> Result<()> {
        match ty {
            Type::Primitive(primitive) => {
                v.primitive(*primitive);
                return v.scalar(fixed_scalar(*primitive, bytes)?);
            }
            Type::Named(id) => match self.schema.def(*id) {
                Some(def) => {
                    v.named(def, r)?;
                    let Shape::Struct(fields) = &def.shape else { return Err(no_layout()) };
                    v.begin(Node::Struct(def, fields))?;
                }
                None => return Err(no_layout()),
            },
            Type::Array { len, .. } => {
                v.begin(Node::Array(usize::try_from(*len).unwrap_or(usize::MAX)))?;
            }
            Type::Tuple(elements) => v.begin(Node::Tuple(elements.len()))?,
            _ => return Err(no_layout()),
        }
        let mut rest = bytes;
        for (step, ty) in self.fixed_parts(ty) {
            let size = self.fixed_size(ty).and_then(|size| size.try_into().ok());
            let split = size.and_then(|size| rest.split_at_checked(size));
            let (part, behind) = split.ok_or_else(no_layout)?;
            rest = behind;
            let flow = v.step(step)?;
            if flow == Flow::Enter {
                self.enter(V::size(step), FIXED_STEPS, r)?;
                self.fixed(ty, part, r, v)?;
                self.leave(FIXED_STEPS);
            }
            v.back();
            if flow == Flow::Leave {
                break;
            }
        }
        v.end()
    }

    fn named<V: Visitor<'s>>(&self, id: DefId, r: &mut Reader<'_>, v: &mut V) -> Result<()> {
        let Some(def) = self.schema.def(id) else { return Err(no_definition(r)) };
        v.named(def, r)?;
        r.descend()?;
        match &def.shape {
            Shape::Struct(fields) => {
                v.begin(Node::Struct(def, fields))?;
                self.fields(fields, r, v)?;
            }
            Shape::Enum(variants) => {
                let variant = pick(variants, r)?;
                let step = Step::Variant(&variant.name);
                r.allocate(1, V::size(step))?;
                v.read(r)?;
                v.begin(Node::Variant(def, variant))?;
                v.step(step)?;
                self.fields(&variant.fields, r, v)?;
                v.back();
            }
        }
        r.ascend();
        v.end()
    }

    fn fields<V: Visitor<'s>>(
        &self,
        fields: &'s FieldsSchema,
        r: &mut Reader<'_>,
        v: &mut V,
    ) -> Result<()> {
        let mut on = true;
        for field in &fields.list {
            match on {
                true => on = self.child(Step::Field(&field.name), &field.ty, r, v)?,
                false => self.pass(&field.ty, r)?,
            }
        }
        Ok(())
    }
}

#[cold]
fn contains_itself(number: u64, r: &Reader<'_>) -> Error {
    r.damaged(format!("shared value {number} contains itself, which no save writes"))
}

#[cold]
fn no_definition(r: &Reader<'_>) -> Error {
    r.damaged("a type refers to a definition that is not there")
}

fn read_primitive<'s>(
    primitive: Primitive,
    r: &mut Reader<'_>,
    v: &mut impl Visitor<'s>,
) -> Result<()> {
    let scalar = read_scalar(primitive, r)?;
    v.read(r)?;
    v.primitive(primitive);
    v.scalar(scalar)
}

/// The variant whose index stands at the cursor.
fn pick<'s>(variants: &'s [VariantSchema], r: &mut Reader<'_>) -> Result<&'s VariantSchema> {
    let count = variants.len().try_into().unwrap_or(u32::MAX);
    let index = r.variant(count)?;
    usize::try_from(index)
        .ok()
        .and_then(|index| variants.get(index))
        .ok_or_else(|| r.damaged("a variant is claimed that is not there"))
}
