//! `decode_as`: a value that another schema wrote, field by field as the plan says.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::{Cx, validate};
use crate::model::{Container, Data, EpochPath, Field, Fields, Variant};

/// ```text
/// fn decode_as(reader: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
///     Ok(match upgrade(plan, node) {
///         Some((entry, view)) => …,
///         None => …,
///     })
/// }
/// ```
pub(super) fn items(cx: &Cx<'_>, container: &Container<'_>) -> TokenStream {
    let value = match &container.data {
        Data::Struct(fields) => of_struct(cx, fields),
        Data::Enum(variants) if variants.is_empty() => return of_empty_enum(cx),
        Data::Enum(variants) => of_enum(cx, variants),
    };
    decode_as(cx, container, &upgraded(cx, container, &value))
}

/// `decode_as` that returns the given value, once the type's own check has seen it.
pub(super) fn decode_as(
    cx: &Cx<'_>,
    container: &Container<'_>,
    value: &TokenStream,
) -> TokenStream {
    signature(cx, &validate::after(cx, container, value))
}

fn signature(cx: &Cx<'_>, body: &TokenStream) -> TokenStream {
    let private = cx.private();
    let (reader, plan, node) = (&cx.names.reader, &cx.names.plan, &cx.names.node);
    quote! {
        fn decode_as(
            #reader: &mut #private::Reader<'_>,
            #plan: &#private::Plan,
            #node: #private::Node,
        ) -> #private::Result<Self> {
            #body
        }
    }
}

fn of_struct(cx: &Cx<'_>, fields: &Fields<'_>) -> TokenStream {
    let node = &cx.names.node;
    let read = read(cx, fields, &quote!(#node));
    let list = constructed(cx, fields);
    quote!({ #read Self { #list } })
}

/// No variant of a file has a counterpart.
fn of_empty_enum(cx: &Cx<'_>) -> TokenStream {
    let (private, core) = (cx.private(), cx.core());
    let (reader, plan, node) = (&cx.names.reader, &cx.names.plan, &cx.names.node);
    let body = quote! {
        #private::arm(#reader, #plan, #node)?;
        #core::result::Result::Err(#private::uninhabited())
    };
    signature(cx, &body)
}

/// ```text
/// {
///     let arm = arm(reader, plan, node)?;
///     match Arm::slot(arm) {
///         0u32 => { …; Self::Leaf { … } }
///         _ => return Err(absent()),
///     }
/// }
/// ```
fn of_enum(cx: &Cx<'_>, variants: &[Variant<'_>]) -> TokenStream {
    let (private, core) = (cx.private(), cx.core());
    let (reader, plan, node, arm) =
        (&cx.names.reader, &cx.names.plan, &cx.names.node, &cx.names.arm);
    let arms = (0u32..).zip(variants).map(|(slot, variant)| {
        let ident = variant.ident;
        let read = read(cx, &variant.fields, &quote!(#private::Arm::fields(#arm)));
        let list = constructed(cx, &variant.fields);
        quote!(#slot => { #read Self::#ident { #list } })
    });
    quote! {{
        let #arm = #private::arm(#reader, #plan, #node)?;
        match #private::Arm::slot(#arm) {
            #(#arms)*
            _ => return #core::result::Result::Err(#private::absent()),
        }
    }}
}

/// ```text
/// let mut field0 = None;
/// for step in steps(plan, node)? {
///     match Step::slot(step) {
///         0u32 => field0 = <f64 as Persist>::__persist_field(reader, plan, step)?,
///         1u32 => field0 = converted::<u32, f64>(reader, plan, step, |old| …)?,
///         _ => pass(reader, plan, step)?,
///     }
/// }
/// ```
///
/// Former types of fields have the slots behind those of all fields.
fn read(cx: &Cx<'_>, fields: &Fields<'_>, node: &TokenStream) -> TokenStream {
    let (private, core) = (cx.private(), cx.core());
    let (reader, plan, step) = (&cx.names.reader, &cx.names.plan, &cx.names.step);
    let stored: Vec<_> = fields.stored().enumerate().collect();
    let bindings = stored.iter().map(|(position, _)| cx.binding(*position));
    let own = stored.iter().map(|(position, field)| {
        let (binding, slot) = (cx.binding(*position), Literal::usize_unsuffixed(*position));
        if field.unknown.is_some() {
            let keeper = cx.keeper(field.ty);
            return quote!(#slot => #keeper::keep(#reader, #plan, #step, &mut #binding)?,);
        }
        let persist = cx.persist(field.ty);
        quote!(#slot => #binding = #persist::__persist_field(#reader, #plan, #step)?,)
    });
    let conversions = stored.iter().flat_map(|(position, field)| {
        field.from.iter().map(move |conversion| (*position, *field, conversion))
    });
    let former = conversions.enumerate().map(|(index, (position, field, conversion))| {
        let slot = Literal::usize_unsuffixed(stored.len().saturating_add(index));
        let (binding, ty) = (cx.binding(position), field.ty);
        let (old, function) = (&conversion.old, &conversion.function);
        quote! {
            #slot => {
                #binding = #private::converted::<#old, #ty>(#reader, #plan, #step, #function)?
            }
        }
    });
    quote! {
        #(let mut #bindings = #core::option::Option::None;)*
        for #step in #private::steps(#plan, #node)? {
            match #private::Step::slot(#step) {
                #(#own)*
                #(#former)*
                _ => #private::pass(#reader, #plan, #step)?,
            }
        }
    }
}

/// `value: match field0 { Some(value) => value, None => … }, …`
///
/// A field that keeps what the program does not know comes last: other fields may be in it.
fn constructed(cx: &Cx<'_>, fields: &Fields<'_>) -> TokenStream {
    let (private, core) = (cx.private(), cx.core());
    let value = &cx.names.value;
    let mut position = 0usize..;
    let keeper = fields.keeper().map(|(position, field)| (cx.binding(position), field));
    let last = keeper.as_ref().map(|(binding, field)| {
        let member = &field.member;
        quote!(#member: #core::option::Option::unwrap_or_default(#binding),)
    });
    let list = fields.list.iter().map(|field| {
        let member = &field.member;
        if field.skip.is_some() {
            let fallback = cx.fallback(field);
            return quote!(#member: #fallback,);
        }
        let binding = cx.binding(position.next().unwrap_or_default());
        if field.unknown.is_some() {
            return TokenStream::new();
        }
        let keeper = keeper.as_ref().map(|(binding, field)| (binding, cx.keeper(field.ty)));
        let absent =
            absent(cx, field, keeper, &quote!(#core::result::Result::Err(#private::absent())));
        quote! {
            #member: match #binding {
                #core::option::Option::Some(#value) => #value,
                #core::option::Option::None => #absent,
            },
        }
    });
    quote!(#(#list)* #last)
}

/// What stands in for a field that the file lacks.
///
/// `{ let value: f64 = 7; value }`, or with a field that keeps what older programs did not know:
/// `match <UnknownFields as Keeper>::kept(&mut field1, "name", &["former"])? { Some(value) => value, None => { … } }`
fn absent(
    cx: &Cx<'_>,
    field: &Field<'_>,
    keeper: Option<(&Ident, TokenStream)>,
    error: &TokenStream,
) -> TokenStream {
    if field.default.is_none() {
        return quote!(return #error);
    }
    let (ty, value, fallback) = (field.ty, &cx.names.value, cx.fallback(field));
    // With the type said, a default of another one is reported where it stands.
    let default = quote!({
        let #value: #ty = #fallback;
        #value
    });
    let Some((kept, keeper)) = keeper else { return default };
    let core = cx.core();
    let (name, was) = (&field.name.text, &field.was);
    quote! {
        match #keeper::kept::<#ty>(&mut #kept, #name, &[#(#was),*])? {
            #core::option::Option::Some(#value) => #value,
            #core::option::Option::None => #default,
        }
    }
}

/// ```text
/// match upgrade(plan, node) {
///     Some((entry, view)) => {
///         let start = Clone::clone(&*reader);
///         let old0 = if entry == 0u32 { Some(resolve::<Model1>(reader, plan, view)?) } else { None };
///         let old1 = match old0 {
///             Some(old) => Some(placed(&start, <Model2 as Upgrade<Model1>>::upgrade(old), "Model")?),
///             None if entry == 1u32 => Some(resolve::<Model2>(reader, plan, view)?),
///             None => None,
///         };
///         match old1 {
///             Some(old) => placed(&start, <Self as Upgrade<Model2>>::upgrade(old), "Model")?,
///             None => return Err(absent()),
///         }
///     }
///     None => …,
/// }
/// ```
fn upgraded(cx: &Cx<'_>, container: &Container<'_>, value: &TokenStream) -> TokenStream {
    let (private, core) = (cx.private(), cx.core());
    let (reader, plan, node) = (&cx.names.reader, &cx.names.plan, &cx.names.node);
    let (entry, view, start, old) =
        (&cx.names.entry, &cx.names.view, &cx.names.old_start, &cx.names.value);
    let mut links = TokenStream::new();
    let mut before = None;
    for (number, ty) in views(container) {
        let binding =
            format_ident!("__persist_old{number}", span = proc_macro2::Span::mixed_site());
        let here = quote!(#core::option::Option::Some(
            #private::resolve::<#ty>(#reader, #plan, #view)?
        ));
        links.extend(match before.replace((binding.clone(), ty)) {
            None => quote! {
                let #binding = if #entry == #number {
                    #here
                } else {
                    #core::option::Option::None
                };
            },
            Some((former, from)) => {
                let step = step(cx, container, from, &quote!(#ty), ty);
                quote! {
                    let #binding = match #former {
                        #core::option::Option::Some(#old) => #core::option::Option::Some(#step),
                        #core::option::Option::None if #entry == #number => #here,
                        #core::option::Option::None => #core::option::Option::None,
                    };
                }
            }
        });
    }
    let Some((last, from)) = before else { return value.clone() };
    let step = step(cx, container, from, &quote_spanned!(from.span()=> Self), from);
    quote! {
        match #private::upgrade(#plan, #node) {
            #core::option::Option::Some((#entry, #view)) => {
                let #start = #core::clone::Clone::clone(&*#reader);
                #links
                match #last {
                    #core::option::Option::Some(#old) => #step,
                    #core::option::Option::None => {
                        return #core::result::Result::Err(#private::absent())
                    }
                }
            }
            #core::option::Option::None => #value,
        }
    }
}

/// One step of the chain. It carries the span of the chain's entry: a missing `Upgrade` is reported there.
fn step(
    cx: &Cx<'_>,
    container: &Container<'_>,
    from: &syn::Type,
    to: &TokenStream,
    place: &syn::Type,
) -> TokenStream {
    let krate = cx.krate;
    let (start, old) = (&cx.names.old_start, &cx.names.value);
    let private = cx.private();
    let upgraded = quote_spanned!(place.span()=>
        <#to as #krate::__private::Upgrade<#from>>::upgrade(#old)
    );
    let name = &container.name.text;
    quote!(#private::placed(&#start, #upgraded, #name)?)
}

/// The views of the chain, with their numbers in it.
pub(super) fn views<'c>(
    container: &'c Container<'_>,
) -> impl Iterator<Item = (u32, &'c syn::Type)> {
    let entries = container.chain.iter().flat_map(|chain| &chain.value);
    (0u32..).zip(entries).filter_map(|(number, entry)| match &entry.path {
        EpochPath::View(ty) => Some((number, &**ty)),
        EpochPath::Auto | EpochPath::Unsupported(_) => None,
    })
}

/// A view only reads.
///
/// ```text
/// fn encode<'a>(&'a self, writer: &mut Writer<'a>) -> Result<()> {
///     Err(Writer::blame(writer, view_saved("Model1", "Model")))
/// }
/// ```
pub(super) fn unsaved(cx: &Cx<'_>, container: &Container<'_>) -> Option<TokenStream> {
    let of = container.view_of.as_ref()?.value.value();
    let ident = container.ident.to_string();
    let private = cx.private();
    let writer = &cx.names.writer;
    let core = cx.core();
    Some(quote! {
        #core::result::Result::Err(
            #private::Writer::blame(#writer, #private::view_saved(#ident, #of))
        )
    })
}
