//! Two values beside each other, by name and by value: what evolution reads as the same value is none that differs.

use std::collections::HashMap;
use std::fmt::{self, Write};
use std::rc::Rc;

use super::budget::Budget;
use super::build::content;
use super::elements::{Planned, Planner};
use super::judge::Judge;
use super::outcome::{Difference, DifferenceKind};
use super::pointers::Met;
use super::renames::{Owner, Renames};
use super::shown::brief;
use super::tree::{At, Name, Names, Node};
use crate::error::{Error, ErrorKind, Result};
use crate::schema::{Schema, Type};
use crate::wire::to_u64;

/// Steps that one level of depth may take: as a walk counts them, and those through what wraps a value on one side.
const STEPS_PER_LEVEL: u32 = 4;

/// What is charged of the time that a look at two values takes.
const LOOK: u64 = 8;

/// A comparison, and what it has found.
pub(super) struct Compare<'c, 'a> {
    pub(super) schemas: [&'a Schema; 2],
    pub(super) names: Names,
    pub(super) renames: &'c Renames<'a>,
    pub(super) planner: Planner<'c, 'a>,
    pub(super) judge: Judge,
    pub(super) budget: Budget,
    /// Steps that may still be taken into a value.
    pub(super) depth: u32,
    pub(super) path: String,
    /// Differences are only counted.
    pub(super) quiet: bool,
    /// Pairs of shared values.
    pub(super) met: HashMap<[u32; 2], Met>,
    /// How elements of two types are compared.
    pub(super) plans: HashMap<[*const Type; 2], Rc<Planned>>,
    most: usize,
    pub(super) found: Vec<Difference>,
    pub(super) count: u64,
}

impl<'c, 'a> Compare<'c, 'a> {
    /// A comparison of values at `path`, of which at most so many differences are kept.
    pub(super) fn new(
        schemas: [&'a Schema; 2],
        names: Names,
        renames: &'c Renames<'a>,
        judge: Judge,
        budget: Budget,
        (depth, most): (u32, usize),
        path: &str,
    ) -> Self {
        Compare {
            schemas,
            names,
            renames,
            planner: Planner::new(schemas, renames),
            judge,
            budget,
            depth: depth.saturating_mul(STEPS_PER_LEVEL),
            path: path.to_owned(),
            quiet: false,
            met: HashMap::new(),
            plans: HashMap::new(),
            most,
            found: Vec::new(),
            count: 0,
        }
    }

    /// # Errors
    ///
    /// Damage of arrays, and what goes beyond the limits.
    pub(super) fn values(&mut self, old: At<'_, 'a>, new: At<'_, 'a>) -> Result<()> {
        self.budget.charge(LOOK)?;
        self.depth = self.depth.checked_sub(1).ok_or_else(too_deep)?;
        self.pair(old, new)?;
        self.depth = self.depth.saturating_add(1);
        Ok(())
    }

    fn pair(&mut self, old: At<'_, 'a>, new: At<'_, 'a>) -> Result<()> {
        match (old.node(), new.node()) {
            (Node::Shared(a), Node::Shared(b)) => self.shared(old, new, [a, b]),
            (Node::Shared(_), _) => self.both(old.content(), Some(new)),
            (_, Node::Shared(_)) => self.both(Some(old), new.content()),
            (Node::Weak(a), Node::Weak(b)) => self.weak(old, new, a.zip(b)),
            (Node::Some, Node::Some) => self.both(old.only(), new.only()),
            (Node::Array(a), Node::Array(b)) => self.arrays([(old, a), (new, b)]),
            (Node::Map, Node::Map | Node::List) | (Node::List, Node::Map) => self.maps(old, new),
            (Node::Set, Node::Set | Node::List) | (Node::List, Node::Set) => self.sets(old, new),
            (Node::List, Node::List) => self.lists(old, new),
            (Node::Array(_), Node::List | Node::Set | Node::Map) => {
                let list = self.listed(0, old)?;
                self.values(list.root(), new)
            }
            (Node::List | Node::Set | Node::Map, Node::Array(_)) => {
                let list = self.listed(1, new)?;
                self.values(old, list.root())
            }
            (Node::Array(array), Node::Str(text)) => self.text([old, new], 0, (array, text)),
            (Node::Str(text), Node::Array(array)) => self.text([old, new], 1, (array, text)),
            (Node::Tuple, Node::Tuple) => self.lists(old, new),
            (Node::Struct(a), Node::Struct(b)) => self.structs(old, new, [a, b]),
            (Node::Variant(a_type, a), Node::Variant(b_type, b)) => {
                self.variants(old, new, [(a_type, a), (b_type, b)])
            }
            (Node::Foreign(a), Node::Foreign(b)) => self.foreign(old, new, [a, b]),
            (Node::Bytes(a), Node::Bytes(b)) if old.tree.text(a) == new.tree.text(b) => Ok(()),
            (Node::None, Node::None) => Ok(()),
            _ => self.unlike(old, new),
        }
    }

    /// Two values, if both are there: shared ones that a path does not lead to are not.
    pub(super) fn both(&mut self, old: Option<At<'_, 'a>>, new: Option<At<'_, 'a>>) -> Result<()> {
        match (old, new) {
            (Some(old), Some(new)) => self.values(old, new),
            _ => Ok(()),
        }
    }

    /// Scalars, and values of different kinds: one may be the other in what the rules wrap and unwrap.
    fn unlike(&mut self, old: At<'_, 'a>, new: At<'_, 'a>) -> Result<()> {
        if let (Some(a), Some(b)) = (old.scalar(), new.scalar()) {
            let judged = self.judge.scalars(a, b);
            let by = judged.by.filter(|by| by.is_finite());
            return match judged.differs {
                true => self.changed(old, new, by),
                false => Ok(()),
            };
        }
        let is_none = |at: At<'_, '_>| matches!(at.node(), Node::None);
        match (old.node(), new.node()) {
            (Node::Some, _) if !is_none(new) => return self.both(old.only(), Some(new)),
            (_, Node::Some) if !is_none(old) => return self.both(Some(old), new.only()),
            (Node::Struct(_), _) if old.only().is_some() => {
                return self.both(old.only(), Some(new));
            }
            (_, Node::Struct(_)) if new.only().is_some() => {
                return self.both(Some(old), new.only());
            }
            _ => {}
        }
        match (elements(old), elements(new)) {
            (Some(0), None) if is_none(new) => Ok(()),
            (None, Some(0)) if is_none(old) => Ok(()),
            (Some(1), None) if !is_none(new) => {
                let list = self.listed(0, old)?;
                self.both(list.root().only().or(old.only()), Some(new))
            }
            (None, Some(1)) if !is_none(old) => {
                let list = self.listed(1, new)?;
                self.both(Some(old), list.root().only().or(new.only()))
            }
            _ => self.changed(old, new, None),
        }
    }

    /// Two lists or tuples: elements by their number.
    pub(super) fn lists(&mut self, old: At<'_, 'a>, new: At<'_, 'a>) -> Result<()> {
        let (mut old_parts, mut new_parts) = (old.parts(), new.parts());
        let mut index = 0u64;
        loop {
            let (a, b) = (old_parts.next(), new_parts.next());
            if let (Some(a), Some(b)) = (a, b) {
                self.step(format_args!("[{index}]"), |compare| compare.values(a, b))?;
                index = index.saturating_add(1);
                continue;
            }
            if a.is_none() && b.is_none() {
                return Ok(());
            }
            let len = |rest: usize, next: Option<_>| {
                index.saturating_add(to_u64(rest)).saturating_add(u64::from(next.is_some()))
            };
            let (old, new) = (len(old_parts.count(), a), len(new_parts.count(), b));
            return self.differ(|_| DifferenceKind::Length { old, new });
        }
    }

    fn structs(&mut self, old: At<'_, 'a>, new: At<'_, 'a>, types: [Name; 2]) -> Result<()> {
        let [a, b] = types.map(|name| self.names.text(name));
        if !self.renames.is_type(a, b) {
            match (old.only(), new.only()) {
                (Some(content), None) => return self.values(content, new),
                (None, Some(content)) => return self.values(old, content),
                _ => {}
            }
        }
        self.fields(old, new, types.map(|name| (name, Name::NONE)))
    }

    fn variants(
        &mut self,
        old: At<'_, 'a>,
        new: At<'_, 'a>,
        owners: [(Name, Name); 2],
    ) -> Result<()> {
        let [a, b] = owners.map(|owner| self.owner(owner));
        match self.renames.is_variant(a, b) {
            true => self.fields(old, new, owners),
            false => self.changed(old, new, None),
        }
    }

    fn owner(&self, (ty, variant): (Name, Name)) -> Owner<'_> {
        (self.names.text(ty), self.names.text(variant))
    }

    /// The fields of two structs or variants, by name.
    fn fields(
        &mut self,
        old: At<'_, 'a>,
        new: At<'_, 'a>,
        owners: [(Name, Name); 2],
    ) -> Result<()> {
        if old.parts().map(At::name).eq(new.parts().map(At::name)) {
            let mut both = old.parts().zip(new.parts());
            return both
                .try_for_each(|(a, b)| self.field(b.name(), |compare| compare.values(a, b)));
        }
        let [old_parts, new_parts] = [old, new].map(|at| at.parts().collect::<Vec<_>>());
        let names = |parts: &[At<'_, 'a>]| {
            parts.iter().map(|part| self.names.text(part.name())).collect::<Vec<_>>()
        };
        let (old_names, new_names) = (names(&old_parts), names(&new_parts));
        let owners = owners.map(|owner| self.owner(owner));
        let matched = self.renames.matched(owners, &old_names, &new_names);
        let mut of_old = vec![None; old_parts.len()];
        for (new, old) in new_parts.iter().zip(&matched) {
            if let Some(slot) = old.and_then(|old| of_old.get_mut(old)) {
                *slot = Some(*new);
            }
        }
        for (a, b) in old_parts.into_iter().zip(of_old) {
            self.field(a.name(), |compare| match b {
                Some(b) => compare.values(a, b),
                None => compare.removed(a),
            })?;
        }
        let only = new_parts.into_iter().zip(matched).filter(|(_, old)| old.is_none());
        only.into_iter().try_for_each(|(b, _)| self.field(b.name(), |compare| compare.added(b)))
    }

    /// Two values of other crates' types: what they hold, where that can be seen.
    fn foreign(&mut self, old: At<'_, 'a>, new: At<'_, 'a>, [a, b]: [u32; 2]) -> Result<()> {
        let values = old.tree.foreign(a).zip(new.tree.foreign(b));
        let Some((a, b)) = values.filter(|(a, b)| a != b) else { return Ok(()) };
        let trees = [a, b].map(|value| content(value, &mut self.names, &mut self.budget));
        match trees {
            [Ok(Some(a)), Ok(Some(b))] => self.values(a.root(), b.root()),
            [Err(error), _] | [_, Err(error)] => Err(error),
            _ => self.changed(old, new, None),
        }
    }

    fn field(&mut self, name: Name, inner: impl FnOnce(&mut Self) -> Result<()>) -> Result<()> {
        let before = self.path.len();
        if before > 0 {
            self.path.push('.');
        }
        self.path.push_str(self.names.text(name));
        inner(self)?;
        self.path.truncate(before);
        Ok(())
    }

    /// Goes on behind a step.
    pub(super) fn step(
        &mut self,
        step: fmt::Arguments<'_>,
        inner: impl FnOnce(&mut Self) -> Result<()>,
    ) -> Result<()> {
        let before = self.path.len();
        // Writing to a string cannot fail.
        let _ = self.path.write_fmt(step);
        inner(self)?;
        self.path.truncate(before);
        Ok(())
    }

    pub(super) fn changed(
        &mut self,
        old: At<'_, 'a>,
        new: At<'_, 'a>,
        by: Option<f64>,
    ) -> Result<()> {
        self.differ(|compare| {
            let [old, new] = [old, new].map(|at| brief(at, &compare.names));
            DifferenceKind::Changed { old, new, by }
        })
    }

    pub(super) fn removed(&mut self, old: At<'_, 'a>) -> Result<()> {
        self.differ(|compare| DifferenceKind::Removed(brief(old, &compare.names)))
    }

    pub(super) fn added(&mut self, new: At<'_, 'a>) -> Result<()> {
        self.differ(|compare| DifferenceKind::Added(brief(new, &compare.names)))
    }

    /// Takes note of a difference at the current place.
    pub(super) fn differ(&mut self, kind: impl FnOnce(&Self) -> DifferenceKind) -> Result<()> {
        self.count = self.count.saturating_add(1);
        if !self.quiet && self.found.len() < self.most {
            let (path, kind) = (self.path.clone(), kind(self));
            self.found.push(Difference { path, kind });
        }
        Ok(())
    }
}

/// How many elements a list has, if it is one; more than two are not counted.
fn elements(at: At<'_, '_>) -> Option<usize> {
    match at.node() {
        Node::List | Node::Set => Some(at.parts().take(2).count()),
        Node::Array(number) => at.tree.array(number).map(|array| array.count),
        _ => None,
    }
}

#[cold]
fn too_deep() -> Error {
    let message = "values that point at each other are nested too deep to be compared";
    Error::new(ErrorKind::Limit, message)
        .with_help("compare them with a larger Limits::depth, on a thread with stack enough")
}
