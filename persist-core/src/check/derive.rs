//! What leads from one type to another whose outermost constructor differs: the steps of the plan compiler that a
//! recorded type and today's constants show.

use persist_history::Rule;

use super::finding::{Finding, Refusal};
use super::old::Old;
use super::parameter::of_type;
use super::types::{Known, Meets};
use crate::schema::{DefShape, Fields, Ty};

/// A step from one pair of types to the next. Out of a newtype leads none: the definitions of recorded types are not
/// seen here.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Move {
    WrapNewtype,
    Unshare,
    Share,
    Some,
    One,
    AtMostOne,
}

/// In the order in which they are tried.
const MOVES: [Move; 6] =
    [Move::WrapNewtype, Move::Unshare, Move::Share, Move::Some, Move::One, Move::AtMostOne];

impl Move {
    #[expect(clippy::as_conversions, reason = "the number of a variant, of which there are few")]
    const fn bit(self) -> u8 {
        1 << self as u8
    }

    const fn rule(self) -> Rule {
        match self {
            Move::WrapNewtype => Rule::WrapNewtype,
            Move::Unshare => Rule::Unshare,
            Move::Share => Rule::Share,
            Move::Some => Rule::IntoOption,
            Move::One => Rule::IntoList,
            Move::AtMostOne => Rule::OptionToList,
        }
    }
}

/// A way that has been gone so far.
#[derive(Clone, Copy)]
struct Way {
    /// The moves that were made.
    made: u8,
    /// What they put around the value, in order, as digits in base 4. They also say what is taken from the file's
    /// value: the only move that opens it wraps as well.
    wraps: u32,
    /// How often the file's type, and today's, were entered: each has one way in, so this says where the way ends.
    entered: (u8, u8),
    rules: Finding,
}

/// What a search has found.
#[derive(Clone, Copy)]
struct Found {
    way: Option<(Way, Finding)>,
    ambiguous: bool,
    unknown: bool,
}

impl Known<'_> {
    /// Types whose outermost constructors differ.
    pub(super) const fn derived(&self, w: &[u8], r: &Ty) -> Finding {
        match self.ways(w, r) {
            Found { ambiguous: true, .. } => Finding::refused(Refusal::Ambiguous),
            // Behind a name there may be another way, to other values.
            Found { way: Some((way, end)), unknown, .. } => {
                let found = way.rules.and(end);
                if unknown { found.and(Finding::UNKNOWN) } else { found }
            }
            Found { unknown: true, .. } => Finding::UNKNOWN,
            _ => Finding::NO_RULE,
        }
    }

    /// Whether one type leads to another.
    pub(super) const fn leads(&self, w: &[u8], r: &Ty) -> Meets {
        match self.meets(w, Old::of(w), r) {
            Meets::Yes => Meets::Yes,
            _ => match self.ways(w, r) {
                Found { way: Some(_), .. } => Meets::Yes,
                Found { unknown: true, .. } => Meets::Unknown,
                _ => Meets::No,
            },
        }
    }

    const fn ways(&self, w: &[u8], r: &Ty) -> Found {
        let start = Way { made: 0, wraps: 0, entered: (0, 0), rules: Finding::SAME };
        let nothing = Found { way: None, ambiguous: false, unknown: false };
        self.search(w, r, start, nothing)
    }

    const fn search(&self, w: &[u8], r: &Ty, way: Way, found: Found) -> Found {
        let (mut found, old) = (found, Old::of(w));
        match self.meets(w, old, r) {
            Meets::Yes => return self.arrived(w, r, way, found),
            Meets::Unknown => found.unknown = true,
            Meets::No => {}
        }
        // Behind a name there may be anything: a newtype, which leads on.
        if let Old::Named(name, _) = old
            && !self.is_parameter(name)
        {
            found.unknown = true;
        }
        if matches!(r, Ty::Named { .. })
            && of_type(r, self.parameters).is_none()
            && self.def_of(r).is_none()
        {
            found.unknown = true;
        }
        let mut rest: &[Move] = &MOVES;
        while let [step, others @ ..] = rest {
            rest = others;
            let opposite = match step {
                Move::Share => Move::Unshare,
                Move::Unshare => Move::Share,
                step => *step,
            };
            if way.made & (step.bit() | opposite.bit()) != 0 {
                continue;
            }
            if let Some((w, r)) = self.step(*step, (w, old), r) {
                found = self.search(w, r, way.with(*step), found);
            }
        }
        found
    }

    const fn arrived(&self, w: &[u8], r: &Ty, way: Way, found: Found) -> Found {
        match found.way {
            None => Found { way: Some((way, self.types(w, r))), ..found },
            Some((first, end)) => {
                let agrees = first.wraps == way.wraps
                    && first.entered.0 == way.entered.0
                    && first.entered.1 == way.entered.1;
                let shorter = way.made.count_ones() < first.made.count_ones();
                let kept = if shorter { (way, end) } else { (first, end) };
                Found { way: Some(kept), ambiguous: found.ambiguous || !agrees, ..found }
            }
        }
    }

    /// Where a step leads from a pair of types, where it can be taken.
    const fn step<'t, 'r>(
        &self,
        step: Move,
        (w, old): (&'t [u8], Old<'t>),
        r: &'r Ty,
    ) -> Option<(&'t [u8], &'r Ty)> {
        match (step, old, r) {
            (Move::WrapNewtype, _, Ty::Named { .. }) => match self.def_of(r) {
                Some(def) => match def.shape {
                    DefShape::Struct(Fields { list: [only], .. }) => Some((w, only.ty)),
                    _ => None,
                },
                None => None,
            },
            (Move::Unshare, Old::Shared(content), _) => Some((content, r)),
            (Move::Share, Old::Shared(_), _) => None,
            (Move::Share, _, Ty::Shared(content)) | (Move::Some, _, Ty::Option(content)) => {
                Some((w, content))
            }
            (Move::One, _, Ty::List { element, .. }) => Some((w, element)),
            (Move::AtMostOne, Old::Option(content), Ty::List { element, .. }) => {
                Some((content, element))
            }
            _ => None,
        }
    }
}

impl Way {
    const fn with(self, step: Move) -> Self {
        let wrap = match step {
            Move::Some => 1,
            Move::One => 2,
            Move::AtMostOne => 3,
            _ => 0,
        };
        let (w, r) = match step {
            Move::Unshare => (1, 0),
            Move::AtMostOne => (1, 1),
            _ => (0, 1),
        };
        Way {
            made: self.made | step.bit(),
            wraps: if wrap == 0 { self.wraps } else { self.wraps * 4 + wrap },
            entered: (self.entered.0 + w, self.entered.1 + r),
            rules: self.rules.and(Finding::rule(step.rule())),
        }
    }
}
