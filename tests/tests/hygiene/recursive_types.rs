//! Types that hold themselves, directly and through others: no constant may need itself.

use std::collections::{BTreeMap, HashMap, VecDeque};
use std::rc::Rc;

use persist_core::Persist;

use super::super::there_and_back;

#[derive(Persist, Debug, PartialEq, Default)]
struct Node {
    value: u32,
    children: Vec<Node>,
    next: Option<Box<Node>>,
    pair: (u8, VecDeque<Node>),
    array: [Option<Box<Node>>; 2],
    by_name: BTreeMap<String, Node>,
    hashed: HashMap<u8, Node>,
    newtype: Nodes,
    transparent: TransparentNodes,
    slice: Box<[Node]>,
}

#[derive(Persist, Debug, PartialEq, Default)]
struct Nodes(Vec<Node>);

#[derive(Persist, Debug, PartialEq, Default)]
#[persist(transparent)]
struct TransparentNodes(Vec<Node>);

#[derive(Persist, Debug, PartialEq)]
struct Even {
    next: Option<Box<Odd>>,
}

#[derive(Persist, Debug, PartialEq)]
struct Odd {
    next: Vec<Even>,
}

#[derive(Persist, Debug, PartialEq)]
enum Expr {
    Number(f64),
    Not(Box<Expr>),
    Sum(Box<Terms>),
    All { list: Vec<Expr> },
}

#[derive(Persist, Debug, PartialEq)]
struct Terms {
    left: Expr,
    right: Expr,
}

#[derive(Persist, Debug, PartialEq)]
struct Tree<T> {
    value: T,
    children: Vec<Tree<T>>,
}

#[derive(Persist, Debug, PartialEq)]
#[persist(bound = "T: Persist + 'static")]
struct SharedTree<T> {
    value: T,
    children: Vec<Rc<SharedTree<T>>>,
}

#[test]
fn values_come_back() {
    let node = Node {
        value: 1,
        children: vec![Node::default()],
        next: Some(Box::default()),
        newtype: Nodes(vec![Node::default()]),
        transparent: TransparentNodes(vec![Node::default()]),
        ..Node::default()
    };
    assert_eq!(there_and_back(&node), node);
    let even = Even { next: Some(Box::new(Odd { next: vec![Even { next: None }] })) };
    assert_eq!(there_and_back(&even), even);
    let sum = Expr::Sum(Box::new(Terms {
        left: Expr::Not(Box::new(Expr::Number(1.0))),
        right: Expr::All { list: vec![Expr::Number(2.0)] },
    }));
    assert_eq!(there_and_back(&sum), sum);
    let tree = Tree {
        value: "root".to_owned(),
        children: vec![Tree { value: "leaf".to_owned(), children: vec![] }],
    };
    assert_eq!(there_and_back(&tree), tree);
}

#[test]
fn only_what_is_fixed_has_a_layout() {
    assert!(Node::LAYOUT.is_none());
    assert!(Terms::LAYOUT.is_none());
    assert!(Expr::LAYOUT.is_none());
    assert_eq!(SharedTree::<u8>::LAYOUT, None);
}
