//! Types within types have versions of their own: the tree took a step, the pipeline around it did not notice.
//!
//! ```sh
//! cargo run --example nested_versions
//! ```

use persist_core::{LoadOptions, Persist, Upgrade};

/// Its files are of version 1.0.0 still: a parent need not move when a type within it does.
#[derive(Persist, Debug, PartialEq)]
#[persist(version = "1.0.0")]
struct Pipeline {
    name: String,
    steps: Vec<Step>,
}

#[derive(Persist, Debug, PartialEq)]
#[persist(version = "1.0.0")]
enum Step {
    Scale(f64),
    Classify(Box<Tree>),
}

/// Kept the classes as text until 2.0.0, which is a number now.
#[derive(Persist, Debug, PartialEq)]
#[persist(version = "2.0.0", upgrade("1" => Tree1))]
struct Tree {
    class: u32,
    children: Vec<Tree>,
}

/// Its children are trees of today: each takes the step by itself, the leaves first.
#[derive(Persist)]
#[persist(view_of = "Tree", epoch = "1")]
struct Tree1 {
    class: String,
    children: Vec<Tree>,
}

impl Upgrade<Tree1> for Tree {
    fn upgrade(old: Tree1) -> persist_core::Result<Self> {
        let class = old.class.parse().map_err(persist_core::Error::invalid)?;
        Ok(Tree { class, children: old.children })
    }
}

/// What the program saved when trees were of version 1.3.0.
const OLD_FILE: &[u8] = include_bytes!("../data/nested_versions.persist");

fn main() -> persist_core::Result<()> {
    let (pipeline, report) = LoadOptions::new().from_bytes_with_report::<Pipeline>(OLD_FILE)?;
    println!("{report:#}");
    let leaf = |class| Tree { class, children: vec![] };
    let tree = Tree { class: 1, children: vec![leaf(2), leaf(3)] };
    assert_eq!(pipeline.steps, [Step::Scale(0.5), Step::Classify(Box::new(tree))]);
    println!("\n{pipeline:?}");
    Ok(())
}
