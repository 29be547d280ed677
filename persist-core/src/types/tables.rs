//! Sets and maps: entries in the order of their keys' bytes, each key once.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{BuildHasher, Hash};
use std::ops::Range;

use crate::error::{Error, ErrorKind, Result};
use crate::evolution::{Counter, Kind, List, Node, Plan};
use crate::persist::Persist;
use crate::types::resolve;
use crate::types::resolve::elements;
use crate::wire::{Reader, Writer, to_u64};

/// Hash tables keep up to half of their slots empty.
pub(super) const HASH_SLACK: usize = 2;

/// What an entry of a B-tree takes: nodes are half empty where entries came in order, and have links.
const fn in_btree(size: usize) -> usize {
    const LINKS: usize = 8;
    size.saturating_mul(2).saturating_add(LINKS)
}

/// Where the keys of an ordered set or map stand in the body.
///
/// Their order may look at what is not stored, so two of them can be stored as the same bytes, which no reader
/// takes.
struct Keys(Vec<Range<usize>>);

impl Keys {
    fn with_capacity(len: usize) -> Self {
        Keys(Vec::with_capacity(len))
    }

    fn encode<'a, K: Persist>(&mut self, key: &'a K, w: &mut Writer<'a>) -> Result<()> {
        let start = w.position();
        w.in_place(|w| key.encode(w))?;
        self.0.push(start..w.position());
        Ok(())
    }

    fn refuse_equal(mut self, w: &Writer<'_>) -> Result<()> {
        self.0.sort_unstable_by(|a, b| w.written(a).cmp(w.written(b)));
        match self.0.is_sorted_by(|a, b| w.written(a) != w.written(b)) {
            true => Ok(()),
            false => Err(w.equal_keys()),
        }
    }
}

/// Writes a set in its own order.
pub(super) fn encode_set<'a, T: Persist + 'a>(
    mut elements: impl ExactSizeIterator<Item = &'a T>,
    w: &mut Writer<'a>,
) -> Result<()> {
    w.len(elements.len());
    w.nested(|w| {
        let mut keys = Keys::with_capacity(elements.len());
        elements.try_for_each(|element| keys.encode(element, w))?;
        keys.refuse_equal(w)
    })
}

/// Writes a map in its own order.
pub(super) fn encode_map<'a, K: Persist + 'a, V: Persist + 'a>(
    mut entries: impl ExactSizeIterator<Item = (&'a K, &'a V)>,
    w: &mut Writer<'a>,
) -> Result<()> {
    w.len(entries.len());
    w.nested(|w| {
        let mut keys = Keys::with_capacity(entries.len());
        entries.try_for_each(|(key, value)| {
            keys.encode(key, w)?;
            value.encode(w)
        })?;
        keys.refuse_equal(w)
    })
}

/// What entries are read into; a set is a map to nothing.
pub(super) trait Table<K, V>: Sized {
    /// Memory that an entry takes.
    const ENTRY: usize;

    /// Without entries, with room for `len` of them, which the limits have been charged for.
    fn with_room(start: &Reader<'_>, len: usize) -> Result<Self>;

    /// Whether the key is new.
    fn put(&mut self, key: K, value: V) -> bool;
}

impl<T: Ord> Table<T, ()> for BTreeSet<T> {
    const ENTRY: usize = in_btree(size_of::<T>());

    fn with_room(_: &Reader<'_>, _: usize) -> Result<Self> {
        Ok(BTreeSet::new())
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put(&mut self, key: T, (): ()) -> bool {
        self.insert(key)
    }
}

impl<K: Ord, V> Table<K, V> for BTreeMap<K, V> {
    const ENTRY: usize = in_btree(size_of::<(K, V)>());

    fn with_room(_: &Reader<'_>, _: usize) -> Result<Self> {
        Ok(BTreeMap::new())
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put(&mut self, key: K, value: V) -> bool {
        self.insert(key, value).is_none()
    }
}

impl<T: Eq + Hash, S: BuildHasher + Default> Table<T, ()> for HashSet<T, S> {
    const ENTRY: usize = size_of::<T>().saturating_mul(HASH_SLACK);

    fn with_room(start: &Reader<'_>, len: usize) -> Result<Self> {
        let mut set = HashSet::with_hasher(S::default());
        set.try_reserve(len).map_err(|_| out_of_memory(start, len))?;
        Ok(set)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put(&mut self, key: T, (): ()) -> bool {
        self.insert(key)
    }
}

impl<K: Eq + Hash, V, S: BuildHasher + Default> Table<K, V> for HashMap<K, V, S> {
    const ENTRY: usize = size_of::<(K, V)>().saturating_mul(HASH_SLACK);

    fn with_room(start: &Reader<'_>, len: usize) -> Result<Self> {
        let mut map = HashMap::with_hasher(S::default());
        map.try_reserve(len).map_err(|_| out_of_memory(start, len))?;
        Ok(map)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn put(&mut self, key: K, value: V) -> bool {
        self.insert(key, value).is_none()
    }
}

#[cold]
pub(super) fn out_of_memory(r: &Reader<'_>, len: usize) -> Error {
    let message = format!("the system has no memory for a table of {len} entries");
    r.blame_at(0, Error::new(ErrorKind::System, message))
}

#[cold]
fn duplicate(start: &Reader<'_>) -> Error {
    start.damaged("an entry has the same key as one before it")
}

/// Reads a set or a map that the same schema wrote.
#[inline]
pub(super) fn decode_table<K: Persist, V: Persist, T: Table<K, V>>(
    r: &mut Reader<'_>,
) -> Result<T> {
    let start = r.clone();
    let len = r.len(K::MIN_SIZE.saturating_add(V::MIN_SIZE), T::ENTRY)?;
    let mut table = T::with_room(&start, len)?;
    r.nested(|r| {
        for _ in 0..len {
            let start = r.clone();
            let key = r.in_place(|r| K::decode(r))?;
            if !table.put(key, V::decode(r)?) {
                return Err(duplicate(&start));
            }
        }
        Ok(table)
    })
}

/// Reads a set of whatever the file has in its place.
pub(super) fn set_as<K: Persist, T: Table<K, ()>>(
    r: &mut Reader<'_>,
    plan: &Plan,
    node: Node,
) -> Result<T> {
    let start = r.clone();
    let elements: Vec<K> = elements(r, plan, node)?;
    let len = elements.len();
    table_of(&start, len, elements.into_iter().map(|key| (key, ())), || match plan.kind(node) {
        Kind::List(List { keys: true, .. }) => {
            "the file's set has two elements that are one in this program"
        }
        _ => "the file's list has an element twice, this program's set takes each once",
    })
}

/// Reads a map of whatever the file has in its place.
pub(super) fn map_as<K: Persist, V: Persist, T: Table<K, V>>(
    r: &mut Reader<'_>,
    plan: &Plan,
    node: Node,
) -> Result<T> {
    if let Kind::Entries { key, value, counter } = plan.kind(node) {
        return entries_as(r, plan, (key, value), counter);
    }
    let start = r.clone();
    let entries: Vec<(K, V)> = elements(r, plan, node)?;
    table_of(
        &start,
        entries.len(),
        entries,
        || "the file's list has two entries of one key, this program's map takes each key once",
    )
}

/// Reads the entries of a map.
fn entries_as<K: Persist, V: Persist, T: Table<K, V>>(
    r: &mut Reader<'_>,
    plan: &Plan,
    (key, value): (Node, Node),
    counter: Counter,
) -> Result<T> {
    let start = r.clone();
    // Keys differ, so that at most one of them takes no bytes, whatever the file's types are.
    let min_size = usize::from(r.clone().varint()? > 1);
    let len = r.len(min_size, T::ENTRY)?;
    let mut table = T::with_room(&start, len)?;
    r.nested(|r| {
        for _ in 0..len {
            let start = r.clone();
            let key = r.in_place(|r| resolve(r, plan, key))?;
            if !table.put(key, resolve(r, plan, value)?) {
                return Err(
                    start.mismatch("the file's map has two keys that are one in this program")
                );
            }
        }
        Ok(())
    })?;
    plan.count(counter, to_u64(len));
    Ok(table)
}

/// Makes a set or a map of entries that have been read from `start` on.
fn table_of<K, V, T: Table<K, V>>(
    start: &Reader<'_>,
    len: usize,
    entries: impl IntoIterator<Item = (K, V)>,
    refusal: impl FnOnce() -> &'static str,
) -> Result<T> {
    start.allocate(len, T::ENTRY)?;
    let mut table = T::with_room(start, len)?;
    for (key, value) in entries {
        if !table.put(key, value) {
            return Err(start.mismatch(refusal()));
        }
    }
    Ok(table)
}

/// A set: `set!([T: Persist + Ord] BTreeSet<T>, T, encode_set)`, whose elements the function writes.
macro_rules! set {
    ([$($generics:tt)*] $set:ty, $element:ty, $encode:path) => {
        impl<$($generics)*> $crate::persist::Persist for $set {
            const TY: &'static $crate::schema::Ty =
                &$crate::schema::Ty::Set(<$element as $crate::persist::Persist>::TY);
            const MIN_SIZE: usize = 1;

            fn register(registry: &mut $crate::schema::Registry) {
                <$element as $crate::persist::Persist>::register(registry);
            }

            fn encode<'a>(&'a self, w: &mut $crate::wire::Writer<'a>) -> $crate::error::Result<()> {
                $encode(self.iter(), w)
            }

            fn decode(r: &mut $crate::wire::Reader<'_>) -> $crate::error::Result<Self> {
                $crate::types::tables::decode_table(r)
            }

            fn decode_as(
                r: &mut $crate::wire::Reader<'_>,
                plan: &$crate::evolution::Plan,
                node: $crate::evolution::Node,
            ) -> $crate::error::Result<Self> {
                $crate::types::tables::set_as(r, plan, node)
            }
        }
    };
}
#[cfg(feature = "indexmap")]
pub(super) use set;

/// A map: `map!([K: Persist + Ord, V: Persist] BTreeMap<K, V>, K, V, encode_map)`, whose entries the function writes.
macro_rules! map {
    ([$($generics:tt)*] $map:ty, $key:ty, $value:ty, $encode:path) => {
        impl<$($generics)*> $crate::persist::Persist for $map {
            const TY: &'static $crate::schema::Ty = &$crate::schema::Ty::Map(
                <$key as $crate::persist::Persist>::TY,
                <$value as $crate::persist::Persist>::TY,
            );
            const MIN_SIZE: usize = 1;

            fn register(registry: &mut $crate::schema::Registry) {
                <$key as $crate::persist::Persist>::register(registry);
                <$value as $crate::persist::Persist>::register(registry);
            }

            fn encode<'a>(&'a self, w: &mut $crate::wire::Writer<'a>) -> $crate::error::Result<()> {
                $encode(self.iter(), w)
            }

            fn decode(r: &mut $crate::wire::Reader<'_>) -> $crate::error::Result<Self> {
                $crate::types::tables::decode_table(r)
            }

            fn decode_as(
                r: &mut $crate::wire::Reader<'_>,
                plan: &$crate::evolution::Plan,
                node: $crate::evolution::Node,
            ) -> $crate::error::Result<Self> {
                $crate::types::tables::map_as(r, plan, node)
            }
        }
    };
}
#[cfg(any(feature = "indexmap", feature = "serde_json"))]
pub(super) use map;

/// Writes a set in the order of its elements' bytes: its own is another one each time.
fn encode_sorted_set<'a, T: Persist + 'a>(
    elements: impl ExactSizeIterator<Item = &'a T>,
    w: &mut Writer<'a>,
) -> Result<()> {
    w.nested(|w| w.sorted(elements, |element, w| element.encode(w), |_, _| Ok(())))
}

/// Writes a map in the order of its keys' bytes.
fn encode_sorted_map<'a, K: Persist + 'a, V: Persist + 'a>(
    entries: impl ExactSizeIterator<Item = (&'a K, &'a V)>,
    w: &mut Writer<'a>,
) -> Result<()> {
    w.nested(|w| w.sorted(entries, |(key, _), w| key.encode(w), |(_, value), w| value.encode(w)))
}

set!([T: Persist + Ord] BTreeSet<T>, T, encode_set);
map!([K: Persist + Ord, V: Persist] BTreeMap<K, V>, K, V, encode_map);
set!([T: Persist + Eq + Hash, S: BuildHasher + Default] HashSet<T, S>, T, encode_sorted_set);
map!(
    [K: Persist + Eq + Hash, V: Persist, S: BuildHasher + Default] HashMap<K, V, S>,
    K,
    V,
    encode_sorted_map
);
