//! Types of several programs in one test, and what the file of one becomes in another.

use persist_core::{ErrorKind, LoadOptions, Persist, Rule};

/// Types of several programs, each in a module of its own.
macro_rules! programs {
    ($($name:ident { $($item:item)* })+) => {$(
        #[allow(dead_code, unreachable_pub, reason = "programs of their own")]
        mod $name { use super::*; $(#[derive(Persist, Debug, PartialEq)] $item)* }
    )+};
}

/// The reasons why a file of `value` is refused as a `T`.
#[track_caller]
pub(crate) fn reasons<T: Persist + std::fmt::Debug>(value: &impl Persist) -> Vec<String> {
    let error = T::from_bytes(&value.to_bytes().unwrap()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema);
    error.reasons().iter().map(|reason| reason.to_string()).collect()
}

#[track_caller]
pub(crate) fn becomes<T: Persist + PartialEq + std::fmt::Debug>(
    value: &impl Persist,
    expected: T,
    rules: &[Rule],
) {
    let bytes = value.to_bytes().unwrap();
    let (found, report) = LoadOptions::new().from_bytes_with_report::<T>(&bytes).unwrap();
    assert_eq!(found, expected);
    assert_eq!(report.changes().iter().map(|c| c.rule()).collect::<Vec<_>>(), rules, "{report:#}");
}
