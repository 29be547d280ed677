//! Generic types change, and so do their arguments: each by the rules of its own.
//!
//! ```sh
//! cargo run --example generic_types
//! ```

use persist_core::{LoadOptions, Persist};

/// A forest of any kind of leaf. The number of features moved to the front, and the trees may have weights now.
#[derive(Persist, Debug, PartialEq)]
#[persist(version = "1.1.0")]
struct Forest<L, const FEATURES: usize> {
    importance: [f64; FEATURES],
    trees: Vec<Tree<L>>,
    #[persist(default)]
    weights: Option<Vec<f64>>,
}

#[derive(Persist, Debug, PartialEq)]
enum Tree<L> {
    Leaf(L),
    Split { feature: u32, branches: Box<(Tree<L>, Tree<L>)> },
}

/// The argument changed as well: it was a bare `f32`, and has a type of its own.
#[derive(Persist, Debug, PartialEq)]
struct Probability(f64);

/// What version 1.0.0 of the program saved: a `Forest<f32, 2>`.
const OLD_FILE: &[u8] = include_bytes!("../data/generic_types.persist");

fn main() -> persist_core::Result<()> {
    type Today = Forest<Probability, 2>;
    let (forest, report) = LoadOptions::new().from_bytes_with_report::<Today>(OLD_FILE)?;
    println!("{report:#}");
    let leaf = |probability| Tree::Leaf(Probability(probability));
    let split = Tree::Split { feature: 1, branches: Box::new((leaf(0.25), leaf(0.75))) };
    let expected = Forest { importance: [0.5, 0.5], trees: vec![split, leaf(1.0)], weights: None };
    assert_eq!(forest, expected);
    // Constants are no matter of rules: a forest of three features is another type.
    if let Err(error) = persist_core::from_bytes::<Forest<Probability, 3>>(OLD_FILE) {
        println!("\n{error}");
    }
    Ok(())
}
