//! Arrays of a fixed layout whose elements change: batch by batch what each element becomes by itself.
#![allow(clippy::as_conversions, reason = "expected numbers are converted by the language")]

use persist_core::{Error, LoadOptions, Persist, Report, Rule, SaveOptions};

/// Lists that are so short are read element by element.
const SHORT: usize = 8;

programs! {
    old {
        #[derive(Clone)]
        pub struct Node {
            pub feature: u32,
            pub threshold: f64,
            pub junk: u16,
            pub children: [i16; 2],
            pub place: (u8, f32),
            pub inner: Inner,
            pub flag: bool,
            pub history: [Inner; 2],
        }
        #[derive(Clone)]
        pub struct Inner { pub low: i8, pub high: i64, pub kind: char }
    }
    checked {
        #[persist(validate = super::positive)]
        pub struct Node { pub threshold: f64, pub feature: u64 }
    }
}

fn positive(node: &checked::Node) -> Result<(), Error> {
    match node.threshold >= 0.0 {
        true => Ok(()),
        false => Err(Error::invalid("a threshold is negative")),
    }
}

fn inner(n: u32) -> old::Inner {
    let low = i8::try_from(n % 256).unwrap_or(i8::MIN);
    let high = [i64::MIN, -1, 0, i64::MAX][n as usize % 4];
    old::Inner { low, high, kind: char::from_u32(n % 0xd800).unwrap() }
}

fn node(n: u32) -> old::Node {
    old::Node {
        feature: n.wrapping_mul(0x9e37_79b9),
        threshold: f64::from(n) / 7.0,
        junk: 0xffff,
        children: [i16::MIN + i16::try_from(n % 1000).unwrap(), i16::MAX],
        place: (u8::try_from(n % 256).unwrap(), f32::MIN_POSITIVE * n as f32),
        inner: inner(n),
        flag: n.is_multiple_of(3),
        history: [inner(n + 1), inner(n + 2)],
    }
}

fn read<T: Persist>(value: &impl Persist, block_threshold: u64) -> (T, Report) {
    let bytes = SaveOptions::new().block_threshold(block_threshold).to_bytes(value).unwrap();
    LoadOptions::new().from_bytes_with_report(&bytes).unwrap()
}

/// The elements, read at once, in a block too, and in lists so short that they are read one by one; and what the
/// reports count.
#[track_caller]
fn agrees<New>(old: &[impl Persist + Clone])
where
    New: Persist + PartialEq + std::fmt::Debug,
{
    let short: Vec<Vec<_>> = old.chunks(SHORT).map(<[_]>::to_vec).collect();
    let (expected, report) = read::<Vec<Vec<New>>>(&short, u64::MAX);
    let expected: Vec<New> = expected.into_iter().flatten().collect();
    let counts = |report: &Report| -> Vec<(Rule, u64)> {
        report.changes().iter().map(|change| (change.rule(), change.count())).collect()
    };
    for threshold in [u64::MAX, 1] {
        let (found, whole) = read::<Vec<New>>(&old.to_vec(), threshold);
        assert!(found == expected, "{found:?}\n{expected:?}");
        assert_eq!(counts(&whole), counts(&report), "{whole:#}");
    }
}

#[test]
fn elements_of_any_count_become_what_each_becomes_by_itself() {
    programs! {
        within { pub struct Node { pub threshold: f64, pub feature: u32, pub flag: bool } }
    }
    for count in [0, 1, 15, 16, 17, 128, 129, 130, 256, 257, 300, 3000] {
        let nodes: Vec<_> = (0..count).map(node).collect();
        agrees::<within::Node>(&nodes);
    }
}

#[test]
fn a_new_field_between_two_others_moves_the_second_alone() {
    programs! {
        between {
            pub struct Node {
                pub feature: u32,
                #[persist(default = 3)]
                pub new: u16,
                pub threshold: f64,
            }
        }
    }
    let nodes: Vec<_> = (0..100).map(node).collect();
    agrees::<between::Node>(&nodes);
}

#[test]
fn fields_that_widen_move_come_and_go_at_any_depth() {
    programs! {
        renamed {
            pub struct Node {
                pub threshold: f64,
                #[persist(was = "feature")]
                pub column: u64,
                pub children: [i32; 2],
                pub place: (u32, f64),
                pub history: [Inner; 2],
                #[persist(default = 7)]
                pub weight: u16,
                pub flag: u8,
                pub inner: Inner,
            }
            pub struct Inner {
                pub kind: char,
                #[persist(default)]
                pub new: f32,
                pub low: f32,
                pub high: i128,
            }
        }
    }
    let nodes: Vec<_> = (0..1000).map(node).collect();
    agrees::<renamed::Node>(&nodes);
    let (read, _) = read::<Vec<renamed::Node>>(&nodes, u64::MAX);
    for (old, new) in nodes.iter().zip(read) {
        let inner = |old: &old::Inner| renamed::Inner {
            kind: old.kind,
            new: 0.0,
            low: f32::from(old.low),
            high: i128::from(old.high),
        };
        assert_eq!(
            new,
            renamed::Node {
                threshold: old.threshold,
                column: u64::from(old.feature),
                children: old.children.map(i32::from),
                place: (u32::from(old.place.0), f64::from(old.place.1)),
                history: [inner(&old.history[0]), inner(&old.history[1])],
                weight: 7,
                flag: u8::from(old.flag),
                inner: inner(&old.inner),
            }
        );
    }
}

/// Every conversion of numbers, over every edge of the file's type.
macro_rules! conversions {
    ($($from:ident => $($to:ident),+;)+) => {$($({
        let edges = [$from::MIN, $from::MIN + (1 as $from), 0 as $from, 1 as $from, $from::MAX];
        let numbers: Vec<$from> = edges.into_iter().cycle().take(333).collect();
        let expected: Vec<$to> = numbers.iter().map(|number| *number as $to).collect();
        assert_eq!(read::<Vec<$to>>(&numbers, u64::MAX).0, expected);
        assert_eq!(read::<Vec<$to>>(&numbers, 1).0, expected);
    })+)+};
}

#[test]
fn numbers_become_wider_ones() {
    conversions! {
        u8 => u16, u32, u64, u128, usize, i16, i32, i64, i128, isize, f32, f64;
        u16 => u32, u64, u128, usize, i32, i64, i128, isize, f32, f64;
        u32 => u64, u128, usize, i64, i128, isize, f64;
        u64 => u128, usize, i128;
        usize => u64, u128, i128;
        i8 => i16, i32, i64, i128, isize, f32, f64;
        i16 => i32, i64, i128, isize, f32, f64;
        i32 => i64, i128, isize, f64;
        i64 => i128, isize;
        isize => i64, i128;
        f32 => f64;
    }
    let flags: Vec<bool> = (0..333).map(|n| n % 3 == 0).collect();
    let expected: Vec<u16> = flags.iter().map(|flag| u16::from(*flag)).collect();
    assert_eq!(read::<Vec<u16>>(&flags, u64::MAX).0, expected);
}

#[test]
fn a_number_that_does_not_fit_is_an_error_at_its_element() {
    let mut numbers: Vec<u32> = (0..1000).collect();
    let (read, _) = read::<Vec<u16>>(&numbers, u64::MAX);
    assert_eq!(read.last(), Some(&999));
    numbers[700] = 70_000;
    for (threshold, place) in [(u64::MAX, "byte 2802 of the body"), (1, "byte 2800 of block 0")] {
        let bytes = SaveOptions::new().block_threshold(threshold).to_bytes(&numbers).unwrap();
        let error = Vec::<u16>::from_bytes(&bytes).unwrap_err().to_string();
        let expected =
            format!("70000 does not fit u16, the file's type is u32, at `[u32][700]` ({place})");
        assert!(error.starts_with(&expected), "{error}");
    }
}

#[test]
fn an_element_that_a_type_refuses_is_an_error_at_its_place() {
    let mut nodes: Vec<_> = (0..1000).map(node).collect();
    agrees::<checked::Node>(&nodes);
    nodes[700].threshold = -1.0;
    let error = Vec::<checked::Node>::from_bytes(&nodes.to_bytes().unwrap()).unwrap_err();
    assert!(error.to_string().contains("a threshold is negative"), "{error}");
    assert!(error.to_string().contains("[700]"), "{error}");
}

#[test]
fn elements_with_a_conversion_of_their_own_are_read_one_by_one() {
    programs! {
        converted {
            pub struct Node { #[persist(from(u32 => |old| Ok(f64::from(old) / 2.0)))] pub feature: f64 }
        }
    }
    let nodes: Vec<_> = (0..1000).map(node).collect();
    agrees::<converted::Node>(&nodes);
}

#[test]
fn parts_of_elements_are_copied_however_long_they_are() {
    fn check<const N: usize>() {
        let array = |n: u8| std::array::from_fn(|at| n.wrapping_mul(7).wrapping_add(at as u8));
        let old: Vec<([u8; N], u16)> = (0..50).map(|n| (array(n), n.into())).collect();
        let (new, report): (Vec<([u8; N], u32)>, _) = read(&old, 16);
        assert!(new.iter().zip(&old).all(|(new, old)| new.0 == old.0 && new.1 == u32::from(old.1)));
        assert_eq!((new.len(), report.changes()[0].count()), (50, 50));
    }
    check::<1>();
    check::<31>();
    check::<127>();
    check::<128>();
    check::<129>();
    check::<1000>();
}

#[test]
fn a_value_that_changes_as_a_whole_is_counted_once() {
    let (number, report): (u64, _) = read(&7u32, 16);
    assert_eq!((number, report.changes().len()), (7, 1));
    assert_eq!(report.changes()[0].count(), 1);
}
