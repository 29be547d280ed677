//! The comparisons of persist with its peers: the data, the codecs, and the way to time them.
//!
//! Figures of one run may be compared with each other, figures of two runs may not: on a shared
//! machine the seconds drift by a third. Every binary here therefore times all codecs in turns, and
//! reports ratios besides times.
#![allow(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "all data are made here: a surprise is a bug in a comparison, which should stop it"
)]

pub mod arrays;
pub mod chart;
pub mod child;
pub mod codec;
pub mod comparison;
pub mod damage;
pub mod datasets;
pub mod harness;
pub mod heap;
pub mod machine;
pub mod memory;
pub mod messages;
pub mod report;
pub mod schemas;
