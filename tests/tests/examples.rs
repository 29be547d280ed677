//! Each example runs as its documentation says, and prints what it promises.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use persist_core::ErrorKind;
use tempfile::TempDir;

/// Every example there is; each has tests below.
const EXAMPLES: &[&str] = &[
    "add_a_field",
    "change_a_type",
    "enum_changes",
    "game_save",
    "generic_types",
    "inspect",
    "nested_versions",
    "parts",
    "pipeline",
    "quickstart",
    "rename_and_remove",
    "split_a_struct",
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

/// What an example did.
struct Run {
    code: Option<i32>,
    out: String,
    error: String,
}

/// Runs an example as the README says; what it writes to the temporary directory goes to `scratch`.
fn run(scratch: &TempDir, example: &str, args: &[&OsStr]) -> Run {
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--quiet", "--package", "persist-examples", "--example", example, "--"]);
    command.args(args).current_dir(root());
    for variable in ["TMPDIR", "TMP", "TEMP"] {
        command.env(variable, scratch.path());
    }
    let Output { status, stdout, stderr } = command.output().unwrap();
    Run {
        code: status.code(),
        out: String::from_utf8(stdout).unwrap(),
        error: String::from_utf8(stderr).unwrap(),
    }
}

impl Run {
    fn succeeded(self) -> String {
        assert_eq!(self.code, Some(0), "{}{}", self.out, self.error);
        self.out
    }

    /// Failed with this code and an error that begins so.
    fn failed(self, code: i32, error: &str) {
        assert_eq!(self.code, Some(code), "{}{}", self.out, self.error);
        assert!(self.error.lines().any(|line| line.starts_with(error)), "{}", self.error);
    }
}

/// `text` has lines that begin so, in this order.
fn assert_lines(text: &str, expected: &[&str]) {
    let mut lines = text.lines();
    for start in expected {
        assert!(lines.any(|line| line.starts_with(start)), "no `{start}` (here) in:\n{text}");
    }
}

#[test]
fn no_example_is_left_out() {
    let folder = fs::read_dir(root().join("examples/examples")).unwrap();
    let mut found: Vec<String> = folder
        .map(|entry| entry.unwrap().path().file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    found.sort();
    assert_eq!(found, EXAMPLES);
}

#[test]
fn quickstart_predicts_the_same_in_a_second_process() {
    let scratch = TempDir::new().unwrap();
    let out = run(&scratch, "quickstart", &[]).succeeded();
    let path = scratch.path().join("persist-quickstart").join("iris.persist");
    assert_lines(
        &out,
        &[
            "fitted on 120 flowers; 29 of 30 held-out flowers are named rightly",
            &format!("saved to {}", path.display()),
            "IrisModel 1.0.0",
            "  written by: persist-examples",
            "    held-out accuracy: 29/30",
            "struct IrisModel 1.0.0 {",
            "a second process loaded it: all 90 probabilities are the same, bit for bit",
        ],
    );
    let len = fs::metadata(&path).unwrap().len();
    assert!(out.contains(&format!("\n  size: {len} bytes\n")), "{len}: {out}");
}

#[test]
fn quickstart_fits_and_predicts_by_hand() {
    let scratch = TempDir::new().unwrap();
    let path = scratch.path().join("a model.persist");
    run(&scratch, "quickstart", &["fit".as_ref(), path.as_ref()]).succeeded();
    let first = fs::read(&path).unwrap();
    run(&scratch, "quickstart", &["fit".as_ref(), path.as_ref()]).succeeded();
    assert_eq!(fs::read(&path).unwrap(), first, "the same model gives the same bytes");

    let out = run(&scratch, "quickstart", &["predict".as_ref(), path.as_ref()]).succeeded();
    assert_lines(&out, &["flower", "     5  setosa      setosa", "   150  virginica   virginica"]);
    assert_eq!(out.lines().count(), 31);
    assert_eq!(out.lines().filter(|line| line.ends_with("wrong")).count(), 1);
}

#[test]
fn quickstart_says_how_it_is_used_and_what_went_wrong() {
    let scratch = TempDir::new().unwrap();
    let help = run(&scratch, "quickstart", &["--help".as_ref()]).succeeded();
    assert_lines(&help, &["usage:"]);
    run(&scratch, "quickstart", &["fit".as_ref()]).failed(2, "usage:");
    run(&scratch, "quickstart", &["fit".as_ref(), "a".as_ref(), "b".as_ref()]).failed(2, "usage:");
    run(&scratch, "quickstart", &["train".as_ref(), "a".as_ref()]).failed(2, "usage:");

    let path = scratch.path().join("missing");
    let start = format!("error: cannot load `{}`", path.display());
    run(&scratch, "quickstart", &["predict".as_ref(), path.as_ref()]).failed(1, &start);
}

#[test]
fn game_save_survives_damage_and_explains_refusals() {
    let scratch = TempDir::new().unwrap();
    let out = run(&scratch, "game_save", &[]).succeeded();
    assert_lines(
        &out,
        &[
            "  every value is back",
            "  rooms share their map again: true",
            "  Some(Active { step: 3, deadline: None })",
            "  cannot load `",
            "  taking the manual save",
            "  Some(Offered)",
            "the file holds another type",
            "  Schema: cannot load `",
            "  Invalid: cannot save `",
        ],
    );
    assert!(out.contains("the player's health is 900, more than 100"), "{out}");
    assert!(!out.contains("should not have been possible"), "{out}");
}

#[test]
fn parts_are_read_one_by_one_and_survive_damage_of_others() {
    let scratch = TempDir::new().unwrap();
    let out = run(&scratch, "parts", &[]).succeeded();
    assert_lines(
        &out,
        &[
            "6643392 bytes, of Model:",
            "  embeddings: 20001 of [f32; 64], block 0",
            "  layers[0].weights: 262144 of f32, block 1",
            "`iris` is row 20000 of 20001: 1250 … 1250",
            "there is no `wieghts` in Layer, in `Model.layers[1]`; help: did you mean `weights`? it has",
            "cannot load `",
            "  block 1, `Model.layers[0].weights`: bytes 5332672..6381248 of the file, elements 0..262144",
            "whole:",
            "  layers[1].weights",
            "layer 1 is read: 65536 weights, 256 biases",
        ],
    );
}

#[test]
fn pipeline_comes_back_with_steps_of_any_type() {
    let scratch = TempDir::new().unwrap();
    let out = run(&scratch, "pipeline", &[]).succeeded();
    assert_lines(
        &out,
        &[
            "the row becomes [1.00, 2.00, 2.00]",
            "Pipeline { steps: [Standardize(Standardize { mean: [5.8, 3.0], ",
            "of a newer program: 1 step",
            "the file has the implementation `Whiten` of `dyn Step`, and this program has `Pipeline`, `Products`",
        ],
    );
    assert!(out.contains("at `Pipeline.steps[1]`"), "{out}");
}

#[test]
fn inspect_shows_a_file_without_its_types() {
    let scratch = TempDir::new().unwrap();
    let out = run(&scratch, "inspect", &[]).succeeded();
    assert_lines(
        &out,
        &[
            "Expedition 1.2.0",
            "    place: Antikythera",
            "struct Expedition 1.2.0 {",
            "    leader: Option<str>,",
            "every byte matches its checksum",
            "Expedition {",
            "        … 92 more,",
            "        \"A1\": Shell {",
            "cannot read `",
        ],
    );
    assert!(out.contains("it looks like a Python pickle (protocol 4)"), "{out}");
}

#[test]
fn inspect_tells_damage_from_foreign_files() {
    let scratch = TempDir::new().unwrap();
    let path = scratch.path().join("file");
    let mut bytes = persist_core::to_bytes(&vec![0.5f64; 1000]).unwrap();

    fs::write(&path, &bytes).unwrap();
    let out = run(&scratch, "inspect", &[path.as_ref()]).succeeded();
    assert_lines(&out, &["[f64]", "every byte matches its checksum", "    … 992 more,"]);

    *bytes.last_mut().unwrap() ^= 0x80;
    assert_eq!(
        persist_core::from_bytes::<Vec<f64>>(&bytes).unwrap_err().kind(),
        ErrorKind::Damaged
    );
    fs::write(&path, &bytes).unwrap();
    run(&scratch, "inspect", &[path.as_ref()]).failed(3, "error: ");

    fs::write(&path, "{\"weights\": [0.5]}").unwrap();
    run(&scratch, "inspect", &[path.as_ref()]).failed(4, "error: cannot read `");
}

/// Each loads the file of an old program, asserts what comes of it, and prints the report.
#[test]
fn old_files_load_in_the_examples_of_each_kind_of_change() {
    let scratch = TempDir::new().unwrap();
    for (name, lines) in [
        ("add_a_field", ["  Line.intercept: filled with its default", "at 4.0 it predicts 10"]),
        (
            "rename_and_remove",
            ["  [Split][].threshold: read under", "left out: [Split][].samples in 2"],
        ),
        ("change_a_type", ["  Settings.tolerance: converted", "Settings { depth: 12"]),
        ("split_a_struct", ["  Scaler: upgraded, Scaler 1.2.0", "Scaler { columns"]),
        ("enum_changes", ["  [Kernel][].Sigmoid: read as", "[Linear, Radial(0.5)"]),
        ("nested_versions", ["  Pipeline.steps[].Classify.0: upgraded", "Pipeline { name"]),
        (
            "generic_types",
            ["  Forest<Probability, 2>.trees[].Leaf.0: wrapped", "the file holds `Forest<f32, 2>`"],
        ),
    ] {
        assert_lines(&run(&scratch, name, &[]).succeeded(), &lines);
    }
}
