//! Values of a schema: what programs with that schema might have saved.
//!
//! The same recipe gives the same value everywhere. Values are of bounded size and depth, whatever the schema is, and
//! can be saved: keys differ by their bytes, and what the library's own types hold is within their bounds.

pub(crate) mod paths;
pub(crate) mod random;
pub(crate) mod recipes;
mod scalars;
mod sizes;

use std::collections::HashSet;

use paths::Hop;
use random::Random;
use recipes::{Choice, Recipe};
use sizes::{NONE, Sizes};

use crate::error::{Error, ErrorKind, Result};
use crate::schema::{
    DefId, FieldsSchema, Layouts, Primitive, Schema, Shape, Type, TypeDef, UNKNOWN_FIELDS,
    VariantSchema,
};
use crate::value::{Value, key_bytes};
use crate::wire::MIN_ARRAY_SIZE;

/// Most parts of a schema's least value: a tree of them takes a hundred times their memory.
const MOST_PARTS: u64 = 1 << 20;

/// Levels that values which nothing leads to go into.
const LEVELS: u32 = 24;

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
    layouts: Layouts,
    sizes: Sizes,
    choice: Choice,
    random: Random,
    /// Shared values that are complete, and can be referred to again; `None` where each stands once.
    shared: Option<Vec<(&'s Type, u64)>>,
    next_shared: u64,
    in_key: bool,
    blocks: u8,
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
        let room = Room { parts: recipe.parts, levels: LEVELS };
        self.of(ty, 0, room, Some(aim))
    }

    /// A value of a type; `spot` tells its place in the type from others. `None` where the type, or what is aimed at,
    /// has no values.
    fn of(&mut self, ty: &'s Type, spot: u64, room: Room, aim: Option<Aim<'_>>) -> Option<Value> {
        if self.sizes.ty(ty) == NONE {
            return None;
        }
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
                self.keys(key, Hop::Element, len, spot, room, aim).map(Value::Set)
            }
            Type::Map(key, value) => self.map((key, value), spot, room, aim),
            Type::Shared(content) => self.shared(content, spot, room, aim),
            Type::Named(id) => self.named(*id, spot, room, aim),
        }
    }

    /// One of the numbers below `count`.
    fn choose(&mut self, count: usize, spot: u64) -> usize {
        let salt = || usize::try_from(spot % 997).unwrap_or(0);
        match self.choice {
            Choice::Alike(round) => round % count.max(1),
            Choice::Apart(round) => round.wrapping_add(salt()) % count.max(1),
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
        let some = self.choose(4, spot) > 0 && self.sizes.ty(content) <= room.parts;
        if aim.is_none() && !some {
            return Some(Value::Option(None));
        }
        let content = self.of(content, below(spot, 0), within(room), aim);
        content.map(|content| Value::Option(Some(Box::new(content))))
    }

    /// How many elements a list gets: none, one, or some, as far as there is room.
    fn list_len(
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

    fn elements(
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

    /// Values whose bytes differ.
    fn keys(
        &mut self,
        ty: &'s Type,
        hop: Hop,
        len: usize,
        spot: u64,
        room: Room,
        aim: Option<Aim<'_>>,
    ) -> Option<Vec<Value>> {
        let room = shared_by(room, len);
        let before = std::mem::replace(&mut self.in_key, true);
        let mut aim = aim.and_then(|aim| aim.behind(hop));
        let (mut keys, mut seen) = (Vec::new(), HashSet::new());
        for index in 0..len {
            let aim = aim.take();
            match self.of(ty, below(spot, index), room, aim) {
                Some(key) => {
                    if key_bytes(self.schema, ty, &key).is_ok_and(|bytes| seen.insert(bytes)) {
                        keys.push(key);
                    }
                }
                None => break,
            }
        }
        self.in_key = before;
        Some(keys)
    }

    fn map(
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
        let keys = self.keys(key, Hop::Key, len, spot, room, aim)?;
        let room = shared_by(room, keys.len());
        let mut aim = aim.and_then(|aim| aim.behind(Hop::Value));
        let entries = keys.into_iter().enumerate().map(|(index, key)| {
            let value = self.of(value, below(spot, index.wrapping_add(1)), room, aim.take())?;
            Some((key, value))
        });
        entries.collect::<Option<_>>().map(Value::Map)
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

    fn named(&mut self, id: DefId, spot: u64, room: Room, aim: Option<Aim<'_>>) -> Option<Value> {
        let schema = self.schema;
        let def = schema.def(id)?;
        let (room, name) = (within(room), def.name.clone());
        match &def.shape {
            Shape::Struct(_) if def.name == UNKNOWN_FIELDS => {
                // What it keeps is another schema's: nothing, as a rule.
                Some(Value::Struct { name, fields: vec![("0".into(), Value::List(Vec::new()))] })
            }
            Shape::Struct(fields) => {
                let fields = self.fields(def, fields, Hop::Field, spot, room, aim)?;
                Some(Value::Struct { name, fields })
            }
            Shape::Enum(variants) => {
                let number = self.variant(def, variants, spot, room, aim)?;
                let variant = variants.get(number)?;
                let hop = |field| Hop::Variant(number, field);
                let spot = below(spot, number);
                let fields = self.fields(def, &variant.fields, hop, spot, room, aim)?;
                Some(Value::Variant { name, variant: variant.name.clone(), fields })
            }
        }
    }

    /// The number of a variant: the one that is aimed at, any that there is room for, or the least.
    fn variant(
        &mut self,
        def: &TypeDef,
        variants: &[VariantSchema],
        spot: u64,
        room: Room,
        aim: Option<Aim<'_>>,
    ) -> Option<usize> {
        let aimed_at = match aim {
            Some(Aim { way: [Hop::Variant(variant, _), ..], .. }) => Some(*variant),
            Some(Aim { way: [], variant }) => variant,
            _ => None,
        };
        let size = |number: &usize| {
            variants.get(*number).map_or(NONE, |variant| self.sizes.variant(variant))
        };
        let exist = |number: &usize| {
            size(number) != NONE
                && variants.get(*number).is_some_and(|variant| is_saved_here(def, variant))
        };
        if let Some(variant) = aimed_at {
            return Some(variant).filter(exist);
        }
        let all: Vec<usize> = (0..variants.len()).filter(exist).collect();
        let least = all.iter().copied().min_by_key(size)?;
        let fits: Vec<usize> = all.into_iter().filter(|n| size(n) <= room.parts).collect();
        if fits.is_empty() || room.levels == 0 {
            return Some(least);
        }
        fits.get(self.choose(fits.len(), spot)).copied()
    }

    fn fields(
        &mut self,
        def: &TypeDef,
        fields: &'s FieldsSchema,
        hop: impl Fn(usize) -> Hop,
        spot: u64,
        room: Room,
        aim: Option<Aim<'_>>,
    ) -> Option<Vec<(String, Value)>> {
        let room = shared_by(room, fields.list.len());
        let values = fields.list.iter().enumerate().map(|(index, field)| {
            let aim = aim.and_then(|aim| aim.behind(hop(index)));
            let value = self.of(&field.ty, below(spot, index), room, aim)?;
            Some((field.name.clone(), bounded(def, &field.name, value)))
        });
        values.collect()
    }
}

impl Choice {
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

/// Whether programs on this kind of system save values of the variant: strings of others do not load here.
fn is_saved_here(def: &TypeDef, variant: &VariantSchema) -> bool {
    def.name != "std::OsString" || variant.name == if cfg!(windows) { "Windows" } else { "Unix" }
}

/// Brings a field of the library's own types within its bounds.
fn bounded(def: &TypeDef, field: &str, value: Value) -> Value {
    /// What file times of Windows hold, whose range is the narrowest: seconds from 1970 on, in steps of 100 ns.
    const LAST_SECOND: u128 = 910_692_730_085;
    match (def.name.as_str(), field, value) {
        ("std::Duration", "nanos", Value::Unsigned(nanos)) => {
            Value::Unsigned(nanos.min(999_999_999))
        }
        ("std::SystemTime", "secs_since_epoch", Value::Unsigned(secs)) => {
            Value::Unsigned(secs.min(LAST_SECOND))
        }
        ("std::SystemTime", "nanos_since_epoch", Value::Unsigned(nanos)) => {
            Value::Unsigned(nanos.min(999_999_900) / 100 * 100)
        }
        ("std::UnknownField", "version", _) => Value::Option(None),
        (_, _, value) => value,
    }
}
