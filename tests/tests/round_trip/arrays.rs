//! Arrays of fixed layout: of numbers, tuples, arrays and derived structs; in place and as blocks; and
//! `[T; N]` on both sides of the length from which it is an array.

use std::collections::VecDeque;
use std::num::{NonZeroU16, Wrapping};

use persist_core::{ErrorKind, Limits, LoadOptions, Persist, SaveOptions};
use proptest::collection::{vec, vec_deque};
use proptest::prelude::*;

use crate::support::fixed::{
    Cell, Matrix, Node, Weighted, Window, cells, matrices, nodes, weighted, windows,
};
use crate::support::strategies::{Bits32, Bits64, bits32, bits64, f32s, f64s, text, u64s};

/// `N` values that differ, made of a few generated ones: generating each by itself takes seconds.
fn filled<T: Clone + std::fmt::Debug, const N: usize>(
    element: impl Strategy<Value = T>,
) -> impl Strategy<Value = [T; N]> {
    vec(element, 7).prop_map(|few| std::array::from_fn(|index| few[index * index % 7].clone()))
}

round_trips! {
    arrays_of_no_and_few_elements_come_back {
        [u32; 0] = any::<[u32; 0]>();
        [String; 0] = Just([]);
        [u32; 1] = any::<[u32; 1]>();
        [bool; 3] = any::<[bool; 3]>();
        [String; 3] = [text(), text(), text()];
        [Option<u64>; 3] = any::<[Option<u64>; 3]>();
        [[u16; 3]; 3] = any::<[[u16; 3]; 3]>();
        [Bits64; 3] = [bits64(), bits64(), bits64()];
    }

    /// 4095, 4096 and 4800 bytes: the last two are arrays in the file.
    long_arrays_come_back_on_both_sides_of_the_limit {
        [u8; 4095] = filled(any::<u8>());
        [u8; 4096] = filled(any::<u8>());
        [Bits64; 600] = filled(bits64());
        [Node; 600] = filled(nodes());
        [String; 600] = filled(text());
        [Option<u64>; 600] = filled(any::<Option<u64>>());
        [usize; 600] = filled(u64s().prop_map(|n| n as usize));
        Box<[char; 1100]> = filled(any::<char>()).prop_map(Box::new);
    }

    arrays_of_arrays_come_back {
        [[Bits64; 600]; 2] = [filled(bits64()), filled(bits64())];
        [[[u16; 5]; 4]; 300] = filled(any::<[[u16; 5]; 4]>());
        Vec<[u32; 600]> = vec(filled(any::<u32>()), 0..4);
        Vec<[u64; 600]> = vec(filled(any::<u64>()), 0..4);
        Vec<[[Bits32; 3]; 2]> = vec([[bits32(), bits32(), bits32()], [bits32(), bits32(), bits32()]], 0..9);
        Vec<[String; 2]> = vec([text(), text()], 0..5);
        VecDeque<[u8; 3]> = vec_deque(any::<[u8; 3]>(), 0..9);
        Option<[Bits64; 600]> = proptest::option::of(filled(bits64()));
        Matrix = matrices();
        Vec<Matrix> = vec(matrices(), 0..3);
    }

    arrays_of_numbers_that_are_checked_or_converted_come_back {
        Vec<bool> = vec(any::<bool>(), 0..50);
        Vec<char> = vec(any::<char>(), 0..50);
        Vec<usize> = vec(any::<usize>(), 0..50);
        Vec<isize> = vec(any::<isize>(), 0..50);
        Vec<NonZeroU16> = vec(any::<NonZeroU16>(), 0..50);
        Vec<Wrapping<i64>> = vec(any::<i64>().prop_map(Wrapping), 0..50);
        Vec<Box<u32>> = vec(any::<u32>().prop_map(Box::new), 0..50);
        Vec<f32> = vec(f32s(), 0..50), by |v| v.iter().map(|n| n.to_bits()).collect::<Vec<_>>();
        Vec<f64> = vec(f64s(), 0..50), by |v| v.iter().map(|n| n.to_bits()).collect::<Vec<_>>();
        VecDeque<f64> = vec_deque(f64s(), 0..50),
            by |v| v.iter().map(|n| n.to_bits()).collect::<Vec<_>>();
        Vec<Bits64> = vec(bits64(), 0..50);
    }

    arrays_of_structs_and_tuples_come_back {
        Vec<Node> = vec(nodes(), 0..300);
        VecDeque<Node> = vec_deque(nodes(), 0..30);
        Box<[Cell]> = vec(cells(), 0..60).prop_map(Vec::into_boxed_slice);
        Vec<(u8, Bits64)> = vec((any::<u8>(), bits64()), 0..30);
        Vec<((bool, char), [Node; 2])> = vec(((any::<bool>(), any::<char>()), [nodes(), nodes()]), 0..30);
        Vec<Weighted<u16>> = vec(weighted(any::<u16>()), 0..30);
        Vec<Weighted<Weighted<Node>>> = vec(weighted(weighted(nodes())), 0..30);
        Vec<Weighted<String>> = vec(weighted(text()), 0..10);
        Vec<Window<0>> = vec(windows::<0>(), 0..30);
        Vec<Window<3>> = vec(windows::<3>(), 0..30);
        Window<3> = windows();
        Window<1200> = (filled(any::<i32>()), any::<bool>())
            .prop_map(|(values, valid)| Window { values, valid });
        Vec<Window<1200>> = vec(
            (filled(any::<i32>()), any::<bool>())
                .prop_map(|(values, valid)| Window { values, valid }),
            0..3,
        );
    }
}

/// A list of as many elements as the limits allow is charged once, whatever way it is read.
#[test]
fn elements_are_charged_once() {
    fn as_many_as_allowed<T: Persist>(list: &Vec<T>) {
        for threshold in [1, u64::MAX] {
            let bytes = SaveOptions::new().block_threshold(threshold).to_bytes(list).unwrap();
            let limits = |count: usize| Limits::new().elements(count as u64);
            let load = |limits| LoadOptions::new().limits(limits).from_bytes::<Vec<T>>(&bytes);
            assert_eq!(load(limits(list.len())).unwrap().len(), list.len());
            let error = load(limits(list.len() - 1)).map(|_| ()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Limit);
        }
    }
    as_many_as_allowed(&vec![true; 100]);
    as_many_as_allowed(&vec!['c'; 100]);
    as_many_as_allowed(&vec![1u8; 100]);
    as_many_as_allowed(&vec![1.0f64; 100]);
    as_many_as_allowed(&vec![(1u8, true); 100]);
    as_many_as_allowed(&vec![String::new(); 100]);
}

/// One block is many chunks of 1 MiB, and an element's bytes may stand in two of them.
#[test]
fn an_array_of_several_chunks_comes_back() {
    let node = |n: u32| Node {
        feature: n,
        threshold: Bits64(f64::from(n).sqrt()),
        left: n as usize * 7,
        leaf: n.is_multiple_of(3),
        symbol: char::from_u32(n % 0xd800).unwrap(),
    };
    let nodes: Vec<Node> = (0..100_000).map(node).collect();
    let bytes = persist_core::to_bytes(&nodes).unwrap();
    assert!(bytes.len() > 2 << 20);
    assert!(persist_core::from_bytes::<Vec<Node>>(&bytes).unwrap() == nodes);

    let numbers: Vec<u32> = (0..700_000).collect();
    let bytes = persist_core::to_bytes(&numbers).unwrap();
    assert!(persist_core::from_bytes::<Vec<u32>>(&bytes).unwrap() == numbers);
    let ring: VecDeque<u32> = persist_core::from_bytes(&bytes).unwrap();
    assert!(ring == numbers, "lists share one schema");
}
