//! Weak pointers in all that is done with files: other schemas, records, compression, parts, and values without types.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::{Rc, Weak};
use std::sync::{self, Arc};

use persist_core::{
    Archive, Compression, ErrorKind, LoadOptions, Persist, SaveOptions, Schema, Value,
};

use super::{Node, adopt, count, node, points_at};

fn tree() -> Rc<Node> {
    let root = node(0);
    (1..4).for_each(|id| adopt(&root, node(id)));
    let first = root.children.borrow()[0].clone();
    (4..8).for_each(|id| adopt(&first, node(id)));
    root
}

mod v1 {
    use super::*;

    #[derive(Persist)]
    #[persist(name = "Part", version = "1.0.0")]
    pub(super) struct Part {
        pub(super) id: u32,
        pub(super) parent: RefCell<Weak<Part>>,
        pub(super) parts: RefCell<Vec<Rc<Part>>>,
        pub(super) spare: Option<Rc<u8>>,
        pub(super) watched: Weak<u8>,
    }
}

mod v2 {
    use super::*;

    /// The number is wider, the pointer of another kind, fields have gone and come.
    #[derive(Persist)]
    #[persist(name = "Part", version = "1.1.0")]
    pub(super) struct Part {
        pub(super) parts: RefCell<Vec<Arc<Part>>>,
        pub(super) parent: RefCell<sync::Weak<Part>>,
        #[persist(default)]
        pub(super) next: sync::Weak<Part>,
        pub(super) id: u64,
        pub(super) watched: Weak<u8>,
    }
}

fn old_parts() -> Rc<v1::Part> {
    let part = |id| {
        let (spare, parts) = (Some(Rc::new(7)), RefCell::default());
        let watched = spare.as_ref().map(Rc::downgrade).unwrap();
        Rc::new(v1::Part { id, parent: RefCell::default(), parts, spare, watched })
    };
    let root = part(0);
    for id in 1..5 {
        let (child, leaf) = (part(id), part(id + 10));
        *leaf.parent.borrow_mut() = Rc::downgrade(&child);
        child.parts.borrow_mut().push(leaf);
        *child.parent.borrow_mut() = Rc::downgrade(&root);
        root.parts.borrow_mut().push(child);
    }
    root
}

#[test]
fn another_schema_keeps_who_points_at_whom() {
    fn check(part: &Arc<v2::Part>) -> usize {
        let parts = part.parts.borrow();
        for child in parts.iter() {
            assert!(Arc::ptr_eq(&child.parent.borrow().upgrade().unwrap(), part));
        }
        assert!(part.next.upgrade().is_none());
        assert!(part.watched.upgrade().is_none(), "the field that held it is gone");
        parts.iter().map(check).sum::<usize>() + 1
    }
    let bytes = old_parts().to_bytes().unwrap();
    let (loaded, report) =
        LoadOptions::new().from_bytes_with_report::<Arc<v2::Part>>(&bytes).unwrap();
    assert_eq!(check(&loaded), 9);
    assert_eq!(loaded.id + loaded.parts.borrow()[3].id, 4);
    // Values are counted once, though those in a cycle are read twice, and all where a pointer stands in front.
    let text = report.to_string();
    assert!(report.changes().iter().all(|change| change.count() == 9), "{text}");
    let root = old_parts();
    let bytes = (Rc::downgrade(&root), root).to_bytes().unwrap();
    type Ahead = (sync::Weak<v2::Part>, Arc<v2::Part>);
    let ((weak, loaded), report) =
        LoadOptions::new().from_bytes_with_report::<Ahead>(&bytes).unwrap();
    assert_eq!(check(&loaded), 9);
    assert!(Arc::ptr_eq(&weak.upgrade().unwrap(), &loaded));
    assert!(report.changes().iter().all(|change| change.count() == 9), "{report}");
}

#[test]
fn an_older_program_reads_what_is_saved_for_it() {
    let leaf = |id| v2::Part {
        parts: RefCell::default(),
        parent: RefCell::default(),
        next: sync::Weak::new(),
        id,
        watched: Weak::new(),
    };
    let root = Arc::new(leaf(1));
    for id in 2..6 {
        let child = Arc::new(leaf(id));
        *child.parent.borrow_mut() = Arc::downgrade(&root);
        root.parts.borrow_mut().push(child);
    }
    #[derive(Persist)]
    #[persist(name = "Part", version = "1.0.5")]
    struct Part {
        id: u32,
        parent: RefCell<Weak<Part>>,
        parts: RefCell<Vec<Rc<Part>>>,
    }
    let schema = Schema::of::<Rc<Part>>().unwrap();
    let bytes = SaveOptions::new().as_schema(schema).to_bytes(&root).unwrap();
    let older = LoadOptions::new().exact().from_bytes::<Rc<Part>>(&bytes).unwrap();
    assert_eq!(older.parts.borrow().len(), 4);
    for part in older.parts.borrow().iter() {
        assert!(points_at(&part.parent.borrow(), &older) && part.id > 1);
    }
}

/// A pointer to what is saved later on is filled in at last, wherever its place has been moved till then.
#[test]
fn pointers_forward_move_with_what_is_put_in_order() {
    #[derive(Persist)]
    #[persist(name = "Graph")]
    struct Graph {
        pairs: Vec<(u8, Weak<u8>)>,
        first: Weak<u8>,
        second: Weak<u8>,
        name: String,
        held: Vec<Rc<u8>>,
    }
    mod sorted {
        use super::*;

        #[derive(Persist)]
        pub(super) struct Graph {
            pub(super) name: String,
            pub(super) second: Weak<u8>,
            pub(super) pairs: BTreeMap<u8, Weak<u8>>,
            pub(super) held: Vec<Rc<u8>>,
            pub(super) first: Weak<u8>,
        }
    }
    let held = vec![Rc::new(10), Rc::new(20), Rc::new(30)];
    let to = |place: usize| Rc::downgrade(&held[place]);
    let pairs = vec![(9, to(0)), (2, to(1)), (5, Weak::new()), (7, to(2)), (1, to(0))];
    let name = "a name".to_owned();
    let graph = Graph { pairs, first: to(0), second: to(1), name, held: held.clone() };
    // Within a shared value, too, while what stands elsewhere stays where it is.
    type Beside<G> = (Vec<Weak<u8>>, Rc<G>);
    let beside: Vec<Weak<u8>> = (0..60).map(|number| to(number % 3)).collect();
    let schema = Schema::of::<Beside<sorted::Graph>>().unwrap();
    let bytes = SaveOptions::new().as_schema(schema).to_bytes(&(beside, Rc::new(graph))).unwrap();
    let (beside, loaded) =
        LoadOptions::new().exact().from_bytes::<Beside<sorted::Graph>>(&bytes).unwrap();
    for (number, weak) in beside.iter().enumerate() {
        assert!(points_at(weak, &loaded.held[number % 3]), "{number}");
    }
    assert_eq!(loaded.name, "a name");
    assert_eq!(loaded.held, held);
    assert!(
        points_at(&loaded.first, &loaded.held[0]) && points_at(&loaded.second, &loaded.held[1])
    );
    assert!(loaded.pairs[&5].upgrade().is_none());
    for (key, place) in [(9, 0), (2, 1), (7, 2), (1, 0)] {
        assert!(points_at(&loaded.pairs[&key], &loaded.held[place]), "{key}");
    }
}

/// Another order of fields is another one in which a reader comes by what they point at.
#[test]
fn pointers_forward_that_no_load_could_follow_as_another_schema_has_them_are_refused() {
    #[derive(Persist)]
    struct Outer {
        inner: Rc<Inner>,
    }
    #[derive(Persist)]
    struct Inner {
        outer: RefCell<Weak<Outer>>,
    }
    #[derive(Persist)]
    struct Ends {
        outer: Weak<Outer>,
        inner: Weak<Inner>,
    }
    #[derive(Persist)]
    #[persist(name = "Ends")]
    struct Turned {
        inner: Weak<Inner>,
        outer: Weak<Outer>,
    }
    let held = Rc::new(Outer { inner: Rc::new(Inner { outer: RefCell::default() }) });
    *held.inner.outer.borrow_mut() = Rc::downgrade(&held);
    let ends = Ends { outer: Rc::downgrade(&held), inner: Rc::downgrade(&held.inner) };
    let value = (ends, held);
    let (ends, held) = super::reloaded(&value);
    assert!(points_at(&ends.outer, &held) && points_at(&ends.inner, &held.inner));
    let schema = Schema::of::<(Turned, Rc<Outer>)>().unwrap();
    let error = SaveOptions::new().as_schema(schema).to_bytes(&value).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Caller);
    assert!(error.to_string().contains("neither can be loaded first"), "{error}");
}

#[test]
fn nothing_else_becomes_a_weak_pointer_and_none_becomes_anything_else() {
    let one = Rc::new(5u32);
    let weak = (one.clone(), Rc::downgrade(&one)).to_bytes().unwrap();
    let strong = (one.clone(), one).to_bytes().unwrap();
    fn refused<T: Persist>(bytes: &[u8]) {
        let error = T::from_bytes(bytes).map(drop).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Schema);
        assert!(error.to_string().contains("Weak<u32>"), "{error}");
    }
    refused::<(Rc<u32>, Rc<u32>)>(&weak);
    refused::<(Rc<u32>, u32)>(&weak);
    refused::<(Rc<u32>, Weak<u32>)>(&strong);
    // What leads from any type to an option or a list does so from this one.
    let (one, maybe) = <(Rc<u64>, Option<Weak<u64>>)>::from_bytes(&weak).unwrap();
    assert!(points_at(&maybe.unwrap(), &one));
}

#[test]
fn a_program_that_keeps_a_field_it_does_not_know_keeps_no_pointer_in_it() {
    #[derive(Persist)]
    #[persist(name = "Kept", version = "1.1.0")]
    struct Newer {
        one: Rc<u8>,
        #[persist(default)]
        weak: (u8, Weak<u8>),
        #[persist(unknown)]
        rest: persist_core::UnknownFields,
    }
    #[derive(Persist)]
    #[persist(name = "Kept", version = "1.0.0")]
    struct Older {
        one: Rc<u8>,
        #[persist(unknown)]
        rest: persist_core::UnknownFields,
    }
    let one = Rc::new(3);
    let rest = persist_core::UnknownFields::default();
    let newer = Newer { weak: (9, Rc::downgrade(&one)), one, rest };
    let older = Older::from_bytes(&newer.to_bytes().unwrap()).unwrap();
    let again = Newer::from_bytes(&older.to_bytes().unwrap()).unwrap();
    assert_eq!((*again.one, again.weak.0), (3, 9));
    assert!(again.weak.1.upgrade().is_none(), "kept values stand in place");
}

#[test]
fn records_keep_pointers_as_files_do() {
    let tree = tree();
    assert_eq!(count(&Rc::<Node>::from_record(&tree.to_record().unwrap()).unwrap()), 8);
    let leaf = tree.children.borrow()[2].clone();
    let alone = Rc::<Node>::from_record(&leaf.to_record().unwrap()).unwrap();
    assert!(alone.parent.borrow().upgrade().is_none());
}

#[test]
fn compression_keeps_pointers() {
    let tree = node(0);
    (1..20_000).for_each(|id| adopt(&tree, node(id % 5)));
    for compression in [Compression::zstd(3), Compression::lz4()] {
        let bytes = SaveOptions::new().compression(compression).to_bytes(&tree).unwrap();
        assert!(bytes.len() < tree.to_bytes().unwrap().len());
        assert_eq!(count(&Rc::<Node>::from_bytes(&bytes).unwrap()), 20_000);
    }
}

#[test]
fn parts_hold_what_they_hold_and_point_at_that_alone() {
    let archive = Archive::from_bytes(tree().to_bytes().unwrap()).unwrap();
    let first: Rc<Node> = archive.get("children[0]").unwrap();
    assert_eq!(count(&first), 5);
    assert!(first.parent.borrow().upgrade().is_none(), "the root is not held by its child");
    let parent: Weak<Node> = archive.get("children[0].parent").unwrap();
    assert!(parent.upgrade().is_none());
    let error = archive.get::<u32>("children[0].parent.id").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoSuchPart, "{error}");
}

#[test]
fn a_tree_of_values_shows_numbers_and_is_saved_again() {
    let one = Rc::new(5u8);
    let value = (Rc::downgrade(&one), one, Weak::<u8>::new());
    let archive = Archive::from_bytes(value.to_bytes().unwrap()).unwrap();
    let shown = archive.value().unwrap();
    let shared = Value::Shared { number: Some(0), content: Some(Box::new(Value::Unsigned(5))) };
    let weak = |number| Value::Weak(number);
    assert_eq!(shown, Value::Tuple(vec![weak(Some(0)), shared, weak(None)]));
    assert_eq!(shown.to_string(), "(weak to shared value 0, shared value 0: 5, weak to nothing)");
    assert_eq!(archive.schema().to_string(), "(Weak<u8>, Shared<u8>, Weak<u8>)\n");
}

#[test]
fn a_type_that_is_called_weak_is_another_one() {
    mod own {
        #[derive(persist_core::Persist)]
        #[persist(name = "Weak")]
        pub(super) struct Weak<T>(pub(super) T);
    }
    let [a, b] = [Schema::of::<own::Weak<u8>>().unwrap(), Schema::of::<Weak<u8>>().unwrap()];
    assert_ne!(a.fingerprint(), b.fingerprint());
    let field = |schema: &Schema| schema.to_string();
    assert!(field(&a).contains("Weak<u8>") && field(&b).contains("Weak<u8>"));
}
