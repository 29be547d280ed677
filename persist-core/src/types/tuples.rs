//! Tuples of one to twelve elements: one behind the other, without any framing.

use crate::error::Result;
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Layout, Registry, Ty};
use crate::types::array::{take_fixed, take_fixed_mut};
use crate::types::resolve::fields_as;
use crate::wire::{Reader, Writer};

macro_rules! tuple {
    ($($element:ident)+) => {
        impl<$($element: Persist),+> Persist for ($($element,)+) {
            const TY: &'static Ty = &Ty::Tuple(&[$($element::TY),+]);
            const LAYOUT: Option<Layout> = Layout::of_fields(&[$($element::LAYOUT),+]);
            const MIN_SIZE: usize = 0usize $(.saturating_add($element::MIN_SIZE))+;

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

            #[inline]
            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                Ok(($($element::decode(r)?,)+))
            }

            #[expect(non_snake_case, reason = "elements are named as their types")]
            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                Ok(fields_as!(r, plan, node, $($element: $element),+))
            }

            #[inline(always)]
            #[expect(non_snake_case, reason = "elements are named as their types")]
            fn encode_fixed(&self, out: &mut [u8]) -> Result<()> {
                let ($($element,)+) = self;
                let mut out = out;
                $($element.encode_fixed(take_fixed_mut(&mut out, <$element>::LAYOUT))?;)+
                Ok(())
            }

            #[inline(always)]
            fn decode_fixed(bytes: &[u8]) -> Result<Self> {
                let mut rest = bytes;
                Ok(($(<$element>::decode_fixed(take_fixed(&mut rest, <$element>::LAYOUT)?)?,)+))
            }
        }
    };
}

tuple!(A);
tuple!(A B);
tuple!(A B C);
tuple!(A B C D);
tuple!(A B C D E);
tuple!(A B C D E F);
tuple!(A B C D E F G);
tuple!(A B C D E F G H);
tuple!(A B C D E F G H I);
tuple!(A B C D E F G H I J);
tuple!(A B C D E F G H I J K);
tuple!(A B C D E F G H I J K L);
