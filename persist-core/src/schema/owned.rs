//! The owned form of schemas: what files hold, and what is compared.

use std::fmt;
use std::sync::Arc;

use semver::Version;

use super::defs::Defs;
use super::{
    Arg, ChainEntry, DYN, Def, DefShape, Epoch, EpochPath, Fields, FieldsKind, Foreign, NoEpoch,
    Primitive, Registry, Ty, View,
};
use crate::error::{Error, ErrorKind, Result};
use crate::wire::to_u64;

/// The type of a value, and the definitions of all named types that it can hold.
///
/// `Display` shows it as text that reads like Rust. Clones share their definitions.
///
/// # Example
///
/// ```
/// use persist_core::Schema;
///
/// let schema = Schema::of::<Vec<(String, f64)>>()?;
/// assert_eq!(schema.to_string(), "[(str, f64)]\n");
/// # Ok::<(), persist_core::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schema {
    pub(super) root: Type,
    /// Those that a value can hold, and behind them those that only the reading of old files needs.
    pub(super) defs: Arc<Defs>,
    /// How many of them a value can hold.
    pub(super) stored: usize,
}

/// The place of a definition in its [`Schema`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DefId(pub(super) u32);

/// The type of a persisted value, in owned form: see [`Ty`] for each.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each is explained at the const form, `Ty`")]
pub enum Type {
    Primitive(Primitive),
    Option(Box<Type>),
    List { element: Box<Type>, fixed: bool },
    Array { element: Box<Type>, len: u64, fixed: bool },
    Tuple(Vec<Type>),
    Set(Box<Type>),
    Map(Box<Type>, Box<Type>),
    Shared(Box<Type>),
    Weak(Box<Type>),
    Named(DefId),
}

/// An argument of a generic type, in owned form.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each is explained at the const form, `Arg`")]
pub enum Argument {
    Type(Type),
    Unsigned(u128),
    Signed(i128),
    Bool(bool),
    Char(char),
}

/// The definition of a named type, in owned form.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TypeDef {
    /// The persisted name.
    pub name: String,
    /// Generic arguments.
    pub args: Vec<Argument>,
    /// The declared version; `None` for a draft.
    pub version: Option<Version>,
    /// Former names, newest first.
    pub was: Vec<String>,
    /// Fields or variants.
    pub shape: Shape,
    /// Names of former fields, or of former variants, whose loss is acknowledged. Known of a program's types
    /// only, as are `chain` and `view`: files do not hold them.
    pub removed: Vec<String>,
    /// How files of former epochs are read, oldest first.
    pub chain: Vec<ChainLink>,
    /// What the type is a view of, where it is one.
    pub view: Option<ViewOf>,
}

impl TypeDef {
    /// The versions that a program with this type reads, in words, as `1.x, 2.x`.
    pub(crate) fn reads(&self) -> String {
        let today = match &self.view {
            Some(view) => Some(view.epoch),
            None => self.version.as_ref().map(Epoch::of),
        };
        let readable = self.chain.iter().filter(|link| link.path != ChainPath::Unsupported);
        let epochs = readable.map(|link| link.epoch).chain(today);
        epochs.map(|epoch| epoch.versions()).collect::<Vec<_>>().join(", ")
    }
}

/// How files of one former epoch are read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ChainLink {
    /// The epoch.
    pub epoch: Epoch,
    /// What becomes of its files.
    pub path: ChainPath,
}

/// What becomes of the files of a former epoch: see [`EpochPath`] for each.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
#[expect(missing_docs, reason = "each is explained at the const form, `EpochPath`")]
pub enum ChainPath {
    View(Type),
    Auto,
    Unsupported,
}

/// What a type is a view of.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ViewOf {
    /// The persisted name of the type.
    pub name: String,
    /// The epoch whose files the view reads.
    pub epoch: Epoch,
    /// The view's own name in the program.
    pub ident: String,
}

/// Fields or variants of a [`TypeDef`].
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Shape {
    /// A struct.
    Struct(FieldsSchema),
    /// An enum.
    Enum(Vec<VariantSchema>),
}

/// The fields of a struct or of a variant, in the order in which they are stored.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldsSchema {
    /// How they are declared.
    pub kind: FieldsKind,
    /// Those that are stored.
    pub list: Vec<FieldSchema>,
}

/// A stored field.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FieldSchema {
    /// The persisted name; `0`, `1`, … for fields by position.
    pub name: String,
    /// The field's type.
    pub ty: Type,
    /// Whether a default is declared for files that lack the field.
    pub default: bool,
    /// Former names, newest first.
    pub was: Vec<String>,
    /// Former types that have a conversion of their own. Known of a program's types only: files do not hold them.
    pub from: Box<[Type]>,
    /// What is known of a type of another crate, which serde stores. Histories do not hold it.
    pub foreign: Option<Box<ForeignType>>,
}

/// A type of another crate, which serde stores: what is known of it, for people. Types are not compared by it.
///
/// `Display` shows it as "`SVC<f64>` of smartcore 0.7.0".
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ForeignType {
    /// The type as the field declares it.
    pub ty: String,
    /// Name and version of the crate that it comes from, where the field says it.
    pub from_crate: Option<(String, String)>,
}

impl From<Foreign> for ForeignType {
    fn from(foreign: Foreign) -> Self {
        let from_crate = foreign.from_crate;
        ForeignType {
            ty: foreign.ty.to_owned(),
            from_crate: from_crate.map(|of| (of.name.to_owned(), of.version.to_owned())),
        }
    }
}

impl fmt::Display for ForeignType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.ty.escape_debug())?;
        match &self.from_crate {
            Some((name, version)) => {
                write!(f, " of {} {}", name.escape_debug(), version.escape_debug())
            }
            None => Ok(()),
        }
    }
}

/// A variant of an enum.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct VariantSchema {
    /// The persisted name.
    pub name: String,
    /// Former names, newest first.
    pub was: Vec<String>,
    /// What it holds.
    pub fields: FieldsSchema,
    /// Names of former fields whose loss is acknowledged. Known of a program's types only, as is `other`.
    pub removed: Vec<String>,
    /// Whether variants that the enum does not know are read as this one.
    pub other: bool,
}

impl Schema {
    /// A schema of which values hold the first `stored` of these definitions.
    pub(super) fn new(root: Type, defs: Vec<TypeDef>, stored: usize) -> Self {
        Schema { root, defs: Arc::new(Defs::from(defs)), stored }
    }

    /// The type of the value.
    pub fn root(&self) -> &Type {
        &self.root
    }

    /// All definitions that a value can hold, in the order in which the root's fields lead to them.
    pub fn defs(&self) -> impl ExactSizeIterator<Item = &TypeDef> {
        self.defs.iter().take(self.stored)
    }

    /// What is known of the types of other crates that fields hold.
    pub(crate) fn foreign_types(&self) -> impl Iterator<Item = &ForeignType> {
        let fields = self.defs().flat_map(|def| def.all_fields()).flat_map(|fields| &fields.list);
        fields.filter_map(|field| field.foreign.as_deref())
    }

    /// The definition of a named type of this schema.
    pub fn def(&self, id: DefId) -> Option<&TypeDef> {
        self.defs.get(usize::try_from(id.0).ok()?)
    }

    /// The definition of the root, where it is a named type.
    pub fn root_def(&self) -> Option<&TypeDef> {
        match self.root {
            Type::Named(id) => self.def(id),
            _ => None,
        }
    }

    /// The schema of `root`, whose closure is in `registry`.
    ///
    /// # Errors
    ///
    /// Two definitions under one name, a definition that was not registered, or a version that is none.
    pub fn from_registry(root: &'static Ty, registry: &Registry) -> Result<Self> {
        if let Some((one, other)) = registry.conflicts().first() {
            return Err(conflict(one, other));
        }
        if let Some(clash) = registry.clash() {
            return Err(Error::new(ErrorKind::Caller, clash.message.as_str())
                .with_reasons(clash.sides.clone())
                .with_help(clash.help.as_str()));
        }
        let convert = Convert { registry };
        let defs =
            registry.defs().iter().map(|def| convert.def(def)).collect::<Result<Vec<_>>>()?;
        Ok(Schema::new(convert.ty(root)?, defs, registry.stored()))
    }
}

fn conflict(one: &Def, other: &Def) -> Error {
    let side = |def: &Def| {
        let fields = |fields: Fields| {
            let list = fields.list.iter();
            list.map(|field| format!("{}: {}", field.name, field.ty)).collect::<Vec<_>>().join(", ")
        };
        let content = match def.shape {
            DefShape::Struct(all) => format!("{{ {} }}", fields(all)),
            DefShape::Enum(variants) => {
                let variants = variants.iter();
                let text = variants.map(|v| format!("{}({})", v.name, fields(v.fields)));
                text.collect::<Vec<_>>().join(" | ")
            }
        };
        let producer = def.producer.map_or(String::new(), |p| format!(" of {}", p.name));
        let version = def.version.map_or(String::new(), |version| format!(" {version}"));
        format!("`{}`{version}{producer}: {content}", def.name)
    };
    let help = match one.name.starts_with(DYN) {
        true => "give one of the traits another: `persist_core::dynamic!(dyn … as \"…\")`",
        false => "give one of them another: #[persist(name = \"…\")]",
    };
    Error::new(ErrorKind::Caller, format!("two different types have the name `{}`", one.name))
        .with_reasons(vec![side(one), side(other)])
        .with_help(help)
}

/// From the const form to the owned one.
struct Convert<'a> {
    registry: &'a Registry,
}

impl Convert<'_> {
    fn ty(&self, ty: &'static Ty) -> Result<Type> {
        let boxed = |ty| self.ty(ty).map(Box::new);
        Ok(match *ty {
            Ty::Primitive(primitive) => Type::Primitive(primitive),
            Ty::Option(content) => Type::Option(boxed(content)?),
            Ty::List { element, fixed } => Type::List { element: boxed(element)?, fixed },
            Ty::Array { element, len, fixed } => {
                Type::Array { element: boxed(element)?, len: to_u64(len), fixed }
            }
            Ty::Tuple(elements) => {
                Type::Tuple(elements.iter().map(|element| self.ty(element)).collect::<Result<_>>()?)
            }
            Ty::Set(element) => Type::Set(boxed(element)?),
            Ty::Map(key, value) => Type::Map(boxed(key)?, boxed(value)?),
            Ty::Shared(content) => Type::Shared(boxed(content)?),
            Ty::Weak(content) => Type::Weak(boxed(content)?),
            Ty::Named { name, args } => {
                let number = self.registry.number(name, args).and_then(|id| id.try_into().ok());
                Type::Named(DefId(number.ok_or_else(|| {
                    Error::new(
                        ErrorKind::Caller,
                        format!("a type names `{name}`, but its `register` does not add it"),
                    )
                })?))
            }
        })
    }

    fn def(&self, def: &Def) -> Result<TypeDef> {
        let version = def.version.map(|text| {
            text.parse().map_err(|error| {
                let message = format!("`{}` declares a version that is none: {error}", def.name);
                Error::new(ErrorKind::Caller, message)
            })
        });
        Ok(TypeDef {
            name: def.name.to_owned(),
            args: def.args.iter().map(|arg| self.arg(arg)).collect::<Result<_>>()?,
            version: version.transpose()?,
            was: owned(def.was),
            removed: owned(def.removed),
            chain: def.chain.iter().map(|entry| self.link(def, entry)).collect::<Result<_>>()?,
            view: def.view.map(|view| view_of(def, &view)).transpose()?,
            shape: match def.shape {
                DefShape::Struct(fields) => Shape::Struct(self.fields(&fields)?),
                DefShape::Enum(variants) => Shape::Enum(
                    variants
                        .iter()
                        .map(|variant| {
                            Ok(VariantSchema {
                                name: variant.name.to_owned(),
                                was: owned(variant.was),
                                fields: self.fields(&variant.fields)?,
                                removed: owned(variant.removed),
                                other: variant.other,
                            })
                        })
                        .collect::<Result<_>>()?,
                ),
            },
        })
    }

    fn link(&self, def: &Def, entry: &ChainEntry) -> Result<ChainLink> {
        Ok(ChainLink {
            epoch: epoch(def, entry.epoch)?,
            path: match entry.path {
                EpochPath::View(view) => ChainPath::View(self.ty(view)?),
                EpochPath::Auto => ChainPath::Auto,
                EpochPath::Unsupported => ChainPath::Unsupported,
            },
        })
    }

    fn arg(&self, arg: &Arg) -> Result<Argument> {
        Ok(match *arg {
            Arg::Type(ty) => Argument::Type(self.ty(ty)?),
            Arg::Unsigned(value) => Argument::Unsigned(value),
            Arg::Signed(value) => Argument::Signed(value),
            Arg::Bool(value) => Argument::Bool(value),
            Arg::Char(value) => Argument::Char(value),
        })
    }

    fn fields(&self, fields: &Fields) -> Result<FieldsSchema> {
        let list = fields.list.iter().map(|field| {
            Ok(FieldSchema {
                name: field.name.to_owned(),
                ty: self.ty(field.ty)?,
                default: field.default,
                was: owned(field.was),
                from: field.from.iter().map(|ty| self.ty(ty)).collect::<Result<_>>()?,
                foreign: field.foreign.map(|foreign| Box::new(ForeignType::from(foreign))),
            })
        });
        Ok(FieldsSchema { kind: fields.kind, list: list.collect::<Result<_>>()? })
    }
}

fn view_of(def: &Def, view: &View) -> Result<ViewOf> {
    let (name, ident) = (view.of.to_owned(), view.ident.to_owned());
    Ok(ViewOf { name, epoch: epoch(def, view.epoch)?, ident })
}

fn epoch(def: &Def, text: &str) -> Result<Epoch> {
    text.parse().map_err(|error: NoEpoch| {
        Error::new(
            ErrorKind::Caller,
            format!("`{}` names an epoch that is none: {error}", def.name),
        )
    })
}

fn owned(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}
