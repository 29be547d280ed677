//! The arrays of a value: where each is, by the schema that wrote it. Of blocks nothing is read.

use super::locate::key_text;
use super::scalar::Scalar;
use super::walk::{ArrayView, Node, Step, Visitor, Walk};
use crate::error::{Error, Result, Section};
use crate::schema::{Schema, Type, TypeDef};
use crate::wire::{ArrayHead, Context, Reader, to_u64};

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
/// Damage, and more arrays than memory is allowed for.
pub(crate) fn arrays<'s>(
    schema: &'s Schema,
    context: &Context<'_>,
    body: &[u8],
) -> Result<Vec<FoundArray<'s>>> {
    let mut list =
        List { found: Vec::new(), path: String::new(), steps: Vec::new(), key: None, keys: 0 };
    let walk = Walk::new(schema);
    context.read(body, |r| walk.root(r, &mut list))?;
    Ok(list.found)
}

struct List<'s> {
    found: Vec<FoundArray<'s>>,
    path: String,
    /// Steps to the current value, each with the length of the path in front of it.
    steps: Vec<(Step<'s>, usize)>,
    /// The key that was read last, where a path can name it.
    key: Option<String>,
    /// Keys of maps that the current value is in.
    keys: usize,
}

impl List<'_> {
    fn is_key(&self) -> bool {
        matches!(self.steps.last(), Some((Step::Key(_), _)))
    }
}

impl<'s> Visitor<'s> for List<'s> {
    /// Values are passed by, not kept; but even those of no size take time.
    fn size(_: Step<'_>) -> usize {
        8
    }

    fn named(&mut self, _: &TypeDef, _: &Reader<'_>) -> Result<()> {
        Ok(())
    }

    fn begin(&mut self, _: Node<'s>) -> Result<()> {
        Ok(())
    }

    fn step(&mut self, step: Step<'s>) -> Result<()> {
        let before = self.path.len();
        self.steps.push((step, before));
        match step {
            Step::Content => {}
            Step::Index(index) => self.path.push_str(&format!("[{index}]")),
            Step::Key(_) => {
                self.key = None;
                self.keys = self.keys.saturating_add(1);
            }
            Step::Value(number) => match self.key.take() {
                Some(key) => self.path.push_str(&format!("[{key}]")),
                None => self.path.push_str(&format!("{{{number}}}")),
            },
            Step::Field(name) | Step::Variant(name) => {
                if before > 0 {
                    self.path.push('.');
                }
                self.path.push_str(name);
            }
        }
        Ok(())
    }

    fn back(&mut self) {
        if let Some((step, before)) = self.steps.pop() {
            self.path.truncate(before);
            self.keys = self.keys.saturating_sub(matches!(step, Step::Key(_)).into());
        }
    }

    fn end(&mut self) -> Result<()> {
        Ok(())
    }

    fn scalar(&mut self, scalar: Scalar<'_>) -> Result<()> {
        /// What a path holds of numbers.
        const LARGEST: u128 = i128::MAX.unsigned_abs();
        if self.is_key() && !matches!(scalar, Scalar::Unsigned(number) if number > LARGEST) {
            self.key = key_text(scalar, |text| format!("{text:?}"));
        }
        Ok(())
    }

    fn array(&mut self, _: &Walk<'s>, array: ArrayView<'_, 's>) -> Result<()> {
        if self.keys > 0 {
            return Ok(());
        }
        let no_stride = |_| Error::damaged("the elements of an array are too long");
        let stride = u32::try_from(array.stride).map_err(no_stride)?;
        // The list, and what is made of it: an array of no elements takes a byte in the file.
        let size = size_of::<FoundArray<'_>>().saturating_mul(3);
        array.end.allocate(1, size.saturating_add(self.path.len()))?;
        let at = ArrayAt::new(&array.head, stride, &array.end);
        self.found.push(FoundArray { path: self.path.clone(), element: array.element, at });
        Ok(())
    }
}
