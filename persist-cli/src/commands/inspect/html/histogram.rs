//! How the numbers of an array are spread: read chunk by chunk, twice, and never kept.

use indicatif::ProgressBar;
use persist_core::{ArrayPart, Result};
use serde::Serialize;

use super::scalar::Scalar;

/// Bins of a histogram, unless there are fewer whole numbers in its range.
const BINS: u32 = 40;

/// Bytes that are read at once.
const CHUNK: usize = 1 << 20;

/// Bytes of an array up to which the bins count all of its numbers; of a larger one, those of chunks of so many bytes in
/// all, spread evenly.
const COUNTED: u64 = 256 << 20;

/// What is known of an array's numbers.
#[derive(Debug, Serialize)]
pub(super) struct Spread {
    /// All numbers, those that are none included.
    count: u64,
    nan: u64,
    infinite: u64,
    zero: u64,
    #[serde(flatten)]
    finite: Option<Finite>,
    /// Part of the numbers that the bins count, where it is not all.
    sampled: Option<f64>,
}

/// What is known of the finite numbers, where there are any.
#[derive(Debug, Serialize)]
struct Finite {
    min: f64,
    max: f64,
    mean: f64,
    /// The standard deviation of the whole, not of a sample.
    deviation: f64,
    bins: Vec<u64>,
    /// How many whole numbers belong to each bin, where there are no others: the last can have fewer. Bins of any width
    /// would have more of them here and there.
    whole: Option<f64>,
}

impl Spread {
    /// Reads the array: all of it for the extremes and the mean, then again for the bins.
    ///
    /// # Errors
    ///
    /// Damage of the array.
    pub(super) fn of(array: &ArrayPart<'_>, scalar: Scalar, bar: &ProgressBar) -> Result<Self> {
        let mut moments = Moments::default();
        let chunks = Chunks::of(array);
        for chunk in 0..chunks.count {
            let bytes = chunks.read(array, chunk)?;
            scalar.each(&bytes, &mut |number| moments.add(number));
            bar.inc(bytes.len().try_into().unwrap_or(u64::MAX));
        }
        let step = usize::try_from(array.byte_len().div_ceil(COUNTED)).unwrap_or(usize::MAX).max(1);
        let mut finite = moments.finite(scalar);
        if let Some(finite) = &mut finite {
            for chunk in (0..chunks.count).step_by(step) {
                let bytes = chunks.read(array, chunk)?;
                scalar.each(&bytes, &mut |number| finite.count(number));
                bar.inc(bytes.len().try_into().unwrap_or(u64::MAX));
            }
        }
        let Moments { count, nan, infinite, zero, .. } = moments;
        let sampled = (step > 1).then(|| 1.0 / f64::from(u32::try_from(step).unwrap_or(u32::MAX)));
        Ok(Spread { count, nan, infinite, zero, finite, sampled })
    }
}

/// An array as ranges of elements.
struct Chunks {
    count: usize,
    elements: usize,
}

impl Chunks {
    fn of(array: &ArrayPart<'_>) -> Self {
        let elements = (CHUNK / array.element_size().max(1)).max(1);
        Chunks { count: array.len().div_ceil(elements), elements }
    }

    fn read(&self, array: &ArrayPart<'_>, chunk: usize) -> Result<Vec<u8>> {
        let start = chunk.saturating_mul(self.elements);
        array.bytes(start..start.saturating_add(self.elements).min(array.len()))
    }
}

/// What one pass over numbers finds out. Mean and variance by Welford's method, which loses no digits where the mean is
/// large.
#[derive(Debug, Default)]
struct Moments {
    count: u64,
    nan: u64,
    infinite: u64,
    zero: u64,
    finite: f64,
    extremes: Option<(f64, f64)>,
    mean: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, number: f64) {
        self.count = self.count.saturating_add(1);
        if !number.is_finite() {
            let count = if number.is_nan() { &mut self.nan } else { &mut self.infinite };
            *count = count.saturating_add(1);
            return;
        }
        self.zero = self.zero.saturating_add(u64::from(number == 0.0));
        let (min, max) = self.extremes.unwrap_or((number, number));
        self.extremes = Some((min.min(number), max.max(number)));
        self.finite += 1.0;
        let from_mean = number - self.mean;
        self.mean += from_mean / self.finite;
        self.squares += from_mean * (number - self.mean);
    }

    fn finite(&self, scalar: Scalar) -> Option<Finite> {
        let (min, max) = self.extremes?;
        let range = max - min + 1.0;
        let whole = scalar.is_whole().then(|| (range / f64::from(BINS)).ceil());
        let bins = match whole {
            Some(width) => (range / width).ceil(),
            None if min == max => 1.0,
            None => f64::from(BINS),
        };
        #[expect(clippy::as_conversions, reason = "casts from floats saturate")]
        let bins = vec![0; (bins as usize).min(usize::try_from(BINS).unwrap_or(1))];
        let deviation = (self.squares / self.finite).sqrt();
        Some(Finite { min, max, mean: self.mean, deviation, bins, whole })
    }
}

impl Finite {
    /// Counts a number in its bin.
    fn count(&mut self, number: f64) {
        if !number.is_finite() {
            return;
        }
        let last = self.bins.len().saturating_sub(1);
        // Halves, as the whole range can be more than the largest float.
        let part = (number / 2.0 - self.min / 2.0) / (self.max / 2.0 - self.min / 2.0);
        let bin = match self.whole {
            Some(width) => (number - self.min) / width,
            None => part * f64::from(u32::try_from(self.bins.len()).unwrap_or(BINS)),
        };
        #[expect(clippy::as_conversions, reason = "casts from floats saturate, and NaN is 0")]
        let bin = (bin as usize).min(last);
        if let Some(count) = self.bins.get_mut(bin) {
            *count = count.saturating_add(1);
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails panics")]

    use persist_core::{Archive, Persist};

    use super::*;

    fn spread(values: &impl Persist) -> serde_json::Value {
        let archive = Archive::from_bytes(values.to_bytes().unwrap()).unwrap();
        let array = archive.array("").unwrap();
        let scalar = Scalar::of(&array.element()).unwrap();
        serde_json::to_value(Spread::of(&array, scalar, &ProgressBar::hidden()).unwrap()).unwrap()
    }

    #[test]
    fn numbers_are_counted_in_their_bins() {
        let floats = spread(&vec![f64::NAN, 0.0, 1.0, 2.0, f64::INFINITY, f64::NEG_INFINITY]);
        assert_eq!(floats["bins"].as_array().map(Vec::len), Some(40));
        assert_eq!([&floats["bins"][0], &floats["bins"][20], &floats["bins"][39]], [1, 1, 1]);
        assert_eq!([&floats["count"], &floats["nan"], &floats["infinite"]], [6, 1, 2]);
        assert_eq!([&floats["min"], &floats["max"], &floats["mean"]], [0.0, 2.0, 1.0]);
        assert!((floats["deviation"].as_f64().unwrap() - (2.0f64 / 3.0).sqrt()).abs() < 1e-12);
        assert_eq!(spread(&vec![3i8, -2, 3])["bins"], serde_json::json!([1, 0, 0, 0, 0, 2]));
        let bytes = spread(&(0..=255u8).collect::<Vec<_>>());
        assert_eq!(
            (&bytes["whole"], bytes["bins"].as_array().map(Vec::len)),
            (&7.0.into(), Some(37))
        );
        assert_eq!([&bytes["bins"][0], &bytes["bins"][35], &bytes["bins"][36]], [7, 7, 4]);
        assert_eq!(spread(&vec![0, u64::MAX])["bins"][39], 1);
        assert_eq!(spread(&vec![true, false, true])["bins"], serde_json::json!([1, 2]));
        assert_eq!(spread(&vec![0.5f32; 9])["bins"], serde_json::json!([9]));
        assert_eq!(spread(&vec![f64::MIN, 0.0, f64::MAX])["bins"][20], 1);
        assert_eq!(spread(&vec![f32::NAN])["min"], serde_json::Value::Null);
        assert_eq!(spread(&Vec::<u8>::new())["count"], 0);
    }

    /// Of more than one chunk, with a mean that is large beside the deviation.
    #[test]
    fn the_mean_of_many_is_exact() {
        let many: Vec<[f64; 3]> = (0..100_000u32).map(|n| [1e9 + f64::from(n % 2); 3]).collect();
        let spread = spread(&many);
        assert_eq!(spread["mean"], 1e9 + 0.5);
        assert!((spread["deviation"].as_f64().unwrap() - 0.5).abs() < 1e-9);
        assert_eq!([&spread["bins"][0], &spread["bins"][39]], [150_000, 150_000]);
    }
}
