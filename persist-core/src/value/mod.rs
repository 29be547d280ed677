//! Values without their types: any body can be walked by the schema that wrote it.
//!
//! This layer serves errors, which name the path of a value from an offset alone, people who look into files,
//! and programs that write a value as another schema has it. It never names the trait.

mod access;
mod arrays;
mod compare;
#[cfg(feature = "serde")]
mod content;
mod encode;
mod foreign;
mod keys;
mod locate;
mod lost;
mod missing;
mod outline;
mod path;
mod scalar;
mod seek;
mod text;
mod trail;
mod transcode;
mod tree;
mod visit;
mod visitor;
mod walk;

pub use foreign::ForeignValue;
pub use outline::{Outline, OutlinePart, OutlineStep};
pub use tree::Value;
pub use visit::{Group, Leaf, Step};
pub use visitor::Flow;

pub(crate) use arrays::{ArrayAt, FoundArray, arrays};
pub(crate) use compare::{Differences, Within, differences, rows};
pub(crate) use encode::{key_bytes, write_value};
pub(crate) use locate::{key_text, path_of};
pub(crate) use lost::{Absent, BlockState, Losses};
pub(crate) use outline::outline;
pub(crate) use path::key_of;
pub(crate) use scalar::{Scalar, fixed_scalar, no_layout};
pub(crate) use seek::{At, Found, seek, seek_array};
pub(crate) use text::{Cut, brief};
pub(crate) use transcode::{Encoded, NoDefaults, Reached, Transcoding, copy_kept};
pub(crate) use tree::{read_value, value_at};
pub(crate) use visit::{Sink, visit, visit_value};
