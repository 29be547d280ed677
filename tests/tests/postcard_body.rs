//! A body is postcard's own bytes, for every type without arrays of fixed layout: what one writes, the other
//! reads. Where the format goes its own way, a table says how the bytes differ.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::as_conversions,
    reason = "a test that fails panics"
)]

mod support;

#[macro_use]
#[path = "postcard_body/compare.rs"]
mod compare;

mod postcard_body {
    mod alike;
    mod exceptions;
}
