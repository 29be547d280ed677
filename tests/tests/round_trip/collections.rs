//! `Option`, `Result`, `Box`, lists, sets, maps and tuples.

use std::borrow::Cow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::hash::{BuildHasherDefault, DefaultHasher};
use std::marker::PhantomData;

use proptest::collection::{
    binary_heap, btree_map, btree_set, hash_map, hash_set, linked_list, vec, vec_deque,
};
use proptest::prelude::*;

use crate::support::model::{Kinds, Level, kinds, levels};
use crate::support::strategies::{Bits64, bits64, text, u64s};

/// A hasher without random keys.
type OtherHasher = BuildHasherDefault<DefaultHasher>;

/// A ring whose elements do not begin where its memory does.
fn rotated<T: Clone + std::fmt::Debug>(
    element: impl Strategy<Value = T>,
) -> impl Strategy<Value = VecDeque<T>> {
    (vec_deque(element, 2..20), 1usize..20).prop_map(|(mut ring, times)| {
        for _ in 0..times {
            let front = ring.pop_front().unwrap();
            ring.push_back(front);
        }
        ring
    })
}

round_trips! {
    optional_and_boxed_values_come_back {
        Option<u32> = any::<Option<u32>>();
        Option<Option<Option<()>>> = any::<Option<Option<Option<()>>>>();
        Option<String> = proptest::option::of(text());
        Result<u64, String> = proptest::result::maybe_ok(u64s(), text());
        Result<Result<(), u8>, Kinds> =
            proptest::result::maybe_ok(any::<Result<(), u8>>(), kinds());
        Box<u32> = any::<u32>().prop_map(Box::new);
        Box<Box<Option<Box<String>>>> =
            proptest::option::of(text().prop_map(Box::new)).prop_map(|v| Box::new(Box::new(v)));
        PhantomData<std::rc::Rc<str>> = Just(PhantomData);
        Cow<'static, u32> = any::<u32>().prop_map(Cow::Owned);
        Cow<'static, Vec<String>> = vec(text(), 0..4).prop_map(Cow::Owned);
    }

    lists_of_values_without_layout_come_back {
        Vec<String> = vec(text(), 0..10);
        Vec<()> = vec(Just(()), 0..300);
        Vec<Vec<Option<u8>>> = vec(vec(any::<Option<u8>>(), 0..5), 0..5);
        VecDeque<String> = rotated(text());
        LinkedList<Kinds> = linked_list(kinds(), 0..6);
        BinaryHeap<String> = binary_heap(text(), 0..10), by |heap| heap.as_slice().to_vec();
        BinaryHeap<Reverse<(u8, String)>> =
            binary_heap((any::<u8>(), text()).prop_map(Reverse), 0..10),
            by |heap| heap.clone().into_sorted_vec();
        Box<[String]> = vec(text(), 0..6).prop_map(Vec::into_boxed_slice);
        Cow<'static, [String]> = vec(text(), 0..6).prop_map(Cow::Owned);
    }

    lists_of_numbers_come_back {
        Vec<u8> = vec(any::<u8>(), 0..10_000);
        Vec<u64> = vec(any::<u64>(), 0..1000);
        VecDeque<u16> = rotated(any::<u16>());
        LinkedList<i32> = linked_list(any::<i32>(), 0..50);
        BinaryHeap<u32> = binary_heap(any::<u32>(), 0..50), by |heap| heap.as_slice().to_vec();
        Box<[i128]> = vec(any::<i128>(), 0..300).prop_map(Vec::into_boxed_slice);
        Cow<'static, [u16]> = prop_oneof![
            vec(any::<u16>(), 0..50).prop_map(Cow::Owned),
            Just(Cow::Borrowed(&[1, 2, 0xffff][..])),
        ];
        Vec<Vec<f32>> = vec(vec(any::<f32>(), 0..1500), 0..4);
    }

    ordered_sets_and_maps_come_back {
        BTreeSet<String> = btree_set(text(), 0..10);
        BTreeSet<Reverse<u32>> = btree_set(any::<u32>().prop_map(Reverse), 0..10);
        BTreeSet<Level> = btree_set(levels(), 0..3);
        BTreeMap<String, Vec<u32>> = btree_map(text(), vec(any::<u32>(), 0..5), 0..6);
        BTreeMap<Vec<u8>, BTreeMap<i8, ()>> =
            btree_map(vec(any::<u8>(), 0..9), btree_map(any::<i8>(), Just(()), 0..4), 0..6);
    }

    hash_sets_and_maps_come_back {
        HashSet<String> = hash_set(text(), 0..10);
        HashSet<Vec<u16>> = hash_set(vec(any::<u16>(), 0..6), 0..10);
        HashSet<i64, OtherHasher> =
            hash_set(any::<i64>(), 0..30).prop_map(|set| set.into_iter().collect());
        HashMap<String, Bits64> = hash_map(text(), bits64(), 0..10);
        HashMap<Option<Level>, Vec<f32>> =
            hash_map(proptest::option::of(levels()), vec(any::<f32>(), 0..9), 0..4);
        HashMap<u64, String, OtherHasher> =
            hash_map(u64s(), text(), 0..30).prop_map(|map| map.into_iter().collect());
        HashMap<(u8, String), HashMap<char, HashSet<u8>>> = hash_map(
            (any::<u8>(), text()),
            hash_map(any::<char>(), hash_set(any::<u8>(), 0..5), 0..4),
            0..5,
        );
    }

    tuples_of_one_to_twelve_come_back {
        (u8,) = any::<(u8,)>();
        (u8, String) = (any::<u8>(), text());
        (u8, i16, ()) = any::<(u8, i16, ())>();
        (u8, i16, u32, bool) = any::<(u8, i16, u32, bool)>();
        (u8, i16, u32, bool, char) = any::<(u8, i16, u32, bool, char)>();
        (u8, u8, u8, u8, u8, u8) = any::<(u8, u8, u8, u8, u8, u8)>();
        (u8, u8, u8, u8, u8, u8, i64) = any::<(u8, u8, u8, u8, u8, u8, i64)>();
        (u8, u8, u8, u8, u8, u8, i64, bool) = any::<(u8, u8, u8, u8, u8, u8, i64, bool)>();
        (u8, u8, u8, u8, u8, u8, i64, bool, u16) =
            any::<(u8, u8, u8, u8, u8, u8, i64, bool, u16)>();
        (u8, u8, u8, u8, u8, u8, i64, bool, u16, char) =
            any::<(u8, u8, u8, u8, u8, u8, i64, bool, u16, char)>();
        (u8, u8, u8, u8, u8, u8, i64, bool, u16, char, Option<u8>) =
            (any::<(u8, u8, u8, u8, u8, u8, i64, bool, u16, char)>(), any::<Option<u8>>())
                .prop_map(|((a, b, c, d, e, f, g, h, i, j), k)| (a, b, c, d, e, f, g, h, i, j, k));
        (u8, u8, u8, u8, u8, u8, i64, bool, u16, char, u32, String) =
            (any::<(u8, u8, u8, u8, u8, u8, i64, bool, u16, char)>(), any::<u32>(), text())
                .prop_map(|((a, b, c, d, e, f, g, h, i, j), k, l)| {
                    (a, b, c, d, e, f, g, h, i, j, k, l)
                });
    }
}

/// Two maps with the same entries differ in the order of their tables, and in no byte of their files.
#[test]
fn a_hash_map_has_one_encoding_whatever_order_its_table_has() {
    let forwards: HashMap<u32, String> = (0..500).map(|n| (n, n.to_string())).collect();
    let backwards: HashMap<u32, String> = (0..500).rev().map(|n| (n, n.to_string())).collect();
    let same_order = forwards.keys().eq(backwards.keys());
    assert!(!same_order, "with random keys, both tables have one order once in a lifetime");
    assert_eq!(
        persist_core::to_bytes(&forwards).unwrap(),
        persist_core::to_bytes(&backwards).unwrap()
    );
}
