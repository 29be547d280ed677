//! What plans are made of, beyond one rule: recursion, ambiguity, identity, reports, and real stories.

use std::marker::PhantomData;
use std::rc::Rc;

use persist_core::{ErrorKind, LoadOptions, Persist, Rule};

programs! {
    old {
        pub struct Tree { pub value: f32, pub left: Option<Box<Branch>>, pub right: Option<Box<Branch>> }
        pub struct Branch { pub weight: u8, pub tree: Tree }
        pub struct Ambiguous { pub a: Option<u8> }
        pub struct Metres(pub f64);
        pub struct Way { pub length: Metres }
        pub struct Shared { pub all: Vec<Rc<Leaf>> }
        pub struct Leaf { pub class: u16 }
        #[persist(name = "Node")]
        pub struct NodeOf12 { pub left: i64, pub right: i64, pub threshold: f64 }
        #[persist(name = "sklearn::Forest", version = "1.2.0")]
        pub struct Forest12 { pub trees: Vec<Vec<NodeOf12>>, pub classes: Vec<String> }
        #[persist(name = "RandomForestRegressor")]
        pub struct Forest04 { pub trees: Vec<Vec<f64>>, pub samples: Option<Vec<Vec<bool>>> }
    }
    new {
        pub struct Tree { pub right: Option<Box<Branch>>, pub left: Option<Box<Branch>>, pub value: f64 }
        pub struct Branch { pub weight: u32, pub tree: Tree, #[persist(default = 5)] pub age: u8 }
        pub struct Ambiguous { pub a: Vec<Option<u8>> }
        pub struct Feet(pub f64);
        pub struct Way { pub length: Feet }
        pub struct Shared { pub all: Vec<Rc<Leaf>> }
        pub struct Leaf { pub class: u32 }
        #[persist(name = "Node")]
        pub struct NodeOf13 {
            pub left: i64,
            pub right: i64,
            pub threshold: f64,
            #[persist(default)]
            pub missing_go_to_left: u8,
        }
        #[persist(name = "sklearn::Forest", version = "1.3.0")]
        pub struct Forest13 { pub trees: Vec<Vec<NodeOf13>>, pub classes: Vec<String> }
        #[persist(name = "RandomForestRegressor")]
        pub struct Forest07 {
            #[persist(was = "trees")]
            pub forest_regressor: Option<Vec<Vec<f64>>>,
            pub samples: Option<Vec<Vec<bool>>>,
        }
    }
}

fn load<T: Persist>(value: &impl Persist) -> persist_core::Result<T> {
    T::from_bytes(&value.to_bytes().unwrap())
}

#[test]
fn types_that_lead_to_each_other_are_read_all_the_way_down() {
    let leaf = |value| old::Tree { value, left: None, right: None };
    let branch = |weight, tree| Some(Box::new(old::Branch { weight, tree }));
    let tree = old::Tree {
        value: 0.5,
        left: branch(1, old::Tree { value: 1.5, left: None, right: branch(2, leaf(2.5)) }),
        right: branch(3, leaf(3.5)),
    };
    let new: new::Tree = load(&tree).unwrap();
    let left = new.left.unwrap();
    assert_eq!((left.weight, left.age, left.tree.value), (1, 5, 1.5));
    assert_eq!(left.tree.right.unwrap().tree.value, 2.5);
    assert_eq!(new.right.unwrap().weight, 3);
}

#[test]
fn two_ways_to_different_values_are_refused() {
    let error = load::<new::Ambiguous>(&old::Ambiguous { a: None }).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema);
    assert!(error.to_string().contains("more than one rule leads there"), "{error}");
    // `None` in one of the two options is an empty list, and in the other one an error: nobody says in which.
    let error = load::<Vec<u8>>(&Some(Some(3u8))).unwrap_err();
    assert!(error.to_string().contains("more than one rule leads there"), "{error}");
}

#[test]
fn metres_do_not_become_feet() {
    let error = load::<new::Way>(&old::Way { length: old::Metres(1.0) }).unwrap_err();
    let reason = "`Way.length`: the file has Metres, this program expects Feet";
    assert!(error.reasons().iter().any(|found| found == reason), "{error}");
}

/// What a type is of may be in none of its fields, as of an identifier: `bound` makes it a part of the type.
#[test]
fn an_identifier_of_one_type_is_none_of_another() {
    let id = || of::Id::<of::User> { number: 7, of: PhantomData };
    assert_eq!(load::<of::Id<of::User>>(&id()).unwrap(), id());
    let error = load::<of::Id<of::Order>>(&id()).unwrap_err();
    assert!(error.to_string().contains("; this program expects `Id<Order>`"), "{error}");
    let reason = "`[Id<Order>][]`: the file has User, this program expects Order";
    assert_eq!(load::<Vec<of::Id<of::Order>>>(&vec![id()]).unwrap_err().reasons(), [reason]);
    // Around a user there may be another type, as everywhere.
    let wrapped = of::Id::<of::Account> { number: 7, of: PhantomData };
    assert_eq!(load::<of::Id<of::Account>>(&id()).unwrap(), wrapped);
    // It is said where nothing else is wrong alone: what fields show says more.
    let named = of::Named::<of::User> { id: 7, name: "a".into(), of: PhantomData };
    let error = load::<of_numbers::Named<of::Order>>(&named).unwrap_err();
    let reason = "`Named<Order>.name`: the file has str, this program expects u8";
    assert_eq!(error.reasons(), [reason]);
}

/// An array's elements are stored otherwise than a value by itself.
#[test]
fn the_only_element_of_an_array_becomes_a_value() {
    assert_eq!(load::<u32>(&vec![70_000u32]).unwrap(), 70_000);
    assert_eq!(load::<(i64, f64)>(&vec![(-70_000i32, 0.5f64)]).unwrap(), (-70_000, 0.5));
}

#[test]
fn what_was_shared_is_shared_in_its_new_form() {
    let leaf = Rc::new(old::Leaf { class: 7 });
    let new: new::Shared = load(&old::Shared { all: vec![leaf.clone(), leaf] }).unwrap();
    assert_eq!(new.all[0].class, 7);
    assert!(Rc::ptr_eq(&new.all[0], &new.all[1]));
    // Wherever it stands.
    let list = Rc::new(vec![1u32]);
    let (one, other): (Rc<Vec<u64>>, Rc<Vec<u64>>) = load(&(list.clone(), list)).unwrap();
    assert!(Rc::ptr_eq(&one, &other));
}

#[test]
fn ways_that_differ_in_order_alone_are_one() {
    let only: Option<u32> = load(&vec![7u32]).unwrap();
    assert_eq!(only, Some(7));
    assert!(load::<Option<u32>>(&vec![7u32, 8]).unwrap_err().to_string().contains("a list of 2"));
}

programs! {
    of {
        pub struct User { pub name: String }
        pub struct Order { pub number: u8 }
        pub struct Account(pub User);
        #[persist(bound = "T: Persist")]
        pub struct Id<T> { pub number: u64, pub of: PhantomData<T> }
        #[persist(bound = "T: Persist")]
        pub struct Named<T> { pub id: u64, pub name: String, pub of: PhantomData<T> }
    }
    of_numbers {
        #[persist(bound = "T: Persist")]
        pub struct Named<T> { pub id: u64, pub name: u8, pub of: PhantomData<T> }
    }
    merged {
        #[persist(name = "Kind", version = "1.1.0")]
        pub enum Kind { #[persist(was("Cat", "Dog"))] Pet(u8), Stone }
        #[persist(name = "Kind", version = "1.1.0")]
        pub enum Renamed { #[persist(was = "Cat")] Tiger(u8), Dog(u8), Stone }
    }
    apart {
        #[persist(version = "1.0.0")]
        pub enum Kind { Cat(u8), Dog(u8), Stone }
        #[persist(name = "Kind", version = "1.0.0")]
        pub enum WithOther { Cat(u8), Dog(u8), Stone, #[persist(other)] Unknown }
    }
}

/// An older program cannot know for which of its variants a newer one stands.
#[test]
fn a_variant_that_stands_for_two_is_none_of_them() {
    assert_eq!(load::<apart::Kind>(&merged::Kind::Stone).unwrap(), apart::Kind::Stone);
    let tiger = load::<apart::Kind>(&merged::Renamed::Tiger(3)).unwrap();
    assert_eq!(tiger, apart::Kind::Cat(3));
    let error = load::<apart::Kind>(&merged::Kind::Pet(3)).unwrap_err();
    assert!(error.to_string().contains("stands for this program's `Cat` and `Dog`"), "{error}");
    let other = load::<apart::WithOther>(&merged::Kind::Pet(3)).unwrap();
    assert_eq!(other, apart::WithOther::Unknown);
}

/// scikit-learn 1.3 gave each node of a tree one more field, and no older forest loaded.
#[test]
fn a_forest_whose_nodes_gained_a_field_loads_with_one_default() {
    let node = |threshold| old::NodeOf12 { left: 1, right: 2, threshold };
    let forest = old::Forest12 {
        trees: vec![(0..500).map(|n| node(f64::from(n))).collect(), vec![node(-1.0)]],
        classes: vec!["a".into()],
    };
    let bytes = forest.to_bytes().unwrap();
    let (new, report) = LoadOptions::new().from_bytes_with_report::<new::Forest13>(&bytes).unwrap();
    assert_eq!(new.trees[0][499].threshold, 499.0);
    assert_eq!(
        new.trees[1],
        [new::NodeOf13 { left: 1, right: 2, threshold: -1.0, missing_go_to_left: 0 }]
    );
    let changes: Vec<_> =
        report.changes().iter().map(|c| (c.rule(), c.path(), c.count())).collect();
    assert_eq!(
        changes,
        [(Rule::AddField, "sklearn::Forest.trees[][].missing_go_to_left", 501)],
        "{report:#}"
    );
}

/// smartcore 0.4 called the trees of its forest `trees`, 0.7 `forest_regressor`, and a serde file of the one panics in
/// the other.
#[test]
fn a_forest_whose_trees_were_renamed_loads_with_one_was() {
    let forest = old::Forest04 { trees: vec![vec![0.5; 3]; 2], samples: None };
    let new: new::Forest07 = load(&forest).unwrap();
    assert_eq!(new.forest_regressor, Some(vec![vec![0.5; 3]; 2]));
}

#[test]
fn exactly_means_exactly() {
    let leaf = old::Leaf { class: 1 }.to_bytes().unwrap();
    let exact = LoadOptions::new().exact();
    assert_eq!(exact.from_bytes::<old::Leaf>(&leaf).unwrap().class, 1);
    let error = exact.from_bytes::<new::Leaf>(&leaf).unwrap_err();
    assert_eq!(error.reasons(), ["`Leaf.class`: widened, u16 -> u32"]);
}

#[test]
fn a_report_is_a_line_or_a_line_for_each_change() {
    let tree = old::Branch { weight: 3, tree: old::Tree { value: 1.0, left: None, right: None } };
    let bytes = tree.to_bytes().unwrap();
    let (_, report) = LoadOptions::new().from_bytes_with_report::<new::Branch>(&bytes).unwrap();
    let text = |text: String| text.replace(&producer(), "a 1.0.0");
    assert_eq!(
        text(report.to_string()),
        "read Branch, written by a 1.0.0: widen_integer at Branch.weight (once); \
         add_field at Branch.age (once); widen_float at Branch.tree.value (once); \
         reorder_fields at Branch.tree (once)"
    );
    assert_eq!(
        text(format!("{report:#}")),
        "read Branch, written by a 1.0.0\
         \n  Branch.weight: widened, u8 -> u32 (once)\
         \n  Branch.age: filled with its default, u8 (once)\
         \n  Branch.tree.value: widened, f32 -> f64 (once)\
         \n  Branch.tree: in another order (once)"
    );
}

fn producer() -> String {
    concat!(env!("CARGO_PKG_NAME"), " ", env!("CARGO_PKG_VERSION")).to_owned()
}
