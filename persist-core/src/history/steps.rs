//! From one recorded version to another: what changed, whether the files of all of them still load, and whether the
//! versions say so.

use std::collections::HashSet;

use persist_history::{Bump, Entry, Epoch};

use super::History;
use super::rebuild::title;
use super::recorded::Recorded;
use crate::error::{Error, ErrorKind, Result};
use crate::evolution::compat;
use crate::schema::Schema;

/// Most pairs of an older and a later version that are compared: of some hundreds of versions, each with several closures.
const MAX_PAIRS: usize = 1 << 16;

/// What changed from one recorded version of a type to another.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct HistoryStep {
    /// The older version.
    pub from: Recorded,
    /// The later one.
    pub to: Recorded,
    /// What changed. What the type must have declared for the version to be recorded is
    /// [taken as declared](compat::Report::if_declared).
    pub report: compat::Report,
}

impl HistoryStep {
    /// What changed from an older version to a later one, as [`History::reader_schema`] has it.
    fn between(from: &Recorded, to: &Recorded, reader: &Schema) -> Result<Self> {
        let report = compat::check(&from.schema, reader)?.if_declared();
        Ok(HistoryStep { from: from.clone(), to: to.clone(), report })
    }

    /// Whether the later version is of another epoch: then files go through `upgrade`, and all changes are allowed.
    pub fn is_new_epoch(&self) -> bool {
        Epoch::of(&self.from.version) != Epoch::of(&self.to.version)
    }

    /// How far the later version is beyond the older one.
    pub fn made_bump(&self) -> Bump {
        Bump::between(&self.from.version, &self.to.version)
    }

    /// Whether the later version keeps what its number promises: within an epoch, it reads the files of the older one.
    pub fn is_readable(&self) -> bool {
        self.is_new_epoch() || self.report.is_backward()
    }

    /// Whether the later version is far enough beyond the older one for what changed.
    pub fn is_bumped(&self) -> bool {
        self.made_bump().covers(self.report.required_bump())
    }

    /// What is wrong with the step, where something is.
    fn problem(&self, is_next: bool, later: &Entry) -> Option<Error> {
        let (from, to, title) = (&self.from.version, &self.to.version, title(later));
        let line = later.line;
        if !self.is_readable() {
            let refused = self.report.changes().iter().filter(|change| change.is_refused());
            let mut reasons: Vec<_> = refused.map(ToString::to_string).collect();
            reasons.truncate(MAX_REASONS);
            let message = format!("line {line}: {title} does not read files of {from}");
            let next = Bump::Major.next(from);
            return Some(
                Error::new(ErrorKind::Schema, message).with_reasons(reasons).with_help(format!(
                    "such a change needs {next} and a step of `upgrade(…)`; if the entry was edited by hand, restore it \
                     from version control"
                )),
            );
        }
        if is_next && !self.is_bumped() {
            let needed = self.report.required_bump();
            let message = format!(
                "line {line}: {title} has {needed} changes since {from}, and is no {needed} version"
            );
            let own = self.report.changes().iter().filter(|change| !change.is_nested());
            let mut reasons: Vec<_> =
                own.filter(|one| one.rule().bump() == needed).map(ToString::to_string).collect();
            reasons.truncate(MAX_REASONS);
            let next = needed.next(from);
            return Some(
                Error::new(ErrorKind::Schema, message).with_reasons(reasons).with_help(format!(
                    "{to} should have been {next}; if the entry was edited by hand, restore it from version control"
                )),
            );
        }
        None
    }
}

/// Reasons that one problem shows: a person reads no more.
const MAX_REASONS: usize = 8;

impl History {
    /// The schema of a version as programs of that version read other files by it: types know the former names that
    /// their histories tell, which [`schema`](Self::schema) leaves out. It is the newer side of a
    /// [comparison](compat::check).
    ///
    /// # Errors
    ///
    /// As [`schema`](Self::schema).
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{History, compat};
    ///
    /// let history = History::parse("
    /// type Forest
    /// version 1.0.0
    ///   depth: u16
    /// with 758cf6faac5cf0ec
    /// type Woods
    /// version 1.1.0
    ///   depth: u16
    /// with 3c6f4477851abc0b
    /// ", [])?;
    /// let report = compat::check(&history.schema("1.0.0")?, &history.reader_schema("1.1.0")?)?;
    /// assert_eq!(report.to_string(), "Woods: read under its former name, `Forest` in the file (full, minor)");
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn reader_schema(&self, version: impl ToString) -> Result<Schema> {
        Ok(self.reading(&self.schema(version)?))
    }

    /// A schema whose types know their former names.
    fn reading(&self, schema: &Schema) -> Schema {
        schema.with_former_names(&|name| self.former_names(name))
    }

    /// What changed from each version to the next, oldest first.
    ///
    /// # Errors
    ///
    /// As [`schema`](Self::schema).
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{Bump, History};
    ///
    /// let history = History::parse("
    /// type Scaler
    /// version 1.0.0
    ///   mean: f64
    ///   factor: f32
    /// with 4a3128d9e7f221ee
    /// version 1.1.0
    ///   factor: f32
    ///   mean: f64
    ///   unit: Option<str> = None
    /// with 7cd9b1f782d755bc
    /// ", [])?;
    /// let steps = history.steps()?;
    /// assert_eq!(steps[0].report.required_bump(), Bump::Minor);
    /// assert_eq!(steps[0].made_bump(), Bump::Minor);
    /// assert_eq!(steps[0].report.changes().len(), 2);
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn steps(&self) -> Result<Vec<HistoryStep>> {
        let entries = self.entries();
        entries.iter().zip(entries.iter().skip(1)).map(|(from, to)| self.step(from, to)).collect()
    }

    pub(super) fn step(&self, from: &Entry, to: &Entry) -> Result<HistoryStep> {
        let (from, to) = (self.newest(from)?, self.newest(to)?);
        HistoryStep::between(&from, &to, &self.reading(&to.schema))
    }

    /// All that is wrong with a history that can be read: entries that are not what was recorded, versions that do not
    /// read the files of each earlier version of their epoch, and versions whose numbers do not say how much changed.
    ///
    /// What only the program's type knows, that a field was removed on purpose and how values of other types are
    /// converted, is taken as declared: a version cannot be recorded without.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::History;
    ///
    /// let history = History::parse("
    /// type Scaler
    /// version 1.0.0
    ///   mean: f32
    /// with 4a3128d9e7f221ee
    /// ", [])?;
    /// let problems = history.problems();
    /// assert!(problems[0].to_string().contains("the fingerprint of line 5 is 4a3128d9e7f221ee"));
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn problems(&self) -> Vec<Error> {
        let mut problems = Vec::new();
        let mut before: Vec<(&Entry, Vec<Recorded>)> = Vec::new();
        let (mut pairs, mut told) = (0usize, HashSet::new());
        for entry in self.entries() {
            let closures = match self.schemas(&entry.version) {
                Ok(closures) => closures,
                Err(error) => {
                    problems.push(error);
                    continue;
                }
            };
            let Some(newest) = closures.first() else {
                problems.push(self.without_closure(entry));
                continue;
            };
            let reader = self.reading(&newest.schema);
            for (number, (_, older)) in before.iter().rev().enumerate() {
                for (closure, recorded) in older.iter().enumerate() {
                    pairs = pairs.saturating_add(1);
                    if pairs > MAX_PAIRS {
                        problems.push(too_many(entry));
                        return problems;
                    }
                    let is_next = number == 0 && closure == 0;
                    let found = match HistoryStep::between(recorded, newest, &reader) {
                        Ok(step) => step.problem(is_next, entry),
                        Err(error) => Some(error),
                    };
                    // Of several closures of one version, the first says it for all.
                    problems.extend(found.filter(|found| told.insert(found.to_string())));
                }
            }
            before.push((entry, closures));
        }
        problems
    }

    #[cold]
    fn without_closure(&self, entry: &Entry) -> Error {
        let (title, line) = (title(entry), entry.line);
        let message = format!("line {line}: {title} has no `with`, which ends an entry");
        Error::new(ErrorKind::Caller, message).with_help("restore it from version control")
    }
}

#[cold]
fn too_many(entry: &Entry) -> Error {
    let title = title(entry);
    let message =
        format!("more than {MAX_PAIRS} pairs of versions are to be compared up to {title}");
    Error::new(ErrorKind::Limit, message)
}
