//! What a load finds: a model that is another one, or in other hands.

use std::cell::Cell;

use super::super::*;

#[test]
fn the_model_that_was_saved_is_loaded() {
    assert_eq!(load(&saved(&Linear::new())).unwrap(), Linear::new());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("linear.persist");
    SaveOptions::new()
        .save_with_probes(&Linear::new(), &path, &Probes::new(rows()), |m, x| m.score(x))
        .unwrap();
    let load = LoadOptions::new();
    let model = load.load_verified(&path, |m: &Linear, x: &Rows| m.score(x)).unwrap();
    assert_eq!(model, Linear::new());
    let calls = Cell::new(0);
    let counted = |model: &Linear, rows: &Rows| {
        calls.set(calls.get() + 1);
        model.score(rows)
    };
    let (_, report) = load.load_verified_with_report(&path, counted).unwrap();
    assert!(report.is_current());
    assert_eq!(calls.get(), 1, "a model that agrees is asked once");
    // Whoever does not ask gets the same model.
    assert_eq!(Linear::load(&path).unwrap(), Linear::new());
    assert_eq!(load.load_with_report::<Linear>(&path).unwrap().0, Linear::new());
}

#[test]
fn a_weight_that_changed_by_one_digit_is_found() {
    let mut model = Linear::new();
    model.weights[1] = model.weights[1].next_up();
    let bytes = with_probes_of(&model, &saved(&Linear::new()));
    assert_eq!(Linear::from_bytes(&bytes).unwrap(), model, "the checksums fit");
    let message = "the loaded model predicts otherwise than when it was saved: ";
    assert_says(load(&bytes), OTHERWISE, &[message, "of 20 rows differ, first row ", "apart"]);

    let near = LoadOptions::new().tolerance(Tolerance::new(1e-12, 1e-12));
    assert_eq!(near.from_bytes_verified(&bytes, Linear::score).unwrap(), model);
    let help = "`LoadOptions::tolerance` allows for them";
    assert_says(load(&bytes), OTHERWISE, &[help]);
}

#[test]
fn labels_in_another_order_are_found() {
    let probes = Probes::new(rows());
    let bytes =
        SaveOptions::new().to_bytes_with_probes(&Linear::new(), &probes, Linear::classify).unwrap();
    let mut model = Linear::new();
    model.labels.reverse();
    let bytes = with_probes_of(&model, &bytes);
    let result = LoadOptions::new().from_bytes_verified(&bytes, Linear::classify);
    let message = "20 of 20 rows differ, first row 0: expected \"no\", found \"yes\"";
    assert_says(result, OTHERWISE, &[message]);
}

#[test]
fn a_model_that_disagrees_with_itself_is_not_blamed_on_the_file() {
    let calls = Cell::new(0.0);
    let result =
        LoadOptions::new().from_bytes_verified(&saved(&Linear::new()), |m: &Linear, x: &Rows| {
            calls.set(calls.get() + 1.0);
            m.score(x).into_iter().map(|score| score + calls.get()).collect::<Vec<f64>>()
        });
    assert_says(result, OTHERWISE, &["the loaded model is non-deterministic"]);
    assert_eq!(calls.get(), 2.0);
}

#[test]
fn a_panic_is_reported() {
    let result = LoadOptions::new().from_bytes_verified(
        &saved(&Linear::new()),
        |model: &Linear, rows: &Rows| -> Vec<f64> {
            panic!("{} weights for {} rows", model.weights.len(), rows.len())
        },
    );
    assert_says(result, OTHERWISE, &["the loaded model panicked: 3 weights for 20 rows"]);
}

#[test]
fn a_file_without_probes_is_not_proven() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("plain.persist");
    Linear::new().save(&path).unwrap();
    let result = LoadOptions::new().load_verified(&path, Linear::score);
    let help = "save it with `SaveOptions::save_with_probes`, or load it unverified";
    let message = "the file has no probes to verify it by";
    assert_says(result, ErrorKind::NoSuchPart, &["plain.persist", message, help]);
    assert!(Archive::open(&path).unwrap().probes().unwrap().is_none());
}

#[test]
fn other_types_of_inputs_and_outputs_are_refused_as_values_are() {
    let bytes = saved(&Linear::new());
    let inputs = LoadOptions::new()
        .from_bytes_verified(&bytes, |_: &Linear, _: &Vec<String>| Vec::<f64>::new());
    let parts = ["in the file's probes: ", "`std::Probes<[[f64]], [f64]>`", "expects str"];
    assert_says(inputs, ErrorKind::Schema, &parts);
    let outputs =
        LoadOptions::new().from_bytes_verified(&bytes, |_: &Linear, _: &Rows| Vec::<String>::new());
    assert_says(outputs, ErrorKind::Schema, &["in the file's probes: ", "expects str"]);
}
