//! Shared values on save, and weak pointers: what these point at may be met later behind an `Rc` or an `Arc`, or never.
//!
//! A weak pointer does not bring its target into the file. Until the target has a number, a zero stands in the
//! pointer's place, which is what an empty one is written as; when all is written, the pointers to targets that have
//! numbers by then get them.

mod order;

use std::any::Any;
use std::collections::BTreeMap;
use std::ops::Range;

use self::order::Encounters;
use super::shared::{Encounter, SharedKey, SharedTable};
use super::{Writer, to_u64, varint};
use crate::error::{Error, ErrorKind, Result, Section};

/// Weak pointers that were written before their targets had numbers, and what was met from the first of them on.
#[derive(Default)]
pub(super) struct Forward {
    places: Vec<Place>,
    encounters: Option<Encounters>,
}

/// Where a zero stands for a weak pointer.
struct Place {
    section: Section,
    offset: usize,
    target: SharedKey,
    /// Holds the allocation, though not the value, so that no other one gets its address before the save ends.
    _keep: Box<dyn Any>,
}

/// Numbers that belong to the zeros at these offsets of a section.
type Numbers = BTreeMap<usize, usize>;

impl Writer<'_> {
    /// The number of a shared value, which `encode` writes when it is met for the first time.
    ///
    /// `keep` returns a handle that holds the allocation.
    ///
    /// # Errors
    ///
    /// Those of `encode`, and [`ErrorKind::Caller`] for a value that contains itself.
    pub fn shared(
        &mut self,
        key: SharedKey,
        keep: impl FnOnce() -> Box<dyn Any>,
        encode: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        if self.in_place {
            return self.nested(encode);
        }
        if !self.shared.forward.is_empty() {
            self.met(key, false);
        }
        // A level deeper, where there is one: else nothing is encoded.
        match self.shared.enter(key, self.depth.saturating_sub(1), keep) {
            Encounter::Again(number) => {
                self.len(number);
                Ok(())
            }
            Encounter::Inside => Err(self.refuse("a shared value contains itself").with_help(
                "let the pointer that leads back be a `Weak`: it is saved, and holds nothing",
            )),
            Encounter::First(number) => {
                self.len(number);
                let section = Section::Shared(to_u64(number));
                let body = std::mem::take(&mut self.body);
                let outer = std::mem::replace(&mut self.section, section);
                let result = self.nested(encode);
                let entry = std::mem::replace(&mut self.body, body);
                self.section = outer;
                self.shared.finish(number, entry);
                result
            }
        }
    }

    /// A weak pointer to a shared value, which comes into the file only if it is met as one; or an empty one.
    ///
    /// `keep` returns a handle that holds the allocation. Inside keys, weak pointers are empty.
    pub fn weak(&mut self, target: Option<SharedKey>, keep: impl FnOnce() -> Box<dyn Any>) {
        let Some(target) = target.filter(|_| !self.in_place) else { return self.u8(0) };
        if let Some(number) = self.shared.number(target) {
            if !self.shared.forward.is_empty() {
                self.met(target, true);
            }
            return self.varint(to_u64(number).saturating_add(1));
        }
        let (section, offset) = (self.section, self.body.len());
        self.shared.forward.places.push(Place { section, offset, target, _keep: keep() });
        self.met(target, true);
        self.u8(0);
    }

    /// Takes down that a shared value is referred to here: readers may come by in another order than the writer once
    /// a weak pointer leads on to a value that they have not read.
    #[cold]
    pub(super) fn met(&mut self, target: SharedKey, is_weak: bool) {
        let mut encounters = self.shared.forward.encounters.take();
        let known = encounters.get_or_insert_with(|| Encounters::from_here(&self.shared));
        known.push(self.section, self.body.len(), self.depth, target, is_weak);
        self.shared.forward.encounters = encounters;
    }

    /// Whether a reader comes by all values within the limits, in the order in which it meets them.
    ///
    /// # Errors
    ///
    /// Values that weak pointers lead to and that no reader can put together.
    pub(crate) fn check_order(&self) -> Result<()> {
        match &self.shared.forward.encounters {
            Some(encounters) => encounters.check(&self.shared, self.options.depth),
            None => Ok(()),
        }
    }
}

impl Forward {
    /// Whether encounters have to be taken down.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// How many weak pointers there are.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// What was written from `start` on in a section is brought into the order of `parts`.
    pub(super) fn reorder<'p>(
        &mut self,
        section: Section,
        start: usize,
        parts: impl Iterator<Item = &'p Range<usize>>,
    ) {
        let is_moved = |place: &&mut Place| place.section == section && place.offset >= start;
        let mut moved: BTreeMap<usize, &mut Place> =
            self.places.iter_mut().filter(is_moved).map(|place| (place.offset, place)).collect();
        let mut to = start;
        for part in parts {
            // Parts do not overlap: the key stays what it was, and each place is moved once.
            for (from, place) in moved.range_mut(part.clone()) {
                place.offset = to.saturating_add(from.saturating_sub(part.start));
            }
            to = to.saturating_add(part.len());
        }
    }
}

impl SharedTable {
    /// Puts the numbers of targets in the places of weak pointers, in the body and in the entries.
    pub(super) fn number_forward(&mut self, body: &mut Vec<u8>) {
        let mut numbers: BTreeMap<Option<u64>, Numbers> = BTreeMap::new();
        for place in std::mem::take(&mut self.forward.places) {
            if let Some(number) = self.number(place.target) {
                let of_section = numbers.entry(entry_of(place.section)).or_default();
                of_section.insert(place.offset, number);
            }
        }
        for (entry, numbers) in numbers {
            match entry.map(usize::try_from) {
                None => fill(body, &numbers),
                Some(Ok(number)) => {
                    self.entry_mut(number).into_iter().for_each(|bytes| fill(bytes, &numbers))
                }
                Some(Err(_)) => {}
            }
        }
    }
}

/// The number of a shared value's section, or `None` of the body.
fn entry_of(section: Section) -> Option<u64> {
    match section {
        Section::Shared(number) => Some(number),
        _ => None,
    }
}

/// Writes numbers in the places of zeros.
fn fill(bytes: &mut Vec<u8>, numbers: &Numbers) {
    let mut filled = Vec::with_capacity(bytes.len().saturating_add(numbers.len()));
    let mut done = 0;
    for (&offset, &number) in numbers {
        filled.extend_from_slice(bytes.get(done..offset).unwrap_or_default());
        varint::push(&mut filled, to_u64(number).saturating_add(1));
        done = offset.saturating_add(1);
    }
    filled.extend_from_slice(bytes.get(done..).unwrap_or_default());
    *bytes = filled;
}

/// The error of a value that no reader could put together.
#[cold]
fn unreadable(kind: ErrorKind, message: String, help: &'static str) -> Error {
    Error::new(kind, message).with_help(help)
}
