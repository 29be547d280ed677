//! Runs the tests against every mutant that cargo-mutants proposes, out of one build: `tests/campaigns/mutants` says how.

mod list;
mod report;
mod rewrite;
mod run;
mod viable;

use std::path::Path;
use std::{env, io};

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [folder, targets, jobs, limit, wanted @ ..] = arguments.as_slice() else {
        return Err(io::Error::other("usage: FOLDER TARGETS JOBS SECONDS [PART OF A NAME]..."));
    };
    let number = |text: &str| text.parse().map_err(io::Error::other);
    let folder = Path::new(folder);
    let pristine = folder.join("pristine");
    let mutants = list::read(&folder.join("list.json"), &pristine)?;
    let (binaries, left_out) = viable::build(&pristine, &folder.join("tree"), &mutants, targets)?;
    let tests = run::baseline(folder, &binaries, mutants.len(), number(jobs)?, number(limit)?)?;
    let chosen: Vec<_> = mutants.iter().filter(|mutant| mutant.is_among(wanted)).collect();
    let outcomes = run::all(folder, &tests, &chosen, &left_out, number(jobs)?)?;
    report::print(&outcomes, &pristine.join("tests/mutants/explained.md"))
}
