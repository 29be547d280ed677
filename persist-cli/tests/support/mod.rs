//! The files that tests look at: small, made by the types below, the same on every system.

#![allow(dead_code, unreachable_pub, reason = "each test takes what it needs")]
#![allow(clippy::indexing_slicing, clippy::unwrap_used, reason = "a test that fails panics")]

pub mod histories;
pub mod tensors;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::Arc;

use persist_core::{Persist, SaveOptions};
use serde::{Deserialize, Serialize};

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

/// Values of every shape, among them those that text formats have no words for.
#[derive(Persist, Serialize, Deserialize, Debug)]
pub struct Shapes {
    pub unit: (),
    pub pair: (u8, i64),
    pub wrapped: Wrapped,
    pub floats: Vec<f64>,
    pub narrow: f32,
    pub large: u128,
    pub letter: char,
    pub text: String,
    pub shared: Vec<Arc<String>>,
    pub by_number: BTreeMap<u8, bool>,
    pub by_pair: BTreeMap<(u8, u8), String>,
    pub set: BTreeSet<String>,
    pub outcomes: Vec<Outcome>,
    pub rows: Vec<Row>,
    pub nested: Option<Option<u8>>,
}

#[derive(Persist, Serialize, Deserialize, Debug)]
pub struct Wrapped(pub u16);

#[derive(Persist, Serialize, Deserialize, Debug)]
pub enum Outcome {
    Nothing,
    One(u8),
    Two(u8, u8),
    Named { low: f32 },
}

#[derive(Persist, Serialize, Deserialize, Debug)]
pub struct Row {
    pub name: String,
    pub at: [f32; 2],
    pub size: Option<Size>,
}

#[derive(Persist, Serialize, Deserialize, Debug)]
pub struct Size {
    pub width: u32,
    pub height: u32,
}

/// One of each shape.
pub fn shapes() -> Shapes {
    let shared = Arc::new("the same".to_owned());
    let size = Some(Size { width: 4, height: 3 });
    Shapes {
        unit: (),
        pair: (1, -2),
        wrapped: Wrapped(7),
        floats: vec![0.1, -0.0, 1e300, f64::NAN, f64::INFINITY, f64::NEG_INFINITY],
        narrow: 0.1,
        large: u128::MAX,
        letter: '\u{e9}',
        text: "a \"quote\",\n\u{1b}[31mred".into(),
        shared: vec![shared.clone(), shared],
        by_number: BTreeMap::from([(1, true), (2, false)]),
        by_pair: BTreeMap::from([((1, 2), "a".into()), ((3, 4), "b".into())]),
        set: BTreeSet::from(["x".into(), "y".into()]),
        outcomes: vec![
            Outcome::Nothing,
            Outcome::One(1),
            Outcome::Two(1, 2),
            Outcome::Named { low: 0.5 },
        ],
        rows: vec![
            Row { name: "first, of all".into(), at: [0.5, 1.5], size },
            Row { name: "second".into(), at: [f32::NAN, 2.0], size: None },
        ],
        nested: Some(None),
    }
}

/// The model after it has been trained on.
pub fn trained_iris() -> Iris {
    let mut iris = iris();
    iris.classes[2] = "virginica (all)".into();
    iris.weights[1][2] = 1.8750001;
    iris.weights[2][3] = -0.4;
    iris.scale.push(1.0);
    iris.layers[0].weights[17] += 0.25;
    iris.layers[0].weights[2999] += 0.5;
    iris.layers[1].bias = Some(-0.5);
    iris.notes.remove("soil");
    iris.notes.insert("petal".into(), Note::Range { low: 0.1, high: 7.0 });
    iris.notes.insert("sepal".into(), Note::Missing);
    iris
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

    options()
        .metadata("data", "iris, all")
        .save(&trained_iris(), folder.join("trained.persist"))
        .unwrap();
    options().metadata("run", 2).save(&iris, folder.join("again.persist")).unwrap();
    options().save(&shapes(), folder.join("shapes.persist")).unwrap();

    for to_change in ["model.persist", "to_set.persist", "to_compress.persist"] {
        fs::copy(folder.join("iris.persist"), folder.join(to_change)).unwrap();
    }

    let many: Vec<Vec<u16>> = (0..30).map(|n| vec![n; 3]).collect();
    options().save(&many, folder.join("many.persist")).unwrap();
    let words: Vec<String> =
        (0..100_000).map(|n| format!("a text of some length that has the number {n}")).collect();
    options().save(&(words, vec![0.5f64; 1000]), folder.join("words.persist")).unwrap();

    let mut damaged = options().to_bytes(&iris).unwrap();
    // Among the weights of the first layer, which are the only block.
    let at = damaged.len() - 100;
    damaged[at] ^= 1;
    fs::write(folder.join("damaged.persist"), damaged).unwrap();

    let mut lost_body = options().to_bytes(&iris).unwrap();
    let at = lost_body.windows(6).position(|text| text == b"setosa").unwrap();
    lost_body[at] ^= 1;
    fs::write(folder.join("lost_body.persist"), lost_body).unwrap();
    let whole = options().to_bytes(&iris).unwrap();
    fs::write(folder.join("cut.persist"), &whole[..whole.len() - 5000]).unwrap();
    tensors::write_files(folder);

    let mut headless = options().to_bytes(&iris).unwrap();
    headless[30] ^= 1;
    fs::create_dir(folder.join("folder")).unwrap();
    // Known to be ours by its name alone.
    let nothing = folder.join("folder/nothing.persist");
    fs::write(nothing, "").unwrap();
    fs::write(folder.join("headless.persist"), headless).unwrap();

    let models = folder.join("models");
    fs::create_dir(&models).unwrap();
    for name in ["iris.persist", "damaged.persist"] {
        fs::copy(folder.join(name), models.join(name)).unwrap();
    }
    fs::write(models.join("README.md"), "Models of flowers.\n").unwrap();

    // What Python's `pickle.dumps([1, 2, 3])` gives.
    let pickle = b"\x80\x04\x95\x0b\0\0\0\0\0\0\0]\x94(K\x01K\x02K\x03e.";
    fs::write(folder.join("model.pkl"), pickle).unwrap();

    histories::write_all(folder);
}
