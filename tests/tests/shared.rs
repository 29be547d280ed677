//! Values behind `Rc` and `Arc`: stored once, and shared again when they are loaded.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails panics"
)]

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::{BTreeMap, HashMap};
use std::fmt::Debug;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

use persist_core::{Archive, ErrorKind, Limits, LoadOptions, Persist, SaveOptions, Value};

/// The value that a file of `value` holds.
fn reloaded<T: Persist>(value: &T) -> T {
    T::from_bytes(&value.to_bytes().unwrap()).unwrap()
}

#[test]
fn two_pointers_to_one_value_are_loaded_as_two_pointers_to_one_value() {
    let one = Rc::new("weights".to_owned());
    let (a, b) = reloaded(&(Rc::clone(&one), one));
    assert!(Rc::ptr_eq(&a, &b));
    assert_eq!(*a, "weights");
    assert_eq!(Rc::strong_count(&a), 2, "the load keeps no pointer of its own");

    let one = Arc::new(7u32);
    let loaded = reloaded(&vec![Some(Arc::clone(&one)), None, Some(one)]);
    assert!(Arc::ptr_eq(loaded[0].as_ref().unwrap(), loaded[2].as_ref().unwrap()));
}

#[test]
fn distinct_values_stay_distinct_though_they_are_equal() {
    let (a, b) = reloaded(&(Rc::new(5u8), Rc::new(5u8)));
    assert_eq!(a, b);
    assert!(!Rc::ptr_eq(&a, &b));

    let (a, b) = reloaded(&(Arc::<str>::from("same"), Arc::<str>::from("same")));
    assert!(!Arc::ptr_eq(&a, &b));

    let (a, b) = reloaded(&(Rc::new(()), Rc::new(())));
    assert!(!Rc::ptr_eq(&a, &b), "values of no size have places, too");
}

#[test]
fn shared_strings_and_slices_keep_their_identity() {
    let text: Rc<str> = "setosa".into();
    let (a, b) = reloaded(&(Rc::clone(&text), text));
    assert!(Rc::ptr_eq(&a, &b) && &*a == "setosa");

    let names: Arc<[String]> = vec!["a".to_owned(), "b".to_owned()].into();
    let loaded = reloaded(&[Arc::clone(&names), names]);
    assert!(Arc::ptr_eq(&loaded[0], &loaded[1]));
    assert_eq!(*loaded[0], ["a", "b"]);
}

#[test]
fn a_large_shared_slice_is_one_block_of_the_file() {
    let numbers: Arc<[f64]> = (0..10_000).map(f64::from).collect();
    let once = numbers.to_bytes().unwrap().len();
    assert!(once > 80_000);
    let many = vec![numbers; 50];
    let bytes = many.to_bytes().unwrap();
    assert!(bytes.len() < once + 100, "{} bytes, where one takes {once}", bytes.len());

    let loaded: Vec<Arc<[f64]>> = Persist::from_bytes(&bytes).unwrap();
    assert!(loaded.iter().all(|each| Arc::ptr_eq(each, &loaded[0])));
    assert_eq!(loaded[0], many[0]);
    let shown = Archive::from_bytes(bytes).unwrap().to_string();
    assert!(shown.contains("80000 of them in 1 block"), "{shown}");
}

#[derive(Persist, Debug, PartialEq, Clone)]
struct Layer {
    weights: Rc<[f32]>,
    next: Option<Rc<Layer>>,
}

#[test]
fn shared_values_may_hold_shared_values() {
    let weights: Rc<[f32]> = vec![0.5; 2000].into();
    let last = Rc::new(Layer { weights: Rc::clone(&weights), next: None });
    let layers: Vec<Layer> =
        (0..3).map(|_| Layer { weights: Rc::clone(&weights), next: Some(last.clone()) }).collect();
    let loaded = reloaded(&layers);
    assert_eq!(loaded, layers);
    let nexts: Vec<&Rc<Layer>> = loaded.iter().map(|l| l.next.as_ref().unwrap()).collect();
    assert!(nexts.iter().all(|next| Rc::ptr_eq(next, nexts[0])));
    assert!(loaded.iter().all(|layer| Rc::ptr_eq(&layer.weights, &nexts[0].weights)));
}

#[test]
fn a_value_that_is_met_first_inside_another_is_the_same_outside() {
    let inner = Rc::new(Cell::new(1u8));
    let outer = Rc::new((Rc::clone(&inner), 2u8));
    let (first, outer, last) = reloaded(&(Rc::clone(&outer), outer, inner));
    assert!(Rc::ptr_eq(&first, &outer));
    last.set(9);
    assert_eq!(outer.0.get(), 9, "one cell, seen from both places");
}

#[test]
fn map_values_share_and_map_keys_stand_in_place() {
    let name: Rc<str> = "alpha".into();
    let map: HashMap<Rc<str>, Rc<str>> =
        [(Rc::clone(&name), Rc::clone(&name)), ("beta".into(), Rc::clone(&name))].into();
    let loaded = reloaded(&map);
    assert_eq!(loaded, map);
    assert!(Rc::ptr_eq(&loaded["alpha"], &loaded["beta"]), "values keep their identity");
    let (key, value) = loaded.get_key_value("alpha").unwrap();
    assert!(!Rc::ptr_eq(key, value), "a key is a copy");

    let map: BTreeMap<Rc<[u8]>, Arc<str>> = [(Rc::from([1, 2]), Arc::from("x"))].into();
    assert_eq!(reloaded(&map), map);
}

#[test]
fn keys_that_are_shared_do_not_change_the_bytes_of_the_file() {
    let (one, other): (Rc<str>, Rc<str>) = ("k".into(), "k".into());
    let shared = BTreeMap::from([((Rc::clone(&one), Rc::clone(&one)), ())]);
    let apart = BTreeMap::from([((one, other), ())]);
    assert_eq!(shared.to_bytes().unwrap(), apart.to_bytes().unwrap());
}

#[test]
fn identity_is_kept_inside_cells_and_locks() {
    let data: Arc<[u64]> = (0..1000).collect();
    let value = (
        RefCell::new(vec![Arc::clone(&data)]),
        Mutex::new(Some(Arc::clone(&data))),
        OnceCell::from(Arc::clone(&data)),
        data,
    );
    let (cell, lock, once, plain) = reloaded(&value);
    assert_eq!(plain, value.3);
    assert!(Arc::ptr_eq(&cell.borrow()[0], &plain));
    assert!(Arc::ptr_eq(lock.lock().unwrap().as_ref().unwrap(), &plain));
    assert!(Arc::ptr_eq(once.get().unwrap(), &plain));
}

#[test]
fn a_temporary_pointer_that_reuses_an_address_is_not_taken_for_another() {
    // Each save sees its own pointers; `Cell` hands out copies that die before the save ends.
    #[derive(Persist, Clone, Copy, Debug, PartialEq)]
    struct Plain(u64);
    let cells: Vec<RefCell<Rc<Plain>>> =
        (0..100).map(|n| RefCell::new(Rc::new(Plain(n)))).collect();
    let loaded = reloaded(&cells);
    assert_eq!(loaded, cells);
}

/// A graph node: the usual way to let values point at each other.
#[derive(Persist)]
struct Person {
    name: String,
    friends: RefCell<Vec<Rc<Person>>>,
}

fn person(name: &str) -> Rc<Person> {
    Rc::new(Person { name: name.to_owned(), friends: RefCell::default() })
}

#[test]
fn a_value_that_contains_itself_cannot_be_saved() {
    let ada = person("Ada");
    ada.friends.borrow_mut().push(Rc::clone(&ada));
    let error = ada.to_bytes().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Caller);
    assert!(error.to_string().contains("a shared value contains itself"), "{error}");
    // Else it would live for ever.
    ada.friends.take();

    let (ada, bob) = (person("Ada"), person("Bob"));
    ada.friends.borrow_mut().push(Rc::clone(&bob));
    bob.friends.borrow_mut().push(Rc::clone(&ada));
    let error = vec![Rc::clone(&ada), bob].to_bytes().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Caller);
    ada.friends.take();
}

#[test]
fn a_graph_without_a_cycle_is_loaded_with_its_shape() {
    let (ada, bob, cy) = (person("Ada"), person("Bob"), person("Cy"));
    ada.friends.borrow_mut().extend([Rc::clone(&bob), Rc::clone(&cy)]);
    bob.friends.borrow_mut().push(cy);
    let loaded = reloaded(&ada);
    let friends = loaded.friends.borrow();
    assert_eq!(friends.iter().map(|f| f.name.as_str()).collect::<Vec<_>>(), ["Bob", "Cy"]);
    assert!(Rc::ptr_eq(&friends[0].friends.borrow()[0], &friends[1]));
}

/// A list of which each node is shared.
#[derive(Persist, Default)]
struct Chain(Option<Rc<Chain>>);

fn chain(nodes: usize) -> Chain {
    (1..nodes).fold(Chain(None), |rest, _| Chain(Some(Rc::new(rest))))
}

fn chain_len(chain: &Chain) -> usize {
    std::iter::successors(Some(chain), |chain| chain.0.as_deref()).count()
}

/// Chains are dropped node by node, not by recursion.
impl Drop for Chain {
    fn drop(&mut self) {
        let mut next = self.0.take();
        while let Some(node) = next {
            next = Rc::into_inner(node).and_then(|mut node| node.0.take());
        }
    }
}

#[test]
fn a_chain_of_four_hundred_shared_values_comes_back() {
    assert_eq!(chain_len(&reloaded(&chain(400))), 400);
}

#[test]
fn a_chain_as_long_as_the_limit_comes_back_and_a_longer_one_names_the_option() {
    assert_eq!(chain_len(&reloaded(&chain(513))), 513, "512 pointers");
    let error = chain(514).to_bytes().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    assert!(error.to_string().contains("SaveOptions::depth"), "{error}");
}

#[test]
fn a_chain_of_ten_thousand_shared_values_is_beyond_the_limit_and_overflows_nothing() {
    let error = chain(10_000).to_bytes().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
}

#[test]
fn a_chain_beyond_the_limit_of_a_load_is_refused_there() {
    let bytes = SaveOptions::new().depth(600).to_bytes(&chain(600)).unwrap();
    let error = Chain::from_bytes(&bytes).map(|_| ()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    assert!(error.to_string().contains("Limits::depth"), "{error}");
    let options = LoadOptions::new().limits(Limits::new().depth(600));
    assert_eq!(chain_len(&options.from_bytes(&bytes).unwrap()), 600);
}

#[test]
fn a_tree_shows_a_shared_value_where_it_is_met_first() {
    let one: Rc<str> = "weights".into();
    let bytes = vec![Rc::clone(&one), one].to_bytes().unwrap();
    let value = Archive::from_bytes(bytes).unwrap().value().unwrap();
    let shared = |content| Value::Shared { number: Some(0), content };
    let text = Value::Str("weights".to_owned());
    assert_eq!(value, Value::List(vec![shared(Some(Box::new(text))), shared(None)]));
    assert_eq!(value.to_string(), r#"[shared value 0: "weights", shared value 0]"#);
}

#[test]
fn what_is_shared_and_what_is_not_are_two_schemas() {
    fn not_exact<A: Persist, B: Persist + Debug>(value: &A) {
        let bytes = value.to_bytes().unwrap();
        let error = LoadOptions::new().exact().from_bytes::<B>(&bytes).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Schema);
    }
    not_exact::<_, u32>(&Rc::new(5u32));
    not_exact::<_, Rc<u32>>(&5u32);
    // A rule leads from one to the other.
    assert_eq!(u32::from_bytes(&Rc::new(5u32).to_bytes().unwrap()).unwrap(), 5);
    assert_eq!(*Rc::<u32>::from_bytes(&5u32.to_bytes().unwrap()).unwrap(), 5);
    assert_eq!(*Arc::<u32>::from_bytes(&Rc::new(5u32).to_bytes().unwrap()).unwrap(), 5);
}
