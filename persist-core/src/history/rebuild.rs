//! From a recorded closure to its schema: the one that `Schema::of` gave when it was recorded, as files hold it.
//!
//! Texts leave out what follows from them: the order of the definitions, in which a program's types register
//! themselves, and which arrays are of fixed layout. Texts can come from strangers, so each step is paid for.

use std::cell::Cell;
use std::collections::HashMap;

use persist_history::{
    ArgText, Entry, Fields, FieldsKind as Kind, HistoryText, Length, Parameter, Shape as ShapeText,
    TypeText, Version,
};

use super::sources::{Sources, Versions};
use crate::error::{Error, ErrorKind, Result};
use crate::schema::{
    Arg, Argument, DYN, DefId, FieldSchema, FieldsKind, FieldsSchema, Primitive, Schema, Shape, Ty,
    Type, TypeDef, VariantSchema, is_of_library,
};
use crate::wire::to_u64;

/// Most types within each other in one field, as in files.
const MAX_DEPTH: usize = 64;

/// Most types of all fields together, each counted as often as it stands somewhere: a text of a few lines can name
/// more than memory holds, by arguments that double.
const MAX_WORK: usize = 1 << 19;

/// The work that has been done, over several rebuilds where they are tried for one answer.
#[derive(Debug, Default)]
pub(super) struct Work(Cell<usize>);

/// A closure that is being rebuilt. Types refer to definitions by the order in which they were first named; their
/// final numbers are known when all are there.
pub(super) struct Rebuild<'h> {
    sources: &'h Sources,
    /// The version's own definition.
    root: &'h Entry,
    versions: &'h Versions<'h>,
    named: Vec<(String, Vec<Argument>)>,
    numbers: HashMap<(String, Vec<Argument>), DefId>,
    work: &'h Work,
}

/// Generic parameters and what stands for them.
type Environment<'e> = [(&'e Parameter, &'e Argument)];

impl<'h> Rebuild<'h> {
    pub(super) fn new(
        sources: &'h Sources,
        root: &'h Entry,
        versions: &'h Versions<'h>,
        work: &'h Work,
    ) -> Self {
        let (named, numbers) = (Vec::new(), HashMap::new());
        Rebuild { sources, root, versions, named, numbers, work }
    }

    /// The schema of the root with these arguments.
    ///
    /// # Errors
    ///
    /// Definitions that no source has, and what no program's types can be.
    pub(super) fn schema(mut self, args: Vec<Argument>) -> Result<Schema> {
        let root = self.number(&self.root.name, args)?;
        let mut order = vec![None; self.named.len()];
        let mut defs = Vec::new();
        // As `register` does: a definition, then the types of its fields, each with all that is within it.
        let mut ahead = vec![root];
        while let Some(id) = ahead.pop() {
            order.resize(order.len().max(self.named.len()), None);
            let slot = order.get_mut(id.place());
            let (Some(slot @ None), Some(named)) = (slot, self.named.get(id.place()).cloned())
            else {
                continue;
            };
            *slot = Some(DefId::at(defs.len())?);
            let def = self.def(named)?;
            let start = ahead.len();
            for field in def.all_fields().flat_map(|fields| &fields.list) {
                field.ty.collect_named(&mut ahead);
            }
            ahead.get_mut(start..).unwrap_or_default().reverse();
            defs.push(def);
        }
        let number = |id: DefId| match order.get(id.place()) {
            Some(Some(number)) => Ok(*number),
            _ => Err(self.not_held(id)),
        };
        Schema::assemble(Type::Named(root), defs, &number).map_err(|error| match error.kind() {
            ErrorKind::Damaged => {
                let error = error.without_place();
                wrong(format!("{} cannot be rebuilt: {error}", title(self.root)))
            }
            _ => error,
        })
    }

    /// The number of a named type, which is new where it was not named before.
    pub(super) fn number(&mut self, name: &str, args: Vec<Argument>) -> Result<DefId> {
        let key = (name.to_owned(), args);
        if let Some(known) = self.numbers.get(&key) {
            return Ok(*known);
        }
        let id = DefId::at(self.named.len())?;
        self.named.push(key.clone());
        self.numbers.insert(key, id);
        Ok(id)
    }

    fn def(&mut self, (name, args): (String, Vec<Argument>)) -> Result<TypeDef> {
        self.pay(1)?;
        if name.starts_with(DYN) {
            return Ok(of_trait(name, args));
        }
        let entry = self.entry(&name, &args)?;
        let environment: Vec<_> = entry.parameters.iter().zip(&args).collect();
        let shape = match &entry.shape {
            ShapeText::Struct(fields) => Shape::Struct(self.fields(fields, &environment)?),
            ShapeText::Enum(variants) => {
                let variants = variants.iter().map(|variant| {
                    self.pay(variant.was.len())?;
                    Ok(VariantSchema {
                        name: variant.name.clone(),
                        was: variant.was.clone(),
                        fields: self.fields(&variant.fields, &environment)?,
                        removed: Vec::new(),
                        other: false,
                    })
                });
                Shape::Enum(variants.collect::<Result<_>>()?)
            }
        };
        let version = Some(&entry.version).filter(|_| !is_of_library(&name)).cloned();
        let (was, removed, chain, view) = (Vec::new(), Vec::new(), Vec::new(), None);
        Ok(TypeDef { name, args, version, was, shape, removed, chain, view })
    }

    /// The definition of a named type in this closure.
    fn entry(&mut self, name: &str, args: &[Argument]) -> Result<&'h Entry> {
        let (sources, root) = (self.sources, self.root);
        if name == root.name {
            return match self.mismatch(root, args)? {
                None => Ok(root),
                Some(why) => Err(why),
            };
        }
        let version = match (self.versions.get(name), is_of_library(name)) {
            (_, true) => None,
            (Some(version), _) => Some(*version),
            (None, false) => return Err(self.unversioned(name)),
        };
        let mut why = None;
        for entry in sources.entries(name) {
            self.pay(1)?;
            if version.is_some_and(|version| entry.version != *version) {
                continue;
            }
            match self.mismatch(entry, args)? {
                None => return Ok(entry),
                Some(other) => why = why.or(Some(other)),
            }
        }
        Err(why.unwrap_or_else(|| self.missing(name, version)))
    }

    /// Why an entry is not that of the type with these arguments.
    fn mismatch(&mut self, entry: &Entry, args: &[Argument]) -> Result<Option<Error>> {
        let Entry { parameters, .. } = entry;
        if parameters.len() != args.len() {
            let (title, expected, found) = (title(entry), parameters.len(), args.len());
            return Ok(Some(wrong(format!(
                "{title} has {expected} generic arguments in its history, and {found} here"
            ))
            .with_help(
                "a type with other parameters is another type: give it a name of its own, or end the support of such \
                 files by `unsupported`",
            )));
        }
        for (parameter, arg) in parameters.iter().zip(args) {
            let Some(fixed) = &parameter.fixed else { continue };
            let recorded = self.fixed(fixed, matches!(arg, Argument::Signed(_)))?;
            if recorded != *arg {
                let (title, name) = (title(entry), &parameter.name);
                return Ok(Some(wrong(format!(
                    "the history of {title} speaks of `{name} = {fixed}` alone, and here is another `{name}`"
                )).with_help("name the type that is in use by #[persist(instantiate(…))], or record it without")));
            }
        }
        Ok(None)
    }

    fn fields(&mut self, fields: &Fields, environment: &Environment<'_>) -> Result<FieldsSchema> {
        let list = fields.list.iter().map(|field| {
            self.pay(field.was.len())?;
            Ok(FieldSchema {
                name: field.name.clone(),
                ty: self.ty(&field.ty, environment, MAX_DEPTH)?,
                default: field.default.is_some(),
                was: field.was.clone(),
                from: Box::default(),
                foreign: None,
            })
        });
        let list = list.collect::<Result<_>>()?;
        let kind = match fields.kind {
            Kind::Unit => FieldsKind::Unit,
            Kind::Tuple => FieldsKind::Tuple,
            Kind::Named => FieldsKind::Named,
        };
        Ok(FieldsSchema { kind, list })
    }

    fn ty(&mut self, ty: &TypeText, environment: &Environment<'_>, depth: usize) -> Result<Type> {
        self.pay(1)?;
        let depth = depth.checked_sub(1).ok_or_else(too_deep)?;
        let mut boxed = |ty: &TypeText| self.ty(ty, environment, depth).map(Box::new);
        Ok(match ty {
            TypeText::Option(content) => Type::Option(boxed(content)?),
            TypeText::List(element) => Type::List { element: boxed(element)?, fixed: false },
            TypeText::Array(element, len) => {
                let len = length(len, environment)?;
                Type::Array { element: boxed(element)?, len, fixed: false }
            }
            TypeText::Tuple(elements) if elements.is_empty() => Type::Primitive(Primitive::Unit),
            TypeText::Tuple(elements) => {
                let elements = elements.iter().map(|ty| self.ty(ty, environment, depth));
                Type::Tuple(elements.collect::<Result<_>>()?)
            }
            TypeText::Set(element) => Type::Set(boxed(element)?),
            TypeText::Map(key, value) => Type::Map(boxed(key)?, boxed(value)?),
            TypeText::Shared(content) => Type::Shared(boxed(content)?),
            TypeText::Weak(content) => Type::Weak(boxed(content)?),
            TypeText::Named(name, args) if args.is_empty() => {
                match (parameter(name, environment), Primitive::from_name(name)) {
                    (Some(Argument::Type(ty)), _) => self.substituted(ty, depth)?,
                    (Some(_), _) => {
                        return Err(wrong(format!("`{name}` is a number, and no type")));
                    }
                    (None, Some(primitive)) => Type::Primitive(primitive),
                    (None, None) => Type::Named(self.number(name, Vec::new())?),
                }
            }
            TypeText::Named(name, args) => {
                let args = args.iter().enumerate().map(|(position, arg)| {
                    let signed = self.sources.is_signed(name, position);
                    self.arg(arg, environment, MAX_DEPTH, signed)
                });
                let args = args.collect::<Result<_>>()?;
                Type::Named(self.number(name, args)?)
            }
        })
    }

    /// An argument that stands in the history itself.
    pub(super) fn fixed(&mut self, arg: &ArgText, signed: bool) -> Result<Argument> {
        self.arg(arg, &[], MAX_DEPTH, signed)
    }

    /// An argument. Numbers of no sign are signed where `signed` says so.
    fn arg(
        &mut self,
        arg: &ArgText,
        environment: &Environment<'_>,
        depth: usize,
        signed: bool,
    ) -> Result<Argument> {
        Ok(match arg {
            ArgText::Type(TypeText::Named(name, args)) if args.is_empty() => {
                match parameter(name, environment) {
                    Some(Argument::Type(ty)) => Argument::Type(self.substituted(ty, depth)?),
                    Some(constant) => constant.clone(),
                    None => {
                        let ty = TypeText::Named(name.clone(), Vec::new());
                        Argument::Type(self.ty(&ty, environment, depth)?)
                    }
                }
            }
            ArgText::Type(ty) => Argument::Type(self.ty(ty, environment, depth)?),
            ArgText::Number(number) => match (number.parse(), number.parse(), signed) {
                (Ok(number), _, false) => Argument::Unsigned(number),
                (_, Ok(number), _) => Argument::Signed(number),
                (Ok(number), _, _) => Argument::Unsigned(number),
                _ => return Err(wrong(format!("`{number}` is beyond any number"))),
            },
            ArgText::Bool(value) => Argument::Bool(*value),
            ArgText::Char(value) => Argument::Char(*value),
        })
    }

    /// What stands for a parameter, in its place.
    fn substituted(&mut self, ty: &Type, depth: usize) -> Result<Type> {
        let (size, levels) = measure(ty);
        self.pay(size)?;
        // The place itself has been taken from `depth` already.
        if levels > depth.saturating_add(1) { Err(too_deep()) } else { Ok(ty.clone()) }
    }

    /// One of today's arguments, whose types may have had other names.
    pub(super) fn todays(&mut self, arg: &Arg) -> Result<Argument> {
        Ok(match *arg {
            Arg::Type(ty) => Argument::Type(self.todays_type(ty, MAX_DEPTH)?),
            Arg::Unsigned(value) => Argument::Unsigned(value),
            Arg::Signed(value) => Argument::Signed(value),
            Arg::Bool(value) => Argument::Bool(value),
            Arg::Char(value) => Argument::Char(value),
        })
    }

    fn todays_type(&mut self, ty: &Ty, depth: usize) -> Result<Type> {
        self.pay(1)?;
        let depth = depth.checked_sub(1).ok_or_else(too_deep)?;
        let mut boxed = |ty: &Ty| self.todays_type(ty, depth).map(Box::new);
        Ok(match *ty {
            Ty::Primitive(primitive) => Type::Primitive(primitive),
            Ty::Option(content) => Type::Option(boxed(content)?),
            Ty::List { element, .. } => Type::List { element: boxed(element)?, fixed: false },
            Ty::Array { element, len, .. } => {
                Type::Array { element: boxed(element)?, len: to_u64(len), fixed: false }
            }
            Ty::Tuple(elements) => {
                let elements = elements.iter().map(|ty| self.todays_type(ty, depth));
                Type::Tuple(elements.collect::<Result<_>>()?)
            }
            Ty::Set(element) => Type::Set(boxed(element)?),
            Ty::Map(key, value) => Type::Map(boxed(key)?, boxed(value)?),
            Ty::Shared(content) => Type::Shared(boxed(content)?),
            Ty::Weak(content) => Type::Weak(boxed(content)?),
            Ty::Named { name, args } => {
                let args = args.iter().map(|arg| self.todays(arg)).collect::<Result<_>>()?;
                let is_here =
                    |name: &&str| self.versions.contains_key(name) || *name == self.root.name;
                let name = self.sources.names(name).find(is_here).unwrap_or(name);
                Type::Named(self.number(name, args)?)
            }
        })
    }

    /// Takes the price of some work.
    fn pay(&mut self, work: usize) -> Result<()> {
        let Work(done) = self.work;
        done.set(done.get().saturating_add(work));
        if done.get() <= MAX_WORK {
            return Ok(());
        }
        let title = title(self.root);
        let message = format!("{title} in its history has more than {MAX_WORK} types in all");
        Err(Error::new(ErrorKind::Limit, message))
    }

    /// `register` leads from fields to their types, never to mere arguments.
    #[cold]
    fn not_held(&self, id: DefId) -> Error {
        let name = self.named.get(id.place()).map_or("", |(name, _)| name.as_str());
        let (name, root) = (name.escape_debug(), title(self.root));
        wrong(format!("`{name}` is an argument in {root}, and no field holds one"))
    }

    #[cold]
    fn unversioned(&self, name: &str) -> Error {
        let (name, root) = (name.escape_debug(), title(self.root));
        wrong(format!(
            "{root} in its history holds `{name}`, and its `with` gives no version of it"
        ))
        .with_help("restore the history from version control; a type without version has no past")
    }

    #[cold]
    fn missing(&self, name: &str, version: Option<&Version>) -> Error {
        let (shown, root) = (name.escape_debug(), title(self.root));
        let version = version.map_or(String::new(), |version| format!(" {version}"));
        let file = HistoryText::file_name(name);
        let message = format!(
            "{root} held `{shown}`{version}, which is in no history that this program reaches"
        );
        wrong(message).with_help(format!(
            "restore `persist/{}` from version control as it was, then record anew: the history of {root} keeps \
             what it needs of others",
            file.escape_debug()
        ))
    }
}

/// A trait, of which histories have the name alone.
fn of_trait(name: String, args: Vec<Argument>) -> TypeDef {
    let (was, removed, chain, version, view) = (Vec::new(), Vec::new(), Vec::new(), None, None);
    let shape = Shape::Enum(Vec::new());
    TypeDef { name, args, version, was, shape, removed, chain, view }
}

fn parameter<'e>(name: &str, environment: &Environment<'e>) -> Option<&'e Argument> {
    let found = environment.iter().find(|(parameter, _)| parameter.name == name);
    found.map(|(_, arg)| *arg)
}

fn length(len: &Length, environment: &Environment<'_>) -> Result<u64> {
    let name = match len {
        Length::Number(number) => return Ok(*number),
        Length::Parameter(name) => name,
    };
    match parameter(name, environment) {
        Some(Argument::Unsigned(number)) => u64::try_from(*number)
            .map_err(|_| wrong(format!("an array of {number} elements is longer than any"))),
        _ => Err(wrong(format!("`{name}` is the length of an array, and no number"))),
    }
}

/// How many types stand in one, itself included, and how deep.
fn measure(ty: &Type) -> (usize, usize) {
    let start = (1, 0);
    let (size, levels) = ty.inner().map(measure).fold(start, |sum: (usize, usize), inner| {
        (sum.0.saturating_add(inner.0), sum.1.max(inner.1))
    });
    (size, levels.saturating_add(1))
}

/// A version of a type in words, as "`Forest` 1.2.0".
pub(super) fn title(entry: &Entry) -> String {
    format!("`{}` {}", entry.name.escape_debug(), entry.version)
}

#[cold]
pub(super) fn wrong(message: String) -> Error {
    Error::new(ErrorKind::Caller, message)
}

#[cold]
fn too_deep() -> Error {
    wrong(format!("more than {MAX_DEPTH} types stand within each other in a history"))
}
