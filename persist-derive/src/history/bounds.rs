//! What stands for the parameters of a generic type, and the bounds that it has to meet.

use syn::{Ident, TypeParamBound, WherePredicate};

use crate::diagnostics::Diagnostics;
use crate::generics::mentions_ident;
use crate::model::Container;

/// Traits that the stand-in for a type parameter implements, by the last segment of their paths.
const MET: &[&str] = &[
    "Clone",
    "Copy",
    "Debug",
    "Default",
    "Eq",
    "Hash",
    "Ord",
    "PartialEq",
    "PartialOrd",
    "Persist",
    "Send",
    "Sized",
    "Sync",
    "Unpin",
    "UnwindSafe",
    "RefUnwindSafe",
    "Any",
];

/// The history of a generic type is kept with a stand-in for its parameters, which implements the standard library's
/// traits alone. Says whether all bounds are met.
pub(crate) fn are_met(container: &Container<'_>, errors: &Diagnostics) -> bool {
    let unmet = unmet(container);
    for (name, bound) in &unmet {
        errors.over(
            bound,
            format!(
                "the history of `{}` is kept with a stand-in for `{name}`, which implements the standard \
                 library's traits alone: name a type to keep it with, as in \
                 `#[persist(instantiate({name} = f32))]`",
                container.ident
            ),
        );
    }
    unmet.is_empty()
}

/// Bounds of parameters that the type does not instantiate, and that no stand-in meets.
fn unmet<'c>(container: &'c Container<'_>) -> Vec<(&'c Ident, &'c TypeParamBound)> {
    let open = || {
        let all = container.generics.type_params();
        all.filter(|parameter| container.stands_for(&parameter.ident).is_none())
    };
    let mut unmet: Vec<_> = open()
        .filter_map(|parameter| {
            let bound = parameter.bounds.iter().find(|bound| !is_met(bound))?;
            Some((&parameter.ident, bound))
        })
        .collect();
    let own = container.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    let declared = container.bound.iter().flat_map(|bound| &bound.value);
    for predicate in own.chain(declared) {
        let WherePredicate::Type(predicate) = predicate else { continue };
        let mentions = |name: &Ident| mentions_ident(&predicate.bounded_ty, name);
        let mentioned = open().find(|parameter| mentions(&parameter.ident));
        let bound = predicate.bounds.iter().find(|bound| !is_met(bound));
        unmet.extend(mentioned.map(|parameter| &parameter.ident).zip(bound));
    }
    unmet
}

fn is_met(bound: &TypeParamBound) -> bool {
    match bound {
        TypeParamBound::Trait(bound) => {
            let last = bound.path.segments.last();
            last.is_some_and(|segment| MET.iter().any(|met| segment.ident == met))
        }
        TypeParamBound::Lifetime(_) => true,
        _ => false,
    }
}
