//! Fields get better names, and one goes: old models load, and say what was left out.
//!
//! ```sh
//! cargo run --example rename_and_remove
//! ```

use persist_core::{LoadOptions, OnUnknown, Persist};

/// One split of a decision tree.
///
/// Version 1.0.0 called the threshold `thr`, and kept the `samples` that had come by while it was fitted, which nobody
/// ever read. `was` says where to look in old files. `removed` acknowledges the loss: the name stays taken, so that it
/// never comes back with another meaning.
#[derive(Persist, Debug, PartialEq)]
#[persist(version = "1.1.0", removed("samples"))]
struct Split {
    feature: u16,
    #[persist(was = "thr")]
    threshold: f64,
}

/// What version 1.0.0 of the program saved.
const OLD_FILE: &[u8] = include_bytes!("../data/rename_and_remove.persist");

fn main() -> persist_core::Result<()> {
    // Files with fields that nobody acknowledged are refused by this load. This one has none.
    let strict = LoadOptions::new().unknown_fields(OnUnknown::Deny);
    let (splits, report) = strict.from_bytes_with_report::<Vec<Split>>(OLD_FILE)?;
    println!("{report:#}");
    assert_eq!(
        splits,
        [Split { feature: 3, threshold: 0.8 }, Split { feature: 0, threshold: 5.1 }]
    );
    for change in report.dropped() {
        println!("\nleft out: {} in {} splits", change.path(), change.count());
    }
    Ok(())
}
