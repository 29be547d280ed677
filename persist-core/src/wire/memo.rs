//! Shared values that a load has read: each is read once, unless weak pointers ask for more.

use std::any::{Any, TypeId};
use std::collections::{HashMap, HashSet};

use super::cyclic::Pointer;
use super::memory;
use crate::error::{Error, ErrorKind, Result};

/// Memory that remembering a decoded value takes: a slot of the table, which is partly empty, and a box.
pub(super) const MEMO_SIZE: usize = 128;

/// Shared values that a load has decoded, so that each is decoded once for each type it is read as.
#[derive(Default)]
pub(super) struct SharedMemo {
    decoded: HashMap<MemoKey, Memo>,
    /// How many are being decoded.
    open: usize,
    /// A weak pointer was left empty, or lent, to one that is being decoded.
    any_pointed_at: bool,
    /// The outermost of those that are being decoded to which a weak pointer was left empty.
    lowest: Option<usize>,
    /// Values that hold such a pointer, or hold those that do, in the order in which they were complete.
    provisional: Vec<MemoKey>,
    /// Of provisional values from a place in the list on, the outermost value that they are so for the sake of.
    groups: Vec<Group>,
    /// Values that weak pointers point at, and that had not been met when these were read.
    ahead: HashSet<MemoKey>,
    /// On a second reading of all, the values that something holds.
    held: Option<HashSet<MemoKey>>,
}

#[derive(Clone, Copy, Debug)]
struct Group {
    start: usize,
    lowest: usize,
}

/// A value's number, and the type that it is decoded to: a plan leads from one type of a file to one of the program in
/// one way, wherever it is asked.
type MemoKey = (u64, TypeId);

enum Memo {
    /// It is being decoded within so many others; a weak pointer to it was asked for, and what there is of one.
    Open { level: usize, is_pointed_at: bool, weak: Option<Box<dyn Any>> },
    /// It has been decoded; a provisional one has its place in the list of those.
    Read { pointer: Box<dyn Any>, provisional: Option<usize>, spare: Option<Box<dyn Any>> },
    /// It has to be decoded again, with a weak pointer to it.
    Again { spare: Box<dyn Any> },
}

/// What [`SharedMemo::recall`] says of a value.
pub(super) enum Recalled<P> {
    New(Pass),
    /// It has to be decoded again; this is what it was when weak pointers were empty.
    Again(Box<dyn Any>),
    Known(P),
}

/// What [`SharedMemo::meet`] says of the value that a weak pointer points at.
pub(super) enum Met<P: Pointer> {
    /// Nobody has met it.
    New,
    /// Nobody has met it, and something that comes later holds it.
    Held,
    /// It is being decoded.
    Open(P::Weak),
    Read(P),
}

/// A value that is being decoded, and what was known when that began.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pass {
    level: usize,
    lowest: Option<usize>,
    provisional: usize,
}

impl SharedMemo {
    /// Looks up what a shared value was decoded to, and marks it as being decoded when it is new.
    ///
    /// # Errors
    ///
    /// A value that is being decoded.
    pub(super) fn recall<P: Clone + 'static>(&mut self, number: u64) -> Result<Recalled<P>> {
        let key = (number, TypeId::of::<P>());
        match self.decoded.get_mut(&key) {
            None => {
                // For this one, and so that the table does not grow when it is complete.
                self.decoded
                    .try_reserve(2)
                    .map_err(|_| memory::no_memory(self.decoded.len(), MEMO_SIZE))?;
                Ok(Recalled::New(self.begin(key)))
            }
            Some(Memo::Read { pointer, provisional, .. }) => match pointer.downcast_ref::<P>() {
                Some(pointer) => {
                    let (pointer, provisional) = (pointer.clone(), *provisional);
                    self.depends_on(provisional);
                    Ok(Recalled::Known(pointer))
                }
                None => Err(self.contains_itself(number)),
            },
            Some(Memo::Open { .. }) => Err(self.contains_itself(number)),
            Some(Memo::Again { .. }) => match self.decoded.remove(&key) {
                Some(Memo::Again { spare }) => Ok(Recalled::Again(spare)),
                _ => Err(self.contains_itself(number)),
            },
        }
    }

    /// Looks up the value that a weak pointer points at. Where there is no pointer to a value yet, as it is being
    /// decoded, an empty one takes its place.
    pub(super) fn meet<P: Pointer>(&mut self, number: u64) -> Met<P> {
        let key = (number, TypeId::of::<P>());
        match self.decoded.get_mut(&key) {
            // A second reading goes the way of the first.
            None | Some(Memo::Again { .. }) => match &self.held {
                Some(held) if held.contains(&key) => Met::Held,
                Some(_) => Met::New,
                None => {
                    self.ahead.insert(key);
                    Met::New
                }
            },
            Some(Memo::Read { pointer, provisional, .. }) => match pointer.downcast_ref::<P>() {
                Some(pointer) => {
                    let (pointer, provisional) = (pointer.clone(), *provisional);
                    self.depends_on(provisional);
                    Met::Read(pointer)
                }
                None => Met::New,
            },
            Some(Memo::Open { level, is_pointed_at, weak }) => {
                *is_pointed_at = true;
                self.any_pointed_at = true;
                match weak.as_ref().and_then(|weak| weak.downcast_ref::<P::Weak>()) {
                    Some(weak) => Met::Open(weak.clone()),
                    None => {
                        self.lowest = lower(self.lowest, Some(*level));
                        Met::Open(P::dangling())
                    }
                }
            }
        }
    }

    /// Whether a weak pointer to a value was asked for while it was decoded.
    pub(super) fn is_pointed_at<P: 'static>(&self, number: u64) -> bool {
        self.any_pointed_at
            && matches!(
                self.decoded.get(&(number, TypeId::of::<P>())),
                Some(Memo::Open { is_pointed_at: true, .. })
            )
    }

    /// Whether no pointer to a value around that of `pass` was left empty.
    pub(super) fn is_outermost(&self, pass: Pass) -> bool {
        self.lowest.is_none_or(|lowest| lowest >= pass.level)
    }

    /// Whether no pointer at all was left empty.
    pub(super) fn is_settled(&self) -> bool {
        self.lowest.is_none()
    }

    /// What is being decoded holds a pointer to a value, which may be a provisional one.
    fn depends_on(&mut self, provisional: Option<usize>) {
        if let Some(place) = provisional {
            let behind = self.groups.partition_point(|group| group.start <= place);
            let group = behind.checked_sub(1).and_then(|at| self.groups.get(at));
            self.lowest = lower(self.lowest, group.map(|group| group.lowest));
        }
    }

    #[cold]
    fn contains_itself(&self, number: u64) -> Error {
        let message = match self.reads_again() {
            false => format!("shared value {number} contains itself, which no save writes"),
            true => format!(
                "shared value {number} contains itself by way of a weak pointer, in the order in which it is read"
            ),
        };
        Error::new(ErrorKind::Damaged, message)
    }

    fn begin(&mut self, key: MemoKey) -> Pass {
        let level = self.open;
        self.open = level.saturating_add(1);
        self.decoded.insert(key, Memo::Open { level, is_pointed_at: false, weak: None });
        Pass { level, lowest: self.lowest.take(), provisional: self.provisional.len() }
    }

    /// Begins to decode a value again.
    pub(super) fn reopen<P: 'static>(&mut self, number: u64) -> Pass {
        self.begin((number, TypeId::of::<P>()))
    }

    /// Gives the weak pointer to a value that is being decoded.
    pub(super) fn lend<P: Pointer>(&mut self, number: u64, pointer: P::Weak) {
        if let Some(Memo::Open { weak, .. }) = self.decoded.get_mut(&(number, TypeId::of::<P>())) {
            *weak = Some(Box::new(pointer));
        }
    }

    /// Keeps what a shared value was decoded to.
    pub(super) fn close<P: Clone + 'static>(
        &mut self,
        number: u64,
        pointer: &P,
        spare: Option<Box<dyn Any>>,
        pass: Pass,
    ) {
        let key = (number, TypeId::of::<P>());
        // Of this value, and no matter outside of it.
        let lowest = self.lowest.filter(|lowest| *lowest < pass.level);
        let provisional = lowest.map(|lowest| {
            self.provisional.push(key);
            // Those within it are so for its sake: once it is complete, another value has its level.
            while self.groups.pop_if(|group| group.start >= pass.provisional).is_some() {}
            self.groups.push(Group { start: pass.provisional, lowest });
            self.provisional.len().saturating_sub(1)
        });
        let pointer: Box<dyn Any> = Box::new(pointer.clone());
        self.decoded.insert(key, Memo::Read { pointer, provisional, spare });
        self.lowest = lower(pass.lowest, lowest);
        self.open = pass.level;
    }

    /// Whether all has to be read once more, as weak pointers were left empty to values that something holds. Then
    /// all is forgotten but which values these are; what is returned is to be dropped.
    pub(super) fn begin_again(&mut self) -> Option<SharedMemo> {
        if self.ahead.is_empty() || self.held.is_some() {
            return None;
        }
        if !self.ahead.iter().any(|key| self.decoded.contains_key(key)) {
            return None;
        }
        // All of them, as they will be met in another order.
        let held = self.decoded.keys().copied().collect();
        Some(std::mem::replace(self, SharedMemo { held: Some(held), ..SharedMemo::default() }))
    }

    /// Whether all has been read before.
    pub(super) fn reads_again(&self) -> bool {
        self.held.is_some()
    }

    /// Forgets the values that are provisional for the sake of that of `pass`, and this one; those of them that are
    /// pointed at will be decoded again. Returns what is to be dropped.
    pub(super) fn forget_provisional(&mut self, pass: Pass) -> Vec<Box<dyn Any>> {
        let mut dropped = Vec::new();
        for key in self.provisional.drain(pass.provisional..) {
            if let Some(Memo::Read { pointer, spare, .. }) = self.decoded.remove(&key) {
                dropped.push(pointer);
                if let Some(spare) = spare {
                    self.decoded.insert(key, Memo::Again { spare });
                }
            }
        }
        while self.groups.pop_if(|group| group.start >= pass.provisional).is_some() {}
        self.lowest = pass.lowest;
        self.open = pass.level;
        dropped
    }
}

/// The outer one of two levels.
fn lower(a: Option<usize>, b: Option<usize>) -> Option<usize> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    }
}
