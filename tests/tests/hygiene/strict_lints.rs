//! The strictest lints find nothing in the derive's output. The code around it heeds them itself.

#![deny(
    warnings,
    missing_docs,
    deprecated,
    elided_lifetimes_in_paths,
    explicit_outlives_requirements,
    let_underscore_drop,
    missing_debug_implementations,
    private_bounds,
    private_interfaces,
    redundant_lifetimes,
    single_use_lifetimes,
    trivial_casts,
    trivial_numeric_casts,
    unit_bindings,
    unreachable_pub,
    unused_extern_crates,
    unused_import_braces,
    unused_lifetimes,
    unused_qualifications,
    unused_results,
    variant_size_differences,
    clippy::all,
    clippy::pedantic,
    clippy::nursery,
    clippy::absolute_paths,
    clippy::allow_attributes,
    clippy::allow_attributes_without_reason,
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::default_numeric_fallback,
    clippy::expect_used,
    clippy::impl_trait_in_params,
    clippy::indexing_slicing,
    clippy::let_underscore_must_use,
    clippy::let_underscore_untyped,
    clippy::missing_inline_in_public_items,
    clippy::missing_trait_methods,
    clippy::min_ident_chars,
    clippy::pattern_type_mismatch,
    clippy::pub_use,
    clippy::question_mark_used,
    clippy::redundant_type_annotations,
    clippy::renamed_function_params,
    clippy::same_name_method,
    clippy::shadow_reuse,
    clippy::shadow_same,
    clippy::shadow_unrelated,
    clippy::std_instead_of_core,
    clippy::unimplemented,
    clippy::unneeded_field_pattern,
    clippy::unseparated_literal_suffix,
    clippy::unwrap_used,
    clippy::wildcard_enum_match_arm
)]

use core::marker::PhantomData;

// Imported, so that a full path to it counts as an unused qualification.
use persist_core::Persist;

/// A model.
#[derive(Persist, Debug, Clone, PartialEq)]
#[persist(version = "1.0.0", was = "Old", validate = check)]
pub(super) struct Model<T, const N: usize> {
    /// Numbers.
    pub(super) numbers: [u32; N],
    #[persist(default)]
    rate: f64,
    #[persist(default = make())]
    depth: u16,
    #[persist(skip, default = make())]
    cache: u16,
    #[persist(skip)]
    private: Private<T>,
    value: T,
    marker: PhantomData<Private<T>>,
}

#[derive(Persist, Debug, Clone, PartialEq, Eq, Default)]
struct Private<T>(T);

const fn make() -> u16 {
    7
}

fn check<T, const N: usize>(model: &Model<T, N>) -> Result<(), String> {
    if model.rate.is_nan() {
        return Err("the rate is no number".to_owned());
    }
    Ok(())
}

/// A struct with a layout.
#[derive(Persist, Debug, Clone, Copy, PartialEq)]
pub(super) struct Fixed(u8, f64);

/// No fields.
#[derive(Persist, Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unit;

/// No fields, either.
#[derive(Persist, Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Empty {}

/// One field.
#[derive(Persist, Debug, Clone, Copy, PartialEq)]
#[persist(transparent)]
pub(super) struct Transparent(f64);

/// Variants of all kinds.
#[derive(Persist, Debug, Clone, PartialEq, Eq)]
#[persist(validate = check_kind)]
pub(super) enum Kind {
    /// None.
    Unit,
    /// By position.
    Tuple(u8, #[persist(skip)] u8),
    /// By name.
    Named {
        /// One.
        #[persist(default = 1)]
        one: u8,
        /// Two.
        #[persist(skip)]
        two: String,
    },
}

fn check_kind(kind: &Kind) -> Result<(), String> {
    match *kind {
        Kind::Named { one: 0, .. } => Err("one is not zero".to_owned()),
        Kind::Unit | Kind::Tuple(..) | Kind::Named { .. } => Ok(()),
    }
}

/// One variant.
#[derive(Persist, Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Single {
    /// The only one.
    Only(u8),
}

/// No variants.
#[derive(Persist, Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Never {}

/// Fields that something else stores than their types.
#[derive(Persist, Debug, Clone, PartialEq)]
pub(super) struct Adapted<T> {
    /// By serde.
    #[persist(serde, from_crate = "acme 1.0.0")]
    pub(super) by_name: Option<T>,
    /// By position.
    #[persist(serde(compact), default)]
    pub(super) by_position: Vec<u8>,
    /// As another type.
    #[persist(as = Private<u8>)]
    pub(super) in_its_place: Unstored,
    /// By the functions of a module.
    #[persist(with = by_module)]
    pub(super) by_module: Unstored,
}

/// A type that says nothing of how it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Unstored(u8);

impl From<&Unstored> for Private<u8> {
    fn from(value: &Unstored) -> Self {
        Self(value.0)
    }
}

impl From<Private<u8>> for Unstored {
    fn from(stored: Private<u8>) -> Self {
        Self(stored.0)
    }
}

#[expect(
    clippy::unnecessary_wraps,
    clippy::trivially_copy_pass_by_ref,
    reason = "that is how the derive calls them"
)]
mod by_module {
    use core::convert::Infallible;

    use super::Unstored;

    pub(super) type Stored = u8;

    pub(super) const fn encode(value: &Unstored) -> Result<Stored, Infallible> {
        Ok(value.0)
    }

    pub(super) const fn decode(stored: Stored) -> Result<Unstored, Infallible> {
        Ok(Unstored(stored))
    }
}
