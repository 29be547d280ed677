//! Differences for machines. Names stay as they are.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::outcome::{
    ArrayDifference, Diff, Difference, DifferenceKind, LargestDifference, MetadataDifference,
};

impl Serialize for Diff {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let version =
            self.versions.each_ref().map(|version| version.as_ref().map(ToString::to_string));
        let mut out = serializer.serialize_struct("Diff", 6)?;
        out.serialize_field("equal", &self.is_equal())?;
        out.serialize_field("versions", &version)?;
        out.serialize_field("schema", self.schema())?;
        out.serialize_field("metadata", self.metadata())?;
        out.serialize_field("values", self.values())?;
        out.serialize_field("count", &self.count())?;
        out.end()
    }
}

impl Serialize for MetadataDifference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("MetadataDifference", 3)?;
        out.serialize_field("key", &self.key)?;
        out.serialize_field("old", &self.old)?;
        out.serialize_field("new", &self.new)?;
        out.end()
    }
}

impl Serialize for Difference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Difference", 5)?;
        out.serialize_field("path", self.path())?;
        match self.kind() {
            DifferenceKind::Removed(value) => {
                out.serialize_field("kind", "removed")?;
                out.serialize_field("old", value)?;
            }
            DifferenceKind::Added(value) => {
                out.serialize_field("kind", "added")?;
                out.serialize_field("new", value)?;
            }
            DifferenceKind::Changed { old, new, by } => {
                out.serialize_field("kind", "changed")?;
                out.serialize_field("old", old)?;
                out.serialize_field("new", new)?;
                out.serialize_field("by", by)?;
            }
            DifferenceKind::Length { old, new } => {
                out.serialize_field("kind", "length")?;
                out.serialize_field("old", old)?;
                out.serialize_field("new", new)?;
            }
            DifferenceKind::Array(array) => {
                out.serialize_field("kind", "array")?;
                out.serialize_field("array", array)?;
            }
        }
        out.end()
    }
}

impl Serialize for ArrayDifference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("ArrayDifference", 12)?;
        out.serialize_field("old_element", &self.old_element)?;
        out.serialize_field("new_element", &self.new_element)?;
        out.serialize_field("old_len", &self.old_len)?;
        out.serialize_field("new_len", &self.new_len)?;
        out.serialize_field("compared", &self.compared)?;
        out.serialize_field("differing", &self.differing)?;
        out.serialize_field("first", &self.first)?;
        out.serialize_field("largest", &self.largest)?;
        out.serialize_field("mean", &self.mean)?;
        out.serialize_field("not_finite", &self.not_finite)?;
        out.serialize_field("removed", &self.removed)?;
        out.serialize_field("added", &self.added)?;
        out.end()
    }
}

impl Serialize for LargestDifference {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("LargestDifference", 5)?;
        out.serialize_field("index", &self.index)?;
        out.serialize_field("part", &self.part)?;
        out.serialize_field("old", &self.old)?;
        out.serialize_field("new", &self.new)?;
        out.serialize_field("by", &self.by)?;
        out.end()
    }
}
