//! Lists, sets and maps.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::hash::{BuildHasher, Hash};
use std::ops::Range;

use crate::error::{Error, ErrorKind, Result};
use crate::evolution::{Kind, Node, Plan};
use crate::persist::Persist;
use crate::schema::{Registry, Ty};
use crate::types::array::{encode_iter, reserve};
use crate::types::resolve::{elements, resolve};
use crate::wire::{Reader, Writer, to_u64};

/// A list: same schema and bytes for all that hold elements in order.
macro_rules! list {
    ($list:ty where [$($bound:path)?], |$value:ident, $w:ident| $encode:expr, $from_vec:expr) => {
        impl<T: Persist $(+ $bound)?> Persist for $list {
            const TY: &'static Ty =
                &Ty::List { element: T::TY, fixed: T::LAYOUT.is_some() };
            const MIN_SIZE: usize = 1;

            fn register(registry: &mut Registry) {
                T::register(registry);
            }

            #[inline]
            fn encode<'a>(&'a self, $w: &mut Writer<'a>) -> Result<()> {
                let $value = self;
                $encode
            }

            #[inline]
            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                T::decode_vec(r).map($from_vec)
            }

            #[inline]
            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                elements(r, plan, node).map($from_vec)
            }
        }
    };
}

list!(Vec<T> where [], |list, w| T::encode_slice(list, w), |list| list);
list!(
    Box<[T]> where [],
    |list, w| T::encode_slice(list, w),
    Vec::into_boxed_slice
);
list!(Cow<'_, [T]> where [Clone], |list, w| T::encode_slice(list, w), Cow::Owned);
list!(
    VecDeque<T> where [],
    |list, w| encode_iter(list.iter(), list.len(), w),
    VecDeque::from
);
// A heap's own order is a heap already: `from` leaves it as it is.
list!(BinaryHeap<T> where [Ord], |list, w| T::encode_slice(list.as_slice(), w), BinaryHeap::from);

/// Two pointers stand in the node of each element of a `LinkedList`.
const LINKS: usize = 2 * size_of::<usize>();

impl<T: Persist> Persist for LinkedList<T> {
    const TY: &'static Ty = <Vec<T>>::TY;
    const MIN_SIZE: usize = 1;

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        encode_iter(self.iter(), self.len(), w)
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        let start = r.clone();
        linked(&start, T::decode_vec(r)?)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let start = r.clone();
        linked(&start, elements(r, plan, node)?)
    }
}

fn linked<T>(start: &Reader<'_>, elements: Vec<T>) -> Result<LinkedList<T>> {
    start.allocate(elements.len(), size_of::<T>().saturating_add(LINKS))?;
    Ok(LinkedList::from_iter(elements))
}

/// A borrowed value is stored as an owned one, and loaded as one.
impl<T: Persist + Clone> Persist for Cow<'_, T> {
    const TY: &'static Ty = T::TY;
    const MIN_SIZE: usize = T::MIN_SIZE;

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        T::encode(self, w)
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        T::decode(r).map(Cow::Owned)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        resolve(r, plan, node).map(Cow::Owned)
    }
}

/// Hash tables keep up to half of their slots empty.
const HASH_SLACK: usize = 2;

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

#[cold]
fn duplicate(start: &Reader<'_>) -> Error {
    start.damaged("an entry has the same key as one before it")
}

/// Reads the entries of a set or a map: `insert` says whether the key was new.
#[inline]
fn decode_entries<K: Persist, V: Persist>(
    r: &mut Reader<'_>,
    len: usize,
    mut insert: impl FnMut(K, V) -> bool,
) -> Result<()> {
    r.nested(|r| {
        for _ in 0..len {
            let start = r.clone();
            let key = r.in_place(|r| K::decode(r))?;
            if !insert(key, V::decode(r)?) {
                return Err(duplicate(&start));
            }
        }
        Ok(())
    })
}

/// Reads the entries of whatever the file has in the place of a map.
fn entries<K: Persist, V: Persist>(
    r: &mut Reader<'_>,
    plan: &Plan,
    node: Node,
) -> Result<Vec<(K, V)>> {
    let Kind::Entries { key, value, counter } = plan.kind(node) else {
        return elements(r, plan, node);
    };
    let len = r.len(0, size_of::<(K, V)>())?;
    plan.count(counter, to_u64(len));
    r.nested(|r| {
        let mut entries = reserve(r, len)?;
        for _ in 0..len {
            let key = r.in_place(|r| resolve(r, plan, key))?;
            entries.push((key, resolve(r, plan, value)?));
        }
        Ok(entries)
    })
}

/// Fills a set or a map: `insert` says whether the key was new.
fn insert_all<T>(
    start: &Reader<'_>,
    elements: Vec<T>,
    mut insert: impl FnMut(T) -> bool,
) -> Result<()> {
    match elements.into_iter().all(|element| insert(element)) {
        true => Ok(()),
        false => Err(start.mismatch(
            "the file has an element or a key twice that this program's collection takes only once",
        )),
    }
}

#[cold]
fn out_of_memory(r: &Reader<'_>, len: usize) -> Error {
    let message = format!("the system has no memory for a table of {len} entries");
    r.blame_at(0, Error::new(ErrorKind::System, message))
}

impl<T: Persist + Ord> Persist for BTreeSet<T> {
    const TY: &'static Ty = &Ty::Set(T::TY);
    const MIN_SIZE: usize = 1;

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        w.len(self.len());
        w.nested(|w| {
            let mut keys = Keys::with_capacity(self.len());
            self.iter().try_for_each(|element| keys.encode(element, w))?;
            keys.refuse_equal(w)
        })
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        let len = r.len(T::MIN_SIZE, in_btree(size_of::<T>()))?;
        let mut set = BTreeSet::new();
        decode_entries(r, len, |element, ()| set.insert(element))?;
        Ok(set)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let (start, mut set) = (r.clone(), BTreeSet::new());
        let elements = elements(r, plan, node)?;
        start.allocate(elements.len(), in_btree(size_of::<T>()))?;
        insert_all(&start, elements, |element| set.insert(element))?;
        Ok(set)
    }
}

impl<K: Persist + Ord, V: Persist> Persist for BTreeMap<K, V> {
    const TY: &'static Ty = &Ty::Map(K::TY, V::TY);
    const MIN_SIZE: usize = 1;

    fn register(registry: &mut Registry) {
        K::register(registry);
        V::register(registry);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        w.len(self.len());
        w.nested(|w| {
            let mut keys = Keys::with_capacity(self.len());
            self.iter().try_for_each(|(key, value)| {
                keys.encode(key, w)?;
                value.encode(w)
            })?;
            keys.refuse_equal(w)
        })
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        let min_size = K::MIN_SIZE.saturating_add(V::MIN_SIZE);
        let len = r.len(min_size, in_btree(size_of::<(K, V)>()))?;
        let mut map = BTreeMap::new();
        decode_entries(r, len, |key, value| map.insert(key, value).is_none())?;
        Ok(map)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let (start, mut map) = (r.clone(), BTreeMap::new());
        let entries = entries::<K, V>(r, plan, node)?;
        start.allocate(entries.len(), in_btree(size_of::<(K, V)>()))?;
        insert_all(&start, entries, |(key, value)| map.insert(key, value).is_none())?;
        Ok(map)
    }
}

impl<T: Persist + Eq + Hash, S: BuildHasher + Default> Persist for HashSet<T, S> {
    const TY: &'static Ty = &Ty::Set(T::TY);
    const MIN_SIZE: usize = 1;

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        w.nested(|w| w.sorted(self.iter(), |element, w| element.encode(w), |_, _| Ok(())))
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        let start = r.clone();
        let len = r.len(T::MIN_SIZE, size_of::<T>().saturating_mul(HASH_SLACK))?;
        let mut set = HashSet::with_hasher(S::default());
        set.try_reserve(len).map_err(|_| out_of_memory(&start, len))?;
        decode_entries(r, len, |element, ()| set.insert(element))?;
        Ok(set)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let (start, mut set) = (r.clone(), HashSet::with_hasher(S::default()));
        let elements = elements(r, plan, node)?;
        start.allocate(elements.len(), size_of::<T>().saturating_mul(HASH_SLACK))?;
        set.try_reserve(elements.len()).map_err(|_| out_of_memory(&start, elements.len()))?;
        insert_all(&start, elements, |element| set.insert(element))?;
        Ok(set)
    }
}

impl<K: Persist + Eq + Hash, V: Persist, S: BuildHasher + Default> Persist for HashMap<K, V, S> {
    const TY: &'static Ty = &Ty::Map(K::TY, V::TY);
    const MIN_SIZE: usize = 1;

    fn register(registry: &mut Registry) {
        K::register(registry);
        V::register(registry);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        w.nested(|w| {
            w.sorted(self.iter(), |(key, _), w| key.encode(w), |(_, value), w| value.encode(w))
        })
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        let start = r.clone();
        let len = r.len(
            K::MIN_SIZE.saturating_add(V::MIN_SIZE),
            size_of::<(K, V)>().saturating_mul(HASH_SLACK),
        )?;
        let mut map = HashMap::with_hasher(S::default());
        map.try_reserve(len).map_err(|_| out_of_memory(&start, len))?;
        decode_entries(r, len, |key, value| map.insert(key, value).is_none())?;
        Ok(map)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let (start, mut map) = (r.clone(), HashMap::with_hasher(S::default()));
        let entries = entries::<K, V>(r, plan, node)?;
        start.allocate(entries.len(), size_of::<(K, V)>().saturating_mul(HASH_SLACK))?;
        map.try_reserve(entries.len()).map_err(|_| out_of_memory(&start, entries.len()))?;
        insert_all(&start, entries, |(key, value)| map.insert(key, value).is_none())?;
        Ok(map)
    }
}
