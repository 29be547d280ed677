//! Read plans: what a load does where the file's schema is not the program's.

use std::cell::Cell;
use std::sync::Arc;

use super::copy::CopyPlan;
use super::kept::{Kept, KeptField, KeptId};
use super::skip::{SkipId, Skips};
use crate::schema::{ForeignType, Primitive};

/// How the values of a file become values of the program's types: compiled once per load.
///
/// Nodes stand for pairs of a type in the file and a type of the program, steps for fields, arms for variants.
/// They are numbers that [`Persist::decode_as`](crate::Persist::decode_as) hands down: nothing is looked up by
/// name while a value is read.
#[derive(Debug)]
pub struct Plan {
    pub(super) root: Node,
    pub(super) nodes: Vec<Kind>,
    pub(super) steps: Vec<Step>,
    pub(super) arms: Vec<Arm>,
    pub(super) skips: Skips,
    /// How often values came by: see [`Counter`].
    pub(super) counters: Vec<Cell<u64>>,
    /// Values come by that have been counted.
    pub(super) again: Cell<bool>,
    /// What the arms of refused variants say.
    pub(super) refused: Vec<String>,
    pub(super) kept: Kept,
    /// Of arrays, by number; `None` where elements are read one by one.
    pub(super) copies: Vec<Option<CopyPlan>>,
    /// What the file says of the types of other crates that are not as the program has them, by number.
    #[cfg_attr(
        not(feature = "serde"),
        expect(dead_code, reason = "for the types that serde reads")
    )]
    pub(super) origins: Vec<ForeignType>,
    /// Memory that it takes, as [`Options::memory`](super::Options::memory) counts.
    pub(super) memory: u64,
}

/// How values of one type in the file become values of one type of the program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Node(pub(super) u32);

impl Node {
    /// Both types are one: what the file holds is decoded as it is.
    pub(crate) const SAME: Node = Node(0);
}

/// A place where it is counted how many values came by; changes that concern all of them share it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Counter(pub(super) u32);

impl Counter {
    /// That of the whole value.
    pub(super) const ROOT: Counter = Counter(0);
}

/// What a node does. The file's side comes first in each description.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// One type.
    Same,
    /// One type, in its fixed layout of `size` bytes; a program's type without one reads it as `parts`.
    Fixed { size: u32, parts: Node },
    /// A number, `bool` or `char`, as a varint or in its fixed layout.
    Scalar { from: Primitive, fixed: bool },
    /// A value of another crate's type, encoded as `from` says, which another version of that crate wrote.
    Foreign { from: Primitive, origin: OriginId },
    /// Two options.
    Option(Node),
    /// A value that becomes a `Some`.
    Some(Node),
    /// An option that has to be a `Some`, for a value.
    OnlySome(Node),
    /// Elements that become elements: of lists, arrays and sets, and of the entries of a map.
    List(List),
    /// A value that becomes a list of one.
    One(Node),
    /// An option that becomes a list of at most one.
    AtMostOne(Node),
    /// Elements of which there has to be exactly one, for a value.
    OnlyOne(List),
    /// Bytes that become a string.
    Text(List),
    /// Two maps.
    Entries { key: Node, value: Node, counter: Counter },
    /// Fields of a struct or a tuple.
    Fields { steps: Span, counter: Counter },
    /// Variants of an enum, by their numbers in the file.
    Variants { arms: Span },
    /// Two shared values.
    Shared(Node),
    /// A value that becomes a shared one.
    Share(Node),
    /// A shared value that becomes one that is not.
    Unshare(Node),
    /// Two pointers to shared values, which become what this node says.
    Weak(Node),
    /// A value of a former epoch, which is read as the view of this entry of the chain and upgraded.
    Upgrade { entry: u32, view: Node, counter: Counter },
}

/// Elements in the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct List {
    pub(crate) element: Node,
    pub(crate) form: Form,
    /// Elements are keys: their arrays and shared values stand in place.
    pub(crate) keys: bool,
    pub(crate) counter: Counter,
}

/// Which copy plan an array has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct CopyId(pub(super) u32);

impl CopyId {
    /// None: elements are read one by one.
    pub(super) const NONE: CopyId = CopyId(u32::MAX);
}

/// Which crate wrote a value of another crate's type.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct OriginId(pub(super) u32);

/// How the file stores elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A count, then elements, one by one; each takes at least so many bytes.
    Counted { min_size: u32 },
    /// An array of elements in their fixed layout of `stride` bytes; of `len` elements, where that is known.
    Array { stride: u32, len: Option<u64>, copy: CopyId },
    /// So many elements, one by one, without a count.
    Exactly(u64),
}

/// A range of steps or arms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Span {
    pub(super) start: u32,
    pub(super) len: u32,
}

impl Span {
    pub(super) fn of<T>(self, all: &[T]) -> &[T] {
        let range = || {
            let (start, len) = (usize::try_from(self.start).ok()?, usize::try_from(self.len).ok()?);
            all.get(start..start.checked_add(len)?)
        };
        range().unwrap_or_default()
    }
}

/// What is done with one field of the file.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    /// The field of the program's type, by number; behind the last field come former types that have a
    /// conversion of their own, field by field.
    pub(super) slot: u32,
    pub(crate) take: Take,
}

/// How a field of the file is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Take {
    Value(Node),
    /// A number of another type, as a varint: what its node, [`Kind::Scalar`], says as well.
    Number {
        number: Number,
        node: Node,
    },
    /// A value of one type in its fixed layout of `size` bytes: what its node, [`Kind::Fixed`], says as well.
    Fixed {
        size: u32,
        node: Node,
    },
    /// The key of a map's entry: its arrays and shared values stand in place.
    Key(Node),
    /// An option, whose `None` stands for the field's default.
    OrDefault(Node),
    /// Nothing takes it.
    Skip(SkipId),
    /// Nothing takes these bytes.
    SkipBytes(u32),
    /// A field that keeps what the program does not know takes it.
    Keep(KeptId),
}

/// A number of the file that stands as itself or as a varint, with what tells its value: nothing need be looked up by
/// its type while a value is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Number {
    pub(crate) from: Primitive,
    /// Of an integer that is a varint of 64 bits at most: its highest bit. Else 0.
    pub(crate) top: u8,
    pub(crate) signed: bool,
}

impl Number {
    pub(super) fn of(from: Primitive) -> Self {
        let (top, signed) = match from {
            Primitive::U16 => (15, false),
            Primitive::U32 => (31, false),
            Primitive::U64 | Primitive::Usize => (63, false),
            Primitive::I16 => (15, true),
            Primitive::I32 => (31, true),
            Primitive::I64 | Primitive::Isize => (63, true),
            _ => (0, false),
        };
        Number { from, top, signed }
    }
}

impl Take {
    /// What becomes of the value, where a field takes it.
    pub(crate) fn node(self) -> Option<Node> {
        match self {
            Take::Value(node)
            | Take::Number { node, .. }
            | Take::Fixed { node, .. }
            | Take::Key(node)
            | Take::OrDefault(node) => Some(node),
            Take::Skip(_) | Take::SkipBytes(_) | Take::Keep(_) => None,
        }
    }
}

impl Step {
    /// Where no field of the program's type takes the value.
    pub(super) const NOWHERE: u32 = u32::MAX;

    /// The number of the field that takes the value, or of the former type that does; beyond all of them where
    /// none does.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn slot(&self) -> u32 {
        self.slot
    }
}

/// What becomes of one variant of the file.
#[derive(Clone, Copy, Debug)]
pub struct Arm {
    /// The variant of the program's type, by number; [`REFUSED`](Self::REFUSED) for none.
    pub(super) slot: u32,
    /// Its fields: a node of [`Kind::Fields`]; of a refused one, the number of what to say.
    pub(super) fields: Node,
}

impl Arm {
    pub(super) const REFUSED: u32 = u32::MAX;

    /// The number of the program's variant.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn slot(&self) -> u32 {
        self.slot
    }

    /// What becomes of its fields.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn fields(&self) -> Node {
        self.fields
    }
}

impl Plan {
    /// What becomes of the whole value.
    pub(crate) fn root(&self) -> Node {
        self.root
    }

    /// What a node does.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn kind(&self, node: Node) -> Kind {
        #[expect(clippy::as_conversions, reason = "usize has at least 32 bits here")]
        self.nodes.get(node.0 as usize).copied().unwrap_or(Kind::Same)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn steps(&self, steps: Span) -> &[Step] {
        steps.of(&self.steps)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn arms(&self, arms: Span) -> &[Arm] {
        arms.of(&self.arms)
    }

    /// The field of the file that a step keeps as it is, and the bytes of its schema; `None` for other steps.
    pub(crate) fn kept(&self, step: &Step) -> Option<(KeptField<'_>, Arc<[u8]>)> {
        match step.take {
            Take::Keep(id) => self.kept.get(id),
            _ => None,
        }
    }

    /// How the elements of an array become the program's without a value in between.
    pub(crate) fn copy_plan(&self, id: CopyId) -> Option<&CopyPlan> {
        self.copies.get(usize::try_from(id.0).ok()?)?.as_ref()
    }

    /// What the file says of the type of another crate's value.
    #[cfg(feature = "serde")]
    pub(crate) fn origin(&self, id: OriginId) -> Option<&ForeignType> {
        self.origins.get(usize::try_from(id.0).ok()?)
    }

    /// Counts what is in so many elements that a copy plan converted.
    pub(crate) fn count_copied(&self, copy: &CopyPlan, elements: u64) {
        for (counter, each) in &copy.counts {
            self.count(*counter, each.saturating_mul(elements));
        }
    }

    pub(crate) fn skips(&self) -> &Skips {
        &self.skips
    }

    /// Counts `values` that came by.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn count(&self, counter: Counter, values: u64) {
        #[expect(clippy::as_conversions, reason = "usize has at least 32 bits here")]
        if !self.again.get()
            && let Some(count) = self.counters.get(counter.0 as usize)
        {
            count.set(count.get().wrapping_add(values));
        }
    }

    /// Runs `read` on values that have been read before: they are not counted again.
    pub(crate) fn uncounted<R>(&self, read: impl FnOnce() -> R) -> R {
        let before = self.again.replace(true);
        let result = read();
        self.again.set(before);
        result
    }

    /// Memory that it takes, as limits count it.
    pub(crate) fn memory(&self) -> u64 {
        self.memory
    }

    /// Forgets what has been counted.
    pub(crate) fn forget_counts(&self) {
        self.counters.iter().for_each(|counter| counter.set(0));
    }

    /// Counts the whole value.
    pub(crate) fn count_root(&self) {
        self.count(Counter::ROOT, 1);
    }

    /// How many values came by.
    pub(super) fn counted(&self, counter: Counter) -> u64 {
        let count = usize::try_from(counter.0).ok().and_then(|index| self.counters.get(index));
        count.map_or(0, Cell::get)
    }

    /// Why a value cannot be of this variant, where it cannot.
    pub(crate) fn refusal(&self, arm: &Arm) -> Option<&str> {
        if arm.slot != Arm::REFUSED {
            return None;
        }
        let refused = usize::try_from(arm.fields.0).ok().and_then(|index| self.refused.get(index));
        Some(refused.map_or("the variant is not known", String::as_str))
    }
}
