//! What formats make of damaged and of hostile files: persist's and its peers', on the same cases.
//!
//! ```text
//! cargo bench -p persist-benches --bench damage -- [--every N] [--write]
//! ```
//!
//! `--every` tries a case in so many only. Files are read in child processes, which may die of them.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions,
    clippy::arithmetic_side_effects,
    reason = "a run with wrong arguments or without a system to run on has nothing to report"
)]

use std::alloc::System;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Mutex;
use std::{env, fs, thread};

use persist_benches::chart;
use persist_benches::damage::{ATTACK, Corpus, Outcome, Subject, Tally, attack, subjects, watch};
use persist_benches::memory::Heap;
use persist_benches::report::{NONE, Report, Table};

#[global_allocator]
static HEAP: Heap = Heap::new(System, usize::MAX);

fn main() -> ExitCode {
    let args: Vec<String> = env::args().skip(1).collect();
    match args.split_first() {
        Some((first, rest)) if first == ATTACK => {
            attack(&HEAP, rest);
            ExitCode::SUCCESS
        }
        _ => report(&Options::parse(args.into_iter())),
    }
}

/// Prints the table, and fails where a file of persist was not read as promised.
fn report(options: &Options) -> ExitCode {
    let mut report = Report::new("damage", "Damaged and hostile files");
    report.peers(&["postcard", "bincode", "rkyv", "savefile", "safetensors"]);
    report.note(NOTE);
    if options.every > 1 {
        report.note(&format!("Of the damaged files, one in {} was read.", options.every));
    }
    let mut table = Table::new(&COLUMNS);
    let mut kept = true;
    for value in measure(options.every) {
        kept &= value.is_kept();
        table.row(value.cells());
    }
    report.table(&table);
    report.note(SETTINGS);
    report.finish(options.write);
    if kept { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

const NOTE: &str = "Every crate reads the same cases, each in a process that may die of it. The *model* has strings, \
    numbers, an enum, lists, a map, nested options, boxes and units; the *arrays* are two tensors of f32. The columns \
    from *wrong of flips* to *of lies* say how many of the damaged files loaded, without a word, as another value: \
    with each bit flipped, each run of 1 to 9 bytes overwritten with 0xFF, each shorter length, up to 4096 bytes more, \
    and lengths of up to 2⁶⁴ − 1 written to each place, as the format writes them. Then come counts over all of these \
    and, where a format has checksums, over the same lengths with checksums that fit; over values of 10³ to 10⁶ \
    levels; and over a file that inflates.";

const SETTINGS: &str = "A *panic* can be caught, an *abort* ends the process: of 2 GiB of memory, or of the 2 MiB of \
    stack that a thread has. A *hang* keeps the processor busy for 0.3 s, where other files of that size take \
    microseconds (with the large files of the last two columns, for 15 s). *Memory* counts reads that took more than \
    64 MiB and 512 times the file, and *most memory* is that of all reads that came to an end. *10⁶ deep* is a file of \
    a million boxes (of safetensors, of brackets in its header), *inflated* one of 131,072 absent values of 2 KiB \
    each; in the rows of the arrays, 256 MiB of zeros, compressed. `right` stands for the value that was written: a \
    format without compression may store in full what is absent, and one that compresses may store zeros plainly.\n\n\
    Each crate is read as its documentation shows, with what it offers against bad input: persist by `from_bytes`, \
    with default limits; *record* is a body without a checksum, for stores that have their own; postcard by \
    `from_bytes`, and with its CRC-32 by `from_bytes_crc32`; bincode with a limit of 64 MiB; rkyv checked, by \
    `from_bytes`, which bounds no depth unless a validator is put together by hand; savefile by `load`, with the \
    schema in the file, and compressed by bzip2, which has checksums; safetensors by `SafeTensors::deserialize`, the \
    tensors then asked for by name, type and all. Without a checksum no crate can tell damaged numbers from others, \
    and none of these claims to. savefile can also encrypt, which detects damage, and its feature \
    `size_sanity_checks` refuses lists of more than a million elements: neither is on by default, nor here.";

const COLUMNS: [&str; 16] = [
    "value",
    "format",
    "bytes",
    "cases",
    "wrong of flips",
    "of 0xFF",
    "of cuts",
    "of longer",
    "of lies",
    "panics",
    "aborts",
    "hangs",
    "memory",
    "most memory",
    "10⁶ deep",
    "inflated",
];

/// A value in a format, and what came of its files.
struct Row {
    value: &'static str,
    format: &'static str,
    bytes: usize,
    /// By [`Corpus::ALL`].
    damaged: Vec<Tally>,
    /// From the least depth to the greatest.
    deep: Vec<Tally>,
    inflated: Vec<Tally>,
}

/// Both values in all formats, several at a time, in order.
fn measure(every: usize) -> Vec<Row> {
    let folder = tempfile::tempdir().expect("a folder");
    let kinds = ["model", "arrays"].into_iter().flat_map(|value| {
        subject(value).formats.into_iter().map(move |format| (value, format.name))
    });
    let work = Mutex::new(kinds.enumerate());
    let rows = Mutex::new(Vec::new());
    let worker = || {
        loop {
            let Some((place, (value, format))) = work.lock().expect("no panic").next() else {
                break;
            };
            let row = Row::measure(value, format, &folder.path().join(place.to_string()), every);
            eprintln!("{value}, {format}: done");
            rows.lock().expect("no panic").push((place, row));
        }
    };
    thread::scope(|scope| (0..WORKERS).for_each(|_| drop(scope.spawn(worker))));
    let mut rows = rows.into_inner().expect("no panic");
    rows.sort_by_key(|(place, _)| *place);
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Most of the time goes into starting children and waiting for them.
const WORKERS: usize = 4;

fn subject(name: &str) -> Subject {
    subjects().into_iter().find(|one| one.name == name).expect("a value")
}

/// The length of a value's file, and what came of the cases of each corpus, where the format can hold the value.
fn try_all(
    value: &'static str,
    name: &str,
    corpora: &[Corpus],
    path: &Path,
    every: usize,
) -> Option<(usize, Vec<Tally>)> {
    let format = subject(value).formats.into_iter().find(|one| one.name == name)?;
    let write = &format.write;
    let file = thread::scope(|scope| {
        // Some encode a level of nesting in a frame of the stack.
        let encoder = thread::Builder::new().stack_size(STACK).spawn_scoped(scope, write);
        encoder.expect("a thread").join()
    });
    let file = file.unwrap_or_else(|_| panic!("{name} writes {value}"));
    fs::write(path, &file).expect("room");
    let tallies = corpora.iter().map(|&corpus| watch(value, &format, corpus, path, every));
    let tallies = tallies.collect();
    fs::remove_file(path).expect("the file is there");
    Some((file.len(), tallies))
}

const DEPTHS: [&str; 4] = ["depth 10³", "depth 10⁴", "depth 10⁵", "depth 10⁶"];

/// Of which only what is used is there.
const STACK: usize = 4 << 30;

impl Row {
    /// Files that are hostile as they are go with those that are damaged: a list of what is absent with the model,
    /// zeros with the arrays, and deep ones with what stands for nesting.
    fn measure(value: &'static str, format: &'static str, path: &Path, every: usize) -> Self {
        let (bytes, damaged) =
            try_all(value, format, &Corpus::ALL, path, every).expect("a format of the value");
        let whole = |value| Some(try_all(value, format, &[Corpus::Whole], path, 1)?.1[0]);
        let nests = value == "model" || format == "safetensors";
        let depths = DEPTHS.into_iter().filter(|_| nests);
        let inflated = whole(if value == "model" { "absent" } else { "zeros" });
        Row {
            value,
            format,
            bytes,
            damaged,
            deep: depths.filter_map(whole).collect(),
            inflated: inflated.into_iter().collect(),
        }
    }

    /// Whether all was as persist promises it of files. Records have no checksum, so damage to them may be a value.
    fn is_kept(&self) -> bool {
        let checked = !self.format.contains("record");
        let all = self.all();
        let harms = HARMS.map(|harm| all.of(harm)).iter().sum::<usize>();
        let is_wrong = checked && self.by_chance().iter().any(|tally| tally.of(Outcome::Wrong) > 0);
        !self.format.starts_with("persist") || (harms == 0 && !is_wrong)
    }

    fn cells(&self) -> Vec<String> {
        let all = self.all();
        let names = [self.value, self.format].map(str::to_owned).to_vec();
        let sizes = [self.bytes, all.total()].map(|number| number.to_string()).to_vec();
        let wrong = self.by_chance().iter().map(wrong).collect();
        let harms = HARMS.map(|harm| all.of(harm).to_string()).to_vec();
        let memory = vec![chart::bytes(all.peak as f64)];
        let hostile = [&self.deep, &self.inflated].map(|tallies| outcome(tallies.last())).to_vec();
        [names, sizes, wrong, harms, memory, hostile].concat()
    }

    /// Damage that nobody meant, to which there are no right checksums.
    fn by_chance(&self) -> &[Tally] {
        &self.damaged[..self.damaged.len() - 1]
    }

    fn all(&self) -> Tally {
        let mut all = Tally::default();
        [&self.damaged, &self.deep, &self.inflated]
            .into_iter()
            .flatten()
            .for_each(|tally| all.add(tally));
        all
    }
}

/// What no file may do.
const HARMS: [Outcome; 4] = [Outcome::Panic, Outcome::Abort, Outcome::Hang, Outcome::Memory];

/// The share of cases that gave another value.
fn wrong(tally: &Tally) -> String {
    match tally.of(Outcome::Wrong) {
        0 => "0".to_owned(),
        wrong => format!("{:.1} %", 100.0 * wrong as f64 / tally.total() as f64),
    }
}

/// What came of a single case.
fn outcome(tally: Option<&Tally>) -> String {
    let outcome = |tally: &Tally| Outcome::ALL.into_iter().find(|&outcome| tally.of(outcome) > 0);
    tally.and_then(outcome).map_or(NONE, Outcome::name).to_owned()
}

/// What the command line asks for.
struct Options {
    every: usize,
    write: bool,
}

impl Options {
    fn parse(mut args: impl Iterator<Item = String>) -> Self {
        let mut options = Self { every: 1, write: false };
        while let Some(arg) = args.next() {
            match arg.as_str() {
                // Passed by `cargo bench` to whatever it runs.
                "--bench" => {}
                "--write" => options.write = true,
                "--every" => {
                    let every = args.next().and_then(|every| every.parse().ok());
                    options.every = every.filter(|&every| every > 0).expect("--every N");
                }
                _ => panic!("unknown argument `{arg}`"),
            }
        }
        options
    }
}
