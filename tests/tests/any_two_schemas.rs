//! Any two schemas: planning ends, and a load gives a value or an error, whatever the file says.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails panics"
)]

use persist_core::{ErrorKind, Result};
use persist_tests::support::alloc::{Counting, cost};
use persist_tests::support::craft::File;
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
