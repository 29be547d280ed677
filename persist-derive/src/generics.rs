//! Where an implementation holds, and which arguments tell one instance of a generic type from another.
//!
//! Bounds are put on parameters and on their associated types, never on whole field types: for
//! `struct Node<T> { children: Vec<Node<T>> }`, a bound `Vec<Node<T>>: Persist` would hold only if itself did.

use std::collections::HashSet;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{
    GenericArgument, GenericParam, Generics, Ident, PathArguments, Type, TypeParamBound, TypePath,
    WhereClause, WherePredicate, parse_quote,
};

use crate::model::{Adapter, Container, Fallback, Field};

/// What the type parameters of a container come to.
pub(crate) struct Parameters {
    /// The `where` clause of the implementation.
    pub(crate) where_clause: WhereClause,
    /// The arguments of the schema type, in order.
    pub(crate) arguments: Vec<Argument>,
}

/// An argument that tells instances of a generic type apart.
pub(crate) enum Argument {
    /// A type that implements `Persist`.
    Type(TokenStream),
    /// A const parameter.
    Const(Ident, ConstKind),
}

/// The types of const parameters that schemas can hold.
#[derive(Clone, Copy)]
pub(crate) enum ConstKind {
    Unsigned,
    Signed,
    Bool,
    Char,
}

impl ConstKind {
    /// Their names, for messages.
    pub(crate) const VALID: &'static str = "an integer type, `bool` or `char`";

    pub(crate) fn of(ty: &Type) -> Option<Self> {
        let Type::Path(path) = ungrouped(ty) else {
            return None;
        };
        Some(match path.path.get_ident()?.to_string().as_str() {
            "u8" | "u16" | "u32" | "u64" | "u128" | "usize" => ConstKind::Unsigned,
            "i8" | "i16" | "i32" | "i64" | "i128" | "isize" => ConstKind::Signed,
            "bool" => ConstKind::Bool,
            "char" => ConstKind::Char,
            _ => return None,
        })
    }
}

/// An argument of the schema type by name, as histories show it: `T`, `N`, `T::State`.
pub(crate) struct Label {
    pub(crate) name: String,
    pub(crate) is_const: bool,
}

/// The arguments of a container's schema type.
pub(crate) fn labels(container: &Container<'_>) -> Vec<Label> {
    let label = |argument| match argument {
        Argument::Type(ty) => {
            Label { name: ty.to_string().split_whitespace().collect(), is_const: false }
        }
        Argument::Const(name, _) => Label { name: name.to_string(), is_const: true },
    };
    Parameters::of(container).arguments.into_iter().map(label).collect()
}

impl Parameters {
    pub(crate) fn of(container: &Container<'_>) -> Self {
        let mut stored = Mentions::new(container.generics);
        // What stores an adapted field is not its type: it need not implement the trait.
        let fields = container.all_fields().flat_map(|fields| fields.stored());
        for field in fields.filter(|field| field.adapter.is_none()) {
            stored.add(field.ty);
        }
        let predicates = match &container.bound {
            Some(bound) => bound.value.clone(),
            None => inferred(container, &stored),
        };
        let types = match &container.bound {
            Some(bound) => declared_arguments(container, &bound.value),
            None => {
                let projections = stored.projections.iter().map(|ty| ty.to_token_stream());
                unique(stored.parameters().chain(projections))
            }
        };
        Parameters {
            where_clause: extended(container.generics, predicates),
            arguments: in_order(container.generics, types),
        }
    }
}

/// `T: Persist` for whatever stored fields mention, and `Field: Default` for what loading has to make up.
fn inferred(container: &Container<'_>, stored: &Mentions<'_>) -> Vec<WherePredicate> {
    let krate = &container.krate;
    let persist = |ty: TokenStream| parse_quote!(#ty: #krate::__private::Persist);
    let parameters = stored.parameters().map(persist);
    let projections = stored.projections.iter();
    let projections = projections.map(|ty| persist(ty.to_token_stream()));
    let made_up = container.all_fields().flat_map(|fields| &fields.list);
    let made_up = made_up.filter(|field| needs_default(field) && stored.is_mentioned_by(field.ty));
    let defaults = made_up.map(|field| {
        let ty = field.ty;
        parse_quote!(#ty: #krate::__private::core::default::Default)
    });
    unique(parameters.chain(projections).chain(defaults).chain(by_serde(container)))
}

/// `T: SerdeValue` for what fields mention that serde stores.
fn by_serde(container: &Container<'_>) -> Vec<WherePredicate> {
    let mut mentions = Mentions::new(container.generics);
    for field in container.all_fields().flat_map(|fields| fields.stored()) {
        if matches!(&field.adapter, Some(adapter) if matches!(adapter.value, Adapter::Serde(_))) {
            mentions.add(field.ty);
        }
    }
    let krate = &container.krate;
    let predicate = |ty: TokenStream| parse_quote!(#ty: #krate::__private::SerdeValue);
    let projections = mentions.projections.iter().map(|ty| ty.to_token_stream());
    mentions.parameters().chain(projections).map(predicate).collect()
}

fn needs_default(field: &Field<'_>) -> bool {
    match &field.default {
        Some(default) => matches!(default.value, Fallback::OfType),
        None => field.skip.is_some(),
    }
}

/// The arguments under the user's own `bound`: the types that it says to implement `Persist`. Where a
/// parameter is stored and no such predicate mentions it, the fields that mention it stand for it: they
/// implement `Persist` in any case, and differ where the instances do.
fn declared_arguments(container: &Container<'_>, bound: &[WherePredicate]) -> Vec<TokenStream> {
    let persist = bound.iter().filter_map(|predicate| match predicate {
        WherePredicate::Type(predicate) if predicate.bounds.iter().any(is_persist) => {
            Some(&predicate.bounded_ty)
        }
        _ => None,
    });
    let mut covered = Mentions::new(container.generics);
    let mut arguments = Vec::new();
    for ty in persist {
        covered.add(ty);
        arguments.push(ty.to_token_stream());
    }
    let fields = container.all_fields().flat_map(|fields| fields.stored());
    let by_themselves = fields.filter(|field| field.adapter.is_none());
    for field in by_themselves.filter(|field| !mentions_ident(field.ty, container.ident)) {
        let mut here = Mentions::new(container.generics);
        here.add(field.ty);
        if !here.found.is_subset(&covered.found) {
            arguments.push(field.ty.to_token_stream());
        }
    }
    unique(arguments.into_iter())
}

fn is_persist(bound: &TypeParamBound) -> bool {
    match bound {
        TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last();
            last.is_some_and(|segment| segment.ident == "Persist")
        }
        _ => false,
    }
}

/// The generic parameters' own `where` clause with more predicates.
fn extended(generics: &Generics, predicates: Vec<WherePredicate>) -> WhereClause {
    let mut clause = generics.where_clause.clone().unwrap_or(parse_quote!(where));
    clause.predicates.extend(predicates);
    clause
}

/// Arguments in the order of their parameters, then those that are none.
fn in_order(generics: &Generics, types: Vec<TokenStream>) -> Vec<Argument> {
    let mut rest = types;
    let mut arguments = Vec::new();
    for parameter in &generics.params {
        match parameter {
            GenericParam::Lifetime(_) => {}
            GenericParam::Type(parameter) => {
                let name = parameter.ident.to_string();
                if let Some(index) = rest.iter().position(|ty| ty.to_string() == name) {
                    arguments.push(Argument::Type(rest.remove(index)));
                }
            }
            GenericParam::Const(parameter) => {
                if let Some(kind) = ConstKind::of(&parameter.ty) {
                    arguments.push(Argument::Const(parameter.ident.clone(), kind));
                }
            }
        }
    }
    arguments.extend(rest.into_iter().map(Argument::Type));
    arguments
}

fn unique<T: ToTokens>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut seen = HashSet::new();
    items.filter(|item| seen.insert(item.to_token_stream().to_string())).collect()
}

/// The type parameters that types mention, other than as a mere marker inside `PhantomData`.
struct Mentions<'a> {
    generics: &'a Generics,
    /// Parameters that occur in any form.
    found: HashSet<&'a Ident>,
    /// Parameters that occur by themselves.
    direct: HashSet<&'a Ident>,
    /// `T::Assoc` and `<T as Trait>::Assoc`.
    projections: Vec<TypePath>,
}

impl<'a> Mentions<'a> {
    fn new(generics: &'a Generics) -> Self {
        Mentions {
            generics,
            found: HashSet::new(),
            direct: HashSet::new(),
            projections: Vec::new(),
        }
    }

    /// Those that occur by themselves, in declared order.
    fn parameters(&self) -> impl Iterator<Item = TokenStream> {
        let declared = self.generics.type_params().map(|parameter| &parameter.ident);
        let direct = declared.filter(|ident| self.direct.contains(ident));
        direct.map(|ident| quote!(#ident))
    }

    fn is_mentioned_by(&self, ty: &Type) -> bool {
        let mut there = Mentions::new(self.generics);
        there.add(ty);
        !there.found.is_empty()
    }

    fn add(&mut self, ty: &Type) {
        match ungrouped(ty) {
            Type::Path(path) => self.add_path(path),
            Type::Array(array) => self.add(&array.elem),
            Type::Slice(slice) => self.add(&slice.elem),
            Type::Reference(reference) => self.add(&reference.elem),
            Type::Tuple(tuple) => tuple.elems.iter().for_each(|elem| self.add(elem)),
            // No other type can implement `Persist` on account of a parameter inside.
            _ => {}
        }
    }

    fn add_path(&mut self, path: &TypePath) {
        let first = path.path.segments.first();
        let parameter = first.and_then(|first| self.parameter(&first.ident));
        match (&path.qself, parameter) {
            (Some(qself), _) => {
                let mut inner = Mentions::new(self.generics);
                inner.add(&qself.ty);
                if !inner.found.is_empty() {
                    self.found.extend(inner.found);
                    self.projections.push(path.clone());
                }
            }
            (None, Some(parameter)) => {
                self.found.insert(parameter);
                match path.path.segments.len() {
                    1 => drop(self.direct.insert(parameter)),
                    _ => self.projections.push(path.clone()),
                }
            }
            (None, None) => self.add_arguments(path),
        }
    }

    fn add_arguments(&mut self, path: &TypePath) {
        let segments = path.path.segments.iter();
        for segment in segments.filter(|segment| segment.ident != "PhantomData") {
            if let PathArguments::AngleBracketed(arguments) = &segment.arguments {
                for argument in &arguments.args {
                    if let GenericArgument::Type(ty) = argument {
                        self.add(ty);
                    }
                }
            }
        }
    }

    /// The type parameter of this name.
    fn parameter(&self, ident: &Ident) -> Option<&'a Ident> {
        let mut declared = self.generics.type_params().map(|parameter| &parameter.ident);
        declared.find(|declared| *declared == ident)
    }
}

/// Whether a type mentions `ident`, or itself as `Self`, anywhere.
pub(crate) fn mentions_ident(ty: &Type, ident: &Ident) -> bool {
    fn within(tokens: TokenStream, ident: &Ident) -> bool {
        tokens.into_iter().any(|token| match token {
            proc_macro2::TokenTree::Ident(found) => found == *ident || found == "Self",
            proc_macro2::TokenTree::Group(group) => within(group.stream(), ident),
            _ => false,
        })
    }
    within(ty.to_token_stream(), ident)
}

/// A type out of the parentheses and the invisible groups around it.
pub(crate) fn ungrouped(ty: &Type) -> &Type {
    match ty {
        Type::Group(group) => ungrouped(&group.elem),
        Type::Paren(paren) => ungrouped(&paren.elem),
        ty => ty,
    }
}
