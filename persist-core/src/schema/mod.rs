//! The shape of a type, apart from any value: what a file says of its content, and what a program says of
//! its types, in one vocabulary.
//!
//! There are two forms. The const form ([`Ty`], [`Def`]) is what types declare, so that the compiler can
//! look at it. The owned form ([`Schema`]) is what files hold and what is compared. Types refer to each
//! other by name and arguments, so that recursion ends. This layer knows no file and no value.

mod assemble;
mod check;
mod codec;
mod defs;
mod fingerprint;
mod implementations;
mod layouts;
mod names;
mod owned;
mod places;
mod primitive;
mod registry;
mod text;
mod ty;

pub use semver::Version;

pub(crate) use assemble::{DYN, ECOSYSTEM, PARAM, is_of_library};
pub use fingerprint::Fingerprint;
pub(crate) use layouts::Layouts;
pub(crate) use names::{Named, Names};
pub use owned::{
    Argument, ChainLink, ChainPath, DefId, FieldSchema, FieldsSchema, ForeignType, Schema, Shape,
    Type, TypeDef, VariantSchema, ViewOf,
};
pub use persist_history::{Epoch, NoEpoch};
pub(crate) use places::{FieldPlace, UNKNOWN_FIELDS};
pub use primitive::Primitive;
#[cfg(feature = "dynamic")]
pub(crate) use registry::Clash;
pub use registry::Registry;
pub(crate) use text::Escaped;
pub use ty::{
    Arg, ChainEntry, Def, DefShape, EpochPath, Field, Fields, FieldsKind, Foreign, HistorySource,
    Layout, Producer, Ty, Variant, View,
};
