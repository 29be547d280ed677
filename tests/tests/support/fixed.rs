//! Derived types of fixed layout: lists of them are arrays.

use persist_core::Persist;
use proptest::prelude::*;

use super::strategies::{Bits32, Bits64, bits32, bits64};

/// A flat node of a decision tree, with all that is checked when it is read.
#[derive(Persist, Debug, PartialEq, Clone, Copy)]
pub(crate) struct Node {
    pub feature: u32,
    pub threshold: Bits64,
    pub left: usize,
    pub leaf: bool,
    pub symbol: char,
}

/// Fixed types within each other.
#[derive(Persist, Debug, PartialEq, Clone, Copy)]
pub(crate) struct Cell {
    pub origin: [Bits32; 3],
    pub nodes: [Node; 2],
    pub pair: (u8, (i16, bool)),
    pub wide: i128,
}

#[derive(Persist, Debug, PartialEq, Clone, Copy)]
pub(crate) struct Weighted<T> {
    pub value: T,
    pub weight: Bits32,
}

/// A layout whose size a constant decides.
#[derive(Persist, Debug, PartialEq, Clone, Copy)]
pub(crate) struct Window<const N: usize> {
    pub values: [i32; N],
    pub valid: bool,
}

/// A matrix in a struct: an array where it stands alone, part of a layout in a list.
#[derive(Persist, Debug, PartialEq, Clone)]
pub(crate) struct Matrix {
    pub rows: [[Bits64; 30]; 20],
    pub name: char,
}

pub(crate) fn nodes() -> impl Strategy<Value = Node> + Clone {
    (any::<u32>(), bits64(), any::<usize>(), any::<bool>(), any::<char>()).prop_map(
        |(feature, threshold, left, leaf, symbol)| Node { feature, threshold, left, leaf, symbol },
    )
}

pub(crate) fn cells() -> impl Strategy<Value = Cell> + Clone {
    let origin = [bits32(), bits32(), bits32()];
    (origin, [nodes(), nodes()], any::<(u8, (i16, bool))>(), any::<i128>())
        .prop_map(|(origin, nodes, pair, wide)| Cell { origin, nodes, pair, wide })
}

pub(crate) fn weighted<T: std::fmt::Debug>(
    value: impl Strategy<Value = T>,
) -> impl Strategy<Value = Weighted<T>> {
    (value, bits32()).prop_map(|(value, weight)| Weighted { value, weight })
}

pub(crate) fn windows<const N: usize>() -> impl Strategy<Value = Window<N>> {
    (any::<[i32; N]>(), any::<bool>()).prop_map(|(values, valid)| Window { values, valid })
}

pub(crate) fn matrices() -> impl Strategy<Value = Matrix> {
    (bits64(), any::<u16>(), any::<char>()).prop_map(|(seed, step, name)| Matrix {
        rows: std::array::from_fn(|row| {
            std::array::from_fn(|column| {
                let bits = seed.0.to_bits().wrapping_mul(1 + row as u64 * 31 + column as u64);
                Bits64(f64::from_bits(bits.wrapping_add(step.into())))
            })
        }),
        name,
    })
}
