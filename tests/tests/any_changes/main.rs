//! Any change of any schema: what the library makes of a file is what the rules say, value by value.
//!
//! The rules are written down a second time here, slow and plain, and apart from the library's compiler of plans. Each
//! case is a value of a schema that was drawn, read as another: one that changes of the catalogue lead to, in both
//! directions, or one that has nothing to do with it. `PERSIST_CASES` sets how many cases are drawn, `PERSIST_SEED` the
//! one pair of schemas that is looked at.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::as_conversions,
    unreachable_pub,
    reason = "a test that fails panics, and its data is its own"
)]

mod changes;
mod check;
mod draw;
mod encode;
mod follow;
mod matching;
mod outcomes;
mod reference;
mod retypes;
mod samples;
mod scalars;
mod schema;
mod small;
mod text;
mod typed;
mod values;
mod ways;

use std::collections::BTreeMap;

use persist_core::{Rule, Schema as Library, compat};
use persist_tests::support::random::Random;

use changes::CHANGES;
use check::Went;
use schema::{Schema, Ty};

/// Cases of a plain run.
const CASES: u64 = 100_000;

/// Values of each pair of schemas.
const VALUES: usize = 5;

/// Cases in each part of all, which is run by one thread.
const THREADS: u64 = 2;

/// Of so many pairs one has nothing to do with each other.
const UNRELATED: usize = 8;

/// What has been seen.
#[derive(Debug, Default)]
struct Seen {
    cases: u64,
    unrelated: u64,
    went: BTreeMap<Went, u64>,
    /// Cases that were loaded, by change.
    changes: BTreeMap<&'static str, u64>,
    /// Cases that were loaded, by how the versions of the roots compare.
    directions: BTreeMap<&'static str, u64>,
    rules: BTreeMap<Rule, u64>,
    different: Vec<String>,
}

/// Two schemas, the file's first, and the changes between them.
fn pair(random: &mut Random) -> (Schema, Schema, Vec<&'static str>) {
    let old = draw::schema(random);
    if random.below(UNRELATED) == 0 {
        return (old, draw::schema(random), Vec::new());
    }
    let (new, changes) = changes::newer(&old, random);
    match random.below(2) {
        0 => (old, new, changes),
        _ => (new, old, changes),
    }
}

fn direction(old: &Schema, new: &Schema) -> &'static str {
    let version = |schema: &Schema| match schema.root {
        Ty::Named(id) => schema.defs[id].version,
        _ => None,
    };
    match (version(old), version(new)) {
        (Some(old), Some(new)) if old > new => "newer files",
        (Some(_), Some(_)) => "older files",
        _ => "drafts",
    }
}

impl Seen {
    fn pair(&mut self, seed: u64) {
        let mut random = Random(seed);
        let (old, new, changes) = pair(&mut random);
        for case in check::cases(&old, &new, &mut random, VALUES) {
            self.cases += 1;
            self.unrelated += u64::from(changes.is_empty());
            match case.agreement() {
                Ok(went) => *self.went.entry(went).or_default() += 1,
                Err(text) => {
                    self.different.push(format!("PERSIST_SEED={seed} {changes:?}\n{text}"));
                    return;
                }
            }
            if case.found.is_ok() {
                changes.iter().for_each(|name| *self.changes.entry(name).or_default() += 1);
                *self.directions.entry(direction(&old, &new)).or_default() += 1;
            }
        }
        if seed.is_multiple_of(8) {
            let library = |schema: &Schema| Library::from_bytes(&schema.to_bytes()).unwrap();
            let report = compat::check(&library(&old), &library(&new)).unwrap();
            let rules = report.changes().iter().map(compat::Change::rule);
            rules.for_each(|rule| *self.rules.entry(rule).or_default() += 1);
        }
    }

    fn add(&mut self, other: Seen) {
        fn sum<K: Ord>(into: &mut BTreeMap<K, u64>, from: BTreeMap<K, u64>) {
            from.into_iter().for_each(|(key, count)| *into.entry(key).or_default() += count);
        }
        self.cases += other.cases;
        self.unrelated += other.unrelated;
        sum(&mut self.went, other.went);
        sum(&mut self.changes, other.changes);
        sum(&mut self.directions, other.directions);
        sum(&mut self.rules, other.rules);
        self.different.extend(other.different);
    }

    fn went(&self, went: Went) -> u64 {
        self.went.get(&went).copied().unwrap_or(0)
    }

    /// The share of cases, in percent.
    fn share(&self, count: u64) -> u64 {
        count * 100 / self.cases.max(1)
    }
}

/// All that is drawn from as many cases.
fn seen(cases: u64) -> Seen {
    let pairs = cases.div_ceil(VALUES as u64);
    let part = |thread: u64| {
        let mut seen = Seen::default();
        let mut seeds = (thread..pairs).step_by(THREADS as usize);
        while let (Some(seed), ..10) = (seeds.next(), seen.different.len()) {
            seen.pair(seed);
        }
        seen
    };
    let mut all = Seen::default();
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS).map(|n| scope.spawn(move || part(n))).collect();
        threads.into_iter().for_each(|thread| all.add(thread.join().unwrap()));
    });
    all
}

fn variable(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap())
}

#[test]
fn what_a_file_becomes_is_what_the_rules_say() {
    if let Some(seed) = variable("PERSIST_SEED") {
        let mut seen = Seen::default();
        seen.pair(seed);
        panic!("{seen:#?}");
    }
    let seen = seen(variable("PERSIST_CASES").unwrap_or(CASES));
    println!("{seen:#?}");
    assert!(seen.different.is_empty(), "{}", seen.different.join("\n\n"));
    assert!(seen.share(seen.went(Went::Loaded)) > 40, "most cases end in a value");
    assert!(seen.share(seen.unrelated) >= 10);
    let undecided = seen.went(Went::Undecided) + seen.went(Went::Several);
    assert!(seen.share(undecided) < 5, "nearly all are compared");
    for (name, ..) in CHANGES {
        assert!(seen.changes.get(name).is_some_and(|count| *count >= 20), "never loaded: {name}");
    }
    for direction in ["older files", "newer files", "drafts"] {
        assert!(seen.share(seen.directions[direction]) >= 5, "too few {direction}");
    }
    let unmet: Vec<_> = Rule::all()
        .filter(|rule| !NOT_OF_FILES.contains(rule) && !seen.rules.contains_key(rule))
        .collect();
    assert!(unmet.is_empty(), "no pair of schemas has to do with {unmet:?}");
}

/// Rules that a comparison of two files' schemas does not name: they are about what only programs know, about the same
/// bytes, about those of other crates' types, or about the direction of a load, which is counted apart.
const NOT_OF_FILES: [Rule; 16] = [
    Rule::OutOfOption,
    Rule::OutOfList,
    Rule::AsDraft,
    Rule::RemoveField,
    Rule::Convert,
    Rule::RecodeForeign,
    Rule::ForeignCrate,
    Rule::OtherVariant,
    Rule::Upgrade,
    Rule::View,
    Rule::KeepUnknown,
    Rule::Containers,
    Rule::Pointers,
    Rule::Nested,
    Rule::Defaults,
    Rule::ReuseName,
];
