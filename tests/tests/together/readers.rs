//! Readers beside savers: whatever they read with, they find a whole model, and no error.

use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::time::{Duration, Instant};

use persist_core::{
    Archive, Leaf, LoadOptions, Persist, Result, RewriteOptions, Verify, Visit, load, read_from,
};

use crate::processes::{By, Role};
use crate::savers::{MODELS, last_of};
use crate::{Model, duration, later, names, options};

/// Ways to read a file.
const WAYS: u64 = 8;

/// The number of the model at a path, which is whole.
pub(crate) fn number(path: &Path, way: u64) -> u64 {
    match way % WAYS {
        0 => load::<Model>(path).unwrap().whole(),
        1 => look_into(&Archive::open(path).unwrap()),
        2 => {
            // SAFETY: files here are only ever replaced.
            let options = unsafe { LoadOptions::new().map() };
            options.load::<Model>(path).unwrap().whole()
        }
        3 => {
            // SAFETY: files here are only ever replaced.
            let options = unsafe { LoadOptions::new().map() }.verify(Verify::Lazy);
            let model: Model = options.load(path).unwrap();
            model.weights.verify().unwrap();
            model.whole()
        }
        4 => read_from::<Model>(File::open(path).unwrap()).unwrap().whole(),
        5 => {
            let (model, _) = LoadOptions::new().load_with_report::<later::Model>(path).unwrap();
            assert_eq!(model.added, 7);
            let later::Model { number, words, weights, shared, last, .. } = model;
            Model { number, words, weights: weights.into(), shared, last }.whole()
        }
        6 => look_into(&Archive::read_from(File::open(path).unwrap()).unwrap()),
        _ => {
            let archive = Archive::open(path).unwrap();
            let copy = RewriteOptions::new().metadata("copy", 1).to_bytes(&archive).unwrap();
            Model::from_bytes(&copy).unwrap().whole()
        }
    }
}

/// Counts texts.
#[derive(Default)]
struct Texts(usize);

impl Visit for Texts {
    fn leaf(&mut self, leaf: Leaf<'_>) -> Result<()> {
        self.0 += usize::from(matches!(leaf, Leaf::Str(_)));
        Ok(())
    }
}

/// Asks an archive for all of its parts, which are of one model.
fn look_into(archive: &Archive) -> u64 {
    archive.verify().unwrap();
    assert!(archive.damage().unwrap().is_none());
    let number: u64 = archive.get("number").unwrap();
    let named = archive.metadata().find(|(key, _)| *key == "number");
    assert_eq!(named.unwrap().1, number.to_string());
    let mut texts = Texts::default();
    archive.visit("", &mut texts).unwrap();
    assert_eq!(texts.0, 23);
    let weights = archive.array("weights").unwrap();
    assert_eq!(weights.read::<f64>().unwrap(), Model::new(number).weights[..]);
    assert_eq!(archive.get::<u64>("last").unwrap(), number);
    number
}

/// Reads in all ways in turn, and returns how often. No saver's model is found after a later one of the same saver.
pub(crate) fn read(path: &Path, first: u64, time: Duration) -> u64 {
    let end = Instant::now() + time;
    let mut latest = HashMap::new();
    let mut reads = 0;
    while reads < WAYS || Instant::now() < end {
        let number = number(path, first + reads);
        let latest = latest.entry(number / MODELS).or_insert(number);
        assert!(number >= *latest, "{number} comes after {latest}");
        *latest = number;
        reads += 1;
    }
    reads
}

#[test]
fn eight_readers_beside_a_saver_find_a_whole_model_and_no_error() {
    for by in [By::Threads, By::Processes] {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.persist");
        options(0).save(&Model::new(0), &path).unwrap();
        let saver = by.start(Role::Save, &path, 0, duration());
        let readers: Vec<_> =
            (0..8).map(|reader| by.start(Role::Read, &path, reader, duration())).collect();
        let reads: u64 = readers.into_iter().map(|reader| reader.end()).sum();
        let last = saver.end();
        println!("{by:?}: {last} saves, {reads} reads");
        assert!(last >= 8 && reads >= 8 * WAYS, "{last} saves, {reads} reads");
        assert_eq!(last_of(&path, &[last]), 0);
        assert_eq!(names(folder.path()), ["model.persist"]);
    }
}
