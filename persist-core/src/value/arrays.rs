//! The arrays of a value: where each is, by the schema that wrote it. Of blocks nothing is read.

use std::ops::Range;

use super::visit::{Group, Leaf, Sink, Step, visit};
use super::visitor::Flow;
use crate::error::{Result, Section};
use crate::schema::{Schema, Type};
use crate::wire::{ArrayHead, Context, Reader, memory, to_u64};

/// An array of a value.
pub(crate) struct FoundArray<'s> {
    /// As [`seek`](super::seek) takes it: without the name that paths begin with in errors.
    pub(crate) path: String,
    pub(crate) element: &'s Type,
    pub(crate) at: ArrayAt,
}

/// Where the elements of an array are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ArrayAt {
    pub(crate) section: Section,
    /// Bytes in front of the first element, in the section.
    pub(crate) offset: u64,
    /// Bytes of an element.
    pub(crate) stride: u32,
    pub(crate) count: usize,
}

impl ArrayAt {
    /// The place of an array whose elements end where `end` stands, if they are not in a block.
    pub(super) fn new(head: &ArrayHead<'_>, stride: u32, end: &Reader<'_>) -> Self {
        let count = head.count(stride);
        let (section, offset) = match head {
            ArrayHead::Block(block) => (Section::Block(block.number()), 0),
            ArrayHead::InPlace(bytes) => {
                (end.section(), to_u64(end.offset().saturating_sub(bytes.len())))
            }
        };
        ArrayAt { section, offset, stride, count }
    }
}

/// All arrays of the value in `body`, in its order; those within keys excepted, which no path leads to.
///
/// # Errors
///
/// Damage, and more arrays than memory is allowed for or there is.
pub(crate) fn arrays<'s>(
    schema: &'s Schema,
    context: &Context<'_>,
    body: &[u8],
) -> Result<Vec<FoundArray<'s>>> {
    let mut list = List::default();
    let unread = |_, _: Range<u64>, _: &mut dyn FnMut(&[u8]) -> Result<()>| Ok(());
    visit(schema, context, body, "", &unread, &mut list)?;
    Ok(list.found)
}

#[derive(Default)]
struct List<'s> {
    found: Vec<FoundArray<'s>>,
    /// The arrays of the shared value that has begun are listed: each has one path, the first that leads there.
    is_listed: bool,
}

impl<'s> Sink<'s> for List<'s> {
    fn begin(&mut self, group: Group<'_>) -> Result<()> {
        self.is_listed = matches!(group, Group::Shared { met: true, .. });
        Ok(())
    }

    fn step(&mut self, _: Step<'_>) -> Result<Flow> {
        Ok(if self.is_listed { Flow::Skip } else { Flow::Enter })
    }

    fn end(&mut self) -> Result<()> {
        self.is_listed = false;
        Ok(())
    }

    fn leaf(&mut self, _: Leaf<'_>) -> Result<()> {
        Ok(())
    }

    fn array(&mut self, array: FoundArray<'s>) -> Result<Range<usize>> {
        memory::grow(&mut self.found)?;
        self.found.push(array);
        Ok(0..0)
    }
}
