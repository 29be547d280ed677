//! `#[persist(…)]`: from the list of attributes in one place to their values.

use proc_macro2::{Span, TokenStream, TokenTree};
use semver::Version;
use syn::ext::IdentExt;
use syn::parse::discouraged::Speculative;
use syn::parse::{ParseStream, Parser};
use syn::{Ident, LitStr, MacroDelimiter, Meta, Path, Token, WherePredicate};

use super::value;
use crate::attr::{self, Attribute, Kind, Place};
use crate::diagnostics::Diagnostics;
use crate::model::{Adapter, ChainEntry, Conversion, Fallback, Given, HistoryPlace};

/// The values of all attributes in one place; those that are not valid there are never given.
#[derive(Default)]
pub(super) struct Attributes {
    pub(super) version: Option<Given<Version>>,
    pub(super) name: Option<Given<LitStr>>,
    pub(super) was: Vec<LitStr>,
    pub(super) validate: Option<Path>,
    pub(super) transparent: Option<Span>,
    pub(super) bound: Option<Given<Vec<WherePredicate>>>,
    pub(super) krate: Option<Path>,
    pub(super) history: Option<Given<HistoryPlace>>,
    pub(super) instantiate: Option<Given<Vec<(Ident, TokenStream)>>>,
    pub(super) replay: Option<Path>,
    pub(super) rename: Option<Given<LitStr>>,
    pub(super) default: Option<Given<Fallback>>,
    pub(super) skip: Option<Span>,
    pub(super) removed: Vec<LitStr>,
    pub(super) chain: Option<Given<Vec<ChainEntry>>>,
    pub(super) view_of: Option<Given<LitStr>>,
    pub(super) epoch: Option<Given<LitStr>>,
    pub(super) from: Vec<Conversion>,
    pub(super) other: Option<Span>,
    pub(super) unknown: Option<Span>,
    pub(super) adapter: Option<Given<Adapter>>,
    pub(super) other_adapter: Option<Span>,
    pub(super) from_crate: Option<Given<LitStr>>,
    /// What has been given, be it well-formed or not.
    seen: Vec<Kind>,
}

impl Attributes {
    /// Reads all `#[persist(…)]` among `attributes`, which stand on a `place`.
    pub(super) fn read(
        attributes: &[syn::Attribute],
        place: Place,
        errors: &Diagnostics,
    ) -> Attributes {
        let mut all = Attributes::default();
        for attribute in attributes.iter().filter(|attribute| is_ours(attribute)) {
            match &attribute.meta {
                Meta::List(list)
                    if matches!(list.delimiter, MacroDelimiter::Paren(_))
                        && !list.tokens.is_empty() =>
                {
                    let items = |input: ParseStream<'_>| {
                        all.items(input, place, errors);
                        Ok(())
                    };
                    errors.ok(items.parse2(list.tokens.clone()));
                }
                meta => errors.over(
                    meta,
                    format!(
                        "expected attributes in parentheses, as in `#[persist({})]`; {}",
                        example(place),
                        attr::valid_on(place)
                    ),
                ),
            }
        }
        all
    }

    /// Attributes between commas. After a mistake, reading goes on behind the next comma.
    fn items(&mut self, input: ParseStream<'_>, place: Place, errors: &Diagnostics) {
        while !input.is_empty() {
            let start = input.fork();
            let item = self.item(input, place);
            let item = item.and_then(|()| match input.is_empty() || input.peek(Token![,]) {
                true => Ok(()),
                false => Err(input.error("expected a comma before the next attribute")),
            });
            if let Err(error) = item {
                errors.push(error);
                skip_item(&start, input);
            }
            // The item ends at a comma or at the end.
            let _: Option<Token![,]> = input.parse().ok();
        }
    }

    /// One attribute with its value.
    fn item(&mut self, input: ParseStream<'_>, place: Place) -> syn::Result<()> {
        let start = input.fork();
        let Ok(name) = input.call(Ident::parse_any) else {
            let valid = attr::valid_on(place);
            return Err(input.error(format!("expected the name of an attribute; {valid}")));
        };
        let mut text = name.unraw().to_string();
        while input.peek(Token![::]) {
            input.parse::<Token![::]>()?;
            text = format!("{text}::{}", input.call(Ident::parse_any)?);
        }
        let error = |message| Err(syn::Error::new(name.span(), message));
        let Some(attribute) = attr::find(&text) else {
            return error(attr::unknown(&text, place));
        };
        if !attribute.places.contains(&place) {
            return error(attr::misplaced(attribute, place));
        }
        if self.seen.contains(&attribute.kind) && !attribute.repeatable {
            return error(format!("`{text}` is given twice; one of them has to go"));
        }
        self.seen.push(attribute.kind);
        self.value(attribute, name.span(), &start, input)
    }

    /// The value of an attribute; `start` is where its name stands, and `input` is right behind it.
    fn value(
        &mut self,
        attribute: &'static Attribute,
        span: Span,
        start: ParseStream<'_>,
        input: ParseStream<'_>,
    ) -> syn::Result<()> {
        let context = value::Context { attribute, span };
        match attribute.kind {
            Kind::Version => {
                let value = value::version(&context, input)?;
                self.version = Some(Given { span, value });
            }
            Kind::Name => {
                let value = value::string(&context, input)?;
                self.name = Some(Given { span, value });
            }
            Kind::Was => self.was.extend(value::strings(&context, input)?),
            Kind::Validate => self.validate = Some(value::path(&context, input)?),
            Kind::Transparent => self.transparent = Some(value::flag(&context, input)?),
            Kind::Bound => {
                let value = value::predicates(&context, input)?;
                self.bound = Some(Given { span, value });
            }
            Kind::Crate => self.krate = Some(value::path_or_string(&context, input)?),
            Kind::History => {
                let value = value::history_place(&context, input)?;
                self.history = Some(Given { span, value });
            }
            Kind::Instantiate => {
                let value = value::assignments(&context, input)?;
                self.instantiate = Some(Given { span, value });
            }
            Kind::Replay => self.replay = Some(value::path(&context, input)?),
            Kind::Rename => {
                let value = value::string(&context, input)?;
                self.rename = Some(Given { span, value });
            }
            Kind::Default => {
                let value = value::fallback(&context, start, input)?;
                self.default = Some(Given { span, value });
            }
            Kind::Skip => self.skip = Some(value::flag(&context, input)?),
            Kind::Removed => self.removed.extend(value::strings(&context, input)?),
            Kind::Upgrade => {
                let value = value::chain(&context, input)?;
                self.chain = Some(Given { span, value });
            }
            Kind::ViewOf => {
                let value = value::string(&context, input)?;
                self.view_of = Some(Given { span, value });
            }
            Kind::Epoch => {
                let value = value::string(&context, input)?;
                self.epoch = Some(Given { span, value });
            }
            Kind::From => self.from.extend(value::conversions(&context, input)?),
            Kind::Other => self.other = Some(value::flag(&context, input)?),
            Kind::Unknown => self.unknown = Some(value::flag(&context, input)?),
            Kind::Serde => self.adapt(span, Adapter::Serde(value::serde(&context, input)?)),
            Kind::As => self.adapt(span, Adapter::As(Box::new(value::ty(&context, input)?))),
            Kind::With => self.adapt(span, Adapter::With(value::path(&context, input)?)),
            Kind::FromCrate => {
                let value = value::string(&context, input)?;
                self.from_crate = Some(Given { span, value });
            }
        }
        Ok(())
    }
}

impl Attributes {
    fn adapt(&mut self, span: Span, value: Adapter) {
        match self.adapter {
            None => self.adapter = Some(Given { span, value }),
            Some(_) => self.other_adapter = Some(span),
        }
    }
}

pub(super) fn is_ours(attribute: &syn::Attribute) -> bool {
    attribute.path().is_ident("persist")
}

/// An attribute that is valid in the place, for messages.
fn example(place: Place) -> &'static str {
    match place {
        Place::Type => r#"version = "1.0.0""#,
        Place::Variant => r#"was = "old""#,
        Place::Field => "default",
    }
}

/// Moves `input` behind the item that began at `start`, to the next comma or the end.
fn skip_item(start: ParseStream<'_>, input: ParseStream<'_>) {
    // Commas within an expression are no ends: `default = HashMap::<K, V>::new()`.
    let whole = start.fork();
    if whole.parse::<syn::Variant>().is_ok() && (whole.is_empty() || whole.peek(Token![,])) {
        input.advance_to(&whole);
        return;
    }
    while !input.is_empty() && !input.peek(Token![,]) {
        let _: Option<TokenTree> = input.parse().ok();
    }
}
