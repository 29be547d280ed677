//! Who takes part in a race: a thread of this process, or a process of its own.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crate::{readers, savers};

/// Holds what a process does, by a space: its role, its number, and for how many milliseconds.
const TASK: &str = "PERSIST_TEST_TOGETHER_TASK";
/// Holds the path that it does it to.
const TARGET: &str = "PERSIST_TEST_TOGETHER_TARGET";

/// What takes a path, a number that tells it from others of its role, and how long it goes on; it returns a number.
type Part = fn(&Path, u64, Duration) -> u64;

#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Role {
    /// Returns the number of the last model that it saved.
    Save,
    /// Returns how many models it read.
    Read,
}

impl Role {
    fn part(self) -> Part {
        match self {
            Role::Save => savers::save,
            Role::Read => readers::read,
        }
    }
}

/// By what parts of a race are taken.
#[derive(Clone, Copy, Debug)]
pub(crate) enum By {
    Threads,
    Processes,
}

pub(crate) enum Running {
    Thread(JoinHandle<u64>),
    Process(Child),
}

impl By {
    pub(crate) fn start(self, role: Role, path: &Path, number: u64, time: Duration) -> Running {
        match self {
            By::Threads => {
                let path = path.to_owned();
                Running::Thread(thread::spawn(move || role.part()(&path, number, time)))
            }
            By::Processes => Running::Process(start(role, path, number, time)),
        }
    }
}

impl Running {
    /// What it returns.
    #[track_caller]
    pub(crate) fn end(self) -> u64 {
        match self {
            Running::Thread(thread) => thread.join().unwrap(),
            Running::Process(child) => {
                let output = child.wait_with_output().unwrap();
                let text = String::from_utf8(output.stdout).unwrap();
                let line = text.lines().find_map(|line| line.strip_prefix("returns: "));
                line.unwrap_or_else(|| panic!("a process failed: {text}")).parse().unwrap()
            }
        }
    }
}

pub(crate) fn start(role: Role, path: &Path, number: u64, time: Duration) -> Child {
    let task = format!("{role:?} {number} {}", time.as_millis());
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "processes::child", "--nocapture"]);
    command.env(TASK, task).env(TARGET, path).stdout(Stdio::piped()).spawn().unwrap()
}

/// What a process does; in the parent, nothing.
#[test]
fn child() {
    let (Ok(task), Some(path)) = (std::env::var(TASK), std::env::var_os(TARGET)) else { return };
    let words: Vec<_> = task.split(' ').collect();
    let role = [Role::Save, Role::Read].into_iter().find(|role| format!("{role:?}") == words[0]);
    let (number, milliseconds) = (words[1].parse().unwrap(), words[2].parse().unwrap());
    let part = role.unwrap().part();
    println!("\nreturns: {}", part(Path::new(&path), number, Duration::from_millis(milliseconds)));
}
