//! From the events of a walk to a tree.

use std::ops::Range;

use super::super::archive::Archive;
use super::budget::Budget;
use super::elements::{MAX_DEPTH, too_deep};
use super::tree::{Elements, ElementsPlace, Name, Names, Node, Tree, index, row};
use crate::error::{Result, Section};
use crate::schema::{Layouts, Schema, Shape, Type};
use crate::value::{
    Flow, ForeignValue, FoundArray, Group, Leaf, Scalar, Sink, Step, fixed_scalar, no_layout, visit,
};
use crate::wire::{Context, memory, to_u64};

/// Reads the value of a file, or the part of it that `path` leads to.
///
/// # Errors
///
/// Those of [`Archive::visit`].
pub(super) fn read<'a>(
    archive: &'a Archive,
    path: &str,
    names: &mut Names,
    budget: &mut Budget,
) -> Result<Tree<'a>> {
    archive.within(|context, body| {
        let source = Some(Source { archive, context, body });
        let mut build = Build::new(source, names, budget);
        let blocks = |at, range, sink: &mut dyn FnMut(&[u8]) -> Result<()>| {
            archive.block_range(at, range, sink)
        };
        visit(archive.schema(), context, body, path, &blocks, &mut build)?;
        Ok(build.tree)
    })
}

/// What a value of another crate's type holds, where that can be seen.
///
/// # Errors
///
/// More than memory is allowed for.
pub(super) fn content<'a>(
    value: &ForeignValue,
    names: &mut Names,
    budget: &mut Budget,
) -> Result<Option<Tree<'a>>> {
    #[cfg(feature = "serde")]
    if let Ok(content) = value.content() {
        let mut build = Build::detached(names, budget);
        crate::value::visit_value(&content, &mut build)?;
        return Ok(Some(build.tree));
    }
    let _ = (value, names, budget);
    Ok(None)
}

/// Builds a tree from the events of a walk.
pub(super) struct Build<'a, 'b> {
    pub(super) tree: Tree<'a>,
    source: Option<Source<'a, 'b>>,
    names: &'b mut Names,
    budget: &'b mut Budget,
    /// Rows of the groups that have begun.
    open: Vec<u32>,
    /// What the next value is called.
    name: Name,
    /// The array that begins next as a list.
    array: Option<u32>,
}

/// Where the arrays of a walk are.
#[derive(Clone, Copy)]
struct Source<'a, 'b> {
    archive: &'a Archive,
    context: &'b Context<'b>,
    body: &'b [u8],
}

impl<'a, 'b> Build<'a, 'b> {
    fn new(source: Option<Source<'a, 'b>>, names: &'b mut Names, budget: &'b mut Budget) -> Self {
        let (tree, open) = (Tree::default(), Vec::new());
        Build { tree, source, names, budget, open, name: Name::NONE, array: None }
    }

    /// Of what is in no file's body.
    pub(super) fn detached(names: &'b mut Names, budget: &'b mut Budget) -> Self {
        Build::new(None, names, budget)
    }

    fn push(&mut self, node: Node) -> Result<u32> {
        /// Bytes of a row.
        const ROW: usize = size_of::<Node>() + size_of::<u32>() + size_of::<Name>();
        self.budget.charge(to_u64(ROW))?;
        let row = row(self.tree.nodes.len())?;
        self.tree.nodes.push(node);
        self.tree.ends.push(row.saturating_add(1));
        self.tree.names.push(std::mem::replace(&mut self.name, Name::NONE));
        Ok(row)
    }

    fn bytes(&mut self, bytes: &[u8]) -> Result<Range<usize>> {
        self.budget.charge(to_u64(bytes.len()))?;
        let start = self.tree.bytes.len();
        let room = self.tree.bytes.try_reserve(bytes.len());
        room.map_err(|_| memory::no_memory(bytes.len(), 1))?;
        self.tree.bytes.extend_from_slice(bytes);
        Ok(start..self.tree.bytes.len())
    }

    fn text(&mut self, bytes: &[u8]) -> Result<u32> {
        self.budget.charge(to_u64(size_of::<Range<usize>>()))?;
        let range = self.bytes(bytes)?;
        let number = row(self.tree.texts.len())?;
        self.tree.texts.push(range);
        Ok(number)
    }

    fn integer(&mut self, value: Scalar<'static>, small: Option<i64>) -> Result<Node> {
        if let Some(value) = small {
            return Ok(Node::Int(value));
        }
        self.budget.charge(to_u64(size_of::<Scalar<'_>>()))?;
        let number = row(self.tree.wide.len())?;
        self.tree.wide.push(value);
        Ok(Node::Wide(number))
    }

    /// The elements of an array, as the list that they are.
    ///
    /// # Errors
    ///
    /// Bytes that are no elements, and more of them than memory is allowed for.
    pub(super) fn list(
        &mut self,
        schema: &Schema,
        element: &Type,
        elements: impl Iterator<Item = Result<Vec<u8>>>,
    ) -> Result<()> {
        let layouts = Layouts::of(schema);
        self.begin(Group::List { len: 0, fixed: false })?;
        for bytes in elements {
            self.fixed(schema, &layouts, element, &bytes?, MAX_DEPTH)?;
        }
        self.end()
    }

    /// A value in its fixed layout.
    fn fixed(
        &mut self,
        schema: &Schema,
        layouts: &Layouts,
        ty: &Type,
        mut bytes: &[u8],
        depth: u32,
    ) -> Result<()> {
        let deeper = depth.checked_sub(1).ok_or_else(too_deep)?;
        let mut part = |build: &mut Self, ty: &Type| {
            let size = layouts.size(ty).and_then(|size| usize::try_from(size).ok());
            let split = size.and_then(|size| bytes.split_at_checked(size));
            let (front, rest) = split.ok_or_else(no_layout)?;
            bytes = rest;
            build.fixed(schema, layouts, ty, front, deeper)
        };
        match ty {
            Type::Primitive(primitive) => {
                let leaf = fixed_scalar(*primitive, bytes)?.try_into().map_err(|_| no_layout())?;
                return self.leaf(leaf);
            }
            Type::Array { element, len, .. } => {
                self.begin(Group::List { len: 0, fixed: false })?;
                (0..*len).try_for_each(|_| part(self, element))?;
            }
            Type::Tuple(types) => {
                self.begin(Group::Tuple { len: types.len() })?;
                types.iter().try_for_each(|ty| part(self, ty))?;
            }
            Type::Named(id) => {
                let def = schema.def(*id).ok_or_else(no_layout)?;
                let Shape::Struct(fields) = &def.shape else { return Err(no_layout()) };
                let (name, len) = (def.name.as_str(), fields.list.len());
                self.begin(Group::Struct { name, len, named: true })?;
                for field in &fields.list {
                    self.name = self.names.of(&field.name);
                    part(self, &field.ty)?;
                }
            }
            _ => return Err(no_layout()),
        }
        self.end()
    }
}

impl<'a> Sink<'a> for Build<'a, '_> {
    fn begin(&mut self, group: Group<'_>) -> Result<()> {
        let node = match group {
            Group::Some => Node::Some,
            Group::List { .. } => self.array.take().map_or(Node::List, Node::Array),
            Group::Tuple { .. } => Node::Tuple,
            Group::Set { .. } => Node::Set,
            Group::Map { .. } => Node::Map,
            Group::Shared { number: Some(number), .. } => Node::Shared(shared(number)?),
            // Within keys, its content stands in place: it is as good as an option that is there.
            Group::Shared { number: None, .. } => Node::Some,
            Group::Struct { name, .. } => Node::Struct(self.names.of(name)),
            Group::Variant { name, variant, .. } => {
                Node::Variant(self.names.of(name), self.names.of(variant))
            }
        };
        let row = self.push(node)?;
        self.open.push(row);
        Ok(())
    }

    fn step(&mut self, step: Step<'_>) -> Result<Flow> {
        if let Step::Field(name) = step {
            self.name = self.names.of(name);
        }
        let group = self.open.last().copied().unwrap_or_default();
        if let (Step::Content, Some(Node::Shared(number))) =
            (step, self.tree.nodes.get(index(group)).copied())
        {
            if self.tree.contents.contains_key(&number) {
                return Ok(Flow::Skip);
            }
            self.budget.charge(to_u64(4 * size_of::<(u32, u32)>()))?;
            self.tree.contents.insert(number, row(self.tree.nodes.len())?);
        }
        Ok(Flow::Enter)
    }

    fn end(&mut self) -> Result<()> {
        let end = row(self.tree.nodes.len())?;
        if let Some(slot) = self.open.pop().and_then(|group| self.tree.ends.get_mut(index(group))) {
            *slot = end;
        }
        Ok(())
    }

    fn leaf(&mut self, leaf: Leaf<'_>) -> Result<()> {
        let node = match leaf {
            Leaf::Unit => Node::Unit,
            Leaf::None => Node::None,
            Leaf::Bool(value) => Node::Bool(value),
            Leaf::Unsigned(value) => {
                self.integer(Scalar::Unsigned(value), i64::try_from(value).ok())?
            }
            Leaf::Signed(value) => {
                self.integer(Scalar::Signed(value), i64::try_from(value).ok())?
            }
            Leaf::F32(value) => Node::F32(value),
            Leaf::F64(value) => Node::F64(value),
            Leaf::Char(value) => Node::Char(value),
            Leaf::Str(text) => Node::Str(self.text(text.as_bytes())?),
            Leaf::Bytes(bytes) => Node::Bytes(self.text(bytes)?),
            Leaf::Weak(number) => Node::Weak(number.map(shared).transpose()?),
            Leaf::Foreign(value) => {
                let size = size_of::<ForeignValue>().saturating_add(value.bytes().len());
                self.budget.charge(to_u64(size))?;
                let number = row(self.tree.foreign.len())?;
                self.tree.foreign.push(value.clone());
                Node::Foreign(number)
            }
        };
        self.push(node).map(drop)
    }

    fn array(&mut self, found: FoundArray<'a>) -> Result<Range<usize>> {
        let Some(Source { archive, context, body }) = self.source else { return Ok(0..0) };
        let size = size_of::<Elements<'_>>().saturating_add(found.path.len());
        self.budget.charge(to_u64(size))?;
        let FoundArray { element, at, .. } = found;
        let place = match at.section {
            Section::Block(_) => ElementsPlace::Block(archive.array_part(found, context)?),
            section => {
                let bytes = match section {
                    Section::Shared(number) => context.shared_entry(number).unwrap_or_default(),
                    _ => body,
                };
                let len = to_u64(at.count).saturating_mul(at.stride.into());
                let range = usize::try_from(at.offset).ok().zip(usize::try_from(len).ok());
                let range = range.and_then(|(start, len)| Some(start..start.checked_add(len)?));
                let bytes = range.and_then(|range| bytes.get(range)).ok_or_else(no_layout)?;
                ElementsPlace::Tree(self.bytes(bytes)?)
            }
        };
        let number = row(self.tree.arrays.len())?;
        self.tree.arrays.push(Elements { element, stride: at.stride, count: at.count, place });
        self.array = Some(number);
        Ok(0..0)
    }
}

/// The number of a shared value: there are no more than rows.
fn shared(number: u64) -> Result<u32> {
    row(usize::try_from(number).unwrap_or(usize::MAX))
}
