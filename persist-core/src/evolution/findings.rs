//! What planning finds: changes that it reads over, and those that it refuses.

use std::fmt::{self, Write};

use persist_history::Rule;

use super::path::{PlaceId, Places};
use super::plan::Counter;
use crate::schema::{Escaped, Primitive};
use crate::wire::to_u64;

/// Findings of each kind that are kept: a person reads no more, and a hostile file has millions.
const MAX_REFUSALS: usize = 32;
const MAX_CHANGES: usize = 4096;

/// A change that a plan reads over.
#[derive(Debug)]
struct Applied {
    rule: Rule,
    place: PlaceId,
    detail: Detail<Range>,
    counter: Counter,
}

/// What is said of a change, with what words it takes. What most changes say is put together when it is shown.
#[derive(Clone, Copy, Debug)]
pub(super) enum Detail<T> {
    /// The types of both sides.
    Types(Primitive, Primitive),
    /// The type of one.
    Type(Primitive),
    /// The name that the file has.
    Name(T),
    /// All of it; empty where the path says it all.
    Text(T),
}

/// A range of [`Findings::text`].
type Range = (usize, usize);

/// A change that a plan reads over, in words.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) rule: Rule,
    pub(crate) path: String,
    /// Both sides, as `u32 -> u64`; empty where the path says it all.
    pub(crate) detail: String,
    /// It is within a type whose own version changed.
    pub(crate) nested: bool,
    /// What counts the values that it concerned.
    pub(crate) counter: Counter,
}

/// A change that nothing leads over.
#[derive(Debug)]
pub(crate) struct Refused {
    pub(crate) rule: Rule,
    pub(crate) path: String,
    pub(crate) message: String,
    /// It is about the whole value.
    pub(crate) whole: bool,
    /// It is within a type whose own version changed.
    pub(crate) nested: bool,
}

/// What a refusal of the whole value is about, as far as people act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Types that have nothing to do with each other.
    Type,
    /// An epoch behind that of the program.
    NewerEpoch,
    /// An epoch from which nothing leads to that of the program.
    Epoch,
    /// An epoch that the program's type declares unsupported.
    EndedEpoch,
}

/// All that planning found. Changes that are read over are put into words when somebody asks for them.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    applied: Vec<Applied>,
    /// Where they are, once all are found.
    places: Places,
    text: String,
    /// Changes that were too many to be kept.
    pub(crate) more_applied: usize,
    pub(crate) refused: Vec<Refused>,
    pub(crate) more_refused: usize,
    /// What the types of the whole values have against each other: what an error begins with.
    pub(crate) root: Option<Cause>,
    /// A field may have been renamed.
    pub(crate) renamed: bool,
}

impl Findings {
    /// Whether one more change that is read over is kept; if not, it is counted.
    pub(super) fn has_room(&mut self) -> bool {
        let has_room = self.applied.len() < MAX_CHANGES;
        self.more_applied = self.more_applied.saturating_add(usize::from(!has_room));
        has_room
    }

    pub(super) fn apply(
        &mut self,
        rule: Rule,
        place: PlaceId,
        counter: Counter,
        detail: Detail<&dyn fmt::Display>,
    ) {
        let mut written = |text: &dyn fmt::Display| {
            let start = self.text.len();
            // Writing to a string cannot fail.
            let _ = write!(self.text, "{text}");
            (start, self.text.len())
        };
        let detail = match detail {
            Detail::Types(w, r) => Detail::Types(w, r),
            Detail::Type(ty) => Detail::Type(ty),
            Detail::Name(name) => Detail::Name(written(name)),
            Detail::Text(text) => Detail::Text(written(text)),
        };
        self.applied.push(Applied { rule, place, detail, counter });
    }

    fn text(&self, (start, end): Range) -> &str {
        self.text.get(start..end).unwrap_or_default()
    }

    pub(super) fn found_at(&mut self, places: Places) {
        self.places = places;
    }

    /// The rules of changes that are read over, as far as they are kept.
    pub(crate) fn rules(&self) -> impl Iterator<Item = Rule> {
        self.applied.iter().map(|applied| applied.rule)
    }

    /// Changes that are read over, as far as they are kept.
    pub(crate) fn applied(&self) -> impl Iterator<Item = Shown> {
        self.applied.iter().map(|applied| Shown {
            rule: applied.rule,
            path: self.places.path(applied.place),
            nested: self.places.is_nested(applied.place),
            detail: match applied.detail {
                Detail::Types(w, r) => format!("{} -> {}", w.name(), r.name()),
                Detail::Type(ty) => ty.name().to_owned(),
                Detail::Name(name) => format!("`{}` in the file", Escaped(self.text(name))),
                Detail::Text(text) => self.text(text).to_owned(),
            },
            counter: applied.counter,
        })
    }

    pub(super) fn refuse(&mut self, refused: Refused) {
        match self.refused.len() < MAX_REFUSALS {
            true => self.refused.push(refused),
            false => self.more_refused = self.more_refused.saturating_add(1),
        }
    }

    /// Memory that changes that are read over take, in bytes.
    pub(crate) fn size(&self) -> u64 {
        let applied = self.applied.len().saturating_mul(size_of::<Applied>());
        to_u64(applied.saturating_add(self.text.len()).saturating_add(self.places.size()))
    }

    /// Whether a file is refused.
    pub(crate) fn refuses(&self) -> bool {
        !self.refused.is_empty()
    }

    /// A line for each change that could be read over, up to as many as are shown of refusals.
    pub(crate) fn changes(&self) -> Vec<String> {
        let shown = self.applied().take(MAX_REFUSALS);
        let mut changes: Vec<_> = shown
            .map(|applied| match applied.detail.as_str() {
                "" => format!("`{}`: {}", applied.path, applied.rule.says()),
                detail => format!("`{}`: {}, {detail}", applied.path, applied.rule.says()),
            })
            .collect();
        let more =
            self.applied.len().saturating_sub(MAX_REFUSALS).saturating_add(self.more_applied);
        if more > 0 {
            changes.push(format!("{more} more changes"));
        }
        changes
    }

    /// A line for each reason, but for the one that the error begins with; where there are too many, the last line
    /// counts the rest.
    pub(crate) fn reasons(&self) -> Vec<String> {
        self.reasons_from(usize::from(self.root.is_some()))
    }

    /// A line for each reason.
    pub(crate) fn all_reasons(&self) -> Vec<String> {
        self.reasons_from(0)
    }

    /// A line for each reason, with the rule of the catalogue that is behind it.
    pub(crate) fn ruled_reasons(&self) -> Vec<String> {
        self.lines(0, |r| format!("`{}`: {} (rule `{}`)", r.path, r.message, r.rule))
    }

    fn reasons_from(&self, first: usize) -> Vec<String> {
        self.lines(first, |r| format!("`{}`: {}", r.path, r.message))
    }

    fn lines(&self, first: usize, line: impl Fn(&Refused) -> String) -> Vec<String> {
        let mut reasons: Vec<_> = self.refused.iter().skip(first).map(line).collect();
        if self.more_refused > 0 {
            reasons.push(format!("{} more reasons", self.more_refused));
        }
        reasons
    }
}

#[cfg(test)]
mod tests {
    use super::super::path::{Path, Segment};
    use super::*;

    /// Files say how many there are, and what names they have.
    #[test]
    fn changes_take_memory_as_do_their_words_and_their_places() {
        let mut findings = Findings::default();
        assert_eq!(findings.size(), 0);
        let mut path = Path::new("Forest");
        path.enter(Segment::named("threshold"));
        findings.apply(Rule::RenameField, path.here(), Counter::ROOT, Detail::Name(&"thr"));
        let words = findings.size();
        assert!(words > to_u64("thr".len()), "{words}");
        findings.found_at(path.take_places());
        let all = findings.size();
        assert!(all > words + to_u64("Forest.threshold".len()), "{words}, then {all}");
    }
}
