//! Files as bytes: header, sections, checksums. Bytes go in, the same bytes come out, or an error that says
//! which of them are damaged.
//!
//! This layer knows no type and no value: the schema and the body are opaque to it, and a block is a run of
//! elements of some length. It does not open or replace files either; it reads from a [`Source`] and writes
//! to a writer. [Records](record) have none of these: they are taken apart here, too. `FORMAT.md` is the normative
//! text of what it reads and writes.
//!
//! What comes from outside is `Unverified…` until its checksum has matched. All offsets are computed in
//! [`layout`], checked; a file does not state them, so gaps and overlaps cannot be expressed.

#![warn(clippy::arithmetic_side_effects)]

mod assembly;
mod checksum;
mod codec;
mod compression;
mod cursor;
mod damage;
mod foreign;
mod header;
mod layout;
#[cfg(feature = "mmap")]
mod mapped;
mod open;
mod pipeline;
mod progress;
mod record;
mod remains;
mod rewrite;
mod sections;
mod shuffle;
mod source;
mod stream;
mod survey;
mod tables;
mod threads;
mod write;

#[cfg(test)]
mod tests;

pub use compression::Compression;
pub(crate) use layout::{PlacedSection, SectionKind};
#[cfg(feature = "mmap")]
pub(crate) use mapped::Mapped;
#[cfg(feature = "mmap")]
pub use mapped::Verify;
pub(crate) use open::Container;
pub use progress::Progress;
pub(crate) use progress::Watcher;
pub(crate) use record::{RecordParts, insert_shared, push_head};
pub(crate) use remains::Remains;
pub(crate) use rewrite::Rewrite;
pub(crate) use source::Source;
pub(crate) use stream::{read_one, read_whole};
pub(crate) use survey::{Fault, join};
pub(crate) use threads::Threads;
pub(crate) use write::{
    Contents, Output, WriteOptions, encoded_len, room_for, write, write_forward,
};
