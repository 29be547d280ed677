//! Two values beside each other, by name and by value: what evolution reads as the same value is none that differs.

use std::collections::HashMap;
use std::fmt::{self, Write};
use std::rc::Rc;

use super::arrays::{self, each_element, is_text};
use super::budget::Budget;
use super::elements::{Planned, Planner};
use super::judge::Judge;
use super::outcome::{Difference, DifferenceKind};
use super::renames::{Owner, Renames};
use super::shown::brief;
use super::tree::{At, Build, Name, Names, Node, Tree};
use crate::error::{Error, ErrorKind, Result};
use crate::schema::{Schema, Type};
use crate::wire::to_u64;

/// Steps that one level of depth may take: as a walk counts them, and those through what wraps a value on one side.
const STEPS_PER_LEVEL: u32 = 4;

/// What is charged of the time that a look at two values takes.
const LOOK: u64 = 8;

/// What is charged of the memory that a pair of shared values is remembered in.
const PAIR: u64 = 64;

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
    quiet: bool,
    /// Pairs of shared values.
    met: HashMap<[u32; 2], Met>,
    /// How elements of two types are compared.
    plans: HashMap<[*const Type; 2], Rc<Planned>>,
    most: usize,
    pub(super) found: Vec<Difference>,
    pub(super) count: u64,
}

/// What is known of two shared values.
#[derive(Clone, Copy, PartialEq)]
enum Met {
    /// They are being compared: one within itself differs elsewhere, if it does.
    Open,
    Same,
    /// They differ, and it has been told.
    Told,
    /// They differ, and it has not been told.
    Untold,
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
            (Node::Array(array), Node::Str(text)) => {
                self.text((old, array), (new, text), [old, new])
            }
            (Node::Str(text), Node::Array(array)) => {
                self.text((new, array), (old, text), [old, new])
            }
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
    fn both(&mut self, old: Option<At<'_, 'a>>, new: Option<At<'_, 'a>>) -> Result<()> {
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

    /// Two shared values: what they hold, where they are met for the first time together. Which of them are one is no
    /// difference.
    fn shared(&mut self, old: At<'_, 'a>, new: At<'_, 'a>, pair: [u32; 2]) -> Result<()> {
        match self.met.get(&pair) {
            Some(Met::Told | Met::Untold) if self.quiet => {
                self.count = self.count.saturating_add(1);
                return Ok(());
            }
            Some(Met::Open | Met::Same | Met::Told) => return Ok(()),
            Some(Met::Untold) => {}
            None => self.budget.charge(PAIR)?,
        }
        self.met.insert(pair, Met::Open);
        let before = self.count;
        self.both(old.content(), new.content())?;
        let met = match (self.count > before, self.quiet) {
            (false, _) => Met::Same,
            (true, false) => Met::Told,
            (true, true) => Met::Untold,
        };
        self.met.insert(pair, met);
        Ok(())
    }

    /// Two pointers that do not hold their values: what they point at has its own place in the file.
    fn weak(&mut self, old: At<'_, 'a>, new: At<'_, 'a>, pair: Option<(u32, u32)>) -> Result<()> {
        let [a, b] = [old, new].map(|at| match at.node() {
            Node::Weak(number) => number,
            _ => None,
        });
        let Some((a, b)) = pair else {
            return if a == b { Ok(()) } else { self.changed(old, new, None) };
        };
        if self.met.get(&[a, b]) == Some(&Met::Told) {
            return Ok(());
        }
        let [a_content, b_content] = [old.tree.content(a), new.tree.content(b)];
        let Some((a_content, b_content)) = a_content.zip(b_content) else { return Ok(()) };
        let (was_quiet, before) = (std::mem::replace(&mut self.quiet, true), self.count);
        self.weakly(a_content, b_content, [a, b])?;
        let differs = std::mem::replace(&mut self.count, before) > before;
        self.quiet = was_quiet;
        if !differs {
            return Ok(());
        }
        self.differ(|compare| {
            let shown = |at| format!("weak to {}", brief(at, &compare.names));
            DifferenceKind::Changed { old: shown(a_content), new: shown(b_content), by: None }
        })
    }

    fn weakly(&mut self, old: At<'_, 'a>, new: At<'_, 'a>, pair: [u32; 2]) -> Result<()> {
        match self.met.get(&pair) {
            Some(Met::Open | Met::Same) => return Ok(()),
            Some(Met::Told | Met::Untold) => {
                self.count = self.count.saturating_add(1);
                return Ok(());
            }
            None => self.budget.charge(PAIR)?,
        }
        self.met.insert(pair, Met::Open);
        let before = self.count;
        self.values(old, new)?;
        self.met.insert(pair, if self.count > before { Met::Untold } else { Met::Same });
        Ok(())
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
        #[cfg(feature = "serde")]
        if let (Ok(a), Ok(b)) = (a.content(), b.content()) {
            let trees = [self.tree_of(&a)?, self.tree_of(&b)?];
            let [a, b] = trees.each_ref().map(Tree::root);
            return self.values(a, b);
        }
        let _ = (a, b);
        self.changed(old, new, None)
    }

    #[cfg(feature = "serde")]
    fn tree_of(&mut self, value: &crate::value::Value) -> Result<Tree<'a>> {
        let mut build = Build::detached(&mut self.names, &mut self.budget);
        crate::value::visit_value(value, &mut build)?;
        Ok(build.tree)
    }

    fn arrays(&mut self, [(old, a), (new, b)]: [(At<'_, 'a>, u32); 2]) -> Result<()> {
        let arrays = old.tree.array(a).zip(new.tree.array(b));
        let Some((a, b)) = arrays else { return Ok(()) };
        // Shared ones can be met with many others.
        self.budget.charge(a.byte_len().min(b.byte_len()))?;
        let key = [std::ptr::from_ref(a.element), std::ptr::from_ref(b.element)];
        let planned = match self.plans.get(&key) {
            Some(planned) => planned.clone(),
            None => {
                let planned = Rc::new(self.planner.plan(a.element, b.element)?);
                self.plans.insert(key, planned.clone());
                planned
            }
        };
        let tally = arrays::compare([(old.tree, a), (new.tree, b)], &planned, self.judge)
            .map_err(|error| self.placed(error))?;
        let Some(tally) = tally else { return Ok(()) };
        self.differ(|compare| {
            let [old, new] = compare.schemas;
            let types = [old.type_name(a.element), new.type_name(b.element)];
            let array = tally.told(types, [a.count, b.count], planned.only.clone());
            DifferenceKind::Array(Box::new(array))
        })
    }

    /// An array as the list that it is; nothing of what is none.
    pub(super) fn listed(&mut self, side: usize, at: At<'_, 'a>) -> Result<Tree<'a>> {
        let array = match at.node() {
            Node::Array(number) => at.tree.array(number),
            _ => None,
        };
        let [old, new] = self.schemas;
        let schema = if side == 0 { old } else { new };
        let mut build = Build::detached(&mut self.names, &mut self.budget);
        if let Some(array) = array {
            build.list(schema, array.element, each_element(at.tree, array))?;
        }
        Ok(build.tree)
    }

    /// An array of bytes and a string.
    fn text(
        &mut self,
        (array, number): (At<'_, 'a>, u32),
        (text, text_number): (At<'_, 'a>, u32),
        [old, new]: [At<'_, 'a>; 2],
    ) -> Result<()> {
        let elements = array.tree.array(number);
        let text = text.tree.text(text_number);
        self.budget.charge(to_u64(text.len()))?;
        match elements.map(|elements| is_text(array.tree, elements, text)).transpose()? {
            Some(true) => Ok(()),
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

    fn changed(&mut self, old: At<'_, 'a>, new: At<'_, 'a>, by: Option<f64>) -> Result<()> {
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
    fn differ(&mut self, kind: impl FnOnce(&Self) -> DifferenceKind) -> Result<()> {
        self.count = self.count.saturating_add(1);
        if !self.quiet && self.found.len() < self.most {
            let (path, kind) = (self.path.clone(), kind(self));
            self.found.push(Difference { path, kind });
        }
        Ok(())
    }

    /// Says of an error of an array where it is.
    fn placed(&self, error: Error) -> Error {
        match error.path() {
            Some(_) => error,
            None => error.with_path(self.path.clone()),
        }
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
