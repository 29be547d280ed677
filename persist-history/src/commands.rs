//! The commands that messages advise, in backticks.

/// Records what is new of each type.
pub const RECORD: &str = "`PERSIST_HISTORY=record cargo test persist_history`";
