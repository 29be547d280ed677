//! Types against their recorded history, in constants: what the compiler says where an edit would lose old files.
//!
//! The derive emits one call of [`field`] for each stored field. It holds the field's type of today against the texts
//! of the history, which takes a few steps where nothing changed: builds wait for them. Where something did, it finds
//! the rule of the catalogue that leads from one to the other and ends the build with what to do. This layer sees a
//! type's constants alone: no history file, no value, and no named type within another, whose own history answers for
//! it. What it cannot judge it leaves to the real plan, which the generated test asks.
//!
//! [`link`] looks at each view of a chain of upgrades: it leaves out nothing that the type behind it has, and has nothing
//! that no file has.

mod derive;
mod entry;
mod finding;
mod former;
mod fresh;
mod link;
mod matcher;
mod message;
mod old;
mod parameter;
mod report;
#[cfg(test)]
mod tests;
mod types;

pub use entry::{History, Recorded, field, latest};
pub use fresh::fresh;
pub use link::{Held, HeldField, HeldVariant, link};
pub(crate) use parameter::{CHARS, LENGTH, SIGNED, UNSIGNED};
pub use parameter::{
    Param, const_bool, const_char, const_i8, const_i16, const_i32, const_i64, const_i128,
    const_isize, const_u8, const_u16, const_u32, const_u64, const_u128, const_usize,
};
pub use persist_history::{Bump, tail_hash};
