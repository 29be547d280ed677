//! Records as bytes: a marker, a fingerprint, shared values if there are any, and the body. Nothing else stands
//! around a value that a store keeps, so nothing here can tell damage from another value.

use super::foreign;
use super::layout::{MAGIC, to_u64};
use crate::error::{Error, ErrorKind, Result};
use crate::wire::{Limits, varint};

/// The first byte of a record, as of a file: no text begins with it.
const FIRST: u8 = MAGIC[0];
/// The second byte of a record that is a body alone.
const PLAIN: u8 = b'v';
/// The second byte of a record with shared values in front of its body.
const SHARED: u8 = b's';
/// The second byte of a file: no record's.
const FILE: u8 = MAGIC[1];

/// Bytes of the marker, and those up to the body or the shared values.
const MARKER_LEN: usize = 2;
const HEAD_LEN: usize = MARKER_LEN + size_of::<u64>();

/// A record, taken apart.
#[derive(Clone, Copy, Debug)]
pub(crate) struct RecordParts<'a> {
    pub(crate) fingerprint: u64,
    /// The section of shared values, empty if there are none.
    pub(crate) shared: &'a [u8],
    pub(crate) body: &'a [u8],
}

impl<'a> RecordParts<'a> {
    /// Takes a record apart.
    ///
    /// # Errors
    ///
    /// What is no record, one that ends too early, and one beyond the limit of a file.
    #[inline]
    pub(crate) fn parse(bytes: &'a [u8], limits: &Limits) -> Result<Self> {
        if let Some(limit) = limits.file.filter(|limit| to_u64(bytes.len()) > *limit) {
            return Err(too_large(bytes.len(), limit));
        }
        let [FIRST, form @ (PLAIN | SHARED), rest @ ..] = bytes else {
            return Err(no_record(bytes));
        };
        let Some((fingerprint, rest)) = rest.split_first_chunk() else {
            return Err(cut(bytes.len()));
        };
        let fingerprint = u64::from_le_bytes(*fingerprint);
        if *form == PLAIN {
            return Ok(RecordParts { fingerprint, shared: &[], body: rest });
        }
        let (shared, body) = split_shared(rest)?;
        Ok(RecordParts { fingerprint, shared, body })
    }

    /// Bytes that are read: what limits count by.
    #[inline]
    pub(crate) fn raw_len(&self) -> u64 {
        to_u64(self.shared.len()).saturating_add(to_u64(self.body.len()))
    }
}

/// Appends what stands in front of a body.
#[inline]
pub(crate) fn push_head(out: &mut Vec<u8>, fingerprint: u64) {
    out.extend_from_slice(&[FIRST, PLAIN]);
    out.extend_from_slice(&fingerprint.to_le_bytes());
}

/// Inserts shared values into the record that starts at `start` and has been written without them.
pub(crate) fn insert_shared(out: &mut Vec<u8>, start: usize, shared: &[u8]) {
    let head = start.saturating_add(HEAD_LEN).min(out.len());
    let body = out.split_off(head);
    if let Some(form) = out.get_mut(start.saturating_add(1)) {
        *form = SHARED;
    }
    varint::push(out, to_u64(shared.len()));
    out.extend_from_slice(shared);
    out.extend_from_slice(&body);
}

/// Whether bytes that are no file begin as a record does. Of a file whose first bytes are damaged, more than two
/// would have to be.
pub(super) fn is_record(head: &[u8]) -> bool {
    let is_file = MAGIC
        .get(MARKER_LEN..)
        .is_some_and(|magic| head.get(MARKER_LEN..).is_some_and(|head| head.starts_with(magic)));
    matches!(head, [FIRST, PLAIN | SHARED, ..]) && head.len() >= HEAD_LEN && !is_file
}

/// The section of shared values behind its length, and the body.
fn split_shared(rest: &[u8]) -> Result<(&[u8], &[u8])> {
    let (len, rest) = varint::take_u128(rest)
        .map_err(|_| damaged("the record has no length of its shared values"))?;
    let parts = usize::try_from(len).ok().and_then(|len| rest.split_at_checked(len));
    match parts {
        // Else one value could be two records.
        Some(([], _)) => Err(damaged("the record claims to have shared values, and has none")),
        Some(parts) => Ok(parts),
        None => Err(damaged(format!(
            "the record is cut short: expected {len} bytes of shared values, found {}",
            rest.len()
        ))),
    }
}

#[cold]
fn damaged(message: impl Into<std::borrow::Cow<'static, str>>) -> Error {
    Error::damaged(message).with_help("take another copy of the record")
}

#[cold]
fn cut(found: usize) -> Error {
    damaged(format!(
        "the record is cut short: expected {HEAD_LEN} bytes in front of its body, found {found}"
    ))
}

#[cold]
fn too_large(len: usize, limit: u64) -> Error {
    let message = format!("the record has {len} bytes, beyond the limit of {limit}");
    Error::new(ErrorKind::Limit, message)
        .with_help("if you trust the record, read it with a larger Limits::file")
}

/// What bytes are that do not begin as a record does.
#[cold]
fn no_record(bytes: &[u8]) -> Error {
    match bytes {
        [] => return damaged("the record is empty"),
        [FIRST] => return cut(bytes.len()),
        _ if bytes.starts_with(&MAGIC) => {
            return not_persist("it is a whole persist file".into())
                .with_help("read it with `from_bytes` or `load`; `to_record` writes records");
        }
        _ => {}
    }
    if let Some((name, help)) = foreign::recognise(bytes) {
        return not_persist(format!("it looks like {name}")).with_help(help);
    }
    match bytes {
        [FIRST, form, ..] if *form != FILE => Error::new(
            ErrorKind::Unsupported,
            format!("the record is of form `{}`, which is not known", form.escape_ascii()),
        )
        .with_help("read it with a newer version of persist-core, or take another copy of it"),
        _ => {
            let found = bytes.get(..MARKER_LEN).unwrap_or(bytes);
            not_persist(format!(
                "expected `{}` or `{}` as its first bytes, found `{}`",
                [FIRST, PLAIN].escape_ascii(),
                [FIRST, SHARED].escape_ascii(),
                found.escape_ascii()
            ))
            .with_help("pass the record that is meant, or read this one with what wrote it")
        }
    }
}

fn not_persist(what: String) -> Error {
    Error::new(ErrorKind::NotPersist, format!("this is not a record: {what}"))
}
