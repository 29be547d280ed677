//! One of the closures in which a version was released.

use semver::Version;

use super::entries::nested_versions;
use crate::schema::{Fingerprint, Schema};

/// A version of a type as it was released, with all types that it holds.
///
/// A history has several of one version, where types within it moved alone.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Recorded {
    /// The type's version.
    pub version: Version,
    /// The versions of the types that it holds, sorted by name; not those of what implements its traits.
    pub nested: Vec<(String, Version)>,
    /// Its schema, as files hold it.
    pub schema: Schema,
    /// The schema's fingerprint.
    pub fingerprint: Fingerprint,
}

impl Recorded {
    /// A version with the schema of its files.
    pub fn new(version: Version, schema: Schema) -> Self {
        Recorded {
            version,
            nested: nested_versions(&schema),
            fingerprint: schema.fingerprint(),
            schema,
        }
    }
}
