//! Fields whose types are other crates': stored by serde, by a proxy, or by the functions of a module.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions,
    missing_docs,
    reason = "a test that fails panics"
)]

mod foreign {
    mod bounds;
    mod data;
    mod evolution;
    mod instead;
    mod model;
}
