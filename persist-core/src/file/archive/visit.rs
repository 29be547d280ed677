//! A walk through a file's value, or through a part of it, that keeps nothing.

use std::ops::Range;

use super::Archive;
use super::array::ArrayPart;
use crate::container::SectionKind;
use crate::error::{Error, Result, Section};
use crate::value::{
    ArrayAt, Flow, FoundArray, Group, Leaf, Sink, Step, Value, value_at, visit as walk, visit_value,
};
use crate::wire::Context;

/// What takes bytes piece by piece.
type Pieces<'p> = dyn FnMut(&[u8]) -> Result<()> + 'p;

/// What [`Archive::visit`] hands the parts of a value to, in the order of the file.
///
/// Each group begins, is asked for each of its parts by a step, and ends. A part that is
/// [entered](Flow::Enter) is a leaf or a group. Large arrays are read chunk by chunk, and only as far as
/// [`array`](Self::array) wants their elements; nothing is kept. So a dump of a file takes memory for its body, and not
/// for its arrays.
///
/// A shared value is met wherever it is pointed at: whoever does not want it again [skips](Flow::Skip) its content
/// where it was [met](Group::Shared) before. All functions do something on their own: go into everything, and take note of
/// nothing.
///
/// # Example
///
/// How many floats there are, and no array is read for it:
///
/// ```
/// use persist_core::{Archive, ArrayPart, Leaf, Persist, Result, Visit};
/// use std::ops::Range;
///
/// #[derive(Default)]
/// struct Floats(usize);
///
/// impl Visit for Floats {
///     fn leaf(&mut self, leaf: Leaf<'_>) -> Result<()> {
///         self.0 += usize::from(matches!(leaf, Leaf::F32(_) | Leaf::F64(_)));
///         Ok(())
///     }
///     fn array(&mut self, array: &ArrayPart<'_>) -> Result<Range<usize>> {
///         self.0 += if array.element() == "f32" { array.len() } else { 0 };
///         Ok(0..0)
///     }
/// }
///
/// #[derive(Persist)]
/// struct Model { weights: Vec<f32>, bias: Option<f64> }
///
/// let archive = Archive::from_bytes(Model { weights: vec![0.5; 100_000], bias: Some(1.0) }.to_bytes()?)?;
/// let mut floats = Floats::default();
/// archive.visit("", &mut floats)?;
/// assert_eq!(floats.0, 100_001);
/// # Ok::<(), persist_core::Error>(())
/// ```
pub trait Visit {
    /// A value that holds others begins.
    ///
    /// # Errors
    ///
    /// What the visitor gives up with; so it is for its other functions.
    fn begin(&mut self, _group: Group<'_>) -> Result<()> {
        Ok(())
    }

    /// Whether to visit the part of the group that comes next.
    ///
    /// # Errors
    ///
    /// As [`begin`](Self::begin).
    fn step(&mut self, _step: Step<'_>) -> Result<Flow> {
        Ok(Flow::Enter)
    }

    /// The group that began last, and has not ended, is complete.
    ///
    /// # Errors
    ///
    /// As [`begin`](Self::begin).
    fn end(&mut self) -> Result<()> {
        Ok(())
    }

    /// A value that holds no others.
    ///
    /// # Errors
    ///
    /// As [`begin`](Self::begin).
    fn leaf(&mut self, _leaf: Leaf<'_>) -> Result<()> {
        Ok(())
    }

    /// An array stands here. It begins next as a [list](Group::List), with the elements that are asked for: all, unless
    /// this says otherwise. Lists whose elements have no fixed layout, and arrays within keys, are not told of.
    ///
    /// # Errors
    ///
    /// As [`begin`](Self::begin).
    fn array(&mut self, array: &ArrayPart<'_>) -> Result<Range<usize>> {
        Ok(0..array.len())
    }
}

impl Archive {
    /// Walks through the value, or the part of it that a [path](Self::get) leads to, and tells `visitor` what it meets.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::NoSuchPart`](crate::ErrorKind::NoSuchPart) for a path that leads nowhere, damage of what is read,
    /// values beyond the limits, and errors of the visitor.
    ///
    /// # Example
    ///
    /// See [`Visit`].
    pub fn visit(&self, path: &str, visitor: &mut dyn Visit) -> Result<()> {
        self.within(|context, body| {
            let mut visiting = Visiting { archive: self, context, visitor };
            let blocks = |at, range, sink: &mut Pieces<'_>| self.block_range(at, range, sink);
            walk(&self.schema, context, body, path, &blocks, &mut visiting)
        })
    }

    /// Reads the part of the value that a [path](Self::get) leads to, as a tree.
    ///
    /// # Errors
    ///
    /// As [`get`](Self::get), and values beyond the limits: a tree takes many times the memory of the type's own value.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::Archive;
    ///
    /// let archive = Archive::from_bytes(persist_core::to_bytes(&vec![("setosa".to_owned(), 50u32)])?)?;
    /// assert_eq!(archive.value_at("[0][1]")?.as_u64(), Some(50));
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn value_at(&self, path: &str) -> Result<Value> {
        self.within(|context, body| {
            let blocks = |at, range, sink: &mut Pieces<'_>| self.block_range(at, range, sink);
            value_at(&self.schema, context, body, path, &blocks)
        })
    }

    /// Reads some bytes of an array that is a block.
    pub(in crate::file) fn block_range(
        &self,
        at: ArrayAt,
        range: Range<u64>,
        sink: &mut Pieces<'_>,
    ) -> Result<()> {
        let section = match at.section {
            Section::Block(number) => self.container.section(SectionKind::Block, number),
            _ => None,
        };
        let section =
            section.ok_or_else(|| Error::damaged("an array is in a block that is not there"))?;
        self.container.range(&section, &range, sink)
    }
}

impl Value {
    /// Tells `visitor` what a walk through a file with this value would: see [`Visit`]. There are no arrays in a tree,
    /// only lists.
    ///
    /// # Errors
    ///
    /// Those of the visitor.
    pub fn visit(&self, visitor: &mut dyn Visit) -> Result<()> {
        visit_value(self, &mut Tree(visitor))
    }
}

/// Takes what a walk finds to a visitor.
struct Visiting<'a, 'c, 'b, 'v> {
    archive: &'a Archive,
    context: &'c Context<'b>,
    visitor: &'v mut dyn Visit,
}

impl<'a> Sink<'a> for Visiting<'a, '_, '_, '_> {
    fn begin(&mut self, group: Group<'_>) -> Result<()> {
        self.visitor.begin(group)
    }

    fn step(&mut self, step: Step<'_>) -> Result<Flow> {
        self.visitor.step(step)
    }

    fn end(&mut self) -> Result<()> {
        self.visitor.end()
    }

    fn leaf(&mut self, leaf: Leaf<'_>) -> Result<()> {
        self.visitor.leaf(leaf)
    }

    fn array(&mut self, array: FoundArray<'a>) -> Result<Range<usize>> {
        self.visitor.array(&self.archive.array_part(array, self.context)?)
    }
}

/// Takes what a tree holds to a visitor.
struct Tree<'v>(&'v mut dyn Visit);

impl<'s> Sink<'s> for Tree<'_> {
    fn begin(&mut self, group: Group<'_>) -> Result<()> {
        self.0.begin(group)
    }

    fn step(&mut self, step: Step<'_>) -> Result<Flow> {
        self.0.step(step)
    }

    fn end(&mut self) -> Result<()> {
        self.0.end()
    }

    fn leaf(&mut self, leaf: Leaf<'_>) -> Result<()> {
        self.0.leaf(leaf)
    }

    fn array(&mut self, _: FoundArray<'s>) -> Result<Range<usize>> {
        Ok(0..0)
    }
}
