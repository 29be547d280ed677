//! Types of other crates: they come back as they were, their schemas are what FORMAT.md says, files of one type load into
//! others of its shape, and what no such type is gets refused.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "a test that fails panics"
)]

use persist_tests::support::alloc::Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

mod ecosystem {
    mod arrayvec;
    mod bytes;
    mod check;
    mod chrono;
    mod half;
    mod histories;
    mod indexmap;
    mod jiff;
    mod nalgebra;
    mod ndarray;
    mod rust_decimal;
    mod semver;
    mod serde_json;
    mod smallvec;
    mod uuid;
}
