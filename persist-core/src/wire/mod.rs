//! Bytes of values: the body's encoding, which is postcard's wire format, with arrays of fixed layout and
//! shared values beside it, and the limits that reading and writing keep.
//!
//! This layer knows no schema and no trait: it moves numbers, strings, lengths and arrays, and refuses
//! what the bytes cannot hold. Which of them come when is for the types to say.

mod array;
mod budget;
mod context;
mod cyclic;
#[cfg(feature = "serde")]
pub(crate) mod foreign;
mod forward;
mod half;
mod limits;
mod memo;
pub(crate) mod memory;
pub(crate) mod raw;
mod reader;
mod rewrite;
mod shared;
mod spot;
pub(crate) mod varint;
mod writer;

pub use limits::Limits;
pub use raw::{Adapted, Appender, Facts, FixedRoom, Plain};
pub use reader::Reader;
pub use shared::SharedKey;
pub use writer::Writer;

pub(crate) use array::{
    ArrayHead, ArraySource, BlockRef, BlockSource, MIN_ARRAY_SIZE, MappedBlock, NoBlocks,
    OwnedArray, read_in_pieces,
};
pub(crate) use context::Context;
pub(crate) use cyclic::Read;
pub(crate) use half::{bf16_bits, f16_bits, f32_of_bf16, f32_of_f16};
pub(crate) use rewrite::{BlockCopy, WrittenBlocks};
pub(crate) use shared::SharedEntries;
pub(crate) use writer::{Block, WriterOptions, Written};

#[cfg(test)]
mod tests;

/// Lengths, counts and offsets are 64 bits wide in files.
#[expect(clippy::as_conversions, reason = "no platform has a usize of more than 64 bits")]
#[cfg_attr(not(debug_assertions), inline(always))]
pub(crate) const fn to_u64(len: usize) -> u64 {
    len as u64
}
