//! The life of a file: programs of three versions load, change and save it, it is rewritten and damaged; its value
//! survives, or an error comes.

use std::rc::Rc;

use arbitrary::{Arbitrary, Unstructured};
use persist_core::{
    Archive, Compression, ErrorKind, Persist, Result, RewriteOptions, SaveOptions, Schema,
    UnknownFields, Upgrade,
};

use super::{limits, load_options, sound};

/// A program of 1.0.0, which keeps what it does not know.
#[derive(Persist)]
#[persist(name = "Model", version = "1.0.0", history = false)]
struct First {
    name: String,
    counts: Vec<u16>,
    scaler: Rc<Vec<f32>>,
    #[persist(unknown)]
    unknown: UnknownFields,
}

/// A program of 1.1.0: a renamed field, wider ones, and a new one.
#[derive(Persist)]
#[persist(name = "Model", version = "1.1.0", history = false)]
struct Second {
    #[persist(was = "name")]
    title: String,
    counts: Vec<u32>,
    scaler: Rc<Vec<f64>>,
    #[persist(default)]
    notes: Vec<Rc<str>>,
}

/// Files of 1.x, for the program of 2.0.0.
#[derive(Persist)]
#[persist(view_of = "Model", epoch = "1")]
struct View {
    #[persist(was = "name")]
    title: String,
    counts: Vec<u32>,
    scaler: Rc<Vec<f64>>,
    #[persist(default)]
    notes: Vec<Rc<str>>,
}

/// A program of 2.0.0: counts are sums.
#[derive(Persist)]
#[persist(name = "Model", version = "2.0.0", history = false, upgrade("1" => View))]
struct Third {
    title: String,
    total: u64,
    counts: Vec<u32>,
    scaler: Rc<Vec<f64>>,
    notes: Vec<Rc<str>>,
}

fn total(counts: &[u32]) -> u64 {
    counts.iter().map(|count| u64::from(*count)).sum()
}

impl Upgrade<View> for Third {
    fn upgrade(View { title, counts, scaler, notes }: View) -> Result<Self> {
        Ok(Third { title, total: total(&counts), counts, scaler, notes })
    }
}

/// What a file holds, whichever program looks at it.
#[derive(Clone, Debug, PartialEq)]
struct State {
    title: String,
    counts: Vec<u32>,
    scaler: Vec<u32>,
    notes: Option<Vec<String>>,
}

/// What is done to a file.
#[derive(Arbitrary, Debug)]
enum Step {
    /// A program of 1.0.0 loads it, adds a count and saves it.
    First(u16, How),
    Second(u32, How),
    Third(u32, How),
    /// A program adds a note.
    Note(String, How),
    /// Its metadata change.
    Rewrite(String, String, How),
    /// It becomes one of another version, without a program.
    AsVersion(bool),
    /// A byte changes, for once.
    Damage(u16, u8),
}

/// How a file is saved.
#[derive(Arbitrary, Clone, Copy, Debug)]
struct How {
    codec: u8,
    threshold: u8,
}

impl How {
    fn compression(self) -> Compression {
        // Seldom: what compresses costs more than all else that is done to a file.
        match self.codec {
            0..4 => Compression::zstd(1),
            4..16 => Compression::lz4(),
            _ => Compression::none(),
        }
    }

    fn save<T: Persist>(self, value: &T) -> Vec<u8> {
        let options = SaveOptions::new().compression(self.compression()).threads(1);
        sound(options.block_threshold(self.threshold.into()).to_bytes(value), "a value is saved")
    }
}

/// A file, and what it holds.
struct Life {
    file: Vec<u8>,
    state: State,
    epoch: u8,
}

impl Life {
    fn born(title: String, counts: Vec<u16>, scaler: Vec<f32>) -> Self {
        let state = State {
            title: title.clone(),
            counts: counts.iter().copied().map(u32::from).collect(),
            scaler: scaler.iter().map(|float| float.to_bits()).collect(),
            notes: None,
        };
        let first =
            First { name: title, counts, scaler: Rc::new(scaler), unknown: UnknownFields::new() };
        Life { file: sound(first.to_bytes(), "the first one"), state, epoch: 1 }
    }

    fn load<T: Persist>(&self) -> Result<T> {
        load_options().from_bytes(&self.file)
    }

    fn first(&mut self, count: u16, how: How) {
        let mut first: First = match self.load() {
            Ok(first) => first,
            Err(error) => {
                // What is wider does not fit, or files are of another epoch.
                assert_eq!(error.kind(), ErrorKind::Schema, "{error}");
                return;
            }
        };
        assert_eq!(self.epoch, 1);
        assert_eq!(first.name, self.state.title);
        assert!(first.counts.iter().copied().map(u32::from).eq(self.state.counts.iter().copied()));
        assert!(same(first.scaler.iter().map(|float| f64::from(*float)), &self.state.scaler));
        first.counts.push(count);
        self.state.counts.push(count.into());
        self.file = how.save(&first);
    }

    /// What programs of 1.1.0 and 2.0.0 see, which are the same fields.
    fn check(&self, title: &str, counts: &[u32], scaler: &[f64], notes: &[Rc<str>]) {
        assert_eq!((title, counts), (self.state.title.as_str(), self.state.counts.as_slice()));
        assert!(
            same(scaler.iter().copied(), &self.state.scaler),
            "{scaler:?} is not {:?}",
            self.state.scaler
        );
        let expected = self.state.notes.as_deref().unwrap_or_default();
        assert!(
            notes.iter().map(|note| &**note).eq(expected.iter().map(String::as_str)),
            "{notes:?}"
        );
    }

    fn second(&mut self, count: u32, how: How, note: Option<String>) {
        let loaded = self.load::<Second>();
        if self.epoch == 2 {
            assert!(loaded.is_err_and(|error| error.kind() == ErrorKind::Schema));
            return;
        }
        let mut second = sound(loaded, "1.1.0 reads all of 1.x");
        self.check(&second.title, &second.counts, &second.scaler, &second.notes);
        match note {
            // Each twice: it is one value.
            Some(note) => second.notes.extend([Rc::from(note.as_str()), Rc::from(note)]),
            None => second.counts.push(count),
        }
        self.state.counts.clone_from(&second.counts);
        self.state.notes = Some(second.notes.iter().map(|note| note.to_string()).collect());
        self.file = how.save(&second);
    }

    fn third(&mut self, count: u32, how: How) {
        let mut third: Third = sound(self.load(), "2.0.0 reads all of before");
        self.check(&third.title, &third.counts, &third.scaler, &third.notes);
        assert_eq!(third.total, total(&self.state.counts));
        third.counts.push(count);
        third.total += u64::from(count);
        self.state.counts.push(count);
        self.epoch = 2;
        self.file = how.save(&third);
    }

    fn archive(&self) -> Archive {
        sound(Archive::from_bytes_with(self.file.clone(), &limits()), "a sound file").threads(1)
    }

    fn rewrite(&mut self, key: String, value: String, how: How) {
        let archive = self.archive();
        let options =
            RewriteOptions::new().metadata(&key, &value).compression(how.compression()).threads(1);
        self.file = sound(options.to_bytes(&archive), "metadata");
        let archive = self.archive();
        assert!(archive.metadata().any(|entry| entry == (key.as_str(), value.as_str())));
    }

    fn as_version(&mut self, is_second: bool) {
        let schema = if is_second { Schema::of::<Second>() } else { Schema::of::<First>() };
        match self.archive().as_schema(&sound(schema, "a program's schema")) {
            Ok(file) => {
                assert_eq!(self.epoch, 1);
                self.file = file;
                if !is_second {
                    self.state.notes = None;
                }
            }
            Err(error) => {
                assert_eq!(error.kind(), ErrorKind::Schema, "{error}");
                assert!(!is_second || self.epoch == 2, "1.1.0 reads all of 1.x: {error}");
            }
        }
    }

    fn damage(&mut self, place: u16, flip: u8) {
        let place = usize::from(place) % self.file.len();
        let sound = self.file.clone();
        *self.file.get_mut(place).unwrap() ^= flip.max(1);
        assert!(self.load::<Third>().is_err(), "byte {place} is damaged");
        assert!(
            Archive::from_bytes_with(self.file.clone(), &limits())
                .and_then(|archive| archive.verify())
                .is_err()
        );
        self.file = sound;
    }
}

/// The floats of these bits; of NaNs, only that they are some.
fn same(floats: impl Iterator<Item = f64>, bits: &[u32]) -> bool {
    let expected = bits.iter().map(|bits| f64::from(f32::from_bits(*bits)));
    floats.map(key).eq(expected.map(key))
}

fn key(float: f64) -> Option<u64> {
    (!float.is_nan()).then_some(float.to_bits())
}

#[derive(Arbitrary, Debug)]
struct Plan {
    title: String,
    counts: Vec<u16>,
    scaler: Vec<f32>,
    steps: Vec<Step>,
}

pub(super) fn run(bytes: &[u8]) {
    let Ok(plan) = Plan::arbitrary(&mut Unstructured::new(bytes)) else { return };
    let mut life = Life::born(plan.title, plan.counts, plan.scaler);
    for step in plan.steps.into_iter().take(6) {
        match step {
            Step::First(count, how) => life.first(count, how),
            Step::Second(count, how) => life.second(count, how, None),
            Step::Third(count, how) => life.third(count, how),
            Step::Note(note, how) => life.second(0, how, Some(note)),
            Step::Rewrite(key, value, how) => life.rewrite(key, value, how),
            Step::AsVersion(is_second) => life.as_version(is_second),
            Step::Damage(place, flip) => life.damage(place, flip),
        }
    }
    let third: Third = sound(life.load(), "2.0.0 reads all of before");
    life.check(&third.title, &third.counts, &third.scaler, &third.notes);
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let drawn = (0..40u8)
        .map(|seed| (0..=u8::MAX).map(|n| n.wrapping_mul(seed).wrapping_add(n >> 3)).collect());
    drawn.collect()
}
