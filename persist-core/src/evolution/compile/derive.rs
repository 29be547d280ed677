//! What leads from one type to another whose outermost constructor differs: wrapping and unwrapping.
//!
//! Each kind of step is taken at most once. Steps that move a value without changing it, as into a newtype, may come
//! in any order; if what is left differs between two ways, they would give different values, and neither is taken.

use persist_history::Rule;

use super::{At, Compiler, Direction};
use crate::evolution::path::Segment;
use crate::evolution::plan::{Kind, Node, Step, Take};
use crate::schema::{DefId, FieldSchema, Schema, Shape, Type};

/// A step from one pair of types to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Move {
    UnwrapNewtype,
    WrapNewtype,
    Share,
    Unshare,
    Some,
    OnlySome,
    One,
    AtMostOne,
    OnlyOne,
}

impl Move {
    /// It goes into the file's value.
    fn opens(self) -> bool {
        matches!(self, Move::OnlySome | Move::OnlyOne | Move::AtMostOne)
    }

    /// It puts something around what becomes of it.
    fn wraps(self) -> bool {
        matches!(self, Move::Some | Move::One | Move::AtMostOne)
    }

    fn rule(self) -> Rule {
        match self {
            Move::UnwrapNewtype => Rule::UnwrapNewtype,
            Move::WrapNewtype => Rule::WrapNewtype,
            Move::Share => Rule::Share,
            Move::Unshare => Rule::Unshare,
            Move::Some => Rule::IntoOption,
            Move::OnlySome => Rule::OutOfOption,
            Move::One => Rule::IntoList,
            Move::AtMostOne => Rule::OptionToList,
            Move::OnlyOne => Rule::OutOfList,
        }
    }
}

/// Steps to a pair of types that meet.
#[derive(Clone, Debug)]
pub(super) struct Way<'a> {
    moves: Vec<Move>,
    end: (&'a Type, &'a Type),
}

impl Way<'_> {
    /// Whether both give the same values: they take the same from the file's value and put the same around it. In
    /// which order the two take turns does not matter.
    fn agrees(&self, other: &Way<'_>) -> bool {
        let telling = |way: &Way<'_>, side: fn(Move) -> bool| -> Vec<Move> {
            way.moves.iter().copied().filter(|step| side(*step)).collect()
        };
        let same = |side| telling(self, side) == telling(other, side);
        same(Move::opens)
            && same(Move::wraps)
            && std::ptr::eq(self.end.0, other.end.0)
            && std::ptr::eq(self.end.1, other.end.1)
    }
}

impl<'a> Compiler<'a> {
    /// Types whose outermost constructors differ.
    pub(super) fn derived(&mut self, w: &'a Type, r: &'a Type, at: At) -> Node {
        let mut ways = self.ways(w, r, at.direction);
        ways.sort_by_key(|way| way.moves.len());
        match ways.split_first() {
            None => self.refused(w, r),
            Some((way, others)) if others.iter().all(|other| way.agrees(other)) => {
                self.go(&way.moves, w, r, at)
            }
            Some(_) => {
                let entry = self.writer.rust_name(w);
                let (w, r) = (self.writer.type_name(w), self.reader.type_name(r));
                self.refuse(Rule::ChangeType, format!(
                    "the file has {w}, this program expects {r}, and more than one rule leads there, to \
                     different values: `#[persist(from({entry} => …))]` decides"
                ));
                Node::SAME
            }
        }
    }

    /// Whether one type leads to the other.
    pub(super) fn leads(&self, w: &'a Type, r: &'a Type) -> bool {
        self.meets(w, r) || !self.ways(w, r, Direction::Backward).is_empty()
    }

    /// The ways from one type to another. Those that take only some values are looked for where no other leads there.
    pub(super) fn ways(&self, w: &'a Type, r: &'a Type, direction: Direction) -> Vec<Way<'a>> {
        let mut ways = Vec::new();
        self.search(w, r, Direction::Backward, &mut Vec::new(), &mut ways);
        if ways.is_empty() && direction != Direction::Backward {
            self.search(w, r, direction, &mut Vec::new(), &mut ways);
        }
        ways
    }

    fn search(
        &self,
        w: &'a Type,
        r: &'a Type,
        direction: Direction,
        moves: &mut Vec<Move>,
        ways: &mut Vec<Way<'a>>,
    ) {
        if self.meets(w, r) {
            return ways.push(Way { moves: moves.clone(), end: (w, r) });
        }
        for (step, w, r) in self.moves(w, r, direction) {
            // Out of one newtype and into another would make feet of metres.
            let opposite = match step {
                Move::UnwrapNewtype => Move::WrapNewtype,
                Move::WrapNewtype => Move::UnwrapNewtype,
                Move::Share => Move::Unshare,
                Move::Unshare => Move::Share,
                other => other,
            };
            if !moves.contains(&step) && !moves.contains(&opposite) {
                moves.push(step);
                self.search(w, r, direction, moves, ways);
                moves.pop();
            }
        }
    }

    /// The steps that can be taken from a pair of types, and where each leads.
    fn moves(
        &self,
        w: &'a Type,
        r: &'a Type,
        direction: Direction,
    ) -> Vec<(Move, &'a Type, &'a Type)> {
        let mut moves = Vec::new();
        if let Type::Named(id) = w
            && let Some(field) = newtype(self.writer, *id)
        {
            moves.push((Move::UnwrapNewtype, &field.ty, r));
        }
        if let Type::Named(id) = r
            && let Some(field) = newtype(self.reader, *id)
        {
            moves.push((Move::WrapNewtype, w, &field.ty));
        }
        match (w, r) {
            (Type::Shared(content), _) => moves.push((Move::Unshare, content, r)),
            (_, Type::Shared(content)) => moves.push((Move::Share, w, content)),
            _ => {}
        }
        if let Type::Option(content) = r {
            moves.push((Move::Some, w, content));
        }
        if let Type::List { element, .. } = r {
            moves.push((Move::One, w, element));
            if let Type::Option(content) = w {
                moves.push((Move::AtMostOne, content, element));
            }
        }
        if direction != Direction::Backward {
            match w {
                Type::Option(content) => moves.push((Move::OnlySome, content, r)),
                Type::List { element, .. } => moves.push((Move::OnlyOne, element, r)),
                _ => {}
            }
        }
        moves
    }

    /// The node that takes these steps.
    fn go(&mut self, moves: &[Move], w: &'a Type, r: &'a Type, at: At) -> Node {
        let Some((step, rest)) = moves.split_first() else { return self.types(w, r, at) };
        let next = self.moves(w, r, Direction::Either).into_iter().find(|(to, ..)| to == step);
        let Some((_, next_w, next_r)) = next else { return self.refused(w, r) };
        self.apply_between(step.rule(), at.counter, w, r);
        if *step == Move::OnlyOne {
            let counter = self.counter();
            let (form, fixed) = self.form(w, next_w, at);
            let element = self.within(Segment::Inner("[]"), |this| {
                this.go(rest, next_w, next_r, At { counter, fixed, ..at })
            });
            let list = crate::evolution::plan::List { element, form, keys: false, counter };
            return self.push(Kind::OnlyOne(list), false, w, at);
        }
        let inner = self.go(rest, next_w, next_r, at);
        let kind = match step {
            // Such a struct is stored as its field is.
            Move::UnwrapNewtype => return inner,
            Move::WrapNewtype => {
                let steps = self.push_steps(vec![Step { slot: 0, take: Take::Value(inner) }]);
                let counter = self.counter();
                Kind::Fields { steps, counter }
            }
            Move::Share => Kind::Share(inner),
            Move::Unshare => Kind::Unshare(inner),
            Move::Some => Kind::Some(inner),
            Move::OnlySome => Kind::OnlySome(inner),
            Move::One => Kind::One(inner),
            Move::AtMostOne | Move::OnlyOne => Kind::AtMostOne(inner),
        };
        self.push(kind, false, w, at)
    }
}

/// The only field of a struct that has one.
pub(super) fn newtype(schema: &Schema, id: DefId) -> Option<&FieldSchema> {
    match &schema.def(id)?.shape {
        Shape::Struct(fields) => match fields.list.as_slice() {
            [only] => Some(only),
            _ => None,
        },
        Shape::Enum(_) => None,
    }
}
