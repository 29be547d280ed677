//! The path of a value that cannot be saved.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ffi::OsString;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Mutex;
use std::time::{Duration, SystemTime};

use persist_core::{ErrorKind, Persist};

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

/// Two of these can differ in what is not stored.
#[derive(Persist, Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Ranked {
    id: u32,
    #[persist(skip)]
    rank: u32,
}

const RANKED: [Ranked; 3] =
    [Ranked { id: 1, rank: 1 }, Ranked { id: 1, rank: 2 }, Ranked { id: 2, rank: 0 }];

/// Equal bytes need not be neighbours: it is the type that orders.
#[test]
fn keys_that_are_stored_alike_are_refused_on_save_in_every_set_and_map() {
    #[derive(Persist, Debug, PartialEq, Eq, PartialOrd, Ord)]
    struct ByRank {
        #[persist(skip)]
        rank: u32,
        id: u32,
    }
    let apart = [(1, 7), (2, 8), (3, 7)].map(|(rank, id)| ByRank { rank, id });
    let errors = [
        BTreeSet::from(RANKED).to_bytes().unwrap_err(),
        BTreeSet::from(apart).to_bytes().unwrap_err(),
        HashSet::from(RANKED).to_bytes().unwrap_err(),
        BTreeMap::from(RANKED.map(|key| (key, ()))).to_bytes().unwrap_err(),
        HashMap::from(RANKED.map(|key| (key, ()))).to_bytes().unwrap_err(),
    ];
    for error in errors {
        assert_eq!(error.kind(), ErrorKind::Caller);
        assert!(error.to_string().contains("two keys are stored as the same bytes"), "{error}");
    }
}

#[derive(Persist, Clone, Copy, Debug)]
#[persist(validate = Position::check)]
struct Position(i32);

impl Position {
    fn check(&self) -> Result<(), &'static str> {
        if self.0 < 0 { Err("a position lies before the start") } else { Ok(()) }
    }
}

/// What a cell lends is copied: large arrays in it must not lead the path astray.
#[test]
fn values_in_a_cell_are_named_behind_and_in_its_blocks() {
    #[derive(Persist, Debug)]
    struct Inner {
        big: Vec<f64>,
        position: Position,
    }
    #[derive(Persist, Debug)]
    struct Outer<T> {
        before: Vec<f64>,
        cell: RefCell<T>,
    }
    let inner = Inner { big: vec![0.5; 2000], position: Position(-1) };
    let behind = Outer { before: vec![0.5; 2000], cell: RefCell::new(inner) };
    let mut positions = vec![Position(0); 2000];
    positions[1999] = Position(-1);
    let within = Outer { before: vec![0.5; 2000], cell: RefCell::new(positions) };

    let error = behind.to_bytes().unwrap_err();
    assert_eq!(error.path(), Some("Outer<Inner>.cell.position"), "{error}");
    let error = within.to_bytes().unwrap_err();
    assert_eq!(error.path(), Some("Outer<[Position]>.cell[1999]"), "{error}");
}
