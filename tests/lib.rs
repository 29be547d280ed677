//! What the integration tests share.

pub mod support;

/// The README's Rust code, compiled and run as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
pub struct Readme;

/// What SECURITY.md advises, compiled and run as documentation tests.
#[cfg(doctest)]
#[doc = include_str!("../SECURITY.md")]
pub struct Security;
