//! Compares loading a file by the type that wrote it with loading it by a later version of that type, and prints one
//! Markdown table.
//!
//! ```text
//! cargo bench -p persist-benches --bench evolution
//! ```
//!
//! Both load the same bytes in turns, whole files with their checksums; ratios are taken within each round.
#![allow(clippy::expect_used, reason = "a run without a value to read has nothing to report")]

use std::hint::black_box;
use std::process::ExitCode;
use std::time::Instant;

use persist_benches::heap::again_with_warm_heap;
use persist_core::Persist;

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

    #[derive(Persist)]
    pub(crate) struct Node {
        pub(crate) feature: u64,
        pub(crate) threshold: f64,
        pub(crate) left: u32,
        pub(crate) right: u32,
        pub(crate) counts: [f64; 3],
        #[persist(default)]
        pub(crate) missing_go_left: bool,
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
    if let Some(code) = again_with_warm_heap() {
        return code;
    }
    println!("Medians of {ROUNDS} rounds in turns, ratios within a round\n");
    println!("| data | direct µs | resolved µs | × |");
    println!("|---|--:|--:|--:|");
    let records: Vec<_> = (0..200_000u32).map(record).collect();
    report::<Vec<old::Record>, Vec<new::Record>>("200,000 structs", &records);
    let nodes: Vec<_> = (0..1_000_000u32).map(node).collect();
    report::<Vec<old::Node>, Vec<new::Node>>("forest of 1,000,000 nodes, an array", &nodes);
    let trees: Vec<_> = (0..100u32).map(|seed| tree(seed, 13)).collect();
    report::<Vec<old::Tree>, Vec<new::Tree>>("forest of 1,600,000 nodes, enums", &trees);
    report::<Vec<old::Record>, Vec<old::Record>>("200,000 structs, one schema", &records);
    ExitCode::SUCCESS
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
    old::Node { feature: n % 30, threshold, left: 2 * n, right: 2 * n + 1, counts }
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

/// Loads the bytes of `value` as both types in turns, and prints a row.
fn report<Old: Persist, New: Persist>(what: &str, value: &Old) {
    let bytes = value.to_bytes().expect("the value can be saved");
    let mut rounds: Vec<(f64, f64)> = (0..=ROUNDS)
        .map(|round| match round % 2 {
            0 => (time::<Old>(&bytes), time::<New>(&bytes)),
            _ => {
                let resolved = time::<New>(&bytes);
                (time::<Old>(&bytes), resolved)
            }
        })
        .collect();
    // The first round pays for fresh memory.
    rounds.remove(0);
    let direct = median(rounds.iter().map(|(direct, _)| *direct).collect());
    let resolved = median(rounds.iter().map(|(_, resolved)| *resolved).collect());
    let ratio = median(rounds.iter().map(|(direct, resolved)| resolved / direct).collect());
    println!("| {what} | {direct:.0} | {resolved:.0} | {ratio:.2} |");
}

fn time<T: Persist>(bytes: &[u8]) -> f64 {
    let start = Instant::now();
    black_box(T::from_bytes(black_box(bytes)).expect("the bytes can be loaded"));
    start.elapsed().as_secs_f64() * 1e6
}

fn median(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}
