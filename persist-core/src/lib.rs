//! Save files that outlive the code that wrote them.

mod container;
mod error;
mod schema;
mod wire;

pub use error::{Error, ErrorKind, Result, SaveOutcome};
pub use wire::Limits;
