//! `indexmap`: sets and maps in the order that they keep.

use std::hash::{BuildHasher, Hash};

use indexmap::{IndexMap, IndexSet};

use crate::error::Result;
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Registry, Ty};
use crate::types::tables::{
    HASH_SLACK, Table, decode_table, encode_map, encode_set, map_as, out_of_memory, set_as,
};
use crate::wire::{Reader, Writer};

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

impl<T: Persist + Eq + Hash, S: BuildHasher + Default> Persist for IndexSet<T, S> {
    const TY: &'static Ty = &Ty::Set(T::TY);
    const MIN_SIZE: usize = 1;

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        encode_set(self.iter(), w)
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        decode_table(r)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        set_as(r, plan, node)
    }
}

impl<K: Persist + Eq + Hash, V: Persist, S: BuildHasher + Default> Persist for IndexMap<K, V, S> {
    const TY: &'static Ty = &Ty::Map(K::TY, V::TY);
    const MIN_SIZE: usize = 1;

    fn register(registry: &mut Registry) {
        K::register(registry);
        V::register(registry);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        encode_map(self.iter(), w)
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        decode_table(r)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        map_as(r, plan, node)
    }
}
