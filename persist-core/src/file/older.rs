//! Files for older programs: a value written as an older schema's type would have been.

use crate::error::{Error, ErrorKind, Result};
use crate::evolution::{Options, Plan, compile};
use crate::schema::Schema;
use crate::value::{Encoded, NoDefaults, Reached, Transcoding};
use crate::wire::{WriterOptions, Written};

use super::explain;

/// The way from today's schema to an older one.
pub(super) struct Older<'s> {
    today: &'s Schema,
    /// As files hold it, without the fields that the older program fills by their defaults.
    schema: Schema,
    plan: Plan,
}

impl<'s> Older<'s> {
    /// Plans how values of `today` are written as `older` has them.
    ///
    /// # Errors
    ///
    /// Every reason why they cannot.
    pub(super) fn plan(today: &'s Schema, older: &Schema) -> Result<Self> {
        // What programs know beyond files, as conversions, does not matter to a file.
        let schema = Schema::from_bytes(&older.to_bytes()).map_err(explain::unreadable_schema)?;
        let plan = plan_between(today, &schema)?;
        let reached = Reached::of(&plan, &schema);
        if reached.missing.is_empty() {
            return Ok(Older { today, schema, plan });
        }
        let mut torn: Vec<_> = reached.missing.intersection(&reached.taken).copied().collect();
        torn.sort_unstable();
        if !torn.is_empty() {
            let reason = |place| {
                let name = schema.place_name(place);
                format!(
                    "`{name}`: only some values have this field, and a file has it or has it not"
                )
            };
            return Err(refused(today, &schema, torn.into_iter().map(reason).collect()));
        }
        let schema = schema.without(&reached.missing);
        // A struct that nothing is left of has no layout in arrays.
        Schema::from_bytes(&schema.to_bytes()).map_err(|error| {
            refused(today, older, vec![format!("without the fields that it fills itself: {error}")])
        })?;
        let plan = plan_between(today, &schema)?;
        Ok(Older { today, schema, plan })
    }

    /// Writes a value's body as the older schema has it, and hands it to `use_it` with the schema of its file.
    ///
    /// # Errors
    ///
    /// Values that the older schema has no place for, with their paths, and those of `use_it`.
    pub(super) fn write<R>(
        &self,
        written: &Written<'_>,
        options: WriterOptions,
        use_it: impl FnOnce(&Schema, &Written<'_>) -> Result<R>,
    ) -> Result<R> {
        self.outcome(use_it, |use_it| self.transcoding(options).with(written, use_it))
    }

    /// [`write`](Self::write), for a body that a file holds.
    ///
    /// # Errors
    ///
    /// As [`write`](Self::write), and damage.
    pub(super) fn rewrite<R>(
        &self,
        source: &Encoded<'_>,
        options: WriterOptions,
        use_it: impl FnOnce(&Schema, &Written<'_>) -> Result<R>,
    ) -> Result<R> {
        self.outcome(use_it, |use_it| self.transcoding(options).encoded(source, use_it))
    }

    fn transcoding(&self, options: WriterOptions) -> Transcoding<'_> {
        Transcoding {
            writer: self.today,
            reader: &self.schema,
            plan: &self.plan,
            defaults: &NoDefaults,
            options,
        }
    }

    /// Tells errors of transcoding, which are explained, from those of `use_it`.
    fn outcome<R>(
        &self,
        use_it: impl FnOnce(&Schema, &Written<'_>) -> Result<R>,
        transcode: impl FnOnce(&mut dyn FnMut(&Written<'_>) -> Result<()>) -> Result<()>,
    ) -> Result<R> {
        let (mut outcome, mut use_it) = (None, Some(use_it));
        let transcoded = transcode(&mut |written| {
            outcome = use_it.take().map(|use_it| use_it(&self.schema, written));
            Ok(())
        });
        match (transcoded, outcome) {
            (Err(error), _) => Err(error.with_help(format!(
                "a program that reads {} has no place for this value",
                explain::title(&self.schema)
            ))),
            (Ok(()), Some(outcome)) => outcome,
            (Ok(()), None) => Err(Error::new(ErrorKind::System, "nothing was written")),
        }
    }
}

fn plan_between(today: &Schema, older: &Schema) -> Result<Plan> {
    let compiled = compile(today, older, &Options::default())?;
    compiled.plan.ok_or_else(|| refused(today, older, compiled.findings.all_reasons()))
}

#[cold]
fn refused(today: &Schema, older: &Schema, reasons: Vec<String>) -> Error {
    let (today, older) = (explain::title(today), explain::title(older));
    let message = format!(
        "{today} cannot be written as {older}: a program that reads the latter would say of the file"
    );
    Error::new(ErrorKind::Schema, message).with_reasons(reasons)
}
