//! Arrays of fixed layout: where their bytes come from on save, and go to on load.

use std::panic::{RefUnwindSafe, UnwindSafe};
use std::sync::Arc;

use super::context::Frame;
use super::raw::Room;
use super::spot::Spot;
use super::{Reader, memory, to_u64};
use crate::error::{Error, Result, Section};

/// Bytes from which on a `[T; N]` of fixed layout is stored as an array: a constant of the format.
///
/// A matrix in a struct can become a block that way. Shorter ones stay element by element, as postcard
/// writes them.
pub(crate) const MIN_ARRAY_SIZE: usize = 4096;

/// The bytes of an array, elements in their fixed layout, for as long as a save takes.
pub(crate) trait ArraySource {
    /// Length in bytes.
    fn byte_len(&self) -> u64;

    /// Hands all bytes to `sink`, in order, in pieces of any length; stops at its first error.
    ///
    /// # Errors
    ///
    /// Those of `sink`, and those of elements that cannot be stored.
    fn pieces(&self, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()>;

    /// Appends all bytes to `out`.
    ///
    /// # Errors
    ///
    /// Those of elements that cannot be stored.
    #[inline]
    fn append(&self, out: &mut Vec<u8>) -> Result<()> {
        self.pieces(&mut |piece| {
            out.extend_from_slice(piece);
            Ok(())
        })
    }
}

/// Array bytes that had to be copied, because the value they come from does not outlive the call.
pub(crate) struct OwnedArray(pub(crate) Vec<u8>);

impl ArraySource for OwnedArray {
    fn byte_len(&self) -> u64 {
        to_u64(self.0.len())
    }

    fn pieces(&self, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        sink(&self.0)
    }
}

/// The blocks of a file: arrays that stand beside its body.
pub(crate) trait BlockSource {
    /// Length in bytes and bytes per element of a block, or `None` where the file has no such block.
    fn shape(&self, number: u64) -> Option<(u64, u32)>;

    /// Reads a whole block into `out`, which is exactly as long: fills all of it.
    ///
    /// # Errors
    ///
    /// A checksum that does not match, or a file that cannot be read.
    fn read(&self, number: u64, out: Room<'_>) -> Result<()> {
        read_in_pieces(self, number, out)
    }

    /// The block where it is in the file, if the file is mapped and the block stored as it is.
    ///
    /// # Errors
    ///
    /// Damage, where it is looked for.
    fn mapped(&self, number: u64) -> Result<Option<Arc<dyn MappedBlock>>> {
        let _ = number;
        Ok(None)
    }

    /// Hands all bytes of a block to `sink`, in order, each piece checked before it is handed on.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), and those of `sink`.
    fn pieces(&self, number: u64, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()>;
}

/// Reads a block by its pieces.
///
/// # Errors
///
/// Those of the block, and one that is longer than `out`.
pub(crate) fn read_in_pieces(
    source: &(impl BlockSource + ?Sized),
    number: u64,
    mut out: Room<'_>,
) -> Result<()> {
    source.pieces(number, &mut |piece| {
        let copied = out.split_off(piece.len()).copy_from(piece);
        copied.map(drop).ok_or_else(|| Error::damaged("an array has more bytes than it says"))
    })
}

/// A block that stays where it is, in memory that was there before. Buffers share it, and are as plain as vectors.
pub(crate) trait MappedBlock: Send + Sync + UnwindSafe + RefUnwindSafe {
    /// Its bytes.
    fn bytes(&self) -> &[u8];

    /// Compares them with their checksums.
    ///
    /// # Errors
    ///
    /// Damage.
    fn verify(&self) -> Result<()>;
}

/// No blocks: for a body that stands alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct NoBlocks;

impl BlockSource for NoBlocks {
    fn shape(&self, _: u64) -> Option<(u64, u32)> {
        None
    }

    fn pieces(&self, number: u64, _: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        Err(missing(number))
    }
}

pub(super) fn missing(number: u64) -> Error {
    Error::damaged(format!("the body refers to block {number}, which the file does not have"))
}

/// Where the elements of an array stand.
#[derive(Clone, Copy)]
pub(crate) enum ArrayHead<'a> {
    /// These bytes of the section, count × stride of them.
    InPlace(&'a [u8]),
    /// A block of the file.
    Block(BlockRef<'a>),
}

impl ArrayHead<'_> {
    /// How many elements of `stride` bytes there are.
    pub(crate) fn count(&self, stride: u32) -> usize {
        #[expect(clippy::as_conversions, reason = "usize has at least 32 bits here")]
        match self {
            ArrayHead::InPlace(bytes) => bytes.len() / (stride as usize).max(1),
            ArrayHead::Block(block) => block.count,
        }
    }
}

impl Reader<'_> {
    /// Checks how many elements an array that starts here claims against what its type says of it.
    ///
    /// # Errors
    ///
    /// Another length than the type's.
    pub(crate) fn fits(&self, found: usize, len: Option<u64>) -> Result<()> {
        match len {
            Some(len) if len != to_u64(found) => {
                Err(self.damaged(format!("{found} elements are claimed of an array of {len}")))
            }
            _ => Ok(()),
        }
    }
}

/// A block whose length has been checked against the array that refers to it.
#[derive(Clone, Copy)]
pub(crate) struct BlockRef<'a> {
    number: u64,
    count: usize,
    blocks: &'a dyn BlockSource,
}

impl BlockRef<'_> {
    /// The block's number.
    pub(crate) fn number(&self) -> u64 {
        self.number
    }

    /// Elements in the block.
    pub(crate) fn count(&self) -> usize {
        self.count
    }

    /// Reads the block into `out`, count × stride bytes.
    ///
    /// # Errors
    ///
    /// Damage, and a file that cannot be read.
    pub(crate) fn read(&self, out: Room<'_>) -> Result<()> {
        self.blocks.read(self.number, out)
    }

    /// The block where it is: see [`BlockSource::mapped`].
    ///
    /// # Errors
    ///
    /// As there.
    pub(crate) fn mapped(&self) -> Result<Option<Arc<dyn MappedBlock>>> {
        self.blocks.mapped(self.number)
    }

    /// Hands all bytes of the block to `sink`, in checked pieces of any length.
    ///
    /// # Errors
    ///
    /// As [`read`](Self::read), and those of `sink`.
    pub(crate) fn pieces(&self, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        self.blocks.pieces(self.number, sink)
    }

    /// The error of a block that has ended before its array.
    #[cold]
    pub(crate) fn incomplete(&self) -> Error {
        let message = format!("block {} has fewer bytes than its array", self.number);
        self.blame_at(0, Error::damaged(message))
    }

    /// Says of an error without a place that it was seen at `offset` in the block.
    #[cold]
    pub(crate) fn blame_at(&self, offset: usize, error: Error) -> Error {
        error.at(Section::Block(self.number), to_u64(offset))
    }
}

impl<'a> Spot<'a> {
    /// The block that an array refers to: its length has to be that of the array.
    #[cold]
    pub(super) fn block(self, number: u64, count: usize, stride: u32) -> Result<BlockRef<'a>> {
        let blocks = self.frame.cx.blocks;
        if self.frame.in_place {
            return Err(self.damaged("a key refers to a block"));
        }
        match blocks.shape(number) {
            None => Err(self.no_block(number)),
            Some((len, block_stride))
                if block_stride == stride
                    && to_u64(count).checked_mul(stride.into()) == Some(len) =>
            {
                Ok(BlockRef { number, count, blocks })
            }
            Some(shape) => Err(self.other_block(number, shape, count, stride)),
        }
    }
}

impl<'a> Reader<'a> {
    /// Reads the elements of an array that [`array`](Self::array) has just returned, `stride` bytes each, one after
    /// the other: `read` takes those of one.
    ///
    /// # Errors
    ///
    /// Those of `read`, and those of blocks.
    pub(crate) fn elements(
        &self,
        head: ArrayHead<'_>,
        stride: u32,
        mut read: impl FnMut(&mut Reader<'_>) -> Result<()>,
    ) -> Result<()> {
        self.runs(head, stride, |r, count| (0..count).try_for_each(|_| read(r)))
    }

    /// Reads the [`elements`](Self::elements) of an array in as few runs as they lie in: `read` takes so many.
    ///
    /// # Errors
    ///
    /// Those of `read`, and those of blocks.
    pub(crate) fn runs(
        &self,
        head: ArrayHead<'_>,
        stride: u32,
        mut read: impl FnMut(&mut Reader<'_>, usize) -> Result<()>,
    ) -> Result<()> {
        #[expect(clippy::as_conversions, reason = "usize has at least 32 bits here")]
        let stride = (stride as usize).max(1);
        match head {
            ArrayHead::InPlace(bytes) => {
                // The section up to the cursor, which stands behind the elements.
                let frame = Frame { len: self.offset(), ..*self.frame };
                run(&frame, bytes, stride, &mut read)
            }
            ArrayHead::Block(block) => {
                let section = Section::Block(block.number());
                let frame = |len| Frame { section, len, ..*self.frame };
                let mut seen = 0usize;
                // Pieces end where checked chunks end: the bytes of an element may be split between two. How large it is
                // the file says, also where there is none.
                let longest = stride.saturating_mul(block.count().min(1));
                let mut split: Vec<u8> = memory::room_for(longest)?;
                block.pieces(&mut |mut piece| {
                    let end = seen.saturating_add(piece.len());
                    if !split.is_empty() {
                        let missing = stride.saturating_sub(split.len()).min(piece.len());
                        let (front, rest) = piece.split_at(missing);
                        split.extend_from_slice(front);
                        piece = rest;
                        if split.len() < stride {
                            seen = end;
                            return Ok(());
                        }
                        run(&frame(end.saturating_sub(rest.len())), &split, stride, &mut read)?;
                        split.clear();
                    }
                    let (whole, rest) = piece.split_at(piece.len() - piece.len() % stride);
                    run(&frame(end.saturating_sub(rest.len())), whole, stride, &mut read)?;
                    split.extend_from_slice(rest);
                    seen = end;
                    Ok(())
                })
            }
        }
    }
}

/// Reads as many elements as `bytes` holds, which end where the frame does.
fn run(
    frame: &Frame<'_>,
    bytes: &[u8],
    stride: usize,
    read: &mut impl FnMut(&mut Reader<'_>, usize) -> Result<()>,
) -> Result<()> {
    let mut reader = Reader { rest: bytes, frame };
    read(&mut reader, bytes.len() / stride)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails panics")]

    use super::super::{Context, Limits, SharedEntries};
    use super::*;

    const BYTES: [u8; 12] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12];

    /// A block of [`BYTES`] that comes in pieces of these lengths.
    struct Pieces(&'static [usize]);

    impl BlockSource for Pieces {
        fn shape(&self, number: u64) -> Option<(u64, u32)> {
            (number == 0).then_some((12, 4))
        }

        fn pieces(&self, _: u64, sink: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
            let mut rest = &BYTES[..];
            self.0.iter().try_for_each(|len| sink(rest.split_off(..*len).unwrap()))
        }
    }

    #[test]
    fn elements_are_whole_however_the_pieces_of_their_block_fall() {
        let all: [&[usize]; 6] =
            [&[12], &[4, 8], &[5, 7], &[3, 3, 3, 3], &[1, 1, 9, 0, 1], &[1; 12]];
        for pieces in all {
            let blocks = Pieces(pieces);
            let context = Context::new(&Limits::default(), 12, &blocks, SharedEntries::default());
            let mut found = Vec::new();
            let read = context.read_at((Section::Body, &[]), 0, false, |r| {
                let head = ArrayHead::Block(BlockRef { number: 0, count: 3, blocks: &blocks });
                r.elements(head, 4, |r| {
                    assert_eq!(r.section(), Section::Block(0));
                    found.push((r.offset(), r.raw::<4>()?));
                    Ok(())
                })
            });
            read.unwrap();
            assert_eq!(found, [(0, [1, 2, 3, 4]), (4, [5, 6, 7, 8]), (8, [9, 10, 11, 12])]);
        }
    }

    #[test]
    fn pieces_fill_the_room_for_a_block_and_no_more() {
        let mut whole = [0; 12];
        Room::over(&mut whole, |room| Pieces(&[5, 0, 7]).read(0, room)).unwrap();
        assert_eq!(whole, BYTES);
        let error = Room::over(&mut [0; 11], |room| Pieces(&[5, 7]).read(0, room)).unwrap_err();
        assert!(error.to_string().contains("more bytes than it says"), "{error}");
    }
}
