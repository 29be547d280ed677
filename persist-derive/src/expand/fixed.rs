//! `encode_fixed` and `decode_fixed`: a value in an array, its fields one behind the other.

use proc_macro2::TokenStream;
use quote::quote;

use super::Cx;
use super::stream::ok;
use crate::model::{Container, Fields};

/// ```text
/// fn encode_fixed(&self, mut bytes: &mut [u8]) {
///     <u32 as Persist>::encode_fixed(&self.feature, take_fixed_mut(&mut bytes, <u32 as Persist>::LAYOUT));
///     <f64 as Persist>::encode_fixed(&self.threshold, take_fixed_mut(&mut bytes, <f64 as Persist>::LAYOUT));
/// }
/// fn decode_fixed(mut bytes: &[u8]) -> Result<Self> {
///     Ok(Self {
///         feature: <u32 as Persist>::decode_fixed(take_fixed(&mut bytes, <u32 as Persist>::LAYOUT)?)?,
///         …
///     })
/// }
/// ```
///
/// Each call goes through the field's type as the user wrote it: a type without the trait is reported there,
/// once.
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
        let persist = cx.persist(ty);
        quote!(#persist::encode_fixed(
            &self.#member,
            #private::take_fixed_mut(&mut #bytes, #persist::LAYOUT),
        );)
    });
    let list = fields.list.iter().map(|field| {
        let (ty, member) = (field.ty, &field.member);
        let value = match field.skip {
            Some(_) => cx.fallback(field),
            None => {
                let persist = cx.persist(ty);
                quote!(#persist::decode_fixed(#private::take_fixed(&mut #bytes, #persist::LAYOUT)?)?)
            }
        };
        quote!(#member: #value,)
    });
    let body = validated(cx, container, &quote!(Self { #(#list)* }));
    quote! {
        #[inline(always)]
        fn encode_fixed(&self, mut #bytes: &mut [#core::primitive::u8]) {
            #(#encoded)*
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
