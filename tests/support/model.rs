//! A model with something of everything that models are made of.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::rc::Rc;

use persist_core::Persist;

/// A small forest.
#[derive(Persist, Clone, Debug, PartialEq)]
#[persist(version = "1.2.0", name = "forest::Forest", history = false)]
pub struct Forest {
    /// What it is for.
    pub name: String,
    /// Its trees.
    pub trees: Vec<Tree>,
    /// Numbers of the classes by name.
    pub classes: BTreeMap<String, u32>,
    /// Settings, in no order.
    pub settings: HashMap<String, Setting>,
    /// A block, in a file with a small threshold.
    pub importance: Vec<f64>,
    /// In place.
    pub range: [f32; 2],
    /// Shared by each tree.
    pub scaler: Rc<Scaler>,
    /// Rows that were left out.
    pub left_out: BTreeSet<u64>,
    /// A remark.
    pub note: Option<String>,
}

/// A tree with the scaler that it was trained with.
#[derive(Persist, Clone, Debug, PartialEq)]
pub struct Tree {
    /// The node that all paths start from.
    pub root: Box<Node>,
    /// Shared with other trees.
    pub scaler: Rc<Scaler>,
}

/// A node.
#[derive(Persist, Clone, Debug, PartialEq)]
pub enum Node {
    /// Nothing was learnt.
    Empty,
    /// A result: its class.
    Leaf(u16),
    /// A question.
    Split {
        /// Which feature.
        feature: u16,
        /// Compared with what.
        threshold: f32,
        /// Below, and not below.
        children: (Box<Node>, Box<Node>),
    },
}

/// A setting.
#[derive(Persist, Clone, Debug, PartialEq)]
pub enum Setting {
    /// A number.
    Number(i64),
    /// A text.
    Text(String),
    /// On or off.
    Flag(bool),
}

/// Means and deviations.
#[derive(Persist, Clone, Debug, PartialEq)]
pub struct Scaler {
    /// Of each feature.
    pub mean: Vec<f32>,
    /// Of each feature.
    pub deviation: Vec<f32>,
}

impl Forest {
    /// A forest that makes a file of about a kibibyte.
    pub fn small() -> Self {
        let scaler = Rc::new(Scaler { mean: vec![5.75, 3.0], deviation: vec![0.75, 0.5] });
        let leaf = |class| Box::new(Node::Leaf(class));
        let split = Node::Split { feature: 2, threshold: 2.5, children: (leaf(0), leaf(1)) };
        let trees = [split, Node::Empty]
            .map(|root| Tree { root: Box::new(root), scaler: Rc::clone(&scaler) });
        Forest {
            name: "iris".into(),
            trees: trees.into(),
            classes: [("setosa".into(), 0), ("virginica".into(), 300)].into(),
            settings: [
                ("depth".into(), Setting::Number(-3)),
                ("kernel".into(), Setting::Text("rbf".into())),
                ("verbose".into(), Setting::Flag(true)),
            ]
            .into(),
            importance: (0..32).map(|index| f64::from(index) / 8.0).collect(),
            range: [-1.5, 1.5],
            scaler,
            left_out: [7, 1 << 40].into(),
            note: Some("ä".into()),
        }
    }

    #[expect(clippy::indexing_slicing, reason = "the small forest has trees")]
    /// A forest of `trees` trees, each some hundred bytes, and as many kilobytes of numbers.
    pub fn large(trees: u16) -> Self {
        let mut forest = Forest::small();
        let (scaler, split) = (Rc::clone(&forest.scaler), forest.trees[0].root.clone());
        forest.name = format!("{trees} trees");
        forest.trees = (0..trees)
            .map(|feature| Tree {
                root: Box::new(Node::Split {
                    feature,
                    threshold: f32::from(feature),
                    children: (split.clone(), split.clone()),
                }),
                scaler: Rc::clone(&scaler),
            })
            .collect();
        forest.importance = (0..u32::from(trees) * 128).map(f64::from).collect();
        forest
    }
}
