//! A system without memory: the k-th allocation fails, for all k.
//!
//! What comes of it is an error or the end of the process, as in any program whose allocator gives up; the file is the
//! old one or the new one, whole, and nothing is left beside it once somebody saves again. An allocation that is as large
//! as something in a file says, however, is an error: files from anywhere end no process.

#![allow(
    unsafe_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails panics"
)]

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, LinkedList, VecDeque};
use std::ffi::CString;
use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::rc::Rc;
use std::sync::Arc;

use persist_core::{
    Archive, Compression, DiffOptions, Durability, ErrorKind, LoadOptions, Persist, Result,
    RewriteOptions, SalvageOptions, SaveOptions, UpgradeOptions, Value, cached,
};
use persist_tests::support::failing::{Failing, without};
use persist_tests::support::model::{Forest, Tree};
use serde::{Deserialize, Serialize};

#[path = "no_memory/lengths.rs"]
mod lengths;

#[global_allocator]
static ALLOCATOR: Failing = Failing;

/// A type of another crate.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
struct Foreign {
    kernel: String,
    support: Vec<f32>,
}

/// One of each kind, all of one length: the pieces are what the size of memory depends on.
#[derive(Persist, Clone, Debug, PartialEq)]
struct Everything {
    text: String,
    bytes: Vec<u8>,
    block: Vec<f64>,
    pairs: Vec<(u32, f32)>,
    flags: Vec<bool>,
    texts: Vec<String>,
    lists: Vec<Vec<u16>>,
    queue: VecDeque<u64>,
    chain: LinkedList<u64>,
    boxed: Box<[u32]>,
    boxed_text: Box<str>,
    c_text: CString,
    path: PathBuf,
    tree: BTreeMap<u32, String>,
    ordered: BTreeSet<u64>,
    table: HashMap<u32, f64>,
    set: HashSet<String>,
    shared: Vec<Rc<u64>>,
    shared_text: Arc<str>,
    shared_list: Rc<[u32]>,
    forest: Vec<Tree>,
    #[persist(serde)]
    foreign: Foreign,
}

impl Everything {
    /// Collections of so many elements, and of eight times as many bytes.
    fn of(len: u16) -> Self {
        let text = || "textual ".repeat(len.into());
        let numbers = || 0..u32::from(len);
        Everything {
            text: text(),
            bytes: text().into(),
            block: numbers().map(f64::from).collect(),
            pairs: numbers().map(|number| (number, 0.5)).collect(),
            flags: vec![true; text().len()],
            texts: numbers().map(|number| number.to_string()).collect(),
            lists: numbers().map(|_| vec![1, 2]).collect(),
            queue: numbers().map(u64::from).collect(),
            chain: numbers().map(u64::from).collect(),
            boxed: numbers().chain(numbers()).collect(),
            boxed_text: text().into(),
            c_text: CString::new(text()).unwrap(),
            path: text().into(),
            tree: numbers().map(|number| (number, number.to_string())).collect(),
            ordered: numbers().map(u64::from).collect(),
            table: numbers().map(|number| (number, 0.5)).collect(),
            set: numbers().map(|number| number.to_string()).collect(),
            shared: numbers().map(|number| Rc::new(number.into())).collect(),
            shared_text: text().into(),
            shared_list: numbers().chain(numbers()).collect(),
            forest: Forest::large(len).trees,
            foreign: Foreign { kernel: text(), support: numbers().map(|_| 0.5).collect() },
        }
    }
}

/// What there is to do in a folder with `old.persist`, `old.zst` and `old.lz4`, whose value is another than this one.
struct Work {
    name: &'static str,
    run: fn(&Everything, &Path) -> Result<()>,
}

const WORKS: &[Work] = &[
    Work { name: "save", run: |new, folder| fast().save(new, folder.join("old.persist")) },
    Work {
        name: "save compressed",
        run: |new, folder| {
            fast().compression(Compression::lz4()).save(new, folder.join("old.lz4"))?;
            fast().compression(Compression::zstd(3)).save(new, folder.join("old.zst"))
        },
    },
    Work { name: "load", run: |_, folder| load(folder.join("old.persist")) },
    Work {
        name: "load compressed",
        run: |_, folder| load(folder.join("old.lz4")).and_then(|()| load(folder.join("old.zst"))),
    },
    Work { name: "load mapped", run: mapped },
    Work { name: "look at a file", run: |_, folder| look_at(&folder.join("old.persist")) },
    Work { name: "look at arrays", run: |_, folder| arrays(&folder.join("old.persist")) },
    Work { name: "compare", run: |_, folder| differences(&folder.join("old.persist")) },
    Work { name: "rewrite", run: rewritten },
    Work { name: "salvage", run: salvaged },
    Work { name: "upgrade", run: upgraded },
    Work { name: "cache", run: kept },
];

fn fast() -> SaveOptions {
    SaveOptions::new().durability(Durability::Fast)
}

fn load(path: PathBuf) -> Result<()> {
    Everything::load(path).map(drop)
}

fn mapped(_: &Everything, folder: &Path) -> Result<()> {
    // SAFETY: the test writes to no file that it has mapped.
    let options = unsafe { LoadOptions::new().map() };
    options.load::<Everything>(folder.join("old.persist")).map(drop)
}

fn look_at(path: &Path) -> Result<()> {
    let archive = Archive::open(path)?;
    archive.verify()?;
    archive.verify_values()?;
    let value = archive.value()?;
    assert!(matches!(value, Value::Struct { .. }));
    archive.outline()?;
    archive.get::<Vec<String>>("texts").map(drop)
}

fn arrays(path: &Path) -> Result<()> {
    let archive = Archive::open(path)?;
    for array in archive.arrays()? {
        array.verify()?;
        array.bytes(..)?;
    }
    archive.tensors("").map(drop)
}

fn differences(path: &Path) -> Result<()> {
    let archive = Archive::open(path)?;
    assert!(archive.diff(&archive, &DiffOptions::new())?.is_equal());
    Ok(())
}

fn rewritten(_: &Everything, folder: &Path) -> Result<()> {
    let options = RewriteOptions::new().durability(Durability::Fast).metadata("author", "Fisher");
    options.rewrite_file(folder.join("old.persist"))?;
    options.compression(Compression::zstd(3)).rewrite_file(folder.join("old.lz4")).map(drop)
}

/// Of a file whose last bytes are damaged.
fn salvaged(_: &Everything, folder: &Path) -> Result<()> {
    let file = File::options().write(true).open(folder.join("old.persist")).unwrap();
    file.write_all_at(&[0xff; 8], file.metadata().unwrap().len() - 8).unwrap();
    let options = SalvageOptions::new().durability(Durability::Fast);
    options.salvage(folder.join("old.persist"), folder.join("old.zst")).map(drop)
}

/// As a program has it that was built today: it reads yesterday's files, and writes its own.
#[derive(Persist)]
#[persist(name = "Everything")]
struct Renamed {
    #[persist(was = "texts")]
    names: Vec<String>,
    #[persist(was = "pairs")]
    widened: Vec<(u64, f64)>,
}

fn upgraded(_: &Everything, folder: &Path) -> Result<()> {
    let options = UpgradeOptions::new().unknown_fields(persist_core::OnUnknown::Report);
    options.upgrade_file::<Renamed>(folder.join("old.persist")).map(drop)
}

fn kept(new: &Everything, folder: &Path) -> Result<()> {
    let path = folder.join("kept.persist");
    let fitted = cached(&path, &new.block, || new.texts.clone())?;
    assert_eq!(cached(&path, &new.block, || -> Vec<String> { panic!("it is there") })?, fitted);
    Ok(())
}

/// A folder, with the bytes that each of its files has before some work and after it.
struct Scene {
    folder: PathBuf,
    new: Everything,
    old_files: Files,
    new_files: Files,
}

type Files = BTreeMap<String, Vec<u8>>;

impl Scene {
    fn of(work: &Work, folder: &Path, len: u16) -> Self {
        let old = Everything::of(len);
        let save = |compression, name| {
            fast().compression(compression).save(&old, folder.join(name)).unwrap();
        };
        save(Compression::none(), "old.persist");
        save(Compression::lz4(), "old.lz4");
        save(Compression::zstd(3), "old.zst");
        let old_files = files(folder);
        let new = Everything::of(len + 1);
        (work.run)(&new, folder).unwrap();
        Scene { folder: folder.to_owned(), new, old_files, new_files: files(folder) }
    }

    fn restore(&self) {
        for name in files(&self.folder).into_keys() {
            fs::remove_file(self.folder.join(name)).unwrap();
        }
        for (name, bytes) in &self.old_files {
            fs::write(self.folder.join(name), bytes).unwrap();
        }
    }

    /// Each file is as it was before or as it is afterwards; after an end of the process, one may be there that the
    /// next save removes.
    fn assert_whole(&self, what: &str, killed: bool) {
        for (name, bytes) in files(&self.folder) {
            let before = self.old_files.get(&name);
            let whole = before == Some(&bytes) || self.new_files.get(&name) == Some(&bytes);
            let may_be_left = killed && name.ends_with(".tmp");
            assert!(whole || may_be_left || name.ends_with(".lock"), "{what}: {name}");
        }
        let lost: Vec<_> =
            self.old_files.keys().filter(|name| !self.folder.join(name).exists()).collect();
        assert!(lost.is_empty(), "{what}: {lost:?}");
    }

    fn assert_next_save_cleans_up(&self, what: &str) {
        for name in ["old.persist", "old.lz4", "old.zst", "kept.persist"] {
            fast().save(&1, self.folder.join(name)).unwrap();
        }
        let left: Vec<_> =
            files(&self.folder).into_keys().filter(|name| name.ends_with(".tmp")).collect();
        assert!(left.is_empty(), "{what}: {left:?}");
    }
}

fn files(folder: &Path) -> Files {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
    entries
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect()
}

/// Tells a child what to do: the number of a work, and the first allocation that fails.
const TASK: &str = "PERSIST_TEST_TASK";
/// Where a child does it.
const FOLDER: &str = "PERSIST_TEST_FOLDER";

/// What a child does until it ends before its time; in the parent, nothing.
#[test]
fn child() {
    let Ok(task) = std::env::var(TASK) else { return };
    let (work, first) = task.split_once(' ').unwrap();
    let (work, first): (usize, u64) = (work.parse().unwrap(), first.parse().unwrap());
    let folder = PathBuf::from(std::env::var_os(FOLDER).unwrap());
    let work = &WORKS[work];
    let scene = Scene::of(work, &folder, SMALL);
    for number in first.. {
        scene.restore();
        println!("at {number}");
        let (result, fired) = without(number, || (work.run)(&scene.new, &folder));
        if !fired {
            result.unwrap();
            println!("end");
            return;
        }
        scene.assert_whole(work.name, false);
        match result {
            Ok(()) => println!("fine"),
            Err(error) => {
                let kind = error.kind();
                assert_eq!(kind, ErrorKind::System, "{}: {error}", work.name);
                println!("error");
            }
        }
    }
}

/// How often an allocation failed, and what came of it.
#[derive(Debug, Default)]
struct Counts {
    errors: usize,
    fine: usize,
    ends: usize,
}

fn run(folder: &Path, task: &str) -> Output {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", "child", "--nocapture"]).env("RUST_BACKTRACE", "0");
    command.env(TASK, task).env(FOLDER, folder).output().unwrap()
}

/// Has each allocation fail, in children that go on where the one before them ended.
fn without_each(number: usize) -> Counts {
    let folder = tempfile::tempdir().unwrap();
    let work = &WORKS[number];
    let scene = Scene::of(work, folder.path(), SMALL);
    let (mut counts, mut next) = (Counts::default(), 0);
    loop {
        let output = run(folder.path(), &format!("{number} {next}"));
        let [said, told] =
            [output.stdout, output.stderr].map(|text| String::from_utf8_lossy(&text).into_owned());
        let lines = |word: &str| said.lines().filter(|line| line.starts_with(word)).count();
        counts.errors += lines("error");
        counts.fine += lines("fine");
        if lines("end") == 1 && output.status.success() {
            return counts;
        }
        next += lines("at ");
        let what = format!("{}, allocation {}: {told}{said}", work.name, next.saturating_sub(1));
        assert_eq!(output.status.signal(), Some(6), "{what}");
        assert!(told.contains("memory allocation of"), "{what}");
        scene.assert_whole(&what, true);
        scene.assert_next_save_cleans_up(&what);
        scene.restore();
        counts.ends += 1;
    }
}

/// Elements of each collection of the model that each allocation is taken from.
const SMALL: u16 = 2;

#[test]
fn each_allocation_of_a_save_and_of_a_load_of_a_small_model_fails() {
    let full = std::env::var_os("PERSIST_FULL").is_some();
    for (number, work) in WORKS.iter().enumerate() {
        if full || ["save", "load"].contains(&work.name) {
            let Counts { errors, fine, ends } = without_each(number);
            println!(
                "{}: {errors} errors, {ends} ends of the process, {fine} did without",
                work.name
            );
            assert!(ends > 10, "{}: {ends} ends", work.name);
        }
    }
}
