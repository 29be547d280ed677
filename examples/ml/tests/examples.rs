//! Each example runs as its documentation says, and proves what it promises.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::process::Command;

use tempfile::TempDir;

/// What an example prints; what it writes goes to a folder of this run.
fn run(example: &str) -> String {
    let scratch = TempDir::new().unwrap();
    let mut command = Command::new(env!("CARGO"));
    command.args(["run", "--release", "--quiet", "-p", "persist-ml", "--example", example]);
    for variable in ["TMPDIR", "TMP", "TEMP"] {
        command.env(variable, scratch.path());
    }
    let run = command.output().unwrap();
    assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    String::from_utf8(run.stdout).unwrap()
}

/// `text` has lines that contain these, in this order.
fn assert_lines(text: &str, expected: &[&str]) {
    let mut lines = text.lines();
    for part in expected {
        assert!(lines.any(|line| line.contains(part)), "no `{part}` (here) in:\n{text}");
    }
}

#[test]
fn six_fitted_models_predict_the_same_in_a_new_process() {
    assert_lines(
        &run("fitted_models"),
        &[
            "linfa logistic regression: 347 of 359 held-out digits are named rightly; a new process gives the same 19767 numbers",
            "linfa random forest: ",
            "linfa support vectors: 353 of 359 ",
            "smartcore logistic regression: 346 of 359 ",
            "smartcore random forest: 351 of 359 ",
            "smartcore support vectors: 353 of 359 ",
            "| model ",
            "| cannot: no serde",
            "| cannot load: Serde Deserialization Error",
            "| panics when it predicts",
        ],
    );
}

#[test]
fn a_forest_of_smartcore_0_4_is_upgraded() {
    assert_lines(
        &run("upgrade_smartcore"),
        &[
            "missing field `root_mass`",
            "smartcore 0.4.10 -> 0.7.0",
            "it predicts what smartcore 0.4 does: 442 numbers, bit for bit",
            "what 0.4 did not keep, nobody makes up",
            "as a model of smartcore 0.7",
        ],
    );
}

#[test]
fn a_boosted_forest_is_loaded_and_mapped() {
    assert_lines(
        &run("boosted_forest"),
        &[
            "fitted 1000 trees, 24166 nodes, on 1438 digits",
            "349 of 359 held-out digits are named rightly",
            "BoostedForest 1.0.0",
            "a new process loaded it: all 17970 scores are the same, bit for bit",
            "mapped in ",
            "| boosted forest | persist  |",
        ],
    );
}
