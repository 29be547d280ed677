//! A change of meaning: fields move into structs of their own, by a step of code that old files take.
//!
//! ```sh
//! cargo run --example split_a_struct
//! ```

use persist_core::{Error, LoadOptions, Persist, Upgrade};

/// What the step needs of version 1.x, and no more: whatever else those files hold is passed over. A view only reads.
#[derive(Persist)]
#[persist(view_of = "Scaler", epoch = "1")]
struct Scaler1 {
    mean: Vec<f64>,
    deviation: Vec<f64>,
}

/// Since 2.0.0, one struct for each column instead of two lists that had to be of one length. No rule leads there, so
/// the major version moved, and `upgrade` says how files of the former epoch are read.
#[derive(Persist, Debug, PartialEq)]
#[persist(version = "2.0.0", upgrade("1" => Scaler1))]
struct Scaler {
    columns: Vec<Column>,
}

#[derive(Persist, Debug, PartialEq)]
struct Column {
    mean: f64,
    deviation: f64,
}

impl Upgrade<Scaler1> for Scaler {
    fn upgrade(old: Scaler1) -> persist_core::Result<Self> {
        if old.mean.len() != old.deviation.len() {
            // The error of the load names the path of this value.
            return Err(Error::invalid("a scaler has as many means as deviations"));
        }
        let columns = old.mean.into_iter().zip(old.deviation);
        Ok(Scaler {
            columns: columns.map(|(mean, deviation)| Column { mean, deviation }).collect(),
        })
    }
}

/// What version 1.2.0 of the program saved.
const OLD_FILE: &[u8] = include_bytes!("../data/split_a_struct.persist");

fn main() -> persist_core::Result<()> {
    let (scaler, report) = LoadOptions::new().from_bytes_with_report::<Scaler>(OLD_FILE)?;
    println!("{report:#}");
    let columns = vec![Column { mean: 5.8, deviation: 0.8 }, Column { mean: 3.1, deviation: 0.4 }];
    assert_eq!(scaler, Scaler { columns });
    println!("\n{scaler:?}");
    Ok(())
}
