//! Savers that are killed, and readers in their way: the path always holds a whole model.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::as_conversions,
    clippy::panic,
    reason = "a test that fails panics"
)]

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use persist_core::{Archive, Persist, save};
use persist_tests::support::model::Forest;
use persist_tests::support::random::Random;

/// Holds the path to save to, in a child.
const TARGET: &str = "PERSIST_TEST_CRASH_TARGET";

/// Sizes of the two models that are saved in turn: a mixture of the two shows.
const SIZES: [u16; 2] = [300, 400];

fn models() -> [Forest; 2] {
    SIZES.map(Forest::large)
}

/// What a child does; in the parent, nothing.
#[test]
fn child() {
    let Some(path) = std::env::var_os(TARGET).map(PathBuf::from) else {
        return;
    };
    let models = models();
    // An end of its own, in case nobody is left to kill it.
    for model in models.iter().cycle().take(2_000) {
        save(model, &path).unwrap();
    }
}

fn start(path: &Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "child"]).env(TARGET, path).stdout(Stdio::null());
    command.spawn().unwrap()
}

#[test]
fn after_every_kill_the_old_model_or_the_new_one_loads() {
    const KILLS: usize = 60;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("forest.persist");
    let models = models();
    models[0].save(&path).unwrap();
    let mut random = Random(3);
    let end = Instant::now() + Duration::from_secs(8);
    let (mut kills, mut seen, mut left) = (0, [0; 2], 0);
    while kills < KILLS && Instant::now() < end {
        let mut child = start(&path);
        std::thread::sleep(Duration::from_micros(10_000 + random.next_u64() % 60_000));
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
        let found = Forest::load(&path).unwrap();
        let which = models.iter().position(|model| *model == found);
        seen[which.unwrap_or_else(|| panic!("neither model after {kills} kills"))] += 1;
        left += std::fs::read_dir(folder.path()).unwrap().count() - 1;
    }
    models[1].save(&path).unwrap();
    let names: Vec<_> = std::fs::read_dir(folder.path()).unwrap().map(|e| e.unwrap()).collect();
    assert_eq!(names.len(), 1, "{names:?}");
    println!("{kills} kills, the models were there {seen:?} times, {left} in the middle of a save");
    assert!(seen[1] > 0, "no saver came to its first save: {seen:?}");
}

#[test]
fn readers_beside_a_saver_never_see_a_torn_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("forest.persist");
    let models = models();
    models[0].save(&path).unwrap();
    let (stop, loads) = (AtomicBool::new(false), AtomicUsize::new(0));
    let lens = [0, 1].map(|index| models[index].to_bytes().unwrap().len() as u64);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while !stop.load(Ordering::Relaxed) {
                    let archive = Archive::open(&path).unwrap();
                    archive.verify().unwrap();
                    assert!(lens.contains(&archive.file_len()));
                    let forest = Forest::load(&path).unwrap();
                    let trees = u16::try_from(forest.trees.len()).unwrap();
                    assert!(SIZES.contains(&trees));
                    assert_eq!(forest.name, format!("{trees} trees"));
                    loads.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let end = Instant::now() + Duration::from_secs(2);
        let mut saves = 0;
        for model in models.iter().cycle() {
            save(model, &path).unwrap();
            saves += 1;
            if Instant::now() > end {
                break;
            }
        }
        stop.store(true, Ordering::Relaxed);
        println!("{saves} saves, {} loads", loads.load(Ordering::Relaxed));
        assert!(saves > 5, "{saves}");
    });
    assert!(loads.into_inner() > 5);
}
