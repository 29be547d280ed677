//! Which field of the writer a field of the reader is, and which variant: by name, never by position.

use crate::schema::{FieldSchema, VariantSchema};

/// What has a name, and former ones.
pub(super) trait Name {
    fn name(&self) -> &str;
    fn was(&self) -> &[String];
}

impl Name for FieldSchema {
    fn name(&self) -> &str {
        &self.name
    }

    fn was(&self) -> &[String] {
        &self.was
    }
}

impl Name for VariantSchema {
    fn name(&self) -> &str {
        &self.name
    }

    fn was(&self) -> &[String] {
        &self.was
    }
}

/// A step to what has the name. Names come from files: what could move a terminal's cursor is escaped.
pub(super) fn segment(named: &impl Name) -> String {
    format!(".{}", named.name().escape_debug())
}

pub(super) type Pair<'w, 'r, T> = (Option<&'w T>, Option<&'r T>);

/// Pairs what the reader has with what the writer has under its name, or else under a former one; then what
/// the writer alone has.
pub(super) fn match_up<'w, 'r, T: Name>(writer: &'w [T], reader: &'r [T]) -> Vec<Pair<'w, 'r, T>> {
    let named = |name: &str| writer.iter().find(|w| w.name() == name);
    let mut pairs: Vec<Pair<'w, 'r, T>> = reader
        .iter()
        .map(|r| {
            let found = named(r.name()).or_else(|| r.was().iter().find_map(|was| named(was)));
            (found, Some(r))
        })
        .collect();
    let alone = writer.iter().filter(|w| {
        !pairs.iter().any(|(found, _)| found.is_some_and(|found| found.name() == w.name()))
    });
    let alone: Vec<_> = alone.map(|w| (Some(w), None)).collect();
    pairs.extend(alone);
    pairs
}

/// Whether the reader's order of what both have is not the writer's, or it reads one thing twice.
pub(super) fn out_of_order<T: Name>(writer: &[T], pairs: &[Pair<'_, '_, T>]) -> bool {
    let place = |name: &str| writer.iter().position(|w| w.name() == name);
    let both = pairs.iter().filter_map(|(w, r)| w.filter(|_| r.is_some()));
    !both.map(|w| place(w.name())).is_sorted_by(|a, b| a < b)
}

pub(super) fn names<T: Name>(list: &[T]) -> String {
    list.iter().map(Name::name).collect::<Vec<_>>().join(", ")
}
