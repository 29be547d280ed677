//! Numbers, `bool` and `char`.

use std::num::NonZero;

use crate::error::{Error, Result};
use crate::evolution::{Node, Plan, Step, Take};
use crate::persist::Persist;
use crate::schema::{Layout, Primitive, Registry, Ty};
use crate::types::array::{decode_checked, reserve};
use crate::types::plain::{exactly, fill};
use crate::types::scalar::{
    float32, float32_field, float64, float64_field, integer, integer_field, origin, own,
};
use crate::types::{self, keep, misfit, resolve};
use crate::wire::{Appender, ArrayHead, FixedRoom, Plain, Reader, Writer};

/// How a number is read where the file has another type: `convert` takes that type, and whether it is in its fixed
/// layout; `field` reads it as a field of a body.
macro_rules! resolved {
    ($convert:expr, $field:expr) => {
        #[inline]
        fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
            let (from, fixed) = origin(plan, node)?;
            $convert(r, from, fixed)
        }

        #[cfg_attr(not(debug_assertions), inline(always))]
        fn __persist_field(
            field: &mut Option<Self>,
            r: &mut Reader<'_>,
            plan: &Plan,
            step: &Step,
        ) -> Result<()> {
            // Called by its name: a closure would be a function of its own, and the cursor lie in memory.
            match step.take {
                Take::Number { number, .. } => keep(field, $field(r, number)),
                _ => types::field(field, r, plan, step),
            }
        }
    };
}

/// A number whose fixed layout is its own little-endian bytes.
macro_rules! number {
    ($ty:ident, $primitive:ident, $min_size:expr, $run:expr, |$to:ident, $n:ident| $encode:expr, $decode:expr, $convert:expr, $field:expr) => {
        impl Persist for $ty {
            const TY: &'static Ty = &Ty::Primitive(Primitive::$primitive);
            #[expect(clippy::as_conversions, reason = "a number has at most 16 bytes")]
            const LAYOUT: Option<Layout> = Layout::of_size(size_of::<$ty>() as u32);
            const MIN_SIZE: usize = $min_size;
            const __PERSIST_RUN: usize = $run;
            const __PERSIST_PLAIN: Option<Plain<Self>> = Plain::<$ty>::KNOWN;

            fn register(_: &mut Registry) {}

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                Appender::over(w, |to| self.__persist_append(to))
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn __persist_append<'a>(&'a self, to: &mut Appender<'_, '_, 'a>) -> Result<()> {
                let ($to, $n) = (to, *self);
                $encode;
                Ok(())
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                $decode(r)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn __persist_take(r: &mut Reader<'_>) -> Result<Self> {
                Self::decode(r)
            }

            resolved!($convert, $field);

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

/// An integer, and its form that is refused when it is zero.
macro_rules! integer {
    ($ty:ident, $primitive:ident, $run:expr, |$to:ident, $n:ident| $encode:expr, $decode:expr) => {
        number!($ty, $primitive, 1, $run, |$to, $n| $encode, $decode, integer, integer_field);
        non_zero!($ty, |$to, $n| $encode);
    };
}

/// `NonZero` of an integer: written as the integer, checked on load.
macro_rules! non_zero {
    ($ty:ident $(as $wide:ident)?, |$to:ident, $n:ident| $encode:expr) => {
        impl Persist for NonZero<$ty> {
            const TY: &'static Ty = $ty::TY;
            const LAYOUT: Option<Layout> = $ty::LAYOUT;
            const MIN_SIZE: usize = $ty::MIN_SIZE;
            const __PERSIST_RUN: usize = $ty::__PERSIST_RUN;
            const __PERSIST_PLAIN: Option<Plain<Self>> = Plain::<Self>::KNOWN;

            fn register(_: &mut Registry) {}

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                Appender::over(w, |to| self.__persist_append(to))
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn __persist_append<'a>(&'a self, to: &mut Appender<'_, '_, 'a>) -> Result<()> {
                #[allow(clippy::as_conversions, reason = "no platform has more than 64 bits")]
                let ($to, $n) = (to, self.get() $(as $wide)?);
                $encode;
                Ok(())
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn __persist_take(r: &mut Reader<'_>) -> Result<Self> {
                Self::decode(r)
            }

            #[cfg_attr(debug_assertions, inline)]
            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                let start = r.clone();
                NonZero::new($ty::decode(r)?).ok_or_else(|| start.blame_at(0, zero()))
            }

            #[inline]
            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                let start = r.clone();
                NonZero::new(resolve(r, plan, node)?).ok_or_else(|| start.blame_at(0, zero()))
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn encode_fixed(&self, out: &mut FixedRoom<'_>) -> Result<()> {
                self.get().encode_fixed(out)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode_fixed(bytes: &[u8]) -> Result<Self> {
                NonZero::new($ty::decode_fixed(bytes)?).ok_or_else(|| zero().in_fixed(bytes))
            }
        }
    };
}

#[cold]
fn zero() -> Error {
    Error::invalid("expected a number other than zero, found zero")
}

integer!(u8, U8, 1, |to, n| to.raw([n]), Reader::u8);
integer!(u16, U16, 3, |to, n| to.varint16(n), Reader::unsigned);
integer!(u32, U32, 5, |to, n| to.varint32(n), Reader::unsigned);
integer!(u64, U64, 10, |to, n| to.varint(n), Reader::varint);
integer!(u128, U128, 0, |to, n| to.varint128(n), Reader::varint128);
integer!(i8, I8, 1, |to, n| to.raw(n.to_le_bytes()), |r: &mut Reader<'_>| r
    .raw()
    .map(i8::from_le_bytes));
integer!(i16, I16, 3, |to, n| to.zigzag16(n), Reader::signed);
integer!(i32, I32, 5, |to, n| to.zigzag32(n), Reader::signed);
integer!(i64, I64, 10, |to, n| to.zigzag(n), Reader::signed);
integer!(i128, I128, 0, |to, n| to.zigzag128(n), Reader::zigzag128);
number!(
    f32,
    F32,
    4,
    4,
    |to, n| to.raw(n.to_le_bytes()),
    |r: &mut Reader<'_>| r.raw().map(f32::from_le_bytes),
    float32,
    float32_field
);
number!(
    f64,
    F64,
    8,
    8,
    |to, n| to.raw(n.to_le_bytes()),
    |r: &mut Reader<'_>| r.raw().map(f64::from_le_bytes),
    float64,
    float64_field
);

/// `usize` and `isize` are 64 bits wide in files, whatever they are in memory.
macro_rules! pointer_sized {
    ($ty:ident as $wide:ident, $primitive:ident, |$to:ident, $n:ident| $encode:expr, $decode:expr) => {
        impl Persist for $ty {
            const TY: &'static Ty = &Ty::Primitive(Primitive::$primitive);
            const LAYOUT: Option<Layout> = Layout::of_size(8);
            const MIN_SIZE: usize = 1;
            const __PERSIST_RUN: usize = 10;
            const __PERSIST_PLAIN: Option<Plain<Self>> = Plain::<$ty>::KNOWN;

            fn register(_: &mut Registry) {}

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                Appender::over(w, |to| self.__persist_append(to))
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn __persist_append<'a>(&'a self, to: &mut Appender<'_, '_, 'a>) -> Result<()> {
                #[expect(clippy::as_conversions, reason = "no platform has more than 64 bits")]
                let ($to, $n) = (to, *self as $wide);
                $encode;
                Ok(())
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                $decode(r)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn __persist_take(r: &mut Reader<'_>) -> Result<Self> {
                Self::decode(r)
            }

            resolved!(integer, integer_field);

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn encode_fixed(&self, out: &mut FixedRoom<'_>) -> Result<()> {
                #[expect(clippy::as_conversions, reason = "no platform has more than 64 bits")]
                fill(out, (*self as $wide).to_le_bytes())
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode_fixed(bytes: &[u8]) -> Result<Self> {
                let wide = $wide::from_le_bytes(exactly(bytes)?);
                wide.try_into().map_err(|_| too_wide(wide, stringify!($ty)).in_fixed(bytes))
            }
        }
    };
}

pointer_sized!(usize as u64, Usize, |to, n| to.varint(n), Reader::unsigned);
pointer_sized!(isize as i64, Isize, |to, n| to.zigzag(n), Reader::signed);
non_zero!(usize as u64, |to, n| to.varint(n));
non_zero!(isize as i64, |to, n| to.zigzag(n));

#[cold]
fn too_wide(found: impl std::fmt::Display, ty: &str) -> Error {
    Error::invalid(format!("{found} does not fit {ty} on this system"))
}

impl Persist for bool {
    const TY: &'static Ty = &Ty::Primitive(Primitive::Bool);
    const LAYOUT: Option<Layout> = Layout::of_size(1);
    const MIN_SIZE: usize = 1;
    const __PERSIST_RUN: usize = 1;
    const __PERSIST_PLAIN: Option<Plain<Self>> = Plain::<bool>::KNOWN;

    fn register(_: &mut Registry) {}

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        w.bool(*self);
        Ok(())
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn __persist_append<'a>(&'a self, to: &mut Appender<'_, '_, 'a>) -> Result<()> {
        to.raw([u8::from(*self)]);
        Ok(())
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        r.bool()
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn __persist_take(r: &mut Reader<'_>) -> Result<Self> {
        r.bool()
    }

    #[inline]
    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        own(r, plan, node, Primitive::Bool)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode_fixed(&self, out: &mut FixedRoom<'_>) -> Result<()> {
        fill(out, [u8::from(*self)])
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_fixed(bytes: &[u8]) -> Result<Self> {
        match bytes {
            [0] => Ok(false),
            [1] => Ok(true),
            _ => Err(no_bool(bytes)),
        }
    }

    #[inline]
    fn decode_vec(r: &mut Reader<'_>) -> Result<Vec<Self>> {
        let start = r.clone();
        match r.array(1, 1)? {
            // Two tight loops, if each byte is one.
            ArrayHead::InPlace(bytes) if bytes.iter().all(|byte| *byte < 2) => {
                let mut elements = reserve(r, bytes.len())?;
                elements.extend(bytes.iter().map(|byte| *byte != 0));
                Ok(elements)
            }
            // One by one, to find the byte that is none.
            head => decode_checked(&start, r, head),
        }
    }
}

#[cold]
fn no_bool(bytes: &[u8]) -> Error {
    Error::damaged(format!("expected a bool, 0 or 1, found {bytes:?}")).in_fixed(bytes)
}

#[cold]
fn no_char(code: u32) -> Error {
    Error::damaged(format!("expected a char, found code point {code:#x}"))
}

impl Persist for char {
    const TY: &'static Ty = &Ty::Primitive(Primitive::Char);
    const LAYOUT: Option<Layout> = Layout::of_size(4);
    const MIN_SIZE: usize = 2;
    const __PERSIST_PLAIN: Option<Plain<Self>> = Plain::<char>::KNOWN;

    fn register(_: &mut Registry) {}

    #[inline]
    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        w.str(self.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    #[inline]
    fn __persist_append<'a>(&'a self, to: &mut Appender<'_, '_, 'a>) -> Result<()> {
        to.str(self.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    #[inline]
    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        let start = r.clone();
        let text = r.str()?;
        let mut chars = text.chars();
        match (chars.next(), chars.next()) {
            (Some(only), None) => Ok(only),
            _ => {
                Err(start
                    .damaged(format!("expected one char, found {} of them", text.chars().count())))
            }
        }
    }

    #[inline]
    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        own(r, plan, node, Primitive::Char)
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode_fixed(&self, out: &mut FixedRoom<'_>) -> Result<()> {
        fill(out, u32::from(*self).to_le_bytes())
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_fixed(bytes: &[u8]) -> Result<Self> {
        let code = u32::from_le_bytes(exactly(bytes)?);
        char::from_u32(code).ok_or_else(|| no_char(code).in_fixed(bytes))
    }
}

impl Persist for () {
    const TY: &'static Ty = &Ty::Primitive(Primitive::Unit);

    fn register(_: &mut Registry) {}

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode<'a>(&'a self, _: &mut Writer<'a>) -> Result<()> {
        Ok(())
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn __persist_append<'a>(&'a self, _: &mut Appender<'_, '_, 'a>) -> Result<()> {
        Ok(())
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode(_: &mut Reader<'_>) -> Result<Self> {
        Ok(())
    }

    #[cfg_attr(not(debug_assertions), inline(always))]
    fn __persist_take(_: &mut Reader<'_>) -> Result<Self> {
        Ok(())
    }

    #[inline]
    fn decode_as(_: &mut Reader<'_>, _: &Plan, _: Node) -> Result<Self> {
        Err(misfit())
    }
}
