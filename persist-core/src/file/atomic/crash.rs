//! Savers that die: at each operation, and killed at random moments.
//!
//! Each dies in a process of its own, which is this test binary again with one test and a variable.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use super::super::storage::Disk;
use super::faulty::{DIED, Faulty};
use super::testing::{Scratch, plant_stale_temp, spawn, writing};
use super::*;

/// Holds the path to save to, in a child.
const TARGET: &str = "PERSIST_TEST_CRASH_TARGET";
/// Holds the operation to die at, in a child that does not wait to be killed.
const DIE_AT: &str = "PERSIST_TEST_CRASH_DIE_AT";

/// Several buffers long, and of two lengths: a mixture of the two shows.
fn payloads() -> [Vec<u8>; 2] {
    [vec![0xaa; 3 << 20], vec![0x55; 2 << 20]]
}

/// What a child does; in the parent, nothing.
#[test]
fn child() {
    let Some(path) = std::env::var_os(TARGET).map(PathBuf::from) else {
        return;
    };
    let payloads = payloads();
    if let Some(operation) = std::env::var_os(DIE_AT) {
        let storage = Faulty::dying_at(operation.to_str().unwrap().parse().unwrap());
        replace(&storage, &path, Durability::Full, writing(&payloads[1])).unwrap();
        return;
    }
    // An end of its own, in case nobody is left to kill it.
    for payload in payloads.iter().cycle().take(2_000) {
        replace(&Disk, &path, Durability::Full, writing(payload)).unwrap();
    }
}

fn start(path: &Path, die_at: Option<usize>) -> Child {
    let module = module_path!().split_once("::").unwrap().1;
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", &format!("{module}::child")]).env(TARGET, path).stdout(Stdio::null());
    if let Some(operation) = die_at {
        command.env(DIE_AT, operation.to_string());
    }
    spawn(&mut command)
}

#[test]
fn a_saver_that_dies_before_any_operation_leaves_the_old_file_or_the_new_one() {
    let scratch = Scratch::new();
    let path = scratch.join("model.persist");
    let [old, new] = payloads();
    let (mut kept, mut replaced) = (0, 0);
    for operation in 0.. {
        fs::write(&path, &old).unwrap();
        plant_stale_temp(&path);
        let status = start(&path, Some(operation)).wait().unwrap();
        if status.success() {
            break;
        }
        assert_eq!(status.code(), Some(DIED));
        let found = fs::read(&path).unwrap();
        assert!(found == old || found == new, "torn at {operation}");
        if found == old {
            assert_eq!(replaced, 0, "old again at {operation}");
            kept += 1;
        } else {
            replaced += 1;
        }
        assert!(scratch.temps().len() <= 1, "{:?}", scratch.temps());
        replace(&Faulty::default(), &path, Durability::Full, writing(&new)).unwrap();
        assert_eq!(scratch.names(), ["model.persist"], "after {operation}");
    }
    // Only the directory's sync comes after the rename.
    assert!(kept > 10, "{kept}");
    assert_eq!(replaced, 1);
}

#[test]
fn a_killed_saver_leaves_one_of_the_two_files_whole_and_the_next_save_cleans_up() {
    const KILLS: u64 = 120;
    let scratch = Scratch::new();
    let path = scratch.join("model.persist");
    let payloads = payloads();
    replace(&Disk, &path, Durability::Full, writing(&payloads[0])).unwrap();
    let end = Instant::now() + Duration::from_secs(5);
    let (mut kills, mut with_temp) = (0, 0);
    while kills < KILLS && Instant::now() < end {
        let mut child = start(&path, None);
        let random = RandomState::new().hash_one(kills);
        std::thread::sleep(Duration::from_micros(2_000 + random % 30_000));
        child.kill().unwrap();
        child.wait().unwrap();
        kills += 1;
        let found = fs::read(&path).unwrap();
        assert!(payloads.contains(&found), "torn after {kills} kills");
        // Each child removed what the one before it left.
        assert!(scratch.temps().len() <= 1, "{:?}", scratch.temps());
        with_temp += scratch.temps().len();
    }
    replace(&Disk, &path, Durability::Full, writing(&payloads[0])).unwrap();
    assert_eq!(scratch.names(), ["model.persist"]);
    println!("{kills} kills, {with_temp} in the middle of a save");
}
