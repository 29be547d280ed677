//! Damaged entries are computed anew, and say so. Files that are no entries stay.

use std::fs;
use std::path::Path;

use persist_core::{CacheMiss, CacheOutcome, Compression, ErrorKind, Persist, SaveOptions, cached};

use crate::{Fit, ask, cache, fit, names, quick};

/// The bytes of an entry for the key 1, by these options.
fn entry(path: &Path, save: SaveOptions) -> Vec<u8> {
    cache().save_options(save).get(path, &1u32, || fit("first")).unwrap();
    fs::read(path).unwrap()
}

/// Asks for the entry when its file holds these bytes: it is damaged, and there again.
#[track_caller]
fn assert_computed_anew(path: &Path, bytes: &[u8], what: &str) {
    fs::write(path, bytes).unwrap();
    let found = cache().get(path, &1u32, || fit("anew"));
    let found = found.unwrap_or_else(|error| panic!("{what}: {error}"));
    assert_eq!(found.value, fit("anew"), "{what}");
    let CacheOutcome::Fitted(CacheMiss::Damaged(error)) = &found.outcome else {
        panic!("{what}: {}", found.outcome);
    };
    assert_eq!(error.kind(), ErrorKind::Damaged, "{what}: {error}");
    assert!(found.outcome.to_string().starts_with("fitted: the entry was damaged: cannot load"));
    assert!(found.unsaved.is_none(), "{what}");
    assert_eq!(ask(path, 1, "once more"), ("hit".into(), fit("anew")), "{what}");
}

#[test]
fn an_entry_with_a_damaged_byte_is_computed_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fit.persist");
    for save in [quick(), quick().compression(Compression::lz4())] {
        let _ = fs::remove_file(&path);
        let whole = entry(&path, save);
        assert_eq!(ask(&path, 1, "second").0, "hit");
        // The magic and what is next to it whole, and then every few bytes.
        for at in (0..24).chain((24..whole.len()).step_by(5)) {
            let mut bytes = whole.clone();
            bytes[at] ^= 1 << (at % 8);
            assert_computed_anew(&path, &bytes, &format!("byte {at}"));
        }
    }
}

#[test]
fn an_entry_that_was_cut_lengthened_or_lost_is_computed_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fit.persist");
    let whole = entry(&path, quick());
    for len in (0..100).chain((100..whole.len()).step_by(7)) {
        assert_computed_anew(&path, &whole[..len], &format!("{len} bytes"));
    }
    for more in [1, 64, 4096] {
        let mut bytes = whole.clone();
        bytes.resize(whole.len() + more, 7);
        assert_computed_anew(&path, &bytes, &format!("{more} bytes more"));
    }
    for len in [64, whole.len(), 200_000] {
        assert_computed_anew(&path, &vec![0; len], &format!("{len} zeros"));
    }
    // Nine bytes at a time, wherever they are.
    for at in (8..whole.len() - 9).step_by(5) {
        let mut bytes = whole.clone();
        bytes[at..at + 9].fill(0xff);
        if bytes != whole {
            assert_computed_anew(&path, &bytes, &format!("bytes from {at} on"));
        }
    }
}

/// Asks for an entry where this file is: it is an error, and the file stays.
#[track_caller]
fn assert_kept(bytes: &[u8], kind: ErrorKind, text: &str) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("precious");
    fs::write(&path, bytes).unwrap();
    let result = cached(&path, &1u32, || -> Fit { unreachable!("the file is not to be replaced") });
    let error = result.unwrap_err();
    assert_eq!(error.kind(), kind, "{error}");
    assert!(error.to_string().contains(text), "{error}");
    assert!(error.help().unwrap().contains("name another path"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), bytes);
    assert_eq!(names(folder.path()), ["precious"]);
}

#[test]
fn files_that_are_no_entries_stay() {
    assert_kept(b"{\"precious\": true}", ErrorKind::NotPersist, "it looks like JSON text");
    assert_kept(b"x", ErrorKind::NotPersist, "not a persist file");
    assert_kept(&[7; 5000], ErrorKind::NotPersist, "not a persist file");
    let says_so = b"In its metadata stands persist.cache.key, says the manual.";
    assert_kept(says_so, ErrorKind::NotPersist, "not a persist file");
    let mut late = vec![0; 200_000];
    late.push(1);
    assert_kept(&late, ErrorKind::Damaged, "zeros");
    let record = fit("a record").to_record().unwrap();
    assert_kept(&record, ErrorKind::NotPersist, "a record of persist");
}

#[test]
fn files_that_were_saved_by_other_means_stay() {
    let saved = quick().metadata("persist", "cache").to_bytes(&fit("precious")).unwrap();
    assert_kept(&saved, ErrorKind::Caller, "is no entry of a cache");
    for at in (0..saved.len()).step_by(3) {
        let mut bytes = saved.clone();
        bytes[at] ^= 4;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("precious");
        fs::write(&path, &bytes).unwrap();
        let result = cached(&path, &1u32, || -> Fit { unreachable!("the file stays") });
        let error = result.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Caller | ErrorKind::Damaged), "{at}: {error}");
        assert!(error.to_string().contains("not replaced"), "{at}: {error}");
        assert_eq!(fs::read(&path).unwrap(), bytes);
    }
}

#[test]
fn a_file_that_comes_while_a_result_is_computed_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fit.persist");
    let found = cache().get(&path, &1u32, || {
        fit("precious").save(&path).unwrap();
        fit("computed")
    });
    let found = found.unwrap();
    assert_eq!(found.value, fit("computed"));
    let reason = found.unsaved.unwrap();
    assert!(reason.to_string().contains("is no entry of a cache"), "{reason}");
    assert_eq!(Fit::load(&path).unwrap(), fit("precious"));
}

#[cfg(unix)]
#[test]
fn what_is_no_file_stays() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("socket");
    let socket = std::os::unix::net::UnixListener::bind(&path).unwrap();
    let error = cached(&path, &1, || fit("a")).unwrap_err();
    assert!(error.to_string().contains("not that of a regular file"), "{error}");
    assert_eq!(names(folder.path()), ["socket"]);
    drop(socket);
}
