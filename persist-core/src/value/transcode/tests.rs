//! Transcoded values are those that the reader's types would have loaded and saved.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that fails panics, and its data is its own"
)]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;
use std::time::Duration;

use super::{NoDefaults, Transcoding};
use crate::error::Result;
use crate::evolution::{Direction, Options, Plan, compile};
use crate::persist::Persist;
use crate::schema::Schema;
use crate::wire::{Writer, WriterOptions, Written};

fn options(threshold: u64) -> WriterOptions {
    WriterOptions { block_threshold: Some(threshold), ..WriterOptions::default() }
}

fn written<T: Persist>(value: &T, threshold: u64) -> Written<'_> {
    let mut writer = Writer::new(Vec::new(), options(threshold));
    value.encode(&mut writer).unwrap();
    writer.finish()
}

/// A body with all that stands beside it, blocks with their strides.
type Bytes = (Vec<u8>, Option<Vec<u8>>, Vec<(u32, Vec<u8>)>);

fn bytes(written: &Written<'_>) -> Bytes {
    let block = |block: &crate::wire::Block<'_>| {
        let mut bytes = Vec::new();
        block.source.append(&mut bytes).unwrap();
        (block.stride, bytes)
    };
    (written.body.clone(), written.shared.clone(), written.blocks.iter().map(block).collect())
}

/// By the rules for older files where they lead to the reader, else by those for newer ones.
fn plan(writer: &Schema, reader: &Schema) -> Plan {
    let compiled = |direction| {
        let options = Options { direction: Some(direction), ..Options::default() };
        compile(writer, reader, &options).unwrap()
    };
    let forward = || {
        let compiled = compiled(Direction::Forward);
        let reasons = compiled.findings.reasons();
        compiled.plan.unwrap_or_else(|| panic!("refused: {reasons:?}"))
    };
    compiled(Direction::Backward).plan.unwrap_or_else(forward)
}

fn transcoded<W: Persist, R: Persist>(value: &W, threshold: u64) -> Result<Bytes> {
    let (writer, reader) = (Schema::of::<W>()?, Schema::of::<R>()?);
    let plan = plan(&writer, &reader);
    let transcoding = Transcoding {
        writer: &writer,
        reader: &reader,
        plan: &plan,
        defaults: &NoDefaults,
        options: options(threshold),
    };
    transcoding.with(&written(value, threshold), |written| Ok(bytes(written)))
}

/// Transcodes `from`, and compares the outcome with the bytes of `to`: with all arrays in blocks, and with none.
#[track_caller]
fn assert_becomes<W: Persist, R: Persist>(from: W, to: R) {
    for threshold in [1, u64::MAX] {
        let expected = bytes(&written(&to, threshold));
        assert_eq!(transcoded::<W, R>(&from, threshold).unwrap(), expected, "from {threshold} on");
    }
}

#[track_caller]
fn assert_stays<T: Persist + Clone>(value: T) {
    assert_becomes(value.clone(), value);
}

#[track_caller]
fn assert_refused<W: Persist, R: Persist>(from: W, part: &str) {
    let error = transcoded::<W, R>(&from, 4096).unwrap_err().to_string();
    assert!(error.contains(part), "{error}");
}

fn shared() -> Rc<Vec<u16>> {
    Rc::new(vec![1, 300])
}

#[test]
fn values_of_one_type_stay_as_they_are() {
    assert_stays(());
    assert_stays((true, 'ä', "iris".to_owned(), 1.5f32, -2.5f64));
    assert_stays((u8::MAX, u16::MAX, u32::MAX, u64::MAX, u128::MAX, usize::MAX));
    assert_stays((i8::MIN, i16::MIN, i32::MIN, i64::MIN, i128::MIN, isize::MIN));
    assert_stays(vec![Some("a".to_owned()), None]);
    assert_stays((vec![1u16, 300], vec![(1u8, 2.5f32)], vec![[1u32; 3]; 2], Vec::<u8>::new()));
    assert_stays(([1u16, 300], [7u32; 2000], [[0.5f64; 3]; 2]));
    assert_stays(HashMap::from([(300u16, vec![1u8]), (1, vec![]), (200, vec![7])]));
    assert_stays(BTreeMap::from([(-300i16, "b".to_owned()), (1, "a".to_owned())]));
    assert_stays(BTreeSet::from([vec![1u32, 2], vec![]]));
    assert_stays(vec![Ok::<u8, String>(1), Err("no".to_owned())]);
    assert_stays(Duration::from_millis(1500));
    let one = shared();
    assert_stays((one.clone(), vec![one.clone(), shared()], Some(one)));
    assert_stays(BTreeMap::from([(shared(), shared())]));
    let inner = Rc::new((shared(), vec![0.5f64]));
    assert_stays(vec![inner.clone(), inner]);
}

#[test]
fn numbers_are_converted_where_they_fit() {
    assert_becomes((1u8, -1i8, 300u16, 7u32), (1u64, -1i64, 300i32, 7i128));
    assert_becomes((true, 3u8, 1.5f32, -7i32), (1u16, 3f32, 1.5f64, -7f64));
    assert_becomes(vec![1u8, 255], vec![1u64, 255]);
    assert_becomes(vec![1u64, u64::MAX], vec![1u128, u64::MAX.into()]);
    assert_becomes(vec![Some(1u8)], vec![Some(1u32)]);
    assert_becomes(vec![(1u8, -2i16)], vec![(1u32, -2i64)]);
    assert_becomes(vec![[1u8, 2]], vec![[1u16, 2]]);
    assert_refused::<_, Vec<u8>>(vec![1u64, 300], "300 does not fit u8");
    assert_refused::<_, (u8, u8)>((1i32, -1i32), "-1 does not fit u8, at `(i32, i32)[1]`");
}

#[test]
fn values_are_wrapped_and_unwrapped() {
    assert_becomes(7u8, Some(7u8));
    assert_becomes(7u8, vec![7u16]);
    assert_becomes("a".to_owned(), vec!["a".to_owned()]);
    assert_becomes((Some(7u8), None::<u8>), (vec![7u8], Vec::<u8>::new()));
    assert_becomes((Some(7u8), vec![8u8], 9u8), (7u8, 8u8, 9u8));
    assert_becomes(vec!["a".to_owned()], "a".to_owned());
    assert_refused::<_, u8>(None::<u8>, "`None`");
    assert_refused::<_, u8>(vec![1u8, 2], "a list of 2");
}

#[test]
fn lists_take_each_form() {
    // Behind cells, elements have no fixed layout.
    let cells = || vec![RefCell::new(1u16), RefCell::new(300)];
    assert_becomes(cells(), vec![1u16, 300]);
    assert_becomes(vec![1u16, 300], cells());
    assert_becomes(cells(), vec![1u32, 300]);
    assert_becomes(vec![(1u8, 2u8)], vec![(RefCell::new(1u16), 2u8)]);
    assert_becomes([1u16, 300], vec![1u16, 300]);
    assert_becomes(vec![1u16, 300], [1u16, 300]);
    assert_becomes([7u16; 3000], vec![7u16; 3000]);
    assert_becomes(vec![7u16; 3000], [7u16; 3000]);
    assert_becomes([7u8; 3000], [7u32; 3000]);
    assert_becomes(vec![[1u8; 2]; 2], vec![vec![1u8; 2]; 2]);
    assert_becomes("iris".to_owned(), b"iris".to_vec());
    assert_becomes(b"iris".to_vec(), "iris".to_owned());
    assert_becomes(*b"iris", "iris".to_owned());
    assert_refused::<_, String>(vec![0xffu8], "no string");
    assert_refused::<_, [u8; 3]>(vec![1u8], "takes exactly 3");
}

#[test]
fn sets_and_maps_come_in_the_order_of_their_keys() {
    assert_becomes(BTreeSet::from([1u16, 300, 5]), vec![1u16, 5, 300]);
    assert_becomes(vec![300u16, 1, 5], std::collections::HashSet::from([1u16, 5, 300]));
    assert_becomes(vec![(300u16, 'b'), (1, 'a')], HashMap::from([(300u32, 'b'), (1, 'a')]));
    assert_becomes(BTreeMap::from([(1u8, 'a'), (2, 'b')]), vec![(1u8, 'a'), (2, 'b')]);
    assert_becomes(BTreeMap::from([(1u8, 2u8)]), vec![(1u16, 2u8)]);
    let values = || [(255u8, vec![1u16]), (1, vec![2]), (128, vec![3])];
    assert_becomes(
        BTreeMap::from(values()),
        HashMap::from(values().map(|(k, v)| (u16::from(k), v))),
    );
    let keys = || [vec![9u16], vec![1, 2]];
    assert_becomes(keys().to_vec(), std::collections::HashSet::from(keys()));
    assert_becomes(BTreeSet::from(keys()), vec![vec![1u16, 2], vec![9]]);
    assert_refused::<_, BTreeSet<u8>>(vec![1u8, 1], "one key");
    assert_refused::<_, BTreeMap<u8, u8>>(vec![(1u8, 1u8), (1, 2)], "one key");
}

#[test]
fn shared_values_stay_shared() {
    let (a, b) = (Rc::new(vec![1u8]), Rc::new(vec![1u8]));
    let (wide_a, wide_b) = (Rc::new(vec![1u64]), Rc::new(vec![1u64]));
    assert_becomes(
        (vec![a.clone(), b.clone()], Some(a.clone()), b),
        (vec![wide_a.clone(), wide_b.clone()], Some(wide_a), wide_b),
    );
    assert_becomes((a.clone(), a.clone()), (vec![1u8], vec![1u16]));
    assert_becomes((vec![1u8], 5u8), (Rc::new(vec![1u8]), Rc::new(5u16)));
    assert_becomes(BTreeMap::from([(a.clone(), 1u8)]), vec![(Rc::new(vec![1u8]), 1u8)]);
    assert_becomes(vec![a], BTreeSet::from([Rc::new(vec![1u16])]));
}
