//! Results that are computed once: a file holds what a function returned for a key, and the next call with this key
//! takes it from there.
//!
//! Three decisions:
//!
//! - A result is found again by the digest of its key, the fingerprint of its type, and its producer. Where any of them
//!   differs the function runs: a result of other code, read by the rules of evolution, would be another one than that
//!   of today's code.
//! - Who computes holds the lock of a file beside the entry, which the system takes from killed processes. Nobody
//!   removes that file: between its removal and the next lock, two would hold the lock. Who finds a result takes no lock,
//!   as entries are replaced atomically.
//! - Only what is an entry is replaced. A mistaken path costs an error, never the file that is there.

mod entry;
mod lock;

use std::fmt;
use std::path::Path;

use self::entry::{Sought, Wanted};
use self::lock::Lock;
use super::erased::{Place, Stored, taken};
use super::{LoadOptions, SaveOptions};
use crate::error::{Error, ErrorKind, Result};
use crate::persist::{Persist, Root};

/// The result of `fit`, kept in a file: computed when it is asked for with a new key, and loaded from then on.
///
/// The file at `path` holds one result. It is returned without a call of `fit` if it was computed for an equal `key` (by
/// its [`digest`](crate::digest)), its schema has the fingerprint of today's `T`, and its producer is the same: the
/// version of the crate that declares `T`, or what [`SaveOptions::producer`] names. A new version of the program computes
/// its results anew; types that no crate declares, such as `Vec<f64>`, have no producer unless one is named. All else that
/// the result depends on belongs into the key.
///
/// Else `fit` runs, and what it returns is saved atomically, and returned as it is: not as it would be loaded, which
/// differs where fields are skipped.
///
/// # Several at once
///
/// Of any number of threads and processes that ask for a result which is not there, one computes it, and the others wait
/// for it without taking time. When the one that computes panics, fails or is killed, the next one computes. They
/// agree by a lock on an empty file beside the entry, whose name ends in `.lock`; it stays, does no harm, and may be
/// removed whenever nobody computes. Whoever finds its result needs no lock, and no permission to write.
///
/// `fit` may ask for other entries, in an order that cannot make two of them wait for each other. Asking for its own is
/// an error; on another thread it would wait for itself.
///
/// # What is there
///
/// A damaged entry is computed anew, and replaced; [`CacheOptions::get`] says so, where this function does not.
/// A file at `path` that is no entry is an error, and stays: a foreign file, one that was saved by other means, and a
/// damaged one that does not show what it was. Entries are persist files like any other, and load as such. Their metadata
/// has `persist.cache.key`, the digest of the key, and `persist.cache.schema`, the fingerprint of the schema.
///
/// # Errors
///
/// - Keys that cannot be stored, and paths that cannot be: before `fit` is called.
/// - A file at `path` that is no entry, or that cannot be read: it is not replaced, and `fit` is not called.
/// - Results that cannot be saved. The result is lost then; [`CacheOptions::get`] returns it all the same.
///
/// # Example
///
/// ```
/// use persist_core::{Persist, cached, digest};
///
/// #[derive(Persist, Debug, PartialEq)]
/// struct Line { slope: f64, intercept: f64 }
///
/// fn fit(points: &[(f64, f64)], ridge: f64) -> Line {
///     // …an hour later:
///     Line { slope: 2.0 - ridge, intercept: points[0].1 }
/// }
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("line.persist");
/// let points = vec![(0.0, 1.0), (1.0, 3.0)];
/// let ridge = 0.5;
///
/// // Large data stand in a key by their digest.
/// let key = (digest(&points)?, ridge);
/// let line = cached(&path, &key, || fit(&points, ridge))?;
/// let again: Line = cached(&path, &key, || unreachable!("it is there"))?;
/// assert_eq!(again, line);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn cached<T: Persist, K: Persist>(
    path: impl AsRef<Path>,
    key: &K,
    fit: impl FnOnce() -> T,
) -> Result<T> {
    CacheOptions::new().get(path, key, fit)?.saved()
}

/// [`cached`] for a function that can fail: its errors come back as they are, and are not kept.
///
/// Any error type serves that [`Error`] converts to: `Error` itself, `Box<dyn std::error::Error>`, `anyhow::Error`, or
/// an enum of the program with a variant for it.
///
/// # Errors
///
/// Those of `fit`, and those of [`cached`].
///
/// # Example
///
/// ```
/// use persist_core::{Error, Result, try_cached};
///
/// fn count(text: &str) -> Result<Vec<u32>> {
///     text.split(' ').map(|word| word.parse().map_err(Error::invalid)).collect()
/// }
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("counts.persist");
/// assert!(try_cached(&path, &1, || count("1 two 3")).is_err());
/// assert_eq!(try_cached(&path, &1, || count("1 2 3"))?, [1, 2, 3]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn try_cached<T, K, E>(
    path: impl AsRef<Path>,
    key: &K,
    fit: impl FnOnce() -> Result<T, E>,
) -> Result<T, E>
where
    T: Persist,
    K: Persist,
    E: From<Error>,
{
    Ok(CacheOptions::new().try_get(path, key, fit)?.saved()?)
}

/// How to keep results: how they are saved and loaded. What it returns says where a result came from.
///
/// # Example
///
/// ```
/// use persist_core::{CacheOptions, Durability, SaveOptions};
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("squares.persist");
/// let cache = CacheOptions::new()
///     .save_options(SaveOptions::new().producer("squares", "1.0.0").durability(Durability::Fast));
/// let squares = |up_to: u64| (0..up_to).map(|n| n * n).collect::<Vec<u64>>();
///
/// let first = cache.get(&path, &3u64, || squares(3))?;
/// assert_eq!(first.outcome.to_string(), "fitted: there was no entry");
/// let second = cache.get(&path, &4u64, || squares(4))?;
/// assert_eq!(second.outcome.to_string(), "fitted: the key differs");
/// let third = cache.get(&path, &4u64, || squares(4))?;
/// assert_eq!(third.outcome.to_string(), "hit");
/// assert_eq!(third.value, [0, 1, 4, 9]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct CacheOptions {
    save: SaveOptions,
    load: LoadOptions,
}

/// A result, and where it came from.
#[derive(Debug)]
#[non_exhaustive]
pub struct Cached<T> {
    /// The result: as it was loaded, or as the function returned it.
    pub value: T,
    /// Whether it was there.
    pub outcome: CacheOutcome,
    /// Why a result that was computed could not be saved, or not durably. The next one who asks for it may have to
    /// compute it again.
    pub unsaved: Option<Error>,
}

/// Where a result came from.
#[derive(Debug)]
#[non_exhaustive]
pub enum CacheOutcome {
    /// It was loaded. Somebody else may have computed it while this call waited.
    Hit,
    /// It was computed, and this is why.
    Fitted(CacheMiss),
}

/// Why a result had to be computed.
#[derive(Debug)]
#[non_exhaustive]
pub enum CacheMiss {
    /// There was no entry.
    Absent,
    /// The entry was computed for another key.
    Key,
    /// The entry holds a value of another schema.
    Schema,
    /// The entry was written by another program, or by another version of it: each is given by name and version.
    Producer {
        /// The one that wrote the entry.
        found: Option<String>,
        /// This one.
        expected: Option<String>,
    },
    /// The entry was damaged, as the error says.
    Damaged(Error),
    /// The entry holds a value that the type refuses today, as the error says.
    Refused(Error),
}

impl CacheOptions {
    /// The defaults: those of [`SaveOptions`] and of [`LoadOptions`].
    pub fn new() -> Self {
        CacheOptions::default()
    }

    /// How results are saved: compressed, by another producer, with metadata of the program's own. The keys of metadata
    /// that start with `persist.cache.` are the cache's.
    pub fn save_options(mut self, options: SaveOptions) -> Self {
        self.save = options;
        self
    }

    /// How results are loaded: within which limits, by how many threads, or mapped.
    pub fn load_options(mut self, options: LoadOptions) -> Self {
        self.load = options;
        self
    }

    /// The result of `fit`, kept in a file, and where it came from: see [`cached`](crate::cached).
    ///
    /// # Errors
    ///
    /// As [`cached`](crate::cached), save that a result which could not be saved is no error, but a note in
    /// [`Cached::unsaved`].
    pub fn get<T: Persist, K: Persist>(
        &self,
        path: impl AsRef<Path>,
        key: &K,
        fit: impl FnOnce() -> T,
    ) -> Result<Cached<T>> {
        self.try_get(path, key, || Ok(fit()))
    }

    /// [`get`](Self::get) for a function that can fail: see [`try_cached`](crate::try_cached).
    ///
    /// # Errors
    ///
    /// Those of `fit`, and those of [`get`](Self::get).
    pub fn try_get<T, K, E>(
        &self,
        path: impl AsRef<Path>,
        key: &K,
        fit: impl FnOnce() -> Result<T, E>,
    ) -> Result<Cached<T>, E>
    where
        T: Persist,
        K: Persist,
        E: From<Error>,
    {
        let path = path.as_ref();
        let mut place = None;
        let wanted = self.wanted(key, Root::of::<T>())?;
        // The lock is held until the result is saved.
        let (miss, _lock) = match self.find(path, &wanted, &mut place)? {
            Found::Hit => {
                let (value, outcome) = (taken(place)?, CacheOutcome::Hit);
                return Ok(Cached { value, outcome, unsaved: None });
            }
            Found::Miss(miss, lock) => (miss, lock),
        };
        let value = fit()?;
        let unsaved = self.keep(path, &wanted, &value).err();
        Ok(Cached { value, outcome: CacheOutcome::Fitted(miss), unsaved })
    }

    fn wanted(&self, key: &dyn Stored, root: Root) -> Result<Wanted> {
        if self.save.writes_older() {
            let message =
                "a cache keeps results of today's schema, and is asked to save an older one";
            return Err(Error::new(ErrorKind::Caller, message)
                .with_help("save a copy by `SaveOptions::as_schema` or `as_version` instead"));
        }
        Wanted::new(key, root, &self.save)
    }

    fn find(&self, path: &Path, wanted: &Wanted, place: &mut dyn Place) -> Result<Found> {
        if let Sought::Hit = entry::seek(path, wanted, &self.load, place)? {
            return Ok(Found::Hit);
        }
        let lock = Lock::wait(path)?;
        // Whoever held the lock before may have saved the result.
        match entry::seek(path, wanted, &self.load, place)? {
            Sought::Hit => Ok(Found::Hit),
            Sought::Miss(miss) => Ok(Found::Miss(miss, lock)),
        }
    }

    fn keep(&self, path: &Path, wanted: &Wanted, value: &dyn Stored) -> Result<()> {
        // Hours may have passed, and somebody may have put a file there.
        entry::check(path, wanted, &self.load)?;
        wanted.mark(self.save.clone()).replace(value, None, path)
    }
}

/// What a search ended with.
enum Found {
    Hit,
    /// The result is to be computed by whoever holds this lock.
    Miss(CacheMiss, Lock),
}

impl<T> Cached<T> {
    /// The value, if it is in the file.
    ///
    /// # Errors
    ///
    /// Why it is not, or not durably: [`unsaved`](Self::unsaved).
    pub fn saved(self) -> Result<T> {
        match self.unsaved {
            None => Ok(self.value),
            Some(error) => Err(error),
        }
    }
}

impl CacheOutcome {
    /// Whether the result was there.
    pub fn is_hit(&self) -> bool {
        matches!(self, CacheOutcome::Hit)
    }
}

impl fmt::Display for CacheOutcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            CacheOutcome::Hit => f.write_str("hit"),
            CacheOutcome::Fitted(miss) => write!(f, "fitted: {miss}"),
        }
    }
}

impl fmt::Display for CacheMiss {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named = |producer: &Option<String>| match producer {
            Some(producer) => producer.escape_debug().to_string(),
            None => "a program that is not named".to_owned(),
        };
        match self {
            CacheMiss::Absent => f.write_str("there was no entry"),
            CacheMiss::Key => f.write_str("the key differs"),
            CacheMiss::Schema => f.write_str("the schema differs"),
            CacheMiss::Producer { found, expected } => {
                write!(
                    f,
                    "the entry was written by {}, and this is {}",
                    named(found),
                    named(expected)
                )
            }
            CacheMiss::Damaged(error) => write!(f, "the entry was damaged: {error}"),
            CacheMiss::Refused(error) => write!(f, "the entry's value is refused today: {error}"),
        }
    }
}
