//! Shapes of arrays that neither their length nor their elements tell of: those of `ndarray` and of `nalgebra` stand
//! beside the elements.

use std::collections::HashMap;

use persist_core::Archive;

/// Shapes by the paths of the arrays that have the elements.
pub(super) struct Shapes(HashMap<String, Vec<u64>>);

impl Shapes {
    /// The shapes that a file has; none where they cannot be had, as they are told beside what is sure.
    pub(super) fn of(archive: &Archive) -> Self {
        let mut names = archive.schema().defs().map(|def| def.name.as_str());
        if !names.any(|name| name.starts_with("ndarray::") || name.starts_with("nalgebra::")) {
            return Shapes::none();
        }
        let tensors = archive.tensors("").map(|found| found.tensors).unwrap_or_default();
        let told = tensors.iter().filter_map(|tensor| {
            let array = tensor.array()?;
            // An array of rows says so itself.
            let says_itself = tensor.shape().first() == u64::try_from(array.len()).ok().as_ref();
            (!says_itself).then(|| (array.path().to_owned(), tensor.shape().to_vec()))
        });
        Shapes(told.collect())
    }

    pub(super) fn none() -> Self {
        Shapes(HashMap::new())
    }

    /// The shape of the array at a path.
    pub(super) fn get(&self, path: &str) -> Option<&[u64]> {
        self.0.get(path).map(Vec::as_slice)
    }
}
