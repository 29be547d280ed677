//! Transcoded values are those that the reader's types would have loaded and saved.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails panics, and its data is its own"
)]

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::rc::Rc;
use std::time::Duration;

use super::{NoDefaults, Transcoder, Transcoding, copy};
use crate::error::{ErrorKind, Result};
use crate::evolution::{Direction, Options, Plan, compile};
use crate::persist::Persist;
use crate::schema::{Primitive, Schema, Type};
use crate::wire::{
    Context, Limits, NoBlocks, SharedEntries, Writer, WriterOptions, Written, to_u64,
};

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
fn sets_and_maps_keep_their_order_and_that_of_encoded_keys() {
    assert_becomes(BTreeSet::from([1u16, 300, 5]), vec![1u16, 5, 300]);
    assert_becomes(vec![1u16, 5, 300], BTreeSet::from([1u16, 5, 300]));
    // Some sets and maps have an order of their own.
    let set = transcoded::<_, HashSet<u16>>(&vec![300u16, 1, 5], 4096).unwrap();
    assert_eq!(set.0, [3, 172, 2, 1, 5]);
    let map = transcoded::<_, HashMap<u32, bool>>(&vec![(300u16, true), (1, false)], 4096).unwrap();
    assert_eq!(map.0, [2, 172, 2, 1, 1, 0]);
    // By their encoding, 256 stands before 129, in any integer that is longer than a byte.
    let keys = [128u16, 129, 256];
    assert_becomes(
        BTreeMap::from(keys.map(|key| (key, 1u8))),
        BTreeMap::from(keys.map(|key| (u32::from(key), 1u16))),
    );
    assert_becomes(BTreeSet::from(keys), BTreeSet::from(keys.map(u64::from)));
    // As hash containers write it: once they are signed, 130 stands before 127.
    let keys = [1u16, 127, 130, 300];
    assert_becomes(
        HashMap::from(keys.map(|key| (key, key))),
        HashMap::from(keys.map(|key| (i32::from(key), u32::from(key)))),
    );
    assert_becomes(HashSet::from(keys), HashSet::from(keys.map(i64::from)));
    assert_becomes(BTreeMap::from([(1u8, 'a'), (2, 'b')]), vec![(1u8, 'a'), (2, 'b')]);
    assert_becomes(BTreeMap::from([(1u8, 2u8)]), vec![(1u16, 2u8)]);
    let values = || [(255u8, vec![1u16]), (1, vec![2]), (128, vec![3])];
    assert_becomes(
        BTreeMap::from(values()),
        HashMap::from(values().map(|(k, v)| (u16::from(k), v))),
    );
    let keys = || [vec![9u16], vec![1, 2]];
    assert_becomes(keys().to_vec(), HashSet::from(keys()));
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

/// Bodies that no save writes give errors, or other bodies; they never panic, and cost what they may.
#[test]
fn damaged_bodies_are_errors() {
    type Old = (Vec<Rc<Vec<u8>>>, BTreeMap<u8, Vec<(u8, u16)>>, Option<String>, Vec<Option<()>>);
    type New = (Vec<Rc<Vec<u64>>>, HashMap<u16, Vec<(u32, u16)>>, Vec<String>, Vec<Option<()>>);
    let one = Rc::new(vec![1u8, 2]);
    let value: Old = (
        vec![one.clone(), one],
        BTreeMap::from([(1, vec![(1, 300)]), (2, vec![])]),
        Some("ä".into()),
        vec![None, Some(())],
    );
    let (old, new) = (Schema::of::<Old>().unwrap(), Schema::of::<New>().unwrap());
    let body = written(&value, u64::MAX).body;
    for reader in [&old, &new] {
        let plan = plan(&old, reader);
        for at in 0..body.len() {
            for byte in 0..=255 {
                let mut damaged = body.clone();
                damaged[at] = byte;
                for len in [at, damaged.len()] {
                    damaged.truncate(len.max(1));
                    let _ = of_bytes(&plan, reader, &damaged, &[2, 1, 1], &Limits::new());
                }
            }
        }
    }
}

fn of_bytes(
    plan: &Plan,
    reader: &Schema,
    body: &[u8],
    shared: &[u8],
    limits: &Limits,
) -> Result<Vec<u8>> {
    let entries = SharedEntries::parse(shared, u64::MAX)?;
    let context = Context::new(limits, to_u64(body.len()), &NoBlocks, entries);
    let transcoder = Transcoder::new(plan, reader, &NoBlocks, &NoDefaults);
    let mut to = Writer::new(Vec::new(), WriterOptions::default());
    context.read(body, |from| transcoder.root(from, &mut to))?;
    Ok(to.finish().body)
}

#[test]
fn shared_values_that_contain_themselves_or_explode_are_refused() {
    // A list of shared lists: each value refers to the next one twice, or to itself.
    let list = |depth: u32| {
        (0..depth).fold(Type::Primitive(Primitive::U8), |ty, _| {
            let element = Box::new(Type::Shared(Box::new(ty)));
            Type::List { element, fixed: false }
        })
    };
    let bytes = |ty: &Type| Schema::from_bytes(&schema_bytes(ty)).unwrap();
    let schema = bytes(&list(30));
    let same = plan(&schema, &schema);
    let entries: Vec<u8> = (1..30u8).flat_map(|next| [3, 2, next, next]).chain([1, 7]).collect();
    let whole = of_bytes(&same, &schema, &[2, 0, 0], &entries, &Limits::new()).unwrap();
    assert_eq!(whole, [2, 0, 0]);

    let context = |limits: &Limits, shared: &[u8]| {
        let entries = SharedEntries::parse(shared, u64::MAX)?;
        let context = Context::new(limits, 3, &NoBlocks, entries);
        let mut to = Writer::new(Vec::new(), WriterOptions::default());
        context.read(&[2, 0, 0], |from| to.in_place(|to| copy(&schema, &NoBlocks, from, to)))
    };
    let error = context(&Limits::new().allocation(1 << 20), &entries).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    let error = context(&Limits::new(), &[2, 1, 0]).unwrap_err();
    assert!(error.to_string().contains("contains itself"), "{error}");
    let error = of_bytes(&same, &schema, &[1, 0], &[2, 1, 0], &Limits::new()).unwrap_err();
    assert!(error.to_string().contains("contains itself"), "{error}");
}

/// A schema's bytes without definitions.
fn schema_bytes(ty: &Type) -> Vec<u8> {
    fn push(ty: &Type, out: &mut Vec<u8>) {
        match ty {
            Type::Shared(inner) => {
                out.push(40);
                push(inner, out);
            }
            Type::List { element, .. } => {
                out.push(33);
                push(element, out);
            }
            _ => out.push(2),
        }
    }
    let mut out = Vec::new();
    push(ty, &mut out);
    out.push(0);
    out
}
