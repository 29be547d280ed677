//! Files that are changed where they are, by rewriting and by upgrades, beside readers and savers.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Instant;

use persist_core::{Archive, Durability, ErrorKind, RewriteOptions, UpgradeOptions};

use crate::{CODECS, Model, duration, later, names, options, readers};

#[test]
fn who_reads_a_file_that_is_rewritten_finds_the_same_value() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    options(5).save(&Model::new(5), &path).unwrap();
    let end = Instant::now() + duration();
    let rewrites = AtomicU64::new(0);
    thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while Instant::now() < end {
                    let turn = rewrites.fetch_add(1, Ordering::Relaxed);
                    let edit = RewriteOptions::new().durability(Durability::Fast);
                    let edit = edit.compression(CODECS[(turn % 3) as usize]).metadata("turn", turn);
                    assert!(edit.rewrite_file(&path).unwrap());
                }
            });
        }
        for reader in 0..4 {
            scope.spawn({
                let path = &path;
                move || {
                    for way in reader.. {
                        assert_eq!(readers::number(path, way), 5);
                        if Instant::now() > end {
                            break;
                        }
                    }
                }
            });
        }
    });
    assert!(rewrites.into_inner() >= 2);
    assert_eq!(names(folder.path()), ["model.persist"]);
}

/// The number in the metadata, and that in the value.
fn numbers(archive: &Archive) -> [u64; 2] {
    let (_, named) = archive.metadata().find(|(key, _)| *key == "number").unwrap();
    [named.parse().unwrap(), archive.get("number").unwrap()]
}

/// Upgrades a file over and over, each time with a backup. A saver puts old models there meanwhile: one of them may be
/// lost, as documented, but none becomes a part of another.
fn upgrade(path: &Path, backup: &Path, end: Instant) -> u64 {
    let mut upgrades = 0;
    while Instant::now() < end {
        let options = UpgradeOptions::new().backup(backup);
        let report = options.upgrade_file::<later::Model>(path).unwrap();
        assert_eq!(backup.exists(), !report.is_current());
        if backup.exists() {
            let kept = Archive::open(backup).unwrap();
            kept.verify().unwrap();
            assert_eq!(kept.version().unwrap().to_string(), "1.0.0", "the backup is the old file");
            let [named, number] = numbers(&kept);
            assert_eq!(named, number);
            std::fs::remove_file(backup).unwrap();
            upgrades += 1;
        }
    }
    upgrades
}

#[test]
fn an_upgrade_beside_a_saver_makes_no_file_of_two() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    options(0).save(&Model::new(0), &path).unwrap();
    let end = Instant::now() + duration();
    thread::scope(|scope| {
        let upgraders: Vec<_> = ["one.backup", "two.backup"]
            .into_iter()
            .map(|backup| {
                let (path, backup) = (&path, folder.path().join(backup));
                scope.spawn(move || upgrade(path, &backup, end))
            })
            .collect();
        scope.spawn(|| {
            while Instant::now() < end {
                let archive = Archive::open(&path).unwrap();
                archive.verify().unwrap();
                let [named, number] = numbers(&archive);
                assert_eq!(named, number, "the metadata are of another file than the value");
            }
        });
        for number in 1.. {
            options(number).save(&Model::new(number), &path).unwrap();
            if Instant::now() > end {
                break;
            }
        }
        let upgrades: u64 = upgraders.into_iter().map(|upgrader| upgrader.join().unwrap()).sum();
        assert!(upgrades > 0);
    });
    assert_eq!(names(folder.path()), ["model.persist"]);
}

#[test]
fn of_many_that_upgrade_with_one_backup_it_is_the_old_file() {
    let folder = tempfile::tempdir().unwrap();
    let (path, backup) = (folder.path().join("a.persist"), folder.path().join("b.persist"));
    options(0).save(&Model::new(0), &path).unwrap();
    let old = std::fs::read(&path).unwrap();
    thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                let options = UpgradeOptions::new().backup(&backup);
                match options.upgrade_file::<later::Model>(&path) {
                    Ok(_) => {}
                    // Who comes second overwrites no backup.
                    Err(error) => assert_eq!(error.kind(), ErrorKind::Caller, "{error}"),
                }
            });
        }
    });
    assert_eq!(std::fs::read(&backup).unwrap(), old);
    assert_eq!(Archive::open(&path).unwrap().version().unwrap().to_string(), "1.1.0");
    assert_eq!(names(folder.path()), ["a.persist", "b.persist"]);
}
