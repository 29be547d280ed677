//! Measurements in processes of their own, so that each finds a fresh heap: a child is a program that prints a line
//! `name value` for each figure.

use std::fmt::Display;
use std::process::{Command, Stdio};
use std::str::FromStr;

/// What a child printed.
pub struct Figures(String);

impl Figures {
    /// Runs a program to its end.
    ///
    /// # Panics
    ///
    /// If it cannot be run, or fails.
    pub fn of(program: &mut Command) -> Self {
        let output = program.stderr(Stdio::inherit()).output().expect("the program can be run");
        assert!(output.status.success(), "{program:?} failed");
        Figures(String::from_utf8(output.stdout).expect("figures are text"))
    }

    /// Whether the child printed a figure of this name.
    pub fn has(&self, name: &str) -> bool {
        self.0.lines().any(|line| line.split_once(' ').is_some_and(|(key, _)| key == name))
    }

    /// A figure by its name.
    ///
    /// # Panics
    ///
    /// If the child did not print it.
    pub fn get<T: FromStr>(&self, name: &str) -> T {
        let mut lines = self.0.lines().filter_map(|line| line.split_once(' '));
        let value = lines.find_map(|(key, value)| (key == name).then(|| value.parse().ok())?);
        value.unwrap_or_else(|| panic!("no figure `{name}` among\n{}", self.0))
    }
}

/// Prints a figure, as a child does it.
pub fn tell(name: &str, value: impl Display) {
    println!("{name} {value}");
}
