//! From bytes that a schema wrote to a value of a program's type: what loads of files and of records share.

use std::borrow::Cow;

use super::erased::Place;
use super::explain::{self, Origin};
use crate::error::Result;
use crate::evolution::{Findings, Node, Options, Plan, Report, compile, compile_part};
use crate::schema::Schema;
use crate::wire::{BlockSource, Context, Limits, Reader, SharedEntries};

/// The way from a writer's schema to a reader's.
pub(super) struct Resolved {
    pub(super) writer: Schema,
    plan: Plan,
    findings: Findings,
}

impl Resolved {
    /// Plans how values of `writer` are read as those of `reader`.
    ///
    /// # Errors
    ///
    /// Every reason why they cannot, and with `exact` every difference.
    pub(super) fn new(
        writer: Schema,
        reader: &Schema,
        origin: Origin<'_>,
        options: &Options,
        exact: bool,
    ) -> Result<Self> {
        let compiled = match origin.part {
            Some(path) => compile_part(&writer, reader, options, path.to_owned()),
            None => compile(&writer, reader, options),
        }?;
        let findings = compiled.findings;
        match compiled.plan {
            Some(plan) if !(exact && plan.root() != Node::SAME) => {
                Ok(Resolved { writer, plan, findings })
            }
            Some(_) => Err(explain::not_exact(&writer, reader, origin, &findings)),
            None => Err(explain::refused(&writer, reader, origin, &findings)),
        }
    }

    /// Reads the whole value as the plan says.
    pub(super) fn read(&self, r: &mut Reader<'_>, place: &mut dyn Place) -> Result<()> {
        if r.reads_again() {
            return self.plan.uncounted(|| place.resolve(r, &self.plan, self.plan.root()));
        }
        self.plan.count_root();
        place.resolve(r, &self.plan, self.plan.root())
    }

    /// Forgets what was counted while a value was read.
    pub(super) fn forget_counts(&self) {
        self.plan.forget_counts();
    }

    /// Memory that the plan takes, as limits count it.
    pub(super) fn memory(&self) -> u64 {
        self.plan.memory()
    }

    /// Memory that all takes that is said of changes, in bytes.
    pub(super) fn findings_size(&self) -> u64 {
        self.findings.size()
    }

    /// What was done, once a value has been read.
    pub(super) fn report(&self, reader: &Schema, origin: Origin<'_>) -> Report {
        Report::new(&self.writer, reader, origin.producer, &self.findings, &self.plan)
    }
}

/// The bytes of a value.
#[derive(Clone, Copy)]
pub(super) struct Parts<'a> {
    pub(super) body: &'a [u8],
    pub(super) shared: &'a [u8],
    pub(super) blocks: &'a dyn BlockSource,
    /// Bytes of all of these: what limits count by.
    pub(super) raw_len: u64,
}

impl<'a> Parts<'a> {
    /// Reads the value, and names the path of an error that `read` meets in it, by the schema that wrote it.
    #[inline]
    pub(super) fn decode<'s, R>(
        self,
        limits: &Limits,
        writer: impl FnOnce(&Limits) -> Result<Cow<'s, Schema>>,
        read: impl FnOnce(&Context<'_>, &[u8]) -> Result<R>,
    ) -> Result<R> {
        read(&self.context(limits)?, self.body).map_err(|error| {
            // Looking for the place keeps no values: what is allowed bounds the time that it takes. Two steps for each
            // byte lead to the end of any value but for elements of no size, of which a hundred thousand are enough.
            let steps = self.raw_len.saturating_mul(16).saturating_add(1 << 20);
            let limits = Limits::new().depth(limits.depth).allocation(steps);
            match (writer(&limits), self.context(&limits)) {
                (Ok(writer), Ok(context)) => explain::unread(error, &writer, &context, self.body),
                _ => error,
            }
        })
    }

    #[inline]
    fn context(&self, limits: &Limits) -> Result<Context<'a>> {
        let allocation = limits.allocation_for(self.raw_len);
        let entries = SharedEntries::parse(self.shared, allocation)?;
        Ok(Context::new(limits, self.raw_len, self.blocks, entries))
    }
}
