//! Any two schemas: planning ends, and a load gives a value or an error, whatever the file says.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails panics"
)]

use persist_core::{ErrorKind, Result, Schema, compat};
use persist_tests::support::alloc::{Counting, cost};
use persist_tests::support::craft::File;
use persist_tests::support::craft::schema::{array_fixed, list_fixed, named, schema, structure};
use persist_tests::support::programs::{ALLOCATION, programs};
use persist_tests::support::random::{Random, break_bytes};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

#[track_caller]
fn bounded(what: &str, bytes: &[u8], read: fn(&[u8]) -> Result<()>) -> Result<()> {
    let (result, cost) = cost(|| read(bytes));
    let most = 3 * usize::try_from(ALLOCATION).unwrap() + (2 << 20);
    assert!(cost.peak <= most, "{what}: {cost:?}");
    result
}

#[test]
fn each_type_as_each_other() {
    let programs = programs();
    let (mut read, mut refused) = (0, 0);
    for writer in &programs {
        for reader in &programs {
            let what = format!("{} as {}", writer.name, reader.name);
            match bounded(&what, &writer.file, reader.read) {
                Ok(()) => read += 1,
                Err(error) => {
                    assert_eq!(error.kind(), ErrorKind::Schema, "{what}: {error}");
                    refused += 1;
                }
            }
        }
        let what = writer.name;
        bounded(what, &writer.file, writer.read).expect(what);
    }
    assert!(read > 300 && refused > 1000, "{read} read, {refused} refused");
}

#[test]
fn bodies_of_nobody_as_each_type() {
    let programs = programs();
    let mut random = Random(3);
    for writer in &programs {
        let parts = File::parse(&writer.file);
        for _ in 0..60 {
            let mut broken = parts.clone();
            break_bytes(&mut broken.body, &mut random);
            let file = broken.to_bytes();
            for reader in &programs {
                let what = format!("{} as {}", writer.name, reader.name);
                // A value or an error: never a panic, nor memory without end.
                let _: Result<()> = bounded(&what, &file, reader.read);
            }
        }
    }
}

#[test]
fn schemas_of_nobody_as_each_type() {
    let programs = programs();
    let mut random = Random(4);
    for writer in &programs {
        let parts = File::parse(&writer.file);
        for _ in 0..60 {
            let mut broken = parts.clone();
            break_bytes(&mut broken.schema, &mut random);
            let file = broken.to_bytes();
            for reader in &programs {
                let what = format!("{} as {}", writer.name, reader.name);
                let _: Result<()> = bounded(&what, &file, reader.read);
            }
        }
    }
}

/// Each of them could be converted by a plan of its own, of as many parts as an element has.
#[test]
fn many_arrays_of_large_elements_take_no_more_than_a_plan_may() {
    const U16: &[u8] = &[3];
    const U32: &[u8] = &[4];
    let schema = |number: &[u8]| {
        let list = list_fixed(&array_fixed(number, 500));
        let names: Vec<String> = (0..20_000).map(|n| format!("f{n}")).collect();
        let fields: Vec<_> = names.iter().map(|name| (name.as_str(), list.clone())).collect();
        Schema::from_bytes(&schema(&named(0), &[structure("Model", &fields)])).unwrap()
    };
    let (old, new) = (schema(U16), schema(U32));
    let (report, cost) = cost(|| compat::check(&old, &new).unwrap());
    assert!(report.is_backward());
    assert!(cost.peak <= 3 * (64 << 20), "{cost:?}");
}
