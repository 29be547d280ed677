//! Taking up the fields that a program does not know, and finding them again.

use super::{UnknownField, UnknownFields};
use crate::error::Result;
use crate::evolution::{Plan, Step};
use crate::persist::Persist;
use crate::value::copy_kept;
use crate::wire::{Reader, Writer, WriterOptions};

/// What a field marked `#[persist(unknown)]` does; only [`UnknownFields`] can.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot keep unknown fields",
    label = "a field marked `unknown` is of type `persist_core::UnknownFields`"
)]
pub trait Keeper: Default {
    /// Reads a field for the one that keeps what the program does not know: what the file has under its own name, or
    /// a field that nothing else takes.
    ///
    /// A field of the file itself is newer than one that an older program had kept beside it.
    ///
    /// # Errors
    ///
    /// Those of reading the field.
    fn keep(r: &mut Reader<'_>, plan: &Plan, step: &Step, kept: &mut Option<Self>) -> Result<()>;

    /// Looks for a field that the file lacks among those that an older program kept.
    ///
    /// # Errors
    ///
    /// As [`UnknownFields::take`].
    fn kept<F: Persist>(kept: &mut Option<Self>, name: &str, was: &[&str]) -> Result<Option<F>>;
}

impl Keeper for UnknownFields {
    fn keep(r: &mut Reader<'_>, plan: &Plan, step: &Step, kept: &mut Option<Self>) -> Result<()> {
        let Some((field, schema)) = plan.kept(step) else {
            let mut all = None;
            Self::__persist_field(&mut all, r, plan, step)?;
            let mut all = all.unwrap_or_default();
            let newer = kept.take();
            newer.into_iter().flat_map(|newer| newer.list).for_each(|field| all.put(field));
            *kept = Some(all);
            return Ok(());
        };
        // What does not stand in place would be in sections of a file that is gone.
        let options = WriterOptions { block_threshold: None, depth: r.depth_limit() };
        let mut value = Writer::new(Vec::new(), options);
        value.in_place(|to| copy_kept(field, r, to))?;
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

    fn kept<F: Persist>(kept: &mut Option<Self>, name: &str, was: &[&str]) -> Result<Option<F>> {
        match kept {
            Some(fields) => fields.take(name, was),
            None => Ok(None),
        }
    }
}
