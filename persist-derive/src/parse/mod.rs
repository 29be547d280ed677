//! From syntax to model: reads every attribute, once.

mod attributes;
mod value;

use proc_macro2::{Span, TokenTree};
use syn::spanned::Spanned;
use syn::{DeriveInput, GenericParam, Generics, Index, Member};

use crate::attr::Place;
use crate::diagnostics::Diagnostics;
use crate::model::{Container, Data, Field, Fields, FieldsKind, Name, Variant, default_crate};
use attributes::Attributes;

/// The model of a type. What cannot be read is reported and left out.
pub(crate) fn container<'a>(input: &'a DeriveInput, errors: &Diagnostics) -> Container<'a> {
    let attributes = Attributes::read(&input.attrs, Place::Type, errors);
    refuse_on_parameters(&input.generics, errors);
    let mut container = Container {
        ident: &input.ident,
        generics: &input.generics,
        krate: attributes.krate.unwrap_or_else(default_crate),
        pinned: attributes.name.as_ref().map(|name| name.span),
        name: Name::new(
            attributes.name.as_ref().map(|name| &name.value),
            &Member::Named(input.ident.clone()),
        ),
        was: attributes.was,
        removed: attributes.removed,
        chain: attributes.chain,
        view_of: attributes.view_of,
        epoch: attributes.epoch,
        version: attributes.version,
        validate: attributes.validate,
        transparent: attributes.transparent,
        bound: attributes.bound,
        history: attributes.history,
        instantiate: attributes.instantiate,
        replay: attributes.replay,
        packed: packed(&input.attrs),
        data: data(input, errors),
    };
    container.all_fields_mut().zip(0..).for_each(|(field, number)| field.number = number);
    container
}

/// The compiler takes the derive's attributes on parameters, too, where they would be passed over in silence.
fn refuse_on_parameters(generics: &Generics, errors: &Diagnostics) {
    for parameter in &generics.params {
        let attributes = match parameter {
            GenericParam::Lifetime(parameter) => &parameter.attrs,
            GenericParam::Type(parameter) => &parameter.attrs,
            GenericParam::Const(parameter) => &parameter.attrs,
        };
        for attribute in attributes.iter().filter(|attribute| attributes::is_ours(attribute)) {
            errors.over(
                &attribute.meta,
                "`#[persist(…)]` has no meaning on a parameter; it belongs on a type, a variant or a \
                 field",
            );
        }
    }
}

fn data<'a>(input: &'a DeriveInput, errors: &Diagnostics) -> Data<'a> {
    match &input.data {
        syn::Data::Struct(data) => Data::Struct(fields(&data.fields, errors)),
        syn::Data::Enum(data) => {
            Data::Enum(data.variants.iter().map(|v| variant(v, errors)).collect())
        }
        syn::Data::Union(data) => {
            errors.over(
                data.union_token,
                "a union does not know which of its fields it holds, so it cannot be stored; \
                 use an enum",
            );
            Data::Enum(Vec::new())
        }
    }
}

fn variant<'a>(variant: &'a syn::Variant, errors: &Diagnostics) -> Variant<'a> {
    let attributes = Attributes::read(&variant.attrs, Place::Variant, errors);
    Variant {
        ident: &variant.ident,
        name: Name::new(
            attributes.rename.as_ref().map(|name| &name.value),
            &Member::Named(variant.ident.clone()),
        ),
        was: attributes.was,
        removed: attributes.removed,
        other: attributes.other,
        fields: fields(&variant.fields, errors),
    }
}

fn fields<'a>(fields: &'a syn::Fields, errors: &Diagnostics) -> Fields<'a> {
    let kind = match fields {
        syn::Fields::Unit => FieldsKind::Unit,
        syn::Fields::Unnamed(_) => FieldsKind::Tuple,
        syn::Fields::Named(_) => FieldsKind::Named,
    };
    let list = (0..).zip(fields).map(|(index, declared)| field(index, declared, errors)).collect();
    Fields { kind, list }
}

fn field<'a>(index: u32, field: &'a syn::Field, errors: &Diagnostics) -> Field<'a> {
    let attributes = Attributes::read(&field.attrs, Place::Field, errors);
    let member = match &field.ident {
        Some(ident) => Member::Named(ident.clone()),
        None => Member::Unnamed(Index { index, span: field.ty.span() }),
    };
    Field {
        ty: &field.ty,
        name: Name::new(attributes.rename.as_ref().map(|name| &name.value), &member),
        renamed: attributes.rename.as_ref().map(|name| name.span),
        member,
        was: attributes.was,
        default: attributes.default,
        from: attributes.from,
        skip: attributes.skip,
        unknown: attributes.unknown,
        adapter: attributes.adapter,
        other_adapter: attributes.other_adapter,
        from_crate: attributes.from_crate,
        number: 0,
    }
}

/// Where a type is declared `packed`: the word in `#[repr(C, packed(2))]`.
fn packed(attributes: &[syn::Attribute]) -> Option<Span> {
    attributes
        .iter()
        .filter(|attribute| attribute.path().is_ident("repr"))
        .filter_map(|attribute| attribute.meta.require_list().ok())
        .flat_map(|meta| meta.tokens.clone())
        .find_map(|token| match token {
            TokenTree::Ident(ident) if ident == "packed" => Some(ident.span()),
            _ => None,
        })
}
