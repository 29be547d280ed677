//! The saver: models that tell themselves apart, saved one after the other, with a mark after each one that was saved.

use std::fs::{self, File};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use persist_core::{Durability, Persist, SaveOptions};
use persist_tests::support::model::Forest;

use super::Result;
use super::log::ENTRIES_AT;

/// Every so many models are saved to a directory of their own, too, which is created for it.
const FRESH: u32 = 4;

/// Trees of the models: files of 1 KB to 1 MB.
const TREES: [u16; 5] = [1, 40, 300, 3, 900];

/// How a file gets to the disk.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    /// By this library, as it does by default.
    Durable,
    /// By this library, without waiting for the disk: written to a temporary file, which is renamed.
    Fast,
    /// Created anew and written.
    Plain,
}

impl FromStr for Way {
    type Err = String;

    fn from_str(name: &str) -> std::result::Result<Self, String> {
        match name {
            "durable" => Ok(Way::Durable),
            "fast" => Ok(Way::Fast),
            "plain" => Ok(Way::Plain),
            _ => Err(format!("`{name}` is no way of saving")),
        }
    }
}

impl Way {
    fn save(self, model: &Forest, path: &Path) -> Result<()> {
        match self {
            Way::Durable => model.save(path)?,
            Way::Fast => SaveOptions::new().durability(Durability::Fast).save(model, path)?,
            Way::Plain => fs::write(path, model.to_bytes()?)?,
        }
        Ok(())
    }
}

/// The model of a number: no part of it is that of another one.
pub(crate) fn model(number: u32) -> Forest {
    let trees = TREES.iter().cycle().nth(usize::try_from(number).unwrap_or_default() % TREES.len());
    let mut model = Forest::large(trees.copied().unwrap_or_default());
    model.note = Some(number.to_string());
    model.importance.iter_mut().for_each(|weight| *weight += f64::from(number));
    model
}

/// Where all models are saved, one over the other.
pub(crate) fn common_path(folder: &Path) -> PathBuf {
    folder.join("models/model.persist")
}

/// Numbers of the models that are saved to directories of their own as well, and where.
pub(crate) fn fresh_paths(folder: &Path, last: u32) -> impl Iterator<Item = (u32, PathBuf)> {
    let numbers = (1..=last).filter(|number| number % FRESH == 0);
    numbers.map(move |number| (number, folder.join(format!("{number}/fresh/model.persist"))))
}

/// That a model was saved when the log had so many entries.
pub(crate) struct Mark {
    pub(crate) number: u32,
    pub(crate) entries: usize,
}

/// Saves model 0 durably and then those up to `last` in this way, and prints a mark after each.
pub(crate) fn save_all(way: Way, last: u32, folder: &Path, log: &Path) -> Result<()> {
    let log = File::open(log)?;
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let neighbour = scope.spawn(|| be_a_neighbour(&folder.join("neighbour"), &done));
        let saved = save_each(way, last, folder, &log);
        done.store(true, Ordering::Relaxed);
        neighbour.join().map_err(|_| "the neighbour panicked")??;
        saved
    })
}

fn save_each(way: Way, last: u32, folder: &Path, log: &File) -> Result<()> {
    let common = common_path(folder);
    fs::create_dir(common.parent().unwrap_or(folder))?;
    // From here on there has to be a model.
    Way::Durable.save(&model(0), &common)?;
    print_mark(0, log)?;
    for number in 1..=last {
        let model = model(number);
        way.save(&model, &common)?;
        for (_, path) in fresh_paths(folder, number).filter(|(fresh, _)| *fresh == number) {
            fs::create_dir_all(path.parent().unwrap_or(folder))?;
            way.save(&model, &path)?;
        }
        print_mark(number, log)?;
        // Time for the neighbour, and for what the kernel does by itself.
        std::thread::sleep(Duration::from_millis(50));
    }
    Ok(())
}

/// Another program on the same disk, which syncs a file of its own again and again. That brings what was changed in
/// directories to the disk, and what was written to other files may come later: without it the kernel would keep
/// everything back for seconds, and cuts between the two would be rare.
fn be_a_neighbour(path: &Path, done: &AtomicBool) -> std::io::Result<()> {
    let file = File::create(path)?;
    let mut round = 0;
    while !done.load(Ordering::Relaxed) {
        file.write_all_at(b"a line of a log\n", round * 16)?;
        file.sync_all()?;
        round += 1;
        std::thread::sleep(Duration::from_millis(15));
    }
    Ok(())
}

fn print_mark(number: u32, log: &File) -> Result<()> {
    let mut entries = [0; 8];
    // The header is brought up to date at each flush.
    log.read_exact_at(&mut entries, ENTRIES_AT)?;
    println!("{number} {}", u64::from_le_bytes(entries));
    Ok(())
}

/// The marks that a saver printed.
pub(crate) fn marks(text: &str) -> Result<Vec<Mark>> {
    let mark = |line: &str| {
        let (number, entries) = line.split_once(' ').ok_or("a mark is two numbers")?;
        Ok(Mark { number: number.parse()?, entries: entries.parse()? })
    };
    text.lines().map(mark).collect()
}
