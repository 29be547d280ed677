//! Helpers of the tests: what a call allocates and what it does without memory, files laid out by hand, what is damage to
//! whoever reads it, programs' types, and a model worth saving.

pub mod alloc;
pub mod craft;
pub mod damage;
pub mod failing;
pub mod fuzz;
pub mod model;
pub mod programs;
pub mod random;
