//! The items that describe a type: its name, its definition, its sizes, and what it needs defined.

use proc_macro2::TokenStream;
use quote::quote;
use syn::LitStr;

use super::Cx;
use super::history::{self, History};
use super::resolve::views;
use crate::generics::{Argument, ConstKind};
use crate::model::{ChainEntry, Container, Data, EpochPath, Field, Fields, FieldsKind, Variant};

/// ```text
/// const TY: &'static Ty = &Ty::Named { name: "Tree", args: &[Arg::Type(<T as Persist>::TY)] };
/// const DEF: Option<&'static Def> = Some(&Def { name: "Tree", …, shape: … });
/// const __PERSIST_PARTS: &'static [Part] = &[<T as Persist>::__PERSIST_PART.part()];
/// const __PERSIST_PLAIN: Option<Plain<Self>> = …;                                     // structs only, as LAYOUT
/// const LAYOUT: Option<Layout> = Part::layout(<Self as Persist>::__PERSIST_PARTS);
/// const MIN_SIZE: usize = Part::min_size(<Self as Persist>::__PERSIST_PARTS);
/// fn register(registry: &mut Registry) {
///     Part::register::<Self>(registry, &[]);
///     <T as Persist>::register(registry);                                             // under a declared `bound` only
/// }
/// ```
pub(super) fn items(
    cx: &Cx,
    container: &Container<'_>,
    history: Option<&History<'_>>,
) -> TokenStream {
    let private = cx.private();
    let name = container.stored_name();
    let args = arguments(cx);
    let definition = definition(cx, container, history, &args);
    let sizes = sizes(cx, container);
    let register = register(cx, container);
    quote! {
        const TY: &'static #private::Ty = &#private::Ty::Named { name: #name, args: #args };
        const DEF: #private::Option<&'static #private::Def> =
            #private::Some(&#definition);
        #sizes
        #register
    }
}

fn arguments(cx: &Cx) -> TokenStream {
    let private = cx.private();
    let arguments = cx.parameters.arguments.iter().map(|argument| match argument {
        Argument::Type(ty) => quote!(Type(<#ty as #private::Persist>::TY)),
        Argument::Const(name, kind) => match kind {
            ConstKind::Unsigned => quote!(Unsigned(#name as #private::u128)),
            ConstKind::Signed => quote!(Signed(#name as #private::i128)),
            ConstKind::Bool => quote!(Bool(#name)),
            ConstKind::Char => quote!(Char(#name)),
        },
    });
    quote!(&[#(#private::Arg::#arguments),*])
}

fn definition(
    cx: &Cx,
    container: &Container<'_>,
    history: Option<&History<'_>>,
    args: &TokenStream,
) -> TokenStream {
    let private = cx.private();
    let name = container.stored_name();
    let version = match &container.version {
        Some(version) => {
            let version = version.value.to_string();
            quote!(#private::Some(#version))
        }
        None => quote!(#private::None),
    };
    let was = names(&container.was);
    let removed = names(&container.removed);
    let entries = container.chain.iter().flat_map(|chain| &chain.value);
    let chain = entries.map(|entry| chain_entry(cx, entry));
    let view = view(cx, container, history);
    // A view's history is another type's.
    let own = history.filter(|_| container.view_of.is_none());
    let history = history::source(cx, own);
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
                #private::option_env!("CARGO_PKG_NAME"),
                #private::option_env!("CARGO_PKG_VERSION"),
            ),
            shape: #shape,
            removed: #removed,
            chain: &[#(#chain),*],
            view: #view,
            history: #history,
        }
    }
}

fn chain_entry(cx: &Cx, entry: &ChainEntry) -> TokenStream {
    let private = cx.private();
    let epoch = entry.epoch.value();
    let path = match &entry.path {
        EpochPath::View(ty) => {
            let persist = cx.persist(ty);
            quote!(View(#persist::TY))
        }
        EpochPath::Auto => quote!(Auto),
        EpochPath::Unsupported(_) => quote!(Unsupported),
    };
    quote!(#private::ChainEntry { epoch: #epoch, path: #private::EpochPath::#path })
}

fn view(cx: &Cx, container: &Container<'_>, history: Option<&History<'_>>) -> TokenStream {
    let private = cx.private();
    let has_history = history.is_some_and(|history| history.kept.text.is_some());
    match (&container.view_of, &container.epoch) {
        (Some(of), Some(epoch)) => {
            let (of, epoch) = (of.value.value(), epoch.value.value());
            let ident = container.ident.to_string();
            quote!(#private::Some(#private::View {
                of: #of,
                epoch: #epoch,
                ident: #ident,
                has_history: #has_history,
            }))
        }
        _ => quote!(#private::None),
    }
}

fn variant(cx: &Cx, variant: &Variant<'_>) -> TokenStream {
    let private = cx.private();
    let name = &variant.name.text;
    let was = names(&variant.was);
    let fields = fields(cx, &variant.fields);
    let removed = names(&variant.removed);
    let other = variant.other.is_some();
    quote! {
        #private::Variant {
            name: #name,
            was: #was,
            fields: #fields,
            removed: #removed,
            other: #other,
        }
    }
}

fn fields(cx: &Cx, fields: &Fields<'_>) -> TokenStream {
    let private = cx.private();
    let kind = match fields.kind {
        FieldsKind::Unit => quote!(Unit),
        FieldsKind::Tuple => quote!(Tuple),
        FieldsKind::Named => quote!(Named),
    };
    let list = fields.stored().map(|of_type| field(cx, of_type));
    quote!(#private::Fields { kind: #private::FieldsKind::#kind, list: &[#(#list),*] })
}

fn field(cx: &Cx, field: &Field<'_>) -> TokenStream {
    let private = cx.private();
    let name = &field.name.text;
    // Files from before the field was there have nothing to keep.
    let default = field.default.is_some() || field.unknown.is_some();
    let persist = cx.of(field);
    let foreign = cx.foreign(field);
    if !default && field.was.is_empty() && field.from.is_empty() && foreign.is_none() {
        return quote!(#private::Field::new(#name, #persist::TY));
    }
    let foreign_or_none = match foreign {
        Some(foreign) => quote!(#private::Some(#foreign)),
        None => quote!(#private::None),
    };
    let was = names(&field.was);
    let from = field.from.iter().map(|conversion| cx.persist(&conversion.old));
    quote! {
        #private::Field {
            name: #name,
            ty: #persist::TY,
            default: #default,
            was: #was,
            from: &[#(#from::TY),*],
            foreign: #foreign_or_none,
        }
    }
}

fn names(names: &[LitStr]) -> TokenStream {
    // Literals of their own: an error in an expansion must not point at a name.
    let names = names.iter().map(LitStr::value);
    quote!(&[#(#names),*])
}

/// The types of the fields, and what is made of them: layout and least size. A variant is a number of at least one
/// byte, and has no fixed layout.
fn sizes(cx: &Cx, container: &Container<'_>) -> TokenStream {
    let private = cx.private();
    let stored = container.all_fields().flat_map(|fields| fields.stored());
    let parts = stored.map(|field| cx.of(field));
    let parts = quote! {
        const __PERSIST_PARTS: &'static [#private::Part] = &[#(#parts::__PERSIST_PART.part()),*];
    };
    match &container.data {
        Data::Enum(_) => quote!(#parts const MIN_SIZE: #private::usize = 1;),
        Data::Struct(fields) => {
            let parts_of_self = quote!(<Self as #private::Persist>::__PERSIST_PARTS);
            let plain = plain(cx, container, fields, &parts_of_self);
            quote! {
            #parts
            #plain
            const LAYOUT: #private::Option<#private::Layout> =
                #private::Part::layout(<Self as #private::Persist>::__PERSIST_PARTS);
            const MIN_SIZE: #private::usize =
                #private::Part::min_size(<Self as #private::Persist>::__PERSIST_PARTS);
            }
        }
    }
}

/// ```text
/// const __PERSIST_PLAIN: Option<Plain<Self>> = unsafe {
///     Plain::of_struct(Part::plain(<Self as Persist>::__PERSIST_PARTS, &[offset_of!(Self, value)]))
/// };
/// ```
///
/// Sound, as each field of the struct is named, in the order of the parts, and each part is that of the field's type: the
/// compiler sees to it where the part is taken. A value that is checked, or of which a field
/// is not stored, is more than its bytes.
pub(super) fn plain(
    cx: &Cx,
    container: &Container<'_>,
    fields: &Fields<'_>,
    parts: &TokenStream,
) -> TokenStream {
    let whole = fields.skipped().next().is_none() && fields.keeper().is_none();
    let checked = container.validate.is_some() || container.view_of.is_some();
    if !whole || checked || fields.list.is_empty() {
        return TokenStream::new();
    }
    let private = cx.private();
    let members = fields.stored().map(|field| &field.member);
    quote! {
        const __PERSIST_PLAIN: #private::Option<#private::Plain<Self>> = unsafe {
            #private::Plain::of_struct(#private::Part::plain(
                #parts,
                &[#(#private::offset_of!(Self, #members)),*],
            ))
        };
    }
}

fn register(cx: &Cx, container: &Container<'_>) -> TokenStream {
    let private = cx.private();
    let registry = &cx.names.registry;
    let views = views(container).map(|(_, view)| view);
    let former =
        container.all_fields().flat_map(|fields| fields.stored()).flat_map(|field| &field.from);
    let later = views.chain(former.map(|conversion| &conversion.old)).map(|ty| cx.persist(ty));
    // Arguments that are inferred are those of fields. Others may be in none.
    let arguments = cx.parameters.arguments.iter().filter_map(|argument| match argument {
        Argument::Type(ty) if container.bound.is_some() => Some(ty),
        Argument::Type(_) | Argument::Const(..) => None,
    });
    quote! {
        #[inline]
        fn register(#registry: &mut #private::Registry) {
            #private::Part::register::<Self>(#registry, &[#(#later::register),*]);
            #(<#arguments as #private::Persist>::register(#registry);)*
        }
    }
}
