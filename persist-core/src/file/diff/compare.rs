//! Two values beside each other, by name and by value: what evolution reads as the same value is none that differs.

use std::collections::HashMap;
use std::fmt::Write;
use std::rc::Rc;

use super::budget::Budget;
use super::build::content;
use super::elements::{Planned, Planner};
use super::judge::Judge;
use super::outcome::{Difference, DifferenceKind};
use super::pointers::Met;
use super::renames::{Owner, Renames};
use super::shown::brief;
use super::todo::{Held, Step, Task, Todo, both};
use super::tree::{At, Name, Names, Node, Parts};
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
    /// What is kept.
    pub(super) budget: Budget,
    /// What is looked at: shared values and their arrays can be met with many others.
    pub(super) time: Budget,
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
        [budget, time]: [Budget; 2],
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
            time,
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

    /// Compares two values.
    ///
    /// # Errors
    ///
    /// Damage of arrays, and what goes beyond the limits.
    pub(super) fn values(&mut self, old: At<'_, 'a>, new: At<'_, 'a>) -> Result<()> {
        let mut todo = vec![Task::Values(old, new)];
        while let Some(task) = todo.pop() {
            self.time.charge(LOOK)?;
            self.run(task, &mut todo)?;
        }
        Ok(())
    }

    fn run<'t>(&mut self, task: Task<'t, 'a>, todo: &mut Todo<'t, 'a>) -> Result<()> {
        match task {
            Task::Values(old, new) => self.pair(old, new, todo),
            Task::Elements(old, new, index) => self.elements(old, new, index, todo),
            Task::Fields(mut old, mut new) => {
                let Some((a, b)) = old.next().zip(new.next()) else { return Ok(()) };
                todo.push(Task::Fields(old, new));
                self.run(Task::Entry(Step::Field(a.name()), Held::Both(a, b)), todo)
            }
            Task::Entry(step, held) => {
                todo.push(Task::Back(self.path.len()));
                self.depth = self.depth.checked_sub(1).ok_or_else(too_deep)?;
                self.go(&step);
                match held {
                    Held::Both(old, new) => todo.push(Task::Values(old, new)),
                    Held::Old(old) => self.removed(old)?,
                    Held::New(new) => self.added(new)?,
                }
                Ok(())
            }
            Task::Back(len) => {
                self.path.truncate(len);
                self.depth = self.depth.saturating_add(1);
                Ok(())
            }
            Task::Close(pair, before) => {
                self.close(pair, before);
                Ok(())
            }
            Task::Weak(contents, was_quiet, before) => self.weak_done(contents, was_quiet, before),
        }
    }

    fn pair<'t>(
        &mut self,
        old: At<'t, 'a>,
        new: At<'t, 'a>,
        todo: &mut Todo<'t, 'a>,
    ) -> Result<()> {
        match (old.node(), new.node()) {
            (Node::Shared(a), Node::Shared(b)) => return self.shared(old, new, [a, b], todo),
            (Node::Shared(_), _) => both(old.content(), Some(new), todo),
            (_, Node::Shared(_)) => both(Some(old), new.content(), todo),
            (Node::Weak(a), Node::Weak(b)) => return self.weak(old, new, [a, b], todo),
            (Node::Some, Node::Some) => both(old.only(), new.only(), todo),
            (Node::Array(a), Node::Array(b)) => return self.arrays([(old, a), (new, b)]),
            (Node::Map, Node::Map | Node::List) | (Node::List, Node::Map) => {
                return self.maps(old, new, todo);
            }
            (Node::Set, Node::Set | Node::List) | (Node::List, Node::Set) => {
                return self.sets(old, new);
            }
            (Node::List, Node::List) | (Node::Tuple, Node::Tuple) => {
                todo.push(Task::Elements(old.parts(), new.parts(), 0));
            }
            // Elements of arrays hold no others: this leads no deeper.
            (Node::Array(_), Node::List | Node::Set | Node::Map) => {
                let list = self.listed(0, old)?;
                self.values(list.root(), new)?;
            }
            (Node::List | Node::Set | Node::Map, Node::Array(_)) => {
                let list = self.listed(1, new)?;
                self.values(old, list.root())?;
            }
            (Node::Array(array), Node::Str(text)) => {
                return self.text([old, new], 0, (array, text));
            }
            (Node::Str(text), Node::Array(array)) => {
                return self.text([old, new], 1, (array, text));
            }
            (Node::Struct(a), Node::Struct(b)) => self.structs(old, new, [a, b], todo),
            (Node::Variant(a_type, a), Node::Variant(b_type, b)) => {
                let owners = [(a_type, a), (b_type, b)];
                let [a, b] = owners.map(|owner| self.owner(owner));
                match self.renames.is_variant(a, b) {
                    true => self.fields(old, new, owners, todo),
                    false => self.changed(old, new, None)?,
                }
            }
            (Node::Foreign(a), Node::Foreign(b)) => return self.foreign(old, new, [a, b]),
            (Node::Bytes(a), Node::Bytes(b)) if old.tree.text(a) == new.tree.text(b) => {}
            (Node::None, Node::None) => {}
            _ => return self.unlike(old, new, todo),
        }
        Ok(())
    }

    /// Scalars, and values of different kinds: one may be the other in what the rules wrap and unwrap.
    fn unlike<'t>(
        &mut self,
        old: At<'t, 'a>,
        new: At<'t, 'a>,
        todo: &mut Todo<'t, 'a>,
    ) -> Result<()> {
        if let (Some(a), Some(b)) = (old.scalar(), new.scalar()) {
            let judged = self.judge.scalars(a, b);
            if judged.differs {
                self.changed(old, new, judged.by.filter(|by| by.is_finite()))?;
            }
            return Ok(());
        }
        let (no_old, no_new) = (matches!(old.node(), Node::None), matches!(new.node(), Node::None));
        match (old.node(), new.node()) {
            (Node::Some, _) if !no_new => both(old.only(), Some(new), todo),
            (_, Node::Some) if !no_old => both(Some(old), new.only(), todo),
            (Node::Struct(_), _) if old.only().is_some() => both(old.only(), Some(new), todo),
            (_, Node::Struct(_)) if new.only().is_some() => both(Some(old), new.only(), todo),
            _ => match (len(old), len(new)) {
                (Some(0), None) if no_new => {}
                (None, Some(0)) if no_old => {}
                (Some(1), None) if !no_new => match old.node() {
                    Node::Array(_) => {
                        let list = self.listed(0, old)?;
                        list.root().only().map_or(Ok(()), |only| self.values(only, new))?;
                    }
                    _ => both(old.only(), Some(new), todo),
                },
                (None, Some(1)) if !no_old => match new.node() {
                    Node::Array(_) => {
                        let list = self.listed(1, new)?;
                        list.root().only().map_or(Ok(()), |only| self.values(old, only))?;
                    }
                    _ => both(Some(old), new.only(), todo),
                },
                _ => self.changed(old, new, None)?,
            },
        }
        Ok(())
    }

    /// Elements of two lists or tuples, from that number on.
    fn elements<'t>(
        &mut self,
        mut old: Parts<'t, 'a>,
        mut new: Parts<'t, 'a>,
        index: u64,
        todo: &mut Todo<'t, 'a>,
    ) -> Result<()> {
        match (old.next(), new.next()) {
            (Some(a), Some(b)) => {
                todo.push(Task::Elements(old, new, index.saturating_add(1)));
                self.run(Task::Entry(Step::Index(index), Held::Both(a, b)), todo)?;
            }
            (None, None) => {}
            (a, b) => {
                let len = |next: Option<_>, rest: Parts<'_, 'a>| {
                    let rest = to_u64(rest.count());
                    index.saturating_add(rest).saturating_add(u64::from(next.is_some()))
                };
                let (old, new) = (len(a, old), len(b, new));
                self.differ(|_| DifferenceKind::Length { old, new })?;
            }
        }
        Ok(())
    }

    fn structs<'t>(
        &mut self,
        old: At<'t, 'a>,
        new: At<'t, 'a>,
        types: [Name; 2],
        todo: &mut Todo<'t, 'a>,
    ) {
        let [a, b] = types.map(|name| self.names.text(name));
        let is_type = self.renames.is_type(a, b);
        match (old.only(), new.only()) {
            (Some(content), None) if !is_type => todo.push(Task::Values(content, new)),
            (None, Some(content)) if !is_type => todo.push(Task::Values(old, content)),
            _ => self.fields(old, new, types.map(|name| (name, Name::NONE)), todo),
        }
    }

    fn owner(&self, (ty, variant): (Name, Name)) -> Owner<'_> {
        (self.names.text(ty), self.names.text(variant))
    }

    /// The fields of two structs or variants, by name.
    fn fields<'t>(
        &mut self,
        old: At<'t, 'a>,
        new: At<'t, 'a>,
        owners: [(Name, Name); 2],
        todo: &mut Todo<'t, 'a>,
    ) {
        if old.parts().map(At::name).eq(new.parts().map(At::name)) {
            return todo.push(Task::Fields(old.parts(), new.parts()));
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
        // The next task is the last.
        for (b, _) in new_parts.into_iter().zip(matched).rev().filter(|(_, old)| old.is_none()) {
            todo.push(Task::Entry(Step::Field(b.name()), Held::New(b)));
        }
        for (a, b) in old_parts.into_iter().zip(of_old).rev() {
            let held = b.map_or(Held::Old(a), |b| Held::Both(a, b));
            todo.push(Task::Entry(Step::Field(a.name()), held));
        }
    }

    /// Two values of other crates' types: what they hold, where that can be seen.
    fn foreign(&mut self, old: At<'_, 'a>, new: At<'_, 'a>, [a, b]: [u32; 2]) -> Result<()> {
        let values = old.tree.foreign(a).zip(new.tree.foreign(b));
        let Some((a, b)) = values.filter(|(a, b)| a != b) else { return Ok(()) };
        let trees = [a, b].map(|value| content(value, &mut self.names, &mut self.budget));
        match trees {
            // There are no others of their kind in them.
            [Ok(Some(a)), Ok(Some(b))] => self.values(a.root(), b.root())?,
            [Err(error), _] | [_, Err(error)] => return Err(error),
            _ => self.changed(old, new, None)?,
        }
        Ok(())
    }

    /// Adds a step to the path.
    pub(super) fn go(&mut self, step: &Step) {
        // Writing to a string cannot fail.
        let _ = match step {
            Step::Index(index) => write!(self.path, "[{index}]"),
            Step::Key(key) => write!(self.path, "[{key}]"),
            Step::Entry(number) => write!(self.path, "{{{number}}}"),
            Step::Element => write!(self.path, "{{}}"),
            Step::Field(name) => {
                let point = if self.path.is_empty() { "" } else { "." };
                write!(self.path, "{point}{}", self.names.text(*name))
            }
        };
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
    ///
    /// # Errors
    ///
    /// More than memory is allowed for: one long key is part of many paths.
    pub(super) fn differ(&mut self, kind: impl FnOnce(&Self) -> DifferenceKind) -> Result<()> {
        self.count = self.count.saturating_add(1);
        if !self.quiet && self.found.len() < self.most {
            self.budget.charge(to_u64(self.path.len()))?;
            let (path, kind) = (self.path.clone(), kind(self));
            self.found.push(Difference { path, kind });
        }
        Ok(())
    }
}

/// How many elements a list has, if it is one; more than two are not counted.
fn len(at: At<'_, '_>) -> Option<usize> {
    match at.node() {
        Node::List | Node::Set => Some(at.parts().take(2).count()),
        Node::Array(number) => at.tree.array(number).map(|array| array.count),
        _ => None,
    }
}

#[cold]
fn too_deep() -> Error {
    let message = "values that point at each other are nested too deep to be compared";
    Error::new(ErrorKind::Limit, message).with_help("compare them with a larger Limits::depth")
}
