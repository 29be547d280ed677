//! A value is written as its type's own program would have written it, and what is no value of a schema is refused by
//! its path.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails panics")]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;
use std::rc::{Rc, Weak};
use std::time::Duration;

use super::write_value;
use crate::error::{ErrorKind, Result};
use crate::persist::Persist;
use crate::schema::Schema;
use crate::value::{Value, read_value};
use crate::wire::{
    Context, Limits, SharedEntries, Writer, WriterOptions, Written, WrittenBlocks, to_u64,
};

/// A body with all that stands beside it.
type Bytes = (Vec<u8>, Option<Vec<u8>>, Vec<(u32, Vec<u8>)>);

fn bytes(written: &Written<'_>) -> Bytes {
    let block = |block: &crate::wire::Block<'_>| {
        let mut bytes = Vec::new();
        block.source.append(&mut bytes).unwrap();
        (block.stride, bytes)
    };
    (written.body.clone(), written.shared.clone(), written.blocks.iter().map(block).collect())
}

fn options(threshold: Option<u64>) -> WriterOptions {
    WriterOptions { block_threshold: threshold, ..WriterOptions::default() }
}

fn written<'a>(schema: &Schema, value: &Value, threshold: Option<u64>) -> Result<Written<'a>> {
    let mut w = Writer::new(Vec::new(), options(threshold));
    write_value(schema, value, &mut w)?;
    Ok(w.finish())
}

fn read(schema: &Schema, written: &Written<'_>) -> Value {
    let blocks = WrittenBlocks(&written.blocks);
    let shared = SharedEntries::parse(written.shared.as_deref().unwrap_or_default(), u64::MAX);
    let limits = Limits::new().allocation(u64::MAX);
    let len = to_u64(written.body.len());
    let context = Context::new(&limits, len, &blocks, shared.unwrap());
    context.read(&written.body, |r| read_value(schema, r)).unwrap()
}

/// What the type writes is read as a tree, and written again as the same bytes: arrays in place, and in blocks.
#[track_caller]
fn comes_back<T: Persist>(value: T) {
    let schema = Schema::of::<T>().unwrap();
    for threshold in [None, Some(1)] {
        let mut w = Writer::new(Vec::new(), options(threshold));
        value.encode(&mut w).unwrap();
        let by_type = w.finish();
        let tree = read(&schema, &by_type);
        let by_schema = written(&schema, &tree, threshold).unwrap();
        assert_eq!(bytes(&by_schema), bytes(&by_type), "{tree}");
    }
}

#[test]
fn values_are_written_as_their_types_write_them() {
    comes_back(());
    comes_back((true, 7u8, -7i8, 'é', "text".to_owned(), -0.0f64, f32::NAN));
    comes_back((u128::MAX, i128::MIN, usize::MAX, isize::MIN, 300u16, -300i16));
    comes_back(vec![(1u16, [0.5f64; 3], ('x', false)); 3]);
    comes_back(([[1u32; 40]; 30], [Some("a".to_owned()), None]));
    comes_back(HashMap::from([("b".to_owned(), vec![2u8]), ("a".to_owned(), vec![])]));
    comes_back(HashSet::from([300u32, 2, 70_000]));
    comes_back((Duration::from_millis(1500), 1..5u8, Err::<u8, String>("no".into())));
    comes_back(BTreeMap::from([(vec![1u8, 2], vec![Some(3i32)])]));
}

#[test]
fn shared_values_stand_once_and_in_keys_in_place() {
    let shared = Rc::new("shared".to_owned());
    comes_back(vec![shared.clone(), Rc::new("alone".into()), shared.clone()]);
    comes_back((Rc::new(vec![shared.clone(); 2]), shared.clone()));
    comes_back(HashMap::from([(shared.clone(), shared.clone()), (Rc::new("a".into()), shared)]));
}

#[test]
fn pointers_that_hold_nothing_point_at_what_is_held() {
    let held = Rc::new(5u8);
    let weak = || Rc::downgrade(&held);
    comes_back((weak(), held.clone(), Weak::<u8>::new(), weak()));
    comes_back(vec![(weak(), Rc::new(weak())), (Weak::new(), Rc::new(Weak::new()))]);
    comes_back((HashMap::from([(3u8, weak()), (1, Weak::new())]), held.clone()));
    // A number that no value has is that of none.
    let schema = Schema::of::<(Rc<u8>, Weak<u8>)>().unwrap();
    let shared = Value::Shared { number: Some(4), content: Some(Box::new(5u8.into())) };
    let pair = |number| Value::Tuple(vec![shared.clone(), Value::Weak(Some(number))]);
    let shown = |number| read(&schema, &written(&schema, &pair(number), None).unwrap()).to_string();
    assert_eq!(shown(4), "(shared value 0: 5, weak to shared value 0)");
    assert_eq!(shown(9), "(shared value 0: 5, weak to nothing)");
    refused::<(Rc<u8>, Weak<u16>)>(
        pair(4),
        "shared value 4 stands for values of two types",
        "(Shared<u8>, Weak<u16>)[1]",
    );
}

#[cfg(feature = "serde")]
#[test]
fn values_of_other_crates_are_written_as_they_are() {
    use crate::foreign::Serde;
    comes_back(vec![Serde(vec![1.5f32]), Serde(vec![])]);
    let number = Value::Unsigned(1);
    refused::<Vec<Serde<u8>>>(
        Value::List(vec![number]),
        "expected messagepack, found 1",
        "[messagepack][0]",
    );
}

/// Fields come in any order, integers are of any kind that their number fits, and sets are sorted.
#[test]
fn hand_made_values_need_no_more_than_fit() {
    let schema = Schema::of::<(Range<i32>, HashSet<u16>)>().unwrap();
    let range = Value::Struct {
        name: "std::Range".into(),
        fields: vec![("end".into(), 9u8.into()), ("start".into(), (-1i64).into())],
    };
    let set = Value::Set(vec![300u16.into(), 2i8.into()]);
    let written = written(&schema, &Value::Tuple(vec![range, set]), None).unwrap();
    assert_eq!(written.body, [1, 18, 2, 2, 0xac, 0x02]);
}

/// The message and the path of what is refused.
#[track_caller]
fn refused<T: Persist>(value: Value, message: &str, path: &str) {
    let schema = Schema::of::<T>().unwrap();
    let error = written(&schema, &value, None).map(|_| ()).unwrap_err();
    assert_eq!(error.to_string(), format!("{message}, in `{path}`"));
    assert_eq!((error.kind(), error.path()), (ErrorKind::Caller, Some(path)));
}

#[test]
fn what_does_not_fit_is_refused_by_its_path() {
    let list = |values: Vec<Value>| Value::List(values);
    refused::<u8>(300u16.into(), "expected u8, found 300", "u8");
    refused::<Vec<i8>>(list(vec![1u8.into(), 128u8.into()]), "expected i8, found 128", "[i8][1]");
    refused::<Vec<f64>>(list(vec![0.5f32.into()]), "expected f64, found 0.5", "[f64][0]");
    refused::<Vec<String>>(
        list(vec!["a".into(), 'b'.into()]),
        "expected str, found 'b'",
        "[str][1]",
    );
    refused::<Vec<bool>>(list(vec![1u8.into()]), "expected bool, found 1", "[bool][0]");
    refused::<[u8; 3]>(list(vec![1u8.into()]), "expected 3 values, found 1", "[u8; 3]");
    let pairs = Value::Map(vec![("a".into(), 1u8.into()), ("b".into(), "x".into())]);
    refused::<HashMap<String, u32>>(pairs, "expected u32, found \"x\"", "{str: u32}[\"b\"]");
    let twice = Value::Set(vec![1u8.into(), 1i8.into()]);
    refused::<HashSet<u8>>(twice, "two keys are stored as the same bytes", "{u8}");

    let range = |name: &str, fields: &[&str]| Value::Struct {
        name: name.into(),
        fields: fields.iter().map(|field| ((*field).to_owned(), 1u8.into())).collect(),
    };
    let path = "std::Range<u8>";
    refused::<Range<u8>>(range("std::Range", &["start"]), "the field `end` is missing", path);
    refused::<Range<u8>>(
        range("std::Range", &["start", "end", "step"]),
        "there is no field `step`",
        path,
    );
    refused::<Range<u8>>(
        range("Range", &["start", "end"]),
        "expected std::Range<u8>, found Range { start: 1, end: 1 }",
        path,
    );
    refused::<Range<u8>>(
        range("std::Range", &["start", "end", "end"]),
        "a field stands there twice",
        path,
    );
    let variant = |variant: &str| Value::Variant {
        name: "std::Ordering".into(),
        variant: variant.into(),
        fields: Vec::new(),
    };
    refused::<std::cmp::Ordering>(variant("More"), "there is no variant `More`", "std::Ordering");
}

#[test]
fn shared_values_that_do_not_hold_together_are_refused() {
    let shared = |number, content: Option<u8>| Value::Shared {
        number: Some(number),
        content: content.map(|content| Box::new(content.into())),
    };
    let list = |values: Vec<Value>| Value::List(values);
    let path = "[Shared<u8>][0]";
    refused::<Vec<Rc<u8>>>(
        list(vec![shared(0, None)]),
        "a shared value has no content anywhere",
        path,
    );
    refused::<Vec<Rc<u8>>>(
        list(vec![shared(0, Some(1)), shared(0, Some(2))]),
        "shared value 0 has two contents",
        "[Shared<u8>]",
    );
    refused::<(Rc<u8>, Rc<u16>)>(
        Value::Tuple(vec![shared(0, Some(1)), shared(0, None)]),
        "shared value 0 stands for values of two types",
        "(Shared<u8>, Shared<u16>)[1]",
    );
    // A reference may stand before the content, as after keys have been sorted.
    let schema = Schema::of::<Vec<Rc<u8>>>().unwrap();
    let ahead = list(vec![shared(7, None), shared(7, Some(5))]);
    let written = written(&schema, &ahead, None).unwrap();
    assert_eq!(read(&schema, &written).to_string(), "[shared value 0: 5, shared value 0]");
}

#[test]
fn shared_values_within_themselves_end() {
    type Nested = Vec<Rc<Vec<Rc<Vec<u8>>>>>;
    let schema = Schema::of::<Nested>().unwrap();
    let within = |content| Value::Shared { number: Some(0), content };
    let itself = within(Some(Box::new(Value::List(vec![within(None)]))));
    let error = written(&schema, &Value::List(vec![itself]), None).map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Caller);
}
