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
use std::process::{Command, ExitCode};

use persist_benches::codec::Datum;
use persist_benches::datasets::{forest, log, mesh, minecraft, mk48};
use persist_benches::harness::compare;

/// Enough for medians that repeat within two per cent on a quiet machine.
const ROUNDS: usize = 51;

/// How glibc's allocator is told at start to neither map large blocks apart nor give memory back.
/// Other systems' allocators ignore the variable.
const TUNABLES: &str = "GLIBC_TUNABLES";
const KEEP_MEMORY: &str = "glibc.malloc.mmap_max=0:glibc.malloc.trim_threshold=1099511627776";

fn main() -> ExitCode {
    let options = Options::parse(env::args().skip(1));
    if !options.cold && env::var_os(TUNABLES).is_none() {
        return again_with_warm_heap();
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

/// The allocator reads its settings before `main`, so they need a process of their own.
fn again_with_warm_heap() -> ExitCode {
    let this = env::current_exe().expect("a running program has a path");
    let status = Command::new(this)
        .args(env::args_os().skip(1))
        .env(TUNABLES, KEEP_MEMORY)
        .status()
        .expect("what runs now can be run again");
    if status.success() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
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
