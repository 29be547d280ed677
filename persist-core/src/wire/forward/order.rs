//! The order in which a reader comes by shared values.
//!
//! A reader follows a weak pointer to a value that it has not read yet, where the writer goes on. So it may be within
//! other values when it comes to one: deeper than the writer was, or within the very value that it needs whole. What
//! was met is gone through once more as a reader will, before a file is written that would not load.

use super::super::shared::{SharedKey, SharedTable};
use super::super::to_u64;
use super::{entry_of, unreadable};
use crate::error::{Error, ErrorKind, Result, Section};

/// References to shared values, in the order in which they were written.
#[derive(Debug)]
pub(in super::super) struct Encounters {
    /// Values that were being written when the first was met, from the outermost one on.
    open: Vec<usize>,
    /// How many values had been met by then: but for the open ones, a reader has read them, too.
    before: usize,
    list: Vec<Encounter>,
}

#[derive(Clone, Copy, Debug)]
struct Encounter {
    section: Section,
    offset: usize,
    /// Levels of depth that were left.
    depth: u32,
    target: SharedKey,
    is_weak: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    New,
    Open,
    Read,
}

/// A value that is being gone through: `None` is the body.
struct Visit {
    value: Option<usize>,
    /// Levels of depth that a reader has left at its start.
    depth: u32,
    next: usize,
}

impl Encounters {
    pub(super) fn from_here(table: &SharedTable) -> Self {
        Encounters { open: table.open().collect(), before: table.len(), list: Vec::new() }
    }

    pub(super) fn push(
        &mut self,
        section: Section,
        offset: usize,
        depth: u32,
        target: SharedKey,
        is_weak: bool,
    ) {
        self.list.push(Encounter { section, offset, depth, target, is_weak });
    }

    /// Goes through all values as a reader does that has `limit` levels of depth.
    pub(super) fn check(&self, table: &SharedTable, limit: u32) -> Result<()> {
        let by_value = self.by_value(table.len());
        let mut states = vec![State::New; table.len()];
        states.iter_mut().take(self.before).for_each(|state| *state = State::Read);
        let mut visits = vec![Visit { value: None, depth: limit, next: 0 }];
        for &value in &self.open {
            set(&mut states, value, State::Open);
            visits.push(Visit { value: Some(value), depth: table.depth_of(value), next: 0 });
        }
        while let Some(visit) = visits.last_mut() {
            let Some(met) = by_value.get(index(visit.value)).and_then(|list| list.get(visit.next))
            else {
                if let Some(Visit { value: Some(value), .. }) = visits.pop() {
                    set(&mut states, value, State::Read);
                }
                continue;
            };
            visit.next = visit.next.saturating_add(1);
            // Targets that were never met as shared values are not in the file.
            let Some(target) = table.number(met.target) else { continue };
            match states.get(target) {
                Some(State::Open) if !met.is_weak => return Err(met.within_itself()),
                Some(State::New) => {}
                _ => continue,
            }
            let start = visit.value.map_or(limit, |value| table.depth_of(value));
            let used = start.saturating_sub(met.depth);
            match visit.depth.checked_sub(used).and_then(|left| left.checked_sub(1)) {
                Some(depth) => visits.push(Visit { value: Some(target), depth, next: 0 }),
                None => return Err(met.too_deep(limit)),
            }
            set(&mut states, target, State::Open);
        }
        Ok(())
    }

    /// The encounters within each value, behind those of the body.
    fn by_value(&self, values: usize) -> Vec<Vec<Encounter>> {
        let mut by_value = vec![Vec::new(); values.saturating_add(1)];
        for met in &self.list {
            let value = entry_of(met.section).and_then(|number| usize::try_from(number).ok());
            if let Some(list) = by_value.get_mut(index(value)) {
                list.push(*met);
            }
        }
        by_value
    }
}

impl Encounter {
    fn at(&self, error: Error) -> Error {
        error.at(self.section, to_u64(self.offset))
    }

    #[cold]
    fn within_itself(&self) -> Error {
        self.at(unreadable(
            ErrorKind::Caller,
            "a `Weak` leads to a value that holds the one which is being put together: neither can be loaded first"
                .to_owned(),
            "mark the field that holds the `Weak` with `#[persist(skip)]`, and set it when the value is loaded",
        ))
    }

    #[cold]
    fn too_deep(&self, limit: u32) -> Error {
        self.at(unreadable(
            ErrorKind::Limit,
            format!("values that a `Weak` leads to before they are met are nested more than {limit} levels deep"),
            "let those that are pointed at stand before those that point at them; a larger SaveOptions::depth saves \
             the value as it is, and loading it will need Limits::depth as large, and a thread with stack enough",
        ))
    }
}

fn set(states: &mut [State], value: usize, to: State) {
    if let Some(state) = states.get_mut(value) {
        *state = to;
    }
}

/// Of the body, or of a shared value.
fn index(value: Option<usize>) -> usize {
    value.map_or(0, |value| value.saturating_add(1))
}
