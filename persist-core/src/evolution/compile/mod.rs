//! The plan compiler: from two schemas to a plan, or to every reason why there is none.
//!
//! Pairs of definitions are looked at once each, one after the other, so that recursive types end and a file cannot
//! have the compiler recurse. Whether a pair is one type ([`Kind::Same`]) is known when all have been looked at:
//! see [`finish`].

mod copies;
mod defs;
mod derive;
mod fields;
mod finish;
mod former;
mod implementations;
mod keep;
mod matched;
mod types;
mod variants;

use std::cell::Cell;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::fmt;
use std::sync::Arc;

use persist_history::Rule;

use super::findings::{Detail, Findings, Refused};
use super::kept::Kept;
use super::path::{Path, PlaceId, Segment};
use super::plan::{Arm, Counter, Kind, Node, Plan, Span, Step};
use super::skip::Skips;
use crate::error::{Error, ErrorKind, Result};
use crate::schema::{Argument, DefId, ForeignType, Layouts, Schema, Type};

/// Memory that an entry of a plan takes, with what it takes to find it.
const ENTRY_SIZE: u64 = 64;

/// Fields of a type, as most have them, and how many of them change: room for as many is made at once, for types of no
/// more than a large program.
const FIELDS: usize = 8;
const CHANGES: usize = 4;
const TYPES: usize = 256;

/// How to plan.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Options {
    /// Fields of the file that the program lacks and has not acknowledged are refused.
    pub(crate) deny_unknown: bool,
    /// Two schemas are compared, and no file is read: this direction holds whatever the versions say, and what is
    /// behind another epoch is looked at all the same.
    pub(crate) direction: Option<Direction>,
    /// Memory that a plan may take.
    pub(crate) memory: u64,
    /// The file has the whole value in its fixed layout.
    pub(crate) fixed: bool,
}

impl Default for Options {
    fn default() -> Self {
        let memory = crate::wire::Limits::new().allocation_for(0);
        Options { deny_unknown: false, direction: None, memory, fixed: false }
    }
}

/// Whose values are read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) enum Direction {
    /// Those of an older version, or of the same.
    Backward,
    /// Those of a newer one: what it changed is read as far as values fit.
    Forward,
    /// Nobody knows: one side is a draft.
    Either,
}

/// What planning comes to.
#[derive(Debug)]
pub(crate) struct Compiled {
    /// How to read the file, where it is not refused.
    pub(crate) plan: Option<Plan>,
    pub(crate) findings: Findings,
}

/// Plans how values of the writer's schema become values of the reader's.
///
/// # Errors
///
/// Schemas so large that the plan takes more memory than is allowed.
pub(crate) fn compile(writer: &Schema, reader: &Schema, options: &Options) -> Result<Compiled> {
    compile_part(writer, reader, options, reader.root_name())
}

/// [`compile`] of schemas whose values are parts of others: `path` leads to them.
///
/// # Errors
///
/// As [`compile`].
pub(crate) fn compile_part(
    writer: &Schema,
    reader: &Schema,
    options: &Options,
    path: String,
) -> Result<Compiled> {
    let mut compiler = Compiler::new(writer, reader, *options, path);
    let at = At {
        direction: options.direction.unwrap_or(Direction::Either),
        fixed: options.fixed,
        counter: Counter::ROOT,
    };
    let root = compiler.types(writer.root(), reader.root(), at);
    compiler.definitions()?;
    compiler.arguments();
    finish::plan(compiler, root)
}

/// What holds around the types that are looked at.
#[derive(Clone, Copy, Debug)]
struct At {
    direction: Direction,
    /// The file has them in their fixed layout.
    fixed: bool,
    /// What counts the values that they are in.
    counter: Counter,
}

/// A node before it is known whether it is one type.
#[derive(Clone, Copy, Debug)]
struct Draft {
    kind: Kind,
    /// Nothing but what it leads to can tell its types apart.
    exact: bool,
    /// Bytes of the fixed layout that the file has it in.
    fixed: Option<u32>,
}

/// A pair of definitions that has been looked at, or will be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Pair {
    writer: DefId,
    reader: DefId,
    direction: Direction,
    fixed: bool,
}

/// A pair of types by their places in both schemas.
type Unrelated = (*const Type, *const Type, Direction, bool);

/// What becomes of a pair of types.
#[derive(Clone, Copy, Debug)]
struct Met {
    node: Node,
    /// It has been met again.
    again: bool,
}

struct Compiler<'a> {
    writer: &'a Schema,
    reader: &'a Schema,
    layouts: Arc<Layouts>,
    options: Options,
    path: Path<'a>,
    drafts: Vec<Draft>,
    steps: Vec<Step>,
    arms: Vec<Arm>,
    skips: Skips,
    /// The program's types of the elements of arrays, by [`CopyId`](super::plan::CopyId).
    arrays: Vec<&'a Type>,
    /// What the file says of other crates' types, where the program has them of other versions.
    origins: Vec<ForeignType>,
    counters: u32,
    refused_variants: Vec<String>,
    kept: Kept,
    pairs: BTreeMap<Pair, Node>,
    /// Types of which none is a version of the other, where one at least has a name.
    unrelated: HashMap<Unrelated, Met>,
    ahead: VecDeque<(Pair, Node, PlaceId)>,
    /// Definitions of the file and the views of a later epoch that an `auto` entry has them read as.
    led: HashSet<(DefId, DefId)>,
    /// Pairs of generic types, whose arguments need not be in their fields.
    generic: Vec<(DefId, DefId, PlaceId)>,
    findings: Findings,
    entries: u64,
    /// Pairs of types that are being looked at within each other.
    depth: u32,
    /// It is only asked whether a type can be read, apart from the implementations of traits: each has such a question
    /// of its own.
    asking: bool,
}

impl<'a> Compiler<'a> {
    fn new(writer: &'a Schema, reader: &'a Schema, options: Options, path: String) -> Self {
        // The first node is `Node::SAME`.
        let same = Draft { kind: Kind::Same, exact: true, fixed: None };
        let types = writer.defs().len().min(TYPES);
        let mut drafts = Vec::with_capacity(types.saturating_mul(CHANGES));
        drafts.push(same);
        Compiler {
            writer,
            reader,
            layouts: Layouts::of(writer),
            options,
            path: Path::new(&path),
            drafts,
            steps: Vec::with_capacity(types.saturating_mul(FIELDS)),
            arms: Vec::new(),
            skips: Skips::default(),
            arrays: Vec::new(),
            origins: Vec::new(),
            counters: 1,
            refused_variants: Vec::new(),
            kept: Kept::default(),
            pairs: BTreeMap::new(),
            unrelated: HashMap::new(),
            ahead: VecDeque::new(),
            led: HashSet::new(),
            generic: Vec::new(),
            findings: Findings::default(),
            entries: 0,
            depth: 0,
            asking: false,
        }
    }

    /// Looks at all pairs of definitions that have been met.
    fn definitions(&mut self) -> Result<()> {
        while let Some((pair, node, place)) = self.ahead.pop_front() {
            self.path.go_to(place);
            self.definition(pair, node);
            self.check_size()?;
        }
        self.check_size()
    }

    fn is_too_large(&self) -> bool {
        self.memory() > self.options.memory
    }

    fn memory(&self) -> u64 {
        self.entries.saturating_mul(ENTRY_SIZE)
    }

    /// Entries that a plan may still take.
    fn entries_left(&self) -> u64 {
        (self.options.memory / ENTRY_SIZE).saturating_sub(self.entries)
    }

    fn check_size(&self) -> Result<()> {
        if !self.is_too_large() {
            return Ok(());
        }
        let message = "the file's schema is so large that a plan for reading it takes more memory than is allowed";
        Err(Error::new(ErrorKind::Limit, message)
            .with_help("if you trust the file, load it with a larger Limits::allocation"))
    }

    /// Where nothing else is refused: arguments of generic types that no field shows, as the `T` of an `Id<T>`.
    fn arguments(&mut self) {
        for (writer, reader, place) in std::mem::take(&mut self.generic) {
            let (Some(w), Some(r)) = (self.writer.def(writer), self.reader.def(reader)) else {
                continue;
            };
            self.path.go_to(place);
            for (w, r) in w.args.iter().zip(&r.args) {
                if let (Argument::Type(w @ Type::Named(a)), Argument::Type(r @ Type::Named(b))) =
                    (w, r)
                    && !self.related(*a, *b)
                    && !self.leads(w, r)
                    && !self.findings.refuses()
                {
                    self.no_rule(w, r);
                }
            }
        }
    }

    fn within<T>(&mut self, step: Segment<'a>, look: impl FnOnce(&mut Self) -> T) -> T {
        self.path.enter(step);
        let found = look(self);
        self.path.back();
        found
    }

    /// A change that the plan reads over.
    fn apply(&mut self, rule: Rule, counter: Counter, detail: impl fmt::Display) {
        self.apply_with(rule, counter, Detail::Text(&detail));
    }

    fn apply_with(&mut self, rule: Rule, counter: Counter, detail: Detail<&dyn fmt::Display>) {
        if self.findings.has_room() {
            self.findings.apply(rule, self.path.here(), counter, detail);
        }
    }

    /// A change of a name.
    fn apply_to_name(&mut self, rule: Rule, counter: Counter, name: &str) {
        self.apply_with(rule, counter, Detail::Name(&name));
    }

    /// A change that concerns one type of a schema.
    fn apply_to_type(&mut self, rule: Rule, counter: Counter, schema: &Schema, ty: &Type) {
        match ty {
            Type::Primitive(ty) => self.apply_with(rule, counter, Detail::Type(*ty)),
            _ => self.apply(rule, counter, schema.shown(ty)),
        }
    }

    /// A change of type that the plan reads over.
    fn apply_between(&mut self, rule: Rule, counter: Counter, w: &Type, r: &Type) {
        match (w, r) {
            (Type::Primitive(w), Type::Primitive(r)) => {
                self.apply_with(rule, counter, Detail::Types(*w, *r));
            }
            _ => {
                let (w, r) = (self.writer.shown(w), self.reader.shown(r));
                self.apply(rule, counter, format_args!("{w} -> {r}"));
            }
        }
    }

    fn refuse(&mut self, rule: Rule, message: impl Into<String>) {
        let (path, message) = (self.path.text(), message.into());
        let (whole, nested) = (self.path.is_root(), self.path.is_nested());
        self.findings.refuse(Refused { rule, path, message, whole, nested });
    }

    /// Types between which there is no rule.
    fn no_rule(&mut self, w: &Type, r: &Type) {
        if self.path.is_root() {
            self.findings.root.get_or_insert(super::findings::Cause::Type);
        }
        let (w, r) = (self.writer.type_name(w), self.reader.type_name(r));
        self.refuse(Rule::ChangeType, format!("the file has {w}, this program expects {r}"));
    }

    fn counter(&mut self) -> Counter {
        let counter = Counter(self.counters);
        self.counters = self.counters.saturating_add(1);
        counter
    }

    fn push(&mut self, kind: Kind, exact: bool, w: &Type, at: At) -> Node {
        self.entries = self.entries.saturating_add(1);
        let node = Node(self.drafts.len().try_into().unwrap_or(u32::MAX));
        let fixed = if at.fixed { self.layouts.size(w) } else { None };
        self.drafts.push(Draft { kind, exact, fixed });
        node
    }

    fn push_steps(&mut self, steps: Vec<Step>) -> Span {
        self.entries = self.entries.saturating_add(crate::wire::to_u64(steps.len()));
        let start = self.steps.len().try_into().unwrap_or(u32::MAX);
        let len = steps.len().try_into().unwrap_or(u32::MAX);
        self.steps.extend(steps);
        Span { start, len }
    }

    fn push_arms(&mut self, arms: Vec<Arm>) -> Span {
        self.entries = self.entries.saturating_add(crate::wire::to_u64(arms.len()));
        let start = self.arms.len().try_into().unwrap_or(u32::MAX);
        let len = arms.len().try_into().unwrap_or(u32::MAX);
        self.arms.extend(arms);
        Span { start, len }
    }

    fn new_counters(&self) -> Vec<Cell<u64>> {
        (0..self.counters).map(|_| Cell::new(0)).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that fails panics")]
mod tests {
    use super::*;

    #[test]
    fn a_plan_takes_as_much_memory_as_it_may_and_no_byte_more() {
        let [writer, reader] = [Schema::of::<Vec<(u8, u16)>>(), Schema::of::<Vec<(u16, u16)>>()];
        let (writer, reader) = (writer.unwrap(), reader.unwrap());
        let planned = |memory| compile(&writer, &reader, &Options { memory, ..Options::default() });
        let takes = planned(u64::MAX).unwrap().plan.unwrap().memory();
        assert!(planned(takes).unwrap().plan.is_some());
        for less in [takes - 1, takes / 2, 0] {
            assert_eq!(planned(less).unwrap_err().kind(), ErrorKind::Limit, "{less} of {takes}");
        }
    }
}
