//! README.md and JSON.md say what the program does: its commands, its exit codes, and the fields of its JSON.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails panics")]

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::path::Path;
use std::{fs, io};

use persist_cli::{Code, Io};
use serde_json::Value;

/// Objects whose keys are names that users chose.
const OF_USERS: [&str; 2] = ["metadata", "with"];

fn text_of(file: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file)).unwrap()
}

fn help(args: &[&str]) -> String {
    let (mut out, mut err) = (Vec::new(), Vec::new());
    let mut input = io::empty();
    let mut io = Io::plain(&mut input, &mut out, &mut err);
    let args = ["persist"].iter().chain(args).chain(&["--help"]).map(OsString::from);
    assert_eq!(persist_cli::run(args, &mut io), Code::Done);
    String::from_utf8(out).unwrap()
}

/// The names of all commands, but that of the help.
fn commands() -> Vec<String> {
    let help = help(&[]);
    let (_, listed) = help.split_once("Commands:\n").unwrap();
    let (listed, _) = listed.split_once("\n\n").unwrap();
    let names = listed.lines().filter_map(|line| {
        let name = line.strip_prefix("  ").filter(|line| !line.starts_with(' '))?;
        name.split_whitespace().next()
    });
    names.filter(|name| *name != "help").map(str::to_owned).collect()
}

#[test]
fn the_readme_has_all_exit_codes() {
    let readme = text_of("README.md");
    for (code, meaning) in Code::ALL {
        let row = format!("| {} | {meaning} |\n", code.number());
        assert!(readme.contains(&row), "README.md lacks {row}");
    }
}

#[test]
fn the_readme_has_all_commands() {
    let readme = text_of("README.md");
    let rows: Vec<_> = readme.lines().filter(|line| line.starts_with("| `")).collect();
    let commands = commands();
    assert!(commands.len() > 10, "{commands:?}");
    for command in &commands {
        let name = format!("`{command}`");
        let is_first = |row: &&&str| row.split(" | ").next().unwrap().contains(&name);
        assert!(rows.iter().any(|row| is_first(&row)), "no row of README.md is of {name}");
    }
}

#[test]
fn each_command_has_examples_and_each_that_writes_json_a_section() {
    let json = sections();
    for command in commands() {
        let help = help(&[&command]);
        assert!(help.contains("Examples:\n  persist "), "persist {command} has no example");
        if help.contains("--json") {
            assert!(json.contains_key(&command), "JSON.md has no section of persist {command}");
        }
    }
}

#[test]
fn json_has_the_fields_that_its_description_has() {
    let sections = sections();
    for (command, found) in fields_of_sessions() {
        let section = &sections[&command];
        let mut described = section.clone();
        // Reports of schemas are described once.
        if section.contains("fields of a comparison") {
            described.push_str(&sections["compat"]);
        }
        for field in &found {
            let is_described = described.contains(&format!("`{field}`"));
            assert!(is_described, "JSON.md lacks `{field}` of persist {command}");
        }
        // What only a repository has is in no session: tests/against.rs asks for it.
        let in_sessions = section.split("With `--against`").next().unwrap();
        for field in fields_of_tables(in_sessions) {
            assert!(found.contains(&field), "persist {command} does not write `{field}`");
        }
    }
}

/// The sections of JSON.md by command.
fn sections() -> BTreeMap<String, String> {
    let text = text_of("JSON.md");
    let sections = text.split("\n## persist ").skip(1);
    sections
        .map(|section| section.split_once('\n').unwrap())
        .map(|(name, section)| (name.to_owned(), section.to_owned()))
        .collect()
}

/// The fields in the first column of tables.
fn fields_of_tables(section: &str) -> Vec<String> {
    let rows = section.lines().filter_map(|line| line.strip_prefix("| `"));
    let cells = rows.map(|row| row.split(" | ").next().unwrap());
    cells.flat_map(|cell| cell.split(", ")).map(|name| name.replace('`', "")).collect()
}

/// The fields that the sessions with `--json` show, by command.
fn fields_of_sessions() -> BTreeMap<String, BTreeSet<String>> {
    let mut fields = BTreeMap::<_, BTreeSet<_>>::new();
    for entry in fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/commands")).unwrap()
    {
        let text = fs::read_to_string(entry.unwrap().path()).unwrap();
        for run in text.split("\n$ persist ").skip(1) {
            let (line, printed) = run.split_once('\n').unwrap();
            let mut words = line.split(' ');
            let command = words.next().unwrap().to_owned();
            let Some(start) = printed.find(['[', '{']).filter(|_| line.contains(" --json")) else {
                continue;
            };
            // Behind the value stands the next session's text. Errors are no JSON.
            let mut values = serde_json::Deserializer::from_str(&printed[start..]).into_iter();
            if let Some(Ok(value)) = values.next() {
                let found = fields.entry(command).or_default();
                add_fields(&value, found);
            }
        }
    }
    // `persist dump` writes the fields of the value, and the others have a session each.
    fields.remove("dump");
    assert_eq!(fields.len(), sections().len() - 1, "{:?}", fields.keys());
    fields
}

fn add_fields(value: &Value, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| {
            found.insert(name.clone());
            if !(value.is_object() && OF_USERS.contains(&name.as_str())) {
                add_fields(value, found);
            }
        }),
        Value::Array(values) => values.iter().for_each(|value| add_fields(value, found)),
        _ => {}
    }
}
