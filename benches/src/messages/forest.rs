//! The messages of the set [`forest`], in both its forms.

use super::{Mirrored, all};
use crate::datasets::forest;

/// All trees, as records.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Forest {
    #[prost(message, repeated, tag = "1")]
    nodes: Vec<Node>,
}

/// A node with all fields.
#[derive(Clone, PartialEq, prost::Message)]
pub struct Node {
    #[prost(uint32, tag = "1")]
    feature: u32,
    #[prost(double, tag = "2")]
    threshold: f64,
    #[prost(uint32, tag = "3")]
    left: u32,
    #[prost(uint32, tag = "4")]
    right: u32,
    #[prost(double, repeated, tag = "5")]
    values: Vec<f64>,
}

/// All trees, of an enum.
#[derive(Clone, PartialEq, prost::Message)]
pub struct EnumForest {
    #[prost(message, repeated, tag = "1")]
    nodes: Vec<EnumNode>,
}

/// A node with the fields that it needs.
#[derive(Clone, PartialEq, prost::Message)]
pub struct EnumNode {
    #[prost(oneof = "Kind", tags = "1, 2")]
    kind: Option<Kind>,
}

/// What a node is.
#[derive(Clone, PartialEq, prost::Oneof)]
enum Kind {
    #[prost(message, tag = "1")]
    Leaf(Leaf),
    #[prost(message, tag = "2")]
    Split(Split),
}

/// An end.
#[derive(Clone, PartialEq, prost::Message)]
struct Leaf {
    #[prost(double, repeated, tag = "1")]
    values: Vec<f64>,
}

/// A question.
#[derive(Clone, Copy, PartialEq, prost::Message)]
struct Split {
    #[prost(uint32, tag = "1")]
    feature: u32,
    #[prost(double, tag = "2")]
    threshold: f64,
    #[prost(uint32, tag = "3")]
    left: u32,
    #[prost(uint32, tag = "4")]
    right: u32,
}

impl Mirrored for forest::Forest {
    type Message = Forest;
}

impl Mirrored for forest::EnumForest {
    type Message = EnumForest;
}

impl From<&forest::Forest> for Forest {
    fn from(forest: &forest::Forest) -> Self {
        Self { nodes: all(&forest.nodes) }
    }
}

impl From<&forest::EnumForest> for EnumForest {
    fn from(forest: &forest::EnumForest) -> Self {
        Self { nodes: all(&forest.nodes) }
    }
}

impl From<&forest::Node> for Node {
    fn from(node: &forest::Node) -> Self {
        let &forest::Node { feature, threshold, left, right, values } = node;
        Self { feature, threshold, left, right, values: values.into() }
    }
}

impl From<&forest::EnumNode> for EnumNode {
    fn from(node: &forest::EnumNode) -> Self {
        let kind = match *node {
            forest::EnumNode::Leaf { values } => Kind::Leaf(Leaf { values: values.into() }),
            forest::EnumNode::Split { feature, threshold, left, right } => {
                Kind::Split(Split { feature, threshold, left, right })
            }
        };
        Self { kind: Some(kind) }
    }
}
