//! Values of defaults from one version to the next: old files are filled with them, so a change needs a bump.
//!
//! A build sees that a field has a default, and not which. So this is found when a version is to be recorded.

use std::iter;

use persist_history::{Bump, Entry, Field, RECORD, Rule};

use crate::error::{Error, ErrorKind, Result};

/// What can be done where nobody has changed the default.
pub(super) const UNSTEADY: &str = "; a default that is another one on each machine has no value to be kept: leave out what \
                                   stands behind its ` =`";

/// Holds the defaults of a version that is to be recorded against those of the one before it.
///
/// # Errors
///
/// Values that changed, where the version is not far enough beyond.
pub(super) fn check(latest: Option<&Entry>, today: &Entry) -> Result<()> {
    let (rule, declared) = (Rule::Defaults, &today.version);
    let Some(latest) = latest else { return Ok(()) };
    if Bump::between(&latest.version, declared) >= rule.bump() {
        return Ok(());
    }
    let least = rule.bump().next(&latest.version);
    let reasons: Vec<_> = changed(latest, today)
        .into_iter()
        .map(|(path, old, new)| {
            format!(
                "`{path}`: default {old} -> {new} since {} ({rule}), needs at least {least}, declared {declared}",
                latest.version
            )
        })
        .collect();
    if reasons.is_empty() {
        return Ok(());
    }
    let message = "the value of a default changed without a sufficient version bump";
    Err(Error::new(ErrorKind::Schema, message)
        .with_reasons(reasons)
        .with_help(format!("#[persist(version = \"{least}\")], then {RECORD}{UNSTEADY}")))
}

/// The defaults whose values are known of both versions, and differ: their paths, and both values. A field or variant
/// that has another name needs as large a bump already.
fn changed<'e>(latest: &'e Entry, today: &'e Entry) -> Vec<(String, &'e str, &'e str)> {
    let mut found = Vec::new();
    for (variant, fields) in today.shape.all_fields() {
        for field in &fields.list {
            let (old, new) = (default_of(latest, variant, &field.name), known(field));
            if let (Some(old), Some(new)) = (old, new)
                && old != new
            {
                let names = iter::once(today.name.as_str()).chain(variant).chain([&*field.name]);
                found.push((names.collect::<Vec<_>>().join("."), old, new));
            }
        }
    }
    found
}

fn default_of<'e>(entry: &'e Entry, variant: Option<&str>, field: &str) -> Option<&'e str> {
    let (_, fields) = entry.shape.all_fields().find(|(name, _)| *name == variant)?;
    known(fields.list.iter().find(|known| known.name == field)?)
}

/// The value of a field's default. One that is not the same on each machine is kept without.
fn known(field: &Field) -> Option<&str> {
    field.default.as_deref().filter(|value| !value.is_empty())
}
