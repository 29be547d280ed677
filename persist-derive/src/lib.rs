//! The derive macro of `persist-core`.
//!
//! `parse` reads the attributes into a model, `check` judges the model, `expand` turns it into code.

mod attr;
mod check;
mod diagnostics;
mod expand;
mod fallback;
mod from_crate;
mod generics;
mod history;
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
use model::Container;

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
///
/// # Histories
///
/// A type with a `version` keeps a history of its schema in `persist/<Name>.history`, beside the crate's manifest. The
/// derive holds the type against it, and so does the compiler for what tokens do not show: an edit that files of a
/// recorded version would not survive, or that needs another version, fails the build where it stands. For `cargo test`
/// the derive writes a test, `persist_history_<type>`: with `PERSIST_HISTORY=record` in the environment it appends the
/// declared version to the history, with `overwrite` it records the latest anew; else it fails where something is not
/// recorded, and loads made-up values of every recorded version. It always fails where a history of the package is of a
/// type whose name stands in none of its sources: the type was renamed without `was`, or is gone.
///
/// A view is held against the history of the type whose files it reads: its fields and variants are in a recorded version
/// of its epoch, and what it leaves out is not in the next type of the chain, or it is named in `removed`.
///
/// Types in the `tests`, `benches` and `examples` of a package keep none, unless `history = "…"` names a file; nor do
/// those of doc tests. Types inside functions need `history = false`, as no test is run there. So do types without a
/// version that have the name of one that keeps a history: without it, they are taken for that one, which has lost its
/// version. A published crate is not checked again.
#[proc_macro_derive(Persist, attributes(persist))]
pub fn derive_persist(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    match syn::parse(input) {
        Ok(input) => persist(&input, &history::find).into(),
        Err(error) => error.to_compile_error().into(),
    }
}

/// Finds the history of a type.
type Find = dyn Fn(&Container<'_>, &Diagnostics) -> Option<history::Kept>;

fn persist(input: &DeriveInput, find: &Find) -> TokenStream {
    let errors = Diagnostics::new();
    let container = parse::container(input, &errors);
    check::all(&container, &errors);
    if let Err(error) = errors.finish() {
        return fallback::persist(input, &container, &error);
    }
    // An edit that old files would not survive is an error beside a sound implementation.
    let errors = Diagnostics::new();
    let is_held = |_: &history::Kept| {
        // A view is held against names alone, which no parameter changes.
        container.view_of.is_some() || history::are_met(&container, &errors)
    };
    let kept = find(&container, &errors).filter(is_held);
    let history = kept.map(|kept| {
        let checks = history::compare(&container, &kept, &errors);
        expand::History { kept, checks }
    });
    let mut expansion = expand::persist(&container, history.as_ref());
    if let Err(error) = errors.finish() {
        expansion.extend(error.to_compile_error());
    }
    expansion
}
