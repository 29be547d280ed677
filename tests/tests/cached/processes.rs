//! Several processes on one entry, some of which are killed.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use persist_core::{Archive, CacheOptions, SaveOptions, cached};

use crate::{ask, fit, names, quick};

/// What a child does: one of those below.
const ROLE: &str = "PERSIST_TEST_CACHED_ROLE";
/// The folder that it does it in.
const FOLDER: &str = "PERSIST_TEST_CACHED_FOLDER";

/// Longer than any test takes: a child that sleeps so long has to be killed.
const FOREVER: Duration = Duration::from_secs(60);

fn entry(folder: &Path) -> PathBuf {
    folder.join("fit.persist")
}

/// Adds a line to a file of the folder.
fn note(folder: &Path, name: &str) {
    let mut file = OpenOptions::new().append(true).create(true).open(folder.join(name)).unwrap();
    file.write_all(b"x\n").unwrap();
}

/// What a child does; in the parent, nothing.
#[test]
fn child() {
    let (Ok(role), Some(folder)) = (std::env::var(ROLE), std::env::var_os(FOLDER)) else {
        return;
    };
    let folder = PathBuf::from(folder);
    let path = entry(&folder);
    match &*role {
        "computes" => {
            let value = cached(&path, &1u32, || {
                note(&folder, "fits");
                std::thread::sleep(Duration::from_millis(300));
                fit(&format!("of {}", std::process::id()))
            });
            println!("\nresult: {}", value.unwrap().label);
        }
        "asks for many" => println!("\nresult: {}", ask_for_many(&path)),
        "hangs computing" => {
            let _ = cached(&path, &1u32, || {
                note(&folder, "fits");
                std::thread::sleep(FOREVER);
                fit("too late")
            });
        }
        "hangs saving" => {
            let save = SaveOptions::new().block_threshold(0).progress({
                let folder = folder.clone();
                move |_| {
                    note(&folder, "saves");
                    std::thread::sleep(FOREVER);
                }
            });
            let cache = CacheOptions::new().save_options(save);
            let _ = cache.get(&path, &1u32, || {
                note(&folder, "fits");
                fit("too late")
            });
        }
        role => panic!("no child {role}"),
    }
}

/// Asks for the results of several keys in turn, of which the entry holds one at a time; how many were there.
fn ask_for_many(path: &Path) -> usize {
    let keys = (0..30u32).map(|turn| (turn + std::process::id()) % 3);
    let hits = keys.filter(|key| {
        let (outcome, value) = ask(path, *key, &key.to_string());
        assert_eq!(value, fit(&key.to_string()), "{outcome}");
        outcome == "hit"
    });
    hits.count()
}

fn start(role: &str, folder: &Path) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "cached::processes::child", "--nocapture"]);
    command.env(ROLE, role).env(FOLDER, folder).stdout(Stdio::piped()).spawn().unwrap()
}

fn result(child: Child) -> String {
    let output = child.wait_with_output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let line = text.lines().find_map(|line| line.strip_prefix("result: "));
    line.unwrap_or_else(|| panic!("a child has no result: {text}")).to_owned()
}

/// Lines of a file, none if it is not there.
fn count(folder: &Path, name: &str) -> usize {
    fs::read_to_string(folder.join(name)).unwrap_or_default().lines().count()
}

/// Waits until a file has so many lines.
fn wait_for(folder: &Path, name: &str, lines: usize) {
    let end = Instant::now() + FOREVER;
    while count(folder, name) < lines {
        assert!(Instant::now() < end, "no child came to {name}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn of_eight_processes_one_computes() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let children: Vec<_> = (0..8).map(|_| start("computes", folder)).collect();
    let results: Vec<_> = children.into_iter().map(result).collect();
    assert_eq!(count(folder, "fits"), 1);
    assert!(results.iter().all(|found| *found == results[0]), "{results:?}");
    assert_eq!(ask(&entry(folder), 1, "later"), ("hit".into(), fit(&results[0])));
}

#[test]
fn whoever_asks_for_another_key_meanwhile_each_gets_the_result_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let children: Vec<_> = (0..4).map(|_| start("asks for many", folder)).collect();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| ask_for_many(&entry(folder)));
        }
    });
    children.into_iter().for_each(|child| assert!(result(child).parse::<usize>().unwrap() <= 30));
    assert_eq!(names(folder), ["fit.persist", "fit.persist.lock"]);
}

#[test]
fn where_one_is_killed_computing_the_next_one_computes() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut killed = start("hangs computing", folder);
    wait_for(folder, "fits", 1);
    // They wait for the one that is going to be killed.
    let waiting: Vec<_> = (0..3).map(|_| start("computes", folder)).collect();
    std::thread::sleep(Duration::from_millis(300));
    assert_eq!(count(folder, "fits"), 1);
    killed.kill().unwrap();
    killed.wait().unwrap();
    let results: Vec<_> = waiting.into_iter().map(result).collect();
    assert_eq!(count(folder, "fits"), 2);
    assert!(results.iter().all(|found| *found == results[0] && found != "too late"), "{results:?}");
}

#[test]
fn where_one_is_killed_saving_the_next_one_computes() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    for old in [None, Some("of before")] {
        if let Some(old) = old {
            ask(&entry(folder), 7, old);
        }
        let _ = fs::remove_file(folder.join("saves"));
        let mut killed = start("hangs saving", folder);
        wait_for(folder, "saves", 1);
        let left = names(folder);
        assert!(left.iter().any(|name| name.ends_with(".tmp")), "{left:?}");
        killed.kill().unwrap();
        killed.wait().unwrap();
        // What was there is still there.
        assert_eq!(entry(folder).exists(), old.is_some());
        let (outcome, value) = ask(&entry(folder), 1, "next");
        assert!(outcome.starts_with("fitted"), "{outcome}");
        assert_eq!(value, fit("next"));
        Archive::open(entry(folder)).unwrap().verify().unwrap();
        let left = names(folder);
        assert!(!left.iter().any(|name| name.ends_with(".tmp")), "{left:?}");
        fs::remove_file(entry(folder)).unwrap();
    }
}

#[test]
fn who_finds_an_entry_waits_for_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut other = start("hangs computing", folder);
    wait_for(folder, "fits", 1);
    // Someone computes the entry, and has it since a moment ago by other means.
    let elsewhere = tempfile::tempdir().unwrap();
    let copy = elsewhere.path().join("fit.persist");
    let cache = CacheOptions::new().save_options(quick());
    cache.get(&copy, &1u32, || fit("copied")).unwrap();
    fs::rename(&copy, entry(folder)).unwrap();
    let started = Instant::now();
    assert_eq!(ask(&entry(folder), 1, "second"), ("hit".into(), fit("copied")));
    assert!(started.elapsed() < FOREVER / 2);
    other.kill().unwrap();
    other.wait().unwrap();
}

/// Whoever waits for a lock sleeps.
#[cfg(target_os = "linux")]
#[test]
fn waiting_takes_no_time() {
    let folder = tempfile::tempdir().unwrap();
    let folder = folder.path();
    let mut killed = start("hangs computing", folder);
    wait_for(folder, "fits", 1);
    let waiting = start("computes", folder);
    std::thread::sleep(Duration::from_millis(300));
    // Ticks in user and in system mode, of a hundredth of a second: the 12th and 13th value behind the name.
    let ticks = || {
        let stat = fs::read_to_string(format!("/proc/{}/stat", waiting.id())).unwrap();
        let (_, values) = stat.rsplit_once(')').unwrap();
        let ticks = values.split_whitespace().skip(11).take(2);
        ticks.map(|text| text.parse::<u64>().unwrap()).sum::<u64>()
    };
    let before = ticks();
    std::thread::sleep(Duration::from_millis(500));
    assert!(ticks() <= before + 2);
    killed.kill().unwrap();
    killed.wait().unwrap();
    assert!(result(waiting).starts_with("of "));
}
