//! `encode_fixed` and `decode_fixed`: a value in an array, its fields one behind the other.

use proc_macro2::TokenStream;
use quote::quote;

use super::stream::inline_always;
use super::{Cx, validate};
use crate::model::{Container, Fields};

/// ```text
/// fn encode_fixed(&self, bytes: &mut FixedRoom<'_>) -> Result<()> {
///     check_before_fixed(self, bytes)?;
///     <Self as Persist>::__persist_put_fields(self, bytes)
/// }
/// fn decode_fixed(bytes: &[u8]) -> Result<Self> {
///     let value: Self = <Self as Persist>::__persist_get_fields(&mut FixedBytes(bytes))?;
///     check_after_fixed(&value, bytes)?;
///     Ok(value)
/// }
/// ```
///
/// Without a check, these are what the trait provides.
///
/// They are called for types with a layout only; one without stored fields never has one.
pub(super) fn items(cx: &Cx, container: &Container<'_>, fields: &Fields<'_>) -> TokenStream {
    if container.validate.is_none() || fields.stored().next().is_none() {
        return TokenStream::new();
    }
    let private = cx.private();
    let bytes = &cx.names.bytes;
    let this = quote!(<Self as #private::Persist>);
    let decoded = quote!(#this::__persist_get_fields(&mut #private::FixedBytes(#bytes)));
    let decoded = validate::after_fixed(cx, container, &decoded);
    let check = validate::before_fixed(cx, container);
    let inline = inline_always();
    quote! {
        #inline
        fn encode_fixed(&self, #bytes: &mut #private::FixedRoom<'_>) -> #private::Result<()> {
            #check
            #this::__persist_put_fields(self, #bytes)
        }

        #inline
        fn decode_fixed(#bytes: &[#private::u8]) -> #private::Result<Self> {
            #decoded
        }
    }
}
