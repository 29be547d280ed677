//! What the parts of a file's value take.

use super::Archive;
use crate::container::SectionKind;
use crate::error::Result;
use crate::value::{Outline, outline};

impl Archive {
    /// What each part of the value takes, by the paths of the schema: how many values there are, of how many bytes, in
    /// the body and in blocks.
    ///
    /// The body is read, and no block. Shared values are counted once, where they are met first. What a type that holds
    /// itself [holds](crate::OutlinePart::recurs) of its own type is counted with the outermost one. Lengths, tags of
    /// enums and of options are counted with the list, the enum or the option.
    ///
    /// # Errors
    ///
    /// Damage of the body, and more parts than the limits allow.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{Archive, Persist};
    ///
    /// #[derive(Persist)]
    /// struct Layer { name: String, weights: Vec<f32>, bias: Option<f64> }
    ///
    /// let layer = |n: usize| Layer { name: format!("layer {n}"), weights: vec![0.5; n * 10_000], bias: None };
    /// let archive = Archive::from_bytes(vec![layer(1), layer(20)].to_bytes()?)?;
    /// assert_eq!(archive.outline()?.to_string(), "\
    /// []: Layer, 2 values, 28 bytes and 840000 in blocks
    ///   name: str, 2 values, 17 bytes
    ///   weights[]: f32, 210000 values, 8 bytes and 840000 in blocks
    ///   bias: Option<f64>, 2 values, 2 bytes
    /// ");
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn outline(&self) -> Result<Outline> {
        let stored = |kind, number| {
            self.container.section(kind, number).map_or(0, |section| section.stored_len)
        };
        let blocks = |number| stored(SectionKind::Block, number);
        let root = self.within(|context, body| outline(&self.schema, context, body, &blocks))?;
        let (body, shared) = (stored(SectionKind::Body, 0), stored(SectionKind::Shared, 0));
        let stored_body_len = body.saturating_add(shared);
        Ok(Outline { root, file_len: self.file_len(), stored_body_len })
    }
}
