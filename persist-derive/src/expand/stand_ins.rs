//! The parameters of a generic type outside of its declaration, where the checks and the test of its history are: what
//! stands for them, and how types read that mention them.

use proc_macro2::{Delimiter, Group, Ident, Literal, Spacing, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{GenericParam, Type};

use super::Cx;
use crate::generics::{ConstKind, labels, ungrouped};
use crate::model::Container;

/// What stands for generic parameters, under their names: `type T = Param<0>; const N: usize = …;`
pub(super) fn stand_ins(cx: &Cx, container: &Container<'_>) -> TokenStream {
    let private = cx.private();
    let names = stand_in_names(container);
    parameters(container)
        .map(|(name, kind)| {
            let given = container.stands_for(name);
            let index = names.iter().position(|known| name == known);
            let index = Literal::usize_unsuffixed(index.unwrap_or_default());
            match kind {
                None => {
                    let stand_in =
                        given.cloned().unwrap_or_else(|| quote!(#private::check::Param<#index>));
                    quote!(type #name = #stand_in;)
                }
                Some(ty) => {
                    let value = given.cloned().unwrap_or_else(|| reserved(cx, ty, &index));
                    quote!(const #name: #ty = #value;)
                }
            }
        })
        .collect()
}

/// The value that stands for a const parameter.
fn reserved(cx: &Cx, ty: &Type, index: &Literal) -> TokenStream {
    let private = cx.private();
    let name = ungrouped(ty).to_token_stream().to_string();
    let function = format_ident!("const_{name}");
    quote!(#private::check::#function(#index))
}

/// What stands for parameters by number: first those of the schema type in their places, then those that it has not.
pub(super) fn stand_in_names(container: &Container<'_>) -> Vec<String> {
    let mut names: Vec<_> = labels(container).into_iter().map(|label| label.name).collect();
    let all = parameters(container).map(|(name, _)| name.to_string());
    let others: Vec<_> = all.filter(|name| !names.contains(name)).collect();
    names.extend(others);
    names
}

/// Generic parameters but for lifetimes, with the types of those that are const.
fn parameters<'c>(
    container: &'c Container<'_>,
) -> impl Iterator<Item = (&'c Ident, Option<&'c Type>)> {
    container.generics.params.iter().filter_map(|parameter| match parameter {
        GenericParam::Lifetime(_) => None,
        GenericParam::Type(parameter) => Some((&parameter.ident, None)),
        GenericParam::Const(parameter) => Some((&parameter.ident, Some(&parameter.ty))),
    })
}

/// Types of a declaration as they read outside of it.
///
/// There, `T` is an alias, and no bound says whose `State` is meant by `T::State`: such a type stands in an
/// implementation for the declared type, which has its bounds.
///
/// ```text
/// trait __PersistShortened<const I: usize> { type Type; }
/// impl<T: Machine> __PersistShortened<0> for Forest<T> { type Type = Vec<T::State>; }
/// ```
pub(super) struct Outside<'c, 'a> {
    container: &'c Container<'a>,
    shortened: Vec<TokenStream>,
}

impl<'c, 'a> Outside<'c, 'a> {
    pub(super) fn of(container: &'c Container<'a>) -> Self {
        Outside { container, shortened: Vec::new() }
    }

    /// The type with lifetimes of its own as `'static`, and `Self` by its name.
    pub(super) fn ty(&mut self, ty: &Type) -> TokenStream {
        let container = self.container;
        if !is_shortened(container, ty.to_token_stream()) {
            return replaced(container, ty.to_token_stream());
        }
        let ident = container.ident;
        let (parameters, arguments, bounds) = container.generics.split_for_impl();
        let index = Literal::usize_unsuffixed(self.shortened.len());
        self.shortened.push(quote! {
            impl #parameters __PersistShortened<#index> for #ident #arguments #bounds {
                type Type = #ty;
            }
        });
        let itself = itself(container, ty.span());
        quote_spanned!(ty.span()=> <#itself as __PersistShortened<#index>>::Type)
    }

    /// What these types rely on.
    pub(super) fn shortened(&self) -> TokenStream {
        let implementations = &self.shortened;
        match implementations.is_empty() {
            true => TokenStream::new(),
            false => quote! {
                trait __PersistShortened<const I: usize> {
                    type Type;
                }
                #(#implementations)*
            },
        }
    }
}

/// Whether a type names an associated one as `T::State`.
fn is_shortened(container: &Container<'_>, tokens: TokenStream) -> bool {
    let is_parameter =
        |ident: &Ident| container.generics.type_params().any(|parameter| parameter.ident == *ident);
    let (mut in_path, mut behind_parameter) = (false, false);
    tokens.into_iter().any(|token| {
        let is_colon = matches!(&token, TokenTree::Punct(mark) if mark.as_char() == ':');
        let found = is_colon && behind_parameter;
        behind_parameter =
            !in_path && matches!(&token, TokenTree::Ident(ident) if is_parameter(ident));
        in_path = is_colon;
        match token {
            TokenTree::Group(group) => is_shortened(container, group.stream()),
            _ => found,
        }
    })
}

/// Tokens as they read outside of the declaration: lifetimes of its own are `'static`, and `Self` is named.
pub(super) fn replaced(container: &Container<'_>, tokens: TokenStream) -> TokenStream {
    let mut out = TokenStream::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        match token {
            TokenTree::Ident(ident) if ident == "Self" => {
                out.extend(itself(container, ident.span()))
            }
            TokenTree::Punct(mark)
                if mark.as_char() == '\'' && mark.spacing() == Spacing::Joint =>
            {
                let declared = |name: &Ident| {
                    container.generics.lifetimes().any(|own| own.lifetime.ident == *name)
                };
                out.extend([TokenTree::Punct(mark)]);
                if let Some(TokenTree::Ident(name)) = tokens.peek()
                    && declared(name)
                {
                    out.extend([TokenTree::Ident(Ident::new("static", name.span()))]);
                    tokens.next();
                }
            }
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), replaced(container, group.stream()));
                inner.set_span(group.span());
                out.extend([TokenTree::Group(inner)]);
            }
            token => out.extend([token]),
        }
    }
    out
}

/// The type by its name and parameters.
pub(super) fn itself(container: &Container<'_>, span: Span) -> TokenStream {
    let mut ident = container.ident.clone();
    ident.set_span(span);
    let lifetimes = container.generics.lifetimes().map(|_| quote!('static));
    let names = parameters(container).map(|(name, kind)| match kind {
        None => quote!(#name),
        Some(_) => quote!({ #name }),
    });
    let arguments: Vec<_> = lifetimes.chain(names).collect();
    if arguments.is_empty() {
        return ident.into_token_stream();
    }
    // Within a `<Self as Trait>::Assoc`, too, this is a type.
    let whole = quote_spanned!(span=> #ident<#(#arguments),*>);
    TokenTree::Group(Group::new(Delimiter::None, whole)).into()
}

/// The instance of a type whose values are replayed: const parameters are small.
pub(super) fn replayed(container: &Container<'_>) -> TokenStream {
    let ident = container.ident;
    let lifetimes = container.generics.lifetimes().map(|_| quote!('static));
    let arguments =
        parameters(container).map(|(name, kind)| match (kind, container.stands_for(name)) {
            (None, _) => quote!(#name),
            (Some(_), Some(given)) => quote!({ #given }),
            (Some(ty), None) => match ConstKind::of(ty) {
                Some(ConstKind::Bool) => quote!(false),
                Some(ConstKind::Char) => quote!('2'),
                _ => quote!(2),
            },
        });
    let arguments: Vec<_> = lifetimes.chain(arguments).collect();
    match arguments.is_empty() {
        true => quote!(#ident),
        false => quote!(#ident<#(#arguments),*>),
    }
}
