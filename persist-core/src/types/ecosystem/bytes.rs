//! `bytes`: arrays of `u8`, as a `Vec<u8>` is.

use bytes::{Bytes, BytesMut};

use crate::error::Result;
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Registry, Ty};
use crate::types::resolve;
use crate::wire::{Reader, Writer};

macro_rules! bytes {
    ($ty:ty, $from_vec:expr) => {
        impl Persist for $ty {
            const TY: &'static Ty = <Vec<u8>>::TY;
            const MIN_SIZE: usize = <Vec<u8>>::MIN_SIZE;

            fn register(_: &mut Registry) {}

            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                u8::encode_slice(self, w)
            }

            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                u8::decode_vec(r).map($from_vec)
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                resolve(r, plan, node).map($from_vec)
            }
        }
    };
}

bytes!(Bytes, |bytes: Vec<u8>| Bytes::from(bytes));
// By way of `Bytes`, which takes the vector over and gives it back: nobody else has it.
bytes!(BytesMut, |bytes: Vec<u8>| BytesMut::from(Bytes::from(bytes)));
