//! Pairs of types: equal constructors first, inward; what else leads from one to the other is in [`derive`].
//!
//! [`derive`]: super::derive

use persist_history::Rule;

use super::fields::{Around, Side, is_pair, sides};
use super::{At, Compiler, Direction, Met};
use crate::evolution::path::Segment;
use crate::evolution::plan::{CopyId, Form, Kind, List, Node};
use crate::evolution::scalar::scalar_rule;
use crate::schema::{Primitive, Shape, Type};

impl<'a> Compiler<'a> {
    /// How a value of the file's type becomes one of the program's.
    pub(super) fn types(&mut self, w: &'a Type, r: &'a Type, at: At) -> Node {
        self.depth = self.depth.saturating_add(1);
        let node = match (w, r) {
            (Type::Named(a), Type::Named(b)) if self.related(*a, *b) => self.named(*a, *b, w, at),
            // They may lead into each other without end.
            (Type::Named(_), _) | (_, Type::Named(_)) => self.unrelated(w, r, at),
            _ if !at.fixed && is_same_without_names(w, r) => Node::SAME,
            _ => self.types_within(w, r, at),
        };
        self.depth = self.depth.saturating_sub(1);
        node
    }

    /// Types of which none is a version of the other, each pair once: whoever comes by again is in a cycle.
    fn unrelated(&mut self, w: &'a Type, r: &'a Type, at: At) -> Node {
        let key = (std::ptr::from_ref(w), std::ptr::from_ref(r), at.direction, at.fixed);
        if let Some(known) = self.unrelated.get_mut(&key) {
            known.again = true;
            return known.node;
        }
        // Types nest 64 deep: what is twice as deep leads from one to the next, and takes stack.
        if self.depth > 128 || self.is_too_large() {
            return self.refused(w, r);
        }
        let node = self.push(Kind::Same, true, w, at);
        self.unrelated.insert(key, Met { node, again: false });
        let found = self.types_within(w, r, at);
        match self.unrelated.insert(key, Met { node: found, again: true }) {
            Some(Met { again: true, .. }) if found == node => self.refused(w, r),
            // A part of it refers to the whole.
            Some(Met { again: true, .. }) => {
                self.set_as(node, found);
                found
            }
            _ => found,
        }
    }

    /// Types that are no two versions of one.
    fn types_within(&mut self, w: &'a Type, r: &'a Type, at: At) -> Node {
        if !self.meets(w, r) {
            return self.derived(w, r, at);
        }
        match (w, r) {
            (Type::Primitive(from), Type::Primitive(to)) => self.scalars(*from, *to, w, r, at),
            (Type::Option(a), Type::Option(b)) => {
                let counter = at.counter;
                let content = self.types(a, b, At { counter, ..at });
                self.push(Kind::Option(content), true, w, at)
            }
            (Type::Shared(a), Type::Shared(b)) => {
                let content = self.types(a, b, at);
                self.push(Kind::Shared(content), true, w, at)
            }
            (Type::Weak(a), Type::Weak(b)) => {
                let content = self.types(a, b, at);
                self.push(Kind::Weak(content), true, w, at)
            }
            (Type::Map(wk, wv), Type::Map(rk, rv)) => {
                let counter = self.counter();
                let inner = At { counter, ..at };
                let key = self.within(Segment::Inner("{key}"), |this| this.types(wk, rk, inner));
                let value = self.within(Segment::Inner("{}"), |this| this.types(wv, rv, inner));
                self.push(Kind::Entries { key, value, counter }, true, w, at)
            }
            (Type::Map(wk, wv), Type::List { element, .. }) => {
                self.apply_between(Rule::MapToList, at.counter, w, r);
                let pair = [Side::key(wk), Side::of("1", wv)];
                self.elements_of_pairs(&pair, w, element, at)
            }
            (Type::List { element: we, .. }, Type::Map(rk, rv)) => {
                self.apply_between(Rule::ListToMap, at.counter, w, r);
                let pair = [Side::of("0", rk), Side::of("1", rv)];
                self.pairs_of_elements(w, we, (r, &pair), at)
            }
            (Type::Primitive(Primitive::Str), Type::List { element: re, .. }) => {
                self.apply_between(Rule::StringToBytes, at.counter, w, r);
                let list = self.list(w, &BYTE, re, at);
                self.push(Kind::List(list), false, w, at)
            }
            (_, Type::Primitive(Primitive::Str)) => {
                self.apply_between(Rule::BytesToString, at.counter, w, r);
                let Some(we) = element(w) else { return self.refused(w, r) };
                let list = self.list(w, we, &BYTE, at);
                self.push(Kind::Text(list), false, w, at)
            }
            (Type::Tuple(_) | Type::Named(_), Type::Tuple(_) | Type::Named(_)) => {
                self.products(w, r, at)
            }
            _ => match (element(w), element(r)) {
                (Some(we), Some(re)) => self.lists(w, r, we, re, at),
                _ => self.refused(w, r),
            },
        }
    }

    pub(super) fn refused(&mut self, w: &Type, r: &Type) -> Node {
        self.no_rule(w, r);
        Node::SAME
    }

    /// Whether the outermost constructors have a rule of their own: then nothing is wrapped around them.
    pub(super) fn meets(&self, w: &Type, r: &Type) -> bool {
        match (w, r) {
            (Type::Primitive(from), Type::Primitive(to)) => scalar_rule(*from, *to).is_some(),
            (Type::Named(a), Type::Named(b)) if self.related(*a, *b) => true,
            (Type::Option(_), Type::Option(_))
            | (Type::Shared(_), Type::Shared(_))
            | (Type::Weak(_), Type::Weak(_))
            | (Type::Set(_), Type::Set(_) | Type::List { .. })
            | (Type::Map(..), Type::Map(..)) => true,
            (
                Type::List { .. } | Type::Array { .. },
                Type::List { .. } | Type::Array { .. } | Type::Set(_),
            ) => true,
            (Type::Map(..), Type::List { element, .. }) => is_pair(self.reader, element),
            (Type::List { element, .. }, Type::Map(..)) => is_pair(self.writer, element),
            (Type::Primitive(Primitive::Str), Type::List { element, .. })
            | (
                Type::List { element, .. } | Type::Array { element, .. },
                Type::Primitive(Primitive::Str),
            ) => **element == BYTE,
            (Type::Tuple(a), Type::Tuple(b)) => a.len() == b.len(),
            (Type::Tuple(_), Type::Named(_)) | (Type::Named(_), Type::Tuple(_)) => {
                self.share_a_field(w, r)
            }
            _ => false,
        }
    }

    fn scalars(&mut self, from: Primitive, to: Primitive, w: &Type, r: &Type, at: At) -> Node {
        match scalar_rule(from, to).flatten() {
            None if !at.fixed => return Node::SAME,
            None => {}
            Some(Rule::NarrowFloat) => {
                let says = Rule::NarrowFloat.says();
                let message = format!(
                    "the file has {from}, this program expects {to}, which {says}",
                    from = from.name(),
                    to = to.name()
                );
                self.refuse(Rule::NarrowFloat, message);
            }
            Some(Rule::NarrowInteger) if at.direction == Direction::Backward => {
                let (from, to) = (from.name(), to.name());
                self.refuse(Rule::NarrowInteger, format!(
                    "the file has {from}, this program expects {to}, which does not hold all of its values: \
                     `#[persist(from({from} => …))]` says what becomes of them"
                ));
            }
            Some(rule) => self.apply_between(rule, at.counter, w, r),
        }
        self.push(Kind::Scalar { from, fixed: at.fixed }, from == to, w, at)
    }

    /// Lists, arrays and sets.
    fn lists(&mut self, w: &'a Type, r: &'a Type, we: &'a Type, re: &'a Type, at: At) -> Node {
        let exact = match (w, r) {
            (Type::List { fixed: a, .. }, Type::List { fixed: b, .. }) => a == b,
            (Type::Array { fixed: a, len: m, .. }, Type::Array { fixed: b, len: n, .. }) => {
                if m != n {
                    return self.refused(w, r);
                }
                a == b
            }
            (Type::Set(_), Type::Set(_)) => true,
            (Type::Array { .. }, Type::List { .. }) => {
                self.apply_between(Rule::ArrayToList, at.counter, w, r);
                false
            }
            (Type::List { .. }, Type::Array { .. }) => {
                self.apply_between(Rule::ListToArray, at.counter, w, r);
                false
            }
            (Type::Set(_), _) => {
                self.apply_between(Rule::SetToList, at.counter, w, r);
                false
            }
            _ => {
                self.apply_between(Rule::ListToSet, at.counter, w, r);
                false
            }
        };
        let list = self.list(w, we, re, at);
        self.push(Kind::List(list), exact, w, at)
    }

    /// Elements of the file's list `w` as elements of the program's.
    pub(super) fn list(&mut self, w: &Type, we: &'a Type, re: &'a Type, at: At) -> List {
        let counter = self.counter();
        let (mut form, fixed) = self.form(w, we, at);
        if let Form::Array { copy, .. } = &mut form {
            *copy = CopyId(self.arrays.len().try_into().unwrap_or(u32::MAX));
            self.arrays.push(re);
        }
        let inner = At { counter, fixed, ..at };
        let step = if matches!(w, Type::Set(_)) { "{}" } else { "[]" };
        let element = self.within(Segment::Inner(step), |this| this.types(we, re, inner));
        List { element, form, keys: matches!(w, Type::Set(_)), counter }
    }

    /// How the file stores the elements of `w`, and whether in their fixed layout.
    pub(super) fn form(&self, w: &Type, element: &Type, at: At) -> (Form, bool) {
        let stride = self.layouts.size(element).unwrap_or(0);
        match w {
            Type::Array { len, .. } if at.fixed => (Form::Exactly(*len), true),
            Type::Array { len, fixed: true, .. } => {
                (Form::Array { stride, len: Some(*len), copy: CopyId::NONE }, true)
            }
            Type::Array { len, .. } => (Form::Exactly(*len), false),
            Type::List { fixed: true, .. } => {
                (Form::Array { stride, len: None, copy: CopyId::NONE }, true)
            }
            _ => (Form::Counted { min_size: u32::from(self.takes_bytes(element, false)) }, false),
        }
    }

    /// Whether every value of a type of the file surely takes a byte. Definitions within definitions are not looked at:
    /// they may lead back.
    fn takes_bytes(&self, ty: &Type, within: bool) -> bool {
        match ty {
            Type::Primitive(primitive) => *primitive != Primitive::Unit,
            Type::Array { element, len, fixed } => {
                *fixed || (*len > 0 && self.takes_bytes(element, within))
            }
            Type::Tuple(elements) => {
                elements.iter().any(|element| self.takes_bytes(element, within))
            }
            // In keys the content stands in place of a number.
            Type::Shared(content) => self.takes_bytes(content, within),
            Type::Named(id) => match self.writer.def(*id).map(|def| &def.shape) {
                Some(Shape::Struct(fields)) => {
                    !within && fields.list.iter().any(|field| self.takes_bytes(&field.ty, true))
                }
                _ => true,
            },
            _ => true,
        }
    }

    /// A map of the file as a list of pairs.
    fn elements_of_pairs(&mut self, pair: &[Side<'a>], w: &'a Type, re: &'a Type, at: At) -> Node {
        let counter = self.counter();
        let inner = Around { at: At { counter, fixed: false, ..at }, w, r: re };
        let Some(sides) = sides(self.reader, re) else { return self.refused(w, re) };
        let element = self.within(Segment::Inner("{}"), |this| this.product(pair, &sides, inner));
        let list = List { element, form: Form::Counted { min_size: 0 }, keys: false, counter };
        self.push(Kind::List(list), false, w, at)
    }

    /// A list of pairs as a map.
    fn pairs_of_elements(
        &mut self,
        w: &'a Type,
        we: &'a Type,
        (r, pair): (&'a Type, &[Side<'a>]),
        at: At,
    ) -> Node {
        let Some(sides) = sides(self.writer, we) else { return self.refused(w, we) };
        let counter = self.counter();
        let (form, fixed) = self.form(w, we, at);
        let inner = Around { at: At { counter, fixed, ..at }, w: we, r };
        let element = self.within(Segment::Inner("[]"), |this| this.product(&sides, pair, inner));
        self.push(Kind::List(List { element, form, keys: false, counter }), false, w, at)
    }
}

/// Whether two types are one, and hold no named ones: then nothing is to be found within.
fn is_same_without_names(w: &Type, r: &Type) -> bool {
    match (w, r) {
        (Type::Primitive(a), Type::Primitive(b)) => a == b,
        (Type::Option(a), Type::Option(b))
        | (Type::Shared(a), Type::Shared(b))
        | (Type::Weak(a), Type::Weak(b))
        | (Type::Set(a), Type::Set(b)) => is_same_without_names(a, b),
        (Type::List { element: a, fixed: m }, Type::List { element: b, fixed: n }) => {
            m == n && is_same_without_names(a, b)
        }
        (
            Type::Array { element: a, len: m, fixed: one },
            Type::Array { element: b, len: n, fixed: other },
        ) => m == n && one == other && is_same_without_names(a, b),
        (Type::Map(ak, av), Type::Map(bk, bv)) => {
            is_same_without_names(ak, bk) && is_same_without_names(av, bv)
        }
        (Type::Tuple(a), Type::Tuple(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same_without_names(a, b))
        }
        _ => false,
    }
}

const BYTE: Type = Type::Primitive(Primitive::U8);

/// The type of the elements of what holds elements.
pub(super) fn element(ty: &Type) -> Option<&Type> {
    match ty {
        Type::List { element, .. } | Type::Array { element, .. } | Type::Set(element) => {
            Some(element)
        }
        _ => None,
    }
}
