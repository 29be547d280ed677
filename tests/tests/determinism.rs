//! One value has one file: in every process, by every way of writing it, and after it was loaded.
//!
//! A hundred processes write every kind of value, or a thousand with `PERSIST_FULL=1`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    reason = "a test that fails panics"
)]

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::process::{Command, Stdio};
use std::rc::{Rc, Weak};
use std::sync::Arc;

use indexmap::{IndexMap, IndexSet};
use persist_core::{Compression, Dynamic, Persist, Probes, SaveOptions, Tensor, Tensors, digest};
use persist_tests::support::craft::crc;
use persist_tests::support::model::Forest;

/// Tells a child to print what it wrote.
const CHILD: &str = "PERSIST_TEST_DETERMINISM_CHILD";

/// Children that run at once.
const AT_ONCE: usize = 4;

/// Processes, each of which hashes by keys of its own, and has addresses of its own.
fn processes() -> usize {
    if std::env::var_os("PERSIST_FULL").is_some() { 1000 } else { 100 }
}

#[derive(Persist, Debug, PartialEq)]
struct Tables {
    words: HashMap<String, Vec<u32>>,
    numbers: HashSet<u64>,
    nested: BTreeMap<u8, HashMap<(i16, bool), HashSet<String>>>,
    forest: Forest,
}

fn tables() -> Tables {
    let words = (0..200u32).map(|n| (format!("word {n}"), (0..n % 7).collect())).collect();
    let nested = (0..20u8).map(|n| {
        let inner = (0..10i16)
            .map(|m| ((m - 5, m % 2 == 0), (0..5).map(|word| format!("{n} {m} {word}")).collect()));
        (n, inner.collect())
    });
    Tables {
        words,
        numbers: (0..500u64).map(|n| n * n * n).collect(),
        nested: nested.collect(),
        forest: Forest::small(),
    }
}

trait Step: Dynamic {}
persist_core::dynamic!(dyn Step);

#[derive(Persist)]
struct Scale(HashMap<u8, f64>);
#[derive(Persist)]
struct Clip(f64);

impl Step for Scale {}
impl Step for Clip {}
persist_core::implementation!(dyn Step: Scale, Clip);

/// A node that knows its parent, by a pointer that is no part of it.
#[derive(Persist)]
struct Node {
    name: Arc<str>,
    parent: RefCell<Weak<Node>>,
    children: RefCell<HashMap<u8, Rc<Node>>>,
}

/// All else whose bytes could hang on the process: pointers and what they share, values of other crates, large arrays.
#[derive(Persist)]
struct Model {
    shared_keys: HashMap<Arc<str>, HashSet<Rc<Vec<u16>>>>,
    shared: HashMap<u16, Rc<Vec<f64>>>,
    root: Rc<Node>,
    steps: Vec<Box<dyn Step>>,
    ordered: (IndexMap<String, u8>, IndexSet<u16>),
    #[persist(serde)]
    by_name: BTreeMap<String, Vec<u8>>,
    #[persist(serde(compact))]
    by_position: BTreeMap<u16, (String, bool)>,
    json: serde_json::Value,
    tensors: Tensors,
    weights: Vec<f32>,
}

fn model() -> Model {
    let name: Arc<str> = "shared".into();
    let node = |name: &Arc<str>| {
        let (parent, children) = <_>::default();
        Rc::new(Node { name: Arc::clone(name), parent, children })
    };
    let root = node(&name);
    for number in 0..10 {
        let child = node(&name);
        *child.parent.borrow_mut() = Rc::downgrade(&root);
        root.children.borrow_mut().insert(number, child);
    }
    // Every other one is one value, whichever is met first.
    let one = Rc::new(vec![0.5; 700]);
    let shared = (0..40).map(|n| (n, if n % 2 == 0 { Rc::clone(&one) } else { Rc::default() }));
    let sets = |n: u16| (0..n % 5).map(|m| Rc::new(vec![m; 3])).collect();
    let weights = Tensor::new([2, 3], vec![0.5f32; 6]).unwrap();
    Model {
        shared_keys: (0..30).map(|n| (n.to_string().into(), sets(n))).collect(),
        shared: shared.collect(),
        root,
        steps: vec![Box::new(Clip(0.5)), Box::new(Scale((0..20).map(|n| (n, 0.5)).collect()))],
        ordered: ([("z".into(), 1), ("a".into(), 2)].into(), [7, 3].into()),
        by_name: (0..20u8).map(|n| (n.to_string(), vec![n; 3])).collect(),
        by_position: (0..20).map(|n| (n, (n.to_string(), n % 2 == 0))).collect(),
        json: serde_json::json!({ "z": [1, 2.5, null], "a": { "y": true, "b": "text" } }),
        tensors: ["z", "a"].map(|name| (name.to_owned(), weights.clone())).into_iter().collect(),
        weights: (0..800_000u32).map(|n| (n / 3) as f32).collect(),
    }
}

/// Each way of writing a file, of which those with several threads must not show.
fn ways() -> Vec<SaveOptions> {
    let plain = SaveOptions::new;
    vec![
        plain(),
        plain().block_threshold(0),
        plain().compression(Compression::zstd(1)).threads(3),
        plain().compression(Compression::lz4()).threads(2),
    ]
}

/// What becomes of the values in this process.
fn hashes() -> String {
    let (tables, model) = (tables(), model());
    let mut hashes = vec![crc(&tables.to_bytes().unwrap())];
    hashes.extend(ways().iter().map(|way| crc(&way.to_bytes(&model).unwrap())));
    hashes.push(crc(&tables.to_record().unwrap()));
    let (probes, rows) = (Probes::new(vec![1u8, 2]), |_: &Tables, rows: &Vec<u8>| rows.clone());
    hashes.push(crc(&SaveOptions::new().to_bytes_with_probes(&tables, &probes, rows).unwrap()));
    format!("hashes: {hashes:x?} {}", digest(&model).unwrap())
}

/// What a child does; in the parent, nothing.
#[test]
fn child() {
    if std::env::var_os(CHILD).is_some() {
        println!("\n{}", hashes());
    }
}

#[test]
fn many_processes_write_one_file() {
    let expected = hashes();
    for _ in 0..processes() / AT_ONCE {
        let children: Vec<_> = (0..AT_ONCE)
            .map(|_| {
                let mut command = Command::new(std::env::current_exe().unwrap());
                command.args(["--exact", "child", "--nocapture"]).env(CHILD, "1");
                command.stdout(Stdio::piped()).spawn().unwrap()
            })
            .collect();
        for child in children {
            let output = child.wait_with_output().unwrap();
            let text = String::from_utf8(output.stdout).unwrap();
            let line = text.lines().find(|line| line.starts_with("hashes: "));
            assert_eq!(line, Some(expected.as_str()), "{text}");
        }
    }
    println!("{} processes wrote one file each of {} kinds", processes(), ways().len() + 3);
}

#[test]
fn what_was_loaded_is_written_as_it_was_saved() {
    for way in ways() {
        let bytes = way.to_bytes(&model()).unwrap();
        let again = Model::from_bytes(&bytes).unwrap();
        assert!(way.to_bytes(&again).unwrap() == bytes);
    }
    let one_thread = SaveOptions::new().compression(Compression::zstd(1)).threads(1);
    assert!(one_thread.to_bytes(&model()).unwrap() == ways()[2].to_bytes(&model()).unwrap());
}

#[test]
fn every_way_of_writing_gives_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tables.persist");
    for threshold in [0, 64, 4096, u64::MAX] {
        let options =
            SaveOptions::new().block_threshold(threshold).metadata("b", 2).metadata("a", 1);
        let tables = tables();
        let bytes = options.to_bytes(&tables).unwrap();
        let mut written = Vec::new();
        options.write_to(&tables, &mut written).unwrap();
        options.save(&tables, &path).unwrap();
        assert!(written == bytes, "{threshold}");
        assert!(std::fs::read(&path).unwrap() == bytes, "{threshold}");
        let again: Tables = Tables::load(&path).unwrap();
        assert_eq!(again, tables);
        assert!(options.to_bytes(&again).unwrap() == bytes, "{threshold}");
    }
}

#[test]
fn the_order_of_insertion_does_not_show() {
    let forward: HashMap<u32, u32> = (0..1000).map(|n| (n, n)).collect();
    let backward: HashMap<u32, u32> = (0..1000).rev().map(|n| (n, n)).collect();
    assert_eq!(forward.to_bytes().unwrap(), backward.to_bytes().unwrap());
}
