//! Which entries are found again, and which are computed anew.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use persist_core::{
    Archive, CacheMiss, CacheOutcome, Error, ErrorKind, Persist, Schema, cached, digest, try_cached,
};

use crate::{Fit, ask, cache, fit, names, quick};

#[test]
fn a_result_is_computed_once_for_a_key() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fit.persist");
    assert_eq!(ask(&path, 1, "first"), ("fitted: there was no entry".into(), fit("first")));
    assert_eq!(ask(&path, 1, "second"), ("hit".into(), fit("first")));
    assert_eq!(ask(&path, 2, "third"), ("fitted: the key differs".into(), fit("third")));
    assert_eq!(ask(&path, 2, "fourth"), ("hit".into(), fit("third")));
    // One entry at a time.
    assert_eq!(ask(&path, 1, "fifth"), ("fitted: the key differs".into(), fit("fifth")));
    assert_eq!(names(folder.path()), ["fit.persist", "fit.persist.lock"]);
}

#[test]
fn keys_of_other_types_are_other_keys() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("n.persist");
    assert_eq!(cached(&path, &1u32, || 1).unwrap(), 1);
    assert_eq!(cached(&path, &1u64, || 2).unwrap(), 2);
    assert_eq!(cached(&path, &"1".to_owned(), || 3).unwrap(), 3);
    assert_eq!(cached(&path, &(digest(&[1.5]).unwrap(), 0.5), || 4).unwrap(), 4);
    assert_eq!(cached(&path, &(digest(&[1.5]).unwrap(), 0.5), || 5).unwrap(), 4);
}

#[test]
fn an_entry_is_a_file_like_any_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fit.persist");
    ask(&path, 1, "first");
    assert_eq!(Fit::load(&path).unwrap(), fit("first"));
    let archive = Archive::open(&path).unwrap();
    archive.verify().unwrap();
    assert_eq!(archive.producer(), Some(("persist-tests", env!("CARGO_PKG_VERSION"))));
    assert_eq!(
        archive.metadata().map(|(key, value)| (key, value.to_owned())).collect::<Vec<_>>(),
        [
            ("persist.cache.key", digest(&1u32).unwrap().to_string()),
            ("persist.cache.schema", Schema::of::<Fit>().unwrap().fingerprint().to_string()),
        ]
    );
}

macro_rules! fits {
    ($($module:ident: [$($attribute:meta),*] { $($(#[$of_field:meta])* $field:ident: $ty:ty),+ };)+) => {$(
        mod $module {
            #[derive(persist_core::Persist, Debug, Default)]
            #[persist(name = "Fit", history = false)]
            $(#[$attribute])*
            pub(crate) struct Fit { $($(#[$of_field])* pub(crate) $field: $ty),+ }
        }
    )+};
}

fits! {
    v1_0: [persist(version = "1.0.0")] { label: String };
    v1_0_1: [persist(version = "1.0.1")] { #[persist(was = "name", default)] label: String };
    v1_1: [persist(version = "1.1.0")] { label: String, #[persist(default)] more: u8 };
    v2: [persist(version = "2.0.0")] { label: String };
    strict: [persist(version = "1.0.0", validate = super::refuse)] { label: String };
}

fn refuse(_: &strict::Fit) -> Result<(), Error> {
    match REFUSES.get() {
        true => Err(Error::invalid("labels must not be empty")),
        false => Ok(()),
    }
}

thread_local! {
    static REFUSES: Cell<bool> = const { Cell::new(false) };
}

#[test]
fn another_schema_is_computed_anew_though_evolution_could_read_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fit.persist");
    let get = |key: u8| cache().get(&path, &key, v1_0::Fit::default).unwrap().outcome.to_string();
    assert_eq!(get(1), "fitted: there was no entry");
    assert!(v1_1::Fit::load(&path).is_ok());
    let newer = cache().get(&path, &1u8, v1_1::Fit::default).unwrap();
    assert_eq!(newer.outcome.to_string(), "fitted: the schema differs");
    assert!(v1_0::Fit::load(&path).is_ok());
    assert_eq!(get(1), "fitted: the schema differs");
    let epoch = cache().get(&path, &1u8, v2::Fit::default).unwrap();
    assert!(matches!(epoch.outcome, CacheOutcome::Fitted(CacheMiss::Schema)), "{epoch:?}");
}

#[test]
fn a_schema_of_the_same_fingerprint_is_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fit.persist");
    cache().get(&path, &1u8, v1_0::Fit::default).unwrap();
    let patched = || cache().get(&path, &1u8, v1_0_1::Fit::default);
    assert!(patched().unwrap().outcome.is_hit());
    let exact = cache().load_options(persist_core::LoadOptions::new().exact());
    assert!(exact.get(&path, &1u8, v1_0_1::Fit::default).unwrap().outcome.is_hit());
}

#[test]
fn an_entry_that_was_upgraded_is_computed_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fit.persist");
    cache().get(&path, &1u8, v1_0::Fit::default).unwrap();
    persist_core::upgrade_file::<v1_1::Fit>(&path).unwrap();
    let found = cache().get(&path, &1u8, v1_1::Fit::default).unwrap();
    assert_eq!(found.outcome.to_string(), "fitted: the schema differs");
}

#[test]
fn a_value_that_the_type_refuses_today_is_computed_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fit.persist");
    cache().get(&path, &1u8, v1_0::Fit::default).unwrap();
    REFUSES.set(true);
    let found = cache().get(&path, &1u8, || {
        REFUSES.set(false);
        strict::Fit::default()
    });
    let found = found.unwrap();
    assert!(matches!(&found.outcome, CacheOutcome::Fitted(CacheMiss::Refused(_))), "{found:?}");
    assert!(found.outcome.to_string().contains("labels must not be empty"), "{found:?}");
}

#[test]
fn another_producer_or_version_computes_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fit.persist");
    let get = |name: &str, version: &str| {
        let cache = cache().save_options(quick().producer(name, version));
        cache.get(&path, &1u8, || vec![1u8]).unwrap().outcome.to_string()
    };
    let unnamed = || cache().get(&path, &1u8, || vec![1u8]).unwrap().outcome.to_string();
    assert_eq!(unnamed(), "fitted: there was no entry");
    assert_eq!(unnamed(), "hit");
    let not_named = "fitted: the entry was written by a program that is not named, and this is";
    assert_eq!(get("trainer", "0.1.0"), format!("{not_named} trainer 0.1.0"));
    assert_eq!(get("trainer", "0.1.0"), "hit");
    assert_eq!(
        get("trainer", "0.1.1"),
        "fitted: the entry was written by trainer 0.1.0, and this is trainer 0.1.1"
    );
    assert!(get("tuner", "0.1.1").ends_with("and this is tuner 0.1.1"));
    assert!(unnamed().starts_with("fitted: the entry was written by tuner 0.1.1"));
}

#[test]
fn errors_come_back_as_they_are_and_are_not_kept() {
    #[derive(Debug)]
    enum Trouble {
        Rows(usize),
        Cache(Error),
    }
    impl From<Error> for Trouble {
        fn from(error: Error) -> Self {
            Trouble::Cache(error)
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fit.persist");
    for _ in 0..2 {
        let error = try_cached(&path, &1, || Err::<Fit, _>(Trouble::Rows(0))).unwrap_err();
        assert!(matches!(error, Trouble::Rows(0)), "{error:?}");
        assert!(!path.exists());
    }
    assert_eq!(try_cached(&path, &1, || Ok::<_, Trouble>(fit("a"))).unwrap(), fit("a"));
    assert_eq!(try_cached(&path, &1, || Err::<Fit, _>(Trouble::Rows(1))).unwrap(), fit("a"));
    let missing = folder.path().join("missing").join("fit.persist");
    let error = try_cached(&missing, &1, || Ok::<_, Trouble>(fit("a"))).unwrap_err();
    assert!(
        matches!(&error, Trouble::Cache(error) if error.kind() == ErrorKind::Caller),
        "{error:?}"
    );
    // With errors of every kind, and of this library.
    let read = || -> Result<String, Box<dyn std::error::Error>> {
        Ok(std::fs::read_to_string(folder.path().join("none"))?)
    };
    assert!(try_cached(&path, &2, read).is_err());
    let read = || -> persist_core::Result<String> {
        Ok(std::fs::read_to_string(folder.path().join("none"))?)
    };
    assert_eq!(try_cached(&path, &2, read).unwrap_err().kind(), ErrorKind::System);
    assert_eq!(ask(&path, 1, "b").1, fit("b"), "the key was an i32");
}

#[test]
fn a_panic_leaves_no_entry_and_no_lock() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fit.persist");
    let panics = || cached(&path, &1u32, || -> Fit { panic!("on purpose") });
    assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
    assert_eq!(ask(&path, 1, "next"), ("fitted: there was no entry".into(), fit("next")));
}

#[test]
fn of_many_threads_one_computes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fit.persist");
    let fits = AtomicUsize::new(0);
    let compute = || {
        std::thread::sleep(Duration::from_millis(100));
        fit(&fits.fetch_add(1, Ordering::SeqCst).to_string())
    };
    for key in 0..3u32 {
        let before = fits.load(Ordering::SeqCst);
        std::thread::scope(|scope| {
            let asking = || cache().get(&path, &key, compute).unwrap();
            let threads: Vec<_> = (0..8).map(|_| scope.spawn(asking)).collect();
            let found: Vec<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
            assert!(found.iter().all(|found| found.value == fit(&before.to_string())), "{found:?}");
            assert_eq!(found.iter().filter(|found| !found.outcome.is_hit()).count(), 1);
        });
        assert_eq!(fits.load(Ordering::SeqCst), before + 1);
    }
}

#[test]
fn a_result_may_need_others_but_not_itself() {
    let folder = tempfile::tempdir().unwrap();
    let (outer, inner) = (folder.path().join("outer"), folder.path().join("inner"));
    let sum = try_cached(&outer, &1, || -> persist_core::Result<u32> {
        Ok(cached(&inner, &1, || 20)? + cached(&inner, &1, || 30)?)
    });
    assert_eq!(sum.unwrap(), 40);
    let error = try_cached(&outer, &2, || cached(&outer, &2, || 0u32)).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Caller);
    assert!(error.to_string().contains("asks for the entry itself"), "{error}");
    // By another name, too, and not beyond the end of the computation.
    let roundabout =
        folder.path().join("..").join(folder.path().file_name().unwrap()).join("outer");
    let error = try_cached(&outer, &2, || cached(&roundabout, &2, || 0u32)).unwrap_err();
    assert!(error.to_string().contains("asks for the entry itself"), "{error}");
    assert_eq!(cached(&outer, &2, || 5u32).unwrap(), 5);
}

#[test]
fn a_key_that_cannot_be_stored_is_an_error_before_anything_else() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fit.persist");
    let key = std::cell::RefCell::new(1u8);
    let held = key.borrow_mut();
    let error = cached(&path, &key, || -> Fit { unreachable!("the key has no digest") });
    assert_eq!(error.unwrap_err().kind(), ErrorKind::Caller);
    assert!(names(folder.path()).is_empty());
    drop(held);
}

/// What one version of a crate computed is not what another one would.
#[test]
fn another_version_of_a_crate_that_a_field_is_of_computes_anew() {
    #[derive(Persist)]
    #[persist(name = "Model")]
    struct Of04 {
        #[persist(serde, from_crate = "woods 0.4.0")]
        forest: Vec<u8>,
    }
    #[derive(Persist)]
    #[persist(name = "Model")]
    struct Of07 {
        #[persist(serde, from_crate = "woods 0.7.0")]
        forest: Vec<u8>,
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    cache().get(&path, &1u8, || Of04 { forest: vec![4] }).unwrap();
    let hit = cache().get(&path, &1u8, || Of04 { forest: vec![0] }).unwrap();
    assert_eq!(hit.value.forest, [4]);
    let anew = cache().get(&path, &1u8, || Of07 { forest: vec![7] }).unwrap();
    assert_eq!((anew.value.forest, anew.outcome.is_hit()), (vec![7], false));
}
