//! What several tests share: values of every kind, and how to compare what came back with what was saved.
//!
//! Floats are compared by their bits, so that a NaN's payload and the sign of a zero count.

#![allow(dead_code, reason = "each test uses its own part of this module")]

pub(crate) mod fixed;
pub(crate) mod many;
pub(crate) mod model;
pub(crate) mod strategies;
