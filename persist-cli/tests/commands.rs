//! What the commands print: each file of `tests/commands` is a session with the program, run in a folder of real files, and
//! so is the README.
//!
//! `TRYCMD=overwrite cargo test -p persist-cli --test commands` writes what is printed today into the sessions.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails panics")]

mod support;

use std::env;
use std::path::Path;

#[test]
fn sessions() {
    let folder = tempfile::tempdir().unwrap();
    support::write_files(folder.path());
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    // Sessions name files as people do who stand in their folder. This is the only test of the process.
    env::set_current_dir(folder.path()).unwrap();
    trycmd::TestCases::new()
        .case(here.join("tests/commands/*.trycmd"))
        .case(here.join("README.md"))
        .default_bin_name("persist")
        .register_bin("persist", Path::new(env!("CARGO_BIN_EXE_persist")));
}
