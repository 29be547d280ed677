//! `#[persist(validate = …)]`: the type's own check, before a value is written and after it is read.

use proc_macro2::TokenStream;
use quote::quote;

use super::Cx;
use super::stream::ok;
use crate::model::Container;

/// ```text
/// fn __persist_check(&self) -> Result<()> {
///     validate(self, Model::check, "Model")
/// }
/// ```
///
/// The user's function is named here and nowhere else: one that does not fit is reported once.
pub(super) fn items(cx: &Cx, container: &Container<'_>) -> TokenStream {
    let Some(path) = &container.validate else { return TokenStream::new() };
    let private = cx.private();
    let name = &container.name.text;
    quote! {
        #[inline]
        fn __persist_check(&self) -> #private::Result<()> {
            #private::validate(self, #path, #name)
        }
    }
}

/// The first statement of `encode`.
pub(super) fn before(cx: &Cx, container: &Container<'_>) -> TokenStream {
    let (private, writer) = (cx.private(), &cx.names.writer);
    let check = quote!(#private::check_before(self, #writer)?;);
    container.validate.as_ref().map_or_else(TokenStream::new, |_| check)
}

/// The first statement of `encode_fixed`.
pub(super) fn before_fixed(cx: &Cx, container: &Container<'_>) -> TokenStream {
    let (private, bytes) = (cx.private(), &cx.names.bytes);
    let check = quote!(#private::check_before_fixed(self, #bytes)?;);
    container.validate.as_ref().map_or_else(TokenStream::new, |_| check)
}

/// The given result, out of `decode`.
pub(super) fn after(cx: &Cx, container: &Container<'_>, result: &TokenStream) -> TokenStream {
    let (private, ok) = (cx.private(), ok(cx));
    let (reader, start, checked) = (&cx.names.reader, &cx.names.start, &cx.names.value);
    match &container.validate {
        None => result.clone(),
        Some(_) => quote! {
            let #start = #private::Clone::clone(&*#reader);
            let #checked: #private::Result<Self> = #result;
            let #checked = #checked?;
            #private::check_after(&#checked, &#start)?;
            #ok(#checked)
        },
    }
}

/// The given result, out of `decode_fixed`: its array knows its place.
pub(super) fn after_fixed(cx: &Cx, container: &Container<'_>, result: &TokenStream) -> TokenStream {
    let (private, ok) = (cx.private(), ok(cx));
    let (bytes, start, checked) = (&cx.names.bytes, &cx.names.start, &cx.names.value);
    match &container.validate {
        None => result.clone(),
        Some(_) => quote! {
            let #start = #bytes;
            let #checked: #private::Result<Self> = #result;
            let #checked = #checked?;
            #private::check_after_fixed(&#checked, #start)?;
            #ok(#checked)
        },
    }
}
