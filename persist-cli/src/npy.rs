//! What the export and the import of NumPy's formats have in common.

/// The name of the array of an npz that holds the metadata, as JSON.
pub(crate) const METADATA: &str = "__metadata__";
