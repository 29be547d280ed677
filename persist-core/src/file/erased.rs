//! Values without their type: all that saving and loading do besides is generated once, not for each type.

use crate::error::Result;
use crate::evolution::{Node, Plan};
use crate::persist::{Persist, Root};
use crate::types::{keep, misfit, resolve};
use crate::wire::{Reader, Writer};

/// A value that is saved.
pub(super) trait Stored {
    fn root(&self) -> Root;

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()>;
}

impl<T: Persist> Stored for T {
    fn root(&self) -> Root {
        Root::of::<T>()
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        T::encode(self, w)
    }
}

/// The place of a value that is loaded.
pub(super) trait Place {
    fn root(&self) -> Root;

    /// Reads the value as its own schema has it.
    ///
    /// # Errors
    ///
    /// Those of [`Persist::decode`].
    fn decode(&mut self, r: &mut Reader<'_>) -> Result<()>;

    /// Reads the value as a plan says at `node`.
    ///
    /// # Errors
    ///
    /// Those of [`resolve`].
    fn resolve(&mut self, r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<()>;
}

impl<T: Persist> Place for Option<T> {
    fn root(&self) -> Root {
        Root::of::<T>()
    }

    fn decode(&mut self, r: &mut Reader<'_>) -> Result<()> {
        // What an earlier reading has left.
        *self = None;
        keep(self, T::decode(r))
    }

    fn resolve(&mut self, r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<()> {
        *self = None;
        keep(self, resolve(r, plan, node))
    }
}

/// The value that was put into its place.
///
/// # Errors
///
/// An empty place, which nothing that was read without an error has left.
pub(super) fn taken<T>(place: Option<T>) -> Result<T> {
    match place {
        Some(value) => Ok(value),
        None => Err(misfit()),
    }
}
