//! Influence: what an upgrade or a conversion reads has to show in what it makes.
//!
//! Values are loaded in pairs that differ in one part alone. Where they come out equal however often that is tried, the
//! function does not look at the part, and what old files hold there is lost. Variants of an enum are compared likewise:
//! two that always come out equal have become one.

use super::failure::Failure;
use super::sites::{Site, Variants, sites};
use super::{MOST_PARTS, Tried};
use crate::error::{Error, Result};
use crate::evolution::Plan;
use crate::history::generate::Generator;
use crate::history::generate::paths::{Hop, at_mut, hops, shown};
use crate::history::generate::random::Random;
use crate::history::generate::recipes::{Choice, Recipe};
use crate::persist::Persist;
use crate::schema::{Schema, Type};
use crate::value::Value;
use crate::wire::to_u64;

/// Pairs that are tried of each part.
const TRIES: usize = 12;

/// Pairs that must have come out equal before a part is called lost: few may be left of those that are tried.
const ENOUGH: usize = 3;

/// Parts that are looked at, those next to the root first.
const MOST_SITES: usize = 256;

/// Variants of an enum that are compared, the first ones.
const MOST_VARIANTS: usize = 128;

/// Parts that values have beyond those of the least.
const ROOM: u64 = 60;

/// An old value as the filter left it, and the file of what it loads as.
struct Outcome {
    value: Value,
    saved: Vec<u8>,
}

/// What two values that were to differ in one part come to.
enum Compared {
    /// They do not differ, or one of them is left out.
    Nothing,
    /// They load as different values.
    Differ,
    /// They load as equal values.
    Equal(Value, Value),
}

/// Checks all that functions of the program's own take.
///
/// # Errors
///
/// The first part, or the first two variants, that never show.
pub(super) fn check<T: Persist>(version: &Tried<'_, T>, plan: &Plan) -> Result<()> {
    let sites = sites(plan, version.run.old, version.run.today);
    if sites.is_empty() {
        return Ok(());
    }
    let mut try_out = TryOut {
        version,
        generator: version.generator()?,
        random: Random::new(version.run.settings.seed),
    };
    let Some(least) = try_out.generator.least() else { return Ok(()) };
    // Each try makes two values.
    let of_one = to_u64(TRIES).saturating_mul(2).saturating_mul(least.max(1));
    let most = usize::try_from(MOST_PARTS / of_one).unwrap_or(usize::MAX).min(MOST_SITES);
    for site in sites.iter().take(most) {
        if !site.way.is_empty() {
            try_out.part(site)?;
        }
        if let Some(variants) = &site.choice {
            try_out.variants(site, variants)?;
        }
    }
    Ok(())
}

struct TryOut<'t, 'v, T> {
    version: &'t Tried<'v, T>,
    generator: Generator<'t>,
    random: Random,
}

impl<'t, T: Persist> TryOut<'t, '_, T> {
    /// A part of any type: other values of it have to show.
    fn part(&mut self, site: &Site<'t>) -> Result<()> {
        let mut example = None;
        let mut equal = 0usize;
        for number in 0..TRIES {
            let Some(around) = self.around(site, number) else { return Ok(()) };
            let (one, other) = self.two(number);
            let one = self.generator.part(site.ty, site.in_key, &one);
            let other = self.generator.part(site.ty, site.in_key, &other);
            let (Some(one), Some(other)) = (one, other) else { return Ok(()) };
            match self.compare(&around, &site.way, (one, other))? {
                Compared::Nothing => {}
                Compared::Differ => return Ok(()),
                Compared::Equal(one, other) => {
                    equal = equal.saturating_add(1);
                    example.get_or_insert((one, other));
                }
            }
        }
        match example {
            Some((one, other)) if equal >= ENOUGH => {
                let run = self.version.run;
                let (old, today, by) = (run.written(), run.read(), &site.by);
                let message = format!(
                    "{by} loses a part of {old}: {equal} pairs of values that differ in it alone load as equal \
                     values of {today}"
                );
                let path = shown(run.old, &site.way);
                Err(run.lost(message, path, [&one, &other]))
            }
            _ => Ok(()),
        }
    }

    /// Each variant of an enum has to differ from each other one, unless they are declared to be one.
    fn variants(&mut self, site: &Site<'t>, variants: &Variants) -> Result<()> {
        let run = self.version.run;
        let ty = variants.way.iter().try_fold(site.ty, |ty, hop| inner(run.old, ty, *hop));
        let Some(ty) = ty else { return Ok(()) };
        let way = [site.way.as_slice(), &variants.way].concat();
        let mut outcomes: Vec<Vec<Option<Outcome>>> = Vec::new();
        for number in 0..TRIES {
            let to_enum =
                Site { way: way.clone(), ty, by: String::new(), choice: None, in_key: site.in_key };
            let Some(around) = self.around(&to_enum, number) else { return Ok(()) };
            // Extremes that do not depend on the variant, then random numbers: fields of one type that two variants
            // have get the same values.
            let (recipe, _) = self.two(number);
            let mut of_variants = Vec::new();
            for (variant, slot) in variants.slots.iter().enumerate().take(MOST_VARIANTS) {
                let recipe = Recipe { variant: Some(variant), ..recipe.clone() };
                let value = slot.and_then(|_| self.generator.part(ty, site.in_key, &recipe));
                of_variants.push(match value {
                    Some(value) => self.outcome(&around, &way, value)?,
                    None => None,
                });
            }
            outcomes.push(of_variants);
        }
        self.compare_variants(site, variants, &way, &outcomes)
    }

    fn compare_variants(
        &self,
        site: &Site<'t>,
        variants: &Variants,
        way: &[Hop],
        outcomes: &[Vec<Option<Outcome>>],
    ) -> Result<()> {
        for (a, slot) in variants.slots.iter().enumerate() {
            for (b, other) in variants.slots.iter().enumerate().skip(a.saturating_add(1)) {
                if slot == other {
                    continue;
                }
                let both = outcomes.iter().filter_map(|outcomes| {
                    Some((outcomes.get(a)?.as_ref()?, outcomes.get(b)?.as_ref()?))
                });
                let both: Vec<_> = both.collect();
                let equal = both.iter().all(|(one, other)| one.saved == other.saved);
                if let Some((one, other)) = both.first()
                    && equal
                    && both.len() >= ENOUGH
                {
                    return Err(self.merged(site, way, (&one.value, &other.value)));
                }
            }
        }
        Ok(())
    }

    #[cold]
    fn merged(&self, site: &Site<'t>, way: &[Hop], (one, other): (&Value, &Value)) -> Error {
        let run = self.version.run;
        let name = |value: &Value| {
            let mut value = value.clone();
            let found = at_mut(&mut value, way);
            found.and_then(|value| value.variant().map(str::to_owned)).unwrap_or_default()
        };
        let (old, today, by) = (run.written(), run.read(), &site.by);
        let message = format!(
            "{by} makes one of the variants `{}` and `{}` of {old}: with the same content, both always load as equal \
             values of {today}",
            name(one).escape_debug(),
            name(other).escape_debug(),
        );
        run.lost(message, shown(run.old, way), [one, other])
    }

    /// A value that has the part.
    fn around(&mut self, site: &Site<'t>, number: usize) -> Option<Value> {
        let recipe = Recipe { way: site.way.clone(), ..self.recipe(number) };
        let mut value = self.generator.separable(&recipe)?;
        at_mut(&mut value, &site.way)?;
        Some(value)
    }

    /// The rounds first, in which all is small; then random ones.
    fn recipe(&mut self, number: usize) -> Recipe {
        let choice = match number {
            0..4 => Choice::Apart(number),
            _ => Choice::Random(self.random.next_u64()),
        };
        Recipe { parts: ROOM, ..Recipe::of(choice) }
    }

    /// How the two values of a pair are made.
    fn two(&mut self, number: usize) -> (Recipe, Recipe) {
        let of = |choice| Recipe { parts: ROOM, ..Recipe::of(choice) };
        match number {
            0..6 => (of(Choice::Alike(number)), of(Choice::Alike(number.wrapping_add(1)))),
            _ => {
                let random = &mut self.random;
                let mut any = || of(Choice::Random(random.next_u64()));
                (any(), any())
            }
        }
    }

    /// Compares what comes of two parts in one place.
    fn compare(
        &self,
        around: &Value,
        way: &[Hop],
        (one, other): (Value, Value),
    ) -> Result<Compared> {
        let one = self.outcome(around, way, one)?;
        let other = self.outcome(around, way, other)?;
        let (Some(one), Some(other)) = (one, other) else { return Ok(Compared::Nothing) };
        if one.saved != other.saved {
            return Ok(Compared::Differ);
        }
        let file = |value: &Value| self.version.file(value).map(|(_, file)| file).ok();
        Ok(match file(&one.value) == file(&other.value) {
            true => Compared::Nothing,
            false => Compared::Equal(one.value, other.value),
        })
    }

    /// The value with `part` in its place, as the filter leaves it, and the bytes of what it loads as.
    fn outcome(&self, around: &Value, way: &[Hop], part: Value) -> Result<Option<Outcome>> {
        let mut value = around.clone();
        match at_mut(&mut value, way) {
            Some(place) => *place = part,
            None => return Ok(None),
        }
        let Some(value) = self.version.filtered(value) else { return Ok(None) };
        let saved = || {
            let (_, file) = self.version.file(&value)?;
            self.version.loaded(&file).map(|loaded| loaded.saved)
        };
        match saved() {
            Ok(saved) => Ok(Some(Outcome { value, saved })),
            // A key that is put beside others may be one of them.
            Err(Failure::NoValue(_)) => Ok(None),
            Err(failure) => Err(self.version.run.error(failure, &value)),
        }
    }
}

/// The type behind a step.
fn inner<'s>(schema: &'s Schema, ty: &'s Type, hop: Hop) -> Option<&'s Type> {
    hops(schema, ty).into_iter().find(|(other, _)| *other == hop).map(|(_, ty)| ty)
}
