//! `indexmap`

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::hash::{Hash, Hasher};

use indexmap::{IndexMap, IndexSet};
use persist_core::{ErrorKind, Persist};
use proptest::prelude::*;

use super::check::{comes_back, has_schema, loaded, not_loaded, refused};

proptest! {
    #[test]
    fn maps_and_sets_keep_their_order(
        entries in prop::collection::vec((any::<u32>(), ".{0,3}"), 0..12),
    ) {
        let map: IndexMap<u32, String> = entries.into_iter().collect();
        comes_back(&map);
        let bytes = map.to_bytes().unwrap();
        let back = <IndexMap<u32, String>>::from_bytes(&bytes).unwrap();
        prop_assert!(map.iter().eq(back.iter()), "{:?} {:?}", map, back);
        let wide = <IndexMap<u64, String>>::from_bytes(&bytes).unwrap();
        prop_assert!(map.values().eq(wide.values()));
        let set: IndexSet<String> = map.into_values().collect();
        comes_back(&set);
        prop_assert!(set.iter().eq(loaded::<IndexSet<String>>(&set).iter()));
    }
}

#[test]
fn they_are_maps_and_sets_as_those_of_the_standard_library() {
    has_schema::<IndexMap<String, u8>>("{str: u8}\n");
    has_schema::<IndexSet<u8>>("{u8}\n");
    let map = IndexMap::from([("z".to_owned(), 1u8), ("a".to_owned(), 2)]);
    assert_eq!(loaded::<BTreeMap<String, u8>>(&map), BTreeMap::from_iter(map.clone()));
    assert_eq!(loaded::<HashMap<String, u8>>(&map), HashMap::from_iter(map.clone()));
    assert_eq!(loaded::<Vec<(String, u8)>>(&map), Vec::from_iter(map.clone()), "in its order");
    let of_hash: IndexMap<String, u8> = loaded(&HashMap::<_, _>::from_iter(map));
    assert_eq!(of_hash.keys().collect::<Vec<_>>(), ["a", "z"], "in that of the file");
    let set = IndexSet::from([3u8, 1]);
    assert_eq!(loaded::<BTreeSet<u8>>(&set), BTreeSet::from([1, 3]));
    assert_eq!(loaded::<IndexSet<u8>>(&HashSet::from([3u8, 1])), set);
    assert_eq!(loaded::<IndexSet<u8>>(&vec![3u8, 1]).into_iter().collect::<Vec<_>>(), [3, 1]);
}

#[test]
fn equal_keys_are_refused() {
    let twice = vec![(1u8, "a".to_owned()), (1, "b".to_owned())];
    refused::<IndexMap<u8, String>>(&twice, ErrorKind::Damaged, "same key");
    not_loaded::<IndexMap<u8, String>>(&twice, ErrorKind::Schema, "two entries of one key");
    not_loaded::<IndexSet<u8>>(&vec![1u8, 1], ErrorKind::Schema, "an element twice");
}

/// Equal only if both fields are, one of which is not stored.
#[derive(Persist, PartialEq, Eq, Debug)]
struct Key {
    number: u8,
    #[persist(skip)]
    more: u8,
}

impl Hash for Key {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (self.number, self.more).hash(state);
    }
}

#[test]
fn keys_that_would_be_stored_alike_are_not_saved() {
    let set = IndexSet::from([Key { number: 1, more: 0 }, Key { number: 1, more: 1 }]);
    let error = set.to_bytes().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Caller);
    assert!(error.to_string().contains("two keys are stored as the same bytes"), "{error}");
}
