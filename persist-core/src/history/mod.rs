//! What was recorded of a type's former versions, and the proof that all of them still load.
//!
//! This layer knows schemas, values and types. It knows no file: whoever replays a history brings the function that
//! makes one.

mod generate;
mod replay;

pub(crate) use replay::replay;
pub use replay::{Recorded, Replay, ReplayFilter, Replayed};
