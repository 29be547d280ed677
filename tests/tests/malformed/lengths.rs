//! Files that are cut short, and files with more behind their end: each by every way of reading one.

use std::fs::OpenOptions;
use std::io::Write;

use persist_core::Archive;

use crate::golden::files::From;
use crate::malformed::patient::patients;
use crate::{Patient, assert_placed, fs, is_full};

/// Longest run of bytes behind the end.
const BEHIND: usize = 4096;

/// Every way of reading a file gives an error that says where, and what is wrong.
fn assert_refused(patient: &Patient, bytes: &[u8], path: &std::path::Path, says: &[&str]) {
    let name = patient.golden.name;
    let froms = [From::Bytes(bytes), From::Path(path), From::Mapped(path)];
    let loads = froms.map(|from| patient.golden.load(from));
    let archives = [Archive::from_bytes(bytes), Archive::open(path), Archive::read_from(bytes)];
    for result in loads.into_iter().chain(archives.map(|archive| archive.map(drop))) {
        let Err(error) = result else { panic!("{name} of {} bytes is taken", bytes.len()) };
        assert_placed(&error, || format!("{name} of {} bytes", bytes.len()));
        let text = error.to_string();
        assert!(
            says.iter().any(|says| text.contains(says)),
            "{name} of {} bytes: {text}",
            bytes.len()
        );
    }
}

#[test]
fn every_truncation_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    let mut count = 0;
    for patient in patients() {
        fs::write(&path, &patient.sound).unwrap();
        let file = OpenOptions::new().write(true).open(&path).unwrap();
        let places = patient.places();
        let step = if is_full() || places.len() < 200 { 1 } else { 5 };
        for len in places.into_iter().rev().step_by(step) {
            file.set_len(len as u64).unwrap();
            let bytes = &patient.sound[..len];
            assert_refused(&patient, bytes, &path, &["the file is cut short", "the file is empty"]);
            let error = patient.golden.load(From::Stream(bytes)).unwrap_err();
            assert_placed(&error, || format!("a stream of {len} bytes"));
            count += 1;
        }
    }
    println!("truncations: {count}, all found");
}

#[test]
fn every_appended_length_is_found() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    let mut count = 0;
    for patient in patients() {
        let step = if is_full() || patient.golden.name == "forest" { 1 } else { 199 };
        for byte in [0, 0xff] {
            fs::write(&path, &patient.sound).unwrap();
            let mut file = OpenOptions::new().append(true).open(&path).unwrap();
            let mut bytes = patient.sound.clone();
            let mut lens: Vec<_> = (1..=BEHIND).step_by(step).chain([BEHIND]).collect();
            lens.dedup();
            for len in lens {
                let more = vec![byte; patient.sound.len() + len - bytes.len()];
                bytes.extend_from_slice(&more);
                file.write_all(&more).unwrap();
                assert_refused(&patient, &bytes, &path, &["bytes follow the file's end"]);
                count += 1;
            }
            // A stream may go on: what follows a file in it is left unread.
            patient.golden.load(From::Stream(&bytes)).unwrap();
        }
    }
    println!("files with more behind their end: {count}, all found");
}
