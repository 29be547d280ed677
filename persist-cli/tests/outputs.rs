//! Outputs that take nothing: a full disk is told of, a reader that is gone is no reason to complain, and no answer.

#![cfg(unix)]
#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

mod support;

use std::path::Path;
use std::process::{Command, Output, Stdio};

/// Each writes more than fits into a pipe or the program's buffer, or ends while some is still in it.
const COMMANDS: &[&str] = &[
    "inspect iris.persist",
    "inspect iris.persist --json",
    "inspect iris.persist --html -",
    "dump words.persist --all",
    "dump words.persist [0] --format csv",
    "verify models",
    "verify models --json",
    "diff old.persist iris.persist",
    "compat old.persist iris.persist",
    "history project",
    "salvage damaged.persist --dry-run",
    "recompress iris.persist --codec lz4 -o -",
    "export iris.persist --to npz -o -",
    "completions bash",
    "man",
    "help",
];

fn run(folder: &Path, command: &str, out: Stdio) -> Output {
    let mut program = Command::new(env!("CARGO_BIN_EXE_persist"));
    let args = command.split(' ');
    program.args(args).current_dir(folder).stdout(out).stderr(Stdio::piped()).output().unwrap()
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_to_be_full() {
    let folder = tempfile::tempdir().unwrap();
    support::write_files(folder.path());
    for command in COMMANDS {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let output = run(folder.path(), command, full.into());
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(7), "{command}: {said}");
        let full =
            "error: cannot write the standard output: No space left on device (os error 28)\n";
        assert_eq!(said, full, "{command}");
    }
}

#[cfg(target_os = "linux")]
#[test]
fn a_file_that_cannot_be_written_is_named() {
    let folder = tempfile::tempdir().unwrap();
    support::write_files(folder.path());
    for command in
        ["inspect iris.persist --html /dev/full", "export iris.persist --to npz -o /dev/full"]
    {
        let output = run(folder.path(), command, Stdio::null());
        let full = "error: cannot write `/dev/full`: No space left on device (os error 28)\n";
        assert_eq!(String::from_utf8(output.stderr).unwrap(), full, "{command}");
        assert_eq!(output.status.code(), Some(7), "{command}");
    }
}

/// Who reads it is not to take it for whole.
#[test]
fn an_archive_that_failed_has_no_end() {
    let folder = tempfile::tempdir().unwrap();
    support::write_files(folder.path());
    let output = run(folder.path(), "export damaged.persist --to npz -o -", Stdio::piped());
    assert_eq!(output.status.code(), Some(3));
    assert!(output.stdout.starts_with(b"PK\x03\x04"));
    assert!(!output.stdout.windows(4).any(|bytes| bytes == b"PK\x05\x06"));
}

/// Colours are for terminals, unless the arguments say otherwise: those that are wrong, too.
#[test]
fn colours_are_as_the_arguments_say() {
    let folder = tempfile::tempdir().unwrap();
    for (command, styled) in [
        ("nothing", false),
        ("--color always nothing", true),
        ("inspect nowhere --color=always", true),
        ("inspect --color=always", true),
        ("inspect nowhere --color never", false),
        ("inspect -- --color=always nowhere", false),
    ] {
        let output = run(folder.path(), command, Stdio::piped());
        assert_eq!(output.stderr.contains(&0x1b), styled, "{command}");
    }
    for (command, styled) in [("--help", false), ("--help --color always", true)] {
        let output = run(folder.path(), command, Stdio::piped());
        assert_eq!(output.stdout.contains(&0x1b), styled, "{command}");
    }
}

#[test]
fn a_reader_that_is_gone_is_told_nothing_and_no_script_that_all_went_well() {
    let folder = tempfile::tempdir().unwrap();
    support::write_files(folder.path());
    for command in COMMANDS {
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let output = run(folder.path(), command, writer.into());
        assert_eq!(String::from_utf8(output.stderr).unwrap(), "", "{command}");
        assert_eq!(output.status.code(), Some(7), "{command}");
    }
}
