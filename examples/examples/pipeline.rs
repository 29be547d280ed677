//! What prepares data for a model: steps of any type, saved as one value, each changing at its own pace.
//!
//! ```text
//! cargo run --example pipeline
//! ```

use std::env;

use persist_core::{Archive, Dynamic, Error, Persist, Result};

/// A step of a pipeline. Whoever uses this program as a library can add others.
trait Step: Dynamic {
    fn apply(&self, row: &mut Vec<f64>);
}
persist_core::dynamic!(dyn Step);

/// Takes the mean of each column away, and divides by its deviation.
#[derive(Persist)]
#[persist(version = "1.0.0")]
struct Standardize {
    mean: Vec<f64>,
    deviation: Vec<f64>,
}

impl Step for Standardize {
    fn apply(&self, row: &mut Vec<f64>) {
        for ((x, mean), deviation) in row.iter_mut().zip(&self.mean).zip(&self.deviation) {
            *x = (*x - mean) / deviation;
        }
    }
}

/// Adds the products of all pairs of columns.
#[derive(Persist)]
#[persist(version = "1.0.0")]
struct Products;

impl Step for Products {
    fn apply(&self, row: &mut Vec<f64>) {
        let mut rest = row.clone();
        while let Some(last) = rest.pop() {
            row.extend(rest.iter().map(|other| other * last));
        }
    }
}

/// Several steps as one.
#[derive(Persist)]
#[persist(version = "1.0.0")]
struct Pipeline {
    steps: Vec<Box<dyn Step>>,
}

impl Step for Pipeline {
    fn apply(&self, row: &mut Vec<f64>) {
        self.steps.iter().for_each(|step| step.apply(row));
    }
}

persist_core::implementation!(dyn Step: Standardize, Products, Pipeline);

/// A program of tomorrow, which has one more kind of step.
mod tomorrow {
    use persist_core::{Dynamic, Persist};

    pub(super) trait Step: Dynamic {}
    persist_core::dynamic!(dyn Step);

    #[derive(Persist)]
    #[persist(version = "1.0.0")]
    pub(super) struct Products;

    #[derive(Persist)]
    #[persist(version = "1.0.0")]
    pub(super) struct Whiten {
        pub(super) basis: Vec<[f64; 2]>,
    }

    impl Step for Products {}
    impl Step for Whiten {}
    persist_core::implementation!(dyn Step: Products, Whiten);

    #[derive(Persist)]
    #[persist(version = "1.0.0")]
    pub(super) struct Pipeline {
        pub(super) steps: Vec<Box<dyn Step>>,
    }
}

fn main() -> Result<()> {
    let path = env::temp_dir().join("persist-pipeline.persist");
    let fitted = Pipeline {
        steps: vec![
            Box::new(Standardize { mean: vec![5.8, 3.0], deviation: vec![0.8, 0.5] }),
            Box::new(Pipeline { steps: vec![Box::new(Products)] }),
        ],
    };
    fitted.save(&path)?;

    // A new session: no step says how it is loaded, and none is asked for by name.
    let loaded = Pipeline::load(&path)?;
    let mut row = vec![6.6, 4.0];
    loaded.apply(&mut row);
    println!("the row becomes {row:.2?}");

    println!("\n{}", Archive::open(&path)?.value()?);

    // A step that this program has nothing for is an error that names it; others are read.
    use tomorrow::{Pipeline as Tomorrow, Products as Known, Whiten};
    let known = Tomorrow { steps: vec![Box::new(Known)] };
    let steps = Pipeline::from_bytes(&known.to_bytes()?)?.steps.len();
    println!("\nof a newer program: {steps} step");
    let newer =
        Tomorrow { steps: vec![Box::new(Known), Box::new(Whiten { basis: vec![[1.0, 0.5]] })] };
    match Pipeline::from_bytes(&newer.to_bytes()?) {
        Err(error) => println!("{error}"),
        Ok(_) => return Err(Error::invalid("nothing here reads a `Whiten`")),
    }
    Ok(())
}
