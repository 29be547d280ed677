//! Values nested in each other: as deep as the limit on an ordinary thread, an error beyond it, in any build.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails panics"
)]

use std::collections::{BTreeMap, HashMap, HashSet};
use std::rc::Rc;

use persist_core::{
    Archive, DiffOptions, Error, ErrorKind, Limits, LoadOptions, Persist, Result, SaveOptions,
    SaveOutcome,
};
use persist_tests::support::craft::{File, push_varint, schema};

/// What a thread has unless its program says otherwise.
const USUAL_STACK: usize = 2 << 20;

#[derive(Persist, Debug)]
enum Chain {
    End,
    Link(u8, Box<Chain>),
}

#[derive(Persist, Debug, Default)]
struct Lists {
    inner: Vec<Lists>,
}

#[derive(Persist, Debug)]
struct Optional {
    number: u32,
    inner: Option<Box<Optional>>,
}

#[derive(Persist, Debug)]
struct Shared {
    inner: Option<Rc<Shared>>,
}

#[derive(Persist, Debug, Default)]
struct Maps {
    inner: HashMap<String, Maps>,
}

#[derive(Persist, Debug, Default)]
struct Trees {
    inner: BTreeMap<u8, Trees>,
}

#[derive(Persist, Debug, Default, PartialEq, Eq, Hash)]
struct Keys {
    inner: Vec<Keys>,
}

#[derive(Persist, Debug)]
enum Wide {
    Leaf([f64; 8]),
    Split { feature: u16, threshold: f64, children: (Box<Wide>, Box<Wide>), name: String },
}

/// A type whose values nest, as bytes: what stands in front of an inner value and behind it, and an innermost
/// one.
struct Nest {
    name: &'static str,
    /// A small file of the type.
    sample: fn() -> Result<Vec<u8>>,
    front: &'static [u8],
    innermost: &'static [u8],
    back: &'static [u8],
    load: fn(&[u8], Limits) -> Result<()>,
}

fn load<T: Persist>(bytes: &[u8], limits: Limits) -> Result<()> {
    LoadOptions::new().limits(limits).from_bytes::<T>(bytes).map(drop)
}

macro_rules! nests {
    ($($ty:ty: $sample:expr, $front:expr, $innermost:expr, $back:expr;)+) => {
        const NESTS: &[Nest] = &[$(Nest {
            name: stringify!($ty),
            sample: || persist_core::to_bytes::<$ty>(&$sample),
            front: $front,
            innermost: $innermost,
            back: $back,
            load: load::<$ty>,
        }),+];
    };
}

nests! {
    Chain: Chain::End, &[1, 7], &[0], &[];
    Lists: Lists::default(), &[1], &[0], &[];
    Optional: Optional { number: 0, inner: None }, &[7, 1], &[7, 0], &[];
    Maps: Maps::default(), &[1, 1, b'a'], &[0], &[];
    Trees: Trees::default(), &[1, 7], &[0], &[];
    Keys: Keys::default(), &[1], &[0], &[];
    Wide: Wide::Leaf([0.0; 8]), &[1, 7, 0, 0, 0, 0, 0, 0, 0, 0], WIDE_LEAF, WIDE_BACK;
}

/// A leaf of eight numbers.
const WIDE_LEAF: &[u8] = &[0; 65];

/// The other child, a leaf, and an empty name.
const WIDE_BACK: &[u8] = &[0; 66];

impl Nest {
    /// A file with `levels` values around the innermost one.
    fn file(&self, levels: usize) -> Vec<u8> {
        let mut body = self.front.repeat(levels);
        body.extend_from_slice(self.innermost);
        body.extend(self.back.repeat(levels));
        File { body, ..File::parse(&(self.sample)().unwrap()) }.to_bytes()
    }
}

/// Shared values, each of which holds the next.
fn chain_of_shared(levels: usize) -> Vec<u8> {
    let sample = persist_core::to_bytes(&Shared { inner: Some(Rc::new(Shared { inner: None })) });
    let mut shared = Vec::new();
    for next in 1..=levels {
        let mut entry = if next == levels { vec![0] } else { vec![1] };
        if next < levels {
            push_varint(&mut entry, next as u128);
        }
        push_varint(&mut shared, entry.len() as u128);
        shared.extend(entry);
    }
    File { shared: Some(shared), ..File::parse(&sample.unwrap()) }.to_bytes()
}

/// Runs on a thread with a stack of this size.
fn on_stack<R: Send>(size: usize, run: impl FnOnce() -> R + Send) -> R {
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(size);
        builder.spawn_scoped(scope, run).unwrap().join().unwrap()
    })
}

fn read_untyped(bytes: &[u8], limits: Limits) -> Result<()> {
    let archive = Archive::from_bytes_with(bytes, &limits)?;
    let verified = archive.verify_values();
    let value = archive.value()?;
    verified?;
    assert!(value == value.clone());
    assert!(!value.to_string().is_empty());
    Ok(())
}

/// Compares a file with itself, and with what it is not.
fn diffed(bytes: &[u8], limits: Limits) -> Result<()> {
    let [a, b] = [bytes, &0u8.to_bytes()?].map(|bytes| Archive::from_bytes_with(bytes, &limits));
    let (a, b) = (a?, b?);
    assert!(a.diff(&a, &DiffOptions::new())?.is_equal());
    assert!(!a.diff(&b, &DiffOptions::new())?.is_equal());
    Ok(())
}

#[track_caller]
fn assert_too_deep(result: Result<()>, what: &str) {
    let error: Error = result.expect_err(what);
    assert_eq!(error.kind(), ErrorKind::Limit, "{what}: {error}");
    assert!(error.help().is_some_and(|help| help.contains("Limits::depth")), "{what}: {error}");
    assert!(error.to_string().len() < 1000, "{what}: {error}");
}

#[test]
fn values_as_deep_as_the_limit_are_loaded_and_dropped_on_an_ordinary_thread() {
    for nest in NESTS {
        let bytes = nest.file(511);
        on_stack(USUAL_STACK, || (nest.load)(&bytes, Limits::new()).unwrap());
        let bytes = nest.file(500);
        on_stack(USUAL_STACK, || read_untyped(&bytes, Limits::new()).unwrap());
        on_stack(USUAL_STACK, || diffed(&bytes, Limits::new()).unwrap());
    }
    let bytes = chain_of_shared(512);
    on_stack(USUAL_STACK, || load::<Shared>(&bytes, Limits::new()).unwrap());
    let bytes = chain_of_shared(500);
    on_stack(USUAL_STACK, || read_untyped(&bytes, Limits::new()).unwrap());
    on_stack(USUAL_STACK, || diffed(&bytes, Limits::new()).unwrap());
}

#[test]
fn a_million_levels_are_refused_on_an_ordinary_thread() {
    for levels in [513, 1_000, 1_000_000] {
        let mut files: Vec<_> = NESTS.iter().map(|n| (n.name, n.file(levels), n.load)).collect();
        files.push(("Shared", chain_of_shared(levels), load::<Shared>));
        for (name, bytes, load) in files {
            on_stack(USUAL_STACK, || {
                assert_too_deep(load(&bytes, Limits::new()), name);
                assert_too_deep(read_untyped(&bytes, Limits::new()), name);
                assert_too_deep(diffed(&bytes, Limits::new()), name);
            });
        }
    }
}

#[test]
fn a_small_stack_needs_a_smaller_limit_and_no_more() {
    let limits = Limits::new().depth(64);
    for levels in [1_000, 1_000_000] {
        let mut files: Vec<_> = NESTS.iter().map(|n| (n.name, n.file(levels), n.load)).collect();
        files.push(("Shared", chain_of_shared(levels), load::<Shared>));
        for (name, bytes, load) in files {
            on_stack(256 << 10, || assert_too_deep(load(&bytes, limits), name));
            on_stack(256 << 10, || assert_too_deep(read_untyped(&bytes, limits), name));
        }
    }
    for nest in NESTS {
        let bytes = nest.file(63);
        on_stack(256 << 10, || (nest.load)(&bytes, limits).unwrap());
    }
}

/// Types whose values can be read as deep as a schema from a file says: the program's own have no say.
fn schemas_without_end() -> Vec<(&'static str, Vec<u8>, Vec<u8>)> {
    use schema::{array, list, list_fixed, named, option, structure, tuple};
    let around = |wrap: fn(&[u8]) -> Vec<u8>, ty: Vec<u8>| (0..63).fold(ty, |ty, _| wrap(&ty));
    let one = |wrap| schema::schema(&named(0), &[structure("S", &[("a", around(wrap, named(0)))])]);
    let chain = |count: usize, wrap: fn(&[u8]) -> Vec<u8>, levels: usize| {
        let definitions: Vec<_> = (0..count)
            .map(|number| {
                let inner =
                    if number + 1 == count { schema::U8.to_vec() } else { named(number + 1) };
                let inner = (0..levels).fold(inner, |ty, _| wrap(&ty));
                structure(&format!("S{number}"), &[("a", inner)])
            })
            .collect();
        schema::schema(&list_fixed(&named(0)), &definitions)
    };
    let single: fn(&[u8]) -> Vec<u8> = |ty| tuple(&[ty]);
    let array_of_one: fn(&[u8]) -> Vec<u8> = |ty| array(ty, 1);
    vec![
        ("options", one(option), vec![1; 1_000_000]),
        ("lists", one(list), vec![1; 1_000_000]),
        ("tuples", one(single), vec![]),
        ("arrays", one(array_of_one), vec![]),
        ("sets", one(schema::set), vec![1; 1_000_000]),
        ("maps", one(|ty| schema::map(ty, schema::UNIT)), vec![1; 1_000_000]),
        ("structs of fixed layout", chain(100_000, single, 0), vec![2, 7]),
        ("tuples of fixed layout", chain(2_000, single, 60), vec![2, 7]),
        ("arrays of fixed layout", chain(2_000, array_of_one, 60), vec![2, 7]),
    ]
}

#[test]
fn schemas_cannot_bring_their_own_depth() {
    for (what, schema, body) in schemas_without_end() {
        let bytes = File { schema, body, ..File::default() }.to_bytes();
        on_stack(USUAL_STACK, || assert_too_deep(read_untyped(&bytes, Limits::new()), what));
        // Some are compared without looking into an array, be they as deep as they like.
        on_stack(USUAL_STACK, || drop(diffed(&bytes, Limits::new())));
        let limits = Limits::new().depth(64);
        on_stack(256 << 10, || assert_too_deep(read_untyped(&bytes, limits), what));
    }
}

fn boxed(levels: usize) -> Chain {
    (0..levels).fold(Chain::End, |inner, _| Chain::Link(7, Box::new(inner)))
}

#[test]
fn what_would_not_load_is_not_saved() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep.persist");
    let bytes = boxed(512).to_bytes().unwrap();
    Chain::from_bytes(&bytes).unwrap();
    let error = boxed(513).to_bytes().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    assert!(error.help().is_some_and(|help| help.contains("SaveOptions::depth")), "{error}");
    let error = boxed(513).save(&path).unwrap_err();
    assert_eq!(error.save_outcome(), Some(SaveOutcome::NotReplaced), "{error}");
    assert!(!path.exists());
    let lists =
        |levels| (0..levels).fold(Lists::default(), |inner, _| Lists { inner: vec![inner] });
    Lists::from_bytes(&lists(511).to_bytes().unwrap()).unwrap();
    assert_eq!(lists(512).to_bytes().unwrap_err().kind(), ErrorKind::Limit);
    let shared = |levels| {
        (0..levels).fold(Shared { inner: None }, |inner, _| Shared { inner: Some(Rc::new(inner)) })
    };
    Shared::from_bytes(&shared(512).to_bytes().unwrap()).unwrap();
    assert_eq!(shared(513).to_bytes().unwrap_err().kind(), ErrorKind::Limit);
    let sets: HashSet<Keys> = [Keys { inner: vec![Keys::default()] }].into();
    HashSet::<Keys>::from_bytes(&sets.to_bytes().unwrap()).unwrap();
}

#[test]
fn deeper_values_take_a_larger_limit_on_both_sides_and_a_larger_stack() {
    on_stack(64 << 20, || {
        let bytes = SaveOptions::new().depth(10_000).to_bytes(&boxed(10_000)).unwrap();
        assert_too_deep(Chain::from_bytes(&bytes).map(drop), "the default");
        let limits = Limits::new().depth(10_000);
        load::<Chain>(&bytes, limits).unwrap();
    });
}

/// On the heap, an array may be larger than the stack is.
#[test]
fn boxed_arrays_do_not_pass_over_the_stack() {
    #[derive(Persist, Debug, PartialEq)]
    struct Field {
        heights: Box<[f64; 300_000]>,
        names: Box<[String; 20_000]>,
        shared: Rc<[[f32; 512]; 512]>,
    }
    fn boxed<T: Clone + std::fmt::Debug, const N: usize>(element: T) -> Box<[T; N]> {
        vec![element; N].into_boxed_slice().try_into().unwrap()
    }
    on_stack(256 << 10, || {
        let field = Field {
            heights: boxed(0.5),
            names: boxed("name".to_owned()),
            shared: boxed([1.5f32; 512]).into(),
        };
        assert_eq!(Field::from_bytes(&field.to_bytes().unwrap()).unwrap(), field);
    });
}
