//! What was recorded of a type's former versions: from the text of histories to schemas and back, and the proof that
//! all of them still load.
//!
//! This layer knows schemas, values and types, and the text of histories. It knows no file: neither those of values,
//! nor those that histories stand in. Whoever replays a history brings the function that makes a file.

mod combinations;
mod entries;
mod folder;
mod generate;
#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails panics")]
mod growth;
mod library;
mod rebuild;
mod recorded;
mod replay;
mod since;
mod sources;
mod stand_ins;
mod steps;
#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails panics"
)]
mod tests;
mod text;
mod verify;

pub use entries::{DefaultText, closure_of, drafts, entry_of, nested_entry};
pub use folder::Histories;
pub use recorded::Recorded;
pub(crate) use replay::replay;
pub use replay::{Replay, ReplayFilter, Replayed};
pub use since::{EditedEntry, HistorySince};
pub use stand_ins::{Reserved, StandIns};
pub use steps::HistoryStep;
pub use text::{History, recorded_schema};
