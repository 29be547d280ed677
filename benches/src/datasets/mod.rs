//! The data that the codecs are compared on.
//!
//! Four sets are those of the public benchmark
//! <https://github.com/djkoloski/rust_serialization_benchmark>, rebuilt here value for value, so
//! that our figures can stand beside the ones that others publish. Equality is checked through
//! postcard: its encoding has no freedom, so equal lengths on data this irregular mean equal draws
//! in equal order. Two more sets hold a decision forest, the kind of model that persist is made
//! for. Every set starts from a fresh generator of one fixed seed.

/// A type of a data set, with what each codec derives for it: whoever adds a peer adds it here.
///
/// All but bincode's, whose derive does not find the fields of a variant again that stands in a macro, and bilrost's,
/// which has one for each kind of type: those stand on the types. prost's types are the [messages](crate::messages).
macro_rules! stored {
    ($item:item) => {
        #[derive(
            persist_core::Persist,
            bitcode::Encode,
            bitcode::Decode,
            borsh::BorshSerialize,
            borsh::BorshDeserialize,
            rkyv::Archive,
            rkyv::Serialize,
            rkyv::Deserialize,
            savefile::prelude::Savefile,
            serde::Serialize,
            serde::Deserialize,
            speedy::Readable,
            speedy::Writable,
            wincode::SchemaRead,
            wincode::SchemaWrite,
        )]
        $item
    };
}

#[allow(missing_docs, reason = "what a peer generates has none")]
pub mod forest;
pub mod log;
pub mod mesh;
pub mod minecraft;
pub mod mk48;

use std::ops::Range;

use rand::Rng;
use rand::distributions::uniform::{SampleRange, SampleUniform};
use rand::distributions::{Distribution, Standard};
use rand_pcg::Lcg64Xsh32;

/// The seed that the public benchmark gives each of its data sets.
const STATE: u64 = 3_141_592_653;
/// The stream that goes with [`STATE`].
const STREAM: u64 = 5_897_932_384;

/// The one source of chance of a data set.
///
/// The order and the integer type of every draw are part of the data: a draw of another width, or
/// one draw too many, gives another set from there on.
struct Dice(Lcg64Xsh32);

impl Dice {
    /// A generator in its first state.
    fn new() -> Self {
        Self(Lcg64Xsh32::new(STATE, STREAM))
    }

    /// Any value of the type; floats lie in `[0, 1)`.
    fn any<T>(&mut self) -> T
    where
        Standard: Distribution<T>,
    {
        self.0.sample(Standard)
    }

    /// A value from a range.
    fn within<T: SampleUniform>(&mut self, range: impl SampleRange<T>) -> T {
        self.0.gen_range(range)
    }

    /// `true` with the given probability.
    fn chance(&mut self, probability: f64) -> bool {
        self.0.gen_bool(probability)
    }

    /// `true` half of the time. Not the same draw as `any::<bool>()`.
    fn coin(&mut self) -> bool {
        self.chance(0.5)
    }

    /// One of the choices, all equally likely.
    fn pick<T: Copy>(&mut self, choices: &[T]) -> T {
        choices[self.within(0..choices.len())]
    }

    /// One of the words, as an owned string.
    fn word(&mut self, words: &[&str]) -> String {
        self.pick(words).to_owned()
    }

    /// A value half of the time.
    fn maybe<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        if self.coin() { Some(make(self)) } else { None }
    }

    /// A list whose length is drawn first.
    fn list<T>(&mut self, len: Range<usize>, mut make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        let len = self.within(len);
        (0..len).map(|_| make(self)).collect()
    }

    /// A list of known length, which is drawn all the same: the public benchmark does so, and the
    /// draw moves the generator.
    fn exactly<T>(&mut self, len: usize, make: impl FnMut(&mut Self) -> T) -> Vec<T> {
        self.list(len..len + 1, make)
    }
}

#[cfg(test)]
mod tests {
    use bilrost::Message;

    use super::*;

    fn postcard_len(value: &impl serde::Serialize) -> usize {
        postcard::to_allocvec(value).expect("plain data").len()
    }

    #[test]
    fn published_sizes_are_met() {
        assert_eq!(postcard_len(&log::generate()), 724_953, "log");
        assert_eq!(postcard_len(&mesh::generate()), 6_000_003, "mesh");
        assert_eq!(postcard_len(&minecraft::generate()), 367_489, "minecraft");
        assert_eq!(postcard_len(&mk48::generate()), 1_311_281, "mk48");
    }

    #[test]
    fn bilrost_stores_them_as_it_was_published() {
        assert_eq!(log::generate().encoded_len(), 804_955, "log");
        assert_eq!(mesh::generate().encoded_len(), 8_625_005, "mesh");
        assert_eq!(minecraft::generate().encoded_len(), 489_348, "minecraft");
        assert_eq!(mk48::generate().encoded_len(), 1_704_643, "mk48");
    }

    #[test]
    fn a_set_is_the_same_each_time() {
        assert_eq!(minecraft::generate(), minecraft::generate());
        assert_eq!(mk48::generate(), mk48::generate());
    }
}
