//! The path of a value that cannot be saved, and of one that its type's own check refuses.

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsString;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use persist_core::{Error, ErrorKind, Persist, SaveOptions};

#[derive(Persist, Default)]
struct Layer {
    name: String,
    weights: RefCell<Vec<f64>>,
    state: RefCell<State>,
    either: RefCell<Option<u8>>,
}

#[derive(Persist, Default)]
struct State {
    step: u32,
}

#[derive(Persist)]
struct Model {
    layers: Vec<Layer>,
    by_name: BTreeMap<String, Layer>,
    shared: Option<Rc<Layer>>,
    size: Vec<f32>,
}

fn model() -> Model {
    let layers = || (0..4).map(|_| Layer::default()).collect();
    Model {
        layers: layers(),
        by_name: ["in", "out"].map(str::to_owned).into_iter().zip(layers()).collect(),
        shared: Some(Rc::default()),
        size: vec![1.0; 5000],
    }
}

/// The path of what cannot be saved.
fn unsaved<T: Persist>(value: &T) -> String {
    let error = value.to_bytes().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Caller);
    error.path().unwrap().to_owned()
}

#[test]
fn a_cell_that_is_borrowed_is_named() {
    let model = model();
    let borrowed = model.layers[2].weights.borrow_mut();
    let error = model.to_bytes().unwrap_err();
    assert_eq!(
        error.to_string(),
        "a `RefCell` is mutably borrowed while it is saved, at `Model.layers[2].weights` \
         (byte 10 of the body)"
    );
    drop(borrowed);
    model.to_bytes().unwrap();
}

#[test]
fn a_cell_of_any_content_is_named_itself() {
    let model = model();
    let of_state = model.layers[1].state.borrow_mut();
    assert_eq!(unsaved(&model), "Model.layers[1].state");
    drop(of_state);
    let of_option = model.layers[1].either.borrow_mut();
    assert_eq!(unsaved(&model), "Model.layers[1].either");
    drop(of_option);
}

#[test]
fn a_cell_in_a_map_or_behind_a_pointer_is_named() {
    let model = model();
    let in_map = model.by_name["out"].weights.borrow_mut();
    assert_eq!(unsaved(&model), r#"Model.by_name["out"].weights"#);
    drop(in_map);
    let shared = model.shared.as_ref().unwrap().weights.borrow_mut();
    assert_eq!(unsaved(&model), "Model.shared.weights");
    drop(shared);
}

#[test]
fn a_poisoned_lock_is_named() {
    let lock = Mutex::new(State::default());
    let value = vec![Mutex::new(State::default()), lock];
    let poisoned = std::thread::scope(|scope| {
        scope
            .spawn(|| {
                let _guard = value[1].lock().unwrap();
                std::panic::resume_unwind(Box::new("poison"));
            })
            .join()
    });
    poisoned.unwrap_err();
    assert_eq!(unsaved(&value), "[State][1]");
}

#[test]
fn values_that_no_other_system_could_read_are_named() {
    let early = SystemTime::UNIX_EPOCH - Duration::from_nanos(1);
    assert_eq!(unsaved(&vec![None, Some(early)]), "[Option<std::SystemTime>][1]");
    #[cfg(unix)]
    {
        let name: OsString = std::os::unix::ffi::OsStringExt::from_vec(vec![b'a', 0xff]);
        let paths = HashMap::from([(1u8, PathBuf::from(name))]);
        assert_eq!(unsaved(&paths), "{u8: str}[1]");
        // Keys are sorted before any of them is written: the first place is as good as any.
        let keys = HashMap::from([(paths[&1].clone(), 0u8)]);
        let value = ("some text before it".to_owned(), vec![keys]);
        assert_eq!(unsaved(&value), "(str, [{str: u8}])[1][0]{key 0}");
    }
}

#[derive(Persist, Clone, Copy, Debug)]
#[persist(validate = Node::check)]
struct Node {
    left: u16,
    right: u16,
}

impl Node {
    fn check(&self) -> Result<(), String> {
        match self.left <= self.right {
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
            0 => Err(Error::invalid("a tree has nodes")),
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

/// The path and the reason of what is refused on load, the same with arrays as blocks and in place.
fn refused(forest: &Forest) -> (String, String) {
    let of = |threshold| {
        let bytes = SaveOptions::new().block_threshold(threshold).to_bytes(forest).unwrap();
        let error = Forest::from_bytes(&bytes).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Invalid);
        let text = error.to_string();
        let reason = text.split(", at `").next().unwrap_or_default();
        (error.path().unwrap().to_owned(), reason.to_owned())
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
}

#[test]
fn a_check_that_fails_inside_a_fixed_layout_names_its_value() {
    let value = vec![(7u8, [GOOD, GOOD]), (7u8, [GOOD, BAD])];
    for threshold in [1, u64::MAX] {
        let bytes = SaveOptions::new().block_threshold(threshold).to_bytes(&value).unwrap();
        let error = <Vec<(u8, [Node; 2])>>::from_bytes(&bytes).unwrap_err();
        assert_eq!(error.path(), Some("[(u8, [Node; 2])][1][1][1]"));
    }
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
