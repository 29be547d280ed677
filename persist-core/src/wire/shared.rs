//! Shared values (`Rc`, `Arc`): each stands once, in a section of its own; the body holds its number.

use std::any::{Any, TypeId};
use std::collections::HashMap;

use super::forward::Forward;
use super::spot::RAISE_ALLOCATION;
use super::{to_u64, varint};
use crate::error::{Error, ErrorKind, Result, Section};

/// Tells one shared allocation from another while a value is saved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct SharedKey {
    pub(super) address: usize,
    pub(super) type_id: TypeId,
}

impl SharedKey {
    /// The key of the allocation at `pointer`, whose content is a `T`.
    pub fn new<T: ?Sized + 'static>(pointer: *const T) -> Self {
        SharedKey { address: pointer.addr(), type_id: TypeId::of::<T>() }
    }
}

/// Shared values met so far on save, in order of first encounter.
#[derive(Default)]
pub(super) struct SharedTable {
    numbers: HashMap<SharedKey, usize>,
    entries: Vec<Entry>,
    pub(super) forward: Forward,
}

struct Entry {
    /// `None` while the value is being encoded: meeting it again there is a cycle.
    bytes: Option<Vec<u8>>,
    /// Levels of depth that were left at its start.
    depth: u32,
    /// Holds the allocation, so that no other one gets its address before the save ends.
    _keep: Box<dyn Any>,
}

/// What [`SharedTable::enter`] says of a value.
pub(super) enum Encounter {
    First(usize),
    Again(usize),
    Inside,
}

impl SharedTable {
    /// Looks the value up, and gives it the next number when it is new.
    pub(super) fn enter(
        &mut self,
        key: SharedKey,
        depth: u32,
        keep: impl FnOnce() -> Box<dyn Any>,
    ) -> Encounter {
        if let Some(&number) = self.numbers.get(&key) {
            return match self.entries.get(number) {
                Some(Entry { bytes: Some(_), .. }) => Encounter::Again(number),
                _ => Encounter::Inside,
            };
        }
        let number = self.entries.len();
        self.numbers.insert(key, number);
        self.entries.push(Entry { bytes: None, depth, _keep: keep() });
        Encounter::First(number)
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.entries.len()
    }

    /// The number of a value that has been met.
    pub(super) fn number(&self, key: SharedKey) -> Option<usize> {
        self.numbers.get(&key).copied()
    }

    /// Numbers of the values that are being encoded, from the outermost one on.
    pub(super) fn open(&self) -> impl Iterator<Item = usize> {
        let is_open = |(_, entry): &(usize, &Entry)| entry.bytes.is_none();
        self.entries.iter().enumerate().filter(is_open).map(|(number, _)| number)
    }

    /// Levels of depth that were left at the start of a value.
    pub(super) fn depth_of(&self, number: usize) -> u32 {
        self.entries.get(number).map_or(0, |entry| entry.depth)
    }

    /// The encoding of a value.
    pub(super) fn entry_mut(&mut self, number: usize) -> Option<&mut Vec<u8>> {
        self.entries.get_mut(number)?.bytes.as_mut()
    }

    pub(super) fn finish(&mut self, number: usize, bytes: Vec<u8>) {
        if let Some(entry) = self.entries.get_mut(number) {
            entry.bytes = Some(bytes);
        }
    }

    /// The section: each entry behind its length.
    pub(super) fn into_section(self) -> Option<Vec<u8>> {
        if self.entries.is_empty() {
            return None;
        }
        let mut section = Vec::new();
        for entry in self.entries {
            let bytes = entry.bytes.unwrap_or_default();
            varint::push(&mut section, to_u64(bytes.len()));
            section.extend_from_slice(&bytes);
        }
        Some(section)
    }
}

/// The entries of a file's section of shared values.
#[derive(Debug, Default)]
pub(crate) struct SharedEntries<'a> {
    section: &'a [u8],
    entries: Vec<&'a [u8]>,
}

impl<'a> SharedEntries<'a> {
    /// Splits the section into its entries.
    ///
    /// # Errors
    ///
    /// A length that reaches beyond the section, and more entries than `allocation` bytes hold.
    pub(crate) fn parse(section: &'a [u8], allocation: u64) -> Result<Self> {
        let mut rest = section;
        let mut count = 0u64;
        while !rest.is_empty() {
            let (_, tail) = split_entry(rest).ok_or_else(|| {
                Error::damaged("a length reaches beyond the section of shared values")
                    .at(Section::Shared(count), 0)
            })?;
            count = count.saturating_add(1);
            rest = tail;
        }
        let room = usize::try_from(count).ok().filter(|_| memory_of(count) <= allocation);
        let room = room.ok_or_else(|| too_many(count, allocation))?;
        let mut entries = Vec::new();
        entries.try_reserve_exact(room).map_err(|error| {
            Error::system(
                format!("the system has no memory for {count} shared values"),
                error.into(),
            )
        })?;
        let mut rest = section;
        while let Some((entry, tail)) = split_entry(rest) {
            entries.push(entry);
            rest = tail;
        }
        Ok(SharedEntries { section, entries })
    }

    /// Bytes and number of the entries that are whole at the start of a section, which may end anywhere.
    pub(crate) fn whole_in(section: &[u8]) -> (usize, u64) {
        let (mut rest, mut count) = (section, 0u64);
        while let Some((_, tail)) = split_entry(rest) {
            count = count.saturating_add(1);
            rest = tail;
        }
        (section.len().saturating_sub(rest.len()), count)
    }

    /// Bytes that the list of entries takes.
    pub(super) fn memory(&self) -> u64 {
        memory_of(to_u64(self.entries.len()))
    }

    /// The entry with this number.
    pub(crate) fn get(&self, number: u64) -> Option<&'a [u8]> {
        self.entries.get(usize::try_from(number).ok()?).copied()
    }

    /// Bytes in front of an entry in the section: where both are in memory tells.
    pub(super) fn offset(&self, number: u64) -> Option<u64> {
        let entry = self.get(number)?.as_ptr().addr();
        entry.checked_sub(self.section.as_ptr().addr()).map(to_u64)
    }
}

/// The first entry of a section, and what stands behind it.
fn split_entry(section: &[u8]) -> Option<(&[u8], &[u8])> {
    let (len, tail) = varint::take_u128(section).ok()?;
    tail.split_at_checked(usize::try_from(len).ok()?)
}

fn memory_of(count: u64) -> u64 {
    count.saturating_mul(to_u64(size_of::<&[u8]>()))
}

#[cold]
fn too_many(count: u64, limit: u64) -> Error {
    Error::new(
        ErrorKind::Limit,
        format!("{count} shared values are claimed, beyond the limit of {limit} bytes in all"),
    )
    .with_help(RAISE_ALLOCATION)
}
