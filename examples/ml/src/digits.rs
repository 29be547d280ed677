//! The data of all examples: 1,797 handwritten digits of 8 × 8 pixels, as smartcore ships them.
//!
//! They are the test set of E. Alpaydin and C. Kaynak, "Optical Recognition of Handwritten Digits" (UCI Machine Learning
//! Repository, 1998, <https://doi.org/10.24432/C50P49>).
//!
//! smartcore's own names of features and classes are left out: they are those of the Iris data.

use smartcore::dataset::digits;

use crate::Outcome;

/// How many classes there are: the digits from 0 to 9.
pub const CLASSES: usize = 10;

/// How many pixels an image has.
pub const PIXELS: usize = 64;

/// An image, row by row: each pixel from 0, white, to 16, black.
pub type Pixels = [f64; PIXELS];

/// Images, and the digit that each of them shows.
pub struct Digits {
    /// The images.
    pub images: Vec<Pixels>,
    /// What they show.
    pub digits: Vec<usize>,
}

impl Digits {
    /// All images, in the order of the data set.
    ///
    /// # Errors
    ///
    /// If what the crate ships is not what its documentation says.
    pub fn all() -> Outcome<Self> {
        let data = digits::load_dataset();
        let (images, []) = data.data.as_chunks::<PIXELS>() else {
            return Err("the last image is cut off".into());
        };
        let digit =
            |target: &f32| (0u8..10).find(|digit| f32::from(*digit) == *target).map(usize::from);
        Ok(Digits {
            images: images.iter().map(|image| image.map(f64::from)).collect(),
            digits: data.target.iter().map(digit).collect::<Option<_>>().ok_or("no digit")?,
        })
    }

    /// The images to fit a model on, and every fifth one to see how good it is.
    ///
    /// # Errors
    ///
    /// As [`all`](Self::all).
    pub fn split() -> Outcome<(Self, Self)> {
        let mut training = Digits { images: Vec::new(), digits: Vec::new() };
        let mut held_out = Digits { images: Vec::new(), digits: Vec::new() };
        let all = Digits::all()?;
        for (number, (image, digit)) in all.images.into_iter().zip(all.digits).enumerate() {
            let part = if number % 5 == 4 { &mut held_out } else { &mut training };
            part.images.push(image);
            part.digits.push(digit);
        }
        Ok((training, held_out))
    }

    /// How many of the images a model names rightly.
    pub fn count_right(&self, predicted: &[usize]) -> usize {
        self.digits.iter().zip(predicted).filter(|(truth, said)| truth == said).count()
    }
}
