//! One value has one file: in every process, by every way of writing it, and after it was loaded.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails panics")]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::process::{Command, Stdio};

use persist_core::{Persist, SaveOptions};
use persist_tests::support::craft::crc;
use persist_tests::support::model::Forest;

/// Tells a child to print what it wrote.
const CHILD: &str = "PERSIST_TEST_DETERMINISM_CHILD";

/// Processes, each of which hashes by keys of its own.
const PROCESSES: usize = 100;

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

fn hash(tables: &Tables) -> String {
    format!("{:016x}", crc(&tables.to_bytes().unwrap()))
}

/// What a child does; in the parent, nothing.
#[test]
fn child() {
    if std::env::var_os(CHILD).is_some() {
        let bytes = tables().to_bytes().unwrap();
        let again = Tables::from_bytes(&bytes).unwrap();
        println!("\nhashes: {} {}", hash(&tables()), hash(&again));
    }
}

#[test]
fn a_hundred_processes_write_one_file() {
    let expected = format!("hashes: {0} {0}", hash(&tables()));
    for _ in 0..PROCESSES / 4 {
        let children: Vec<_> = (0..4)
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
