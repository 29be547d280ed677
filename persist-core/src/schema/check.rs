//! What a schema from a file must hold before anything follows it.

use std::collections::HashSet;

use super::layouts::Layouts;
use super::names::{Named, Names};
use super::{Argument, DefId, FieldsSchema, Schema, Shape, Type, TypeDef, VariantSchema};
use crate::error::{Error, Result, Section};

/// Longest name that is taken from a file, arguments included, in bytes: errors show names.
const MAX_NAME: usize = 4096;

/// Longest text of a schema, in bytes: a name takes a few bytes where a field refers to it, and all of its own
/// in the text.
const MAX_TEXT: usize = 16 << 20;

/// Longest text of a number in a type, and of the signs around the types within it.
const MAX_NUMBER: usize = 40;
const MAX_SIGNS: usize = 8;

impl Schema {
    /// Refuses what no program's types can be: what follows the schema relies on these.
    pub(super) fn check(&self) -> Result<()> {
        self.problem().map_or(Ok(()), |message| Err(Error::damaged(message).at(Section::Schema, 0)))
    }

    fn problem(&self) -> Option<String> {
        let Some(types) = self.types_that_lead_on() else {
            return Some("a type refers to a definition that is not there".into());
        };
        self.endless_names(types)
            .or_else(|| self.long_names())
            .or_else(|| self.ambiguous_names())
            .or_else(|| self.layouts_that_do_not_exist())
    }

    /// How many types stand in the schema, those within others included, where each reference leads to a definition.
    fn types_that_lead_on(&self) -> Option<usize> {
        let (mut count, mut is_lost) = (0usize, false);
        self.visit_types(&mut |ty| {
            ty.visit(&mut |ty| {
                count = count.saturating_add(1);
                is_lost |= matches!(ty, Type::Named(id) if self.def(*id).is_none());
            });
        });
        (!is_lost).then_some(count)
    }

    /// Names are short, which those of types that are arguments of themselves would not be, nor those of
    /// types that double at each level. There are `types` types in all.
    fn endless_names(&self, types: usize) -> Option<String> {
        let arguments = |def: &TypeDef, named: &mut Vec<DefId>| {
            def.argument_types().for_each(|ty| ty.collect_named(named));
        };
        let mut lengths = vec![usize::MAX; self.defs.len()];
        for id in self.post_order(arguments) {
            let def = self.def(id)?;
            let length = def.args.iter().fold(def.name.len(), |sum, arg| {
                sum.saturating_add(match arg {
                    Argument::Type(ty) => ty.text_len(&lengths),
                    _ => MAX_NUMBER,
                })
            });
            if length > MAX_NAME {
                return Some(format!("a type's name is longer than {MAX_NAME} bytes"));
            }
            *lengths.get_mut(id.index())? = length;
        }
        let longest = lengths.iter().fold(MAX_NUMBER.max(MAX_SIGNS), |most, len| most.max(*len));
        let mut text = types.saturating_mul(longest);
        if text > MAX_TEXT {
            text = 0;
            self.visit_types(&mut |ty| text = text.saturating_add(ty.text_len(&lengths)));
        }
        (text > MAX_TEXT).then(|| format!("the schema's text is longer than {MAX_TEXT} bytes"))
    }

    /// Names of fields and variants, which stand alone, are short as well; so are former names.
    fn long_names(&self) -> Option<String> {
        let is_long = |name: &String| name.len() > MAX_NAME;
        self.defs.iter().find_map(|def| {
            let mut fields = def.all_fields().flat_map(|fields| &fields.list);
            let variants = def.variants();
            let what = if fields.any(|f| is_long(&f.name) || f.was.iter().any(is_long)) {
                "field"
            } else if variants.iter().any(|v| is_long(&v.name) || v.was.iter().any(is_long)) {
                "variant"
            } else if def.was.iter().any(is_long) {
                "type"
            } else {
                return None;
            };
            Some(format!("a {what}'s name is longer than {MAX_NAME} bytes"))
        })
    }

    /// Names tell definitions, fields and variants apart.
    fn ambiguous_names(&self) -> Option<String> {
        for def in self.defs.iter() {
            for fields in def.all_fields() {
                if let Some(twice) = twice(&fields.list) {
                    let (name, twice) = (def.name.escape_debug(), twice.name.escape_debug());
                    return Some(format!("`{name}` has two fields `{twice}`"));
                }
            }
            if let Some(twice) = twice(def.variants()) {
                let (name, twice) = (def.name.escape_debug(), twice.name.escape_debug());
                return Some(format!("`{name}` has two variants `{twice}`"));
            }
        }
        let twice = self.defined_twice()?;
        Some(format!("two definitions have the name `{}`", self.def_name(twice)))
    }

    /// The first definition that has the name and the arguments of one before it.
    fn defined_twice(&self) -> Option<&TypeDef> {
        let (generic, plain): (Vec<_>, Vec<_>) =
            self.defs.iter().partition(|def| !def.args.is_empty());
        let mut seen = HashSet::new();
        twice(&plain)
            .copied()
            .or_else(|| generic.into_iter().find(|def| !seen.insert((&def.name, &def.args))))
    }

    /// Arrays are marked as of fixed layout only where their elements have one.
    fn layouts_that_do_not_exist(&self) -> Option<String> {
        let layouts = Layouts::of(self);
        if layouts.are_sound {
            return None;
        }
        let mut wrong = None;
        self.visit_types(&mut |ty| {
            if wrong.is_none() && layouts.checked_size(ty).is_err() {
                wrong = Some(ty);
            }
        });
        Some(format!(
            "an array in `{}` is said to have a layout that its elements lack",
            self.type_name(wrong?)
        ))
    }

    /// Visits all types that stand in the schema, whole.
    fn visit_types<'s>(&'s self, visit: &mut impl FnMut(&'s Type)) {
        visit(&self.root);
        for def in self.defs.iter() {
            def.argument_types().for_each(&mut *visit);
            for fields in def.all_fields() {
                fields.list.iter().for_each(|field| visit(&field.ty));
            }
        }
    }

    /// All definitions, those that `inner` finds in a definition before it, except within cycles. It keeps
    /// its own stack: files can hold chains of a million definitions.
    pub(super) fn post_order(&self, inner: impl Fn(&TypeDef, &mut Vec<DefId>)) -> Vec<DefId> {
        let mut order = Vec::with_capacity(self.defs.len());
        let mut seen = vec![false; self.defs.len()];
        let mut stack = Vec::new();
        let mut found = Vec::new();
        for start in (0..self.defs.len()).filter_map(|index| index.try_into().ok()).map(DefId) {
            stack.push((start, false));
            while let Some((id, expanded)) = stack.pop() {
                if expanded {
                    order.push(id);
                    continue;
                }
                let (Some(def), Some(seen @ false)) = (self.def(id), seen.get_mut(id.index()))
                else {
                    continue;
                };
                *seen = true;
                stack.push((id, true));
                inner(def, &mut found);
                stack.extend(found.drain(..).map(|id| (id, false)));
            }
        }
        order
    }
}

/// The first that has the name of one before it.
fn twice<T: Named>(all: &[T]) -> Option<&T> {
    all.get(Names::of(all).twice()?)
}

impl DefId {
    pub(crate) fn index(self) -> usize {
        self.0.try_into().unwrap_or(usize::MAX)
    }
}

impl TypeDef {
    /// The fields of the struct, or those of each variant.
    pub(crate) fn all_fields(&self) -> impl Iterator<Item = &FieldsSchema> {
        let own = match &self.shape {
            Shape::Struct(fields) => Some(fields),
            Shape::Enum(_) => None,
        };
        own.into_iter().chain(self.variants().iter().map(|variant| &variant.fields))
    }

    fn variants(&self) -> &[VariantSchema] {
        match &self.shape {
            Shape::Struct(_) => &[],
            Shape::Enum(variants) => variants,
        }
    }

    pub(crate) fn argument_types(&self) -> impl Iterator<Item = &Type> {
        self.args.iter().filter_map(|arg| match arg {
            Argument::Type(ty) => Some(ty),
            _ => None,
        })
    }
}

impl Type {
    /// The types that stand directly within this one.
    pub(crate) fn inner(&self) -> impl Iterator<Item = &Type> {
        let (boxed, list): ([Option<&Type>; 2], &[Type]) = match self {
            Type::Primitive(_) | Type::Named(_) => ([None, None], &[]),
            Type::Option(inner)
            | Type::Set(inner)
            | Type::Shared(inner)
            | Type::Weak(inner)
            | Type::List { element: inner, .. }
            | Type::Array { element: inner, .. } => ([Some(inner), None], &[]),
            Type::Map(key, value) => ([Some(key), Some(value)], &[]),
            Type::Tuple(elements) => ([None, None], elements),
        };
        boxed.into_iter().flatten().chain(list)
    }

    /// Visits this type and all within it.
    #[inline]
    fn visit(&self, look: &mut impl FnMut(&Type)) {
        look(self);
        // Most types hold no others.
        if !matches!(self, Type::Primitive(_) | Type::Named(_)) {
            self.inner().for_each(|ty| ty.visit(look));
        }
    }

    /// Bytes of the type's text at most, names not escaped, where `lengths` has those of named types.
    fn text_len(&self, lengths: &[usize]) -> usize {
        let mut len = 0usize;
        self.visit(&mut |ty| len = len.saturating_add(ty.own_text_len(lengths)));
        len
    }

    /// [`text_len`](Self::text_len) without the types within.
    fn own_text_len(&self, lengths: &[usize]) -> usize {
        match self {
            Type::Named(id) => lengths.get(id.index()).copied().unwrap_or_default(),
            Type::Array { .. } => MAX_NUMBER,
            _ => MAX_SIGNS,
        }
    }

    pub(crate) fn collect_named(&self, named: &mut Vec<DefId>) {
        self.visit(&mut |ty| {
            if let Type::Named(id) = ty {
                named.push(*id);
            }
        });
    }
}
