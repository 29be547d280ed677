//! `half`: `f16` and `bf16`, primitives of the format: arrays of them are blocks.

use half::{bf16, f16};

use crate::error::Result;
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Layout, Primitive, Registry, Ty};
use crate::types::plain::{exactly, fill};
use crate::types::scalar::{origin, small_float};
use crate::wire::{Appender, FixedRoom, Plain, Reader, Writer, bf16_bits, f16_bits};

macro_rules! float16 {
    ($ty:ident, $primitive:ident, $bits:ident) => {
        impl Persist for $ty {
            const TY: &'static Ty = &Ty::Primitive(Primitive::$primitive);
            const LAYOUT: Option<Layout> = Layout::of_size(2);
            const MIN_SIZE: usize = 2;
            const __PERSIST_RUN: usize = 2;
            const __PERSIST_PLAIN: Option<Plain<Self>> = Plain::<$ty>::KNOWN;

            fn register(_: &mut Registry) {}

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                Appender::over(w, |to| self.__persist_append(to))
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn __persist_append<'a>(&'a self, to: &mut Appender<'_, '_, 'a>) -> Result<()> {
                to.raw(self.to_le_bytes());
                Ok(())
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                r.raw().map($ty::from_le_bytes)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn __persist_take(r: &mut Reader<'_>) -> Result<Self> {
                Self::decode(r)
            }

            #[inline]
            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                match origin(plan, node)? {
                    // The same in a body and in its fixed layout.
                    (Primitive::$primitive, _) => Self::decode(r),
                    (from, fixed) => small_float(r, from, fixed, $bits).map($ty::from_bits),
                }
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn encode_fixed(&self, out: &mut FixedRoom<'_>) -> Result<()> {
                fill(out, self.to_le_bytes())
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode_fixed(bytes: &[u8]) -> Result<Self> {
                exactly(bytes).map($ty::from_le_bytes)
            }
        }
    };
}

float16!(f16, F16, f16_bits);
float16!(bf16, Bf16, bf16_bits);
