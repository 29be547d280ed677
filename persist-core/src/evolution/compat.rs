//! Compatibility of two schemas: of two releases of a program, of a file and a program, of two files.
//!
//! It is the same compiler that plans loads, so what it says is what loads do.

use std::fmt;

use persist_history::{Bump, Rule, Verdict};

use super::compile::{Compiled, Direction, Options, compile};
use crate::error::Result;
use crate::schema::Schema;

/// Every change from one schema to another, and what becomes of files.
///
/// `Display` is a line for each change. With the feature `serde` it implements `Serialize`, for machines.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    changes: Vec<Change>,
    more: usize,
    /// How many of those beyond are refused.
    more_refused: usize,
    backward: bool,
    forward: bool,
}

/// A change from one schema to another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    rule: Rule,
    path: String,
    detail: String,
    class: Class,
    /// No rule leads over it.
    refused: bool,
    /// It is about the whole value.
    whole: bool,
    nested: bool,
}

/// Which files a change leaves readable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Class {
    /// Nothing changed that files show: what reports are, and no change is.
    Identical,
    /// Old files by new programs, and new files by old programs, as far as values fit.
    Full,
    /// Old files by new programs.
    Backward,
    /// New files by old programs.
    Forward,
    /// Neither.
    Breaking,
}

/// Compares two versions of a type.
///
/// # Errors
///
/// Schemas so large that comparing them takes more memory than is allowed by default.
///
/// # Example
///
/// ```
/// use persist_core::{Bump, Persist, Schema, compat};
///
/// mod before {
///     #[derive(persist_core::Persist)]
///     pub struct Model { depth: u16, name: String }
/// }
///
/// #[derive(Persist)]
/// struct Model { depth: u32, name: Option<String> }
///
/// let report = compat::check(&Schema::of::<before::Model>()?, &Schema::of::<Model>()?)?;
/// assert!(report.is_backward());
/// assert_eq!(report.required_bump(), Bump::Minor);
/// assert_eq!(
///     report.to_string(),
///     "Model.depth: widened, u16 -> u32 (full, minor)\n\
///      Model.name: made `Some`, str -> Option<str> (full, minor)"
/// );
/// # Ok::<(), persist_core::Error>(())
/// ```
pub fn check(old: &Schema, new: &Schema) -> Result<Report> {
    let options = |direction| Options { direction: Some(direction), ..Options::default() };
    let Compiled { plan, findings } = compile(old, new, &options(Direction::Backward))?;
    let forward = compile(new, old, &options(Direction::Forward))?.plan.is_some();
    let applied = findings.applied().map(|applied| Change {
        rule: applied.rule,
        path: applied.path,
        detail: applied.detail,
        class: class(applied.rule, applied.rule.backward() != Verdict::Refused),
        refused: false,
        whole: false,
        nested: applied.nested,
    });
    let refused = findings.refused.iter().map(|refused| Change {
        rule: refused.rule,
        path: refused.path.clone(),
        detail: refused.message.clone(),
        class: class(refused.rule, false),
        refused: true,
        whole: refused.whole,
        nested: refused.nested,
    });
    Ok(Report {
        changes: refused.chain(applied).collect(),
        more: findings.more_applied.saturating_add(findings.more_refused),
        more_refused: findings.more_refused,
        backward: plan.is_some(),
        forward,
    })
}

/// Compares a version with all those before it: it has to read the files of each, not only of the last.
///
/// # Errors
///
/// As [`check`].
pub fn check_all<'s>(
    before: impl IntoIterator<Item = &'s Schema>,
    new: &Schema,
) -> Result<Vec<Report>> {
    before.into_iter().map(|old| check(old, new)).collect()
}

/// Why a program would refuse to load files of another version; nothing where it would not.
///
/// # Errors
///
/// As [`check`].
pub(crate) fn refusals(old: &Schema, today: &Schema) -> Result<Vec<String>> {
    let Compiled { plan, findings } = compile(old, today, &Options::default())?;
    Ok(if plan.is_some() { Vec::new() } else { findings.all_reasons() })
}

/// The fields of another version's files that a program would load without, though nobody gave them up.
///
/// # Errors
///
/// As [`check`].
pub(crate) fn losses(old: &Schema, today: &Schema) -> Result<Vec<String>> {
    let deny = Options { deny_unknown: true, ..Options::default() };
    let refused = compile(old, today, &deny)?.findings.refused;
    let lost = refused.into_iter().filter(|refused| refused.rule == Rule::RemoveFieldUnseen);
    Ok(lost.map(|refused| refused.path).collect())
}

fn class(rule: Rule, backward: bool) -> Class {
    Class::of(backward, rule.forward() != Verdict::Refused)
}

impl Class {
    fn of(backward: bool, forward: bool) -> Self {
        match (backward, forward) {
            (true, true) => Class::Full,
            (true, false) => Class::Backward,
            (false, true) => Class::Forward,
            (false, false) => Class::Breaking,
        }
    }

    /// Whether new programs read old files.
    pub fn is_backward(self) -> bool {
        matches!(self, Class::Identical | Class::Full | Class::Backward)
    }

    /// Whether old programs read new files, as far as values fit.
    pub fn is_forward(self) -> bool {
        matches!(self, Class::Identical | Class::Full | Class::Forward)
    }
}

impl Report {
    /// All changes: those that are refused first.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// How many changes there are beyond those.
    pub fn more_changes(&self) -> usize {
        self.more
    }

    /// Whether nothing changed that files show.
    pub fn is_identical(&self) -> bool {
        self.changes.is_empty()
    }

    /// Whether new programs read old files.
    pub fn is_backward(&self) -> bool {
        self.backward
    }

    /// Whether old programs read new files, as far as values fit. A new epoch keeps them from it all the same.
    pub fn is_forward(&self) -> bool {
        self.forward
    }

    /// What all changes together leave readable.
    pub fn class(&self) -> Class {
        match self.is_identical() {
            true => Class::Identical,
            false => Class::of(self.backward, self.forward),
        }
    }

    /// The least bump of the version that the changes need: those of the type itself. What changed within a type that it
    /// holds, and that has another version now, was for the version of that type.
    pub fn required_bump(&self) -> Bump {
        let own = self.changes.iter().filter(|change| !change.nested);
        let bumps = own.filter(|change| change.rule != Rule::ChangeEpoch);
        bumps.map(|change| change.rule.bump()).max().unwrap_or(Bump::None)
    }

    /// The report where the newer type says all that it can say of its own fields: that lost ones are
    /// [removed](Rule::RemoveField) on purpose, how values of other types are [converted](Rule::Convert), and how files
    /// of a nested type's former epochs are [upgraded](Rule::Upgrade).
    ///
    /// Files and histories do not hold what a type says of these. But a version that was released with a history has
    /// passed a build that asks for it: between two recorded versions of one epoch, this is what is left open.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{Rule, Schema, compat};
    ///
    /// mod before {
    ///     #[derive(persist_core::Persist)]
    ///     pub struct Model { cut: String }
    /// }
    ///
    /// #[derive(persist_core::Persist)]
    /// struct Model { cut: f64 }
    ///
    /// let report = compat::check(&Schema::of::<before::Model>()?, &Schema::of::<Model>()?)?;
    /// assert!(!report.is_backward());
    /// let declared = report.if_declared();
    /// assert!(declared.is_backward());
    /// assert_eq!(declared.changes()[0].rule(), Rule::Convert);
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    #[must_use]
    pub fn if_declared(mut self) -> Self {
        self.changes.iter_mut().for_each(Change::declare);
        let refuses = self.more_refused > 0 || self.changes.iter().any(|change| change.refused);
        self.backward = self.backward || !refuses;
        self
    }
}

impl Change {
    /// The rule that the change falls under.
    pub fn rule(&self) -> Rule {
        self.rule
    }

    /// Where in the type; where a type stands in several places, the first.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Both sides, or why no rule leads from one to the other.
    pub fn detail(&self) -> &str {
        &self.detail
    }

    /// Which files it leaves readable.
    pub fn class(&self) -> Class {
        self.class
    }

    /// Whether new programs refuse old files for it.
    pub fn is_refused(&self) -> bool {
        self.refused
    }

    /// Whether it is within a type that the compared one holds and that has another version now: then it is a change of
    /// that version, and the compared type needs none for it.
    pub fn is_nested(&self) -> bool {
        self.nested
    }

    /// What the change is where the type says what becomes of values, as far as there is something to say.
    fn declare(&mut self) {
        self.rule = match (self.rule, self.refused) {
            (Rule::RemoveFieldUnseen, false) => Rule::RemoveField,
            // Nothing but an upgrade of the whole type leads over these.
            (Rule::AddRequiredField, _) | (_, false) => return,
            (_, true) if self.whole => return,
            (Rule::ChangeEpoch, true) => Rule::Upgrade,
            (_, true) => Rule::Convert,
        };
        if self.refused {
            self.refused = false;
            self.class = Class::of(true, self.class.is_forward());
        }
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Class::Identical => "identical",
            Class::Full => "full",
            Class::Backward => "backward",
            Class::Forward => "forward",
            Class::Breaking => "breaking",
        })
    }
}

impl fmt::Display for Change {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Change { rule, path, detail, class, refused, .. } = self;
        match (*refused, detail.as_str()) {
            (true, detail) if !detail.is_empty() => write!(f, "{path}: {detail}")?,
            (_, "") => write!(f, "{path}: {}", rule.says())?,
            (_, detail) => write!(f, "{path}: {}, {detail}", rule.says())?,
        }
        match rule.bump() {
            Bump::None => write!(f, " ({class})"),
            bump => write!(f, " ({class}, {bump})"),
        }
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.changes.is_empty() {
            return f.write_str("identical");
        }
        for (index, change) in self.changes.iter().enumerate() {
            let separator = if index == 0 { "" } else { "\n" };
            write!(f, "{separator}{change}")?;
        }
        match self.more {
            0 => Ok(()),
            more => write!(f, "\n{more} more changes"),
        }
    }
}
