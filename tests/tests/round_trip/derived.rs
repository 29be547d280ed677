//! Derived structs and enums of every shape, within each other.

use std::collections::{BTreeMap, HashMap};

use persist_core::Persist;
use proptest::collection::{btree_map, hash_map, vec};
use proptest::prelude::*;

use crate::support::fixed::{Cell, Node, cells, nodes};
use crate::support::many::{Many, many};
use crate::support::model::*;
use crate::support::strategies::{Bits64, bits64, text};

/// A generic type's own fields decide whether it has a layout: `Generic<u32, _>` has none, but holds one.
type Nested = Generic<Generic<Vec<Node>, Named>, Vec<Kinds>>;

/// Ends in a box of what holds it by value: no constant of one type may ask for the same one of the other.
#[derive(Persist, Clone, Debug, PartialEq)]
enum Walk {
    Home,
    On(Step),
}

#[derive(Persist, Clone, Debug, PartialEq)]
struct Step {
    to: Box<Place>,
}

#[derive(Persist, Clone, Debug, PartialEq)]
struct Place {
    number: u32,
    walk: Walk,
}

fn walks() -> impl Strategy<Value = Walk> {
    vec(any::<u32>(), 0..9).prop_map(|numbers| {
        numbers.into_iter().fold(Walk::Home, |walk, number| {
            Walk::On(Step { to: Box::new(Place { number, walk }) })
        })
    })
}

round_trips! {
    structs_of_every_shape_come_back {
        Unit = Just(Unit);
        NoFields = Just(NoFields {});
        NoElements = Just(NoElements());
        Newtype = text().prop_map(Newtype);
        TupleStruct = tuple_structs();
        Transparent = transparent();
        Named = named();
        Node = nodes();
        Cell = cells();
    }

    enums_of_every_shape_come_back {
        Kinds = kinds();
        Level = levels();
        Many = many();
        Vec<Many> = vec(many(), 0..9);
    }

    generic_types_come_back {
        Generic<u32, String> = generic(any::<u32>(), text());
        Generic<Vec<Bits64>, Level> = generic(vec(bits64(), 0..9), levels());
        Generic<Generic<(), Unit>, Generic<char, u8>> = generic(
            generic(Just(()), Just(Unit)),
            generic(any::<char>(), any::<u8>()),
        );
        Nested = generic(generic(vec(nodes(), 0..5), named()), vec(kinds(), 0..3));
    }

    recursive_types_come_back {
        Tree = trees();
        Vec<Tree> = vec(trees(), 0..5);
        Folder = folders();
        Program = programs();
        Walk = walks();
        Option<Statement> = proptest::option::of(text().prop_map(Statement::Print));
    }

    derived_types_in_collections_come_back {
        BTreeMap<Level, Named> = btree_map(levels(), named(), 0..3);
        HashMap<Level, Vec<Node>> = hash_map(levels(), vec(nodes(), 0..9), 0..3);
        HashMap<String, (Kinds, [TupleStruct; 2])> =
            hash_map(text(), (kinds(), [tuple_structs(), tuple_structs()]), 0..4);
        Vec<Result<Tree, Folder>> = vec(proptest::result::maybe_ok(trees(), folders()), 0..4);
    }
}

/// As many bytes as a run of fields may take, and not much more.
type Long = [u64; 50];

/// Longer than a run.
#[derive(Persist, Clone, Debug, PartialEq)]
struct Pair<T> {
    left: T,
    right: T,
}

/// Fields of a run on both sides of one that is none.
#[derive(Persist, Clone, Debug, PartialEq)]
struct Around<T> {
    inner: Pair<T>,
    behind: Long,
}

#[test]
fn long_structs_around_long_ones_come_back_wherever_the_room_ends() {
    fn around<T: Clone>(inner: T) -> Around<T> {
        Around { inner: Pair { left: inner.clone(), right: inner }, behind: [u64::MAX - 1; 50] }
    }
    for before in (0..9000).step_by(37) {
        let value = (" ".repeat(before), around(around(around([u64::MAX; 50]))));
        let bytes = value.to_bytes().unwrap();
        assert_eq!(<(String, Around<Around<Around<Long>>>)>::from_bytes(&bytes).unwrap(), value);
    }
}
