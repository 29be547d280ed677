//! Compares the codecs on structured data.
//!
//! ```text
//! cargo bench -p persist-benches --bench structured -- \
//!     [--rounds N] [--cold] [--codec NAME,NAME…] [--write] [SET]...
//! ```
//!
//! Without sets, all of them. By default the allocator keeps the memory that it once got, so that
//! the times are those of the codecs; with `--cold` it works as it does for users, and large values
//! also pay for fresh pages.
#![allow(
    clippy::expect_used,
    clippy::panic,
    reason = "a run with wrong arguments or without a system to run on has nothing to report"
)]

use std::env;
use std::process::ExitCode;

use persist_benches::chart::Bars;
use persist_benches::codec::{Codec, Datum, Evolution, PEERS, codecs, files, messages};
use persist_benches::comparison::{SERIES, Unit, panel, table};
use persist_benches::datasets::{forest, log, mesh, minecraft, mk48};
use persist_benches::harness::{Outcome, compare, contenders};
use persist_benches::heap::again_with_warm_heap;
use persist_benches::report::Report;

/// The codec that ratios refer to: the first of each list.
const REFERENCE: &str = "postcard";

const MICROS: Unit = ("µs", 1.0);

/// How many times longer than the best a bar can show.
const LIMIT: f64 = 4.0;

/// Enough for medians that repeat within two per cent on a quiet machine.
const ROUNDS: usize = 51;

fn main() -> ExitCode {
    let options = Options::parse(env::args().skip(1));
    if let Some(code) = (!options.cold).then(again_with_warm_heap).flatten() {
        return code;
    }
    let mut report = Report::new("structured", "Structured data");
    report.note(&format!(
        "Bodies alone, encoded into a buffer that is used again, and decoded to a value of one's own, which is dropped. \
         {} heap, medians of {} rounds in turns. *× postcard* is taken within each round, and *× best* from those \
         ratios. {} Compressed is by zstd, level 3.",
        if options.cold { "Cold" } else { "Warm" },
        options.rounds,
        Evolution::MARKS
    ));
    report.note(
        "prost stores types of its own, which is what a program that uses it works with: it is timed from these and to \
         these, without a conversion. bilrost stores the types of the others, written back to front, which it is faster \
         at.",
    );
    report.note(
        "Under each table of bodies stands one of whole files in memory: with the checksum of persist's files behind the \
         bytes of the others, and with its schema in savefile's as in ours.",
    );
    report.peers(&PEERS);
    let sets: [(&str, Comparison); 6] = [
        ("log", |options| compared(options, "log", log::generate)),
        ("mesh", |options| compared(options, "mesh", mesh::generate)),
        ("minecraft_savedata", |options| {
            compared(options, "minecraft_savedata", minecraft::generate)
        }),
        ("mk48", |options| compared(options, "mk48", mk48::generate)),
        ("forest", |options| compared(options, "forest", forest::generate)),
        ("forest_enum", |options| compared(options, "forest_enum", forest::generate_enum)),
    ];
    let mut panels = Vec::new();
    for (name, compared) in sets {
        if let Some([bodies, files]) = compared(&options) {
            report.note(&format!("## {name}"));
            report.table(&table(&bodies, MICROS));
            report.note("Whole files:");
            report.table(&table(&files, MICROS));
            panels.push(panel(name, &bodies));
        }
    }
    let title = "Bodies: × the time of the fastest codec".to_owned();
    let show = |ratio| format!("{ratio:.2}");
    report.chart("bodies", Bars { title, series: &SERIES, limit: LIMIT, show, panels }.draw());
    report.finish(options.write);
    ExitCode::SUCCESS
}

/// Measures one set, if it was asked for.
type Comparison = fn(&Options) -> Option<[Vec<Outcome>; 2]>;

/// Measures one set, if it was asked for: bodies, and whole files.
fn compared<T: Datum>(
    options: &Options,
    set: &str,
    generate: fn() -> T,
) -> Option<[Vec<Outcome>; 2]> {
    if !options.sets.is_empty() && !options.sets.iter().any(|wanted| wanted == set) {
        return None;
    }
    let value = generate();
    let message = T::Message::from(&value);
    let bodies = contenders(&value, options.wanted(codecs()));
    let bodies = bodies.chain(contenders(&message, options.wanted(messages())));
    let files = contenders(&value, options.wanted(files()));
    Some([compare(options.rounds, bodies), compare(options.rounds, files)])
}

/// What the command line asks for.
struct Options {
    rounds: usize,
    cold: bool,
    write: bool,
    codecs: Vec<String>,
    sets: Vec<String>,
}

impl Options {
    fn parse(mut args: impl Iterator<Item = String>) -> Self {
        let mut options = Self {
            rounds: ROUNDS,
            cold: false,
            write: false,
            codecs: Vec::new(),
            sets: Vec::new(),
        };
        while let Some(arg) = args.next() {
            match arg.as_str() {
                // Passed by `cargo bench` to whatever it runs.
                "--bench" => {}
                "--cold" => options.cold = true,
                "--write" => options.write = true,
                "--rounds" => {
                    let rounds = args.next().and_then(|rounds| rounds.parse().ok());
                    options.rounds = rounds.filter(|&rounds| rounds > 0).expect("--rounds N");
                }
                "--codec" => {
                    let names = args.next().expect("--codec NAME,NAME…");
                    options.codecs = names.split(',').map(str::to_owned).collect();
                }
                _ if arg.starts_with('-') => panic!("unknown option `{arg}`"),
                _ => options.sets.push(arg),
            }
        }
        options
    }

    /// The codecs of the names that are wanted, or all, and always the one that ratios refer to.
    fn wanted<T>(&self, mut codecs: Vec<Codec<T>>) -> Vec<Codec<T>> {
        let named = |codec: &Codec<T>| self.codecs.iter().any(|name| name == codec.name);
        codecs.retain(|codec| self.codecs.is_empty() || codec.name == REFERENCE || named(codec));
        codecs
    }
}
