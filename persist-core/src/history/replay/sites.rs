//! Where functions of the program's types take over from the rules, and which parts of an old value go into them.

use std::collections::{HashSet, VecDeque};

use crate::evolution::{Kind, Node, Plan, Span, Step};
use crate::history::generate::paths::{Hop, hops};
use crate::schema::{ChainPath, DefId, FieldSchema, Schema, Shape, Type};

/// A part of an old value that a function of the program's takes.
#[derive(Debug)]
pub(super) struct Site<'s> {
    /// The way to it.
    pub(super) way: Vec<Hop>,
    pub(super) ty: &'s Type,
    /// It lies within a key.
    pub(super) in_key: bool,
    /// The function, in words.
    pub(super) by: String,
    pub(super) choice: Option<Variants>,
}

/// The variants that the part, or what it holds, may be of.
#[derive(Clone, Debug)]
pub(super) struct Variants {
    /// The way from the part to the enum.
    pub(super) way: Vec<Hop>,
    /// What each of the old variants is read as, by its number; `None` where it is refused. Those that are read as one
    /// are declared to be one.
    pub(super) slots: Vec<Option<u32>>,
}

/// All such parts, each by the shortest way.
pub(super) fn sites<'s>(plan: &Plan, old: &'s Schema, today: &Schema) -> Vec<Site<'s>> {
    let mut search = Search {
        plan,
        old,
        today,
        sites: Vec::new(),
        seen: HashSet::new(),
        ahead: VecDeque::new(),
    };
    search.ahead.push_back(Pair {
        node: plan.root(),
        old: old.root(),
        today: today.root(),
        way: Vec::new(),
        in_key: false,
    });
    while let Some(pair) = search.ahead.pop_front() {
        if search.seen.insert((pair.node, pair.old)) {
            search.look(&pair);
        }
    }
    search.sites
}

/// A type of the old schema, and the one that the plan makes of it.
#[derive(Clone, Debug)]
struct Pair<'s, 't> {
    node: Node,
    old: &'s Type,
    today: &'t Type,
    way: Vec<Hop>,
    in_key: bool,
}

impl<'s, 't> Pair<'s, 't> {
    fn into(&self, node: Node, hop: Option<Hop>, old: &'s Type, today: &'t Type) -> Self {
        let way = self.way.iter().copied().chain(hop).collect();
        let in_key = self.in_key || hop == Some(Hop::Key);
        Pair { node, old, today, way, in_key }
    }
}

struct Search<'p, 's, 't> {
    plan: &'p Plan,
    old: &'s Schema,
    today: &'t Schema,
    sites: Vec<Site<'s>>,
    seen: HashSet<(Node, &'s Type)>,
    ahead: VecDeque<Pair<'s, 't>>,
}

impl<'s, 't> Search<'_, 's, 't> {
    fn look(&mut self, pair: &Pair<'s, 't>) {
        let (content, element) = (Some(Hop::Content), Some(Hop::Element));
        let next = match (self.plan.kind(pair.node), pair.old, pair.today) {
            (Kind::Fixed { parts, .. }, old, today) => pair.into(parts, None, old, today),
            (Kind::Option(node), Type::Option(old), Type::Option(today))
            | (Kind::Shared(node), Type::Shared(old), Type::Shared(today)) => {
                pair.into(node, content, old, today)
            }
            (Kind::Some(node), old, Type::Option(today))
            | (Kind::Share(node), old, Type::Shared(today)) => pair.into(node, None, old, today),
            (Kind::OnlySome(node), Type::Option(old), today)
            | (Kind::Unshare(node), Type::Shared(old), today) => {
                pair.into(node, content, old, today)
            }
            (Kind::List(list), old, today) => match (elements(old), elements(today)) {
                (Some(old_element), Some(today)) => {
                    let mut next = pair.into(list.element, element, old_element, today);
                    next.in_key |= matches!(old, Type::Set(_));
                    next
                }
                _ => return,
            },
            (Kind::One(node), old, today) => match elements(today) {
                Some(today) => pair.into(node, None, old, today),
                None => return,
            },
            (Kind::AtMostOne(node), Type::Option(old), today) => match elements(today) {
                Some(today) => pair.into(node, content, old, today),
                None => return,
            },
            (Kind::OnlyOne(list), old, today) => match elements(old) {
                Some(old) => pair.into(list.element, element, old, today),
                None => return,
            },
            (Kind::Entries { key, value, .. }, Type::Map(ok, ov), Type::Map(tk, tv)) => {
                self.ahead.push_back(pair.into(key, Some(Hop::Key), ok, tk));
                pair.into(value, Some(Hop::Value), ov, tv)
            }
            (Kind::Fields { .. }, ..) => return self.product(pair),
            (Kind::Variants { .. }, Type::Named(_), Type::Named(_)) => return self.variants(pair),
            (Kind::Upgrade { entry, view, .. }, Type::Named(old), Type::Named(today)) => {
                return self.upgrade(pair, (entry, view), (*old, *today));
            }
            _ => return,
        };
        self.ahead.push_back(next);
    }

    /// A struct or a tuple.
    fn product(&mut self, pair: &Pair<'s, 't>) {
        let (today, former) = self.targets(pair.today, None);
        let old = match pair.old {
            Type::Named(_) | Type::Tuple(_) => hops(self.old, pair.old),
            _ => Vec::new(),
        };
        self.fields(pair, pair.node, old, (today, former));
    }

    fn variants(&mut self, pair: &Pair<'s, 't>) {
        let Kind::Variants { arms } = self.plan.kind(pair.node) else { return };
        let plan = self.plan;
        for (number, arm) in plan.arms(arms).iter().enumerate() {
            if plan.refusal(arm).is_some() {
                continue;
            }
            let slot = usize::try_from(arm.slot()).unwrap_or(usize::MAX);
            let old = hops(self.old, pair.old);
            let of_variant =
                |(hop, _): &(Hop, &Type)| matches!(hop, Hop::Variant(n, _) if *n == number);
            let old = old.into_iter().filter(of_variant).collect();
            let targets = self.targets(pair.today, Some(slot));
            self.fields(pair, arm.fields(), old, targets);
        }
    }

    /// Fields: those that a conversion takes, and what lies within all of them.
    fn fields(
        &mut self,
        pair: &Pair<'s, 't>,
        node: Node,
        old: Vec<(Hop, &'s Type)>,
        (today, former): (Vec<&'t Type>, Vec<&'t Type>),
    ) {
        let Kind::Fields { steps, .. } = self.plan.kind(node) else { return };
        let plan = self.plan;
        let steps = plan.steps(steps);
        if old.len() != steps.len() {
            return;
        }
        for ((hop, old), step) in old.into_iter().zip(steps) {
            let Some(node) = step.take.node() else { continue };
            let slot = usize::try_from(step.slot()).unwrap_or(usize::MAX);
            if let Some(today) = today.get(slot) {
                self.ahead.push_back(pair.into(node, Some(hop), old, today));
            } else if let Some(ty) = former.get(slot.saturating_sub(today.len())) {
                let within = pair.into(node, Some(hop), old, ty);
                let by = format!("`from({} => …)`", self.today.rust_name(ty));
                self.sites.push(self.site(&within, by));
                self.ahead.push_back(within);
            }
        }
    }

    /// The types of fields of today's struct, tuple or variant, and the former ones that have conversions.
    fn targets(&self, ty: &'t Type, variant: Option<usize>) -> (Vec<&'t Type>, Vec<&'t Type>) {
        let fields: &[FieldSchema] = match ty {
            Type::Tuple(elements) => return (elements.iter().collect(), Vec::new()),
            Type::Named(id) => match (self.today.def(*id).map(|def| &def.shape), variant) {
                (Some(Shape::Struct(fields)), None) => &fields.list,
                (Some(Shape::Enum(variants)), Some(slot)) => {
                    variants.get(slot).map_or(&[], |variant| &variant.fields.list)
                }
                _ => &[],
            },
            _ => &[],
        };
        (
            fields.iter().map(|field| &field.ty).collect(),
            fields.iter().flat_map(|field| &field.from).collect(),
        )
    }

    /// A value of another epoch: all that its view reads goes into the upgrade.
    fn upgrade(
        &mut self,
        pair: &Pair<'s, 't>,
        (entry, view): (u32, Node),
        (old, today): (DefId, DefId),
    ) {
        let entry = usize::try_from(entry).unwrap_or(usize::MAX);
        let chain = self.today.def(today).map(|def| def.chain.as_slice()).unwrap_or_default();
        let Some(ChainPath::View(view_type)) = chain.get(entry).map(|link| &link.path) else {
            return;
        };
        let ident = match view_type {
            Type::Named(id) => self.today.def(*id).and_then(|def| def.view.as_ref()),
            _ => None,
        };
        let last = chain.len().saturating_sub(entry) == 1;
        let by = match (ident, last) {
            (Some(view), true) => format!("`Upgrade<{}>`", view.ident),
            (Some(view), false) => format!("`Upgrade<{}>`, or one behind it,", view.ident),
            (None, _) => "the upgrade".to_owned(),
        };
        let within = pair.into(view, None, pair.old, view_type);
        if let Some(Shape::Enum(_)) = self.old.def(old).map(|def| &def.shape) {
            self.sites.push(self.site(&within, by.clone()));
        }
        let whole: Vec<_> =
            hops(self.old, pair.old).into_iter().map(|(hop, ty)| (hop, ty, Node::SAME)).collect();
        let read = match self.plan.kind(self.parts(view)) {
            Kind::Fields { steps, .. } => taken(whole, self.plan.steps(steps)),
            Kind::Variants { arms } => self.of_arms(&whole, arms),
            Kind::Same => whole,
            _ => Vec::new(),
        };
        for (hop, ty, node) in read {
            // The site itself does not need today's type.
            let field = pair.into(node, Some(hop), ty, view_type);
            self.sites.push(self.site(&field, by.clone()));
        }
        self.ahead.push_back(within);
    }

    fn of_arms(&self, whole: &[(Hop, &'s Type, Node)], arms: Span) -> Vec<(Hop, &'s Type, Node)> {
        let mut all = Vec::new();
        for (number, arm) in self.plan.arms(arms).iter().enumerate() {
            let of_variant =
                |(hop, ..): &&(Hop, &Type, Node)| matches!(hop, Hop::Variant(n, _) if *n == number);
            let fields = whole.iter().filter(of_variant).copied().collect();
            match self.plan.kind(arm.fields()) {
                _ if self.plan.refusal(arm).is_some() => {}
                Kind::Fields { steps, .. } => all.extend(taken(fields, self.plan.steps(steps))),
                Kind::Same => all.extend(fields),
                _ => {}
            }
        }
        all
    }

    fn site(&self, pair: &Pair<'s, 't>, by: String) -> Site<'s> {
        Site {
            way: pair.way.clone(),
            ty: pair.old,
            in_key: pair.in_key,
            by,
            choice: self.choice(pair.node, pair.old),
        }
    }

    /// The variants of an enum, of one in options, or of a shared one.
    fn choice(&self, node: Node, ty: &Type) -> Option<Variants> {
        let (mut node, mut ty, mut way) = (node, ty, Vec::new());
        loop {
            node = match (self.plan.kind(node), ty) {
                (Kind::Fixed { parts, .. }, _) => parts,
                (Kind::Upgrade { view, .. }, _) => view,
                (Kind::Some(inner) | Kind::Share(inner) | Kind::One(inner), _) => inner,
                (kind, Type::Option(content) | Type::Shared(content)) => {
                    way.push(Hop::Content);
                    ty = content;
                    match kind {
                        Kind::Option(inner)
                        | Kind::Shared(inner)
                        | Kind::OnlySome(inner)
                        | Kind::AtMostOne(inner)
                        | Kind::Unshare(inner) => inner,
                        Kind::Same => node,
                        _ => return None,
                    }
                }
                (kind, Type::Named(id)) => {
                    let Some(Shape::Enum(variants)) = self.old.def(*id).map(|def| &def.shape)
                    else {
                        return None;
                    };
                    let slots = match kind {
                        Kind::Same => (0u32..).zip(variants).map(|(slot, _)| Some(slot)).collect(),
                        Kind::Variants { arms } => {
                            let slot = |arm| match self.plan.refusal(arm) {
                                None => Some(arm.slot()),
                                Some(_) => None,
                            };
                            self.plan.arms(arms).iter().map(slot).collect()
                        }
                        _ => return None,
                    };
                    return Some(Variants { way, slots });
                }
                _ => return None,
            };
        }
    }

    /// A node, or the one by which a fixed layout is read part by part.
    fn parts(&self, node: Node) -> Node {
        match self.plan.kind(node) {
            Kind::Fixed { parts, .. } => parts,
            _ => node,
        }
    }
}

/// The fields that something takes, with what becomes of them.
fn taken<'s>(fields: Vec<(Hop, &'s Type, Node)>, steps: &[Step]) -> Vec<(Hop, &'s Type, Node)> {
    if fields.len() != steps.len() {
        return Vec::new();
    }
    let pairs = fields.into_iter().zip(steps);
    pairs.filter_map(|((hop, ty, _), step)| Some((hop, ty, step.take.node()?))).collect()
}

/// The type of the elements of a list, an array or a set.
fn elements(ty: &Type) -> Option<&Type> {
    match ty {
        Type::List { element, .. } | Type::Array { element, .. } | Type::Set(element) => {
            Some(element)
        }
        _ => None,
    }
}
