//! How entries are saved and loaded, and where they can and cannot be.

use std::fs;

use persist_core::{
    Archive, Buffer, Compression, Error, ErrorKind, LoadOptions, Persist, SaveOptions, SaveOutcome,
    Schema, cached,
};

use crate::{Fit, ask, cache, fit, names, quick};

#[test]
fn options_are_passed_on() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("zeros.persist");
    let save = quick().compression(Compression::lz4()).metadata("data", "none");
    // SAFETY: nobody writes to the file, it is only replaced.
    let load = unsafe { LoadOptions::new().map() };
    let cache = cache().save_options(save).load_options(load);
    let get = |key: u8| cache.get(&path, &key, || Buffer::from(vec![0u64; 10_000])).unwrap();
    assert!(!get(1).value.is_mapped());
    let found = get(1);
    assert!(found.outcome.is_hit());
    assert_eq!(found.value[..], [0; 10_000]);
    assert!(fs::metadata(&path).unwrap().len() < 4000);
    let archive = Archive::open(&path).unwrap();
    assert!(archive.metadata().any(|entry| entry == ("data", "none")));

    let cache = cache.save_options(quick());
    let get = |key: u8| cache.get(&path, &key, || Buffer::from(vec![0u64; 10_000])).unwrap();
    get(2);
    let mapped = get(2).value;
    assert!(mapped.is_mapped());
    // An entry is replaced, and never written to: what was mapped stays.
    assert_eq!(cached(&path, &3, || vec![1u64; 10_000]).unwrap(), [1; 10_000]);
    assert_eq!(mapped[..], [0; 10_000]);
}

#[test]
fn limits_hold_for_loads() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fit.persist");
    ask(&path, 1, "first");
    let before = fs::read(&path).unwrap();
    for limits in
        [persist_core::Limits::new().file(100), persist_core::Limits::new().allocation(10)]
    {
        let cache = cache().load_options(LoadOptions::new().limits(limits));
        let error = cache.get(&path, &1u32, || -> Fit { unreachable!("it is there") }).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
        assert_eq!(fs::read(&path).unwrap(), before);
    }
}

#[test]
fn a_cache_does_not_write_older_schemas() {
    let folder = tempfile::tempdir().unwrap();
    let older = quick().as_schema(Schema::of::<Fit>().unwrap());
    let error = cache().save_options(older).get(folder.path().join("x"), &1, || fit("a"));
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Caller);
    assert!(names(folder.path()).is_empty());
}

#[test]
fn a_directory_that_is_missing_is_an_error_before_hours_of_work() {
    let folder = tempfile::tempdir().unwrap();
    let cases = [
        ("missing/fit.persist", "does not exist; help: create the directory first"),
        ("", "not that of a regular file"),
        ("new/", "ends in no file name"),
    ];
    for (name, text) in cases {
        let path = folder.path().join(name);
        let result = cached(&path, &1, || -> Fit { unreachable!("the result has no place") });
        let error = result.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Caller, "{error}");
        assert!(error.to_string().contains(text), "{error}");
    }
    assert!(names(folder.path()).is_empty());
}

#[cfg(unix)]
#[test]
fn an_entry_is_found_where_nobody_may_write() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fit.persist");
    ask(&path, 1, "first");
    // A lock file that is left over, or that is gone, makes no difference.
    fs::remove_file(folder.path().join("fit.persist.lock")).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o444)).unwrap();
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o555)).unwrap();
    assert_eq!(ask(&path, 1, "second"), ("hit".into(), fit("first")));
    // The superuser could have written.
    assert_eq!(names(folder.path()), ["fit.persist"]);
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    assert_eq!(ask(&path, 2, "third").1, fit("third"));
    fs::remove_file(folder.path().join("fit.persist.lock")).unwrap();
    assert_eq!(ask(&path, 3, "fourth").1, fit("fourth"));
}

#[cfg(unix)]
#[test]
fn links_to_an_entry_are_the_entry() {
    let folder = tempfile::tempdir().unwrap();
    let (path, link) = (folder.path().join("fit.persist"), folder.path().join("link"));
    std::os::unix::fs::symlink(&path, &link).unwrap();
    assert_eq!(ask(&link, 1, "first").0, "fitted: there was no entry");
    assert_eq!(ask(&path, 1, "second"), ("hit".into(), fit("first")));
    assert_eq!(names(folder.path()), ["fit.persist", "fit.persist.lock", "link"]);
}

#[derive(Persist, Debug, PartialEq)]
#[persist(validate = Positive::check)]
struct Positive(i32);

impl Positive {
    fn check(&self) -> Result<(), Error> {
        if self.0 > 0 { Ok(()) } else { Err(Error::invalid("it is not positive")) }
    }
}

#[test]
fn a_result_that_cannot_be_saved_is_returned_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("n.persist");
    let found = cache().get(&path, &1, || Positive(-1)).unwrap();
    assert_eq!(found.value, Positive(-1));
    let reason = found.unsaved.as_ref().unwrap();
    assert_eq!(reason.kind(), ErrorKind::Invalid, "{reason}");
    assert_eq!(reason.save_outcome(), Some(SaveOutcome::NotReplaced));
    assert_eq!(found.saved().unwrap_err().kind(), ErrorKind::Invalid);
    assert_eq!(cached(&path, &1, || Positive(-1)).unwrap_err().kind(), ErrorKind::Invalid);
    assert!(!path.exists());

    let lost = folder.path().join("lost");
    fs::create_dir(&lost).unwrap();
    let found = cache().get(lost.join("n.persist"), &1, || {
        fs::remove_dir_all(&lost).unwrap();
        Positive(1)
    });
    let found = found.unwrap();
    assert_eq!(found.value, Positive(1));
    assert!(found.unsaved.unwrap().to_string().contains("nothing was replaced"));
}

#[test]
fn what_a_miss_returns_is_what_was_computed() {
    #[derive(Persist, Debug, PartialEq)]
    struct Tried {
        result: u8,
        #[persist(skip)]
        seconds: u32,
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("tried.persist");
    let get = || {
        cache().save_options(SaveOptions::new()).get(&path, &1, || Tried { result: 1, seconds: 9 })
    };
    assert_eq!(get().unwrap().value.seconds, 9);
    assert_eq!(get().unwrap().value.seconds, 0);
}
