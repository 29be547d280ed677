//! How the costs of saving and loading grow: with the bytes of a value, and with the types of a schema.
//!
//! ```text
//! cargo bench -p persist-benches --bench growth -- [--max MIB] [--rounds N] [--folder PATH] [--write]
//! ```
//!
//! Values take from a kibibyte to `--max` mebibytes, by factors of four, 4 GiB without the option: a model of 200
//! arrays, and a list of structs with strings, which takes three times as much memory. Each measurement is a process of
//! its own and repeats its operation for a while, schemas are loaded in `--rounds`; memory is what the heap held at its
//! highest point beyond the value itself.
//! `--folder` says on which disk, in place of the system's folder for temporary files; there has to be room for two
//! values.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions,
    clippy::arithmetic_side_effects,
    reason = "a run with wrong arguments or without a system to run on has nothing to report"
)]

use std::alloc::System;
use std::env;
use std::fs;
use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use persist_benches::arrays::model::Model;
use persist_benches::chart::{self, Axis, Line, Lines};
use persist_benches::child::{Figures, tell};
use persist_benches::harness::{in_turns, median};
use persist_benches::memory::{Heap, peak_of};
use persist_benches::report::{Report, Table};
use persist_benches::schemas::Models;
use persist_core::{Archive, Durability, Persist, SaveOptions, Schema};

#[global_allocator]
static HEAP: Heap = Heap::new(System, usize::MAX);

/// Short operations are repeated until they took about so long altogether, in seconds, and long ones a few times.
const ENOUGH: f64 = 0.1;
const REPEATS: (usize, usize) = (3, 200);

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["save", ARRAYS, path, bytes] => save(&Model::generate(length(bytes)), Path::new(path)),
        ["save", STRUCTS, path, bytes] => save(&entries(length(bytes)), Path::new(path)),
        ["load", ARRAYS, path] => load::<Model>(Path::new(path)),
        ["load", STRUCTS, path] => load::<Vec<Entry>>(Path::new(path)),
        ["save", BESIDE, path, bytes] => save(&Beside::new(length(bytes)), Path::new(path)),
        ["open", path] => look(Path::new(path), |_| ()),
        ["read", path] => look(Path::new(path), probe),
        _ => report(&Options::parse(args.into_iter())),
    }
}

const ARRAYS: &str = "arrays";
const STRUCTS: &str = "structs";
const BESIDE: &str = "beside";

fn length(text: &str) -> u64 {
    text.parse().expect("a length")
}

/// What a list of structs consists of, which no fixed layout shortens the way to.
#[derive(Persist)]
struct Entry {
    id: u64,
    name: String,
    score: f64,
}

/// Entries whose file takes about so many bytes.
fn entries(bytes: u64) -> Vec<Entry> {
    /// Of one entry: the id three, the name one more than its letters, the score eight.
    const EACH: u64 = 32;
    let name = |id: u64| format!("entry number {id:07}");
    let entry = |id: u64| Entry { id: id + 20_000, name: name(id), score: id as f64 / 7.0 };
    (0..bytes / EACH).map(entry).collect()
}

/// An array whose size never changes, beside those of a model.
#[derive(Persist)]
struct Beside {
    probe: Vec<f32>,
    model: Model,
}

impl Beside {
    /// How many numbers the array has: enough for a block of its own.
    const PROBE: usize = 1 << 15;

    fn new(bytes: u64) -> Self {
        Self { probe: vec![0.5; Self::PROBE], model: Model::generate(bytes) }
    }
}

/// Measures saving, as a child. The disk is not waited for.
fn save<T: Persist>(value: &T, path: &Path) {
    let options = SaveOptions::new().durability(Durability::Fast);
    let save = || options.save(value, path).expect("the value can be saved");
    let ((), peak) = peak_of(&HEAP, save);
    tell("memory", peak.heap);
    repeat(|| fs::remove_file(path).expect("the file can be removed"), save);
}

/// Measures loading, as a child.
fn load<T: Persist>(path: &Path) {
    let load = || T::load(path).expect("the value can be loaded");
    let before = HEAP.allocated();
    let (value, peak) = peak_of(&HEAP, load);
    let held = HEAP.allocated() - before;
    drop(value);
    tell("memory", peak.heap.saturating_sub(held as u64));
    repeat(|| (), load);
}

/// Measures opening a file to look into it, and a look, as a child.
fn look<R>(path: &Path, look: fn(Archive) -> R) {
    let look = || look(Archive::open(path).expect("the file can be opened"));
    let (_, peak) = peak_of(&HEAP, look);
    tell("memory", peak.heap);
    repeat(|| (), look);
}

/// Reads the one array of a [`Beside`] and nothing of the others.
fn probe(archive: Archive) -> Vec<f32> {
    let array = archive.array("probe").expect("the array is there");
    assert!(array.block().is_some(), "the array is a block");
    array.read().expect("the array can be read")
}

/// Times an operation again and again, without what prepares it and without dropping what it returns.
fn repeat<R>(mut prepare: impl FnMut(), mut operation: impl FnMut() -> R) {
    let mut once = || {
        prepare();
        let start = Instant::now();
        let result = black_box(operation());
        let seconds = start.elapsed().as_secs_f64();
        drop(result);
        seconds
    };
    let repeats = ((ENOUGH / once()) as usize).clamp(REPEATS.0, REPEATS.1);
    tell("seconds", median((0..repeats).map(|_| once())));
}

/// What is measured, in order. The file is the one that the last save left.
const STEPS: [Step; 6] = [
    Step { name: "save arrays", child: &["save", ARRAYS], before: None, grows: true },
    Step { name: "load arrays", child: &["load", ARRAYS], before: None, grows: true },
    Step { name: "save structs", child: &["save", STRUCTS], before: None, grows: true },
    Step { name: "load structs", child: &["load", STRUCTS], before: None, grows: true },
    Step { name: "open", child: &["open"], before: Some(&["save", BESIDE]), grows: false },
    Step { name: "read one array", child: &["read"], before: None, grows: false },
];

/// One measurement of a size.
struct Step {
    name: &'static str,
    /// What the child is told that measures it.
    child: &'static [&'static str],
    /// What a child is told that only leaves the file.
    before: Option<&'static [&'static str]>,
    /// Whether the time may grow with the value.
    grows: bool,
}

impl Step {
    fn measure(&self, path: &Path, bytes: u64) -> Figures {
        let run = |args: &[&str]| {
            let mut child = Command::new(env::current_exe().expect("a running program has a path"));
            child.args(args).arg(path);
            if args[0] == "save" {
                child.arg(bytes.to_string());
            }
            Figures::of(&mut child)
        };
        self.before.map(run);
        run(self.child)
    }

    /// Seconds, of what grows with the value a byte.
    fn cost(&self, figures: &Figures, bytes: u64) -> f64 {
        figures.get::<f64>("seconds") / if self.grows { bytes as f64 } else { 1.0 }
    }
}

fn report(options: &Options) {
    let mut report = Report::new("growth", "How costs grow");
    report.note(NOTE);
    sizes(options, &mut report);
    schemas(options.rounds, &mut report);
    report.finish(options.write);
}

const NOTE: &str = "*Arrays* are 200 arrays of f32, *structs* a list of structs with a number, a string and another number. \
    *Open* and *read one array* look into a file that has another array of 128 KiB beside the 200, and the latter reads \
    that one. The disk is not waited for, files are read from the system's cache, and times are medians.";

/// Measures files of more and more bytes.
fn sizes(options: &Options, report: &mut Report) {
    let folder = tempfile::tempdir_in(&options.folder).expect("a folder for files");
    let path = folder.path().join("value");
    let sizes = (5..).map(|power| 1 << (2 * power)).take_while(|&bytes: &u64| bytes <= options.max);
    let measured = sizes.map(|bytes| {
        let figures = STEPS.map(|step| step.measure(&path, bytes));
        eprintln!("{} are done", chart::bytes(bytes as f64));
        (bytes, figures)
    });
    let measured: Vec<(u64, [Figures; STEPS.len()])> = measured.collect();

    report.table(&by_size(&measured, |_, figures, _| chart::seconds(figures.get("seconds"))));
    let x = Axis { label: "bytes of the value", base: 4.0, show: chart::bytes };
    let y = Axis { label: "time", base: 10.0, show: chart::seconds };
    let lines = STEPS.iter().enumerate().map(|(place, step)| {
        let points = measured.iter().map(|(bytes, all)| (*bytes as f64, all[place].get("seconds")));
        Line { name: step.name.into(), points: points.collect() }
    });
    let lines = lines.collect();
    report.chart("bytes", Lines { title: "Time by size", x, y, lines }.draw());
    report.note(
        "Nanoseconds a byte of what grows with the value, and of all × the least of the column: of the time a byte, and \
         of the time of what looks into a file.",
    );
    let least = STEPS.iter().enumerate().map(|(place, step)| {
        measured
            .iter()
            .map(|(bytes, all)| step.cost(&all[place], *bytes))
            .fold(f64::INFINITY, f64::min)
    });
    let least: Vec<f64> = least.collect();
    report.table(&by_size(&measured, |place, figures, bytes| {
        let cost = STEPS[place].cost(figures, bytes);
        let ratio = format!("{:.2} ×", cost / least[place]);
        if STEPS[place].grows { format!("{:.3}, {ratio}", cost * 1e9) } else { ratio }
    }));
    report.note("Memory of the heap at its highest, beyond the value's own:");
    report.table(&by_size(&measured, |_, figures, _| chart::bytes(figures.get("memory"))));
}

/// A size a row, and a step a column.
fn by_size(
    measured: &[(u64, [Figures; STEPS.len()])],
    cell: impl Fn(usize, &Figures, u64) -> String,
) -> Table {
    let mut table = Table::new(&[["bytes"].as_slice(), &STEPS.map(|step| step.name)].concat());
    for (bytes, all) in measured {
        let cells = all.iter().enumerate().map(|(place, figures)| cell(place, figures, *bytes));
        table.row([chart::bytes(*bytes as f64)].into_iter().chain(cells));
    }
    table
}

/// What is timed for schemas, in order.
const SCHEMA_STEPS: [&str; 4] =
    ["schema of the types", "schema from bytes", "load", "load of an old file"];

/// Loads a value that is not there, of more and more types: its own, and those of an older version.
fn schemas(rounds: usize, report: &mut Report) {
    let columns = [["types"].as_slice(), &SCHEMA_STEPS, &["µs a type of an old file"]].concat();
    let mut table = Table::new(&columns);
    let mut lines = SCHEMA_STEPS.map(|name| Line { name: name.into(), points: Vec::new() });
    let all =
        [plan::<10>, plan::<30>, plan::<100>, plan::<300>, plan::<1000>].map(|plan| plan(rounds));
    for (types, micros) in all {
        let [_, _, direct, resolved] = micros;
        let cells = micros.map(|micros| chart::seconds(micros / 1e6)).to_vec();
        let each = format!("{:.2}", (resolved - direct) / types);
        table.row([vec![types.to_string()], cells, vec![each]].concat());
        for (line, micros) in lines.iter_mut().zip(micros) {
            line.points.push((types, micros / 1e6));
        }
    }
    report.note(
        "A value that is not there, whose types have ten fields each, is loaded from a file of the same types and of \
         older ones: all the time goes into what comes before the first byte of a value. The last column is what \
         the old file takes longer.",
    );
    report.table(&table);
    let x = Axis { label: "types", base: 10.0, show: |types| types.round().to_string() };
    let y = Axis { label: "time", base: 10.0, show: chart::seconds };
    report.chart("schemas", Lines { title: "Time by types", x, y, lines: lines.into() }.draw());
}

/// Microseconds by so many types.
fn plan<const TYPES: usize>(rounds: usize) -> (f64, [f64; 4]) {
    let bytes = None::<Models<TYPES, false>>.to_bytes().expect("nothing can be saved");
    let schema = Schema::of::<Models<TYPES, false>>().expect("the types have a schema").to_bytes();
    let timings = in_turns(
        rounds,
        [
            &mut || drop(black_box(Schema::of::<Models<TYPES, false>>())),
            &mut || drop(black_box(Schema::from_bytes(black_box(&schema)))),
            &mut || load_bytes::<Option<Models<TYPES, false>>>(&bytes),
            &mut || load_bytes::<Option<Models<TYPES, true>>>(&bytes),
        ],
    );
    (TYPES as f64, timings.map(|timing| timing.micros))
}

/// Of the schemas' loads, enough for medians that repeat within a few per cent.
const ROUNDS: usize = 15;

fn load_bytes<T: Persist>(bytes: &[u8]) {
    black_box(T::from_bytes(black_box(bytes)).expect("the bytes can be loaded"));
}

/// What the command line asks for.
struct Options {
    /// Bytes of the largest value.
    max: u64,
    /// Of the schemas' loads.
    rounds: usize,
    folder: PathBuf,
    write: bool,
}

impl Options {
    fn parse(mut args: impl Iterator<Item = String>) -> Self {
        let mut options =
            Self { max: 4 << 30, rounds: ROUNDS, folder: env::temp_dir(), write: false };
        while let Some(arg) = args.next() {
            let mut value = || args.next().unwrap_or_else(|| panic!("`{arg}` needs a value"));
            match arg.as_str() {
                // Passed by `cargo bench` to whatever it runs.
                "--bench" => {}
                "--max" => options.max = value().parse::<u64>().expect("--max MIB") << 20,
                "--rounds" => options.rounds = value().parse().expect("--rounds N"),
                "--write" => options.write = true,
                "--folder" => options.folder = value().into(),
                _ => panic!("unknown option `{arg}`"),
            }
        }
        options
    }
}
