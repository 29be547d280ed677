//! What lies between two schemas: the one that a file was written by, and the one that a program reads.
//!
//! This layer sees schemas, and of bytes as much as it takes to pass over them; never types.

mod compile;
mod findings;
mod path;
mod plan;
mod rules;
mod skip;

pub(crate) use compile::{Compiled, Direction, Options, compile};
pub(crate) use findings::{Applied, Cause, Findings, Refused};
pub use plan::{Arm, Node, Plan, Step};
pub(crate) use plan::{Form, KeptField, Kind, List, Take};
pub use rules::{Bump, Rule, Verdict};
