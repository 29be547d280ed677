//! Strings in all their owners: one type in schemas.

use std::borrow::Cow;
use std::ffi::{CStr, CString};

use crate::error::Result;
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Primitive, Registry, Ty};
use crate::types::resolve;
use crate::types::resolve::text;
use crate::wire::{Appender, Reader, Writer, memory};

/// A type that lends a `str` and is made of one.
macro_rules! string {
    ($ty:ty) => {
        impl Persist for $ty {
            const TY: &'static Ty = &Ty::Primitive(Primitive::Str);
            const MIN_SIZE: usize = 1;

            fn register(_: &mut Registry) {}

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                w.str(self);
                Ok(())
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn __persist_append<'a>(&'a self, to: &mut Appender<'_, '_, 'a>) -> Result<()> {
                to.str(self);
                Ok(())
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                r.str().and_then(|text| r.own(text)).map(Into::into)
            }

            #[cfg_attr(not(debug_assertions), inline(always))]
            fn __persist_take(r: &mut Reader<'_>) -> Result<Self> {
                Self::decode(r)
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                text(r, plan, node).map(Into::into)
            }
        }
    };
}

string!(String);
string!(Box<str>);
string!(Cow<'_, str>);

fn c_string(start: &Reader<'_>, mut bytes: Vec<u8>) -> Result<CString> {
    // For the zero, which moves all of them.
    memory::grow(&mut bytes)?;
    CString::new(bytes).map_err(|error| start.invalid(format!("expected a C string: {error}")))
}

/// Bytes without a zero, as an array of `u8`; the zero at the end is not stored.
macro_rules! c_string {
    ($ty:ty) => {
        impl Persist for $ty {
            const TY: &'static Ty = <Vec<u8>>::TY;
            const MIN_SIZE: usize = 1;

            fn register(_: &mut Registry) {}

            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                u8::encode_slice(CStr::to_bytes(self), w)
            }

            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                let start = r.clone();
                c_string(&start, u8::decode_vec(r)?).map(Self::from)
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                let start = r.clone();
                c_string(&start, resolve(r, plan, node)?).map(Self::from)
            }
        }
    };
}

c_string!(CString);
c_string!(Box<CStr>);
c_string!(Cow<'_, CStr>);
