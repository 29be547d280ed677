//! The text of histories: parsed, written again, rebuilt into schemas, and compared with what they were.
//!
//! Texts of one folder have a zero byte between them.

use persist_core::{Fingerprint, Histories, History};
use persist_history::HistoryText;

use super::input::Input;

pub(super) fn run(bytes: &[u8]) {
    let mut input = Input(bytes);
    let way = input.byte();
    let mut text = input.text();
    // What is longer costs most of the time, and shows no more.
    text.truncate(text.floor_char_boundary(1024));
    let texts: Vec<&str> = text.split('\0').take(4).collect();
    let first = texts.first().copied().unwrap_or_default();
    match way % 3 {
        0 => returns(first),
        1 => rebuilt(&texts),
        _ => compared(&texts),
    }
}

/// What is parsed comes back from what is written of it, but for the lines it stood in.
fn returns(text: &str) {
    let Ok(parsed) = HistoryText::parse(text) else { return };
    let written = parsed.to_string();
    let again =
        HistoryText::parse(&written).unwrap_or_else(|error| panic!("{error} in:\n{written}"));
    assert_eq!(again.to_string(), written);
    assert_eq!(
        (again.entries.len(), again.nested.len()),
        (parsed.entries.len(), parsed.nested.len())
    );
    let names: Vec<&str> = HistoryText::type_names(text).collect();
    assert!(names.len() <= text.lines().count());
    for entry in &parsed.entries {
        assert!(parsed.entry(&entry.version).is_some(), "{}", entry.version);
    }
}

/// The schemas of a history are those that were recorded.
fn rebuilt(texts: &[&str]) {
    let Some((first, nested)) = texts.split_first() else { return };
    let Ok(history) = History::parse(first, nested.iter().copied()) else { return };
    let versions: Vec<_> = history.versions().cloned().collect();
    for version in versions.iter().take(3) {
        let Ok(recorded) = history.schemas(version) else { continue };
        for recorded in recorded.iter().take(3) {
            assert_eq!(recorded.schema.fingerprint(), recorded.fingerprint, "{}", recorded.schema);
            let found = history.find(recorded.fingerprint);
            assert!(
                found.is_ok_and(|found| found.is_some()),
                "a schema that was recorded is not found"
            );
        }
    }
    let _: bool = history.find(Fingerprint(0)).is_ok_and(|found| found.is_none());
}

fn compared(texts: &[&str]) {
    let paths = ["persist/A.history", "persist/B.history", "other/A.history", "A.history"];
    let before: Histories = paths.iter().zip(texts).map(|(path, text)| (*path, *text)).collect();
    let today: Histories =
        paths.iter().zip(texts.iter().rev()).map(|(path, text)| (*path, *text)).collect();
    let pairs = today.pairs_since(&before);
    assert!(pairs.iter().all(|(old, new)| old.is_some() || new.is_some()));
    let mut known = paths.iter().filter_map(|path| today.history(path).ok());
    let (Some(first), second) = (known.next(), known.next()) else { return };
    let _: usize = first.problems().iter().map(|problem| problem.to_string().len()).sum();
    if let Ok(steps) = first.steps() {
        assert!(steps.len() <= first.versions().count());
        for step in &steps {
            let _: [bool; 3] = [step.is_new_epoch(), step.is_readable(), step.is_bumped()];
        }
    }
    let since = first.since(second.as_ref().unwrap_or(&first));
    assert!(second.is_some() || since.is_append_only(), "a history is not what it was");
}

const TEXTS: &[&str] = &[
    "type Tree\nversion 1.0.0\n  nodes: [u16]\nwith f4d3e1c5e34a52f9\nversion 1.1.0\n  nodes: [u32]\nwith c00b4b69901d919d\n",
    "type Forest\nversion 3.0.0\n  trees: [Tree]\nwith 7ad336d131aa17b2 Tree 1.0.0\nwith 4e0b9c7d42fdd4d6 Tree 1.1.0\n\0type \
     Tree\nversion 1.0.0\n  nodes: [u16]\nwith f4d3e1c5e34a52f9\nversion 1.1.0\n  nodes: [u32]\nwith c00b4b69901d919d\n",
    "# persist schema history; commit this file.\ntype Forest<T, const N>\nversion 1.2.0\n  depth: u16\n  trees: [Tree; N]\n  \
     values: [T]\nwith 0123456789abcdef Tree 1.1.0\nversion 1.3.0\n  depth: u32 was deep\n  trees: {str: (Tree, Option<T>)}\n  \
     names: [str] = [\"a\", \"b\"]\nwith 23456789abcdef01 Tree 1.1.0\nwith 456789abcdef0123 Tree 1.2.0\n",
    "type Shape\nversion 1.0.0 enum\n  Unit\n  Tuple\n    0: u8\n    1: str\n  Named was Old\n    width: f64 = 0.5\n    height: \
     Shared<Weak<{u8}>>\ntype Form\nversion 2.0.0 enum\n  Unit {}\n  Pair ()\nwith 0000000000000001\n",
    "type A<T = f32, T::State = [u8; 3], const N = 4>\nversion 0.1.0\n  a: #[f32]\n  b: messagepack\nnested acme::B<u8> 1.0.0\n  \
     c: char\nnested acme::C 2.0.0-alpha.1 enum\n  D\n",
];

pub(super) fn seeds() -> Vec<Vec<u8>> {
    TEXTS.iter().flat_map(|text| [0, 1, 2].map(|way| [&[way], text.as_bytes()].concat())).collect()
}
