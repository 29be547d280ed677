//! Another type that is stored in the place of a field's own, and made into it: its schema is in the file, and its files
//! evolve as its other files do.

use std::fmt::Display;
use std::marker::PhantomData;

use super::Codec;
use crate::error::{Error, Result};
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Registry, Ty};
use crate::types::resolve;
use crate::wire::{Reader, Writer};

/// What `#[persist(as = Proxy)]` stores: `Proxy::from(&value)`.
pub struct AsProxy<P>(PhantomData<fn() -> P>);

impl<T, P> Codec<T> for AsProxy<P>
where
    P: Persist + for<'v> From<&'v T>,
    T: TryFrom<P, Error: Display>,
{
    const TY: &'static Ty = P::TY;
    const MIN_SIZE: usize = P::MIN_SIZE;

    fn register(registry: &mut Registry) {
        P::register(registry);
    }

    fn encode(value: &T, w: &mut Writer<'_>) -> Result<()> {
        let proxy = P::from(value);
        w.copied(|w| proxy.encode(w))
    }

    fn decode(r: &mut Reader<'_>) -> Result<T> {
        let start = r.clone();
        let proxy = P::decode(r)?;
        T::try_from(proxy).map_err(|error| whole::<P>(Error::invalid(error), &start))
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<T> {
        let start = r.clone();
        let proxy: P = resolve(r, plan, node)?;
        T::try_from(proxy).map_err(|error| whole::<P>(Error::invalid(error), &start))
    }
}

/// An error about all of what was read, and not about the first part of it.
#[cold]
fn whole<P: Persist>(error: Error, start: &Reader<'_>) -> Error {
    let error = match P::DEF {
        Some(def) => error.about(def.name),
        None => error,
    };
    start.blame_at(0, error)
}

/// The module that `#[persist(with = module)]` names, as a type.
pub trait With<T> {
    /// `module::Stored`
    type Stored: Persist;

    /// `module::encode`
    ///
    /// # Errors
    ///
    /// The function's own.
    fn encode(value: &T) -> Result<Self::Stored>;

    /// `module::decode`
    ///
    /// # Errors
    ///
    /// The function's own.
    fn decode(stored: Self::Stored) -> Result<T>;
}

/// What `#[persist(with = module)]` stores: what `module::encode` makes of the value.
pub struct ByModule<W>(PhantomData<fn() -> W>);

impl<T, W: With<T>> Codec<T> for ByModule<W> {
    const TY: &'static Ty = W::Stored::TY;
    const MIN_SIZE: usize = W::Stored::MIN_SIZE;

    fn register(registry: &mut Registry) {
        W::Stored::register(registry);
    }

    fn encode(value: &T, w: &mut Writer<'_>) -> Result<()> {
        let stored = W::encode(value).map_err(|error| w.blame(error))?;
        w.copied(|w| stored.encode(w))
    }

    fn decode(r: &mut Reader<'_>) -> Result<T> {
        let start = r.clone();
        let stored = W::Stored::decode(r)?;
        W::decode(stored).map_err(|error| whole::<W::Stored>(error, &start))
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<T> {
        let start = r.clone();
        let stored: W::Stored = resolve(r, plan, node)?;
        W::decode(stored).map_err(|error| whole::<W::Stored>(error, &start))
    }
}
