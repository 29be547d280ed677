//! Values without their type: all that saving and loading do besides is generated once, not for each type.

use crate::error::Result;
use crate::evolution::Plan;
use crate::persist::Persist;
use crate::schema::{Registry, Schema, Ty};
use crate::types::{misfit, resolve};
use crate::wire::{Reader, Writer};

/// A value that is saved.
pub(super) trait Stored {
    fn ty(&self) -> &'static Ty;

    /// The definitions of all types that a value of this type can hold.
    fn registry(&self) -> Registry;

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()>;
}

impl<T: Persist> Stored for T {
    fn ty(&self) -> &'static Ty {
        T::TY
    }

    fn registry(&self) -> Registry {
        Registry::of::<T>()
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        T::encode(self, w)
    }
}

/// The place of a value that is loaded.
pub(super) trait Place {
    /// The schema of the value's type.
    ///
    /// # Errors
    ///
    /// Two different types of one name.
    fn schema(&self) -> Result<Schema>;

    /// Reads the value as its own schema has it.
    ///
    /// # Errors
    ///
    /// Those of [`Persist::decode`].
    fn decode(&mut self, r: &mut Reader<'_>) -> Result<()>;

    /// Reads the whole value as a plan says.
    ///
    /// # Errors
    ///
    /// Those of [`resolve`].
    fn follow(&mut self, r: &mut Reader<'_>, plan: &Plan) -> Result<()>;
}

impl<T: Persist> Place for Option<T> {
    fn schema(&self) -> Result<Schema> {
        Schema::of::<T>()
    }

    fn decode(&mut self, r: &mut Reader<'_>) -> Result<()> {
        *self = Some(T::decode(r)?);
        Ok(())
    }

    fn follow(&mut self, r: &mut Reader<'_>, plan: &Plan) -> Result<()> {
        plan.count_root();
        *self = Some(resolve(r, plan, plan.root())?);
        Ok(())
    }
}

/// The value that `read` puts into its place.
///
/// # Errors
///
/// Those of `read`.
pub(super) fn placed<T: Persist, R>(
    read: impl FnOnce(&mut dyn Place) -> Result<R>,
) -> Result<(T, R)> {
    let mut place = None;
    let beside = read(&mut place)?;
    match place {
        Some(value) => Ok((value, beside)),
        None => Err(misfit()),
    }
}
