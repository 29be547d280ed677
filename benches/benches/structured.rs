//! Compares the codecs on structured data and prints one Markdown table.
//!
//! ```text
//! cargo bench -p persist-benches --bench structured -- [--rounds N] [--cold] [SET]...
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

use persist_benches::codec::Datum;
use persist_benches::datasets::{forest, log, mesh, minecraft, mk48};
use persist_benches::harness::compare;
use persist_benches::heap::again_with_warm_heap;

/// Enough for medians that repeat within two per cent on a quiet machine.
const ROUNDS: usize = 51;

fn main() -> ExitCode {
    let options = Options::parse(env::args().skip(1));
    if let Some(code) = (!options.cold).then(again_with_warm_heap).flatten() {
        return code;
    }
    println!(
        "{} heap, medians of {} rounds in turns, ratios within a round\n",
        if options.cold { "Cold" } else { "Warm" },
        options.rounds
    );
    println!("| data set | codec | encode µs | × | decode µs | × | bytes |");
    println!("|---|---|--:|--:|--:|--:|--:|");
    report(&options, "log", log::generate);
    report(&options, "mesh", mesh::generate);
    report(&options, "minecraft_savedata", minecraft::generate);
    report(&options, "mk48", mk48::generate);
    report(&options, "forest", forest::generate);
    report(&options, "forest_enum", forest::generate_enum);
    ExitCode::SUCCESS
}

/// Measures one set, if it was asked for, and prints its rows.
fn report<T: Datum>(options: &Options, set: &str, generate: fn() -> T) {
    if !options.wants(set) {
        return;
    }
    for outcome in compare(&generate(), options.rounds) {
        println!(
            "| {set} | {} | {:.0} | {:.2} | {:.0} | {:.2} | {} |",
            outcome.codec,
            outcome.encode.micros,
            outcome.encode.ratio,
            outcome.decode.micros,
            outcome.decode.ratio,
            outcome.bytes,
        );
    }
}

/// What the command line asks for.
struct Options {
    rounds: usize,
    cold: bool,
    sets: Vec<String>,
}

impl Options {
    fn parse(mut args: impl Iterator<Item = String>) -> Self {
        let mut options = Self { rounds: ROUNDS, cold: false, sets: Vec::new() };
        while let Some(arg) = args.next() {
            match arg.as_str() {
                // Passed by `cargo bench` to whatever it runs.
                "--bench" => {}
                "--cold" => options.cold = true,
                "--rounds" => {
                    let rounds = args.next().and_then(|rounds| rounds.parse().ok());
                    options.rounds = rounds.filter(|&rounds| rounds > 0).expect("--rounds N");
                }
                _ if arg.starts_with('-') => panic!("unknown option `{arg}`"),
                _ => options.sets.push(arg),
            }
        }
        options
    }

    fn wants(&self, set: &str) -> bool {
        self.sets.is_empty() || self.sets.iter().any(|wanted| wanted == set)
    }
}
