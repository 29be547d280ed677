//! What formats make of damaged and of hostile files: the values, the formats, what is done to their bytes, and the
//! processes in which these are read, as some reads do not return.

mod corpus;
mod formats;
mod values;
mod watch;

pub use self::corpus::Corpus;
pub use self::formats::{Format, Verdict};
pub use self::values::{Subject, subjects};
pub use self::watch::{ATTACK, Outcome, Tally, attack, watch};
