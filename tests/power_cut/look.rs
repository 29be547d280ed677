//! What is found after a cut: each state is mounted, as a machine does when the power is back, and its models are
//! loaded.

use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use persist_core::Persist;
use persist_tests::support::model::Forest;
use persist_tests::support::random::Random;

use super::Result;
use super::log::Log;
use super::save::{Mark, common_path, fresh_paths, model};
use super::states::{Epoch, Image};

/// Faults that are told in full. The rest are counted.
const TOLD: usize = 3;

/// Where states are looked at.
pub(crate) struct Place<'a> {
    file_system: &'a str,
    image: &'a Path,
    mount_point: &'a Path,
}

impl<'a> Place<'a> {
    pub(crate) fn new(file_system: &'a str, image: &'a str, mount_point: &'a str) -> Self {
        Place { file_system, image: image.as_ref(), mount_point: mount_point.as_ref() }
    }
}

/// How many states there were, and in how many of them something was wrong.
#[derive(Default)]
pub(crate) struct Figures {
    states: usize,
    /// States that are not those at a flush, but at random between two.
    cuts: usize,
    /// The file system itself does not come back.
    unmountable: usize,
    /// A file does not load, or as nothing that was ever saved.
    torn: usize,
    /// A file holds a model though a later one had been saved.
    old: usize,
    /// There is no file though a model had been saved.
    missing: usize,
    /// The next save fails, or leaves other files beside its own.
    unsaved: usize,
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Figures { states, cuts, unmountable, torn, old, missing, unsaved } = self;
        write!(f, "{states} {cuts} {torn} {old} {missing} {unsaved} {unmountable}")
    }
}

/// What was wrong in a state.
enum Fault {
    Unmountable(String),
    Torn(PathBuf, String),
    Old(PathBuf, u32),
    Missing(PathBuf),
    Unsaved(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Fault::Unmountable(why) => write!(f, "unmountable: {why}"),
            Fault::Torn(path, why) => write!(f, "torn: {}: {why}", path.display()),
            Fault::Old(path, number) => write!(f, "old: {} is model {number}", path.display()),
            Fault::Missing(path) => write!(f, "missing: {}", path.display()),
            Fault::Unsaved(why) => write!(f, "the next save: {why}"),
        }
    }
}

/// Looks at the state at each flush, at one after it if there is one, and at as many as asked for in all.
pub(crate) fn look_at_all(
    log: &Log<'_>,
    marks: &[Mark],
    place: &Place<'_>,
    states: usize,
    seed: u64,
) -> Result<Figures> {
    let (Some(first), Some(last)) = (marks.first(), marks.last()) else {
        return Err("the saver left no marks".into());
    };
    let epochs = || Epoch::all(log, first.entries, last.entries);
    let flushes = epochs().count();
    let mut random = Random(seed);
    let mut figures = Figures::default();
    for (index, epoch) in epochs().enumerate() {
        // What one epoch has too little for, the later ones make up.
        let missing = states.saturating_sub(figures.states + flushes - index);
        let mut images = epoch.cuts(missing.div_ceil(flushes - index).max(1), &mut random);
        figures.cuts += images.len();
        images.push(epoch.durable);
        let returned = marks.iter().rev().find(|mark| mark.entries <= epoch.entries);
        let returned = returned.map_or(0, |mark| mark.number);
        for image in images {
            let faults = look(&image, log.device_len, place, returned, last.number)?;
            figures.count(&faults, &format!("after entry {}, {returned} saved", epoch.entries));
        }
    }
    Ok(figures)
}

impl Figures {
    fn count(&mut self, faults: &[Fault], state: &str) {
        self.states += 1;
        for fault in faults {
            if self.unmountable + self.torn + self.old + self.missing + self.unsaved < TOLD {
                eprintln!("{state}: {fault}");
            }
        }
        let any = |is: fn(&Fault) -> bool| usize::from(faults.iter().any(is));
        self.unmountable += any(|fault| matches!(fault, Fault::Unmountable(_)));
        self.torn += any(|fault| matches!(fault, Fault::Torn(..)));
        self.old += any(|fault| matches!(fault, Fault::Old(..)));
        self.missing += any(|fault| matches!(fault, Fault::Missing(_)));
        self.unsaved += any(|fault| matches!(fault, Fault::Unsaved(_)));
    }
}

/// Faults of a state: models up to `returned` were saved when its last flush was over, and the saver went on to `last`.
fn look(
    image: &Image,
    len: u64,
    place: &Place<'_>,
    returned: u32,
    last: u32,
) -> Result<Vec<Fault>> {
    image.store(place.image, len)?;
    let mut mount = Command::new("mount");
    mount.args(["-t", place.file_system, "-o", "loop"]).args([place.image, place.mount_point]);
    let mounted = mount.output()?;
    if !mounted.status.success() {
        let why = String::from_utf8_lossy(&mounted.stderr).trim().to_owned();
        return Ok(vec![Fault::Unmountable(why)]);
    }
    let mut faults = faults_in(place.mount_point, returned, last);
    faults.extend(save_again(place.mount_point));
    if !Command::new("umount").arg(place.mount_point).status()?.success() {
        return Err("a state cannot be unmounted".into());
    }
    Ok(faults)
}

fn faults_in(folder: &Path, returned: u32, last: u32) -> Vec<Fault> {
    let common = common_path(folder);
    let mut faults = Vec::new();
    match found(&common) {
        Ok(Some(number)) if number < returned => faults.push(Fault::Old(common, number)),
        Ok(Some(_)) => {}
        Ok(None) => faults.push(Fault::Missing(common)),
        Err(why) => faults.push(Fault::Torn(common, why)),
    }
    for (number, path) in fresh_paths(folder, last) {
        match found(&path) {
            Ok(None) if number <= returned => faults.push(Fault::Missing(path)),
            Ok(None) => {}
            Ok(Some(other)) if other == number => {}
            Ok(Some(other)) => faults.push(Fault::Torn(path, format!("it is model {other}"))),
            Err(why) => faults.push(Fault::Torn(path, why)),
        }
    }
    faults
}

/// The number of the model in a file, `None` if there is no file; why it is none.
fn found(path: &Path) -> std::result::Result<Option<u32>, String> {
    match Forest::load(path) {
        Ok(forest) => {
            let number = forest.note.as_ref().and_then(|note| note.parse().ok());
            match number.filter(|number| model(*number) == forest) {
                Some(number) => Ok(Some(number)),
                None => Err("it loads as a model that was never saved".into()),
            }
        }
        Err(_) if matches!(fs::exists(path), Ok(false)) => Ok(None),
        Err(error) => Err(error.to_string()),
    }
}

/// Saves once more: what the cut left must not be in the way, and goes away.
fn save_again(folder: &Path) -> Option<Fault> {
    let path = common_path(folder);
    let parent = path.parent()?;
    let again = || -> Result<usize> {
        fs::create_dir_all(parent)?;
        model(1).save(&path)?;
        Ok(fs::read_dir(parent)?.count())
    };
    match again() {
        Ok(1) => None,
        Ok(files) => Some(Fault::Unsaved(format!("{files} files are in its folder"))),
        Err(error) => Some(Fault::Unsaved(error.to_string())),
    }
}
