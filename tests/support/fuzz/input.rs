//! An input taken apart: parts behind their lengths, then the rest.

use crate::support::craft::repair;

/// What is left of an input.
#[derive(Clone, Copy, Debug)]
pub(super) struct Input<'b>(pub(super) &'b [u8]);

impl<'b> Input<'b> {
    /// The next byte, 0 at the end.
    pub(super) fn byte(&mut self) -> u8 {
        let Some((&byte, rest)) = self.0.split_first() else { return 0 };
        self.0 = rest;
        byte
    }

    /// A number of two bytes.
    pub(super) fn number(&mut self) -> u16 {
        u16::from_le_bytes([self.byte(), self.byte()])
    }

    /// One of several.
    pub(super) fn one_of<'t, T>(&mut self, all: &'t [T]) -> &'t T {
        all.get(usize::from(self.byte()) % all.len().max(1)).expect("there are some")
    }

    /// A part behind its length; what is left, if that is less.
    pub(super) fn part(&mut self) -> &'b [u8] {
        let len = usize::from(self.number());
        let (part, rest) = self.0.split_at(len.min(self.0.len()));
        self.0 = rest;
        part
    }

    /// The rest as text, whatever it is.
    pub(super) fn text(&mut self) -> String {
        String::from_utf8_lossy(std::mem::take(&mut self.0)).into_owned()
    }

    /// The rest as a file, whose checksums are made to fit where `is_repaired`.
    pub(super) fn file(self, is_repaired: bool) -> Vec<u8> {
        let mut file = self.0.to_vec();
        if is_repaired {
            repair(&mut file);
        }
        file
    }
}

/// A part behind its length, as [`Input::part`] takes it.
pub(super) fn part(bytes: &[u8]) -> Vec<u8> {
    let len = u16::try_from(bytes.len()).expect("a short part");
    [&len.to_le_bytes(), bytes].concat()
}
