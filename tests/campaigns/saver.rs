//! A program that writes one file, in the way that its first argument names: `faults` has the system fail under it.
//!
//! It says what the library says, and ends with 1 if that is an error.

use std::path::Path;
use std::process::ExitCode;

use persist_core::{
    CacheOptions, Durability, Persist, Result, SaveOptions, UpgradeOptions, cached, save,
};
use persist_tests::support::model::Forest;

/// As a program had it before it learnt what a class is called.
mod yesterday {
    /// Rows and their classes.
    #[derive(persist_core::Persist)]
    #[persist(version = "1.0.0", history = false)]
    pub(super) struct Labels {
        pub(super) classes: Vec<u32>,
    }
}

/// Rows and their classes.
#[derive(Persist)]
#[persist(version = "1.1.0", history = false)]
struct Labels {
    classes: Vec<u64>,
    #[persist(default)]
    names: Vec<String>,
}

const USAGE: &str = "usage: saver save|fast|cached|kept|old|upgrade PATH NUMBER";

fn run(way: &str, path: &Path, number: u16) -> Result<()> {
    let forest = || Forest::large(number);
    match way {
        "save" => save(&forest(), path),
        "fast" => SaveOptions::new().durability(Durability::Fast).save(&forest(), path),
        "cached" => cached(path, &number, forest).map(drop),
        // A result that cannot be saved is there all the same.
        "kept" => {
            let result = CacheOptions::new().get(path, &number, forest)?;
            assert_eq!(result.value, forest(), "the result is that of the function");
            result.unsaved.map_or(Ok(()), Err)
        }
        "old" => yesterday::Labels { classes: vec![u32::from(number); 100_000] }.save(path),
        "upgrade" => {
            let backup = path.with_extension("backup");
            UpgradeOptions::new().backup(backup).upgrade_file::<Labels>(path).map(drop)
        }
        _ => {
            eprintln!("{USAGE}");
            std::process::exit(2)
        }
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [way, path, number] = &arguments[..] else {
        eprintln!("{USAGE}");
        return ExitCode::from(2);
    };
    match run(way, Path::new(path), number.parse().unwrap_or_default()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}
