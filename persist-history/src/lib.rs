//! What the library and its derive macro both know of versions: the catalogue of changes, epochs, and the text of
//! schema histories, the commands that record them, the versions in a `Cargo.lock`, and which name a misspelt one may be.
//!
//! A macro cannot use the library that re-exports it, so what both need stands here, once. It knows no type and no
//! file of values.

mod bump;
mod closest;
mod commands;
mod compatibility;
mod epoch;
mod folder;
mod lock;
mod rules;
mod tail;
mod text;

pub use closest::closest;
pub use commands::{OVERWRITE, RECORD, overwrite, test_name};
pub use compatibility::Compatibility;
pub use epoch::{Epoch, NoEpoch};
pub use folder::{histories, is_published, usual_file};
pub use lock::locked_versions;
pub use rules::{Bump, Rule, Verdict};
pub use semver::Version;
pub use tail::tail_hash;
pub use text::{
    ArgText, Closure, Entry, Field, Fields, FieldsKind, HEADER, HistoryText, Length, NoType,
    Parameter, ParseError, Shape, TypeText, Variant,
};
