//! What figures depend on: the machine, the compiler, and the versions of what is compared.

use std::fs;
use std::process::Command;
use std::thread::available_parallelism;

use toml::{Table, Value};

/// The machine and the compiler, in a sentence.
pub fn machine() -> String {
    let cores = available_parallelism().map_or(1, usize::from);
    let model = model().map(|model| format!(" ({model})")).unwrap_or_default();
    let rustc = Command::new("rustc").arg("--version").output().ok();
    let rustc = rustc.and_then(|rustc| String::from_utf8(rustc.stdout).ok());
    let rustc = rustc.map(|rustc| format!(", with {}", rustc.trim())).unwrap_or_default();
    format!("Measured on {cores} cores{model}, {}{rustc}.", std::env::consts::OS)
}

/// What Linux calls the processor.
fn model() -> Option<String> {
    let text = fs::read_to_string("/proc/cpuinfo").ok()?;
    let line = text.lines().find_map(|line| line.strip_prefix("model name"))?;
    Some(line.trim_start_matches([' ', '\t', ':']).to_owned())
}

/// The crates with the versions that the comparisons are built with, as a list in words.
///
/// # Panics
///
/// If one is none of the comparisons' dependencies.
pub fn versions(crates: &[&str]) -> String {
    let lock: Table = LOCK.parse().expect("cargo's lock file is TOML");
    let packages = lock["package"].as_array().expect("packages are a list");
    let of = |name: &str| packages.iter().find(|package| package["name"].as_str() == Some(name));
    let ours = of(env!("CARGO_PKG_NAME")).expect("this package is among them");
    let needs = ours["dependencies"].as_array().expect("it has dependencies");
    let version = |name: &&str| {
        // With its version where there are several of one name.
        let mut needs = needs.iter().filter_map(Value::as_str).map(|need| need.split(' '));
        let mut need = needs.find(|need| need.clone().next() == Some(name)).expect("a dependency");
        let only = || of(name).and_then(|package| package["version"].as_str());
        format!("{name} {}", need.nth(1).or_else(only).expect("each has a version"))
    };
    crates.iter().map(version).collect::<Vec<_>>().join(", ")
}

const LOCK: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.lock"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_those_of_the_dependencies() {
        // Of rand, there is another version in the lock file, which others need.
        assert!(versions(&["rand"]).starts_with("rand 0.8."));
        let versions = versions(&crate::codec::PEERS);
        assert_eq!(versions.split(", ").count(), crate::codec::PEERS.len());
        assert!(versions.starts_with("postcard 1."), "{versions}");
    }
}
