//! The const layer at run time: its functions are the same there.

#![allow(
    clippy::expect_used,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails panics"
)]

mod agreement;
mod links;
mod messages;
mod parameters;
mod texts;
