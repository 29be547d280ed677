//! The scaler that every model has in its file: without it, the weights mean nothing.

use std::iter;

use persist_core::Persist;
use persist_ml::{PIXELS, Pixels};

/// Brings every pixel to mean 0 and standard deviation 1 over the training set.
#[derive(Persist, Debug, PartialEq)]
#[persist(version = "1.0.0")]
pub(crate) struct Scaler {
    mean: Pixels,
    deviation: Pixels,
}

impl Scaler {
    pub(crate) fn fit(images: &[Pixels]) -> Self {
        let mean = mean(images);
        let squares: Vec<Pixels> = images
            .iter()
            .map(|image| zip_with(image, &mean, |x, mean| (x - mean).powi(2)))
            .collect();
        // A pixel that is white in all images stays as it is.
        let deviation = self::mean(&squares).map(|v| if v > 0.0 { v.sqrt() } else { 1.0 });
        Scaler { mean, deviation }
    }

    pub(crate) fn scale(&self, images: &[Pixels]) -> Vec<Pixels> {
        let scale = |image| {
            let centred = zip_with(image, &self.mean, |x, mean| x - mean);
            zip_with(&centred, &self.deviation, |x, deviation| x / deviation)
        };
        images.iter().map(scale).collect()
    }
}

fn mean(images: &[Pixels]) -> Pixels {
    let sum = images.iter().fold([0.0; PIXELS], |sum, image| zip_with(&sum, image, |a, b| a + b));
    #[expect(clippy::as_conversions, reason = "so few images are exact in an f64")]
    sum.map(|sum| sum / images.len() as f64)
}

fn zip_with(a: &Pixels, b: &Pixels, f: impl Fn(f64, f64) -> f64) -> Pixels {
    let mut out = *a;
    iter::zip(&mut out, b).for_each(|(a, b)| *a = f(*a, *b));
    out
}
