//! What was recorded of a type's former versions: from the text of histories to schemas and back.
//!
//! This layer knows schemas, values and types, and the text of histories. It knows no file: neither those of values,
//! nor those that histories stand in.

mod combinations;
mod entries;
mod library;
mod rebuild;
mod sources;
mod stand_ins;
#[cfg(test)]
mod tests;
mod text;
mod verify;

pub use entries::{DefaultText, closure_of, drafts, entry_of, nested_entry};
pub use stand_ins::{Reserved, StandIns};
pub use text::{History, RecordedSchema, recorded_schema};
