//! What the section of probes holds, as a type: inputs, outputs and tolerance.

use super::Tolerance;
use crate::error::Result;
use crate::evolution::{Node, Plan};
use crate::file::erased::Stored;
use crate::persist::{Persist, Root};
use crate::schema::{Arg, Def, DefShape, Field, Fields, FieldsKind, Registry, Ty};
use crate::types::fields;
use crate::wire::{Reader, Writer};

/// Inputs, and what was predicted for them.
pub(super) struct Recording<I, O> {
    pub(super) inputs: I,
    pub(super) outputs: O,
    pub(super) tolerance: Tolerance,
}

const NAME: &str = "std::Probes";

/// A definition of this library, as those of the standard library's types.
impl<I: Persist, O: Persist> Persist for Recording<I, O> {
    const TY: &'static Ty = &Ty::Named { name: NAME, args: &[Arg::Type(I::TY), Arg::Type(O::TY)] };
    const DEF: Option<&'static Def> = Some(&Def {
        name: NAME,
        args: &[Arg::Type(I::TY), Arg::Type(O::TY)],
        version: None,
        was: &[],
        producer: None,
        shape: DefShape::Struct(Fields {
            kind: FieldsKind::Named,
            list: &[
                Field::new("inputs", I::TY),
                Field::new("outputs", O::TY),
                Field::new("absolute", f64::TY),
                Field::new("relative", f64::TY),
            ],
        }),
        removed: &[],
        chain: &[],
        view: None,
        history: None,
    });
    const MIN_SIZE: usize = 16;

    fn register(registry: &mut Registry) {
        if Self::DEF.is_some_and(|def| registry.insert::<Self>(def)) {
            I::register(registry);
            O::register(registry);
        }
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        let Recording { inputs, outputs, tolerance } = self;
        encode(inputs, outputs, *tolerance, w)
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        let (inputs, outputs, start) = (I::decode(r)?, O::decode(r)?, r.clone());
        let (absolute, relative) = (f64::decode(r)?, f64::decode(r)?);
        recording(&start, inputs, outputs, absolute, relative)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let start = r.clone();
        fields!(r, plan, node, 0 => inputs: I, 1 => outputs: O, 2 => absolute: f64, 3 => relative: f64);
        recording(&start, inputs, outputs, absolute, relative)
    }
}

fn encode<'a, I: Persist, O: Persist>(
    inputs: &'a I,
    outputs: &'a O,
    tolerance: Tolerance,
    w: &mut Writer<'a>,
) -> Result<()> {
    inputs.encode(w)?;
    outputs.encode(w)?;
    w.raw(tolerance.absolute.to_le_bytes());
    w.raw(tolerance.relative.to_le_bytes());
    Ok(())
}

fn recording<I, O>(
    start: &Reader<'_>,
    inputs: I,
    outputs: O,
    absolute: f64,
    relative: f64,
) -> Result<Recording<I, O>> {
    let tolerance = Tolerance::new(absolute, relative);
    match tolerance.is_valid() {
        true => Ok(Recording { inputs, outputs, tolerance }),
        false => Err(start.damaged(format!("a tolerance of {absolute} and {relative} is claimed"))),
    }
}

/// A recording in the making: what it is of belongs to others.
pub(super) struct Borrowed<'b, I, O> {
    pub(super) inputs: &'b I,
    pub(super) outputs: &'b O,
    pub(super) tolerance: Tolerance,
}

impl<I: Persist, O: Persist> Stored for Borrowed<'_, I, O> {
    fn root(&self) -> Root {
        Root::of::<Recording<I, O>>()
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        encode(self.inputs, self.outputs, self.tolerance, w)
    }
}
