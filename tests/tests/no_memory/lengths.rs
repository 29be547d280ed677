//! Room is taken away from what reads, bit by bit: what is as long as a file says is an error where it does not fit.

use std::collections::HashMap;
use std::ffi::CString;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Arc;

use persist_core::{Archive, ErrorKind, Persist, Result, Serde};
use persist_tests::support::failing::within;

use super::{Scene, WORKS, Work};

/// Reads with more and more room, until it is enough; what is too much is an error.
#[track_caller]
fn refused_without_room(read: impl Fn() -> Result<()>) {
    let (mut room, mut errors) = (0, 0);
    loop {
        let (result, refused) = within(room, &read);
        match result {
            Ok(()) if !refused => break,
            Ok(()) => {}
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::System, "{room} bytes: {error}");
                errors += 1;
            }
        }
        room += 30_000.max(room / 4);
    }
    assert!(errors > 0, "it took no memory");
}

/// Whatever it is the length of, and whoever reads it.
#[test]
fn a_length_that_there_is_no_memory_for_is_an_error() {
    fn of<T: Persist>(value: &T) {
        let bytes = value.to_bytes().unwrap();
        refused_without_room(|| T::from_bytes(&bytes).map(drop));
        let archive = Archive::from_bytes(bytes).unwrap();
        refused_without_room(|| archive.value().map(drop));
    }
    let text = "x".repeat(100_000);
    let numbers = 0..9000u64;
    of(&text);
    of(&Box::<str>::from(&*text));
    of(&PathBuf::from(&text));
    of(&CString::new(&*text).unwrap());
    of(&Rc::<str>::from(&*text));
    of(&Arc::<str>::from(&*text));
    of(&numbers.clone().collect::<Rc<[u64]>>());
    of(&numbers.clone().step_by(2).map(Some).collect::<Vec<_>>());
    of(&numbers.step_by(4).map(|number| (number, 0.5)).collect::<HashMap<_, f64>>());
    of(&Serde(text));
}

/// Elements of each collection of the model that there is no room for.
const LARGE: u16 = 9000;

/// Room is taken away from what reads, bit by bit. What is written is the program's own.
#[test]
fn no_length_in_a_file_ends_a_process_that_has_no_memory_for_it() {
    let full = std::env::var_os("PERSIST_FULL").is_some();
    let reads = |work: &&Work| work.name.starts_with("load") || work.name.starts_with("look");
    let in_time = |work: &&Work| full || !work.name.starts_with("look at arrays");
    for work in WORKS.iter().filter(reads).filter(in_time) {
        let folder = tempfile::tempdir().unwrap();
        let scene = Scene::of(work, folder.path(), LARGE);
        let (mut room, mut errors, mut fine) = (0, 0, 0);
        loop {
            let (result, refused) = within(room, || (work.run)(&scene.new, folder.path()));
            match result {
                Ok(()) if !refused => break,
                // Some of it can be done without.
                Ok(()) => fine += 1,
                Err(error) => {
                    assert_eq!(
                        error.kind(),
                        ErrorKind::System,
                        "{}, {room} bytes: {error}",
                        work.name
                    );
                    errors += 1;
                }
            }
            room += (1 << 16).max(room / if full { 50 } else { 8 });
        }
        println!("{}: {errors} errors, {fine} did with less; it takes {room} bytes", work.name);
        assert!(errors > 10, "{}: {errors} errors", work.name);
    }
}
