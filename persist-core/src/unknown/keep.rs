//! Taking up the fields that a program does not know.

use super::{UnknownField, UnknownFields};
use crate::error::Result;
use crate::evolution::{Plan, Step};
use crate::persist::Persist;
use crate::value::copy;
use crate::wire::{Reader, Writer, WriterOptions};

/// Reads a field for the one that keeps what the program does not know: what the file has under its own name, or a
/// field that nothing else takes.
///
/// A field of the file itself is newer than one that an older program had kept beside it.
///
/// # Errors
///
/// Those of reading the field.
pub fn keep(
    r: &mut Reader<'_>,
    plan: &Plan,
    step: &Step,
    kept: &mut Option<UnknownFields>,
) -> Result<()> {
    let Some((field, schema)) = plan.kept(step) else {
        let stored = UnknownFields::__persist_field(r, plan, step)?;
        let newer = kept.take();
        let mut all = stored.unwrap_or_default();
        newer.into_iter().flat_map(|newer| newer.list).for_each(|field| all.put(field));
        *kept = Some(all);
        return Ok(());
    };
    // Whatever is not kept in place would be in sections of a file that is gone.
    let options =
        WriterOptions { block_threshold: None, depth: r.depth_limit(), ..WriterOptions::default() };
    let mut value = Writer::new(Vec::new(), options);
    let blocks = r.blocks();
    value.in_place(|to| copy(field.schema, &field.field.ty, blocks, r, to))?;
    let value = value.finish().body;
    r.allocate(1, value.len().saturating_add(size_of::<UnknownField>()))?;
    kept.get_or_insert_default().put(UnknownField {
        name: field.field.name.clone(),
        version: field.version.cloned(),
        schema,
        value,
    });
    Ok(())
}

/// Looks for a field that the file lacks among those that an older program kept.
///
/// # Errors
///
/// As [`UnknownFields::take`].
pub fn kept<F: Persist>(
    fields: &mut Option<UnknownFields>,
    name: &str,
    was: &[&str],
) -> Result<Option<F>> {
    match fields {
        Some(fields) => fields.take(name, was),
        None => Ok(None),
    }
}
