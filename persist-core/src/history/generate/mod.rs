//! Values of a schema: what programs with that schema might have saved.
//!
//! The same recipe gives the same value everywhere. Values are of bounded size and depth, whatever the schema is, and
//! can be saved: keys differ by their bytes, and what the library's own types hold is within their bounds.

mod collections;
mod library;
mod named;
pub(crate) mod paths;
pub(crate) mod random;
pub(crate) mod recipes;
mod scalars;
mod sizes;
#[cfg(test)]
#[allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails panics"
)]
mod tests;

use std::sync::Arc;

use paths::Hop;
use random::Random;
use recipes::{Choice, Recipe};
use sizes::{NONE, Sizes};

use crate::error::{Error, ErrorKind, Result};
use crate::schema::{Layouts, Primitive, Schema, Type};
use crate::value::Value;

/// Most parts of a schema's least value: a tree of them takes a hundred times their memory.
const MOST_PARTS: u64 = 1 << 20;

/// Levels that values which nothing leads to go into.
const LEVELS: u32 = 60;

/// How much a value may still hold.
#[derive(Clone, Copy, Debug)]
struct Room {
    parts: u64,
    levels: u32,
}

/// What has to be there: the rest of the way to it, and the variant that it is of.
#[derive(Clone, Copy, Debug)]
struct Aim<'a> {
    way: &'a [Hop],
    variant: Option<usize>,
}

impl<'a> Aim<'a> {
    /// The aim behind a step, where it lies there.
    fn behind(self, hop: Hop) -> Option<Aim<'a>> {
        let (first, way) = self.way.split_first()?;
        (*first == hop).then_some(Aim { way, ..self })
    }
}

/// Makes values of a schema.
#[derive(Debug)]
pub(crate) struct Generator<'s> {
    schema: &'s Schema,
    layouts: Arc<Layouts>,
    sizes: Sizes,
    choice: Choice,
    random: Random,
    /// Shared values that are complete, and can be referred to again; `None` where each stands once.
    shared: Option<Vec<(&'s Type, u64)>>,
    next_shared: u64,
    in_key: bool,
    blocks: u8,
    /// That of the whole value, and of what is aimed at.
    room: Room,
}

impl<'s> Generator<'s> {
    /// # Errors
    ///
    /// A schema whose least value is beyond what is generated.
    pub(crate) fn new(schema: &'s Schema) -> Result<Self> {
        let sizes = Sizes::of(schema);
        let least = sizes.ty(schema.root());
        if least != NONE && least > MOST_PARTS {
            let message = format!("its least value has {least} parts, too many to be generated");
            return Err(Error::new(ErrorKind::Limit, message));
        }
        Ok(Generator {
            schema,
            layouts: Layouts::of(schema),
            sizes,
            choice: Choice::Alike(0),
            random: Random::new(0),
            shared: None,
            next_shared: 0,
            in_key: false,
            blocks: 0,
            room: Room { parts: 0, levels: 0 },
        })
    }

    /// Parts of the least value; `None` where the type has no values.
    pub(crate) fn least(&self) -> Option<u64> {
        Some(self.sizes.ty(self.schema.root())).filter(|parts| *parts != NONE)
    }

    /// The value of a recipe; `None` where there is none.
    pub(crate) fn value(&mut self, recipe: &Recipe) -> Option<Value> {
        self.shared = Some(Vec::new());
        self.next_shared = 0;
        self.make(self.schema.root(), recipe)
    }

    /// As [`value`](Self::value), with no shared value referred to twice: parts of it can be replaced.
    pub(crate) fn separable(&mut self, recipe: &Recipe) -> Option<Value> {
        self.shared = None;
        self.next_shared = 0;
        self.make(self.schema.root(), recipe)
    }

    /// A value of a type within the schema, to replace a part of the last [`separable`](Self::separable) one.
    pub(crate) fn part(&mut self, ty: &'s Type, in_key: bool, recipe: &Recipe) -> Option<Value> {
        self.shared = None;
        self.in_key = in_key;
        let value = self.make(ty, recipe);
        self.in_key = false;
        value
    }

    fn make(&mut self, ty: &'s Type, recipe: &Recipe) -> Option<Value> {
        self.choice = recipe.choice;
        self.blocks = recipe.blocks;
        if let Choice::Random(seed) = recipe.choice {
            self.random = Random::new(seed);
        }
        let aim = Aim { way: &recipe.way, variant: recipe.variant };
        self.room = Room { parts: recipe.parts, levels: LEVELS };
        self.of(ty, 0, self.room, Some(aim))
    }

    /// A value of a type; `spot` tells its place in the type from others. `None` where the type, or what is aimed at,
    /// has no values.
    fn of(&mut self, ty: &'s Type, spot: u64, room: Room, aim: Option<Aim<'_>>) -> Option<Value> {
        if self.sizes.ty(ty) == NONE {
            return None;
        }
        // What is aimed at is as large as if it stood alone.
        let room = if aim.is_some_and(|aim| aim.way.is_empty()) { self.room } else { room };
        match ty {
            Type::Primitive(primitive) => Some(self.scalar(*primitive, spot)),
            Type::Option(content) => self.option(content, spot, room, aim),
            Type::List { element, fixed } => {
                let len = self.list_len(element, *fixed, spot, room, aim);
                self.elements(element, len, spot, room, aim).map(Value::List)
            }
            Type::Array { element, len, .. } => {
                let len = usize::try_from(*len).ok()?;
                self.elements(element, len, spot, room, aim).map(Value::List)
            }
            Type::Tuple(types) => {
                let room = shared_by(room, types.len());
                let values = types.iter().enumerate().map(|(index, ty)| {
                    let aim = aim.and_then(|aim| aim.behind(Hop::Field(index)));
                    self.of(ty, below(spot, index), room, aim)
                });
                values.collect::<Option<_>>().map(Value::Tuple)
            }
            Type::Set(key) => {
                let len = self.list_len(key, false, spot, room, aim);
                let room = shared_by(room, len);
                self.keys(key, Hop::Element, len, spot, room, aim).map(Value::Set)
            }
            Type::Map(key, value) => self.map((key, value), spot, room, aim),
            Type::Shared(content) => self.shared(content, spot, room, aim),
            Type::Weak(content) => Some(self.weak(content, spot)),
            Type::Named(id) => self.named(*id, spot, room, aim),
        }
    }

    /// One of the numbers below `count`.
    fn choose(&mut self, count: usize, spot: u64) -> usize {
        match self.choice {
            Choice::Alike(round) => round % count.max(1),
            Choice::Apart(round) => Choice::number(round, spot) % count.max(1),
            Choice::Random(_) => self.random.below(count),
        }
    }

    fn scalar(&mut self, primitive: Primitive, spot: u64) -> Value {
        let value = match self.choice {
            Choice::Random(_) => scalars::random(primitive, &mut self.random),
            // Keys are told apart wherever they can be.
            Choice::Alike(round) if self.in_key => {
                scalars::extreme(primitive, Choice::number(round, spot))
            }
            Choice::Alike(round) => scalars::extreme(primitive, round),
            Choice::Apart(round) => scalars::extreme(primitive, Choice::number(round, spot)),
        };
        match value {
            // Types whose floats are keys have an order, which NaN has not, and one zero.
            Value::F64(key) if self.in_key && (!key.is_finite() || key == 0.0) => Value::F64(0.5),
            Value::F32(key) if self.in_key && (!key.is_finite() || key == 0.0) => Value::F32(0.5),
            value => value,
        }
    }

    fn option(
        &mut self,
        content: &'s Type,
        spot: u64,
        room: Room,
        aim: Option<Aim<'_>>,
    ) -> Option<Value> {
        let aim = aim.and_then(|aim| aim.behind(Hop::Content));
        let is_room = room.levels > 0 && self.sizes.ty(content) <= room.parts;
        let some = self.choose(4, spot) > 0 && is_room;
        if aim.is_none() && !some {
            return Some(Value::Option(None));
        }
        let content = self.of(content, below(spot, 0), within(room), aim);
        content.map(|content| Value::Option(Some(Box::new(content))))
    }

    fn shared(
        &mut self,
        ty: &'s Type,
        spot: u64,
        room: Room,
        aim: Option<Aim<'_>>,
    ) -> Option<Value> {
        let aim = aim.and_then(|aim| aim.behind(Hop::Content));
        let again = !self.in_key && aim.is_none() && self.choose(3, spot) == 0;
        let mut complete = self.shared.iter().flatten();
        if again && let Some((_, number)) = complete.find(|(other, _)| *other == ty) {
            return Some(Value::Shared { number: Some(*number), content: None });
        }
        let content = self.of(ty, below(spot, 0), within(room), aim)?;
        let content = Some(Box::new(content));
        if self.in_key {
            return Some(Value::Shared { number: None, content });
        }
        let number = self.next_shared;
        self.next_shared = number.saturating_add(1);
        if let Some(complete) = &mut self.shared {
            complete.push((ty, number));
        }
        Some(Value::Shared { number: Some(number), content })
    }

    /// A pointer to a shared value that is complete, or to none.
    fn weak(&mut self, ty: &'s Type, spot: u64) -> Value {
        if self.in_key || self.choose(3, spot) == 0 {
            return Value::Weak(None);
        }
        let mut complete = self.shared.iter().flatten();
        Value::Weak(complete.find(|(other, _)| *other == ty).map(|(_, number)| *number))
    }
}

impl Choice {
    /// The number of a choice that begins elsewhere at each spot.
    fn number(round: usize, spot: u64) -> usize {
        round.wrapping_add(usize::try_from(spot % 997).unwrap_or(0))
    }
}

/// The place of a value within that at `spot`.
fn below(spot: u64, index: usize) -> u64 {
    let index = u64::try_from(index).unwrap_or(u64::MAX);
    spot.wrapping_mul(31).wrapping_add(index).wrapping_add(1)
}

/// The room in one of so many values.
fn shared_by(room: Room, count: usize) -> Room {
    let count = u64::try_from(count).unwrap_or(u64::MAX).max(1);
    Room { parts: within(room).parts / count, ..within(room) }
}

fn within(room: Room) -> Room {
    Room { parts: room.parts.saturating_sub(1), levels: room.levels.saturating_sub(1) }
}
