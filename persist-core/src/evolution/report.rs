//! What a load did with an old file, for people and for programs.

use std::fmt;

use persist_history::Rule;

use super::findings::Findings;
use super::plan::Plan;
use crate::schema::{Epoch, Schema, Version};

/// What evolution did while a file was loaded: which version was read, and which rules ran where and how often.
///
/// `Display` is one line; `{:#}` is a line for each change.
///
/// # Example
///
/// ```
/// use persist_core::{LoadOptions, Rule};
///
/// let bytes = persist_core::to_bytes(&vec![1u32, 2, 3])?;
/// let (wide, report) = LoadOptions::new().from_bytes_with_report::<Vec<u64>>(&bytes)?;
/// assert_eq!(wide, [1, 2, 3]);
/// let change = &report.changes()[0];
/// assert_eq!((change.rule(), change.path(), change.count()), (Rule::WidenInteger, "[u64][]", 3));
/// assert_eq!(report.to_string(), "read [u32] as [u64]: widen_integer at [u64][] (3 times)");
/// # Ok::<(), persist_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    written: Title,
    read: Title,
    producer: Option<(String, String)>,
    changes: Vec<Change>,
    more: usize,
    current: bool,
}

/// A type, and its version where it has one.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Title {
    name: String,
    version: Option<Version>,
}

/// One change between the file's types and the program's, and what became of values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    rule: Rule,
    path: String,
    detail: String,
    count: u64,
}

impl Change {
    /// The rule that was applied.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// Where in the type, as `Forest.trees[].nodes[].miss`; where a type stands in several places, the first.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Both sides, as `u32 -> u64`; empty where the path says it all.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// How many values it concerned. Of a change that moves no bytes, as a new name, it may be 0.
    pub fn count(&self) -> u64 {
        self.count
    }
}

impl Report {
    /// Of a file that was written by the program's own schema.
    pub(crate) fn identical(schema: &Schema, producer: Option<(&str, &str)>) -> Self {
        let title = Title::of(schema);
        let producer = producer.map(|(name, version)| (name.to_owned(), version.to_owned()));
        Report {
            written: title.clone(),
            read: title,
            producer,
            changes: Vec::new(),
            more: 0,
            current: true,
        }
    }

    pub(crate) fn new(
        writer: &Schema,
        reader: &Schema,
        producer: Option<(&str, &str)>,
        findings: &Findings,
        plan: &Plan,
    ) -> Self {
        let changes = findings.applied().map(|applied| Change {
            rule: applied.rule,
            path: applied.path,
            detail: applied.detail,
            count: plan.counted(applied.counter),
        });
        Report {
            written: Title::of(writer),
            read: Title::of(reader),
            producer: producer.map(|(name, version)| (name.to_owned(), version.to_owned())),
            changes: changes.collect(),
            more: findings.more_applied,
            current: false,
        }
    }

    /// Whether the file was written by the program's own schema, versions included.
    pub fn is_current(&self) -> bool {
        self.current
    }

    /// Whether nothing changed since the file was written, but for versions and defaults.
    pub fn is_identical(&self) -> bool {
        self.changes.is_empty()
    }

    /// The changes that were read over, in the order in which the type leads to them.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// Changes beyond the thousands that are listed.
    pub fn more_changes(&self) -> usize {
        self.more
    }

    /// The version that the file was written by; `None` of a draft.
    pub fn version(&self) -> Option<&Version> {
        self.written.version.as_ref()
    }

    /// The crate that wrote the file and its version, where the file tells.
    pub fn producer(&self) -> Option<(&str, &str)> {
        self.producer.as_ref().map(|(name, version)| (name.as_str(), version.as_str()))
    }

    /// Fields that were filled with their defaults: those that the file lacks, and those that are `None` in it and no
    /// option in the program.
    pub fn defaulted(&self) -> impl Iterator<Item = &Change> {
        self.by(&[Rule::AddField, Rule::SomeOrDefault])
    }

    /// Fields of the file that nothing took, acknowledged or not.
    pub fn dropped(&self) -> impl Iterator<Item = &Change> {
        self.by(&[Rule::RemoveField, Rule::RemoveFieldUnseen, Rule::View])
    }

    /// Fields that were converted by the type's own functions, and types that were upgraded.
    pub fn upgraded(&self) -> impl Iterator<Item = &Change> {
        self.by(&[Rule::Convert, Rule::Upgrade])
    }

    fn by(&self, rules: &'static [Rule]) -> impl Iterator<Item = &Change> {
        self.changes.iter().filter(move |change| rules.contains(&change.rule))
    }
}

impl Title {
    fn of(schema: &Schema) -> Self {
        match schema.root_def() {
            Some(def) => Title { name: schema.def_name(def), version: def.version.clone() },
            None => Title { name: schema.type_name(schema.root()), version: None },
        }
    }
}

impl fmt::Display for Title {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.name)?;
        self.version.as_ref().map_or(Ok(()), |version| write!(f, " {version}"))
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let epoch = |title: &Title| title.version.as_ref().map(Epoch::of);
        match self.written == self.read
            || self.changes.is_empty() && epoch(&self.written) == epoch(&self.read)
        {
            true => write!(f, "read {}", self.written)?,
            false => write!(f, "read {} as {}", self.written, self.read)?,
        }
        if let Some((name, version)) = &self.producer {
            write!(f, ", written by {} {}", name.escape_debug(), version.escape_debug())?;
        }
        for (index, change) in self.changes.iter().enumerate() {
            match (f.alternate(), index) {
                (true, _) => write!(f, "\n  {change:#}")?,
                (false, 0) => write!(f, ": {change}")?,
                (false, _) => write!(f, "; {change}")?,
            }
        }
        match self.more {
            0 => Ok(()),
            more => write!(f, "; {more} more changes"),
        }
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Change { rule, path, detail, count } = self;
        match f.alternate() {
            true => write!(f, "{path}: {}", rule.says())?,
            false => write!(f, "{rule} at {path}")?,
        }
        if f.alternate() && !detail.is_empty() {
            write!(f, ", {detail}")?;
        }
        match count {
            0 => Ok(()),
            1 => f.write_str(" (once)"),
            count => write!(f, " ({count} times)"),
        }
    }
}
