//! Fits a model, saves it, and has a second process load it and predict the same, bit for bit.
//!
//! What concerns the library is short: the three types that derive `Persist`, `save` in [`fit_and_save`], and
//! `IrisModel::load` in [`predictions_of`]. All else is an ordinary small program: softmax regression on the
//! Iris data, with every fifth flower held out.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::{env, fs};

use persist_core::{Archive, Persist, SaveOptions};

const USAGE: &str = "\
usage:
  cargo run --example quickstart                     fits here, predicts in a second process
  cargo run --example quickstart -- fit PATH         fits the model and saves it to PATH
  cargo run --example quickstart -- predict PATH     loads the model from PATH and predicts";

type Outcome<T> = Result<T, Box<dyn Error>>;

// ---------------------------------------------------------------------------------------------------------
// The model: plain types of this program. The derive is all that they need; the version says that from now
// on files of them matter.

/// Softmax regression: scales a flower's measurements, and weighs them for each species.
#[derive(Persist, Debug, PartialEq)]
#[persist(version = "1.0.0")]
struct IrisModel {
    scaler: Scaler,
    species: Vec<Species>,
}

/// Brings every feature to mean 0 and standard deviation 1.
#[derive(Persist, Debug, PartialEq)]
#[persist(version = "1.0.0")]
struct Scaler {
    mean: Features,
    deviation: Features,
}

/// What speaks for one species.
#[derive(Persist, Debug, PartialEq)]
#[persist(version = "1.0.0")]
struct Species {
    name: String,
    weights: Features,
    intercept: f64,
}

/// Sepal length, sepal width, petal length, petal width.
type Features = [f64; 4];

// ---------------------------------------------------------------------------------------------------------
// The program.

fn main() -> ExitCode {
    let mut args = env::args_os().skip(1);
    let command = args.next().map(|word| word.to_string_lossy().into_owned());
    let path = args.next().map(PathBuf::from);
    let option = args.next().map(|word| word.to_string_lossy().into_owned());
    let outcome = match (command.as_deref(), path, option.as_deref()) {
        (None, ..) => run_both(),
        (Some("fit"), Some(path), None) => fit_and_save(&path).map(drop),
        (Some("predict"), Some(path), None) => predict(&path),
        // How the first process asks the second one: not rounded to what a person wants to read.
        (Some("predict"), Some(path), Some("--bits")) => predict_bits(&path),
        (Some("help" | "--help" | "-h"), None, None) => {
            println!("{USAGE}");
            Ok(())
        }
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The library's errors say all that is to be said: which file, what is wrong, and what to do.
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

/// Fits and saves in this process, then loads and predicts in another one.
fn run_both() -> Outcome<()> {
    // An example leaves nothing in your working directory; `fit PATH` saves where you say.
    let folder = env::temp_dir().join("persist-quickstart");
    fs::create_dir_all(&folder)?;
    let path = folder.join("iris.persist");

    let model = fit_and_save(&path)?;

    // All that the second process gets of this one is the file's name.
    let second =
        Command::new(env::current_exe()?).arg("predict").arg(&path).arg("--bits").output()?;
    if !second.status.success() {
        let said = String::from_utf8_lossy(&second.stderr);
        return Err(format!("the second process failed: {said}").into());
    }
    let flowers = Flower::held_out()?;
    let here = as_bits(&model.predict_all(&flowers));
    let there = String::from_utf8(second.stdout)?;
    if here != there {
        return Err("the loaded model does not predict what the saved one does".into());
    }
    let count = there.split_whitespace().count();
    println!("\na second process loaded it: all {count} probabilities are the same, bit for bit");
    println!("\nto go on:");
    println!("  cargo run --example quickstart -- predict {}", path.display());
    println!("  cargo run --example inspect -- {}", path.display());
    Ok(())
}

/// The first half: a model, in a file.
fn fit_and_save(path: &Path) -> Outcome<IrisModel> {
    let (training, held_out) = (Flower::training()?, Flower::held_out()?);
    let model = IrisModel::fit(&training);
    let right = model.count_right(&held_out);
    println!(
        "fitted on {} flowers; {right} of {} held-out flowers are named rightly",
        training.len(),
        held_out.len()
    );

    // `model.save(path)` would do. Metadata is for those who find the file one day, and can be read without
    // this program.
    SaveOptions::new()
        .metadata("data", "Iris (Fisher 1936), 150 flowers, every fifth one held out")
        .metadata("held-out accuracy", format!("{right}/{}", held_out.len()))
        .save(&model, path)?;

    println!("saved to {}\n", path.display());
    print!("{}", Archive::open(path)?);
    Ok(model)
}

/// The second half: predictions of the model in a file.
fn predictions_of(path: &Path) -> Outcome<(IrisModel, Vec<Prediction>)> {
    let model = IrisModel::load(path)?;
    let predictions = model.predict_all(&Flower::held_out()?);
    Ok((model, predictions))
}

/// Shows the predictions to a person.
fn predict(path: &Path) -> Outcome<()> {
    let (model, predictions) = predictions_of(path)?;
    println!("flower  species     predicted   probability");
    for (flower, prediction) in Flower::held_out()?.iter().zip(&predictions) {
        let (name, probability) = model.most_likely(prediction);
        let note = if name == flower.species { "" } else { "  wrong" };
        println!(
            "{:>6}  {:<10}  {name:<10}  {probability:.3}{note}",
            flower.number, flower.species
        );
    }
    Ok(())
}

/// Shows the predictions to the first process.
fn predict_bits(path: &Path) -> Outcome<()> {
    let (_, predictions) = predictions_of(path)?;
    print!("{}", as_bits(&predictions));
    Ok(())
}

/// The bits of all probabilities, a line for each flower.
fn as_bits(predictions: &[Prediction]) -> String {
    let line = |prediction: &Prediction| {
        let bits: Vec<_> = prediction.iter().map(|p| format!("{:016x}", p.to_bits())).collect();
        bits.join(" ") + "\n"
    };
    predictions.iter().map(line).collect()
}

// ---------------------------------------------------------------------------------------------------------
// The data.

/// A row of the data set.
struct Flower {
    /// Counted from 1, as in the file.
    number: usize,
    features: Features,
    species: &'static str,
}

impl Flower {
    fn training() -> Outcome<Vec<Flower>> {
        Ok(Flower::all()?.into_iter().filter(|flower| flower.number % 5 != 0).collect())
    }

    /// Every fifth flower: ten of each species.
    fn held_out() -> Outcome<Vec<Flower>> {
        Ok(Flower::all()?.into_iter().filter(|flower| flower.number % 5 == 0).collect())
    }

    fn all() -> Outcome<Vec<Flower>> {
        let rows = include_str!("../data/iris.csv").lines().skip(1);
        rows.zip(1..).map(|(row, number)| Flower::parse(row, number)).collect()
    }

    fn parse(row: &'static str, number: usize) -> Outcome<Flower> {
        let columns: Vec<&str> = row.split(',').collect();
        let [a, b, c, d, species] = columns[..] else {
            return Err(format!("flower {number} has {} columns, not 5", columns.len()).into());
        };
        Ok(Flower { number, features: [a.parse()?, b.parse()?, c.parse()?, d.parse()?], species })
    }
}

// ---------------------------------------------------------------------------------------------------------
// The fit.

/// Probability of each species, in the model's order.
type Prediction = Vec<f64>;

impl IrisModel {
    /// Stochastic gradient descent on the cross entropy, flower by flower, in the file's order: the same
    /// data always give the same model.
    fn fit(flowers: &[Flower]) -> Self {
        const ROUNDS: usize = 200;

        let mut names: Vec<&str> = flowers.iter().map(|flower| flower.species).collect();
        names.dedup();
        let mut model = IrisModel {
            scaler: Scaler::fit(flowers),
            species: names.into_iter().map(Species::untrained).collect(),
        };
        for _ in 0..ROUNDS {
            for flower in flowers {
                let scaled = model.scaler.scale(&flower.features);
                let prediction = model.predict(&flower.features);
                for (species, probability) in model.species.iter_mut().zip(prediction) {
                    let truth = if species.name == flower.species { 1.0 } else { 0.0 };
                    species.learn(&scaled, truth - probability);
                }
            }
        }
        model
    }

    fn predict_all(&self, flowers: &[Flower]) -> Vec<Prediction> {
        flowers.iter().map(|flower| self.predict(&flower.features)).collect()
    }

    /// Softmax of the scores, shifted by the largest one so that no exponential overflows.
    fn predict(&self, features: &Features) -> Prediction {
        let scaled = self.scaler.scale(features);
        let scores: Vec<f64> = self.species.iter().map(|species| species.score(&scaled)).collect();
        let largest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let weights: Vec<f64> = scores.iter().map(|score| (score - largest).exp()).collect();
        let sum: f64 = weights.iter().sum();
        weights.iter().map(|weight| weight / sum).collect()
    }

    /// The name and the probability of the species that a prediction is for.
    fn most_likely(&self, prediction: &Prediction) -> (&str, f64) {
        let pairs = self.species.iter().zip(prediction);
        let best = pairs.max_by(|(_, a), (_, b)| a.total_cmp(b));
        best.map_or(("none", 0.0), |(species, probability)| (&species.name, *probability))
    }

    fn count_right(&self, flowers: &[Flower]) -> usize {
        let right = |f: &&Flower| self.most_likely(&self.predict(&f.features)).0 == f.species;
        flowers.iter().filter(right).count()
    }
}

impl Scaler {
    fn fit(flowers: &[Flower]) -> Self {
        let mut mean = [0.0; 4];
        for flower in flowers {
            mean.iter_mut().zip(flower.features).for_each(|(m, x)| *m += x / count(flowers));
        }
        let mut variance = [0.0; 4];
        for flower in flowers {
            let deltas = flower.features.iter().zip(mean).map(|(x, m)| x - m);
            variance.iter_mut().zip(deltas).for_each(|(v, d)| *v += d * d / count(flowers));
        }
        Scaler { mean, deviation: variance.map(f64::sqrt) }
    }

    fn scale(&self, features: &Features) -> Features {
        let mut scaled = *features;
        let columns = scaled.iter_mut().zip(self.mean.iter().zip(&self.deviation));
        columns.for_each(|(x, (mean, deviation))| *x = (*x - mean) / deviation);
        scaled
    }
}

impl Species {
    fn untrained(name: &str) -> Self {
        Species { name: name.to_owned(), weights: [0.0; 4], intercept: 0.0 }
    }

    /// Moves the score of a flower by so much that its error shrinks.
    fn learn(&mut self, scaled: &Features, error: f64) {
        const RATE: f64 = 0.02;
        self.weights.iter_mut().zip(scaled).for_each(|(weight, x)| *weight += RATE * error * x);
        self.intercept += RATE * error;
    }

    fn score(&self, scaled: &Features) -> f64 {
        let products = self.weights.iter().zip(scaled).map(|(weight, x)| weight * x);
        self.intercept + products.sum::<f64>()
    }
}

#[expect(clippy::as_conversions, reason = "so few rows are exact in an f64")]
fn count<T>(items: &[T]) -> f64 {
    items.len() as f64
}
