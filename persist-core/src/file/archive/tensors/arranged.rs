//! Structs of other crates, and of this library, whose fields say how their elements are arranged.

use std::collections::HashSet;

use crate::error::{Error, Result};
use crate::types::{TensorType, count_of};

/// Most axes of an array that are read.
pub(super) const MOST_AXES: usize = 1 << 8;

/// A struct whose fields say how its elements are arranged.
pub(super) struct Shaped {
    pub(super) of: Arranged,
    /// How many values are open, itself included.
    pub(super) depth: usize,
    pub(super) field: Slot,
    shape: Vec<u64>,
    order: Vec<u64>,
    /// What the variant of the elements says of them.
    pub(super) ty: Option<TensorType>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Arranged {
    Ndarray,
    Matrix,
    Tensor,
}

/// A field of an arranged struct.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Slot {
    Shape,
    Order,
    Elements,
    Other,
}

impl Shaped {
    pub(super) fn of(name: &str, depth: usize) -> Option<Self> {
        let of = match name {
            "ndarray::Array" => Arranged::Ndarray,
            "nalgebra::DMatrix" => Arranged::Matrix,
            "std::Tensor" => Arranged::Tensor,
            _ => return None,
        };
        let (shape, order) = (Vec::new(), Vec::new());
        Some(Shaped { of, depth, field: Slot::Other, shape, order, ty: None })
    }

    pub(super) fn slot(&self, field: &str) -> Slot {
        match (self.of, field) {
            (Arranged::Ndarray | Arranged::Tensor, "shape")
            | (Arranged::Matrix, "rows" | "columns") => Slot::Shape,
            (Arranged::Ndarray, "order") => Slot::Order,
            (Arranged::Ndarray | Arranged::Matrix, "elements") | (Arranged::Tensor, "data") => {
                Slot::Elements
            }
            _ => Slot::Other,
        }
    }

    /// The numbers that the current field is made of.
    pub(super) fn numbers(&mut self) -> Option<&mut Vec<u64>> {
        match self.field {
            Slot::Shape => Some(&mut self.shape),
            Slot::Order => Some(&mut self.order),
            Slot::Elements | Slot::Other => None,
        }
    }

    /// The path to the struct, of which `elements` is one.
    pub(super) fn path_of(&self, elements: &str) -> String {
        let steps = if self.of == Arranged::Tensor { 3 } else { 1 };
        let mut path = elements;
        for _ in 0..steps {
            path = path.rsplit_once('.').map_or("", |(path, _)| path);
        }
        path.to_owned()
    }

    /// Shape and order of so many elements.
    pub(super) fn arrangement(&self, count: u64, path: &str) -> Result<(Vec<u64>, Vec<usize>)> {
        let axes = self.shape.len();
        let order: Vec<usize> = match self.of {
            Arranged::Tensor => (0..axes).collect(),
            Arranged::Matrix => (0..axes).rev().collect(),
            Arranged::Ndarray => {
                self.order.iter().map(|axis| usize::try_from(*axis).unwrap_or(usize::MAX)).collect()
            }
        };
        let distinct: HashSet<_> = order.iter().filter(|axis| **axis < axes).collect();
        if count_of(&self.shape) != Some(count) {
            let message = format!("{count} elements are no array of the shape {:?}", self.shape);
            return Err(Error::damaged(message).with_path(path.to_owned()));
        }
        if order.len() != axes || distinct.len() != axes {
            let message = format!("{order:?} is no order of the {axes} axes of an array");
            return Err(Error::damaged(message).with_path(path.to_owned()));
        }
        Ok((self.shape.clone(), order))
    }
}
