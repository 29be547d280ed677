//! The old files of the examples, written by the types that the programs had then. They are kept forever, as golden files
//! are.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails panics")]
#![allow(dead_code, reason = "the programs are old, and only save here")]

use std::env;
use std::fs;
use std::path::Path;

use persist_core::{Persist, SaveOptions};
use persist_tests::support::craft::crc;

mod add_a_field {
    #[derive(persist_core::Persist)]
    #[persist(version = "1.0.0")]
    pub(super) struct Line {
        pub(super) slope: f64,
    }
}

mod rename_and_remove {
    #[derive(persist_core::Persist)]
    #[persist(version = "1.0.0")]
    pub(super) struct Split {
        pub(super) feature: u16,
        pub(super) thr: f64,
        pub(super) samples: Vec<u32>,
    }
}

mod change_a_type {
    #[derive(persist_core::Persist)]
    #[persist(version = "1.0.0")]
    pub(super) struct Settings {
        pub(super) depth: u8,
        pub(super) rate: f32,
        pub(super) name: String,
        pub(super) seeds: u64,
        pub(super) tolerance: u32,
    }
}

mod split_a_struct {
    #[derive(persist_core::Persist)]
    #[persist(version = "1.2.0")]
    pub(super) struct Scaler {
        pub(super) names: Vec<String>,
        pub(super) mean: Vec<f64>,
        pub(super) deviation: Vec<f64>,
    }
}

mod enum_changes {
    #[derive(persist_core::Persist)]
    #[persist(version = "1.0.0")]
    pub(super) enum Kernel {
        Linear,
        Gaussian(f64),
        Rbf(f64),
        Polynomial,
        Sigmoid { gain: f64 },
    }
}

mod nested_versions {
    #[derive(persist_core::Persist)]
    #[persist(version = "1.0.0")]
    pub(super) struct Pipeline {
        pub(super) name: String,
        pub(super) steps: Vec<Step>,
    }
    #[derive(persist_core::Persist)]
    #[persist(version = "1.0.0")]
    pub(super) enum Step {
        Scale(f64),
        Classify(Box<Tree>),
    }
    #[derive(persist_core::Persist)]
    #[persist(version = "1.3.0")]
    pub(super) struct Tree {
        pub(super) class: String,
        pub(super) comment: String,
        pub(super) children: Vec<Tree>,
    }
    pub(super) fn tree(class: u32, children: Vec<Tree>) -> Tree {
        Tree { class: class.to_string(), comment: String::new(), children }
    }
}

mod generic_types {
    #[derive(persist_core::Persist)]
    #[persist(version = "1.0.0")]
    pub(super) struct Forest<L, const FEATURES: usize> {
        pub(super) trees: Vec<Tree<L>>,
        pub(super) importance: [f64; FEATURES],
    }
    #[derive(persist_core::Persist)]
    pub(super) enum Tree<L> {
        Leaf(L),
        Split { feature: u16, branches: Box<(Tree<L>, Tree<L>)> },
    }
}

/// The stored file is what the old program writes, and as it was added: its CRC-64/NVME never changes.
/// `PERSIST_BLESS=1` writes those that are not there.
#[track_caller]
fn assert_stored(name: &str, added: u64, value: &impl Persist) {
    let bytes = SaveOptions::new().producer("forest-trainer", "1.0.0").to_bytes(value).unwrap();
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("../examples/data/{name}.persist"));
    if env::var_os("PERSIST_BLESS").is_some() && !path.exists() {
        fs::write(&path, &bytes).unwrap();
    }
    let kept = fs::read(&path).unwrap();
    assert_eq!(crc(&kept), added, "{name} was changed");
    assert!(kept == bytes, "{name} is written in another way");
}

#[test]
fn each_example_has_a_file_of_the_old_program() {
    use enum_changes::Kernel::{Gaussian, Linear, Polynomial, Rbf, Sigmoid};
    use generic_types::Tree;
    use nested_versions::{Step, tree};

    assert_stored("add_a_field", 0x5fcf_d765_ca64_b24b, &add_a_field::Line { slope: 2.5 });
    let split = |feature, thr| rename_and_remove::Split { feature, thr, samples: vec![1, 2, 3] };
    assert_stored("rename_and_remove", 0xa0fe_00b4_ca7a_99f4, &vec![split(3, 0.8), split(0, 5.1)]);
    let name = "iris".to_owned();
    let settings =
        change_a_type::Settings { depth: 12, rate: 0.25, name, seeds: 42, tolerance: 15 };
    assert_stored("change_a_type", 0x99f2_2702_5b7d_54d7, &settings);
    let names = vec!["length".into(), "width".into()];
    let scaler = split_a_struct::Scaler { names, mean: vec![5.8, 3.1], deviation: vec![0.8, 0.4] };
    assert_stored("split_a_struct", 0xaaa3_3b83_71e0_fe7e, &scaler);
    let kernels = vec![Linear, Gaussian(0.5), Rbf(0.1), Polynomial, Sigmoid { gain: 2.0 }];
    assert_stored("enum_changes", 0xb99a_607e_f2b0_f97d, &kernels);
    let steps = vec![
        Step::Scale(0.5),
        Step::Classify(Box::new(tree(1, vec![tree(2, vec![]), tree(3, vec![])]))),
    ];
    assert_stored(
        "nested_versions",
        0xfbfd_4cc1_a858_61b7,
        &nested_versions::Pipeline { name: "iris".into(), steps },
    );
    let branches = Box::new((Tree::Leaf(0.25f32), Tree::Leaf(0.75)));
    let trees = vec![Tree::Split { feature: 1, branches }, Tree::Leaf(1.0)];
    assert_stored(
        "generic_types",
        0x627a_35cd_69ae_8d32,
        &generic_types::Forest { trees, importance: [0.5, 0.5] },
    );
}
