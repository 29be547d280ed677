//! Which fields a schema has that a plan takes from nowhere.

use std::collections::HashSet;

use super::fields::Product;
use crate::evolution::{Kind, Node, Plan};
use crate::schema::{DefId, FieldPlace, Schema, Shape, Type};

/// The fields of a schema, as far as a plan for it reaches.
#[derive(Debug, Default)]
pub(crate) struct Reached {
    /// Those that some value of the writer's becomes.
    pub(crate) taken: HashSet<FieldPlace>,
    /// Those that have to be filled, somewhere.
    pub(crate) missing: HashSet<FieldPlace>,
}

impl Reached {
    /// Follows `plan`, which was made for `reader`.
    pub(crate) fn of(plan: &Plan, reader: &Schema) -> Self {
        let mut search = Search {
            plan,
            reader,
            reached: Reached::default(),
            seen: HashSet::new(),
            ahead: Vec::new(),
        };
        search.ahead.push((plan.root(), reader.root()));
        while let Some((node, ty)) = search.ahead.pop() {
            // A recursive type leads back to itself by its name.
            if !matches!(ty, Type::Named(_)) || search.seen.insert((node, ty)) {
                search.look(node, ty);
            }
        }
        search.reached
    }
}

struct Search<'s> {
    plan: &'s Plan,
    reader: &'s Schema,
    reached: Reached,
    seen: HashSet<(Node, &'s Type)>,
    /// Pairs that are still to be looked at.
    ahead: Vec<(Node, &'s Type)>,
}

impl<'s> Search<'s> {
    fn look(&mut self, node: Node, ty: &'s Type) {
        match (self.plan.kind(node), ty) {
            (Kind::Same, _) => self.same(ty),
            (Kind::Fixed { parts, .. }, _) => self.ahead.push((parts, ty)),
            (Kind::Option(content) | Kind::Some(content), Type::Option(inner))
            | (Kind::Shared(content) | Kind::Share(content), Type::Shared(inner))
            | (Kind::Weak(content), Type::Weak(inner)) => {
                self.ahead.push((content, inner));
            }
            (Kind::OnlySome(content) | Kind::Unshare(content), _) => {
                self.ahead.push((content, ty));
            }
            (Kind::OnlyOne(list), _) => self.ahead.push((list.element, ty)),
            (Kind::List(list), Type::Map(key, value)) => self.pair(list.element, key, value),
            (Kind::List(list), _) => self.element(list.element, ty),
            (Kind::One(content) | Kind::AtMostOne(content), _) => self.element(content, ty),
            (Kind::Entries { key, value, .. }, Type::Map(of_key, of_value)) => {
                self.ahead.extend([(key, &**of_key), (value, &**of_value)]);
            }
            (Kind::Fields { .. }, Type::Tuple(elements)) => {
                self.fields(node, Product::Tuple(elements), None);
            }
            (Kind::Fields { .. } | Kind::Variants { .. }, Type::Named(id)) => {
                self.named(node, *id);
            }
            _ => {}
        }
    }

    fn element(&mut self, node: Node, ty: &'s Type) {
        if let Type::List { element, .. } | Type::Array { element, .. } | Type::Set(element) = ty {
            self.ahead.push((node, element));
        }
    }

    fn pair(&mut self, node: Node, key: &'s Type, value: &'s Type) {
        match self.plan.kind(node) {
            Kind::Fixed { parts, .. } => self.pair(parts, key, value),
            Kind::Fields { .. } => self.fields(node, Product::Entry(key, value), None),
            _ => self.ahead.extend([(Node::SAME, key), (Node::SAME, value)]),
        }
    }

    fn named(&mut self, node: Node, id: DefId) {
        let shape = self.reader.def(id).map(|def| &def.shape);
        match (self.plan.kind(node), shape) {
            (Kind::Fields { .. }, Some(Shape::Struct(fields))) => {
                self.fields(node, Product::Fields(fields), Some((id, None)));
            }
            (Kind::Variants { arms }, Some(Shape::Enum(variants))) => {
                for arm in self.plan.arms(arms) {
                    let slot = usize::try_from(arm.slot()).unwrap_or(usize::MAX);
                    if let (None, Some(variant)) = (self.plan.refusal(arm), variants.get(slot)) {
                        let product = Product::Fields(&variant.fields);
                        self.fields(arm.fields(), product, Some((id, Some(slot))));
                    }
                }
            }
            _ => {}
        }
    }

    fn fields(&mut self, node: Node, product: Product<'s>, of: Option<(DefId, Option<usize>)>) {
        let Kind::Fields { steps, .. } = self.plan.kind(node) else { return };
        let mut taken = HashSet::new();
        for step in self.plan.steps(steps) {
            let slot = usize::try_from(step.slot()).unwrap_or(usize::MAX);
            if let (Some(node), Some(ty)) = (step.take.node(), product.ty(slot)) {
                taken.insert(slot);
                self.ahead.push((node, ty));
            }
        }
        let Some((def, variant)) = of else { return };
        for field in 0..product.len() {
            let place = FieldPlace { def, variant, field };
            match taken.contains(&field) {
                true => self.reached.taken.insert(place),
                false => self.reached.missing.insert(place),
            };
        }
    }

    /// A type that the writer has as it is: all of its fields are there.
    fn same(&mut self, ty: &'s Type) {
        let same = |ty: &'s Type| (Node::SAME, ty);
        match ty {
            Type::Primitive(_) => {}
            Type::Option(inner)
            | Type::Set(inner)
            | Type::Shared(inner)
            | Type::Weak(inner)
            | Type::List { element: inner, .. }
            | Type::Array { element: inner, .. } => self.ahead.push(same(inner)),
            Type::Map(key, value) => self.ahead.extend([same(key), same(value)]),
            Type::Tuple(elements) => self.ahead.extend(elements.iter().map(same)),
            Type::Named(id) => {
                for (place, field) in self.reader.fields_of(*id) {
                    self.reached.taken.insert(place);
                    self.ahead.push(same(&field.ty));
                }
            }
        }
    }
}
