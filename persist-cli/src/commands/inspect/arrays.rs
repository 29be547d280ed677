//! The arrays of a file, as a table.

use std::ops::Range;

use persist_core::{Archive, ArrayPart, Error, Flow, Group, Result, Step, Visit};

use super::shapes::Shapes;
use crate::failure::Failure;
use crate::io::Io;
use crate::shown::{Bytes, Count, Safe, Share, path_of};
use crate::table::Table;

/// A table of arrays.
pub(super) struct ArraysTable<'s> {
    table: Table,
    uncompressed: u64,
    shapes: &'s Shapes,
}

impl<'s> ArraysTable<'s> {
    fn new(archive: &Archive, shapes: &'s Shapes, width: Option<u16>) -> Self {
        let headings = ["array", "elements", "count", "size", "share", "codec"];
        let table = Table::new(&headings, &[2, 3, 4], width);
        ArraysTable { table, uncompressed: archive.uncompressed_len(), shapes }
    }

    /// Rows that are laid out together: each takes some kilobytes until it is written. More arrays are several tables.
    const ROWS: usize = 10_000;

    /// Prints all arrays of a file.
    pub(super) fn print(archive: &Archive, io: &mut Io<'_>) -> std::result::Result<(), Failure> {
        let (arrays, shapes) = (archive.arrays()?, Shapes::of(archive));
        let (first, rest) = arrays.split_at(arrays.len().min(Self::ROWS));
        for arrays in [first].into_iter().chain(rest.chunks(Self::ROWS)) {
            let mut table = ArraysTable::new(archive, &shapes, io.width);
            arrays.iter().for_each(|array| table.row(array));
            io.print(table.table)?;
        }
        Ok(())
    }

    fn row(&mut self, array: &ArrayPart<'_>) {
        let count = Count(u64::try_from(array.len()).unwrap_or(u64::MAX)).to_string();
        let share = Share { part: array.byte_len(), whole: self.uncompressed };
        self.table.row([
            path_of(array.path()),
            Safe(&array.element()).to_string(),
            match self.shapes.get(array.path()) {
                None => count,
                Some(shape) => {
                    let axes: Vec<_> = shape.iter().map(ToString::to_string).collect();
                    format!("{count} as {}", axes.join(" × "))
                }
            },
            Bytes(array.byte_len()).to_string(),
            share.to_string(),
            array.codec().to_owned(),
        ]);
    }
}

/// The first arrays of a file, as far as they are found at once: one screen takes no longer for a large file.
pub(super) struct FirstArrays<'s> {
    table: ArraysTable<'s>,
    found: usize,
    steps: usize,
    is_cut: bool,
    /// The arrays of the shared value that has begun are listed: each has one path, the first that leads there.
    is_listed: bool,
}

impl FirstArrays<'_> {
    /// Arrays that are shown among other things.
    const SHOWN: usize = 20;

    /// Values that are walked over in search of them: some milliseconds.
    const STEPS: usize = 20_000;

    /// Bytes of a body that is read for them.
    pub(super) const MAX_BODY: u64 = 4 << 20;

    /// Bytes of a body that is walked through to its end for their shapes.
    const SHAPED_BODY: u64 = 256 << 10;

    /// Looks for the first arrays. The table of them, if there are any, and whether there may be more.
    pub(super) fn of(archive: &Archive, width: Option<u16>) -> Result<(Option<Table>, bool)> {
        let shapes = match archive.body_len() <= Self::SHAPED_BODY {
            true => Shapes::of(archive),
            false => Shapes::none(),
        };
        let table = ArraysTable::new(archive, &shapes, width);
        let mut first = FirstArrays { table, found: 0, steps: 0, is_cut: false, is_listed: false };
        match archive.visit("", &mut first) {
            Err(error) if !first.is_cut => Err(error),
            _ => Ok(((first.found > 0).then_some(first.table.table), first.is_cut)),
        }
    }

    /// What ends the walk.
    fn enough(&mut self) -> Error {
        self.is_cut = true;
        Error::invalid("enough is found")
    }
}

impl Visit for FirstArrays<'_> {
    fn begin(&mut self, group: Group<'_>) -> Result<()> {
        self.is_listed = matches!(group, Group::Shared { met: true, .. });
        Ok(())
    }

    fn step(&mut self, _: Step<'_>) -> Result<Flow> {
        self.steps = self.steps.saturating_add(1);
        match (self.steps > Self::STEPS, self.is_listed) {
            (true, _) => Err(self.enough()),
            (false, true) => Ok(Flow::Skip),
            (false, false) => Ok(Flow::Enter),
        }
    }

    fn end(&mut self) -> Result<()> {
        self.is_listed = false;
        Ok(())
    }

    fn array(&mut self, array: &ArrayPart<'_>) -> Result<Range<usize>> {
        if self.found >= Self::SHOWN {
            return Err(self.enough());
        }
        self.found = self.found.saturating_add(1);
        self.table.row(array);
        Ok(0..0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, reason = "a test that fails panics")]

    use persist_core::Persist;

    use super::*;

    #[test]
    fn many_arrays_are_several_tables_of_all_of_them() {
        let count = ArraysTable::ROWS + 1;
        let archive = Archive::from_bytes(vec![vec![7u8]; count].to_bytes().unwrap()).unwrap();
        let (mut out, mut err) = (Vec::new(), Vec::new());
        let mut io = Io {
            input: &mut std::io::empty(),
            out: &mut out,
            err: &mut err,
            width: None,
            progress: false,
            styled: [false; 2],
        };
        ArraysTable::print(&archive, &mut io).map_err(|_| "failed").unwrap();
        let text = String::from_utf8(out).unwrap();
        let of = |start: &str| text.lines().filter(|line| line.starts_with(start)).count();
        assert_eq!((of("array "), of("[")), (2, count));
    }
}
