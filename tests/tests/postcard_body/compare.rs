//! One value, two libraries.

use std::any::type_name;
use std::fmt::Debug;

use persist_core::{Persist, body};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use serde::Serialize;
use serde::de::DeserializeOwned;

/// Values that are generated for each type.
pub(crate) const CASES: u32 = 128;

/// A test per table of types, each with a generator of its values and, where it has no equality, a view that
/// has; and the number of all these types.
macro_rules! alike {
    ($(
        $(#[$doc:meta])*
        $test:ident { $($ty:ty = $strategy:expr $(, by $view:expr)?);+ $(;)? }
    )+) => {
        $(
            $(#[$doc])*
            #[test]
            fn $test() {
                $(alike!(@one $ty, $strategy $(, $view)?);)+
            }
        )+

        const TYPES: usize = [$($(stringify!($ty)),+),+].len();
    };
    (@one $ty:ty, $strategy:expr) => {
        $crate::compare::all_alike::<$ty>($strategy, |a, b| a == b)
    };
    (@one $ty:ty, $strategy:expr, $view:expr) => {
        $crate::compare::all_alike::<$ty>($strategy, |a, b| {
            let view: fn(&$ty) -> _ = $view;
            view(a) == view(b)
        })
    };
}

/// Checks that both libraries write the same bytes of generated values, and read those of the other.
pub(crate) fn all_alike<T: Persist + Serialize + DeserializeOwned + Debug>(
    strategy: impl Strategy<Value = T>,
    same: impl Fn(&T, &T) -> bool,
) {
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(&strategy, |value| {
        let (ours, theirs) = (ours(&value), theirs(&value));
        prop_assert_eq!(&ours, &theirs, "ours and theirs differ");
        let read = body::decode::<T>(&theirs)?;
        prop_assert!(same(&value, &read), "we read {:?}", read);
        let (read, rest) = postcard::take_from_bytes::<T>(&ours)?;
        prop_assert!(same(&value, &read) && rest.is_empty(), "they read {:?}", read);
        Ok(())
    });
    if let Err(error) = result {
        panic!("`{}` is not as postcard writes it: {error}", type_name::<T>());
    }
}

/// The body that this library writes.
pub(crate) fn ours<T: Persist>(value: &T) -> Vec<u8> {
    let mut bytes = Vec::new();
    body::encode_into(value, &mut bytes).unwrap();
    bytes
}

/// The bytes that postcard writes.
pub(crate) fn theirs<T: Serialize>(value: &T) -> Vec<u8> {
    postcard::to_allocvec(value).unwrap()
}
