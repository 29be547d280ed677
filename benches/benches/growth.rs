//! How the costs of saving and loading grow: with the bytes of a value, and with the types of a schema.
//!
//! ```text
//! cargo bench -p persist-benches --bench growth -- [--max MIB] [--folder PATH]
//! ```
//!
//! Values take from a kibibyte to `--max` mebibytes, by factors of four: a model of 200 arrays, and a list of structs
//! with strings. Each measurement is a process of its own and repeats its operation; memory is what the heap held at
//! its highest point beyond the value itself.
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
use persist_benches::child::{Figures, tell};
use persist_benches::harness::{in_turns, median};
use persist_benches::memory::{Heap, peak_of};
use persist_benches::schemas::Models;
use persist_core::{Archive, Durability, Persist, SaveOptions};

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
        ["open", path] => open(Path::new(path)),
        _ => report(&Options::parse(args.into_iter())),
    }
}

const ARRAYS: &str = "arrays";
const STRUCTS: &str = "structs";

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

/// Measures what comes before a look into a file, as a child.
fn open(path: &Path) {
    let open = || Archive::open(path).expect("the file can be opened");
    let (_, peak) = peak_of(&HEAP, open);
    tell("memory", peak.heap);
    repeat(|| (), open);
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

fn report(options: &Options) {
    println!(
        "| bytes | save arrays | load arrays | save structs | load structs | open arrays | in ns a byte |"
    );
    let folder = tempfile::tempdir_in(&options.folder).expect("a folder for files");
    let path = folder.path().join("value");
    let file = path.to_str().expect("a path that is text");
    let this = env::current_exe().expect("a running program has a path");
    let child = |args: &[&str]| Figures::of(Command::new(&this).args(args));
    let sizes = (5..).map(|power| 1 << (2 * power)).take_while(|&bytes: &u64| bytes <= options.max);
    for bytes in sizes {
        let mut row = Vec::new();
        for kind in [ARRAYS, STRUCTS] {
            row.push(child(&["save", kind, file, &bytes.to_string()]));
            row.push(child(&["load", kind, file]));
            if kind == ARRAYS {
                row.push(child(&["open", file]));
            }
            fs::remove_file(&path).expect("the file can be removed");
        }
        print!("| {bytes} ");
        for figures in row {
            let (seconds, memory) = (figures.get::<f64>("seconds"), figures.get::<f64>("memory"));
            print!("| {:.6} s {:.3} ns {:.0} ", seconds, seconds * 1e9 / bytes as f64, memory);
        }
        println!("|");
    }
    planning();
}

/// Loads a value that is not there, of more and more types: its own, and those of an older version.
fn planning() {
    println!("| types | direct µs | old file µs |");
    plan::<10>();
    plan::<30>();
    plan::<100>();
    plan::<300>();
    plan::<1000>();
}

fn plan<const TYPES: usize>() {
    let bytes = None::<Models<TYPES, false>>.to_bytes().expect("nothing can be saved");
    let timings = in_turns(
        9,
        &mut [&mut || load_bytes::<Option<Models<TYPES, false>>>(&bytes), &mut || {
            load_bytes::<Option<Models<TYPES, true>>>(&bytes)
        }],
    );
    println!("| {TYPES} | {:.1} | {:.1} |", timings[0].micros, timings[1].micros);
}

fn load_bytes<T: Persist>(bytes: &[u8]) {
    black_box(T::from_bytes(black_box(bytes)).expect("the bytes can be loaded"));
}

/// What the command line asks for.
struct Options {
    /// Bytes of the largest value.
    max: u64,
    folder: PathBuf,
}

impl Options {
    fn parse(mut args: impl Iterator<Item = String>) -> Self {
        let mut options = Self { max: 1 << 30, folder: env::temp_dir() };
        while let Some(arg) = args.next() {
            let mut value = || args.next().unwrap_or_else(|| panic!("`{arg}` needs a value"));
            match arg.as_str() {
                // Passed by `cargo bench` to whatever it runs.
                "--bench" => {}
                "--max" => options.max = value().parse::<u64>().expect("--max MIB") << 20,
                "--folder" => options.folder = value().into(),
                _ => panic!("unknown option `{arg}`"),
            }
        }
        options
    }
}
