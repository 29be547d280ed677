//! Fields: their defaults, and their former types, which are passed by only where none leads.

use persist_history::Rule;

use super::finding::{Finding, Refusal};
use super::matcher::behind_len;
use super::old::{Old, count, next};
use super::parameter::same;
use super::types::{Known, Meets};
use crate::schema::{Arg, Primitive, Ty};

/// A field of today.
#[derive(Clone, Copy)]
pub(super) struct Target<'a> {
    pub(super) ty: &'a Ty,
    pub(super) default: bool,
    /// Its former types, each of which has a conversion of its own.
    pub(super) former: &'a [&'a Ty],
}

/// Which of a field's types a recorded one is taken for.
#[derive(Clone, Copy)]
enum Form<'a> {
    None,
    Today,
    Former(&'a Ty),
    Several,
    Unknown,
}

impl<'a> Form<'a> {
    const fn or(self, other: Form<'a>) -> Self {
        match (self, other) {
            (Form::Unknown, _) | (_, Form::Unknown) => Form::Unknown,
            (Form::None, other) => other,
            (found, Form::None) => found,
            _ => Form::Several,
        }
    }
}

impl Known<'_> {
    /// What leads from a recorded type to a field.
    pub(super) const fn field(&self, w: &[u8], r: &Target<'_>) -> Finding {
        // The value within may lead to the field's type, and the field's default stands in for its absence.
        if let Old::Option(content) = Old::of(w)
            && r.default
        {
            match (self.takes(w, r), self.takes(content, r)) {
                (Meets::Yes, _) | (Meets::No, Meets::No) => {}
                (Meets::No, Meets::Yes) => {
                    return Finding::rule(Rule::SomeOrDefault).and(self.content(content, r));
                }
                _ => return Finding::UNKNOWN,
            }
        }
        self.content(w, r)
    }

    /// Whether a type leads to a field, or to a former type of it.
    const fn takes(&self, w: &[u8], r: &Target<'_>) -> Meets {
        match self.form_by_rules(w, r) {
            Form::None => Meets::No,
            Form::Unknown => Meets::Unknown,
            _ => Meets::Yes,
        }
    }

    const fn content(&self, w: &[u8], r: &Target<'_>) -> Finding {
        if r.former.is_empty() {
            return self.types(w, r.ty);
        }
        match self.form_of(w, r) {
            Form::Today => self.types(w, r.ty),
            Form::Former(ty) => Finding::rule(Rule::Convert).and(self.types(w, ty)),
            Form::None => Finding::refused(Refusal::NoForm),
            Form::Several => Finding::refused(Refusal::ManyForms),
            Form::Unknown => Finding::UNKNOWN,
        }
    }

    /// The form that a recorded type is one with, or else those that the rules lead to.
    const fn form_of<'f>(&self, w: &[u8], r: &Target<'f>) -> Form<'f> {
        let (mut found, mut unknown) = (Form::None, false);
        match self.likeness(w, r.ty) {
            Meets::Yes => found = Form::Today,
            Meets::Unknown => unknown = true,
            Meets::No => {}
        }
        let mut rest = r.former;
        while let [former, others @ ..] = rest {
            match self.likeness(w, former) {
                Meets::Yes => found = found.or(Form::Former(former)),
                Meets::Unknown => unknown = true,
                Meets::No => {}
            }
            rest = others;
        }
        match (found, unknown) {
            (Form::None, true) => Form::Unknown,
            (Form::None, false) => self.form_by_rules(w, r),
            (found, _) => found,
        }
    }

    const fn form_by_rules<'f>(&self, w: &[u8], r: &Target<'f>) -> Form<'f> {
        let mut found = led(self.leads(w, r.ty), Form::Today);
        let mut rest = r.former;
        while let [former, others @ ..] = rest {
            found = found.or(led(self.leads(w, former), Form::Former(former)));
            rest = others;
        }
        found
    }

    /// Whether a recorded type is one of today's, or another version of it under the same name.
    const fn likeness(&self, w: &[u8], r: &Ty) -> Meets {
        match (Old::of(w), r) {
            (Old::Primitive(a), Ty::Primitive(b)) => like(Primitive::is(a, *b)),
            (Old::Option(a), Ty::Option(b))
            | (Old::Shared(a), Ty::Shared(b))
            | (Old::Weak(a), Ty::Weak(b))
            | (Old::Set(a), Ty::Set(b))
            | (Old::List(a), Ty::List { element: b, .. }) => self.likeness(a, b),
            (Old::Array(a, len), Ty::Array { element: b, len: of, .. }) => {
                match behind_len(len, *of, self.parameters) {
                    Some([]) => self.likeness(a, b),
                    _ => Meets::No,
                }
            }
            (Old::Tuple(a), Ty::Tuple(b)) if count(a) == b.len() => {
                let (mut w, mut r, mut all) = (a, *b, Meets::Yes);
                while let [first, others @ ..] = r {
                    let (element, rest) = next(w);
                    all = both(all, self.likeness(element, first));
                    (w, r) = (rest, others);
                }
                all
            }
            (Old::Map(ak, av), Ty::Map(bk, bv)) => {
                both(self.likeness(ak, bk), self.likeness(av, bv))
            }
            (Old::Named(a, w), Ty::Named { name, args }) => match self.related(a, r) {
                Meets::Yes if self.is_parameter(a) => Meets::Yes,
                Meets::Yes if same(a, name.as_bytes()) => self.args_alike(w, args),
                // A former name is not as near as the same: what else there is decides.
                Meets::Yes | Meets::Unknown => Meets::Unknown,
                Meets::No => Meets::No,
            },
            _ => Meets::No,
        }
    }

    const fn args_alike(&self, w: &[u8], r: &[Arg]) -> Meets {
        if count(w) != r.len() {
            return Meets::No;
        }
        let (mut w, mut r, mut all) = (w, r, Meets::Yes);
        while let [first, others @ ..] = r {
            let (argument, rest) = next(w);
            all = both(
                all,
                match first {
                    Arg::Type(ty) => self.likeness(argument, ty),
                    arg => like(super::matcher::is_arg(argument, arg, self.parameters)),
                },
            );
            (w, r) = (rest, others);
        }
        all
    }
}

const fn led(leads: Meets, form: Form<'_>) -> Form<'_> {
    match leads {
        Meets::Yes => form,
        Meets::No => Form::None,
        Meets::Unknown => Form::Unknown,
    }
}

const fn like(is: bool) -> Meets {
    if is { Meets::Yes } else { Meets::No }
}

const fn both(a: Meets, b: Meets) -> Meets {
    match (a, b) {
        (Meets::No, _) | (_, Meets::No) => Meets::No,
        (Meets::Yes, Meets::Yes) => Meets::Yes,
        _ => Meets::Unknown,
    }
}
