//! One state of a history against an earlier one: histories only grow.

use std::collections::HashSet;

use persist_history::{Entry, Version};

use super::History;
use super::steps::HistoryStep;

/// What became of a history since an earlier state of it, as version control has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct HistorySince {
    /// Versions that are new.
    pub added: Vec<Version>,
    /// Steps to these, oldest first: each from the version before it, where there is one. Those of entries that are not
    /// what was recorded are missing: [`History::problems`] says why.
    pub steps: Vec<HistoryStep>,
    /// New closures of versions that were there: those in which a nested type moved alone.
    pub released_with: Vec<(Version, Vec<(String, Version)>)>,
    /// Entries that are not what they were, which releases rely on.
    pub edited: Vec<EditedEntry>,
    /// Versions that are not there any more, whose files releases left behind.
    pub removed: Vec<Version>,
}

/// An entry of a history that was changed after it was recorded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct EditedEntry {
    /// The version.
    pub version: Version,
    /// The line at which the entry begins today.
    pub line: usize,
    /// Lines that are gone, without their indentation, and behind them those that stand elsewhere now.
    pub gone: Vec<String>,
    /// Lines that have come, and behind them those that stood elsewhere.
    pub come: Vec<String>,
}

impl HistorySince {
    /// Whether all that was recorded is as it was.
    pub fn is_append_only(&self) -> bool {
        self.edited.is_empty() && self.removed.is_empty()
    }
}

impl History {
    /// What became of the history since an earlier state of it.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::History;
    ///
    /// let before = "
    /// type Scaler
    /// version 1.0.0
    ///   mean: f64
    ///   factor: f32
    /// with 4a3128d9e7f221ee
    /// ";
    /// let today = format!("{before}\
    /// version 1.1.0
    ///   factor: f32
    ///   mean: f64
    ///   unit: Option<str> = None
    /// with 7cd9b1f782d755bc
    /// ");
    /// let since = History::parse(&today, [])?.since(&History::parse(before, [])?);
    /// assert!(since.is_append_only());
    /// assert_eq!(since.steps[0].to.version.to_string(), "1.1.0");
    ///
    /// let edited = History::parse(&before.replace("f32", "f64"), [])?.since(&History::parse(before, [])?);
    /// assert_eq!(edited.edited[0].gone, ["factor: f32"]);
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn since(&self, before: &History) -> HistorySince {
        let mut since = HistorySince::default();
        for old in before.entries() {
            let Some(today) = self.entries().iter().find(|entry| entry.version == old.version)
            else {
                since.removed.push(old.version.clone());
                continue;
            };
            since.edited.extend(edited(old, today));
            let is_new = |closure: &&persist_history::Closure| {
                !old.closures.iter().any(|known| known.nested == closure.nested)
            };
            for closure in today.closures.iter().filter(is_new) {
                since.released_with.push((today.version.clone(), closure.nested.clone()));
            }
        }
        let is_known = |entry: &Entry| before.entries().iter().any(|e| e.version == entry.version);
        let entries = self.entries();
        let added = entries.iter().filter(|entry| !is_known(entry));
        since.added.extend(added.map(|entry| entry.version.clone()));
        for (from, to) in entries.iter().zip(entries.iter().skip(1)) {
            if !is_known(to) {
                since.steps.extend(self.step(from, to).ok());
            }
        }
        since
    }
}

/// The difference between two states of an entry; closures that were added are none.
fn edited(old: &Entry, today: &Entry) -> Option<EditedEntry> {
    let kept = |entry: &Entry| {
        let mut history = persist_history::HistoryText::default();
        history.entries.push(entry.clone());
        let text = history.to_string();
        text.lines().skip(1).map(|line| line.trim().to_owned()).collect::<Vec<_>>()
    };
    let mut comparable = today.clone();
    comparable
        .closures
        .retain(|closure| old.closures.iter().any(|known| known.nested == closure.nested));
    let (was, is) = (kept(old), kept(&comparable));
    if was == is {
        return None;
    }
    let ((mut gone, stayed), (mut come, stay)) = (told_apart(&was, &is), told_apart(&is, &was));
    let (from, to) = moved(stayed, stay);
    gone.extend(from);
    come.extend(to);
    Some(EditedEntry { version: old.version.clone(), line: today.line, gone, come })
}

/// The lines that are not among others, and those that are.
fn told_apart(lines: &[String], others: &[String]) -> (Vec<String>, Vec<String>) {
    let others: HashSet<&String> = others.iter().collect();
    lines.iter().cloned().partition(|line| !others.contains(line))
}

/// What of two lists stands between the lines that both begin and end with: the order of fields counts.
fn moved(mut was: Vec<String>, mut is: Vec<String>) -> (Vec<String>, Vec<String>) {
    while was.last() == is.last() && was.pop().is_some() {
        is.pop();
    }
    let same = was.iter().zip(&is).take_while(|(was, is)| was == is).count();
    (was.split_off(same), is.split_off(same))
}
