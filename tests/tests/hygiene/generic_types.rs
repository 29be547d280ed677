//! Parameters of all kinds, and the bounds that they get.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt::Debug;
use std::hash::Hash;
use std::marker::PhantomData;
use std::rc::Rc;

use persist_core::Persist;
use persist_core::schema::{Arg, Ty};

use super::super::there_and_back;

/// Implements nothing at all.
struct Opaque;

const fn persists<T: Persist>() {}

/// The arguments by which schemas tell instances of a type apart.
fn arguments<T: Persist>() -> Vec<String> {
    let Ty::Named { args, .. } = T::TY else {
        panic!("{:?} has no name", T::TY);
    };
    let text = |arg: &Arg| match arg {
        Arg::Type(Ty::Primitive(primitive)) => primitive.name().to_owned(),
        other => format!("{other:?}"),
    };
    args.iter().map(text).collect()
}

#[derive(Persist, Debug, PartialEq)]
struct Pair<A, B = A>
where
    A: Clone,
{
    first: A,
    second: Option<Vec<B>>,
}

#[test]
fn parameters_with_defaults_and_where_clauses() {
    let pair = Pair { first: 1u8, second: Some(vec![2u8]) };
    assert_eq!(there_and_back(&pair), pair);
    assert_eq!(arguments::<Pair<u8, f64>>(), ["u8", "f64"]);
}

#[derive(Persist)]
struct Marked<M: ?Sized, N, S> {
    value: u8,
    marker: PhantomData<M>,
    function: PhantomData<fn(N) -> N>,
    #[persist(skip)]
    skipped: Option<S>,
}

#[test]
fn parameters_that_are_not_stored_need_nothing_and_are_no_arguments() {
    persists::<Marked<str, Opaque, Opaque>>();
    assert!(arguments::<Marked<str, Opaque, Opaque>>().is_empty());
}

trait Family {
    type Member;
    type Other;
}

impl Family for Opaque {
    type Member = u16;
    type Other = i8;
}

#[derive(Persist)]
struct Associated<F: Family> {
    member: Vec<F::Member>,
    other: <F as Family>::Other,
}

#[derive(Persist)]
enum AssociatedInVariant<I: Iterator> {
    Item(I::Item),
    Twice(I::Item, I::Item),
}

#[test]
fn associated_types_are_bounded_themselves_and_are_arguments() {
    persists::<Associated<Opaque>>();
    assert_eq!(arguments::<Associated<Opaque>>(), ["u16", "i8"]);
    assert_eq!(arguments::<AssociatedInVariant<std::ops::Range<u8>>>(), ["u8"]);
}

#[derive(Persist, Debug, PartialEq)]
struct Consts<
    const A: u8,
    const B: u16,
    const C: u32,
    const D: u64,
    const E: u128,
    const F: usize,
    const G: i8,
    const H: i16,
    const I: i32,
    const J: i64,
    const K: i128,
    const L: isize,
    const M: bool,
    const N: char = 'n',
> {
    array: [u8; F],
}

#[test]
fn const_parameters_are_arguments() {
    type All = Consts<1, 2, 3, 4, { u128::MAX }, 6, -1, -2, -3, -4, { i128::MIN }, -6, true>;
    let value: All = Consts { array: [7; 6] };
    assert_eq!(there_and_back(&value), value);
    let Ty::Named { args, .. } = All::TY else {
        panic!("a struct has a name");
    };
    assert_eq!(args.len(), 14);
    assert_eq!(args.get(4), Some(&Arg::Unsigned(u128::MAX)));
    assert_eq!(args.get(10), Some(&Arg::Signed(i128::MIN)));
    assert_eq!(args.get(12), Some(&Arg::Bool(true)));
    assert_eq!(args.get(13), Some(&Arg::Char('n')));
}

#[derive(Persist, Debug, PartialEq)]
struct Borrowed<'a, 'b: 'a, T: ToOwned<Owned = String> + ?Sized> {
    name: Cow<'a, str>,
    other: Cow<'b, [u8]>,
    marker: PhantomData<&'a T>,
}

#[test]
fn lifetimes_within_cow() {
    let value = Borrowed::<str> { name: "n".into(), other: vec![1].into(), marker: PhantomData };
    assert_eq!(there_and_back(&value), value);
}

#[derive(Persist)]
#[persist(bound = "K: Persist + Eq + Hash, V: Persist + 'static")]
struct Bounded<K, V> {
    map: HashMap<K, Rc<V>>,
}

#[test]
fn bounds_of_ones_own() {
    assert_eq!(arguments::<Bounded<u8, f64>>(), ["u8", "f64"]);
}

trait Kernel: Persist {}
impl Kernel for u8 {}
impl Kernel for u16 {}

#[derive(Persist, Debug, PartialEq)]
#[persist(bound = "K: Kernel")]
struct BoundedByAnotherTrait<K> {
    kernel: K,
    next: Option<Box<BoundedByAnotherTrait<K>>>,
}

#[test]
fn instances_differ_whatever_the_bound_is_called() {
    assert_eq!(arguments::<BoundedByAnotherTrait<u8>>(), ["u8"]);
    assert_eq!(arguments::<BoundedByAnotherTrait<u16>>(), ["u16"]);
}

/// What a skipped field needs is put on its whole type: `Option<T>` is made up for any `T`.
#[derive(Persist, Debug, PartialEq)]
struct Skipping<T> {
    stored: u8,
    #[persist(skip)]
    maybe: Option<T>,
    #[persist(skip, default = (1, 2))]
    pair: (u8, u8),
    #[persist(skip)]
    value: Vec<T>,
}

#[test]
fn skipped_fields_bound_no_parameter() {
    #[derive(Debug, PartialEq)]
    struct Local;
    let value = Skipping { stored: 1, maybe: Some(Local), pair: (0, 0), value: vec![Local] };
    let back = there_and_back(&value);
    assert_eq!((back.maybe, back.pair, back.value), (None, (1, 2), vec![]));
}
