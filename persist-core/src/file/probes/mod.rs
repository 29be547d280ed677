//! Probes: inputs and what a model predicted for them, in the model's file, so that a load can prove that the model
//! still does.
//!
//! A model can come back equal and predict otherwise: a field that is skipped, a library that ranks ties by the order
//! of a hash map, a processor with other last digits. So its own predictions are what is compared, and only they.
//!
//! The section holds the bytes of a file of its own, of a [`Recording`](recording::Recording): inputs and outputs have
//! a schema, evolve by the rules, and are read without types as any file is.

mod outcome;
mod prove;
mod recording;

use std::fmt;

use self::recording::Recording;
use super::LoadOptions;
use crate::container::{Container, Source};
use crate::error::{Error, ErrorKind, Result};
use crate::persist::Persist;
use crate::value::Within;
use crate::wire::Limits;

/// Inputs that a model is asked about when it is saved and whenever it is loaded, and how far its answers may be apart.
///
/// [`SaveOptions::save_with_probes`](crate::SaveOptions::save_with_probes) asks the model, proves that it predicts the
/// same when it is read back, and keeps inputs and outputs in the file.
/// [`LoadOptions::load_verified`](crate::LoadOptions::load_verified) asks the loaded model again.
///
/// A few dozen inputs do, if they reach all parts of the model. They and the outputs can be of any types that can be
/// saved, and change as those do: files that were saved with older types are proven, too.
///
/// # Example
///
/// ```
/// use persist_core::{LoadOptions, Persist, Probes, SaveOptions, Tolerance};
///
/// #[derive(Persist)]
/// struct Line { slope: f64, offset: f64 }
///
/// impl Line {
///     fn predict(&self, inputs: &[f64]) -> Vec<f64> {
///         inputs.iter().map(|x| self.slope * x + self.offset).collect()
///     }
/// }
///
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("line.persist");
/// let line = Line { slope: 2.0, offset: 1.0 };
/// let probes = Probes::new(vec![-1.0, 0.0, 0.5]).tolerance(Tolerance::relative(1e-12));
/// SaveOptions::new().save_with_probes(&line, &path, &probes, |line, x| line.predict(x))?;
///
/// // In another program, perhaps of another year:
/// let line: Line =
///     LoadOptions::new().load_verified(&path, |line: &Line, x: &Vec<f64>| line.predict(x))?;
/// # assert_eq!(line.slope, 2.0);
///
/// // Whoever changed what it means to predict is told.
/// let error = LoadOptions::new()
///     .load_verified(&path, |line: &Line, x: &Vec<f64>| {
///         x.iter().map(|x| line.slope * x - line.offset).collect::<Vec<f64>>()
///     })
///     .map(drop)
///     .unwrap_err();
/// assert!(error.to_string().contains("3 of 3 rows differ, first row 0: expected -1.0, found -3.0"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Probes<I> {
    inputs: I,
    tolerance: Tolerance,
}

impl<I> Probes<I> {
    /// Probes whose outputs are to be the same bit for bit.
    pub fn new(inputs: I) -> Self {
        Probes { inputs, tolerance: Tolerance::exact() }
    }

    /// How far outputs may be apart. Default: [`Tolerance::exact`].
    pub fn tolerance(mut self, tolerance: Tolerance) -> Self {
        self.tolerance = tolerance;
        self
    }

    /// The inputs.
    pub fn inputs(&self) -> &I {
        &self.inputs
    }
}

/// How far two floats may be apart that count as the same prediction.
///
/// Floats of any width are held against it wherever they are in an output; all else has to be equal.
///
/// # Example
///
/// ```
/// use persist_core::Tolerance;
///
/// assert_eq!(Tolerance::exact().to_string(), "bit for bit");
/// assert_eq!(Tolerance::relative(1e-9).to_string(), "within 1e-9 of each number");
/// assert_eq!(Tolerance::new(0.5, 1e-9).to_string(), "within 0.5 and 1e-9 of each number");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Tolerance {
    absolute: f64,
    relative: f64,
}

impl Tolerance {
    /// The same bits: a NaN equals only one of the same bits, and -0.0 is not 0.0.
    pub const fn exact() -> Self {
        Tolerance::new(0.0, 0.0)
    }

    /// Not further apart than this.
    pub const fn absolute(absolute: f64) -> Self {
        Tolerance::new(absolute, 0.0)
    }

    /// Not further apart than this part of the number that is expected.
    pub const fn relative(relative: f64) -> Self {
        Tolerance::new(0.0, relative)
    }

    /// Not further apart than `absolute + relative * |expected|`. With either of them, NaN equals NaN whatever its
    /// bits, which differ between processors, and -0.0 is 0.0; an infinity equals only itself.
    ///
    /// Both have to be finite and not negative, else a save or a load with them fails. If both are 0, it is
    /// [`exact`](Self::exact).
    pub const fn new(absolute: f64, relative: f64) -> Self {
        Tolerance { absolute, relative }
    }

    fn is_exact(self) -> bool {
        self.absolute == 0.0 && self.relative == 0.0
    }

    fn is_valid(self) -> bool {
        [self.absolute, self.relative].iter().all(|part| part.is_finite() && *part >= 0.0)
    }

    /// Refuses a tolerance that the caller made of numbers that are none.
    pub(super) fn check(self) -> Result<()> {
        match self.is_valid() {
            true => Ok(()),
            false => {
                let Tolerance { absolute, relative } = self;
                let message =
                    format!("a tolerance of {absolute} and {relative} of each number is none");
                Err(Error::new(ErrorKind::Caller, message)
                    .with_help("both have to be finite and not negative"))
            }
        }
    }

    pub(super) fn within(self) -> Option<Within> {
        let Tolerance { absolute, relative } = self;
        (!self.is_exact()).then_some(Within { absolute, relative })
    }
}

/// As `bit for bit` or `within 1e-9 of each number`.
impl fmt::Display for Tolerance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Tolerance { absolute, relative } = self;
        match (*absolute == 0.0, *relative == 0.0) {
            (true, true) => f.write_str("bit for bit"),
            (false, true) => write!(f, "within {absolute:?}"),
            (true, false) => write!(f, "within {relative:?} of each number"),
            (false, false) => write!(f, "within {absolute:?} and {relative:?} of each number"),
        }
    }
}

/// What stands in front of errors of the section.
const IN_PROBES: &str = "in the file's probes";

/// The file that the section of probes is.
///
/// # Errors
///
/// What is no file, and one that is compressed or has probes itself: the section around it is bounded by the limits,
/// and this one shall be no larger.
pub(super) fn open<S: Source>(section: S, limits: &Limits) -> Result<Container<S>> {
    let container = Container::open(section, limits).map_err(in_probes)?;
    match container.codec_name().is_some() || container.has_probes() {
        true => {
            let error = Error::damaged("they are compressed, or have probes of their own");
            Err(in_probes(error))
        }
        false => Ok(container),
    }
}

/// Says of an error that it is about the probes, in whose bytes its place is.
fn in_probes(error: Error) -> Error {
    let error = error.of(IN_PROBES);
    match error.kind() {
        // The file around them is one.
        ErrorKind::NotPersist => error.with_kind(ErrorKind::Damaged),
        _ => error,
    }
}

impl LoadOptions {
    /// Reads the probes out of their section.
    fn recording<I: Persist, O: Persist>(&self, section: &[u8]) -> Result<Recording<I, O>> {
        let container = open(section, &self.limits)?;
        let mut place = None;
        self.within().read(container, &mut place, |_| ()).map_err(in_probes)?;
        super::erased::taken(place)
    }
}

/// The error of a file that cannot be proven.
fn no_probes() -> Error {
    Error::new(ErrorKind::NoSuchPart, "the file has no probes to verify it by").with_help(
        "save it with `SaveOptions::save_with_probes`, or load it unverified with `LoadOptions::load`",
    )
}
