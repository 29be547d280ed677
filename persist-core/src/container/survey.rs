//! All damage of a file, not only the first that a load meets.

use std::ops::Range;

use super::layout::PlacedSection;
use super::open::Container;
use super::sections::Scratch;
use super::source::Source;
use crate::error::{Error, ErrorKind, Result};

/// What is wrong with a section, or with the padding in front of it.
#[derive(Debug)]
pub(crate) struct Fault {
    /// The section.
    pub(crate) section: PlacedSection,
    /// Bytes of the section that cannot be had: all, where the padding is at fault.
    pub(crate) raw: Range<u64>,
    /// Bytes of the file among which the damage is.
    pub(crate) stored: Range<u64>,
    /// What a load would say.
    pub(crate) error: Error,
}

impl<S: Source> Container<S> {
    /// Everything that is wrong with the sections of the file, in its order.
    ///
    /// # Errors
    ///
    /// What is no fault of the file's: no memory, or a codec that the program is built without.
    pub(crate) fn survey(&self) -> Result<Vec<Fault>> {
        let (mut faults, mut scratch) = (Vec::new(), Scratch::default());
        for section in self.sections() {
            let (all, padding) = (0..section.raw_len, section.padding..section.offset);
            faults.extend(fault(self.check_padding(&section), section, all, padding)?);
            for chunk in self.header.chunks(&section) {
                let start = chunk.raw_offset();
                let raw = start..start.saturating_add(chunk.raw_len);
                let checked = self.with_chunk(&section, &chunk, &mut scratch, &mut |_| Ok(()));
                faults.extend(fault(checked, section, raw, chunk.range)?);
            }
        }
        Ok(faults)
    }
}

/// The fault that a check found. What the disk does not give back is one as well.
fn fault(
    checked: Result<()>,
    section: PlacedSection,
    raw: Range<u64>,
    stored: Range<u64>,
) -> Result<Option<Fault>> {
    match checked {
        Ok(()) => Ok(None),
        Err(error) if matches!(error.kind(), ErrorKind::Damaged | ErrorKind::System) => {
            Ok(Some(Fault { section, raw, stored, error }))
        }
        Err(error) => Err(error),
    }
}
