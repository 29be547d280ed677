//! One archive, one set of options among many threads: all get what one alone gets.

use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::thread;

use persist_core::{
    Archive, ArrayPart, DiffOptions, Leaf, LoadOptions, Persist, Progress, Result, RewriteOptions,
    SaveOptions, Schema, Verify, Visit,
};

use crate::{CODECS, Model, later};

/// Elements of an array that several threads share the work on.
const LARGE: u64 = 300_000;

/// Notes each leaf, and of arrays the first elements.
#[derive(Default)]
struct Notes(String);

impl Visit for Notes {
    fn leaf(&mut self, leaf: Leaf<'_>) -> Result<()> {
        self.0.push_str(&format!("{leaf:?} "));
        Ok(())
    }

    fn array(&mut self, array: &ArrayPart<'_>) -> Result<Range<usize>> {
        Ok(0..array.len().min(5))
    }
}

fn hash(bytes: &[u8]) -> String {
    blake3::hash(bytes).to_string()
}

/// What an archive is asked for. Errors are answers, too.
const QUESTIONS: [fn(&Archive) -> Result<String>; 13] = [
    |archive| archive.verify().map(|()| "whole".into()),
    |archive| Ok(format!("{:?}", archive.damage()?)),
    |archive| Ok(format!("{:?}", archive.get::<Vec<String>>("words")?)),
    |archive| Ok(format!("{:?}", archive.array("weights")?.read_range::<f64>(70_000..70_010)?)),
    |archive| Ok(hash(&archive.array("weights")?.bytes(..)?)),
    |archive| Ok(format!("{:?}", archive.get::<later::Model>("")?.weights.last())),
    |archive| archive.value_at("shared").map(|value| value.to_string()),
    |archive| {
        let mut notes = Notes::default();
        archive.visit("", &mut notes).map(|()| notes.0)
    },
    |archive| archive.tensors("").map(|found| format!("{:?} {:?}", found.tensors, found.left_out)),
    |archive| archive.outline().map(|outline| outline.to_string()),
    |archive| archive.diff(archive, &DiffOptions::new()).map(|diff| format!("{diff:?} {archive}")),
    |archive| archive.as_schema(&Schema::of::<later::Model>()?).map(|bytes| hash(&bytes)),
    |archive| RewriteOptions::new().metadata("a", 1).to_bytes(archive).map(|bytes| hash(&bytes)),
];

fn answer(archive: &Archive, question: usize) -> std::result::Result<String, String> {
    QUESTIONS[question % QUESTIONS.len()](archive).map_err(|error| format!("{error:?}"))
}

/// Files of all codecs, and a damaged one.
fn files(folder: &Path) -> Vec<PathBuf> {
    let model = Model::of_len(6, LARGE);
    let mut paths = Vec::new();
    for codec in CODECS {
        let path = folder.join(format!("{}.persist", paths.len()));
        SaveOptions::new().compression(codec).metadata("number", 6).save(&model, &path).unwrap();
        paths.push(path);
    }
    let mut bytes = std::fs::read(&paths[0]).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    paths.push(folder.join("damaged.persist"));
    std::fs::write(paths.last().unwrap(), bytes).unwrap();
    paths
}

#[test]
fn an_archive_gives_many_threads_what_it_gives_one() {
    let folder = tempfile::tempdir().unwrap();
    for path in files(folder.path()) {
        let alone = Archive::open(&path).unwrap().threads(1);
        let expected: Vec<_> = (0..QUESTIONS.len()).map(|asked| answer(&alone, asked)).collect();
        assert_eq!(expected.iter().any(Result::is_err), path.ends_with("damaged.persist"));
        // Of bytes in memory, nothing says so in errors.
        let in_memory = Archive::from_bytes(std::fs::read(&path).unwrap()).unwrap();
        for archive in [Archive::open(&path).unwrap().threads(3), in_memory] {
            thread::scope(|scope| {
                for first in 0..QUESTIONS.len() {
                    let (archive, expected) = (&archive, &expected);
                    scope.spawn(move || {
                        for question in [first, first + 5] {
                            let expected = &expected[question % QUESTIONS.len()];
                            assert_eq!(answer(archive, question), *expected, "{question}");
                        }
                    });
                }
            });
        }
    }
}

/// What progress was told of, which never goes back, whichever thread tells of it.
#[derive(Clone, Default)]
struct Told(Arc<Mutex<Vec<Progress>>>);

impl Told {
    fn tell(&self) -> impl Fn(Progress) + Send + Sync + 'static {
        let told = Arc::clone(&self.0);
        move |progress| {
            let mut told = told.lock().unwrap();
            assert!(told.last().is_none_or(|last: &Progress| last.done <= progress.done));
            told.push(progress);
        }
    }

    /// How often it was told; the last time it was all.
    #[track_caller]
    fn times(&self) -> usize {
        let told = self.0.lock().unwrap();
        let last = told.last().unwrap();
        assert_eq!(last.done, last.total);
        told.len()
    }
}

#[test]
fn progress_of_an_archive_that_threads_share_never_goes_back_and_comes_to_its_end() {
    let folder = tempfile::tempdir().unwrap();
    for path in &files(folder.path())[..CODECS.len()] {
        let in_memory = Archive::from_bytes(std::fs::read(path).unwrap()).unwrap();
        for archive in [Archive::open(path).unwrap(), in_memory] {
            let told = Told::default();
            let archive = archive.threads(2).progress(told.tell());
            thread::scope(|scope| {
                for _ in 0..4 {
                    scope.spawn(|| archive.verify().unwrap());
                }
            });
            assert!(told.times() > 8, "{}", told.times());
        }
    }
}

#[test]
fn progress_of_a_load_comes_to_its_end_wherever_the_bytes_are() {
    let folder = tempfile::tempdir().unwrap();
    for path in &files(folder.path())[..CODECS.len()] {
        let options = LoadOptions::new().threads(2);
        // SAFETY: nobody writes to these files.
        let mapped = unsafe { options.clone().map() };
        let ways = [options.clone(), mapped.clone(), mapped.verify(Verify::Lazy)];
        for options in ways {
            let told = Told::default();
            options.progress(told.tell()).load::<Model>(path).unwrap();
            assert!(told.times() > 1);
        }
        let told = Told::default();
        let bytes = std::fs::read(path).unwrap();
        options.progress(told.tell()).from_bytes::<Model>(&bytes).unwrap();
        assert!(told.times() > 1);
    }
}

#[test]
fn options_that_threads_share_make_the_same_files_and_values() {
    let (small, large) = (Model::new(4), Model::of_len(6, LARGE));
    let load = LoadOptions::new().threads(3).progress(|progress| assert!(progress.share() <= 1.0));
    for codec in CODECS {
        let save = SaveOptions::new().compression(codec).threads(2).progress(|progress| {
            assert!(progress.done <= progress.total);
        });
        let alone = save.clone().threads(1);
        let expected = [&small, &large].map(|model| alone.to_bytes(model).unwrap());
        thread::scope(|scope| {
            for turn in 0..6 {
                let (save, load, expected) = (&save, &load, &expected);
                let models = [&small, &large];
                scope.spawn(move || {
                    let model = models[turn % 2];
                    let bytes = save.to_bytes(model).unwrap();
                    assert!(bytes == expected[turn % 2]);
                    assert!(load.from_bytes::<Model>(&bytes).unwrap() == *model);
                    let later: later::Model = load.from_bytes(&bytes).unwrap();
                    assert!(later.weights == model.weights[..] && later.added == 7);
                });
            }
        });
    }
    assert_eq!(small.to_bytes().unwrap(), SaveOptions::new().to_bytes(&small).unwrap());
}
