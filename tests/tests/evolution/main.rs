//! Old files load: each rule of the catalogue, by a pair of programs.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails panics"
)]
#![allow(
    non_local_definitions,
    reason = "the steps of a chain stand in the test that they are for"
)]

#[macro_use]
mod programs;

mod array_rules;
mod arrays;
mod chain;
mod compatibility;
mod counts;
mod document;
mod epochs;
mod fields;
mod former;
mod limits;
mod lists;
mod plans;
mod refusals;
mod reports;
mod rules;
mod tuples;
mod variants;
mod versions;
