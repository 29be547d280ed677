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

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fs;

use persist_core::{
    Archive, Error, ErrorKind, LoadOptions, Persist, Probes, SaveOptions, Tolerance,
};

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

mod at_save {
    use super::*;

    /// As smartcore's: its parameters, the kernel among them, are not in the file.
    #[derive(Persist)]
    #[persist(name = "probes::Svm")]
    struct Svm {
        support: Vec<f64>,
        #[persist(skip)]
        gamma: Option<f64>,
    }

    impl Svm {
        fn new() -> Self {
            Svm { support: vec![0.0, 1.0], gamma: Some(0.5) }
        }

        fn kernel(&self, gamma: f64, inputs: &[f64]) -> Vec<f64> {
            let kernel = |x: f64, s: f64| (-gamma * (x - s).powi(2)).exp();
            let score = |x: &f64| self.support.iter().map(|s| kernel(*x, *s)).sum();
            inputs.iter().map(score).collect()
        }

        fn predict(&self, inputs: &Vec<f64>) -> Vec<f64> {
            self.kernel(self.gamma.unwrap_or(1.0), inputs)
        }

        fn predict_or_panic(&self, inputs: &Vec<f64>) -> Vec<f64> {
            self.kernel(self.gamma.expect("kernel should be defined"), inputs)
        }
    }

    fn save<M: Persist, O: Persist>(
        model: &M,
        predict: impl FnMut(&M, &Vec<f64>) -> O,
    ) -> Result<(), Error> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model.persist");
        fs::write(&path, b"what was there before").unwrap();
        let probes = Probes::new(vec![0.0, 0.25, 3.0]);
        let saved = SaveOptions::new().save_with_probes(model, &path, &probes, predict);
        if let Err(error) = &saved {
            assert!(error.to_string().contains("nothing was replaced"), "{error}");
            assert_eq!(error.file(), Some(path.as_path()));
            assert_eq!(fs::read(&path).unwrap(), b"what was there before");
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        saved
    }

    #[test]
    fn a_kernel_that_is_not_in_the_file_is_found() {
        let message = "the reloaded model predicts otherwise than the original: 3 of 3 rows differ, first row 0: expected ";
        let help = "look for fields that are skipped";
        assert_says(save(&Svm::new(), Svm::predict), OTHERWISE, &[message, "`outputs[0]`", help]);
    }

    #[test]
    fn a_model_that_panics_when_it_is_loaded_is_found() {
        let message = "the reloaded model panicked: kernel should be defined; nothing was replaced";
        let help = "something that it needs is not in the file";
        assert_says(save(&Svm::new(), Svm::predict_or_panic), OTHERWISE, &[message, help]);
    }

    #[test]
    fn a_model_that_panics_before_it_is_saved_is_told_from_one_that_does_so_later() {
        let model = Svm { gamma: None, ..Svm::new() };
        let result = save(&model, Svm::predict_or_panic);
        assert_says(result, OTHERWISE, &["the model panicked: kernel should be defined"]);
        let odd = |_: &Svm, _: &Vec<f64>| -> u8 { std::panic::panic_any(7) };
        assert_says(save(&model, odd), OTHERWISE, &["panicked: with a value that is no text"]);
    }

    #[test]
    fn a_model_that_disagrees_with_itself_is_not_blamed_on_the_file() {
        let calls = Cell::new(0u32);
        let result = save(&1.0, |_: &f64, inputs: &Vec<f64>| {
            calls.set(calls.get() + 1);
            let mut votes: Vec<u32> = vec![7; inputs.len()];
            votes[1] += calls.get();
            votes
        });
        let message = "the model is non-deterministic, asked again it predicts otherwise: 1 of 3 rows differs, row 1: expected 8, found 9";
        assert_says(result, OTHERWISE, &[message, "`outputs[1]`", "give what it draws"]);
        assert_eq!(calls.get(), 2, "nothing is saved then, and nothing read back");
    }

    #[test]
    fn ties_that_are_broken_by_the_order_of_a_hash_map_are_non_deterministic() {
        let result = save(&1.0, |_: &f64, _: &Vec<f64>| {
            let votes: std::collections::HashMap<u32, u32> = (0..100).map(|n| (n, 5)).collect();
            votes.into_keys().collect::<Vec<_>>()
        });
        assert_says(result, OTHERWISE, &["non-deterministic"]);
    }

    #[test]
    fn last_digits_that_vary_are_a_matter_of_tolerance() {
        let model = 1.0f64;
        let next = Cell::new(1.0f64);
        let drifting = |_: &f64, _: &Vec<f64>| {
            next.set(next.get().next_up());
            vec![next.get()]
        };
        assert_says(
            save(&model, drifting),
            OTHERWISE,
            &["numbers are up to 2.220446049250313e-16 apart"],
        );
        let probes = Probes::new(vec![0.0]).tolerance(Tolerance::relative(1e-12));
        SaveOptions::new().to_bytes_with_probes(&model, &probes, drifting).unwrap();
    }

    #[test]
    fn the_inputs_are_proven_as_well() {
        #[derive(Persist, Clone)]
        struct Inputs {
            #[persist(skip)]
            scale: f64,
            rows: Vec<f64>,
        }
        let probes = Probes::new(Inputs { scale: 2.0, rows: vec![1.0] });
        let result =
            SaveOptions::new().to_bytes_with_probes(&1.0, &probes, |m: &f64, x: &Inputs| {
                x.rows.iter().map(|row| m * x.scale * row).collect::<Vec<f64>>()
            });
        assert_says(result, OTHERWISE, &["expected 2.0, found 0.0"]);
    }

    #[test]
    fn what_cannot_be_saved_or_is_no_tolerance_is_the_callers() {
        let locked = std::cell::RefCell::new(1.0f64);
        let guard = locked.borrow_mut();
        let probes = Probes::new(vec![0.0]);
        let result =
            SaveOptions::new()
                .to_bytes_with_probes(&locked, &probes, |_: &_, x: &Vec<f64>| x.clone());
        assert_says(result, ErrorKind::Caller, &["RefCell"]);
        drop(guard);
        let held = std::rc::Rc::new(std::cell::RefCell::new(2.0f64));
        let guard = held.borrow_mut();
        let result =
            SaveOptions::new().to_bytes_with_probes(&1.0, &probes, |_: &f64, _: &Vec<f64>| {
                std::rc::Rc::clone(&held)
            });
        assert_says(result, ErrorKind::Caller, &["the outputs cannot be stored: "]);
        drop(guard);
        for part in [-1e-9, f64::NAN, f64::INFINITY] {
            for tolerance in [Tolerance::absolute(part), Tolerance::relative(part)] {
                let probes = Probes::new(rows()).tolerance(tolerance);
                let result =
                    SaveOptions::new().to_bytes_with_probes(&Linear::new(), &probes, Linear::score);
                assert_says(result, ErrorKind::Caller, &["finite and not negative"]);
                let load = LoadOptions::new().tolerance(tolerance);
                let result = load.from_bytes_verified(&saved(&Linear::new()), Linear::score);
                assert_says(result, ErrorKind::Caller, &["finite and not negative"]);
            }
        }
    }
}

mod at_load {
    use super::*;

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
        let bytes = SaveOptions::new()
            .to_bytes_with_probes(&Linear::new(), &probes, Linear::classify)
            .unwrap();
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
        let result = LoadOptions::new().from_bytes_verified(
            &saved(&Linear::new()),
            |m: &Linear, x: &Rows| {
                calls.set(calls.get() + 1.0);
                m.score(x).into_iter().map(|score| score + calls.get()).collect::<Vec<f64>>()
            },
        );
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
        let outputs = LoadOptions::new()
            .from_bytes_verified(&bytes, |_: &Linear, _: &Rows| Vec::<String>::new());
        assert_says(outputs, ErrorKind::Schema, &["in the file's probes: ", "expects str"]);
    }
}

mod outputs {
    use super::*;

    /// Saves a model that predicts `saved`, and loads it as one that predicts `loaded`.
    fn between<O: Persist + Clone>(saved: O, loaded: O, tolerance: Tolerance) -> Result<(), Error> {
        let probes = Probes::new(()).tolerance(tolerance);
        let bytes = SaveOptions::new()
            .to_bytes_with_probes(&(), &probes, |(): &(), (): &()| saved.clone())
            .unwrap();
        LoadOptions::new().from_bytes_verified(&bytes, |(): &(), (): &()| loaded.clone())
    }

    #[track_caller]
    fn assert_differ<O: Persist + Clone>(saved: O, loaded: O, path: &str, message: &str) {
        assert!(between(saved.clone(), saved.clone(), Tolerance::exact()).is_ok());
        let error = between(saved, loaded, Tolerance::exact()).unwrap_err();
        assert_eq!(error.path(), Some(path), "{error}");
        assert!(error.to_string().contains(message), "expected `{message}` in `{error}`");
    }

    #[derive(Persist, Clone)]
    #[persist(name = "probes::Outputs")]
    struct Outputs {
        labels: Vec<u32>,
        scores: Vec<Vec<f32>>,
        mean: f64,
    }

    #[test]
    fn the_place_of_a_difference_is_told_in_outputs_of_any_shape() {
        let outputs =
            || Outputs { labels: vec![1, 2, 3], scores: vec![vec![0.5, 0.25]; 3], mean: 2.0 };
        assert_differ(1.0, 2.0, "outputs", "saved: expected 1.0, found 2.0");
        assert_differ(
            vec![1u8, 2],
            vec![1, 3],
            "outputs[1]",
            "1 of 2 rows differs, row 1: expected 2, found 3",
        );
        assert_differ(
            vec![vec![1.0], vec![2.0, 3.0]],
            vec![vec![1.0], vec![2.0, 4.0]],
            "outputs[1][1]",
            "row 1: ",
        );
        assert_differ(
            (vec![1u8, 2], vec!["a".to_owned(), "b".into()]),
            (vec![1, 2], vec!["a".into(), "c".into()]),
            "outputs[1][1]",
            "row 1: expected \"b\", found \"c\"",
        );
        let changed = Outputs {
            scores: vec![vec![0.5, 0.25], vec![0.5, 0.25], vec![0.5, 0.75]],
            ..outputs()
        };
        assert_differ(
            outputs(),
            changed,
            "outputs.scores[2][1]",
            "1 of 3 rows differs, row 2: expected 0.25, found 0.75",
        );
        assert_differ(
            outputs(),
            Outputs { mean: 3.0, ..outputs() },
            "outputs.mean",
            "expected 2.0, found 3.0",
        );
        let map = |score: f64| {
            BTreeMap::from([("no".to_owned(), vec![0.5]), ("yes".to_owned(), vec![score])])
        };
        assert_differ(
            map(0.5),
            map(0.75),
            "outputs[\"yes\"][0]",
            "row 0: expected 0.5, found 0.75",
        );
        let hashed = |map: BTreeMap<String, Vec<f64>>| {
            map.into_iter().collect::<std::collections::HashMap<_, _>>()
        };
        assert_differ(hashed(map(0.5)), hashed(map(0.75)), "outputs[\"yes\"][0]", "row 0: ");
        let other_key =
            BTreeMap::from([("no".to_owned(), vec![0.5]), ("yep".to_owned(), vec![0.5])]);
        assert_differ(
            map(0.5),
            other_key,
            "outputs{1}",
            "expected the key \"yes\", found the key \"yep\"",
        );
        assert_differ(
            vec![Some(1.0), None],
            vec![Some(1.0), Some(2.0)],
            "outputs[1]",
            "expected None, found Some(2.0)",
        );
        assert_differ(
            vec![Ok(1u8), Err("bad".to_owned())],
            vec![Ok(1), Ok(2)],
            "outputs[1]",
            "expected Err(\"bad\"), found Ok(2)",
        );
        assert_differ(
            vec![1u8, 2, 3],
            vec![1, 2],
            "outputs",
            "1 of 3 rows differs, row 2: expected 3 elements, found 2 elements",
        );
        assert_differ(
            vec![vec![1u8, 2]],
            vec![vec![1]],
            "outputs[0]",
            "expected 2 elements, found 1 element",
        );
        let shared = |text: &str| {
            let one = std::rc::Rc::new(text.to_owned());
            vec![std::rc::Rc::clone(&one), one]
        };
        assert_differ(
            shared("a"),
            shared("b"),
            "outputs[0]",
            "2 of 2 rows differ, first row 0: expected \"a\", found \"b\"",
        );
    }

    #[test]
    fn every_row_that_differs_is_counted_and_the_first_is_told() {
        let outputs = |wrong: &[usize]| -> Vec<u32> {
            (0..1000).map(|n| u32::from(wrong.contains(&n))).collect()
        };
        assert_differ(
            outputs(&[]),
            outputs(&[17, 500, 999]),
            "outputs[17]",
            "3 of 1000 rows differ, first row 17: expected 0, found 1",
        );
    }

    #[test]
    fn tolerances_hold_up_to_their_edge() {
        let nan = f64::from_bits(0x7ff8_0000_0000_0001);
        let exact = Tolerance::exact();
        // What is saved, what is loaded, the tolerance, whether that is the same.
        let cases = [
            (1.0, 1.0, exact, true),
            (1.0, 1.0f64.next_up(), exact, false),
            (0.0, -0.0, exact, false),
            (0.0, -0.0, Tolerance::absolute(f64::MIN_POSITIVE), true),
            (f64::NAN, f64::NAN, exact, true),
            (f64::NAN, nan, exact, false),
            (f64::NAN, nan, Tolerance::relative(1e-9), true),
            (f64::NAN, 0.0, Tolerance::absolute(1e9), false),
            (1.0, 1.25, Tolerance::absolute(0.25), true),
            (1.0, 1.25f64.next_up(), Tolerance::absolute(0.25), false),
            (4.0, 5.0, Tolerance::relative(0.25), true),
            (4.0, 5.0f64.next_up(), Tolerance::relative(0.25), false),
            (5.0, 4.0, Tolerance::relative(0.125), false),
            (4.0, 5.5, Tolerance::new(0.5, 0.25), true),
            (4.0, 5.5f64.next_up(), Tolerance::new(0.5, 0.25), false),
            (f64::INFINITY, f64::INFINITY, exact, true),
            (f64::INFINITY, f64::MAX, Tolerance::relative(1.0), false),
            (f64::NEG_INFINITY, f64::INFINITY, Tolerance::relative(1.0), false),
        ];
        for (saved, loaded, tolerance, same) in cases {
            let result = between(vec![saved], vec![loaded], tolerance);
            assert_eq!(result.is_ok(), same, "{saved} and {loaded}, {tolerance}");
        }
        // Other numbers have none.
        assert!(between(vec![100u64], vec![101], Tolerance::absolute(5.0)).is_err());
        let error = between(vec![f64::NAN], vec![nan], exact).unwrap_err().to_string();
        assert!(
            error.contains("expected NaN (0x7ff8000000000000), found NaN (0x7ff8000000000001)"),
            "{error}"
        );
        let error = between(vec![1.0f32], vec![2.0], Tolerance::relative(1e-3)).unwrap_err();
        let message = "saved (within 0.001 of each number): 1 of 1 rows differs, row 0: expected 1.0, found 2.0, numbers are up to 1e0 apart";
        assert!(error.to_string().contains(message), "{error}");
    }

    #[test]
    fn there_may_be_nothing_to_ask_and_nothing_to_answer() {
        let probes = Probes::new(Rows::new());
        let bytes = SaveOptions::new()
            .to_bytes_with_probes(&Linear::new(), &probes, Linear::score)
            .unwrap();
        assert!(load(&bytes).is_ok());
        assert!(between((), (), Tolerance::exact()).is_ok());
        assert!(between(Vec::<f64>::new(), vec![1.0], Tolerance::exact()).is_err());
    }
}
