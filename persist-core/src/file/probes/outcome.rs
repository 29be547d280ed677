//! What comes of asking a model: its outputs beside others, or its panic, as errors that say who was asked.

use std::any::Any;
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::Tolerance;
use crate::error::{Error, ErrorKind, Result};
use crate::file::erased::Stored;
use crate::file::resolve::Parts;
use crate::persist::OwnSchema;
use crate::value::{Differences, Value, differences, read_value};
use crate::wire::{Limits, NoBlocks, Writer, WriterOptions, to_u64};

/// Which model is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// The one that is saved.
    Original,
    /// What was read back of it before it was saved.
    Reloaded,
    /// One that is loaded.
    Loaded,
}

impl Asked {
    fn name(self) -> &'static str {
        match self {
            Asked::Original => "the model",
            Asked::Reloaded => "the reloaded model",
            Asked::Loaded => "the loaded model",
        }
    }

    fn help(self) -> &'static str {
        match self {
            Asked::Original => {
                "give what it draws at random a seed, and let no result depend on the order of a hash map; \
                 if only last digits differ, state a `Tolerance`"
            }
            Asked::Reloaded => {
                "what it predicts by is not in the file: look for fields that are skipped, or altered by a conversion"
            }
            Asked::Loaded => {
                "the program, its libraries or the machine are not those that saved it; if only last digits differ, \
                 `LoadOptions::tolerance` allows for them"
            }
        }
    }
}

/// Asks a model, and reports its panic as an error.
///
/// `AssertUnwindSafe` says that nobody sees what a panic left half done. Here it is so: a model that was read is dropped
/// at once, its inputs are too, and a function that panicked is not called again. What is left are values that the
/// program shares with the function, as the model that it wanted to save; for these a panic is what it is in a test
/// harness, which runs on as well.
pub(super) fn ask<O>(asked: Asked, predict: impl FnOnce() -> O) -> Result<O> {
    catch_unwind(AssertUnwindSafe(predict)).map_err(|payload| {
        let (name, said) = (asked.name(), said(&*payload));
        Error::new(ErrorKind::Prediction, format!("{name} panicked: {said}")).with_help(
            match asked {
                Asked::Original => "nothing can be said of a model that does not answer",
                Asked::Reloaded | Asked::Loaded => {
                    "something that it needs is not in the file: look for fields that are skipped, also in libraries"
                }
            },
        )
    })
}

/// The text of a panic.
fn said(payload: &(dyn Any + Send)) -> &str {
    match (payload.downcast_ref::<&str>(), payload.downcast_ref::<String>()) {
        (Some(text), _) => text,
        (None, Some(text)) => text,
        (None, None) => "with a value that is no text",
    }
}

/// Outputs as bytes: equal ones are equal predictions, and of others a tree can be made.
pub(super) struct Outputs {
    schema: Arc<OwnSchema>,
    body: Vec<u8>,
    shared: Vec<u8>,
}

impl Outputs {
    /// # Errors
    ///
    /// Outputs that cannot be stored.
    pub(super) fn of(outputs: &dyn Stored, depth: u32) -> Result<Self> {
        let schema = outputs.root().schema()?;
        let mut writer = Writer::new(Vec::new(), WriterOptions { block_threshold: None, depth });
        outputs.encode(&mut writer).map_err(|error| error.of("the outputs cannot be stored"))?;
        let written = writer.finish();
        Ok(Outputs { schema, body: written.body, shared: written.shared.unwrap_or_default() })
    }

    fn tree(&self, depth: u32) -> Result<Value> {
        let (body, shared) = (&self.body[..], &self.shared[..]);
        let raw_len = to_u64(body.len()).saturating_add(to_u64(shared.len()));
        let parts = Parts { body, shared, blocks: &NoBlocks, raw_len };
        // They are of this process, whatever file the expected ones were read from.
        let limits = Limits::new().depth(depth).allocation(u64::MAX);
        let schema = self.schema.schema();
        parts.decode(
            &limits,
            |_| Ok(Cow::Borrowed(schema)),
            |context, body| context.read(body, |r| read_value(schema, r)),
        )
    }

    /// How `found` differ from these, if they do by more than the tolerance.
    ///
    /// # Errors
    ///
    /// No memory for trees of both, which are built only where their bytes differ.
    pub(super) fn differences(
        &self,
        found: &Outputs,
        tolerance: Tolerance,
        depth: u32,
    ) -> Result<Option<Differences>> {
        if self.body == found.body && self.shared == found.shared {
            return Ok(None);
        }
        Ok(differences(&self.tree(depth)?, &found.tree(depth)?, tolerance.within()))
    }
}

/// The error of a model that predicts otherwise than `asked` says it should.
pub(super) fn otherwise(asked: Asked, differences: Differences, tolerance: Tolerance) -> Error {
    let verdict = match asked {
        Asked::Original => "the model is non-deterministic, asked again it predicts otherwise",
        Asked::Reloaded => "the reloaded model predicts otherwise than the original",
        Asked::Loaded => "the loaded model predicts otherwise than when it was saved",
    };
    told(verdict, differences, tolerance).with_help(asked.help())
}

/// The error of a loaded model that does not even agree with itself: the file is not to blame.
pub(super) fn unsteady(asked: Asked, differences: Differences, tolerance: Tolerance) -> Error {
    let name = asked.name();
    let verdict = format!(
        "{name} is non-deterministic, asked again it predicts otherwise, and not what it did when it was saved"
    );
    told(&verdict, differences, tolerance).with_help(Asked::Original.help())
}

fn told(verdict: &str, differences: Differences, tolerance: Tolerance) -> Error {
    let Differences { path, row, expected, found, differing, rows, largest } = differences;
    let compared = match tolerance.is_exact() {
        true => String::new(),
        false => format!(" ({tolerance})"),
    };
    let rows = match (row, differing) {
        (Some(row), 1) => format!("1 of {rows} rows differs, row {row}: "),
        (Some(row), _) => format!("{differing} of {rows} rows differ, first row {row}: "),
        (None, 0) => String::new(),
        (None, _) => format!("{differing} of {rows} rows differ, and what is in no row: "),
    };
    let apart = largest.map_or(String::new(), |most| format!(", numbers are up to {most:e} apart"));
    let message = format!("{verdict}{compared}: {rows}expected {expected}, found {found}{apart}");
    Error::new(ErrorKind::Prediction, message).with_path(format!("outputs{path}"))
}
