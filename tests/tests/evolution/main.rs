//! Old files load: each rule of the catalogue, by a pair of programs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test that fails panics"
)]

mod document;
mod rules;
