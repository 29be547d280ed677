//! What lies between two schemas: the one that a file was written by, and the one that a program reads.
//!
//! This layer sees schemas, and of bytes as much as it takes to pass over them; never types.

pub mod compat;
mod compile;
mod copy;
mod findings;
mod kept;
mod path;
mod plan;
mod report;
mod scalar;
#[cfg(feature = "serde")]
mod serialize;
mod skip;

#[cfg(test)]
pub(crate) use compile::Direction;
pub(crate) use compile::{Options, compile, compile_part};
pub(crate) use copy::CopyPlan;
pub(crate) use findings::{Cause, Findings};
pub(crate) use kept::KeptField;
pub use persist_history::{Bump, Rule, Verdict};
pub use plan::{Arm, Node, Plan, Step};
pub(crate) use plan::{CopyId, Counter, Form, Kind, List, Number, Span, Take};
pub use report::{Change, Report};
pub(crate) use scalar::scalar_rule;
pub(crate) use skip::{SkipId, Skips};
