//! Recorded histories: from schemas to texts, from texts to schemas, and what uses them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails panics"
)]

mod as_version;
mod kept;
mod rebuild;
