//! What lies between two schemas: the one that a file was written by, and the one that a program reads.
//!
//! This layer sees schemas, and of bytes as much as it takes to pass over them; never types.

mod compare;
mod matching;
mod plan;
mod skip;

pub(crate) use compare::{Cause, Differences, differences};
pub use plan::{Arm, Node, Plan, Step};
pub(crate) use plan::{Form, Kind, List, Take};
