//! Tests of histories as they grow: what may follow what, and what may not be touched.

use persist_history::{Bump, HistoryText};

use super::entries::entry_of;
use super::rebuild::{Rebuild, Work};
use super::sources::Sources;
use super::stand_ins::Reserved;
use super::verify::versions_of;
use super::{Histories, History};
use crate::evolution::Rule;
use crate::schema::Schema;

/// A history with the fingerprints that its entries have.
fn sealed(text: &str, nested: &[&str]) -> String {
    let mut history = HistoryText::parse(text).unwrap();
    let mut sources = Sources::library().unwrap();
    sources.add(history.clone());
    for text in nested {
        sources.add(HistoryText::parse(text).unwrap());
    }
    for entry in &mut history.entries {
        let own = entry.clone();
        for closure in &mut entry.closures {
            let (versions, work) = (versions_of(closure), Work::default());
            let schema = Rebuild::new(&sources, &own, &versions, &work).schema(Vec::new());
            closure.fingerprint = schema.unwrap().fingerprint().0;
        }
    }
    history.to_string()
}

const WITH: &str = "with 0000000000000000\n";

/// The history of a type with these entries, as `1.0.0|a: u8|b: u8`.
fn of(entries: &[&str]) -> History {
    let mut text = "type Model\n".to_owned();
    for entry in entries {
        let mut lines = entry.split('|');
        let version = lines.next().unwrap();
        match version.strip_prefix("type ") {
            Some(name) => text.push_str(&format!("type {name}\n")),
            None => {
                text.push_str(&format!("version {version}\n"));
                lines.for_each(|line| text.push_str(&format!("  {line}\n")));
                text.push_str(WITH);
            }
        }
    }
    History::parse(&sealed(&text, &[]), []).unwrap()
}

fn problems(history: &History) -> Vec<String> {
    history.problems().iter().map(ToString::to_string).collect()
}

#[test]
fn versions_that_keep_their_word_have_no_problems() {
    for entries in [
        &["1.0.0|a: u8"][..],
        &["1.0.0|a: u8", "1.1.0|a: u16"],
        &["1.0.0|a: u8|b: u8", "1.0.1|b: u8|a: u8"],
        // Defaults, new names and fields that are gone: the last of these a type says, and no history.
        &["1.0.0|a: u8", "1.1.0|a: u8|b: u8 = 1", "1.2.0|a: u8|c: u8 was b = 1", "1.3.0|a: u8"],
        // By `from`, as no rule leads from one to the other.
        &["1.0.0|a: str", "1.1.0|a: f64"],
        &["1.0.0|a: [u64]", "1.1.0|a: [u32]"],
        // Another epoch may be anything.
        &["1.0.0|a: str", "2.0.0 enum|A|B"],
        &["0.1.0|a: str", "0.2.0|b: f64"],
        &["0.0.1|a: str", "0.0.2|b: f64"],
        &["1.0.0|a: u8", "type Woods", "1.1.0|a: u8"],
        &["1.0.0 enum|A|B", "1.1.0 enum|A|B|C"],
    ] {
        assert_eq!(problems(&of(entries)), [""; 0], "{entries:?}");
    }
}

#[test]
fn a_version_reads_all_before_it_in_its_epoch() {
    for (entries, wrong) in [
        (&["1.0.0|a: u8", "1.1.0|a: u8|b: u8"][..], "`Model` 1.1.0 does not read files of 1.0.0"),
        // 1.1.0 has the field, and 1.0.0 has not.
        (
            &["1.0.0|a: u8", "1.1.0|a: u8|b: u8 = 1", "1.2.0|a: u8|b: u8"],
            "`Model` 1.2.0 does not read files of 1.0.0",
        ),
        (&["1.0.0|a: u8", "1.1.0 enum|A"], "`Model` 1.1.0 does not read files of 1.0.0"),
    ] {
        let found = problems(&of(entries));
        assert_eq!(found.len(), 1, "{entries:?}: {found:?}");
        assert!(found.iter().all(|found| found.contains(wrong)), "{entries:?}: {found:?}");
    }
}

#[test]
fn as_many_problems_as_there_are_pairs_are_told_in_no_time() {
    let entries: Vec<_> = (0..150).map(|minor| format!("1.{minor}.0|a{minor}: u8")).collect();
    let entries: Vec<_> = entries.iter().map(String::as_str).collect();
    let history = of(&entries);
    let start = std::time::Instant::now();
    assert_eq!(problems(&history).len(), 150 * 149 / 2);
    assert!(start.elapsed().as_secs() < 10, "{:?}", start.elapsed());
}

#[test]
fn a_version_is_as_far_beyond_the_last_one_as_its_changes_need() {
    for (entries, wrong) in [
        (["1.0.0|a: u8", "1.0.1|a: u16"], "has minor changes since 1.0.0, and is no minor version"),
        (["1.0.0|a: u8|b: u8", "1.0.1|a: u8"], "has minor changes since 1.0.0"),
        (["1.0.0|a: str", "1.0.1|a: f64"], "has minor changes since 1.0.0"),
    ] {
        let found = problems(&of(&entries));
        assert_eq!(found.len(), 1, "{entries:?}: {found:?}");
        assert!(found.iter().all(|found| found.contains(wrong)), "{entries:?}: {found:?}");
    }
}

#[test]
fn a_nested_type_moves_by_its_own_version() {
    let tree = "type Tree\nversion 1.0.0\n  cut: f32\nwith 0000000000000000\n\
                version 1.1.0\n  cut: f64\nwith 0000000000000000\n";
    let forest = "type Forest\nversion 1.0.0\n  trees: [Tree]\n  depth: u8\nwith 0000000000000000 Tree 1.0.0\n\
                  version 1.0.1\n  depth: u8\n  trees: [Tree]\nwith 0000000000000000 Tree 1.1.0\n";
    let (tree, forest) = (sealed(tree, &[]), sealed(forest, &[tree]));
    let history = History::parse(&forest, [tree.as_str()]).unwrap();
    assert_eq!(problems(&history), [""; 0]);
    let step = history.steps().unwrap().remove(0);
    assert_eq!((step.made_bump(), step.report.required_bump()), (Bump::Patch, Bump::Patch));
    let nested = step.report.changes().iter().find(|change| change.rule() == Rule::WidenFloat);
    assert!(nested.unwrap().is_nested());
}

#[test]
fn an_entry_without_a_closure_is_not_what_was_recorded() {
    let history = History::parse("type Model\nversion 1.0.0\n  a: u8\n", []).unwrap();
    assert!(problems(&history)[0].starts_with("line 2: `Model` 1.0.0 has no `with`"));
}

#[test]
fn what_was_recorded_is_told_from_what_came() {
    let before = of(&["1.0.0|a: u8", "1.1.0|a: u16"]);
    let since = |entries: &[&str]| of(entries).since(&before);
    let text = |versions: &[semver::Version]| -> Vec<String> {
        versions.iter().map(ToString::to_string).collect()
    };
    assert_eq!(since(&["1.0.0|a: u8", "1.1.0|a: u16"]), super::HistorySince::default());

    let more = since(&["1.0.0|a: u8", "1.0.1|a: u8", "1.1.0|a: u16", "1.2.0|a: u32"]);
    assert!(more.is_append_only());
    assert_eq!(text(&more.added), ["1.0.1", "1.2.0"]);
    let steps: Vec<_> = more
        .steps
        .iter()
        .map(|step| format!("{} {}", step.from.version, step.to.version))
        .collect();
    assert_eq!(steps, ["1.0.0 1.0.1", "1.1.0 1.2.0"]);

    let fewer = since(&["1.1.0|a: u16"]);
    assert_eq!((text(&fewer.removed), fewer.is_append_only()), (vec!["1.0.0".to_owned()], false));

    let other = since(&["1.0.0|a: u8 = 1", "1.1.0|a: u16"]);
    assert!(!other.is_append_only());
    assert_eq!(other.edited[0].gone, ["a: u8"]);
    assert_eq!(other.edited[0].come, ["a: u8 = 1"]);

    // Files have fields in the order of their entry.
    let fields = ["a: u8", "b: u8", "c: u8", "d: u8"];
    let moved = [0, 2, 1, 3].map(|field: usize| fields[field]);
    let entry = |fields: [&str; 4]| of(&[&format!("1.0.0|{}", fields.join("|"))]);
    let since = entry(moved).since(&entry(fields));
    let edited = &since.edited[0];
    // Behind the line of the fingerprint.
    assert_eq!(edited.gone[1..], ["b: u8", "c: u8"]);
    assert_eq!(edited.come[1..], ["c: u8", "b: u8"]);
}

#[test]
fn what_keeps_no_history_is_named() {
    let refused =
        |schema: Schema| entry_of(&schema, &[], &Reserved, &|_, _| None).unwrap_err().to_string();
    assert_eq!(
        refused(Schema::of::<Vec<u8>>().unwrap()),
        "`[u8]` is no type of its own, and keeps no history"
    );
    assert_eq!(
        refused(Schema::of::<std::time::Duration>().unwrap()),
        "`std::Duration` has no released version, and keeps no history; help: declare one: #[persist(version = \
         \"0.1.0\")]"
    );
    let empty = History::parse("type Model\n", []).unwrap_err().to_string();
    assert_eq!(empty, "the history of a type holds no version");
}

#[test]
fn nested_types_are_found_in_the_folder_of_a_history() {
    let tree = |ty| sealed(&format!("type Tree\nversion 1.0.0\n  cut: {ty}\n{WITH}"), &[]);
    let (narrow, wide) = (tree("f32"), tree("f64"));
    let forest = "type Forest\nversion 1.0.0\n  trees: [Tree]\nwith 0000000000000000 Tree 1.0.0\n";
    let forest = sealed(forest, &[&wide]);
    let with = |others: &[(&str, &str)]| {
        let mut histories: Histories = others.iter().copied().collect();
        histories.insert("a/Forest.history", forest.as_str());
        problems(&histories.history("a/Forest.history").unwrap())
    };
    assert_eq!(with(&[("a/Tree.history", &wide)]), [""; 0]);
    // The usual file of a type is before others that have its name.
    assert_eq!(with(&[("a/A.history", &narrow), ("a/Tree.history", &wide)]), [""; 0]);
    assert!(with(&[("a/Tree.history", &narrow)])[0].contains("is not what was recorded"));
    for others in
        [&[("b/Tree.history", wide.as_str())][..], &[("a/Tree.history", "type Tree\n?")], &[]]
    {
        assert!(
            with(others)[0].contains("held `Tree` 1.0.0, which is in no history"),
            "{others:?}"
        );
    }
}

#[test]
fn another_text_takes_the_place_of_a_file_s_former_one() {
    let mut histories = Histories::new();
    for text in ["type Oak\n", "type Tree\nversion 1.0.0\nwith 0000000000000000\n"] {
        histories.insert("Tree.history", text);
    }
    assert_eq!(histories.type_names("Tree.history").collect::<Vec<_>>(), ["Tree"]);
    assert_eq!(histories.history("Tree.history").unwrap().type_name(), "Tree");
    assert!(histories.history("Oak.history").is_err());
}
