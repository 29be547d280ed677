//! Compares what the derives of persist and of other crates cost a build.
//!
//! ```text
//! cargo bench -p persist-benches --bench build -- [--structs N] [--rounds N] [--write]
//! ```
//!
//! The script `build_cost` makes the crates and times cargo, and tells what exactly is built.
#![allow(
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a run with wrong arguments or without a system to run on has nothing to report"
)]

use std::env;
use std::process::{Command, Stdio};

use persist_benches::chart::{Bars, Panel};
use persist_benches::report::{Report, Table};

/// Enough for one of them to be undisturbed on a machine that others use as well.
const ROUNDS: &str = "5";
const STRUCTS: &str = "100";

const SCRIPT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/build_cost");

/// What is timed of each crate.
const BUILDS: [&str; 3] = ["program, build", "library, build", "library, check"];

/// The row of structs that derive nothing: it is no crate that could be the best.
const NOTHING: &str = "none";

/// A crate with its version, and the seconds of the builds.
type Row = (String, [f64; BUILDS.len()]);

fn main() {
    let Options { structs, rounds, write } = Options::parse(env::args().skip(1));
    let rows = measured(&structs, &rounds);
    let mut report = Report::new("build", "Build times");
    report.note(&format!(
        "{structs} structs of ten fields, in a crate whose dependencies are built, in the dev profile: a library that \
         derives, checked and built, and a program that also saves and loads each type. × is of the shortest time \
         of a crate. Of {rounds} rounds in turns, the shortest each. persist also reads a recorded history of each type \
         and checks the type against it."
    ));
    let mut table = Table::new(&columns().each_ref().map(String::as_str));
    let least = [0, 1, 2].map(|build| {
        let crates = rows.iter().filter(|(name, _)| name != NOTHING);
        crates.map(|(_, seconds)| seconds[build]).fold(f64::INFINITY, f64::min)
    });
    for (name, seconds) in &rows {
        let cells = seconds.iter().zip(least).flat_map(|(seconds, least)| {
            [format!("{seconds:.2}"), format!("{:.2}", seconds / least)]
        });
        table.row([name.clone()].into_iter().chain(cells));
    }
    report.table(&table);
    let limit = rows.iter().flat_map(|(_, seconds)| *seconds).fold(0.0, f64::max);
    let bars = rows.into_iter().map(|(name, seconds)| (name, seconds.map(Some).to_vec()));
    let panels = vec![Panel { title: String::new(), rows: bars.collect() }];
    let (title, show) = ("Build times in seconds".into(), |seconds| format!("{seconds:.2}"));
    report.chart("times", Bars { title, series: &BUILDS, limit, show, panels }.draw());
    report.finish(write);
}

/// Each build with its ratio to the best.
fn columns() -> [String; 7] {
    let [program, library, check] = BUILDS.map(|build| format!("{build} s"));
    let ratio = || "×".to_owned();
    ["derives of".to_owned(), program, ratio(), library, ratio(), check, ratio()]
}

/// What the script measures: its table, read again.
fn measured(structs: &str, rounds: &str) -> Vec<Row> {
    let mut script = Command::new(SCRIPT);
    script.args(["--peers", "--structs", structs, "--rounds", rounds]).stderr(Stdio::inherit());
    let output = script.output().expect("there is a shell");
    assert!(output.status.success(), "{script:?} failed");
    let text = String::from_utf8(output.stdout).expect("the script writes text");
    // Behind the names of the columns and the line beneath them.
    text.lines().skip(2).map(row).collect()
}

fn row(line: &str) -> Row {
    let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
    let [name, _, seconds @ ..] = &cells[..] else { panic!("no row of the script: {line}") };
    let seconds = seconds.iter().map(|cell| cell.parse().expect("seconds"));
    let seconds: Vec<f64> = seconds.collect();
    ((*name).to_owned(), seconds.try_into().expect("a time for each build"))
}

/// What the command line asks for, as the script takes it.
struct Options {
    structs: String,
    rounds: String,
    write: bool,
}

impl Options {
    fn parse(mut args: impl Iterator<Item = String>) -> Self {
        let mut options = Self { structs: STRUCTS.into(), rounds: ROUNDS.into(), write: false };
        while let Some(arg) = args.next() {
            let mut value = || args.next().unwrap_or_else(|| panic!("`{arg}` needs a value"));
            match arg.as_str() {
                // Passed by `cargo bench` to whatever it runs.
                "--bench" => {}
                "--structs" => options.structs = value(),
                "--rounds" => options.rounds = value(),
                "--write" => options.write = true,
                _ => panic!("unknown argument `{arg}`"),
            }
        }
        options
    }
}
