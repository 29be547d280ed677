//! The mutants that cargo-mutants proposes, as it lists them.

use std::collections::HashMap;
use std::ops::Range;
use std::path::Path;
use std::{fs, io};

use serde_json::Value;

pub struct Mutant {
    /// From 1 up: what `PERSIST_MUTANT` takes.
    pub id: u32,
    pub file: String,
    pub genre: String,
    /// Bytes of the file that give way.
    pub range: Range<usize>,
    pub replacement: String,
    /// As cargo-mutants calls it, with the line itself in place of its number, as lines move:
    /// `src/reader.rs: replace < with <= in Reader::take | if len < self.left {`.
    pub name: String,
    /// It is the value of a function that returns an `impl Iterator`.
    pub is_iterator: bool,
    /// Outside of functions no switch is possible.
    pub alone: bool,
}

impl Mutant {
    /// Whether its name has one of these parts.
    pub fn is_among(&self, parts: &[String]) -> bool {
        parts.is_empty() || parts.iter().any(|part| self.name.contains(part.as_str()))
    }
}

/// Reads the output of `cargo mutants --list --json`, for the sources below `root`.
pub fn read(list: &Path, root: &Path) -> io::Result<Vec<Mutant>> {
    let list: Vec<Value> = serde_json::from_slice(&fs::read(list)?)?;
    let mut sources = HashMap::new();
    let mut names = HashMap::new();
    let mut mutants = Vec::new();
    for (entry, id) in list.iter().zip(1..) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let file = text(&entry["file"]);
        let source = match sources.get(&file) {
            Some(source) => source,
            None => sources.entry(file.clone()).or_insert(fs::read_to_string(root.join(&file))?),
        };
        let range = offset(source, &entry["span"]["start"])..offset(source, &entry["span"]["end"]);
        let line = source[..range.start].rfind('\n').map_or(0, |end| end + 1);
        let line = source[line..].lines().next().unwrap_or_default().trim();
        let what = text(&entry["name"]);
        let what = what.splitn(4, ':').last().unwrap_or_default().trim();
        let mut name = format!("{file}: {what} | {line}");
        let namesakes = names.entry(name.clone()).or_insert(0);
        *namesakes += 1;
        if *namesakes > 1 {
            name += &format!(" | {namesakes}");
        }
        let genre = text(&entry["genre"]);
        let is_iterator =
            genre == "FnValue" && text(&entry["function"]["return_type"]).contains("impl Iterator");
        mutants.push(Mutant {
            id,
            range,
            replacement: text(&entry["replacement"]),
            name,
            is_iterator,
            alone: entry["function"].is_null(),
            file,
            genre,
        });
    }
    Ok(mutants)
}

/// The byte at a line and a column, both from 1 up; columns count characters.
fn offset(source: &str, place: &Value) -> usize {
    let number = |key: &str| place[key].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap_or(1);
    let lines: usize = source.split_inclusive('\n').take(number("line") - 1).map(str::len).sum();
    let columns =
        source[lines..].chars().take(number("column") - 1).map(char::len_utf8).sum::<usize>();
    lines + columns
}
