//! Three models of smartcore 0.7.
//!
//! Its types implement serde's traits behind the feature `serde`, and most of them come back from there as they were.

use std::iter;

use persist_core::Persist;
use persist_ml::{Bits, CLASSES, Comparison, Digits, Outcome, Pixels};
use serde::{Deserialize, Serialize};
use smartcore::ensemble::random_forest_classifier::{
    RandomForestClassifier, RandomForestClassifierParameters,
};
use smartcore::error::Failed;
use smartcore::linalg::basic::matrix::DenseMatrix;
use smartcore::linear::logistic_regression::{LogisticRegression, LogisticRegressionParameters};
use smartcore::svm::svc::{SVC, SVCParameters};
use smartcore::svm::{Kernel, Kernels};

use crate::scaler::Scaler;
use crate::{Classifier, Predictions, bits, labels};

type Matrix = DenseMatrix<f64>;

// ---------------------------------------------------------------------------------------------------------
// Logistic regression.

type Regression = LogisticRegression<f64, usize, Matrix, Vec<usize>>;

#[derive(Persist)]
#[persist(version = "1.0.0")]
pub(crate) struct SmartcoreLogistic {
    labels: Vec<String>,
    scaler: Scaler,
    #[persist(serde, from_crate = "smartcore 0.7")]
    regression: Regression,
}

impl Classifier for SmartcoreLogistic {
    const NAME: &'static str = "smartcore logistic regression";

    fn fit(training: &Digits) -> Outcome<Self> {
        let scaler = Scaler::fit(&training.images);
        let x = matrix(&scaler, &training.images)?;
        let parameters = LogisticRegressionParameters::default().with_alpha(1.0);
        let regression = LogisticRegression::fit(&x, &training.digits, parameters)?;
        Ok(SmartcoreLogistic { labels: labels(), scaler, regression })
    }

    fn predict(&self, images: &[Pixels]) -> Outcome<Predictions> {
        let x = matrix(&self.scaler, images)?;
        Ok(Predictions::of_classes(self.regression.predict(&x)?))
    }

    fn compare(
        &self,
        images: &[Pixels],
        expected: &Bits,
        comparison: &mut Comparison<'_>,
    ) -> Outcome<()> {
        let x = matrix(&self.scaler, images)?;
        comparison.others(&self.regression, expected, |regression: &Regression| {
            bits(regression.predict(&x).map(Predictions::of_classes))
        });
        Ok(())
    }
}

// ---------------------------------------------------------------------------------------------------------
// Random forest: 50 trees are half a megabyte of numbers and four times as much with the names of all their fields.
// `compact` leaves the names out. The price is that another version of smartcore can only read it if that has the same
// fields, and that no function can help it.

type Forest = RandomForestClassifier<f64, usize, Matrix, Vec<usize>>;

#[derive(Persist)]
#[persist(version = "1.0.0")]
pub(crate) struct SmartcoreForest {
    labels: Vec<String>,
    scaler: Scaler,
    #[persist(serde(compact), from_crate = "smartcore 0.7")]
    forest: Forest,
}

impl Classifier for SmartcoreForest {
    const NAME: &'static str = "smartcore random forest";

    fn fit(training: &Digits) -> Outcome<Self> {
        let scaler = Scaler::fit(&training.images);
        let x = matrix(&scaler, &training.images)?;
        let parameters = RandomForestClassifierParameters::default().with_n_trees(50).with_seed(42);
        let forest = RandomForestClassifier::fit(&x, &training.digits, parameters)?;
        Ok(SmartcoreForest { labels: labels(), scaler, forest })
    }

    fn predict(&self, images: &[Pixels]) -> Outcome<Predictions> {
        let x = matrix(&self.scaler, images)?;
        Ok(Predictions::of_classes(self.forest.predict(&x)?))
    }

    fn compare(
        &self,
        images: &[Pixels],
        expected: &Bits,
        comparison: &mut Comparison<'_>,
    ) -> Outcome<()> {
        let x = matrix(&self.scaler, images)?;
        comparison.others(&self.forest, expected, |forest: &Forest| {
            bits(forest.predict(&x).map(Predictions::of_classes))
        });
        Ok(())
    }
}

// ---------------------------------------------------------------------------------------------------------
// Support vector machine: one for each digit against all others.
//
// `SVC` borrows its parameters and leaves them out of what serde writes. Read again, it compares equal and panics when it
// predicts. So its parts go into a type of this program, and the parameters beside them, kernel and all: a boxed trait
// object, which comes back as what it was.

type Svc<'a> = SVC<'a, f64, i32, Matrix, Vec<i32>>;
type Parameters = SVCParameters<f64, i32, Matrix, Vec<i32>>;

#[derive(Persist)]
#[persist(version = "1.0.0")]
pub(crate) struct SmartcoreSvm {
    labels: Vec<String>,
    scaler: Scaler,
    #[persist(serde, from_crate = "smartcore 0.7")]
    parameters: Parameters,
    machines: Vec<Machine>,
}

/// What an `SVC` holds beside its parameters, under its own names: serde is the only way out of it.
#[derive(Persist, Serialize, Deserialize)]
#[persist(version = "1.0.0")]
struct Machine {
    /// The support vectors.
    instances: Vec<Vec<f64>>,
    /// Their weights.
    w: Vec<f64>,
    b: f64,
}

impl Machine {
    fn of(svc: &Svc<'_>) -> Outcome<Self> {
        Ok(serde_json::from_value(serde_json::to_value(svc)?)?)
    }

    /// What `SVC::decision_function` computes, in its order.
    fn distance(&self, kernel: &dyn Kernel, image: &Vec<f64>) -> Result<f64, Failed> {
        let mut pairs = iter::zip(&self.instances, &self.w);
        pairs.try_fold(self.b, |sum, (instance, w)| Ok(sum + w * kernel.apply(image, instance)?))
    }
}

impl Classifier for SmartcoreSvm {
    const NAME: &'static str = "smartcore support vectors";

    fn fit(training: &Digits) -> Outcome<Self> {
        let scaler = Scaler::fit(&training.images);
        let x = matrix(&scaler, &training.images)?;
        let parameters = SVCParameters::default()
            .with_c(10.0)
            .with_kernel(Kernels::rbf().with_gamma(1.0 / 64.0))
            .with_seed(Some(42));
        let machine = |digit| {
            let y = against_all(training, digit);
            Machine::of(&SVC::fit(&x, &y, &parameters)?)
        };
        let machines = (0..CLASSES).map(machine).collect::<Outcome<_>>()?;
        Ok(SmartcoreSvm { labels: labels(), scaler, parameters, machines })
    }

    fn predict(&self, images: &[Pixels]) -> Outcome<Predictions> {
        distances(&self.parameters, &self.machines, &self.scaler.scale(images))
    }

    fn compare(
        &self,
        images: &[Pixels],
        expected: &Bits,
        comparison: &mut Comparison<'_>,
    ) -> Outcome<()> {
        let parts = (&self.parameters, &self.machines);
        let images = self.scaler.scale(images);
        comparison.others(
            &parts,
            expected,
            |(parameters, machines): &(Parameters, Vec<Machine>)| {
                bits(distances(parameters, machines, &images))
            },
        );

        self.compare_svc_itself(comparison)
    }
}

impl SmartcoreSvm {
    /// smartcore's own type in other formats; and a proof that [`Machine`] predicts what it does.
    fn compare_svc_itself(&self, comparison: &mut Comparison<'_>) -> Outcome<()> {
        let (training, _) = Digits::split()?;
        let x = matrix(&self.scaler, &training.images)?;
        let y = against_all(&training, 0);
        let svc = SVC::fit(&x, &y, &self.parameters)?;
        let itself = Bits::of(svc.decision_function(&x)?);

        let images = self.scaler.scale(&training.images);
        let by_hand = distances(&self.parameters, &[Machine::of(&svc)?], &images)?;
        if Bits::of(by_hand.scores.into_iter().step_by(CLASSES)) != itself {
            return Err("a machine does not predict what the SVC does".into());
        }
        comparison.model("smartcore SVC itself, of one digit");
        comparison.others(&svc, &itself, |svc: &Svc<'_>| {
            svc.decision_function(&x).map_or_else(|_| Bits::default(), Bits::of)
        });
        Ok(())
    }
}

fn distances(
    parameters: &Parameters,
    machines: &[Machine],
    images: &[Pixels],
) -> Outcome<Predictions> {
    let kernel = parameters.kernel.as_deref().ok_or("there is no kernel")?;
    let mut distances = vec![[0.0; CLASSES]; images.len()];
    for (distances, image) in iter::zip(&mut distances, images) {
        let image = image.to_vec();
        for (distance, machine) in iter::zip(distances, machines) {
            *distance = machine.distance(kernel, &image)?;
        }
    }
    Ok(Predictions::of(&distances))
}

/// 1 for a digit, and -1 for all others.
fn against_all(data: &Digits, digit: usize) -> Vec<i32> {
    data.digits.iter().map(|other| if *other == digit { 1 } else { -1 }).collect()
}

/// Scaled images as smartcore takes them: one a row.
fn matrix(scaler: &Scaler, images: &[Pixels]) -> Result<Matrix, Failed> {
    let rows: Vec<Vec<f64>> = scaler.scale(images).iter().map(|image| image.to_vec()).collect();
    DenseMatrix::from_2d_vec(&rows)
}
