//! Fields by position: tuples, newtypes, entries of maps and variants.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use persist_core::{Persist, Rule, Schema, compat};
use persist_tests::support::craft::schema::{U8, named, schema, structure, tuple};

use super::programs::{becomes, reasons};

programs! {
    wrapped {
        pub struct Position(pub (f64, f64));
    }
    one { pub struct Id(pub u8); }
    around_one {
        pub struct Only(pub (u8,));
        pub struct Twice(pub Only);
    }
    named {
        pub struct Entry {
            #[persist(was = "0")]
            pub key: u16,
            #[persist(was = "1")]
            pub value: String,
        }
        pub struct Half {
            #[persist(was = "0")]
            pub key: u16,
        }
        pub struct Elsewhere {
            #[persist(was = "left")]
            pub key: u16,
            #[persist(was = "right")]
            pub value: String,
        }
    }
    around_a_tuple { pub struct List(pub (u8, Option<Box<List>>)); }
    by_places { pub struct Chain(pub u16, pub Option<Box<Chain>>); }
    twice_around_a_tuple { pub struct Tree(pub (u8, Vec<Tree>, Vec<Tree>)); }
    twice_by_places {
        #[persist(name = "Plant")]
        pub struct Tree(pub String, pub Vec<Tree>, pub Vec<Tree>);
    }
    by_position { pub enum Form { Circle(u8) } }
    by_name { pub enum Form { Circle { #[persist(default)] radius: u8 } } }
    by_declared_name { pub enum Form { Circle { #[persist(was = "0")] radius: u8 } } }
}

#[test]
fn a_tuple_is_wrapped_into_a_newtype_and_unwrapped() {
    becomes(&(1.0, 2.0), wrapped::Position((1.0, 2.0)), &[Rule::WrapNewtype]);
    becomes(&wrapped::Position((1.0, 2.0)), (1.0, 2.0), &[Rule::UnwrapNewtype]);
}

/// Its place has the name of the tuple's.
#[test]
fn a_newtype_around_a_tuple_of_one_is_no_such_tuple() {
    use around_one::{Only, Twice};
    becomes(&(7u8,), Only((7,)), &[Rule::WrapNewtype]);
    becomes(&Only((7,)), (7u8,), &[Rule::UnwrapNewtype]);
    assert_eq!(reasons::<Twice>(&(7u8,)), [""; 0], "another type as a whole");
    assert_eq!(reasons::<(u8,)>(&Twice(Only((7,)))), [""; 0], "another type as a whole");
}

#[test]
fn a_struct_by_position_becomes_a_tuple_of_one_and_back() {
    becomes(&one::Id(7), (7u8,), &[Rule::TupleToStruct]);
    becomes(&(7u8,), one::Id(7), &[Rule::TupleToStruct]);
}

#[derive(Debug, PartialEq, persist_core::Persist)]
#[persist(removed("1"))]
struct First {
    #[persist(was = "0")]
    first: u8,
    #[persist(default)]
    more: u8,
}

#[test]
fn a_place_of_a_tuple_is_given_up_by_its_number() {
    let rules = [Rule::TupleToStruct, Rule::RenameField, Rule::RemoveField, Rule::AddField];
    becomes(&(7u8, 9u16), First { first: 7, more: 0 }, &rules);
}

fn names() -> BTreeMap<u16, String> {
    BTreeMap::from([(1, "one".into()), (2, "two".into())])
}

fn entries() -> Vec<named::Entry> {
    names().into_iter().map(|(key, value)| named::Entry { key, value }).collect()
}

#[test]
fn entries_of_a_map_become_structs_that_name_both_places_and_come_out_of_them() {
    let renamed = [Rule::RenameField, Rule::RenameField];
    becomes(&names(), entries(), &[&[Rule::MapToList], &renamed[1..]].concat());
    becomes(&entries(), names(), &[&[Rule::ListToMap], &renamed[..]].concat());
    assert_eq!(reasons::<Vec<named::Half>>(&names()), [""; 0], "another type as a whole");
    assert_eq!(reasons::<Vec<named::Elsewhere>>(&names()), [""; 0], "another type as a whole");
}

#[test]
fn entries_of_a_map_are_pairs() {
    assert_eq!(reasons::<BTreeMap<u8, u8>>(&vec![(1u8, 2u8, 3u8)]), [""; 0], "nothing is dropped");
    assert_eq!(reasons::<Vec<(u8, u8, u8)>>(&BTreeMap::from([(1u8, 2u8)])), [""; 0]);
}

#[test]
fn fields_of_a_variant_get_names_by_was_alone() {
    let file = by_position::Form::Circle(3);
    let declared = by_declared_name::Form::Circle { radius: 3 };
    becomes(&file, declared, &[Rule::TupleToStruct, Rule::RenameField]);
    let reason = "`Form.Circle`: the file has fields by position, this program expects fields by name: \
                  `#[persist(was = \"0\")]` names them";
    assert_eq!(reasons::<by_name::Form>(&file), [reason]);
}

/// No name says that they are one type: they lead into each other by their fields.
#[test]
fn unrelated_types_recur_through_tuples() {
    use around_a_tuple::List;
    use by_places::Chain;
    let list = [201, 202, 203].iter().fold(None, |next, n| Some(Box::new(List((*n, next)))));
    let chain = [201, 202, 203].iter().fold(None, |next, n| Some(Box::new(Chain(*n, next))));
    let rules = [Rule::UnwrapNewtype, Rule::TupleToStruct, Rule::WidenInteger].repeat(2);
    becomes(&*list.unwrap(), *chain.unwrap(), &rules);
}

/// Each pair once: of `2^60` ways through them.
#[test]
fn unrelated_types_that_lead_into_each_other_twice_are_planned_in_no_time() {
    let reasons =
        reasons::<twice_by_places::Tree>(&twice_around_a_tuple::Tree((1, vec![], vec![])));
    assert_eq!(reasons.len(), 3, "{reasons:?}");
}

/// A schema of structs and tuples by turns, each the first of two in the one before it.
fn nested(name: &str, depth: usize, starts_with_struct: bool) -> Schema {
    let is_struct = |level: usize| level.is_multiple_of(2) == starts_with_struct;
    let level = |level: usize| match level {
        _ if level == depth => U8.to_vec(),
        _ if is_struct(level) => named(level / 2),
        // The next one is a struct, or the last.
        _ if level + 1 == depth => tuple(&[U8, U8]),
        _ => tuple(&[&named(level.div_ceil(2)), U8]),
    };
    let structs = (0..depth).filter(|level| is_struct(*level));
    let structs: Vec<_> = structs
        .map(|at| structure(&format!("{name}{at}"), &[("0", level(at + 1)), ("1", U8.to_vec())]))
        .collect();
    Schema::from_bytes(&schema(&level(0), &structs)).unwrap()
}

/// They take stack, and no two programs come near it.
#[test]
fn unrelated_types_lead_into_each_other_through_so_many_and_no_more() {
    for (depth, is_read) in [(100, true), (128, true), (129, false), (1000, false)] {
        let (old, new) = (nested("Old", depth, true), nested("New", depth, false));
        let report = compat::check(&old, &new).unwrap();
        assert_eq!(report.is_backward(), is_read, "{depth}: {report}");
    }
}

#[test]
fn shared_values_without_bytes_stand_in_keys() {
    let set = BTreeSet::from([Rc::new(())]);
    becomes(&set, BTreeSet::from([()]), &[Rule::Unshare]);
}
