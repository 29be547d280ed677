//! The derive macro of `persist-core`.
//!
//! `parse` reads the attributes into a model, `check` judges the model, `expand` turns it into code.

mod attr;
mod check;
mod diagnostics;
mod expand;
mod fallback;
mod generics;
mod model;
mod parse;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use diagnostics::Diagnostics;

/// Implements `Persist` for a struct or an enum.
#[proc_macro_derive(Persist, attributes(persist))]
pub fn derive_persist(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    match syn::parse(input) {
        Ok(input) => persist(&input).into(),
        Err(error) => error.to_compile_error().into(),
    }
}

fn persist(input: &DeriveInput) -> TokenStream {
    let errors = Diagnostics::new();
    let container = parse::container(input, &errors);
    check::all(&container, &errors);
    match errors.finish() {
        Ok(()) => expand::persist(&container),
        Err(error) => fallback::persist(input, &container, &error),
    }
}
