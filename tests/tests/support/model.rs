//! Derived types of every shape, without arrays of fixed layout: postcard writes the same bytes of them.

use std::collections::{BTreeMap, BTreeSet};
use std::marker::PhantomData;

use persist_core::Persist;
use proptest::collection::{btree_map, btree_set, vec};
use proptest::prelude::*;
use serde::{Deserialize, Serialize};

use super::strategies::{Bits32, Bits64, bits32, bits64, i128s, text, u64s};

#[derive(Persist, Serialize, Deserialize, Debug, PartialEq, Clone)]
pub(crate) struct Unit;

#[derive(Persist, Serialize, Deserialize, Debug, PartialEq, Clone)]
pub(crate) struct NoFields {}

#[derive(Persist, Serialize, Deserialize, Debug, PartialEq, Clone)]
pub(crate) struct NoElements();

#[derive(Persist, Serialize, Deserialize, Debug, PartialEq, Clone)]
pub(crate) struct Newtype(pub String);

#[derive(Persist, Serialize, Deserialize, Debug, PartialEq, Clone)]
pub(crate) struct TupleStruct(pub u16, pub Newtype, pub Unit);

#[derive(Persist, Serialize, Deserialize, Debug, PartialEq, Clone)]
#[persist(transparent)]
#[serde(transparent)]
pub(crate) struct Transparent {
    pub only: Option<TupleStruct>,
}

#[derive(Persist, Serialize, Deserialize, Debug, PartialEq, Clone)]
pub(crate) struct Named {
    pub id: u64,
    pub name: String,
    pub balance: i128,
    pub initial: char,
    pub active: bool,
    pub score: Bits64,
    pub ratio: Bits32,
    pub tags: Vec<String>,
    pub limits: BTreeMap<String, Option<u32>>,
    pub flags: BTreeSet<i16>,
    pub twice: Option<Option<i8>>,
    pub position: (usize, isize),
    pub small: [u32; 3],
    pub nothing: (),
    pub nested: Transparent,
}

/// All kinds of variants.
#[derive(Persist, Serialize, Deserialize, Debug, PartialEq, Clone)]
pub(crate) enum Kinds {
    Unit,
    Newtype(String),
    Tuple(i64, bool),
    Struct { name: String, values: Vec<Option<u32>> },
    NoElements(),
    NoFields {},
    Nested(Box<Kinds>),
}

/// Discriminants are Rust's own affair: files count variants from 0.
#[repr(i16)]
#[derive(
    Persist, Serialize, Deserialize, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Clone, Copy,
)]
pub(crate) enum Level {
    Low = -300,
    Middle = 7,
    High = 5,
}

#[derive(Persist, Serialize, Deserialize, Debug, PartialEq, Clone)]
pub(crate) struct Generic<A, B> {
    pub first: A,
    pub rest: Vec<Option<B>>,
    pub marker: PhantomData<B>,
}

/// Recursion through boxes.
#[derive(Persist, Serialize, Deserialize, Debug, PartialEq, Clone)]
pub(crate) enum Tree {
    Leaf(Bits64),
    Split { feature: u32, threshold: Bits32, left: Box<Tree>, right: Box<Tree> },
}

/// Recursion through a list.
#[derive(Persist, Serialize, Deserialize, Debug, PartialEq, Clone)]
pub(crate) struct Folder {
    pub name: String,
    pub folders: Vec<Folder>,
}

/// Recursion of two types through each other.
#[derive(Persist, Serialize, Deserialize, Debug, PartialEq, Clone)]
pub(crate) struct Program {
    pub statements: Vec<Statement>,
}

#[derive(Persist, Serialize, Deserialize, Debug, PartialEq, Clone)]
pub(crate) enum Statement {
    Print(String),
    Loop(Program),
    If { condition: Box<Statement>, otherwise: Option<Box<Program>> },
}

pub(crate) fn tuple_structs() -> impl Strategy<Value = TupleStruct> + Clone {
    (any::<u16>(), text()).prop_map(|(number, text)| TupleStruct(number, Newtype(text), Unit))
}

pub(crate) fn transparent() -> impl Strategy<Value = Transparent> + Clone {
    proptest::option::of(tuple_structs()).prop_map(|only| Transparent { only })
}

pub(crate) fn named() -> impl Strategy<Value = Named> {
    let scalars = (u64s(), text(), i128s(), any::<char>(), any::<bool>(), bits64(), bits32());
    let collections = (
        vec(text(), 0..4),
        btree_map(text(), any::<Option<u32>>(), 0..4),
        btree_set(any::<i16>(), 0..5),
    );
    let others =
        (any::<Option<Option<i8>>>(), any::<(usize, isize)>(), any::<[u32; 3]>(), transparent());
    (scalars, collections, others).prop_map(
        |(
            (id, name, balance, initial, active, score, ratio),
            (tags, limits, flags),
            (twice, position, small, nested),
        )| Named {
            id,
            name,
            balance,
            initial,
            active,
            score,
            ratio,
            tags,
            limits,
            flags,
            twice,
            position,
            small,
            nothing: (),
            nested,
        },
    )
}

pub(crate) fn kinds() -> impl Strategy<Value = Kinds> {
    let flat = prop_oneof![
        Just(Kinds::Unit),
        text().prop_map(Kinds::Newtype),
        any::<(i64, bool)>().prop_map(|(number, flag)| Kinds::Tuple(number, flag)),
        (text(), any::<[Option<u32>; 2]>())
            .prop_map(|(name, values)| Kinds::Struct { name, values: values.to_vec() }),
        Just(Kinds::NoElements()),
        Just(Kinds::NoFields {}),
    ];
    flat.prop_recursive(4, 4, 1, |inner| inner.prop_map(|kind| Kinds::Nested(Box::new(kind))))
}

pub(crate) fn levels() -> impl Strategy<Value = Level> + Clone {
    proptest::sample::select([Level::Low, Level::Middle, Level::High].as_slice())
}

pub(crate) fn generic<A, B>(
    first: impl Strategy<Value = A>,
    rest: impl Strategy<Value = B>,
) -> impl Strategy<Value = Generic<A, B>>
where
    A: std::fmt::Debug,
    B: std::fmt::Debug,
{
    (first, vec(proptest::option::of(rest), 0..4)).prop_map(|(first, rest)| Generic {
        first,
        rest,
        marker: PhantomData,
    })
}

pub(crate) fn trees() -> impl Strategy<Value = Tree> {
    bits64().prop_map(Tree::Leaf).prop_recursive(6, 40, 2, |inner| {
        (any::<u32>(), bits32(), inner.clone(), inner).prop_map(
            |(feature, threshold, left, right)| Tree::Split {
                feature,
                threshold,
                left: Box::new(left),
                right: Box::new(right),
            },
        )
    })
}

pub(crate) fn folders() -> impl Strategy<Value = Folder> {
    let empty = text().prop_map(|name| Folder { name, folders: Vec::new() });
    empty.prop_recursive(4, 20, 4, |inner| {
        (text(), vec(inner, 0..4)).prop_map(|(name, folders)| Folder { name, folders })
    })
}

pub(crate) fn programs() -> impl Strategy<Value = Program> {
    let print = text().prop_map(Statement::Print);
    let statement = print.prop_recursive(4, 20, 3, |inner| {
        let program =
            vec(inner.clone(), 0..3).prop_map(|statements| Program { statements }).boxed();
        prop_oneof![
            program.clone().prop_map(Statement::Loop),
            (inner, proptest::option::of(program)).prop_map(|(condition, otherwise)| {
                Statement::If { condition: Box::new(condition), otherwise: otherwise.map(Box::new) }
            }),
        ]
    });
    vec(statement, 0..3).prop_map(|statements| Program { statements })
}
