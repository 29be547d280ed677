//! The numbers of a file as tensors, each with a name, a shape and a way to be read: what other formats can hold of it.

mod arranged;
mod columns;
mod find;
mod join;
mod part;

pub use self::part::TensorPart;
use super::Archive;
use crate::error::Result;

/// The tensors of a file, that [`Archive::tensors`] found.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct TensorParts<'a> {
    /// In the order of the file; no two have the same name.
    pub tensors: Vec<TensorPart<'a>>,
    /// What is no tensor, in the order of the paths.
    pub left_out: Vec<LeftOut>,
}

/// Values of a file that are no tensors.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LeftOut {
    /// The path that leads to all of them, with empty brackets for the elements of lists and the values of maps:
    /// `classes[]`.
    pub path: String,
    /// How many there are.
    pub count: u64,
    /// Why, as `strings are no numbers`.
    pub reason: &'static str,
}

impl Archive {
    /// The numbers of the value, or of the part of it that a [path](Self::get) leads to, as tensors; of arrays nothing
    /// is read. It is what other formats can hold of a file: names, shapes and elements.
    ///
    /// - An [array](Self::array) is a tensor, named by its path, with the lengths of arrays in its elements as further
    ///   axes: of `Vec<[f32; 3]>` the shape is `[n, 3]`. Tuples of one type are as arrays.
    /// - Of an array of structs, each field is a tensor: of `points: Vec<Point>` there are `points.x` and `points.y`.
    ///   Structs of one field by position are as the field, and the two of a complex number are one number.
    /// - Arrays of `ndarray` and matrices of `nalgebra` have their own shape, under the path that leads to them.
    /// - Of [`Tensors`](crate::Tensors), each has its own name.
    /// - Numbers and `bool`s outside of arrays are tensors without axes; those of a `[T; N]` and of a tuple are one
    ///   tensor. The value itself is named `value`, where it is one.
    ///
    /// Strings, characters, integers of 128 bits, values of other crates' types, empty options and variants without
    /// fields are left out, and listed. So are arrays and numbers outside of arrays of which a list or map has more than
    /// 10,000, unless they are of [`Tensors`](crate::Tensors); tensors whose name another one has; and shared values that
    /// were met before.
    ///
    /// # Errors
    ///
    /// As [`visit`](Self::visit); shapes that are not those of their arrays; and more than 200,000 tensors.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{Archive, Persist};
    ///
    /// #[derive(Persist)]
    /// struct Model { classes: Vec<String>, weights: Vec<[f32; 4]>, bias: [f64; 3], steps: u32 }
    ///
    /// let classes = ["setosa", "versicolor", "virginica"].map(String::from).to_vec();
    /// let model = Model { classes, weights: vec![[0.5; 4]; 3], bias: [0.1, 0.2, 0.3], steps: 1000 };
    /// let archive = Archive::from_bytes(model.to_bytes()?)?;
    ///
    /// let found = archive.tensors("")?;
    /// let lines: Vec<_> = found.tensors.iter().map(ToString::to_string).collect();
    /// assert_eq!(lines, ["weights: f32 [3, 4]", "bias: f64 [3]", "steps: u32 []"]);
    /// assert_eq!(found.tensors[1].read()?.data().as_f64(), Some(&[0.1, 0.2, 0.3][..]));
    ///
    /// let left_out = &found.left_out[0];
    /// assert_eq!((left_out.path.as_str(), left_out.count), ("classes[]", 3));
    /// assert_eq!(left_out.reason, "strings are no numbers");
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn tensors(&self, path: &str) -> Result<TensorParts<'_>> {
        find::find(self, path)
    }
}
