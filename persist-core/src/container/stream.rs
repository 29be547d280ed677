//! Taking one file off a stream that only goes forward, and no byte of what follows it, or all of a stream.

use std::borrow::Cow;
use std::io::Read;

use super::damage;
use super::foreign::HEAD_LEN;
use super::header::UnverifiedPrefix;
use super::layout::{CHUNK_LEN, MAGIC, PREFIX_LEN, header_end, to_u64};
use crate::error::{Error, Result};
use crate::wire::Limits;

/// The bytes of one file: prefix, header and tables say where it ends. The caller opens them.
///
/// Memory grows with the bytes that arrive, in steps of one chunk, whatever length is claimed.
///
/// # Errors
///
/// Everything that is wrong with a file in front of its first section, a stream that ends too early or
/// fails, and a file beyond the limits.
pub(crate) fn read_one(reader: &mut dyn Read, limits: &Limits) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    read_until(reader, &mut bytes, to_u64(PREFIX_LEN))?;
    if !bytes.starts_with(&MAGIC) {
        // Nothing follows a foreign file that could be left unread, and its first bytes say what it is.
        read_until(reader, &mut bytes, to_u64(HEAD_LEN))?;
    }
    let prefix = UnverifiedPrefix::parse(&bytes)?;
    let header_len = prefix.header_len(limits)?;
    let header_end = header_end(header_len);
    require(reader, &mut bytes, header_end, limits, damage::cut_in_header)?;
    let header = bytes.get(PREFIX_LEN..).unwrap_or_default();
    let file_len = prefix.verify(Cow::Borrowed(header))?.file_len();
    require(reader, &mut bytes, file_len, limits, damage::truncated)?;
    Ok(bytes)
}

/// The bytes of a file that is the whole stream.
///
/// # Errors
///
/// As [`read_one`], and bytes that follow.
pub(crate) fn read_whole(reader: &mut dyn Read, limits: &Limits) -> Result<Vec<u8>> {
    let (bytes, mut more) = (read_one(reader, limits)?, Vec::new());
    read_until(reader, &mut more, 1)?;
    match more.is_empty() {
        true => Ok(bytes),
        false => Err(damage::trailing(to_u64(bytes.len()), "more")),
    }
}

/// Reads on until there are `len` bytes; `too_short` tells of a stream that ends before.
fn require(
    reader: &mut dyn Read,
    bytes: &mut Vec<u8>,
    len: u64,
    limits: &Limits,
    too_short: fn(u64, u64) -> Error,
) -> Result<()> {
    damage::check_file_limit(len, limits)?;
    read_until(reader, bytes, len)?;
    match to_u64(bytes.len()) {
        found if found < len => Err(too_short(len, found)),
        _ => Ok(()),
    }
}

/// Reads on until there are `len` bytes, or the stream ends.
fn read_until(reader: &mut dyn Read, bytes: &mut Vec<u8>, len: u64) -> Result<()> {
    loop {
        let missing = len.saturating_sub(to_u64(bytes.len()));
        let step = usize::try_from(missing).unwrap_or(CHUNK_LEN).min(CHUNK_LEN);
        if step == 0 {
            return Ok(());
        }
        bytes.try_reserve(step).map_err(|error| damage::no_memory(to_u64(step), error))?;
        let read = (&mut *reader)
            .take(to_u64(step))
            .read_to_end(bytes)
            .map_err(|error| Error::system("the stream could not be read", error))?;
        if read < step {
            return Ok(());
        }
    }
}
