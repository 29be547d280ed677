//! What expansions of the derive call: not for people, and not stable.

pub use core;
pub use core::clone::Clone;
pub use core::default::Default;
pub use core::mem::offset_of;
pub use core::option::Option::{self, None, Some};
pub use core::primitive::{bool, i128, str, u8, u128, usize};
pub use core::result::Result::{Err, Ok};
pub use core::{concat, env, file, include_str, line, module_path, option_env};

use crate::error::ErrorKind;
pub use crate::error::{Error, Result};
pub use crate::evolution::{Arm, Node, Plan, Step};
pub use crate::foreign::{
    Adapted, AsProxy, ByModule, Codec, ForeignField, MessagePack, Postcard, SerdeValue, Upgrading,
    With, adapted, upgraded_by,
};
pub use crate::persist::{Persist, Upgrade};
pub use crate::schema::{
    Arg, ChainEntry, Def, DefShape, EpochPath, Field, Fields, FieldsKind, Foreign, ForeignType,
    HistorySource, Layout, Producer, Registry, Ty, Variant, View,
};
pub use crate::types::{
    FixedBytes, GetFields, Part, PartOf, PutFields, arm, decode_fields, encode_fields, pass,
    resolve, run, steps, upgrade,
};
pub use crate::unknown::Keeper;
pub use crate::value::Value;
pub use crate::wire::{Appender, FixedRoom, Plain, Reader, Writer};

/// Trait objects, and what implements their traits.
#[cfg(feature = "dynamic")]
pub mod dynamic {
    pub use std::boxed::Box;

    pub use inventory::submit;

    pub use crate::types::dynamic::{
        Holds, Implementation, Implementations, TraitObject, decode, decode_as, encode, register,
    };
}

/// Types against their recorded history, in constants.
pub mod check {
    pub use crate::check::{
        Bump, Held, HeldField, HeldVariant, History, Param, Recorded, const_bool, const_char,
        const_i8, const_i16, const_i32, const_i64, const_i128, const_isize, const_u8, const_u16,
        const_u32, const_u64, const_u128, const_usize, field, fresh, latest, link, tail_hash,
    };
}

/// Asks a type's own check about a value.
///
/// # Errors
///
/// The check's own, as [`ErrorKind::Invalid`](crate::ErrorKind::Invalid).
#[inline]
pub fn validate<T, E: core::fmt::Display>(
    value: &T,
    check: impl FnOnce(&T) -> core::result::Result<(), E>,
    type_name: &'static str,
) -> Result<()> {
    check(value).map_err(|error| Error::invalid(error).about(type_name))
}

/// What a function of a module that `#[persist(with = …)]` names returns, as this library's own result.
///
/// # Errors
///
/// The function's own, as [`ErrorKind::Invalid`](crate::ErrorKind::Invalid).
#[inline]
pub fn of_module<T, E: core::fmt::Display>(result: core::result::Result<T, E>) -> Result<T> {
    result.map_err(Error::invalid)
}

/// The type's own check of a value that is about to be written.
///
/// # Errors
///
/// The check's own, with the place of the value.
#[inline]
pub fn check_before<T: Persist>(value: &T, writer: &Writer<'_>) -> Result<()> {
    value.__persist_check().map_err(|error| writer.blame(error))
}

/// The type's own check of a value that was read from `start` on.
///
/// # Errors
///
/// The check's own, with the place of the value.
#[inline]
pub fn check_after<T: Persist>(value: &T, start: &Reader<'_>) -> Result<()> {
    value.__persist_check().map_err(|error| start.blame_at(0, error))
}

/// The type's own check of a value whose fixed layout goes to `room`: its array knows the place.
///
/// # Errors
///
/// The check's own.
#[inline]
pub fn check_before_fixed<T: Persist>(value: &T, room: &FixedRoom<'_>) -> Result<()> {
    value.__persist_check().map_err(|error| error.at_address(room.addr()))
}

/// The type's own check of a value whose fixed layout was `bytes`: its array knows their place.
///
/// # Errors
///
/// The check's own.
#[inline]
pub fn check_after_fixed<T: Persist>(value: &T, bytes: &[u8]) -> Result<()> {
    value.__persist_check().map_err(|error| error.in_fixed(bytes))
}

/// The error of a value that claims to be of an enum without variants.
#[cold]
pub fn uninhabited() -> Error {
    Error::damaged("a value is claimed of an enum that has no variants")
}

/// The error of a field that the file lacks and that has no default: the plan refuses such files before any value
/// is read.
#[cold]
pub fn absent() -> Error {
    crate::types::misfit()
}

/// Reads a field of a former type, and has the type's own function make today's of it.
///
/// # Errors
///
/// Those of reading it, and the function's own with the place of the value.
#[cfg_attr(not(debug_assertions), inline(always))]
pub fn converted<Old: Persist, New>(
    field: &mut Option<New>,
    reader: &mut Reader<'_>,
    plan: &Plan,
    step: &Step,
    convert: fn(Old) -> Result<New>,
) -> Result<()> {
    let (start, mut old) = (reader.clone(), None);
    reader.by_itself(|reader| Old::__persist_field(&mut old, reader, plan, step))?;
    if let Some(old) = old {
        *field = Some(convert(old).map_err(|error| start.blame_at(0, error))?);
    }
    Ok(())
}

/// What a step of a chain of upgrades made of a value of this type that starts at `start`.
///
/// # Errors
///
/// The step's own, with the place of the value.
pub fn placed<T>(start: &Reader<'_>, upgraded: Result<T>, type_name: &'static str) -> Result<T> {
    upgraded.map_err(|error| start.blame_at(0, error.about(type_name)))
}

/// The error of a view that is saved.
#[cold]
pub fn view_saved(ident: &'static str, of: &'static str) -> Error {
    Error::new(ErrorKind::Caller, format!("`{ident}` is a view of an old `{of}`, which only reads"))
        .with_help(format!("upgrade it to today's `{of}`, and save that"))
}
