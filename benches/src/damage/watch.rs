//! Reads in a process of their own, which may die: whoever watches it charges the case that it died of, and has another
//! go on behind that.

use std::io::{BufRead, BufReader, Write};
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::Duration;
use std::{env, fs, io, thread};

use super::corpus::Corpus;
use super::formats::{Format, Verdict};
use super::values::subjects;
use crate::memory::{Heap, peak_of};

/// What came of a read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The value that was written.
    Right,
    /// An error.
    Error,
    /// Another value, without a word.
    Wrong,
    /// A panic, which a program may catch.
    Panic,
    /// The end of the process: no memory, no stack.
    Abort,
    /// No end in sight.
    Hang,
    /// More memory than the file is worth, whatever the read returned.
    Memory,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Outcome; 7] = [
        Outcome::Right,
        Outcome::Error,
        Outcome::Wrong,
        Outcome::Panic,
        Outcome::Abort,
        Outcome::Hang,
        Outcome::Memory,
    ];

    /// The word for it in a report.
    pub fn name(self) -> &'static str {
        ["right", "error", "wrong", "panic", "abort", "hang", "memory"][self as usize]
    }
}

/// How long the processor may be busy with a read: those of small files take microseconds, those of files that are
/// hostile as they are, which may be large, about a second. What else the machine does is not counted.
fn patience(corpus: Corpus) -> Duration {
    if corpus == Corpus::Whole { Duration::from_secs(15) } else { Duration::from_millis(300) }
}

/// How often a read is waited for that long, if the processor has not been busy with it.
const WAITS: usize = 100;

/// What a child's heap gives. Whoever asks for more gets nothing, whatever the machine has.
const MEMORY: usize = 2 << 30;

/// Memory that no file of so many bytes is worth: a base for small ones, and twice as much as compression may save.
/// Some mebibytes are for the stack, and what else the system counts.
fn too_much(bytes: usize) -> u64 {
    ((64 + 4) << 20) + 512 * bytes as u64
}

/// What came of all cases of a corpus.
#[derive(Clone, Copy, Debug, Default)]
pub struct Tally {
    counts: [usize; Outcome::ALL.len()],
    /// The most memory that a read took which ended, in bytes.
    pub peak: u64,
}

impl Tally {
    /// How many cases came out so.
    pub fn of(&self, outcome: Outcome) -> usize {
        self.counts[outcome as usize]
    }

    /// How many cases there were.
    pub fn total(&self) -> usize {
        self.counts.iter().sum()
    }

    /// Adds another one.
    pub fn add(&mut self, other: &Tally) {
        self.counts.iter_mut().zip(other.counts).for_each(|(count, more)| *count += more);
        self.peak = self.peak.max(other.peak);
    }

    fn count(&mut self, outcome: Outcome) {
        self.counts[outcome as usize] += 1;
    }
}

/// What the program that runs is told first when it is to be a child.
pub const ATTACK: &str = "attack";

/// What a child says before its first case, and of a case that is none.
const READY: &str = "ready";
const NO_CASE: &str = "-";

/// Has every `step`th case of a corpus read by children, which find the file at the path: each is the program that
/// runs, told to [`attack`].
///
/// # Panics
///
/// If there can be no children.
pub fn watch(subject: &str, format: &Format, corpus: Corpus, path: &Path, step: usize) -> Tally {
    let count = corpus.count(&fs::read(path).expect("the file is there"), format);
    let mut tally = Tally::default();
    let mut next = 0;
    while next < count {
        let mut child = Command::new(env::current_exe().expect("a running program has a path"))
            .args([ATTACK, subject, format.name, &format!("{corpus:?}")])
            .args([next.to_string(), step.to_string()])
            .arg(path)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("the program can be run");
        let lines = lines(&mut child);
        assert_eq!(lines.recv().as_deref(), Ok(READY), "a child found its case");
        while next < count {
            let outcome = match next_line(&lines, &child, patience(corpus)) {
                Ok(line) => tally.take(&line),
                Err(RecvTimeoutError::Timeout) => Some(Outcome::Hang),
                Err(RecvTimeoutError::Disconnected) => Some(Outcome::Abort),
            };
            next += step;
            outcome.into_iter().for_each(|outcome| tally.count(outcome));
            if matches!(outcome, Some(Outcome::Hang | Outcome::Abort | Outcome::Memory)) {
                break;
            }
        }
        // It may have ended by itself.
        let _ = child.kill();
        child.wait().expect("a child can be waited for");
    }
    tally
}

/// The next line, if it comes before the child has been busy for so long.
fn next_line(
    lines: &Receiver<String>,
    child: &Child,
    patience: Duration,
) -> Result<String, RecvTimeoutError> {
    let start = busy(child);
    for _ in 0..WAITS {
        let line = lines.recv_timeout(patience);
        if line != Err(RecvTimeoutError::Timeout) || busy(child) >= start + patience {
            return line;
        }
    }
    Err(RecvTimeoutError::Timeout)
}

/// How long the processor has worked for a child, as Linux counts it: in hundredths of seconds. Other systems do not
/// say it here, and time passes without it.
fn busy(child: &Child) -> Duration {
    let text = fs::read_to_string(format!("/proc/{}/stat", child.id())).unwrap_or_default();
    let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace();
    let ticks = fields.skip(11).take(2).filter_map(|field| field.parse::<u64>().ok());
    Duration::from_millis(ticks.sum::<u64>() * 10)
}

/// The lines that a child prints, as they come.
fn lines(child: &mut Child) -> Receiver<String> {
    let output = child.stdout.take().expect("the output is piped");
    let (sender, lines) = mpsc::channel();
    thread::spawn(move || {
        // Ends with the child, or once nobody listens.
        let _ = BufReader::new(output)
            .lines()
            .map_while(Result::ok)
            .try_for_each(|line| sender.send(line));
    });
    lines
}

impl Tally {
    /// Reads what a child says of a case.
    fn take(&mut self, line: &str) -> Option<Outcome> {
        let (name, peak) = line.split_once(' ')?;
        self.peak = self.peak.max(peak.parse().expect("bytes"));
        Outcome::ALL.into_iter().find(|outcome| outcome.name() == name)
    }
}

/// Reads one case after the other, as a child that is told so by `args`, and prints what comes of each. It ends where
/// one took too much memory: the heap remembers its highest point only.
///
/// # Panics
///
/// If the arguments are not those of [`watch`].
pub fn attack(heap: &'static Heap, args: &[String]) {
    let [subject, format, corpus, from, step, path] = args else { panic!("six arguments") };
    let subjects = subjects().into_iter().filter(|one| one.name == subject);
    let mut formats = subjects.flat_map(|subject| subject.formats);
    let format = formats.find(|one| one.name == format).expect("a format");
    let mut corpora = Corpus::ALL.into_iter().chain([Corpus::Whole]);
    let corpus = corpora.find(|one| format!("{one:?}") == *corpus).expect("a corpus");
    heap.set_limit(MEMORY).expect("little is held yet");
    let number = |text: &str| text.parse::<usize>().expect("a number");
    let (from, step) = (number(from), number(step));
    let file = fs::read(path).expect("the file is there");
    panic::set_hook(Box::new(|_| {}));
    let cases = move || {
        say(READY);
        for case in (from..corpus.count(&file, &format)).step_by(step) {
            let Some(bytes) = corpus.case(case, &file, &format) else {
                say(NO_CASE);
                continue;
            };
            let read = AssertUnwindSafe(|| (format.read)(&bytes));
            let (verdict, peak) = peak_of(heap, || panic::catch_unwind(read));
            let peak = peak.heap.max(peak.resident);
            let outcome = match verdict {
                _ if peak > too_much(bytes.len()) => Outcome::Memory,
                Ok(Verdict::Right) => Outcome::Right,
                Ok(Verdict::Error) => Outcome::Error,
                Ok(Verdict::Wrong) => Outcome::Wrong,
                Err(_) => Outcome::Panic,
            };
            say(&format!("{} {peak}", outcome.name()));
            if outcome == Outcome::Memory {
                break;
            }
        }
    };
    // The stack that a thread has unless it asks for another.
    thread::spawn(cases).join().expect("panics are caught");
}

/// Prints a line at once: what comes next may be the end.
fn say(line: &str) {
    let mut output = io::stdout().lock();
    writeln!(output, "{line}").and_then(|()| output.flush()).expect("somebody listens");
}
