//! Where in a type a change is, as `Forest.trees[].nodes[].miss`.
//!
//! Each place is noted as a step from another one. As text it is written out for whoever asks: of most files nobody
//! does.

use std::fmt::{self, Write};

use crate::schema::Escaped;

/// Steps that a path shows at each of its ends.
const MAX_STEPS: usize = 12;

/// The places that findings are about.
#[derive(Debug, Default)]
pub(super) struct Places {
    places: Vec<Place>,
    /// What leads to each, one behind the other.
    text: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PlaceId(u32);

#[derive(Debug)]
struct Place {
    from: PlaceId,
    kind: Kind,
    /// Where its part of the text begins.
    start: usize,
}

/// What leads to a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Nothing: it is that of the whole value, and bears its name.
    Root,
    /// A pair of definitions was met there first.
    Definitions,
    Name,
    Inner,
}

/// A step to a place.
#[derive(Clone, Copy, Debug)]
pub(super) enum Segment<'n> {
    /// To what has the name.
    Name(&'n str),
    /// To what a value holds, as `[]`.
    Inner(&'static str),
}

impl PlaceId {
    const ROOT: PlaceId = PlaceId(0);

    fn index(self) -> usize {
        self.0.try_into().unwrap_or(usize::MAX)
    }
}

impl Places {
    fn push(&mut self, from: PlaceId, kind: Kind, text: &str) -> PlaceId {
        let id = PlaceId(self.places.len().try_into().unwrap_or(u32::MAX));
        self.places.push(Place { from, kind, start: self.text.len() });
        self.text.push_str(text);
        id
    }

    /// Forgets all but so many.
    fn truncate(&mut self, len: usize) {
        if let Some(first) = self.places.get(len) {
            self.text.truncate(first.start);
            self.places.truncate(len);
        }
    }

    /// Memory that they take, in bytes.
    pub(super) fn size(&self) -> usize {
        let places = self.places.len().saturating_mul(size_of::<Place>());
        places.saturating_add(self.text.len())
    }

    /// The whole path to a place; a long one without its middle. Names come from files: what could move a terminal's
    /// cursor is escaped.
    pub(super) fn path(&self, id: PlaceId) -> String {
        let way = self.way(id);
        let is_end =
            |(_, place): &&(PlaceId, &Place)| matches!(place.kind, Kind::Root | Kind::Definitions);
        let steps = way.iter().filter(is_end).count().saturating_add(1);
        let hidden = steps.saturating_sub(2 * MAX_STEPS);
        let (mut path, mut step) = (String::new(), 0usize);
        for (id, place) in way {
            if step < MAX_STEPS || step >= MAX_STEPS.saturating_add(hidden) {
                // Writing to a string cannot fail.
                let _ = self.write(id, place, &mut path);
            }
            if matches!(place.kind, Kind::Root | Kind::Definitions) {
                step = step.saturating_add(1);
                if step == MAX_STEPS && hidden > 0 {
                    path.push_str(&format!(" … {hidden} steps … "));
                }
            }
        }
        path
    }

    /// All places from that of the whole value on.
    fn way(&self, id: PlaceId) -> Vec<(PlaceId, &Place)> {
        let mut way = Vec::new();
        let mut at = Some(id);
        while let Some((id, place)) = at.and_then(|id| Some((id, self.places.get(id.index())?))) {
            way.push((id, place));
            at = (place.kind != Kind::Root).then_some(place.from);
        }
        way.reverse();
        way
    }

    fn write(&self, id: PlaceId, place: &Place, path: &mut String) -> fmt::Result {
        let next = self.places.get(id.index().saturating_add(1));
        let end = next.map_or(self.text.len(), |next| next.start);
        let text = self.text.get(place.start..end).unwrap_or_default();
        if place.kind == Kind::Name {
            return write!(path, ".{}", Escaped(text));
        }
        path.write_str(text)
    }
}

/// The path to the types that are being looked at.
///
/// Definitions are looked at one after the other, not within each other: each remembers where it was met first.
#[derive(Debug)]
pub(super) struct Path {
    places: Places,
    at: PlaceId,
    /// How many places stay when they are left.
    kept: usize,
    /// Steps from the definitions that are being looked at.
    depth: usize,
}

impl Path {
    /// Paths begin with the name of the whole value.
    pub(super) fn new(root: &str) -> Self {
        let mut places = Places::default();
        let at = places.push(PlaceId::ROOT, Kind::Root, root);
        Path { places, at, kept: 1, depth: 0 }
    }

    /// The current place, to return to where a pair of definitions was met.
    pub(super) fn here(&mut self) -> PlaceId {
        let place = self.places.push(self.at, Kind::Definitions, "");
        self.keep();
        place
    }

    /// The current place, for a finding.
    pub(super) fn noted(&mut self) -> PlaceId {
        self.keep();
        self.at
    }

    fn keep(&mut self) {
        self.kept = self.places.places.len();
    }

    pub(super) fn go_to(&mut self, place: PlaceId) {
        self.at = place;
        self.places.truncate(self.kept);
        self.depth = 0;
    }

    /// Goes on by a step, which [`back`](Self::back) undoes.
    pub(super) fn enter(&mut self, step: Segment<'_>) -> PlaceId {
        let before = self.at;
        self.at = match step {
            Segment::Name(name) => self.places.push(before, Kind::Name, name),
            Segment::Inner(text) => self.places.push(before, Kind::Inner, text),
        };
        self.depth = self.depth.saturating_add(1);
        before
    }

    pub(super) fn back(&mut self, before: PlaceId) {
        self.at = before;
        self.places.truncate(self.kept.max(before.index().saturating_add(1)));
        self.depth = self.depth.saturating_sub(1);
    }

    /// Steps from the definitions that are being looked at.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Whether the whole value is looked at.
    pub(super) fn is_root(&self) -> bool {
        match self.places.places.get(self.at.index()) {
            Some(Place { kind: Kind::Definitions, from, .. }) => *from == PlaceId::ROOT,
            Some(Place { kind, .. }) => *kind == Kind::Root,
            None => false,
        }
    }

    /// The whole path; a long one without its middle.
    pub(super) fn text(&self) -> String {
        self.places.path(self.at)
    }

    /// The places of what was found.
    pub(super) fn take_places(&mut self) -> Places {
        self.places.truncate(self.kept);
        std::mem::take(&mut self.places)
    }
}
