//! Probes: a model is proven to predict the same when it is saved, and whenever it is loaded.
//!
//! Each way in which models come back and predict otherwise is here as a model that does so.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::ptr_arg,
    reason = "a test that fails panics, and models of tests may panic, too"
)]

use persist_core::{
    Archive, Error, ErrorKind, LoadOptions, Persist, Probes, SaveOptions, Tolerance,
};

mod probes {
    mod at_load;
    mod at_save;
    mod in_files;
    mod outputs;
}

/// A model of one weight for each feature.
#[derive(Persist, Clone, Debug, PartialEq)]
#[persist(name = "probes::Linear")]
struct Linear {
    weights: Vec<f64>,
    labels: Vec<String>,
}

/// Inputs: a row of features for each sample.
type Rows = Vec<Vec<f64>>;

impl Linear {
    fn new() -> Self {
        Linear { weights: vec![0.5, -1.25, 2.0], labels: vec!["no".into(), "yes".into()] }
    }

    fn score(&self, rows: &Rows) -> Vec<f64> {
        let score = |row: &Vec<f64>| row.iter().zip(&self.weights).map(|(x, w)| x * w).sum();
        rows.iter().map(score).collect()
    }

    fn classify(&self, rows: &Rows) -> Vec<String> {
        let scores = self.score(rows).into_iter();
        scores.map(|score| self.labels[usize::from(score > 0.0)].clone()).collect()
    }
}

fn rows() -> Rows {
    (0..20).map(|n| (0..3).map(|k| f64::from(n * 3 + k) / 7.0 - 3.0).collect()).collect()
}

fn saved(model: &Linear) -> Vec<u8> {
    let probes = Probes::new(rows());
    SaveOptions::new().to_bytes_with_probes(model, &probes, Linear::score).unwrap()
}

fn load(bytes: &[u8]) -> Result<Linear, Error> {
    LoadOptions::new().from_bytes_verified(bytes, Linear::score)
}

/// The model of `model` in a file with the probes of `probed`: what a file is whose weights were altered, and whose
/// checksums were made to fit.
fn with_probes_of<M: Persist>(model: &M, probed: &[u8]) -> Vec<u8> {
    use persist_tests::support::craft::File;
    let mut file = File::parse(&model.to_bytes().unwrap());
    file.probes = File::parse(probed).probes;
    file.to_bytes()
}

#[track_caller]
fn assert_says<T>(result: Result<T, Error>, kind: ErrorKind, parts: &[&str]) {
    let Err(error) = result else { panic!("an error is expected that says {parts:?}") };
    let text = error.to_string();
    assert_eq!(error.kind(), kind, "{text}");
    for part in parts {
        assert!(text.contains(part), "expected `{part}` in `{text}`");
    }
}

const OTHERWISE: ErrorKind = ErrorKind::Prediction;
