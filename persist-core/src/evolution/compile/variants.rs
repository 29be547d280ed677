//! Variants: matched by name; one that the program has no place for is refused where a value uses it.

use persist_history::Rule;

use super::fields::{Said, Side, nothing_in_common, to_u32};
use super::implementations::no_implementation;
use super::{At, Compiler, matched};
use crate::evolution::path::Segment;
use crate::evolution::plan::{Arm, Kind, Node, Span};
use crate::schema::{FieldsKind, Names, Type, TypeDef, VariantSchema};

impl<'a> Compiler<'a> {
    /// Plans what becomes of each variant of the file. Also says whether both enums are stored alike, as far as
    /// fields do not tell.
    pub(super) fn variants(
        &mut self,
        w: &'a [VariantSchema],
        (r_def, r): (&'a TypeDef, &'a [VariantSchema]),
        ty: &Type,
        at: At,
    ) -> (Span, bool) {
        let slots = match_up(w, r);
        let mut exact = w.len() == r.len();
        let mut arms = Vec::with_capacity(w.len());
        for (number, (variant, slot)) in w.iter().zip(&slots).enumerate() {
            let target = slot.and_then(|slot| Some((slot, r.get(slot)?)));
            exact &= *slot == Some(number);
            if let Some((slot, target)) = target
                && let Some(why) =
                    self.unreadable((number, slot, &slots), (variant, target), (r_def, ty), at)
            {
                exact = false;
                arms.push(self.refused_variant(variant, why));
                continue;
            }
            arms.push(match target {
                Some((slot, target)) => self.within(Segment::named(&target.name), |this| {
                    this.variant((number, slot, &slots), (variant, target), ty, at)
                }),
                None => self.unknown_variant(variant, (r_def, r), ty, at),
            });
        }
        self.new_variants(&slots, r);
        self.other_order(&slots, at);
        (self.push_arms(arms), exact)
    }

    /// A variant that both have.
    pub(super) fn variant(
        &mut self,
        (number, slot, slots): (usize, usize, &[Option<usize>]),
        (w, r): (&'a VariantSchema, &'a VariantSchema),
        ty: &Type,
        at: At,
    ) -> Arm {
        let counter = self.counter();
        if w.name != r.name {
            let merged = slots.iter().filter(|other| **other == Some(slot)).count() > 1;
            let rule = if merged { Rule::MergeVariants } else { Rule::RenameVariant };
            self.apply_to_name(rule, counter, &w.name);
        }
        if w.fields.kind == FieldsKind::Unit && !r.fields.list.is_empty() {
            self.apply(Rule::FillUnitVariant, counter, "");
        }
        if nothing_in_common(&w.fields, &r.fields) {
            self.other_form(&w.fields, &r.fields);
        } else if let (FieldsKind::Tuple, FieldsKind::Named)
        | (FieldsKind::Named, FieldsKind::Tuple) = (w.fields.kind, r.fields.kind)
        {
            self.apply(Rule::TupleToStruct, counter, "");
        }
        let of = match ty {
            Type::Named(id) => Some((*id, Some(number))),
            _ => None,
        };
        let said = Said { removed: &r.removed, of, ..Said::default() };
        let inner = At { counter, ..at };
        let (ws, rs) = (Side::fields(&w.fields), Side::fields(&r.fields));
        let (steps, exact) = self.fields(&ws, &rs, said, inner);
        let fields = self.push(Kind::Fields { steps, counter }, exact, ty, at);
        Arm { slot: to_u32(slot), fields }
    }

    /// A variant that the program has not.
    fn unknown_variant(
        &mut self,
        w: &'a VariantSchema,
        (r_def, r): (&'a TypeDef, &'a [VariantSchema]),
        ty: &Type,
        at: At,
    ) -> Arm {
        if let Some((slot, other)) = r.iter().enumerate().find(|(_, variant)| variant.other) {
            return self.within(Segment::named(&w.name), |this| {
                let counter = this.counter();
                this.apply(Rule::OtherVariant, counter, format_args!("as `{}`", other.name));
                let said = Said { other: true, ..Said::default() };
                let (ws, rs) = (Side::fields(&w.fields), Side::fields(&other.fields));
                let (steps, _) = this.fields(&ws, &rs, said, At { counter, ..at });
                let fields = this.push(Kind::Fields { steps, counter }, false, ty, at);
                Arm { slot: to_u32(slot), fields }
            });
        }
        let refusal = self.why_unknown(w, r_def, r);
        match r_def.removed.contains(&w.name) {
            true => self.refused_arm(refusal),
            false => self.refused_variant(w, refusal),
        }
    }

    /// A variant whose values cannot be read, and nobody has said so.
    fn refused_variant(&mut self, w: &'a VariantSchema, refusal: String) -> Arm {
        self.within(Segment::named(&w.name), |this| {
            this.apply(Rule::RemoveVariant, this.unused(), "refused where a value uses it");
        });
        self.refused_arm(refusal)
    }

    fn refused_arm(&mut self, refusal: String) -> Arm {
        let number = to_u32(self.refused_variants.len());
        self.refused_variants.push(refusal);
        Arm { slot: Arm::REFUSED, fields: Node(number) }
    }

    fn why_unknown(&self, w: &VariantSchema, r_def: &TypeDef, r: &[VariantSchema]) -> String {
        let (name, owner) = (w.name.escape_debug(), self.reader.def_name(r_def));
        if r_def.is_trait() {
            return no_implementation(w, &owner, r);
        }
        let formers = formers(w, r).into_iter().filter_map(|number| r.get(number));
        let formers: Vec<_> =
            formers.map(|variant| format!("`{}`", variant.name.escape_debug())).collect();
        match formers.as_slice() {
            [] => format!(
                "the file has the variant `{name}`, which this program's `{owner}` does not know: \
                 `#[persist(was = \"{name}\")]` on another variant maps it, and `#[persist(other)]` all such"
            ),
            _ => format!(
                "the file has the variant `{name}`, which stands for this program's {}: nothing says for which of \
                 them, and `#[persist(was = \"{name}\")]` on one of them decides",
                formers.join(" and ")
            ),
        }
    }

    /// Variants that the file has not: they are no matter while it is read.
    fn new_variants(&mut self, slots: &[Option<usize>], r: &'a [VariantSchema]) {
        if self.options.direction.is_none() {
            return;
        }
        for (number, variant) in r.iter().enumerate().filter(|(_, variant)| !variant.other) {
            if !slots.contains(&Some(number)) {
                self.within(Segment::named(&variant.name), |this| {
                    this.apply(Rule::AddVariant, this.unused(), "a new one");
                });
            }
        }
    }

    /// A counter that nothing moves.
    fn unused(&self) -> crate::evolution::plan::Counter {
        crate::evolution::plan::Counter(u32::MAX)
    }

    fn other_order(&mut self, slots: &[Option<usize>], at: At) {
        if !slots.iter().flatten().is_sorted() {
            self.apply(Rule::ReorderVariants, at.counter, "");
        }
    }
}

/// Of each of the file's variants, which of the program's it is: that of its name, or else the one that names it as a
/// former one, or else the one that is its own former name, as a newer file has.
fn match_up(w: &[VariantSchema], r: &[VariantSchema]) -> Vec<Option<usize>> {
    let by_name = Names::of(r);
    let all_formers =
        matched::formers((0..).zip(r).map(|(number, variant)| (number, &*variant.was)));
    let by_former = Names::of(&all_formers);
    let former = |name: &str| all_formers.get(by_former.find(name)?).map(|(_, number)| *number);
    let slot = |variant: &VariantSchema| {
        let name = variant.name.as_str();
        let own = by_name.find(name).or_else(|| former(name));
        own.or_else(|| match formers(variant, r).as_slice() {
            [former] => Some(*former),
            _ => None,
        })
    };
    w.iter().map(slot).collect()
}

/// The variants of an older program that a newer file's variant has been: one, or several where it stands for them.
fn formers(w: &VariantSchema, r: &[VariantSchema]) -> Vec<usize> {
    let former = |(_, variant): &(usize, &VariantSchema)| w.was.contains(&variant.name);
    r.iter().enumerate().filter(former).map(|(number, _)| number).collect()
}
