//! Tuples of one to twelve elements: one behind the other, without any framing.

use crate::error::Result;
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Layout, Registry, Ty};
use crate::types::array::take_fixed;
use crate::types::fields::PutFields;
use crate::types::parts::{Part, short_enough};
use crate::types::resolve::fields;
use crate::wire::{Appender, FixedRoom, Plain, Reader, Writer};

macro_rules! tuple {
    ($($element:ident $slot:literal)+) => {
        impl<$($element: Persist),+> Persist for ($($element,)+) {
            const TY: &'static Ty = &Ty::Tuple(&[$($element::TY),+]);
            const __PERSIST_PARTS: &'static [Part] = &[$($element::__PERSIST_PART.part()),+];
            const LAYOUT: Option<Layout> = Part::layout(Self::__PERSIST_PARTS);
            const MIN_SIZE: usize = Part::min_size(Self::__PERSIST_PARTS);
            const __PERSIST_PLAIN: Option<Plain<Self>> =
                Plain::<Self>::of_elements($($element::__PERSIST_PLAIN),+);

            const __PERSIST_RUN: usize =
                short_enough(0usize$(.saturating_add($element::__PERSIST_RUN))+);

            fn register(registry: &mut Registry) {
                $($element::register(registry);)+
            }

            #[inline]
            #[expect(non_snake_case, reason = "elements are named as their types")]
            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                let ($($element,)+) = self;
                $($element.encode(w)?;)+
                Ok(())
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            #[expect(non_snake_case, reason = "elements are named as their types")]
            fn __persist_append<'a>(&'a self, to: &mut Appender<'_, '_, 'a>) -> Result<()> {
                let ($($element,)+) = self;
                $(to.put($element)?;)+
                Ok(())
            }

            #[inline]
            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                Self::__persist_take(r)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn __persist_take(r: &mut Reader<'_>) -> Result<Self> {
                Ok(($($element::__persist_take(r)?,)+))
            }

            #[inline]
            #[expect(non_snake_case, reason = "elements are named as their types")]
            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                fields!(r, plan, node, $($slot => $element: $element),+);
                Ok(($($element,)+))
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            #[expect(non_snake_case, reason = "elements are named as their types")]
            fn encode_fixed(&self, out: &mut FixedRoom<'_>) -> Result<()> {
                let ($($element,)+) = self;
                $($element.encode_fixed(out)?;)+
                Ok(())
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode_fixed(bytes: &[u8]) -> Result<Self> {
                let mut rest = bytes;
                Ok(($(<$element>::decode_fixed(take_fixed(&mut rest, <$element>::LAYOUT)?)?,)+))
            }
        }
    };
}

tuple!(A 0);
tuple!(A 0 B 1);
tuple!(A 0 B 1 C 2);
tuple!(A 0 B 1 C 2 D 3);
tuple!(A 0 B 1 C 2 D 3 E 4);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10);
tuple!(A 0 B 1 C 2 D 3 E 4 F 5 G 6 H 7 I 8 J 9 K 10 L 11);
