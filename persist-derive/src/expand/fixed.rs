//! `encode_fixed` and `decode_fixed`: a value in an array, its fields one behind the other.

use proc_macro2::TokenStream;
use quote::quote;

use super::Cx;
use super::stream::ok;
use crate::model::{Container, Fields};

/// ```text
/// fn encode_fixed(&self, bytes: &mut [u8]) {
///     let bytes = encode_field::<u32>(&self.feature, bytes);
///     let bytes = encode_field::<f64>(&self.threshold, bytes);
///     let _ = bytes;
/// }
/// fn decode_fixed(mut bytes: &[u8]) -> Result<Self> {
///     Ok(Self { feature: decode_field::<u32>(&mut bytes)?, … })
/// }
/// ```
///
/// They are called for types with a layout only; one without stored fields never has one.
pub(super) fn items(cx: &Cx<'_>, container: &Container<'_>, fields: &Fields<'_>) -> TokenStream {
    if fields.stored().next().is_none() {
        return TokenStream::new();
    }
    let private = cx.private();
    let core = cx.core();
    let bytes = &cx.names.bytes;
    let encoded = fields.stored().map(|field| {
        let (ty, member) = (field.ty, &field.member);
        quote!(let #bytes = #private::encode_field::<#ty>(&self.#member, #bytes);)
    });
    let list = fields.list.iter().map(|field| {
        let (ty, member) = (field.ty, &field.member);
        let value = match field.skip {
            Some(_) => cx.fallback(field),
            None => quote!(#private::decode_field::<#ty>(&mut #bytes)?),
        };
        quote!(#member: #value,)
    });
    let body = validated(cx, container, &quote!(Self { #(#list)* }));
    quote! {
        #[inline(always)]
        fn encode_fixed(&self, #bytes: &mut [#core::primitive::u8]) {
            #(#encoded)*
            let _ = #bytes;
        }

        #[inline(always)]
        fn decode_fixed(mut #bytes: &[#core::primitive::u8]) -> #private::Result<Self> {
            #body
        }
    }
}

/// Returns the given value, once the type's own check has seen it.
pub(super) fn validated(
    cx: &Cx<'_>,
    container: &Container<'_>,
    value: &TokenStream,
) -> TokenStream {
    let private = cx.private();
    let ok = ok(cx);
    match &container.validate {
        None => quote!(#ok(#value)),
        Some(check) => {
            let checked = &cx.names.value;
            let name = &container.name.text;
            quote! {
                let #checked: Self = #value;
                #private::validate_fixed(&#checked, #check, #name)?;
                #ok(#checked)
            }
        }
    }
}
