//! The values of attributes: one function per form. Each reads from right behind the attribute's name.

use std::fmt::Display;

use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;
use semver::Version;
use syn::ext::IdentExt;
use syn::parse::ParseStream;
use syn::parse::discouraged::Speculative;
use syn::punctuated::Punctuated;
use syn::{
    GenericArgument, Ident, Lit, LitStr, Path, Token, Type, WherePredicate, parenthesized, token,
};

use crate::attr::Attribute;
use crate::model::{ChainEntry, Conversion, EpochPath, Fallback, Given, HistoryPlace, Serde};

/// The attribute whose value is read, for messages.
pub(super) struct Context {
    pub(super) attribute: &'static Attribute,
    /// Its name.
    pub(super) span: Span,
}

impl Context {
    fn error(&self, input: ParseStream<'_>, expected: &str) -> syn::Error {
        let form = self.attribute.form;
        let message = format!("expected {expected}, as in `{form}`");
        match ends(input) {
            true => syn::Error::new(self.span, message),
            false => input.error(message),
        }
    }
}

/// Nothing more belongs to the attribute.
fn ends(input: ParseStream<'_>) -> bool {
    input.is_empty() || input.peek(Token![,])
}

/// A value follows, be it a good one or not.
fn takes_value(input: ParseStream<'_>) -> bool {
    input.peek(Token![=]) || input.peek(token::Paren)
}

fn equals(context: &Context, input: ParseStream<'_>) -> syn::Result<()> {
    match input.parse::<Option<Token![=]>>()? {
        Some(_) => Ok(()),
        None => Err(context.error(input, "`=` and a value")),
    }
}

/// No value at all: the attribute says everything by its name.
pub(super) fn flag(context: &Context, input: ParseStream<'_>) -> syn::Result<Span> {
    match takes_value(input) {
        true => Err(input.error(format!("`{}` takes no value", context.attribute.name))),
        false => Ok(context.span),
    }
}

/// `= "text"`
pub(super) fn string(context: &Context, input: ParseStream<'_>) -> syn::Result<LitStr> {
    equals(context, input)?;
    literal_string(context, input)
}

fn literal_string(context: &Context, input: ParseStream<'_>) -> syn::Result<LitStr> {
    match input.peek(LitStr) {
        true => input.parse(),
        false => Err(context.error(input, "a string in quotes")),
    }
}

/// `= "text"` or `("text", "text")`
pub(super) fn strings(context: &Context, input: ParseStream<'_>) -> syn::Result<Vec<LitStr>> {
    if !input.peek(token::Paren) {
        return Ok(vec![string(context, input)?]);
    }
    let list;
    let parentheses = parenthesized!(list in input);
    if list.is_empty() {
        let message =
            format!("expected at least one name, as in `{}(\"old\")`", context.attribute.name);
        return Err(syn::Error::new(parentheses.span.join(), message));
    }
    let strings = names(context, &list);
    // What is left behind a mistake must not be reported as a second one.
    list.parse::<TokenStream>()?;
    strings
}

/// `("1" => View, "2" => auto)`
pub(super) fn chain(context: &Context, input: ParseStream<'_>) -> syn::Result<Vec<ChainEntry>> {
    arrows(
        context,
        input,
        |list| literal_string(context, list),
        |list| {
            let word = list.fork().call(Ident::parse_any);
            Ok(match word {
                Ok(word) if word == "auto" => {
                    list.call(Ident::parse_any)?;
                    EpochPath::Auto
                }
                Ok(word) if word == "unsupported" => {
                    EpochPath::Unsupported(list.call(Ident::parse_any)?.span())
                }
                _ => EpochPath::View(list.parse()?),
            })
        },
    )
    .map(|entries| entries.into_iter().map(|(epoch, path)| ChainEntry { epoch, path }).collect())
}

/// `(Old => function, Older => function)`
pub(super) fn conversions(
    context: &Context,
    input: ParseStream<'_>,
) -> syn::Result<Vec<Conversion>> {
    let function = |list: ParseStream<'_>| {
        let mut tokens = TokenStream::new();
        while !ends(list) {
            tokens.extend([list.parse::<TokenTree>()?]);
        }
        match tokens.is_empty() {
            true => Err(context.error(list, "a function behind `=>`")),
            false => Ok(tokens),
        }
    };
    arrows(context, input, |list| list.parse(), function).map(|conversions| {
        conversions.into_iter().map(|(old, function)| Conversion { old, function }).collect()
    })
}

/// `(left => right, left => right)`, at least one.
fn arrows<L, R>(
    context: &Context,
    input: ParseStream<'_>,
    left: impl Fn(ParseStream<'_>) -> syn::Result<L>,
    right: impl Fn(ParseStream<'_>) -> syn::Result<R>,
) -> syn::Result<Vec<(L, R)>> {
    if !input.peek(token::Paren) {
        return Err(context.error(input, "a list in parentheses"));
    }
    let list;
    let parentheses = parenthesized!(list in input);
    let one = || {
        let pair = (left(&list)?, list.parse::<Token![=>]>().and_then(|_| right(&list))?);
        match list.is_empty() || list.parse::<Token![,]>().is_ok() {
            true => Ok(pair),
            false => Err(list.error("expected a comma before the next entry")),
        }
    };
    let mut pairs = Vec::new();
    while !list.is_empty() {
        match one() {
            Ok(pair) => pairs.push(pair),
            Err(error) => {
                // What is left behind a mistake must not be reported as a second one.
                list.parse::<TokenStream>()?;
                return Err(error);
            }
        }
    }
    match pairs.is_empty() {
        true => {
            let form = context.attribute.form;
            let message = format!("expected at least one entry, as in `{form}`");
            Err(syn::Error::new(parentheses.span.join(), message))
        }
        false => Ok(pairs),
    }
}

/// `"text", "text"`
fn names(context: &Context, list: ParseStream<'_>) -> syn::Result<Vec<LitStr>> {
    let mut strings = Vec::new();
    while !list.is_empty() {
        strings.push(literal_string(context, list)?);
        if !list.is_empty() && list.parse::<Token![,]>().is_err() {
            return Err(list.error("expected a comma before the next name"));
        }
    }
    Ok(strings)
}

/// `= "1.2.0"`
pub(super) fn version(context: &Context, input: ParseStream<'_>) -> syn::Result<Version> {
    let literal = string(context, input)?;
    let refuse = |message: String| Err(syn::Error::new(literal.span(), message));
    match Version::parse(&literal.value()) {
        Ok(version) if version.build.is_empty() => Ok(version),
        Ok(version) => refuse(format!(
            "build metadata says nothing about a schema; leave out `+{}`",
            version.build
        )),
        Err(error) => refuse(format!(
            "`{}` is no version: {error}; expected the form `major.minor.patch`, as in `{}`",
            literal.value(),
            context.attribute.form
        )),
    }
}

/// `= some::path`
pub(super) fn path(context: &Context, input: ParseStream<'_>) -> syn::Result<Path> {
    equals(context, input)?;
    if input.peek(Lit) {
        return Err(context.error(input, "a path without quotes"));
    }
    match input.peek(Ident::peek_any) || input.peek(Token![::]) {
        true => input.parse(),
        false => Err(context.error(input, "a path")),
    }
}

/// `= some::path` or `= "some::path"`
pub(super) fn path_or_string(context: &Context, input: ParseStream<'_>) -> syn::Result<Path> {
    equals(context, input)?;
    if input.peek(LitStr) {
        let literal: LitStr = input.parse()?;
        return literal
            .parse_with(Path::parse_mod_style)
            .map_err(|error| not_a(&literal, "path", error));
    }
    match input.peek(Ident::peek_any) || input.peek(Token![::]) {
        true => input.call(Path::parse_mod_style),
        false => Err(context.error(input, "a path")),
    }
}

/// `= Type`
pub(super) fn ty(context: &Context, input: ParseStream<'_>) -> syn::Result<Type> {
    equals(context, input)?;
    match input.peek(Lit) || ends(input) {
        true => Err(context.error(input, "a type")),
        false => input.parse(),
    }
}

/// Nothing, or `(compact)`, `(upgrade = some::path)`
pub(super) fn serde(context: &Context, input: ParseStream<'_>) -> syn::Result<Serde> {
    let mut serde = Serde::default();
    if !takes_value(input) {
        return Ok(serde);
    }
    const EXPECTED: &str = "`compact` or `upgrade = function` in parentheses";
    if !input.peek(token::Paren) {
        return Err(input.error(format!("expected {EXPECTED}, or nothing")));
    }
    let list;
    parenthesized!(list in input);
    let one = |serde: &mut Serde| {
        let word = list.call(Ident::parse_any)?;
        let span = word.span();
        match word.to_string().as_str() {
            "compact" => serde.compact = Some(span),
            "upgrade" => {
                let value = path(&Context { attribute: context.attribute, span }, &list)?;
                serde.upgrade = Some(Given { span, value });
            }
            other => {
                let message = format!("expected {EXPECTED}, found `{other}`");
                return Err(syn::Error::new(span, message));
            }
        }
        match list.is_empty() || list.parse::<Token![,]>().is_ok() {
            true => Ok(()),
            false => Err(list.error("expected a comma")),
        }
    };
    while !list.is_empty() {
        if let Err(error) = one(&mut serde) {
            // What is left behind a mistake must not be reported as a second one.
            list.parse::<TokenStream>()?;
            return Err(error);
        }
    }
    Ok(serde)
}

/// `= "T: Trait, U: Trait"`
pub(super) fn predicates(
    context: &Context,
    input: ParseStream<'_>,
) -> syn::Result<Vec<WherePredicate>> {
    let literal = string(context, input)?;
    literal
        .parse_with(Punctuated::<WherePredicate, Token![,]>::parse_terminated)
        .map(|predicates| predicates.into_iter().collect())
        .map_err(|error| not_a(&literal, "list of `where` predicates", error))
}

fn not_a(literal: &LitStr, what: &str, error: impl Display) -> syn::Error {
    let message = format!("`{}` is no {what}: {error}", literal.value());
    syn::Error::new(literal.span(), message)
}

/// `= false` or `= "text"`
pub(super) fn history_place(
    context: &Context,
    input: ParseStream<'_>,
) -> syn::Result<HistoryPlace> {
    equals(context, input)?;
    match input.fork().parse::<Lit>() {
        Ok(Lit::Bool(literal)) if !literal.value => {
            input.parse::<Lit>()?;
            Ok(HistoryPlace::Nowhere)
        }
        Ok(Lit::Bool(_)) => Err(input.error(
            "a versioned type keeps a history without being told to; leave the attribute out",
        )),
        Ok(Lit::Str(literal)) if !literal.value().is_empty() => {
            input.parse::<Lit>()?;
            Ok(HistoryPlace::File(literal))
        }
        _ => Err(context.error(input, "`false`, or a file's path in quotes")),
    }
}

/// `(T = f32, N = 4)`
pub(super) fn assignments(
    context: &Context,
    input: ParseStream<'_>,
) -> syn::Result<Vec<(Ident, TokenStream)>> {
    if !input.peek(token::Paren) {
        return Err(context.error(input, "a list in parentheses"));
    }
    let list;
    let parentheses = parenthesized!(list in input);
    let one = || {
        let name = list.call(Ident::parse_any)?;
        list.parse::<Token![=]>()?;
        // A type, or the value of a const parameter: arguments of a generic type are both.
        let argument: GenericArgument = list.parse()?;
        match list.is_empty() || list.parse::<Token![,]>().is_ok() {
            true => Ok((name, argument.into_token_stream())),
            false => Err(list.error("expected a comma before the next parameter")),
        }
    };
    let mut assignments = Vec::new();
    while !list.is_empty() {
        match one() {
            Ok(assignment) => assignments.push(assignment),
            Err(error) => {
                // What is left behind a mistake must not be reported as a second one.
                list.parse::<TokenStream>()?;
                return Err(error);
            }
        }
    }
    match assignments.is_empty() {
        true => {
            let form = context.attribute.form;
            let message = format!("expected at least one parameter, as in `{form}`");
            Err(syn::Error::new(parentheses.span.join(), message))
        }
        false => Ok(assignments),
    }
}

/// Nothing, or `= expression`. The expression is kept as it is written.
pub(super) fn fallback(
    context: &Context,
    start: ParseStream<'_>,
    input: ParseStream<'_>,
) -> syn::Result<Fallback> {
    if !takes_value(input) {
        return Ok(Fallback::OfType);
    }
    equals(context, input)?;
    if ends(input) {
        return Err(context.error(input, "an expression"));
    }
    // `default = expression` has the form of a variant with its discriminant: so syn finds the end of any
    // expression, without its large feature `full`.
    let whole = start.fork();
    let variant: syn::Variant = whole.parse().map_err(|error| {
        let form = context.attribute.form;
        input.error(format!("expected an expression, as in `{form}`: {error}"))
    })?;
    input.advance_to(&whole);
    match variant.discriminant {
        Some((_, expr)) => Ok(Fallback::Expr(expr.into_token_stream())),
        None => Err(context.error(input, "an expression")),
    }
}
