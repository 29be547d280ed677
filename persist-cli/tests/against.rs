//! `persist history --against`: histories of today against those of a revision, in a real repository of git.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that fails panics"
)]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::{Value, json};
use tempfile::TempDir;

use support::histories;

/// A repository whose first commit, `v1`, has the histories of a project, but for the newest versions.
struct Project {
    folder: TempDir,
}

impl Project {
    /// `None` where there is no git, which is said.
    fn new() -> Option<Self> {
        if Command::new("git").arg("--version").output().is_err() {
            eprintln!("skipped: there is no program `git`");
            return None;
        }
        let project = Project { folder: tempfile::tempdir().unwrap() };
        project.git(&["init", "--quiet", "--initial-branch", "main"]);
        histories::write(project.root(), &histories::first_release());
        project.commit("the first release");
        project.git(&["tag", "v1"]);
        Some(project)
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn git(&self, args: &[&str]) {
        let output = Command::new("git")
            .current_dir(self.root())
            .args(args)
            // Nothing of the machine's takes part, nor its clock.
            .env("GIT_CONFIG_NOSYSTEM", "1")
            .env("GIT_CONFIG_GLOBAL", self.root().join("none"))
            .env("GIT_AUTHOR_NAME", "A. Author")
            .env("GIT_AUTHOR_EMAIL", "author@example.com")
            .env("GIT_AUTHOR_DATE", "2026-01-01T00:00:00Z")
            .env("GIT_COMMITTER_NAME", "A. Author")
            .env("GIT_COMMITTER_EMAIL", "author@example.com")
            .env("GIT_COMMITTER_DATE", "2026-01-01T00:00:00Z")
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "git {args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    }

    fn commit(&self, message: &str) {
        self.git(&["add", "--all"]);
        self.git(&["commit", "--quiet", "--message", message]);
    }

    fn history(&self, name: &str) -> std::path::PathBuf {
        self.root().join("persist").join(format!("{name}.history"))
    }

    fn write(&self, name: &str, text: &str) {
        fs::write(self.history(name), text).unwrap();
    }

    fn edit(&self, name: &str, from: &str, to: &str) {
        let text = fs::read_to_string(self.history(name)).unwrap();
        assert!(text.contains(from), "{from} in {text}");
        self.write(name, &text.replacen(from, to, 1));
    }

    fn persist(&self, args: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_persist"));
        command.current_dir(self.root()).arg("history").args(args).output().unwrap()
    }

    /// What the command prints, and how it ends.
    fn against(&self, args: &[&str]) -> (Option<i32>, String) {
        let output = self.persist(&[&["--against", "v1"], args].concat());
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        (output.status.code(), String::from_utf8(output.stdout).unwrap())
    }

    fn json(&self) -> (Option<i32>, Value) {
        let (code, text) = self.against(&["--json"]);
        (code, serde_json::from_str(&text).unwrap())
    }

    fn refused(&self, args: &[&str]) -> (Option<i32>, String) {
        let output = self.persist(args);
        assert_eq!(String::from_utf8_lossy(&output.stdout), "");
        (output.status.code(), String::from_utf8(output.stderr).unwrap())
    }
}

/// What is written of the history of a type.
fn of<'j>(json: &'j Value, name: &str) -> &'j Value {
    let mut all = json["histories"].as_array().unwrap().iter();
    all.find(|one| one["type"] == name).unwrap_or_else(|| panic!("{name}"))
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().collect()
}

#[test]
fn nothing_is_said_of_histories_that_are_as_they_were() {
    let Some(project) = Project::new() else { return };
    assert_eq!(project.against(&[]), (Some(0), "no history changed since v1\n".into()));
    assert_eq!(
        project.against(&["--markdown"]),
        (Some(0), "### Schema histories since `v1`\n\nNo history changed.\n".into())
    );
    // Neither a comment nor how lines end is an edit.
    let text = fs::read_to_string(project.history("Tree")).unwrap();
    project.write("Tree", &format!("# ours\n{text}").replace('\n', "\r\n"));
    assert_eq!(project.against(&[]).0, Some(0));
}

#[test]
fn new_versions_are_shown_with_their_bumps() {
    let Some(project) = Project::new() else { return };
    histories::write(project.root(), &histories::project());
    let (code, text) = project.against(&[]);
    assert_eq!(code, Some(0), "{text}");
    assert_eq!(
        lines(&text)[..7],
        [
            "type    from   to     class           needs  has",
            "Forest  1.0.0  1.0.0  released again                fine",
            "Iris    1.0.0  1.1.0  backward        minor  minor  fine",
            "Layer   –      1.0.0  new                           fine",
            "Note    –      1.0.0  new                           fine",
            "Sensor  1.0.0  1.1.0  backward        minor  minor  fine",
            "Sensor  1.1.0  2.0.0  new epoch       major  major  fine",
        ],
        "{text}"
    );
    assert!(text.contains("  1.0.0: released again\n    with Tree 1.1.0\n"), "{text}");

    let (code, markdown) = project.against(&["--markdown"]);
    assert_eq!(code, Some(0));
    assert_eq!(
        lines(&markdown)[..6],
        [
            "### Schema histories since `v1`",
            "",
            "| type | from | to | class | needs | has | changes |",
            "|---|---|---|---|---|---|---|",
            "| `Forest` | 1.0.0 | 1.0.0 | released again |  |  | `with Tree 1.1.0` |",
            "| `Iris` | 1.0.0 | 1.1.0 | backward | minor | minor | `Iris.weights[][]`: widened, `f32 -> f64`\
             <br>`Iris.layers`: filled with its default, `[Layer]`\
             <br>`Iris.notes`: filled with its default, `{str: Note}` |",
        ],
        "{markdown}"
    );
    assert!(
        markdown.ends_with("\nAll recorded versions stay as they were, and their files load.\n")
    );

    let (_, json) = project.json();
    assert_eq!((&json["holds"], &json["against"]), (&json!(true), &json!("v1")));
    let of = |name| of(&json, name);
    assert_eq!(
        of("Forest")["released_with"],
        json!([{"version": "1.0.0", "with": {"Tree": "1.1.0"}}])
    );
    assert_eq!(of("Layer")["new"], "1.0.0");
    assert_eq!(of("Iris")["steps"][0]["required_bump"], "minor");
    assert_eq!(of("Sensor")["steps"][1]["new_epoch"], true);
}

#[test]
fn what_was_recorded_stays_as_it_is() {
    let Some(project) = Project::new() else { return };
    project.edit("Tree", "cuts: [f32]", "cuts: [f64]");
    project.edit("Sensor", "version 1.0.0", "version 1.0.1");
    fs::remove_file(project.history("Iris")).unwrap();
    let (code, text) = project.against(&[]);
    assert_eq!(code, Some(1), "{text}");
    assert_eq!(
        lines(&text)[..5],
        [
            "type    from   to     class    needs  has",
            "Iris    1.0.0  –      removed              old files may not load",
            "Sensor  1.0.0  –      removed              old files may not load",
            "Tree    1.0.0  1.0.0  edited               old files may not load",
            "",
        ],
        "{text}"
    );
    assert!(text.contains("1.0.0: edited\n    - cuts: [f32]\n    + cuts: [f64]\n"), "{text}");
    assert!(
        text.contains("broken: persist/Tree.history: `Tree` 1.0.0 in its history is not what"),
        "{text}"
    );
    assert!(text.contains("restore it from version control"), "{text}");

    let (code, markdown) = project.against(&["--markdown"]);
    assert_eq!(code, Some(1));
    assert!(markdown.contains("| `Tree` | 1.0.0 | 1.0.0 | ❌ edited |"), "{markdown}");
    assert!(markdown.ends_with("\n**Files of released versions may not load any more.**\n"));

    let (_, json) = project.json();
    assert_eq!(of(&json, "Tree")["edited"][0]["gone"], json!(["cuts: [f32]"]));
    assert_eq!(of(&json, "Iris")["removed"], json!(["1.0.0"]));

    // In colour, where it is asked for.
    let output = project.persist(&["--against", "v1", "--color", "always"]);
    let styled = String::from_utf8(output.stdout).unwrap();
    assert!(styled.contains("1.0.0: \u{1b}[31medited"), "{styled:?}");
}

#[test]
fn a_bump_that_is_too_small_is_told() {
    let Some(project) = Project::new() else { return };
    histories::write(project.root(), &histories::project());
    project.write("Forest", &histories::forest_of_small_bump());
    let (code, text) = project.against(&[]);
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("Forest  1.0.0  1.0.1  full            minor  patch  the bump is too small"),
        "{text}"
    );
}

#[test]
fn a_version_that_does_not_read_older_files_is_told() {
    let Some(project) = Project::new() else { return };
    project.write("Tree", &histories::tree_of_required_field());
    let (code, text) = project.against(&[]);
    assert_eq!(code, Some(1), "{text}");
    assert!(
        text.contains("Tree  1.0.0  1.1.0  forward  major  minor  old files do not load"),
        "{text}"
    );
    assert!(text.contains("line 6: `Tree` 1.1.0 does not read files of 1.0.0"), "{text}");
}

#[test]
fn a_history_may_move_with_its_type_and_its_name() {
    let Some(project) = Project::new() else { return };
    fs::create_dir_all(project.root().join("model/persist")).unwrap();
    for name in ["Forest", "Tree"] {
        let to = project.root().join(format!("model/persist/{name}.history"));
        fs::rename(project.history(name), to).unwrap();
    }
    let (code, text) = project.against(&[]);
    assert_eq!(code, Some(0), "{text}");
    assert!(
        text.contains("Tree  model/persist/Tree.history, moved from persist/Tree.history"),
        "{text}"
    );
}

#[test]
fn one_folder_or_one_file_is_compared_alone() {
    let Some(project) = Project::new() else { return };
    project.edit("Tree", "cuts: [f32]", "cuts: [f64]");
    fs::create_dir_all(project.root().join("other")).unwrap();
    let other = project.persist(&["other", "--against", "v1"]);
    assert_eq!(String::from_utf8_lossy(&other.stdout), "no history changed since v1\n");
    let iris = project.persist(&["persist/Iris.history", "--against", "v1"]);
    assert_eq!(iris.status.code(), Some(0), "{iris:?}");
    let tree = project.persist(&["persist/Tree.history", "--against", "v1"]);
    assert_eq!(tree.status.code(), Some(1), "{tree:?}");
}

#[test]
fn a_revision_that_could_not_be_read_keeps_nobody_from_mending_it() {
    let Some(project) = Project::new() else { return };
    let text = fs::read_to_string(project.history("Tree")).unwrap();
    project.write("Tree", &format!("<<<<<<< ours\n{text}"));
    project.commit("a conflict");
    project.git(&["tag", "--force", "v1"]);
    assert_eq!(project.against(&[]).0, Some(1), "it is as it was, and broken");
    project.write("Tree", &text);
    let (code, text) = project.against(&[]);
    assert_eq!(code, Some(0), "{text}");
}

#[test]
fn what_git_cannot_do_is_said() {
    let Some(project) = Project::new() else { return };
    for (args, code, said) in [
        (&["--against", "nowhere"][..], 2, "error: the repository has no revision `nowhere`"),
        (&["--against=--output=x"], 2, "error: `--output=x` is no revision"),
        (&["--against", ""], 2, "error: `` is no revision"),
        (&["--against", "v1:persist"], 2, "error: the repository has no revision `v1:persist`"),
        (
            &["--against", "$(touch x); v1"],
            2,
            "error: the repository has no revision `$(touch x); v1`",
        ),
        (&["missing", "--against", "v1"], 7, "error: there is no `missing`"),
    ] {
        let (found, text) = project.refused(args);
        assert_eq!(found, Some(code), "{args:?}: {text}");
        assert!(text.starts_with(said), "{args:?}: {text}");
    }
    assert!(!project.root().join("x").exists());

    let outside = tempfile::tempdir().unwrap();
    let folder = outside.path().to_str().unwrap();
    let (code, text) = project.refused(&[folder, "--against", "v1"]);
    assert_eq!(code, Some(2), "{text}");
    assert!(text.starts_with("error: git finds no repository at"), "{text}");

    let mut command = Command::new(env!("CARGO_BIN_EXE_persist"));
    command.args(["history", "--against", "v1"]).current_dir(project.root()).env("PATH", "");
    let output = command.output().unwrap();
    assert_eq!(output.status.code(), Some(7));
    let text = String::from_utf8_lossy(&output.stderr);
    assert!(text.starts_with("error: there is no program `git`"), "{text}");
}
