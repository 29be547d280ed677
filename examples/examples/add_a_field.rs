//! A model gains a field, and the models that were fitted before still load.
//!
//! ```sh
//! cargo run --example add_a_field
//! ```

use persist_core::{LoadOptions, Persist};

/// A line through the points of a training set.
///
/// Version 1.0.0 had no `intercept`: all lines went through the origin. Whoever reads such a file now gets the line
/// that it was, as the declared default says so. Without one, old files would be refused: nothing is filled in that
/// nobody declared, not even `None`.
#[derive(Persist, Debug, PartialEq)]
#[persist(version = "1.1.0")]
struct Line {
    slope: f64,
    #[persist(default = 0.0)]
    intercept: f64,
    /// Who fitted it. `default` alone takes the type's `Default`: no name.
    #[persist(default)]
    fitted_by: String,
}

impl Line {
    fn predict(&self, x: f64) -> f64 {
        self.slope * x + self.intercept
    }
}

/// A model that version 1.0.0 of the program saved.
const OLD_FILE: &[u8] = include_bytes!("../data/add_a_field.persist");

fn main() -> persist_core::Result<()> {
    let (line, report) = LoadOptions::new().from_bytes_with_report::<Line>(OLD_FILE)?;
    println!("{report:#}");
    assert_eq!(line, Line { slope: 2.5, intercept: 0.0, fitted_by: String::new() });
    println!("\nat 4.0 it predicts {}", line.predict(4.0));
    Ok(())
}
