//! What the history of a type adds to its expansion: its text, the checks of fields that the compiler makes, and the
//! test that records and replays it.

use persist_history::{Bump, tail_hash, test_name};
use proc_macro2::{Ident, Literal, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::stand_ins::{Outside, itself, replaced, replayed, stand_in_names, stand_ins};
use super::views;
use super::{Cx, adapted};
use crate::generics::labels;
use crate::history::{Checks, FieldCheck, Include, Kept, Recorded, Role, Steps};
use crate::model::{Container, Data, Fallback, Field, Fields};

/// The history of a type with what is to be checked of it.
pub(crate) struct History<'a> {
    pub(crate) kept: Kept,
    pub(crate) checks: Checks<'a>,
}

/// `Some(HistorySource { text: { fn __persist_text() -> &'static str { include_str!(…) } __persist_text } })`
///
/// A type that keeps a history has a source before it has a file: then its text is empty.
pub(super) fn source(cx: &Cx, history: Option<&History<'_>>) -> TokenStream {
    let private = cx.private();
    let Some(History { kept, .. }) = history else {
        return quote!(#private::None);
    };
    let text = match kept.text {
        Some(_) => included(cx, kept),
        None => quote!(""),
    };
    quote! {
        #private::Some(#private::HistorySource {
            text: {
                fn __persist_text() -> &'static #private::str { #text }
                __persist_text
            },
        })
    }
}

/// `include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/persist/Forest.history"))`: cargo builds anew when the file
/// changes or goes.
fn included(cx: &Cx, kept: &Kept) -> TokenStream {
    let private = cx.private();
    match &kept.include {
        Include::Manifest(path) => quote! {
            #private::include_str!(#private::concat!(#private::env!("CARGO_MANIFEST_DIR"), #path))
        },
        Include::Source(path) => quote!(#private::include_str!(#path)),
    }
}

/// Checks and test, beside the implementation.
///
/// ```text
/// const _: () = {
///     use ::persist_core::__private as __persist;
///     const _: Option<&str> = option_env!("PERSIST_HISTORY");
///     const __PERSIST_HISTORY: &str = include_str!(…);
///     const _: () = check::fresh(__PERSIST_HISTORY.as_bytes(), 345, 0x…, "persist/Forest.history", …);
///     const __PERSIST_STEPS: check::History = check::History { test: "persist_history_forest", … };
///     type T = Param<0>;
///     const _: () = check::latest::<Vec<T>>(&__PERSIST_STEPS, "Forest.trees", "trees", "[T]", false);
///     const _: () = check::field::<u32>(&__PERSIST_STEPS, "Forest.depth", &[Latest(…), Older(…)], &[], false);
///     …
/// };
/// ```
///
/// A view has no test: that of its type loads what it reads.
pub(super) fn items(cx: &Cx, container: &Container<'_>, history: &History<'_>) -> TokenStream {
    if container.view_of.is_some() {
        return views::of_view(cx, container, history).unwrap_or_default();
    }
    let checks = match history.kept.text {
        Some(_) if history.kept.is_checked => checked(cx, container, history),
        _ => TokenStream::new(),
    };
    let links = views::links(cx, container, history);
    let test = test(cx, container, &history.kept);
    quote!(#checks #links #test)
}

fn checked(cx: &Cx, container: &Container<'_>, history: &History<'_>) -> TokenStream {
    let private = cx.private();
    let krate = &container.krate;
    let fresh = fresh(cx, &history.kept);
    let stand_ins = stand_ins(cx, container);
    let steps = history.checks.steps.as_ref().map(|steps| declared_steps(cx, container, steps));
    let mut outside = Outside::of(container);
    let fields: Vec<_> =
        history.checks.fields.iter().map(|check| field(&mut outside, check)).collect();
    let shortened = outside.shortened();
    quote! {
        #[allow(
            dead_code,
            deprecated,
            non_camel_case_types,
            non_upper_case_globals,
            unused_qualifications,
            unreachable_pub,
        )]
        const _: () = {
            use #krate::__private as #private;
            const _: #private::Option<&#private::str> = #private::option_env!("PERSIST_HISTORY");
            #fresh
            #steps
            #stand_ins
            #shortened
            #(#fields)*
        };
    }
}

/// The text of the history, and the check that it is the one which this expansion was made from.
pub(super) fn fresh(cx: &Cx, kept: &Kept) -> TokenStream {
    let private = cx.private();
    let text = included(cx, kept);
    let bytes = kept.text.as_deref().unwrap_or_default().as_bytes();
    let (len, hash) =
        (Literal::usize_unsuffixed(bytes.len()), Literal::u64_unsuffixed(tail_hash(bytes)));
    let file = &kept.file;
    quote! {
        const __PERSIST_HISTORY: &#private::str = #text;
        const _: () = #private::check::fresh(
            #private::str::as_bytes(__PERSIST_HISTORY), #len, #hash, #file, #private::env!("CARGO_PKG_NAME"),
        );
    }
}

/// What the checks of all fields have in common.
fn declared_steps(cx: &Cx, container: &Container<'_>, steps: &Steps) -> TokenStream {
    let private = cx.private();
    let granted = match steps.granted {
        Bump::None => quote!(None),
        Bump::Patch => quote!(Patch),
        Bump::Minor => quote!(Minor),
        Bump::Major => quote!(Major),
    };
    let (declared, latest) = (steps.declared.to_string(), steps.latest.to_string());
    let next = [Bump::Patch, Bump::Minor, Bump::Major].map(|bump| steps.next(bump).to_string());
    let parameters = stand_in_names(container);
    let test = test_name(&container.ident.to_string());
    quote! {
        const __PERSIST_STEPS: #private::check::History<'static> = #private::check::History {
            test: #test,
            parameters: &[#(#parameters),*],
            declared: #declared,
            latest: #latest,
            next: [#(#next),*],
            granted: #private::check::Bump::#granted,
        };
    }
}

/// One check, all of it at the place of the field's type: there the compiler reports what the check finds.
fn field(outside: &mut Outside<'_, '_>, check: &FieldCheck<'_>) -> TokenStream {
    let private = Ident::new("__persist", check.field.ty.span());
    let ty = adapted::outside(outside, check.field);
    let path = &check.path;
    let default = check.field.default.is_some();
    if let ([Recorded { role: Role::Latest, name, ty: recorded, .. }], []) =
        (check.recorded.as_slice(), check.field.from.as_slice())
    {
        let arguments = quote!(&__PERSIST_STEPS, #path, #name, #recorded, #default);
        return quote_spanned!(check.field.ty.span()=>
            const _: () = #private::check::latest::<#ty>(#arguments);
        );
    }
    let recorded = check.recorded.iter().map(|recorded| {
        let Recorded { name, ty, .. } = recorded;
        let version = recorded.version.to_string();
        let role = match recorded.role {
            Role::Latest => quote!(Latest),
            Role::Older => quote!(Older),
            Role::Gone => quote!(Gone),
        };
        quote!(#private::check::Recorded::#role(#version, #name, #ty))
    });
    let former: Vec<_> = check
        .former()
        .map(|old| {
            let old = outside.ty(old);
            quote!(<#old as #private::Persist>::TY)
        })
        .collect();
    let arguments = quote!(&__PERSIST_STEPS, #path, &[#(#recorded),*], &[#(#former),*], #default);
    quote_spanned!(check.field.ty.span()=>
        const _: () = #private::check::field::<#ty>(#arguments);
    )
}

/// ```text
/// #[cfg(test)]
/// #[test]
/// fn persist_history_forest() -> Result<()> {
///     type T = Param<0>;
///     const N: usize = …;
///     recording::test::<Forest<T, N>, Forest<T, 2>>(&recording::Site { … })
/// }
/// ```
fn test(cx: &Cx, container: &Container<'_>, kept: &Kept) -> TokenStream {
    let private = cx.private();
    let krate = &container.krate;
    let function = format_ident!("{}", test_name(&container.ident.to_string()));
    let stand_ins = stand_ins(cx, container);
    let (recorded, replayed) = (itself(container, Span::call_site()), replayed(container));
    let ident = container.ident.to_string();
    let file = match &kept.include {
        Include::Manifest(path) => {
            let path = path.trim_start_matches('/');
            quote!(Manifest(#path))
        }
        Include::Source(path) => quote!(Source(#path)),
    };
    let labels = labels(container).into_iter().map(|label| match label.is_const {
        true => format!("const {}", label.name),
        false => label.name,
    });
    let mut outside = Outside::of(container);
    let defaults = defaults(cx, container, &mut outside);
    let shortened = outside.shortened();
    let replay = match &container.replay {
        Some(path) => quote!(#private::Some(#path)),
        None => quote!(#private::None),
    };
    quote! {
        #[cfg(test)]
        #[#krate::__private::core::prelude::v1::test]
        #[allow(
            dead_code,
            deprecated,
            non_camel_case_types,
            non_upper_case_globals,
            unused_qualifications,
        )]
        fn #function() -> #krate::__private::Result<()> {
            use #krate::__private as #private;
            #stand_ins
            #shortened
            #private::recording::test::<#recorded, #replayed>(&#private::recording::Site {
                ident: #ident,
                module: #private::module_path!(),
                place: (#private::file!(), #private::line!()),
                package: #private::env!("CARGO_PKG_NAME"),
                manifest: #private::env!("CARGO_MANIFEST_DIR"),
                file: #private::recording::File::#file,
                labels: &[#(#labels),*],
                defaults: &[#(#defaults),*],
                replay: #replay,
            })
        }
    }
}

/// `Default { variant: None, field: "names", shown: || recording::shown::<Vec<String>>(Vec::new()) }`
fn defaults(cx: &Cx, container: &Container<'_>, outside: &mut Outside<'_, '_>) -> Vec<TokenStream> {
    let mut of_fields = |variant: Option<&str>, fields: &Fields<'_>| -> Vec<TokenStream> {
        let declared = fields.stored().filter(|field| field.default.is_some());
        declared.map(|field| default(cx, container, (variant, field), outside)).collect()
    };
    match &container.data {
        Data::Struct(fields) => of_fields(None, fields),
        Data::Enum(variants) => variants
            .iter()
            .flat_map(|variant| of_fields(Some(&variant.name.text), &variant.fields))
            .collect(),
    }
}

fn default(
    cx: &Cx,
    container: &Container<'_>,
    (variant, field): (Option<&str>, &Field<'_>),
    outside: &mut Outside<'_, '_>,
) -> TokenStream {
    let private = cx.private();
    let variant = match variant {
        Some(name) => quote!(#private::Some(#name)),
        None => quote!(#private::None),
    };
    let name = &field.name.text;
    let value = match field.default.as_ref().map(|default| &default.value) {
        Some(Fallback::OfType) => quote!(#private::Default::default()),
        _ => replaced(container, cx.fallback(field)),
    };
    let shown = adapted::shown(cx, outside, field, &value);
    quote!(#private::recording::Default { variant: #variant, field: #name, shown: || #shown })
}
