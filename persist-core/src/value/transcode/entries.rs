//! Sets and maps. They keep the order that they have: it can be part of the value. Only those whose keys stood in the order
//! of their encoding, as hash containers write theirs, are brought into that of their new encoding.

use std::ops::Range;

use super::Transcoder;
use super::copy::{At, misfit, open};
use super::fields::Product;
use crate::error::{Error, Result};
use crate::evolution::{Kind, List, Node};
use crate::schema::Type;
use crate::wire::{Reader, Writer, to_u64};

/// Entries that have been written one behind the other: the bytes of each, and those of its key.
struct Entries {
    start: usize,
    numbers: (u64, usize),
    list: Vec<Entry>,
    /// Whether a hash container may have written what they come from.
    is_hashed: bool,
    /// The key that was read last.
    last: Vec<u8>,
}

struct Entry {
    key: Range<usize>,
    all: Range<usize>,
}

impl Entries {
    fn at(to: &Writer<'_>, is_hashed: bool) -> Self {
        let (start, numbers) = (to.position(), to.numbered());
        Entries { start, numbers, list: Vec::new(), is_hashed, last: Vec::new() }
    }

    /// The next key is read between two readers.
    fn read(&mut self, start: &Reader<'_>, end: &Reader<'_>) {
        if self.is_hashed {
            let key = start.up_to(end);
            self.is_hashed = self.list.is_empty() || self.last.as_slice() < key;
            self.last.clear();
            self.last.extend_from_slice(key);
        }
    }

    fn push(&mut self, start: usize, key_end: usize, end: usize) {
        self.list.push(Entry { key: start..key_end, all: start..end });
    }
}

impl<'b> Transcoder<'_, 'b> {
    /// Elements of any list as a set.
    pub(super) fn set(
        &self,
        list: List,
        key: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        let start = from.clone();
        let elements = self.open(list, 1, from)?;
        to.len(elements.count);
        let mut entries = Entries::at(to, list.keys);
        elements.each(from, |from| {
            let (start, key_start) = (to.position(), from.clone());
            to.in_place(|to| self.value(list.element, key, from, to, at))?;
            entries.read(&key_start, from);
            entries.push(start, to.position(), to.position());
            Ok(())
        })?;
        self.order(entries, &start, to)
    }

    /// Two maps.
    pub(super) fn map(
        &self,
        node: Node,
        ty: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        let (Kind::Entries { key, value, counter }, Type::Map(key_type, value_type)) =
            (self.plan.kind(node), ty)
        else {
            return Err(misfit());
        };
        let start = from.clone();
        let len = open(from, to)?;
        self.plan.count(counter, to_u64(len));
        let types = (&**key_type, &**value_type);
        let entries = self.each_entry(len, (key, value), types, from, to, at)?;
        from.ascend();
        self.order(entries, &start, to)
    }

    fn each_entry(
        &self,
        len: usize,
        (key, value): (Node, Node),
        (key_type, value_type): (&Type, &Type),
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<Entries> {
        let mut entries = Entries::at(to, true);
        let mut left = len;
        while left > 0 {
            left -= 1;
            let (start, key_start) = (to.position(), from.clone());
            self.key(key, key_type, from, to, at)?;
            entries.read(&key_start, from);
            let key_end = to.position();
            self.value(value, value_type, from, to, at)?;
            entries.push(start, key_end, to.position());
        }
        Ok(entries)
    }

    fn key(
        &self,
        key: Node,
        ty: &Type,
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        from.in_place(|from| self.to_key(key, ty, from, to, at))
    }

    /// A list of pairs as a map.
    pub(super) fn map_of_pairs(
        &self,
        list: List,
        (key, value): (&Type, &Type),
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<()> {
        let start = from.clone();
        let elements = self.open(list, 1, from)?;
        to.len(elements.count);
        let mut entries = Entries::at(to, false);
        elements.each(from, |from| {
            let start = to.position();
            let key_end = self.pair(list.element, (key, value), from, to, at)?;
            entries.push(start, key_end, to.position());
            Ok(())
        })?;
        self.order(entries, &start, to)
    }

    /// A pair as an entry of a map; returns where its key ends.
    fn pair(
        &self,
        node: Node,
        (key, value): (&Type, &Type),
        from: &mut Reader<'_>,
        to: &mut Writer<'b>,
        at: At,
    ) -> Result<usize> {
        match self.plan.kind(node) {
            Kind::Same => {
                to.in_place(|to| self.copier.copy(key, from, to, at))?;
                let key_end = to.position();
                self.copier.copy(value, from, to, at)?;
                Ok(key_end)
            }
            Kind::Fixed { parts, .. } => self.pair(parts, (key, value), from, to, at),
            Kind::Fields { .. } => {
                let fields = Product::Entry(key, value);
                self.fields(node, fields, from, to, at)
            }
            _ => Err(misfit()),
        }
    }

    /// Brings entries into their order. Their keys must differ.
    fn order(&self, entries: Entries, from: &Reader<'_>, to: &mut Writer<'_>) -> Result<()> {
        let Entries { start, numbers, mut list, is_hashed, .. } = entries;
        let key = |entry: &Entry| to.written(&entry.key);
        if list.is_sorted_by(|a, b| key(a) < key(b)) {
            return Ok(());
        }
        list.sort_unstable_by(|a, b| key(a).cmp(key(b)));
        if !list.is_sorted_by(|a, b| key(a) < key(b)) {
            return Err(equal_keys(from));
        }
        if is_hashed {
            to.reorder(start, list.iter().map(|entry| &entry.all));
            self.reordered(numbers, to);
        }
        Ok(())
    }
}

#[cold]
fn equal_keys(from: &Reader<'_>) -> Error {
    from.mismatch("two of the values become one key, which a set or a map holds once")
}
