//! An enum changes: variants are renamed, merged and filled, and those of newer programs have a place to go.
//!
//! ```sh
//! cargo run --example enum_changes
//! ```

use persist_core::{LoadOptions, Persist};

/// The kernel of a support vector machine.
///
/// Variants are matched by name: their order in the code is free.
#[derive(Persist, Debug, PartialEq)]
#[persist(version = "1.1.0")]
enum Kernel {
    /// Had no fields once.
    Polynomial {
        #[persist(default = 3)]
        degree: u32,
    },
    Linear,
    /// Was two variants, which differed in nothing.
    #[persist(was("Gaussian", "Rbf"))]
    Radial(f64),
    /// Whatever a newer program may come to know. Without it, files that use such a variant are refused, and files that
    /// do not are read all the same.
    #[persist(other)]
    Unknown,
}

/// What version 1.0.0 of the program saved, and a branch of it that knew one more kernel.
const OLD_FILE: &[u8] = include_bytes!("../data/enum_changes.persist");

fn main() -> persist_core::Result<()> {
    let (kernels, report) = LoadOptions::new().from_bytes_with_report::<Vec<Kernel>>(OLD_FILE)?;
    println!("{report:#}");
    let expected = [
        Kernel::Linear,
        Kernel::Radial(0.5),
        Kernel::Radial(0.1),
        Kernel::Polynomial { degree: 3 },
        Kernel::Unknown,
    ];
    assert_eq!(kernels, expected);
    println!("\n{kernels:?}");
    Ok(())
}
