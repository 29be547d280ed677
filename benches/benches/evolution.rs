//! Compares loading a file by the type that wrote it with loading it by a later version of that type.
//!
//! ```text
//! cargo bench -p persist-benches --bench evolution -- [--rounds N] [--write]
//! ```
//!
//! Both load the same bytes in turns, whole files with their checksums. An array of records is also held against a
//! `memcpy` of its bytes, there without checksum on either side; and what planning costs is what loading an empty
//! value of a hundred types takes longer.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a run without a value to read has nothing to report"
)]

use std::collections::HashMap;
use std::env;
use std::hint::black_box;
use std::process::ExitCode;

use persist_benches::chart::{Bars, Panel};
use persist_benches::harness::{Timing, in_turns};
use persist_benches::heap::again_with_warm_heap;
use persist_benches::report::{Report, Table};
use persist_benches::schemas::Models;
use persist_core::{Limits, LoadOptions, Persist, Records};

/// Enough for medians that repeat within a few per cent.
const ROUNDS: usize = 31;

/// Two versions of a program.
mod old {
    use persist_core::Persist;

    #[derive(Persist, Clone)]
    pub(crate) struct Record {
        pub(crate) id: u32,
        pub(crate) low: u16,
        pub(crate) high: i16,
        pub(crate) label: String,
        pub(crate) score: f32,
        pub(crate) junk: u8,
        pub(crate) spare: Option<u32>,
        pub(crate) size: u16,
    }

    #[derive(Persist, Clone)]
    pub(crate) struct Node {
        pub(crate) feature: u32,
        pub(crate) threshold: f64,
        pub(crate) left: u32,
        pub(crate) right: u32,
        pub(crate) counts: [f64; 3],
        pub(crate) samples: u32,
    }

    #[derive(Persist)]
    pub(crate) struct Network {
        pub(crate) weights: Vec<f32>,
        pub(crate) epochs: u16,
    }

    #[derive(Persist, Clone)]
    pub(crate) enum Tree {
        Leaf(f64),
        Split { feature: u16, threshold: f64, left: Box<Tree>, right: Box<Tree> },
    }
}

mod new {
    use persist_core::Persist;

    /// Six fields out of eight: four wider, one renamed, two in another order, one wrapped; one new, two gone.
    #[derive(Persist)]
    #[persist(removed("junk", "spare"))]
    pub(crate) struct Record {
        pub(crate) id: u64,
        pub(crate) high: i32,
        pub(crate) low: u32,
        #[persist(was = "label")]
        pub(crate) name: Option<String>,
        pub(crate) score: f64,
        pub(crate) size: u16,
        #[persist(default = 1)]
        pub(crate) weight: u8,
    }

    /// 52 bytes where there were 48.
    #[derive(Persist)]
    pub(crate) struct Node {
        pub(crate) threshold: f64,
        pub(crate) feature: u32,
        pub(crate) left: u32,
        pub(crate) right: u32,
        pub(crate) counts: [f64; 3],
        pub(crate) samples: u32,
        #[persist(default)]
        pub(crate) missing: u32,
    }

    #[derive(Persist)]
    pub(crate) struct Network {
        pub(crate) weights: Vec<f32>,
        pub(crate) epochs: u32,
    }

    #[derive(Persist)]
    pub(crate) enum Tree {
        Leaf(f64),
        Split {
            feature: u32,
            threshold: f64,
            left: Box<Tree>,
            right: Box<Tree>,
            #[persist(default)]
            missing_go_left: bool,
        },
    }
}

fn main() -> ExitCode {
    let Options { rounds, write } = Options::parse(env::args().skip(1));
    if let Some(code) = again_with_warm_heap() {
        return code;
    }
    let mut report = Report::new("evolution", "Old files");
    report.note(NOTE);
    report.note(&format!("Medians of {rounds} rounds in turns; × is taken within each."));
    let mut table = Table::new(&["data", "beside", "beside it µs", "old file µs", "×"]);
    let mut rows = Vec::new();
    let mut row = |what: &str, beside: &str, timings: [Timing; 2]| {
        rows.push((what.to_owned(), vec![Some(timings[1].ratio)]));
        let [first, second] = timings.map(|timing| format!("{:.1}", timing.micros));
        table.row([what.into(), beside.into(), first, second, format!("{:.2}", timings[1].ratio)]);
    };

    let records: Vec<_> = (0..200_000u32).map(record).collect();
    row("200,000 structs", DIRECT, files::<Vec<old::Record>, Vec<new::Record>>(rounds, &records));
    let same = files::<Vec<old::Record>, Vec<old::Record>>(rounds, &records);
    row("200,000 structs, nothing changed", DIRECT, same);
    let trees: Vec<_> = (0..100u32).map(|seed| tree(seed, 13)).collect();
    let resolved = files::<Vec<old::Tree>, Vec<new::Tree>>(rounds, &trees);
    row("forest of 1,600,000 nodes, enums", DIRECT, resolved);
    let nodes: Vec<_> = (0..1_000_000u32).map(node).collect();
    let resolved = files::<Vec<old::Node>, Vec<new::Node>>(rounds, &nodes);
    row("forest of 1,000,000 nodes, an array", DIRECT, resolved);
    row("its bytes alone, 48 to 52 a record", "`memcpy`", conversion(rounds, &nodes));
    let network = old::Network { weights: vec![0.5; 16 << 20], epochs: 20 };
    let resolved = files::<old::Network, new::Network>(rounds, &network);
    row("an unchanged array of 64 MiB", DIRECT, resolved);
    row("nothing, of 100 types: a writer's first file", DIRECT, planning(rounds));
    row("nothing, of 100 types: the next ones", DIRECT, planned(rounds));

    report.table(&table);
    let title = "Old files: × the time of a direct load, or of memcpy".to_owned();
    let (panels, show) =
        (vec![Panel { title: String::new(), rows }], |ratio| format!("{ratio:.2}"));
    report.chart("ratios", Bars { title, series: &["old file"], limit: 3.0, show, panels }.draw());
    report.finish(write);
    ExitCode::SUCCESS
}

const DIRECT: &str = "direct load";

const NOTE: &str = "A file is loaded by a later version of the type that wrote it, and directly by that type. *Its bytes \
    alone* stand in a record, without a checksum, and are held against a copy of them. *Nothing* is a value that is not \
    there: all the time goes into the schemas of its types, which have ten fields each.";

/// Loads a file of `value` as both types.
fn files<Old: Persist, New: Persist>(rounds: usize, value: &Old) -> [Timing; 2] {
    let bytes = value.to_bytes().expect("the value can be saved");
    in_turns(rounds, [&mut || load::<Old>(&bytes), &mut || load::<New>(&bytes)])
}

fn load<T: Persist>(bytes: &[u8]) {
    black_box(T::from_bytes(black_box(bytes)).expect("the bytes can be loaded"));
}

/// Converts an array of records of fixed layout, and copies its bytes.
fn conversion(rounds: usize, nodes: &Vec<old::Node>) -> [Timing; 2] {
    let old = Records::<Vec<old::Node>>::new().expect("the type has a schema");
    let bytes = old.encode(nodes).expect("the value can be saved");
    let schemas = HashMap::from([(old.fingerprint(), old.schema().clone())]);
    let new = Records::<Vec<new::Node>>::new().expect("the type has a schema").store(schemas);
    let mut copy = || drop(black_box(black_box(&bytes[..]).to_vec()));
    let mut convert = || {
        black_box(new.decode(black_box(&bytes)).expect("the bytes can be loaded"));
    };
    in_turns(rounds, [&mut copy, &mut convert])
}

type Old = Option<Models<100, false>>;
type New = Option<Models<100, true>>;

/// Loads from files whose writers were planned for before.
fn planned(rounds: usize) -> [Timing; 2] {
    files::<Old, New>(rounds, &None)
}

/// Makes the plan in each load: one that was made for other limits serves no other load.
fn planning(rounds: usize) -> [Timing; 2] {
    let bytes = Old::None.to_bytes().expect("the value can be saved");
    let mut limits = (0..).map(|more| Limits::new().elements(u64::MAX / 2 + more));
    let mut first = || {
        let options = LoadOptions::new().limits(limits.next().unwrap_or_default());
        black_box(options.from_bytes::<New>(black_box(&bytes)).expect("the bytes can be loaded"));
    };
    in_turns(rounds, [&mut || load::<Old>(&bytes), &mut first])
}

fn record(n: u32) -> old::Record {
    let small = u16::try_from(n % 60_000).unwrap_or_default();
    old::Record {
        id: n,
        low: small,
        high: i16::try_from(n % 3000).unwrap_or_default() - 1500,
        label: format!("record {n}"),
        score: f32::from(small),
        junk: 7,
        spare: n.is_multiple_of(2).then_some(n),
        size: small,
    }
}

fn node(n: u32) -> old::Node {
    let threshold = f64::from(n) / 7.0;
    let counts = [threshold, 1.0, 2.0];
    let (left, right) = (2 * n, 2 * n + 1);
    old::Node { feature: n % 30, threshold, left, right, counts, samples: n % 100 }
}

fn tree(seed: u32, depth: u32) -> old::Tree {
    match depth {
        0 => old::Tree::Leaf(f64::from(seed)),
        _ => old::Tree::Split {
            feature: u16::try_from(seed % 500).unwrap_or_default(),
            threshold: f64::from(seed) / 3.0,
            left: Box::new(tree(seed.wrapping_mul(3), depth - 1)),
            right: Box::new(tree(seed.wrapping_mul(5), depth - 1)),
        },
    }
}

/// What the command line asks for.
struct Options {
    rounds: usize,
    write: bool,
}

impl Options {
    fn parse(mut args: impl Iterator<Item = String>) -> Self {
        let mut options = Self { rounds: ROUNDS, write: false };
        while let Some(arg) = args.next() {
            match arg.as_str() {
                // Passed by `cargo bench` to whatever it runs.
                "--bench" => {}
                "--write" => options.write = true,
                "--rounds" => {
                    let rounds = args.next().and_then(|rounds| rounds.parse().ok());
                    options.rounds = rounds.filter(|&rounds| rounds > 0).expect("--rounds N");
                }
                _ => panic!("unknown argument `{arg}`"),
            }
        }
        options
    }
}
