//! Finding every difference between two schemas that decides how bytes are read.

use std::collections::{HashSet, VecDeque};
use std::fmt;

use crate::schema::{
    Argument, DefId, Epoch, FieldSchema, FieldsSchema, Schema, Shape, Type, TypeDef, VariantSchema,
};

/// Differences that are told: a person reads no more, and a hostile file has millions.
const MAX_SHOWN: usize = 32;

/// Steps that a path shows at each of its ends.
const MAX_STEPS: usize = 12;

/// The differences between two schemas that decide how bytes are read.
#[derive(Debug, Default)]
pub(crate) struct Differences {
    shown: Vec<String>,
    more: usize,
}

impl Differences {
    /// Whether the reader's types decode the writer's bytes as they are.
    pub(crate) fn is_empty(&self) -> bool {
        self.shown.is_empty()
    }

    fn count(&self) -> usize {
        self.shown.len().saturating_add(self.more)
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
        places: Vec::new(),
        place: None,
        path: String::new(),
        seen: HashSet::new(),
        ahead: VecDeque::new(),
        layouts: Vec::new(),
        arguments: Vec::new(),
        found: Differences::default(),
    };
    let root = match reader.root_def() {
        Some(def) => reader.def_name(def),
        None => reader.type_name(reader.root()),
    };
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
                self.differ("its elements are stored in another layout");
            }
        }
    }

    fn within(&mut self, segment: &str, compare: impl FnOnce(&mut Self)) {
        let len = self.path.len();
        self.path.push_str(segment);
        compare(self);
        self.path.truncate(len);
    }

    fn differ(&mut self, message: impl fmt::Display) {
        if self.found.shown.len() < MAX_SHOWN {
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
                self.differ(format_args!("the file has {w}, this program expects {r}"));
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
            return self.differ(format_args!("the file has a `{w}`, this program expects a `{r}`"));
        }
        self.epochs(w, r);
        match (&w.shape, &r.shape) {
            (Shape::Struct(w), Shape::Struct(r)) => self.fields(w, r),
            (Shape::Enum(w), Shape::Enum(r)) => self.variants(w, r),
            (Shape::Struct(_), Shape::Enum(_)) => {
                self.differ("the file has a struct, this program expects an enum");
            }
            (Shape::Enum(_), Shape::Struct(_)) => {
                self.differ("the file has an enum, this program expects a struct");
            }
        }
    }

    fn epochs(&mut self, writer: &TypeDef, reader: &TypeDef) {
        if let (Some(w), Some(r)) = (&writer.version, &reader.version)
            && Epoch::of(w) != Epoch::of(r)
        {
            let name = &reader.name;
            self.differ(format_args!(
                "the file has `{name}` {w}, this program reads `{name}` {}",
                Epoch::of(r).versions()
            ));
        }
    }

    fn fields(&mut self, writer: &FieldsSchema, reader: &FieldsSchema) {
        let before = self.found.count();
        let pairs = match_up(&writer.list, &reader.list);
        for (w, r) in &pairs {
            match (w, r) {
                (Some(w), Some(r)) => {
                    self.within(&segment(*r), |this| this.types(&w.ty, &r.ty));
                }
                (Some(w), None) => {
                    let ty = self.writer.type_name(&w.ty);
                    self.within(&segment(*w), |this| {
                        this.differ(format_args!(
                            "the file has this field ({ty}), this program does not"
                        ));
                    });
                }
                (None, Some(r)) => {
                    let ty = self.reader.type_name(&r.ty);
                    self.within(&segment(*r), |this| {
                        this.differ(format_args!(
                            "this program expects this field ({ty}), the file does not have it"
                        ));
                    });
                }
                (None, None) => {}
            }
        }
        if self.found.count() == before && out_of_order(&writer.list, &pairs) {
            self.order("fields", &names(&writer.list), &names(&reader.list));
        }
    }

    fn variants(&mut self, writer: &[VariantSchema], reader: &[VariantSchema]) {
        let before = self.found.count();
        let pairs = match_up(writer, reader);
        for (w, r) in &pairs {
            match (w, r) {
                (Some(w), Some(r)) => {
                    self.within(&segment(*r), |this| this.fields(&w.fields, &r.fields));
                }
                (Some(w), None) => self.within(&segment(*w), |this| {
                    this.differ("the file has this variant, this program does not");
                }),
                (None, Some(r)) => self.within(&segment(*r), |this| {
                    this.differ("this program has this variant, the file does not");
                }),
                (None, None) => {}
            }
        }
        if self.found.count() == before && out_of_order(writer, &pairs) {
            self.order("variants", &names(writer), &names(reader));
        }
    }

    fn order(&mut self, what: &str, writer: &str, reader: &str) {
        self.differ(format_args!(
            "its {what} stand in another order: {writer} in the file, {reader} in this program"
        ));
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

/// A step to what has the name. Names come from files: what could move a terminal's cursor is escaped.
fn segment(named: &impl Name) -> String {
    format!(".{}", named.name().escape_debug())
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
