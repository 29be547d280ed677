//! Values behind `Box<dyn Trait>`: a pipeline of steps, each of a type that is registered as one.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions,
    reason = "a test that fails panics"
)]

mod dynamic {
    mod any_pipeline;
    mod changes;
    mod depth;
    mod hostile;
    mod hygiene;
    mod names;
    mod pipelines;
    mod records;
}
