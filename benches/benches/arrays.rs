//! Compares ways to save and load a model of big arrays.
//!
//! ```text
//! cargo bench -p persist-benches --bench arrays -- \
//!     [--gib N] [--rounds N] [--folder PATH] [--python PATH] [--write] [FORMAT]...
//! ```
//!
//! Without formats, all of them, else these and bare bytes. `--folder` says on which disk, in place of the system's
//! folder for temporary files; there has to be room for two models.
//!
//! Every measurement is a process of its own, and in it a second repetition. Formats take turns, and the first round
//! is discarded: it may find memory that the machine has not touched before.
//!
//! Python's formats are measured by the script `python/arrays.py`, with the interpreter that `--python` names; it takes
//! numpy, joblib and safetensors from wherever that finds them. What is missing is said and left out.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions,
    clippy::arithmetic_side_effects,
    reason = "a run with wrong arguments or without a system to run on has nothing to report"
)]

use std::alloc::System;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use std::{env, fs};

use persist_benches::arrays::model::{Model, TENSORS};
use persist_benches::arrays::{Durability, Format, formats};
use persist_benches::chart::{Bars, Chart, Panel};
use persist_benches::child::{Figures, tell};
use persist_benches::memory::{Heap, peak_of};
use persist_benches::report::{Report, Table};

#[global_allocator]
static HEAP: Heap = Heap::new(System, usize::MAX);

/// Enough for one of them to be undisturbed on a machine that others use as well.
const ROUNDS: usize = 5;

fn main() {
    let args: Vec<String> = env::args().skip(1).collect();
    match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["save", format, path, bytes] => {
            save(&named(format), Path::new(path), bytes.parse().expect("a length"));
        }
        ["load", format, reader, path] => load(&named(format), reader, Path::new(path)),
        _ => compare(&Options::parse(args.into_iter())),
    }
}

fn named(name: &str) -> Format {
    formats().into_iter().find(|format| format.name == name).expect("a format of this name")
}

/// Measures the saves of one format, as a child.
fn save(format: &Format, path: &Path, bytes: u64) {
    let model = Model::generate(bytes);
    let ((), peak) = peak_of(&HEAP, || (format.save)(&model, path, Durability::Fast));
    tell("heap", peak.heap);
    tell("resident", peak.resident);
    for (name, durability) in [("plain", Durability::Fast), ("durable", Durability::Full)] {
        fs::remove_file(path).expect("the file can be removed");
        let start = Instant::now();
        (format.save)(&model, path, durability);
        tell(name, start.elapsed().as_secs_f64());
    }
    tell("bytes", fs::metadata(path).expect("the file is there").len());
    tell("digest", digest(&model.bytes()));
}

/// Measures the loads by one of a format's readers, as a child.
fn load(format: &Format, reader: &str, path: &Path) {
    let map = format.map.map(|map| (MAPPED, map));
    let readers = format.loads.iter().copied().chain(map);
    let (_, read) = { readers }.find(|(name, _)| *name == reader).expect("a reader of this name");
    let ((), peak) = peak_of(&HEAP, || read(path, &mut |_| ()));
    tell("heap", peak.heap);
    tell("resident", peak.resident);
    let start = Instant::now();
    read(path, &mut |bytes| {
        tell("seconds", start.elapsed().as_secs_f64());
        tell("digest", digest(bytes));
    });
}

/// The reader that leaves the arrays in the file.
const MAPPED: &str = "mapped";
/// The reader that gives arrays of one's own, in the usual way.
const OWNED: &str = "owned";

/// The same for the same tensors.
fn digest(tensors: &[&[u8]]) -> u64 {
    let mut digest = crc_fast::Digest::new(crc_fast::CrcAlgorithm::Crc64Nvme);
    tensors.iter().for_each(|tensor| digest.update(tensor));
    digest.finalize()
}

/// A format that is compared, in Rust or Python.
struct Subject {
    name: String,
    readers: Vec<String>,
    /// What runs as a child.
    program: Vec<PathBuf>,
    saves: Vec<Figures>,
    /// By reader.
    loads: BTreeMap<String, Vec<Figures>>,
}

impl Subject {
    fn new(name: &str, readers: Vec<String>, program: Vec<PathBuf>) -> Self {
        Self { name: name.to_owned(), readers, program, saves: Vec::new(), loads: BTreeMap::new() }
    }

    fn rust(format: &Format) -> Self {
        let readers = format.loads.iter().map(|(name, _)| *name).chain(format.map.map(|_| MAPPED));
        let this = env::current_exe().expect("a running program has a path");
        Self::new(format.name, readers.map(str::to_owned).collect(), vec![this])
    }

    /// The ways that the script offers; says what it lacks for others.
    fn python(interpreter: &Path) -> Vec<Self> {
        let Some(list) = python(interpreter, "list") else {
            eprintln!("Python's formats are left out: {} does not run", interpreter.display());
            return Vec::new();
        };
        let line = |line: &str| match line.split_once(" = ") {
            Some((readers, name)) => {
                let readers = readers.split(' ').map(str::to_owned).collect();
                Some(Self::new(name, readers, vec![interpreter.to_owned(), SCRIPT.into()]))
            }
            None => {
                eprintln!("a format of Python's is left out: {line}");
                None
            }
        };
        list.lines().filter_map(line).collect()
    }

    fn child(&self, args: &[&str]) -> Figures {
        Figures::of(Command::new(&self.program[0]).args(&self.program[1..]).args(args))
    }

    /// Saves and loads a model once by each reader.
    fn measure(&mut self, path: &Path, bytes: u64) {
        let file = path.to_str().expect("a path that is text");
        let saved = self.child(&["save", &self.name, file, &bytes.to_string()]);
        for reader in &self.readers {
            let loaded = self.child(&["load", &self.name, reader, file]);
            let (before, after) = (saved.get::<u64>("digest"), loaded.get::<u64>("digest"));
            assert_eq!(before, after, "{} changes the model", self.name);
            self.loads.entry(reader.clone()).or_default().push(loaded);
        }
        self.saves.push(saved);
        fs::remove_file(path).expect("the file can be removed");
    }
}

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/python/arrays.py");

/// What the script prints if it is told one word, where it runs.
fn python(interpreter: &Path, word: &str) -> Option<String> {
    let output = Command::new(interpreter).args([SCRIPT, word]).output().ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8(output.stdout).expect("the script writes text"))
}

fn compare(options: &Options) {
    let bytes = (options.gib * f64::from(1 << 28)) as u64 * 4;
    let mut subjects: Vec<Subject> = formats().iter().map(Subject::rust).collect();
    subjects.extend(Subject::python(&options.python));
    let bare = subjects[0].name.clone();
    subjects.retain(|subject| options.wants(&subject.name) || subject.name == bare);
    let folder = tempfile::tempdir_in(&options.folder).expect("a folder for files");
    for round in 0..=options.rounds {
        for turn in 0..subjects.len() {
            let next = (round + turn) % subjects.len();
            subjects[next].measure(&folder.path().join("model"), bytes);
        }
        eprintln!("round {round} of {} is done", options.rounds);
    }
    let title = format!("{} GiB of f32 in {TENSORS} arrays", options.gib);
    let mut report = Report::new("arrays", &title);
    report.note(NOTE);
    report.note(&format!("Of {} rounds in turns, the shortest and smallest each.", options.rounds));
    report.peers(&["savefile", "safetensors", "rkyv", "postcard"]);
    if let Some(versions) = python(&options.python, "versions") {
        report.note(&format!("Of Python's: {}.", versions.trim()));
    }
    let mut table = Table::new(&COLUMNS);
    for subject in &subjects {
        for reader in &subject.readers {
            table.row(subject.row(reader, &subjects[0], bytes));
        }
    }
    report.table(&table);
    report.chart("times", chart(&subjects));
    report.finish(options.write);
}

const NOTE: &str = "Files are read from the system's cache. *On disk* waits until the disk has the bytes. × is the time \
    over that of bare bytes: of a save, and of the fastest load of them into memory. Memory is beyond the model's own: of \
    the process, and of its heap alone where that can be asked. Where persist compresses, it shuffles the numbers' bytes \
    first.";

const COLUMNS: [&str; 10] = [
    "format",
    "reader",
    "file MiB",
    "save s",
    "×",
    "on disk s",
    "load s",
    "×",
    "memory of a save MiB (heap)",
    "of a load MiB (heap)",
];

impl Subject {
    /// The row of one reader, held against bare bytes.
    fn row(&self, reader: &str, bare: &Self, model: u64) -> [String; COLUMNS.len()] {
        [
            self.name.clone(),
            reader.to_owned(),
            format!("{:.0}", least(&self.saves, "bytes") / MIB),
            format!("{:.3}", self.save()),
            format!("{:.2}", self.save() / bare.save()),
            format!("{:.3}", least(&self.saves, "durable")),
            format!("{:.5}", self.load(reader)),
            format!("{:.2}", self.load(reader) / bare.fastest_load()),
            memory(&self.saves, 0),
            memory(&self.loads[reader], model),
        ]
    }

    /// Seconds of a save that does not wait for the disk.
    fn save(&self) -> f64 {
        least(&self.saves, "plain")
    }

    /// Seconds of a load by one reader.
    fn load(&self, reader: &str) -> f64 {
        least(&self.loads[reader], "seconds")
    }

    /// The readers that copy the arrays into memory.
    fn copying(&self) -> impl Iterator<Item = &String> {
        self.readers.iter().filter(|reader| *reader != MAPPED)
    }

    fn fastest_load(&self) -> f64 {
        self.copying().map(|reader| self.load(reader)).fold(f64::INFINITY, f64::min)
    }
}

/// Saves and loads into memory, as multiples of those of bare bytes.
fn chart(subjects: &[Subject]) -> Chart {
    let bare = &subjects[0];
    let save = |subject: &Subject| (subject.name.clone(), vec![Some(subject.save() / bare.save())]);
    let loads = subjects.iter().flat_map(|subject| {
        subject.copying().map(move |reader| {
            let name = match reader.as_str() {
                OWNED => subject.name.clone(),
                _ => format!("{}: {reader}", subject.name),
            };
            (name, vec![Some(subject.load(reader) / bare.fastest_load())])
        })
    });
    let panels = vec![
        Panel { title: "save".into(), rows: subjects.iter().map(save).collect() },
        Panel { title: "load".into(), rows: loads.collect() },
    ];
    let title = "Arrays: × the time of bare bytes, by the fastest way to load them".into();
    Bars { title, series: &["time"], limit: 10.0, show: |ratio| format!("{ratio:.2}"), panels }
        .draw()
}

/// The least figure of all rounds but the first, which is discarded: what disturbs a measurement makes it longer.
fn least(figures: &[Figures], name: &str) -> f64 {
    figures[1..].iter().map(|figures| figures.get(name)).fold(f64::INFINITY, f64::min)
}

/// The memory of a process and of its heap, in MiB, beyond what the model takes in either.
fn memory(figures: &[Figures], model: u64) -> String {
    let beyond = |name| (least(figures, name) - model as f64).max(0.0) / MIB;
    match figures[0].has("heap") {
        true => format!("{:.0} ({:.0})", beyond("resident"), beyond("heap")),
        false => format!("{:.0}", beyond("resident")),
    }
}

const MIB: f64 = 1_048_576.0;

/// What the command line asks for.
struct Options {
    gib: f64,
    rounds: usize,
    folder: PathBuf,
    python: PathBuf,
    write: bool,
    formats: Vec<String>,
}

impl Options {
    fn parse(mut args: impl Iterator<Item = String>) -> Self {
        let mut options = Self {
            gib: 1.0,
            rounds: ROUNDS,
            folder: env::temp_dir(),
            python: "python3".into(),
            write: false,
            formats: Vec::new(),
        };
        while let Some(arg) = args.next() {
            let mut value = || args.next().unwrap_or_else(|| panic!("`{arg}` needs a value"));
            match arg.as_str() {
                // Passed by `cargo bench` to whatever it runs.
                "--bench" => {}
                "--gib" => options.gib = value().parse().expect("--gib NUMBER"),
                "--rounds" => options.rounds = value().parse().expect("--rounds N"),
                "--folder" => options.folder = value().into(),
                "--write" => options.write = true,
                "--python" => options.python = value().into(),
                _ if arg.starts_with('-') => panic!("unknown option `{arg}`"),
                _ => options.formats.push(arg),
            }
        }
        options
    }

    fn wants(&self, format: &str) -> bool {
        self.formats.is_empty() || self.formats.iter().any(|wanted| wanted == format)
    }
}
