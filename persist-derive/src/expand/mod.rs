//! From model to code: the implementation of `Persist`.
//!
//! The code is data plus one call per field; whatever loops or decides lives in the library. It names
//! everything by a full path, so that nothing that users define or import changes its meaning.

mod adapted;
mod fixed;
mod history;
mod resolve;
mod schema;
mod stand_ins;
mod stream;
mod transparent;
mod validate;
mod views;

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Lifetime, Type};

use crate::generics::Parameters;
use crate::model::{Container, Data, Fallback, Field};

pub(crate) use history::History;

/// ```text
/// const _: () = {
///     use ::persist_core::__private as __persist;
///     #[automatically_derived]
///     impl<T> __persist::Persist for Tree<T> where T: __persist::Persist { … }
/// };
/// ```
///
/// The short name saves a third of all tokens, and each of them costs time wherever a type is derived for.
pub(crate) fn persist(container: &Container<'_>, history: Option<&History<'_>>) -> TokenStream {
    let cx = Cx::new(container);
    let check = validate::items(&cx, container);
    let items = match &container.data {
        Data::Struct(fields) if container.transparent.is_some() => {
            transparent::items(&cx, container, fields)
        }
        Data::Struct(fields) => {
            let schema = schema::items(&cx, container, history);
            let stream = stream::of_struct(&cx, container, fields);
            let resolve = resolve::items(&cx, container);
            let fixed = fixed::items(&cx, container, fields);
            quote!(#schema #stream #resolve #fixed)
        }
        Data::Enum(variants) => {
            let schema = schema::items(&cx, container, history);
            let stream = stream::of_enum(&cx, container, variants);
            let resolve = resolve::items(&cx, container);
            quote!(#schema #stream #resolve)
        }
    };
    let adapters = adapted::items(&cx, container);
    let implementation =
        implementation(container, &cx.parameters, &quote!(#items #check), &adapters);
    let history = history.map(|history| history::items(&cx, container, history));
    quote!(#implementation #history)
}

/// The implementation with the given items.
fn implementation(
    container: &Container<'_>,
    parameters: &Parameters,
    items: &TokenStream,
    beside: &TokenStream,
) -> TokenStream {
    let Container { ident, krate, .. } = container;
    let private = private(Span::call_site());
    let (impl_generics, ty_generics, _) = container.generics.split_for_impl();
    let where_clause = Some(&parameters.where_clause).filter(|c| !c.predicates.is_empty());
    let lints = lints();
    quote! {
        const _: () = {
            use #krate::__private as #private;
            #beside
            #lints
            #[automatically_derived]
            impl #impl_generics #private::Persist for #ident #ty_generics #where_clause {
                #items
            }
        };
    }
}

/// Lints that judge code which a person wrote. `deprecated` has spoken where the user wrote the type.
pub(crate) fn lints() -> TokenStream {
    quote!(#[allow(deprecated, unused_qualifications)])
}

/// The name that the library's own module for expansions has in them. Items are not hygienic: the prefix keeps it
/// apart from the user's.
fn private(span: Span) -> Ident {
    Ident::new("__persist", Span::mixed_site().located_at(span))
}

/// What all parts of an expansion refer to.
struct Cx {
    parameters: Parameters,
    names: Names,
}

/// The names of local variables. They are hygienic: no expression of the user's can mean them.
struct Names {
    reader: Ident,
    writer: Ident,
    registry: Ident,
    start: Ident,
    value: Ident,
    bytes: Ident,
    plan: Ident,
    node: Ident,
    step: Ident,
    cursor: Ident,
    arm: Ident,
    entry: Ident,
    view: Ident,
    fields: Ident,
    result: Ident,
    old_start: Ident,
    lifetime: Lifetime,
}

impl Cx {
    fn new(container: &Container<'_>) -> Self {
        let local = |name| Ident::new(name, Span::mixed_site());
        Cx {
            parameters: Parameters::of(container),
            names: Names {
                reader: local("__persist_reader"),
                writer: local("__persist_writer"),
                registry: local("__persist_registry"),
                start: local("__persist_start"),
                value: local("__persist_value"),
                bytes: local("__persist_bytes"),
                plan: local("__persist_plan"),
                node: local("__persist_node"),
                step: local("__persist_step"),
                cursor: local("__persist_cursor"),
                arm: local("__persist_arm"),
                entry: local("__persist_entry"),
                view: local("__persist_view"),
                fields: local("__persist_fields"),
                result: local("__persist_result"),
                old_start: local("__persist_old_start"),
                lifetime: Lifetime::new("'__persist_a", Span::mixed_site()),
            },
        }
    }

    /// The library's own module for expansions.
    fn private(&self) -> Ident {
        private(Span::call_site())
    }

    /// `<Type as Persist>`. It carries the type's own span: a type that does not implement the trait is
    /// reported where the user wrote it.
    fn persist(&self, ty: &Type) -> TokenStream {
        let private = private(ty.span());
        quote_spanned!(ty.span()=> <#ty as #private::Persist>)
    }

    /// `match result { Ok(value) => value, Err(value) => return Err(value) }`: what `?` says, without the two calls that
    /// are generated, and the traits that are looked up, for each of them.
    fn or_return(&self, result: &TokenStream) -> TokenStream {
        let (private, value) = (self.private(), &self.names.value);
        quote! {
            match #result {
                #private::Ok(#value) => #value,
                #private::Err(#value) => return #private::Err(#value),
            }
        }
    }

    /// The local variable for a field of a variant.
    fn binding(&self, index: usize) -> Ident {
        format_ident!("__persist_field{}", index, span = Span::mixed_site())
    }

    /// The value of a field that a file does not hold.
    fn fallback(&self, field: &Field<'_>) -> TokenStream {
        match field.default.as_ref().map(|default| &default.value) {
            Some(Fallback::Expr(expr)) => expr.clone(),
            Some(Fallback::OfType) | None => {
                let default = self.default_of(field.ty);
                quote!(#default())
            }
        }
    }

    /// `<Type as Keeper>`: a field that keeps what the program does not know.
    fn keeper(&self, ty: &Type) -> TokenStream {
        let private = private(ty.span());
        quote_spanned!(ty.span()=> <#ty as #private::Keeper>)
    }

    /// `<Type as Default>::default`
    fn default_of(&self, ty: &Type) -> TokenStream {
        let private = private(ty.span());
        quote_spanned!(ty.span()=> <#ty as #private::Default>::default)
    }
}
