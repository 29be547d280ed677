//! Projects of users, as small as they can be, and what cargo says of them.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs};

use serde_json::Value;

/// A package in a folder of its own, which depends on this library by path.
pub(crate) struct Project {
    pub(crate) root: PathBuf,
    /// Where cargo runs, if not in the root.
    pub(crate) runs_in: Option<PathBuf>,
}

/// An error of the compiler.
#[derive(Debug)]
pub(crate) struct Reported {
    /// The target that it is in.
    pub(crate) target: String,
    /// As the compiler shows it.
    pub(crate) text: String,
}

impl Project {
    /// An empty package.
    pub(crate) fn new(name: &str) -> Self {
        let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects").join(name);
        let _ = fs::remove_dir_all(&root);
        let project = Project { root, runs_in: None };
        let core = Path::new(env!("CARGO_MANIFEST_DIR")).join("../persist-core");
        project.write(
            "Cargo.toml",
            &format!(
                "[package]\nname = \"{name}\"\nversion = \"0.1.0\"\nedition = \"2024\"\n\n[workspace]\n\n\
                 [dependencies]\npersist-core = {{ path = {:?}, features = [\"serde\"] }}\n\n[profile.dev]\ndebug = false\n",
                core.canonicalize().unwrap()
            ),
        );
        let lock = Path::new(env!("CARGO_MANIFEST_DIR")).join("../Cargo.lock");
        fs::copy(lock, project.root.join("Cargo.lock")).unwrap();
        project
    }

    /// Writes a file, its folders included.
    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.root.join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.root.join(file)).unwrap()
    }

    /// Replaces a text that stands in a file once.
    pub(crate) fn edit(&self, file: &str, from: &str, to: &str) {
        let text = self.read(file);
        assert_eq!(text.matches(from).count(), 1, "{from} in {text}");
        self.write(file, &text.replace(from, to));
    }

    /// Cargo, which takes nothing from outside. All projects share what they depend on.
    pub(crate) fn cargo(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO"));
        command
            .args(args)
            .arg("--offline")
            .current_dir(self.runs_in.as_ref().unwrap_or(&self.root))
            .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join("projects-target"))
            .env("CARGO_TERM_COLOR", "never")
            .env_remove("PERSIST_HISTORY")
            .env_remove("RUSTFLAGS")
            .env_remove("RUST_BACKTRACE");
        command
    }

    /// Runs the tests of histories, in the mode that the variable names; its standard output and error.
    pub(crate) fn histories(&self, mode: Option<&str>) -> (bool, String) {
        let mut command = self.cargo(&["test", "-q", "persist_history"]);
        if let Some(mode) = mode {
            command.env("PERSIST_HISTORY", mode);
        }
        shown(&command.output().unwrap())
    }

    /// All errors of `cargo check`, with what else is asked for.
    pub(crate) fn check(&self, args: &[&str]) -> Vec<Reported> {
        let mut all = vec!["check", "--keep-going", "--message-format=json"];
        all.extend(args);
        let output = self.cargo(&all).output().unwrap();
        let text = String::from_utf8(output.stdout).unwrap();
        let reported: Vec<_> = text.lines().filter_map(reported).collect();
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success() || !reported.is_empty(), "{said}");
        reported
    }
}

/// Whether a command succeeded, and all that it said.
pub(crate) fn shown(output: &Output) -> (bool, String) {
    let text =
        [&output.stdout, &output.stderr].map(|bytes| String::from_utf8_lossy(bytes).into_owned());
    (output.status.success(), text.concat())
}

fn reported(line: &str) -> Option<Reported> {
    let message: Value = serde_json::from_str(line).ok()?;
    let is_error = message["message"]["level"] == "error"
        && !message["message"]["spans"].as_array()?.is_empty();
    is_error.then(|| Reported {
        target: message["target"]["name"].as_str().unwrap().to_owned(),
        text: message["message"]["rendered"].as_str().unwrap().to_owned(),
    })
}

#[track_caller]
pub(crate) fn succeeds((succeeded, said): (bool, String)) {
    assert!(succeeded, "{said}");
    assert!(said.contains("test result: ok"), "{said}");
}

#[track_caller]
pub(crate) fn fails((succeeded, said): (bool, String), words: &[&str]) {
    assert!(!succeeded, "{said}");
    for words in words {
        assert!(said.contains(words), "{words}\n{said}");
    }
}
