//! What of a value is lost with the blocks and the shared values that cannot be had, and how the rest of it is written:
//! each place of the schema in which some value is lost becomes an `Option`, `None` where it is.
//!
//! A place is a type where it stands in the schema. That of an array is its own, so that nothing else is lost with it;
//! save where it could not be another type: in the definitions of this library and in those of traits, which programs
//! know as they are; in structs of fixed layout, which arrays elsewhere are made of; and in shared values, of which all
//! that refer to them have to think alike. There it is the next place around.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use super::scalar::Scalar;
use super::trail::Trail;
use super::transcode::Elements;
use super::visitor::{ArrayView, Flow, Node, Step, Visitor};
use super::walk::Walk;
use crate::error::{Error, ErrorKind, Result, Section};
use crate::schema::{Layouts, Schema, Type, TypeDef};
use crate::wire::{ArrayHead, Context, Reader, Writer};

/// What cannot be had of a file.
pub(crate) struct Absent<'a> {
    /// How much of a block there is.
    pub(crate) blocks: &'a dyn Fn(u64) -> BlockState,
    /// Number of the first shared value that is not there: all behind it are not, either.
    pub(crate) shared_from: u64,
}

/// How much of a block there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BlockState {
    /// All of it.
    Whole,
    /// Some elements are zero.
    Filled,
    /// Nothing.
    Lost,
}

/// What is lost of a value.
pub(crate) struct Losses<'s> {
    /// Each value that is not there.
    pub(crate) lost: Vec<LostValue<'s>>,
    /// The arrays of which some elements are zero.
    pub(crate) filled: Vec<NamedArray<'s>>,
    /// How many arrays are there, those in the body included.
    pub(crate) kept: usize,
    /// What is wrong with the elements of blocks that are whole by their checksums.
    pub(crate) invalid: HashMap<u64, Error>,
    /// Places of the schema that become options, by the addresses of their types.
    places: HashSet<usize>,
    /// Where values that are lost start, with their places, and where they end.
    ends: HashMap<(Section, usize, usize), usize>,
}

/// A value that is lost.
pub(crate) struct LostValue<'s> {
    pub(crate) path: String,
    pub(crate) ty: &'s Type,
    /// Of an array: how many elements it has.
    pub(crate) count: Option<usize>,
    /// The block, or the shared value, that it is lost with.
    pub(crate) with: Section,
}

/// An array that is a block, and its path.
pub(crate) struct NamedArray<'s> {
    pub(crate) path: String,
    pub(crate) element: &'s Type,
    pub(crate) count: usize,
    pub(crate) block: u64,
}

impl<'s> Losses<'s> {
    /// Finds what is lost of the value in `body`.
    ///
    /// # Errors
    ///
    /// A body that is none of the schema, and more losses than memory is allowed for.
    pub(crate) fn of(
        schema: &'s Schema,
        context: &Context<'_>,
        body: &[u8],
        absent: &Absent<'_>,
    ) -> Result<Self> {
        let losses = Losses {
            lost: Vec::new(),
            filled: Vec::new(),
            kept: 0,
            invalid: HashMap::new(),
            places: HashSet::new(),
            ends: HashMap::new(),
        };
        let (trail, layouts) = (Trail::new(""), Layouts::of(schema));
        let (open, shared, checked) = (Vec::new(), HashMap::new(), HashSet::new());
        let mut search = Search { schema, layouts, absent, losses, trail, open, shared, checked };
        let walk = Walk::new(schema);
        context.read(body, |r| walk.root(r, &mut search))?;
        Ok(search.losses)
    }

    /// The schema of what is left.
    pub(crate) fn schema(&self, schema: &Schema) -> Schema {
        schema.with_options(&|ty| self.is_place(ty))
    }

    /// Whether the type is a place that becomes an option.
    fn is_place(&self, ty: &Type) -> bool {
        self.places.contains(&address(ty))
    }

    /// Writes whether the value at the cursor is there, where its type is a place; one that is lost is passed over.
    /// Returns whether it was.
    ///
    /// # Errors
    ///
    /// None, of the body that it was found in.
    pub(super) fn pass(
        &self,
        ty: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'_>,
    ) -> Result<bool> {
        if !self.is_place(ty) {
            return Ok(false);
        }
        let start = from.offset();
        let end = self.ends.get(&(from.section(), start, address(ty)));
        to.bool(end.is_none());
        match end {
            Some(end) => from.bytes(end.saturating_sub(start)).map(|_| true),
            None => Ok(false),
        }
    }
}

/// Types of a schema are told apart by where they are: no two places share one.
fn address(ty: &Type) -> usize {
    std::ptr::from_ref(ty).addr()
}

struct Search<'s, 'a> {
    schema: &'s Schema,
    layouts: Arc<Layouts>,
    absent: &'a Absent<'a>,
    losses: Losses<'s>,
    trail: Trail<'s>,
    /// The current value, and those that it stands in.
    open: Vec<Open<'s>>,
    /// What shared values that are lost are lost with.
    shared: HashMap<u64, Section>,
    /// Blocks whose elements are sound as those of a type, which is told by its address: they can be referred to more
    /// often than they can be read.
    checked: HashSet<(u64, usize)>,
}

/// A value that is being walked over.
struct Open<'s> {
    ty: &'s Type,
    start: (Section, usize),
    /// Its type can become an option where it stands.
    is_place: bool,
    /// What it is lost with.
    lost: Option<Section>,
    /// Its number, of a shared value.
    number: Option<u64>,
    /// Its count, of an array.
    count: Option<usize>,
    /// Arrays that had been found in front of it: kept ones and filled ones.
    before: (usize, usize),
}

impl<'s> Search<'s, '_> {
    /// Whether types that stand directly in a value of this type can become options; they can where it can, unless it
    /// says otherwise.
    fn admits(&self, ty: &Type) -> Option<bool> {
        match ty {
            Type::Shared(_) => Some(false),
            Type::Named(id) => {
                let known = self.schema.def(*id).is_none_or(TypeDef::takes_no_version);
                Some(!known && self.layouts.size(ty).is_none())
            }
            _ => None,
        }
    }

    fn elements(&self) -> Elements<'_> {
        Elements { schema: self.schema, layouts: &self.layouts }
    }

    /// How much there is of a block: nothing where its elements are none of their type.
    fn state(&mut self, block: u64, array: &ArrayView<'_, 's>, stride: u32) -> Result<BlockState> {
        let state = (self.absent.blocks)(block);
        let key = (block, address(array.element));
        if state == BlockState::Lost
            || self.checked.contains(&key)
            || self.schema.takes_any_bytes(array.element)
        {
            return Ok(state);
        }
        if self.losses.invalid.contains_key(&block) {
            return Ok(BlockState::Lost);
        }
        array.end.allocate(1, size_of::<Error>().saturating_add(size_of_val(&key)))?;
        match self.elements().check(array.element, stride, array.head, &array.end) {
            Ok(()) => {
                self.checked.insert(key);
                Ok(state)
            }
            Err(error) if error.kind() == ErrorKind::Damaged => {
                self.losses.invalid.insert(block, error);
                Ok(BlockState::Lost)
            }
            Err(error) => Err(error),
        }
    }

    fn lose(&mut self, with: Section) {
        if let Some(open) = self.open.last_mut() {
            open.lost.get_or_insert(with);
        }
    }

    /// Takes down that a value is lost, which ends at the cursor.
    fn lost(&mut self, open: &Open<'s>, with: Section, r: &Reader<'_>) -> Result<()> {
        let path = self.trail.path.clone();
        let size = size_of::<LostValue<'_>>().saturating_mul(4);
        r.allocate(1, size.saturating_add(path.len()))?;
        let (kept, filled) = open.before;
        self.losses.kept = kept;
        self.losses.filled.truncate(filled);
        let place = address(open.ty);
        self.losses.places.insert(place);
        self.losses.ends.insert((open.start.0, open.start.1, place), r.offset());
        self.losses.lost.push(LostValue { path, ty: open.ty, count: open.count, with });
        Ok(())
    }
}

impl<'s> Visitor<'s> for Search<'s, '_> {
    const CHARGES_ARRAYS: bool = false;

    /// Values are passed by, not kept; but even those of no size take time.
    fn size(_: Step<'_>) -> usize {
        8
    }

    fn open(&mut self, ty: &'s Type, r: &Reader<'_>) {
        let around = self.open.last();
        let is_place = around.is_none_or(|open| self.admits(open.ty).unwrap_or(open.is_place));
        let start = (r.section(), r.offset());
        let before = (self.losses.kept, self.losses.filled.len());
        let (lost, number, count) = (None, None, None);
        self.open.push(Open { ty, start, is_place, lost, number, count, before });
    }

    fn close(&mut self, r: &Reader<'_>) -> Result<()> {
        let Some(open) = self.open.pop() else { return Ok(()) };
        let Some(with) = open.lost else { return Ok(()) };
        if let Some(number) = open.number {
            self.shared.insert(number, with);
        }
        match open.is_place {
            true => self.lost(&open, with, r),
            false => {
                self.lose(with);
                Ok(())
            }
        }
    }

    fn passes_by(&self, number: u64) -> bool {
        number >= self.absent.shared_from
    }

    fn named(&mut self, _: &TypeDef, _: &Reader<'_>) -> Result<()> {
        Ok(())
    }

    fn begin(&mut self, node: Node<'s>) -> Result<()> {
        let Node::Shared(Some(number), _) = node else { return Ok(()) };
        if let Some(open) = self.open.last_mut() {
            open.number = Some(number);
        }
        match self.shared.get(&number).copied() {
            Some(with) => self.lose(with),
            None if self.passes_by(number) => self.lose(Section::Shared(number)),
            None => {}
        }
        Ok(())
    }

    fn step(&mut self, step: Step<'s>) -> Result<Flow> {
        self.trail.push(step);
        Ok(Flow::Enter)
    }

    fn back(&mut self) {
        self.trail.pop();
    }

    fn end(&mut self) -> Result<()> {
        Ok(())
    }

    fn scalar(&mut self, scalar: Scalar<'_>) -> Result<()> {
        self.trail.scalar(scalar);
        Ok(())
    }

    fn array(&mut self, _: &Walk<'s>, array: ArrayView<'_, 's>) -> Result<()> {
        let no_stride = |_| Error::damaged("the elements of an array are too long");
        let stride = u32::try_from(array.stride).map_err(no_stride)?;
        let (block, state) = match &array.head {
            ArrayHead::Block(block) => {
                (block.number(), self.state(block.number(), &array, stride)?)
            }
            ArrayHead::InPlace(_) => {
                self.elements().check(array.element, stride, array.head, &array.end)?;
                (0, BlockState::Whole)
            }
        };
        if array.end.is_in_place() {
            return Ok(());
        }
        let count = array.head.count(stride);
        if state == BlockState::Lost {
            if let Some(open) = self.open.last_mut() {
                open.count = Some(count);
            }
            self.lose(Section::Block(block));
            return Ok(());
        }
        self.losses.kept = self.losses.kept.saturating_add(1);
        if state == BlockState::Filled {
            let path = self.trail.path.clone();
            array.end.allocate(1, size_of::<NamedArray<'_>>().saturating_add(path.len()))?;
            self.losses.filled.push(NamedArray { path, element: array.element, count, block });
        }
        Ok(())
    }
}
