//! What the compiler checks of views: that each of a type's chain has what files hold, and that a view was expanded
//! beside the history of today.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;

use super::Cx;
use super::history::{History, fresh};
use super::stand_ins::{Outside, itself, stand_ins};
use crate::history::{Held, HeldField, HeldVariant, Link, Run};
use crate::model::Container;

/// ```text
/// const _: () = {
///     use ::persist_core::__private as __persist;
///     const __PERSIST_HISTORY: &str = include_str!(…);
///     const _: () = check::fresh(__PERSIST_HISTORY.as_bytes(), 345, 0x…, "persist/Forest.history", …);
/// };
/// ```
pub(super) fn of_view(
    cx: &Cx,
    container: &Container<'_>,
    history: &History<'_>,
) -> Option<TokenStream> {
    let is_checked = history.kept.is_checked && history.kept.text.is_some();
    let (private, krate) = (cx.private(), &container.krate);
    let fresh = is_checked.then(|| fresh(cx, &history.kept))?;
    Some(quote! {
        const _: () = {
            use #krate::__private as #private;
            #fresh
        };
    })
}

/// ```text
/// const _: () = {
///     use ::persist_core::__private as __persist;
///     const _: () = check::link(
///         &["Forest"], "1", <Forest1 as Persist>::DEF, <Forest as Persist>::DEF, &[Held::Field(None, …), …],
///     );
/// };
/// ```
pub(super) fn links(
    cx: &Cx,
    container: &Container<'_>,
    history: &History<'_>,
) -> Option<TokenStream> {
    let links = &history.checks.links;
    if !history.kept.is_checked || links.is_empty() {
        return None;
    }
    let (private, krate) = (cx.private(), &container.krate);
    let stand_ins = stand_ins(cx, container);
    let mut outside = Outside::of(container);
    let links: Vec<_> = links.iter().map(|of| link(container, &mut outside, of)).collect();
    let shortened = outside.shortened();
    Some(quote! {
        #[allow(
            dead_code,
            deprecated,
            non_camel_case_types,
            non_upper_case_globals,
            unused_qualifications,
        )]
        const _: () = {
            use #krate::__private as #private;
            #stand_ins
            #shortened
            #(#links)*
        };
    })
}

/// One check, all of it at the place of the chain's entry.
fn link(container: &Container<'_>, outside: &mut Outside<'_, '_>, link: &Link<'_>) -> TokenStream {
    let span = link.view.span();
    let private = Ident::new("__persist", span);
    let former = container.was.iter().map(syn::LitStr::value);
    let names = [container.name.text.clone()].into_iter().chain(former);
    let (epoch, view) = (&link.epoch, outside.ty(link.view));
    let next = match link.next {
        Some(next) => outside.ty(next),
        None => itself(container, span),
    };
    let held = link.held.iter().map(|of| held(&private, of));
    let arguments = quote! {
        &[#(#names),*],
        #epoch,
        <#view as #private::Persist>::DEF,
        <#next as #private::Persist>::DEF,
        &[#(#held),*],
    };
    quote_spanned!(span=> const _: () = #private::check::link(#arguments);)
}

fn held(private: &Ident, held: &Held) -> TokenStream {
    let some = |name: &Option<String>| match name {
        Some(name) => quote!(#private::Some(#name)),
        None => quote!(#private::None),
    };
    match held {
        Held::Variant(HeldVariant { name, versions, runs: of }) => {
            let runs = runs(of);
            quote! {
                #private::check::Held::Variant(
                    #private::check::HeldVariant {
                        name: #name,
                        versions: #versions,
                        runs: #runs,
                    },
                )
            }
        }
        Held::Field(variant, HeldField { name, ty, versions, in_all, runs: of }) => {
            let (variant, runs) = (some(variant), runs(of));
            quote! {
                #private::check::Held::Field(
                    #variant,
                    #private::check::HeldField {
                        name: #name,
                        ty: #ty,
                        versions: #versions,
                        in_all: #in_all,
                        runs: #runs,
                    },
                )
            }
        }
    }
}

fn runs(runs: &[Run]) -> TokenStream {
    let number = |place: &usize| Literal::usize_unsuffixed(*place);
    let runs = runs.iter().map(|(first, last)| {
        let (first, last) = (number(first), number(last));
        quote!((#first, #last))
    });
    quote!(&[#(#runs),*])
}
