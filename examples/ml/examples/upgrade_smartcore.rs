//! A file that holds a model of smartcore 0.4, in a program that has smartcore 0.7.
//!
//! ```sh
//! cargo run --release -p persist-ml --example upgrade_smartcore
//! ```
//!
//! Between the two, the random forest for regression got new fields, and smartcore's changelog says: "Models serialized
//! with an earlier version cannot be deserialized. Fit these models again." With the training data gone, that is no
//! advice. But the file has the forest with the names of all its fields, and a function of this program adds what 0.7
//! asks for, before 0.7 sees it.
//!
//! This program has both versions, so it can also prove that the upgraded forest predicts what the old one did. `-- rewrite`
//! has smartcore 0.4 write the old file anew.

use std::env;
use std::fs;
use std::path::Path;

use persist_core::schema::ForeignType;
use persist_core::{LoadOptions, Persist, Value};
use persist_ml::{Bits, Outcome};
use smartcore::dataset::diabetes;
use smartcore::ensemble::random_forest_regressor::RandomForestRegressor;
use smartcore::linalg::basic::matrix::DenseMatrix;

type Forest = RandomForestRegressor<f64, f64, DenseMatrix<f64>, Vec<f64>>;

/// Predicts how a disease goes on within a year.
#[derive(Persist)]
#[persist(version = "1.1.0")]
struct Progression {
    features: Vec<String>,
    #[persist(serde(upgrade = from_smartcore_04), from_crate = "smartcore 0.7")]
    forest: Forest,
}

/// Makes a forest of smartcore 0.7 of one that smartcore 0.4 wrote.
///
/// Trees of 0.7 know the weight of their training set, `root_mass`, which is used for one thing only: the importances of
/// features. 0.4 kept nothing to work it out from, so it is 0 here; and `num_features`, which is new as well, stays out,
/// so that nobody is told importances that are made up.
fn from_smartcore_04(mut forest: Value, _: &ForeignType) -> persist_core::Result<Value> {
    let trees = forest.get_mut("forest_regressor.trees").and_then(Value::elements_mut);
    for tree in trees.into_iter().flatten() {
        tree.set_field("root_mass", Value::from(0.0));
    }
    Ok(forest)
}

impl Progression {
    fn predict(&self, patients: &Vec<Vec<f64>>) -> Result<Vec<f64>, String> {
        let predict = || self.forest.predict(&DenseMatrix::from_2d_vec(patients)?);
        predict().map_err(|error| error.to_string())
    }
}

fn main() -> Outcome<()> {
    // What smartcore 0.4 wrote once.
    let old_file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/smartcore-0.4.persist");
    if env::args().nth(1).as_deref() == Some("rewrite") {
        return yesterday::write(&old_file);
    }

    println!("without a word about it, the file is refused:");
    if let Err(error) = unaware::Progression::load(&old_file) {
        println!("  {error}\n");
    }

    let options = LoadOptions::new();
    let (model, report) = options.load_verified_with_report(&old_file, Progression::predict)?;
    println!("with the function, it is loaded, and predicts what its probes say:\n{report:#}\n");

    // A program that has no 0.4 any more relies on the probes. This one can ask it about every patient.
    let patients = patients();
    let new = model.predict(&patients)?;
    let old = yesterday::predict(&old_file, &patients)?;
    if Bits::of(new.iter().copied()) != Bits::of(old) {
        return Err("the upgraded forest does not predict what the old one does".into());
    }
    println!("it predicts what smartcore 0.4 does: {} numbers, bit for bit", new.len());
    if let Err(error) = model.forest.compute_feature_importances() {
        println!("what 0.4 did not keep, nobody makes up: {error}");
    }

    // From here on it is a model of 0.7, and the next program needs no function.
    let folder = env::temp_dir().join("persist-upgrade-smartcore");
    fs::create_dir_all(&folder)?;
    let path = folder.join("progression.persist");
    model.save(&path)?;
    unaware::Progression::load(&path)?;
    println!("saved to {}, as a model of smartcore 0.7", path.display());
    Ok(())
}

/// 442 patients: age, sex, body mass index, blood pressure and six blood serum measurements of each. B. Efron et al.,
/// "Least Angle Regression", The Annals of Statistics 32(2), 2004.
fn patients() -> Vec<Vec<f64>> {
    let data = diabetes::load_dataset();
    let row = |row: &[f32]| row.iter().copied().map(f64::from).collect();
    data.data.chunks(data.num_features).map(row).collect()
}

/// The type without its function.
mod unaware {
    use persist_core::Persist;

    use super::Forest;

    #[derive(Persist)]
    #[persist(version = "1.1.0")]
    pub(crate) struct Progression {
        features: Vec<String>,
        #[persist(serde, from_crate = "smartcore 0.7")]
        forest: Forest,
    }
}

/// The program as it was when it had smartcore 0.4.
mod yesterday {
    use std::path::Path;

    use persist_core::{Persist, Probes, SaveOptions};
    use persist_ml::Outcome;
    use smartcore::dataset::diabetes;
    use smartcore_04::ensemble::random_forest_regressor::{
        RandomForestRegressor, RandomForestRegressorParameters,
    };
    use smartcore_04::linalg::basic::matrix::DenseMatrix;

    #[derive(Persist)]
    #[persist(version = "1.0.0")]
    struct Progression {
        features: Vec<String>,
        #[persist(serde, from_crate = "smartcore 0.4")]
        forest: RandomForestRegressor<f64, f64, DenseMatrix<f64>, Vec<f64>>,
    }

    impl Progression {
        fn predict(&self, patients: &Vec<Vec<f64>>) -> Result<Vec<f64>, String> {
            let predict = || self.forest.predict(&DenseMatrix::from_2d_vec(patients)?);
            predict().map_err(|error| error.to_string())
        }
    }

    /// Fits the model, and writes the old file.
    pub(crate) fn write(path: &Path) -> Outcome<()> {
        let data = diabetes::load_dataset();
        let patients = super::patients();
        let y: Vec<f64> = data.target.iter().copied().map(f64::from).collect();
        let parameters = RandomForestRegressorParameters::default()
            .with_n_trees(20)
            .with_max_depth(4)
            .with_seed(42);
        let forest =
            RandomForestRegressor::fit(&DenseMatrix::from_2d_vec(&patients)?, &y, parameters)?;
        let features = ["age", "sex", "bmi", "bp", "s1", "s2", "s3", "s4", "s5", "s6"];
        let model = Progression { features: features.map(str::to_owned).into(), forest };
        let probes = Probes::new(patients.into_iter().step_by(20).collect());
        SaveOptions::new()
            .metadata("dataset", "Diabetes (Efron et al. 2004), 442 patients")
            .metadata("parameters", "20 trees of depth 4, seed 42")
            .save_with_probes(&model, path, &probes, Progression::predict)?;
        Ok(())
    }

    /// What the old program predicts.
    pub(crate) fn predict(path: &Path, patients: &Vec<Vec<f64>>) -> Outcome<Vec<f64>> {
        Ok(Progression::load(path)?.predict(patients)?)
    }
}
