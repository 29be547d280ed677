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
pub use file::{
    Archive, Durability, LoadOptions, SaveOptions, from_bytes, load, read_from, save, to_bytes,
    write_to,
};
pub use persist::Persist;
#[cfg(feature = "derive")]
pub use persist_derive::Persist;
pub use schema::{Fingerprint, Schema};
pub use value::Value;
pub use wire::Limits;
