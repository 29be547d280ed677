//! What the examples of this package share: the handwritten digits, the formats that they compare, and a second process.
//!
//! The examples themselves, each with its story at the top of its file:
//!
//! | command | shows |
//! |---|---|
//! | `cargo run --release -p persist-ml --example boosted_forest` | a forest of 1,000 trees of one's own, saved, loaded and mapped |

mod digits;
mod formats;
mod process;

pub use digits::{CLASSES, Digits, PIXELS, Pixels};
pub use formats::{Comparison, Format, best_of};
pub use process::{Bits, in_a_new_process};

/// What may go wrong in an example: anything, in words.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;
