//! Where in a type a change is, as `Forest.trees[].nodes[].miss`.

/// Steps that a path shows at each of its ends.
const MAX_STEPS: usize = 12;

/// The path to the types that are being looked at.
///
/// Definitions are looked at one after the other, not within each other: each remembers where it was met first.
#[derive(Debug)]
pub(super) struct Path {
    places: Vec<Place>,
    /// That of the definitions that are being looked at.
    at: PlaceId,
    /// From there to the types that are.
    tail: String,
    /// Steps of the tail.
    depth: usize,
}

/// Where a pair of definitions was met first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct PlaceId(usize);

/// The place of the pair that led to it, and the path from there.
#[derive(Debug)]
struct Place {
    from: Option<PlaceId>,
    path: String,
}

impl Path {
    /// Paths begin with the name of the whole value.
    pub(super) fn new(root: String) -> Self {
        Path {
            places: vec![Place { from: None, path: root }],
            at: PlaceId(0),
            depth: 0,
            tail: String::new(),
        }
    }

    /// The current place, to return to.
    pub(super) fn here(&mut self) -> PlaceId {
        self.places.push(Place { from: Some(self.at), path: self.tail.clone() });
        PlaceId(self.places.len().saturating_sub(1))
    }

    pub(super) fn go_to(&mut self, place: PlaceId) {
        self.at = place;
        self.tail.clear();
        self.depth = 0;
    }

    /// Goes on by `step`, which [`back`](Self::back) undoes.
    pub(super) fn enter(&mut self, step: &str) -> usize {
        let before = self.tail.len();
        self.tail.push_str(step);
        self.depth = self.depth.saturating_add(1);
        before
    }

    pub(super) fn back(&mut self, before: usize) {
        self.tail.truncate(before);
        self.depth = self.depth.saturating_sub(1);
    }

    /// Steps from the definitions that are being looked at.
    pub(super) fn depth(&self) -> usize {
        self.depth
    }

    /// Whether the whole value is looked at.
    pub(super) fn is_root(&self) -> bool {
        self.tail.is_empty()
            && self.places.get(self.at.0).is_some_and(|place| {
                place.from.is_none() || (place.path.is_empty() && place.from == Some(PlaceId(0)))
            })
    }

    /// The whole path; a long one without its middle.
    pub(super) fn text(&self) -> String {
        let mut parts = vec![self.tail.as_str()];
        let mut at = Some(self.at);
        while let Some(place) = at.and_then(|at| self.places.get(at.0)) {
            parts.push(&place.path);
            at = place.from;
        }
        parts.reverse();
        let hidden = parts.len().saturating_sub(2 * MAX_STEPS);
        match (parts.get(..MAX_STEPS), parts.get(MAX_STEPS.saturating_add(hidden)..)) {
            (Some(start), Some(end)) if hidden > 0 => {
                format!("{} … {hidden} steps … {}", start.concat(), end.concat())
            }
            _ => parts.concat(),
        }
    }
}

/// A step to what has the name. Names come from files: what could move a terminal's cursor is escaped.
pub(super) fn segment(name: &str) -> String {
    format!(".{}", name.escape_debug())
}
