//! The last step of planning: which pairs are one type.
//!
//! Pairs are one type unless something tells them apart, be it in themselves or in what they lead to: the greatest
//! set that holds itself up. Assuming it inside of a cycle before the cycle has been looked at would be wrong.

use std::cell::Cell;

use super::copies::Copies;
use super::{Compiled, Compiler, Draft};
use crate::error::Result;
use crate::evolution::copy::CopyPlan;
use crate::evolution::plan::{Arm, Form, Kind, List, Node, Number, Plan, Step, Take};
use crate::schema::Layouts;

pub(super) fn plan(mut compiler: Compiler<'_>, root: Node) -> Result<Compiled> {
    let mut findings = std::mem::take(&mut compiler.findings);
    findings.found_at(compiler.path.take_places());
    if findings.refuses() {
        return Ok(Compiled { plan: None, findings });
    }
    let same = same(&compiler);
    let is_same = |node: Node| same.get(index(node)).copied().unwrap_or(false);
    let mut nodes: Vec<Kind> = Vec::with_capacity(compiler.drafts.len());
    let mut parts: Vec<Kind> = Vec::new();
    // Whoever refers to a pair that is one type, and not in a fixed layout, refers to the first node.
    let target = |node: Node| match compiler.drafts.get(index(node)) {
        Some(Draft { fixed: None, .. }) if is_same(node) => Node::SAME,
        _ => node,
    };
    for (number, draft) in compiler.drafts.iter().enumerate() {
        let kind = redirected(draft.kind, target);
        nodes.push(match draft.fixed {
            Some(size) if same.get(number).copied().unwrap_or(false) => {
                let at = compiler.drafts.len().saturating_add(parts.len());
                parts.push(kind);
                Kind::Fixed { size, parts: Node(at.try_into().unwrap_or(u32::MAX)) }
            }
            _ => kind,
        });
    }
    nodes.extend(parts);
    // A field in its fixed layout need not ask its node, nor need a number.
    let take = |take: Take| match redirected_take(take, target) {
        Take::Value(node) => match nodes.get(index(node)) {
            Some(Kind::Fixed { size, .. }) => Take::Fixed { size: *size, node },
            Some(Kind::Scalar { from, fixed: false }) => {
                Take::Number { number: Number::of(*from), node }
            }
            _ => Take::Value(node),
        },
        other => other,
    };
    let steps = compiler.steps.iter().map(|step| Step { take: take(step.take), ..*step });
    let steps: Vec<Step> = steps.collect();
    let copies = copies(&compiler, &nodes, &steps);
    let (counters, memory) = (compiler.new_counters(), compiler.memory());
    let plan = Plan {
        root: target(root),
        nodes,
        steps,
        arms: compiler.arms,
        skips: compiler.skips,
        counters,
        again: Cell::new(false),
        refused: compiler.refused_variants,
        kept: compiler.kept,
        copies,
        origins: compiler.origins,
        memory,
    };
    Ok(Compiled { plan: Some(plan), findings })
}

/// The copy plans of arrays whose elements change.
fn copies(compiler: &Compiler<'_>, nodes: &[Kind], steps: &[Step]) -> Vec<Option<CopyPlan>> {
    let mut copies: Vec<Option<CopyPlan>> = Vec::new();
    if compiler.arrays.is_empty() {
        return copies;
    }
    copies.resize_with(compiler.arrays.len(), || None);
    let reader = compiler.reader;
    let layouts = Layouts::of(reader);
    let mut planner =
        Copies { nodes, steps, reader, layouts: &layouts, left: compiler.entries_left() };
    for kind in nodes {
        if let Kind::List(List { element, form: Form::Array { stride, copy, .. }, .. }) = *kind
            && !matches!(nodes.get(index(element)), Some(Kind::Fixed { .. }))
            && let Ok(number) = usize::try_from(copy.0)
            && let (Some(slot), Some(ty)) = (copies.get_mut(number), compiler.arrays.get(number))
        {
            *slot = planner.plan(element, stride, ty);
        }
    }
    copies
}

/// Of each node, whether its types are one.
fn same(compiler: &Compiler<'_>) -> Vec<bool> {
    let drafts = &compiler.drafts;
    let parents = Parents::of(compiler);
    let mut same: Vec<bool> = drafts.iter().map(|draft| draft.exact).collect();
    let mut apart: Vec<Node> =
        (0u32..).zip(drafts).filter(|(_, draft)| !draft.exact).map(|(n, _)| Node(n)).collect();
    while let Some(node) = apart.pop() {
        for parent in parents.of_node(node) {
            if let Some(same) = same.get_mut(index(*parent)).filter(|same| **same) {
                *same = false;
                apart.push(*parent);
            }
        }
    }
    same
}

/// Of each node, those that refer to it.
struct Parents {
    /// Where those of each node end in `list`, and those of the next begin.
    ends: Vec<usize>,
    list: Vec<Node>,
}

impl Parents {
    fn of(compiler: &Compiler<'_>) -> Self {
        let each = |visit: &mut dyn FnMut(Node, Node)| {
            for (number, draft) in (0u32..).zip(&compiler.drafts) {
                children(compiler, draft.kind, |child| visit(Node(number), child));
            }
        };
        let mut ends = vec![0usize; compiler.drafts.len()];
        each(&mut |_, child| {
            if let Some(count) = ends.get_mut(index(child)) {
                *count = count.saturating_add(1);
            }
        });
        let mut sum = 0usize;
        for end in &mut ends {
            sum = sum.saturating_add(*end);
            *end = sum;
        }
        let mut list = vec![Node::SAME; sum];
        // Filled from the ends: what is left are the starts.
        let mut free = ends.clone();
        each(&mut |parent, child| {
            if let Some(end) = free.get_mut(index(child)) {
                *end = end.saturating_sub(1);
                if let Some(slot) = list.get_mut(*end) {
                    *slot = parent;
                }
            }
        });
        Parents { ends, list }
    }

    fn of_node(&self, node: Node) -> &[Node] {
        let number = index(node);
        let start = number.checked_sub(1).and_then(|before| self.ends.get(before));
        let end = self.ends.get(number).copied().unwrap_or_default();
        self.list.get(start.copied().unwrap_or_default()..end).unwrap_or_default()
    }
}

/// The nodes that a node refers to, but for the one of which all is known.
fn children(compiler: &Compiler<'_>, kind: Kind, mut visit: impl FnMut(Node)) {
    match kind {
        Kind::Same | Kind::Scalar { .. } | Kind::Foreign { .. } => {}
        Kind::Fixed { parts: child, .. }
        | Kind::Option(child)
        | Kind::Some(child)
        | Kind::OnlySome(child)
        | Kind::One(child)
        | Kind::AtMostOne(child)
        | Kind::Shared(child)
        | Kind::Weak(child)
        | Kind::Share(child)
        | Kind::Unshare(child)
        | Kind::Upgrade { view: child, .. } => visit(child),
        Kind::List(list) | Kind::OnlyOne(list) | Kind::Text(list) => visit(list.element),
        Kind::Entries { key, value, .. } => {
            visit(key);
            visit(value);
        }
        Kind::Fields { steps, .. } => {
            steps.of(&compiler.steps).iter().filter_map(|step| step.take.node()).for_each(visit);
        }
        Kind::Variants { arms } => {
            let arms = arms.of(&compiler.arms).iter();
            arms.filter(|arm| arm.slot != Arm::REFUSED).for_each(|arm| visit(arm.fields));
        }
    }
}

/// A kind that refers to where its references lead. The fields of variants stay as they are: they are walked over
/// whether they are the same or not.
fn redirected(kind: Kind, target: impl Fn(Node) -> Node) -> Kind {
    let list = |list: List| List { element: target(list.element), ..list };
    match kind {
        Kind::Same
        | Kind::Scalar { .. }
        | Kind::Foreign { .. }
        | Kind::Fields { .. }
        | Kind::Variants { .. } => kind,
        Kind::Fixed { size, parts } => Kind::Fixed { size, parts: target(parts) },
        Kind::Option(child) => Kind::Option(target(child)),
        Kind::Some(child) => Kind::Some(target(child)),
        Kind::OnlySome(child) => Kind::OnlySome(target(child)),
        Kind::One(child) => Kind::One(target(child)),
        Kind::AtMostOne(child) => Kind::AtMostOne(target(child)),
        Kind::Shared(child) => Kind::Shared(target(child)),
        Kind::Weak(child) => Kind::Weak(target(child)),
        Kind::Share(child) => Kind::Share(target(child)),
        Kind::Unshare(child) => Kind::Unshare(target(child)),
        Kind::List(of) => Kind::List(list(of)),
        Kind::OnlyOne(of) => Kind::OnlyOne(list(of)),
        Kind::Text(of) => Kind::Text(list(of)),
        Kind::Entries { key, value, counter } => {
            Kind::Entries { key: target(key), value: target(value), counter }
        }
        Kind::Upgrade { entry, view, counter } => {
            Kind::Upgrade { entry, view: target(view), counter }
        }
    }
}

fn redirected_take(take: Take, target: impl Fn(Node) -> Node) -> Take {
    match take {
        Take::Value(node) => Take::Value(target(node)),
        Take::Key(node) => Take::Key(target(node)),
        Take::OrDefault(node) => Take::OrDefault(target(node)),
        Take::Number { .. }
        | Take::Fixed { .. }
        | Take::Skip(_)
        | Take::SkipBytes(_)
        | Take::Keep(_) => take,
    }
}

fn index(node: Node) -> usize {
    node.0.try_into().unwrap_or(usize::MAX)
}
