//! `decode_as`: a value that another schema wrote, field by field as the plan says.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;

use super::{Cx, validate};
use crate::model::{Container, Data, EpochPath, Field, Fields, Variant};

/// ```text
/// fn decode_as(reader: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
///     match upgrade(plan, node) {
///         Some((entry, view)) => …,
///         None => …,
///     }
/// }
/// ```
pub(super) fn items(cx: &Cx, container: &Container<'_>) -> TokenStream {
    let value = match &container.data {
        Data::Struct(fields) => of_struct(cx, fields),
        Data::Enum(variants) if variants.is_empty() => return of_empty_enum(cx),
        Data::Enum(variants) => of_enum(cx, variants),
    };
    decode_as(cx, container, &upgraded(cx, container, &value))
}

/// `decode_as` that returns the given result, once the type's own check has seen it.
pub(super) fn decode_as(cx: &Cx, container: &Container<'_>, result: &TokenStream) -> TokenStream {
    signature(cx, &validate::after(cx, container, result))
}

fn signature(cx: &Cx, body: &TokenStream) -> TokenStream {
    let private = cx.private();
    let (reader, plan, node) = (&cx.names.reader, &cx.names.plan, &cx.names.node);
    quote! {
        #[inline]
        fn decode_as(
            #reader: &mut #private::Reader<'_>,
            #plan: &#private::Plan,
            #node: #private::Node,
        ) -> #private::Result<Self> {
            #body
        }
    }
}

fn of_struct(cx: &Cx, fields: &Fields<'_>) -> TokenStream {
    let node = &cx.names.node;
    let read = read(cx, fields, &quote!(#node));
    let value = constructed(cx, fields, &quote!(Self));
    quote!({ #read #value })
}

/// No variant of a file has a counterpart.
fn of_empty_enum(cx: &Cx) -> TokenStream {
    let private = cx.private();
    let (reader, plan, node) = (&cx.names.reader, &cx.names.plan, &cx.names.node);
    let body = quote! {
        #private::arm(#reader, #plan, #node)?;
        #private::Err(#private::uninhabited())
    };
    signature(cx, &body)
}

/// ```text
/// {
///     let arm = arm(reader, plan, node)?;
///     match Arm::slot(arm) {
///         0u32 => { …; match fields { (Some(field0),) => Ok(Self::Leaf { 0: field0 }), … } }
///         _ => Err(absent()),
///     }
/// }
/// ```
fn of_enum(cx: &Cx, variants: &[Variant<'_>]) -> TokenStream {
    let private = cx.private();
    let (reader, plan, node, arm) =
        (&cx.names.reader, &cx.names.plan, &cx.names.node, &cx.names.arm);
    let arms = (0u32..).zip(variants).map(|(slot, variant)| {
        let ident = variant.ident;
        let read = read(cx, &variant.fields, &quote!(#private::Arm::fields(#arm)));
        let value = constructed(cx, &variant.fields, &quote!(Self::#ident));
        quote!(#slot => { #read #value })
    });
    quote! {{
        let #arm = #private::arm(#reader, #plan, #node)?;
        match #private::Arm::slot(#arm) {
            #(#arms)*
            _ => #private::Err(#private::absent()),
        }
    }}
}

/// ```text
/// let mut fields = (None, None);
/// let mut cursor = Clone::clone(&*reader);
/// for step in steps(plan, node)? {
///     match Step::slot(step) {
///         0 => <f64 as Persist>::__persist_field(&mut fields.0, &mut cursor, plan, step),
///         1 => {
///             let mut value = None;
///             let result = <Adapted<Angle, …> as Persist>::__persist_field(&mut value, &mut cursor, plan, step);
///             adapted(&mut fields.1, value, result)
///         }
///         2 => converted::<u32, f64>(&mut fields.0, &mut cursor, plan, step, |old| …),
///         _ => pass(&mut cursor, plan, step),
///     }?;
/// }
/// *reader = cursor;
/// ```
///
/// The compiler can keep a cursor of its own in registers.
///
/// Former types of fields have the slots behind those of all fields.
fn read(cx: &Cx, fields: &Fields<'_>, node: &TokenStream) -> TokenStream {
    let private = cx.private();
    let (reader, cursor) = (&cx.names.reader, &cx.names.cursor);
    let (plan, step, result) = (&cx.names.plan, &cx.names.step, &cx.names.result);
    let place = |position| {
        let (fields, position) = (&cx.names.fields, Literal::usize_unsuffixed(position));
        quote!(&mut #fields.#position)
    };
    let stored: Vec<_> = fields.stored().enumerate().collect();
    let own = stored.iter().map(|(position, field)| {
        let (place, slot) = (place(*position), Literal::usize_unsuffixed(*position));
        if field.unknown.is_some() {
            let keeper = cx.keeper(field.ty);
            return quote!(#slot => #keeper::keep(&mut #cursor, #plan, #step, #place),);
        }
        let persist = cx.of(field);
        if field.adapter.is_some() {
            let value = &cx.names.value;
            return quote! {
                #slot => {
                    let mut #value = #private::None;
                    let #result =
                        #persist::__persist_field(&mut #value, &mut #cursor, #plan, #step);
                    #private::adapted(#place, #value, #result)
                }
            };
        }
        quote!(#slot => #persist::__persist_field(#place, &mut #cursor, #plan, #step),)
    });
    let conversions = stored.iter().flat_map(|(position, field)| {
        field.from.iter().map(move |conversion| (*position, *field, conversion))
    });
    let former = conversions.enumerate().map(|(index, (position, field, conversion))| {
        let slot = Literal::usize_unsuffixed(stored.len().saturating_add(index));
        let (place, ty) = (place(position), field.ty);
        let (old, function) = (&conversion.old, &conversion.function);
        quote! {
            #slot => {
                #private::converted::<#old, #ty>(#place, &mut #cursor, #plan, #step, #function)
            }
        }
    });
    let variable = stored.first().map(|_| {
        let (fields, none) = (&cx.names.fields, stored.iter().map(|_| quote!(#private::None)));
        quote!(let mut #fields = (#(#none,)*);)
    });
    quote! {
        #variable
        let mut #cursor = #private::Clone::clone(&*#reader);
        for #step in #private::steps(#plan, #node)? {
            match #private::Step::slot(#step) {
                #(#own)*
                #(#former)*
                _ => #private::pass(&mut #cursor, #plan, #step),
            }?;
        }
        *#reader = #cursor;
    }
}

/// ```text
/// match fields {
///     (Some(field0), field1) => Ok(Self {
///         depth: field0,
///         rate: match field1 { Some(value) => value, None => 7 },
///     }),
///     _ => Err(absent()),
/// }
/// ```
///
/// One variable and one `match` for all fields: with one each, the compiler would have to see to all that is dropped
/// where one of them is missing.
///
/// A field that keeps what the program does not know comes last: other fields may be in it.
fn constructed(cx: &Cx, fields: &Fields<'_>, constructor: &TokenStream) -> TokenStream {
    let private = cx.private();
    let mut position = 0usize..;
    let keeper = fields.keeper().map(|(position, field)| (cx.binding(position), field));
    let (mut list, mut patterns, mut required) = (Vec::new(), Vec::new(), false);
    for field in &fields.list {
        let member = &field.member;
        if field.skip.is_some() {
            let fallback = cx.fallback(field);
            list.push(quote!(#member: #fallback));
            continue;
        }
        let binding = cx.binding(position.next().unwrap_or_default());
        if field.unknown.is_some() {
            patterns.push(quote!(mut #binding));
        } else if field.default.is_some() {
            let value = or_default(cx, field, &binding, keeper.as_ref());
            list.push(quote!(#member: #value));
            patterns.push(quote!(#binding));
        } else {
            required = true;
            list.push(quote!(#member: #binding));
            patterns.push(quote!(#private::Some(#binding)));
        }
    }
    if let Some((binding, field)) = &keeper {
        let member = &field.member;
        list.push(quote!(#member: #private::Option::unwrap_or_default(#binding)));
    }
    let value = quote!(#private::Ok(#constructor { #(#list),* }));
    let variable = &cx.names.fields;
    match (patterns.is_empty(), required) {
        (true, _) => value,
        (false, false) => quote! {
            let (#(#patterns,)*) = #variable;
            #value
        },
        (false, true) => quote! {
            match #variable {
                (#(#patterns,)*) => #value,
                _ => #private::Err(#private::absent()),
            }
        },
    }
}

/// What is read of a field, or what stands in for it where the file lacks it.
///
/// `match field1 { Some(value) => value, None => 7 }`, or with a field that keeps what older programs did not know
/// `None => match <UnknownFields as Keeper>::kept(&mut field2, "name", &["former"])? { … }`
fn or_default(
    cx: &Cx,
    field: &Field<'_>,
    binding: &Ident,
    keeper: Option<&(Ident, &Field<'_>)>,
) -> TokenStream {
    let private = cx.private();
    let (ty, value, fallback) = (field.ty, &cx.names.value, cx.fallback(field));
    // With the type said, a default of another one is reported where it stands.
    let default = quote!({
        let #value: #ty = #fallback;
        #value
    });
    let absent = match keeper {
        None => default,
        Some((kept, of)) => {
            let (keeper, name, was) = (cx.keeper(of.ty), &field.name.text, &field.was);
            let (stored, taken) = (cx.stored(field), cx.taken(field, &quote!(#value)));
            quote! {
                match #keeper::kept::<#stored>(&mut #kept, #name, &[#(#was),*])? {
                    #private::Some(#value) => #taken,
                    #private::None => #default,
                }
            }
        }
    };
    quote! {
        match #binding {
            #private::Some(#value) => #value,
            #private::None => #absent,
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
///             Some(old) => Ok(placed(&start, <Self as Upgrade<Model2>>::upgrade(old), "Model")?),
///             None => Err(absent()),
///         }
///     }
///     None => …,
/// }
/// ```
fn upgraded(cx: &Cx, container: &Container<'_>, value: &TokenStream) -> TokenStream {
    let private = cx.private();
    let (reader, plan, node) = (&cx.names.reader, &cx.names.plan, &cx.names.node);
    let (entry, view, start, old) =
        (&cx.names.entry, &cx.names.view, &cx.names.old_start, &cx.names.value);
    let mut links = TokenStream::new();
    let mut before = None;
    for (number, ty) in views(container) {
        let binding =
            format_ident!("__persist_old{number}", span = proc_macro2::Span::mixed_site());
        let here = quote!(#private::Some(
            #private::resolve::<#ty>(#reader, #plan, #view)?
        ));
        links.extend(match before.replace((binding.clone(), ty)) {
            None => quote! {
                let #binding = if #entry == #number {
                    #here
                } else {
                    #private::None
                };
            },
            Some((former, from)) => {
                let step = step(cx, container, from, &quote!(#ty), ty);
                quote! {
                    let #binding = match #former {
                        #private::Some(#old) => #private::Some(#step),
                        #private::None if #entry == #number => #here,
                        #private::None => #private::None,
                    };
                }
            }
        });
    }
    let Some((last, from)) = before else { return value.clone() };
    let step = step(cx, container, from, &quote_spanned!(from.span()=> Self), from);
    quote! {
        match #private::upgrade(#plan, #node) {
            #private::Some((#entry, #view)) => {
                let #start = #private::Clone::clone(&*#reader);
                #links
                match #last {
                    #private::Some(#old) => #private::Ok(#step),
                    #private::None => #private::Err(#private::absent()),
                }
            }
            #private::None => #value,
        }
    }
}

/// One step of the chain. It carries the span of the chain's entry: a missing `Upgrade` is reported there.
fn step(
    cx: &Cx,
    container: &Container<'_>,
    from: &syn::Type,
    to: &TokenStream,
    place: &syn::Type,
) -> TokenStream {
    let (start, old) = (&cx.names.old_start, &cx.names.value);
    let (private, upgrade) = (cx.private(), super::private(place.span()));
    let upgraded = quote_spanned!(place.span()=>
        <#to as #upgrade::Upgrade<#from>>::upgrade(#old)
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
pub(super) fn unsaved(cx: &Cx, container: &Container<'_>) -> Option<TokenStream> {
    let of = container.view_of.as_ref()?.value.value();
    let ident = container.ident.to_string();
    let private = cx.private();
    let writer = &cx.names.writer;
    Some(quote! {
        #private::Err(
            #private::Writer::blame(#writer, #private::view_saved(#ident, #of))
        )
    })
}
