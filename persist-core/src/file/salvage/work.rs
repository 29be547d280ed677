//! The work of a salvage: from what is damaged of a file to the file that is left.

use std::collections::{BTreeMap, HashMap};
use std::fs::File;
use std::ops::Range;
use std::path::Path;

use super::{LostPart, SalvageOptions, Salvaged, SalvagedBlocks};
use crate::container::{
    self, Container, Contents, Fault, PlacedSection, Remains, SectionKind, WriteOptions, join,
};
use crate::error::{Error, ErrorKind, Result};
use crate::file::atomic;
use crate::file::storage::Disk;
use crate::schema::Schema;
use crate::value::{Absent, BlockState, Encoded};
use crate::wire::{BlockCopy, SharedEntries, Writer, WriterOptions, Written};

/// A file that is being salvaged.
pub(super) struct Salvage<'c> {
    options: &'c SalvageOptions,
    container: &'c Container<File>,
    faults: Vec<Fault>,
    remains: Remains<'c, File>,
    /// The blocks that are not whole.
    blocks: HashMap<u64, BlockState>,
}

impl<'c> Salvage<'c> {
    /// Takes stock of the blocks.
    ///
    /// # Errors
    ///
    /// More bytes than the limits allow.
    pub(super) fn new(
        options: &'c SalvageOptions,
        container: &'c Container<File>,
        faults: Vec<Fault>,
    ) -> Result<Self> {
        let mut remains = Remains::of(container, &faults)?;
        let mut blocks = HashMap::new();
        let damaged = faults.iter().filter(|fault| fault.chunk.is_some());
        for fault in damaged.filter(|fault| fault.section.kind == SectionKind::Block) {
            let (section, bytes) = (fault.section, whole_elements(fault));
            let all = 0..section.raw_len;
            let is_left = options.partial && !bytes.contains(&all);
            if is_left {
                remains.fill(section.number, bytes);
            }
            let state = if is_left { BlockState::Filled } else { BlockState::Lost };
            blocks.insert(section.number, state);
        }
        Ok(Salvage { options, container, faults, remains, blocks })
    }

    /// Finds what is left, reports it, and writes it to `out`, if there is one; `length` is what is wrong with the file's.
    ///
    /// # Errors
    ///
    /// A file of which nothing is left, limits, and failures of the file system.
    pub(super) fn run(
        &self,
        out: Option<&Path>,
        report: &mut Salvaged,
        length: Option<&Error>,
    ) -> Result<()> {
        let has_value = match self.fault(SectionKind::Body) {
            Some(_) => false,
            None => self.value(out, report, length)?,
        };
        match has_value {
            true => Ok(()),
            false => self.unnamed(out, report, length),
        }
    }

    fn fault(&self, kind: SectionKind) -> Option<&Fault> {
        self.faults.iter().find(|fault| fault.section.kind == kind && fault.chunk.is_some())
    }

    fn state(&self, block: u64) -> BlockState {
        self.blocks.get(&block).copied().unwrap_or(BlockState::Whole)
    }

    /// Salvages the value; `false` where no schema leads through the body.
    fn value(
        &self,
        out: Option<&Path>,
        report: &mut Salvaged,
        length: Option<&Error>,
    ) -> Result<bool> {
        let limits = self.options.limits;
        let len = self.container.section(SectionKind::Body, 0).map_or(0, |body| body.raw_len);
        let body = self.remains.bytes(SectionKind::Body, len)?;
        let (shared, shared_from) = self.shared()?;
        let (blocks, raw_len) = (&self.remains, self.remains.raw_len());
        let source = Encoded { body: &body, shared: &shared, blocks, limits, raw_len };
        let absent = Absent { blocks: &|number| self.state(number), shared_from };
        let schema = match Schema::from_bytes_within(self.container.schema(), &limits) {
            Ok(schema) => schema,
            Err(error) => return unreadable(error, report),
        };
        let losses = match source.losses(&schema, &absent) {
            Ok(losses) => losses,
            Err(error) => return unreadable(error, report),
        };
        let left = match out {
            None => None,
            Some(out) => {
                let options = WriterOptions { depth: limits.depth, ..WriterOptions::default() };
                match source.left(&schema, &losses, options) {
                    Ok(left) => Some((out, left)),
                    Err(error) => return unreadable(error, report),
                }
            }
        };
        (report.has_value, report.kept) = (true, losses.kept);
        (report.lost, report.filled) = LostPart::of(&losses, &schema, &self.faults);
        report.add_others(&self.faults, length);
        if let Some((out, left)) = left {
            let schema = losses.schema(&schema).to_bytes();
            // Options within others can be more than a schema may hold.
            Schema::from_bytes(&schema)?;
            self.write(out, report, &schema, &left, self.metadata())?;
        }
        Ok(true)
    }

    /// The shared values that stand whole in front of the first damage, and the number of the first that does not.
    fn shared(&self) -> Result<(Vec<u8>, u64)> {
        let len = self.container.section(SectionKind::Shared, 0).map_or(0, |shared| shared.raw_len);
        let Some(fault) = self.fault(SectionKind::Shared) else {
            return Ok((self.remains.bytes(SectionKind::Shared, len)?, u64::MAX));
        };
        let whole = fault.raw.first().map_or(0, |range| range.start);
        let mut shared = self.remains.bytes(SectionKind::Shared, whole)?;
        let (len, count) = SharedEntries::whole_in(&shared);
        shared.truncate(len);
        Ok((shared, count))
    }

    /// Salvages the blocks of a file without a body.
    fn unnamed(
        &self,
        out: Option<&Path>,
        report: &mut Salvaged,
        length: Option<&Error>,
    ) -> Result<()> {
        let is_left = |section: &PlacedSection| {
            section.kind == SectionKind::Block && self.state(section.number) != BlockState::Lost
        };
        let blocks: Vec<_> = self.container.sections().filter(is_left).collect();
        let is_filled = |fault: &&Fault| {
            is_left(&fault.section) && self.blocks.contains_key(&fault.section.number)
        };
        report.kept = blocks.len();
        report.filled = self.faults.iter().filter(is_filled).map(LostPart::section_of).collect();
        report.add_others(&self.faults, length);
        if blocks.is_empty() {
            let lines = report.lost.iter().map(ToString::to_string).collect();
            return Err(Error::damaged("nothing of the file can be salvaged")
                .with_reasons(lines)
                .with_help("take another copy of the file"));
        }
        let Some(out) = out else { return Ok(()) };
        let mut w = Writer::new(Vec::new(), WriterOptions::default());
        w.len(blocks.len());
        for PlacedSection { number, stride, raw_len, .. } in blocks {
            w.varint(number);
            w.varint(stride.into());
            let bytes = BlockCopy::unnamed(&self.remains, number, raw_len);
            w.array(usize::try_from(raw_len).unwrap_or(usize::MAX), 1, bytes)?;
        }
        let schema = Schema::of::<SalvagedBlocks>()?.to_bytes();
        let mut metadata = self.metadata();
        if let Ok(of) = Schema::from_bytes_within(self.container.schema(), &self.options.limits) {
            metadata.insert("salvage.of".to_owned(), of.type_name(of.root()));
        }
        self.write(out, report, &schema, &w.finish(), metadata)
    }

    fn metadata(&self) -> BTreeMap<String, String> {
        let entry = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
        self.container.metadata().map(entry).collect()
    }

    fn write(
        &self,
        out: &Path,
        report: &Salvaged,
        schema: &[u8],
        written: &Written<'_>,
        mut metadata: BTreeMap<String, String>,
    ) -> Result<()> {
        report.record(&mut metadata);
        let probes = match self.container.section(SectionKind::Probes, 0) {
            Some(section) if self.fault(SectionKind::Probes).is_none() => {
                Some(self.remains.bytes(SectionKind::Probes, section.raw_len)?)
            }
            _ => None,
        };
        let contents = Contents {
            producer: self.container.producer(),
            metadata: &metadata,
            schema,
            body: &written.body,
            shared: written.shared.as_deref(),
            probes: probes.as_deref(),
            blocks: &written.blocks,
        };
        let compression = self.options.compression.unwrap_or(self.container.compression());
        let threads = self.options.threads;
        let options = WriteOptions { compression, threads, ..WriteOptions::default() };
        atomic::replace(&Disk, out, self.options.durability, |out| {
            container::write(&contents, &options, out)
        })
    }
}

/// Takes down why there is no value, where the bytes of the body are those of none.
fn unreadable(error: Error, report: &mut Salvaged) -> Result<bool> {
    match error.kind() {
        ErrorKind::Damaged => {
            report.lost.push(LostPart::body(&error));
            Ok(false)
        }
        _ => Err(error),
    }
}

/// The bytes of all elements of a block that have one in a damaged chunk.
fn whole_elements(fault: &Fault) -> Vec<Range<u64>> {
    let stride = u64::from(fault.section.stride).max(1);
    let mut bytes = Vec::new();
    for range in &fault.raw {
        let start = range.start.saturating_sub(range.start % stride);
        join(&mut bytes, start..range.end.next_multiple_of(stride));
    }
    bytes
}
