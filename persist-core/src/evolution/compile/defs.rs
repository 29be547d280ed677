//! Pairs of named types: versions, epochs, and what a definition holds.

use std::cmp::Ordering;

use semver::Version;

use persist_history::Rule;

use super::fields::{Said, Side, nothing_in_common};
use super::{At, Compiler, Direction, Draft, Pair};
use crate::evolution::findings::Cause;
use crate::evolution::plan::{Counter, Kind, Node};
use crate::schema::{Argument, ChainPath, DefId, Epoch, Shape, Type, TypeDef};

/// How two versions of a type are to each other.
enum Versions {
    /// The rules lead from one to the other.
    Rules,
    /// The view of this entry of the chain is upgraded.
    Upgrade(u32, DefId),
    /// Nothing leads from one to the other.
    Apart(Cause, String),
}

impl<'a> Compiler<'a> {
    /// Whether two names are those of one type.
    pub(super) fn related(&self, w: DefId, r: DefId) -> bool {
        let (Some(w), Some(r)) = (self.writer.def(w), self.reader.def(r)) else { return false };
        let name = r.view.as_ref().map_or(&r.name, |view| &view.name);
        *name == w.name || r.was.contains(&w.name) || w.was.contains(name)
    }

    /// Has two definitions looked at, once.
    pub(super) fn named(&mut self, writer: DefId, reader: DefId, w: &Type, at: At) -> Node {
        let (Some(w_def), Some(r_def)) = (self.writer.def(writer), self.reader.def(reader)) else {
            return Node::SAME;
        };
        if self.asking && r_def.is_trait() {
            return Node::SAME;
        }
        let direction = match self.options.direction {
            Some(direction) => direction,
            // The library's own types and traits have no versions: what holds around them holds for them.
            None if r_def.takes_no_version() => at.direction,
            None => direction(w_def, r_def),
        };
        let pair = Pair { writer, reader, direction, fixed: at.fixed };
        if let Some(node) = self.pairs.get(&pair) {
            return *node;
        }
        let node = self.push(Kind::Same, true, w, at);
        self.pairs.insert(pair, node);
        let place = self.path.meeting(w_def.version != r_def.version);
        self.ahead.push_back((pair, node, place));
        self.generic.push((writer, reader, place));
        node
    }

    /// Looks at a pair of definitions, and says in `node` what becomes of values.
    pub(super) fn definition(&mut self, pair: Pair, node: Node) {
        let (Some(w), Some(r)) = (self.writer.def(pair.writer), self.reader.def(pair.reader))
        else {
            return;
        };
        let counter = self.counter();
        let at = At { direction: pair.direction, fixed: pair.fixed, counter };
        let known_as = r.view.as_ref().map_or(&r.name, |view| &view.name);
        if *known_as != w.name {
            self.apply_to_name(Rule::RenameType, counter, &w.name);
        }
        match self.versions((pair.writer, pair.reader), (w, r), at) {
            Versions::Rules if !same_constants(w, r) => {
                let (w, r) = (self.writer.def_name(w), self.reader.def_name(r));
                self.refuse(Rule::ChangeType, format!(
                    "the file has a `{w}`, this program expects a `{r}`: `from` converts such a field, and an \
                     upgrade whole types"
                ));
            }
            Versions::Rules => self.shapes(pair, (w, r), node, at),
            Versions::Upgrade(entry, view) => {
                self.apply(Rule::Upgrade, counter, self.steps_of_the_chain(w, r, entry));
                let ty = Type::Named(pair.writer);
                let view = self.named(pair.writer, view, &ty, at);
                self.set(node, Kind::Upgrade { entry, view, counter }, false);
            }
            Versions::Apart(cause, message) => {
                if self.path.is_root() {
                    self.findings.root.get_or_insert(cause);
                }
                self.refuse(Rule::ChangeEpoch, message);
                if self.options.direction.is_some() {
                    self.shapes(pair, (w, r), node, at);
                }
            }
        }
    }

    /// Has a node do what another one does.
    pub(super) fn set_as(&mut self, node: Node, other: Node) {
        let other = usize::try_from(other.0).ok().and_then(|index| self.drafts.get(index));
        if let Some(Draft { kind, exact, .. }) = other.copied() {
            self.set(node, kind, exact);
        }
    }

    fn set(&mut self, node: Node, kind: Kind, exact: bool) {
        let draft = usize::try_from(node.0).ok().and_then(|index| self.drafts.get_mut(index));
        if let Some(draft) = draft {
            (draft.kind, draft.exact) = (kind, exact);
        }
    }

    fn versions(
        &mut self,
        (of, into): (DefId, DefId),
        (w, r): (&TypeDef, &TypeDef),
        at: At,
    ) -> Versions {
        let counter = at.counter;
        let Some(writer) = &w.version else {
            if r.version.is_some() || r.view.is_some() {
                self.draft(r, counter);
            }
            return Versions::Rules;
        };
        let written = Epoch::of(writer);
        if let Some(view) = &r.view {
            if written == view.epoch || self.led.contains(&(of, into)) {
                return Versions::Rules;
            }
            let (name, epoch) = (w.name.escape_debug(), view.epoch.versions());
            let (ident, of) = (&view.ident, &view.name);
            let message =
                format!("the file has `{name}` {writer}, `{ident}` is a view of `{of}` {epoch}");
            return Versions::Apart(Cause::Epoch, message);
        }
        let Some(reader) = &r.version else {
            self.draft(r, counter);
            return Versions::Rules;
        };
        if written == Epoch::of(reader) {
            return Versions::Rules;
        }
        let entry = (0u32..).zip(&r.chain).find(|(_, link)| link.epoch == written);
        match entry.map(|(entry, link)| (entry, &link.path)) {
            Some((entry, ChainPath::View(Type::Named(view)))) => Versions::Upgrade(entry, *view),
            Some((entry, ChainPath::Auto)) => {
                self.automatic(of, entry, (writer, reader), r, counter)
            }
            Some((_, ChainPath::Unsupported)) => apart(r, writer, true),
            _ => apart(r, writer, false),
        }
    }

    /// An epoch from which the rules lead on: to the view of a later one, or to today's type.
    fn automatic(
        &mut self,
        of: DefId,
        entry: u32,
        (writer, reader): (&Version, &Version),
        r: &TypeDef,
        counter: Counter,
    ) -> Versions {
        let later = (0u32..).zip(&r.chain).skip_while(|(number, _)| *number <= entry);
        let mut views = later.filter_map(|(entry, link)| match link.path {
            ChainPath::View(Type::Named(view)) => Some((entry, view)),
            _ => None,
        });
        match views.next() {
            Some((entry, view)) => {
                self.led.insert((of, view));
                Versions::Upgrade(entry, view)
            }
            None => {
                self.apply(
                    Rule::Upgrade,
                    counter,
                    format_args!("{writer} -> {reader}, by the rules"),
                );
                Versions::Rules
            }
        }
    }

    fn draft(&mut self, r: &TypeDef, counter: Counter) {
        if self.options.direction.is_none() && !r.takes_no_version() {
            self.apply(Rule::AsDraft, counter, "");
        }
    }

    /// What an upgrade passes, as `Model 1.2.0 -> Model1 -> Model2 -> Model 3.0.0`.
    fn steps_of_the_chain(&self, w: &TypeDef, r: &TypeDef, entry: u32) -> String {
        let from = usize::try_from(entry).unwrap_or(usize::MAX);
        let views = r.chain.iter().skip(from).filter_map(|link| match link.path {
            ChainPath::View(Type::Named(view)) => self.reader.def(view),
            _ => None,
        });
        let names = views.map(|def| match &def.view {
            Some(view) => view.ident.clone(),
            None => self.reader.def_name(def),
        });
        let version =
            |def: &TypeDef| def.version.as_ref().map_or(String::new(), |v| format!(" {v}"));
        let mut steps = vec![format!("{}{}", self.writer.def_name(w), version(w))];
        steps.extend(names);
        steps.push(format!("{}{}", self.reader.def_name(r), version(r)));
        steps.join(" -> ")
    }

    fn shapes(&mut self, pair: Pair, (w, r): (&'a TypeDef, &'a TypeDef), node: Node, at: At) {
        match (&w.shape, &r.shape) {
            (Shape::Struct(ws), Shape::Struct(rs)) => {
                let view = r.view.as_ref().map(|view| view.ident.as_str());
                let said =
                    Said { removed: &r.removed, view, of: Some((pair.writer, None)), other: false };
                let (sides, targets) = (Side::fields(ws), Side::fields(rs));
                if nothing_in_common(ws, rs) {
                    return self.other_form(ws, rs);
                }
                if ws.kind != rs.kind && !ws.list.is_empty() && !rs.list.is_empty() {
                    self.apply(Rule::TupleToStruct, at.counter, "");
                }
                let (steps, exact) = self.fields(&sides, &targets, said, at);
                self.set(node, Kind::Fields { steps, counter: at.counter }, exact);
            }
            (Shape::Enum(ws), Shape::Enum(rs)) => {
                let ty = Type::Named(pair.writer);
                let (arms, exact) = self.variants(ws, (r, rs), &ty, at);
                self.set(node, Kind::Variants { arms }, exact);
            }
            (Shape::Struct(_), Shape::Enum(_)) => {
                self.refuse(
                    Rule::ChangeType,
                    "the file has a struct, this program expects an enum",
                );
            }
            (Shape::Enum(_), Shape::Struct(_)) => {
                self.refuse(
                    Rule::ChangeType,
                    "the file has an enum, this program expects a struct",
                );
            }
        }
    }
}

/// Nothing leads from the epoch of a file's version to today's, or nothing any more.
fn apart(r: &TypeDef, writer: &Version, ended: bool) -> Versions {
    let (name, reads, written) = (r.name.escape_debug(), r.reads(), Epoch::of(writer));
    let newer = r.version.as_ref().is_some_and(|reader| written > Epoch::of(reader));
    let (cause, why) = match (ended, newer) {
        (true, _) => {
            (Cause::EndedEpoch, format!("whose support has ended; this program reads {reads}"))
        }
        (false, true) => (Cause::NewerEpoch, format!("which is newer; this program reads {reads}")),
        (false, false) => (
            Cause::Epoch,
            format!(
                "this program reads {reads}: `#[persist(upgrade(\"{written}\" => …))]` would lead from there"
            ),
        ),
    };
    Versions::Apart(cause, format!("the file has `{name}` {writer}, {why}"))
}

/// Whose values are read, as the versions say.
fn direction(w: &TypeDef, r: &TypeDef) -> Direction {
    if r.view.is_some() {
        return Direction::Backward;
    }
    match (&w.version, &r.version) {
        (Some(w), Some(r)) if w.pre.is_empty() && r.pre.is_empty() => match w.cmp(r) {
            Ordering::Greater => Direction::Forward,
            _ => Direction::Backward,
        },
        _ => Direction::Either,
    }
}

/// Whether two generic types have the same constants, as `Matrix<3, 4>` and `Matrix<4, 3>` have not. Types among
/// their arguments are compared apart.
fn same_constants(writer: &TypeDef, reader: &TypeDef) -> bool {
    let same = |(w, r): (&Argument, &Argument)| match (w, r) {
        (Argument::Type(_), Argument::Type(_)) => true,
        (w, r) => w == r,
    };
    writer.args.len() == reader.args.len() && writer.args.iter().zip(&reader.args).all(same)
}
