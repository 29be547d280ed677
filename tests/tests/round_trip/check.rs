//! What it means that a value comes back, and the tables of types that do.

use std::any::type_name;
use std::fmt::Debug;

use persist_core::{Archive, Compression, LoadOptions, Persist, SaveOptions};
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

/// Values that are generated for each type.
const CASES: u32 = 24;

/// A test of a table of types, each with a generator of its values, and where it has no equality, or not that
/// of its bits, with a view that has.
macro_rules! round_trips {
    ($(
        $(#[$doc:meta])*
        $test:ident { $($ty:ty = $strategy:expr $(, by $view:expr)?);+ $(;)? }
    )+) => {$(
        $(#[$doc])*
        #[test]
        fn $test() {
            $(round_trips!(@one $ty, $strategy $(, $view)?);)+
        }
    )+};
    (@one $ty:ty, $strategy:expr) => {
        $crate::check::all_come_back::<$ty>($strategy, |saved, loaded| saved == loaded)
    };
    (@one $ty:ty, $strategy:expr, $view:expr) => {
        $crate::check::all_come_back::<$ty>($strategy, |saved, loaded| {
            let view: fn(&$ty) -> _ = $view;
            view(saved) == view(loaded)
        })
    };
}

/// Checks generated values of one type.
pub(crate) fn all_come_back<T: Persist + Debug>(
    strategy: impl Strategy<Value = T>,
    same: impl Fn(&T, &T) -> bool,
) {
    let config = Config { cases: CASES, failure_persistence: None, ..Config::default() };
    let result = TestRunner::new(config).run(&strategy, |value| comes_back(&value, &same));
    if let Err(error) = result {
        panic!("`{}` does not come back: {error}", type_name::<T>());
    }
}

/// Checks one value with arrays as blocks from the first byte on, from 4 KiB on, and never; and with each codec.
pub(crate) fn comes_back<T: Persist + Debug>(
    value: &T,
    same: &impl Fn(&T, &T) -> bool,
) -> Result<(), TestCaseError> {
    let mut shown = Vec::new();
    let plain = SaveOptions::new;
    let all = [
        plain().block_threshold(1),
        plain(),
        plain().block_threshold(u64::MAX),
        plain().compression(Compression::zstd(1)).block_threshold(1),
        plain().compression(Compression::lz4()).block_threshold(1),
    ];
    for options in all {
        let bytes = options.to_bytes(value).map_err(refused)?;
        prop_assert_eq!(&options.to_bytes(value).map_err(refused)?, &bytes, "two saves differ");

        let loaded: T = persist_core::from_bytes(&bytes).map_err(refused)?;
        prop_assert!(same(value, &loaded), "saved {:?}, loaded {:?}", value, loaded);
        let again = options.to_bytes(&loaded).map_err(refused)?;
        prop_assert_eq!(again, &bytes[..], "what was loaded is saved differently");

        flows_through_a_stream(value, &options, &bytes, same)?;

        // The schema alone leads through the same bytes.
        let archive = Archive::from_bytes(bytes).map_err(refused)?;
        archive.verify().map_err(refused)?;
        shown.push(format!("{:?}", archive.value().map_err(refused)?));
    }
    prop_assert!(shown.windows(2).all(|pair| pair[0] == pair[1]), "options change the tree");
    Ok(())
}

fn flows_through_a_stream<T: Persist + Debug>(
    value: &T,
    options: &SaveOptions,
    bytes: &[u8],
    same: &impl Fn(&T, &T) -> bool,
) -> Result<(), TestCaseError> {
    let mut stream = Vec::new();
    options.write_to(value, &mut stream).map_err(refused)?;
    prop_assert_eq!(&stream, bytes, "a stream has other bytes");
    stream.extend_from_slice(b"next");
    let mut rest = &stream[..];
    let loaded: T = LoadOptions::new().read_from(&mut rest).map_err(refused)?;
    prop_assert!(same(value, &loaded), "saved {:?}, read {:?}", value, loaded);
    prop_assert_eq!(rest, b"next", "more is read than the value");
    Ok(())
}

fn refused(error: persist_core::Error) -> TestCaseError {
    TestCaseError::fail(error.to_string())
}
