//! Fields whose types are other crates': how a field of any type is stored by what its attribute names.
//!
//! `#[persist(as = Proxy)]` and `#[persist(with = module)]` store another type in its place, whose schema is in the
//! file; `#[persist(serde)]` stores the bytes that the type's own implementation of serde writes. A derive puts
//! [`Adapted`] in the place of the field's type, with one of the codecs of this folder: nothing else in the library
//! knows that there are such fields.

mod instead;
#[cfg(feature = "serde")]
mod serde;
#[cfg(not(feature = "serde"))]
mod without_serde;

pub use self::instead::{AsProxy, ByModule, With};
#[cfg(feature = "serde")]
pub use self::serde::{MessagePack, Postcard, Serde, SerdeValue};
#[cfg(not(feature = "serde"))]
pub use self::without_serde::{MessagePack, Postcard, SerdeValue};

use crate::error::Result;
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Foreign, ForeignType, Registry, Ty};
use crate::value::Value;
pub use crate::wire::Adapted;
use crate::wire::{Reader, Writer};

/// How values of a type are stored that does not say so itself.
pub trait Codec<T> {
    /// What stands in schemas: [`Persist::TY`].
    const TY: &'static Ty;

    /// [`Persist::MIN_SIZE`]
    const MIN_SIZE: usize;

    /// [`Persist::register`]
    fn register(registry: &mut Registry);

    /// Writes the value's body.
    ///
    /// # Errors
    ///
    /// As [`Persist::encode`].
    fn encode(value: &T, w: &mut Writer<'_>) -> Result<()>;

    /// Reads a body that was written by the same schema.
    ///
    /// # Errors
    ///
    /// As [`Persist::decode`].
    fn decode(r: &mut Reader<'_>) -> Result<T>;

    /// Reads a body that another schema wrote.
    ///
    /// # Errors
    ///
    /// As [`Persist::decode`].
    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<T>;
}

/// What a field with `serde` says of its type.
pub trait ForeignField {
    /// The type and its crate.
    const FOREIGN: Foreign;

    /// What makes today's value of one that another version of the crate wrote.
    const UPGRADE: Option<Upgrading> = None;
}

/// A field of which nothing is known.
impl ForeignField for () {
    const FOREIGN: Foreign = Foreign { ty: "", from_crate: None };
}

/// A function that makes today's value of one that another version of the crate wrote.
pub type Upgrading = fn(Value, &ForeignType) -> Result<Value>;

/// [`ForeignField::UPGRADE`]: with a parameter of this type, a function of another is reported where it is named.
pub const fn upgraded_by(function: Upgrading) -> Option<Upgrading> {
    Some(function)
}

impl<T, C: Codec<T>> Persist for Adapted<T, C> {
    const TY: &'static Ty = C::TY;
    const MIN_SIZE: usize = C::MIN_SIZE;

    fn register(registry: &mut Registry) {
        C::register(registry);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        C::encode(self.get(), w)
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        C::decode(r).map(Adapted::new)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        C::decode_as(r, plan, node).map(Adapted::new)
    }
}

/// Puts what was read of an adapted field into its place.
///
/// # Errors
///
/// Those of reading it.
pub fn adapted<T, C>(
    field: &mut Option<T>,
    read: Option<Adapted<T, C>>,
    result: Result<()>,
) -> Result<()> {
    if let Some(value) = read {
        *field = Some(value.into_inner());
    }
    result
}
