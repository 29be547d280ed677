//! The files that tests look at: small, made by the types below, the same on every system.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use persist_core::{Persist, SaveOptions};

/// A model as its first program had it.
pub mod v1_0 {
    use persist_core::Persist;

    #[derive(Persist)]
    #[persist(version = "1.0.0")]
    pub struct Iris {
        pub classes: Vec<String>,
        pub weights: Vec<[f32; 4]>,
        pub scale: Vec<f32>,
    }
}

/// The model of today.
#[derive(Persist)]
#[persist(version = "1.1.0")]
pub struct Iris {
    pub classes: Vec<String>,
    pub weights: Vec<[f64; 4]>,
    pub scale: Vec<f32>,
    #[persist(default)]
    pub layers: Vec<Layer>,
    #[persist(default)]
    pub notes: BTreeMap<String, Note>,
}

#[derive(Persist)]
#[persist(version = "1.0.0")]
pub struct Layer {
    pub name: String,
    pub weights: Vec<f32>,
    pub bias: Option<f64>,
}

#[derive(Persist)]
#[persist(version = "1.0.0")]
pub enum Note {
    Text(String),
    Range { low: f64, high: f64 },
    Missing,
}

/// A small model of 1.1.0; its weights are not too long to be read.
pub fn iris() -> Iris {
    let layer = |name: &str, count: u16, bias| Layer {
        name: name.into(),
        weights: (0..count).map(|n| f32::from(n) / 4.0).collect(),
        bias,
    };
    Iris {
        classes: vec!["setosa".into(), "versicolor".into(), "virginica".into()],
        weights: vec![[0.4, 1.1, -1.6, -0.7], [-0.3, -0.5, 1.9, 2.1], [0.1, -0.6, -0.3, f64::NAN]],
        scale: vec![5.84, 3.06, 3.76, 1.2],
        layers: vec![layer("hidden", 3000, Some(0.5)), layer("output", 2, None)],
        notes: BTreeMap::from([
            ("author".into(), Note::Text("R. A. Fisher".into())),
            ("petal".into(), Note::Range { low: 0.1, high: 6.9 }),
            ("soil".into(), Note::Missing),
        ]),
    }
}

/// The same model, as the first program had it.
pub fn old_iris() -> v1_0::Iris {
    let Iris { classes, weights, scale, .. } = iris();
    #[expect(clippy::as_conversions, reason = "the first program had no more digits")]
    let weights = weights.into_iter().map(|row| row.map(|weight| weight as f32)).collect();
    v1_0::Iris { classes, weights, scale }
}

/// How the files are saved.
pub fn options() -> SaveOptions {
    SaveOptions::new().producer("trainer", "0.3.0").metadata("data", "iris").metadata("rows", 150)
}

/// Writes all files into a folder.
pub fn write_files(folder: &Path) {
    let iris = iris();
    options().save(&iris, folder.join("iris.persist")).unwrap();
    options().save(&old_iris(), folder.join("old.persist")).unwrap();

    let mut damaged = options().to_bytes(&iris).unwrap();
    // Among the weights of the first layer, which are the only block.
    let at = damaged.len() - 100;
    damaged[at] ^= 1;
    fs::write(folder.join("damaged.persist"), damaged).unwrap();

    // What Python's `pickle.dumps([1, 2, 3])` gives.
    let pickle = b"\x80\x04\x95\x0b\0\0\0\0\0\0\0]\x94(K\x01K\x02K\x03e.";
    fs::write(folder.join("model.pkl"), pickle).unwrap();
}
