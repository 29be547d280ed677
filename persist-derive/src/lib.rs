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

#[cfg(test)]
#[expect(
    clippy::expect_used,
    clippy::arithmetic_side_effects,
    reason = "a test may fail by a panic"
)]
mod tests;

use proc_macro2::TokenStream;
use syn::DeriveInput;

use diagnostics::Diagnostics;

/// Implements `Persist` for a struct or an enum: its values can be saved and loaded.
///
/// Fields are stored in order, and the file's schema names them: a load compares it with the type and matches
/// fields and variants by name, whatever their order. A `default` fills what old files lack, `was` says where to
/// look for it, and what no rule leads over is refused before any value is read.
///
/// Each type behind a stored field has to implement `Persist`, too. Attributes say the rest, as in
/// `#[persist(version = "1.2.0")]`; several stand in one list, between commas:
///
#[doc = include_str!("attributes.md")]
/// # Generic types
///
/// Type parameters that stored fields mention get the bound `Persist`, and so do associated types like
/// `T::State`. A parameter inside `PhantomData` needs nothing. Where that is not what the fields need,
/// `bound` replaces it: `Rc<T>`, say, is stored for `bound = "T: Persist + 'static"`.
///
/// Const parameters may be of the integer types, `bool` and `char`.
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
