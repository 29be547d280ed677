//! Saving with a proof, and loading with one.

use std::path::Path;

use super::outcome::{Asked, Outputs, ask, otherwise, unsteady};
use super::recording::{Borrowed, Recording};
use super::{Probes, Tolerance, no_probes};
use crate::error::{ErrorKind, Result};
use crate::evolution::Report;
use crate::file::erased::taken;
use crate::file::load::{Done, report};
use crate::file::{LoadOptions, SaveOptions, explain};
use crate::persist::Persist;
use crate::wire::Limits;

impl SaveOptions {
    /// Saves a model with [probes](Probes), after a proof that what will be loaded predicts the same.
    ///
    /// `predict` is asked three times: the model twice, and then what is read back of the bytes that are to be saved. So
    /// it must not change what it predicts by, and the file stands in memory meanwhile, as does the model that is read
    /// of it. A panic in `predict` is caught, and reported; the program's panic hook runs as always.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Prediction`](crate::ErrorKind::Prediction), with the first row that differs: of a model that is
    /// non-deterministic, that predicts otherwise when it is read back, or that panics. Nothing is written then. Else
    /// those of [`save`](crate::save), of reading the model back, and inputs or outputs that cannot be stored.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{ErrorKind, Persist, Probes, SaveOptions};
    ///
    /// #[derive(Persist)]
    /// struct Svm {
    ///     weights: Vec<f64>,
    ///     #[persist(skip)] // as some libraries do with theirs
    ///     gamma: f64,
    /// }
    ///
    /// impl Svm {
    ///     fn score(&self, inputs: &[f64]) -> Vec<f64> {
    ///         let kernel = |x: &f64| self.weights.iter().map(|w| (-self.gamma * (x - w).powi(2)).exp()).sum();
    ///         inputs.iter().map(kernel).collect()
    ///     }
    /// }
    ///
    /// # let folder = tempfile::tempdir()?;
    /// # let path = folder.path().join("svm.persist");
    /// let svm = Svm { weights: vec![1.0, 2.0], gamma: 0.5 };
    /// let probes = Probes::new(vec![1.0, 4.0]);
    /// let error = SaveOptions::new()
    ///     .save_with_probes(&svm, &path, &probes, |svm, x| svm.score(x))
    ///     .unwrap_err();
    /// assert_eq!((error.kind(), error.path()), (ErrorKind::Prediction, Some("outputs[0]")));
    /// assert!(!path.exists());
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn save_with_probes<T: Persist, I: Persist, O: Persist>(
        &self,
        value: &T,
        path: impl AsRef<Path>,
        probes: &Probes<I>,
        predict: impl FnMut(&T, &I) -> O,
    ) -> Result<()> {
        let path = path.as_ref();
        let bytes = self
            .to_bytes_with_probes(value, probes, predict)
            .map_err(|error| explain::not_saved(error, path))?;
        self.replace_by(&bytes, path)
    }

    /// The bytes of a file with probes: see [`save_with_probes`](Self::save_with_probes).
    ///
    /// # Errors
    ///
    /// As [`save_with_probes`](Self::save_with_probes).
    pub fn to_bytes_with_probes<T: Persist, I: Persist, O: Persist>(
        &self,
        value: &T,
        probes: &Probes<I>,
        mut predict: impl FnMut(&T, &I) -> O,
    ) -> Result<Vec<u8>> {
        let Probes { inputs, tolerance } = probes;
        tolerance.check()?;
        let depth = self.writer.depth;
        let outputs = ask(Asked::Original, || predict(value, inputs))?;
        let again = ask(Asked::Original, || predict(value, inputs))?;
        let (expected, found) = (Outputs::of(&outputs, depth)?, Outputs::of(&again, depth)?);
        if let Some(differences) = expected.differences(&found, *tolerance, depth)? {
            return Err(otherwise(Asked::Original, differences, *tolerance));
        }
        let section = self
            .within()
            .file_of(&Borrowed { inputs, outputs: &outputs, tolerance: *tolerance }, None)
            .map_err(|error| error.of("the probes cannot be stored"))?;
        let bytes = self.file_of(value, Some(&section))?;
        // Of bytes that were written just now, no length is feared.
        let limits = Limits::new().depth(depth).allocation(u64::MAX).inflation(u64::MAX);
        let load = LoadOptions::new().limits(limits);
        match load.proven(Asked::Reloaded, &bytes, predict) {
            Ok(_) => Ok(bytes),
            Err(error) if error.kind() == ErrorKind::Prediction => Err(error),
            Err(error) => Err(error.of("what would be saved cannot be read back")),
        }
    }
}

impl LoadOptions {
    /// How far the outputs of a loaded model may be from those in its file. Default: what the file says.
    ///
    /// A file that was saved bit for bit on one machine can differ in the last digits on another one.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{LoadOptions, Probes, SaveOptions, Tolerance};
    ///
    /// let probes = Probes::new(vec![0.5, 2.0]);
    /// let bytes = SaveOptions::new().to_bytes_with_probes(&3.0, &probes, |slope, x| {
    ///     x.iter().map(|x| slope * x).collect::<Vec<f64>>()
    /// })?;
    /// let fused = |slope: &f64, x: &Vec<f64>| x.iter().map(|x| slope.mul_add(*x, 1e-15)).collect::<Vec<f64>>();
    /// assert!(LoadOptions::new().from_bytes_verified(&bytes, fused).is_err());
    /// let near = LoadOptions::new().tolerance(Tolerance::relative(1e-9));
    /// assert!(near.from_bytes_verified(&bytes, fused).is_ok());
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn tolerance(mut self, tolerance: Tolerance) -> Self {
        self.tolerance = Some(tolerance);
        self
    }

    /// Loads a model that was saved with [probes](Probes), and proves that it predicts what it predicted then.
    ///
    /// `predict` is asked once, with the inputs that are in the file, and again only where it predicts otherwise: to tell
    /// a model that is non-deterministic from one that is another. A panic in it is caught, and reported; the program's
    /// panic hook runs as always. Models that are mapped are proven as others are, which reads what they predict by.
    ///
    /// Inputs and outputs have their own schema, and become the types that `predict` takes and gives by the rules of
    /// evolution: an old file is proven by what its model, upgraded, predicts for the same inputs. What these options say
    /// of limits, of unknown fields and of exactness holds for them, too.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Prediction`](crate::ErrorKind::Prediction) of a model that predicts otherwise, with the first row
    /// that differs, or panics; [`ErrorKind::NoSuchPart`](crate::ErrorKind::NoSuchPart) of a file without probes; else
    /// as [`load`](crate::load), of the model and of the probes.
    pub fn load_verified<T: Persist, I: Persist, O: Persist>(
        &self,
        path: impl AsRef<Path>,
        predict: impl FnMut(&T, &I) -> O,
    ) -> Result<T> {
        self.load_verified_with_report(path, predict).map(|(value, _)| value)
    }

    /// [`load_verified`](Self::load_verified), and what evolution did with the model: see
    /// [`load_with_report`](Self::load_with_report).
    ///
    /// # Errors
    ///
    /// As [`load_verified`](Self::load_verified).
    pub fn load_verified_with_report<T: Persist, I: Persist, O: Persist>(
        &self,
        path: impl AsRef<Path>,
        predict: impl FnMut(&T, &I) -> O,
    ) -> Result<(T, Report)> {
        let path = path.as_ref();
        let mut place = None;
        let (section, report) = self.load_into(path, &mut place, section_and_report)?;
        let value = taken(place)?;
        section
            .and_then(|section| self.prove(Asked::Loaded, &value, section.as_deref(), predict))
            .map_err(|error| error.with_file("load", path))?;
        Ok((value, report))
    }

    /// The model that a file's bytes hold, proven: see [`load_verified`](Self::load_verified).
    ///
    /// # Errors
    ///
    /// As [`load_verified`](Self::load_verified).
    pub fn from_bytes_verified<T: Persist, I: Persist, O: Persist>(
        &self,
        bytes: &[u8],
        predict: impl FnMut(&T, &I) -> O,
    ) -> Result<T> {
        self.proven(Asked::Loaded, bytes, predict)
    }

    fn proven<T: Persist, I: Persist, O: Persist>(
        &self,
        asked: Asked,
        bytes: &[u8],
        predict: impl FnMut(&T, &I) -> O,
    ) -> Result<T> {
        let mut place = None;
        let section = self.read_bytes(bytes, &mut place, section)??;
        let value = taken(place)?;
        self.prove(asked, &value, section.as_deref(), predict)?;
        Ok(value)
    }

    /// Asks a model that has been read, and holds its answers against those that its file says it gave.
    fn prove<T: Persist, I: Persist, O: Persist>(
        &self,
        asked: Asked,
        value: &T,
        section: Option<&[u8]>,
        mut predict: impl FnMut(&T, &I) -> O,
    ) -> Result<()> {
        let section = section.ok_or_else(no_probes)?;
        let Recording { inputs, outputs, tolerance } = self.recording::<I, O>(section)?;
        let tolerance = self.tolerance.unwrap_or(tolerance);
        tolerance.check()?;
        let depth = self.limits.depth;
        let expected = Outputs::of(&outputs, depth)?;
        drop(outputs);
        let found = Outputs::of(&ask(asked, || predict(value, &inputs))?, depth)?;
        let Some(differences) = expected.differences(&found, tolerance, depth)? else {
            return Ok(());
        };
        let again = Outputs::of(&ask(asked, || predict(value, &inputs))?, depth)?;
        Err(match found.differences(&again, tolerance, depth)? {
            Some(differences) => unsteady(asked, differences, tolerance),
            None => otherwise(asked, differences, tolerance),
        })
    }
}

/// The section of probes of a file that has been read.
fn section(done: Done<'_>) -> Result<Option<Vec<u8>>> {
    (done.probes)()
}

fn section_and_report(done: Done<'_>) -> (Result<Option<Vec<u8>>>, Report) {
    ((done.probes)(), report(done))
}
