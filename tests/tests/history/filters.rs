//! Values that no old program saved: a filter mends them, or leaves them out.

use std::num::NonZero;

use persist_core::schema::Version;
use persist_core::{ErrorKind, Persist, Replay, ReplayFilter, Replayed, Value};

use super::recorded;

/// A field that is never zero, as old programs knew.
#[derive(Persist)]
#[persist(name = "Counter", version = "1.1.0")]
pub(crate) struct Counter {
    pub(crate) step: NonZero<u32>,
    ends: Vec<u8>,
}

pub(crate) fn never_zero(_: &Version, mut value: Value) -> Option<Value> {
    let step = value.get("step")?.as_u64()?;
    *value.get_mut("step")? = Value::from(step.max(1));
    Some(value)
}

fn without_ends(_: &Version, value: Value) -> Option<Value> {
    value.get("ends")?.elements()?.is_empty().then_some(value)
}

fn of_counter(filter: Option<ReplayFilter>) -> persist_core::Result<Replayed> {
    Replay::new().run::<Counter>(&[recorded::<Counter>("1.0.0")], filter)
}

#[test]
fn a_filter_mends_values_that_no_program_saved() {
    let error = of_counter(None).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Invalid, Some("Counter.step")));
    assert!(error.to_string().contains("expected a number other than zero, found zero"), "{error}");
    assert!(error.help().unwrap().contains("#[persist(replay = path)]"), "{error}");

    let all = of_counter(Some(never_zero)).unwrap();
    assert_eq!((all.versions(), all.left_out()), (1, 0));
    let some = |version: &Version, value| without_ends(version, never_zero(version, value)?);
    let some = of_counter(Some(some)).unwrap();
    assert_eq!(some.values() + some.left_out(), all.values());
    assert_eq!(
        some.to_string(),
        format!("{} values of 1 version, {} values left out", some.values(), some.left_out())
    );
}

#[test]
fn what_today_refuses_of_its_own_version_was_never_saved() {
    let own = Replay::new().run::<Counter>(&[recorded::<Counter>("1.1.0")], None).unwrap();
    assert!(own.left_out() > 0 && own.values() > own.left_out(), "{own}");
}

#[test]
fn a_filter_that_leaves_nothing_or_breaks_values_is_told_so() {
    let error = of_counter(Some(|_, _| None)).unwrap_err();
    assert!(error.to_string().starts_with("no value of `Counter` 1.0.0 was tried"), "{error}");

    fn broken(_: &Version, mut value: Value) -> Option<Value> {
        *value.get_mut("step")? = Value::from("one");
        Some(value)
    }
    let error = of_counter(Some(broken)).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Caller, Some("Counter.step")));
    assert!(error.to_string().contains("expected u32, found \"one\""), "{error}");
}
