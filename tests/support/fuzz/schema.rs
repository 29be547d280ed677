//! Schemas: from bytes, to bytes, as text, and their fingerprints.

use persist_core::Schema;

use super::{sound, types};
use crate::support::craft::File;

pub(super) fn run(bytes: &[u8]) {
    let Ok(schema) = Schema::from_bytes(bytes) else { return };
    assert_eq!(schema.to_bytes(), bytes, "a schema has one encoding");
    let again = sound(Schema::from_bytes(&schema.to_bytes()), "what was written");
    assert_eq!(again, schema);
    assert_eq!(again.fingerprint(), schema.fingerprint());
    let text = schema.to_string();
    for def in schema.defs() {
        let name = schema.def_name(def);
        assert!(text.contains(&name), "{name} is not in {text}");
    }
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    types().iter().map(|program| File::parse(&program.file).schema).collect()
}
