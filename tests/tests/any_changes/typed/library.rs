//! Types that the library reads on its own, those of other crates among them, from files that had them in another form:
//! fields and variants in another order, narrower integers, bytes for text, lists for arrays and arrays for lists.

use std::cell::{Cell, OnceCell, RefCell};
use std::cmp::{Ordering, Reverse};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::ffi::{CString, OsString};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::{NonZero, Wrapping};
use std::ops::{Bound, RangeFrom, RangeInclusive, RangeTo, RangeToInclusive};
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::atomic::{AtomicI64, AtomicU16};
use std::sync::{Arc, Mutex, OnceLock};
use std::time::{Duration, UNIX_EPOCH};

use persist_core::{
    Archive, Buffer, Digest, ErrorKind, Persist, SaveOptions, Schema as Library, Tensor, Tensors,
    UnknownFields,
};
use persist_tests::support::craft::File;

use super::super::encode::encode;
use super::super::schema::{BYTE, Kind, Prim, Schema, Shape, Ty};
use super::super::values::Val;
use super::schema;

/// Another form of the same values; lists are arrays of `len`, if that is given.
fn another(mut form: Schema, len: Option<u64>) -> Schema {
    change(&mut form.root, len);
    for def in &mut form.defs {
        def.args.iter_mut().for_each(|arg| change(arg, len));
        for fields in def.all_fields_mut() {
            fields.list.iter_mut().for_each(|field| change(&mut field.ty, len));
            if fields.kind == Kind::Named {
                fields.list.reverse();
            }
        }
        if let Shape::Enum(variants) = &mut def.shape {
            variants.reverse();
        }
    }
    form
}

fn change(ty: &mut Ty, len: Option<u64>) {
    ty.inner_mut().into_iter().for_each(|inner| change(inner, len));
    match ty {
        Ty::Prim(Prim::Int { bits, size, .. }) if *bits > 8 => {
            *bits /= 2;
            *size = false;
        }
        Ty::Prim(Prim::Str) => *ty = Ty::List(Box::new(BYTE), true),
        Ty::Array(element, _, fixed) => *ty = Ty::List(element.clone(), *fixed),
        Ty::List(element, fixed) => {
            if let Some(len) = len {
                *ty = Ty::Array(element.clone(), len, *fixed);
            }
        }
        _ => {}
    }
}

fn library(schema: &Schema) -> Library {
    Library::from_bytes(&schema.to_bytes()).unwrap()
}

/// A value that was saved in another form comes back.
#[track_caller]
fn assert_read<T: Persist>(value: &T, len: Option<u64>) {
    let today = schema::<T>();
    let form = another(today.clone(), len);
    assert_ne!(form, today, "{today}");
    let options = SaveOptions::new().as_schema(library(&form));
    let bytes =
        options.to_bytes(value).unwrap_or_else(|error| panic!("{form}\nof {today}: {error}"));
    assert_eq!(*Archive::from_bytes(bytes.clone()).unwrap().schema(), library(&form));
    let loaded =
        T::from_bytes(&bytes).unwrap_or_else(|error| panic!("{form}\nas {today}: {error}"));
    assert_eq!(loaded.to_bytes().unwrap(), value.to_bytes().unwrap(), "{form}\nas {today}");
}

/// What newer files bring along.
fn unknown() -> UnknownFields {
    #[derive(Persist)]
    #[persist(name = "Part")]
    struct File {
        id: u8,
        name: String,
        point: (f32, f32),
    }
    #[derive(Persist)]
    struct Part {
        id: u8,
        #[persist(unknown)]
        others: UnknownFields,
    }
    let file = File { id: 1, name: "x".into(), point: (0.5, 1.5) };
    let part = Part::from_bytes(&file.to_bytes().unwrap()).unwrap();
    assert_eq!((part.id, part.others.len()), (1, 2));
    part.others
}

#[test]
fn types_of_the_standard_library_are_read_from_another_form() {
    macro_rules! read {
        ($($value:expr),+ $(,)?) => {$(
            assert_read(&$value, None);
        )+};
    }
    read! {
        Duration::new(3, 500), UNIX_EPOCH + Duration::new(5, 7),
        2u32..9, RangeInclusive::new(-3i32, 4), RangeFrom { start: 1u64 }, RangeTo { end: 1u16 },
        RangeToInclusive { end: 5i64 },
        Bound::<u16>::Unbounded, Bound::Included(3u16), Bound::Excluded(4u16),
        Ordering::Less, Ordering::Equal, Ordering::Greater,
        Result::<u32, String>::Ok(1), Result::<u32, String>::Err("no".into()),
        Cell::new(7u32), RefCell::new(vec![7u32]), Mutex::new(String::from("held")),
        OnceCell::from(3u32), OnceCell::<u32>::new(), OnceLock::from(3u32), OnceLock::<u32>::new(),
        AtomicU16::new(3), AtomicI64::new(-3), NonZero::new(8u32).unwrap(), NonZero::new(-8i64).unwrap(),
        Wrapping(9u64), Reverse(9u64), 9usize, -9isize,
        PathBuf::from("a/b"), OsString::from("name"), String::from("text"), Box::<str>::from("text"),
        Ipv4Addr::LOCALHOST, Ipv6Addr::LOCALHOST, IpAddr::from([1, 2, 3, 4]), IpAddr::from(Ipv6Addr::LOCALHOST),
        SocketAddrV4::new(Ipv4Addr::LOCALHOST, 80), SocketAddrV6::new(Ipv6Addr::LOCALHOST, 80, 2, 3),
        SocketAddr::from(([1, 2, 3, 4], 80)), SocketAddr::from((Ipv6Addr::LOCALHOST, 80)),
        Box::new([1u32, 2, 3]), [[1u16; 2]; 3], Box::new([[1u16; 2]; 3]), [String::from("a"), String::from("b")],
        vec![1u32, 2], VecDeque::from([1u64]), LinkedList::from(["a".to_owned()]), BinaryHeap::from([3u32, 1]),
        Box::<[u32]>::from([1, 2]), Rc::<[u32]>::from([1, 2]), Arc::new(5u32), Arc::<str>::from("text"),
        BTreeSet::from([3u32, 5]), HashSet::from([String::from("a")]), BTreeMap::from([(1u16, [2u64; 2])]),
        HashMap::from([(String::from("a"), 5u32)]), Some(5u32), (5u32, String::from("a")),
        unknown(),
    }
    // Where lists were arrays.
    assert_read(&CString::new("abc").unwrap(), Some(3));
    assert_read(&vec![1.5f32, 2.5], Some(2));
    assert_read(&VecDeque::from([true]), Some(1));
    assert_read(&Box::<[u8]>::from([1, 2]), Some(2));
}

#[test]
fn types_of_the_library_itself_are_read_from_another_form() {
    assert_read(&Buffer::from(vec![1u32, 2]), None);
    assert_read(&Buffer::from(vec![1.5f32, 2.5]), Some(2));
    assert_read(&Digest::from([7; 32]), None);
    let tensor = |data: Vec<i64>| Tensor::new([2, 1], data).unwrap();
    assert_read(&tensor(vec![1, -1]), None);
    assert_read(&Tensor::new([2, 2], vec![0.5f64; 4]).unwrap(), None);
    assert_read(&Tensors::from_iter([("weights".to_owned(), tensor(vec![1, -1]))]), None);
}

#[test]
fn types_of_other_crates_are_read_from_another_form() {
    use serde_json::json;
    assert_read(&arrayvec::ArrayString::<4>::from("abc").unwrap(), None);
    assert_read(&arrayvec::ArrayVec::<u32, 4>::from_iter([1, 2]), None);
    assert_read(&bytes::Bytes::from_static(b"ab"), Some(2));
    assert_read(&bytes::BytesMut::from(&b"ab"[..]), Some(2));
    assert_read(&chrono::DateTime::from_timestamp(5, 7).unwrap(), None);
    assert_read(
        &chrono::DateTime::from_timestamp(5, 7).unwrap().with_timezone(&chrono::Local),
        None,
    );
    assert_read(&chrono::Weekday::Sun, None);
    assert_read(&chrono::Month::March, None);
    assert_read(
        &jiff::Timestamp::new(5, 7).unwrap().to_zoned_datetime(jiff::tz::TimeZone::UTC),
        None,
    );
    assert_read(&nalgebra::DVector::from_vec(vec![1u32, 2]), None);
    assert_read(&nalgebra::DMatrix::from_vec(1, 2, vec![1u32, 2]), None);
    assert_read(&nalgebra::SMatrix::<u32, 1, 2>::new(1, 2), None);
    assert_read(&ndarray::arr2(&[[1u32, 2]]), None);
    assert_read(&indexmap::IndexMap::<String, u32>::from_iter([("a".into(), 1)]), None);
    assert_read(&rust_decimal::Decimal::new(12, 1), None);
    assert_read(&semver::Version::new(1, 2, 3), None);
    assert_read(&smallvec::SmallVec::<[u32; 2]>::from_slice(&[1, 2, 3]), None);
    assert_read(&uuid::Uuid::from_u128(7), None);
    for value in
        [json!(null), json!(true), json!(-1), json!("a"), json!([1, 0.5]), json!({"a": [{}]})]
    {
        assert_read(&value, None);
    }
    let large = "123456789012345678901234567890".parse::<serde_json::Number>().unwrap();
    assert_read(&large, None);
}

/// A file in another form is held to what the type is, as one in its own form.
#[track_caller]
fn assert_refused<T: Persist>(len: Option<u64>, value: Val, kind: ErrorKind, words: &str) {
    let form = another(schema::<T>(), len);
    let (body, shared) = encode(&form, &value);
    let file = File { schema: form.to_bytes(), body, shared, ..File::default() };
    let error =
        T::from_bytes(&file.to_bytes()).err().unwrap_or_else(|| panic!("{words}: it is read"));
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.to_string().contains(words), "{error}");
}

#[test]
fn values_in_another_form_that_a_type_does_not_have_are_refused() {
    let bytes =
        |bytes: &[u8]| Val::List(bytes.iter().map(|&byte| Val::Unsigned(byte.into())).collect());
    use ErrorKind::Invalid;
    assert_refused::<NonZero<u32>>(None, Val::Unsigned(0), Invalid, "zero");
    assert_refused::<CString>(Some(3), bytes(b"a\0b"), Invalid, "nul byte");
    assert_refused::<arrayvec::ArrayString<2>>(
        None,
        bytes(b"abc"),
        ErrorKind::Schema,
        "`ArrayString` takes 2",
    );
    assert_refused::<PathBuf>(None, bytes(b"\xff"), ErrorKind::Schema, "not UTF-8");
    assert_refused::<Box<[u32; 2]>>(
        None,
        Val::List(vec![Val::Unsigned(1)]),
        ErrorKind::Schema,
        "2",
    );
    // In the order of the file's fields.
    let structure = |fields: Vec<Val>| {
        let named = fields.into_iter().map(|value| (String::new(), value));
        Val::Struct(String::new(), named.collect())
    };
    let floats = Val::List(vec![Val::F32(0)]);
    let data = Val::Variant(String::new(), "F32".into(), vec![(String::new(), floats)]);
    let shape = Val::List(vec![Val::Unsigned(2)]);
    assert_refused::<Tensor>(None, structure(vec![data, shape]), Invalid, "no tensor of the shape");
}
