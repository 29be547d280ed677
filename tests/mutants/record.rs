//! What has become of mutants so far: a line each, in a file that outlives the run.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::Path;
use std::str::FromStr;
use std::sync::Mutex;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// The compiler refuses it.
    Unviable,
    /// It might compile, but not as one of several.
    Alone,
    Killed,
    TimedOut,
    /// All tests pass that take up to so many seconds.
    Survived(u64),
    NotReached,
}

use Outcome::{Alone, Killed, NotReached, Survived, TimedOut, Unviable};

impl FromStr for Outcome {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let others = [Unviable, Alone, Killed, TimedOut, NotReached];
        let seconds =
            || Some(Survived(text.strip_prefix("Survived(")?.strip_suffix(')')?.parse().ok()?));
        others.into_iter().find(|outcome| format!("{outcome:?}") == text).or_else(seconds).ok_or(())
    }
}

pub struct Record {
    known: BTreeMap<String, Outcome>,
    out: Mutex<File>,
}

impl Record {
    /// Opens a record, and writes it anew without what is out of date: lines before others of the same mutant.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut known = BTreeMap::new();
        for line in fs::read_to_string(path).unwrap_or_default().lines() {
            if let Some((outcome, name)) = line.split_once('\t')
                && let Ok(outcome) = outcome.parse()
            {
                known.insert(name.to_owned(), outcome);
            }
        }
        let record = Record { known, out: Mutex::new(File::create(path)?) };
        record.known.iter().try_for_each(|(name, outcome)| record.add(name, *outcome))?;
        Ok(record)
    }

    pub fn get(&self, name: &str) -> Option<Outcome> {
        self.known.get(name).copied()
    }

    pub fn add(&self, name: &str, outcome: Outcome) -> io::Result<()> {
        writeln!(self.out.lock().unwrap(), "{outcome:?}\t{name}")
    }

    /// As [`add`](Self::add), and [`get`](Self::get) knows it.
    pub fn set(&mut self, name: &str, outcome: Outcome) -> io::Result<()> {
        match self.known.insert(name.to_owned(), outcome) {
            Some(known) if known == outcome => Ok(()),
            _ => self.add(name, outcome),
        }
    }

    /// Forgets what other tests might kill.
    pub fn forget_survivors(&mut self) {
        self.known.retain(|_, outcome| !matches!(outcome, Survived(_) | NotReached));
    }
}
