//! Sets and maps: written in the order of their encoded keys, as hash containers write theirs.

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
}

struct Entry {
    key: Range<usize>,
    all: Range<usize>,
}

impl Entries {
    fn at(to: &Writer<'_>) -> Self {
        Entries { start: to.position(), numbers: to.numbered(), list: Vec::new() }
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
        let mut entries = Entries::at(to);
        elements.each(from, |from| {
            let start = to.position();
            to.in_place(|to| self.value(list.element, key, from, to, at))?;
            entries.push(start, to.position(), to.position());
            Ok(())
        })?;
        self.sort(entries, &start, to)
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
        self.sort(entries, &start, to)
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
        let mut entries = Entries::at(to);
        let mut left = len;
        while left > 0 {
            left -= 1;
            let start = to.position();
            self.key(key, key_type, from, to, at)?;
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
        let mut entries = Entries::at(to);
        elements.each(from, |from| {
            let start = to.position();
            let key_end = self.pair(list.element, (key, value), from, to, at)?;
            entries.push(start, key_end, to.position());
            Ok(())
        })?;
        self.sort(entries, &start, to)
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

    /// Brings entries into the order of their keys, which must differ.
    fn sort(&self, entries: Entries, from: &Reader<'_>, to: &mut Writer<'_>) -> Result<()> {
        let Entries { start, numbers, mut list } = entries;
        let key = |entry: &Entry| to.written(&entry.key);
        if list.is_sorted_by(|a, b| key(a) < key(b)) {
            return Ok(());
        }
        list.sort_unstable_by(|a, b| key(a).cmp(key(b)));
        if !list.is_sorted_by(|a, b| key(a) < key(b)) {
            return Err(equal_keys(from));
        }
        to.reorder(start, list.iter().map(|entry| &entry.all));
        self.reordered(numbers, to);
        Ok(())
    }
}

#[cold]
fn equal_keys(from: &Reader<'_>) -> Error {
    from.mismatch("two of the values become one key, which a set or a map holds once")
}
