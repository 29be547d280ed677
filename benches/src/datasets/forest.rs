//! A fitted decision forest of a million nodes, as a library for machine learning holds it: all
//! trees in one list, the children of a node named by their place in that list. The same forest
//! comes twice. As records, every node has all fields, as in scikit-learn: long, with small and
//! large integers between floats. As an enum, a node is a leaf or a split, and the reader must
//! branch on each.
//!
//! Source: ours. A tree is grown as fitting would, by splitting a number of samples at random until
//! each leaf has one, so that leaves and splits follow each other without a pattern.

use super::Dice;

/// How many trees the forest has.
const TREES: usize = 64;
/// How many leaves each tree has: with its splits, one fewer, that is 15,625 nodes, and a million
/// in the forest.
const LEAVES: u32 = 7_813;
/// How many features the samples have.
const FEATURES: u32 = 100;

stored! {
    /// All trees, as records.
    #[derive(Clone, Debug, PartialEq, bincode::Encode, bincode::Decode, bilrost::Message)]
    pub struct Forest {
        /// The nodes, tree by tree.
        #[bilrost(encoding(packed))]
        pub nodes: Vec<Node>,
    }
}

stored! {
    /// A node with all fields, whatever it is.
    #[derive(Clone, Copy, Debug, PartialEq, bincode::Encode, bincode::Decode, bilrost::Message)]
    pub struct Node {
        /// The feature that decides; 0 in a leaf.
        pub feature: u32,
        /// Up to here a sample goes left; 0 in a leaf.
        pub threshold: f64,
        /// The place of the left child; 0 in a leaf, as the first root is nobody's child.
        pub left: u32,
        /// The place of the right child; 0 in a leaf.
        pub right: u32,
        /// The shares of the three classes among the samples that came here.
        #[bilrost(encoding(packed))]
        pub values: [f64; 3],
    }
}

stored! {
    /// All trees, of an enum.
    #[derive(Clone, Debug, PartialEq, bincode::Encode, bincode::Decode, bilrost::Message)]
    pub struct EnumForest {
        /// The nodes, tree by tree.
        #[bilrost(encoding(packed))]
        pub nodes: Vec<EnumNode>,
    }
}

stored! {
    /// A node with the fields that it needs.
    #[derive(Clone, Copy, Debug, PartialEq, bincode::Encode, bincode::Decode, bilrost::Oneof)]
    pub enum EnumNode {
        /// An end: the answer of the tree.
        #[bilrost(tag(1), message)]
        Leaf {
            /// The shares of the three classes.
            #[bilrost(encoding(packed))]
            values: [f64; 3],
        },
        /// A question.
        #[bilrost(tag(2), message)]
        Split {
            /// The feature that decides.
            feature: u32,
            /// Up to here a sample goes left.
            threshold: f64,
            /// The place of the left child.
            left: u32,
            /// The place of the right child.
            right: u32,
        },
    }
}

/// An enum that has no empty variant is a field of a message to bilrost, not one itself.
mod bilrost_node {
    use bilrost::DecodeErrorKind;
    use bilrost::encoding::{ForOverwrite, General, Proxiable};

    use super::EnumNode;

    /// The message that a node is stored as.
    #[derive(bilrost::Message)]
    pub struct Wrapped(#[bilrost(oneof(1, 2))] Option<EnumNode>);

    impl ForOverwrite<(), EnumNode> for () {
        fn for_overwrite() -> EnumNode {
            EnumNode::Leaf { values: [0.0; 3] }
        }
    }

    bilrost::empty_state_via_for_overwrite!(EnumNode);

    impl Proxiable for EnumNode {
        type Proxy = Wrapped;

        fn encode_proxy(&self) -> Self::Proxy {
            Wrapped(Some(*self))
        }

        fn decode_proxy(&mut self, Wrapped(node): Self::Proxy) -> Result<(), DecodeErrorKind> {
            *self = node.ok_or(DecodeErrorKind::InvalidValue)?;
            Ok(())
        }
    }

    bilrost::delegate_proxied_encoding!(
        use encoding (General) to encode proxied type (EnumNode) with general encodings
    );
}

/// The forest as records, from a fresh generator.
pub fn generate() -> Forest {
    let mut dice = Dice::new();
    let mut nodes = Vec::new();
    for _ in 0..TREES {
        grow(&mut dice, &mut nodes, LEAVES);
    }
    Forest { nodes }
}

/// The same forest as an enum.
pub fn generate_enum() -> EnumForest {
    EnumForest { nodes: generate().nodes.into_iter().map(EnumNode::from).collect() }
}

impl From<Node> for EnumNode {
    fn from(node: Node) -> Self {
        let Node { feature, threshold, left, right, values } = node;
        if left == 0 {
            Self::Leaf { values }
        } else {
            Self::Split { feature, threshold, left, right }
        }
    }
}

/// Appends the tree over so many samples and returns the place of its root. A parent comes before
/// its left tree, that before its right one.
fn grow(dice: &mut Dice, nodes: &mut Vec<Node>, samples: u32) -> u32 {
    let place = nodes.len();
    let mut node = Node { feature: 0, threshold: 0.0, left: 0, right: 0, values: shares(dice) };
    nodes.push(node);
    if samples > 1 {
        node.feature = dice.within(0..FEATURES);
        node.threshold = dice.any();
        let left = dice.within(1..samples);
        node.left = grow(dice, nodes, left);
        node.right = grow(dice, nodes, samples - left);
        nodes[place] = node;
    }
    place as u32
}

/// Three shares that add up to one.
fn shares(dice: &mut Dice) -> [f64; 3] {
    let counts: [f64; 3] = dice.any();
    let total: f64 = counts.iter().sum();
    counts.map(|count| count / total)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_million_nodes_half_of_them_leaves() {
        let Forest { nodes } = generate();
        assert_eq!(nodes.len(), 1_000_000);
        let leaves = generate_enum()
            .nodes
            .into_iter()
            .filter(|node| matches!(node, EnumNode::Leaf { .. }))
            .count();
        assert_eq!(leaves, 500_032);
        assert!(nodes.iter().all(|node| (node.left as usize) < nodes.len()));
    }
}
