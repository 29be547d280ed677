//! A short name for a schema: two schemas with one fingerprint read the same bytes in the same way.

use std::fmt;

use crc_fast::{CrcAlgorithm, Digest};

use super::Schema;

/// CRC-64/NVME of a schema's canonical text.
///
/// It covers persisted names, epochs, arguments, fields and variants in order with their types, and which
/// arrays have fixed layout. It does not cover minor and patch versions, former names and defaults: they do
/// not change how bytes are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Fingerprint(pub u64);

impl Schema {
    /// The schema's fingerprint.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::Schema;
    ///
    /// let list = Schema::of::<Vec<f64>>()?.fingerprint();
    /// assert_eq!(Schema::of::<Box<[f64]>>()?.fingerprint(), list);
    /// assert_ne!(Schema::of::<Vec<f32>>()?.fingerprint(), list);
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn fingerprint(&self) -> Fingerprint {
        let mut text = Hashed(Digest::new(CrcAlgorithm::Crc64Nvme));
        self.write_canonical_text(&mut text);
        Fingerprint(text.0.finalize())
    }
}

/// Text that is hashed and not kept.
struct Hashed(Digest);

impl fmt::Write for Hashed {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.0.update(text.as_bytes());
        Ok(())
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}
