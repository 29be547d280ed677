//! Former types of fields: which of them a file's field has, where the program converts them by functions of its own.
//!
//! A field may have had several types, and the file's may be an older form of any of them. What looks like today's
//! type may mean another thing: so a conversion is passed by only where none leads.

use persist_history::Rule;

use super::fields::Side;
use super::{At, Compiler};
use crate::evolution::plan::Node;
use crate::schema::{Argument, DefId, Type};

/// How near a type of the file is to one of the program's that it is a version of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Likeness {
    /// It has the same name, or none.
    Own,
    /// One has the other's former name.
    Former,
}

/// What a field of the file is read as: a former type by its number among those of `from`, or today's (`None`).
type Form<'a> = (Option<usize>, &'a Type);

impl<'a> Compiler<'a> {
    /// Whether a type of the file leads to a field, or to a former type of it.
    pub(super) fn takes(&self, w: &'a Type, r: &Side<'a>) -> bool {
        forms(r).any(|(_, ty)| self.leads(w, ty))
    }

    /// How a field of the file becomes one of the program, and by which of its conversions.
    pub(super) fn content(&mut self, w: &'a Type, r: &Side<'a>, at: At) -> (Option<usize>, Node) {
        let Some((former, ty)) = self.form_of(w, r, at) else { return (None, Node::SAME) };
        if former.is_some() {
            let detail = format!(
                "{} -> {} by `from({} => …)`",
                self.writer.type_name(w),
                self.reader.type_name(r.ty),
                self.reader.rust_name(ty)
            );
            self.apply(Rule::Convert, at.counter, detail);
        }
        (former, self.types(w, ty, at))
    }

    /// What a field of the file is read as.
    fn form_of(&mut self, w: &'a Type, r: &Side<'a>, at: At) -> Option<Form<'a>> {
        if r.from.is_empty() {
            return Some((None, r.ty));
        }
        let likeness = forms(r).filter_map(|form| Some((self.likeness(w, form.1)?, form)));
        let likeness: Vec<_> = likeness.collect();
        let nearest = likeness.iter().map(|(likeness, _)| *likeness).min();
        let found: Vec<Form<'a>> = match nearest {
            Some(nearest) => {
                likeness.into_iter().filter(|(l, _)| *l == nearest).map(|(_, f)| f).collect()
            }
            None => self.forms_by_rules(w, r, at),
        };
        match found.as_slice() {
            [only] => Some(*only),
            _ => {
                self.refuse_form(w, r, &found);
                None
            }
        }
    }

    /// Where the rules lead to from a type that is a version of none of them.
    fn forms_by_rules(&self, w: &'a Type, r: &Side<'a>, at: At) -> Vec<Form<'a>> {
        let all: Vec<Form<'a>> = forms(r).filter(|(_, ty)| self.leads(w, ty)).collect();
        if !all.is_empty() {
            return all;
        }
        // What only some values have leads where nothing else does, as everywhere.
        forms(r).filter(|(_, ty)| !self.ways(w, ty, at.direction).is_empty()).collect()
    }

    fn refuse_form(&mut self, w: &Type, r: &Side<'a>, found: &[Form<'a>]) {
        let (has, entry) = (self.writer.type_name(w), self.writer.rust_name(w));
        let names = |forms: &mut dyn Iterator<Item = Form<'a>>| -> Vec<String> {
            forms.map(|(_, ty)| format!("`{}`", self.reader.rust_name(ty))).collect()
        };
        let message = match found {
            [] => {
                let all = names(&mut forms(r)).join(", ");
                format!("the file has {has}, and no rule leads from there to any of {all}")
            }
            _ => {
                let all = names(&mut found.iter().copied()).join(" and ");
                format!(
                    "the file has {has}, which may be an older form of {all}, with different values"
                )
            }
        };
        self.refuse(
            Rule::Convert,
            format!("{message}: one more `from({entry} => …)` says what becomes of it"),
        );
    }

    /// Whether a type of the file is one of the program's, or another version of it.
    fn likeness(&self, w: &Type, r: &Type) -> Option<Likeness> {
        match (w, r) {
            (Type::Primitive(a), Type::Primitive(b)) => (a == b).then_some(Likeness::Own),
            (Type::Option(a), Type::Option(b))
            | (Type::Shared(a), Type::Shared(b))
            | (Type::Weak(a), Type::Weak(b))
            | (Type::Set(a), Type::Set(b))
            | (Type::List { element: a, .. }, Type::List { element: b, .. }) => self.likeness(a, b),
            (Type::Array { element: a, len: m, .. }, Type::Array { element: b, len: n, .. }) => {
                self.likeness(a, b).filter(|_| m == n)
            }
            (Type::Tuple(a), Type::Tuple(b)) if a.len() == b.len() => {
                self.all_alike(a.iter().zip(b))
            }
            (Type::Map(ak, av), Type::Map(bk, bv)) => {
                self.all_alike([(&**ak, &**bk), (&**av, &**bv)].into_iter())
            }
            (Type::Named(a), Type::Named(b)) => self.named_alike(*a, *b),
            _ => None,
        }
    }

    fn all_alike<'t>(&self, pairs: impl Iterator<Item = (&'t Type, &'t Type)>) -> Option<Likeness> {
        pairs
            .map(|(w, r)| self.likeness(w, r))
            .try_fold(Likeness::Own, |all, one| Some(all.max(one?)))
    }

    fn named_alike(&self, writer: DefId, reader: DefId) -> Option<Likeness> {
        let (w, r) = (self.writer.def(writer)?, self.reader.def(reader)?);
        if !self.related(writer, reader) || w.args.len() != r.args.len() {
            return None;
        }
        let name = r.view.as_ref().map_or(&r.name, |view| &view.name);
        let own = if *name == w.name { Likeness::Own } else { Likeness::Former };
        let argument = |(w, r): (&Argument, &Argument)| match (w, r) {
            (Argument::Type(w), Argument::Type(r)) => self.likeness(w, r),
            (w, r) => (w == r).then_some(Likeness::Own),
        };
        let mut arguments = w.args.iter().zip(&r.args).map(argument);
        arguments.try_fold(own, |all, one| Some(all.max(one?)))
    }
}

/// A field's type of today, and its former ones.
fn forms<'a>(r: &Side<'a>) -> impl Iterator<Item = Form<'a>> {
    let former = r.from.iter().enumerate().map(|(index, ty)| (Some(index), ty));
    std::iter::once((None, r.ty)).chain(former)
}
