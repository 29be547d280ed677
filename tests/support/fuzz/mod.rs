//! What is done with bytes of nobody, by fuzzers and by a test over what they kept and over bytes that are drawn.
//!
//! Each target does one thing to its bytes, and finds a value or an error: no panic, no memory beyond the limits, and no
//! time without end. Of what is read it asks more: written again, it reads the same; and ways that lead to one value agree.
//! Where a file is read, the first byte says whether its checksums are made to fit.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::ptr_arg,
    reason = "a finding is a panic, and functions that predict take what is loaded"
)]

mod arrays;
mod body;
mod compression;
mod container;
mod evolution;
mod foreign;
mod header;
mod history;
mod import;
mod input;
mod plans;
mod probes;
mod records;
mod salvage;
mod schema;
mod shared;
mod types;
mod upgrades;
mod values;

use persist_core::{Archive, Error, ErrorKind, Limits, LoadOptions, Result};

use super::programs::ALLOCATION;
pub use types::types;

/// A fuzz target.
#[derive(Clone, Copy, Debug)]
pub struct Target {
    /// Its name, of which its binary and its corpus are.
    pub name: &'static str,
    /// What it does with bytes.
    pub run: fn(&[u8]),
    /// Bytes that lead far into it.
    pub seeds: fn() -> Vec<Vec<u8>>,
}

macro_rules! targets {
    ($($name:ident),* $(,)?) => {
        /// All of them.
        pub const TARGETS: &[Target] = &[$(Target {
            name: stringify!($name),
            run: $name::run,
            seeds: $name::seeds,
        }),*];
    };
}

targets![
    arrays,
    body,
    compression,
    container,
    evolution,
    foreign,
    header,
    history,
    import,
    plans,
    probes,
    records,
    salvage,
    schema,
    shared,
    upgrades,
    values,
];

/// Runs the target of a name.
///
/// # Panics
///
/// With what it finds.
pub fn run(name: &str, bytes: &[u8]) {
    let target = TARGETS.iter().find(|target| target.name == name).expect("a target");
    (target.run)(bytes);
}

/// What a file may take that nobody vouches for.
fn limits() -> Limits {
    Limits::new().allocation(ALLOCATION).inflation(4 * ALLOCATION).depth(64)
}

fn load_options() -> LoadOptions {
    LoadOptions::new().limits(limits()).threads(1)
}

fn open(file: &[u8]) -> Option<Archive> {
    Archive::from_bytes_with(file, &limits()).ok().map(|archive| archive.threads(1))
}

/// The value of a result that cannot be an error.
#[track_caller]
fn sound<T>(result: Result<T>, what: &str) -> T {
    result.unwrap_or_else(|error| panic!("{what}: {error}"))
}

/// As [`sound`], where one way may take more than the other: `None` if it is beyond the limits.
#[track_caller]
fn within<T>(result: Result<T>, what: &str) -> Option<T> {
    match result {
        Err(error) if is_limit(&error) => None,
        result => Some(sound(result, what)),
    }
}

fn is_limit(error: &Error) -> bool {
    error.kind() == ErrorKind::Limit
}
