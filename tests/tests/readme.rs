//! What README.md says holds: its error texts are the real ones, and its commands are those that the checks
//! run. Its Rust code is compiled and run as documentation tests of this package's library.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

use std::borrow::Cow;
use std::cell::{Cell, OnceCell, RefCell};
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::ffi::{CString, OsString};
use std::fs;
use std::net::{IpAddr, SocketAddr};
use std::num::{NonZero, Wrapping};
use std::ops::{Bound, Range};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicU64};
use std::sync::{Arc, Mutex, OnceLock, RwLock};
use std::time::{Duration, SystemTime};

use persist_core::{Limits, Persist, SaveOptions};
use tempfile::TempDir;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_owned()
}

fn readme() -> String {
    fs::read_to_string(root().join("README.md")).unwrap()
}

/// The contents of all code blocks of a language, in order.
fn blocks<'r>(readme: &'r str, language: &str) -> Vec<&'r str> {
    let fence = format!("```{language}\n");
    readme.split(&fence).skip(1).map(|rest| rest.split("\n```").next().unwrap()).collect()
}

/// The reader of the README's first error: a later version of what wrote the file.
#[derive(Persist)]
#[persist(version = "1.1.0")]
struct Forest {
    trees: Vec<Vec<f64>>,
    classes: Vec<String>,
    max_depth: Option<u32>,
}

mod before {
    use persist_core::Persist;

    #[derive(Persist)]
    #[persist(version = "1.0.0")]
    pub(super) struct Forest {
        pub(super) trees: Vec<Vec<f32>>,
        pub(super) classes: Vec<String>,
        pub(super) depth: u32,
    }
}

/// The text of the error that loading these bytes gives, under the name `forest.persist`.
fn error_of_loading(bytes: &[u8]) -> String {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("forest.persist");
    fs::write(&path, bytes).unwrap();
    let error = persist_core::load::<Forest>(&path).err().unwrap().to_string();
    error.replace(path.to_str().unwrap(), "forest.persist")
}

fn forest_before() -> Vec<u8> {
    let forest = before::Forest {
        trees: vec![vec![0.5; 2000]; 3],
        classes: vec!["setosa".into(), "virginica".into()],
        depth: 8,
    };
    SaveOptions::new().producer("forest-trainer", "1.4.0").to_bytes(&forest).unwrap()
}

fn damaged_forest() -> Vec<u8> {
    let forest = Forest { trees: vec![vec![0.5; 2000]; 3], classes: vec![], max_depth: None };
    let mut bytes = forest.to_bytes().unwrap();
    *bytes.get_mut(20_000).unwrap() ^= 1;
    bytes
}

#[test]
fn quoted_errors_are_the_real_ones() {
    let real = [
        error_of_loading(&forest_before()),
        error_of_loading(&damaged_forest()),
        error_of_loading(b"\x80\x04\x95\x0b\0\0\0\0\0\0\0]\x94(K\x01K\x02K\x03e."),
    ];
    let real: Vec<&str> = real.iter().map(String::as_str).collect();
    assert_eq!(blocks(&readme(), "text"), real, "the real ones:\n\n{}", real.join("\n\n"));
}

/// The pages of a folder, those of folders within it not included.
fn pages(folder: &str) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.extension().is_some_and(|extension| extension == "md"))
}

#[test]
fn links_of_all_pages_lead_to_files() {
    let folders = ["", "docs", "docs/benchmarks", "persist-core", "persist-cli"];
    let mut followed = 0;
    for page in folders.into_iter().flat_map(pages) {
        let text = fs::read_to_string(&page).unwrap();
        let links = text.split("](").skip(1).map(|rest| rest.split(')').next().unwrap());
        for link in links.filter(|link| !link.contains("://")) {
            let path = link.split('#').next().unwrap();
            let lead = path.is_empty() || page.parent().unwrap().join(path).exists();
            assert!(lead, "{}: {link}", page.display());
            followed += 1;
        }
    }
    assert!(followed > 100, "only {followed} links are found: the search is blind");
}

#[test]
fn the_oldest_toolchain_is_the_one_of_the_manifest() {
    let oldest = format!("Rust {} or newer", env!("CARGO_PKG_RUST_VERSION"));
    assert!(readme().contains(&oldest), "{oldest}");
}

fn can_be_saved<T: Persist>() {}

/// The table of what can be saved: that this compiles is the test. Ranges and numbers stand for their kin.
#[test]
fn what_the_table_names_can_be_saved() {
    can_be_saved::<(u8, i128, usize, f32, f64, bool, char, String)>();
    can_be_saved::<(NonZero<u32>, Wrapping<u32>, AtomicU64, AtomicBool)>();
    can_be_saved::<(Vec<u8>, VecDeque<u8>, LinkedList<u8>, BinaryHeap<u8>)>();
    can_be_saved::<(HashMap<u8, u8>, HashSet<u8>, BTreeMap<u8, u8>, BTreeSet<u8>, [u8; 1000])>();
    can_be_saved::<(u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8, u8)>();
    can_be_saved::<(Box<u8>, Rc<u8>, Arc<u8>, Cow<'_, u8>, Cell<u8>, RefCell<u8>)>();
    can_be_saved::<(OnceCell<u8>, Mutex<u8>, RwLock<u8>, OnceLock<u8>)>();
    can_be_saved::<(Option<u8>, Result<u8, u8>, Bound<u8>, Ordering, Range<u8>)>();
    can_be_saved::<(PathBuf, OsString, CString, Duration, SystemTime, IpAddr, SocketAddr)>();
}

/// The checks of the project run every command that the README tells people to run.
#[test]
fn commands_are_checked() {
    let readme = readme();
    let commands: Vec<&str> = blocks(&readme, "sh").into_iter().flat_map(str::lines).collect();
    assert!(commands.contains(&"cargo run --example quickstart"), "{commands:?}");
    assert!(commands.contains(&"cargo test"), "{commands:?}");
    // Sources can be had without the checks, as a package has them.
    let Ok(checks) = fs::read_to_string(root().join(".ci/run")) else { return };
    for command in commands {
        assert!(checks.lines().any(|line| line.contains(command)), "not in .ci/run: {command}");
    }
}

#[test]
fn the_defaults_that_security_md_names_are_those_of_the_code() {
    let security = fs::read_to_string(root().join("SECURITY.md")).unwrap();
    let limits = Limits::new();
    let mib = 1 << 20;
    let [base, twice] = [0, mib].map(|stored| limits.inflation_for(stored));
    for row in [
        format!("| 64 MiB + {} × its length | `--max-inflation` |", (twice - base) / mib),
        format!("| {} MiB + 256 × its length | `--max-inflation` |", base / mib),
        format!("| {} | `--max-depth` |", Limits::DEFAULT_DEPTH),
    ] {
        assert!(security.contains(&row), "{row}");
    }
    for limit in ["file", "allocation", "elements", "inflation", "depth"] {
        let text = format!("{limits:?}");
        assert!(text.contains(&format!("{limit}: ")), "{text}");
        assert!(security.contains(&format!("\n| `{limit}` | ")), "{limit}");
    }
    assert_eq!(format!("{limits:?}").matches(": ").count(), 5, "{limits:?}");
}
