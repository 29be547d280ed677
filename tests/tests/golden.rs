//! Golden files: each file of a released format loads forever as the value that it was saved from, and this
//! version writes the same bytes again. So it is with records, and with the texts of histories.
//!
//! `PERSIST_BLESS=1` writes the files and the lines of the list that do not exist yet. It never changes one: files of a
//! format that was released are only ever added to.

#![allow(
    unsafe_code,
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::ptr_arg,
    reason = "a test that fails panics, and maps files that nobody writes to"
)]

#[path = "golden"]
mod golden {
    pub(crate) mod crates;
    pub(crate) mod features;
    pub(crate) mod files;
    pub(crate) mod made;
    pub(crate) mod others;
    pub(crate) mod values;
}

use std::collections::BTreeMap;
use std::fs;
use std::rc::Rc;
use std::sync::Arc;

use persist_core::{Archive, LoadOptions, Persist};
use persist_tests::support::craft::crc;

use golden::files::{From, Golden, all, folder};
use golden::made::weighted;
use golden::others;
use golden::values::Named;

/// So many first lines of the list are there forever, and this is the checksum of their text. A release moves both to
/// the end of the list; nothing moves them back.
const FROZEN: (usize, u64) = (61, 0x9e151734640a923c);

/// A line of it: a file's name, its length, its CRC-64/NVME, and of values the first digits of the digest.
const LIST: &str = "list.txt";

/// With this, files that do not exist yet are written.
fn blesses() -> bool {
    std::env::var_os("PERSIST_BLESS").is_some()
}

/// The lines of the list by the names of the files.
fn list() -> BTreeMap<String, String> {
    let text = fs::read_to_string(folder().join(LIST)).unwrap();
    let name = |line: &str| line.split(' ').next().unwrap().to_owned();
    let lines: Vec<_> = text.lines().map(|line| (name(line), line.to_owned())).collect();
    let count = lines.len();
    let list = BTreeMap::from_iter(lines);
    assert_eq!(list.len(), count, "a file is listed twice");
    list
}

/// The file of this name is there as it was added, and is listed.
fn assert_kept(list: &BTreeMap<String, String>, name: &str, written: &[u8], digest: Option<&str>) {
    let path = folder().join(name);
    if blesses() && !path.exists() {
        fs::write(&path, written).unwrap();
    }
    let kept = fs::read(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    let digest = digest.map(|digest| format!(" {digest}")).unwrap_or_default();
    let line = format!("{name} {} {:016x}{digest}", kept.len(), crc(&kept));
    match list.get(name) {
        Some(listed) => assert_eq!(line, *listed, "{name} was changed"),
        None if blesses() => {
            let text = fs::read_to_string(folder().join(LIST)).unwrap();
            fs::write(folder().join(LIST), format!("{text}{line}\n")).unwrap();
        }
        None => panic!("{name} is not in {LIST}: files are added with PERSIST_BLESS=1"),
    }
}

#[test]
fn every_golden_file_is_there_as_it_was_added_and_in_the_list() {
    let before = list();
    for golden in all() {
        let written = golden.written();
        let name = format!("{}.persist", golden.name);
        let digest = golden.digests(&written)[0].to_string();
        assert_kept(&before, &name, &written, Some(&digest[..16]));
    }
    for (name, written) in others::all() {
        assert_kept(&before, name, &written, None);
    }

    let names = fs::read_dir(folder()).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let mut there: Vec<_> = names.filter(|name| name != LIST).collect();
    there.sort();
    assert!(list().into_keys().eq(there), "files that are listed are there, and no others");
}

#[test]
fn lines_are_only_ever_added_to_the_list() {
    let (count, frozen) = FROZEN;
    let text = fs::read_to_string(folder().join(LIST)).unwrap();
    let first: String = text.split_inclusive('\n').take(count).collect();
    let found = (first.lines().count(), crc(first.as_bytes()));
    assert_eq!(found, (count, frozen), "what was released was removed or changed: {found:#x?}");
}

fn assert_loads(golden: &Golden) {
    let (name, path, kept) = (golden.name, golden.path(), golden.bytes());
    for from in [From::Bytes(&kept), From::Stream(&kept), From::Path(&path), From::Mapped(&path)] {
        golden.load(from).unwrap_or_else(|error| panic!("{name}: {error}"));
    }
    let [saved, loaded] = golden.digests(&kept);
    assert_eq!(saved, loaded, "{name}: what is loaded would be written in another way");
    let archive = Archive::open(&path).unwrap();
    archive.verify().unwrap();
    archive.verify_values().unwrap();
    // A tree takes many times the memory of its file: more than the limits allow for a large one.
    if archive.uncompressed_len() < 100_000 {
        assert!(!archive.value().unwrap().to_string().is_empty(), "{name}");
    }
    assert_eq!(archive.producer(), Some(("golden", "1.0.0")), "{name}");
}

#[test]
fn every_golden_file_loads_as_what_was_saved_and_is_written_again() {
    if blesses() {
        return;
    }
    for golden in all() {
        assert_loads(&golden);
        let same = golden.written() == golden.bytes();
        assert!(same || golden.varies(), "{} is written in another way", golden.name);
    }
}

#[test]
fn a_golden_file_of_a_model_is_proven() {
    for name in ["probes", "probes_and_blocks"] {
        let path = folder().join(format!("{name}.persist"));
        LoadOptions::new().load_verified(path, weighted).unwrap();
    }
}

#[test]
fn a_golden_file_keeps_which_values_are_shared() {
    let path = folder().join("shared.persist");
    let (one, other, _) = <(Rc<Named>, Rc<Named>, Arc<[f64]>)>::load(path).unwrap();
    assert!(Rc::ptr_eq(&one, &other));
}
