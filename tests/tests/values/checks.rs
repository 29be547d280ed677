//! The path of a value that its type's own check refuses, on save and on load.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::rc::Rc;

use persist_core::{Error, ErrorKind, Persist, SaveOptions};

thread_local! {
    /// Checks let everything pass while a test needs a file that no save writes.
    static LENIENT: Cell<bool> = const { Cell::new(false) };
}

/// The file of a value that its check refuses.
fn unchecked<T: Persist>(value: &T, options: &SaveOptions) -> Vec<u8> {
    LENIENT.set(true);
    let bytes = options.to_bytes(value);
    LENIENT.set(false);
    bytes.unwrap()
}

#[derive(Persist, Clone, Copy, Debug)]
#[persist(validate = Node::check)]
struct Node {
    left: u16,
    right: u16,
}

impl Node {
    fn check(&self) -> Result<(), String> {
        match self.left <= self.right || LENIENT.get() {
            true => Ok(()),
            false => Err(format!("left child {} stands behind right {}", self.left, self.right)),
        }
    }
}

/// Its first field starts where it does: the path tells the two apart.
#[derive(Persist, Debug)]
#[persist(name = "acme::Tree", validate = Tree::check)]
struct Tree {
    root: Node,
    nodes: Vec<Node>,
}

impl Tree {
    fn check(&self) -> Result<(), Error> {
        match self.nodes.len() {
            0 if !LENIENT.get() => Err(Error::invalid("a tree has nodes")),
            _ => Ok(()),
        }
    }
}

#[derive(Persist, Debug)]
struct Forest {
    trees: Vec<Tree>,
    named: BTreeMap<String, Tree>,
    shared: Vec<Rc<Tree>>,
    option: Option<Box<Tree>>,
}

const GOOD: Node = Node { left: 1, right: 2 };
const BAD: Node = Node { left: 2, right: 1 };

fn tree(root: Node, nodes: &[Node]) -> Tree {
    Tree { root, nodes: nodes.to_vec() }
}

fn forest() -> Forest {
    let trees = || (0..3).map(|_| tree(GOOD, &[GOOD; 4]));
    Forest {
        trees: trees().collect(),
        named: ["a", "b", "c"].map(str::to_owned).into_iter().zip(trees()).collect(),
        shared: trees().map(Rc::new).collect(),
        option: trees().map(Box::new).next(),
    }
}

/// The path and the reason of what is refused: the same on save and on load, with arrays as blocks and in place.
fn refused<T: Persist + Debug>(value: &T) -> (String, String) {
    let said = |error: Error| {
        assert_eq!(error.kind(), ErrorKind::Invalid, "{error}");
        let text = error.to_string();
        let reason = text.split(", at `").next().unwrap_or_default();
        (error.path().unwrap_or_default().to_owned(), reason.to_owned())
    };
    let of = |threshold| {
        let options = SaveOptions::new().block_threshold(threshold);
        let loaded = said(T::from_bytes(&unchecked(value, &options)).unwrap_err());
        assert_eq!(said(options.to_bytes(value).unwrap_err()), loaded);
        loaded
    };
    let refused = of(1);
    assert_eq!(refused, of(u64::MAX));
    refused
}

#[test]
fn a_check_that_fails_deep_inside_names_its_value() {
    let mut value = forest();
    value.trees[1].nodes[2] = BAD;
    let (path, reason) = refused(&value);
    assert_eq!(path, "Forest.trees[1].nodes[2]");
    assert_eq!(reason, "left child 2 stands behind right 1");

    let mut value = forest();
    value.trees[2].root = BAD;
    assert_eq!(refused(&value).0, "Forest.trees[2].root");

    let mut value = forest();
    value.trees[1].nodes = vec![GOOD; 5000];
    value.trees[1].nodes[4000] = BAD;
    assert_eq!(refused(&value).0, "Forest.trees[1].nodes[4000]");
}

#[test]
fn a_check_that_fails_inside_a_fixed_layout_names_its_value() {
    let value = vec![(7u8, [GOOD, GOOD]), (7u8, [GOOD, BAD])];
    assert_eq!(refused(&value).0, "[(u8, [Node; 2])][1][1][1]");
}

#[test]
fn a_check_of_a_whole_names_the_whole() {
    let mut value = forest();
    value.trees[2].nodes.clear();
    let (path, reason) = refused(&value);
    assert_eq!(path, "Forest.trees[2]");
    assert_eq!(reason, "a tree has nodes");
}

#[test]
fn a_check_is_asked_wherever_the_value_stands() {
    let mut value = forest();
    value.named.insert("b".to_owned(), tree(GOOD, &[]));
    assert_eq!(refused(&value).0, r#"Forest.named["b"]"#);

    let mut value = forest();
    value.shared.push(Rc::new(tree(GOOD, &[GOOD, BAD])));
    assert_eq!(refused(&value).0, "Forest.shared[3].nodes[1]");

    let mut value = forest();
    value.option = Some(Box::new(tree(GOOD, &[])));
    assert_eq!(refused(&value).0, "Forest.option");
}
