//! Whole bodies, with their blocks and shared values.

use super::{Defaults, Transcoder, copy};
use crate::error::{Error, Result, Section};
use crate::evolution::Plan;
use crate::schema::Schema;
use crate::value::path_of;
use crate::wire::{
    Context, Limits, Reader, SharedEntries, Writer, WriterOptions, Written, WrittenBlocks, to_u64,
};

/// From what to what a body is transcoded, and how.
#[derive(Clone, Copy)]
pub(crate) struct Transcoding<'s> {
    pub(crate) writer: &'s Schema,
    pub(crate) reader: &'s Schema,
    pub(crate) plan: &'s Plan,
    pub(crate) defaults: &'s dyn Defaults,
    pub(crate) options: WriterOptions,
}

impl Transcoding<'_> {
    /// Transcodes `written`, and hands the outcome to `use_it`: its blocks are read out of those of `written`.
    ///
    /// # Errors
    ///
    /// Those of [`Transcoder::root`], with their paths, and those of `use_it`.
    pub(crate) fn with<R>(
        self,
        written: &Written<'_>,
        use_it: impl FnOnce(&Written<'_>) -> Result<R>,
    ) -> Result<R> {
        let blocks = WrittenBlocks(&written.blocks);
        let transcoder = Transcoder::new(self.plan, self.reader, &blocks, self.defaults);
        let other = self
            .write(written, &blocks, |from, to| transcoder.root(from, to))
            .map_err(|error| self.explain(error, written, &blocks))?;
        if !transcoder.is_out_of_order() {
            return use_it(&other);
        }
        let blocks = WrittenBlocks(&other.blocks);
        let ordered =
            self.write(&other, &blocks, |from, to| copy(self.reader, &blocks, from, to))?;
        use_it(&ordered)
    }

    fn write<'b>(
        self,
        written: &Written<'_>,
        blocks: &WrittenBlocks<'_, '_>,
        write: impl FnOnce(&mut Reader<'_>, &mut Writer<'b>) -> Result<()>,
    ) -> Result<Written<'b>> {
        let mut to = Writer::new(Vec::new(), self.options);
        self.context(written, blocks)?.read(&written.body, |from| write(from, &mut to))?;
        Ok(to.finish())
    }

    /// What reads a body that was written by this program: it may cost what it costs.
    fn context<'w>(
        self,
        written: &'w Written<'_>,
        blocks: &'w WrittenBlocks<'_, '_>,
    ) -> Result<Context<'w>> {
        let limits = Limits::new().allocation(u64::MAX).depth(self.options.depth);
        let shared = written.shared.as_deref().unwrap_or_default();
        let entries = SharedEntries::parse(shared, u64::MAX)?;
        Ok(Context::new(&limits, to_u64(written.body.len()), blocks, entries))
    }

    /// Names the path of the value that has no counterpart.
    fn explain(self, error: Error, written: &Written<'_>, blocks: &WrittenBlocks<'_, '_>) -> Error {
        let place = error.place();
        match (place, self.context(written, blocks)) {
            (Some(place), Ok(context)) if place.section != Section::Schema => {
                error.with_path(path_of(self.writer, &context, &written.body, place))
            }
            _ => error,
        }
    }
}
