//! One case: a value under one schema, read as another, by the library and by the reference.

use std::cell::Cell;
use std::collections::BTreeSet;

use persist_core::{Archive, Schema as Library};
use persist_tests::support::craft::File;
use persist_tests::support::random::Random;

use super::encode::encode;
use super::outcomes::of_library;
use super::reference::{Place, Reference, Refusal};
use super::schema::{Fields, Schema, Shape, Ty};
use super::values::{Draw, Val, normal};

thread_local! {
    /// Numbers of shared values that no others have.
    pub static FRESH: Cell<u64> = const { Cell::new(1) };
}

/// A value, and what both made of it.
pub struct Case<'a> {
    pub old: &'a Schema,
    pub new: &'a Schema,
    pub value: Val,
    /// What it may become: one thing, but for where several ways lead.
    pub expected: Vec<Result<Val, Refusal>>,
    pub ambiguous: Option<String>,
    pub seemingly: bool,
    pub found: Result<Val, Refusal>,
}

/// How a case went where both agree.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Went {
    /// The same value.
    Loaded,
    /// Refused before any value was looked at.
    PlanRefused,
    /// Refused for this value.
    ValueRefused,
    /// Several ways lead there: the library took one, or refused them all.
    Several,
    /// Not compared: several ways lead on, or seem to.
    Undecided,
}

/// Some values of the old schema.
pub fn cases<'a>(
    old: &'a Schema,
    new: &'a Schema,
    random: &mut Random,
    count: usize,
) -> Vec<Case<'a>> {
    let reader = Library::from_bytes(&new.to_bytes())
        .unwrap_or_else(|error| panic!("{new}\nis no schema: {error:#}"));
    let reference = AsFile::plan(old, new);
    let case = |_| {
        let mut draw = Draw { schema: old, random, shared: Vec::new(), budget: 30 };
        let value = draw.value(&old.root);
        let expected = reference.values(&value);
        let found = library(old, &value, &reader);
        let (ambiguous, seemingly) = (reference.ambiguous.clone(), reference.seemingly);
        Case { old, new, value, expected, ambiguous, seemingly, found }
    };
    (0..count).map(case).collect()
}

impl Case<'_> {
    /// How it went, where both agree; else all of it as text.
    pub fn agreement(&self) -> Result<Went, String> {
        if let Some(Err(Refusal::Undecided)) = self.expected.first() {
            return Ok(Went::Undecided);
        }
        let several = self.expected.len() > 1 || self.ambiguous.is_some();
        let undecided = matches!(&self.found, Err(Refusal::Plan(why)) if why.contains(AMBIGUOUS));
        match self.expected.iter().any(|expected| alike(expected, &self.found)) {
            _ if several && undecided => Ok(Went::Several),
            true if several => Ok(Went::Several),
            false if self.seemingly && matches!(self.found, Err(Refusal::Plan(_))) => {
                // Ways are told by outer types alone: one that ends within counts all the same.
                Ok(Went::Undecided)
            }
            true => Ok(match self.found {
                Ok(_) => Went::Loaded,
                Err(Refusal::Plan(_)) => Went::PlanRefused,
                Err(_) => Went::ValueRefused,
            }),
            false => Err(self.text()),
        }
    }

    fn text(&self) -> String {
        let Case { old, new, value, expected, found, ambiguous, .. } = self;
        format!(
            "file: {old}\nreader: {new}\nvalue: {value:?}\nexpected: {expected:?} {ambiguous:?}\nfound: {found:?}"
        )
    }
}

/// What the library says where several rules lead to one type.
const AMBIGUOUS: &str = "more than one rule leads there";

fn alike(expected: &Result<Val, Refusal>, found: &Result<Val, Refusal>) -> bool {
    match (expected, found) {
        (Ok(expected), Ok(found)) => normal(expected) == normal(found),
        (Err(Refusal::Plan(_)), Err(Refusal::Plan(_))) => true,
        (Err(Refusal::Value(_)), Err(Refusal::Value(_))) => true,
        _ => false,
    }
}

/// What the library makes of the value's file.
fn library(old: &Schema, value: &Val, reader: &Library) -> Result<Val, Refusal> {
    let (body, shared) = encode(old, value);
    let file = File { schema: old.to_bytes(), body, shared, ..File::default() }.to_bytes();
    let archive = Archive::from_bytes(file).unwrap_or_else(|error| panic!("{old}: {error:#}"));
    let own = archive.value().unwrap_or_else(|error| panic!("{old}\n{value:?}\n{error:#}"));
    assert_eq!(normal(&of_library(&own)), normal(value), "{old}");
    let bytes = archive.as_schema(reader).map_err(|error| match error.reasons().is_empty() {
        true => Refusal::Value(format!("{error:#}")),
        false => Refusal::Plan(error.reasons().join("; ")),
    })?;
    let archive = Archive::from_bytes(bytes).unwrap_or_else(|error| panic!("{old}: {error:#}"));
    let value = archive.value();
    Ok(of_library(&value.unwrap_or_else(|error| panic!("{old}: {error:#}"))))
}

/// A file as a program of the reader's schema would have written it: what it fills by its defaults is not there.
struct AsFile<'a> {
    old: &'a Schema,
    new: Schema,
    refusal: Option<Refusal>,
    several: bool,
    seemingly: bool,
    ambiguous: Option<String>,
}

/// Choices between several ways that are tried.
const CHOICES: u64 = 48;

impl<'a> AsFile<'a> {
    fn plan(old: &'a Schema, new: &Schema) -> Self {
        let refused = |refusal| AsFile {
            old,
            new: new.clone(),
            refusal: Some(refusal),
            several: false,
            seemingly: false,
            ambiguous: None,
        };
        let reached = match Reference::new(old, new, &|_| None).plan() {
            Ok(reached) => reached,
            Err(refusal) => return refused(refusal),
        };
        if reached.several && !reached.missing.is_empty() {
            return refused(Refusal::Undecided);
        }
        if let Some(torn) = reached.missing.intersection(&reached.taken).next() {
            return refused(Refusal::Plan(format!("only some values have {torn:?}")));
        }
        let seemingly = reached.seemingly;
        let less = without(new, &reached.missing);
        if loses_layout(new, &less) {
            return refused(Refusal::Plan("elements lose their layout".into()));
        }
        match Reference::new(old, &less, &|_| None).plan() {
            Err(refusal) => AsFile { seemingly, ..refused(refusal) },
            Ok(reached) => AsFile {
                old,
                new: less,
                refusal: None,
                several: reached.several,
                seemingly: seemingly || reached.seemingly,
                ambiguous: reached.ambiguous,
            },
        }
    }

    /// What the value may become.
    fn values(&self, value: &Val) -> Vec<Result<Val, Refusal>> {
        if let Some(refusal) = &self.refusal {
            return vec![Err(refusal.clone())];
        }
        let mut reference = Reference::new(self.old, &self.new, &|_| None);
        let mut value = |salt| {
            reference.salt = salt;
            reference.root(value)
        };
        let mut values = vec![value(0)];
        if self.several {
            values.extend((1..CHOICES).map(value));
        }
        values
    }
}

fn without(schema: &Schema, missing: &BTreeSet<Place>) -> Schema {
    let mut schema = schema.clone();
    for (number, def) in schema.defs.iter_mut().enumerate() {
        let keep = |variant: Option<&String>, fields: &mut Fields| {
            let place = |name: &str| (number, variant.cloned(), name.to_owned());
            fields.list.retain(|field| !missing.contains(&place(&field.name)));
        };
        match &mut def.shape {
            Shape::Struct(fields) => keep(None, fields),
            Shape::Enum(variants) => {
                variants.iter_mut().for_each(|v| keep(Some(&v.name), &mut v.fields));
            }
        }
    }
    schema
}

/// Whether elements of an array have no layout in `less`, and had one.
fn loses_layout(schema: &Schema, less: &Schema) -> bool {
    fn lost(schema: &Schema, less: &Schema, ty: &Ty) -> bool {
        let own = match ty {
            Ty::List(inner, wished) | Ty::Array(inner, _, wished) => {
                schema.fixed(inner, *wished) && !less.fixed(inner, *wished)
            }
            _ => false,
        };
        own || ty.inner().into_iter().any(|ty| lost(schema, less, ty))
    }
    let fields = less.defs.iter().flat_map(|def| def.all_fields());
    let mut types = fields.flat_map(|fields| fields.list.iter().map(|field| &field.ty));
    lost(schema, less, &less.root) || types.any(|ty| lost(schema, less, ty))
}
