//! A struct that is stored as its only stored field is: every item forwards to the field's.

use proc_macro2::TokenStream;
use quote::quote;

use super::{Cx, resolve, schema, stream, validate};
use crate::model::{Container, Field, Fields};

/// ```text
/// const TY: &'static Ty = <f64 as Persist>::TY;
/// const LAYOUT: Option<Layout> = <f64 as Persist>::LAYOUT;
/// fn encode<'a>(&'a self, writer: &mut Writer<'a>) -> Result<()> {
///     <f64 as Persist>::encode(&self.0, writer)
/// }
/// …
/// ```
pub(super) fn items(cx: &Cx, container: &Container<'_>, fields: &Fields<'_>) -> TokenStream {
    // `check` refuses any other number of stored fields.
    let inner = fields.stored().next();
    inner.map_or_else(TokenStream::new, |inner| forwarded(cx, container, fields, inner))
}

fn forwarded(
    cx: &Cx,
    container: &Container<'_>,
    fields: &Fields<'_>,
    inner: &Field<'_>,
) -> TokenStream {
    let private = cx.private();
    let persist = cx.of(inner);
    let (registry, writer, bytes) = (&cx.names.registry, &cx.names.writer, &cx.names.bytes);
    let member = &inner.member;
    let lent = cx.lent(inner, &quote!(&self.#member));
    let encode = stream::encode(cx, container, &quote!(#persist::encode(#lent, #writer)));
    let ok = stream::ok(cx);
    let value = stream::decoded_fields(cx, fields, &quote!(decode));
    let decode = stream::decode(cx, container, &quote!(#ok(Self #value)));
    let (reader, plan, node) = (&cx.names.reader, &cx.names.plan, &cx.names.node);
    let taken = stream::decoded_fields(cx, fields, &quote!(__persist_take));
    let within = (container.validate.is_none() && container.view_of.is_none()).then(|| {
        let a = &cx.names.lifetime;
        let inline = stream::inline_always();
        quote! {
            const __PERSIST_RUN: #private::usize = #persist::__PERSIST_RUN;

            #inline
            fn __persist_append<#a>(
                &#a self,
                #writer: &mut #private::Appender<'_, '_, #a>,
            ) -> #private::Result<()> {
                #persist::__persist_append(#lent, #writer)
            }

            #inline
            fn __persist_take(#reader: &mut #private::Reader<'_>) -> #private::Result<Self> {
                #ok(Self #taken)
            }
        }
    });
    let resolved = quote!(#persist::__persist_resolve(#reader, #plan, #node)?);
    let resolved = cx.taken(inner, &resolved);
    let resolved = constructed(cx, fields, &resolved);
    let decode_as = resolve::decode_as(cx, container, &quote!(#ok(Self { #resolved })));
    let fixed = cx.taken(inner, &quote!(#persist::decode_fixed(#bytes)?));
    let list = constructed(cx, fields, &fixed);
    let check_fixed = validate::before_fixed(cx, container);
    let decode_fixed = validate::after_fixed(cx, container, &quote!(#ok(Self { #list })));
    let plain = schema::plain(cx, container, fields, &quote!(&[#persist::__PERSIST_PART.part()]));
    let inline = stream::inline_always();
    quote! {
        const TY: &'static #private::Ty = #persist::TY;
        const LAYOUT: #private::Option<#private::Layout> = #persist::LAYOUT;
        const MIN_SIZE: #private::usize = #persist::MIN_SIZE;
        #plain

        fn register(#registry: &mut #private::Registry) {
            #persist::register(#registry);
        }

        #encode

        #within

        #inline
        #decode

        #decode_as

        #inline
        fn encode_fixed(
            &self,
            #bytes: &mut #private::FixedRoom<'_>,
        ) -> #private::Result<()> {
            #check_fixed
            #persist::encode_fixed(#lent, #bytes)
        }

        #inline
        fn decode_fixed(#bytes: &[#private::u8]) -> #private::Result<Self> {
            #decode_fixed
        }
    }
}

/// The fields of a value, of which one is stored.
fn constructed(cx: &Cx, fields: &Fields<'_>, stored: &TokenStream) -> TokenStream {
    let list = fields.list.iter().map(|field| {
        let member = &field.member;
        let value = match field.skip {
            Some(_) => cx.fallback(field),
            None => stored.clone(),
        };
        quote!(#member: #value,)
    });
    quote!(#(#list)*)
}
