//! Schemas drawn at random.

use persist_tests::support::random::Random;

use super::schema::{Def, Field, Fields, Kind, PRIMS, Schema, Shape, Ty, Variant, Version};

/// Most definitions of a schema.
const DEFS: usize = 4;

/// Draws the parts of a schema.
pub struct Draw<'r> {
    pub random: &'r mut Random,
    /// Definitions that types can name.
    pub defs: usize,
    /// Arrays that are stored in their fixed layout wherever they have one; else some are not.
    pub fixed: bool,
}

/// A schema.
pub fn schema(random: &mut Random) -> Schema {
    let defs = random.below(DEFS + 1);
    let fixed = random.below(4) > 0;
    let mut draw = Draw { random, defs, fixed };
    let defs: Vec<Def> = (0..defs).map(|number| draw.def(number)).collect();
    let root = match defs.is_empty() || draw.random.below(4) == 0 {
        true => draw.ty(0, 3, true),
        false => Ty::Named(0),
    };
    Schema { root, defs }
}

impl Draw<'_> {
    /// One of `n` says yes.
    pub fn one_in(&mut self, n: usize) -> bool {
        self.random.below(n) == 0
    }

    /// A type within definition `number`. Only where it is `guarded`, as in a list, does it lead back to where it
    /// stands: else there would be no value.
    pub fn ty(&mut self, number: usize, depth: u32, guarded: bool) -> Ty {
        let named = if guarded { 0 } else { number + 1 };
        if self.defs > named && self.one_in(5) {
            return Ty::Named(named + self.random.below(self.defs - named));
        }
        if depth == 0 || self.one_in(2) {
            return self.prim();
        }
        let fixed = self.fixed || self.one_in(2);
        let kind = self.random.below(9);
        let mut inner = |guarded| Box::new(self.ty(number, depth - 1, guarded));
        match kind {
            0 | 1 => Ty::Option(inner(true)),
            2 | 3 => Ty::List(inner(true), fixed),
            4 => Ty::Set(inner(true)),
            5 => {
                let (key, value) = (inner(true), inner(true));
                Ty::Map(key, value)
            }
            6 => Ty::Shared(inner(guarded)),
            7 => {
                let (inner, len) = (inner(guarded), 1 + self.random.below(3) as u64);
                Ty::Array(inner, len, fixed)
            }
            _ => {
                let len = 1 + self.random.below(3);
                Ty::Tuple((0..len).map(|_| self.ty(number, depth - 1, guarded)).collect())
            }
        }
    }

    pub fn prim(&mut self) -> Ty {
        Ty::Prim(PRIMS[self.random.below(PRIMS.len())].0)
    }

    pub fn version(&mut self) -> Option<Version> {
        match self.random.below(8) {
            0..3 => None,
            3 => Some((0, 3, self.random.below(3) as u64)),
            _ => Some((1, self.random.below(3) as u64, 0)),
        }
    }

    fn def(&mut self, number: usize) -> Def {
        let shape = match self.one_in(3) {
            true => Shape::Enum(self.variants(number)),
            false => Shape::Struct(self.fields(number, false)),
        };
        let args = if self.one_in(8) { vec![self.prim()] } else { Vec::new() };
        let name = ["A", "B", "C", "D"][number].to_owned();
        Def { name, args, version: self.version(), was: Vec::new(), shape }
    }

    fn variants(&mut self, number: usize) -> Vec<Variant> {
        let names = ["P", "Q", "R", "S"];
        let len = 1 + self.random.below(4);
        let variant = |at: usize| Variant {
            name: names[at].to_owned(),
            was: Vec::new(),
            other: false,
            // All but the first may lead back to the enum.
            fields: self.fields(number, at > 0),
        };
        (0..len).map(variant).collect()
    }

    pub fn fields(&mut self, number: usize, guarded: bool) -> Fields {
        let kind = match self.random.below(6) {
            0 => return Fields::NONE,
            1 | 2 => Kind::Tuple,
            _ => Kind::Named,
        };
        let names = ["a", "b", "c", "d"];
        let len = if self.one_in(3) { 1 } else { 1 + self.random.below(4) };
        let field = |at: usize| Field {
            name: names[at].to_owned(),
            was: Vec::new(),
            default: self.one_in(4),
            ty: self.ty(number, 2, guarded),
        };
        let mut fields = Fields { kind, list: (0..len).map(field).collect() };
        fields.renumber();
        fields
    }
}
