//! Saves on the real disk: what is followed, kept, refused and left alone.

#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
#[cfg(unix)]
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::process::Command;

use super::super::storage::Disk;
use super::testing::{Scratch, no_process_starts, plant_stale_temp, spawn, writing};
use super::*;

fn save(path: &Path, bytes: &[u8]) -> Result<()> {
    replace(&Disk, path, Durability::default(), writing(bytes))
}

#[test]
fn a_save_creates_and_replaces() {
    let scratch = Scratch::new();
    let path = scratch.join("model.persist");
    for durability in [Durability::Full, Durability::Fast] {
        for bytes in [&b"first"[..], b"", &vec![3; 1 << 20]] {
            replace(&Disk, &path, durability, writing(bytes)).unwrap();
            assert_eq!(fs::read(&path).unwrap(), bytes);
            assert_eq!(scratch.names(), ["model.persist"]);
        }
    }
}

#[test]
fn whoever_gives_up_a_file_of_another_format_says_why_and_the_old_one_stays() {
    type Boxed = Box<dyn std::error::Error>;
    let scratch = Scratch::new();
    let path = scratch.join("labels.txt");
    let write = |text: &'static str, result: Result<(), Boxed>| {
        crate::file::replace_file(&path, Durability::Full, |out| {
            out.write_all(text.as_bytes())?;
            result
        })
    };
    write("setosa", Ok(())).unwrap();
    let error = write("virgin", Err("no more labels".into())).unwrap_err();
    assert_eq!(error.to_string(), "no more labels");
    assert_eq!(fs::read(&path).unwrap(), b"setosa");
    assert_eq!(scratch.names(), ["labels.txt"]);
    let nowhere = scratch.join("missing/labels.txt");
    let error = crate::file::replace_file::<Error>(nowhere, Durability::Full, |_| Ok(()));
    assert_eq!(error.unwrap_err().save_outcome(), Some(SaveOutcome::NotReplaced));
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_followed_and_kept_also_dangling_ones() {
    let scratch = Scratch::new();
    fs::create_dir(scratch.join("data")).unwrap();
    let real = scratch.join("data/real.persist");
    symlink("data/inner", scratch.join("outer")).unwrap();
    symlink(&real, scratch.join("data/inner")).unwrap();
    for bytes in [b"dangling before this", b"and replaced by this"] {
        save(&scratch.join("outer"), bytes).unwrap();
        assert_eq!(fs::read(&real).unwrap(), bytes);
        assert!(fs::symlink_metadata(&real).unwrap().is_file());
        assert_eq!(fs::read_link(scratch.join("outer")).unwrap(), Path::new("data/inner"));
        assert_eq!(fs::read_link(scratch.join("data/inner")).unwrap(), real);
        assert_eq!(scratch.names(), ["data", "outer"]);
    }
    symlink("..", scratch.join("data/up")).unwrap();
    save(&scratch.join("data/up/outer"), b"through a directory").unwrap();
    assert_eq!(fs::read(&real).unwrap(), b"through a directory");
}

#[cfg(unix)]
#[test]
fn paths_that_mean_no_file_are_refused_with_the_reason() {
    let scratch = Scratch::new();
    fs::create_dir(scratch.join("directory")).unwrap();
    fs::write(scratch.join("file"), "kept").unwrap();
    symlink("loop", scratch.join("loop")).unwrap();
    symlink("directory", scratch.join("link")).unwrap();
    symlink("missing/x", scratch.join("dangling")).unwrap();
    let socket = std::os::unix::net::UnixListener::bind(scratch.join("socket")).unwrap();
    let before = scratch.names();
    let long = "n".repeat(256);
    let cases = [
        ("directory", ErrorKind::Caller, "the path is a directory"),
        ("directory/", ErrorKind::Caller, "the path is a directory"),
        ("link", ErrorKind::Caller, "the path is a directory"),
        ("directory/..", ErrorKind::Caller, "the path is a directory"),
        ("socket", ErrorKind::Caller, "not a regular file"),
        ("new/", ErrorKind::Caller, "ends in no file name"),
        ("new/.", ErrorKind::Caller, "ends in no file name"),
        ("missing/x", ErrorKind::Caller, "missing` does not exist"),
        ("dangling", ErrorKind::Caller, "missing` does not exist"),
        ("file/x", ErrorKind::System, "a part of the path is a file"),
        ("loop", ErrorKind::System, "too many levels of symbolic links"),
        (&long, ErrorKind::System, "use a shorter file name"),
    ];
    for durability in [Durability::Full, Durability::Fast] {
        for (name, kind, text) in cases {
            let error = replace(&Disk, &scratch.join(name), durability, |_| {
                unreachable!("nothing must be written for {name}")
            })
            .unwrap_err();
            assert_eq!(error.kind(), kind, "{name}: {error}");
            assert!(error.to_string().contains(text), "{name}: {error}");
            assert_eq!(error.save_outcome(), Some(SaveOutcome::NotReplaced));
            assert_eq!(scratch.names(), before, "{name}");
        }
    }
    let error = save(Path::new(""), b"").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Caller, "{error}");
    assert_eq!(fs::read(scratch.join("file")).unwrap(), b"kept");
    drop(socket);
}

#[cfg(unix)]
#[test]
fn the_mode_of_the_old_file_is_kept_and_a_new_file_gets_the_umasks() {
    let scratch = Scratch::new();
    let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o7777;
    fs::write(scratch.join("plain"), "").unwrap();
    let path = scratch.join("model.persist");
    save(&path, b"new").unwrap();
    assert_eq!(mode(&path), mode(&scratch.join("plain")));
    for kept in [0o600, 0o644, 0o640, 0o666, 0o777, 0o400, 0o444] {
        fs::set_permissions(&path, fs::Permissions::from_mode(kept)).unwrap();
        save(&path, b"next").unwrap();
        assert_eq!(mode(&path), kept, "{kept:o}");
    }
}

/// Only the superuser may give a file away.
#[cfg(unix)]
#[test]
fn the_owner_of_the_old_file_is_kept() {
    let scratch = Scratch::new();
    let path = scratch.join("model.persist");
    fs::write(&path, "old").unwrap();
    if std::os::unix::fs::chown(&path, Some(4321), Some(1234)).is_err() {
        return;
    }
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    save(&path, b"new").unwrap();
    let found = fs::metadata(&path).unwrap();
    assert_eq!((found.uid(), found.gid()), (4321, 1234));
    assert_eq!(found.mode() & 0o777, 0o640);
}

#[cfg(unix)]
#[test]
fn a_directory_that_may_not_be_written_is_an_error_that_says_so() {
    let scratch = Scratch::new();
    let path = scratch.join("model.persist");
    fs::write(&path, "old").unwrap();
    fs::set_permissions(scratch.path(), fs::Permissions::from_mode(0o555)).unwrap();
    let is_superuser = fs::write(scratch.join("probe"), "").is_ok();
    let result = save(&path, b"new");
    fs::set_permissions(scratch.path(), fs::Permissions::from_mode(0o755)).unwrap();
    if is_superuser {
        return; // may write everywhere
    }
    let error = result.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::System);
    assert_eq!(error.save_outcome(), Some(SaveOutcome::NotReplaced));
    assert!(error.help().unwrap().contains("the directory"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), b"old");
}

#[test]
fn names_up_to_the_limit_and_odd_names_can_be_saved() {
    let scratch = Scratch::new();
    let names = [
        "n".repeat(255),
        "é".repeat(127),
        format!("{}é", "n".repeat(63)),
        "a".to_owned(),
        ".hidden".to_owned(),
        " ".to_owned(),
        "..x".to_owned(),
        "x.tmp".to_owned(),
    ];
    for name in names {
        let path = scratch.join(&name);
        save(&path, name.as_bytes()).unwrap();
        plant_stale_temp(&path);
        save(&path, name.as_bytes()).unwrap();
        assert_eq!(fs::read(&path).unwrap(), name.as_bytes());
        assert_eq!(scratch.names(), [name]);
        fs::remove_file(&path).unwrap();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn names_that_are_not_text_can_be_saved() {
    use std::os::unix::ffi::OsStrExt;
    let scratch = Scratch::new();
    let path = scratch.path().join(std::ffi::OsStr::from_bytes(&[0xff; 255]));
    save(&path, b"x").unwrap();
    plant_stale_temp(&path);
    save(&path, b"y").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"y");
    assert_eq!(scratch.names().len(), 1);
}

/// A process of its own, since all threads of this one share the current directory.
#[test]
fn relative_paths_and_bare_names_are_saved_in_the_current_directory() {
    const VARIABLE: &str = "PERSIST_TEST_RELATIVE";
    if std::env::var_os(VARIABLE).is_some() {
        for path in ["bare.persist", "./dotted.persist", "sub/../up.persist"] {
            save(Path::new(path), path.as_bytes()).unwrap();
            plant_stale_temp(Path::new(path));
            save(Path::new(path), path.as_bytes()).unwrap();
        }
        return;
    }
    let scratch = Scratch::new();
    fs::create_dir(scratch.join("sub")).unwrap();
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args([
            "--exact",
            &format!(
                "{}::relative_paths_and_bare_names_are_saved_in_the_current_directory",
                module()
            ),
        ])
        .env(VARIABLE, "1")
        .current_dir(scratch.path());
    let status = spawn(&mut command).wait().unwrap();
    assert!(status.success());
    assert_eq!(scratch.names(), ["bare.persist", "dotted.persist", "sub", "up.persist"]);
}

/// This module's path as the test runner knows it, without the crate.
fn module() -> &'static str {
    module_path!().split_once("::").unwrap().1
}

#[test]
fn savers_of_one_path_leave_one_whole_file_and_no_temps() {
    let _alone = no_process_starts();
    const SAVES: usize = 200;
    let scratch = Scratch::new();
    let path = scratch.join("model.persist");
    let payloads = [vec![1_u8; 300_000], vec![2_u8; 200_000]];
    std::thread::scope(|scope| {
        for payload in &payloads {
            scope.spawn(|| {
                for _ in 0..SAVES {
                    replace(&Disk, &path, Durability::Fast, writing(payload)).unwrap();
                }
            });
        }
        scope.spawn(|| {
            for _ in 0..SAVES {
                if let Ok(found) = fs::read(&path) {
                    assert!(payloads.contains(&found));
                }
            }
        });
    });
    assert!(payloads.contains(&fs::read(&path).unwrap()));
    assert_eq!(scratch.names(), ["model.persist"]);
}

#[test]
fn only_stale_temps_of_the_same_target_are_removed() {
    let _alone = no_process_starts();
    let scratch = Scratch::new();
    let path = scratch.join("model.persist");
    let name = |path: &Path| path.file_name().unwrap().to_string_lossy().into_owned();
    let long = |end: &str| scratch.join(&format!("{}{end}", "n".repeat(200)));

    let stale = plant_stale_temp(&path);
    let live = plant_stale_temp(&path);
    let lock = File::open(&live).unwrap();
    lock.try_lock().unwrap();
    let mut kept = vec![
        name(&live),
        name(&plant_stale_temp(&scratch.join("model.persist2"))),
        name(&plant_stale_temp(&scratch.join("model"))),
        name(&plant_stale_temp(&long("1"))),
        format!("{}.txt", name(&stale)),
        name(&stale).replace(".tmp", "0.tmp"),
        ".model.persist.tmp".to_owned(),
    ];
    for other in &kept {
        if *other != name(&live) {
            fs::write(scratch.join(other), "not ours").unwrap();
        }
    }
    // A directory by the name of a temporary file is none.
    let directory = plant_stale_temp(&path);
    fs::remove_file(&directory).unwrap();
    fs::create_dir(&directory).unwrap();
    kept.push(name(&directory));

    save(&path, b"new").unwrap();
    kept.push("model.persist".to_owned());
    kept.sort();
    assert_eq!(scratch.names(), kept);

    save(&long("2"), b"new").unwrap();
    assert_eq!(scratch.names().len(), kept.len() + 1);

    drop(lock);
    save(&path, b"newer").unwrap();
    assert!(!live.exists());
}

#[test]
fn a_temp_is_locked_while_it_is_written_and_survives_other_saves() {
    let _alone = no_process_starts();
    let scratch = Scratch::new();
    let path = scratch.join("model.persist");
    replace(&Disk, &path, Durability::Full, |out| {
        writing(b"the outer ")(out)?;
        let temps = scratch.temps();
        assert_eq!(temps.len(), 1);
        save(&path, b"inner")?;
        assert_eq!(fs::read(&path).unwrap(), b"inner");
        assert_eq!(scratch.temps(), temps);
        writing(b"save")(out)
    })
    .unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"the outer save");
    assert_eq!(scratch.names(), ["model.persist"]);
}

#[cfg(unix)]
#[test]
fn a_temp_of_a_private_file_is_private_from_its_first_byte() {
    let scratch = Scratch::new();
    let path = scratch.join("secret.persist");
    fs::write(&path, "old").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
    replace(&Disk, &path, Durability::Full, |_| {
        for name in scratch.temps() {
            assert_eq!(fs::metadata(scratch.join(&name)).unwrap().mode() & 0o777, 0o600);
        }
        Ok(())
    })
    .unwrap();
}
