//! Looking into files without their types: the tree that a value shows, and the path that an error names.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails panics"
)]

mod values {
    mod offsets;
    mod paths;
    mod refusals;
    mod trees;
}
