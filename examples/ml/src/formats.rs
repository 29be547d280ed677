//! The table at the end of an example: one model in persist and in the formats that people save models in, through files.
//!
//! All files are written without waiting for the disk, as the others know nothing else: [`Durability::Fast`]. Each save
//! makes a new file, since some file systems take their time to empty an old one. Times are the best of several runs. A
//! format is right only if the model that it gives back predicts the same, bit for bit.

use std::fmt::Display;
use std::fs;
use std::iter;
use std::mem;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::time::{Duration, Instant};

use comfy_table::{Cell, CellAlignment, Table, presets};
use persist_core::{Durability, Persist, SaveOptions};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::{Bits, Outcome};

const COLUMNS: [&str; 6] = ["model", "format", "bytes", "save", "load", "predictions"];

/// The best of how many runs counts.
const RUNS: usize = 20;

/// Sizes, times and results of models in formats.
pub struct Comparison<'p> {
    folder: &'p Path,
    table: Table,
    /// The name of the model, until its first row has it.
    model: String,
}

/// The other formats: each takes any value of serde, or says that it does.
#[derive(Clone, Copy)]
pub enum Format {
    /// `serde_json`, the usual one.
    Json,
    /// postcard 1.
    Postcard,
    /// bincode 2, with its standard configuration.
    Bincode,
}

impl Format {
    /// All of them.
    pub const ALL: [Format; 3] = [Format::Json, Format::Postcard, Format::Bincode];

    fn name(self) -> &'static str {
        match self {
            Format::Json => "JSON",
            Format::Postcard => "postcard",
            Format::Bincode => "bincode",
        }
    }

    fn save<T: Serialize>(self, value: &T, path: &Path) -> Outcome<()> {
        let bytes = match self {
            Format::Json => serde_json::to_vec(value)?,
            Format::Postcard => postcard::to_stdvec(value)?,
            Format::Bincode => bincode::serde::encode_to_vec(value, bincode::config::standard())?,
        };
        Ok(fs::write(path, bytes)?)
    }

    fn load<T: DeserializeOwned>(self, path: &Path) -> Outcome<T> {
        let bytes = fs::read(path)?;
        Ok(match self {
            Format::Json => serde_json::from_slice(&bytes)?,
            Format::Postcard => postcard::from_bytes(&bytes)?,
            Format::Bincode => {
                bincode::serde::decode_from_slice(&bytes, bincode::config::standard())?.0
            }
        })
    }
}

impl<'p> Comparison<'p> {
    /// An empty table, whose files are to be in a folder.
    pub fn new(folder: &'p Path) -> Self {
        let mut table = Table::new();
        table.load_style(presets::ASCII_MARKDOWN).set_header(COLUMNS);
        for column in table.column_iter_mut().skip(2).take(3) {
            column.set_cell_alignment(CellAlignment::Right);
        }
        Comparison { folder, table, model: String::new() }
    }

    /// Begins the rows of a model.
    pub fn model(&mut self, name: &str) {
        name.clone_into(&mut self.model);
    }

    /// A row: the model as a program of this library's users saves it.
    ///
    /// # Errors
    ///
    /// If the model cannot be saved or loaded, or predicts something else afterwards.
    pub fn persist<T: Persist>(
        &mut self,
        model: &T,
        expected: &Bits,
        predict: impl Fn(&T) -> Bits,
    ) -> Outcome<()> {
        let options = SaveOptions::new().durability(Durability::Fast);
        let row = Row::measure(
            &self.folder.join("compared.persist"),
            expected,
            |path| Ok(options.save(model, path)?),
            |path| Ok(T::load(path)?),
            predict,
        );
        if let Err(Failure(said)) = &row.loaded {
            return Err(format!("{}: {said}", self.model).into());
        }
        self.add("persist", &row);
        Ok(())
    }

    /// A row for each other format: what is written of a model, what that is read as, and how it predicts.
    pub fn others<S: Serialize, T: DeserializeOwned>(
        &mut self,
        model: &S,
        expected: &Bits,
        predict: impl Fn(&T) -> Bits,
    ) {
        for format in Format::ALL {
            let row = Row::measure(
                &self.folder.join("compared.other"),
                expected,
                |path| format.save(model, path),
                |path| format.load(path),
                &predict,
            );
            self.add(format.name(), &row);
        }
    }

    /// A row for each other format, which cannot take the model, as its type derives no serde.
    pub fn without_serde(&mut self) {
        for format in Format::ALL {
            let failure = Failure("cannot: no serde".to_owned());
            self.add(format.name(), &Row { bytes: None, saved: None, loaded: Err(failure) });
        }
    }

    fn add(&mut self, format: &str, row: &Row) {
        let model = mem::take(&mut self.model);
        let nothing = || "–".to_owned();
        let (loaded, verdict) = match &row.loaded {
            Ok(time) => (micros(*time), "the same"),
            Err(Failure(said)) => (nothing(), said.as_str()),
        };
        let verdict = shortened(verdict);
        let bytes = row.bytes.map_or_else(nothing, |bytes| bytes.to_string());
        let saved = row.saved.map_or_else(nothing, micros);
        self.table.add_row([&model, format, &bytes, &saved, &loaded, &verdict].map(Cell::new));
    }
}

impl Display for Comparison<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}", self.table)
    }
}

/// What one format made of one model.
struct Row {
    bytes: Option<u64>,
    saved: Option<Duration>,
    /// The time, if all went well to the end.
    loaded: Result<Duration, Failure>,
}

struct Failure(String);

impl Row {
    fn measure<T>(
        path: &Path,
        expected: &Bits,
        save: impl Fn(&Path) -> Outcome<()>,
        load: impl Fn(&Path) -> Outcome<T>,
        predict: impl Fn(&T) -> Bits,
    ) -> Self {
        if let Err(error) = save(path) {
            let failure = Failure(format!("cannot save: {error}"));
            return Row { bytes: None, saved: None, loaded: Err(failure) };
        }
        let bytes = fs::metadata(path).map(|data| data.len()).ok();
        let save_anew = || {
            fs::remove_file(path).ok();
            time(|| save(path).is_ok())
        };
        let saved = iter::repeat_with(save_anew).take(RUNS).min();
        let model = match load(path) {
            Ok(model) => model,
            Err(error) => {
                let failure = Failure(format!("cannot load: {error}"));
                return Row { bytes, saved, loaded: Err(failure) };
            }
        };
        let loaded = match quietly(|| predict(&model)) {
            None => Err(Failure("panics when it predicts".to_owned())),
            Some(bits) if bits != *expected => Err(Failure("differ".to_owned())),
            Some(_) => Ok(best_of(RUNS, || load(path).is_ok())),
        };
        Row { bytes, saved, loaded }
    }
}

/// The shortest of several runs.
pub fn best_of<T>(runs: usize, run: impl Fn() -> T) -> Duration {
    iter::repeat_with(|| time(&run)).take(runs).min().unwrap_or_default()
}

/// How long a function takes; dropping what it returns is not its matter.
fn time<T>(run: impl FnOnce() -> T) -> Duration {
    let start = Instant::now();
    let result = run();
    let time = start.elapsed();
    drop(result);
    time
}

/// What a function returns, or nothing if it panics: without the message.
fn quietly<T>(run: impl FnOnce() -> T) -> Option<T> {
    let hook = panic::take_hook();
    panic::set_hook(Box::new(|_| {}));
    let result = panic::catch_unwind(AssertUnwindSafe(run));
    panic::set_hook(hook);
    result.ok()
}

/// The beginning of what an error says.
fn shortened(text: &str) -> String {
    const MOST: usize = 50;
    match text.char_indices().nth(MOST).and_then(|(end, _)| text.get(..end)) {
        Some(beginning) => format!("{beginning}…"),
        None => text.to_owned(),
    }
}

fn micros(time: Duration) -> String {
    format!("{} µs", time.as_micros())
}
