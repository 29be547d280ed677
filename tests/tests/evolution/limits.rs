//! Plans for schemas that lie: neither more memory than is allowed, nor more stack than a thread has.

use persist_core::{ErrorKind, Limits, LoadOptions, Persist, Result};
use persist_tests::support::craft::schema::{U8, UNIT, named, option, schema, structure, tuple};
use persist_tests::support::craft::{File, push_varint, string};

programs! {
    reader {
        pub struct Of<T> { pub it: T }
        pub struct Many {
            pub a: Of<u8>,
            pub b: Of<u16>,
            pub c: Of<u32>,
            pub d: Of<u64>,
            pub e: Of<i16>,
            pub f: Of<i32>,
            pub g: Of<i64>,
        }
        pub struct Chain(pub u16, pub Option<Box<Chain>>);
        pub struct Knot(pub u16, pub One);
        pub struct One(pub Option<Other>);
        pub struct Other(pub Option<Another>);
        pub struct Another(pub Option<Box<Knot>>);
    }
}

fn file(schema: Vec<u8>, body: Vec<u8>) -> Vec<u8> {
    File { schema, body, ..File::default() }.to_bytes()
}

/// One long definition of the file is met in as many of the program's: each takes steps of its own.
#[test]
fn a_plan_takes_no_more_memory_than_is_allowed() {
    const FIELDS: u64 = 2000;
    let many = structure("Many", &["a", "b", "c", "d", "e", "f", "g"].map(|name| (name, named(1))));
    let mut of = string("Of");
    // Its argument, and the fields, of which the last one alone is known.
    of.extend([4, 1, 0]);
    of.extend(U8);
    of.push(2);
    push_varint(&mut of, u128::from(FIELDS));
    for number in 1..FIELDS {
        of.extend(string(&number.to_string()));
        of.extend([&[0], UNIT].concat());
    }
    of.extend([&string("it")[..], &[0], U8].concat());
    let bytes = file(schema(&named(0), &[many, of]), vec![7; 7]);
    let load =
        |limits: Limits| LoadOptions::new().limits(limits).from_bytes::<reader::Many>(&bytes);
    assert_eq!(load(Limits::new()).unwrap().g.it, 7);
    let error = load(Limits::new().allocation(64 * 7 * FIELDS)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    assert!(error.to_string().contains("a plan for reading it takes more memory"), "{error}");
    assert!(error.help().unwrap().contains("Limits::allocation"), "{error}");
}

/// A file of a chain of so many types, each with the next one in so many options.
fn chain(links: usize, options: usize) -> Vec<u8> {
    let next = |number| named(if number + 1 < links { number + 1 } else { number });
    let link = |number| {
        let next = (0..options).fold(next(number), |ty, _| option(&ty));
        structure(&format!("Link{number}"), &[("0", tuple(&[U8, &next]))])
    };
    let all: Vec<_> = (0..links).map(link).collect();
    file(schema(&named(0), &all), vec![7, 0])
}

/// Reads it on a thread of little stack.
fn read<T: Persist + Send + 'static>(bytes: Vec<u8>) -> Result<T> {
    let load =
        move || LoadOptions::new().limits(Limits::new().allocation(64 << 20)).from_bytes(&bytes);
    std::thread::Builder::new().stack_size(1 << 20).spawn(load).unwrap().join().unwrap()
}

/// Types of other names that lead into each other take stack while they are planned, whatever is around them: so much,
/// and no more.
#[test]
fn types_that_lead_into_each_other_are_planned_to_a_bounded_depth() {
    // A link is three pairs of types within each other, itself, its tuple and the option, and the last one is met twice.
    assert_eq!(read::<reader::Chain>(chain(42, 1)).unwrap(), reader::Chain(7, None));
    assert_eq!(read::<reader::Knot>(chain(10, 3)).unwrap(), reader::Knot(7, reader::One(None)));
    for links in [43, 200, 20_000] {
        for error in [
            read::<reader::Chain>(chain(links, 1)).unwrap_err(),
            read::<reader::Knot>(chain(links, 3)).unwrap_err(),
        ] {
            assert_eq!(error.kind(), ErrorKind::Schema, "{error}");
            assert!(error.to_string().contains(": the file has "), "{error}");
        }
    }
}
