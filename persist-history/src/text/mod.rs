//! The text of a schema history: one file per versioned type, append-only, read by people in diffs.
//!
//! ```text
//! # persist schema history; commit this file. Recorded by `PERSIST_HISTORY=record cargo test persist_history`.
//! type Forest<T>
//! version 1.2.0
//!   depth: u16
//!   trees: [Tree]
//!   values: [T]
//! with 0123456789abcdef Tree 1.1.0
//! version 1.3.0
//!   depth: u32
//!   trees: [Tree]
//!   values: [T]
//!   names: [str] = []
//! with 23456789abcdef01 Tree 1.1.0
//! with 456789abcdef0123 Tree 1.2.0
//! ```
//!
//! - `type` names the type of all entries up to the next `type`: a renamed type has several. Arguments are generic
//!   parameters, as `T` and `const N`; one that `instantiate` or a projection gives has its type: `T = f32`.
//! - `version` begins an entry: fields at two spaces, in stored order; behind ` =` a default, where there is one, and
//!   its value, where it is known. An enum says so, `version 1.0.0 enum`, and has variants at two spaces, their fields
//!   at four. Behind ` was ` are the former names of a field or a variant: `state: u64 was seed`.
//! - Fields that have no names have numbers. Where that does not tell how they are declared, a ` {}` or ` ()` behind
//!   the version or variant does.
//! - `with` ends an entry, once for each closure in which the version was released: the fingerprint of the whole
//!   schema, and the versions of all types that it holds.
//! - `nested` holds the definition of a type that such a closure has and that this program may lose: one of another
//!   crate, or one that has left the type.

mod parse;
mod render;
mod types;

use semver::Version;

pub use parse::ParseError;
pub use types::{ArgText, Length, NoType, TypeText};

/// The first line of a history.
pub const HEADER: &str = "# persist schema history; commit this file. Recorded by `PERSIST_HISTORY=record cargo test persist_history`.";

/// A schema history: all that was recorded of a type.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct HistoryText {
    /// Recorded versions, ascending.
    pub entries: Vec<Entry>,
    /// Definitions of types that closures hold, as the history keeps them itself.
    pub nested: Vec<Entry>,
}

/// A version of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Where it begins in its file, counted from 1; 0 for one that stands in none.
    pub line: usize,
    /// The type's persisted name then.
    pub name: String,
    /// Its generic parameters.
    pub parameters: Vec<Parameter>,
    /// The version.
    pub version: Version,
    /// Its fields or variants.
    pub shape: Shape,
    /// The closures in which it was released.
    pub closures: Vec<Closure>,
}

/// A generic parameter of a type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parameter {
    /// Its name, or a type that has the place of one, as `T::State`.
    pub name: String,
    /// It is a const parameter.
    pub is_const: bool,
    /// What the history was recorded with, where it is not any type.
    pub fixed: Option<ArgText>,
}

/// Fields or variants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// A struct.
    Struct(Fields),
    /// An enum.
    Enum(Vec<Variant>),
}

/// The fields of a struct or of a variant, in stored order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fields {
    /// How they are declared.
    pub kind: FieldsKind,
    /// Those that are stored.
    pub list: Vec<Field>,
}

/// How fields are declared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FieldsKind {
    /// Not at all: `struct S;`.
    Unit,
    /// By position.
    Tuple,
    /// By name.
    Named,
}

/// A field.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Field {
    /// Where it stands.
    pub line: usize,
    /// The persisted name.
    pub name: String,
    /// Its type.
    pub ty: TypeText,
    /// Former names, newest first.
    pub was: Vec<String>,
    /// The value of its default, where it has one; empty where that is not known.
    pub default: Option<String>,
}

/// A variant of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variant {
    /// Where it stands.
    pub line: usize,
    /// The persisted name.
    pub name: String,
    /// Former names, newest first.
    pub was: Vec<String>,
    /// What it holds.
    pub fields: Fields,
}

/// A closure in which a version was released: all types that it holds, in their versions.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closure {
    /// Where it stands.
    pub line: usize,
    /// Of the whole schema.
    pub fingerprint: u64,
    /// The versioned types that it holds, by name.
    pub nested: Vec<(String, Version)>,
}

impl HistoryText {
    /// The entry of a version.
    pub fn entry(&self, version: &Version) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.version == *version)
    }

    /// The names that the types of a history had, oldest first, without reading all of it.
    pub fn type_names(text: &str) -> impl DoubleEndedIterator<Item = &str> {
        let types = text.lines().filter_map(|line| line.strip_prefix("type "));
        types.map(|title| title.split_once('<').map_or(title, |(name, _)| name).trim())
    }

    /// The file of a type's history within its folder: `acme::Forest` has `acme.Forest.history`.
    pub fn file_name(type_name: &str) -> String {
        format!("{}.history", type_name.replace("::", "."))
    }
}

impl Entry {
    /// Gives generic parameters the names that they have in `other`: they are told apart by their places.
    pub fn rename_parameters(&mut self, other: &Entry) {
        let pairs = self.parameters.iter().zip(&other.parameters);
        let names: Vec<(String, String)> =
            pairs.map(|(own, other)| (own.name.clone(), other.name.clone())).collect();
        if names.iter().all(|(own, other)| own == other) {
            return;
        }
        let name = |own: &str| {
            names.iter().find(|(known, _)| known == own).map(|(_, other)| other.clone())
        };
        for field in self.shape.all_fields_mut() {
            field.ty = field.ty.renamed(&name);
        }
        for (own, other) in self.parameters.iter_mut().zip(&other.parameters) {
            own.name.clone_from(&other.name);
        }
    }

    /// Takes former names from `other` where it has some of them: names go when no file with them is to load any more.
    pub fn leave_out_former_names(&mut self, other: &Entry) {
        let fewer = |own: &mut Vec<String>, other: &Vec<String>| {
            if other.iter().all(|name| own.contains(name)) {
                own.clone_from(other);
            }
        };
        let others = other.shape.all_fields().flat_map(|(_, fields)| &fields.list);
        self.shape
            .all_fields_mut()
            .zip(others)
            .for_each(|(own, other)| fewer(&mut own.was, &other.was));
        if let (Shape::Enum(own), Shape::Enum(other)) = (&mut self.shape, &other.shape) {
            own.iter_mut().zip(other).for_each(|(own, other)| fewer(&mut own.was, &other.was));
        }
    }

    /// Takes the values of defaults from `other` where one of both is not known.
    pub fn complete_defaults(&mut self, other: &Entry) {
        for (own, other) in
            self.shape.all_fields_mut().zip(other.shape.all_fields().flat_map(|(_, f)| &f.list))
        {
            if let (Some(own), Some(other)) = (&mut own.default, &other.default)
                && (own.is_empty() || other.is_empty())
            {
                own.clone_from(other);
            }
        }
    }
}

impl Shape {
    /// Those of a struct.
    pub fn fields(&self) -> Option<&Fields> {
        match self {
            Shape::Struct(fields) => Some(fields),
            Shape::Enum(_) => None,
        }
    }

    /// Those of an enum.
    pub fn variants(&self) -> Option<&[Variant]> {
        match self {
            Shape::Struct(_) => None,
            Shape::Enum(variants) => Some(variants),
        }
    }

    fn all_fields_mut(&mut self) -> impl Iterator<Item = &mut Field> {
        let (own, variants) = match self {
            Shape::Struct(fields) => (Some(fields), [].as_mut_slice()),
            Shape::Enum(variants) => (None, variants.as_mut_slice()),
        };
        let of_variants = variants.iter_mut().map(|variant| &mut variant.fields);
        own.into_iter().chain(of_variants).flat_map(|fields| &mut fields.list)
    }

    /// The fields of the struct, or those of each variant with its name.
    pub fn all_fields(&self) -> impl Iterator<Item = (Option<&str>, &Fields)> {
        let (own, variants) = match self {
            Shape::Struct(fields) => (Some((None, fields)), [].as_slice()),
            Shape::Enum(variants) => (None, variants.as_slice()),
        };
        let of_variants =
            variants.iter().map(|variant| (Some(variant.name.as_str()), &variant.fields));
        own.into_iter().chain(of_variants)
    }
}

impl Fields {
    /// How fields of these names are declared, where nothing else is said.
    fn usual_kind(list: &[Field]) -> FieldsKind {
        let is_numbered = |(index, field): (usize, &Field)| field.name == index.to_string();
        match list {
            [] => FieldsKind::Unit,
            list if list.iter().enumerate().all(is_numbered) => FieldsKind::Tuple,
            _ => FieldsKind::Named,
        }
    }
}
