//! Rules about how the history of a type is kept.

use syn::GenericParam;

use crate::diagnostics::Diagnostics;
use crate::model::{Container, Given, HistoryPlace};

/// Only versioned types keep a history. Another one may say that it keeps none: its name may be that of a type that
/// does. A view may say where that of the type is whose files it reads.
pub(super) fn of_versioned_types_alone(container: &Container<'_>, errors: &Diagnostics) {
    if container.version.is_some() || container.transparent.is_some() {
        return;
    }
    let refuse = |name: &str, span| {
        errors
            .at(span, format!("`{name}` has no effect: a type without `version` keeps no history"));
    };
    if let Some(Given { span, value: HistoryPlace::File(_) }) = &container.history
        && container.view_of.is_none()
    {
        refuse("history", *span);
    }
    if let Some(instantiate) = &container.instantiate {
        refuse("instantiate", instantiate.span);
    }
    if let Some(replay) = &container.replay {
        errors.over(replay, "`replay` has no effect: a type without `version` keeps no history");
    }
}

/// Each parameter that is named exists, and has one type.
pub(super) fn parameters_have_one_stand_in(container: &Container<'_>, errors: &Diagnostics) {
    let given = container.instantiate.iter().flat_map(|given| &given.value);
    for (index, (name, _)) in given.clone().enumerate() {
        let declared = container.generics.params.iter().any(|parameter| match parameter {
            GenericParam::Type(parameter) => parameter.ident == *name,
            GenericParam::Const(parameter) => parameter.ident == *name,
            GenericParam::Lifetime(_) => false,
        });
        if !declared {
            errors.at(name.span(), format!("`{}` has no parameter `{name}`", container.ident));
        } else if given.clone().take(index).any(|(other, _)| other == name) {
            errors.at(name.span(), format!("`{name}` is given twice; one of them has to go"));
        }
    }
}
