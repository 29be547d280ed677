//! A golden file that is damaged again and again, and what every way of reading it has to say of that.

use std::ops::Range;

use persist_core::{Archive, Error, ErrorKind, Result, Value};
use persist_tests::support::alloc::{Cost, cost};

use crate::golden::files::{From, Golden, all};
use crate::{MAX_ERROR, MAX_MEMORY, is_full};

/// Bytes in front of the header, of which the first eight are the magic.
const PREFIX: usize = 24;

/// Of larger files, a plain run takes some places.
const SMALL: usize = 1000;

/// Of larger files, a full run takes some places as well: they have chunks of a mebibyte, each with its checksum.
const LARGE: usize = 1 << 16;

/// Up to this size a file is also read as a tree, which takes many times its memory.
const TREE: u64 = 100_000;

pub(crate) struct Patient {
    pub(crate) golden: Golden,
    pub(crate) sound: Vec<u8>,
    header: Range<usize>,
    /// Bytes that a load does not look at: those of the probes, and the padding in front of them.
    unread: Range<usize>,
    tree: Option<Value>,
    /// What reading the sound file takes.
    cost: Cost,
    /// Damaged files that were read.
    pub(crate) count: usize,
    /// Those that a load need not look at.
    pub(crate) unseen: usize,
}

/// All golden files.
pub(crate) fn patients() -> Vec<Patient> {
    all().into_iter().map(Patient::new).collect()
}

impl Patient {
    fn new(golden: Golden) -> Self {
        let sound = golden.bytes();
        let archive = Archive::from_bytes(&sound[..]).unwrap();
        let tree = (archive.uncompressed_len() < TREE).then(|| archive.value().unwrap());
        let header = u32::from_le_bytes(sound[12..PREFIX - 8].try_into().unwrap());
        let header = 0..PREFIX + header as usize;
        let (mut end, mut unread) = (header.end, 0..0);
        for section in archive.sections() {
            let range = section.file_range();
            if section.name() == "the probes" {
                unread = end..range.end as usize;
            }
            end = range.end as usize;
        }
        let mut patient = Patient {
            golden,
            sound,
            header,
            unread,
            tree,
            cost: Cost::default(),
            count: 0,
            unseen: 0,
        };
        let sound = patient.sound.clone();
        let (outcome, cost) = cost(|| patient.read(&sound));
        assert_eq!(outcome.errors().count(), 0, "{}", patient.golden.name);
        patient.cost = cost;
        patient
    }

    /// Places at which it is damaged: all, or of large files those near where something begins or ends, and some more.
    pub(crate) fn places(&self) -> Vec<usize> {
        let len = self.sound.len();
        let (all, near, more) = match (is_full(), self.is_heavy()) {
            (true, false) => (LARGE, 0, 0),
            (true, true) => (LARGE, 1000, 10_000),
            (false, false) => (SMALL, 8, 40),
            (false, true) => (0, 1, 10),
        };
        let archive = Archive::from_bytes(&self.sound[..]).unwrap();
        let mut edges = vec![0, self.header.end];
        for section in archive.sections() {
            let Range { start, end } = section.file_range();
            edges.extend((start..end).step_by(1 << 20).chain([end]).map(|edge| edge as usize));
        }
        let is_near = |place: usize| edges.iter().any(|edge| edge.abs_diff(place) < near);
        let step = (len / more.max(1)) | 1;
        (0..len).filter(|place| len <= all || is_near(*place) || place % step == 0).collect()
    }

    /// Whether to read it takes a thousand times as long as to read most others: a plain run takes less of it.
    pub(crate) fn is_heavy(&self) -> bool {
        self.tree.is_none()
    }

    fn read(&self, bytes: &[u8]) -> Outcome {
        let typed = self.golden.load(From::Bytes(bytes));
        let archive = match Archive::from_bytes(bytes) {
            Ok(archive) => archive,
            Err(error) => {
                return Outcome { typed, verified: Err(error), ranges: Vec::new(), tree: None };
            }
        };
        let (verified, mut ranges) = (archive.verify(), Vec::new());
        if let Err(error) = &verified {
            let damage = archive.damage().unwrap();
            let named = damage.sections().iter().flat_map(|section| section.file_ranges());
            ranges.extend(named.map(|range| range.start as usize..range.end as usize));
            assert!(!ranges.is_empty(), "{error}");
        }
        Outcome { typed, verified, ranges, tree: self.tree.as_ref().map(|_| archive.value()) }
    }

    /// Reads a file that differs in some bytes among these: each way of reading it finds them, or has no use for them.
    pub(crate) fn damaged(&mut self, bytes: &[u8], among: Range<usize>, what: &dyn Fn() -> String) {
        let what = || format!("{}, {}", self.golden.name, what());
        let changed: Vec<usize> = among.filter(|at| bytes[*at] != self.sound[*at]).collect();
        if changed.is_empty() {
            return;
        }
        let (outcome, cost) = cost(|| self.read(bytes));
        self.assert_cheap(cost, &what);

        let is_unread = changed.iter().all(|at| self.unread.contains(at));
        self.count += 1;
        self.unseen += usize::from(is_unread);
        match (&outcome.typed, is_unread) {
            (Ok(()), true) => {}
            (Ok(()), false) => panic!("{}: the damage is not noticed", what()),
            (Err(error), _) => self.assert_names(error, &changed, &what),
        }
        match &outcome.tree {
            Some(Ok(tree)) => {
                assert!(is_unread && Some(tree) == self.tree.as_ref(), "{}: {tree}", what());
            }
            Some(Err(error)) => self.assert_names(error, &changed, &what),
            None => {}
        }
        match &outcome.verified {
            Ok(()) => panic!("{}: no check finds the damage", what()),
            Err(error) => self.assert_names(error, &changed, &what),
        }
        let is_found = |at: &usize| outcome.ranges.iter().any(|range| range.contains(at));
        let all = outcome.ranges.is_empty() || changed.iter().all(is_found);
        assert!(all, "{}: {changed:?} are damaged, and named are {:?}", what(), outcome.ranges);
    }

    fn assert_cheap(&self, cost: Cost, what: &dyn Fn() -> String) {
        let is_cheap = cost.peak <= MAX_MEMORY.max(2 * self.cost.peak + MAX_ERROR)
            && cost.largest <= MAX_MEMORY.max(2 * self.cost.largest);
        assert!(is_cheap, "{}: {cost:?}, and of the sound file {:?}", what(), self.cost);
    }

    /// The error is one of damage, and says that it is where one of these bytes is.
    fn assert_names(&self, error: &Error, changed: &[usize], what: &dyn Fn() -> String) {
        let text = error.to_string();
        assert!(text.len() < 1000, "{}: {text}", what());
        let places = places(error, &text);
        let names = places.iter().any(|place| changed.iter().any(|at| place.contains(at)));
        assert!(names, "{}: {changed:?} are damaged, and named are {places:?}: {text}", what());
    }

    /// Reads a file of another length, which is damage by itself.
    pub(crate) fn of_another_length(&mut self, bytes: &[u8], what: &dyn Fn() -> String) {
        self.count += 1;
        let (outcome, cost) = cost(|| self.read(bytes));
        self.assert_cheap(cost, what);
        for error in outcome.errors() {
            assert_placed(error, || format!("{}, {}", self.golden.name, what()));
        }
        let expected = if outcome.tree.is_some() { 3 } else { 2 };
        assert_eq!(outcome.errors().count(), expected, "{}, {}", self.golden.name, what());
    }
}

/// What the ways of reading a file gave.
struct Outcome {
    typed: Result<()>,
    verified: Result<()>,
    /// Bytes that a check named, where the header was whole.
    ranges: Vec<Range<usize>>,
    tree: Option<Result<Value>>,
}

impl Outcome {
    fn errors(&self) -> impl Iterator<Item = &Error> {
        let tree = self.tree.iter().filter_map(|tree| tree.as_ref().err());
        [&self.typed, &self.verified]
            .into_iter()
            .filter_map(|result| result.as_ref().err())
            .chain(tree)
    }
}

/// An error of a damaged file says where, unless nothing is left that tells what the file was.
pub(crate) fn assert_placed(error: &Error, what: impl Fn() -> String) {
    let text = error.to_string();
    let is_damage = match error.kind() {
        ErrorKind::Damaged => error.offset().is_some() || text.contains("the file is empty"),
        ErrorKind::NotPersist => true,
        _ => false,
    };
    assert!(is_damage && text.len() < 1000, "{}: {:?}, {text}", what(), error.kind());
}

/// The bytes of the file that an error names.
fn places(error: &Error, text: &str) -> Vec<Range<usize>> {
    let magic = error.kind() == ErrorKind::NotPersist
        || ["the first bytes are damaged", "a transfer in text mode"]
            .iter()
            .any(|of| text.contains(of));
    if magic {
        return std::iter::once(0..8).collect();
    }
    assert_eq!(error.kind(), ErrorKind::Damaged, "{text}");
    let mut places = Vec::new();
    for (at, word) in text.match_indices("byte") {
        let rest = text[at + word.len()..].trim_start_matches('s').trim_start();
        for range in rest.split(", ") {
            let digits = range.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(range.len());
            let (start, rest) = range.split_at(digits);
            let Ok(start) = start.parse() else { break };
            match rest.strip_prefix("..") {
                Some(rest) => {
                    let digits = rest.find(|letter: char| !letter.is_ascii_digit());
                    places.push(start..rest[..digits.unwrap_or(rest.len())].parse().unwrap());
                }
                None if rest.starts_with(" of the file") => places.push(start..start + 1),
                None => {}
            }
        }
    }
    places
}
