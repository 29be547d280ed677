//! A revision of a git repository, by the program `git`.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::Failure;

/// A folder as it is in a revision.
pub(crate) struct Repository {
    folder: PathBuf,
    /// The revision that the argument names.
    commit: String,
}

/// A file of the revision.
pub(crate) struct File {
    /// From the folder.
    pub(crate) path: String,
    object: String,
}

impl Repository {
    /// Finds the revision in the repository that a folder is in.
    ///
    /// # Errors
    ///
    /// A system without git, a folder in no repository, and a revision that the repository does not have.
    pub(crate) fn at(folder: &Path, revision: &str) -> Result<Self, Failure> {
        if revision.is_empty() || revision.starts_with('-') {
            let message = format!("`{}` is no revision", revision.escape_debug());
            return Err(
                Failure::usage(message).with_help("name one, as `main`, `v1.2.0` or `HEAD~3`")
            );
        }
        let mut repository = Repository { folder: folder.to_owned(), commit: String::new() };
        if let Err(said) = repository.git(&["rev-parse", "--git-dir"])? {
            let message = format!("git finds no repository at `{}`: {said}", folder.display());
            return Err(
                Failure::usage(message).with_help("`--against` compares with a revision of one")
            );
        }
        let wanted = format!("{revision}^{{commit}}");
        let args = ["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted];
        match repository.git(&args)? {
            Ok(commit) => repository.commit = String::from_utf8_lossy(&commit).trim().to_owned(),
            Err(_) => {
                let message =
                    format!("the repository has no revision `{}`", revision.escape_debug());
                return Err(Failure::usage(message).with_help(
                    "a shallow clone has the last one alone: `git fetch --unshallow` brings them all, and \
                     `git fetch origin main` one branch, as `origin/main`",
                ));
            }
        }
        Ok(repository)
    }

    /// All files of the folder, without links.
    ///
    /// # Errors
    ///
    /// Those of git.
    pub(crate) fn files(&self) -> Result<Vec<File>, Failure> {
        let listed = self.required(&["ls-tree", "-r", "-z", &self.commit])?;
        let entries = listed.split(|byte| *byte == 0);
        let files = entries.filter_map(|entry| {
            // `100644 blob 7c4a013e52… <tab> persist/Forest.history`
            let entry = String::from_utf8_lossy(entry);
            let (kind, path) = entry.split_once('\t')?;
            let mut kind = kind.split(' ');
            let is_file = kind.next()?.starts_with("100");
            let object = kind.nth(1)?.to_owned();
            is_file.then(|| File { path: path.to_owned(), object })
        });
        Ok(files.collect())
    }

    /// The text of a file; what is no text is replaced, and is no history then.
    ///
    /// # Errors
    ///
    /// Those of git.
    pub(crate) fn text(&self, file: &File) -> Result<String, Failure> {
        let bytes = self.required(&["cat-file", "blob", &file.object])?;
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn required(&self, args: &[&str]) -> Result<Vec<u8>, Failure> {
        self.git(args)?.map_err(|said| {
            let command = args.first().copied().unwrap_or_default();
            Failure::system(format!("`git {command}` failed: {said}"))
        })
    }

    /// What git writes, or what it complains of, in one line.
    fn git(&self, args: &[&str]) -> Result<Result<Vec<u8>, String>, Failure> {
        let output = Command::new("git").arg("-C").arg(&self.folder).args(args).output();
        let output = output.map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => {
                Failure::system("there is no program `git`, which `--against` asks")
                    .with_help("install git, or add its folder to `PATH`")
            }
            _ => error.into(),
        })?;
        Ok(match output.status.success() {
            true => Ok(output.stdout),
            false => {
                let said = String::from_utf8_lossy(&output.stderr);
                let line = said.lines().next().unwrap_or("it does not say why");
                let line = line.trim_start_matches("fatal: ");
                Err(line.escape_debug().to_string())
            }
        })
    }
}
