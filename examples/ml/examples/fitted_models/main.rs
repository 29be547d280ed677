//! Six fitted models of linfa and smartcore, each in a type of this program: saved, loaded in a new process, and proven
//! to predict the same, bit for bit.
//!
//! ```sh
//! cargo run --release -p persist-ml --example fitted_models
//! ```
//!
//! `of_linfa.rs` and `of_smartcore.rs` have the models: a logistic regression, a random forest and a support vector
//! machine of each crate. A file should hold all that a prediction takes, so each model stands in a struct beside its
//! scaler and the names of its classes. The struct is this program's own and has a version; the part of the other crate
//! is one field, whose attribute says how it is stored.

mod of_linfa;
mod of_smartcore;
mod scaler;

use std::env;
use std::fs;
use std::path::Path;

use persist_core::{Archive, LoadOptions, Persist, Probes, SaveOptions};
use persist_ml::{Bits, CLASSES, Comparison, Digits, Outcome, Pixels, in_a_new_process};

use crate::of_linfa::{LinfaForest, LinfaLogistic, LinfaSvm};
use crate::of_smartcore::{SmartcoreForest, SmartcoreLogistic, SmartcoreSvm};

/// What the six models have in common.
trait Classifier: Persist {
    /// For people.
    const NAME: &'static str;

    fn fit(training: &Digits) -> Outcome<Self>;

    fn predict(&self, images: &[Pixels]) -> Outcome<Predictions>;

    /// Rows of the table: what other formats make of the other crate's part.
    fn compare(
        &self,
        images: &[Pixels],
        expected: &Bits,
        comparison: &mut Comparison<'_>,
    ) -> Outcome<()>;
}

/// What a model says of images.
#[derive(Persist)]
struct Predictions {
    classes: Vec<usize>,
    /// What it decides by, all classes of the first image first. Empty where the crate does not give it out.
    scores: Vec<f64>,
}

impl Predictions {
    /// The class with the largest score, the first one of several.
    fn of(scores: &[[f64; CLASSES]]) -> Self {
        let largest = |scores: &[f64; CLASSES]| {
            let scores = scores.iter().enumerate().rev();
            scores.max_by(|(_, a), (_, b)| a.total_cmp(b)).map_or(0, |(class, _)| class)
        };
        Predictions { classes: scores.iter().map(largest).collect(), scores: scores.concat() }
    }

    /// Of a model that gives out nothing else.
    fn of_classes(classes: Vec<usize>) -> Self {
        Predictions { classes, scores: Vec::new() }
    }

    fn bits(&self) -> Bits {
        #[expect(clippy::as_conversions, reason = "there are ten classes")]
        let classes = self.classes.iter().map(|class| *class as f64);
        Bits::of(classes.chain(self.scores.iter().copied()))
    }
}

/// The bits of what a model says; none if it fails.
fn bits<E>(said: Result<Predictions, E>) -> Bits {
    said.map_or_else(|_| Bits::default(), |said| said.bits())
}

/// The names of the classes.
fn labels() -> Vec<String> {
    (0..CLASSES).map(|digit| digit.to_string()).collect()
}

fn main() -> Outcome<()> {
    let args: Vec<_> = env::args_os().skip(1).collect();
    if let [command, path] = &args[..]
        && command == "predict"
    {
        return predict(Path::new(path));
    }
    let folder = env::temp_dir().join("persist-fitted-models");
    fs::create_dir_all(&folder)?;
    let mut comparison = Comparison::new(&folder);
    prove::<LinfaLogistic>(&folder, &mut comparison)?;
    prove::<LinfaForest>(&folder, &mut comparison)?;
    prove::<LinfaSvm>(&folder, &mut comparison)?;
    prove::<SmartcoreLogistic>(&folder, &mut comparison)?;
    prove::<SmartcoreForest>(&folder, &mut comparison)?;
    prove::<SmartcoreSvm>(&folder, &mut comparison)?;
    print!("\n{comparison}");
    Ok(())
}

/// Fits a model and saves it, and has a new process load it and predict all images.
fn prove<M: Classifier>(folder: &Path, comparison: &mut Comparison<'_>) -> Outcome<()> {
    let (training, held_out) = Digits::split()?;
    let model = M::fit(&training)?;
    let right = held_out.count_right(&model.predict(&held_out.images)?.classes);
    let path = folder.join(M::NAME).with_extension("persist");
    // The save proves that what it writes predicts the same, and whoever loads it can: here the new process does.
    let probes = Probes::new(held_out.images.iter().step_by(10).copied().collect());
    SaveOptions::new()
        .metadata("dataset", "handwritten digits, UCI 1998, every fifth one held out")
        .metadata("metrics.accuracy", format!("{right}/{}", held_out.images.len()))
        .save_with_probes(&model, &path, &probes, answer)?;

    let images = Digits::all()?.images;
    let here = model.predict(&images)?.bits();
    let there = in_a_new_process("predict", &path)?;
    if here != there {
        return Err(format!("{}: the new process predicts something else", M::NAME).into());
    }
    println!(
        "{}: {right} of {} held-out digits are named rightly; a new process gives the same {} numbers",
        M::NAME,
        held_out.images.len(),
        there.count()
    );
    comparison.model(M::NAME);
    comparison.persist(&model, &here, |model| bits(model.predict(&images)))?;
    model.compare(&images, &here, comparison)
}

/// The new process. It gets the path of a file, and the file says which model it holds.
fn predict(path: &Path) -> Outcome<()> {
    let predict = match Archive::open(path)?.type_name().as_str() {
        "LinfaLogistic" => predict_with::<LinfaLogistic>,
        "LinfaForest" => predict_with::<LinfaForest>,
        "LinfaSvm" => predict_with::<LinfaSvm>,
        "SmartcoreLogistic" => predict_with::<SmartcoreLogistic>,
        "SmartcoreForest" => predict_with::<SmartcoreForest>,
        "SmartcoreSvm" => predict_with::<SmartcoreSvm>,
        other => return Err(format!("`{other}` is no model of this program").into()),
    };
    predict(path)
}

fn predict_with<M: Classifier>(path: &Path) -> Outcome<()> {
    let model: M = LoadOptions::new().load_verified(path, answer)?;
    model.predict(&Digits::all()?.images)?.bits().print();
    Ok(())
}

/// What a model says of probes.
fn answer<M: Classifier>(model: &M, images: &Vec<Pixels>) -> Result<Predictions, String> {
    model.predict(images).map_err(|error| error.to_string())
}
