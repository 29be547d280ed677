//! Fields of other crates' types, trait objects, fields that are kept unknown, tensors, and what else a schema can say.

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap};
use std::ffi::OsString;
use std::fmt::Debug;
use std::marker::PhantomData;
use std::net::{Ipv4Addr, SocketAddrV6};
use std::num::NonZeroI8;
use std::ops::{RangeFrom, RangeInclusive};
use std::path::Path;
use std::rc::Rc;
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex, OnceLock, RwLock};

use persist_core::{Buffer, Dynamic, Persist, SaveOptions, Serde, Tensor, TensorData, Tensors};
use serde::{Deserialize, Serialize};

use super::files::Golden;

#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
enum Kernel {
    Linear,
    Rbf { gamma: f32 },
    Power(u8, i64),
}

/// All kinds of values that serde knows.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
struct Svm {
    kernels: Vec<Kernel>,
    #[serde(rename = "class_names")]
    classes: BTreeMap<u32, String>,
    margin: (f64, Option<bool>, char, i128, ()),
}

#[derive(Persist, Debug, PartialEq)]
#[persist(name = "golden::Foreign")]
struct Foreign {
    #[persist(serde, from_crate = "acme 0.7.0")]
    svm: Svm,
    #[persist(serde(compact))]
    compact: Svm,
    many: Vec<Serde<Kernel>>,
    rows: u64,
}

fn foreign() -> Foreign {
    let svm = || Svm {
        kernels: vec![Kernel::Linear, Kernel::Rbf { gamma: 0.5 }, Kernel::Power(3, -70_000)],
        classes: [(0, "setosa".into()), (300, "virginica".into())].into(),
        margin: (-0.25, Some(true), 'ä', i128::MIN, ()),
    };
    let many = vec![Serde(Kernel::Linear), Serde(Kernel::Power(0, 1))];
    Foreign { svm: svm(), compact: svm(), many, rows: 150 }
}

/// A type of another crate, without serde.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Angle(f64);

#[derive(Persist)]
#[persist(name = "golden::Degrees", version = "1.0.0", history = false)]
struct Degrees {
    degrees: f64,
}

impl From<&Angle> for Degrees {
    fn from(angle: &Angle) -> Self {
        Degrees { degrees: angle.0 }
    }
}

impl From<Degrees> for Angle {
    fn from(proxy: Degrees) -> Self {
        Angle(proxy.degrees)
    }
}

mod tenths {
    use super::Angle;

    pub(super) type Stored = i32;

    pub(super) fn encode(angle: &Angle) -> Result<i32, &'static str> {
        format!("{:.0}", angle.0 * 10.0).parse().map_err(|_| "an angle has to be finite")
    }

    pub(super) fn decode(tenths: i32) -> Result<Angle, String> {
        Ok(Angle(f64::from(tenths) / 10.0))
    }
}

#[derive(Persist, Debug, PartialEq)]
#[persist(name = "golden::Adapted")]
struct Adapted {
    #[persist(as = Degrees)]
    heading: Angle,
    #[persist(with = tenths, default = Angle(0.5))]
    tilt: Angle,
}

trait Step: Dynamic + Debug {}
persist_core::dynamic!(dyn Step);

#[derive(Persist, Debug)]
#[persist(name = "golden::Scale")]
struct Scale {
    mean: Vec<f64>,
}

#[derive(Persist, Debug)]
#[persist(name = "golden::Clip")]
enum Clip {
    Off,
    At(f64),
}

#[derive(Persist, Debug)]
#[persist(name = "golden::All")]
struct All(Vec<Box<dyn Step>>);

impl Step for Scale {}
impl Step for Clip {}
impl Step for All {}
persist_core::implementation!(dyn Step: Scale, Clip, All);

type Steps = (Vec<Box<dyn Step>>, Option<Box<dyn Step>>);

fn steps() -> Steps {
    let all = All(vec![Box::new(Clip::Off), Box::new(Clip::At(1.5))]);
    (vec![Box::new(Scale { mean: vec![0.5; 600] }), Box::new(all)], Some(Box::new(Clip::Off)))
}

/// Generic over all that a type can be generic over, with names that it and its parts have had.
#[derive(Persist, Debug, PartialEq)]
#[persist(name = "golden::Many", version = "0.3.0", was("golden::A", "golden::B"), history = false)]
enum Many<T, const U: u8, const S: i16, const B: bool, const C: char> {
    #[persist(was("Old", "Older"))]
    New {
        #[persist(was("a", "b"), default = Vec::new())]
        list: Vec<T>,
    },
    Pair(T, #[persist(default)] u8),
    Unit,
}

type Definitions = (Many<u8, 200, -5, true, 'ä'>, Vec<Many<(i8, Unit), 0, 300, false, '\0'>>);

#[derive(Persist, Debug, PartialEq)]
#[persist(name = "golden::Unit")]
struct Unit;

fn definitions() -> Definitions {
    let many = vec![Many::Unit, Many::Pair((-1, Unit), 7), Many::New { list: vec![(1, Unit)] }];
    (Many::New { list: vec![1, 2] }, many)
}

/// Where arrays and shared values stand in place.
type Keys =
    (BTreeMap<Rc<str>, u8>, BTreeSet<(Vec<u32>, char)>, BTreeMap<Option<Arc<Vec<u16>>>, Vec<u16>>);

fn keys() -> Keys {
    (
        [("b".into(), 1), ("a".into(), 2)].into(),
        [(vec![1, 300], 'x'), (vec![], 'ä')].into(),
        [(None, vec![]), (Some(Arc::new(vec![7; 2100])), vec![8; 2100])].into(),
    )
}

#[derive(Persist, Debug, PartialEq, Clone, Copy)]
#[persist(name = "golden::Row")]
struct Row {
    unsigned: (u8, u16, u32, u64, u128, usize),
    signed: (i8, i16, i32, i64, i128, isize),
    others: [(bool, char); 2],
    floats: (f32, f64),
}

/// All that has a fixed layout.
fn rows() -> (Vec<Row>, Box<[[u16; 3]; 700]>, Buffer<f64>) {
    let row = Row {
        unsigned: (1, 2, 3, 4, u128::MAX - 5, 6),
        signed: (-1, -2, -3, -4, i128::MIN + 5, -6),
        others: [(true, 'ä'), (false, '\u{10ffff}')],
        floats: (-1.5, f64::MAX),
    };
    (vec![row; 40], Box::new([[1, 2, 700]; 700]), vec![-0.5; 600].into())
}

type Others = (
    (OsString, BinaryHeap<u8>, OnceCell<u8>, OnceLock<String>, Cell<i32>, RefCell<String>),
    (Mutex<u8>, RwLock<Vec<u8>>, AtomicU32, Cow<'static, u8>, NonZeroI8, Reverse<char>),
    (Ipv4Addr, SocketAddrV6, RangeInclusive<i8>, RangeFrom<u64>, PhantomData<u8>, Box<Path>),
);

/// What is left of the standard library.
fn others() -> Others {
    (
        (
            "os".into(),
            [3, 1, 2].into(),
            OnceCell::new(),
            "once".to_owned().into(),
            Cell::new(-300),
            RefCell::new("cell".into()),
        ),
        (
            Mutex::new(7),
            RwLock::new(vec![1, 2]),
            AtomicU32::new(300),
            Cow::Owned(5),
            NonZeroI8::MIN,
            Reverse('z'),
        ),
        (
            Ipv4Addr::LOCALHOST,
            SocketAddrV6::new(std::net::Ipv6Addr::LOCALHOST, 80, 1, 2),
            -1..=1,
            7..,
            PhantomData,
            Path::new("a/b").into(),
        ),
    )
}

/// A tensor of each type of elements.
fn tensors() -> Tensors {
    let two: [TensorData; 15] = [
        vec![true, false].into(),
        vec![1u8, 2].into(),
        vec![1u16, 300].into(),
        vec![1u32, 70_000].into(),
        vec![1u64, 1 << 40].into(),
        vec![-1i8, 2].into(),
        vec![-300i16, 2].into(),
        vec![-70_000i32, 2].into(),
        vec![-1i64 << 40, 2].into(),
        TensorData::F16(vec![0x3c00, 0xfc00].into()),
        TensorData::Bf16(vec![0x3f80, 0xff7f].into()),
        vec![0.5f32, -0.0].into(),
        vec![0.5f64, f64::MAX].into(),
        TensorData::ComplexF32(vec![[0.5, 1.0], [-0.5, 2.0]].into()),
        TensorData::ComplexF64(vec![[0.5, 1.0], [-0.5, 2.0]].into()),
    ];
    let bits = [
        TensorData::F8E4M3,
        TensorData::F8E5M2,
        TensorData::F8E8M0,
        TensorData::F8E4M3Fnuz,
        TensorData::F8E5M2Fnuz,
    ];
    let bits = bits.into_iter().map(|of| of(vec![0x38, 0x7f].into()));
    let named = two
        .into_iter()
        .chain(bits)
        .map(|data| (format!("{:?}", data.ty()), Tensor::new([2, 1], data).unwrap()));
    let large = Tensor::new([30, 50], vec![0.25f32; 1500]).unwrap();
    let one = Tensor::new([], vec![7u8]).unwrap();
    named.chain([("large".to_owned(), large), ("scalar".to_owned(), one)]).collect()
}

fn same_text<T: Debug>(one: &T, other: &T) -> bool {
    format!("{one:?}") == format!("{other:?}")
}

pub(crate) fn files() -> Vec<Golden> {
    let plain = SaveOptions::new;
    let tilted = Adapted { heading: Angle(90.0), tilt: Angle(-4.5) };
    vec![
        Golden::file("foreign", foreign(), plain()),
        Golden::file("adapted", tilted, plain()),
        Golden::saved("trait_objects", steps(), plain(), same_text),
        Golden::file("definitions", definitions(), plain()),
        Golden::file("keys", keys(), plain()),
        Golden::file("fixed_layouts", rows(), plain()),
        Golden::saved("more_std_types", others(), plain(), same_text),
        Golden::file("tensors", tensors(), plain()),
    ]
}
