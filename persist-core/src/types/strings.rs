//! Strings in all their owners: one type in schemas.

use std::borrow::Cow;
use std::ffi::{CStr, CString};

use crate::error::Result;
use crate::evolution::{Kind, Node, Plan};
use crate::persist::Persist;
use crate::schema::{Primitive, Registry, Ty};
use crate::types::resolve::{elements_of, misfit, resolve};
use crate::wire::{Reader, Writer};

/// A type that lends a `str` and is made of one.
macro_rules! string {
    ($ty:ty) => {
        impl Persist for $ty {
            const TY: &'static Ty = &Ty::Primitive(Primitive::Str);
            const MIN_SIZE: usize = 1;

            fn register(_: &mut Registry) {}

            #[inline(always)]
            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                w.str(self);
                Ok(())
            }

            #[inline(always)]
            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                r.str().map(|text| String::from(text).into())
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

/// A string out of what were bytes.
pub(super) fn text(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<String> {
    match plan.kind(node) {
        Kind::Scalar { .. } => r.str().map(String::from),
        Kind::Text(list) => {
            let start = r.clone();
            String::from_utf8(elements_of(r, plan, list)?).map_err(|error| {
                start.mismatch(format_args!("the file has bytes that are no string: {error}"))
            })
        }
        _ => Err(misfit()),
    }
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
                CString::new(u8::decode_vec(r)?)
                    .map(Self::from)
                    .map_err(|error| start.invalid(format!("expected a C string: {error}")))
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                let start = r.clone();
                CString::new(resolve::<Vec<u8>>(r, plan, node)?)
                    .map(Self::from)
                    .map_err(|error| start.invalid(format!("expected a C string: {error}")))
            }
        }
    };
}

c_string!(CString);
c_string!(Box<CStr>);
c_string!(Cow<'_, CStr>);
