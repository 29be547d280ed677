//! Many at once on one path: savers, readers, mappings and whoever changes files in place, by threads and by processes.
//! And one value among many threads: what may be shared, and that it gives the same to all.
//!
//! Each test takes a second or so; `PERSIST_FULL=1` has them run for a minute each.

#![allow(
    unsafe_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails panics, and files are mapped"
)]

mod thread_safety;
