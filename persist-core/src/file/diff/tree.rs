//! A file's value in little memory: one row for each value, in the order of the file, with large arrays as handles.

use std::collections::HashMap;
use std::ops::Range;

use super::super::archive::{Archive, ArrayPart};
use super::budget::Budget;
use crate::error::{Error, ErrorKind, Result, Section};
use crate::schema::{Layouts, Schema, Shape, Type};
use crate::value::{
    Flow, ForeignValue, FoundArray, Group, Leaf, Scalar, Sink, Step, fixed_scalar, no_layout, visit,
};
use crate::wire::{Context, to_u64};

/// What a row says of its value. The parts of one that holds others stand in the rows behind it.
#[derive(Clone, Copy, Debug)]
pub(super) enum Node {
    Unit,
    None,
    Bool(bool),
    Int(i64),
    /// An integer beyond 64 bits, by its number.
    Wide(u32),
    F32(f32),
    F64(f64),
    Char(char),
    Str(u32),
    Bytes(u32),
    Foreign(u32),
    Weak(Option<u32>),
    Some,
    List,
    Tuple,
    Set,
    Map,
    /// A shared value; its content is where it was met first.
    Shared(u32),
    Struct(Name),
    Variant(Name, Name),
    /// An array, by its number.
    Array(u32),
}

/// A name of a type, a variant or a field, the same in all trees of one [`Names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) struct Name(u32);

impl Name {
    /// Of what is no field.
    pub(super) const NONE: Name = Name(u32::MAX);
}

/// All names, each once.
#[derive(Debug, Default)]
pub(super) struct Names {
    numbers: HashMap<Box<str>, Name>,
    texts: Vec<Box<str>>,
}

impl Names {
    pub(super) fn of(&mut self, text: &str) -> Name {
        if let Some(name) = self.numbers.get(text) {
            return *name;
        }
        let name = Name(row(self.texts.len()).unwrap_or(u32::MAX));
        self.numbers.insert(text.into(), name);
        self.texts.push(text.into());
        name
    }

    pub(super) fn text(&self, name: Name) -> &str {
        self.texts.get(index(name.0)).map_or("", |text| text)
    }
}

/// The elements of an array.
pub(super) struct Elements<'a> {
    pub(super) element: &'a Type,
    pub(super) stride: u32,
    pub(super) count: usize,
    pub(super) place: ElementsPlace<'a>,
}

pub(super) enum ElementsPlace<'a> {
    /// Bytes of the tree.
    Tree(Range<usize>),
    /// A block of the file, of which nothing has been read.
    Block(ArrayPart<'a>),
}

impl Elements<'_> {
    pub(super) fn byte_len(&self) -> u64 {
        to_u64(self.count).saturating_mul(self.stride.into())
    }
}

/// The rows of a value.
#[derive(Default)]
pub(super) struct Tree<'a> {
    nodes: Vec<Node>,
    /// The row behind the last part of each.
    ends: Vec<u32>,
    /// What the struct or variant around each calls it.
    names: Vec<Name>,
    wide: Vec<Scalar<'static>>,
    /// Strings, bytes and elements of arrays.
    bytes: Vec<u8>,
    texts: Vec<Range<usize>>,
    foreign: Vec<ForeignValue>,
    arrays: Vec<Elements<'a>>,
    /// Rows of the contents of shared values, by number.
    contents: HashMap<u32, u32>,
}

/// A value: a row of a tree.
#[derive(Clone, Copy)]
pub(super) struct At<'t, 'a> {
    pub(super) tree: &'t Tree<'a>,
    row: u32,
}

impl<'t, 'a> At<'t, 'a> {
    pub(super) fn node(self) -> Node {
        self.tree.nodes.get(index(self.row)).copied().unwrap_or(Node::Unit)
    }

    /// What the struct or variant around it calls it.
    pub(super) fn name(self) -> Name {
        self.tree.names.get(index(self.row)).copied().unwrap_or(Name::NONE)
    }

    fn end(self) -> u32 {
        self.tree.ends.get(index(self.row)).copied().unwrap_or_default()
    }

    /// The values that it holds; keys and values of a map in turn.
    pub(super) fn parts(self) -> impl Iterator<Item = At<'t, 'a>> + Clone {
        let (tree, end) = (self.tree, self.end());
        let first = At { tree, row: self.row.saturating_add(1) };
        std::iter::successors(Some(first), move |at| Some(At { tree, row: at.end() }))
            .take_while(move |at| at.row < end)
    }

    /// The entries of a map.
    pub(super) fn entries(self) -> impl Iterator<Item = (At<'t, 'a>, At<'t, 'a>)> {
        let mut parts = self.parts();
        std::iter::from_fn(move || parts.next().zip(parts.next()))
    }

    /// The only value that it holds.
    pub(super) fn only(self) -> Option<At<'t, 'a>> {
        let mut parts = self.parts();
        parts.next().filter(|_| parts.next().is_none())
    }

    /// What a shared value holds, wherever that stands.
    pub(super) fn content(self) -> Option<At<'t, 'a>> {
        match self.node() {
            Node::Shared(number) => self.tree.content(number),
            _ => None,
        }
    }

    pub(super) fn scalar(self) -> Option<Scalar<'t>> {
        Some(match self.node() {
            Node::Unit => Scalar::Unit,
            Node::Bool(value) => Scalar::Bool(value),
            Node::Int(value) => Scalar::Signed(value.into()),
            Node::Wide(number) => *self.tree.wide.get(index(number))?,
            Node::F32(value) => Scalar::F32(value),
            Node::F64(value) => Scalar::F64(value),
            Node::Char(value) => Scalar::Char(value),
            Node::Str(text) => Scalar::Str(std::str::from_utf8(self.tree.text(text)).ok()?),
            _ => return None,
        })
    }
}

impl<'a> Tree<'a> {
    pub(super) fn root(&self) -> At<'_, 'a> {
        At { tree: self, row: 0 }
    }

    pub(super) fn content(&self, number: u32) -> Option<At<'_, 'a>> {
        self.contents.get(&number).map(|row| At { tree: self, row: *row })
    }

    /// The bytes of a string or of [`Node::Bytes`].
    pub(super) fn text(&self, number: u32) -> &[u8] {
        let range = self.texts.get(index(number)).cloned();
        range.and_then(|range| self.bytes.get(range)).unwrap_or_default()
    }

    pub(super) fn foreign(&self, number: u32) -> Option<&ForeignValue> {
        self.foreign.get(index(number))
    }

    pub(super) fn array(&self, number: u32) -> Option<&Elements<'a>> {
        self.arrays.get(index(number))
    }

    pub(super) fn bytes(&self, range: &Range<usize>) -> &[u8] {
        self.bytes.get(range.clone()).unwrap_or_default()
    }
}

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
        /// Bytes of a row, with the room that a growing list takes.
        const ROW: usize = 2 * (size_of::<Node>() + size_of::<u32>() + size_of::<Name>());
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
        self.begin(Group::List { len: 0 })?;
        for bytes in elements {
            self.fixed(schema, &layouts, element, &bytes?)?;
        }
        self.end()
    }

    /// A value in its fixed layout. How deep it goes is bounded as its type is: a type that holds itself has none.
    fn fixed(
        &mut self,
        schema: &Schema,
        layouts: &Layouts,
        ty: &Type,
        mut bytes: &[u8],
    ) -> Result<()> {
        let mut part = |build: &mut Self, ty: &Type| {
            let size = layouts.size(ty).and_then(|size| usize::try_from(size).ok());
            let split = size.and_then(|size| bytes.split_at_checked(size));
            let (front, rest) = split.ok_or_else(no_layout)?;
            bytes = rest;
            build.fixed(schema, layouts, ty, front)
        };
        match ty {
            Type::Primitive(primitive) => {
                return self.leaf(fixed_scalar(*primitive, bytes)?.into());
            }
            Type::Array { element, len, .. } => {
                self.begin(Group::List { len: 0 })?;
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
            Group::Shared { number: Some(number) } => Node::Shared(entry(number)?),
            // Within keys, its content stands in place: it is as good as an option that is there.
            Group::Shared { number: None } => Node::Some,
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
                return Ok(Flow::Over);
            }
            self.budget.charge(to_u64(4 * size_of::<(u32, u32)>()))?;
            self.tree.contents.insert(number, row(self.tree.nodes.len())?);
        }
        Ok(Flow::Into)
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
            Leaf::Weak(number) => Node::Weak(number.map(entry).transpose()?),
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

impl<'v> From<Scalar<'v>> for Leaf<'v> {
    fn from(scalar: Scalar<'v>) -> Self {
        match scalar {
            Scalar::Bool(value) => Leaf::Bool(value),
            Scalar::Unsigned(value) => Leaf::Unsigned(value),
            Scalar::Signed(value) => Leaf::Signed(value),
            Scalar::F32(value) => Leaf::F32(value),
            Scalar::F64(value) => Leaf::F64(value),
            Scalar::Char(value) => Leaf::Char(value),
            Scalar::Str(value) => Leaf::Str(value),
            // Of others nothing stands in a fixed layout.
            Scalar::Unit | Scalar::Foreign(..) => Leaf::Unit,
        }
    }
}

/// A number of a list, as rows have it.
fn row(number: usize) -> Result<u32> {
    u32::try_from(number).map_err(|_| too_many())
}

fn entry(number: u64) -> Result<u32> {
    u32::try_from(number).map_err(|_| too_many())
}

#[cold]
fn too_many() -> Error {
    Error::new(ErrorKind::Limit, "a value of more than 4,294,967,295 parts cannot be compared")
        .with_help("compare parts of it, by their paths")
}

fn index(number: u32) -> usize {
    // No list that is numbered by 32 bits is longer than memory is.
    usize::try_from(number).unwrap_or(usize::MAX)
}
