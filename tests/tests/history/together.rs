//! Tests in several processes at once, as some runners have them: each records, and the histories are as one records
//! them alone.

use std::fs;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::project::{Project, shown, succeeds};

const SOURCE: &str = "\
use persist_core::Persist;
#[derive(Persist)] #[persist(version = \"1.0.0\")] pub struct Bark(u8);
#[derive(Persist)] #[persist(version = \"1.0.0\")] pub struct Tree { pub depth: u16, pub bark: Bark }
#[derive(Persist)] #[persist(version = \"1.0.0\")] pub struct Forest { pub trees: Vec<Tree> }
";

/// The program of the package's tests, built now.
fn program(project: &Project) -> String {
    let args = ["test", "--lib", "--no-run", "--message-format=json"];
    let output = project.cargo(&args).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let executable = |line: &str| {
        let message: Value = serde_json::from_str(line).ok()?;
        message["executable"].as_str().map(str::to_owned)
    };
    text.lines().find_map(executable).expect("a program is built")
}

/// The histories, by the names of their files; nothing else is in their folder.
fn histories(project: &Project) -> Vec<(String, String)> {
    let entries = fs::read_dir(project.root.join("persist")).unwrap();
    let mut found: Vec<_> = entries
        .map(|entry| {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            (name, fs::read_to_string(path).unwrap())
        })
        .collect();
    found.sort();
    found
}

/// Puts files in the place of those in the folder of histories.
fn restore(project: &Project, files: &[(String, String)]) {
    fs::remove_dir_all(project.root.join("persist")).unwrap();
    files.iter().for_each(|(name, text)| project.write(&format!("persist/{name}"), text));
}

#[test]
fn processes_that_record_at_once_leave_what_one_would() {
    let project = Project::new("at_once");
    fs::create_dir_all(project.root.join("persist")).unwrap();
    let later = SOURCE
        .replace("u16", "u32")
        .replace("1.0.0\")] pub struct Tree", "1.1.0\")] pub struct Tree");
    for (source, versions) in [(SOURCE, 1), (&*later, 2)] {
        project.write("src/lib.rs", source);
        let program = program(&project);
        let record = || {
            let mut command = Command::new(&program);
            command
                .arg("persist_history")
                .current_dir(&project.root)
                .env("PERSIST_HISTORY", "record");
            command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
        };
        let before = histories(&project);
        let processes: Vec<_> = (0..8).map(|_| record()).collect();
        for process in processes {
            succeeds(shown(&process.wait_with_output().unwrap()));
        }
        let together = histories(&project);
        assert_eq!(together.len(), 3, "{together:?}");
        let (_, tree) = &together[2];
        assert_eq!(tree.matches("\nversion ").count(), versions, "{tree}");

        restore(&project, &before);
        succeeds(shown(&record().wait_with_output().unwrap()));
        assert_eq!(histories(&project), together);
    }
}
