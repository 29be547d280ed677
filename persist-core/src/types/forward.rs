//! Types that are stored as their content: `Box`, `Wrapping`, `Reverse` and the like.

use std::cmp::Reverse;
use std::num::{Saturating, Wrapping};

use crate::error::Result;
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Layout, Registry, Ty};
use crate::types::resolve;
use crate::wire::{Appender, FixedRoom, Plain, Reader, Writer};

/// Values from this size on are kept off the stack where there is another way.
pub(super) const LARGE: usize = 1 << 12;

/// A box takes a level of depth, as boxes are what trees are deep with.
impl<T: Persist> Persist for Box<T> {
    const TY: &'static Ty = T::TY;
    const LAYOUT: Option<Layout> = T::LAYOUT;
    const MIN_SIZE: usize = T::MIN_SIZE;

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    #[inline]
    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        w.nested(|w| T::encode(self, w))
    }

    #[inline]
    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        r.nested(T::decode_boxed)
    }

    #[inline]
    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        r.nested(|r| T::decode_boxed_as(r, plan, node))
    }

    #[inline]
    fn encode_fixed(&self, out: &mut FixedRoom<'_>) -> Result<()> {
        T::encode_fixed(self, out)
    }

    #[inline]
    fn decode_fixed(bytes: &[u8]) -> Result<Self> {
        // In a function of its own: whoever might read one in a box need not have room for it on the stack.
        #[inline(never)]
        fn large<T: Persist>(bytes: &[u8]) -> Result<Box<T>> {
            T::decode_fixed(bytes).map(Box::new)
        }
        if size_of::<T>() >= LARGE {
            return large(bytes);
        }
        T::decode_fixed(bytes).map(Box::new)
    }
}

/// A tuple struct with one public field.
macro_rules! newtype {
    ($($newtype:ident)+) => {$(
        impl<T: Persist> Persist for $newtype<T> {
            const TY: &'static Ty = T::TY;
            const LAYOUT: Option<Layout> = T::LAYOUT;
            const MIN_SIZE: usize = T::MIN_SIZE;
            const __PERSIST_RUN: usize = T::__PERSIST_RUN;
            const __PERSIST_PLAIN: Option<Plain<Self>> = Plain::<Self>::of_content(T::__PERSIST_PLAIN);

            fn register(registry: &mut Registry) {
                T::register(registry);
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                self.0.encode(w)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn __persist_append<'a>(&'a self, to: &mut Appender<'_, '_, 'a>) -> Result<()> {
                self.0.__persist_append(to)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                T::decode(r).map($newtype)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn __persist_take(r: &mut Reader<'_>) -> Result<Self> {
                T::__persist_take(r).map($newtype)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                resolve(r, plan, node).map($newtype)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn encode_fixed(&self, out: &mut FixedRoom<'_>) -> Result<()> {
                self.0.encode_fixed(out)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode_fixed(bytes: &[u8]) -> Result<Self> {
                T::decode_fixed(bytes).map($newtype)
            }
        }
    )+};
}

newtype!(Wrapping Saturating Reverse);
