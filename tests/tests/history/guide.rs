//! The guide "Promising a version" is followed to the letter: its files are written, its commands are run, and what it
//! says that they print is printed.

use std::fs;
use std::path::Path;

use crate::project::{Project, shown};

/// A fenced block: what stands behind the fence, and the lines.
struct Block<'t> {
    info: &'t str,
    lines: Vec<&'t str>,
}

fn blocks(text: &str) -> Vec<Block<'_>> {
    let mut blocks = Vec::new();
    let mut open: Option<Block<'_>> = None;
    for line in text.lines() {
        match (&mut open, line.strip_prefix("```")) {
            (None, Some(info)) => open = Some(Block { info, lines: Vec::new() }),
            (Some(_), Some(_)) => blocks.extend(open.take()),
            (Some(block), None) => block.lines.push(line),
            (None, None) => {}
        }
    }
    blocks
}

/// Runs a line of the shell in the project, where cargo takes nothing from outside.
fn run(project: &Project, line: &str) -> String {
    let (assignments, command): (Vec<_>, Vec<_>) =
        line.split_whitespace().partition(|word| word.contains('=') && word.starts_with("PERSIST"));
    let (program, args) = command.split_first().unwrap();
    let mut command = match *program {
        "cargo" => project.cargo(args),
        program => {
            let mut command = std::process::Command::new(program);
            command.args(args).current_dir(&project.root);
            command
        }
    };
    for assignment in assignments {
        let (name, value) = assignment.split_once('=').unwrap();
        command.env(name, value);
    }
    shown(&command.output().unwrap()).1
}

/// Finds the expected lines in what was printed, in order; those of tests in any. A line of dots stands for any number of
/// lines.
#[track_caller]
fn prints(said: &str, expected: &[&str]) {
    let of_tests = |line: &&&str| line.starts_with("test ");
    for line in expected.iter().filter(of_tests) {
        assert!(said.lines().any(|said| said == *line), "`{line}` is not printed:\n{said}");
    }
    let mut lines = said.lines().map(str::trim_end);
    for line in expected.iter().filter(|line| !of_tests(line) && line.trim() != "…") {
        assert!(
            lines.any(|said| said == line.trim_end()),
            "`{line}` is not printed, or not in this order:\n{said}"
        );
    }
}

#[test]
fn the_guide_can_be_followed() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../docs/promising-a-version.md");
    let text = fs::read_to_string(path).unwrap();
    let project = Project::new("trees");
    let (mut said, mut commands, mut outputs) = (String::new(), 0, 0);
    for block in blocks(&text) {
        match block.info.split_once(' ').unwrap_or((block.info, "")) {
            ("rust", file) if !file.is_empty() => {
                project.write(file, &(block.lines.join("\n") + "\n"));
            }
            ("sh", _) => {
                said = block.lines.iter().map(|line| run(&project, line)).collect();
                commands += block.lines.len();
            }
            ("text", _) => {
                prints(&said, &block.lines);
                outputs += 1;
            }
            _ => {}
        }
    }
    assert!(commands >= 8 && outputs >= 5, "{commands} commands, {outputs} outputs");
}
