//! Histories of versioned types: what a build says of an edit, what is recorded, and that old versions load.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions,
    reason = "a test that fails panics"
)]

mod as_version;
mod builds;
mod by_hand;
mod closures;
mod defaults;
mod dynamic;
mod filters;
mod generics;
mod guide;
mod influence;
mod kept;
mod mechanics;
mod mutants;
mod nested;
mod orphans;
mod project;
mod rebuild;
mod renames;
mod replay;
#[path = "../support/mod.rs"]
mod support;
mod together;
mod views;

use persist_core::{Persist, Recorded, Schema};

/// A version as its type has it.
fn recorded<T: Persist>(version: &str) -> Recorded {
    Recorded::new(version.parse().unwrap(), Schema::of::<T>().unwrap())
}
