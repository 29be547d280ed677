//! A model as large as real ones, and files that mean ill; the same at each run.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use persist_core::{Compression, Persist, Probes, SaveOptions};
use persist_tests::support::craft::crc;

/// Trees, weights of layers, and what a vocabulary takes.
#[derive(Persist)]
#[persist(version = "2.3.0")]
pub(crate) struct Ensemble {
    forest: Forest,
    layers: Vec<Layer>,
    vocabulary: BTreeMap<String, u32>,
    importance: Vec<f64>,
    is_used: Vec<bool>,
    threshold: Option<f64>,
}

#[derive(Persist)]
#[persist(version = "1.4.0")]
pub(crate) struct Forest {
    trees: Vec<Tree>,
    criterion: Criterion,
    seed: u64,
}

#[derive(Persist)]
pub(crate) struct Tree {
    nodes: Vec<Node>,
    leaves: Vec<[f32; 3]>,
    out_of_bag: f64,
}

#[derive(Persist)]
pub(crate) struct Node {
    feature: u16,
    threshold: f64,
    left: u32,
    right: u32,
}

#[derive(Persist)]
pub(crate) enum Criterion {
    Gini { weighted: bool },
    Entropy,
}

#[derive(Persist)]
pub(crate) enum Layer {
    Dense { weights: Vec<[f32; 64]>, bias: Vec<f32>, quantized: Vec<i8> },
    Norm { mean: Vec<f64>, variance: Vec<f64> },
    Dropout(f32),
}

/// Numbers that look random.
struct Noise(u64);

impl Noise {
    /// Evenly between 0 and 1.
    fn even(&mut self) -> f64 {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        f64::from(u32::try_from(self.0 >> 32).unwrap()) / f64::from(u32::MAX)
    }

    /// Around 0, with a deviation of 1.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.even()).sum::<f64>() - 6.0
    }

    fn below(&mut self, end: u32) -> u32 {
        #[expect(clippy::as_conversions, reason = "casts from floats saturate")]
        let number = (self.even() * f64::from(end)) as u32;
        number.min(end - 1)
    }
}

#[expect(clippy::as_conversions, reason = "fewer digits will do")]
fn narrow(number: f64) -> f32 {
    number as f32
}

fn tree(noise: &mut Noise) -> Tree {
    let node = |noise: &mut Noise, at: u32| Node {
        feature: u16::try_from(noise.below(40)).unwrap(),
        threshold: noise.normal() * 2.5,
        left: at * 2 + 1,
        right: at * 2 + 2,
    };
    Tree {
        nodes: (0..300).map(|at| node(noise, at)).collect(),
        leaves: (0..151).map(|_| [0; 3].map(|_| narrow(noise.even().powi(3)))).collect(),
        out_of_bag: noise.even() / 10.0,
    }
}

fn dense(noise: &mut Noise, rows: u32) -> Layer {
    let mut weights: Vec<_> =
        (0..rows).map(|_| [0; 64].map(|_| narrow(noise.normal() / 8.0))).collect();
    weights[1][3] = f32::NAN;
    weights[2][5] = f32::INFINITY;
    Layer::Dense {
        weights,
        bias: (0..rows).map(|_| narrow(noise.even() - 0.5)).collect(),
        quantized: (0..rows * 64)
            .map(|_| i8::try_from(noise.below(256) / 3).unwrap() - 42)
            .collect(),
    }
}

pub(crate) fn ensemble() -> Ensemble {
    let noise = &mut Noise(7);
    let norm = |noise: &mut Noise| Layer::Norm {
        mean: (0..64).map(|_| noise.normal()).collect(),
        variance: (0..64).map(|_| noise.normal().powi(2)).collect(),
    };
    Ensemble {
        forest: Forest {
            trees: (0..100).map(|_| tree(noise)).collect(),
            criterion: Criterion::Gini { weighted: true },
            seed: 42,
        },
        layers: vec![
            dense(noise, 512),
            norm(noise),
            Layer::Dropout(0.1),
            dense(noise, 256),
            norm(noise),
            dense(noise, 64),
        ],
        vocabulary: (0..2000).map(|n| (format!("token {n:04}"), n)).collect(),
        importance: (0..40).map(|_| noise.even().powi(4)).collect(),
        is_used: (0..4000).map(|_| noise.even() < 0.8).collect(),
        threshold: Some(0.5),
    }
}

/// Saves the model with much metadata, and probes.
pub(crate) fn write(path: &Path) {
    let numbered = (0..300).fold(SaveOptions::new(), |options, n| {
        options.metadata(format!("parameters.p{n:03}"), f64::from(n) / 8.0)
    });
    let probes = Probes::new(vec![0.5, 1.5]);
    numbered
        .producer("ensemble-trainer", "2.3.1")
        .metadata("name", "Churn, third quarter")
        .metadata("dataset", "customers, 1.2 million rows, 40 features")
        .metadata("metrics.accuracy", 0.931)
        .metadata("licence", "CC-BY-4.0")
        .compression(Compression::zstd(3))
        .save_with_probes(&ensemble(), path, &probes, |model, x| {
            x.iter().map(|x| x + model.threshold.unwrap_or(0.0)).collect::<Vec<f64>>()
        })
        .unwrap();
}

/// Markup that runs a script where it is not escaped, and that would end the script's element and the texts around it.
pub(crate) const HOSTILE: &str =
    "</script></style></pre><img src=x onerror=\"document.body.id='broken'\">'\u{202e}";

/// Markup in the place of a type's name, of a field's and of a variant's, each as long as what it replaces.
const NAMES: [(&str, &str); 3] = [
    (
        "type_name_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "</script><img src=x onerror=document.body.id='broken'>",
    ),
    (
        "field_name_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "</script><img src=x onerror=document.body.id='broken'>.a[0]{b}",
    ),
    (
        "Variant_name_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx",
        "</code></pre><img src=x onerror=document.body.id='broken'>\u{202e}",
    ),
];

#[derive(Persist)]
#[persist(name = "type_name_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
struct Named {
    #[persist(rename = "field_name_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    field: BTreeMap<String, Vec<f32>>,
    choice: Choice,
}

#[derive(Persist)]
enum Choice {
    #[persist(rename = "Variant_name_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")]
    One(u8),
}

/// Saves a file whose names are markup wherever a file can have names. No derive lets types have such: they are written
/// into the header, and its checksum behind them.
pub(crate) fn write_hostile(path: &Path) {
    let keys = [(HOSTILE, vec![0.5f32; 9]), ("b", vec![f32::NAN])];
    let field = keys.map(|(key, values)| (key.to_owned(), values)).into();
    let mut bytes = SaveOptions::new()
        .producer(HOSTILE, HOSTILE)
        .metadata(HOSTILE, HOSTILE)
        .to_bytes(&Named { field, choice: Choice::One(1) })
        .unwrap();
    for (plain, hostile) in NAMES {
        assert_eq!(plain.len(), hostile.len(), "{hostile}");
        let at = bytes.windows(plain.len()).position(|window| window == plain.as_bytes()).unwrap();
        bytes[at..at + plain.len()].copy_from_slice(hostile.as_bytes());
    }
    let header =
        24 + usize::try_from(u32::from_le_bytes(bytes[12..16].try_into().unwrap())).unwrap();
    let checked = [&bytes[..16], &bytes[24..header]].concat();
    let crc = crc(&checked);
    bytes[16..24].copy_from_slice(&crc.to_le_bytes());
    fs::write(path, bytes).unwrap();
}
