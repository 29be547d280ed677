//! Which fields of both sides are the same, by their names of today and of former times.

use super::fields::Side;
use crate::schema::{Named, Names};

impl Named for Side<'_> {
    fn name(&self) -> &str {
        &self.name
    }
}

/// Of the fields of each side, which of the other's they are.
pub(super) struct Matched {
    pub(super) of_reader: Vec<Option<usize>>,
    pub(super) of_writer: Vec<Option<usize>>,
}

impl Matched {
    /// Each of the program's fields is the file's of its name, or else one of a former name, or else the one whose
    /// former name it is, as a newer file has. None is taken twice.
    pub(super) fn of(w: &[Side<'_>], r: &[Side<'_>]) -> Self {
        let mut matched =
            Matched { of_reader: vec![None; r.len()], of_writer: vec![None; w.len()] };
        let mut by_name = None;
        let mut named = |name: &str| by_name.get_or_insert_with(|| Names::of(w)).find(name);
        for (number, side) in r.iter().enumerate() {
            // Most stay where they are.
            let stays = w.get(number).is_some_and(|w| w.name == side.name);
            matched.take(number, if stays { Some(number) } else { named(&side.name) });
        }
        for (number, side) in r.iter().enumerate() {
            side.was.iter().for_each(|was| {
                if matched.lacks(number) {
                    matched.take(number, named(was));
                }
            });
        }
        matched.take_by_former_names_of(w, r);
        matched
    }

    fn take_by_former_names_of(&mut self, w: &[Side<'_>], r: &[Side<'_>]) {
        if w.iter().all(|side| side.was.is_empty()) || self.of_reader.iter().all(Option::is_some) {
            return;
        }
        let formers = formers((0..).zip(w).map(|(number, side)| (number, side.was)));
        let by_former = Names::of(&formers);
        for (number, side) in r.iter().enumerate() {
            if self.lacks(number) {
                let found = by_former.find(&side.name).and_then(|found| formers.get(found));
                self.take(number, found.map(|(_, writer)| *writer));
            }
        }
    }

    fn lacks(&self, reader: usize) -> bool {
        self.of_reader.get(reader).is_some_and(Option::is_none)
    }

    fn take(&mut self, reader: usize, writer: Option<usize>) {
        let free = writer.and_then(|writer| self.of_writer.get_mut(writer));
        if let (Some(free @ None), Some(slot)) = (free, self.of_reader.get_mut(reader)) {
            (*free, *slot) = (Some(reader), writer);
        }
    }
}

/// All former names, with the numbers of what had them.
pub(super) fn formers<'n>(
    all: impl Iterator<Item = (usize, &'n [String])>,
) -> Vec<(&'n str, usize)> {
    all.flat_map(|(number, was)| was.iter().map(move |was| (was.as_str(), number))).collect()
}
