//! Values of other crates' types: bytes that only their implementations of serde understand, and what can be seen in
//! them without these.

use std::fmt;

use crate::schema::Primitive;

/// A value of another crate's type, as its implementation of serde wrote it.
///
/// The bytes stand as they are in the file. With the feature `serde`, what is self-describing among them can be looked
/// into, by `content`.
#[derive(Clone, PartialEq, Eq)]
pub struct ForeignValue {
    encoding: Primitive,
    bytes: Vec<u8>,
}

impl ForeignValue {
    pub(crate) fn new(encoding: Primitive, bytes: impl Into<Vec<u8>>) -> Self {
        ForeignValue { encoding, bytes: bytes.into() }
    }

    /// How the bytes are encoded: [`Primitive::MessagePack`] or [`Primitive::Postcard`].
    pub fn encoding(&self) -> Primitive {
        self.encoding
    }

    /// The bytes, as they stand in the file behind their length.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }
}

/// As a part of a [`Value`](super::Value).
impl From<ForeignValue> for super::Value {
    fn from(value: ForeignValue) -> Self {
        super::Value::Foreign(value)
    }
}

/// What the value holds, where that can be seen.
impl fmt::Debug for ForeignValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        #[cfg(feature = "serde")]
        if let Ok(content) = self.content() {
            return if f.alternate() { write!(f, "{content:#}") } else { write!(f, "{content}") };
        }
        write!(f, "{} bytes of {}", self.bytes.len(), self.encoding.name())
    }
}
