//! What the commands that read and write arrays of other programs have in common.

/// The name of the array of an npz that holds the metadata, as JSON.
pub(crate) const METADATA: &str = "__metadata__";

/// The bytes of the `f32`s that `bf16`s are, little-endian both: for formats that lack these.
pub(crate) fn widened(bytes: &[u8]) -> Vec<u8> {
    let (halves, _) = bytes.as_chunks();
    halves.iter().flat_map(|[low, high]| [0, 0, *low, *high]).collect()
}
