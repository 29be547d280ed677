//! `indexmap`: sets and maps in the order that they keep.

use std::hash::{BuildHasher, Hash};

use indexmap::{IndexMap, IndexSet};

use crate::error::Result;
use crate::persist::Persist;
use crate::types::tables::{HASH_SLACK, Table, encode_map, encode_set, map, out_of_memory, set};
use crate::wire::Reader;

/// An entry stands in a list, with its hash, and its place in a table that keeps slots empty.
const fn entry(size: usize) -> usize {
    size.saturating_add(size_of::<usize>().saturating_mul(1 + HASH_SLACK))
}

impl<T: Eq + Hash, S: BuildHasher + Default> Table<T, ()> for IndexSet<T, S> {
    const ENTRY: usize = entry(size_of::<T>());

    fn with_room(start: &Reader<'_>, len: usize) -> Result<Self> {
        let mut set = IndexSet::with_hasher(S::default());
        set.try_reserve(len).map_err(|_| out_of_memory(start, len))?;
        Ok(set)
    }

    fn put(&mut self, key: T, (): ()) -> bool {
        self.insert(key)
    }
}

impl<K: Eq + Hash, V, S: BuildHasher + Default> Table<K, V> for IndexMap<K, V, S> {
    const ENTRY: usize = entry(size_of::<(K, V)>());

    fn with_room(start: &Reader<'_>, len: usize) -> Result<Self> {
        let mut map = IndexMap::with_hasher(S::default());
        map.try_reserve(len).map_err(|_| out_of_memory(start, len))?;
        Ok(map)
    }

    fn put(&mut self, key: K, value: V) -> bool {
        self.insert(key, value).is_none()
    }
}

set!([T: Persist + Eq + Hash, S: BuildHasher + Default] IndexSet<T, S>, T, encode_set);
map!(
    [K: Persist + Eq + Hash, V: Persist, S: BuildHasher + Default] IndexMap<K, V, S>,
    K,
    V,
    encode_map
);
