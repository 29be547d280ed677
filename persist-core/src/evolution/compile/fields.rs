//! Fields: matched by name, never by position.

use std::borrow::Cow;

use persist_history::Rule;

use super::derive::newtype;
use super::matched::Matched;
use super::{At, Compiler};
use crate::evolution::path::Segment;
use crate::evolution::plan::{Kind, Node, OriginId, Span, Step, Take};
use crate::schema::{
    DefId, FieldSchema, FieldsKind, FieldsSchema, ForeignType, Schema, Shape, Type,
};

/// A field of a struct, a variant or a tuple.
#[derive(Clone, Debug)]
pub(super) struct Side<'a> {
    pub(super) name: Cow<'a, str>,
    pub(super) was: &'a [String],
    pub(super) ty: &'a Type,
    default: bool,
    pub(super) from: &'a [Type],
    /// The key of a map's entry.
    key: bool,
    pub(super) foreign: Option<&'a ForeignType>,
}

impl<'a> Side<'a> {
    pub(super) fn of(name: &'static str, ty: &'a Type) -> Self {
        let name = Cow::Borrowed(name);
        Side { name, was: &[], ty, default: false, from: &[], key: false, foreign: None }
    }

    pub(super) fn key(ty: &'a Type) -> Self {
        Side { key: true, ..Side::of("0", ty) }
    }

    pub(super) fn tuple(elements: &'a [Type]) -> Vec<Self> {
        let side = |(index, ty): (usize, &'a Type)| Side {
            name: Cow::Owned(index.to_string()),
            ..Side::of("", ty)
        };
        elements.iter().enumerate().map(side).collect()
    }

    pub(super) fn fields(fields: &'a FieldsSchema) -> Vec<Self> {
        let side = |field: &'a FieldSchema| Side {
            name: Cow::Borrowed(&field.name),
            was: &field.was,
            ty: &field.ty,
            default: field.default,
            from: &field.from,
            key: false,
            foreign: field.foreign.as_deref(),
        };
        fields.list.iter().map(side).collect()
    }
}

/// What holds around fields.
#[derive(Clone, Copy)]
pub(super) struct Around<'a> {
    pub(super) at: At,
    /// The file's type that has them.
    pub(super) w: &'a Type,
    /// The program's.
    pub(super) r: &'a Type,
}

/// What is said of fields by the types that have them.
#[derive(Clone, Copy, Default)]
pub(super) struct Said<'a> {
    /// Names of the program's former fields whose loss is acknowledged.
    pub(super) removed: &'a [String],
    /// The name of the view that is read, where one is.
    pub(super) view: Option<&'a str>,
    /// They are those of a variant that the program reads as its `other`, and knows to be lost.
    pub(super) other: bool,
    /// The definition and the variant that have them in the file.
    pub(super) of: Option<(DefId, Option<usize>)>,
}

impl<'a> Compiler<'a> {
    /// Fields of a tuple or of a map's entry, where they are not those of a definition.
    pub(super) fn product(&mut self, w: &[Side<'a>], r: &[Side<'a>], around: Around<'a>) -> Node {
        let counter = self.counter();
        let at = At { counter, ..around.at };
        let removed = match around.r {
            Type::Named(id) => self.reader.def(*id).map(|def| def.removed.as_slice()),
            _ => None,
        };
        let said = Said { removed: removed.unwrap_or_default(), ..Said::default() };
        let (steps, exact) = self.fields(w, r, said, at);
        self.push(Kind::Fields { steps, counter }, exact, around.w, around.at)
    }

    /// A tuple or a struct as a tuple or a struct, where neither is a version of the other.
    pub(super) fn products(&mut self, w: &'a Type, r: &'a Type, at: At) -> Node {
        let (Some(ws), Some(rs)) = (sides(self.writer, w), sides(self.reader, r)) else {
            return self.refused(w, r);
        };
        if matches!(w, Type::Named(_)) || matches!(r, Type::Named(_)) {
            self.apply_between(Rule::TupleToStruct, at.counter, w, r);
        }
        self.product(&ws, &rs, Around { at, w, r })
    }

    /// Whether a tuple and a struct have a field of one name.
    pub(super) fn share_a_field(&self, w: &Type, r: &Type) -> bool {
        let (Some(ws), Some(rs)) = (sides(self.writer, w), sides(self.reader, r)) else {
            return false;
        };
        // A struct with one field stands for that field, and may hold the tuple.
        if (ws.len() == 1) != (rs.len() == 1) {
            return false;
        }
        let wraps = match (w, r) {
            (Type::Tuple(tuple), Type::Named(id)) => holds_tuple(self.reader, *id, tuple.len()),
            (Type::Named(id), Type::Tuple(tuple)) => holds_tuple(self.writer, *id, tuple.len()),
            _ => false,
        };
        !wraps && Matched::of(&ws, &rs).of_reader.iter().any(Option::is_some)
    }

    /// Refuses fields by position for fields by name, and the other way, where no name says which is which.
    pub(super) fn other_form(&mut self, w: &FieldsSchema, r: &FieldsSchema) {
        let (w, r) = (kind(w.kind), kind(r.kind));
        self.refuse(
            Rule::ChangeType,
            format!(
                "the file has {w}, this program expects {r}: `#[persist(was = \"0\")]` names them"
            ),
        );
    }

    /// Matches fields, and plans what is done with each of the file. Also says whether they are stored alike.
    pub(super) fn fields(
        &mut self,
        w: &[Side<'a>],
        r: &[Side<'a>],
        said: Said<'a>,
        at: At,
    ) -> (Span, bool) {
        let Matched { of_reader, of_writer } = Matched::of(w, r);
        let slots = from_slots(r);
        let keeper = r.iter().position(|side| self.keeps(side));
        let mut steps = Vec::with_capacity(w.len());
        let mut exact = w.len() == r.len();
        for (number, (side, reader)) in w.iter().zip(&of_writer).enumerate() {
            let reader = reader.and_then(|reader| Some((reader, r.get(reader)?)));
            let step = match reader {
                Some((reader, target)) => {
                    exact &= reader == number;
                    let first_from = slots.get(reader).copied().unwrap_or(0);
                    self.within(Segment::Name(target.name.clone()), |this| {
                        this.field(side, target, reader, first_from, at)
                    })
                }
                None => self.within(Segment::Name(side.name.clone()), |this| {
                    this.kept(side, number, keeper, said, at)
                        .unwrap_or_else(|| this.left_over(side, said, at))
                }),
            };
            exact &= matches!(step.take, Take::Value(_) | Take::Key(_))
                && to_u32(number) == step.slot
                && !side.key;
            steps.push(step);
        }
        if of_reader.iter().any(Option::is_none) {
            self.missing(w, r, (&of_writer, &of_reader), said, at);
        }
        let order = of_writer.iter().flatten();
        if !order.is_sorted() {
            self.apply(Rule::ReorderFields, at.counter, "");
        }
        (self.push_steps(steps), exact)
    }

    /// A field that both have.
    fn field(
        &mut self,
        w: &Side<'a>,
        r: &Side<'a>,
        slot: usize,
        first_from: usize,
        at: At,
    ) -> Step {
        if w.name != r.name && !w.key {
            self.apply_to_name(Rule::RenameField, at.counter, &w.name);
        }
        let slot_of = |former: Option<usize>| match former {
            Some(index) => to_u32(first_from.saturating_add(index)),
            None => to_u32(slot),
        };
        if w.key {
            return Step { slot: slot_of(None), take: Take::Key(self.types(w.ty, r.ty, at)) };
        }
        // The value within may lead to the field's type, and the field's default stands in for its absence.
        if let Type::Option(content) = w.ty
            && r.default
            && !at.fixed
            && !self.takes(w.ty, r)
            && self.takes(content, r)
        {
            self.apply_between(Rule::SomeOrDefault, at.counter, w.ty, r.ty);
            let (former, node) = self.content(content, r, at);
            return Step { slot: slot_of(former), take: Take::OrDefault(node) };
        }
        let (former, node) = self.content(w.ty, r, at);
        let node = match former {
            None => self.foreign_crate(w, r, at).unwrap_or(node),
            Some(_) => node,
        };
        Step { slot: slot_of(former), take: Take::Value(node) }
    }

    /// A value of another crate's type, where another version of the crate wrote it, or another type: it is told which.
    fn foreign_crate(&mut self, w: &Side<'a>, r: &Side<'a>, at: At) -> Option<Node> {
        let (written, own) = (w.foreign?, r.foreign?);
        let (Type::Primitive(from), Type::Primitive(to)) = (w.ty, r.ty) else { return None };
        if !from.is_foreign() || !to.is_foreign() || written == own {
            return None;
        }
        let detail = match (&written.from_crate, &own.from_crate) {
            (Some((before, version)), Some((name, today)))
                if before == name && version != today =>
            {
                format!("{} {} -> {today}", name.escape_debug(), version.escape_debug())
            }
            _ => format!("{written} -> {own}"),
        };
        self.apply(Rule::ForeignCrate, at.counter, detail);
        let origin = OriginId(to_u32(self.origins.len()));
        self.origins.push(written.clone());
        Some(self.push(Kind::Foreign { from: *from, origin }, false, w.ty, at))
    }

    /// A field of the file that the program has not.
    fn left_over(&mut self, side: &Side<'a>, said: Said<'a>, at: At) -> Step {
        let fixed = if at.fixed { self.layouts.size(side.ty) } else { None };
        match said.view {
            Some(view) => {
                self.apply(Rule::View, at.counter, format_args!("left by view `{view}`"));
            }
            None if said.removed.iter().any(|removed| *removed == side.name) => {
                self.apply_to_type(Rule::RemoveField, at.counter, self.writer, side.ty);
            }
            None if self.options.deny_unknown && !said.other => {
                let name = self.writer.shown(side.ty);
                self.refuse(Rule::RemoveFieldUnseen, format!(
                    "the file has this field ({name}), this program does not know it, and unknown fields are \
                     denied: `#[persist(removed(\"{}\"))]` acknowledges that it is gone",
                    side.name.escape_debug()
                ));
            }
            None => {
                self.apply_to_type(Rule::RemoveFieldUnseen, at.counter, self.writer, side.ty);
            }
        }
        let take = match fixed {
            Some(size) => Take::SkipBytes(size),
            None => {
                let skip = self.skips.of(side.ty, self.writer, &self.layouts);
                self.skips.bytes(skip).map_or(Take::Skip(skip), Take::SkipBytes)
            }
        };
        Step { slot: Step::NOWHERE, take }
    }

    /// Fields of the program that the file has not.
    fn missing(
        &mut self,
        w: &[Side<'a>],
        r: &[Side<'a>],
        (of_writer, of_reader): (&[Option<usize>], &[Option<usize>]),
        said: Said<'a>,
        at: At,
    ) {
        let (mut missing, mut gone) = (alone(r, of_reader), alone(w, of_writer));
        let only_gone = match (gone.next(), gone.next(), missing.next(), missing.next()) {
            (Some(gone), None, Some(only), None)
                if !only.default
                    && self.writer.type_name(gone.ty) == self.reader.type_name(only.ty)
                    && !said.removed.iter().any(|removed| *removed == gone.name) =>
            {
                Some(gone.name.escape_debug().to_string())
            }
            _ => None,
        };
        for side in alone(r, of_reader) {
            self.within(Segment::Name(side.name.clone()), |this| {
                match (side.default, &only_gone) {
                    (true, _) if this.keeps(side) => {}
                    (true, _) => {
                        this.apply_to_type(Rule::AddField, at.counter, this.reader, side.ty)
                    }
                    (false, renamed) => {
                        let ty = this.reader.shown(side.ty);
                        let message = format!(
                            "this program expects this field ({ty}), the file does not have it"
                        );
                        this.findings.renamed |= renamed.is_some();
                        this.refuse(Rule::AddRequiredField, match renamed {
                        Some(was) => format!(
                            "{message}; if it is the former `{was}`: #[persist(was = \"{was}\")]"
                        ),
                        None => format!("{message}; #[persist(default)] fills it"),
                    });
                    }
                }
            });
        }
    }
}

/// Whether a newtype holds a tuple of so many, be it within others.
fn holds_tuple(schema: &Schema, id: DefId, len: usize) -> bool {
    let mut held = newtype(schema, id).map(|field| &field.ty);
    for _ in 0..schema.defs().len() {
        held = match held {
            Some(Type::Tuple(tuple)) => return tuple.len() == len,
            Some(Type::Named(id)) => newtype(schema, *id).map(|field| &field.ty),
            _ => return false,
        };
    }
    false
}

/// Whether values of a type are what the entries of a map can become, or come from: tuples of two, or structs that name
/// both places.
pub(super) fn is_pair(schema: &Schema, ty: &Type) -> bool {
    match (ty, sides(schema, ty)) {
        (Type::Tuple(elements), _) => elements.len() == 2,
        (_, Some(sides)) => ["0", "1"].iter().all(|place| {
            sides.iter().any(|side| side.name == *place || side.was.iter().any(|was| was == place))
        }),
        _ => false,
    }
}

/// The fields of a tuple, or of a struct.
pub(super) fn sides<'a>(schema: &'a Schema, ty: &'a Type) -> Option<Vec<Side<'a>>> {
    match ty {
        Type::Tuple(elements) => Some(Side::tuple(elements)),
        Type::Named(id) => match &schema.def(*id)?.shape {
            Shape::Struct(fields) => Some(Side::fields(fields)),
            Shape::Enum(_) => None,
        },
        _ => None,
    }
}

/// The fields of one side that the other has not, where `others` tells which of the other side's they are.
fn alone<'s, 'a>(
    sides: &'s [Side<'a>],
    others: &'s [Option<usize>],
) -> impl Iterator<Item = &'s Side<'a>> {
    sides.iter().zip(others).filter(|(_, other)| other.is_none()).map(|(side, _)| side)
}

/// Of each of the program's fields, the slot of its first former type: they stand behind all fields. Empty where none
/// has any.
fn from_slots(r: &[Side<'_>]) -> Vec<usize> {
    if r.iter().all(|side| side.from.is_empty()) {
        return Vec::new();
    }
    let mut next = r.len();
    r.iter()
        .map(|side| {
            let first = next;
            next = next.saturating_add(side.from.len());
            first
        })
        .collect()
}

/// Fields by position on one side, by name on the other, and no name in common.
pub(super) fn nothing_in_common(w: &FieldsSchema, r: &FieldsSchema) -> bool {
    if w.kind == r.kind {
        return false;
    }
    let common = w.list.iter().any(|w| {
        r.list
            .iter()
            .any(|r| r.name == w.name || r.was.contains(&w.name) || w.was.contains(&r.name))
    });
    !common && !w.list.is_empty() && !r.list.is_empty()
}

/// How fields are declared, in words.
fn kind(kind: FieldsKind) -> &'static str {
    match kind {
        FieldsKind::Unit => "no fields",
        FieldsKind::Tuple => "fields by position",
        FieldsKind::Named => "fields by name",
    }
}

pub(super) fn to_u32(number: usize) -> u32 {
    number.try_into().unwrap_or(u32::MAX)
}
