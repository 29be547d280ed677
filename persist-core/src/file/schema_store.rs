//! Where the schemas of records are kept.

use std::collections::{BTreeMap, HashMap};
use std::hash::BuildHasher;
use std::sync::{Arc, PoisonError, RwLock};

use crate::schema::{Fingerprint, Schema};

/// A place that keeps the schemas of [records](crate::Records) by their fingerprints.
///
/// A record says by which schema it was written, and does not hold it. A program that changes its types, and has to
/// read what former versions of it wrote, keeps the schemas beside the records: a few hundred bytes for each. Whoever
/// writes a kind of records for the first time adds [`Records::schema`](crate::Records::schema).
///
/// Schemas that differ only in what does not change how bytes are read, as minor versions and former names, have one
/// fingerprint; either of them serves. A store is asked once for each schema: what it says is remembered.
///
/// Maps are stores, and so are references, `Box`, `Arc` and `RwLock` of stores.
///
/// # Example
///
/// A table of bytes, as any key-value store has it:
///
/// ```
/// use std::collections::HashMap;
///
/// use persist_core::{Fingerprint, Records, Schema, SchemaStore};
///
/// struct Table(HashMap<[u8; 8], Vec<u8>>);
///
/// impl SchemaStore for Table {
///     fn schema(
///         &self,
///         fingerprint: Fingerprint,
///     ) -> Result<Option<Schema>, Box<dyn std::error::Error + Send + Sync>> {
///         let bytes = self.0.get(&fingerprint.0.to_le_bytes());
///         Ok(bytes.map(|bytes| Schema::from_bytes(bytes)).transpose()?)
///     }
/// }
///
/// let old = Records::<Vec<u32>>::new()?;
/// let record = old.encode(&vec![5, 10])?;
/// let table = Table(HashMap::from([(old.fingerprint().0.to_le_bytes(), old.schema().to_bytes())]));
///
/// let new = Records::<Vec<u64>>::new()?.store(table);
/// assert_eq!(new.decode(&record)?, [5, 10]);
/// # Ok::<(), persist_core::Error>(())
/// ```
pub trait SchemaStore {
    /// The schema with this fingerprint, or `None` if it is not there.
    ///
    /// # Errors
    ///
    /// Whatever keeps the store from answering. An [`Error`](crate::Error) of this library, as
    /// [`Schema::from_bytes`] gives, keeps its kind; others become [`ErrorKind::System`](crate::ErrorKind::System).
    fn schema(
        &self,
        fingerprint: Fingerprint,
    ) -> Result<Option<Schema>, Box<dyn std::error::Error + Send + Sync>>;
}

/// What [`SchemaStore::schema`] returns.
pub(super) type Answer = Result<Option<Schema>, Box<dyn std::error::Error + Send + Sync>>;

impl<S: BuildHasher> SchemaStore for HashMap<Fingerprint, Schema, S> {
    fn schema(&self, fingerprint: Fingerprint) -> Answer {
        Ok(self.get(&fingerprint).cloned())
    }
}

impl SchemaStore for BTreeMap<Fingerprint, Schema> {
    fn schema(&self, fingerprint: Fingerprint) -> Answer {
        Ok(self.get(&fingerprint).cloned())
    }
}

impl<S: SchemaStore + ?Sized> SchemaStore for &S {
    fn schema(&self, fingerprint: Fingerprint) -> Answer {
        (**self).schema(fingerprint)
    }
}

impl<S: SchemaStore + ?Sized> SchemaStore for Box<S> {
    fn schema(&self, fingerprint: Fingerprint) -> Answer {
        (**self).schema(fingerprint)
    }
}

impl<S: SchemaStore + ?Sized> SchemaStore for Arc<S> {
    fn schema(&self, fingerprint: Fingerprint) -> Answer {
        (**self).schema(fingerprint)
    }
}

/// So that schemas can be added while records are read.
impl<S: SchemaStore + ?Sized> SchemaStore for RwLock<S> {
    fn schema(&self, fingerprint: Fingerprint) -> Answer {
        self.read().unwrap_or_else(PoisonError::into_inner).schema(fingerprint)
    }
}
