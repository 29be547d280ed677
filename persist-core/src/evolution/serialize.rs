//! Reports for machines. Names and rule ids are as in `EVOLUTION.md`, and stay as they are.

use serde::ser::{Serialize, SerializeStruct, Serializer};

use super::compat;
use super::report::{Change, Report};

impl Serialize for compat::Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Report", 7)?;
        out.serialize_field("class", &self.class().to_string())?;
        out.serialize_field("identical", &self.is_identical())?;
        out.serialize_field("backward", &self.is_backward())?;
        out.serialize_field("forward", &self.is_forward())?;
        out.serialize_field("required_bump", &self.required_bump().to_string())?;
        out.serialize_field("changes", self.changes())?;
        out.serialize_field("more_changes", &self.more_changes())?;
        out.end()
    }
}

impl Serialize for compat::Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Change", 6)?;
        out.serialize_field("rule", self.rule().id())?;
        out.serialize_field("path", self.path())?;
        out.serialize_field("detail", self.detail())?;
        out.serialize_field("class", &self.class().to_string())?;
        out.serialize_field("bump", &self.rule().bump().to_string())?;
        out.serialize_field("nested", &self.is_nested())?;
        out.end()
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Report", 6)?;
        out.serialize_field("current", &self.is_current())?;
        out.serialize_field("identical", &self.is_identical())?;
        out.serialize_field("version", &self.version().map(ToString::to_string))?;
        out.serialize_field("producer", &self.producer())?;
        out.serialize_field("changes", self.changes())?;
        out.serialize_field("more_changes", &self.more_changes())?;
        out.end()
    }
}

impl Serialize for Change {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Change", 4)?;
        out.serialize_field("rule", self.rule().id())?;
        out.serialize_field("path", self.path())?;
        out.serialize_field("detail", self.detail())?;
        out.serialize_field("count", &self.count())?;
        out.end()
    }
}
