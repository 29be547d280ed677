//! How the elements of two arrays are held against each other: which bytes of the one are which of the other, by name.

use std::collections::HashMap;
use std::rc::Rc;

use super::judge::{Judge, Judged, shown};
use super::renames::Renames;
use super::{in_new, in_old};
use crate::error::{Error, ErrorKind, Result};
use crate::schema::{DefId, FieldSchema, Layouts, Primitive, Schema, Shape, Type, TypeDef};
use crate::value::{fixed_scalar, no_layout};
use crate::wire::to_u64;

/// Types within each other that are followed: more than a program has, and few enough for any stack.
pub(super) const MAX_DEPTH: u32 = 64;

/// Names of parts that only one side has, at most.
const MAX_NAMES: usize = 32;

/// Two elements, part by part.
#[derive(Debug)]
pub(super) enum Plan {
    /// A value that holds no others, on each side.
    Leaf(Primitive, Primitive),
    /// So many parts of one plan, and the bytes of each.
    Repeat(usize, [usize; 2], Rc<Plan>),
    Parts(Vec<Part>),
    /// Nothing of one is to be held against anything of the other.
    Differs,
}

#[derive(Debug)]
pub(super) struct Part {
    /// As paths have it: `.miss` or `[2]`.
    step: String,
    /// Bytes in front of it.
    offsets: [usize; 2],
    plan: Rc<Plan>,
}

/// What there is to say of the elements of two arrays.
#[derive(Debug)]
pub(super) struct Planned {
    pub(super) plan: Rc<Plan>,
    /// Elements of the same bytes are the same.
    pub(super) is_same: bool,
    /// Paths of parts that only the old or only the new elements have.
    pub(super) only: [Vec<String>; 2],
}

/// What becomes of each pair of leaves.
pub(super) trait Pairs {
    /// A pair that has been judged; `float` is there for those who want the numbers themselves.
    fn pair(&mut self, judged: Judged, values: impl Fn() -> [f64; 2], path: &Trail<'_>);
}

/// The steps to a part of an element: links from the last to the first.
#[derive(Clone, Copy)]
pub(super) enum Trail<'p> {
    Start,
    Index(&'p Trail<'p>, usize),
    Step(&'p Trail<'p>, &'p str),
}

impl std::fmt::Display for Trail<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Trail::Start => Ok(()),
            Trail::Index(before, index) => write!(f, "{before}[{index}]"),
            Trail::Step(before, step) => write!(f, "{before}{step}"),
        }
    }
}

impl Plan {
    /// How many pairs of numbers two elements have, as [`run`](Self::run) judges them.
    pub(super) fn numbers(&self) -> u64 {
        match self {
            Plan::Leaf(Primitive::Bool, Primitive::Bool) => 0,
            Plan::Leaf(a, b) => u64::from(![a, b].contains(&&Primitive::Char)),
            Plan::Repeat(count, _, plan) => plan.numbers().saturating_mul(to_u64(*count)),
            Plan::Parts(parts) => {
                parts.iter().fold(0, |sum, part| sum.saturating_add(part.plan.numbers()))
            }
            Plan::Differs => 0,
        }
    }

    /// Judges two elements, whose bytes are checked as they are read.
    ///
    /// # Errors
    ///
    /// Bytes that are no values of their type.
    pub(super) fn run(
        &self,
        old: &[u8],
        new: &[u8],
        judge: Judge,
        path: &Trail<'_>,
        pairs: &mut impl Pairs,
    ) -> Result<()> {
        match self {
            Plan::Leaf(a, b) => {
                let (judged, values) = match (a, b) {
                    (Primitive::F32, Primitive::F32) => {
                        let [old, new] =
                            [f32::from_le_bytes(raw(old)?), f32::from_le_bytes(raw(new)?)];
                        let same_bits = old.to_bits() == new.to_bits();
                        let values = [old, new].map(f64::from);
                        (judge.floats(values[0], values[1], same_bits), values)
                    }
                    (Primitive::F32 | Primitive::F64, Primitive::F32 | Primitive::F64) => {
                        let [old, new] = [float(*a, old)?, float(*b, new)?];
                        (judge.floats(old, new, old.to_bits() == new.to_bits()), [old, new])
                    }
                    _ => {
                        let old = first(old, *a).and_then(|old| fixed_scalar(*a, old));
                        let new = first(new, *b).and_then(|new| fixed_scalar(*b, new));
                        let [old, new] = [old.map_err(in_old)?, new.map_err(in_new)?];
                        pairs.pair(judge.scalars(old, new), || [old, new].map(shown), path);
                        return Ok(());
                    }
                };
                pairs.pair(judged, || values, path);
            }
            Plan::Repeat(count, strides, plan) => {
                let [mut old, mut new] = [old, new];
                for index in 0..*count {
                    let (a, b) = (at(old, 0)?, at(new, 0)?);
                    plan.run(a, b, judge, &Trail::Index(path, index), pairs)?;
                    (old, new) = (at(old, strides[0])?, at(new, strides[1])?);
                }
            }
            Plan::Parts(parts) => {
                for Part { step, offsets, plan } in parts {
                    let [a, b] = [at(old, offsets[0])?, at(new, offsets[1])?];
                    plan.run(a, b, judge, &Trail::Step(path, step), pairs)?;
                }
            }
            Plan::Differs => {
                pairs.pair(Judged { differs: true, by: None }, || [f64::NAN; 2], path);
            }
        }
        Ok(())
    }
}

#[cold]
pub(super) fn too_deep() -> Error {
    let message = format!("the types of an array are nested more than {MAX_DEPTH} levels deep");
    Error::new(ErrorKind::Limit, message)
}

fn at(bytes: &[u8], offset: usize) -> Result<&[u8]> {
    bytes.get(offset..).ok_or_else(no_layout)
}

/// A float, as the most common numbers by far are read without a detour.
fn float(primitive: Primitive, bytes: &[u8]) -> Result<f64> {
    match primitive {
        Primitive::F32 => Ok(f32::from_le_bytes(raw(bytes)?).into()),
        _ => Ok(f64::from_le_bytes(raw(bytes)?)),
    }
}

fn raw<const N: usize>(bytes: &[u8]) -> Result<[u8; N]> {
    bytes.first_chunk().copied().ok_or_else(no_layout)
}

fn first(bytes: &[u8], primitive: Primitive) -> Result<&[u8]> {
    let size = primitive.fixed_size().and_then(|size| usize::try_from(size).ok());
    size.and_then(|size| bytes.get(..size)).ok_or_else(no_layout)
}

/// Plans how elements are held against each other.
pub(super) struct Planner<'c, 'a> {
    schemas: [&'a Schema; 2],
    layouts: [std::sync::Arc<Layouts>; 2],
    renames: &'c Renames<'a>,
    /// Named types that have been held against each other, and whether their bytes are alike.
    known: HashMap<[DefId; 2], (Rc<Plan>, bool)>,
    only: [Vec<String>; 2],
}

/// Fields of a fixed layout: name, type and bytes in front.
type Placed<'t> = (&'t str, &'t Type, usize);

impl<'c, 'a> Planner<'c, 'a> {
    pub(super) fn new(schemas: [&'a Schema; 2], renames: &'c Renames<'a>) -> Self {
        let (layouts, only) = (schemas.map(Layouts::of), Default::default());
        Planner { schemas, layouts, renames, known: HashMap::new(), only }
    }

    /// # Errors
    ///
    /// Types that are nested deeper than any program's are.
    pub(super) fn plan(&mut self, old: &'a Type, new: &'a Type) -> Result<Planned> {
        // What is known names no parts again.
        self.known.clear();
        let (plan, is_same) = self.pair(old, new, &Trail::Start, MAX_DEPTH)?;
        Ok(Planned { plan, is_same, only: std::mem::take(&mut self.only) })
    }

    fn pair(
        &mut self,
        old: &'a Type,
        new: &'a Type,
        path: &Trail<'_>,
        depth: u32,
    ) -> Result<(Rc<Plan>, bool)> {
        let deeper = depth.checked_sub(1).ok_or_else(too_deep)?;
        match (old, new) {
            (Type::Primitive(a), Type::Primitive(b)) => Ok((Rc::new(Plan::Leaf(*a, *b)), a == b)),
            (
                Type::Array { element: a, len: a_len, .. },
                Type::Array { element: b, len: b_len, .. },
            ) => {
                let within = Trail::Step(path, "[]");
                let (plan, is_same) = self.pair(a, b, &within, deeper)?;
                self.rest_of(*a_len, *b_len, path);
                let len = usize::try_from(*a_len.min(b_len)).map_err(|_| no_layout())?;
                let strides = [self.size(0, a)?, self.size(1, b)?];
                Ok((Rc::new(Plan::Repeat(len, strides, plan)), is_same && a_len == b_len))
            }
            (Type::Tuple(a), Type::Tuple(b)) => {
                let (mut parts, mut is_same, mut offsets) =
                    (Vec::new(), a.len() == b.len(), [0; 2]);
                for (index, (a, b)) in a.iter().zip(b).enumerate() {
                    let step = format!("[{index}]");
                    let (plan, same) = self.pair(a, b, &Trail::Step(path, &step), deeper)?;
                    is_same &= same;
                    parts.push(Part { step, offsets, plan });
                    offsets = [self.behind(0, offsets[0], a)?, self.behind(1, offsets[1], b)?];
                }
                let len = |list: &[Type]| u64::try_from(list.len()).unwrap_or(u64::MAX);
                self.rest_of(len(a), len(b), path);
                Ok((Rc::new(Plan::Parts(parts)), is_same))
            }
            (Type::Named(a), Type::Named(b)) => {
                let key = [*a, *b];
                if let Some((plan, is_same)) = self.known.get(&key) {
                    return Ok((plan.clone(), *is_same));
                }
                let planned = self.structs(key, path, deeper)?;
                self.known.insert(key, planned.clone());
                Ok(planned)
            }
            (Type::Named(a), _) => match self.newtype(0, *a) {
                Some(content) => self.pair(content, new, path, deeper),
                None => Ok((Rc::new(Plan::Differs), false)),
            },
            (_, Type::Named(b)) => match self.newtype(1, *b) {
                Some(content) => self.pair(old, content, path, deeper),
                None => Ok((Rc::new(Plan::Differs), false)),
            },
            _ => Ok((Rc::new(Plan::Differs), false)),
        }
    }

    /// Two structs: fields by their names.
    fn structs(
        &mut self,
        [old, new]: [DefId; 2],
        path: &Trail<'_>,
        depth: u32,
    ) -> Result<(Rc<Plan>, bool)> {
        let [old_def, new_def] = [self.def(0, old)?, self.def(1, new)?];
        let [old_fields, new_fields] = [self.placed(0, old_def)?, self.placed(1, new_def)?];
        let names =
            |fields: &[Placed<'a>]| fields.iter().map(|(name, ..)| *name).collect::<Vec<_>>();
        let [old_names, new_names] = [names(&old_fields), names(&new_fields)];
        let owners = [old_def, new_def].map(|def| (def.name.as_str(), ""));
        let matched = self.renames.matched(owners, &old_names, &new_names);
        let mut left: Vec<_> = old_fields.into_iter().map(Some).collect();
        let mut is_same = old_names.len() == new_names.len();
        let mut parts = Vec::new();
        for ((name, ty, offset), old) in new_fields.into_iter().zip(matched) {
            let Some((_, old_ty, old_offset)) = old.and_then(|old| left.get_mut(old)?.take())
            else {
                self.only(1, path, format_args!(".{name}"));
                continue;
            };
            let step = format!(".{name}");
            let (plan, same) = self.pair(old_ty, ty, &Trail::Step(path, &step), depth)?;
            is_same &= same && old_offset == offset;
            parts.push(Part { step, offsets: [old_offset, offset], plan });
        }
        for (name, ..) in left.into_iter().flatten() {
            self.only(0, path, format_args!(".{name}"));
            is_same = false;
        }
        Ok((Rc::new(Plan::Parts(parts)), is_same))
    }

    fn rest_of(&mut self, old: u64, new: u64, path: &Trail<'_>) {
        let (side, range) = match old < new {
            true => (1, old..new),
            false => (0, new..old),
        };
        if !range.is_empty() {
            self.only(side, path, format_args!("[{}..{}]", range.start, range.end));
        }
    }

    fn only(&mut self, side: usize, path: &Trail<'_>, step: std::fmt::Arguments<'_>) {
        let names = self.only.get_mut(side).filter(|names| names.len() < MAX_NAMES);
        if let Some(names) = names {
            names.push(format!("{path}{step}"));
        }
    }

    fn schema(&self, side: usize) -> &'a Schema {
        let [old, new] = self.schemas;
        if side == 0 { old } else { new }
    }

    fn def(&self, side: usize, id: DefId) -> Result<&'a TypeDef> {
        self.schema(side).def(id).ok_or_else(no_layout)
    }

    fn size(&self, side: usize, ty: &Type) -> Result<usize> {
        let [old, new] = &self.layouts;
        let size = if side == 0 { old } else { new }.size(ty);
        size.and_then(|size| usize::try_from(size).ok()).ok_or_else(no_layout)
    }

    fn behind(&self, side: usize, offset: usize, ty: &Type) -> Result<usize> {
        Ok(offset.saturating_add(self.size(side, ty)?))
    }

    fn fields(&self, def: &'a TypeDef) -> Result<&'a [FieldSchema]> {
        match &def.shape {
            Shape::Struct(fields) => Ok(&fields.list),
            Shape::Enum(_) => Err(no_layout()),
        }
    }

    fn placed(&self, side: usize, def: &'a TypeDef) -> Result<Vec<Placed<'a>>> {
        let mut offset = 0;
        let fields = self.fields(def)?.iter().map(|field| {
            let placed = (field.name.as_str(), &field.ty, offset);
            offset = self.behind(side, offset, &field.ty)?;
            Ok(placed)
        });
        fields.collect()
    }

    /// What a struct of one field holds.
    fn newtype(&self, side: usize, id: DefId) -> Option<&'a Type> {
        match self.fields(self.def(side, id).ok()?).ok()? {
            [field] => Some(&field.ty),
            _ => None,
        }
    }
}
