//! Fields that nothing takes are passed over: exactly to their end, in no time, and without stack.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails panics")]
#![allow(dead_code, reason = "what is dropped is never looked at")]

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::thread;

use persist_core::{ErrorKind, Limits, LoadOptions, Persist, Result};
use persist_tests::support::craft::schema::{U8, UNIT, array, list, named, schema, set, structure};
use persist_tests::support::craft::{File, varint};

/// `Model` as it is now.
#[derive(Persist, Debug, PartialEq)]
#[persist(removed("dropped"))]
struct Model {
    last: u32,
}

const LAST: u32 = 0xdead_beef;

/// A file of the `Model` that had a field of a type.
macro_rules! saved {
    ($ty:ty, $value:expr) => {{
        #[derive(Persist)]
        #[persist(name = "Model")]
        struct Former {
            dropped: $ty,
            last: u32,
        }
        Former { dropped: $value, last: LAST }.to_bytes().unwrap()
    }};
}

fn last(bytes: &[u8]) -> Result<u32> {
    let limits = Limits::new().allocation(1 << 20);
    LoadOptions::new().limits(limits).from_bytes::<Model>(bytes).map(|model| model.last)
}

/// Runs on a thread of so little stack, as those of a debug build are large.
fn in_little_stack<R: Send>(run: impl FnOnce() -> R + Send) -> R {
    thread::scope(|scope| {
        thread::Builder::new()
            .stack_size(256 << 10)
            .spawn_scoped(scope, run)
            .unwrap()
            .join()
            .unwrap()
    })
}

#[test]
fn values_of_every_kind_end_where_they_end() {
    macro_rules! are_passed_over {
        ($($ty:ty = $value:expr;)+) => {$(
            assert_eq!(last(&saved!($ty, $value)).unwrap(), LAST, stringify!($ty));
        )+};
    }
    let shared = Rc::new("x".to_owned());
    are_passed_over! {
        () = ();
        (u8, bool, char, i16) = (1, true, 'é', -7);
        (u128, i128, f32, f64) = (u128::MAX, i128::MIN, 0.5, 0.1);
        String = "text".into();
        (Option<u8>, Option<Option<u8>>, Option<String>) = (None, Some(Some(3)), Some("".into()));
        Vec<Option<u16>> = vec![Some(300); 1000];
        Vec<u16> = vec![300; 1000];
        Vec<[u8; 3]> = vec![[1; 3]; 100];
        [String; 2] = ["".into(), "x".into()];
        [(); 7] = [(); 7];
        Vec<()> = vec![(); 1_000_000];
        [Vec<f64>; 2] = [vec![1.5; 5000], Vec::new()];
        BTreeMap<Rc<u32>, Vec<Rc<u8>>> = [(Rc::new(1), vec![Rc::new(2)]), (Rc::new(3), vec![])].into();
        BTreeMap<(), ()> = [((), ())].into();
        BTreeMap<Rc<String>, u8> = [(Rc::new("key".into()), 1)].into();
        BTreeSet<u16> = (0..1000).collect();
        BTreeSet<i8> = (0..100).collect();
        BTreeSet<(Vec<u8>, BTreeSet<Rc<()>>)> = [(vec![1, 2], [Rc::new(())].into())].into();
        (Vec<Rc<String>>, Rc<String>) = (vec![shared.clone(); 3], shared);
        Result<u8, String> = Ok(3);
        Result<u8, (String, bool)> = Err(("x".into(), true));
    }
}

/// A chain that recurs in the middle of its fields, and through tuples of tuples.
#[derive(Persist)]
struct Chain {
    before: u8,
    next: Nest<Option<Box<Chain>>>,
    after: u8,
}

type Nest<T> = (u8, (u8, (u8, (u8, (u8, (u8, (u8, T), u8), u8), u8), u8), u8), u8);

fn chain(levels: u32) -> Chain {
    (1..levels).fold(link(None), |next, _| link(Some(Box::new(next))))
}

fn link(next: Option<Box<Chain>>) -> Chain {
    let next = (1, (1, (1, (1, (1, (1, (1, next), 1), 1), 1), 1), 1), 1);
    Chain { before: 1, next, after: 1 }
}

#[test]
fn what_is_as_deep_as_the_limit_takes_no_stack() {
    let bytes = thread::scope(|scope| {
        let save = || saved!(Chain, chain(500));
        let large = thread::Builder::new().stack_size(64 << 20);
        large.spawn_scoped(scope, save).unwrap().join().unwrap()
    });
    assert_eq!(in_little_stack(|| last(&bytes)).unwrap(), LAST);
}

/// A file whose `dropped` is of a type and has this body.
fn crafted(ty: &[u8], definitions: &[Vec<u8>], body: &[u8]) -> Vec<u8> {
    const U32: &[u8] = &[4];
    let model = structure("Model", &[("dropped", ty.to_vec()), ("last", U32.to_vec())]);
    let definitions = [&[model], definitions].concat();
    let body = [body, &varint(LAST.into())].concat();
    File { schema: schema(&named(0), &definitions), body, ..File::default() }.to_bytes()
}

#[test]
fn any_number_of_values_without_bytes_takes_no_time() {
    let claim = varint(u128::from(u64::MAX));
    for ty in [list(UNIT), set(&array(U8, 0)), list(&array(UNIT, u64::MAX))] {
        assert_eq!(last(&crafted(&ty, &[], &claim)).unwrap(), LAST);
    }
    let arrays = (0..20).fold(UNIT.to_vec(), |inner, _| array(&inner, 1 << 60));
    assert_eq!(last(&crafted(&arrays, &[], &[])).unwrap(), LAST);
}

#[test]
fn claims_of_more_than_there_is_are_errors() {
    for (ty, claim) in [(list(U8), 1 << 40), (list(&list(U8)), u64::MAX), (set(UNIT), 3)] {
        let result = last(&crafted(&ty, &[], &varint(claim.into())));
        match ty == set(UNIT) {
            true => assert_eq!(result.unwrap(), LAST),
            false => assert_eq!(result.unwrap_err().kind(), ErrorKind::Damaged),
        }
    }
}

/// `struct N { next: [N], after: u8 }`, which opens one more list with each byte.
#[test]
fn nesting_without_end_is_refused_in_little_memory() {
    let fields = [("next", list(&named(1))), ("after", U8.to_vec())];
    let bytes = crafted(&named(1), &[structure("N", &fields)], &vec![2; 10 << 20]);
    // The place of the error is found by another walk, which takes the stack of as many levels as are allowed.
    let error = last(&bytes).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    // Where nothing follows, no value stays open.
    let bytes = crafted(
        &named(1),
        &[structure("N", &fields[..1])],
        &[&vec![1; 1 << 20][..], &[0]].concat(),
    );
    assert_eq!(in_little_stack(|| last(&bytes)).unwrap(), LAST);
}
