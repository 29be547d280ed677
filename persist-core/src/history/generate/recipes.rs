//! Which values are generated of a schema: the edges first, then random ones.

use super::paths::{Hop, hops, ways};
use super::random::Random;
use super::scalars::MOST;
use crate::schema::{DefId, Schema, Shape, Type};

/// Parts that a value may have beyond those of the least one.
const PARTS: u64 = 300;

/// Steps of the way to the innermost value of a deep one: each takes at most two of the 512 levels that are saved, and
/// stack on a thread of 2 MiB.
const DEEP: usize = 120;

/// Recipes of each kind: schemas have hundreds of definitions, and enums thousands of variants.
const MOST_DEFINITIONS: usize = 400;
const MOST_VARIANTS: usize = 400;
const MOST_DEEP: usize = 16;

/// How one value is chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recipe {
    pub(crate) choice: Choice,
    /// The way to a value that has to be there.
    pub(crate) way: Vec<Hop>,
    /// The variant that it is of.
    pub(crate) variant: Option<usize>,
    /// Parts beyond those of the least value.
    pub(crate) parts: u64,
    /// Arrays that are so long that they become blocks.
    pub(crate) blocks: u8,
}

/// Where choices come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Choice {
    /// All of them are the one of this number: all fields are largest at once.
    Alike(usize),
    /// Those of each field begin at another one: over the rounds, each field has all of them.
    Apart(usize),
    Random(u64),
}

impl Recipe {
    pub(crate) fn of(choice: Choice) -> Self {
        Recipe { choice, way: Vec::new(), variant: None, parts: PARTS, blocks: 0 }
    }
}

/// Recipes for the values of a schema.
#[derive(Debug)]
pub(crate) struct Recipes<'s> {
    schema: &'s Schema,
    /// All definitions that values hold, and the ways there.
    defs: Vec<(DefId, Vec<Hop>)>,
}

impl<'s> Recipes<'s> {
    pub(crate) fn of(schema: &'s Schema) -> Self {
        let mut found = ways(schema, &hops(schema, schema.root()));
        if let Type::Named(id) = schema.root() {
            found.insert(*id, Vec::new());
        }
        let mut defs: Vec<_> = found.into_iter().collect();
        defs.sort_unstable_by_key(|(id, _)| *id);
        Recipes { schema, defs }
    }

    /// The edges: extremes of all fields, each definition and each variant, deep values and long arrays.
    pub(crate) fn edges(&self) -> Vec<Recipe> {
        let rounds = |choice: fn(usize) -> Choice| (0..MOST).map(move |n| Recipe::of(choice(n)));
        let mut all: Vec<Recipe> = rounds(Choice::Alike).chain(rounds(Choice::Apart)).collect();
        let within = self.defs.iter().filter(|(_, way)| !way.is_empty());
        all.extend(within.flat_map(|(_, way)| whole(way)).take(MOST_DEFINITIONS));
        let each = |of: fn(&Schema, DefId, &[Hop]) -> Vec<Recipe>| {
            self.defs.iter().flat_map(move |(def, way)| of(self.schema, *def, way))
        };
        all.extend(each(variants).take(MOST_VARIANTS));
        all.extend(each(deep).take(MOST_DEEP));
        all.extend([1, 2].map(|n| Recipe { blocks: 2, ..Recipe::of(Choice::Apart(n)) }));
        all
    }

    /// A random value, half of the time with a value of some definition in it that has all the room.
    pub(crate) fn random(&self, random: &mut Random) -> Recipe {
        let recipe = Recipe::of(Choice::Random(random.next_u64()));
        let way = self.defs.get(random.below(self.defs.len().saturating_mul(2)));
        Recipe { way: way.map(|(_, way)| way.clone()).unwrap_or_default(), ..recipe }
    }
}

/// Values of a definition in which fields are alike, and some in which they are not.
fn whole(way: &[Hop]) -> impl Iterator<Item = Recipe> {
    let choices = (0..4).map(Choice::Alike).chain((0..4).map(Choice::Apart));
    let way = way.to_vec();
    choices.map(move |choice| Recipe { way: way.clone(), ..Recipe::of(choice) })
}

fn variants(schema: &Schema, def: DefId, way: &[Hop]) -> Vec<Recipe> {
    let count = match schema.def(def).map(|def| &def.shape) {
        Some(Shape::Enum(variants)) => variants.len(),
        _ => 0,
    };
    let recipe = |variant| Recipe {
        way: way.to_vec(),
        variant: Some(variant),
        ..Recipe::of(Choice::Apart(variant))
    };
    (0..count).map(recipe).collect()
}

/// A value within itself again and again, for each way that leads from a definition back to it.
fn deep(schema: &Schema, def: DefId, way: &[Hop]) -> Vec<Recipe> {
    let named = Type::Named(def);
    let mut recipes = Vec::new();
    for (number, (hop, ty)) in hops(schema, &named).into_iter().enumerate() {
        if let Some(around) = ways(schema, &[(hop, ty)]).get(&def) {
            let times = DEEP.saturating_sub(way.len()) / around.len().max(1);
            let way = [way, &around.repeat(times)].concat();
            recipes.push(Recipe { way, parts: 0, ..Recipe::of(Choice::Apart(number)) });
        }
    }
    recipes
}
