//! Lists whose elements change: how many the bytes of a file can hold, and how they are stored.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::rc::Rc;

use persist_core::{ErrorKind, Persist, Rule};
use persist_tests::support::craft::{File, varint};

use super::programs::becomes;

programs! {
    old {
        #[derive(Clone)]
        pub struct Nothing;
        #[derive(Clone)]
        pub struct Around { pub nothing: Nothing }
        pub struct Name { pub text: String }
        pub enum Kind { Plain }
    }
    new {
        #[derive(Clone)]
        pub struct Nothing { #[persist(default = 7)] pub n: u8 }
        #[derive(Clone)]
        pub struct Around { pub nothing: Nothing }
        pub struct Name { pub text: String, #[persist(default)] pub n: u8 }
        pub enum Kind { Plain, #[persist(other)] Other }
    }
}

/// The file ends with them.
#[test]
fn elements_without_bytes_are_as_many_as_the_file_says() {
    let (old, new) = (old::Nothing, new::Nothing { n: 7 });
    let around = (old::Around { nothing: old.clone() }, new::Around { nothing: new.clone() });
    let filled = [Rule::AddField];
    becomes(&vec![old.clone(); 3], vec![new.clone(); 3], &filled);
    becomes(&vec![around.0; 3], vec![around.1; 3], &filled);
    becomes(&vec![(old.clone(), ()); 3], vec![(new.clone(), ()); 3], &filled);
    becomes(&vec![[old.clone(), old]; 3], vec![[new.clone(), new]; 3], &filled);
    let none: [String; 0] = [];
    becomes(&vec![none; 3], vec![Vec::<String>::new(); 3], &[Rule::ArrayToList]);
    becomes(&BTreeSet::from([[0u8; 0]]), BTreeSet::from([[0u16; 0]]), &[Rule::WidenInteger]);
}

/// Of a list of `old`, more elements than there are bytes left.
#[track_caller]
fn too_many<Old: Persist, New: Persist + Debug>(old: Vec<Old>) {
    let mut file = File::parse(&old.to_bytes().unwrap());
    file.body = [varint(11), vec![0; 10]].concat();
    let error = Vec::<New>::from_bytes(&file.to_bytes()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Damaged, "{error}");
    let claim = "11 elements of at least 1 bytes are claimed where 10 bytes are left";
    assert!(error.to_string().starts_with(claim), "{error}");
}

/// Before any is read.
#[test]
fn elements_with_bytes_are_no_more_than_the_bytes_that_are_left() {
    let name = || old::Name { text: String::new() };
    too_many::<_, new::Name>(vec![name()]);
    too_many::<_, (new::Name, ())>(vec![(name(), ())]);
    too_many::<_, [new::Name; 2]>(vec![[name(), name()]]);
    too_many::<_, Rc<new::Name>>(vec![Rc::new(name())]);
    too_many::<_, Option<new::Name>>(vec![Some(name())]);
    too_many::<_, new::Kind>(vec![old::Kind::Plain]);
}

/// What lends its value has no layout: such are stored one by one, others as an array.
#[test]
fn elements_that_lend_their_values_are_the_same_and_stored_in_another_way() {
    let (plain, lent) = ([7u8; 5000], || [7u8; 5000].map(RefCell::new));
    becomes(&plain, lent(), &[]);
    becomes(&lent(), plain, &[]);
    becomes(&plain.to_vec(), lent().to_vec(), &[]);
    becomes(&lent().to_vec(), plain.to_vec(), &[]);
}
