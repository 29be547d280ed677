//! What probes find in models of other crates as they are: a kernel that serde leaves out, a weight that is one bit off,
//! labels in another order, and a forest that does not agree with itself.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a test fails by panicking"
)]

use linfa::prelude::*;
use linfa_ensemble::{EnsembleLearner, RandomForestParams};
use linfa_trees::DecisionTree;
use ndarray::{Array1, Array2};
use persist_core::{Error, ErrorKind, LoadOptions, Persist, Probes, SaveOptions, Serde};
use persist_ml::{Digits, Pixels};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;
use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::linear::logistic_regression::{LogisticRegression, LogisticRegressionParameters};
use smartcore::svm::Kernels;
use smartcore::svm::svc::{SVC, SVCParameters};

/// The first digits, which are quickly learnt.
fn digits() -> Digits {
    let mut digits = Digits::all().unwrap();
    digits.images.truncate(200);
    digits.digits.truncate(200);
    digits
}

fn probes(digits: &Digits) -> Probes<Vec<Pixels>> {
    Probes::new(digits.images[..40].to_vec())
}

fn matrix(images: &[Pixels]) -> DenseMatrix<f64> {
    let rows: Vec<Vec<f64>> = images.iter().map(|image| image.to_vec()).collect();
    DenseMatrix::from_2d_vec(&rows).unwrap()
}

#[track_caller]
fn assert_found<T>(result: Result<T, Error>, words: &str) {
    let error = result.map(drop).expect_err("the probes find it");
    assert_eq!(error.kind(), ErrorKind::Prediction, "{error}");
    assert!(error.to_string().contains(words), "{error}");
}

/// smartcore's `SVC` leaves its parameters out of what serde writes, the kernel among them, and panics without.
#[test]
fn a_kernel_that_does_not_come_back_is_found_before_anything_is_saved() {
    let digits = digits();
    let is_zero: Vec<i32> =
        digits.digits.iter().map(|digit| if *digit == 0 { 1 } else { -1 }).collect();
    let kernel = Kernels::rbf().with_gamma(0.001);
    let parameters = SVCParameters::default().with_c(10.0).with_kernel(kernel).with_seed(Some(1));
    let x = matrix(&digits.images);
    let svc = Serde(SVC::fit(&x, &is_zero, &parameters).unwrap());
    let predict = |svc: &Serde<SVC<'_, f64, i32, DenseMatrix<f64>, Vec<i32>>>,
                   images: &Vec<Pixels>| svc.predict(&matrix(images)).unwrap();
    assert_eq!(predict(&svc, &digits.images).len(), 200);
    let saved = SaveOptions::new().to_bytes_with_probes(&svc, &probes(&digits), predict);
    assert_found(saved, "the reloaded model panicked");
}

/// A model of one's own, out of what smartcore has fitted.
#[derive(Persist, Clone)]
#[persist(version = "1.0.0", history = false)]
struct Linear {
    labels: Vec<String>,
    /// Those of all pixels, class by class.
    weights: Vec<f64>,
}

impl Linear {
    fn fit(digits: &Digits) -> Self {
        let parameters = LogisticRegressionParameters::default().with_alpha(1.0);
        let x = matrix(&digits.images);
        let fitted = LogisticRegression::fit(&x, &digits.digits, parameters).unwrap();
        use smartcore::linalg::basic::arrays::Array;
        let labels = (0..10).map(|digit| digit.to_string()).collect();
        Linear { labels, weights: fitted.coefficients().iterator(0).copied().collect() }
    }

    /// The label of each image, and by how much.
    fn predict(&self, images: &[Pixels]) -> Vec<(String, f64)> {
        let score = |weights: &[f64], image: &Pixels| -> f64 {
            weights.iter().zip(image).map(|(weight, pixel)| weight * pixel).sum()
        };
        let best = |image: &Pixels| {
            let scores = self.weights.chunks(64).map(|weights| score(weights, image));
            let (class, score) =
                scores.enumerate().max_by(|(_, a), (_, b)| a.total_cmp(b)).unwrap();
            (self.labels[class].clone(), score)
        };
        images.iter().map(best).collect()
    }
}

/// A file of `model` whose probes say what `proven` predicts: as one is that was changed behind the library's back.
fn file(model: &Linear, proven: &Linear, probes: &Probes<Vec<Pixels>>) -> Vec<u8> {
    let predict = |_: &Linear, images: &Vec<Pixels>| proven.predict(images);
    SaveOptions::new().to_bytes_with_probes(model, probes, predict).unwrap()
}

fn load(bytes: &[u8]) -> Result<Linear, Error> {
    let predict = |model: &Linear, images: &Vec<Pixels>| model.predict(images);
    LoadOptions::new().from_bytes_verified(bytes, predict)
}

#[test]
fn a_weight_that_is_one_bit_off_and_labels_in_another_order_are_found() {
    let digits = digits();
    let (model, probes) = (Linear::fit(&digits), probes(&digits));
    assert!(load(&file(&model, &model, &probes)).is_ok());

    // The first weight whose last bit shows: sums hide those of most.
    let said = model.predict(probes.inputs());
    let one_bit_off = (0..model.weights.len()).find_map(|at| {
        let mut changed = model.clone();
        changed.weights[at] = f64::from_bits(changed.weights[at].to_bits() + 1);
        (changed.predict(probes.inputs()) != said).then_some(changed)
    });
    let one_bit_off = one_bit_off.unwrap();
    assert_found(load(&file(&one_bit_off, &model, &probes)), "otherwise than when it was saved");

    let mut reordered = model.clone();
    reordered.labels.swap(0, 1);
    assert_found(load(&file(&reordered, &model, &probes)), "row 0: expected");
}

#[derive(Persist)]
struct Forest {
    #[persist(as = Parts)]
    forest: EnsembleLearner<DecisionTree<f64, usize>>,
}

#[derive(Persist)]
struct Parts {
    #[persist(serde, from_crate = "linfa-trees 0.8")]
    trees: Vec<DecisionTree<f64, usize>>,
    pixels: Vec<Vec<usize>>,
}

impl From<&EnsembleLearner<DecisionTree<f64, usize>>> for Parts {
    fn from(forest: &EnsembleLearner<DecisionTree<f64, usize>>) -> Self {
        Parts { trees: forest.models.clone(), pixels: forest.model_features.clone() }
    }
}

impl From<Parts> for EnsembleLearner<DecisionTree<f64, usize>> {
    fn from(parts: Parts) -> Self {
        EnsembleLearner { models: parts.trees, model_features: parts.pixels }
    }
}

/// linfa's forest breaks ties by the order of a hash map: a naive check would blame the file.
#[test]
fn a_forest_that_does_not_agree_with_itself_is_called_so() {
    let digits = digits();
    let x = Array2::from(digits.images.clone());
    let dataset = Dataset::new(x, Array1::from(digits.digits.clone()));
    let random = Xoshiro256Plus::seed_from_u64(42);
    // Four trees that know little: they seldom agree.
    let forest =
        RandomForestParams::new_fixed_rng(DecisionTree::params().max_depth(Some(3)), random)
            .ensemble_size(4)
            .bootstrap_proportion(0.2)
            .feature_proportion(0.2)
            .fit(&dataset)
            .unwrap();
    let predict = |model: &Forest, images: &Vec<Pixels>| -> Vec<usize> {
        model.forest.predict(&Array2::from(images.clone())).to_vec()
    };
    let all = Probes::new(digits.images);
    let saved = SaveOptions::new().to_bytes_with_probes(&Forest { forest }, &all, predict);
    assert_found(saved, "is non-deterministic");
}
