//! What expansions of the derive call: not for people, and not stable.

pub use core;

pub use crate::error::{Error, Result};
pub use crate::persist::Persist;
pub use crate::schema::{
    Arg, Def, DefShape, Field, Fields, FieldsKind, Layout, Producer, Registry, Ty, Variant,
};
pub use crate::types::{take_fixed, take_fixed_mut};
pub use crate::wire::{Reader, Writer};

/// Asks a type's own check about a value that was read from `start` on.
///
/// # Errors
///
/// The check's own, as [`ErrorKind::Invalid`](crate::ErrorKind::Invalid), with the place of the value.
#[inline]
pub fn validate<T, E: core::fmt::Display>(
    value: &T,
    check: impl FnOnce(&T) -> core::result::Result<(), E>,
    start: &Reader<'_>,
    type_name: &'static str,
) -> Result<()> {
    check(value).map_err(|error| start.blame_at(0, Error::invalid(error).about(type_name)))
}

/// [`validate`] for a value of fixed layout: its array knows its place.
///
/// # Errors
///
/// As [`validate`].
#[inline]
pub fn validate_fixed<T, E: core::fmt::Display>(
    value: &T,
    check: impl FnOnce(&T) -> core::result::Result<(), E>,
    type_name: &'static str,
) -> Result<()> {
    check(value).map_err(|error| Error::invalid(error).about(type_name))
}

/// The error of a value that claims to be of an enum without variants.
#[cold]
pub fn uninhabited() -> Error {
    Error::damaged("a value is claimed of an enum that has no variants")
}
