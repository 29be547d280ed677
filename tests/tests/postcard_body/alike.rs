//! The types of which both libraries write the same bytes.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddrV4};
use std::num::*;
use std::ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo};
use std::path::{Path, PathBuf};
use std::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16,
    AtomicU32, AtomicU64, AtomicUsize, Ordering::Relaxed,
};
use std::sync::{Mutex, RwLock};
use std::time::{Duration, SystemTime};

use proptest::collection::{
    binary_heap, btree_map, btree_set, hash_map, hash_set, linked_list, vec, vec_deque,
};
use proptest::option::of;
use proptest::prelude::*;

use crate::compare::CASES;
use crate::support::many::{Many, many};
use crate::support::model::*;
use crate::support::strategies::*;

alike! {
    integers_are_varints {
        u8 = any::<u8>();
        u16 = u64s().prop_map(|n| n as u16);
        u32 = u64s().prop_map(|n| n as u32);
        u64 = u64s();
        u128 = u128s();
        usize = u64s().prop_map(|n| n as usize);
        i8 = any::<i8>();
        i16 = i64s().prop_map(|n| n as i16);
        i32 = i64s().prop_map(|n| n as i32);
        i64 = i64s();
        i128 = i128s();
        isize = i64s().prop_map(|n| n as isize);
        NonZeroU8 = any::<NonZeroU8>();
        NonZeroU16 = any::<NonZeroU16>();
        NonZeroU32 = any::<NonZeroU32>();
        NonZeroU64 = any::<NonZeroU64>();
        NonZeroU128 = any::<NonZeroU128>();
        NonZeroUsize = any::<NonZeroUsize>();
        NonZeroI8 = any::<NonZeroI8>();
        NonZeroI16 = any::<NonZeroI16>();
        NonZeroI32 = any::<NonZeroI32>();
        NonZeroI64 = any::<NonZeroI64>();
        NonZeroI128 = any::<NonZeroI128>();
        NonZeroIsize = any::<NonZeroIsize>();
        Wrapping<u32> = any::<u32>().prop_map(Wrapping);
        Saturating<i64> = i64s().prop_map(Saturating);
        Reverse<u16> = any::<u16>().prop_map(Reverse);
    }

    floats_and_other_scalars_are_as_they_are {
        Bits32 = bits32();
        Bits64 = bits64();
        bool = any::<bool>();
        char = any::<char>();
        () = Just(());
        PhantomData<String> = Just(PhantomData);
    }

    text_stands_behind_its_length {
        String = text();
        String = (text(), 1usize..5000).prop_map(|(text, times)| text.repeat(times));
        Box<str> = text().prop_map(Box::from);
        Cow<'static, str> = text().prop_map(Cow::Owned);
        PathBuf = text().prop_map(PathBuf::from);
        Box<Path> = text().prop_map(|text| PathBuf::from(text).into_boxed_path());
    }

    options_results_and_boxes_have_their_tags_only {
        Option<u32> = any::<Option<u32>>();
        Option<Option<Option<String>>> = of(of(of(text())));
        Result<u64, String> = proptest::result::maybe_ok(u64s(), text());
        Result<(), Result<Many, Level>> = proptest::result::maybe_ok(
            Just(()),
            proptest::result::maybe_ok(many(), levels()),
        );
        Box<i128> = i128s().prop_map(Box::new);
        Box<Option<Box<String>>> = of(text().prop_map(Box::new)).prop_map(Box::new);
        Cow<'static, Kinds> = kinds().prop_map(Cow::Owned);
    }

    lists_without_layout_stand_behind_their_count {
        Vec<String> = vec(text(), 0..200);
        Vec<Option<u32>> = vec(any::<Option<u32>>(), 0..9);
        Vec<()> = vec(Just(()), 0..300);
        Vec<Vec<Kinds>> = vec(vec(kinds(), 0..4), 0..4);
        Vec<Duration> = vec(durations(), 0..9);
        VecDeque<String> = vec_deque(text(), 0..9);
        LinkedList<String> = linked_list(text(), 0..9);
        BinaryHeap<String> = binary_heap(text(), 0..9), by |heap| heap.as_slice().to_vec();
        Box<[Many]> = vec(many(), 0..9).prop_map(Vec::into_boxed_slice);
        Cow<'static, [String]> = vec(text(), 0..4).prop_map(Cow::Owned);
    }

    sets_and_maps_stand_behind_their_count {
        BTreeSet<i64> = btree_set(i64s(), 0..9);
        BTreeSet<Level> = btree_set(levels(), 0..3);
        BTreeMap<String, Option<u16>> = btree_map(text(), any::<Option<u16>>(), 0..9);
        BTreeMap<Reverse<u8>, BTreeMap<char, bool>> = btree_map(
            any::<u8>().prop_map(Reverse),
            btree_map(any::<char>(), any::<bool>(), 0..4),
            0..9,
        );
        BTreeMap<(u32, String), ()> = btree_map((any::<u32>(), text()), Just(()), 0..9);
    }

    hash_containers_of_one_entry_have_no_order_to_differ_in {
        HashSet<String> = hash_set(text(), 0..=1);
        HashMap<u64, String> = hash_map(u64s(), text(), 0..=1);
        HashMap<Level, HashMap<String, Bits64>> =
            hash_map(levels(), hash_map(text(), bits64(), 0..=1), 0..=1);
    }

    tuples_and_small_arrays_have_no_framing {
        (u8,) = any::<(u8,)>();
        (u16, String, ()) = (any::<u16>(), text(), Just(()));
        (u8, u16, u32, u64, i8, i16, i32, i64, bool, char) =
            any::<(u8, u16, u32, u64, i8, i16, i32, i64, bool, char)>();
        [u32; 0] = any::<[u32; 0]>();
        [u64; 1] = any::<[u64; 1]>();
        [i32; 32] = any::<[i32; 32]>();
        [String; 3] = [text(), text(), text()];
        [[u16; 4]; 5] = any::<[[u16; 4]; 5]>();
        [[[u64; 4]; 4]; 31] = proptest::array::uniform31(any::<[[u64; 4]; 4]>());
    }

    the_standard_library_is_as_serde_has_it {
        Duration = durations();
        SystemTime = times();
        Range<u32> = any::<(u32, u32)>().prop_map(|(start, end)| start..end);
        RangeInclusive<String> = (text(), text()).prop_map(|(start, end)| start..=end);
        RangeFrom<i64> = i64s().prop_map(|start| start..);
        RangeTo<char> = any::<char>().prop_map(|end| ..end);
        Bound<String> = prop_oneof![
            Just(Bound::Unbounded),
            text().prop_map(Bound::Included),
            text().prop_map(Bound::Excluded),
        ];
        Ipv4Addr = any::<Ipv4Addr>();
        Ipv6Addr = any::<Ipv6Addr>();
        IpAddr = any::<IpAddr>();
        SocketAddrV4 = any::<(Ipv4Addr, u16)>().prop_map(|(ip, port)| SocketAddrV4::new(ip, port));
    }

    cells_locks_and_atomics_are_what_they_hold {
        Cell<u32> = any::<u32>().prop_map(Cell::new);
        RefCell<Kinds> = kinds().prop_map(RefCell::new);
        Mutex<String> = text().prop_map(Mutex::new), by |lock| lock.lock().unwrap().clone();
        RwLock<Level> = levels().prop_map(RwLock::new), by |lock| *lock.read().unwrap();
        AtomicBool = any::<bool>().prop_map(AtomicBool::new), by |n| n.load(Relaxed);
        AtomicI8 = any::<i8>().prop_map(AtomicI8::new), by |n| n.load(Relaxed);
        AtomicI16 = any::<i16>().prop_map(AtomicI16::new), by |n| n.load(Relaxed);
        AtomicI32 = any::<i32>().prop_map(AtomicI32::new), by |n| n.load(Relaxed);
        AtomicI64 = any::<i64>().prop_map(AtomicI64::new), by |n| n.load(Relaxed);
        AtomicIsize = any::<isize>().prop_map(AtomicIsize::new), by |n| n.load(Relaxed);
        AtomicU8 = any::<u8>().prop_map(AtomicU8::new), by |n| n.load(Relaxed);
        AtomicU16 = any::<u16>().prop_map(AtomicU16::new), by |n| n.load(Relaxed);
        AtomicU32 = any::<u32>().prop_map(AtomicU32::new), by |n| n.load(Relaxed);
        AtomicU64 = any::<u64>().prop_map(AtomicU64::new), by |n| n.load(Relaxed);
        AtomicUsize = any::<usize>().prop_map(AtomicUsize::new), by |n| n.load(Relaxed);
    }

    derived_types_are_as_serde_derives_them {
        Unit = Just(Unit);
        NoFields = Just(NoFields {});
        NoElements = Just(NoElements());
        Newtype = text().prop_map(Newtype);
        TupleStruct = tuple_structs();
        Transparent = transparent();
        Named = named();
        Kinds = kinds();
        Level = levels();
        Many = many();
        Generic<u32, String> = generic(any::<u32>(), text());
        Generic<Generic<(), Unit>, Kinds> = generic(generic(Just(()), Just(Unit)), kinds());
        Tree = trees();
        Folder = folders();
        Program = programs();
        Statement = text().prop_map(Statement::Print);
        BTreeMap<String, Vec<Result<Named, Tree>>> =
            btree_map(text(), vec(proptest::result::maybe_ok(named(), trees()), 0..2), 0..3);
    }
}

#[test]
fn ten_thousand_values_and_more_are_compared() {
    let values = TYPES * CASES as usize;
    assert!(values >= 10_000, "only {values}, of {TYPES} types");
}
