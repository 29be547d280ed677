//! What a type and its attributes say, in the words of schemas: all that the expansion is made from.

use proc_macro2::{Span, TokenStream};
use semver::Version;
use syn::{Generics, Ident, LitStr, Member, Path, Type, WherePredicate};

/// A type that derives `Persist`.
pub(crate) struct Container<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) generics: &'a Generics,
    /// Where the library is found.
    pub(crate) krate: Path,
    pub(crate) name: Name,
    /// Where `name = …` stands, if it does.
    pub(crate) pinned: Option<Span>,
    pub(crate) was: Vec<LitStr>,
    pub(crate) removed: Vec<LitStr>,
    /// How files of former epochs are read, oldest first.
    pub(crate) chain: Option<Given<Vec<ChainEntry>>>,
    /// The type that this one is a view of.
    pub(crate) view_of: Option<Given<LitStr>>,
    /// The epoch whose files a view reads.
    pub(crate) epoch: Option<Given<LitStr>>,
    pub(crate) version: Option<Given<Version>>,
    pub(crate) validate: Option<Path>,
    /// Where `transparent` stands, if it does.
    pub(crate) transparent: Option<Span>,
    /// The predicates that replace the inferred ones.
    pub(crate) bound: Option<Given<Vec<WherePredicate>>>,
    pub(crate) history: Option<Given<HistoryPlace>>,
    /// What stands for generic parameters where the history is kept.
    pub(crate) instantiate: Option<Given<Vec<(Ident, TokenStream)>>>,
    /// What changes values of recorded versions before they are loaded in tests.
    pub(crate) replay: Option<Path>,
    /// Where `repr(packed)` stands, if it does.
    pub(crate) packed: Option<Span>,
    pub(crate) data: Data<'a>,
}

/// Where the history of a type is kept, if not in its usual place.
pub(crate) enum HistoryPlace {
    Nowhere,
    /// Beside the source.
    File(LitStr),
}

/// How files of one former epoch are read.
pub(crate) struct ChainEntry {
    pub(crate) epoch: LitStr,
    pub(crate) path: EpochPath,
}

pub(crate) enum EpochPath {
    View(Box<Type>),
    Auto,
    Unsupported(Span),
}

pub(crate) enum Data<'a> {
    Struct(Fields<'a>),
    Enum(Vec<Variant<'a>>),
}

pub(crate) struct Variant<'a> {
    pub(crate) ident: &'a Ident,
    pub(crate) name: Name,
    pub(crate) was: Vec<LitStr>,
    pub(crate) removed: Vec<LitStr>,
    /// Where `other` stands, if it does.
    pub(crate) other: Option<Span>,
    pub(crate) fields: Fields<'a>,
}

impl Variant<'_> {
    /// Whether the variant has this name, or had it.
    pub(crate) fn answers_to(&self, name: &str) -> bool {
        self.name.text == name || self.was.iter().any(|was| was.value() == name)
    }
}

pub(crate) struct Fields<'a> {
    pub(crate) kind: FieldsKind,
    /// All of them, in declared order.
    pub(crate) list: Vec<Field<'a>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FieldsKind {
    Unit,
    Tuple,
    Named,
}

pub(crate) struct Field<'a> {
    /// How code refers to the field.
    pub(crate) member: Member,
    pub(crate) ty: &'a Type,
    pub(crate) name: Name,
    /// Where `rename = …` stands, if it does.
    pub(crate) renamed: Option<Span>,
    pub(crate) was: Vec<LitStr>,
    pub(crate) default: Option<Given<Fallback>>,
    pub(crate) from: Vec<Conversion>,
    /// Where `skip` stands, if it does.
    pub(crate) skip: Option<Span>,
    /// Where `unknown` stands, if it does: the field keeps what the program does not know.
    pub(crate) unknown: Option<Span>,
    /// What stores the field, where its type does not itself.
    pub(crate) adapter: Option<Given<Adapter>>,
    /// What else would, where more than one attribute says so.
    pub(crate) other_adapter: Option<Span>,
    /// The crate that the type comes from.
    pub(crate) from_crate: Option<Given<LitStr>>,
    /// Tells the field from all others of the type.
    pub(crate) number: usize,
}

/// What stores a field whose type is another crate's.
pub(crate) enum Adapter {
    Serde(Serde),
    /// The type that is stored in its place.
    As(Box<Type>),
    /// The module that knows what is.
    With(Path),
}

/// How serde stores a field.
#[derive(Default)]
pub(crate) struct Serde {
    /// Where `compact` stands, if it does.
    pub(crate) compact: Option<Span>,
    /// What makes today's value of one that another version of the crate wrote.
    pub(crate) upgrade: Option<Given<Path>>,
}

impl Adapter {
    /// The attribute that says it.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            Adapter::Serde(_) => "serde",
            Adapter::As(_) => "as",
            Adapter::With(_) => "with",
        }
    }
}

impl Field<'_> {
    /// Whether the field has this name, or had it.
    pub(crate) fn answers_to(&self, name: &str) -> bool {
        self.name.text == name || self.was.iter().any(|was| was.value() == name)
    }
}

/// A former type of a field.
pub(crate) struct Conversion {
    pub(crate) old: Type,
    /// The function that makes the field's value of it.
    pub(crate) function: TokenStream,
}

/// The value of a field that a file does not hold.
pub(crate) enum Fallback {
    /// That of the type's `Default`.
    OfType,
    /// The user's expression.
    Expr(TokenStream),
}

/// A persisted name.
pub(crate) struct Name {
    pub(crate) text: String,
    /// The literal or identifier that it comes from.
    pub(crate) span: Span,
}

/// The value of an attribute.
pub(crate) struct Given<T> {
    /// The attribute's name.
    pub(crate) span: Span,
    pub(crate) value: T,
}

impl<'a> Container<'a> {
    /// What the history is kept with in the place of a generic parameter, where the type says it.
    pub(crate) fn stands_for(&self, parameter: &Ident) -> Option<&TokenStream> {
        let given = self.instantiate.iter().flat_map(|given| &given.value);
        given.into_iter().find(|(name, _)| name == parameter).map(|(_, argument)| argument)
    }

    /// The persisted name of the type, which for a view is not that of the type that it reads.
    pub(crate) fn stored_name(&self) -> String {
        match (&self.view_of, &self.epoch) {
            (Some(of), Some(epoch)) => format!("{}@{}", of.value.value(), epoch.value.value()),
            _ => self.name.text.clone(),
        }
    }

    /// The fields of a struct, or those of each variant, to be changed.
    pub(crate) fn all_fields_mut(&mut self) -> impl Iterator<Item = &mut Field<'a>> {
        let (fields, variants) = match &mut self.data {
            Data::Struct(fields) => (Some(fields), [].as_mut_slice()),
            Data::Enum(variants) => (None, variants.as_mut_slice()),
        };
        let of_variants = variants.iter_mut().map(|variant| &mut variant.fields);
        fields.into_iter().chain(of_variants).flat_map(|fields| &mut fields.list)
    }

    /// The fields of a struct, or those of each variant.
    pub(crate) fn all_fields(&self) -> impl Iterator<Item = &Fields<'_>> {
        let (fields, variants) = match &self.data {
            Data::Struct(fields) => (Some(fields), [].as_slice()),
            Data::Enum(variants) => (None, variants.as_slice()),
        };
        let of_variants = variants.iter().map(|variant| &variant.fields);
        fields.into_iter().chain(of_variants)
    }
}

impl<'a> Fields<'a> {
    /// The fields that files hold.
    pub(crate) fn stored(&self) -> impl Iterator<Item = &Field<'a>> {
        self.list.iter().filter(|field| field.skip.is_none())
    }

    /// The field that keeps what the program does not know, and its place among those that files hold.
    pub(crate) fn keeper(&self) -> Option<(usize, &Field<'a>)> {
        self.stored().enumerate().find(|(_, field)| field.unknown.is_some())
    }

    pub(crate) fn skipped(&self) -> impl Iterator<Item = &Field<'a>> {
        self.list.iter().filter(|field| field.skip.is_some())
    }
}

impl Name {
    /// The name that a literal gives, or else the one that stands in the code.
    pub(crate) fn new(literal: Option<&LitStr>, member: &Member) -> Self {
        match (literal, member) {
            (Some(literal), _) => Name { text: literal.value(), span: literal.span() },
            (None, Member::Named(ident)) => Name::of_ident(ident),
            (None, Member::Unnamed(index)) => {
                Name { text: index.index.to_string(), span: index.span }
            }
        }
    }

    fn of_ident(ident: &Ident) -> Self {
        use syn::ext::IdentExt;
        Name { text: ident.unraw().to_string(), span: ident.span() }
    }
}

/// The path to the library where nothing else is said.
pub(crate) fn default_crate() -> Path {
    syn::parse_quote!(::persist_core)
}
