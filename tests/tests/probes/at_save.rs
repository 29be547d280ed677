//! What a save finds: a model that is not all in its file, that panics, or that disagrees with itself.

use std::cell::Cell;
use std::fs;

use super::super::*;

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
    let result = SaveOptions::new().to_bytes_with_probes(&1.0, &probes, |m: &f64, x: &Inputs| {
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
        SaveOptions::new().to_bytes_with_probes(&locked, &probes, |_: &_, x: &Vec<f64>| x.clone());
    assert_says(result, ErrorKind::Caller, &["RefCell"]);
    drop(guard);
    let held = std::rc::Rc::new(std::cell::RefCell::new(2.0f64));
    let guard = held.borrow_mut();
    let result = SaveOptions::new()
        .to_bytes_with_probes(&1.0, &probes, |_: &f64, _: &Vec<f64>| std::rc::Rc::clone(&held));
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
