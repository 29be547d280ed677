//! Weak pointers: they point at the same values again, where something else holds these.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    clippy::arc_with_non_send_sync,
    clippy::rc_clone_in_vec_init,
    clippy::type_complexity,
    reason = "a test that fails panics, and `Arc` is tried with what stands in `Rc`, too"
)]

use std::cell::RefCell;
use std::collections::{BTreeMap, HashMap};
use std::rc::{Rc, Weak};
use std::sync::{self, Arc, Mutex};

use persist_core::{ErrorKind, Limits, LoadOptions, Persist, SaveOptions};

#[path = "weak/files.rs"]
mod files;
#[path = "weak/graphs.rs"]
mod graphs;
#[path = "weak/hostile.rs"]
mod hostile;
#[path = "weak/identity.rs"]
mod identity;
#[path = "weak/readings.rs"]
mod readings;

/// The value that a file of `value` holds.
fn reloaded<T: Persist>(value: &T) -> T {
    T::from_bytes(&value.to_bytes().unwrap()).unwrap()
}

fn points_at<T>(weak: &Weak<T>, target: &Rc<T>) -> bool {
    weak.upgrade().is_some_and(|found| Rc::ptr_eq(&found, target))
}

#[derive(Persist, Default)]
struct Node {
    id: u32,
    parent: RefCell<Weak<Node>>,
    children: RefCell<Vec<Rc<Node>>>,
}

fn node(id: u32) -> Rc<Node> {
    Rc::new(Node { id, ..Node::default() })
}

fn adopt(parent: &Rc<Node>, child: Rc<Node>) {
    *child.parent.borrow_mut() = Rc::downgrade(parent);
    parent.children.borrow_mut().push(child);
}

/// Counts a tree's nodes, all of which point at their parents.
fn count(node: &Rc<Node>) -> usize {
    let children = node.children.borrow();
    assert!(children.iter().all(|child| points_at(&child.parent.borrow(), node)));
    children.iter().map(count).sum::<usize>() + 1
}

/// A key with a pointer in it, which tells no keys apart.
#[derive(Persist, Clone)]
struct Key(u8, Weak<u8>);

impl PartialEq for Key {
    fn eq(&self, other: &Key) -> bool {
        self.0 == other.0
    }
}

impl Eq for Key {}

impl PartialOrd for Key {
    fn partial_cmp(&self, other: &Key) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Key {
    fn cmp(&self, other: &Key) -> std::cmp::Ordering {
        self.0.cmp(&other.0)
    }
}

#[test]
fn a_weak_pointer_points_at_its_value_again_wherever_that_stands() {
    let one = Rc::new(7u32);
    let (weak, strong) = reloaded(&(Rc::downgrade(&one), one.clone()));
    assert!(points_at(&weak, &strong), "before it");
    let (strong, weak) = reloaded(&(one.clone(), Rc::downgrade(&one)));
    assert!(points_at(&weak, &strong), "behind it");
    assert_eq!((Rc::strong_count(&strong), Rc::weak_count(&strong)), (1, 1));
    let (a, weak, b) = reloaded(&(Rc::new(vec![one.clone()]), Rc::downgrade(&one), one));
    assert!(points_at(&weak, &b) && Rc::ptr_eq(&a[0], &b), "within another");

    let one = Arc::new("text".to_owned());
    let (weak, strong) = reloaded(&(Arc::downgrade(&one), one));
    assert!(Arc::ptr_eq(&weak.upgrade().unwrap(), &strong));
    assert_eq!(*strong, "text");
}

#[test]
fn a_weak_pointer_holds_nothing_in_a_file() {
    let one = Rc::new("a text that nothing else holds".repeat(100));
    let bytes = vec![Rc::downgrade(&one); 3].to_bytes().unwrap();
    assert!(bytes.len() < 200);
    let loaded = Vec::<Weak<String>>::from_bytes(&bytes).unwrap();
    assert!(loaded.iter().all(|weak| weak.upgrade().is_none()));
    let empty: Vec<Weak<String>> = vec![Weak::new(); 3];
    assert_eq!(empty.to_bytes().unwrap(), bytes, "what points at nothing in the file is empty");
    drop(one);
    let gone = Rc::downgrade(&Rc::new(1u8));
    assert!(reloaded(&gone).upgrade().is_none());
    assert!(reloaded(&sync::Weak::<u8>::new()).upgrade().is_none());
}

#[test]
fn values_that_only_a_weak_pointer_leads_to_stay_out_with_all_that_they_hold() {
    let tree = node(0);
    (1..100).for_each(|id| adopt(&tree, node(id)));
    let leaf = tree.children.borrow()[0].clone();
    let alone = leaf.to_bytes().unwrap();
    assert!(alone.len() < 300, "{}", alone.len());
    let loaded = Rc::<Node>::from_bytes(&alone).unwrap();
    assert_eq!(loaded.id, 1);
    assert!(loaded.parent.borrow().upgrade().is_none());
    // Its siblings are not met, and where they are, as other values than the tree.
    let two = tree.children.borrow()[1].clone();
    let (a, b) = reloaded(&(leaf, two));
    assert!(a.parent.borrow().upgrade().is_none() && b.parent.borrow().upgrade().is_none());
}

#[test]
fn a_tree_whose_nodes_point_at_their_parents_comes_back() {
    let tree = node(0);
    for id in 1..10 {
        let child = node(id);
        for id in 10..20 {
            adopt(&child, node(id));
        }
        adopt(&tree, child);
    }
    let loaded = reloaded(&tree);
    assert_eq!(count(&loaded), 100);
    assert_eq!(Rc::strong_count(&loaded), 1, "the load keeps no pointer");
    assert_eq!(Rc::weak_count(&loaded), 9);
    assert_eq!(loaded.to_bytes().unwrap(), tree.to_bytes().unwrap());
    // Also where a pointer in front of the tree leads into it.
    let (weak, loaded) = reloaded(&(Rc::downgrade(&tree), tree));
    assert_eq!(count(&loaded), 100);
    assert!(points_at(&weak, &loaded));
}

#[test]
fn a_value_may_point_at_itself() {
    #[derive(Persist)]
    struct Own {
        me: Weak<Own>,
        text: String,
    }
    let own = Rc::new_cyclic(|me| Own { me: me.clone(), text: "x".into() });
    let loaded = reloaded(&own);
    assert!(points_at(&loaded.me, &loaded));
    assert_eq!(loaded.text, "x");
}

#[test]
fn a_hundred_thousand_nodes_under_one_point_at_it() {
    let tree = node(0);
    (1..=100_000).for_each(|id| adopt(&tree, node(id)));
    assert_eq!(count(&reloaded(&tree)), 100_001);
}

#[test]
fn a_hundred_thousand_nodes_in_a_list_point_at_parents_before_and_behind_them() {
    let nodes: Vec<Rc<Node>> = (0..100_000).map(node).collect();
    for (id, node) in nodes.iter().enumerate().skip(1) {
        *node.parent.borrow_mut() = Rc::downgrade(&nodes[(id - 1) / 2]);
    }
    let check = |loaded: &[Rc<Node>], at: &dyn Fn(usize) -> usize| {
        for id in 1..nodes.len() {
            let node = &loaded[at(id)];
            assert!(points_at(&node.parent.borrow(), &loaded[at((id - 1) / 2)]), "{id}");
        }
    };
    check(&reloaded(&nodes), &|id| id);
    let turned: Vec<Rc<Node>> = nodes.iter().rev().cloned().collect();
    check(&reloaded(&turned), &|id| nodes.len() - 1 - id);
}

#[test]
fn a_tree_as_deep_as_the_limit_is_read_in_time_that_grows_with_it() {
    // Each level is pointed at by the next: read anew at each level, they would take 2^100 steps.
    let root = node(0);
    let mut last = root.clone();
    for id in 1..100 {
        let next = node(id);
        adopt(&last, next.clone());
        last = next;
    }
    drop(last);
    assert_eq!(count(&reloaded(&root)), 100);
}

#[test]
fn pointers_forward_that_no_load_could_follow_are_refused_when_they_are_saved() {
    // Each node points at the next one, which is only read when the pointer to it is.
    let nodes: Vec<Rc<Node>> = (0..600).map(node).collect();
    for pair in nodes.windows(2) {
        *pair[0].parent.borrow_mut() = Rc::downgrade(&pair[1]);
    }
    let error = nodes.to_bytes().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit);
    let text = error.to_string();
    assert!(text.contains("before they are met") && text.contains("SaveOptions::depth"), "{text}");
    assert!(text.contains("[510].parent"), "the path leads to the pointer: {text}");
    // Within a larger limit, and the other way round within any.
    let bytes = SaveOptions::new().depth(700).to_bytes(&nodes).unwrap();
    assert_eq!(Vec::<Rc<Node>>::from_bytes(&bytes).map(drop).unwrap_err().kind(), ErrorKind::Limit);
    let (options, last) = (LoadOptions::new().limits(Limits::new().depth(700)), nodes.len() - 1);
    let load = move || {
        let loaded: Vec<Rc<Node>> = options.from_bytes(&bytes).unwrap();
        loaded.windows(2).all(|pair| points_at(&pair[0].parent.borrow(), &pair[1]))
    };
    let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(load).unwrap();
    assert!(thread.join().unwrap());
    let turned: Vec<Rc<Node>> = nodes.iter().rev().cloned().collect();
    assert_eq!(reloaded(&turned)[0].id as usize, last);
}

#[test]
fn a_pointer_forward_to_what_holds_the_value_is_refused_when_it_is_saved() {
    #[derive(Persist)]
    struct Group {
        members: RefCell<Vec<Weak<Member>>>,
    }
    #[derive(Persist)]
    struct Member {
        group: Rc<Group>,
    }
    let group = Rc::new(Group { members: RefCell::default() });
    let members: Vec<_> = (0..2).map(|_| Rc::new(Member { group: group.clone() })).collect();
    group.members.borrow_mut().extend(members.iter().map(Rc::downgrade));
    let error = members.to_bytes().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Caller);
    let text = error.to_string();
    assert!(text.contains("neither can be loaded first") && text.contains("skip"), "{text}");
    // One of them alone is no trouble.
    let one = reloaded(&members[0]);
    let pointers = one.group.members.borrow();
    assert!(points_at(&pointers[0], &one));
    assert!(pointers[1].upgrade().is_none());
}

#[test]
fn cells_locks_options_and_maps_hold_weak_pointers() {
    #[derive(Persist, Default)]
    struct Hub {
        lock: Mutex<sync::Weak<Hub>>,
        maybe: Mutex<Option<sync::Weak<Hub>>>,
        names: Mutex<BTreeMap<String, sync::Weak<Hub>>>,
        hashed: Mutex<HashMap<u8, sync::Weak<Hub>>>,
    }
    let hub = Arc::new(Hub::default());
    *hub.lock.lock().unwrap() = Arc::downgrade(&hub);
    *hub.maybe.lock().unwrap() = Some(Arc::downgrade(&hub));
    hub.names.lock().unwrap().insert("me".into(), Arc::downgrade(&hub));
    for key in 0..50 {
        hub.hashed.lock().unwrap().insert(key, Arc::downgrade(&hub));
    }
    let loaded = reloaded(&hub);
    let is_it = |weak: &sync::Weak<Hub>| Arc::ptr_eq(&weak.upgrade().unwrap(), &loaded);
    assert!(is_it(&loaded.lock.lock().unwrap()));
    assert!(is_it(loaded.maybe.lock().unwrap().as_ref().unwrap()));
    assert!(is_it(&loaded.names.lock().unwrap()["me"]));
    assert!(loaded.hashed.lock().unwrap().values().all(is_it));
    assert_eq!(loaded.to_bytes().unwrap(), hub.to_bytes().unwrap());
}

#[test]
fn inside_keys_weak_pointers_are_empty() {
    let one = Rc::new(1u8);
    let (map, _) = reloaded(&(BTreeMap::from([(Key(3, Rc::downgrade(&one)), ())]), one));
    let (key, ()) = map.first_key_value().unwrap();
    assert!(key.0 == 3 && key.1.upgrade().is_none());
}

#[test]
fn a_chain_as_deep_as_the_limit_with_pointers_back_fits_the_stack_of_a_thread() {
    let chain = |len| {
        let nodes: Vec<_> = (0..len).map(node).collect();
        nodes.windows(2).for_each(|pair| adopt(&pair[0], pair[1].clone()));
        nodes
    };
    let load = move || {
        // A level for each pointer, and one for each list in between.
        let (fits, beyond) = (chain(256), chain(258));
        assert_eq!(count(&reloaded(&fits[0])), 256);
        let error = beyond[0].to_bytes().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limit);
        // From the innermost value on, so that dropping them takes no stack.
        beyond.iter().for_each(|node| node.children.borrow_mut().clear());
    };
    std::thread::Builder::new().stack_size(2 << 20).spawn(load).unwrap().join().unwrap();
}
