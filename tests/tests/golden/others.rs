//! What is no file of itself: records with their schemas, and histories.

use std::collections::HashMap;
use std::fmt::Write;
use std::fs;
use std::rc::Rc;

use persist_core::{Fingerprint, History, Persist, Records, Schema};
use persist_history::HistoryText;

use super::files::folder;

#[derive(Persist, Debug, PartialEq)]
#[persist(name = "golden::Player", version = "1.0.0", history = false)]
struct Player {
    name: String,
    score: u32,
    scale: Vec<f32>,
}

fn ada() -> Player {
    Player { name: "ada".into(), score: 90, scale: vec![0.5; 1200] }
}

/// The type of today's program.
#[derive(Persist, Debug, PartialEq)]
#[persist(name = "golden::Player", version = "1.2.0", history = false)]
struct Today {
    #[persist(default)]
    guild: Option<String>,
    #[persist(was = "name")]
    nick: String,
    score: u64,
    scale: Vec<f64>,
}

type Pair = (Rc<str>, Vec<Rc<Vec<u32>>>, Rc<str>);

fn pair() -> Pair {
    let name: Rc<str> = "ada".into();
    (Rc::clone(&name), vec![Rc::new(vec![3; 1100])], name)
}

/// A history with all that its text can say, and those of the types that it holds.
const HISTORIES: [&str; 2] = ["forest.history", "tree.history"];

fn read(name: &str) -> String {
    fs::read_to_string(folder().join(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// The versions of a history: each closure in which it was released, with its fingerprint.
fn versions(history: &History) -> String {
    let mut out = String::new();
    for version in history.versions() {
        for recorded in history.schemas(version).unwrap() {
            writeln!(out, "# {version}: {:016x}\n\n{}", recorded.fingerprint.0, recorded.schema)
                .unwrap();
        }
    }
    out
}

fn histories() -> [(&'static str, History); 2] {
    let [forest, tree] = HISTORIES.map(read);
    [
        ("forest.versions", History::parse(&forest, [&*tree]).unwrap()),
        ("tree.versions", History::parse(&tree, []).unwrap()),
    ]
}

/// Names of files, and what this program writes into them.
pub(crate) fn all() -> Vec<(&'static str, Vec<u8>)> {
    let schema = |schema: Schema| schema.to_bytes();
    let mut all = vec![
        ("player.record", ada().to_record().unwrap()),
        ("player.schema", schema(Schema::of::<Player>().unwrap())),
        ("shared.record", pair().to_record().unwrap()),
        ("shared.schema", schema(Schema::of::<Pair>().unwrap())),
    ];
    all.extend(HISTORIES.map(|name| (name, read(name).into_bytes())));
    all.extend(histories().map(|(name, history)| (name, versions(&history).into_bytes())));
    all
}

#[test]
fn golden_records_are_read_and_written_again() {
    if crate::blesses() {
        return;
    }
    let bytes = |name: &str| fs::read(folder().join(name)).unwrap();
    let record = bytes("player.record");
    assert_eq!(Player::from_record(&record).unwrap(), ada());
    let schema = Schema::from_bytes(&bytes("player.schema")).unwrap();
    let store: HashMap<Fingerprint, Schema> = [(schema.fingerprint(), schema)].into();
    let today = Records::<Today>::new().unwrap().store(store).decode(&record).unwrap();
    let Player { name, score, scale } = ada();
    let scale = scale.into_iter().map(f64::from).collect();
    assert_eq!(today, Today { guild: None, nick: name, score: score.into(), scale });

    let shared = Pair::from_record(&bytes("shared.record")).unwrap();
    assert!(shared == pair() && Rc::ptr_eq(&shared.0, &shared.2));
    for (name, written) in all() {
        assert!(bytes(name) == written, "{name} is written in another way");
    }
}

#[test]
fn golden_histories_are_read_and_written_again() {
    if crate::blesses() {
        return;
    }
    for name in HISTORIES {
        let text = read(name);
        assert_eq!(HistoryText::parse(&text).unwrap().to_string(), text, "{name}");
    }
    for (name, history) in histories() {
        assert_eq!(versions(&history), read(name), "{name}");
        let problems = history.problems();
        assert!(problems.is_empty(), "{name}: {problems:?}");
    }
}
