//! Whole bodies, with their blocks and shared values.

use super::{Defaults, Transcoder, copy, copy_left};
use crate::error::{Error, Result, Section};
use crate::evolution::Plan;
use crate::schema::Schema;
use crate::value::{Absent, Losses, path_of};
use crate::wire::{
    BlockSource, Context, Limits, Reader, SharedEntries, Writer, WriterOptions, Written,
    WrittenBlocks, to_u64,
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

/// A body that is to be transcoded, and what stands beside it.
#[derive(Clone, Copy)]
pub(crate) struct Encoded<'a> {
    pub(crate) body: &'a [u8],
    pub(crate) shared: &'a [u8],
    pub(crate) blocks: &'a dyn BlockSource,
    /// What reading it may cost.
    pub(crate) limits: Limits,
    /// Bytes of all of it, which limits may depend on.
    pub(crate) raw_len: u64,
}

impl<'a> Encoded<'a> {
    /// What was written by this program: it may cost what it costs.
    fn of(written: &'a Written<'_>, blocks: &'a WrittenBlocks<'_, '_>, depth: u32) -> Self {
        Encoded {
            body: &written.body,
            shared: written.shared.as_deref().unwrap_or_default(),
            blocks,
            limits: Limits::new().allocation(u64::MAX).depth(depth),
            raw_len: to_u64(written.body.len()),
        }
    }

    fn context(&self) -> Result<Context<'a>> {
        let entries = SharedEntries::parse(self.shared, self.limits.allocation_for(self.raw_len))?;
        Ok(Context::new(&self.limits, self.raw_len, self.blocks, entries))
    }

    /// What is written, and whether readers come by all of it.
    fn rewritten<'b>(
        &self,
        options: WriterOptions,
        mut write: impl FnMut(&mut Reader<'_>, &mut Writer<'b>) -> Result<()>,
    ) -> Result<(Written<'b>, Result<()>)> {
        let mut to = Writer::new(Vec::new(), options);
        self.context()?.read(self.body, |from| write(from, &mut to))?;
        let order = to.check_order().map_err(Error::without_place);
        Ok((to.finish(), order))
    }

    /// What is lost of the body, which `schema` wrote.
    ///
    /// # Errors
    ///
    /// As [`Losses::of`].
    pub(crate) fn losses<'s>(&self, schema: &'s Schema, absent: &Absent<'_>) -> Result<Losses<'s>> {
        Losses::of(schema, &self.context()?, self.body, absent)
    }

    /// Writes what is left of the body, as [`Losses::schema`] has it.
    ///
    /// # Errors
    ///
    /// Bytes that `schema` does not write, and values that readers could not come by any more.
    pub(crate) fn left(
        &self,
        schema: &Schema,
        losses: &Losses<'_>,
        options: WriterOptions,
    ) -> Result<Written<'a>> {
        let blocks = self.blocks;
        let (left, order) =
            self.rewritten(options, |from, to| copy_left(schema, losses, blocks, from, to))?;
        order.map(|()| left)
    }
}

impl Transcoding<'_> {
    /// Transcodes what has just been `written`: see [`encoded`](Self::encoded).
    ///
    /// # Errors
    ///
    /// As [`encoded`](Self::encoded).
    pub(crate) fn with<R>(
        self,
        written: &Written<'_>,
        use_it: impl FnOnce(&Written<'_>) -> Result<R>,
    ) -> Result<R> {
        let blocks = WrittenBlocks(&written.blocks);
        self.encoded(&Encoded::of(written, &blocks, self.options.depth), use_it)
    }

    /// Transcodes `source`, and hands the outcome to `use_it`: its blocks are read out of those of `source`.
    ///
    /// # Errors
    ///
    /// Those of [`Transcoder::root`], with their paths, and those of `use_it`.
    pub(crate) fn encoded<R>(
        self,
        source: &Encoded<'_>,
        use_it: impl FnOnce(&Written<'_>) -> Result<R>,
    ) -> Result<R> {
        let transcoder = Transcoder::new(self.plan, self.reader, source.blocks, self.defaults);
        let (other, order) = source
            .rewritten(self.options, |from, to| transcoder.root(from, to))
            .map_err(|error| self.explain(error, source))?;
        if !transcoder.is_out_of_order() {
            order?;
            return use_it(&other);
        }
        let blocks = WrittenBlocks(&other.blocks);
        let again = Encoded::of(&other, &blocks, source.limits.depth);
        let (ordered, order) =
            again.rewritten(self.options, |from, to| copy(self.reader, &blocks, from, to))?;
        order?;
        use_it(&ordered)
    }

    /// Names the path of the value that has no counterpart.
    fn explain(self, error: Error, source: &Encoded<'_>) -> Error {
        let place = error.place();
        match (place, source.context()) {
            (Some(place), Ok(context)) if place.section != Section::Schema => {
                error.with_path(path_of(self.writer, &context, source.body, place))
            }
            _ => error,
        }
    }
}
