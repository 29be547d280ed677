//! Runs the tests against every mutant that cargo-mutants proposes, out of one build: `tests/campaigns/mutants` says how.

mod list;
mod record;
mod report;
mod rewrite;
mod run;
mod viable;

use std::path::Path;
use std::{env, io};

use self::record::Record;

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let [folder, targets, jobs, limit, wanted @ ..] = arguments.as_slice() else {
        return Err(io::Error::other("usage: FOLDER TARGETS JOBS SECONDS [PART OF A NAME]..."));
    };
    let number = |text: &str| text.parse().map_err(io::Error::other);
    let folder = Path::new(folder);
    let pristine = folder.join("pristine");
    let mutants = list::read(&folder.join("list.json"), &pristine)?;
    let mut record = Record::open(&folder.join("outcomes"))?;
    let binaries = viable::build(&pristine, &folder.join("tree"), &mutants, &mut record, targets)?;
    let tests = run::baseline(folder, &binaries, mutants.len(), number(jobs)?)?;
    if tests.new {
        record.forget_survivors();
    }
    let chosen: Vec<_> = mutants.iter().filter(|mutant| mutant.is_among(wanted)).collect();
    let outcomes = run::all(
        folder,
        &tests,
        &chosen,
        &record,
        number(jobs)?,
        limit.parse().map_err(io::Error::other)?,
    )?;
    report::print(&outcomes, &pristine.join("tests/mutants/explained.md"))
}
