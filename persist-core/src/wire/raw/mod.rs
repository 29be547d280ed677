//! All of the library's unsafe code: what the compiler cannot see to be sound, and what is measurably slower
//! without.
//!
//! Each function here is safe to call whatever its arguments are, or says what it relies on; each block argues why
//! that holds. The tests run under Miri, where there is a nightly toolchain that has it.

#![expect(
    unsafe_code,
    reason = "the one place for it: bytes at the speed of memory, and cursors without a check per byte"
)]

mod adapted;
mod append;
#[cfg(any(feature = "half", feature = "nalgebra"))]
mod ecosystem;
mod elements;
mod fixed;
#[cfg(feature = "mmap")]
mod mapping;
pub(crate) mod pages;
mod plain;
mod room;
mod text;

pub use adapted::Adapted;
pub use append::Appender;
pub(crate) use elements::{try_array, try_extend};
pub use fixed::FixedRoom;
pub(crate) use fixed::{Unfixed, try_append_fixed};
#[cfg(feature = "mmap")]
pub(crate) use mapping::NobodyWrites;
pub use plain::{Facts, Plain};
pub(crate) use room::Room;
pub(crate) use text::from_utf8;
