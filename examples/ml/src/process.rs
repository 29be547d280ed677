//! A second process, for proof: it gets the name of a file, and nothing else of the first one.

use std::env;
use std::path::Path;
use std::process::Command;

use crate::Outcome;

/// Predictions to the last bit, as text: what two processes compare.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits(String);

impl Bits {
    /// The bits of all numbers, a line for each.
    pub fn of(numbers: impl IntoIterator<Item = f64>) -> Self {
        Bits(numbers.into_iter().map(|number| format!("{:016x}\n", number.to_bits())).collect())
    }

    /// How many numbers there are.
    pub fn count(&self) -> usize {
        self.0.lines().count()
    }

    /// What a second process prints for the first one.
    pub fn print(&self) {
        print!("{}", self.0);
    }
}

/// Runs this program again, with a command and the path of a file, and takes what it [prints](Bits::print).
///
/// # Errors
///
/// If it cannot be run, or fails: with what it said.
pub fn in_a_new_process(command: &str, path: &Path) -> Outcome<Bits> {
    let run = Command::new(env::current_exe()?).arg(command).arg(path).output()?;
    if !run.status.success() {
        return Err(format!("the new process: {}", String::from_utf8_lossy(&run.stderr)).into());
    }
    Ok(Bits(String::from_utf8(run.stdout)?))
}
