//! Records: values that live in a key-value store, which has no room for a header at each.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;
use std::marker::PhantomData;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::erased::taken;
use super::explain::{self, Origin};
use super::resolve::{Parts, Resolved};
use super::schema_store::SchemaStore;
use crate::container::{RecordParts, insert_shared, push_head};
use crate::error::{Error, Result};
use crate::evolution::{Options, Report};
use crate::history::recorded_schema;
use crate::persist::{Persist, Root};
use crate::schema::{Fingerprint, Schema};
use crate::wire::{Limits, NoBlocks, Reader, Writer, WriterOptions};

/// Writes and reads many records of one type.
///
/// A record is a value for a store that has its own keys, transactions and checksums: ten bytes, and the value's body.
/// The first two say that it is a record, the others are the [`Fingerprint`] of the schema that wrote it.
/// A record of today's schema is read at once. For those of former versions of the type, [`store`](Self::store) says
/// where their schemas are; they are read by the rules that hold for files, `Upgrade` and `validate` included.
///
/// The bytes are those of [`to_record`](crate::to_record). `Records` works out once what that function works out for
/// each value, and can be shared between threads: records of today's schema take no lock.
///
/// A record has **no checksum**. Damage to it is an error or another value.
///
/// A record does not say which version of another crate wrote a field with `#[persist(serde)]`: what one version of the
/// crate wrote is read as it is, and `serde(upgrade = …)` is for files. Types with such fields are better kept in files, or
/// get another version of their own when the crate does.
///
/// # Example
///
/// ```
/// use std::collections::{BTreeMap, HashMap};
///
/// use persist_core::{Persist, Records};
///
/// mod yesterday {
///     #[derive(persist_core::Persist)]
///     #[persist(version = "1.0.0")]
///     pub struct Player { pub score: u32 }
/// }
///
/// #[derive(Persist)]
/// #[persist(version = "1.1.0")]
/// struct Player {
///     score: u64,
///     #[persist(default)]
///     guild: Option<String>,
/// }
///
/// // What the program of yesterday left: its records, and their schema.
/// let old = Records::<yesterday::Player>::new()?;
/// let mut table = BTreeMap::from([("ada", old.encode(&yesterday::Player { score: 90 })?)]);
/// let mut schemas = HashMap::from([(old.fingerprint(), old.schema().clone())]);
///
/// // Today's program adds its own schema, for that of tomorrow.
/// let records = Records::<Player>::new()?;
/// schemas.insert(records.fingerprint(), records.schema().clone());
/// let records = records.store(schemas);
/// table.insert("bob", records.encode(&Player { score: 50, guild: Some("owls".into()) })?);
///
/// assert_eq!(records.decode(&table["ada"])?.score, 90);
/// assert_eq!(records.decode(&table["bob"])?.guild.as_deref(), Some("owls"));
/// # Ok::<(), persist_core::Error>(())
/// ```
pub struct Records<T> {
    schema: Schema,
    fingerprint: Fingerprint,
    limits: Limits,
    store: Option<Box<dyn SchemaStore + Send + Sync>>,
    /// Ways from former schemas that no read is using. A plan counts while it is followed, so each read takes one
    /// for itself: as many are made of a schema as threads read its records at once.
    ways: Mutex<HashMap<Fingerprint, Vec<Resolved>>>,
    /// A `Records` holds no value.
    of: PhantomData<fn() -> T>,
}

impl<T: Persist> Records<T> {
    /// Works out the schema of the type.
    ///
    /// # Errors
    ///
    /// Two different types of one name, and a type beyond what a schema can say.
    pub fn new() -> Result<Self> {
        let own = Root::of::<T>().schema()?;
        // What no store could give back is not to be written.
        own.check_readable().map_err(explain::unreadable_schema)?;
        Ok(Records {
            fingerprint: own.fingerprint(),
            schema: own.schema().clone(),
            limits: Limits::new(),
            store: None,
            ways: Mutex::default(),
            of: PhantomData,
        })
    }

    /// Where the schemas of records are that are neither of today's type nor in its recorded history. Default: nowhere,
    /// and such records are refused.
    pub fn store(mut self, store: impl SchemaStore + Send + Sync + 'static) -> Self {
        self.store = Some(Box::new(store));
        self.ways = Mutex::default();
        self
    }

    /// What reading a record may cost, whoever wrote it; [`Limits::file`] bounds the record's length, and
    /// [`Limits::depth`] holds for writing, too. Default: [`Limits::new`].
    ///
    /// Schemas are the store's own, and read within the default limits.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Today's schema of the type: what a [`SchemaStore`] has to keep, as
    /// [`to_bytes`](Schema::to_bytes), for the programs of tomorrow.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// The fingerprint of today's schema, which stands in each record that is written.
    pub fn fingerprint(&self) -> Fingerprint {
        self.fingerprint
    }

    /// The record of a value.
    ///
    /// # Errors
    ///
    /// Values that cannot be stored.
    pub fn encode(&self, value: &T) -> Result<Vec<u8>> {
        let mut record = Vec::new();
        self.encode_into(value, &mut record)?;
        Ok(record)
    }

    /// Appends the record of a value to `out`, which an error leaves as it was.
    ///
    /// # Errors
    ///
    /// As [`encode`](Self::encode).
    ///
    /// # Example
    ///
    /// ```
    /// let records = persist_core::Records::<(u8, String)>::new()?;
    /// let mut buffer = Vec::new();
    /// for value in [(1, "one".to_owned()), (2, "two".to_owned())] {
    ///     buffer.clear(); // and its memory used again
    ///     records.encode_into(&value, &mut buffer)?;
    ///     assert_eq!(records.decode(&buffer)?, value);
    /// }
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn encode_into(&self, value: &T, out: &mut Vec<u8>) -> Result<()> {
        let start = out.len();
        push_head(out, self.fingerprint.0);
        let mut writer = Writer::new(std::mem::take(out), self.writing());
        let result = value.encode(&mut writer).and_then(|()| writer.check_order());
        let written = writer.finish();
        *out = written.body;
        if let Err(error) = result {
            out.truncate(start);
            return Err(self.unwritten(value, error));
        }
        if let Some(shared) = written.shared {
            insert_shared(out, start, &shared);
        }
        Ok(())
    }

    /// The value of a record, which takes up all of `record`.
    ///
    /// # Errors
    ///
    /// What is no record, a schema that is not known or does not fit, and bytes that no such value has:
    /// [`Error::kind`](crate::Error::kind) says which.
    pub fn decode(&self, record: &[u8]) -> Result<T> {
        let record = RecordParts::parse(record, &self.limits)?;
        if record.fingerprint == self.fingerprint.0 {
            return self.read(&record, &self.schema, |r| T::decode(r));
        }
        let fingerprint = Fingerprint(record.fingerprint);
        let free = self.ways().get_mut(&fingerprint).and_then(Vec::pop);
        let way = match free {
            Some(way) => way,
            None => self.resolve(fingerprint)?,
        };
        let result = self.follow(&record, &way);
        self.ways().entry(fingerprint).or_default().push(way);
        result
    }

    /// [`decode`](Self::decode), and what evolution did: which version was read, what was filled, dropped, converted
    /// and upgraded. The way from a former schema is worked out anew each time.
    ///
    /// # Errors
    ///
    /// As [`decode`](Self::decode).
    pub fn decode_with_report(&self, record: &[u8]) -> Result<(T, Report)> {
        let parts = RecordParts::parse(record, &self.limits)?;
        if parts.fingerprint == self.fingerprint.0 {
            return Ok((self.decode(record)?, Report::identical(&self.schema, None)));
        }
        let way = self.resolve(Fingerprint(parts.fingerprint))?;
        let value = self.follow(&parts, &way)?;
        Ok((value, way.report(&self.schema, Origin::RECORD)))
    }

    fn follow(&self, record: &RecordParts<'_>, way: &Resolved) -> Result<T> {
        self.read(record, &way.writer, |r| {
            let mut place = None;
            way.read(r, &mut place)?;
            taken(place)
        })
        .map_err(|error| explain::misfit(error, &way.writer, Origin::RECORD))
    }

    #[inline]
    fn read(
        &self,
        record: &RecordParts<'_>,
        writer: &Schema,
        mut read: impl FnMut(&mut Reader<'_>) -> Result<T>,
    ) -> Result<T> {
        let RecordParts { shared, body, .. } = *record;
        let parts = Parts { body, shared, blocks: &NoBlocks, raw_len: record.raw_len() };
        let writer = |_: &Limits| Ok(Cow::Borrowed(writer));
        parts.decode(&self.limits, writer, |context, body| context.read(body, &mut read))
    }

    /// The way from a schema that is not today's.
    #[cold]
    fn resolve(&self, fingerprint: Fingerprint) -> Result<Resolved> {
        let known = match recorded_schema::<T>(fingerprint)? {
            Some(schema) => Some(schema),
            None => self.stored(fingerprint)?,
        };
        let writer = known.ok_or_else(|| {
            explain::unknown_fingerprint(fingerprint, &self.schema, self.store.is_some())
        })?;
        Resolved::new(writer, &self.schema, Origin::RECORD, &Options::default(), false)
    }

    /// The schema that the caller's store has.
    fn stored(&self, fingerprint: Fingerprint) -> Result<Option<Schema>> {
        let Some(store) = &self.store else { return Ok(None) };
        let answer = store.schema(fingerprint);
        let answer = answer.map_err(|error| explain::store_failed(fingerprint, error))?;
        let Some(schema) = answer else { return Ok(None) };
        if schema.fingerprint() != fingerprint {
            return Err(explain::other_schema(fingerprint, &schema));
        }
        // What a program knows beyond what is stored, as conversions, does not matter to its records.
        let stored = Schema::from_bytes(&schema.to_bytes());
        stored.map(Some).map_err(|error| explain::store_failed(fingerprint, error.into()))
    }

    fn ways(&self) -> MutexGuard<'_, HashMap<Fingerprint, Vec<Resolved>>> {
        // No code of others runs under the lock: it is never poisoned halfway.
        self.ways.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn writing(&self) -> WriterOptions {
        WriterOptions { block_threshold: None, depth: self.limits.depth }
    }

    /// Adds the path of the value that could not be written. Places count from the start of a body, which is not
    /// that of the record: only a body that stands alone has them.
    #[cold]
    fn unwritten(&self, value: &T, error: Error) -> Error {
        let mut writer = Writer::new(Vec::new(), self.writing());
        let error = match value.encode(&mut writer).and_then(|()| writer.check_order()) {
            Err(error) => explain::unwritten(error, &self.schema, &writer.abandon()),
            Ok(()) => error.without_place(),
        };
        explain::record_too_deep(error)
    }
}

impl<T> fmt::Debug for Records<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Records")
            .field("type", &self.schema.type_name(self.schema.root()))
            .field("fingerprint", &self.fingerprint)
            .field("limits", &self.limits)
            .finish_non_exhaustive()
    }
}
