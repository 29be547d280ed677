//! The model: what most of a neural network is. Its numbers spread as fitted weights do, so that compression finds in
//! them what it would find in those, which is little.

use persist_core::{Buffer, Persist};
use savefile::prelude::*;
use serde::{Deserialize, Serialize};

/// How many tensors the model has.
pub const TENSORS: usize = 200;

/// Named tensors.
#[derive(
    PartialEq,
    Persist,
    Savefile,
    Serialize,
    Deserialize,
    bincode::Encode,
    bincode::Decode,
    rkyv::Archive,
    rkyv::Serialize,
    rkyv::Deserialize,
)]
pub struct Model {
    /// In the order of the network's layers.
    pub tensors: Vec<Tensor>,
}

/// An array with its name and shape.
#[derive(
    PartialEq,
    Persist,
    Savefile,
    Serialize,
    Deserialize,
    bincode::Encode,
    bincode::Decode,
    rkyv::Archive,
    rkyv::Serialize,
    rkyv::Deserialize,
)]
pub struct Tensor {
    /// No two have the same.
    pub name: String,
    /// Lengths along each axis.
    pub shape: Vec<u64>,
    /// The numbers, row by row.
    pub values: Vec<f32>,
}

/// A [`Model`] whose numbers may stay in the file.
#[derive(Persist)]
#[persist(name = "Model")]
pub struct MappedModel {
    /// As those of the model.
    pub tensors: Vec<MappedTensor>,
}

/// A [`Tensor`] whose numbers may stay in the file.
#[derive(Persist)]
#[persist(name = "Tensor")]
pub struct MappedTensor {
    /// As the tensor's.
    pub name: String,
    /// As the tensor's.
    pub shape: Vec<u64>,
    /// As the tensor's.
    pub values: Buffer<f32>,
}

impl Model {
    /// A model whose tensors take so many bytes altogether, a multiple of 4.
    pub fn generate(bytes: u64) -> Self {
        let mut noise = Noise(STATE);
        let tensors = lengths(bytes / 4).into_iter().enumerate().map(|(number, len)| Tensor {
            name: name(number),
            shape: vec![len],
            values: (0..len).map(|_| noise.next()).collect(),
        });
        Model { tensors: tensors.collect() }
    }

    /// The tensors' bytes.
    pub fn bytes(&self) -> Vec<&[u8]> {
        self.tensors.iter().map(|tensor| bytemuck::cast_slice(&tensor.values)).collect()
    }
}

/// The name of a tensor. Names sort as the tensors stand, as one of the formats sorts them.
pub fn name(number: usize) -> String {
    format!("layers.{number:03}.weight")
}

/// How many numbers each tensor has, so many altogether: the largest has a hundred times as many as the smallest.
pub fn lengths(total: u64) -> Vec<u64> {
    let shares: Vec<u64> = (0..TENSORS as u64).map(|number| number * 37 % 100 + 1).collect();
    let sum: u64 = shares.iter().sum();
    let mut lengths: Vec<u64> = shares.iter().map(|share| total * share / sum).collect();
    *lengths.last_mut().expect("there are tensors") += total - lengths.iter().sum::<u64>();
    lengths
}

/// Numbers that are near enough to normally distributed ones, as fast as a gigabyte of them asks for: a sum of four
/// uniform ones.
///
/// The generator is splitmix64 (Steele, Lea, Flood 2014).
struct Noise(u64);

const STATE: u64 = 3_141_592_653;
const STEP: u64 = 0x9e37_79b9_7f4a_7c15;

impl Noise {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(STEP);
        let bits = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    fn next(&mut self) -> f32 {
        let uniform = |bits: u64| (bits & 0xffff_ffff) as i64 - (1 << 31);
        let (one, other) = (self.bits(), self.bits());
        let sum = uniform(one) + uniform(one >> 32) + uniform(other) + uniform(other >> 32);
        // The sum has a deviation of 2³² ÷ √3.
        sum as f32 * (1.732 / 4_294_967_296.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tensors_differ_in_size_and_take_the_bytes_that_were_asked_for() {
        let model = Model::generate(1 << 20);
        let sizes: Vec<usize> = model.bytes().iter().map(|bytes| bytes.len()).collect();
        assert_eq!((sizes.len(), sizes.iter().sum::<usize>()), (TENSORS, 1 << 20));
        assert!(sizes.iter().max() > sizes.iter().min().map(|min| 50 * min).as_ref());
    }

    #[test]
    fn numbers_spread_as_a_normal_distribution() {
        let model = Model::generate(1 << 20);
        let all = || model.tensors.iter().flat_map(|tensor| &tensor.values);
        let count = all().count() as f64;
        let within = |bound: f32| all().filter(|value| value.abs() < bound).count() as f64 / count;
        assert!((within(1.0) - 0.68).abs() < 0.02 && (within(2.0) - 0.95).abs() < 0.02);
    }
}
