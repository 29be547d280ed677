//! The values of the data sets as protobuf's messages, which prost stores: it knows neither narrow integers nor
//! arrays nor fields that are always there.
//!
//! Sources: the schemas of the public benchmark, and for the forests ours. Equality with the former is checked as that
//! of the data sets is, through the lengths of the encodings.

pub mod forest;
pub mod log;
pub mod mesh;
pub mod minecraft;
pub mod mk48;

/// A value that there is a message for.
pub trait Mirrored {
    /// The message.
    type Message: prost::Message + Default + PartialEq + for<'a> From<&'a Self>;
}

/// The messages of a list.
fn all<'a, T: 'a, M: From<&'a T>>(list: &'a [T]) -> Vec<M> {
    list.iter().map(M::from).collect()
}

#[cfg(test)]
mod tests {
    use prost::Message;

    use super::Mirrored;
    use crate::datasets;

    fn prost_len<T: Mirrored>(value: &T) -> usize {
        T::Message::from(value).encoded_len()
    }

    #[test]
    fn published_sizes_are_met() {
        assert_eq!(prost_len(&datasets::log::generate()), 884_628, "log");
        assert_eq!(prost_len(&datasets::mesh::generate()), 8_750_000, "mesh");
        assert_eq!(prost_len(&datasets::minecraft::generate()), 596_811, "minecraft");
        assert_eq!(prost_len(&datasets::mk48::generate()), 1_859_886, "mk48");
    }
}
