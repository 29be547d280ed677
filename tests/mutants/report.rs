//! What became of the mutants, folder by folder, and the survivors that nothing explains.

use std::collections::BTreeMap;
use std::mem::discriminant;
use std::path::Path;
use std::{fs, io};

use crate::list::Mutant;
use crate::record::Outcome::{self, Alone, Killed, NotReached, Survived, TimedOut, Unviable};

/// Prints a table, and what is to be looked at; an error if anything is.
pub fn print(outcomes: &[(&Mutant, Outcome)], explanations: &Path) -> io::Result<()> {
    let explained = explained(&fs::read_to_string(explanations)?);
    let mut folders: BTreeMap<&str, Vec<Outcome>> = BTreeMap::new();
    let mut open = Vec::new();
    for (mutant, outcome) in outcomes {
        let name = mutant.file.trim_start_matches("persist-core/src/");
        let folder = name.split_once('/').map_or(name, |(folder, _)| folder);
        folders.entry(folder).or_default().push(*outcome);
        let is_open = matches!(outcome, Survived(_) | NotReached | Alone);
        if is_open && !explained.iter().any(|pattern| fits(pattern, &mutant.name)) {
            open.push(format!("{outcome:?}: {}", mutant.name));
        }
    }
    println!(
        "| folder | mutants | unviable | killed | timed out | survived | not reached | not run |"
    );
    println!("|---|---|---|---|---|---|---|---|");
    let all = outcomes.iter().map(|(_, outcome)| *outcome).collect();
    for (folder, outcomes) in folders.into_iter().chain([("all", all)]) {
        let count = |wanted| {
            outcomes
                .iter()
                .filter(|outcome| discriminant(*outcome) == discriminant(&wanted))
                .count()
        };
        let counts = [Unviable, Killed, TimedOut, Survived(0), NotReached, Alone]
            .map(|wanted| format!(" {} |", count(wanted)));
        println!("| {folder} | {} |{}", outcomes.len(), counts.concat());
    }
    println!("{}", open.join("\n"));
    println!(
        "{} mutants, {} left that no test kills and nothing explains",
        outcomes.len(),
        open.len()
    );
    if open.is_empty() { Ok(()) } else { Err(io::Error::other("there are survivors")) }
}

/// The patterns of a page of explanations: those of `## FILE` that stand in backticks at the beginning of its items.
fn explained(page: &str) -> Vec<(String, String)> {
    let mut file = "";
    let mut patterns = Vec::new();
    for line in page.lines() {
        if let Some(heading) = line.strip_prefix("## ") {
            file = heading;
        } else if let Some(item) = line.strip_prefix("- `")
            && let Some((pattern, _)) = item.split_once('`')
        {
            patterns.push((file.to_owned(), pattern.to_owned()));
        }
    }
    patterns
}

/// Whether a pattern means a mutant: each of its parts, between `…`, comes in the name, in this order.
fn fits((file, pattern): &(String, String), name: &str) -> bool {
    let Some(mut rest) = name.strip_prefix(file.as_str()) else { return false };
    pattern.split('…').all(|part| {
        let found = rest.find(part.trim());
        rest = &rest[found.unwrap_or_default()..];
        found.is_some()
    })
}
