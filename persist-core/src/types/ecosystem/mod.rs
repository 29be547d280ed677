//! [`Persist`](crate::Persist) for types of other crates, a file per crate, each behind a feature of the crate's name.
//!
//! Schemas are real ones: what holds elements in order is a list, text is a string, and what has parts is a struct or an
//! enum under the crate's name, whose fields are of types that every program knows. So files can be read without these
//! crates, and a type can take another's place where it has the same shape. The definitions stand in
//! `history/library.rs`, and the table of all of them in FORMAT.md: both are part of the format, whatever the crates'
//! own versions are.

mod record;

#[cfg(feature = "arrayvec")]
mod arrayvec;
#[cfg(feature = "bytes")]
mod bytes;
#[cfg(feature = "chrono")]
mod chrono;
#[cfg(feature = "half")]
mod half;
#[cfg(feature = "indexmap")]
mod indexmap;
#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "nalgebra")]
mod nalgebra;
#[cfg(any(feature = "ndarray", feature = "ndarray-0-16"))]
mod ndarray;
#[cfg(feature = "rust_decimal")]
mod rust_decimal;
#[cfg(feature = "semver")]
mod semver;
#[cfg(feature = "serde_json")]
mod serde_json;
#[cfg(feature = "smallvec")]
mod smallvec;
#[cfg(feature = "uuid")]
mod uuid;
