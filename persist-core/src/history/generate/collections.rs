//! Lists, sets and maps: empty, of one, and of some; keys that differ.

use std::collections::HashSet;

use super::paths::Hop;
use super::recipes::Choice;
use super::sizes::NONE;
use super::{Aim, Generator, Room, below, shared_by};
use crate::schema::Type;
use crate::value::{Value, key_bytes};
use crate::wire::MIN_ARRAY_SIZE;

impl<'s> Generator<'s> {
    /// How many elements a list gets: none, one, or some, as far as there is room.
    pub(super) fn list_len(
        &mut self,
        element: &Type,
        fixed: bool,
        spot: u64,
        room: Room,
        aim: Option<Aim<'_>>,
    ) -> usize {
        let least = usize::from(aim.is_some_and(|aim| !aim.way.is_empty()));
        let size = self.sizes.ty(element);
        if size == NONE {
            return least;
        }
        if fixed && self.blocks > 0 && !self.in_key {
            self.blocks = self.blocks.saturating_sub(1);
            let stride = self.layouts.size(element).and_then(|size| size.try_into().ok());
            return MIN_ARRAY_SIZE.div_ceil(stride.unwrap_or(1).max(1));
        }
        let len = match self.choice {
            Choice::Random(_) if self.random.one_in(8) => self.random.below(40),
            _ => [0, 1, 2, 5].get(self.choose(4, spot)).copied().unwrap_or(0),
        };
        let most = if room.levels == 0 { 0 } else { room.parts / size.max(1) };
        len.min(most.try_into().unwrap_or(usize::MAX)).max(least)
    }

    pub(super) fn elements(
        &mut self,
        ty: &'s Type,
        len: usize,
        spot: u64,
        room: Room,
        aim: Option<Aim<'_>>,
    ) -> Option<Vec<Value>> {
        let room = shared_by(room, len);
        let mut aim = aim.and_then(|aim| aim.behind(Hop::Element));
        (0..len).map(|index| self.of(ty, below(spot, index), room, aim.take())).collect()
    }

    /// Values whose bytes differ; `room` is that of each.
    pub(super) fn keys(
        &mut self,
        ty: &'s Type,
        hop: Hop,
        len: usize,
        spot: u64,
        room: Room,
        aim: Option<Aim<'_>>,
    ) -> Option<Vec<Value>> {
        let before = std::mem::replace(&mut self.in_key, true);
        let mut aim = aim.and_then(|aim| aim.behind(hop));
        let (mut keys, mut seen) = (Vec::new(), HashSet::new());
        for index in 0..len {
            let aim = aim.take();
            match self.of(ty, below(spot, index), room, aim) {
                Some(key) => {
                    if key_bytes(self.schema, &self.layouts, ty, &key)
                        .is_ok_and(|bytes| seen.insert(bytes))
                    {
                        keys.push(key);
                    }
                }
                None => break,
            }
        }
        self.in_key = before;
        Some(keys)
    }

    pub(super) fn map(
        &mut self,
        (key, value): (&'s Type, &'s Type),
        spot: u64,
        room: Room,
        aim: Option<Aim<'_>>,
    ) -> Option<Value> {
        if aim.is_none_or(|aim| aim.way.is_empty())
            && (self.sizes.ty(key) == NONE || self.sizes.ty(value) == NONE)
        {
            return Some(Value::Map(Vec::new()));
        }
        let len = self.list_len(key, false, spot, room, aim);
        let room = shared_by(room, len.saturating_mul(2));
        let keys = self.keys(key, Hop::Key, len, spot, room, aim)?;
        let mut aim = aim.and_then(|aim| aim.behind(Hop::Value));
        let entries = keys.into_iter().enumerate().map(|(index, key)| {
            let value = self.of(value, below(spot, index.wrapping_add(1)), room, aim.take())?;
            Some((key, value))
        });
        entries.collect::<Option<_>>().map(Value::Map)
    }
}
