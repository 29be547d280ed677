//! What the examples of this package share: the handwritten digits, the formats that they compare, and a second process.
//!
//! The examples themselves, each with its story at the top of its file:
//!
//! | command | shows |
//! |---|---|
//! | `cargo run --release -p persist-ml --example fitted_models` | six models of linfa and smartcore, saved, loaded in a new process, and proven to predict the same |
//! | `cargo run --release -p persist-ml --example upgrade_smartcore` | a file with a model of smartcore 0.4 in a program with smartcore 0.7 |
//! | `cargo run --release -p persist-ml --example boosted_forest` | a forest of 1,000 trees of one's own, saved, loaded and mapped |

mod digits;
mod formats;
mod process;

pub use digits::{CLASSES, Digits, PIXELS, Pixels};
pub use formats::{Comparison, Format, best_of};
pub use process::{Bits, in_a_new_process};

/// What may go wrong in an example: anything, in words.
pub type Outcome<T> = Result<T, Box<dyn std::error::Error>>;

/// Compiles and runs the code of the guide.
#[cfg(doctest)]
#[doc = include_str!("../../../docs/saving-a-fitted-model.md")]
struct Guide;
