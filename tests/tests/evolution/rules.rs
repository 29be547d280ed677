//! One module for each rule: the program before the change, the program after it, and what becomes of values in
//! both directions.

use std::collections::{BTreeMap, BTreeSet, HashMap, LinkedList, VecDeque};
use std::rc::Rc;
use std::sync::Arc;

use persist_core::{
    ErrorKind, LoadOptions, OnUnknown, Persist, Report, Rule, Schema, UnknownFields, compat,
};

/// What a program reads of another one's bytes.
fn read<T: Persist>(bytes: &[u8]) -> Result<(T, Report), String> {
    LoadOptions::new().from_bytes_with_report(bytes).map_err(|error| {
        assert_eq!(error.kind(), ErrorKind::Schema, "{error}");
        error.to_string()
    })
}

fn rules(report: &Report) -> Vec<(Rule, &str, u64)> {
    report.changes().iter().map(|c| (c.rule(), c.path(), c.count())).collect()
}

/// Reads `value` as the other program's type: it becomes `expected`, and the report names `rule`.
#[track_caller]
fn becomes<A: Persist, B: Persist + PartialEq + std::fmt::Debug>(
    value: A,
    expected: B,
    rule: Rule,
) {
    let bytes = value.to_bytes().unwrap();
    match read::<B>(&bytes) {
        Ok((found, report)) => {
            assert_eq!(found, expected);
            assert!(rules(&report).iter().any(|(r, ..)| *r == rule), "{report:#}");
        }
        Err(error) => panic!("{error}"),
    }
}

/// Reading `value` as the other program's type is refused, in these words among others.
#[track_caller]
fn refused<A: Persist, B: Persist + std::fmt::Debug>(value: A, words: &str) {
    let bytes = value.to_bytes().unwrap();
    match read::<B>(&bytes) {
        Ok((found, report)) => panic!("{found:?}\n{report:#}"),
        Err(error) => assert!(error.contains(words), "{error}"),
    }
}

/// A module with both programs' types.
macro_rules! pair {
    ($($rule:ident { before { $($before:item)* } after { $($after:item)* } $($test:tt)* })*) => {$(
        #[allow(non_snake_case, reason = "named as the rule")]
        mod $rule {
            #[allow(unused_imports, reason = "not every pair needs all of them")]
            use super::*;
            #[allow(dead_code, unreachable_pub, reason = "fields are compared, and names are those of a program of its own")]
            mod before { use super::*; $(#[derive(Persist, Debug, PartialEq)] $before)* }
            #[allow(dead_code, unreachable_pub, reason = "fields are compared, and names are those of a program of its own")]
            mod after { use super::*; $(#[derive(Persist, Debug, PartialEq)] $after)* }
            #[test]
            $($test)*
        }
    )*};
}

pair! {
    AddField {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: u32 } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: u32, #[persist(default = 7)] pub n: u8 } }
        fn holds() {
            becomes(before::Model { a: 1 }, after::Model { a: 1, n: 7 }, Rule::AddField);
            becomes(after::Model { a: 1, n: 2 }, before::Model { a: 1 }, Rule::RemoveFieldUnseen);
        }
    }
    AddRequiredField {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: u32 } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: u32, pub n: Option<u8> } }
        fn holds() {
            refused::<_, after::Model>(before::Model { a: 1 }, "`Model.n`: this program expects this field");
            becomes(after::Model { a: 1, n: None }, before::Model { a: 1 }, Rule::RemoveFieldUnseen);
        }
    }
    RemoveField {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: u32, #[persist(default)] pub junk: String } }
        after { #[persist(version = "1.1.0", removed("junk"))] pub struct Model { pub a: u32 } }
        fn holds() {
            let old = before::Model { a: 1, junk: "x".into() };
            let deny = LoadOptions::new().unknown_fields(OnUnknown::Deny);
            assert_eq!(deny.from_bytes::<after::Model>(&old.to_bytes().unwrap()).unwrap(), after::Model { a: 1 });
            becomes(old, after::Model { a: 1 }, Rule::RemoveField);
            becomes(after::Model { a: 1 }, before::Model { a: 1, junk: String::new() }, Rule::AddField);
        }
    }
    RemoveFieldUnseen {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: u32, pub junk: Vec<(String, f64)> } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: u32 } }
        fn holds() {
            let old = || before::Model { a: 1, junk: vec![("x".into(), 1.0)] };
            let deny = LoadOptions::new().unknown_fields(OnUnknown::Deny);
            let error = deny.from_bytes::<after::Model>(&old().to_bytes().unwrap()).unwrap_err();
            assert!(error.to_string().contains("unknown fields are denied"), "{error}");
            becomes(old(), after::Model { a: 1 }, Rule::RemoveFieldUnseen);
            refused::<_, before::Model>(after::Model { a: 1 }, "`Model.junk`: this program expects this field");
        }
    }
    RenameField {
        before { #[persist(version = "1.0.0")] pub struct Model { pub thr: f64 } }
        after { #[persist(version = "1.1.0")] pub struct Model { #[persist(was = "thr")] pub threshold: f64 } }
        fn holds() {
            becomes(before::Model { thr: 0.5 }, after::Model { threshold: 0.5 }, Rule::RenameField);
            becomes(after::Model { threshold: 0.5 }, before::Model { thr: 0.5 }, Rule::RenameField);
        }
    }
    ReorderFields {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: u32, pub b: u32, pub c: String } }
        after { #[persist(version = "1.0.1")] pub struct Model { pub c: String, pub b: u32, pub a: u32 } }
        fn holds() {
            let c = || "c".to_owned();
            becomes(before::Model { a: 1, b: 2, c: c() }, after::Model { a: 1, b: 2, c: c() }, Rule::ReorderFields);
            becomes(after::Model { a: 1, b: 2, c: c() }, before::Model { a: 1, b: 2, c: c() }, Rule::ReorderFields);
        }
    }
    WidenInteger {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: u8, pub b: i16, pub c: Vec<u32>, pub d: u64 } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: u64, pub b: i128, pub c: Vec<i64>, pub d: usize } }
        fn holds() {
            becomes(
                before::Model { a: 255, b: -3, c: vec![0, u32::MAX], d: 9 },
                after::Model { a: 255, b: -3, c: vec![0, i64::from(u32::MAX)], d: 9 },
                Rule::WidenInteger,
            );
            becomes(
                after::Model { a: 255, b: -3, c: vec![7], d: 9 },
                before::Model { a: 255, b: -3, c: vec![7], d: 9 },
                Rule::NarrowInteger,
            );
            refused::<_, before::Model>(
                after::Model { a: 256, b: 0, c: vec![], d: 0 },
                "256 does not fit u8, the file's type is u64",
            );
            refused::<_, before::Model>(after::Model { a: 0, b: 0, c: vec![-1], d: 0 }, "Model.c[0]");
        }
    }
    NarrowInteger {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: u64 } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: u32 } }
        fn holds() {
            refused::<_, after::Model>(before::Model { a: 1 }, "`#[persist(from(u64 => …))]`");
            becomes(after::Model { a: 1 }, before::Model { a: 1 }, Rule::WidenInteger);
        }
    }
    Convert {
        before { #[persist(version = "1.0.0")] pub struct Model { pub cut: u32, pub name: String } }
        after {
            #[persist(version = "1.1.0")]
            pub struct Model {
                #[persist(from(u32 => |old| Ok(f64::from(old) / 10.0)))]
                pub cut: f64,
                #[persist(from(u64 => |_| Ok(0), String => |old| Ok(old.len())))]
                pub name: usize,
            }
        }
        fn holds() {
            becomes(
                before::Model { cut: 15, name: "four".into() },
                after::Model { cut: 1.5, name: 4 },
                Rule::Convert,
            );
            refused::<_, before::Model>(after::Model { cut: 1.5, name: 4 }, "`Model.cut`: the file has f64");
        }
    }
    RecodeForeign {
        before { #[persist(version = "1.0.0")] pub struct Model { #[persist(serde)] pub a: (u8, String) } }
        after { #[persist(version = "1.1.0")] pub struct Model { #[persist(serde(compact))] pub a: (u8, String) } }
        fn holds() {
            let a = || (7, "x".to_owned());
            becomes(before::Model { a: a() }, after::Model { a: a() }, Rule::RecodeForeign);
            becomes(after::Model { a: a() }, before::Model { a: a() }, Rule::RecodeForeign);
        }
    }
    ForeignCrate {
        before { #[persist(version = "1.0.0")] pub struct Model { #[persist(serde, from_crate = "acme 0.4.0")] pub a: Vec<u8> } }
        after { #[persist(version = "1.0.0")] pub struct Model { #[persist(serde, from_crate = "acme 0.7.0")] pub a: Vec<u16> } }
        fn holds() {
            becomes(before::Model { a: vec![7] }, after::Model { a: vec![7] }, Rule::ForeignCrate);
            becomes(after::Model { a: vec![7] }, before::Model { a: vec![7] }, Rule::ForeignCrate);
            let error = before::Model::from_bytes(&after::Model { a: vec![300] }.to_bytes().unwrap()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Foreign);
            assert!(error.to_string().contains("written with `Vec<u16>` of acme 0.7.0"), "{error}");
        }
    }
    WidenFloat {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: f32, pub b: Vec<f32> } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: f64, pub b: Vec<f64> } }
        fn holds() {
            becomes(
                before::Model { a: 0.1, b: vec![f32::MIN, 0.5] },
                after::Model { a: f64::from(0.1f32), b: vec![f64::from(f32::MIN), 0.5] },
                Rule::WidenFloat,
            );
            refused::<_, before::Model>(after::Model { a: 0.5, b: vec![] }, "would lose digits");
        }
    }
    NarrowFloat {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: f64 } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: f32 } }
        fn holds() {
            refused::<_, after::Model>(before::Model { a: 0.5 }, "would lose digits");
            becomes(after::Model { a: 0.5 }, before::Model { a: 0.5 }, Rule::WidenFloat);
        }
    }
    IntegerToFloat {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: i16, pub b: u32, pub c: u32 } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: f32, pub b: f64, pub c: u32 } }
        fn holds() {
            becomes(
                before::Model { a: -7, b: u32::MAX, c: 1 },
                after::Model { a: -7.0, b: f64::from(u32::MAX), c: 1 },
                Rule::IntegerToFloat,
            );
            refused::<_, before::Model>(after::Model { a: 1.0, b: 1.0, c: 1 }, "this program expects i16");
        }
    }
    BoolToInteger {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: bool, pub b: Vec<bool> } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: u8, pub b: Vec<u32> } }
        fn holds() {
            becomes(
                before::Model { a: true, b: vec![false, true] },
                after::Model { a: 1, b: vec![0, 1] },
                Rule::BoolToInteger,
            );
            refused::<_, before::Model>(after::Model { a: 1, b: vec![] }, "this program expects bool");
        }
    }
    IntoOption {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: u32, pub b: Option<u8> } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: Option<u64>, pub b: Option<Option<u8>> } }
        fn holds() {
            becomes(before::Model { a: 1, b: None }, after::Model { a: Some(1), b: None }, Rule::IntoOption);
            becomes(after::Model { a: Some(1), b: Some(Some(2)) }, before::Model { a: 1, b: Some(2) }, Rule::OutOfOption);
            refused::<_, before::Model>(after::Model { a: None, b: None }, "has no place for it");
        }
    }
    OutOfOption {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: Option<u32> } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: u32 } }
        fn holds() {
            refused::<_, after::Model>(before::Model { a: Some(1) }, "the file has Option<u32>, this program expects u32");
            becomes(after::Model { a: 1 }, before::Model { a: Some(1) }, Rule::IntoOption);
            becomes(Some(1u32), 1u32, Rule::OutOfOption);
        }
    }
    SomeOrDefault {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: Option<u32> } }
        after { #[persist(version = "1.1.0")] pub struct Model { #[persist(default = 9)] pub a: u32 } }
        fn holds() {
            becomes(before::Model { a: Some(1) }, after::Model { a: 1 }, Rule::SomeOrDefault);
            becomes(before::Model { a: None }, after::Model { a: 9 }, Rule::SomeOrDefault);
            becomes(after::Model { a: 1 }, before::Model { a: Some(1) }, Rule::IntoOption);
        }
    }
    IntoList {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: u32, pub b: Vec<u8> } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: Vec<u64>, pub b: Vec<Vec<u8>> } }
        fn holds() {
            becomes(before::Model { a: 1, b: vec![2, 3] }, after::Model { a: vec![1], b: vec![vec![2], vec![3]] }, Rule::IntoList);
            becomes(after::Model { a: vec![1], b: vec![vec![2]] }, before::Model { a: 1, b: vec![2] }, Rule::OutOfList);
            refused::<_, before::Model>(after::Model { a: vec![1, 2], b: vec![] }, "a list of 2");
        }
    }
    OptionToList {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: Option<u32>, pub b: Option<u32> } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: Vec<u32>, pub b: VecDeque<u64> } }
        fn holds() {
            becomes(
                before::Model { a: None, b: Some(1) },
                after::Model { a: vec![], b: VecDeque::from([1]) },
                Rule::OptionToList,
            );
        }
    }
    OutOfList {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: Vec<String> } }
        after { #[persist(version = "2.0.0", upgrade("1" => auto))] pub struct Model { pub a: String } }
        fn holds() {
            refused::<_, after::Model>(before::Model { a: vec!["x".into()] }, "`Model.a`: the file has [str]");
            becomes(vec!["x".to_owned()], "x".to_owned(), Rule::OutOfList);
        }
    }
    ArrayToList {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: [u32; 3], pub b: [String; 2] } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: Vec<u64>, pub b: Vec<String> } }
        fn holds() {
            let b = || ["x".to_owned(), "y".to_owned()];
            becomes(before::Model { a: [1, 2, 3], b: b() }, after::Model { a: vec![1, 2, 3], b: b().into() }, Rule::ArrayToList);
            becomes(after::Model { a: vec![1, 2, 3], b: b().into() }, before::Model { a: [1, 2, 3], b: b() }, Rule::ListToArray);
            refused::<_, before::Model>(after::Model { a: vec![1], b: b().into() }, "takes 3");
        }
    }
    ListToArray {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: Vec<u8> } }
        after { #[persist(version = "2.0.0", upgrade("1" => auto))] pub struct Model { pub a: [u8; 2] } }
        fn holds() {
            becomes(before::Model { a: vec![1, 2] }, after::Model { a: [1, 2] }, Rule::ListToArray);
            refused::<_, after::Model>(before::Model { a: vec![] }, "a list of 0 elements");
        }
    }
    ListToSet {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: Vec<String>, pub b: [u8; 2] } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: BTreeSet<String>, pub b: BTreeSet<u16> } }
        fn holds() {
            let ab = || vec!["a".to_owned(), "b".to_owned()];
            becomes(before::Model { a: ab(), b: [1, 2] }, after::Model { a: ab().into_iter().collect(), b: [1, 2].into() }, Rule::ListToSet);
            refused::<_, after::Model>(before::Model { a: ab(), b: [1, 1] }, "twice");
        }
    }
    SetToList {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: BTreeSet<u16> } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: Vec<u32> } }
        fn holds() {
            becomes(before::Model { a: [2, 1].into() }, after::Model { a: vec![1, 2] }, Rule::SetToList);
            becomes(after::Model { a: vec![2, 1] }, before::Model { a: [1, 2].into() }, Rule::ListToSet);
        }
    }
    ListToMap {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: Vec<(String, u8)>, pub b: Vec<(u8, u8)> } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: BTreeMap<String, u16>, pub b: HashMap<u8, u8> } }
        fn holds() {
            becomes(
                before::Model { a: vec![("x".into(), 1)], b: vec![(1, 2), (3, 4)] },
                after::Model { a: [("x".into(), 1)].into(), b: [(1, 2), (3, 4)].into() },
                Rule::ListToMap,
            );
            refused::<_, after::Model>(before::Model { a: vec![], b: vec![(1, 2), (1, 4)] }, "takes each key once");
        }
    }
    MapToList {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: BTreeMap<Vec<u16>, u8> } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: Vec<(Vec<u16>, u16)> } }
        fn holds() {
            becomes(
                before::Model { a: [(vec![2; 3000], 1), (vec![], 5)].into() },
                after::Model { a: vec![(vec![], 5), (vec![2; 3000], 1)] },
                Rule::MapToList,
            );
            becomes(after::Model { a: vec![(vec![1], 5)] }, before::Model { a: [(vec![1], 5)].into() }, Rule::ListToMap);
        }
    }
    StringToBytes {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: String } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: Vec<u8> } }
        fn holds() {
            becomes(before::Model { a: "é".into() }, after::Model { a: "é".into() }, Rule::StringToBytes);
            becomes(after::Model { a: "é".into() }, before::Model { a: "é".into() }, Rule::BytesToString);
        }
    }
    BytesToString {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: Vec<u8> } }
        after { #[persist(version = "2.0.0", upgrade("1" => auto))] pub struct Model { pub a: String } }
        fn holds() {
            becomes(before::Model { a: b"abc".into() }, after::Model { a: "abc".into() }, Rule::BytesToString);
            refused::<_, after::Model>(before::Model { a: vec![255] }, "not UTF-8");
        }
    }
    Share {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: u32, pub b: String, pub c: Vec<u8> } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: Rc<u64>, pub b: Arc<str>, pub c: Arc<[u8]> } }
        fn holds() {
            becomes(
                before::Model { a: 1, b: "x".into(), c: vec![1, 2] },
                after::Model { a: Rc::new(1), b: "x".into(), c: [1, 2].into() },
                Rule::Share,
            );
        }
    }
    Unshare {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: Vec<Rc<String>>, pub b: Rc<Vec<u8>> } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: Vec<String>, pub b: Vec<u8> } }
        fn holds() {
            let x = Rc::new("x".to_owned());
            becomes(
                before::Model { a: vec![x.clone(), x], b: Rc::new(vec![1]) },
                after::Model { a: vec!["x".into(); 2], b: vec![1] },
                Rule::Unshare,
            );
        }
    }
    WrapNewtype {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: Vec<u32>, pub b: Option<String> } }
        after {
            pub struct Id(pub u32);
            pub struct Label { pub text: String }
            #[persist(version = "1.1.0")] pub struct Model { pub a: Vec<Id>, pub b: Option<Label> }
        }
        fn holds() {
            becomes(
                before::Model { a: vec![1], b: Some("x".into()) },
                after::Model { a: vec![after::Id(1)], b: Some(after::Label { text: "x".into() }) },
                Rule::WrapNewtype,
            );
        }
    }
    UnwrapNewtype {
        before {
            pub struct Id(pub u32);
            #[persist(version = "1.0.0")] pub struct Model { pub a: Vec<Id>, pub b: Id }
        }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: Vec<u32>, pub b: Option<u64> } }
        fn holds() {
            becomes(
                before::Model { a: vec![before::Id(1)], b: before::Id(2) },
                after::Model { a: vec![1], b: Some(2) },
                Rule::UnwrapNewtype,
            );
        }
    }
    TupleToStruct {
        before {
            pub struct Point(pub f32, pub f64);
            #[persist(version = "1.0.0")] pub struct Model { pub a: (u32, String), pub b: Point }
        }
        after {
            pub struct Point { #[persist(was = "1")] pub y: f64, #[persist(was = "0")] pub x: f64 }
            pub struct Entry { #[persist(was = "0")] pub id: u32, #[persist(was = "1")] pub name: String }
            #[persist(version = "1.1.0")] pub struct Model { pub a: Entry, pub b: Point }
        }
        fn holds() {
            becomes(
                before::Model { a: (1, "x".into()), b: before::Point(0.5, 2.0) },
                after::Model { a: after::Entry { id: 1, name: "x".into() }, b: after::Point { x: 0.5, y: 2.0 } },
                Rule::TupleToStruct,
            );
        }
    }
    AddVariant {
        before { #[persist(version = "1.0.0")] pub enum Model { A, B(u32) } }
        after { #[persist(version = "1.1.0")] pub enum Model { A, B(u32), C { x: f64 } } }
        fn holds() {
            let bytes = before::Model::B(1).to_bytes().unwrap();
            assert_eq!(read::<after::Model>(&bytes).unwrap().0, after::Model::B(1));
            becomes(after::Model::B(1), before::Model::B(1), Rule::RemoveVariant);
            refused::<_, before::Model>(after::Model::C { x: 1.0 }, "the variant `C`");
            let report = compat::check(&Schema::of::<before::Model>().unwrap(), &Schema::of::<after::Model>().unwrap()).unwrap();
            assert_eq!(report.changes()[0].rule(), Rule::AddVariant);
        }
    }
    ReorderVariants {
        before { #[persist(version = "1.0.0")] pub enum Model { A, B(u32), C } }
        after { #[persist(version = "1.0.1")] pub enum Model { C, B(u32), A } }
        fn holds() {
            becomes(before::Model::A, after::Model::A, Rule::ReorderVariants);
            becomes(after::Model::C, before::Model::C, Rule::ReorderVariants);
        }
    }
    MergeVariants {
        before { #[persist(version = "1.0.0")] pub enum Model { Cat(u32), Missing(u32), Real(f64) } }
        after { #[persist(version = "1.1.0")] pub enum Model { Real(f64), #[persist(was("Cat", "Missing"))] Other(u32) } }
        fn holds() {
            becomes(before::Model::Cat(1), after::Model::Other(1), Rule::MergeVariants);
            becomes(before::Model::Missing(2), after::Model::Other(2), Rule::MergeVariants);
            becomes(before::Model::Real(2.0), after::Model::Real(2.0), Rule::MergeVariants);
        }
    }
    RemoveVariant {
        before { #[persist(version = "1.0.0")] pub enum Model { A, B(u32) } }
        after { #[persist(version = "1.1.0")] pub enum Model { A } }
        fn holds() {
            becomes(before::Model::A, after::Model::A, Rule::RemoveVariant);
            refused::<_, after::Model>(before::Model::B(1), "the variant `B`");
            let bytes = after::Model::A.to_bytes().unwrap();
            assert_eq!(read::<before::Model>(&bytes).unwrap().0, before::Model::A);
        }
    }
    OtherVariant {
        before { #[persist(version = "1.1.0")] pub struct Model { pub a: Vec<Kind> } pub enum Kind { A, B(u32, Vec<String>) } }
        after { #[persist(version = "1.0.0")] pub struct Model { pub a: Vec<Kind> } pub enum Kind { A, #[persist(other)] Unknown } }
        fn holds() {
            becomes(
                before::Model { a: vec![before::Kind::B(1, vec!["x".into()]), before::Kind::A] },
                after::Model { a: vec![after::Kind::Unknown, after::Kind::A] },
                Rule::OtherVariant,
            );
        }
    }
    RenameVariant {
        before { #[persist(version = "1.0.0")] pub enum Model { A, B(u32) } }
        after { #[persist(version = "1.1.0")] pub enum Model { A, #[persist(was = "B")] Count(u64) } }
        fn holds() {
            becomes(before::Model::B(1), after::Model::Count(1), Rule::RenameVariant);
            becomes(after::Model::Count(1), before::Model::B(1), Rule::RenameVariant);
        }
    }
    FillUnitVariant {
        before { #[persist(version = "1.0.0")] pub enum Model { A, B } }
        after { #[persist(version = "1.1.0")] pub enum Model { A, B { #[persist(default = 3)] x: u8 } } }
        fn holds() {
            becomes(before::Model::B, after::Model::B { x: 3 }, Rule::FillUnitVariant);
            becomes(after::Model::B { x: 4 }, before::Model::B, Rule::RemoveFieldUnseen);
        }
    }
    RenameType {
        before { #[persist(version = "1.0.0")] pub struct Old { pub a: u32 } }
        after { #[persist(version = "1.1.0", was = "Old")] pub struct New { pub a: u64 } }
        fn holds() {
            becomes(before::Old { a: 1 }, after::New { a: 1 }, Rule::RenameType);
            becomes(after::New { a: 1 }, before::Old { a: 1 }, Rule::RenameType);
        }
    }
    KeepUnknown {
        before {
            #[persist(version = "1.0.0")]
            pub struct Model { pub a: u32, #[persist(unknown)] pub extra: UnknownFields }
        }
        after {
            #[persist(version = "1.1.0")]
            pub struct Model { pub a: u32, #[persist(default)] pub n: u8, #[persist(unknown)] pub extra: UnknownFields }
        }
        fn holds() {
            let new = after::Model { a: 1, n: 2, extra: UnknownFields::new() };
            let bytes = new.to_bytes().unwrap();
            let (mut old, report) = read::<before::Model>(&bytes).unwrap();
            assert_eq!(rules(&report), [(Rule::KeepUnknown, "Model.n", 1)]);
            old.a = 3;
            becomes(old, after::Model { a: 3, n: 2, extra: UnknownFields::new() }, Rule::AddField);
        }
    }
    AsDraft {
        before { pub struct Model { pub a: u64 } }
        after { #[persist(version = "1.0.0")] pub struct Model { pub a: u32 } }
        fn holds() {
            becomes(before::Model { a: 1 }, after::Model { a: 1 }, Rule::AsDraft);
            becomes(after::Model { a: 1 }, before::Model { a: 1 }, Rule::AsDraft);
            refused::<_, after::Model>(before::Model { a: 1 << 40 }, "does not fit u32");
        }
    }
    Containers {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: Vec<u8>, pub b: HashMap<u8, String> } }
        after { #[persist(version = "1.0.1")] pub struct Model { pub a: LinkedList<u8>, pub b: BTreeMap<u8, String> } }
        fn holds() {
            let old = before::Model { a: vec![1], b: [(1, "x".into())].into() };
            let (new, report) = read::<after::Model>(&old.to_bytes().unwrap()).unwrap();
            assert_eq!(new, after::Model { a: [1].into(), b: [(1, "x".into())].into() });
            assert!(report.is_identical());
        }
    }
    Pointers {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: String, pub b: u8 } }
        after { #[persist(version = "1.0.1")] pub struct Model { pub a: Box<str>, pub b: Box<u8> } }
        fn holds() {
            let old = before::Model { a: "x".into(), b: 1 };
            let (new, report) = read::<after::Model>(&old.to_bytes().unwrap()).unwrap();
            assert_eq!(new, after::Model { a: "x".into(), b: Box::new(1) });
            assert!(report.is_identical());
        }
    }
    Nested {
        before {
            #[persist(version = "1.0.0")] pub struct Tree { pub depth: u8, pub left: Option<Box<Tree>> }
            #[persist(version = "1.0.0")] pub struct Model { pub trees: Vec<Tree>, pub keys: BTreeMap<u8, Tree> }
        }
        after {
            #[persist(version = "1.1.0")] pub struct Tree { pub left: Option<Box<Tree>>, pub depth: u16 }
            #[persist(version = "1.0.0")] pub struct Model { pub trees: Vec<Tree>, pub keys: BTreeMap<u8, Tree> }
        }
        fn holds() {
            let old = |depth| before::Tree { depth, left: None };
            let new = |depth| after::Tree { depth, left: None };
            let before = before::Model {
                trees: vec![before::Tree { depth: 1, left: Some(Box::new(old(2))) }],
                keys: [(7, old(3))].into(),
            };
            let after = after::Model {
                trees: vec![after::Tree { depth: 1, left: Some(Box::new(new(2))) }],
                keys: [(7, new(3))].into(),
            };
            let bytes = before.to_bytes().unwrap();
            let (found, report) = read::<after::Model>(&bytes).unwrap();
            assert_eq!(found, after);
            assert_eq!(
                rules(&report),
                [(Rule::WidenInteger, "Model.trees[].depth", 3), (Rule::ReorderFields, "Model.trees[]", 3)]
            );
        }
    }
    View {
        before {
            #[persist(version = "1.3.0")]
            pub struct Model { pub a: u8, pub junk: Vec<String>, pub more: f64 }
        }
        after {
            #[persist(view_of = "Model", epoch = "1")]
            pub struct Model1 { pub a: u64 }
            #[persist(version = "2.0.0", upgrade("1" => Model1))]
            pub struct Model { pub b: u64 }
        }
        fn holds() {
            impl persist_core::Upgrade<after::Model1> for after::Model {
                fn upgrade(old: after::Model1) -> persist_core::Result<Self> {
                    Ok(after::Model { b: old.a })
                }
            }
            let old = before::Model { a: 1, junk: vec!["x".into()], more: 0.5 };
            let bytes = old.to_bytes().unwrap();
            let deny = LoadOptions::new().unknown_fields(OnUnknown::Deny);
            let (new, report) = deny.from_bytes_with_report::<after::Model>(&bytes).unwrap();
            assert_eq!(new, after::Model { b: 1 });
            let left: Vec<_> = report.dropped().map(|change| (change.path(), change.detail())).collect();
            assert_eq!(
                left,
                [("Model.junk", "left by view `Model1`"), ("Model.more", "left by view `Model1`")]
            );
        }
    }
    ChangeType {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: String, pub b: u8 } }
        after { #[persist(version = "1.1.0")] pub struct Model { pub a: u32, pub b: char } }
        fn holds() {
            refused::<_, after::Model>(before::Model { a: String::new(), b: 1 }, "`Model.a`: the file has str, this program expects u32");
            refused::<_, before::Model>(after::Model { a: 1, b: 'x' }, "`Model.b`: the file has char, this program expects u8");
        }
    }
    ChangeEpoch {
        before { #[persist(version = "1.0.0")] pub struct Model { pub a: u32 } }
        after { #[persist(version = "2.0.0")] pub struct Model { pub a: u32 } }
        fn holds() {
            refused::<_, after::Model>(before::Model { a: 1 }, "this program reads `Model` 2.x");
            refused::<_, before::Model>(after::Model { a: 1 }, "this program reads `Model` 1.x");
        }
    }
    Upgrade {
        before {
            #[persist(version = "1.2.0")] pub struct Size { pub side: u16, pub junk: String }
            #[persist(version = "1.0.0")] pub enum Model { Empty, Sizes(Vec<Option<Size>>) }
        }
        after {
            #[persist(view_of = "Size", epoch = "1")] pub struct Size1 { pub side: u32 }
            #[persist(view_of = "Size", epoch = "2")] pub struct Size2 { pub width: u32, pub height: u32 }
            #[persist(version = "3.0.0", upgrade("0.9" => unsupported, "1" => Size1, "2" => Size2))]
            pub struct Size { pub area: u64 }
            #[persist(version = "1.0.0")] pub enum Model { Empty, Sizes(Vec<Option<Size>>) }
        }
        fn holds() {
            impl persist_core::Upgrade<after::Size1> for after::Size2 {
                fn upgrade(old: after::Size1) -> persist_core::Result<Self> {
                    Ok(after::Size2 { width: old.side, height: old.side })
                }
            }
            impl persist_core::Upgrade<after::Size2> for after::Size {
                fn upgrade(old: after::Size2) -> persist_core::Result<Self> {
                    match old.width {
                        0 => Err(persist_core::Error::invalid("a size of nothing")),
                        width => Ok(after::Size { area: u64::from(width) * u64::from(old.height) }),
                    }
                }
            }
            let sizes = |side| before::Model::Sizes(vec![None, Some(before::Size { side, junk: "j".into() })]);
            let bytes = sizes(3).to_bytes().unwrap();
            let (new, report) = read::<after::Model>(&bytes).unwrap();
            assert_eq!(new, after::Model::Sizes(vec![None, Some(after::Size { area: 9 })]));
            assert_eq!(
                rules(&report),
                [
                    (Rule::Upgrade, "Model.Sizes.0[]", 1),
                    (Rule::WidenInteger, "Model.Sizes.0[].side", 1),
                    (Rule::View, "Model.Sizes.0[].junk", 1),
                ],
                "{report:#}"
            );
            assert_eq!(report.changes()[0].detail(), "Size 1.2.0 -> Size1 -> Size2 -> Size 3.0.0");
            let error = after::Model::from_bytes(&sizes(0).to_bytes().unwrap()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Invalid);
            assert_eq!(error.path(), Some("Model.Sizes.0[1]"), "{error}");
            let error = after::Size1 { side: 1 }.to_bytes().unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Caller, "{error}");
        }
    }
}
