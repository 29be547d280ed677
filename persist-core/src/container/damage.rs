//! What this layer says of damaged files, and of files beyond the limits: one function for each message.

use std::borrow::Cow;
use std::fmt::Display;
use std::ops::Range;

use super::codec::DecodeError;
use super::layout::{CHUNK_LEN, PREFIX_LEN, PlacedSection, to_u64};
use crate::error::{Error, ErrorKind, Section};
use crate::wire::Limits;

/// What to do about every damaged file.
pub(super) const RESTORE: &str = "take another copy of the file";

/// Damage of the prefix, the header or padding, at `offset` in the file.
pub(super) fn in_header(offset: u64, message: impl Into<Cow<'static, str>>) -> Error {
    Error::damaged(message).at(Section::Header, offset).with_help(RESTORE)
}

pub(super) fn empty() -> Error {
    Error::damaged("the file is empty")
        .with_help("whoever wrote it failed or made a placeholder; take another copy of the file")
}

/// The file ends before it says how long its header is.
pub(super) fn cut_in_prefix(found: u64) -> Error {
    in_header(
        found,
        format!(
            "the file is cut short: expected {PREFIX_LEN} bytes in front of the header, found {found}"
        ),
    )
}

/// The file ends inside its header, which ends at `expected` if its length can be trusted: its checksum covers it,
/// and cannot be computed.
pub(super) fn cut_in_header(expected: u64, found: u64) -> Error {
    in_header(
        found,
        format!(
            "the file is cut short, or bytes 12..16, which say how long its header is, are damaged: expected {expected} \
             bytes up to the header's end, found {found}"
        ),
    )
}

/// The file ends where its tables say that it goes on.
pub(super) fn truncated(expected: u64, found: u64) -> Error {
    in_header(found, format!("the file is cut short: expected {expected} bytes, found {found}"))
}

/// `found` says how many bytes there are.
pub(super) fn trailing(expected: u64, found: impl Display) -> Error {
    in_header(
        expected,
        format!("bytes follow the file's end: expected {expected} bytes, found {found}"),
    )
}

pub(super) fn padding(section: &PlacedSection, offset: u64) -> Error {
    in_header(offset, format!("the padding in front of {section} is not zero"))
}

/// Chunk `number` of `section` does not match its checksum; `offset` is its place in the section, `range`
/// that in the file.
pub(super) fn chunk(
    section: &PlacedSection,
    number: u64,
    offset: u64,
    range: &Range<u64>,
) -> Error {
    let message = format!(
        "chunk {number} of {section} does not match its checksum: there is damage in bytes {}..{} of the file",
        range.start, range.end
    );
    in_section(section, offset, message)
}

/// The file ends in front of the end of chunk `number` of `section`, which is at `offset` in it.
pub(super) fn cut_chunk(
    section: &PlacedSection,
    number: u64,
    offset: u64,
    range: &Range<u64>,
) -> Error {
    let message = format!(
        "the file is cut short: it ends in front of the end of chunk {number} of {section}, which is bytes {}..{}",
        range.start, range.end
    );
    in_section(section, offset, message)
}

/// Damage somewhere behind `offset` in a section.
fn in_section(section: &PlacedSection, offset: u64, message: String) -> Error {
    let (place, offset) = section.place(offset);
    Error::damaged(message).somewhere_from(place, offset).with_help(RESTORE)
}

/// Chunk `number` of `section`, at `offset` in it, matches its checksum and does not restore.
pub(super) fn undecodable(
    section: &PlacedSection,
    number: u64,
    offset: u64,
    error: DecodeError,
) -> Error {
    let codec = section.coding.codec.row().name;
    let (place, offset) = section.place(offset);
    let (kind, message, help) = match error {
        DecodeError::NotBuilt => (
            ErrorKind::Unsupported,
            format!("{section} is compressed with {codec}, which this program is built without"),
            Cow::Owned(format!("build it with the feature `{codec}` of persist-core")),
        ),
        DecodeError::NoMemory => (
            ErrorKind::System,
            format!("the system has no memory to restore chunk {number} of {section}"),
            Cow::Borrowed("free some memory, or read the file with fewer threads"),
        ),
        DecodeError::Malformed(error) => (
            ErrorKind::Damaged,
            format!("chunk {number} of {section} is not what {codec} writes: {error}"),
            Cow::Borrowed(RESTORE),
        ),
    };
    Error::new(kind, message).somewhere_from(place, offset).with_help(help)
}

/// Damage of the prefix or the header, which ends at `end`.
pub(super) fn header_checksum(end: u64) -> Error {
    Error::damaged(format!(
        "the header does not match its checksum: there is damage in bytes 0..{end} of the file"
    ))
    .somewhere_from(Section::Header, 0)
    .with_help(RESTORE)
}

/// The file needs what this version of the library does not have.
pub(super) fn unsupported(offset: u64, message: String) -> Error {
    Error::new(ErrorKind::Unsupported, message)
        .at(Section::Header, offset)
        .with_help("update persist in the program that loads the file")
}

/// Refuses a file of `len` bytes, if the limits do.
pub(super) fn check_file_limit(len: u64, limits: &Limits) -> Result<(), Error> {
    match limits.file {
        Some(limit) if len > limit => Err(Error::new(
            ErrorKind::Limit,
            format!("the file has {len} bytes or more, beyond the limit of {limit}"),
        )
        .with_help("if you trust the file, load it with a larger Limits::file")),
        _ => Ok(()),
    }
}

/// Refuses to allocate `len` bytes for `what`, if `limit` says so.
///
/// One chunk is always allowed: the limit is there for large files, and the value of a small one charges its
/// memory by itself.
pub(super) fn check_allocation(what: impl Display, len: u64, limit: u64) -> Result<(), Error> {
    if len <= limit.max(to_u64(CHUNK_LEN)) {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Limit,
        format!("{what} needs {len} bytes of memory, beyond the limit of {limit} in all"),
    )
    .with_help("if you trust the file, load it with a larger Limits::allocation"))
}

/// Refuses a file of `stored` bytes that claims to hold `raw`, if the limits do.
pub(super) fn check_inflation(raw: u64, stored: u64, limits: &Limits) -> Result<(), Error> {
    let limit = limits.inflation_for(stored);
    if raw <= limit {
        return Ok(());
    }
    Err(Error::new(
        ErrorKind::Limit,
        format!("{stored} stored bytes claim to hold {raw}, beyond the limit of {limit}"),
    )
    .with_help("if you trust the file, load it with a larger Limits::inflation"))
}

pub(super) fn no_memory(len: u64, source: impl Into<std::io::Error>) -> Error {
    Error::system(format!("no memory for {len} bytes of the file"), source.into())
}

pub(super) fn unreadable(range: &Range<u64>, source: std::io::Error) -> Error {
    Error::system(format!("bytes {}..{} could not be read", range.start, range.end), source)
}
