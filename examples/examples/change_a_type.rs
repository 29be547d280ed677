//! Fields change their types: most changes take no code, and one takes a function.
//!
//! ```sh
//! cargo run --example change_a_type
//! ```

use persist_core::{LoadOptions, Persist};

/// What a model was fitted with.
#[derive(Persist, Debug, PartialEq)]
#[persist(version = "1.1.0")]
struct Settings {
    /// Was a `u8`. A wider integer holds every value that a file can have; a narrower one would be refused.
    depth: u32,
    /// Was an `f32`: exact in an `f64`.
    rate: f64,
    /// Was a `String`. Every old model has a name, so it is `Some`.
    name: Option<String>,
    /// Was one seed; there can be several now.
    seeds: Vec<u64>,
    /// Was a whole number of tenths. That is no matter of types, so no rule can know it: the function does. It is asked
    /// for files that have a `u32` here, and for no others.
    #[persist(from(u32 => |tenths| Ok(f64::from(tenths) / 10.0)))]
    tolerance: f64,
}

/// What version 1.0.0 of the program saved.
const OLD_FILE: &[u8] = include_bytes!("../data/change_a_type.persist");

fn main() -> persist_core::Result<()> {
    let (settings, report) = LoadOptions::new().from_bytes_with_report::<Settings>(OLD_FILE)?;
    println!("{report:#}");
    let expected = Settings {
        depth: 12,
        rate: 0.25,
        name: Some("iris".into()),
        seeds: vec![42],
        tolerance: 1.5,
    };
    assert_eq!(settings, expected);
    println!("\n{settings:?}");
    Ok(())
}
