//! What a device can hold after a cut: all that was written before its last flush, and of what came after that any
//! part, as devices write when and in which order they like.

use std::collections::{BTreeMap, HashSet};
use std::fs::File;
use std::io;
use std::os::unix::fs::FileExt;
use std::path::Path;
use std::rc::Rc;

use persist_tests::support::random::Random;

use super::log::{Entry, Log};

/// What a device writes whole or not at all. Larger writes tear at its multiples.
const BLOCK: u64 = 4096;

/// The content of a device. Clones share blocks until one of them is written to.
#[derive(Clone, Default)]
pub(crate) struct Image {
    blocks: BTreeMap<u64, Rc<[u8; 4096]>>,
}

/// A part of a write within one block.
struct Piece<'a> {
    block: u64,
    offset: usize,
    bytes: &'a [u8],
}

impl Image {
    fn write(&mut self, piece: &Piece<'_>) {
        let block = self.blocks.entry(piece.block).or_insert_with(|| Rc::new([0; 4096]));
        let range = piece.offset..piece.offset + piece.bytes.len();
        if let Some(place) = Rc::make_mut(block).get_mut(range) {
            place.copy_from_slice(piece.bytes);
        }
    }

    /// Makes a file the image of a device with this content.
    pub(crate) fn store(&self, path: &Path, len: u64) -> io::Result<()> {
        let file = File::create(path)?;
        file.set_len(len)?;
        for (number, block) in &self.blocks {
            if block.iter().any(|byte| *byte != 0) {
                file.write_all_at(&**block, number * BLOCK)?;
            }
        }
        Ok(())
    }
}

/// The time from one flush to the next.
pub(crate) struct Epoch<'a> {
    /// Entries of the log up to the flush that it begins with, and including that.
    pub(crate) entries: usize,
    /// What is on the device for sure.
    pub(crate) durable: Image,
    /// Each write since, in pieces.
    since: Vec<Vec<Piece<'a>>>,
}

impl<'a> Epoch<'a> {
    /// Those that begin and end among entries `from..until`, in order, save those without a write.
    pub(crate) fn all(log: &'a Log<'a>, from: usize, until: usize) -> impl Iterator<Item = Self> {
        let mut durable = Image::default();
        let mut since = Vec::new();
        let mut begin = None;
        let entries = log.entries.iter().enumerate().take(until);
        entries.filter_map(move |(index, entry)| match entry {
            Entry::Hint => None,
            Entry::Write(at, bytes) => {
                since.push(pieces(*at, bytes));
                None
            }
            Entry::Flush => {
                let before = durable.clone();
                since.iter().flatten().for_each(|piece| durable.write(piece));
                let since = std::mem::take(&mut since);
                let entries = begin.replace(index + 1)?;
                (entries >= from && !since.is_empty()).then_some(Epoch {
                    entries,
                    durable: before,
                    since,
                })
            }
        })
    }

    /// Up to `most` states that a cut within it can leave, no two alike: each has some of the writes since, and of
    /// some of these only some blocks.
    pub(crate) fn cuts(&self, most: usize, random: &mut Random) -> Vec<Image> {
        // Nothing of it is the state before, all of it the one after.
        let all: usize = self.since.iter().map(Vec::len).sum();
        let mut seen = HashSet::from([vec![false; all], vec![true; all]]);
        let mut images = Vec::new();
        for _ in 0..most * 4 {
            let kept = self.draw(random);
            if images.len() < most && seen.insert(kept.clone()) {
                let mut image = self.durable.clone();
                let pieces = self.since.iter().flatten().zip(kept);
                pieces.filter(|(_, kept)| *kept).for_each(|(piece, _)| image.write(piece));
                images.push(image);
            }
        }
        images
    }

    /// Which pieces are kept.
    fn draw(&self, random: &mut Random) -> Vec<bool> {
        // From nearly nothing to nearly all: losses at the end and losses in between are both of interest.
        let (issued, kept) = (1 + random.below(self.since.len()), 1 + random.below(4));
        let mut drawn = Vec::new();
        for (index, write) in self.since.iter().enumerate() {
            let whole = index < issued && random.below(4) < kept;
            let torn = whole && random.below(4) == 0;
            drawn.extend(write.iter().map(|_| whole && !(torn && random.below(2) == 0)));
        }
        drawn
    }
}

fn pieces(at: u64, mut bytes: &[u8]) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut at = at;
    while !bytes.is_empty() {
        let offset = at % BLOCK;
        let len = bytes.len().min(usize::try_from(BLOCK - offset).unwrap_or(usize::MAX));
        let (piece, rest) = bytes.split_at(len);
        let offset = usize::try_from(offset).unwrap_or_default();
        pieces.push(Piece { block: at / BLOCK, offset, bytes: piece });
        at = at - at % BLOCK + BLOCK;
        bytes = rest;
    }
    pieces
}
