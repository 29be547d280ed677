//! Floats of 16 bits as their bits: primitives of the format, whose types are another crate's.

use crate::error::Result;
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Primitive, Registry, Ty};
use crate::types::Buffer;
use crate::types::resolve::elements;
use crate::wire::{Reader, Writer};

/// An array of a primitive that is stored as a `u16` is.
macro_rules! bits {
    ($bits:ident, $primitive:ident) => {
        pub(super) struct $bits(Buffer<u16>);

        impl From<$bits> for Buffer<u16> {
            fn from(bits: $bits) -> Self {
                bits.0
            }
        }

        impl Persist for $bits {
            const TY: &'static Ty =
                &Ty::List { element: &Ty::Primitive(Primitive::$primitive), fixed: true };
            const MIN_SIZE: usize = 1;

            fn register(_: &mut Registry) {}

            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                self.0.encode(w)
            }

            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                Buffer::decode(r).map($bits)
            }

            /// Only of other lists than those of the primitive: of these, none is refused as wrong, but by the plan.
            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                elements::<u16>(r, plan, node).map(|bits| $bits(bits.into()))
            }
        }
    };
}

bits!(FloatBits, F16);
bits!(BfloatBits, Bf16);
