//! Pairs of types: equal constructors first, inward; what else leads from one to the other is in [`derive`].
//!
//! It finds what the plan compiler finds for an older file, as far as types alone tell: a test holds both against each
//! other.
//!
//! [`derive`]: super::derive

use persist_history::Rule;

use super::finding::{Finding, Refusal};
use super::matcher::{behind_len, matches};
use super::old::{Old, count, next};
use super::parameter::{of_type, same};
use crate::evolution::scalar_rule;
use crate::schema::{Arg, Def, ECOSYSTEM, Primitive, Ty};

/// What is known around the types that are compared.
#[derive(Clone, Copy)]
pub(super) struct Known<'a> {
    /// The names of the generic parameters.
    pub(super) parameters: &'a [&'a str],
    /// The definition of the field's own type, where it has one.
    pub(super) def: Option<&'a Def>,
}

/// Whether the outermost constructors of two types have a rule of their own.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Meets {
    Yes,
    No,
    /// It hangs on a definition that constants do not see.
    Unknown,
}

impl<'a> Known<'a> {
    /// What leads from a recorded type to one of today.
    pub(super) const fn types(&self, w: &[u8], r: &Ty) -> Finding {
        if matches(w, r, self.parameters) {
            return Finding::SAME;
        }
        let old = Old::of(w);
        if !matches!(self.meets(w, old, r), Meets::Yes) {
            return self.derived(w, r);
        }
        match (old, r) {
            (Old::Primitive(from), Ty::Primitive(to)) if scalar_rule(from, *to).is_some() => {
                scalars(from, *to)
            }
            (Old::Named(w, args), Ty::Named { name, args: r }) => self.named(w, args, name, r),
            (Old::Option(w), Ty::Option(r))
            | (Old::Shared(w), Ty::Shared(r))
            | (Old::Weak(w), Ty::Weak(r)) => self.types(w, r),
            (Old::Map(wk, wv), Ty::Map(rk, rv)) => self.types(wk, rk).and(self.types(wv, rv)),
            (Old::Map(wk, wv), Ty::List { element: Ty::Tuple([rk, rv]), .. }) => {
                Finding::rule(Rule::MapToList).and(self.types(wk, rk)).and(self.types(wv, rv))
            }
            (Old::List(element), Ty::Map(rk, rv)) => match Old::of(element) {
                Old::Tuple(pair) => {
                    let (wk, wv) = next(pair);
                    let (wv, _) = next(wv);
                    Finding::rule(Rule::ListToMap).and(self.types(wk, rk)).and(self.types(wv, rv))
                }
                _ => Finding::UNKNOWN,
            },
            (Old::Primitive(_), _) => Finding::rule(Rule::StringToBytes),
            (_, Ty::Primitive(_)) => Finding::rule(Rule::BytesToString),
            (Old::Tuple(w), Ty::Tuple(r)) => self.tuples(w, r),
            (old, r) => self.lists(old, r),
        }
    }

    /// Whether nothing is wrapped around types.
    pub(super) const fn meets(&self, w: &[u8], old: Old<'_>, r: &Ty) -> Meets {
        let yes = match (old, r) {
            (Old::Named(..), Ty::Named { .. }) => return self.related(w, r),
            (Old::Tuple(_), Ty::Named { .. }) | (Old::Named(..), Ty::Tuple(_)) => {
                return self.share_a_field(w, r);
            }
            (Old::Map(..), Ty::List { element, .. }) => match element {
                Ty::Tuple(elements) => elements.len() == 2,
                Ty::Named { .. } => return Meets::Unknown,
                _ => false,
            },
            (Old::List(element), Ty::Map(..)) => match Old::of(element) {
                Old::Tuple(elements) => count(elements) == 2,
                Old::Named(..) => return Meets::Unknown,
                _ => false,
            },
            (Old::Primitive(from), Ty::Primitive(to)) => scalar_rule(from, *to).is_some(),
            (Old::Option(_), Ty::Option(_))
            | (Old::Shared(_), Ty::Shared(_))
            | (Old::Weak(_), Ty::Weak(_))
            | (Old::Set(_), Ty::Set(_) | Ty::List { .. })
            | (Old::Map(..), Ty::Map(..))
            | (Old::List(_) | Old::Array(..), Ty::List { .. } | Ty::Array { .. } | Ty::Set(_)) => {
                true
            }
            (Old::Primitive(Primitive::Str), Ty::List { element, .. }) => {
                matches!(element, Ty::Primitive(Primitive::U8))
            }
            (Old::List(element) | Old::Array(element, _), Ty::Primitive(Primitive::Str)) => {
                same(element, b"u8")
            }
            (Old::Tuple(w), Ty::Tuple(r)) => count(w) == r.len(),
            _ => false,
        };
        if yes { Meets::Yes } else { Meets::No }
    }

    /// Whether two names are those of one type.
    pub(super) const fn related(&self, w: &[u8], r: &Ty) -> Meets {
        let (Old::Named(w, _), Ty::Named { name, .. }) = (Old::of(w), r) else { return Meets::No };
        if self.is_parameter(w) || of_type(r, self.parameters).is_some() {
            let one = matches(w, r, self.parameters);
            return if one { Meets::Yes } else { Meets::No };
        }
        if same(w, name.as_bytes()) {
            return Meets::Yes;
        }
        match self.def_of(r) {
            Some(def) if was(def, w) => Meets::Yes,
            // Nor were the library's own types, which have no history, ever called otherwise.
            _ if is_of_library(name.as_bytes()) => Meets::No,
            // What a definition of the history was called before is in its own history.
            _ => Meets::Unknown,
        }
    }

    /// A tuple and a struct share a field where one of the struct's names a place of the tuple: definitions tell.
    const fn share_a_field(&self, w: &[u8], r: &Ty) -> Meets {
        match Old::of(w) {
            Old::Named(name, _) if self.is_parameter(name) => Meets::No,
            _ if of_type(r, self.parameters).is_some() => Meets::No,
            _ => Meets::Unknown,
        }
    }

    /// Versions of one type: their fields have their own history, and of the library's own types hold the arguments.
    const fn named(&self, w: &[u8], w_args: &[u8], name: &str, r_args: &[Arg]) -> Finding {
        if !same(w, name.as_bytes()) {
            return Finding::rule(Rule::RenameType).and(Finding::UNKNOWN);
        }
        if !is_of_library(w) || count(w_args) != r_args.len() {
            return Finding::UNKNOWN;
        }
        let (mut w, mut r, mut found) = (w_args, r_args, Finding::SAME);
        while let [first, others @ ..] = r {
            let (argument, rest) = next(w);
            found = match first {
                Arg::Type(ty) => found.and(self.types(argument, ty)),
                _ => Finding::UNKNOWN,
            };
            (w, r) = (rest, others);
        }
        found
    }

    const fn tuples(&self, w: &[u8], r: &[&Ty]) -> Finding {
        let (mut w, mut r, mut found) = (w, r, Finding::SAME);
        while let [first, others @ ..] = r {
            let (element, rest) = next(w);
            found = found.and(self.types(element, first));
            (w, r) = (rest, others);
        }
        found
    }

    /// Lists, arrays and sets.
    const fn lists(&self, w: Old<'_>, r: &Ty) -> Finding {
        let (
            Some(element),
            Ty::List { element: of, .. } | Ty::Array { element: of, .. } | Ty::Set(of),
        ) = (w.element(), r)
        else {
            return Finding::NO_RULE;
        };
        let outer = match (w, r) {
            (Old::Array(_, len), Ty::Array { len: of, .. }) => {
                match behind_len(len, *of, self.parameters) {
                    Some([]) => Finding::SAME,
                    _ => return Finding::NO_RULE,
                }
            }
            (Old::Array(..), Ty::List { .. }) => Finding::rule(Rule::ArrayToList),
            (_, Ty::Array { .. }) => Finding::rule(Rule::ListToArray),
            (Old::Set(_), Ty::List { .. }) => Finding::rule(Rule::SetToList),
            (Old::List(_) | Old::Array(..), Ty::Set(_)) => Finding::rule(Rule::ListToSet),
            _ => Finding::SAME,
        };
        outer.and(self.types(element, of))
    }

    /// Whether a recorded name is that of a parameter: then nothing is behind it.
    pub(super) const fn is_parameter(&self, name: &[u8]) -> bool {
        let mut rest = self.parameters;
        while let [first, others @ ..] = rest {
            if same(name, first.as_bytes()) {
                return true;
            }
            rest = others;
        }
        false
    }

    /// The definition of a type, where it is the one that is known.
    pub(super) const fn def_of(&self, ty: &Ty) -> Option<&'a Def> {
        match (self.def, ty) {
            (Some(def), Ty::Named { name, .. }) if same(def.name.as_bytes(), name.as_bytes()) => {
                Some(def)
            }
            _ => None,
        }
    }
}

const fn scalars(from: Primitive, to: Primitive) -> Finding {
    match scalar_rule(from, to) {
        Some(Some(rule @ (Rule::NarrowFloat | Rule::NarrowInteger))) => {
            Finding::refused(Refusal::Rule(rule))
        }
        Some(Some(rule)) => Finding::rule(rule),
        _ => Finding::SAME,
    }
}

/// Whether the library has the definition of this name: as [`TypeDef::is_of_library`](crate::schema::TypeDef), in
/// constants.
const fn is_of_library(name: &[u8]) -> bool {
    if matches!(name, [b's', b't', b'd', b':', b':', ..]) {
        return true;
    }
    let mut rest = ECOSYSTEM;
    while let [first, others @ ..] = rest {
        if same(name, first.as_bytes()) {
            return true;
        }
        rest = others;
    }
    false
}

/// Whether a type was called so.
const fn was(def: &Def, name: &[u8]) -> bool {
    let mut rest = def.was;
    while let [first, others @ ..] = rest {
        if same(name, first.as_bytes()) {
            return true;
        }
        rest = others;
    }
    false
}
