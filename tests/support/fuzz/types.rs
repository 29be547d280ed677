//! Types of all kinds that files hold, each with a file.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList};
use std::ffi::{CString, OsString};
use std::net::{IpAddr, Ipv6Addr, SocketAddr};
use std::num::{NonZeroU16, Wrapping};
use std::path::PathBuf;
use std::rc::{Rc, Weak};
use std::sync::{Arc, LazyLock};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use arrayvec::{ArrayString, ArrayVec};
use bytes::Bytes;
use half::{bf16, f16};
use indexmap::IndexMap;
use nalgebra::{DMatrix, Vector3};
use ndarray::{Array2, ArrayD};
use persist_core::{Buffer, Dynamic, Persist, Tensor, Tensors, UnknownFields};
use rust_decimal::Decimal;
use smallvec::SmallVec;
use uuid::Uuid;

use super::foreign;
use crate::support::model::Forest;
use crate::support::programs::{Program, programs, programs_of};

/// Wider than any integer, and of a fixed layout with holes in memory.
#[derive(Persist, Clone, Copy)]
struct Row {
    id: u128,
    point: (f32, f32),
    label: char,
    valid: bool,
    counts: [u16; 3],
}

#[derive(Persist)]
#[persist(version = "1.2.0", history = false, validate = in_order)]
struct Interval {
    start: i64,
    #[persist(default)]
    end: i64,
    #[persist(unknown)]
    unknown: UnknownFields,
}

fn in_order(interval: &Interval) -> Result<(), String> {
    if interval.start <= interval.end { Ok(()) } else { Err("it ends before it starts".into()) }
}

#[derive(Persist, Default)]
pub(super) struct Knot {
    before: RefCell<Vec<Weak<Knot>>>,
    held: RefCell<Vec<Rc<Knot>>>,
    id: u16,
    behind: RefCell<Vec<Weak<Knot>>>,
}

pub(super) fn knots() -> Vec<Rc<Knot>> {
    let (outer, inner) = (Rc::new(Knot { id: 1, ..Knot::default() }), Rc::new(Knot::default()));
    inner.before.borrow_mut().push(Rc::downgrade(&outer));
    inner.behind.borrow_mut().push(Rc::downgrade(&inner));
    outer.held.borrow_mut().push(inner);
    vec![outer.clone(), outer]
}

trait Step: Dynamic {}
persist_core::dynamic!(dyn Step);

#[derive(Persist)]
struct Scale {
    mean: Vec<f64>,
}
impl Step for Scale {}

#[derive(Persist)]
struct All(Vec<Box<dyn Step>>);
impl Step for All {}
persist_core::implementation!(dyn Step: Scale, All);

fn steps() -> Vec<Box<dyn Step>> {
    let scale = || Box::new(Scale { mean: vec![0.5, 1.5] });
    vec![scale(), Box::new(All(vec![scale()]))]
}

fn tensors() -> Tensors {
    let mut tensors = Tensors::new();
    tensors.insert("a", Tensor::new([2, 2], vec![1.0f32, 2.0, 3.0, 4.0]).unwrap());
    tensors.insert("b", Tensor::from_fortran_order([3], vec![1u8, 2, 3]).unwrap());
    tensors
}

/// All of them, whose order is kept: corpora name types by their numbers. New ones come last.
pub fn types() -> &'static [Program] {
    static TYPES: LazyLock<Vec<Program>> = LazyLock::new(|| {
        let all = programs().into_iter().chain(numbers()).chain(standard());
        all.chain(shared())
            .chain(of_other_crates())
            .chain(derived())
            .chain(foreign::types())
            .collect()
    });
    &TYPES
}

fn numbers() -> Vec<Program> {
    let row = Row { id: 1 << 100, point: (0.5, -0.0), label: 'é', valid: true, counts: [1, 2, 3] };
    programs_of![
        i8 = -1,
        i32 = -70_000,
        i64 = i64::MIN,
        isize = -9,
        u16 = 300,
        u128 = 1 << 100,
        Vec<bool> = vec![true, false],
        Vec<char> = vec!['a', '🦀'],
        Vec<i128> = vec![-1],
        Vec<(u16, char, bool)> = vec![(1, 'a', true)],
        Vec<Row> = vec![row; 2],
        Vec<[[f32; 2]; 2]> = vec![[[0.5; 2]; 2]; 3],
        Vec<f16> = vec![f16::from_f32(1.5)],
        Vec<bf16> = vec![bf16::from_f32(1.5)],
        Box<[u64]> = vec![1u64 << 40, 2].into(),
        Buffer<f32> = vec![0.5; 3].into(),
        [bool; 4097] = [true; 4097],
        Tensor = Tensor::new([2, 1], vec![1i16, -2]).unwrap(),
        Tensors = tensors(),
    ]
}

fn standard() -> Vec<Program> {
    programs_of![
        Cow<'static, str> = "cow".into(),
        LinkedList<Option<u8>> = [None, Some(1)].into(),
        BinaryHeap<u8> = [3, 1, 2].into(),
        HashSet<(u8, String)> = [(1, "a".into()), (2, "b".into())].into(),
        BTreeMap<String, BTreeMap<u8, Option<char>>> = [("a".into(), [(1, Some('b'))].into())].into(),
        BTreeMap<Vec<u8>, Vec<u32>> = [(vec![9], vec![1 << 20])].into(),
        HashMap<Rc<str>, Vec<()>> = [("key".into(), vec![(); 3])].into(),
        BTreeSet<Vec<bool>> = [vec![true]].into(),
        NonZeroU16 = NonZeroU16::MAX,
        Vec<NonZeroU16> = vec![NonZeroU16::MIN],
        Wrapping<u32> = Wrapping(5),
        CString = c"zero".to_owned(),
        OsString = "os".into(),
        PathBuf = "models/iris.persist".into(),
        IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST),
        SocketAddr = "127.0.0.1:8080".parse().unwrap(),
        SystemTime = UNIX_EPOCH + Duration::from_secs(1_700_000_000),
        std::cmp::Ordering = std::cmp::Ordering::Less,
        std::ops::Bound<i8> = std::ops::Bound::Excluded(-1),
        (Cell<u8>, RefCell<String>) = (Cell::new(1), RefCell::new("a".into())),
        Option<Box<Option<Box<()>>>> = Some(Box::new(Some(Box::new(())))),
    ]
}

/// Those whose values stand in a section of their own, if in part.
fn shared() -> Vec<Program> {
    let (one, two) = (Rc::new(7u8), Arc::<[f64]>::from([0.5; 3]));
    programs_of![
        Vec<Rc<Knot>> = knots(),
        Knot = Knot { id: 9, ..Knot::default() },
        (Weak<u8>, Rc<u8>, Weak<u8>) = (Rc::downgrade(&one), one.clone(), Weak::new()),
        (Rc<Rc<u8>>, Arc<[f64]>, Arc<[f64]>) = (Rc::new(one.clone()), two.clone(), two.clone()),
        BTreeMap<Rc<u8>, Rc<u8>> = [(one.clone(), one.clone())].into(),
        Forest = Forest::small(),
    ]
}

fn of_other_crates() -> Vec<Program> {
    programs_of![
        ArrayVec<u8, 4> = [1, 2, 3].into_iter().collect(),
        ArrayString<8> = ArrayString::from("short").unwrap(),
        Bytes = Bytes::from_static(b"bytes"),
        chrono::NaiveDate = chrono::NaiveDate::from_ymd_opt(2024, 2, 29).unwrap(),
        chrono::DateTime<chrono::Utc> = chrono::DateTime::from_timestamp(1_700_000_000, 5).unwrap(),
        chrono::TimeDelta = chrono::TimeDelta::milliseconds(-1500),
        f16 = f16::from_f32(0.1),
        IndexMap<String, u8> = [("b".into(), 1), ("a".into(), 2)].into(),
        jiff::Timestamp = jiff::Timestamp::UNIX_EPOCH,
        jiff::SignedDuration = jiff::SignedDuration::new(-1, -5),
        jiff::civil::DateTime = jiff::civil::DateTime::constant(2024, 2, 29, 1, 2, 3, 4),
        jiff::Span = jiff::Span::new().days(3).hours(2),
        DMatrix<f64> = DMatrix::from_element(2, 3, 0.5),
        Vector3<f32> = Vector3::new(1.0, 2.0, 3.0),
        Array2<f32> = Array2::zeros((2, 3)),
        ArrayD<String> = ArrayD::from_elem(vec![1, 2], "a".to_owned()),
        Decimal = Decimal::new(-12_345, 3),
        semver::Version = semver::Version::new(1, 2, 3),
        serde_json::Value = serde_json::json!({"a": [1, -2.5, null, "b"], "c": {"d": true}}),
        SmallVec<[u16; 4]> = SmallVec::from_slice(&[1, 300]),
        Uuid = Uuid::from_u128(7),
    ]
}

fn derived() -> Vec<Program> {
    programs_of![
        Interval = Interval { start: -1, end: 1, unknown: UnknownFields::new() },
        Vec<Interval> = Vec::new(),
        Vec<Box<dyn Step>> = steps(),
    ]
}
