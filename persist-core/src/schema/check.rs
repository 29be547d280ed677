//! What a schema from a file must hold before anything follows it.

use std::collections::HashSet;

use super::layouts::Layouts;
use super::{Argument, DefId, FieldsSchema, Schema, Shape, Type, TypeDef};
use crate::error::{Error, Result, Section};

/// Longest name that is taken from a file, arguments included, in bytes: errors show names.
const MAX_NAME: usize = 4096;

impl Schema {
    /// Refuses what no program's types can be: what follows the schema relies on these.
    pub(super) fn check(&self) -> Result<()> {
        let problem = self
            .dangling()
            .or_else(|| self.endless_names())
            .or_else(|| self.ambiguous_names())
            .or_else(|| self.layouts_that_do_not_exist());
        match problem {
            None => Ok(()),
            Some(message) => Err(Error::damaged(message).at(Section::Schema, 0)),
        }
    }

    /// Each reference leads to a definition.
    fn dangling(&self) -> Option<String> {
        let lost =
            |ty: &Type| ty.any(&|ty| matches!(ty, Type::Named(id) if self.def(*id).is_none()));
        self.types().any(lost).then(|| "a type refers to a definition that is not there".into())
    }

    /// Names are short, which those of types that are arguments of themselves would not be, nor those of
    /// types that double at each level.
    fn endless_names(&self) -> Option<String> {
        let arguments = |def: &TypeDef, named: &mut Vec<DefId>| {
            def.argument_types().for_each(|ty| ty.collect_named(named));
        };
        let mut lengths = vec![usize::MAX; self.defs.len()];
        for id in self.post_order(arguments) {
            let mut inner = Vec::new();
            let def = self.def(id)?;
            arguments(def, &mut inner);
            let length = inner
                .iter()
                .filter_map(|id| lengths.get(id.index()))
                .fold(def.name.len(), |sum, length| sum.saturating_add(*length));
            if length > MAX_NAME {
                return Some(format!("a type's name is longer than {MAX_NAME} bytes"));
            }
            *lengths.get_mut(id.index())? = length;
        }
        None
    }

    /// Names tell definitions, fields and variants apart.
    fn ambiguous_names(&self) -> Option<String> {
        let mut defs = HashSet::new();
        for def in &self.defs {
            if !defs.insert((&def.name, &def.args)) {
                return Some(format!("two definitions have the name `{}`", self.def_name(def)));
            }
            for fields in def.all_fields() {
                if let Some(twice) = twice(fields.list.iter().map(|field| &field.name)) {
                    return Some(format!("`{}` has two fields `{twice}`", def.name));
                }
            }
            if let Shape::Enum(variants) = &def.shape
                && let Some(twice) = twice(variants.iter().map(|variant| &variant.name))
            {
                return Some(format!("`{}` has two variants `{twice}`", def.name));
            }
        }
        None
    }

    /// Arrays are marked as of fixed layout only where their elements have one.
    fn layouts_that_do_not_exist(&self) -> Option<String> {
        let layouts = Layouts::of(self);
        let lacking = |ty: &Type| {
            ty.any(&|ty| match ty {
                Type::List { element, fixed: true } | Type::Array { element, fixed: true, .. } => {
                    layouts.size(element).is_none()
                }
                _ => false,
            })
        };
        let ty = self.types().find(|ty| lacking(ty))?;
        Some(format!(
            "an array in `{}` is said to have a layout that its elements lack",
            self.type_name(ty)
        ))
    }

    /// All types that stand in the schema, whole.
    fn types(&self) -> impl Iterator<Item = &Type> {
        std::iter::once(&self.root).chain(self.defs.iter().flat_map(|def| {
            let fields = def.all_fields().flat_map(|fields| fields.list.iter());
            def.argument_types().chain(fields.map(|field| &field.ty))
        }))
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

/// The first name that comes a second time.
fn twice<'a>(names: impl Iterator<Item = &'a String>) -> Option<&'a String> {
    let mut seen = HashSet::new();
    let mut names = names;
    names.find(|name| !seen.insert(*name))
}

impl DefId {
    pub(super) fn index(self) -> usize {
        self.0.try_into().unwrap_or(usize::MAX)
    }
}

impl TypeDef {
    /// The fields of the struct, or those of each variant.
    pub(crate) fn all_fields(&self) -> impl Iterator<Item = &FieldsSchema> {
        let (own, variants) = match &self.shape {
            Shape::Struct(fields) => (Some(fields), &[][..]),
            Shape::Enum(variants) => (None, &variants[..]),
        };
        own.into_iter().chain(variants.iter().map(|variant| &variant.fields))
    }

    fn argument_types(&self) -> impl Iterator<Item = &Type> {
        self.args.iter().filter_map(|arg| match arg {
            Argument::Type(ty) => Some(ty),
            _ => None,
        })
    }
}

impl Type {
    /// The types that stand directly within this one.
    fn inner(&self) -> impl Iterator<Item = &Type> {
        let (boxed, list): ([Option<&Type>; 2], &[Type]) = match self {
            Type::Primitive(_) | Type::Named(_) => ([None, None], &[]),
            Type::Option(inner)
            | Type::Set(inner)
            | Type::Shared(inner)
            | Type::List { element: inner, .. }
            | Type::Array { element: inner, .. } => ([Some(inner), None], &[]),
            Type::Map(key, value) => ([Some(key), Some(value)], &[]),
            Type::Tuple(elements) => ([None, None], elements),
        };
        boxed.into_iter().flatten().chain(list)
    }

    /// Whether `test` holds for this type or one within it.
    fn any(&self, test: &dyn Fn(&Type) -> bool) -> bool {
        test(self) || self.inner().any(|ty| ty.any(test))
    }

    pub(super) fn collect_named(&self, named: &mut Vec<DefId>) {
        if let Type::Named(id) = self {
            named.push(*id);
        }
        self.inner().for_each(|ty| ty.collect_named(named));
    }
}
