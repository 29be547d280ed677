//! `upgrade_file`: an old file becomes one of today, whole or not at all, and nothing of it is lost.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a test that fails panics")]

use std::fs;

use persist_core::{
    Archive, ErrorKind, OnUnknown, Persist, SaveOptions, UpgradeOptions, upgrade_file,
};

mod yesterday {
    #[derive(persist_core::Persist)]
    #[persist(version = "1.0.0")]
    pub(super) struct Model {
        pub(super) depth: u16,
    }
}

mod tomorrow {
    #[derive(persist_core::Persist)]
    #[persist(version = "1.2.0")]
    pub(super) struct Model {
        pub(super) depth: u32,
        pub(super) names: Vec<String>,
    }
}

#[derive(Persist, Debug)]
#[persist(version = "1.1.0")]
struct Model {
    depth: u32,
}

#[test]
fn an_old_file_becomes_one_of_today_and_stays_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    SaveOptions::new()
        .metadata("data", "iris")
        .save(&yesterday::Model { depth: 3 }, &path)
        .unwrap();
    let report = upgrade_file::<Model>(&path).unwrap();
    assert_eq!(report.changes().len(), 1);
    let archive = Archive::open(&path).unwrap();
    assert_eq!(archive.version().unwrap().to_string(), "1.1.0");
    assert_eq!(archive.metadata().collect::<Vec<_>>(), [("data", "iris")]);
    assert_eq!(Model::load(&path).unwrap().depth, 3);
    let before = fs::metadata(&path).unwrap().modified().unwrap();
    assert!(upgrade_file::<Model>(&path).unwrap().is_current());
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before);
}

#[cfg(unix)]
#[test]
fn a_backup_of_a_private_file_is_private() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    for mode in [0o600, 0o640, 0o644] {
        let path = folder.path().join(format!("{mode:o}"));
        let backup = path.with_extension("old");
        yesterday::Model { depth: 3 }.save(&path).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        UpgradeOptions::new().backup(&backup).upgrade_file::<Model>(&path).unwrap();
        for file in [&path, &backup] {
            let found = fs::metadata(file).unwrap().permissions().mode();
            assert_eq!(found & 0o777, mode, "{}", file.display());
        }
    }
}

#[test]
fn a_backup_is_the_old_file_and_overwrites_none() {
    let folder = tempfile::tempdir().unwrap();
    let (path, backup) = (folder.path().join("a"), folder.path().join("b"));
    yesterday::Model { depth: 3 }.save(&path).unwrap();
    let old = fs::read(&path).unwrap();
    fs::write(&backup, "mine").unwrap();
    let options = UpgradeOptions::new().backup(&backup);
    let error = options.upgrade_file::<Model>(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Caller, "{error}");
    assert_eq!(
        (fs::read(&path).unwrap(), fs::read(&backup).unwrap()),
        (old.clone(), b"mine".into())
    );
    fs::remove_file(&backup).unwrap();
    options.upgrade_file::<Model>(&path).unwrap();
    assert_eq!(fs::read(&backup).unwrap(), old);
}

#[test]
fn what_a_newer_program_wrote_is_not_thrown_away_unasked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    tomorrow::Model { depth: 3, names: vec!["x".into()] }.save(&path).unwrap();
    let before = fs::read(&path).unwrap();
    let error = upgrade_file::<Model>(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema);
    assert_eq!(fs::read(&path).unwrap(), before);
    let careless = UpgradeOptions::new().unknown_fields(OnUnknown::Report);
    assert_eq!(careless.upgrade_file::<Model>(&path).unwrap().dropped().count(), 1);
    assert_eq!(Model::load(&path).unwrap().depth, 3);
}
