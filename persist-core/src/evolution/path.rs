//! Where in a type a change is, as `Forest.trees[].nodes[].miss`.
//!
//! Each place is noted as a step from another one. As text it is written out for whoever asks: of most files nobody
//! does.

use std::borrow::Cow;
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
    /// A pair of definitions was met there first whose versions differ, within another definition.
    Versions,
    Name,
    Inner,
}

impl Kind {
    /// Whether the way to a definition ends there, which a path shows or hides as a whole.
    fn ends_step(self) -> bool {
        matches!(self, Kind::Root | Kind::Definitions | Kind::Versions)
    }
}

/// A step to a place.
#[derive(Clone, Debug)]
pub(super) enum Segment<'n> {
    /// To what has the name.
    Name(Cow<'n, str>),
    /// To what a value holds, as `[]`.
    Inner(&'static str),
}

impl<'n> Segment<'n> {
    pub(super) fn named(name: &'n str) -> Self {
        Segment::Name(Cow::Borrowed(name))
    }
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

    /// Memory that they take, in bytes.
    pub(super) fn size(&self) -> usize {
        let places = self.places.len().saturating_mul(size_of::<Place>());
        places.saturating_add(self.text.len())
    }

    /// The whole path to a place; a long one without its middle. Names come from files: what could move a terminal's
    /// cursor is escaped.
    pub(super) fn path(&self, id: PlaceId) -> String {
        let way = self.way(id);
        let ends = way.iter().filter(|(_, place)| place.kind.ends_step());
        let steps = ends.count().saturating_add(1);
        let hidden = steps.saturating_sub(2 * MAX_STEPS);
        let (mut path, mut step) = (String::new(), 0usize);
        for (id, place) in way {
            if step < MAX_STEPS || step >= MAX_STEPS.saturating_add(hidden) {
                // Writing to a string cannot fail.
                let _ = self.write(id, place, &mut path);
            }
            if place.kind.ends_step() {
                step = step.saturating_add(1);
                if step == MAX_STEPS && hidden > 0 {
                    path.push_str(&format!(" … {hidden} steps … "));
                }
            }
        }
        path
    }

    /// Whether a place is within a type that has a version of its own, which differs between both sides: what changed
    /// there is that version's.
    pub(super) fn is_nested(&self, id: PlaceId) -> bool {
        self.way(id).iter().any(|(_, place)| place.kind == Kind::Versions)
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
pub(super) struct Path<'n> {
    places: Places,
    /// Where the definitions that are being looked at were met.
    start: PlaceId,
    /// Steps from there, and the places that they lead to, where these have been noted.
    steps: Vec<(Segment<'n>, Option<PlaceId>)>,
}

impl<'n> Path<'n> {
    /// Paths begin with the name of the whole value.
    pub(super) fn new(root: &str) -> Self {
        let mut places = Places::default();
        let start = places.push(PlaceId::ROOT, Kind::Root, root);
        Path { places, start, steps: Vec::new() }
    }

    /// The current place, for a finding.
    pub(super) fn here(&mut self) -> PlaceId {
        let mut at = self.start;
        for (step, place) in &mut self.steps {
            at = *place.get_or_insert_with(|| match step {
                Segment::Name(name) => self.places.push(at, Kind::Name, name),
                Segment::Inner(text) => self.places.push(at, Kind::Inner, text),
            });
        }
        at
    }

    /// The current place, to return to, where a pair of definitions is met; `moved` where their versions differ.
    pub(super) fn meeting(&mut self, moved: bool) -> PlaceId {
        let kind = match moved && self.start != PlaceId::ROOT {
            true => Kind::Versions,
            false => Kind::Definitions,
        };
        let at = self.here();
        self.places.push(at, kind, "")
    }

    /// Whether the current place is within a type whose version differs: see [`Places::is_nested`].
    pub(super) fn is_nested(&mut self) -> bool {
        let here = self.here();
        self.places.is_nested(here)
    }

    pub(super) fn go_to(&mut self, place: PlaceId) {
        self.start = place;
        self.steps.clear();
    }

    /// Goes on by a step, which [`back`](Self::back) undoes.
    pub(super) fn enter(&mut self, step: Segment<'n>) {
        self.steps.push((step, None));
    }

    pub(super) fn back(&mut self) {
        self.steps.pop();
    }

    /// Whether the whole value is looked at.
    pub(super) fn is_root(&self) -> bool {
        let starts_at_root = match self.places.places.get(self.start.index()) {
            Some(Place { kind: Kind::Definitions, from, .. }) => *from == PlaceId::ROOT,
            Some(Place { kind, .. }) => *kind == Kind::Root,
            None => false,
        };
        starts_at_root && self.steps.is_empty()
    }

    /// The whole path; a long one without its middle.
    pub(super) fn text(&mut self) -> String {
        let here = self.here();
        self.places.path(here)
    }

    /// The places of what was found.
    pub(super) fn take_places(&mut self) -> Places {
        std::mem::take(&mut self.places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The path to definitions that are met so many times within each other.
    fn nested(depth: usize) -> Path<'static> {
        let mut path = Path::new("R");
        for number in 0..depth {
            path.enter(Segment::Name(Cow::Owned(number.to_string())));
            let place = path.meeting(false);
            path.back();
            path.go_to(place);
        }
        path
    }

    #[test]
    fn steps_that_are_left_do_not_show() {
        let mut path = nested(2);
        path.enter(Segment::Inner("[]"));
        path.enter(Segment::named("a\u{1b}"));
        let noted = path.here();
        path.back();
        path.enter(Segment::named("b"));
        assert_eq!(path.text(), "R.0.1[].b");
        assert_eq!(path.take_places().path(noted), r"R.0.1[].a\u{1b}");
    }

    #[test]
    fn long_paths_lose_their_middle() {
        let mut path = nested(30);
        path.enter(Segment::Inner("[]"));
        assert_eq!(
            path.text(),
            "R.0.1.2.3.4.5.6.7.8.9.10 … 8 steps … .19.20.21.22.23.24.25.26.27.28.29[]"
        );
        assert_eq!(nested(3).text(), "R.0.1.2");
        // Both ends together have room for all of these.
        assert_eq!(nested(22).text(), "R.0.1.2.3.4.5.6.7.8.9.10.11.12.13.14.15.16.17.18.19.20.21");
    }

    #[test]
    fn the_whole_value_is_there_where_nothing_leads_on() {
        let mut path = Path::new("R");
        assert!(path.is_root());
        let place = path.meeting(true);
        path.go_to(place);
        assert!(path.is_root(), "a pair of definitions that is the whole value");
        path.enter(Segment::named("a"));
        assert!(!path.is_root());
        assert!(!path.is_nested(), "the whole value's own version is not another one's");
        let within = path.meeting(true);
        path.back();
        path.go_to(within);
        path.enter(Segment::named("b"));
        assert!(path.is_nested());
        assert!(!nested(1).is_root());
    }
}
