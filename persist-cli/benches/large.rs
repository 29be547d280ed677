//! The tool on a file of 2 GiB: time and memory, beside a program that only reads the file and hashes it.
//!
//! ```text
//! cargo bench -p persist-cli --bench large [-- --gib N]
//! ```
//!
//! The file is in the system's folder for temporary files, and is read before anything is measured: what counts is what
//! programs do, not the disk.

#![allow(
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::cast_precision_loss,
    clippy::panic,
    reason = "a run that cannot be measured has nothing to report"
)]

use std::env;
use std::fs::File;
use std::hash::Hasher;
use std::io::Read;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use persist_core::{Durability, Persist, SaveOptions};
use twox_hash::XxHash64;
use wait4::Wait4;

/// Rounds, of which the fastest counts: other work on the machine makes none faster.
const ROUNDS: usize = 7;

const SAVE: &str = "--save";

#[derive(Persist)]
struct Model {
    name: String,
    layers: Vec<Layer>,
}

#[derive(Persist)]
struct Layer {
    name: String,
    weights: Vec<f32>,
    bias: Vec<f32>,
}

fn main() {
    let args: Vec<_> = env::args().skip(1).collect();
    let after = |name| args.iter().skip_while(|arg| *arg != name).nth(1);
    let gib = after("--gib").map_or(2, |count| count.parse().unwrap());
    if let Some(path) = after(SAVE) {
        return save(Path::new(path), gib);
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("large.persist");
    // In a process of its own: the system counts a program's memory from that of the one that starts it.
    let mut child = Command::new(env::current_exe().unwrap());
    child.arg(SAVE).arg(&path).args(["--gib", &gib.to_string()]);
    assert!(child.status().unwrap().success(), "the file was not saved");

    let hashed = fastest(|| {
        let start = Instant::now();
        std::hint::black_box(hash(&path));
        (start.elapsed(), 0)
    });
    println!("read and hashed with XXH64: {:.0} ms", millis(hashed.0));
    for (what, args) in [
        ("inspect", vec!["inspect"]),
        ("verify", vec!["verify"]),
        ("verify, one thread", vec!["verify", "--threads", "1"]),
        ("dump of one path", vec!["dump", "layers[100].bias", "--all"]),
        ("dump of ten weights", vec!["dump", "layers[100].weights", "--head", "10"]),
    ] {
        let (time, memory) = fastest(|| run(&args, &path));
        println!(
            "persist {what}: {:.1} ms, {:.2} of reading and hashing, {:.1} MB of memory",
            millis(time),
            millis(time) / millis(hashed.0),
            memory as f64 / 1e6,
        );
    }
}

/// Saves a model of so many GiB in layers of 8 MiB.
fn save(path: &Path, gib: usize) {
    let mut state = 1u32;
    let mut weights = |count: usize| -> Vec<f32> {
        let number = |_| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            f32::from_bits(0x3f80_0000 | state >> 9) - 1.5
        };
        (0..count).map(number).collect()
    };
    let layers = (0..gib * 128).map(|number| Layer {
        name: format!("layer {number}"),
        weights: weights((8 << 20) / 4),
        bias: weights(512),
    });
    let model = Model { name: "large".into(), layers: layers.collect() };
    SaveOptions::new().durability(Durability::Fast).save(&model, path).unwrap();
}

/// What `xxhsum` does.
fn hash(path: &Path) -> u64 {
    let (mut file, mut hasher) = (File::open(path).unwrap(), XxHash64::with_seed(0));
    let mut buffer = vec![0; 64 << 10];
    loop {
        match file.read(&mut buffer).unwrap() {
            0 => return hasher.finish(),
            len => hasher.write(buffer.get(..len).unwrap()),
        }
    }
}

/// Runs the tool; its time, and the most memory that it took, in bytes.
fn run(args: &[&str], path: &Path) -> (Duration, u64) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_persist"));
    let (name, rest) = args.split_first().unwrap();
    command.arg(name).arg(path).args(rest).stdout(Stdio::null());
    let start = Instant::now();
    let done = command.spawn().unwrap().wait4().unwrap();
    assert!(done.status.success(), "{command:?} failed");
    (start.elapsed(), done.rusage.maxrss)
}

fn fastest(mut measure: impl FnMut() -> (Duration, u64)) -> (Duration, u64) {
    (0..ROUNDS).map(|_| measure()).min().unwrap()
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
