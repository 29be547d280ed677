//! A file's value in little memory: one row for each value, in the order of the file, with large arrays as handles.

use std::collections::HashMap;
use std::ops::Range;

use super::super::archive::ArrayPart;
use crate::error::{Error, ErrorKind, Result};
use crate::schema::Type;
use crate::value::{ForeignValue, Scalar};
use crate::wire::to_u64;

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
    pub(super) nodes: Vec<Node>,
    /// The row behind the last part of each.
    pub(super) ends: Vec<u32>,
    /// What the struct or variant around each calls it.
    pub(super) names: Vec<Name>,
    pub(super) wide: Vec<Scalar<'static>>,
    /// Strings, bytes and elements of arrays.
    pub(super) bytes: Vec<u8>,
    pub(super) texts: Vec<Range<usize>>,
    pub(super) foreign: Vec<ForeignValue>,
    pub(super) arrays: Vec<Elements<'a>>,
    /// Rows of the contents of shared values, by number.
    pub(super) contents: HashMap<u32, u32>,
}

/// A value: a row of a tree.
#[derive(Clone, Copy)]
pub(super) struct At<'t, 'a> {
    pub(super) tree: &'t Tree<'a>,
    row: u32,
}

/// The values that one holds.
#[derive(Clone)]
pub(super) struct Parts<'t, 'a> {
    tree: &'t Tree<'a>,
    next: u32,
    end: u32,
}

impl<'t, 'a> Iterator for Parts<'t, 'a> {
    type Item = At<'t, 'a>;

    fn next(&mut self) -> Option<Self::Item> {
        let at = At { tree: self.tree, row: self.next };
        (self.next < self.end).then(|| {
            self.next = at.end();
            at
        })
    }
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
    pub(super) fn parts(self) -> Parts<'t, 'a> {
        Parts { tree: self.tree, next: self.row.saturating_add(1), end: self.end() }
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

/// A number of a list, as rows have it.
pub(super) fn row(number: usize) -> Result<u32> {
    u32::try_from(number).map_err(|_| too_many())
}

#[cold]
fn too_many() -> Error {
    Error::new(ErrorKind::Limit, "a value of more than 4,294,967,295 parts cannot be compared")
        .with_help("compare parts of it, by their paths")
}

pub(super) fn index(number: u32) -> usize {
    // No list that is numbered by 32 bits is longer than memory is.
    usize::try_from(number).unwrap_or(usize::MAX)
}
