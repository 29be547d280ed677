//! `encode` and `decode`: the body, field by field in declared order.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Cx, resolve, validate};
use crate::model::{Container, Fields, Variant};

/// ```text
/// fn encode<'a>(&'a self, writer: &mut Writer<'a>) -> Result<()> {
///     <T as Persist>::encode(&self.value, writer)?;
///     Ok(())
/// }
/// fn decode(reader: &mut Reader<'_>) -> Result<Self> {
///     Ok(Self { value: <T as Persist>::decode(reader)? })
/// }
/// ```
pub(super) fn of_struct(
    cx: &Cx<'_>,
    container: &Container<'_>,
    fields: &Fields<'_>,
) -> TokenStream {
    let writer = &cx.names.writer;
    let stored = fields.stored().map(|field| {
        let persist = cx.persist(field.ty);
        let member = &field.member;
        quote!(#persist::encode(&self.#member, #writer)?;)
    });
    let ok = ok(cx);
    let encode = encode(cx, container, &quote!(#(#stored)* #ok(())));
    let value = decoded_fields(cx, fields);
    let decode = decode(cx, container, &quote!(Self #value));
    // Measured: a struct's `decode` has to disappear into the loop over its container's elements.
    quote! {
        #encode
        #[inline(always)]
        #decode
    }
}

/// ```text
/// fn encode<'a>(&'a self, writer: &mut Writer<'a>) -> Result<()> {
///     match self {
///         Self::Leaf { 0: field0 } => {
///             writer.varint(0u64);
///             <f64 as Persist>::encode(field0, writer)?;
///         }
///         …
///     }
///     Ok(())
/// }
/// fn decode(reader: &mut Reader<'_>) -> Result<Self> {
///     Ok(match reader.variant(2u32)? {
///         0u32 => Self::Leaf { 0: <f64 as Persist>::decode(reader)? },
///         _ => …,
///     })
/// }
/// ```
pub(super) fn of_enum(
    cx: &Cx<'_>,
    container: &Container<'_>,
    variants: &[Variant<'_>],
) -> TokenStream {
    let Some((last, others)) = variants.split_last() else {
        return of_empty_enum(cx, container);
    };
    let arms = (0u64..).zip(variants).map(|(index, variant)| encode_arm(cx, index, variant));
    let ok = ok(cx);
    let encode = encode(cx, container, &quote!(match self { #(#arms)* } #ok(())));

    let reader = &cx.names.reader;
    let count = (0u32..).zip(variants).map(|(index, _)| index).last();
    let count = count.unwrap_or_default().saturating_add(1);
    let others = (0u32..).zip(others).map(|(index, variant)| {
        let constructor = decoded_variant(cx, variant);
        quote!(#index => #constructor,)
    });
    let last = decoded_variant(cx, last);
    let value = quote! {
        match #reader.variant(#count)? {
            #(#others)*
            _ => #last,
        }
    };
    let decode = decode(cx, container, &value);
    quote! {
        #encode
        #[inline]
        #decode
    }
}

/// Neither a value to write nor bytes that are one.
fn of_empty_enum(cx: &Cx<'_>, container: &Container<'_>) -> TokenStream {
    let private = cx.private();
    let core = cx.core();
    let reader = &cx.names.reader;
    let encode = encode(cx, container, &quote!(match *self {}));
    quote! {
        #encode
        fn decode(#reader: &mut #private::Reader<'_>) -> #private::Result<Self> {
            #reader.variant(0u32)?;
            #core::result::Result::Err(#private::uninhabited())
        }
    }
}

fn encode_arm(cx: &Cx<'_>, index: u64, variant: &Variant<'_>) -> TokenStream {
    let writer = &cx.names.writer;
    let ident = variant.ident;
    let stored: Vec<_> = variant.fields.stored().enumerate().collect();
    let patterns = stored.iter().map(|(position, field)| {
        let member = &field.member;
        let binding = cx.binding(*position);
        quote!(#member: #binding,)
    });
    let rest = variant.fields.skipped().next().map(|_| quote!(..));
    let encoded = stored.iter().map(|(position, field)| {
        let persist = cx.persist(field.ty);
        let binding = cx.binding(*position);
        quote!(#persist::encode(#binding, #writer)?;)
    });
    quote! {
        Self::#ident { #(#patterns)* #rest } => {
            #writer.varint(#index);
            #(#encoded)*
        }
    }
}

fn decoded_variant(cx: &Cx<'_>, variant: &Variant<'_>) -> TokenStream {
    let ident = variant.ident;
    let fields = decoded_fields(cx, &variant.fields);
    quote!(Self::#ident #fields)
}

/// `{ value: <T as Persist>::decode(reader)?, … }`; this form constructs fields by position, too.
pub(super) fn decoded_fields(cx: &Cx<'_>, fields: &Fields<'_>) -> TokenStream {
    let reader = &cx.names.reader;
    let list = fields.list.iter().map(|field| {
        let member = &field.member;
        let value = match field.skip {
            Some(_) => cx.fallback(field),
            None => {
                let persist = cx.persist(field.ty);
                quote!(#persist::decode(#reader)?)
            }
        };
        quote!(#member: #value,)
    });
    quote!({ #(#list)* })
}

/// `encode` with the given body, once the type's own check has seen the value.
pub(super) fn encode(cx: &Cx<'_>, container: &Container<'_>, body: &TokenStream) -> TokenStream {
    let unsaved = resolve::unsaved(cx, container);
    let body = unsaved.as_ref().unwrap_or(body);
    let check = validate::before(cx, container);
    let private = cx.private();
    let writer = &cx.names.writer;
    let a = &cx.names.lifetime;
    quote! {
        #[inline]
        fn encode<#a>(&#a self, #writer: &mut #private::Writer<#a>) -> #private::Result<()> {
            #check
            #body
        }
    }
}

/// `decode` that returns the given value, once the type's own check has seen it.
pub(super) fn decode(cx: &Cx<'_>, container: &Container<'_>, value: &TokenStream) -> TokenStream {
    let private = cx.private();
    let reader = &cx.names.reader;
    let body = validate::after(cx, container, value);
    quote! {
        fn decode(#reader: &mut #private::Reader<'_>) -> #private::Result<Self> {
            #body
        }
    }
}

/// `Ok`
pub(super) fn ok(cx: &Cx<'_>) -> TokenStream {
    let core = cx.core();
    quote!(#core::result::Result::Ok)
}
