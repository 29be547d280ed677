//! Values of other crates' types, as their own implementations of serde write them: bytes behind a length.
//!
//! This is what stands between those implementations and a file. On save they are kept from writing what no reader
//! could tell apart; on load each element that they ask for is charged, and each level they go down, so that a hostile file
//! costs no more here than anywhere else.

mod read;
mod write;

use std::cell::Cell;

use serde::Serialize;
use serde::de::{DeserializeOwned, IgnoredAny};

use self::read::{Bounded, Bounds};
use self::write::{Guard, Guarded};
use super::{Context, Limits, NoBlocks, Reader, SharedEntries, to_u64};
use crate::error::{Error, Result, Section};

/// How the bytes of a foreign value are encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Encoding {
    /// Self-describing, with the names of fields and variants.
    MessagePack,
    /// By position: what postcard writes.
    Postcard,
}

/// Runs `read` with a budget of its own, for the bytes of one value that stand in no section.
///
/// # Errors
///
/// Those of `read`.
pub(crate) fn budgeted<T>(
    limits: &Limits,
    bytes: &[u8],
    mut read: impl FnMut(&Reader<'_>) -> Result<T>,
) -> Result<T> {
    let len = to_u64(bytes.len());
    let context = Context::new(limits, len, &NoBlocks, SharedEntries::default());
    context.read_at((Section::Body, &[]), 0, false, |budget| read(budget))
}

/// Why a foreign value is not what its bytes say.
pub(crate) enum Failure {
    /// Reading it would go beyond the limits.
    Limit(Error),
    /// Its implementation of serde refuses it.
    Refused {
        /// Where in the value, as `trees[3].nodes`; empty for the whole.
        path: String,
        /// In the implementation's own words.
        message: String,
    },
}

/// The bytes of a value, nested at most `depth` levels deep.
///
/// # Errors
///
/// What its implementation of serde says, and what the encoding cannot tell apart.
pub(crate) fn serialize<T: Serialize + ?Sized>(
    encoding: Encoding,
    value: &T,
    depth: u32,
) -> Result<Vec<u8>, Unwritten> {
    let by_name = encoding == Encoding::MessagePack;
    let guard = Guard { depth, by_name, too_deep: Cell::new(false), left_out: Cell::new(None) };
    let guarded = Guarded::new(value, &guard);
    let written = match encoding {
        Encoding::MessagePack => {
            let mut to = rmp_serde::Serializer::new(Vec::new()).with_struct_map();
            let written = guarded.serialize(&mut to);
            written.map(|()| to.into_inner()).map_err(|error| error.to_string())
        }
        Encoding::Postcard => postcard::to_allocvec(&guarded).map_err(|error| error.to_string()),
    };
    written.map_err(|message| match (guard.too_deep.get(), guard.left_out.get()) {
        (true, _) => Unwritten::TooDeep,
        (false, Some(field)) => Unwritten::Refused(format!(
            "the field `{field}` is left out, which cannot be told by position"
        )),
        (false, None) => Unwritten::Refused(message),
    })
}

/// Why a foreign value has no bytes.
pub(crate) enum Unwritten {
    /// It is nested deeper than it may be.
    TooDeep,
    /// In the words of its implementation of serde, or of the encoding.
    Refused(String),
}

/// Makes a value of all of its bytes; `budget` is charged for what that takes.
///
/// # Errors
///
/// What its implementation of serde says, bytes behind the value, and the limits.
pub(crate) fn deserialize<T: DeserializeOwned>(
    encoding: Encoding,
    bytes: &[u8],
    budget: &Reader<'_>,
) -> Result<T, Failure> {
    let bounds = Bounds::new(budget, bytes.len());
    let message = match decode(encoding, bytes, Plain(&bounds)) {
        // An implementation may make something up where a part of it fails: not where it is a limit that did.
        Ok(value) => {
            return bounds.exceeded().map_or(Ok(value), |limit| Err(Failure::Limit(limit)));
        }
        Err(message) => message,
    };
    if let Some(limit) = bounds.exceeded() {
        return Err(Failure::Limit(limit));
    }
    // Where it fails is told by reading once more: to know it always would take twice the time and the stack.
    let mut path = String::new();
    if bounds.deepest() <= TRACKED_LEVELS {
        let again: Result<T, _> = decode(encoding, bytes, Tracked(&bounds, &mut path));
        drop(again);
    }
    Err(Failure::Refused { path, message })
}

/// Levels of values whose path is told where one of them fails.
const TRACKED_LEVELS: u32 = 64;

/// How a value is taken from what decodes its bytes.
trait Take {
    fn take<'de, T: DeserializeOwned, D: serde::Deserializer<'de>>(
        self,
        from: D,
    ) -> Result<T, D::Error>;
}

/// Within the bounds.
struct Plain<'b>(&'b Bounds<'b>);

impl Take for Plain<'_> {
    fn take<'de, T: DeserializeOwned, D: serde::Deserializer<'de>>(
        self,
        from: D,
    ) -> Result<T, D::Error> {
        T::deserialize(Bounded::new(from, self.0))
    }
}

/// Within the bounds, and with the path to where it fails.
struct Tracked<'b>(&'b Bounds<'b>, &'b mut String);

impl Take for Tracked<'_> {
    fn take<'de, T: DeserializeOwned, D: serde::Deserializer<'de>>(
        self,
        from: D,
    ) -> Result<T, D::Error> {
        serde_path_to_error::deserialize(Bounded::new(from, self.0)).map_err(|error| {
            let path = error.path().to_string();
            // What is not known has no name worth showing.
            *self.1 = if path == "." || path == "?" { String::new() } else { path };
            error.into_inner()
        })
    }
}

/// Reads a value that takes up all of the bytes, or says in words why not.
fn decode<T: DeserializeOwned>(
    encoding: Encoding,
    bytes: &[u8],
    take: impl Take,
) -> Result<T, String> {
    const BYTES_LEFT: &str = "bytes are left behind the value";
    match encoding {
        Encoding::MessagePack => {
            let mut from = rmp_serde::Deserializer::from_read_ref(bytes);
            // The levels are counted as those of the values around it are.
            from.set_max_depth(usize::MAX);
            let value = take.take(&mut from).map_err(|error| error.to_string())?;
            // What stands behind the value is not read, however deep it is.
            from.set_max_depth(1);
            match <IgnoredAny as serde::Deserialize>::deserialize(&mut from) {
                Err(rmp_serde::decode::Error::InvalidMarkerRead(_)) => Ok(value),
                _ => Err(BYTES_LEFT.to_owned()),
            }
        }
        Encoding::Postcard => {
            let mut from = postcard::Deserializer::from_bytes(bytes);
            let value = take.take(&mut from).map_err(|error| error.to_string())?;
            match from.finalize() {
                Ok([]) => Ok(value),
                _ => Err(BYTES_LEFT.to_owned()),
            }
        }
    }
}
