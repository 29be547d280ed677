//! Helpers of the tests: what a call allocates, files laid out by hand, and a model worth saving.

pub mod alloc;
pub mod craft;
pub mod model;
pub mod random;
