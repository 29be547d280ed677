//! What differs between two files, for people and for programs.

use std::fmt::{self, Write as _};

use semver::Version;

use crate::evolution::compat;

/// What [`Archive::diff`](crate::Archive::diff) found.
///
/// `Display` is a line for each difference: `-` of what only the old file has, `+` of what only the new one has, `~` of
/// what is in both; `no differences` where there are none. With the feature `serde` it implements `Serialize`, for
/// machines.
#[derive(Clone, Debug, PartialEq)]
pub struct Diff {
    pub(super) versions: [Option<Version>; 2],
    pub(super) schema: compat::Report,
    pub(super) metadata: Vec<MetadataDifference>,
    pub(super) values: Vec<Difference>,
    pub(super) count: u64,
}

/// An entry of the metadata that differs.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MetadataDifference {
    /// The key of the entry.
    pub key: String,
    /// What the old file says; `None` where it has no such entry.
    pub old: Option<String>,
    /// What the new file says; `None` where it has no such entry.
    pub new: Option<String>,
}

/// A value that differs.
#[derive(Clone, Debug, PartialEq)]
pub struct Difference {
    pub(super) path: String,
    pub(super) kind: DifferenceKind,
}

/// How a value differs. Values are shown as text that reads like Rust, cut short.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum DifferenceKind {
    /// Only the old file has it: a field, an entry of a map, an element of a set.
    Removed(String),
    /// Only the new file has it.
    Added(String),
    /// It is another one.
    Changed {
        /// The value of the old file.
        old: String,
        /// The value of the new file.
        new: String,
        /// How far apart two numbers are; `None` of what are no finite numbers.
        by: Option<f64>,
    },
    /// A list has more or fewer elements. Those that both have are compared, and told by themselves.
    Length {
        /// Elements in the old file.
        old: u64,
        /// Elements in the new file.
        new: u64,
    },
    /// Elements of an array differ, or how many there are.
    Array(Box<ArrayDifference>),
}

/// How an array differs: the elements that both files have are compared by their number, and structs and tuples part by
/// part.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ArrayDifference {
    /// The type of the elements in the old file, as `f32`.
    pub old_element: String,
    /// The type of the elements in the new file.
    pub new_element: String,
    /// Elements in the old file.
    pub old_len: u64,
    /// Elements in the new file.
    pub new_len: u64,
    /// Elements that were compared: those that both have.
    pub compared: u64,
    /// Compared elements that differ, by more than the tolerance.
    pub differing: u64,
    /// The first of them.
    pub first: Option<u64>,
    /// The two numbers that are farthest apart, of those that are finite; within the tolerance, too.
    pub largest: Option<LargestDifference>,
    /// The mean of how far apart the numbers of all compared elements are, those left out that differ and are not both
    /// finite. `None` where there are no numbers.
    pub mean: Option<f64>,
    /// Pairs that differ and are not both finite numbers: NaN beside a number, infinities.
    pub not_finite: u64,
    /// Parts that only the elements of the old file have, as `.miss` or `[3..4]`; at most 32.
    pub removed: Vec<String>,
    /// Parts that only the elements of the new file have.
    pub added: Vec<String>,
}

/// The two numbers of an array that are farthest apart.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct LargestDifference {
    /// The element.
    pub index: u64,
    /// Which part of the element, as `.miss` or `[2]`; empty of elements that are numbers.
    pub part: String,
    /// The number in the old file, to 16 digits.
    pub old: f64,
    /// The number in the new file.
    pub new: f64,
    /// How far they are apart.
    pub by: f64,
}

impl Diff {
    /// Whether nothing differs of what was compared.
    pub fn is_equal(&self) -> bool {
        let [old, new] = &self.versions;
        old == new
            && self.schema.is_identical()
            && self.metadata.is_empty()
            && self.has_equal_values()
    }

    /// Whether all values are the same, be they of another schema.
    pub fn has_equal_values(&self) -> bool {
        self.count == 0
    }

    /// What changed from the old schema to the new one, by the rules of evolution. It is empty for schemas that differ in
    /// versions only.
    pub fn schema(&self) -> &compat::Report {
        &self.schema
    }

    /// The versions of the types of both values, or of their parts, the old one first: `None` of types that declare none.
    pub fn versions(&self) -> [Option<&Version>; 2] {
        self.versions.each_ref().map(Option::as_ref)
    }

    /// The entries of the metadata that differ, by key, where they were [asked for](crate::DiffOptions::metadata).
    pub fn metadata(&self) -> &[MetadataDifference] {
        &self.metadata
    }

    /// The values that differ, in the order of the old file, up to as many as are
    /// [kept](crate::DiffOptions::max_differences).
    pub fn values(&self) -> &[Difference] {
        &self.values
    }

    /// How many values differ, those that are not kept included. An array counts once.
    pub fn count(&self) -> u64 {
        self.count
    }
}

impl Difference {
    /// Where the value is, as [`Archive::get`](crate::Archive::get) takes it: in the new file, if the old one lacks it.
    /// Elements of sets have the path of their set and `{}`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// How it differs.
    pub fn kind(&self) -> &DifferenceKind {
        &self.kind
    }
}

impl ArrayDifference {
    /// The type of the elements; both, where they are of two.
    pub fn elements(&self) -> String {
        match self.old_element == self.new_element {
            true => self.old_element.clone(),
            false => format!("{} -> {}", self.old_element, self.new_element),
        }
    }
}

/// Text from a file, with what could move a terminal's cursor escaped; quotes of keys in paths stay as they are.
struct Shown<'t>(&'t str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.chars().try_for_each(|c| match c.is_control() {
            true => write!(f, "{}", c.escape_default()),
            false => f.write_char(c),
        })
    }
}

/// As `- path: value`, `+ path: value` or `~ path: value -> value`.
impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = Shown(match self.path.as_str() {
            "" => "(the value itself)",
            path => path,
        });
        match &self.kind {
            DifferenceKind::Removed(value) => write!(f, "- {path}: {value}"),
            DifferenceKind::Added(value) => write!(f, "+ {path}: {value}"),
            DifferenceKind::Changed { old, new, by: None } => write!(f, "~ {path}: {old} -> {new}"),
            DifferenceKind::Changed { old, new, by: Some(by) } => {
                write!(f, "~ {path}: {old} -> {new}, by {by:?}")
            }
            DifferenceKind::Length { old, new } => write!(f, "~ {path}: {old} -> {new} elements"),
            DifferenceKind::Array(array) => write!(f, "~ {path}: {array}"),
        }
    }
}

/// On one line, as `3 of 1000 f32 differ, at most by 0.5 at [17], 0.001 on average`.
impl fmt::Display for ArrayDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.old_len != self.new_len {
            write!(f, "{} -> {} elements, ", self.old_len, self.new_len)?;
        }
        write!(f, "{} of {} {} differ", self.differing, self.compared, self.elements())?;
        if let Some(LargestDifference { index, part, by, .. }) = &self.largest {
            write!(f, ", at most by {by:?} at [{index}]{}", Shown(part))?;
            if let Some(mean) = self.mean {
                write!(f, ", {mean:?} on average")?;
            }
        }
        if self.not_finite > 0 {
            write!(f, ", {} beside NaN or an infinity", self.not_finite)?;
        }
        let parts = |names: &[String]| {
            names.iter().map(|name| Shown(name).to_string()).collect::<Vec<_>>().join(", ")
        };
        if !self.removed.is_empty() {
            write!(f, ", without {}", parts(&self.removed))?;
        }
        if !self.added.is_empty() {
            write!(f, ", with {}", parts(&self.added))?;
        }
        Ok(())
    }
}

/// As `- key: value`, `+ key: value` or `~ key: value -> value`.
impl fmt::Display for MetadataDifference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = Shown(&self.key);
        let shown = |text: &Option<String>| Shown(text.as_deref().unwrap_or_default()).to_string();
        match (&self.old, &self.new) {
            (Some(_), None) => write!(f, "- {key}: {}", shown(&self.old)),
            (None, _) => write!(f, "+ {key}: {}", shown(&self.new)),
            _ => write!(f, "~ {key}: {} -> {}", shown(&self.old), shown(&self.new)),
        }
    }
}

impl fmt::Display for Diff {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.is_equal() {
            return f.write_str("no differences");
        }
        let mut lines = Vec::new();
        let [old, new] = &self.versions;
        if old != new {
            let shown = |version: &Option<Version>| {
                version.as_ref().map_or_else(|| "none".to_owned(), ToString::to_string)
            };
            lines.push(format!("~ version: {} -> {}", shown(old), shown(new)));
        }
        if !self.schema.is_identical() {
            lines.extend(self.schema.to_string().lines().map(|line| format!("~ {line}")));
        }
        lines.extend(self.metadata.iter().map(|entry| format!("{entry} (metadata)")));
        lines.extend(self.values.iter().map(ToString::to_string));
        let kept = crate::wire::to_u64(self.values.len());
        match self.count.saturating_sub(kept) {
            0 => {}
            more => lines.push(format!("{more} more differences")),
        }
        f.write_str(&lines.join("\n"))
    }
}
