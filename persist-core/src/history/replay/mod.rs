//! Replay: values of each recorded version are generated, written as that version would have written them, and loaded as
//! today's type.
//!
//! Loads go the way of all loads, through a whole file. What makes a file of a body is brought by the layer above.

mod difference;
mod failure;
mod influence;
mod settings;
mod sites;

use std::marker::PhantomData;
use std::panic::{AssertUnwindSafe, catch_unwind};

pub use settings::{Replay, ReplayFilter, Replayed};

use failure::{Failure, Run};

use crate::error::{Error, ErrorKind, Result};
use crate::evolution::{Findings, Options, Plan, Rule, compile};
use crate::history::Recorded;
use crate::history::generate::Generator;
use crate::history::generate::random::Random;
use crate::history::generate::recipes::Recipes;
use crate::persist::Persist;
use crate::schema::{ChainLink, ChainPath, Epoch, Schema};
use crate::value::{NoDefaults, Transcoding, Value, write_value};
use crate::wire::{Writer, WriterOptions, Written};

/// Parts of all values of a version together: more of them take minutes.
const MOST_PARTS: u64 = 1 << 22;

/// Makes a whole file of a body and its schema.
type Files = fn(&Schema, &Written<'_>) -> Result<Vec<u8>>;

/// Loads generated values of each recorded version as today's type.
///
/// # Errors
///
/// The first value of a version that does not come through, as [`Replay`] says.
pub(crate) fn replay<T: Persist>(
    settings: &Replay,
    versions: &[Recorded],
    filter: Option<ReplayFilter>,
    files: Files,
) -> Result<Replayed> {
    let today = Schema::of::<T>()?;
    let mut replayed = Replayed::default();
    for recorded in versions {
        // What programs know beyond files does not matter to a file.
        let old = Schema::from_bytes(&recorded.schema.to_bytes())?;
        let compiled = compile(&old, &today, &Options::default())?;
        let plan = compiled.plan.as_ref();
        let run = Run { settings, recorded, old: &old, today: &today, planned: plan.is_some() };
        if plan.is_none() && has_ended(&old, &today) {
            replayed.unsupported = replayed.unsupported.saturating_add(1);
            continue;
        }
        let by_rules = plan.filter(|_| rules_alone(&compiled.findings));
        let version = Tried::<T> { run, filter, files, by_rules, today: PhantomData };
        replayed.add(version.values()?);
        if let Some(plan) = plan {
            influence::check(&version, plan)?;
        }
    }
    Ok(replayed)
}

/// Whether the program declares that it reads no files of the epoch of some type any more.
fn has_ended(old: &Schema, today: &Schema) -> bool {
    old.defs().any(|written| {
        let Some(epoch) = written.version.as_ref().map(Epoch::of) else { return false };
        today.defs().any(|def| {
            let is_it = def.name == written.name || def.was.contains(&written.name);
            let ended =
                |link: &ChainLink| link.epoch == epoch && link.path == ChainPath::Unsupported;
            is_it && def.chain.iter().any(ended)
        })
    })
}

/// Whether no function of the type's own has a say in what becomes of a file.
fn rules_alone(findings: &Findings) -> bool {
    let is_own = |rule| {
        matches!(
            rule,
            Rule::Upgrade
                | Rule::Convert
                | Rule::AddField
                | Rule::SomeOrDefault
                | Rule::FillUnitVariant
                | Rule::OtherVariant
                | Rule::KeepUnknown
                | Rule::RecodeForeign
                | Rule::ForeignCrate
        )
    };
    findings.more_applied == 0 && !findings.rules().any(is_own)
}

/// Whether an error is about the value alone: the type's own check refuses it, or its bytes are those of no value.
fn is_of_value(error: &Error) -> bool {
    matches!(error.kind(), ErrorKind::Invalid | ErrorKind::Damaged)
}

/// One version, with all that it takes to try it.
struct Tried<'a, T> {
    run: Run<'a>,
    filter: Option<ReplayFilter>,
    files: Files,
    /// The plan, where the rules alone say what becomes of a value.
    by_rules: Option<&'a Plan>,
    today: PhantomData<fn() -> T>,
}

impl<T: Persist> Tried<'_, T> {
    /// Tries the edges and random values.
    fn values(&self) -> Result<Replayed> {
        let settings = self.run.settings;
        let mut replayed = Replayed { versions: 1, ..Replayed::default() };
        let mut generator = self.generator()?;
        let Some(least) = generator.least() else { return Ok(replayed) };
        let mut random = Random::new(settings.seed);
        let recipes = Recipes::of(self.run.old);
        // What today's type refuses, a program of today's version could not have saved.
        let is_own = self.run.is_of_today();
        let mut holds_foreign = false;
        let cases = (0..settings.cases).map(|_| recipes.random(&mut random));
        let most = usize::try_from(MOST_PARTS / least.max(1)).unwrap_or(usize::MAX).max(1);
        for recipe in recipes.edges().into_iter().chain(cases).take(most) {
            let Some(value) = generator.value(&recipe) else { continue };
            match self.filtered(value) {
                Some(value) => match self.check(&value) {
                    Ok(()) => replayed.values = replayed.values.saturating_add(1),
                    Err(Failure::Refused(error)) if is_own && is_of_value(&error) => {
                        replayed.left_out = replayed.left_out.saturating_add(1);
                    }
                    // Values of other crates' types cannot be generated, so those that hold one prove nothing.
                    Err(Failure::Refused(error)) if error.kind() == ErrorKind::Foreign => {
                        replayed.left_out = replayed.left_out.saturating_add(1);
                        holds_foreign = true;
                    }
                    Err(failure) => return Err(self.run.error(failure, &value)),
                },
                None => replayed.left_out = replayed.left_out.saturating_add(1),
            }
        }
        match replayed.values {
            0 if !is_own && !holds_foreign => Err(self.run.nothing_tried()),
            _ => Ok(replayed),
        }
    }

    fn generator(&self) -> Result<Generator<'_>> {
        Generator::new(self.run.old).map_err(|error| self.run.not_generated(error))
    }

    fn filtered(&self, value: Value) -> Option<Value> {
        match self.filter {
            Some(filter) => filter(&self.run.recorded.version, value),
            None => Some(value),
        }
    }

    /// Whether a value loads, to the same each time, and comes back when it is saved again.
    fn check(&self, value: &Value) -> Result<(), Failure> {
        let (body, file) = self.file(value)?;
        let first = self.loaded(&file)?;
        self.same(&first, &self.loaded(&file)?).map_err(Failure::Unsteady)?;
        let back = self.loaded(&first.saved).map_err(Failure::on_return)?;
        self.same(&first, &back).map_err(Failure::LostBySave)?;
        let Some(plan) = self.by_rules else { return Ok(()) };
        let options = WriterOptions::default();
        let (writer, reader) = (self.run.old, self.run.today);
        let transcoding = Transcoding { writer, reader, plan, defaults: &NoDefaults, options };
        let by_rules = transcoding.with(&body, |other| (self.files)(reader, other));
        // Hand-written types may take more than the rules do.
        let Ok(by_rules) = by_rules else { return Ok(()) };
        self.same(&self.loaded(&by_rules)?, &first).map_err(Failure::OffTheRules)
    }

    /// The file that the recorded version would have written.
    fn file(&self, value: &Value) -> Result<(Written<'static>, Vec<u8>), Failure> {
        let mut writer = Writer::new(Vec::new(), WriterOptions::default());
        write_value(self.run.old, value, &mut writer).map_err(Failure::NoValue)?;
        let written = writer.finish();
        let file = (self.files)(self.run.old, &written).map_err(Failure::NoValue)?;
        Ok((written, file))
    }

    /// Loads a file, and saves what it holds.
    fn loaded(&self, file: &[u8]) -> Result<Loaded<T>, Failure> {
        let loaded = guarded(|| T::from_bytes(file)).map_err(Failure::Panic)?;
        let value = loaded.map_err(Failure::Refused)?;
        let saved = guarded(|| value.to_bytes()).map_err(Failure::Panic)?;
        Ok(Loaded { saved: saved.map_err(Failure::NotSaved)?, value })
    }

    /// Whether two values are saved as one; else the place where they differ.
    fn same(&self, one: &Loaded<T>, other: &Loaded<T>) -> Result<(), String> {
        if one.saved == other.saved {
            return Ok(());
        }
        let today = self.run.today;
        let difference = match (tree(&one.value, today), tree(&other.value, today)) {
            (Ok(one), Ok(other)) => difference::of(today, &one, &other),
            _ => None,
        };
        Err(difference.unwrap_or_else(|| "the files differ".to_owned()))
    }
}

/// A value that was loaded, and the file that it is saved as.
struct Loaded<T> {
    value: T,
    saved: Vec<u8>,
}

/// A value as a tree.
fn tree<T: Persist>(value: &T, schema: &Schema) -> Result<Value> {
    use crate::value::read_value;
    use crate::wire::{Context, Limits, NoBlocks, SharedEntries, to_u64};
    let options = WriterOptions { block_threshold: None, ..WriterOptions::default() };
    let mut writer = Writer::new(Vec::new(), options);
    value.encode(&mut writer)?;
    let written = writer.finish();
    let entries = SharedEntries::parse(written.shared.as_deref().unwrap_or_default(), u64::MAX)?;
    let limits = Limits::new().allocation(u64::MAX);
    let context = Context::new(&limits, to_u64(written.body.len()), &NoBlocks, entries);
    context.read(&written.body, |r| read_value(schema, r))
}

/// Runs what may panic; what it said, where it did.
fn guarded<R>(run: impl FnOnce() -> R) -> Result<R, String> {
    // Whatever it leaves half done is dropped with it.
    catch_unwind(AssertUnwindSafe(run)).map_err(|payload| {
        let text = payload.downcast_ref::<&str>().map(|text| (*text).to_owned());
        let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
        text.unwrap_or_else(|| "it says nothing".to_owned())
    })
}

impl Replayed {
    fn add(&mut self, other: Replayed) {
        self.versions = self.versions.saturating_add(other.versions);
        self.values = self.values.saturating_add(other.values);
        self.left_out = self.left_out.saturating_add(other.left_out);
        self.unsupported = self.unsupported.saturating_add(other.unsupported);
    }
}
