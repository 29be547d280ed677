//! What lies between two schemas: the one that a file was written by, and the one that a program reads.
//!
//! This layer sees schemas alone, never bytes or types.

mod compare;
mod matching;

pub(crate) use compare::{Cause, Differences, differences};
