//! Every value comes back as it was, for every type that the library implements: in memory, over streams and
//! from files, with arrays in place and as blocks.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "a test that fails panics"
)]

mod support;

#[macro_use]
#[path = "round_trip/check.rs"]
mod check;

mod round_trip {
    mod arrays;
    mod cells;
    mod collections;
    mod derived;
    mod files;
    mod numbers;
    mod standard;
    mod strings;
}
