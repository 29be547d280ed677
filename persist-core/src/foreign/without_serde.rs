//! What stands in the place of serde where the library was built without it: errors that say which feature to turn on.

use std::marker::PhantomData;

use super::{Codec, ForeignField, Node, Plan, Reader, Registry, Result, Ty, Writer};
use crate::error::{Error, ErrorKind};
use crate::schema::Primitive;

/// A value that serde writes and reads.
#[diagnostic::on_unimplemented(
    message = "`#[persist(serde)]` needs the feature `serde` of `persist-core`",
    label = "this type would be stored by serde",
    note = "in Cargo.toml: persist-core = {{ …, features = [\"serde\"] }}"
)]
pub trait SerdeValue {}

macro_rules! unavailable {
    ($($codec:ident $primitive:ident;)+) => {$(
        /// A codec of serde's.
        pub struct $codec<F>(PhantomData<fn() -> F>);

        impl<T: SerdeValue, F: ForeignField> Codec<T> for $codec<F> {
            const TY: &'static Ty = &Ty::Primitive(Primitive::$primitive);
            const MIN_SIZE: usize = 1;

            fn register(_: &mut Registry) {}

            fn encode(_: &T, _: &mut Writer<'_>) -> Result<()> {
                Err(no_feature())
            }

            fn decode(_: &mut Reader<'_>) -> Result<T> {
                Err(no_feature())
            }

            fn decode_as(_: &mut Reader<'_>, _: &Plan, _: Node) -> Result<T> {
                Err(no_feature())
            }
        }
    )+};
}

unavailable! {
    MessagePack MessagePack;
    Postcard Postcard;
}

#[cold]
fn no_feature() -> Error {
    Error::new(ErrorKind::Caller, "the library was built without the feature `serde`")
}
