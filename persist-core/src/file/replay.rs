//! Replay through whole files: the engine is in `history`, which knows none.

use std::collections::BTreeMap;

use crate::container::{self, Contents, WriteOptions};
use crate::error::Result;
use crate::history::{Recorded, Replay, ReplayFilter, Replayed, replay};
use crate::persist::Persist;
use crate::schema::Schema;
use crate::wire::Written;

impl Replay {
    /// Replays all versions, each by itself. `filter` says which generated values old programs could have saved.
    ///
    /// # Errors
    ///
    /// The first value of a version that does not come through: with its path, the value, why, and how to run it again.
    pub fn run<T: Persist>(
        &self,
        versions: &[Recorded],
        filter: Option<ReplayFilter>,
    ) -> Result<Replayed> {
        replay::<T>(self, versions, filter, file)
    }
}

/// A file that nobody in particular wrote.
fn file(schema: &Schema, written: &Written<'_>) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let contents = Contents {
        producer: None,
        metadata: &BTreeMap::new(),
        schema: &schema.to_bytes(),
        body: &written.body,
        shared: written.shared.as_deref(),
        probes: None,
        blocks: &written.blocks,
    };
    container::write(&contents, &WriteOptions::default(), &mut bytes)?;
    Ok(bytes)
}
