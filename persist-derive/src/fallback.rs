//! What stands in for an implementation that could not be made.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{DeriveInput, GenericParam, Generics};

use crate::expand::lints;
use crate::model::Container;

/// The errors, and beside them an implementation that does nothing: so code that uses the type compiles,
/// and no second error follows from the first.
pub(crate) fn persist(
    input: &DeriveInput,
    container: &Container<'_>,
    error: &syn::Error,
) -> TokenStream {
    let errors = error.to_compile_error();
    let (ident, krate) = (&input.ident, &container.krate);
    let generics = without_attributes(&input.generics);
    let (impl_generics, ty_generics, where_clause) = generics.split_for_impl();
    let lints = lints();
    quote! {
        #errors

        const _: () = {
            #lints
            #[automatically_derived]
            impl #impl_generics #krate::__private::Persist for #ident #ty_generics #where_clause {
                const TY: &'static #krate::__private::Ty = &#krate::__private::Ty::Tuple(&[]);

                fn register(_: &mut #krate::__private::Registry) {}

                fn encode<'__persist_a>(
                    &'__persist_a self,
                    _: &mut #krate::__private::Writer<'__persist_a>,
                ) -> #krate::__private::Result<()> {
                    #krate::__private::core::unimplemented!()
                }

                fn decode(_: &mut #krate::__private::Reader<'_>) -> #krate::__private::Result<Self> {
                    #krate::__private::core::unimplemented!()
                }

                fn decode_as(
                    _: &mut #krate::__private::Reader<'_>,
                    _: &#krate::__private::Plan,
                    _: #krate::__private::Node,
                ) -> #krate::__private::Result<Self> {
                    #krate::__private::core::unimplemented!()
                }
            }
        };
    }
}

/// The parameters without attributes: one of the derive's own would be unknown on an `impl`.
fn without_attributes(generics: &Generics) -> Generics {
    let mut generics = generics.clone();
    for parameter in &mut generics.params {
        match parameter {
            GenericParam::Lifetime(parameter) => parameter.attrs.clear(),
            GenericParam::Type(parameter) => parameter.attrs.clear(),
            GenericParam::Const(parameter) => parameter.attrs.clear(),
        }
    }
    generics
}
