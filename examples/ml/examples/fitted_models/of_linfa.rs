//! Three models of linfa 0.8.
//!
//! Its types implement serde's traits behind the feature `serde` of each crate, but for the random forest.

use std::iter;

use linfa::DatasetBase;
use linfa::prelude::{Fit, Predict};
use linfa_ensemble::{EnsembleLearner, RandomForest, RandomForestParams};
use linfa_logistic::{MultiFittedLogisticRegression, MultiLogisticRegression};
use linfa_svm::Svm;
use linfa_trees::DecisionTree;
use ndarray::{Array1, Array2, Axis};
use persist_core::Persist;
use persist_ml::{Bits, CLASSES, Comparison, Digits, Outcome, Pixels};
use rand::SeedableRng;
use rand_xoshiro::Xoshiro256Plus;

use crate::scaler::Scaler;
use crate::{Classifier, Predictions, labels};

// ---------------------------------------------------------------------------------------------------------
// Logistic regression: the plain case. Its type has serde, and `#[persist(serde)]` is all that the field needs.

type Regression = MultiFittedLogisticRegression<f64, usize>;

#[derive(Persist)]
#[persist(version = "1.0.0")]
pub(crate) struct LinfaLogistic {
    labels: Vec<String>,
    scaler: Scaler,
    #[persist(serde, from_crate = "linfa-logistic 0.8")]
    regression: Regression,
}

impl Classifier for LinfaLogistic {
    const NAME: &'static str = "linfa logistic regression";

    fn fit(training: &Digits) -> Outcome<Self> {
        let scaler = Scaler::fit(&training.images);
        let classes = Array1::from(training.digits.clone());
        let dataset = DatasetBase::new(matrix(&scaler, &training.images), classes);
        let regression = MultiLogisticRegression::default().alpha(10.0).fit(&dataset)?;
        Ok(LinfaLogistic { labels: labels(), scaler, regression })
    }

    fn predict(&self, images: &[Pixels]) -> Outcome<Predictions> {
        Ok(probabilities(&self.regression, &matrix(&self.scaler, images)))
    }

    fn compare(
        &self,
        images: &[Pixels],
        expected: &Bits,
        comparison: &mut Comparison<'_>,
    ) -> Outcome<()> {
        let x = matrix(&self.scaler, images);
        comparison.others(&self.regression, expected, |regression: &Regression| {
            probabilities(regression, &x).bits()
        });
        Ok(())
    }
}

fn probabilities(regression: &Regression, x: &Array2<f64>) -> Predictions {
    let probabilities = regression.predict_probabilities(x);
    let by_rows = probabilities.as_standard_layout();
    Predictions::of(by_rows.as_slice().unwrap_or_default().as_chunks().0)
}

// ---------------------------------------------------------------------------------------------------------
// Random forest: the type has no serde, but its fields are public. So a proxy stands for it in the file.

#[derive(Persist)]
#[persist(version = "1.0.0")]
pub(crate) struct LinfaForest {
    labels: Vec<String>,
    scaler: Scaler,
    #[persist(as = ForestParts)]
    forest: RandomForest<f64, usize>,
}

/// What a forest consists of. Trees have serde; the pixels that each of them looks at are plain numbers.
#[derive(Persist)]
#[persist(version = "1.0.0")]
pub(crate) struct ForestParts {
    #[persist(serde, from_crate = "linfa-trees 0.8")]
    trees: Vec<DecisionTree<f64, usize>>,
    pixels: Vec<Vec<usize>>,
}

impl From<&RandomForest<f64, usize>> for ForestParts {
    fn from(forest: &RandomForest<f64, usize>) -> Self {
        ForestParts { trees: forest.models.clone(), pixels: forest.model_features.clone() }
    }
}

impl From<ForestParts> for RandomForest<f64, usize> {
    fn from(parts: ForestParts) -> Self {
        EnsembleLearner { models: parts.trees, model_features: parts.pixels }
    }
}

impl Classifier for LinfaForest {
    const NAME: &'static str = "linfa random forest";

    /// The seed fixes which images and pixels a tree is given, but not the tree: linfa breaks ties by the order of a hash
    /// map here as well, so two runs give two forests.
    fn fit(training: &Digits) -> Outcome<Self> {
        let scaler = Scaler::fit(&training.images);
        let classes = Array1::from(training.digits.clone());
        let dataset = DatasetBase::new(matrix(&scaler, &training.images), classes);
        let tree = DecisionTree::params();
        let forest = RandomForestParams::new_fixed_rng(tree, Xoshiro256Plus::seed_from_u64(42))
            .ensemble_size(50)
            .bootstrap_proportion(0.7)
            .feature_proportion(0.3)
            .fit(&dataset)?;
        Ok(LinfaForest { labels: labels(), scaler, forest })
    }

    /// The trees vote here, and the first class of several with the most votes wins. linfa's own `predict` takes
    /// whichever comes first out of a hash map: asked twice, it may give two answers, whether or not there was a file.
    fn predict(&self, images: &[Pixels]) -> Outcome<Predictions> {
        let x = matrix(&self.scaler, images);
        let mut votes = vec![[0.0; CLASSES]; images.len()];
        for (tree, pixels) in iter::zip(&self.forest.models, &self.forest.model_features) {
            let classes = tree.predict(&x.select(Axis(1), pixels));
            for (votes, class) in iter::zip(&mut votes, classes) {
                votes.get_mut(class).into_iter().for_each(|votes| *votes += 1.0);
            }
        }
        Ok(Predictions::of(&votes))
    }

    fn compare(&self, _: &[Pixels], _: &Bits, comparison: &mut Comparison<'_>) -> Outcome<()> {
        comparison.without_serde();
        Ok(())
    }
}

// ---------------------------------------------------------------------------------------------------------
// Support vector machine: one for each digit against all others. The largest distance from its plane wins.

type Machine = Svm<f64, bool>;

#[derive(Persist)]
#[persist(version = "1.0.0")]
pub(crate) struct LinfaSvm {
    labels: Vec<String>,
    scaler: Scaler,
    #[persist(serde, from_crate = "linfa-svm 0.8")]
    machines: Vec<Machine>,
}

impl Classifier for LinfaSvm {
    const NAME: &'static str = "linfa support vectors";

    fn fit(training: &Digits) -> Outcome<Self> {
        let scaler = Scaler::fit(&training.images);
        let x = matrix(&scaler, &training.images);
        let machine = |digit: usize| {
            let is_digit = training.digits.iter().map(|other| *other == digit).collect();
            let dataset: DatasetBase<_, Array1<bool>> = DatasetBase::new(x.clone(), is_digit);
            Machine::params().gaussian_kernel(64.0).pos_neg_weights(10.0, 10.0).fit(&dataset)
        };
        let machines = (0..CLASSES).map(machine).collect::<Result<_, _>>()?;
        Ok(LinfaSvm { labels: labels(), scaler, machines })
    }

    fn predict(&self, images: &[Pixels]) -> Outcome<Predictions> {
        Ok(distances(&self.machines, &matrix(&self.scaler, images)))
    }

    fn compare(
        &self,
        images: &[Pixels],
        expected: &Bits,
        comparison: &mut Comparison<'_>,
    ) -> Outcome<()> {
        let x = matrix(&self.scaler, images);
        comparison.others(&self.machines, expected, |machines: &Vec<Machine>| {
            distances(machines, &x).bits()
        });
        Ok(())
    }
}

fn distances(machines: &[Machine], x: &Array2<f64>) -> Predictions {
    let mut distances = vec![[0.0; CLASSES]; x.nrows()];
    for (distances, row) in iter::zip(&mut distances, x.outer_iter()) {
        for (distance, machine) in iter::zip(distances, machines) {
            *distance = machine.weighted_sum(&row) - machine.rho;
        }
    }
    Predictions::of(&distances)
}

/// Scaled images as linfa takes them: one a row.
fn matrix(scaler: &Scaler, images: &[Pixels]) -> Array2<f64> {
    Array2::from(scaler.scale(images))
}
