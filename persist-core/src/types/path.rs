//! Paths and strings of the operating system.

use std::ffi::OsString;
use std::path::{Path, PathBuf};

use crate::error::{Error, Result};
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Def, DefShape, Field, Primitive, Registry, Ty};
use crate::types::named::{def, register_def, variant};
use crate::types::{arm, resolve};
use crate::wire::{Reader, Writer};

/// As a string, so that every system can read it: a path that is not Unicode cannot be saved.
macro_rules! path {
    ($ty:ty) => {
        impl Persist for $ty {
            const TY: &'static Ty = &Ty::Primitive(Primitive::Str);
            const MIN_SIZE: usize = 1;

            fn register(_: &mut Registry) {}

            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                match self.to_str() {
                    Some(text) => {
                        w.str(text);
                        Ok(())
                    }
                    None => Err(w.refuse(format_args!(
                        "the path `{}` is not Unicode: another system could not read it",
                        self.display()
                    ))),
                }
            }

            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                r.str().and_then(|text| r.own(text)).map(|text| PathBuf::from(text).into())
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                resolve(r, plan, node).map(|text: String| PathBuf::from(text).into())
            }
        }
    };
}

path!(PathBuf);
path!(Box<Path>);

/// As it is on the system that saves it; loads on the same kind of system.
impl Persist for OsString {
    const TY: &'static Ty = &Ty::Named { name: "std::OsString", args: &[] };
    const DEF: Option<&'static Def> = Some(&def(
        "std::OsString",
        &[],
        DefShape::Enum(&[
            variant("Unix", &[Field::new("0", <Vec<u8>>::TY)]),
            variant("Windows", &[Field::new("0", <Vec<u16>>::TY)]),
        ]),
    ));
    const MIN_SIZE: usize = 1;

    fn register(registry: &mut Registry) {
        register_def::<Self>(registry, |_| {});
    }

    #[cfg(unix)]
    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        use std::os::unix::ffi::OsStrExt;
        w.varint(0);
        u8::encode_slice(self.as_bytes(), w)
    }

    #[cfg(windows)]
    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        use std::os::windows::ffi::OsStrExt;
        let wide: Vec<u16> = self.encode_wide().collect();
        w.varint(1);
        w.copied(|w| wide.encode(w))
    }

    #[cfg(not(any(unix, windows)))]
    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        Err(w.refuse("an `OsString` cannot be saved on this system"))
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        let start = r.clone();
        match r.variant(2)? {
            #[cfg(unix)]
            0 => {
                use std::os::unix::ffi::OsStringExt;
                u8::decode_vec(r).map(OsString::from_vec)
            }
            #[cfg(windows)]
            1 => {
                use std::os::windows::ffi::OsStringExt;
                u16::decode_vec(r).map(|wide| OsString::from_wide(&wide))
            }
            _ => Err(other_system(&start)),
        }
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let start = r.clone();
        let arm = arm(r, plan, node)?;
        match arm.slot() {
            #[cfg(unix)]
            0 => {
                use std::os::unix::ffi::OsStringExt;
                crate::types::named::payload(r, plan, arm).map(OsString::from_vec)
            }
            #[cfg(windows)]
            1 => {
                use std::os::windows::ffi::OsStringExt;
                crate::types::named::payload(r, plan, arm)
                    .map(|wide: Vec<u16>| OsString::from_wide(&wide))
            }
            _ => Err(other_system(&start)),
        }
    }
}

#[cold]
fn other_system(start: &Reader<'_>) -> Error {
    start.invalid("an `OsString` was saved on another kind of system")
}
