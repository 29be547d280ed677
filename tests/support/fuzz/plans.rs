//! Schemas of a file and of a program: what changes between them, both ways.

use persist_core::{Schema, compat};

use super::input::{Input, part};
use super::{types, within};
use crate::support::craft::File;

pub(super) fn run(bytes: &[u8]) {
    let mut input = Input(bytes);
    let (old, new) = (Schema::from_bytes(input.part()), Schema::from_bytes(input.0));
    let (Ok(old), Ok(new)) = (old, new) else { return };
    let same = within(compat::check(&old, &old), "a schema and itself");
    assert!(same.is_none_or(|report| report.is_identical() && report.is_backward()));
    let (Ok(there), Ok(back)) = (compat::check(&old, &new), compat::check(&new, &old)) else {
        return;
    };
    let _: String = there.to_string();
    assert_eq!(there.is_identical(), back.is_identical(), "{there}\n{back}");
    // What reads files of an epoch by a declared way is asked for more than who reads ahead.
    assert!(there.is_forward() || !back.is_backward(), "{there}\n{back}");
    assert!(back.is_forward() || !there.is_backward(), "{there}\n{back}");
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let schemas: Vec<_> = types().iter().map(|program| File::parse(&program.file).schema).collect();
    let pairs = schemas.iter().enumerate().flat_map(|(index, old)| {
        let near = [index, index + 1, index * 7 + 3]
            .map(|near| schemas.get(near % schemas.len()).unwrap());
        near.map(|new| [part(old), new.clone()].concat())
    });
    pairs.collect()
}
