//! Digests of values: what tells two values apart that no one wants to compare byte by byte.
//!
//! A digest is over the schema and the content, and over nothing that a save may choose. `FORMAT.md` is the normative
//! text of what is hashed.

use std::fmt;
use std::str::FromStr;

use super::SaveOptions;
use super::erased::Stored;
use crate::container::Contents;
use crate::error::{Error, ErrorKind, Result, Section};
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Layout, Registry, Ty};
use crate::types::resolve;
use crate::wire::{FixedRoom, Reader, Writer, to_u64};

/// What is hashed first: no other use of the hash begins so, and another way of hashing gets another number.
const DOMAIN: &[u8; 16] = b"persist digest 1";

/// Arrays from this size on, in bytes, are hashed from where they are. It is a part of the digest's definition,
/// whatever the default of [`SaveOptions::block_threshold`] becomes.
const BLOCK_THRESHOLD: u64 = 4096;

/// The digest of a value, over its schema and its content: see [`digest`].
///
/// It is shown and parsed as 64 hexadecimal digits, and stored as its 32 bytes: so the digest of a large value can be
/// a part of another value, as of a key for [`cached`](crate::cached).
///
/// # Example
///
/// ```
/// use persist_core::{Digest, digest};
///
/// let rows = digest(&vec![[5.1, 3.5], [4.9, 3.0]])?;
/// assert_eq!(rows.to_string().parse::<Digest>()?, rows);
/// assert_eq!(Digest::from(*rows.as_bytes()), rows);
/// # Ok::<(), persist_core::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Digest([u8; 32]);

impl Digest {
    /// The bytes of the digest.
    pub fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl From<[u8; 32]> for Digest {
    fn from(bytes: [u8; 32]) -> Self {
        Digest(bytes)
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Digest({self})")
    }
}

/// Takes 64 hexadecimal digits, of either case.
impl FromStr for Digest {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        let refused = || {
            Error::new(
                ErrorKind::Caller,
                format!(
                    "expected a digest of 64 hexadecimal digits, found `{}`",
                    text.escape_debug()
                ),
            )
        };
        let (pairs, []) = text.as_bytes().as_chunks::<2>() else { return Err(refused()) };
        let mut bytes = [0; 32];
        if pairs.len() != bytes.len() {
            return Err(refused());
        }
        let nibble =
            |digit: u8| char::from(digit).to_digit(16).and_then(|it| u8::try_from(it).ok());
        for (byte, [high, low]) in bytes.iter_mut().zip(pairs) {
            let (Some(high), Some(low)) = (nibble(*high), nibble(*low)) else {
                return Err(refused());
            };
            *byte = high << 4 | low;
        }
        Ok(Digest(bytes))
    }
}

/// As its 32 bytes.
impl Persist for Digest {
    const TY: &'static Ty = <[u8; 32]>::TY;
    const LAYOUT: Option<Layout> = <[u8; 32]>::LAYOUT;
    const MIN_SIZE: usize = <[u8; 32]>::MIN_SIZE;

    fn register(_: &mut Registry) {}

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        Persist::encode(&self.0, w)
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        Persist::decode(r).map(Digest)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        resolve(r, plan, node).map(Digest)
    }

    fn encode_fixed(&self, out: &mut FixedRoom<'_>) -> Result<()> {
        self.0.encode_fixed(out)
    }

    fn decode_fixed(bytes: &[u8]) -> Result<Self> {
        Persist::decode_fixed(bytes).map(Digest)
    }
}

/// The digest of a value: equal for values that are stored alike, in every process and on every system, and different
/// for others. It is a cryptographic hash, BLAKE3: nobody is able to make two values of one digest.
///
/// - The schema is a part of it, as far as it is of a [`Fingerprint`](crate::Fingerprint): names, epochs, fields, types.
///   Minor versions, former names, defaults and documentation are not. So `digest(&1u32)` is not `digest(&1u64)`, and
///   `Vec<f64>`, `Box<[f64]>` and [`Buffer<f64>`](crate::Buffer) of the same numbers have one digest.
/// - No option of a save has a say, nor has a feature of this library.
/// - Hash maps and hash sets count as what they hold, in whatever order; but not those within fields that serde stores
///   (`#[persist(serde)]`), whose bytes count as serde writes them: in another order each time.
/// - Floating-point numbers count by their bits: `-0.0` is not `0.0`, and a NaN is itself.
/// - Which pointers share a value counts, as it does in files: two [`Rc`](std::rc::Rc)s of one value load as such, and two
///   of equal values do not, so their digests differ.
/// - Fields that are skipped do not count.
///
/// Large arrays are hashed from where they are.
///
/// # Errors
///
/// As [`to_bytes`](crate::to_bytes): values that cannot be stored.
///
/// # Example
///
/// ```
/// use std::collections::HashMap;
///
/// use persist_core::digest;
///
/// let settings = HashMap::from([("depth".to_owned(), 8u32), ("trees".to_owned(), 100)]);
/// let again = HashMap::from([("trees".to_owned(), 100u32), ("depth".to_owned(), 8)]);
/// assert_eq!(digest(&settings)?, digest(&again)?);
/// assert_eq!(
///     digest(&settings)?.to_string(),
///     "3c315be56b0cd02ac565d1372bbdc574ef32c6cd2f89b8ed36e8092f51a76512",
/// );
/// # Ok::<(), persist_core::Error>(())
/// ```
pub fn digest<T: Persist>(value: &T) -> Result<Digest> {
    digest_of(value)
}

pub(super) fn digest_of(value: &dyn Stored) -> Result<Digest> {
    let own = value.root().schema()?;
    let mut text = String::new();
    own.schema().write_canonical_text(&mut text);
    SaveOptions::new()
        .block_threshold(BLOCK_THRESHOLD)
        .contents(value, None, |contents| hashed(text.as_bytes(), contents))
        .map_err(too_deep)
}

/// Hashes what `FORMAT.md` lists under "Digest".
fn hashed(schema: &[u8], contents: &Contents<'_>) -> Result<Digest> {
    let mut hasher = blake3::Hasher::new();
    hasher.update(DOMAIN);
    for part in [schema, contents.body, contents.shared.unwrap_or_default()] {
        hasher.update(&to_u64(part.len()).to_le_bytes());
        hasher.update(part);
    }
    hasher.update(&to_u64(contents.blocks.len()).to_le_bytes());
    for (block, number) in contents.blocks.iter().zip(0..) {
        hasher.update(&block.source.byte_len().to_le_bytes());
        block
            .source
            .pieces(&mut |piece| {
                hasher.update(piece);
                Ok(())
            })
            .map_err(|error| error.of_array(Section::Block(number)))?;
    }
    Ok(Digest(hasher.finalize().into()))
}

/// A digest has no options, so none of them can be the remedy.
fn too_deep(error: Error) -> Error {
    match error.kind() {
        ErrorKind::Limit => {
            error.with_help("digests are of values within the default depth: nest this one less")
        }
        _ => error,
    }
}
