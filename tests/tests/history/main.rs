//! Recorded versions of types, and the proof that they load.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "a test that fails panics, and its data is its own"
)]

mod by_hand;
mod filters;
mod influence;
mod mutants;
mod replay;
#[path = "../support/mod.rs"]
mod support;

use persist_core::{Persist, Recorded, Schema};

/// A version as its type has it.
fn recorded<T: Persist>(version: &str) -> Recorded {
    Recorded { version: version.parse().unwrap(), schema: Schema::of::<T>().unwrap() }
}
