//! A type that no reader could take is refused when it is saved.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

use persist_core::{ErrorKind, Persist};

/// `Option`, as many times as there are digits.
macro_rules! options {
    () => { u8 };
    ($digit:literal $($rest:literal)*) => { Option<options!($($rest)*)> };
}

type Deep = options!(
    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9
    0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4
);

#[test]
fn types_that_nest_deeper_than_schemas_may_are_not_saved() {
    let error = Deep::None.to_bytes().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Caller, "{error}");
    assert!(error.to_string().contains("nest fewer types within each other"), "{error}");
}
