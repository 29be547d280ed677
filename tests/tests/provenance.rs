//! Provenance: a file says where it comes from if it is asked to, and else nothing.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails panics")]

use std::time::{Duration, UNIX_EPOCH};

use persist_core::{Archive, ErrorKind, Persist, Provenance, SaveOptions, provenance};

const LOCK: &str = include_str!("../../Cargo.lock");

fn entries(options: &SaveOptions) -> Vec<(String, String)> {
    let archive = Archive::from_bytes(options.to_bytes(&5u8).unwrap()).unwrap();
    let owned = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
    archive.metadata().map(owned).collect()
}

fn value(entries: &[(String, String)], key: &str) -> Option<String> {
    entries.iter().find(|(found, _)| found == key).map(|(_, value)| value.clone())
}

#[test]
fn a_file_says_nothing_of_itself_unless_it_is_asked_to() {
    assert_eq!(entries(&SaveOptions::new()), []);
    assert_eq!(5u8.to_bytes().unwrap(), 5u8.to_bytes().unwrap());
}

#[test]
fn each_documented_key_is_written() {
    let provenance = provenance!()
        .commit("4b825dc")
        .saved_at(UNIX_EPOCH + Duration::from_secs(1_000_000_000))
        .crate_version("smartcore", "0.7.0")
        .locked(LOCK, ["persist-core", "proptest"]);
    let found = entries(&SaveOptions::new().provenance(provenance));
    let keys: Vec<_> = found.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "provenance.commit",
            "provenance.crate.persist-core",
            "provenance.crate.proptest",
            "provenance.crate.smartcore",
            "provenance.persist",
            "provenance.program",
            "provenance.rustc",
            "provenance.saved",
            "provenance.target",
        ]
    );
    let value = |key: &str| value(&found, &format!("provenance.{key}")).unwrap();
    let own = env!("CARGO_PKG_VERSION");
    assert_eq!(value("commit"), "4b825dc");
    assert_eq!(value("crate.persist-core"), own);
    assert!(value("crate.proptest").starts_with("1."));
    assert_eq!(value("crate.smartcore"), "0.7.0");
    assert_eq!(value("persist"), own);
    assert_eq!(value("program"), format!("persist-tests {own}"));
    assert!(value("rustc").starts_with("rustc 1."), "{}", value("rustc"));
    assert_eq!(value("saved"), "2001-09-09T01:46:40Z");
    assert!(value("target").contains(std::env::consts::ARCH), "{}", value("target"));
}

#[test]
fn the_time_is_that_of_the_save() {
    let options = SaveOptions::new().provenance(Provenance::new());
    let found = entries(&options);
    let saved = value(&found, "provenance.saved").unwrap();
    assert!(saved.len() == "2001-09-09T01:46:40Z".len() && saved.starts_with("20"), "{saved}");
    assert_eq!(value(&found, "provenance.program"), None, "only the macro knows where it stands");
}

#[test]
fn a_save_at_a_stated_time_gives_the_same_bytes_again() {
    let options = SaveOptions::new().provenance(provenance!().saved_at(UNIX_EPOCH));
    assert_eq!(options.to_bytes(&5u8).unwrap(), options.to_bytes(&5u8).unwrap());
}

#[test]
fn what_the_caller_says_himself_stays() {
    let options = SaveOptions::new()
        .metadata("provenance.rustc", "a fork")
        .metadata("data", "iris")
        .provenance(provenance!());
    let found = entries(&options);
    assert_eq!(value(&found, "provenance.rustc").unwrap(), "a fork");
    assert_eq!(value(&found, "data").unwrap(), "iris");
}

#[test]
fn the_commit_is_that_of_the_first_variable_that_tells_one() {
    let cases = [
        ([None, None], None),
        ([None, Some("b")], Some("b")),
        ([Some("a"), Some("b")], Some("a")),
        ([Some(""), Some("b")], Some("b")),
        ([Some("VERGEN_IDEMPOTENT_OUTPUT"), None], None),
    ];
    for (variables, commit) in cases {
        let provenance = Provenance::__of_build([Some("trainer"), Some("1.0.0")], variables);
        let found = entries(&SaveOptions::new().provenance(provenance));
        assert_eq!(value(&found, "provenance.commit").as_deref(), commit, "{variables:?}");
        assert_eq!(value(&found, "provenance.program").unwrap(), "trainer 1.0.0");
    }
}

#[test]
fn a_crate_that_is_not_locked_is_an_error_of_the_save() {
    let options = SaveOptions::new().provenance(Provenance::new().locked(LOCK, ["smartcoer"]));
    let error = options.to_bytes(&5u8).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Caller);
    assert!(
        error.to_string().contains("`Cargo.lock` that provenance was given has no `smartcoer`")
    );
}

#[test]
fn a_file_that_is_rewritten_says_when_it_was_saved_first() {
    #[derive(Persist)]
    #[persist(name = "provenance::Model", version = "1.0.0")]
    struct Old {
        depth: u8,
    }
    #[derive(Persist)]
    #[persist(name = "provenance::Model", version = "1.1.0")]
    struct New {
        depth: u16,
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    let provenance = Provenance::new().saved_at(UNIX_EPOCH);
    SaveOptions::new().provenance(provenance).save(&Old { depth: 3 }, &path).unwrap();
    persist_core::upgrade_file::<New>(&path).unwrap();
    assert_eq!(New::load(&path).unwrap().depth, 3);
    let archive = Archive::open(&path).unwrap();
    assert!(archive.provenance().any(|entry| entry == ("saved", "1970-01-01T00:00:00Z")));
}
