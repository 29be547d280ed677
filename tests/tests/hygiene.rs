//! The derive's output means the same wherever it stands: whatever is in scope, whatever things are called,
//! and however strict the lints are. Most of each test is that it compiles.

#![allow(dead_code, reason = "many types are there to be derived for only")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test may fail by a panic"
)]

use persist_core::Persist;
use persist_core::body;

mod hygiene {
    mod attributes_from_macros;
    mod generic_types;
    mod names;
    mod recursive_types;
    mod renamed_crate;
    mod shadowed_names;
    mod strict_lints;
    mod without_prelude;
}

/// The value after a way through bytes.
fn there_and_back<T: Persist>(value: &T) -> T {
    let mut bytes = Vec::new();
    body::encode_into(value, &mut bytes).expect("the value can be stored");
    body::decode(&bytes).expect("what was stored can be read")
}
