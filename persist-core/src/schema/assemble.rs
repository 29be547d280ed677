//! Schemas that no type and no file gives: put together from definitions whose arrays bear no marks yet.

use std::sync::Arc;

use super::{Argument, DefId, FieldsSchema, Layouts, Schema, Shape, Type, TypeDef};
use crate::error::{Error, ErrorKind, Result};
use crate::wire::MIN_ARRAY_SIZE;

/// The start of the names of this library's own definitions of types of the standard library.
pub(crate) const STD: &str = "std::";

/// The names of its definitions of types of other crates, whether or not the program has their features: each is part
/// of the format.
pub(crate) const ECOSYSTEM: &[&str] = &[
    "chrono::FixedOffset",
    "chrono::Month",
    "chrono::NaiveDate",
    "chrono::NaiveDateTime",
    "chrono::NaiveTime",
    "chrono::OffsetDateTime",
    "chrono::TimeDelta",
    "chrono::UtcDateTime",
    "chrono::Weekday",
    "jiff::Date",
    "jiff::DateTime",
    "jiff::SignedDuration",
    "jiff::Span",
    "jiff::Time",
    "jiff::Timestamp",
    "jiff::ZonedDateTime",
    "nalgebra::DMatrix",
    "nalgebra::Isometry",
    "nalgebra::Similarity",
    "ndarray::Array",
    "num_complex::Complex",
    "rust_decimal::Decimal",
    "semver::Comparator",
    "semver::Op",
    "semver::Version",
    "semver::VersionReq",
    "serde_json::Number",
    "serde_json::Value",
    "uuid::Uuid",
];

/// Whether the library has the definition of this name, which then has no version: the format keeps it as it is.
pub(crate) fn is_of_library(name: &str) -> bool {
    name.starts_with(STD) || ECOSYSTEM.contains(&name)
}

/// The start of the names of traits, whose implementations are the variants of their definitions.
pub(crate) const DYN: &str = "dyn::";

/// The one definition of the standard library's types that has a fixed layout: what stands for the parameters of generic types.
pub(crate) const PARAM: &str = "std::Param";

impl DefId {
    /// The place of the definition that stands behind so many others.
    pub(crate) fn at(index: usize) -> Result<Self> {
        let number = u32::try_from(index);
        number.map(DefId).map_err(|_| {
            Error::new(ErrorKind::Limit, "a schema cannot have more than 2^32 definitions")
        })
    }

    /// How many definitions stand before it.
    pub(crate) fn place(self) -> usize {
        self.index()
    }
}

impl TypeDef {
    /// The library defines it, and no program.
    pub(crate) fn is_of_library(&self) -> bool {
        is_of_library(&self.name)
    }

    /// It is a trait: the program's implementations of it, whatever crates they come from.
    pub(crate) fn is_trait(&self) -> bool {
        self.name.starts_with(DYN)
    }

    /// No program declares a version of it.
    pub(crate) fn takes_no_version(&self) -> bool {
        self.is_of_library() || self.is_trait()
    }

    /// Changes all types of the definition, each behind those within it.
    pub(super) fn each_type(
        &mut self,
        change: &mut dyn FnMut(&mut Type) -> Result<()>,
    ) -> Result<()> {
        for arg in &mut self.args {
            if let Argument::Type(ty) = arg {
                ty.each_within(change)?;
            }
        }
        self.shape.each_type(change)
    }
}

impl Shape {
    /// Changes the types of all fields, each behind those within it.
    pub(super) fn each_type(
        &mut self,
        change: &mut dyn FnMut(&mut Type) -> Result<()>,
    ) -> Result<()> {
        let mut fields = |fields: &mut FieldsSchema| {
            fields.list.iter_mut().try_for_each(|field| field.ty.each_within(change))
        };
        match self {
            Shape::Struct(of_struct) => fields(of_struct),
            Shape::Enum(variants) => {
                variants.iter_mut().try_for_each(|variant| fields(&mut variant.fields))
            }
        }
    }
}

impl Schema {
    /// The schema of these definitions, as the types would give it: lists and arrays are marked as of fixed layout
    /// exactly where their elements have one, whatever marks they bear. `number` tells the places that definitions
    /// have now.
    ///
    /// # Errors
    ///
    /// What no program's types can be, and those of `number`.
    pub(crate) fn assemble(
        root: Type,
        defs: Vec<TypeDef>,
        number: &dyn Fn(DefId) -> Result<DefId>,
    ) -> Result<Self> {
        let stored = defs.len();
        let mut schema = Schema::new(root, defs, stored);
        schema.each_type(&mut |ty| {
            match ty {
                Type::Named(id) => *id = number(*id)?,
                Type::List { fixed, .. } | Type::Array { fixed, .. } => *fixed = false,
                _ => {}
            }
            Ok(())
        })?;
        // Sizes do not depend on marks, and marks on nothing but sizes.
        let layouts = Layouts::of_types(&schema);
        schema.each_type(&mut |ty| {
            match ty {
                Type::List { element, fixed } => *fixed = layouts.size(element).is_some(),
                Type::Array { element, len, fixed } => {
                    *fixed = is_array(layouts.size(element), *len);
                }
                _ => {}
            }
            Ok(())
        })?;
        schema.check()?;
        Ok(schema)
    }

    /// How many arrays are marked as of fixed layout.
    pub(crate) fn marks(&self) -> usize {
        let mut count = 0usize;
        let counted = self.clone().each_type(&mut |ty| {
            count = count.saturating_add(usize::from(is_marked(ty)));
            Ok(())
        });
        counted.map_or(0, |()| count)
    }

    /// The schema with only those of its marks that `keep` names by their numbers.
    ///
    /// # Errors
    ///
    /// As [`assemble`](Self::assemble).
    pub(crate) fn with_marks(&self, keep: &dyn Fn(usize) -> bool) -> Result<Self> {
        let mut schema = self.clone();
        let mut number = 0usize;
        schema.each_type(&mut |ty| {
            if is_marked(ty) {
                if let Type::List { fixed, .. } | Type::Array { fixed, .. } = ty {
                    *fixed = keep(number);
                }
                number = number.saturating_add(1);
            }
            Ok(())
        })?;
        schema.check()?;
        Ok(schema)
    }

    /// Changes all types of the schema, each behind those within it.
    pub(super) fn each_type(
        &mut self,
        change: &mut dyn FnMut(&mut Type) -> Result<()>,
    ) -> Result<()> {
        self.root.each_within(change)?;
        Arc::make_mut(&mut self.defs)
            .list_mut()
            .iter_mut()
            .try_for_each(|def| def.each_type(change))
    }
}

fn is_marked(ty: &Type) -> bool {
    matches!(ty, Type::List { fixed: true, .. } | Type::Array { fixed: true, .. })
}

/// Whether `[T; N]` is an array, as the type itself decides in `types/exact.rs`: small ones stand element by element.
fn is_array(size: Option<u32>, len: u64) -> bool {
    let whole = size.zip(u32::try_from(len).ok());
    let bytes = whole.and_then(|(size, len)| size.checked_mul(len));
    bytes.and_then(|bytes| usize::try_from(bytes).ok()) >= Some(MIN_ARRAY_SIZE)
}

impl Type {
    fn each_within(&mut self, change: &mut dyn FnMut(&mut Type) -> Result<()>) -> Result<()> {
        match self {
            Type::Primitive(_) | Type::Named(_) => {}
            Type::Option(inner)
            | Type::Set(inner)
            | Type::Shared(inner)
            | Type::Weak(inner)
            | Type::List { element: inner, .. }
            | Type::Array { element: inner, .. } => inner.each_within(change)?,
            Type::Map(key, value) => {
                key.each_within(change)?;
                value.each_within(change)?;
            }
            Type::Tuple(elements) => {
                elements.iter_mut().try_for_each(|element| element.each_within(change))?;
            }
        }
        change(self)
    }
}
