//! Values of several kinds, through files on disk.

use std::fmt::Debug;
use std::path::Path;

use persist_core::{Archive, Durability, Persist, SaveOptions};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::support::fixed::nodes;
use crate::support::model::{named, programs, trees};

/// Saves and loads generated values one after the other at one path.
fn come_back_from<T: Persist + PartialEq + Debug>(path: &Path, strategy: impl Strategy<Value = T>) {
    let config = Config { cases: 16, failure_persistence: None, ..Config::default() };
    let options = SaveOptions::new().durability(Durability::Fast).block_threshold(100);
    TestRunner::new(config)
        .run(&strategy, |value| {
            options.save(&value, path)?;
            prop_assert_eq!(&T::load(path)?, &value);
            prop_assert_eq!(std::fs::read(path)?, options.to_bytes(&value)?);
            Archive::open(path)?.verify()?;
            Ok(())
        })
        .unwrap();
}

#[test]
fn values_come_back_from_files() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("value.persist");
    come_back_from(&path, named());
    come_back_from(&path, vec(trees(), 0..4));
    come_back_from(&path, programs());
    come_back_from(&path, vec(nodes(), 0..100));
}

#[test]
fn a_durable_save_comes_back_too() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("weights.persist");
    let weights = vec![0.25, -1.5, f64::INFINITY];
    weights.save(&path).unwrap();
    assert_eq!(Vec::<f64>::load(&path).unwrap(), weights);
}
