//! The schema of a type of the program is put together once, and each type has its own.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails panics"
)]

use std::borrow::Cow;
use std::marker::PhantomData;
use std::panic::catch_unwind;
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use persist_core::__private::{Node, Plan};
use persist_core::schema::{Registry, Ty};
use persist_core::wire::{Reader, Writer};
use persist_core::{Persist, Records, Result, Schema};

/// Types that are the same by name and fields in both modules: they differ in what `Part` holds.
macro_rules! models {
    ($($module:ident: $size:ty),+) => {$(
        mod $module {
            #[derive(persist_core::Persist)]
            pub(crate) struct Model {
                pub(crate) part: Part,
            }

            #[derive(persist_core::Persist)]
            pub(crate) struct Part {
                pub(crate) size: $size,
            }

            #[derive(persist_core::Persist)]
            #[allow(dead_code, reason = "what matters is the schema")]
            pub(crate) enum Tree {
                Leaf(Part),
                Split(Vec<Tree>),
            }

            #[derive(persist_core::Persist)]
            #[allow(dead_code, reason = "what matters is the schema")]
            pub(crate) struct List {
                sizes: Vec<u16>,
                more: Option<Box<List>>,
                range: std::ops::Range<u8>,
            }

            #[derive(persist_core::Persist)]
            #[allow(dead_code, reason = "what matters is the schema")]
            #[persist(version = "2.0.0", history = false, upgrade("1" => Former))]
            pub(crate) struct Upgraded {
                size: u8,
            }

            #[derive(persist_core::Persist)]
            #[persist(view_of = "Upgraded", epoch = "1")]
            pub(crate) struct Former {
                part: Part,
            }

            impl persist_core::Upgrade<Former> for Upgraded {
                fn upgrade(old: Former) -> persist_core::Result<Self> {
                    Ok(Upgraded { size: u8::try_from(old.part.size).unwrap_or(u8::MAX) })
                }
            }
        }
    )+};
}

models!(one: u8, other: u16);

#[derive(Persist)]
struct Pair<T, const N: u32> {
    first: T,
    second: T,
}

fn schema<T: Persist>() -> Schema {
    Schema::of::<T>().unwrap()
}

#[test]
fn types_of_one_name_and_shape_have_schemas_of_their_own() {
    for _ in 0..2 {
        assert_ne!(schema::<one::Model>(), schema::<other::Model>());
        assert_ne!(schema::<Vec<one::Model>>(), schema::<Vec<other::Model>>());
    }
    let saved = one::Model { part: one::Part { size: 200 } }.to_bytes().unwrap();
    assert_eq!(one::Model::from_bytes(&saved).unwrap().part.size, 200);
    assert_eq!(other::Model::from_bytes(&saved).unwrap().part.size, 200);
    let saved = other::Model { part: other::Part { size: 300 } }.to_bytes().unwrap();
    assert_eq!(other::Model::from_bytes(&saved).unwrap().part.size, 300);
}

#[test]
fn types_of_equal_definitions_meet_only_where_all_that_they_hold_is_equal() {
    let differ = |schema: Result<Schema>| {
        let error = schema.unwrap_err().to_string();
        assert!(error.contains("two different types have the name `Part`"), "{error}");
        assert!(error.contains("{ size: u8 }") && error.contains("{ size: u16 }"), "{error}");
    };
    differ(Schema::of::<(one::Model, other::Model)>());
    differ(Schema::of::<(other::Model, Option<one::Model>)>());
    differ(Schema::of::<(Pair<one::Part, 1>, Pair<other::Part, 1>)>());
    differ(Schema::of::<(one::Tree, other::Tree)>());
    differ(Schema::of::<(one::Upgraded, other::Upgraded)>());

    assert_eq!(schema::<(one::List, other::List)>().defs().len(), 2, "a list and its range");
    assert_eq!(schema::<(one::Tree, one::Tree)>().defs().len(), 2, "a tree and its part");
}

#[test]
fn instances_of_a_generic_type_have_schemas_of_their_own() {
    let names = |schema: Schema| schema.to_string();
    assert_ne!(names(schema::<Pair<u8, 1>>()), names(schema::<Pair<u16, 1>>()));
    assert_ne!(names(schema::<Pair<u8, 1>>()), names(schema::<Pair<u8, 2>>()));
    assert_eq!(names(schema::<Pair<u8, 1>>()), names(schema::<Pair<u8, 1>>()));
    let pair = Pair::<u8, 1> { first: 1, second: 2 };
    let back = Pair::<u8, 1>::from_bytes(&pair.to_bytes().unwrap()).unwrap();
    assert_eq!((back.first, back.second), (1, 2));
}

/// The length of a list that stands elsewhere.
#[derive(Persist)]
struct Length<T> {
    len: u32,
    #[persist(skip)]
    of: PhantomData<T>,
}

#[derive(Persist)]
struct Item {
    size: u32,
    parts: Length<Vec<Item>>,
}

#[test]
fn an_argument_can_name_an_array_of_the_type_that_holds_it() {
    let schema = schema::<Vec<Item>>();
    assert_eq!(Schema::from_bytes(&schema.to_bytes()).unwrap(), schema);
    let items = vec![Item { size: 7, parts: Length { len: 3, of: PhantomData } }];
    let back = <Vec<Item>>::from_bytes(&items.to_bytes().unwrap()).unwrap();
    assert_eq!((back[0].size, back[0].parts.len), (7, 3));
}

/// Text of a type that counts how often it is registered.
struct Counted<'a>(Cow<'a, str>);

static REGISTERED: AtomicU32 = AtomicU32::new(0);

impl Persist for Counted<'_> {
    const TY: &'static Ty = <String as Persist>::TY;

    fn register(_: &mut Registry) {
        REGISTERED.fetch_add(1, Ordering::Relaxed);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        self.0.encode(w)
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        Cow::decode(r).map(Counted)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        Cow::decode_as(r, plan, node).map(Counted)
    }
}

#[test]
fn a_type_is_registered_once_whatever_is_done_with_it_and_whatever_it_borrows() {
    let save = |text: &str| Counted(text.into()).to_bytes().unwrap();
    let text = "iris".to_owned();
    let saved = save(&text);
    assert_eq!(save("iris"), saved);
    assert_eq!(Counted::from_bytes(&saved).unwrap().0, "iris");
    let records = Records::new().unwrap();
    let record = records.encode(&Counted("rose".into())).unwrap();
    assert_eq!(persist_core::from_record::<Counted<'_>>(&record).unwrap().0, "rose");
    assert_eq!(*records.schema(), schema::<Counted<'_>>());
    assert_eq!(REGISTERED.load(Ordering::Relaxed), 1);
}

/// A type that cannot be registered yet.
struct Late;

static READY: AtomicBool = AtomicBool::new(false);

impl Persist for Late {
    const TY: &'static Ty = <() as Persist>::TY;

    fn register(_: &mut Registry) {
        assert!(READY.load(Ordering::Relaxed), "not yet");
    }

    fn encode<'a>(&'a self, _: &mut Writer<'a>) -> Result<()> {
        Ok(())
    }

    fn decode(_: &mut Reader<'_>) -> Result<Self> {
        Ok(Late)
    }

    fn decode_as(r: &mut Reader<'_>, _: &Plan, _: Node) -> Result<Self> {
        Late::decode(r)
    }
}

#[test]
fn a_panic_or_an_error_leaves_nothing_behind() {
    catch_unwind(|| Late.to_bytes()).map(drop).unwrap_err();
    READY.store(true, Ordering::Relaxed);
    Late::from_bytes(&Late.to_bytes().unwrap()).unwrap();
    for _ in 0..2 {
        let error = Schema::of::<(one::Part, other::Part)>().unwrap_err();
        assert!(error.to_string().contains("two different types have the name `Part`"), "{error}");
    }
}

#[test]
fn threads_that_ask_at_once_get_the_same_schema() {
    #[derive(Persist)]
    struct Asked {
        names: Vec<String>,
    }
    std::thread::scope(|scope| {
        let ask = || scope.spawn(|| Asked { names: vec!["a".into()] }.to_bytes().unwrap());
        let all = [(); 8].map(|()| ask()).map(|thread| thread.join().unwrap());
        assert!(all.iter().all(|bytes| *bytes == all[0]));
    });
}
