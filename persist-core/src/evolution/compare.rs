//! Finding every difference between two schemas that decides how bytes are read.

use std::collections::{HashSet, VecDeque};
use std::fmt;

use super::matching::{Pair, match_up, names, out_of_order, segment};
use crate::schema::{
    Argument, DefId, Epoch, FieldSchema, FieldsKind, FieldsSchema, Schema, Shape, Type, TypeDef,
    VariantSchema,
};

/// Differences that are told: a person reads no more, and a hostile file has millions.
const MAX_SHOWN: usize = 32;

/// Steps that a path shows at each of its ends.
const MAX_STEPS: usize = 12;

/// The differences between two schemas that decide how bytes are read.
#[derive(Debug, Default)]
pub(crate) struct Differences {
    /// What the types of the whole values have against each other.
    root: Option<Cause>,
    shown: Vec<String>,
    more: usize,
    /// A field may have been renamed.
    renamed: bool,
}

/// What a difference is about, as far as people act on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Types that have nothing to do with each other.
    Type,
    /// Versions of one type in different epochs.
    Epoch,
    /// Fields, variants and their order.
    Shape,
}

impl Differences {
    /// Whether the whole values are of different types or epochs. That is no reason among the others: it is
    /// what the error begins with.
    pub(crate) fn of_the_root(&self) -> Option<Cause> {
        self.root
    }

    /// Whether a former name may be what is missing.
    pub(crate) fn hint_at_rename(&self) -> bool {
        self.renamed
    }

    /// Whether the reader's types decode the writer's bytes as they are.
    pub(crate) fn is_empty(&self) -> bool {
        self.count() == 0
    }

    fn count(&self) -> usize {
        self.shown.len().saturating_add(self.more).saturating_add(self.root.into_iter().count())
    }

    /// A line for each; where there are too many, the last line counts the rest.
    pub(crate) fn into_reasons(mut self) -> Vec<String> {
        if self.more > 0 {
            self.shown.push(format!("{} more differences", self.more));
        }
        self.shown
    }
}

/// All differences that decide how bytes are read.
///
/// Names match through the reader's `was`. Minor and patch versions and defaults make no difference.
pub(crate) fn differences(writer: &Schema, reader: &Schema) -> Differences {
    let mut comparison = Comparison {
        writer,
        reader,
        root: match reader.root_def() {
            Some(def) => reader.def_name(def),
            None => reader.type_name(reader.root()),
        },
        places: Vec::new(),
        place: None,
        path: String::new(),
        seen: HashSet::new(),
        ahead: VecDeque::new(),
        layouts: Vec::new(),
        arguments: Vec::new(),
        found: Differences::default(),
    };
    let root = comparison.root.clone();
    comparison.within(&root, |this| this.types(writer.root(), reader.root()));
    comparison.definitions();
    comparison.what_the_rest_explains();
    comparison.found
}

/// Where a pair of definitions was met first: the place of the pair that led to it, and the path from there.
struct Place {
    from: Option<usize>,
    path: String,
}

struct Comparison<'a> {
    writer: &'a Schema,
    reader: &'a Schema,
    /// The name of the whole value, which paths begin with.
    root: String,
    places: Vec<Place>,
    /// That of the definitions that are being compared.
    place: Option<usize>,
    /// From there to the types that are being compared.
    path: String,
    /// Pairs that have been compared or will be: equal as far as nothing else is found.
    seen: HashSet<(DefId, DefId)>,
    /// Pairs to compare, with their places: a file can chain a million definitions, so there is no recursion.
    ahead: VecDeque<(DefId, DefId, usize)>,
    /// Where elements are stored in another layout.
    layouts: Vec<(Option<usize>, String)>,
    /// Pairs of generic types, whose arguments need not be in their fields.
    arguments: Vec<(DefId, DefId, usize)>,
    found: Differences,
}

impl<'a> Comparison<'a> {
    /// Compares all pairs of definitions that have been met.
    fn definitions(&mut self) {
        while let Some((writer, reader, place)) = self.ahead.pop_front() {
            self.place = Some(place);
            self.path.clear();
            if let (Some(writer), Some(reader)) = (self.writer.def(writer), self.reader.def(reader))
            {
                self.definition(writer, reader);
            }
        }
    }

    /// Differences that follow from others, or else stand alone: layouts and arguments.
    fn what_the_rest_explains(&mut self) {
        for (writer, reader, place) in std::mem::take(&mut self.arguments) {
            if !self.found.is_empty() {
                return;
            }
            self.place = Some(place);
            self.path.clear();
            if let (Some(writer), Some(reader)) = (self.writer.def(writer), self.reader.def(reader))
            {
                for (w, r) in writer.args.iter().zip(&reader.args) {
                    if let (Argument::Type(w), Argument::Type(r)) = (w, r) {
                        self.within("<>", |this| this.types(w, r));
                    }
                }
            }
            self.definitions();
        }
        for (place, path) in std::mem::take(&mut self.layouts) {
            if self.found.is_empty() {
                (self.place, self.path) = (place, path);
                self.differ(Cause::Shape, "its elements are stored in another layout");
            }
        }
    }

    fn within(&mut self, segment: &str, compare: impl FnOnce(&mut Self)) {
        let len = self.path.len();
        self.path.push_str(segment);
        compare(self);
        self.path.truncate(len);
    }

    fn differ(&mut self, cause: Cause, message: impl fmt::Display) {
        if cause != Cause::Shape && self.whole_path() == self.root {
            self.found.root = Some(cause);
        } else if self.found.shown.len() < MAX_SHOWN {
            self.found.shown.push(format!("`{}`: {message}", self.whole_path()));
        } else {
            self.found.more = self.found.more.saturating_add(1);
        }
    }

    /// The path from the root, as `Forest.trees[].nodes[].miss`; a long one without its middle.
    fn whole_path(&self) -> String {
        let mut parts = vec![self.path.as_str()];
        let mut at = self.place;
        while let Some(place) = at.and_then(|at| self.places.get(at)) {
            parts.push(&place.path);
            at = place.from;
        }
        parts.reverse();
        let hidden = parts.len().saturating_sub(2 * MAX_STEPS);
        match (parts.get(..MAX_STEPS), parts.get(MAX_STEPS.saturating_add(hidden)..)) {
            (Some(start), Some(end)) if hidden > 0 => {
                format!("{} … {hidden} steps … {}", start.concat(), end.concat())
            }
            _ => parts.concat(),
        }
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
                self.differ(
                    Cause::Type,
                    format_args!("the file has {w}, this program expects {r}"),
                );
            }
        }
    }

    fn elements(&mut self, writer: &Type, reader: &Type, same_layout: bool) {
        if !same_layout {
            self.layouts.push((self.place, self.path.clone()));
        }
        self.within("[]", |this| this.types(writer, reader));
    }

    /// Has two definitions compared, once.
    fn named(&mut self, writer: DefId, reader: DefId) {
        if self.seen.insert((writer, reader)) {
            let place = self.places.len();
            self.places.push(Place { from: self.place, path: self.path.clone() });
            self.ahead.push_back((writer, reader, place));
            self.arguments.push((writer, reader, place));
        }
    }

    fn definition(&mut self, w: &'a TypeDef, r: &'a TypeDef) {
        let same_name = w.name == r.name || r.was.contains(&w.name);
        if !same_name || !same_constants(w, r) {
            let (w, r) = (self.writer.def_name(w), self.reader.def_name(r));
            let message = format_args!("the file has a `{w}`, this program expects a `{r}`");
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
            self.differ(
                Cause::Epoch,
                format_args!("the file has `{name}` {w}, this program reads `{name}` {versions}"),
            );
        }
    }

    fn fields(&mut self, writer: &FieldsSchema, reader: &FieldsSchema) {
        let pairs = match_up(&writer.list, &reader.list);
        let unmatched = pairs.iter().all(|(w, r)| w.is_none() || r.is_none());
        if writer.kind != reader.kind && unmatched && !pairs.is_empty() {
            let (w, r) = (kind(writer.kind), kind(reader.kind));
            let message = format_args!("the file has {w}, this program expects {r}");
            return self.differ(Cause::Shape, message);
        }
        let renamed = self.renamed(&pairs);
        self.found.renamed |= renamed.is_some();
        for (w, r) in &pairs {
            match (w, r) {
                (Some(w), Some(r)) => {
                    self.within(&segment(*r), |this| this.types(&w.ty, &r.ty));
                }
                (Some(w), None) => {
                    let ty = self.writer.type_name(&w.ty);
                    let message = format!("the file has this field ({ty}), this program does not");
                    self.within(&segment(*w), |this| this.differ(Cause::Shape, message));
                }
                (None, Some(r)) => {
                    let message = self.missing_field(r, renamed);
                    self.within(&segment(*r), |this| this.differ(Cause::Shape, message));
                }
                (None, None) => {}
            }
        }
        if out_of_order(&writer.list, &pairs) {
            self.order("fields", &names(&writer.list), &names(&reader.list));
        }
    }

    fn missing_field(&self, field: &FieldSchema, renamed: Option<&str>) -> String {
        let ty = self.reader.type_name(&field.ty);
        let missing = format!("this program expects this field ({ty}), the file does not have it");
        match renamed {
            Some(was) => {
                let was = was.escape_debug();
                format!("{missing}; if it is the former `{was}`: #[persist(was = \"{was}\")]")
            }
            None if field.default => format!("{missing}; defaults are not filled in yet"),
            None => missing,
        }
    }

    /// The only field that the reader does not expect, where it has the type of the only one that it misses.
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
        let pairs = match_up(writer, reader);
        for (w, r) in &pairs {
            let Some(either) = r.or(*w) else { continue };
            self.within(&segment(either), |this| match (w, r) {
                (Some(w), Some(r)) => this.fields(&w.fields, &r.fields),
                (Some(_), None) => {
                    this.differ(Cause::Shape, "the file has this variant, this program does not");
                }
                _ => this.differ(Cause::Shape, "this program has this variant, the file does not"),
            });
        }
        if out_of_order(writer, &pairs) {
            self.order("variants", &names(writer), &names(reader));
        }
    }

    fn order(&mut self, what: &str, writer: &str, reader: &str) {
        let message = format_args!(
            "its {what} stand in another order: {writer} in the file, {reader} in this program"
        );
        self.differ(Cause::Shape, message);
    }
}

/// Whether two generic types have the same constants, as `Matrix<3, 4>` and `Matrix<4, 3>` have not. Types among
/// their arguments are compared apart.
fn same_constants(writer: &TypeDef, reader: &TypeDef) -> bool {
    let same = |(w, r): (&Argument, &Argument)| match (w, r) {
        (Argument::Type(_), Argument::Type(_)) => true,
        (w, r) => w == r,
    };
    writer.args.len() == reader.args.len() && writer.args.iter().zip(&reader.args).all(same)
}

fn kind(kind: FieldsKind) -> &'static str {
    match kind {
        FieldsKind::Unit => "no fields",
        FieldsKind::Tuple => "fields by position",
        FieldsKind::Named => "fields by name",
    }
}
