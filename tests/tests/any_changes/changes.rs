//! Changes of the catalogue, applied to a schema as an author would to his types.

use persist_tests::support::random::Random;

use super::draw::Draw;
use super::schema::{Field, Fields, Kind, PRIMS, Prim, Schema, Shape, Ty, Variant};

/// A change: whether it could be applied.
type Change = fn(&mut Edit) -> bool;

/// All changes, the name of each, and how often it is drawn.
pub const CHANGES: &[(&str, Change, usize)] = &[
    ("add a field with a default", |e| e.add_field(true), 6),
    ("add a field without a default", |e| e.add_field(false), 1),
    ("remove a field with a default", |e| e.remove_field(true), 5),
    ("remove a field without a default", |e| e.remove_field(false), 2),
    ("rename a field", Edit::rename_field, 5),
    ("reorder fields", Edit::reorder_fields, 4),
    ("widen an integer", |e| e.retype(Edit::widen), 6),
    ("narrow an integer", |e| e.retype(Edit::narrow), 2),
    ("bool to integer", |e| e.retype(Edit::bool_to_integer), 3),
    ("integer to float", |e| e.retype(Edit::integer_to_float), 3),
    ("widen a float", |e| e.retype(Edit::widen_float), 3),
    ("narrow a float", |e| e.retype(Edit::narrow_float), 1),
    ("into an option", |e| e.retype(|_, ty| Some(Ty::Option(Box::new(ty.clone())))), 4),
    ("out of an option", Edit::out_of_option, 3),
    ("into a list", |e| e.retype(|_, ty| Some(Ty::List(Box::new(ty.clone()), true))), 4),
    ("option to list", |e| e.retype(Edit::option_to_list), 4),
    ("out of a list", |e| e.retype(Edit::out_of_list), 1),
    ("array to list", |e| e.retype(Edit::array_to_list), 5),
    ("list to array", |e| e.retype(Edit::list_to_array), 2),
    ("list to set", |e| e.retype(Edit::list_to_set), 4),
    ("set to list", |e| e.retype(Edit::set_to_list), 4),
    ("list to map", |e| e.retype(Edit::list_to_map), 8),
    ("map to list", |e| e.retype(Edit::map_to_list), 5),
    ("string to bytes", |e| e.retype(Edit::string_to_bytes), 4),
    ("bytes to string", |e| e.retype(Edit::bytes_to_string), 8),
    ("share", |e| e.retype(|_, ty| Some(Ty::Shared(Box::new(ty.clone())))), 4),
    ("unshare", |e| e.retype(Edit::unshare), 4),
    ("wrap in a newtype", |e| e.retype(Edit::wrap), 4),
    ("unwrap a newtype", |e| e.retype(Edit::unwrap), 4),
    ("tuple to struct", |e| e.retype(Edit::tuple_to_struct), 5),
    ("fields by position get names", Edit::name_fields, 4),
    ("add a variant", Edit::add_variant, 4),
    ("remove a variant", Edit::remove_variant, 3),
    ("reorder variants", Edit::reorder_variants, 4),
    ("rename a variant", Edit::rename_variant, 4),
    ("merge variants", Edit::merge_variants, 8),
    ("fill a unit variant", Edit::fill_unit_variant, 6),
    ("rename a type", Edit::rename_type, 4),
];

/// A schema that is changed.
pub struct Edit {
    pub schema: Schema,
    pub random: Random,
    /// Names that have been given.
    named: usize,
}

/// Where a type stands: definition, variant, field, and the steps into the field's type; the root without the first.
type Position = (Option<(usize, usize, usize)>, Vec<usize>);

/// Another version of `old`, and the changes that lead to it.
pub fn newer(old: &Schema, random: &mut Random) -> (Schema, Vec<&'static str>) {
    let all: usize = CHANGES.iter().map(|(.., weight)| weight).sum();
    let random = Random(random.next_u64());
    let mut edit = Edit { schema: old.clone(), random, named: 0 };
    let (mut done, wanted) = (Vec::new(), 1 + edit.random.below(3));
    for _ in 0..40 {
        if done.len() == wanted {
            break;
        }
        let mut drawn = edit.random.below(all);
        let (name, change, _) = CHANGES
            .iter()
            .find(|(.., weight)| {
                let found = drawn < *weight;
                drawn = drawn.wrapping_sub(*weight);
                found
            })
            .unwrap();
        let before = edit.schema.clone();
        match change(&mut edit) && edit.schema.has_values() {
            true => done.push(*name),
            false => edit.schema = before,
        }
    }
    edit.bump();
    (edit.schema, done)
}

impl Edit {
    fn one_in(&mut self, n: usize) -> bool {
        self.random.below(n) == 0
    }

    pub fn name(&mut self, start: &str) -> String {
        self.named += 1;
        format!("{start}{}", self.named)
    }

    fn pick<T: Clone>(&mut self, from: &[T]) -> Option<T> {
        (!from.is_empty()).then(|| from[self.random.below(from.len())].clone())
    }

    pub fn draw(&mut self) -> Draw<'_> {
        Draw { random: &mut self.random, defs: 0, fixed: true }
    }

    /// Versions, as authors give them: now and then, one forgets it, or makes it another epoch.
    fn bump(&mut self) {
        let mode = self.random.below(10);
        for number in 0..self.schema.defs.len() {
            let version = self.schema.defs[number].version;
            self.schema.defs[number].version = match (version, mode) {
                (Some((major, minor, patch)), 0..7) => match major {
                    0 => Some((0, minor, patch + 1)),
                    _ => Some((major, minor + 1, 0)),
                },
                (Some((major, minor, _)), 7) if self.one_in(4) => Some((major + 1, minor, 0)),
                (Some(_), 8) => None,
                (None, 9) => Some((1, 0, 0)),
                (same, _) => same,
            };
        }
    }

    /// The fields of a struct or a variant.
    fn fields(&mut self, fits: impl Fn(&Fields) -> bool) -> Option<&mut Fields> {
        let all: Vec<_> = self
            .schema
            .defs
            .iter()
            .enumerate()
            .flat_map(|(def, d)| {
                d.all_fields().into_iter().enumerate().map(move |(v, f)| (def, v, f))
            })
            .filter(|(.., fields)| fits(fields))
            .map(|(def, variant, _)| (def, variant))
            .collect();
        let (def, variant) = self.pick(&all)?;
        Some(self.schema.defs[def].all_fields_mut().swap_remove(variant))
    }

    fn variants(&mut self, fits: impl Fn(&[Variant]) -> bool) -> Option<&mut Vec<Variant>> {
        let all: Vec<_> = (0..self.schema.defs.len())
            .filter(|def| match &self.schema.defs[*def].shape {
                Shape::Enum(variants) => fits(variants),
                Shape::Struct(_) => false,
            })
            .collect();
        let def = self.pick(&all)?;
        match &mut self.schema.defs[def].shape {
            Shape::Enum(variants) => Some(variants),
            Shape::Struct(_) => None,
        }
    }

    fn add_field(&mut self, default: bool) -> bool {
        let (name, ty) = (self.name("n"), self.draw().ty(0, 1, true));
        let at = self.random.below(4);
        let Some(fields) = self.fields(|fields| fields.kind != Kind::Unit) else { return false };
        let at =
            if fields.kind == Kind::Tuple { fields.list.len() } else { at.min(fields.list.len()) };
        fields.list.insert(at, Field { name, was: Vec::new(), default, ty });
        fields.renumber();
        true
    }

    /// Of fields by position, the last.
    fn remove_field(&mut self, default: bool) -> bool {
        let pick = self.random.below(4);
        let fits =
            |fields: &Fields| fields.list.last().is_some_and(|field| field.default == default);
        let Some(fields) = self.fields(fits) else { return false };
        let last = fields.list.len() - 1;
        let at = if fields.kind == Kind::Tuple { last } else { pick.min(last) };
        fields.list.remove(at);
        true
    }

    fn rename_field(&mut self) -> bool {
        let (name, pick) = (self.name("r"), self.random.below(4));
        let fits = |fields: &Fields| fields.kind == Kind::Named && !fields.list.is_empty();
        let Some(fields) = self.fields(fits) else { return false };
        let at = pick % fields.list.len();
        let former = std::mem::replace(&mut fields.list[at].name, name);
        fields.list[at].was.insert(0, former);
        true
    }

    fn reorder_fields(&mut self) -> bool {
        let by = 1 + self.random.below(3);
        let fits = |fields: &Fields| fields.kind == Kind::Named && fields.list.len() > 1;
        let Some(fields) = self.fields(fits) else { return false };
        let by = by % fields.list.len();
        fields.list.rotate_left(by);
        by > 0
    }

    fn name_fields(&mut self) -> bool {
        let Some(fields) = self.fields(|fields| fields.kind == Kind::Tuple) else { return false };
        fields.kind = Kind::Named;
        for field in &mut fields.list {
            let name = format!("p{}", field.name);
            field.was = vec![std::mem::replace(&mut field.name, name)];
        }
        true
    }

    fn add_variant(&mut self) -> bool {
        let (name, at) = (self.name("V"), 1 + self.random.below(3));
        let fields = self.draw().fields(0, true);
        let Some(variants) = self.variants(|_| true) else { return false };
        let at = at.min(variants.len());
        variants.insert(at, Variant { name, was: Vec::new(), other: false, fields });
        true
    }

    fn remove_variant(&mut self) -> bool {
        let pick = self.random.below(4);
        let Some(variants) = self.variants(|variants| variants.len() > 1) else { return false };
        let at = pick % variants.len();
        variants.remove(at);
        true
    }

    fn reorder_variants(&mut self) -> bool {
        let Some(variants) = self.variants(|variants| variants.len() > 1) else { return false };
        variants.rotate_left(1);
        true
    }

    fn rename_variant(&mut self) -> bool {
        let (name, pick) = (self.name("W"), self.random.below(4));
        let Some(variants) = self.variants(|_| true) else { return false };
        let at = pick % variants.len();
        let former = std::mem::replace(&mut variants[at].name, name);
        variants[at].was.insert(0, former);
        true
    }

    /// Two variants become one, with the fields of the first; those of the second have to be among them.
    fn merge_variants(&mut self) -> bool {
        let name = self.name("M");
        let pair = |variants: &[Variant]| {
            let mut all = (0..variants.len()).flat_map(|a| (0..a).map(move |b| (b, a)));
            let alike = |a: &Fields, b: &Fields| a == b || b.kind == Kind::Unit;
            all.find(|(a, b)| alike(&variants[*a].fields, &variants[*b].fields))
        };
        let Some(variants) = self.variants(|variants| pair(variants).is_some()) else {
            return false;
        };
        let (one, other) = pair(variants).unwrap();
        let other = variants.remove(other);
        let into = &mut variants[one];
        into.was.insert(0, std::mem::replace(&mut into.name, name));
        into.was.insert(0, other.name);
        into.fields.list.iter_mut().for_each(|field| field.default = true);
        true
    }

    fn fill_unit_variant(&mut self) -> bool {
        let mut filled = self.draw().fields(0, true);
        filled.list.iter_mut().for_each(|field| field.default = true);
        let unit = |variant: &Variant| variant.fields.kind == Kind::Unit;
        let Some(variants) = self.variants(|variants| variants.iter().any(unit)) else {
            return false;
        };
        variants.iter_mut().find(|variant| unit(variant)).unwrap().fields = filled;
        true
    }

    fn rename_type(&mut self) -> bool {
        let (name, count) = (self.name("T"), self.schema.defs.len());
        if count == 0 {
            return false;
        }
        let number = self.random.below(count);
        let def = &mut self.schema.defs[number];
        def.was.insert(0, std::mem::replace(&mut def.name, name));
        true
    }

    /// All places where a type stands.
    fn positions(&self) -> Vec<(Position, Ty)> {
        fn within(ty: &Ty, at: &Position, all: &mut Vec<(Position, Ty)>) {
            all.push((at.clone(), ty.clone()));
            for (step, inner) in ty.inner().into_iter().enumerate() {
                let steps = [&at.1[..], &[step]].concat();
                within(inner, &(at.0, steps), all);
            }
        }
        let mut all = Vec::new();
        within(&self.schema.root, &(None, Vec::new()), &mut all);
        for (def, d) in self.schema.defs.iter().enumerate() {
            for (variant, fields) in d.all_fields().into_iter().enumerate() {
                for (number, field) in fields.list.iter().enumerate() {
                    within(&field.ty, &(Some((def, variant, number)), Vec::new()), &mut all);
                }
            }
        }
        all
    }

    fn at(&mut self, (place, steps): &Position) -> &mut Ty {
        let mut ty = match *place {
            None => &mut self.schema.root,
            Some((def, variant, field)) => {
                &mut self.schema.defs[def].all_fields_mut().swap_remove(variant).list[field].ty
            }
        };
        for step in steps {
            ty = ty.inner_mut().swap_remove(*step);
        }
        ty
    }

    /// Changes a type that can be changed so, wherever it stands.
    fn retype(&mut self, change: fn(&mut Self, &Ty) -> Option<Ty>) -> bool {
        let mut all = self.positions();
        while !all.is_empty() {
            let (position, ty) = all.swap_remove(self.random.below(all.len()));
            if let Some(changed) = change(self, &ty) {
                *self.at(&position) = changed;
                return true;
            }
        }
        false
    }

    /// Of a field, which has a default from now on.
    fn out_of_option(&mut self) -> bool {
        let pick = self.random.below(4);
        let option = |field: &Field| matches!(field.ty, Ty::Option(_));
        let Some(fields) = self.fields(|fields| fields.list.iter().any(option)) else {
            return false;
        };
        let mut all: Vec<_> = fields.list.iter_mut().filter(|field| option(field)).collect();
        let at = pick % all.len();
        let field = all.swap_remove(at);
        field.default = true;
        field.ty = field.ty.inner()[0].clone();
        true
    }

    fn integer(&mut self, fits: impl Fn(Prim) -> bool) -> Option<Ty> {
        let all: Vec<_> = PRIMS.iter().map(|(prim, ..)| *prim).filter(|prim| fits(*prim)).collect();
        self.pick(&all).map(Ty::Prim)
    }

    fn widen(&mut self, ty: &Ty) -> Option<Ty> {
        let Ty::Prim(Prim::Int { bits: from, signed: minus, .. }) = *ty else { return None };
        self.integer(|prim| match prim {
            Prim::Int { bits, signed, .. } => bits > from && (signed || !minus),
            _ => false,
        })
    }

    fn narrow(&mut self, ty: &Ty) -> Option<Ty> {
        let Ty::Prim(Prim::Int { bits: from, signed: minus, .. }) = *ty else { return None };
        self.integer(|prim| match prim {
            Prim::Int { bits, signed, .. } => bits < from || signed != minus && bits == from,
            _ => false,
        })
    }

    fn bool_to_integer(&mut self, ty: &Ty) -> Option<Ty> {
        let is_bool = *ty == Ty::Prim(Prim::Bool);
        is_bool.then(|| self.integer(|prim| matches!(prim, Prim::Int { .. })))?
    }

    fn integer_to_float(&mut self, ty: &Ty) -> Option<Ty> {
        let small = matches!(ty, Ty::Prim(Prim::Int { bits: ..=16, .. }));
        match ty {
            Ty::Prim(Prim::Int { .. }) if small && self.one_in(2) => Some(Ty::Prim(Prim::F32)),
            Ty::Prim(Prim::Int { .. }) => Some(Ty::Prim(Prim::F64)),
            _ => None,
        }
    }

    fn widen_float(&mut self, ty: &Ty) -> Option<Ty> {
        match ty {
            Ty::Prim(Prim::F16 | Prim::Bf16) if self.one_in(2) => Some(Ty::Prim(Prim::F32)),
            Ty::Prim(Prim::F16 | Prim::Bf16 | Prim::F32) => Some(Ty::Prim(Prim::F64)),
            _ => None,
        }
    }

    fn narrow_float(&mut self, ty: &Ty) -> Option<Ty> {
        match ty {
            Ty::Prim(Prim::F64) => Some(Ty::Prim(Prim::F32)),
            Ty::Prim(Prim::F32) => Some(Ty::Prim(Prim::F16)),
            Ty::Prim(Prim::F16) => Some(Ty::Prim(Prim::Bf16)),
            _ => None,
        }
    }
}
