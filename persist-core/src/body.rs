//! Bare bodies: a value's bytes without header, schema and checksum.
//!
//! For a transport or a store that brings all of these itself, and for measuring. A body can be read only by
//! the very schema that wrote it, and nothing notices when it is not: for anything that is kept, use
//! [`save`](crate::save) or [`to_bytes`](crate::to_bytes). Values behind `Rc` and `Arc` stand beside the
//! body, so a type that holds them has no bare one.

use crate::error::{Error, ErrorKind, Result};
use crate::persist::Persist;
use crate::wire::{Context, Limits, NoBlocks, SharedEntries, Writer, WriterOptions, to_u64};

/// Appends a value's body to `out`, all arrays in place; an error leaves `out` as it was.
///
/// # Errors
///
/// Values that cannot be stored, and shared values.
///
/// # Example
///
/// ```
/// let mut bytes = Vec::new();
/// persist_core::body::encode_into(&(300u16, "iris".to_owned()), &mut bytes)?;
/// assert_eq!(bytes, [0xac, 0x02, 4, b'i', b'r', b'i', b's']);
/// # Ok::<(), persist_core::Error>(())
/// ```
pub fn encode_into<T: Persist>(value: &T, out: &mut Vec<u8>) -> Result<()> {
    let options = WriterOptions { block_threshold: None, ..WriterOptions::default() };
    let before = out.len();
    let mut writer = Writer::new(std::mem::take(out), options);
    let result = value.encode(&mut writer);
    let written = writer.finish();
    *out = written.body;
    let result = match (result, written.shared) {
        (Ok(()), Some(_)) => Err(Error::new(
            ErrorKind::Caller,
            "a value behind `Rc` or `Arc` does not stand in the body itself",
        )
        .with_help("use `to_bytes`")),
        (result, _) => result,
    };
    if result.is_err() {
        out.truncate(before);
    }
    result
}

/// Reads a value from a body that the same schema wrote.
///
/// # Errors
///
/// Bytes that no [`encode_into`] of this type writes.
pub fn decode<T: Persist>(bytes: &[u8]) -> Result<T> {
    let len = to_u64(bytes.len());
    let context = Context::new(&Limits::new(), len, &NoBlocks, SharedEntries::default());
    context.read(bytes, |r| T::decode(r))
}
