//! Probes: a file within a file, of what a model predicted, under checksums that fit or not.
//!
//! The first byte says whether; then come the model's body and the section of probes.

use persist_core::{Archive, ErrorKind, Probes, SaveOptions};

use super::input::{Input, part};
use super::{limits, load_options, open};
use crate::support::craft::{File, repair};

/// A model, by its weights.
type Model = Vec<f64>;

fn predict(weights: &Model, rows: &Vec<Vec<f64>>) -> Vec<f64> {
    rows.iter().map(|row| row.iter().chain(weights).sum()).collect()
}

/// The schema of a list of `f64`.
const SCHEMA: [u8; 3] = [34, 15, 0];

pub(super) fn run(bytes: &[u8]) {
    let mut input = Input(bytes);
    let is_repaired = input.byte() & 1 == 1;
    let body = input.part().to_vec();
    let mut section = input.0.to_vec();
    if is_repaired {
        repair(&mut section);
    }
    let file =
        File { schema: SCHEMA.to_vec(), body, probes: Some(section.clone()), ..File::default() }
            .to_bytes();
    let proven = load_options().from_bytes_verified(&file, predict);
    let loaded = load_options().from_bytes::<Model>(&file);
    let Some(archive) = open(&file) else {
        assert!(proven.is_err());
        return;
    };
    let probes = archive.probes();
    match proven {
        Ok(_) => {
            assert!(loaded.is_ok() && matches!(probes, Ok(Some(_))), "it was proven");
            assert!(Archive::from_bytes_with(section, &limits()).is_ok(), "probes are a file");
        }
        Err(error) if error.kind() == ErrorKind::Prediction => assert!(loaded.is_ok(), "{error}"),
        Err(_) => {}
    }
    if let Ok(Some(probes)) = probes {
        let _: String = format!("{probes}{:?}", probes.value().map(|value| value.to_string()));
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let models = [vec![], vec![0.5], vec![f64::NAN, -1.5]];
    let rows = [vec![], vec![vec![1.0]], vec![vec![0.5, 2.0], vec![]]];
    let pairs = models.iter().flat_map(|model| rows.iter().map(move |rows| (model, rows)));
    let files = pairs.map(|(model, rows)| {
        let options = SaveOptions::new();
        File::parse(
            &options.to_bytes_with_probes(model, &Probes::new(rows.clone()), predict).unwrap(),
        )
    });
    let parts = files.map(|file| [part(&file.body), file.probes.unwrap()].concat());
    parts.flat_map(|parts| [0, 1].map(|repaired| [&[repaired], &parts[..]].concat())).collect()
}
