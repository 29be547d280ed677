//! `EVOLUTION.md` is rendered from the catalogue, and each rule of it has its pair of programs.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

use persist_core::{Bump, Rule, Verdict};

/// Rules that no schema shows, so no pair of programs does.
const UNSEEN: &[Rule] = &[Rule::Defaults, Rule::ReuseName];

const INTRODUCTION: &str = "\
# What happens to old files

A file carries the schema of the types that wrote it. A load holds it against the program's types and plans, before any
value is read, how each field of the file becomes one of the program's. These are the rules, rendered from the table in
the code; a test keeps both the same, and shows each rule by a pair of programs.

- Fields and variants are matched by name, never by position; former names are in `was`.
- Nothing is filled in or left out in silence: `LoadOptions::load_with_report` names each rule that ran, where, and for
  how many values.
- A number that does not fit is an error with its path, never another number.
- Equal outer types are matched first, inward, and so are two collections. What wraps a value, as `Option`, `Vec`, `Rc`
  or a newtype, is tried only where the outer types differ, each of them once. Ways are told by the outer types alone;
  where several lead there, to different values, the file is refused, and `from` decides.
- A field with `from(Old => f)` takes files with an `Old` through `f`, files with today's type as they are. A type that
  is neither takes the rules where they lead to one of them alone; else the file is refused, and asks for another `from`.
- Which column holds is up to the versions of the nearest named type: *old files* are of an older version or the same,
  *newer files* of a newer one of the same epoch. A type without a version is a draft: there, both columns hold. A
  conversion that keeps every value, as `u8` to `u32`, is right for any file, whichever side is newer.
- An epoch is the part of a version that stands for compatibility: `1`, `0.3`, `0.0.7`. Another epoch needs an entry of
  `upgrade(…)`.
- A view reads the files of one epoch by these rules. Where its type keeps a history, the build fails if the view has a
  field that no recorded version has, or leaves out one that the next type of the chain has as well: `removed(…)` on the
  view says that this is meant.

| verdict | |
|---|---|
| read | all values are read |
| checked | values are read as far as they fit; one that does not is an error with its path |
| declared | read where the type says what to do |
| refused | refused before any value is read, with every reason |
| – | the question does not arise |

The bump is the least change of the version that the change asks for. Below 1.0.0 a minor one takes a new patch number,
a major one a new minor number.

";

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Read => "read",
        Verdict::Checked => "checked",
        Verdict::Declared => "declared",
        Verdict::Refused => "refused",
        Verdict::Unseen => "–",
    }
}

fn rendered() -> String {
    let mut text = INTRODUCTION.to_owned();
    text.push_str("| rule | change | old files | newer files | bump | said of it |\n|---|---|---|---|---|---|\n");
    for rule in Rule::all() {
        let bump = match rule.bump() {
            Bump::None => "–".to_owned(),
            bump => bump.to_string(),
        };
        let (old, new) = (verdict(rule.backward()), verdict(rule.forward()));
        let change = rule.change();
        writeln!(text, "| `{rule}` | {change} | {old} | {new} | {bump} | {} |", rule.says())
            .unwrap();
    }
    text
}

#[test]
fn the_document_is_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../EVOLUTION.md");
    if env::var_os("PERSIST_BLESS").is_some() {
        fs::write(&path, rendered()).unwrap();
    }
    let found = fs::read_to_string(&path).unwrap();
    let rendered = rendered();
    let help = "`PERSIST_BLESS=1 cargo test -p persist-tests --test evolution`";
    for (found, rendered) in found.lines().zip(rendered.lines()) {
        assert_eq!(found, rendered, "{help}");
    }
    assert_eq!(found.len(), rendered.len(), "{help}");
}

#[test]
fn each_rule_has_its_pair() {
    let pairs = include_str!("rules.rs");
    for rule in Rule::all() {
        let has = pairs.contains(&format!("\n    {rule:?} {{\n"));
        assert_eq!(has, !UNSEEN.contains(&rule), "{rule:?}");
    }
}

/// Below the tests: what a pair asserts of itself is that the report names its rule, so each has to be named.
#[test]
fn each_pair_names_its_rule() {
    let pairs = include_str!("rules.rs");
    for rule in Rule::all().filter(|rule| !UNSEEN.contains(rule)) {
        let named = pairs.matches(&format!("Rule::{rule:?}")).count();
        let seen = rule.backward() != Verdict::Refused && rule.backward() != Verdict::Unseen;
        let stored_alike = [Rule::Containers, Rule::Pointers, Rule::AddVariant, Rule::Nested];
        assert!(named > 0 || !seen || stored_alike.contains(&rule), "{rule:?}");
    }
}
