//! The items that describe a type: its name, its definition, its sizes, and what it needs defined.

use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

use super::Cx;
use crate::generics::{Argument, ConstKind};
use crate::model::{Container, Data, Field, Fields, FieldsKind, Variant};

/// ```text
/// const TY: &'static Ty = &Ty::Named { name: "Tree", args: &[Arg::Type(<T as Persist>::TY)] };
/// const DEF: Option<&'static Def> = Some(&Def { name: "Tree", …, shape: … });
/// const LAYOUT: Option<Layout> = Layout::of_fields(&[<T as Persist>::LAYOUT]);   // structs only
/// const MIN_SIZE: usize = 0usize.saturating_add(<T as Persist>::MIN_SIZE);
/// fn register(registry: &mut Registry) { … }
/// ```
pub(super) fn items(cx: &Cx<'_>, container: &Container<'_>) -> TokenStream {
    let private = cx.private();
    let core = cx.core();
    let name = &container.name.text;
    let args = arguments(cx);
    let definition = definition(cx, container, &args);
    let sizes = sizes(cx, container);
    let register = register(cx, container);
    quote! {
        const TY: &'static #private::Ty = &#private::Ty::Named { name: #name, args: #args };
        const DEF: #core::option::Option<&'static #private::Def> =
            #core::option::Option::Some(&#definition);
        #sizes
        #register
    }
}

fn arguments(cx: &Cx<'_>) -> TokenStream {
    let private = cx.private();
    let core = cx.core();
    let arguments = cx.parameters.arguments.iter().map(|argument| match argument {
        Argument::Type(ty) => quote!(Type(<#ty as #private::Persist>::TY)),
        Argument::Const(name, kind) => match kind {
            ConstKind::Unsigned => quote!(Unsigned(#name as #core::primitive::u128)),
            ConstKind::Signed => quote!(Signed(#name as #core::primitive::i128)),
            ConstKind::Bool => quote!(Bool(#name)),
            ConstKind::Char => quote!(Char(#name)),
        },
    });
    quote!(&[#(#private::Arg::#arguments),*])
}

fn definition(cx: &Cx<'_>, container: &Container<'_>, args: &TokenStream) -> TokenStream {
    let private = cx.private();
    let core = cx.core();
    let name = &container.name.text;
    let version = match &container.version {
        Some(version) => {
            let version = version.value.to_string();
            quote!(#core::option::Option::Some(#version))
        }
        None => quote!(#core::option::Option::None),
    };
    let was = names(&container.was);
    let shape = match &container.data {
        Data::Struct(of_struct) => {
            let fields = fields(cx, of_struct);
            quote!(#private::DefShape::Struct(#fields))
        }
        Data::Enum(variants) => {
            let variants = variants.iter().map(|of_enum| variant(cx, of_enum));
            quote!(#private::DefShape::Enum(&[#(#variants),*]))
        }
    };
    quote! {
        #private::Def {
            name: #name,
            args: #args,
            version: #version,
            was: #was,
            producer: #private::Producer::from_env(
                #core::option_env!("CARGO_PKG_NAME"),
                #core::option_env!("CARGO_PKG_VERSION"),
            ),
            shape: #shape,
            removed: &[],
            chain: &[],
            view: #core::option::Option::None,
        }
    }
}

fn variant(cx: &Cx<'_>, variant: &Variant<'_>) -> TokenStream {
    let private = cx.private();
    let name = &variant.name.text;
    let was = names(&variant.was);
    let fields = fields(cx, &variant.fields);
    quote! {
        #private::Variant { name: #name, was: #was, fields: #fields, removed: &[], other: false }
    }
}

fn fields(cx: &Cx<'_>, fields: &Fields<'_>) -> TokenStream {
    let private = cx.private();
    let kind = match fields.kind {
        FieldsKind::Unit => quote!(Unit),
        FieldsKind::Tuple => quote!(Tuple),
        FieldsKind::Named => quote!(Named),
    };
    let list = fields.stored().map(|of_type| field(cx, of_type));
    quote!(#private::Fields { kind: #private::FieldsKind::#kind, list: &[#(#list),*] })
}

fn field(cx: &Cx<'_>, field: &Field<'_>) -> TokenStream {
    let private = cx.private();
    let persist = cx.persist(field.ty);
    let name = &field.name.text;
    let default = field.default.is_some();
    let was = names(&field.was);
    quote! {
        #private::Field {
            name: #name,
            ty: #persist::TY,
            default: #default,
            was: #was,
            from: &[],
            unknown: false,
        }
    }
}

fn names(names: &[LitStr]) -> TokenStream {
    // Literals of their own: an error in an expansion must not point at a name.
    let names = names.iter().map(LitStr::value);
    quote!(&[#(#names),*])
}

/// Layout and least size. A variant is a number of at least one byte, and has no fixed layout.
fn sizes(cx: &Cx<'_>, container: &Container<'_>) -> TokenStream {
    let private = cx.private();
    let core = cx.core();
    let usize = quote!(#core::primitive::usize);
    match &container.data {
        Data::Enum(_) => quote!(const MIN_SIZE: #usize = 1;),
        Data::Struct(fields) => {
            let stored: Vec<_> = fields.stored().map(|field| cx.persist(field.ty)).collect();
            quote! {
                const LAYOUT: #core::option::Option<#private::Layout> =
                    #private::Layout::of_fields(&[#(#stored::LAYOUT),*]);
                const MIN_SIZE: #usize = 0usize #(.saturating_add(#stored::MIN_SIZE))*;
            }
        }
    }
}

/// A definition that is known already has had its fields registered: so recursive types end.
fn register(cx: &Cx<'_>, container: &Container<'_>) -> TokenStream {
    let private = cx.private();
    let core = cx.core();
    let registry = &cx.names.registry;
    let stored = container.all_fields().flat_map(|fields| fields.stored());
    let stored = stored.map(|field| cx.persist(field.ty));
    quote! {
        fn register(#registry: &mut #private::Registry) {
            if let #core::option::Option::Some(__persist_def) = <Self as #private::Persist>::DEF {
                if #registry.insert(__persist_def) {
                    #(#stored::register(#registry);)*
                }
            }
        }
    }
}
