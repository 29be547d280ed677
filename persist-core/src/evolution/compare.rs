//! Finding every difference between two schemas that decides how bytes are read.

use std::collections::HashSet;
use std::fmt;

use crate::schema::{
    DefId, Epoch, FieldSchema, FieldsKind, FieldsSchema, Schema, Shape, Type, TypeDef,
    VariantSchema,
};

/// One difference between the writer's schema and the reader's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Path through the schema, as `Forest.trees[].nodes[].miss`.
    path: String,
    at_root: bool,
    cause: Cause,
    message: String,
}

/// What a [`Difference`] is about, as far as its readers act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Types that have nothing to do with each other.
    Type,
    /// Versions of one type in different epochs.
    Epoch,
    /// Fields, variants and their order.
    Shape,
}

impl Difference {
    /// The cause of a difference that is about the whole value.
    pub(crate) fn of_the_root(&self) -> Option<Cause> {
        (self.at_root && self.cause != Cause::Shape).then_some(self.cause)
    }
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`: {}", self.path, self.message)
    }
}

/// All differences that decide how bytes are read; none where the reader's types decode the writer's bytes
/// as they are.
///
/// Names match through the reader's `was`. Minor and patch versions and defaults make no difference.
pub(crate) fn differences(writer: &Schema, reader: &Schema) -> Vec<Difference> {
    let path = match reader.root_def() {
        Some(def) => reader.def_name(def),
        None => reader.type_name(reader.root()),
    };
    let root_len = path.len();
    let (seen, found) = (HashSet::new(), Vec::new());
    let mut comparison = Comparison { writer, reader, path, root_len, seen, found };
    comparison.types(writer.root(), reader.root());
    comparison.found
}

struct Comparison<'a> {
    writer: &'a Schema,
    reader: &'a Schema,
    path: String,
    root_len: usize,
    /// Pairs that have been compared or are being compared: equal as far as nothing else is found.
    seen: HashSet<(DefId, DefId)>,
    found: Vec<Difference>,
}

impl Comparison<'_> {
    fn within(&mut self, segment: &str, compare: impl FnOnce(&mut Self)) {
        let len = self.path.len();
        self.path.push_str(segment);
        compare(self);
        self.path.truncate(len);
    }

    fn differ(&mut self, cause: Cause, message: impl Into<String>) {
        let (path, message) = (self.path.clone(), message.into());
        let at_root = path.len() == self.root_len;
        self.found.push(Difference { path, at_root, cause, message });
    }

    fn types(&mut self, writer: &Type, reader: &Type) {
        match (writer, reader) {
            (Type::Named(w), Type::Named(r)) => self.named(*w, *r),
            (Type::Option(w), Type::Option(r)) | (Type::Shared(w), Type::Shared(r)) => {
                self.types(w, r);
            }
            (Type::Set(w), Type::Set(r)) => self.within("{}", |this| this.types(w, r)),
            (Type::Map(wk, wv), Type::Map(rk, rv)) => {
                self.within("{key}", |this| this.types(wk, rk));
                self.within("{}", |this| this.types(wv, rv));
            }
            (Type::Tuple(w), Type::Tuple(r)) if w.len() == r.len() => {
                for (index, (w, r)) in w.iter().zip(r).enumerate() {
                    self.within(&format!(".{index}"), |this| this.types(w, r));
                }
            }
            (
                Type::List { element: w, fixed: w_fixed },
                Type::List { element: r, fixed: r_fixed },
            ) => self.elements(w, r, w_fixed == r_fixed),
            (
                Type::Array { element: w, len: w_len, fixed: w_fixed },
                Type::Array { element: r, len: r_len, fixed: r_fixed },
            ) if w_len == r_len => self.elements(w, r, w_fixed == r_fixed),
            (w, r) if w == r => {}
            (w, r) => {
                let (w, r) = (self.writer.type_name(w), self.reader.type_name(r));
                self.differ(Cause::Type, format!("the file has {w}, this program expects {r}"));
            }
        }
    }

    fn elements(&mut self, writer: &Type, reader: &Type, same_layout: bool) {
        let before = self.found.len();
        self.within("[]", |this| this.types(writer, reader));
        if !same_layout && self.found.len() == before {
            self.differ(Cause::Shape, "its elements are stored in another layout");
        }
    }

    fn named(&mut self, writer: DefId, reader: DefId) {
        if !self.seen.insert((writer, reader)) {
            return;
        }
        let (Some(w), Some(r)) = (self.writer.def(writer), self.reader.def(reader)) else {
            return;
        };
        if w.name != r.name && !r.was.contains(&w.name) {
            let (w, r) = (self.writer.def_name(w), self.reader.def_name(r));
            let message = format!("the file has a `{w}`, this program expects a `{r}`");
            return self.differ(Cause::Type, message);
        }
        self.epochs(w, r);
        match (&w.shape, &r.shape) {
            (Shape::Struct(w), Shape::Struct(r)) => self.fields(w, r),
            (Shape::Enum(w), Shape::Enum(r)) => self.variants(w, r),
            (Shape::Struct(_), Shape::Enum(_)) => {
                self.differ(Cause::Shape, "the file has a struct, this program expects an enum");
            }
            (Shape::Enum(_), Shape::Struct(_)) => {
                self.differ(Cause::Shape, "the file has an enum, this program expects a struct");
            }
        }
    }

    fn epochs(&mut self, writer: &TypeDef, reader: &TypeDef) {
        if let (Some(w), Some(r)) = (&writer.version, &reader.version)
            && Epoch::of(w) != Epoch::of(r)
        {
            let name = &reader.name;
            let versions = Epoch::of(r).versions();
            let message =
                format!("the file has `{name}` {w}, this program reads `{name}` {versions}");
            self.differ(Cause::Epoch, message);
        }
    }

    fn fields(&mut self, writer: &FieldsSchema, reader: &FieldsSchema) {
        let before = self.found.len();
        let pairs = match_up(&writer.list, &reader.list);
        let unmatched = pairs.iter().all(|(w, r)| w.is_none() || r.is_none());
        if writer.kind != reader.kind && unmatched && !pairs.is_empty() {
            let (w, r) = (kind(writer.kind), kind(reader.kind));
            return self
                .differ(Cause::Shape, format!("the file has {w}, this program expects {r}"));
        }
        let renamed = self.renamed(&pairs);
        for (w, r) in &pairs {
            match (w, r) {
                (Some(w), Some(r)) => {
                    self.within(&format!(".{}", r.name), |this| this.types(&w.ty, &r.ty));
                }
                (Some(w), None) => {
                    let ty = self.writer.type_name(&w.ty);
                    let message = format!("the file has this field ({ty}), this program does not");
                    self.within(&format!(".{}", w.name), |this| this.differ(Cause::Shape, message));
                }
                (None, Some(r)) => {
                    let message = self.missing_field(r, renamed);
                    self.within(&format!(".{}", r.name), |this| this.differ(Cause::Shape, message));
                }
                (None, None) => {}
            }
        }
        if self.found.len() == before && out_of_order(&writer.list, &pairs) {
            self.order("fields", &names(&writer.list), &names(&reader.list));
        }
    }

    fn missing_field(&self, field: &FieldSchema, renamed: Option<&str>) -> String {
        let ty = self.reader.type_name(&field.ty);
        let missing = format!("this program expects this field ({ty}), the file does not have it");
        match renamed {
            Some(was) => {
                format!("{missing}; if it is the former `{was}`: #[persist(was = \"{was}\")]")
            }
            None if field.default => format!("{missing}; defaults are not filled in yet"),
            None => missing,
        }
    }

    /// The only field that the reader misses, where it has the type of the only one that it does not expect.
    fn renamed<'w>(&self, pairs: &[Pair<'w, '_, FieldSchema>]) -> Option<&'w str> {
        let mut gone = pairs.iter().filter_map(|(w, r)| w.filter(|_| r.is_none()));
        let mut new = pairs.iter().filter_map(|(w, r)| r.filter(|_| w.is_none()));
        match (gone.next(), gone.next(), new.next(), new.next()) {
            (Some(gone), None, Some(new), None)
                if self.writer.type_name(&gone.ty) == self.reader.type_name(&new.ty) =>
            {
                Some(&gone.name)
            }
            _ => None,
        }
    }

    fn variants(&mut self, writer: &[VariantSchema], reader: &[VariantSchema]) {
        let before = self.found.len();
        let pairs = match_up(writer, reader);
        for (w, r) in &pairs {
            let name = r.or(*w).map_or("", |variant| &variant.name);
            self.within(&format!(".{name}"), |this| match (w, r) {
                (Some(w), Some(r)) => this.fields(&w.fields, &r.fields),
                (Some(_), None) => {
                    this.differ(Cause::Shape, "the file has this variant, this program does not");
                }
                _ => this.differ(Cause::Shape, "this program has this variant, the file does not"),
            });
        }
        if self.found.len() == before && out_of_order(writer, &pairs) {
            self.order("variants", &names(writer), &names(reader));
        }
    }

    fn order(&mut self, what: &str, writer: &str, reader: &str) {
        self.differ(
            Cause::Shape,
            format!(
                "its {what} stand in another order: {writer} in the file, {reader} in this program"
            ),
        );
    }
}

fn kind(kind: FieldsKind) -> &'static str {
    match kind {
        FieldsKind::Unit => "no fields",
        FieldsKind::Tuple => "fields by position",
        FieldsKind::Named => "fields by name",
    }
}

/// What has a name, and former ones.
trait Name {
    fn name(&self) -> &str;
    fn was(&self) -> &[String];
}

impl Name for FieldSchema {
    fn name(&self) -> &str {
        &self.name
    }

    fn was(&self) -> &[String] {
        &self.was
    }
}

impl Name for VariantSchema {
    fn name(&self) -> &str {
        &self.name
    }

    fn was(&self) -> &[String] {
        &self.was
    }
}

type Pair<'w, 'r, T> = (Option<&'w T>, Option<&'r T>);

/// Pairs what the reader has with what the writer has under its name, or else under a former one; then what
/// the writer alone has.
fn match_up<'w, 'r, T: Name>(writer: &'w [T], reader: &'r [T]) -> Vec<Pair<'w, 'r, T>> {
    let named = |name: &str| writer.iter().find(|w| w.name() == name);
    let mut pairs: Vec<Pair<'w, 'r, T>> = reader
        .iter()
        .map(|r| {
            let found = named(r.name()).or_else(|| r.was().iter().find_map(|was| named(was)));
            (found, Some(r))
        })
        .collect();
    let alone = writer.iter().filter(|w| {
        !pairs.iter().any(|(found, _)| found.is_some_and(|found| found.name() == w.name()))
    });
    let alone: Vec<_> = alone.map(|w| (Some(w), None)).collect();
    pairs.extend(alone);
    pairs
}

/// Whether the reader's order of what both have is not the writer's.
fn out_of_order<T: Name>(writer: &[T], pairs: &[Pair<'_, '_, T>]) -> bool {
    writer.iter().zip(pairs).any(|(w, (found, _))| !found.is_some_and(|f| f.name() == w.name()))
}

fn names<T: Name>(list: &[T]) -> String {
    list.iter().map(Name::name).collect::<Vec<_>>().join(", ")
}
