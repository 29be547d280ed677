//! What becomes of a value, by the rules as they are written down: every way is tried, on the value itself.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashMap, HashSet};

use persist_tests::support::random::Random;

use super::matching::{keep_form, steps, variant};
use super::samples::samples;
use super::schema::{Schema, Shape, Ty};
use super::values::{Val, normal};
use super::ways::{At, How, Made, Step, Way, ways};

/// Why a file is not read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// Before any value is looked at.
    Plan(String),
    /// This value has no place.
    Value(String),
    /// Several ways lead on, and what they fill differs: this reference does not say.
    Undecided,
}

/// A field of the reader: definition, variant and field.
pub type Place = (usize, Option<String>, String);

/// What fills a field that a file lacks, by `Type.field` or `Type.Variant.field`.
pub type Defaults<'a> = &'a dyn Fn(&str) -> Option<Val>;

/// Two schemas.
pub struct Reference<'a> {
    pub ws: &'a Schema,
    pub rs: &'a Schema,
    pub defaults: Defaults<'a>,
    /// Which of several ways is taken: the first, or by a number.
    pub salt: u64,
    /// What shared values have become: what is within is shared with them.
    pub shared: RefCell<HashMap<u64, Val>>,
    /// Pairs that are being looked at: whoever comes by again has found nothing that is wrong.
    ahead: RefCell<Vec<(Ty, Ty, At)>>,
    /// Pairs of definitions that nothing leads between.
    apart: HashSet<(usize, usize)>,
}

/// The fields that the plan comes by.
#[derive(Default)]
pub struct Reached {
    pub taken: BTreeSet<Place>,
    pub missing: BTreeSet<Place>,
    /// Somewhere, several ways lead to the same.
    pub several: bool,
    /// Somewhere, several ways seem to lead on, and all but one end within.
    pub seemingly: bool,
    /// Somewhere, to different values: what, and which.
    pub ambiguous: Option<String>,
    seen: HashSet<(Ty, Ty, At)>,
}

impl<'a> Reference<'a> {
    pub fn new(ws: &'a Schema, rs: &'a Schema, defaults: Defaults<'a>) -> Self {
        let mut this = Reference {
            ws,
            rs,
            defaults,
            salt: 0,
            shared: RefCell::default(),
            ahead: RefCell::default(),
            apart: HashSet::new(),
        };
        // Definitions that lead to each other are taken to fit until one is found that does not.
        while let Some(pair) = this.one_more_apart() {
            this.apart.insert(pair);
        }
        this
    }

    fn one_more_apart(&self) -> Option<(usize, usize)> {
        let pairs = (0..self.ws.defs.len())
            .flat_map(|w| (0..self.rs.defs.len()).map(move |r| (w, r)))
            .filter(|pair| !self.apart.contains(pair));
        let mut related =
            pairs.filter(|(w, r)| super::ways::related(&self.ws.defs[*w], &self.rs.defs[*r]));
        related.find(|(w, r)| {
            let all = ways(self.ws, self.rs, &Ty::Named(*w), &Ty::Named(*r), At::DRAFT);
            !all.iter().any(|way| self.holds_within(way))
        })
    }

    /// All ways that lead to an end.
    pub fn ways(&self, w: &Ty, r: &Ty, at: At) -> Vec<Way> {
        if let (Ty::Named(w), Ty::Named(r)) = (w, r)
            && self.apart.contains(&(*w, *r))
        {
            return Vec::new();
        }
        let mut all = ways(self.ws, self.rs, w, r, at);
        all.retain(|way| self.holds_within(way));
        // A default stands in for `None` only where no other way keeps it.
        let default = |way: &Way| matches!(way, Way::Inner(How::OutOfOption { default: true }, ..));
        if all.iter().any(default) && all.iter().any(|way| self.takes_all(way)) {
            all.retain(|way| !default(way));
        }
        all
    }

    /// Whether every value has a place at the end of a way, as far as what is wrapped around it goes.
    fn takes_all(&self, way: &Way) -> bool {
        match way {
            Way::Inner(How::OutOfOption { .. } | How::OutOfList, ..) => false,
            Way::Inner(How::EachOption | How::EachShared | How::Each(_), ..) => true,
            Way::Inner(_, w, r, at) => self.ways(w, r, *at).iter().any(|way| self.takes_all(way)),
            _ => true,
        }
    }

    fn leads(&self, w: &Ty, r: &Ty, at: At) -> bool {
        match (w, r) {
            (Ty::Named(wid), Ty::Named(rid))
                if super::ways::related(&self.ws.defs[*wid], &self.rs.defs[*rid]) =>
            {
                !self.apart.contains(&(*wid, *rid))
            }
            _ => {
                let pair = (w.clone(), r.clone(), at);
                if self.ahead.borrow().contains(&pair) {
                    return true;
                }
                self.ahead.borrow_mut().push(pair);
                let leads = !self.ways(w, r, at).is_empty();
                self.ahead.borrow_mut().pop();
                leads
            }
        }
    }

    fn holds_within(&self, way: &Way) -> bool {
        // A variant that is there on both sides, and whose fields do not fit, has the plan refused.
        let torn = match way {
            Way::Enum(w, r) => {
                self.arms(*w, *r).iter().any(|(_, to, s)| to.is_some() && s.is_none())
            }
            _ => false,
        };
        !torn && self.within(way).iter().all(|(w, r, at)| self.leads(w, r, *at))
    }

    /// The pairs of types that lie within.
    fn within(&self, way: &Way) -> Vec<(Ty, Ty, At)> {
        let fields = |steps: &[Step]| steps.iter().filter_map(|s| s.from.clone()).collect();
        match way {
            Way::Scalar(_) => Vec::new(),
            Way::Inner(_, w, r, at) => vec![(w.clone(), r.clone(), *at)],
            Way::Entries((wk, rk), (wv, rv), at) => {
                vec![(wk.clone(), rk.clone(), *at), (wv.clone(), rv.clone(), *at)]
            }
            Way::Product(_, steps) => {
                let list: Vec<(usize, Ty, Ty, At)> = fields(steps);
                list.into_iter().map(|(_, w, r, at)| (w, r, at)).collect()
            }
            Way::Enum(w, r) => {
                let arms = self.arms(*w, *r).into_iter().filter_map(|(.., steps)| steps);
                let list = arms.flat_map(|steps| fields(&steps));
                let list: Vec<_> = list.map(|(_, w, r, at)| (w, r, at)).collect();
                list
            }
        }
    }

    /// For each variant of the file the reader's, and what becomes of its fields.
    pub fn arms(&self, w: usize, r: usize) -> Vec<(String, Option<String>, Option<Vec<Step>>)> {
        let (w, r) = (&self.ws.defs[w], &self.rs.defs[r]);
        let (Shape::Enum(from), Shape::Enum(to)) = (&w.shape, &r.shape) else { return Vec::new() };
        let arm = |of: &super::schema::Variant| {
            let to = variant(of, to);
            let steps = to.and_then(|to| {
                let steps = steps(&of.fields, &to.fields, At::of(w, r))?;
                keep_form(&of.fields, &to.fields, &steps).then_some(steps)
            });
            (of.name.clone(), to.map(|to| to.name.clone()), steps)
        };
        from.iter().map(arm).collect()
    }

    /// Looks at every place that the root leads to: each has to have one meaning.
    pub fn plan(&self) -> Result<Reached, Refusal> {
        let mut reached = Reached::default();
        self.look(&self.ws.root, &self.rs.root, At::DRAFT, &mut reached)?;
        Ok(reached)
    }

    fn look(&self, w: &Ty, r: &Ty, at: At, reached: &mut Reached) -> Result<(), Refusal> {
        if !reached.seen.insert((w.clone(), r.clone(), at)) {
            return Ok(());
        }
        let ways = self.ways(w, r, at);
        let both = || format!("{} to {}", self.ws.show(w), self.rs.show(r));
        if ways.is_empty() {
            return Err(Refusal::Plan(format!("no way from {}", both())));
        }
        for way in &ways {
            self.note_fields(way, reached);
            for (w, r, at) in self.within(way) {
                self.look(&w, &r, at, reached)?;
            }
        }
        reached.seemingly |= super::ways::ways(self.ws, self.rs, w, r, at).len() > ways.len();
        if ways.len() > 1 {
            reached.several = true;
            let different = samples(self.ws, w).into_iter().find(|sample| {
                let values = ways.iter().filter_map(|way| self.follow(way, sample).ok());
                values.map(|value| normal(&value)).collect::<BTreeSet<_>>().len() > 1
            });
            self.shared.borrow_mut().clear();
            if let Some(sample) = different {
                reached.ambiguous = Some(format!("{}, as for {sample:?}", both()));
            }
        }
        Ok(())
    }

    fn note_fields(&self, way: &Way, reached: &mut Reached) {
        let mut note = |def, variant: Option<String>, steps: &[Step]| {
            for step in steps {
                let place = (def, variant.clone(), step.name.clone());
                match step.from {
                    Some(_) => reached.taken.insert(place),
                    None => reached.missing.insert(place),
                };
            }
        };
        match way {
            Way::Product(Made::Struct(def), steps) => note(*def, None, steps),
            Way::Inner(How::Newtype(name, field), ..) => {
                let def = self.rs.defs.iter().position(|def| def.name == *name).unwrap();
                reached.taken.insert((def, None, field.clone()));
            }
            Way::Enum(w, r) => {
                for (_, to, steps) in self.arms(*w, *r) {
                    note(*r, to, &steps.unwrap_or_default());
                }
            }
            _ => {}
        }
    }

    /// What the file's value becomes.
    pub fn root(&self, value: &Val) -> Result<Val, Refusal> {
        self.shared.borrow_mut().clear();
        self.value(&self.ws.root, &self.rs.root, At::DRAFT, value)
    }

    /// What a value becomes, by one way for all values of both types.
    pub fn value(&self, w: &Ty, r: &Ty, at: At, value: &Val) -> Result<Val, Refusal> {
        let ways = self.ways(w, r, at);
        let taken = match self.salt {
            0 => 0,
            // Of a checksum alone, bits of the salt may not reach those that choose.
            salt => Random(crc(&format!("{w:?} {r:?} {at:?}")) ^ salt).below(ways.len().max(1)),
        };
        match ways.get(taken) {
            Some(way) => self.follow(way, value),
            None => Err(Refusal::Plan(format!("no way to {}", self.rs.show(r)))),
        }
    }
}

/// A number for a text.
pub fn crc(text: &str) -> u64 {
    persist_tests::support::craft::crc(text.as_bytes())
}
