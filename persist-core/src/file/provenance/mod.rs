//! Where a file comes from: compiler, target, commit, versions of crates and the time, as entries of the metadata.

mod time;

use std::collections::BTreeMap;
use std::time::SystemTime;

use persist_history::locked_versions;

use crate::error::{Error, ErrorKind, Result};
use crate::schema::Schema;

/// What the keys of all entries start with.
const PREFIX: &str = "provenance.";

/// Where a file comes from: [`SaveOptions::provenance`](crate::SaveOptions::provenance) writes it into the metadata.
///
/// [`provenance!`](crate::provenance!) makes one, with what is known where it stands. A file says nothing of this
/// unless it is asked for: the same value gives the same bytes. The keys are
///
/// | key | value | |
/// |---|---|---|
/// | `provenance.saved` | `2026-11-27T09:30:00Z` | when the file was saved, in UTC |
/// | `provenance.persist` | `0.1.0` | the version of this library |
/// | `provenance.rustc` | `rustc 1.95.0 (59807616e 2026-04-14)` | the compiler that built it |
/// | `provenance.target` | `x86_64-unknown-linux-gnu` | what it was built for |
/// | `provenance.program` | `forest-trainer 0.9.1` | the crate that `provenance!` stands in |
/// | `provenance.commit` | `4b825dc642cb6eb9a060e54bf8d69288fbee4904` | its commit, where its build knows it |
/// | `provenance.crate.linfa` | `0.8.0` | the version of a crate that was named, here or by `from_crate` on a field of the value |
///
/// What [`SaveOptions::metadata`](crate::SaveOptions::metadata) says of one of these keys is kept.
///
/// # Example
///
/// ```
/// use persist_core::{Archive, SaveOptions, provenance};
///
/// # let lock = "[[package]]\nname = \"linfa\"\nversion = \"0.8.0\"\n[[package]]\nname = \"ndarray\"\nversion = \"0.16.1\"\n";
/// // let lock = include_str!("../Cargo.lock");
/// let provenance = provenance!().locked(lock, ["linfa", "ndarray"]);
/// let bytes = SaveOptions::new().provenance(provenance).to_bytes(&vec![0.5, 1.0])?;
///
/// let archive = Archive::from_bytes(bytes)?;
/// let of = |key| archive.provenance().find_map(|(k, value)| (k == key).then_some(value));
/// assert_eq!(of("crate.linfa"), Some("0.8.0"));
/// assert!(of("rustc").is_some_and(|version| version.starts_with("rustc 1.")));
/// assert!(of("saved").is_some_and(|time| time.ends_with('Z')));
/// # Ok::<(), persist_core::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Provenance {
    program: Option<String>,
    commit: Option<String>,
    /// Versions by the crates' names.
    crates: BTreeMap<String, String>,
    /// Crates that were named, and which the lock file does not have.
    not_locked: Vec<String>,
    saved: Option<SystemTime>,
}

impl Provenance {
    /// What the library knows by itself: the time of the save, its own version, compiler and target.
    /// [`provenance!`](crate::provenance!) knows more.
    pub fn new() -> Self {
        Provenance::default()
    }

    /// What [`provenance!`](crate::provenance!) found where it stands.
    #[doc(hidden)]
    pub fn __of_build(
        [name, version]: [Option<&str>; 2],
        commits: impl IntoIterator<Item = Option<&'static str>>,
    ) -> Self {
        /// What vergen writes where it was told to write always the same.
        const NO_COMMIT: &str = "VERGEN_IDEMPOTENT_OUTPUT";
        let known = |text: &&str| !text.is_empty() && *text != NO_COMMIT;
        let program = name.zip(version).map(|(name, version)| format!("{name} {version}"));
        let commit = commits.into_iter().flatten().find(known).map(str::to_owned);
        Provenance { program, commit, ..Provenance::default() }
    }

    /// The commit that the program was built from.
    pub fn commit(mut self, commit: impl Into<String>) -> Self {
        self.commit = Some(commit.into());
        self
    }

    /// The version of a crate that had a part in the value.
    pub fn crate_version(mut self, name: impl Into<String>, version: impl Into<String>) -> Self {
        self.crates.insert(name.into(), version.into());
        self
    }

    /// The versions of crates that had a part in the value, by their names, out of the text of a `Cargo.lock`: that of
    /// the workspace, as `include_str!("../Cargo.lock")` has it at the time of the build. Of a crate that is there in
    /// several versions, all are named.
    ///
    /// A save fails if one of them is not in it.
    pub fn locked(
        mut self,
        lock: &str,
        names: impl IntoIterator<Item = impl Into<String>>,
    ) -> Self {
        for name in names {
            let name = name.into();
            let versions: Vec<_> = locked_versions(lock, &name).collect();
            match versions.is_empty() {
                true => self.not_locked.push(name),
                false => {
                    self.crates.insert(name, versions.join(", "));
                }
            }
        }
        self
    }

    /// Another time than that of the save: so that a build that is to be reproduced gives the same bytes.
    pub fn saved_at(mut self, time: SystemTime) -> Self {
        self.saved = Some(time);
        self
    }

    /// The entries of the metadata.
    ///
    /// # Errors
    ///
    /// Crates that the lock file does not have.
    pub(super) fn entries(&self) -> Result<impl Iterator<Item = (String, String)>> {
        if let [first, ..] = &self.not_locked[..] {
            let message = format!("the `Cargo.lock` that provenance was given has no `{first}`");
            return Err(Error::new(ErrorKind::Caller, message)
                .with_help("name packages as `Cargo.lock` does, and give that of the workspace"));
        }
        let text = |text: &str| text.to_owned();
        let known = [
            ("saved", time::rfc3339(self.saved.unwrap_or_else(SystemTime::now))),
            ("persist", Some(text(env!("CARGO_PKG_VERSION")))),
            ("rustc", option_env!("PERSIST_BUILD_RUSTC").map(text)),
            ("target", option_env!("PERSIST_BUILD_TARGET").map(text)),
            ("program", self.program.clone()),
            ("commit", self.commit.clone()),
        ];
        let known =
            known.into_iter().filter_map(|(key, value)| Some((format!("{PREFIX}{key}"), value?)));
        let version = |(name, version): (&String, &String)| {
            (format!("{PREFIX}crate.{name}"), version.clone())
        };
        Ok(known.chain(self.crates.iter().map(version)))
    }
}

/// Crates whose types fields of a schema hold, as entries.
pub(super) fn crates_of(schema: &Schema) -> impl Iterator<Item = (String, String)> {
    schema.foreign_types().filter_map(|foreign| {
        let (name, version) = foreign.from_crate.as_ref()?;
        (!version.is_empty()).then(|| (format!("{PREFIX}crate.{name}"), version.clone()))
    })
}

/// The rest of a key of the metadata that tells provenance.
pub(super) fn key_of(key: &str) -> Option<&str> {
    key.strip_prefix(PREFIX)
}

/// What is known of a program where the macro stands, as [`Provenance`]: its crate, and its commit if the build knows it.
///
/// The commit is that of the first of these variables that is set while the program is compiled: `VERGEN_GIT_SHA`,
/// which the crates `vergen-git2` and its kin set from a build script, `GIT_COMMIT`, `GITHUB_SHA` and `CI_COMMIT_SHA`.
///
/// # Example
///
/// ```
/// use persist_core::{SaveOptions, provenance};
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("model.persist");
/// SaveOptions::new().provenance(provenance!()).save(&vec![0.5, 1.0], &path)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[macro_export]
macro_rules! provenance {
    () => {
        $crate::Provenance::__of_build(
            [
                $crate::__private::option_env!("CARGO_PKG_NAME"),
                $crate::__private::option_env!("CARGO_PKG_VERSION"),
            ],
            [
                $crate::__private::option_env!("VERGEN_GIT_SHA"),
                $crate::__private::option_env!("GIT_COMMIT"),
                $crate::__private::option_env!("GITHUB_SHA"),
                $crate::__private::option_env!("CI_COMMIT_SHA"),
            ],
        )
    };
}
