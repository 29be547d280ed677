//! Savers of one path, and of others beside it: the file is always one of theirs, whole, and no save fails.

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use persist_core::Persist;
use persist_tests::support::random::Random;

use crate::processes::{By, Role, start};
use crate::{Model, duration, names, options};

/// More models than a saver saves: those of the saver `n` have the numbers from `n * MODELS` on.
pub(crate) const MODELS: u64 = 1 << 32;

/// Saves one model after the other, and returns the number of the last.
pub(crate) fn save(path: &Path, saver: u64, time: Duration) -> u64 {
    let end = Instant::now() + time;
    let mut number = saver * MODELS;
    loop {
        options(number).save(&Model::new(number), path).unwrap();
        if Instant::now() > end && number % MODELS >= 8 {
            return number;
        }
        number += 1;
    }
}

/// Whose model the file holds: the last one of one of these savers, as who renames last has saved last.
#[track_caller]
pub(crate) fn last_of(path: &Path, last: &[u64]) -> usize {
    let found = Model::load(path).unwrap().whole();
    last.iter().position(|last| *last == found).unwrap_or_else(|| panic!("{found}, not {last:?}"))
}

/// Names that temporary files tell apart by a hash alone, or nearly by what is in front of it.
fn targets(folder: &Path) -> [PathBuf; 3] {
    let long = "n".repeat(70);
    ["model".to_owned(), format!("{long}1"), format!("{long}2")].map(|name| folder.join(name))
}

#[test]
fn savers_of_one_path_and_those_beside_them_all_succeed() {
    for by in [By::Threads, By::Processes] {
        let folder = tempfile::tempdir().unwrap();
        let targets = targets(folder.path());
        let started = targets.each_ref().map(|path| {
            options(0).save(&Model::new(0), path).unwrap();
            let savers = [0, 1, 2].map(|saver| by.start(Role::Save, path, saver, duration()));
            (savers, by.start(Role::Read, path, 0, duration()))
        });
        let mut saves = 0;
        for (path, (savers, reader)) in targets.iter().zip(started) {
            let last = savers.map(|saver| saver.end());
            reader.end();
            last_of(path, &last);
            saves += last.iter().map(|last| last % MODELS).sum::<u64>();
        }
        println!("{by:?}: {saves} saves");
        assert_eq!(names(folder.path()).len(), targets.len(), "{:?}", names(folder.path()));
    }
}

#[test]
fn savers_that_are_killed_disturb_no_other() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    options(0).save(&Model::new(0), &path).unwrap();
    let others: Vec<_> = [(Role::Save, 1), (Role::Save, 2), (Role::Read, 0)]
        .map(|(role, number)| By::Processes.start(role, &path, number, duration()))
        .into();
    let (mut random, end) = (Random(7), Instant::now() + duration());
    let mut kills = 0;
    while Instant::now() < end {
        let mut killed = start(Role::Save, &path, 3 + kills, Duration::from_secs(600));
        std::thread::sleep(Duration::from_micros(20_000 + random.next_u64() % 80_000));
        killed.kill().unwrap();
        killed.wait().unwrap();
        kills += 1;
    }
    for other in others {
        other.end();
    }
    let left = names(folder.path()).len() - 1;
    println!("{kills} kills, {left} temporary files left");
    // Whoever saves next removes what the killed have left.
    options(1).save(&Model::new(1), &path).unwrap();
    assert_eq!(last_of(&path, &[1]), 0);
    assert_eq!(names(folder.path()), ["model.persist"]);
}
