//! `encode` and `decode`: the body, field by field in declared order.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Cx, resolve, validate};
use crate::model::{Container, Field, Fields, Variant};

/// ```text
/// const __PERSIST_BODY_IS_FIELDS: bool = true;
/// const __PERSIST_RUN: usize = run(&[<T as Persist>::__PERSIST_RUN]);
/// fn encode<'a>(&'a self, writer: &mut Writer<'a>) -> Result<()> {
///     encode_fields(self, writer)
/// }
/// fn decode(reader: &mut Reader<'_>) -> Result<Self> {
///     decode_fields(reader)
/// }
/// fn __persist_put_fields<'a>(&'a self, writer: &mut impl PutFields<'a>) -> Result<()> {
///     <T as Persist>::__persist_put(&self.value, writer)?;
///     Ok(())
/// }
/// fn __persist_get_fields(reader: &mut impl GetFields) -> Result<Self> {
///     Ok(Self { value: <T as Persist>::__persist_get(reader)? })
/// }
/// ```
pub(super) fn of_struct(cx: &Cx, container: &Container<'_>, fields: &Fields<'_>) -> TokenStream {
    let private = cx.private();
    let (reader, writer, a) = (&cx.names.reader, &cx.names.writer, &cx.names.lifetime);
    let stored = fields.stored().map(|field| {
        let member = &field.member;
        put(cx, field, &quote!(&self.#member))
    });
    let ok = ok(cx);
    let encode = encode_fields(cx, container);
    let decode = decode_fields(cx, container);
    let value = decoded_fields(cx, fields, &quote!(__persist_get));
    let inline = inline_always();
    quote! {
        #encode
        #decode

        #inline
        fn __persist_put_fields<#a>(
            &#a self,
            #writer: &mut impl #private::PutFields<#a>,
        ) -> #private::Result<()> {
            #(#stored)*
            #ok(())
        }

        #inline
        fn __persist_get_fields(#reader: &mut impl #private::GetFields) -> #private::Result<Self> {
            #ok(Self #value)
        }
    }
}

/// Code that has to disappear into its callers where it is optimised. Elsewhere a copy in each of them would be
/// nothing but work for the compiler: of struct in struct in struct, the innermost would be there once for each.
pub(super) fn inline_always() -> TokenStream {
    quote! {
        #[cfg_attr(debug_assertions, inline)]
        #[cfg_attr(not(debug_assertions), inline(always))]
    }
}

/// ```text
/// const __PERSIST_BODY_IS_FIELDS: bool = true;
/// const __PERSIST_RUN: usize = run(&[<f64 as Persist>::__PERSIST_RUN, …]);
/// fn encode<'a>(&'a self, writer: &mut Writer<'a>) -> Result<()> {
///     encode_fields(self, writer)
/// }
/// fn __persist_put_fields<'a>(&'a self, writer: &mut impl PutFields<'a>) -> Result<()> {
///     match self {
///         Self::Leaf { 0: field0 } => {
///             writer.variant(0u32)?;
///             <f64 as Persist>::__persist_put(field0, writer)?;
///         }
///         …
///     }
///     Ok(())
/// }
/// fn decode(reader: &mut Reader<'_>) -> Result<Self> {
///     decode_fields(reader)
/// }
/// fn __persist_get_fields(reader: &mut impl GetFields) -> Result<Self> {
///     Ok(match reader.variant(2u32)? {
///         0u32 => Self::Leaf { 0: <f64 as Persist>::__persist_get(reader)? },
///         _ => …,
///     })
/// }
/// ```
pub(super) fn of_enum(cx: &Cx, container: &Container<'_>, variants: &[Variant<'_>]) -> TokenStream {
    let Some((last, others)) = variants.split_last() else {
        return of_empty_enum(cx, container);
    };
    let put_fields = put_variant(cx, variants);
    let encode = encode_fields(cx, container);

    let (private, reader, ok) = (cx.private(), &cx.names.reader, ok(cx));
    let count = (0u32..).zip(variants).map(|(index, _)| index).last();
    let count = count.unwrap_or_default().saturating_add(1);
    let others = (0u32..).zip(others).map(|(index, variant)| {
        let constructor = decoded_variant(cx, variant);
        quote!(#index => #constructor,)
    });
    let last = decoded_variant(cx, last);
    let decode = decode_fields(cx, container);
    let index = cx.or_return(&quote!(#private::GetFields::variant(#reader, #count)));
    let inline = inline_always();
    quote! {
        #encode
        #decode

        #put_fields

        #inline
        fn __persist_get_fields(#reader: &mut impl #private::GetFields) -> #private::Result<Self> {
            #ok(match #index {
                #(#others)*
                _ => #last,
            })
        }
    }
}

/// `__persist_put_fields` of an enum: where no variant has a field, the index alone differs.
fn put_variant(cx: &Cx, variants: &[Variant<'_>]) -> TokenStream {
    let (private, writer, a) = (cx.private(), &cx.names.writer, &cx.names.lifetime);
    let index_of =
        |index: &TokenStream| cx.or_return(&quote!(#private::PutFields::variant(#writer, #index)));
    let indexed = (0u32..).zip(variants);
    let fields = if variants.iter().all(|variant| variant.fields.stored().next().is_none()) {
        let arms = indexed.map(|(index, variant)| {
            let ident = variant.ident;
            quote!(Self::#ident { .. } => #index,)
        });
        let index = index_of(&quote!(match self { #(#arms)* }));
        quote!(#index;)
    } else {
        let arms = indexed.map(|(index, variant)| put_arm(cx, &index_of(&quote!(#index)), variant));
        quote!(match self { #(#arms)* })
    };
    let (inline, ok) = (inline_always(), ok(cx));
    quote! {
        #inline
        fn __persist_put_fields<#a>(
            &#a self,
            #writer: &mut impl #private::PutFields<#a>,
        ) -> #private::Result<()> {
            #fields
            #ok(())
        }
    }
}

/// Neither a value to write nor bytes that are one.
fn of_empty_enum(cx: &Cx, container: &Container<'_>) -> TokenStream {
    let private = cx.private();
    let reader = &cx.names.reader;
    let encode = encode(cx, container, &quote!(match *self {}));
    quote! {
        #encode
        fn decode(#reader: &mut #private::Reader<'_>) -> #private::Result<Self> {
            #reader.variant(0u32)?;
            #private::Err(#private::uninhabited())
        }
    }
}

fn put_arm(cx: &Cx, index: &TokenStream, variant: &Variant<'_>) -> TokenStream {
    let ident = variant.ident;
    let stored: Vec<_> = variant.fields.stored().enumerate().collect();
    let patterns = stored.iter().map(|(position, field)| {
        let member = &field.member;
        let binding = cx.binding(*position);
        quote!(#member: #binding,)
    });
    let rest = variant.fields.skipped().next().map(|_| quote!(..));
    let fields = stored.iter().map(|(position, field)| {
        let binding = cx.binding(*position);
        put(cx, field, &quote!(#binding))
    });
    quote! {
        Self::#ident { #(#patterns)* #rest } => {
            #index;
            #(#fields)*
        }
    }
}

/// Writes one field, given a reference to it.
fn put(cx: &Cx, field: &Field<'_>, reference: &TokenStream) -> TokenStream {
    let (persist, lent) = (cx.of(field), cx.lent(field, reference));
    let writer = &cx.names.writer;
    let put = cx.or_return(&quote!(#persist::__persist_put(#lent, #writer)));
    quote!(#put;)
}

fn decoded_variant(cx: &Cx, variant: &Variant<'_>) -> TokenStream {
    let ident = variant.ident;
    let fields = decoded_fields(cx, &variant.fields, &quote!(__persist_get));
    quote!(Self::#ident #fields)
}

/// `{ value: <T as Persist>::decode(reader)?, … }`; this form constructs fields by position, too.
pub(super) fn decoded_fields(cx: &Cx, fields: &Fields<'_>, decode: &TokenStream) -> TokenStream {
    let reader = &cx.names.reader;
    let list = fields.list.iter().map(|field| {
        let member = &field.member;
        let value = match field.skip {
            Some(_) => cx.fallback(field),
            None => {
                let persist = cx.of(field);
                cx.taken(field, &cx.or_return(&quote!(#persist::#decode(#reader))))
            }
        };
        quote!(#member: #value,)
    });
    quote!({ #(#list)* })
}

/// `encode` of a body that is nothing but the value's fields, which `__persist_put_fields` writes.
fn encode_fields(cx: &Cx, container: &Container<'_>) -> TokenStream {
    let (private, writer) = (cx.private(), &cx.names.writer);
    let encode = encode(cx, container, &quote!(#private::encode_fields(self, #writer)));
    let alone = container.validate.is_none() && container.view_of.is_none();
    let alone = alone.then(|| {
        let stored = container.all_fields().flat_map(|fields| fields.stored());
        let runs = stored.map(|field| cx.of(field));
        quote! {
            const __PERSIST_BODY_IS_FIELDS: #private::bool = true;
            const __PERSIST_RUN: #private::usize = #private::run(&[#(#runs::__PERSIST_RUN),*]);
        }
    });
    quote!(#alone #encode)
}

/// `decode` of a body that is nothing but the value's fields, which `__persist_get_fields` reads.
fn decode_fields(cx: &Cx, container: &Container<'_>) -> TokenStream {
    let (private, reader) = (cx.private(), &cx.names.reader);
    let decode = decode(cx, container, &quote!(#private::decode_fields(#reader)));
    quote!(#[inline] #decode)
}

/// `encode` with the given body, once the type's own check has seen the value.
pub(super) fn encode(cx: &Cx, container: &Container<'_>, body: &TokenStream) -> TokenStream {
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

/// `decode` that returns the given result, once the type's own check has seen it.
pub(super) fn decode(cx: &Cx, container: &Container<'_>, result: &TokenStream) -> TokenStream {
    let private = cx.private();
    let reader = &cx.names.reader;
    let body = validate::after(cx, container, result);
    quote! {
        fn decode(#reader: &mut #private::Reader<'_>) -> #private::Result<Self> {
            #body
        }
    }
}

/// `Ok`
pub(super) fn ok(cx: &Cx) -> TokenStream {
    let private = cx.private();
    quote!(#private::Ok)
}
