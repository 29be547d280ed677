//! Save files that outlive the code that wrote them.

mod error;
mod persist;
mod schema;
mod types;
mod wire;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;
pub mod body;

pub use error::{Error, ErrorKind, Result, SaveOutcome};
pub use persist::Persist;
pub use wire::Limits;
