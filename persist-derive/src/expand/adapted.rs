//! Fields whose types are other crates': what is stored in their place, and the way there and back.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Type, parse_quote_spanned};

use super::stand_ins::Outside;
use super::{Cx, private};
use crate::from_crate;
use crate::model::{Adapter, Container, Field, Given, Serde};

/// What codecs are made with, beside the implementation:
///
/// ```text
/// struct __PersistField0;
/// impl ForeignField for __PersistField0 {
///     const FOREIGN: Foreign = Foreign { ty: "SVC<f64>", from_crate: Some(Producer { … }) };
///     const UPGRADE: Option<Upgrading> = upgraded_by(rename_trees);
/// }
/// struct __PersistField1<S>(PhantomData<fn() -> S>);
/// impl<T> With<Angle> for __PersistField1<Pose<T>> {
///     type Stored = degrees::Stored;
///     fn encode(value: &Angle) -> Result<Self::Stored> { of_module(degrees::encode(value)) }
///     fn decode(stored: Self::Stored) -> Result<Angle> { of_module(degrees::decode(stored)) }
/// }
/// ```
pub(super) fn items(cx: &Cx, container: &Container<'_>) -> TokenStream {
    let fields = container.all_fields().flat_map(|fields| fields.stored());
    fields
        .map(|field| match field.adapter.as_ref().map(|adapter| &adapter.value) {
            Some(Adapter::Serde(serde)) => foreign_field(cx, field, serde),
            Some(Adapter::With(module)) => with(cx, container, field, module),
            Some(Adapter::As(_)) | None => TokenStream::new(),
        })
        .collect()
}

fn foreign_field(cx: &Cx, field: &Field<'_>, serde: &Serde) -> TokenStream {
    let (private, marker, ty) = (cx.private(), marker(field), text_of(field.ty));
    let from_crate = match &field.from_crate {
        Some(given) => {
            let (name, version) = from_crate::resolved(&given.value.value());
            quote!(#private::Some(#private::Producer { name: #name, version: #version }))
        }
        None => quote!(#private::None),
    };
    let upgrade = serde.upgrade.as_ref().map(|Given { value: path, .. }| {
        quote_spanned! {path.span()=>
            const UPGRADE: #private::Option<#private::Upgrading> = #private::upgraded_by(#path);
        }
    });
    quote! {
        struct #marker;
        impl #private::ForeignField for #marker {
            const FOREIGN: #private::Foreign =
                #private::Foreign { ty: #ty, from_crate: #from_crate };
            #upgrade
        }
    }
}

fn with(cx: &Cx, container: &Container<'_>, field: &Field<'_>, module: &syn::Path) -> TokenStream {
    let (private, marker, ty) = (cx.private(), marker(field), field.ty);
    let ident = container.ident;
    let (impl_generics, ty_generics, _) = container.generics.split_for_impl();
    let where_clause = Some(&cx.parameters.where_clause).filter(|c| !c.predicates.is_empty());
    let (encode, decode, stored) = (
        quote_spanned!(module.span()=> #module::encode),
        quote_spanned!(module.span()=> #module::decode),
        quote_spanned!(module.span()=> #module::Stored),
    );
    let value = &cx.names.value;
    quote! {
        struct #marker<S>(#private::core::marker::PhantomData<fn() -> S>);
        #[automatically_derived]
        impl #impl_generics #private::With<#ty> for #marker<#ident #ty_generics> #where_clause {
            type Stored = #stored;
            fn encode(#value: &#ty) -> #private::Result<Self::Stored> {
                #private::of_module(#encode(#value))
            }
            fn decode(#value: Self::Stored) -> #private::Result<#ty> {
                #private::of_module(#decode(#value))
            }
        }
    }
}

/// What tells the codec of one field from those of others.
fn marker(field: &Field<'_>) -> Ident {
    format_ident!("__PersistField{}", field.number, span = Span::mixed_site())
}

impl Cx {
    /// What stores a field that does not do so itself.
    pub(super) fn codec(&self, field: &Field<'_>) -> Option<TokenStream> {
        let span = field.ty.span();
        let (private, marker) = (private(span), marker(field));
        Some(match &field.adapter.as_ref()?.value {
            Adapter::Serde(Serde { compact: None, .. }) => {
                quote_spanned!(span=> #private::MessagePack<#marker>)
            }
            Adapter::Serde(Serde { compact: Some(_), .. }) => {
                quote_spanned!(span=> #private::Postcard<#marker>)
            }
            Adapter::As(proxy) => quote_spanned!(proxy.span()=> #private::AsProxy<#proxy>),
            Adapter::With(module) => {
                quote_spanned!(module.span()=> #private::ByModule<#marker<Self>>)
            }
        })
    }

    /// The type that stands for a field's own.
    pub(super) fn stored(&self, field: &Field<'_>) -> TokenStream {
        let (private, ty) = (private(field.ty.span()), field.ty);
        match self.codec(field) {
            Some(codec) => quote_spanned!(ty.span()=> #private::Adapted<#ty, #codec>),
            None => ty.to_token_stream(),
        }
    }

    /// `<Stored as Persist>`
    pub(super) fn of(&self, field: &Field<'_>) -> TokenStream {
        if field.adapter.is_none() {
            return self.persist(field.ty);
        }
        let (private, stored) = (private(field.ty.span()), self.stored(field));
        quote_spanned!(field.ty.span()=> <#stored as #private::Persist>)
    }

    /// A reference to a field, as one to what is stored.
    pub(super) fn lent(&self, field: &Field<'_>, reference: &TokenStream) -> TokenStream {
        match field.adapter {
            Some(_) => {
                let private = self.private();
                quote!(#private::Adapted::of(#reference))
            }
            None => reference.clone(),
        }
    }

    /// What was stored, as the field's value.
    pub(super) fn taken(&self, field: &Field<'_>, value: &TokenStream) -> TokenStream {
        match field.adapter {
            Some(_) => {
                let private = self.private();
                quote!(#private::Adapted::into_inner(#value))
            }
            None => value.clone(),
        }
    }

    /// What is known of the type of a field that serde stores: `<__PersistField0 as ForeignField>::FOREIGN`
    pub(super) fn foreign(&self, field: &Field<'_>) -> Option<TokenStream> {
        let Adapter::Serde(_) = field.adapter.as_ref()?.value else { return None };
        let (private, marker) = (self.private(), marker(field));
        Some(quote!(<#marker as #private::ForeignField>::FOREIGN))
    }
}

/// A type as a person would write it.
fn text_of(ty: &Type) -> String {
    let tokens = ty.to_token_stream().to_string();
    ["<", ">", "::", ",", "&", "(", ")", "[", "]", ";"]
        .iter()
        .fold(tokens, |text, mark| {
            text.replace(&format!(" {mark}"), mark).replace(&format!("{mark} "), mark)
        })
        .replace(',', ", ")
        .replace(';', "; ")
}

/// The type that is stored in a field's place, outside of the implementation: of what serde stores, no more is to be
/// known than that.
pub(super) fn outside(outside: &mut Outside<'_, '_>, field: &Field<'_>) -> TokenStream {
    let span = field.ty.span();
    let private = private(span);
    match field.adapter.as_ref().map(|adapter| &adapter.value) {
        None => outside.ty(field.ty),
        Some(Adapter::Serde(Serde { compact: None, .. })) => {
            quote_spanned!(span=> #private::Adapted<(), #private::MessagePack<()>>)
        }
        Some(Adapter::Serde(Serde { compact: Some(_), .. })) => {
            quote_spanned!(span=> #private::Adapted<(), #private::Postcard<()>>)
        }
        Some(Adapter::As(proxy)) => outside.ty(proxy),
        Some(Adapter::With(module)) => {
            outside.ty(&parse_quote_spanned!(module.span()=> #module::Stored))
        }
    }
}

/// The text of a field's default, outside of the implementation.
pub(super) fn shown(
    cx: &Cx,
    outside: &mut Outside<'_, '_>,
    field: &Field<'_>,
    default: &TokenStream,
) -> TokenStream {
    let (private, value) = (cx.private(), &cx.names.value);
    let ty = outside.ty(field.ty);
    let of_type = |stored: TokenStream, made: TokenStream| {
        quote!({
            let #value: #ty = #default;
            #private::recording::shown::<#stored>(#made)
        })
    };
    match field.adapter.as_ref().map(|adapter| &adapter.value) {
        None => quote!(#private::recording::shown::<#ty>(#default)),
        Some(Adapter::Serde(_)) => of_type(
            quote!(#private::Adapted<#ty, #private::MessagePack<()>>),
            quote!(#private::Adapted::new(#value)),
        ),
        Some(Adapter::As(proxy)) => {
            let proxy = outside.ty(proxy);
            of_type(proxy.clone(), quote!(#private::core::convert::From::from(&#value)))
        }
        Some(Adapter::With(module)) => {
            let stored = outside.ty(&parse_quote_spanned!(module.span()=> #module::Stored));
            of_type(stored, quote!(#private::of_module(#module::encode(&#value))?))
        }
    }
}
