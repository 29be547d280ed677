//! Save files that outlive the code that wrote them.

mod container;
mod error;
mod evolution;
mod file;
mod persist;
mod types;
mod value;

pub mod body;
pub mod schema;
pub mod wire;

#[doc(hidden)]
#[path = "private.rs"]
pub mod __private;

pub use error::{Error, ErrorKind, Result, SaveOutcome};
pub use persist::Persist;
pub use schema::{Fingerprint, Schema};
pub use value::Value;
pub use wire::Limits;
