//! What a report counts: the values that each change concerned.

use std::collections::BTreeMap;

use persist_core::{LoadOptions, Persist, Rule};

#[track_caller]
fn counts<T: Persist>(value: &impl Persist, expected: &[(Rule, &str, u64)]) {
    let bytes = value.to_bytes().unwrap();
    let (_, report) = LoadOptions::new().from_bytes_with_report::<T>(&bytes).unwrap();
    let changes = report.changes().iter();
    let found: Vec<_> = changes.map(|c| (c.rule(), c.path(), c.count())).collect();
    assert_eq!(found, expected, "{report:#}");
}

#[test]
fn tuples_count_where_they_are() {
    let tuples = vec![Some((1u8, 2u8)), None, Some((3, 4))];
    let path = "[Option<(u16, u8)>][].0";
    counts::<Vec<Option<(u16, u8)>>>(&tuples, &[(Rule::WidenInteger, path, 2)]);
}

#[test]
fn entries_of_maps_count_each() {
    let map = vec![BTreeMap::from([(1u8, 1u8), (2, 2), (3, 3)]), BTreeMap::new()];
    counts::<Vec<BTreeMap<u16, u32>>>(
        &map,
        &[
            (Rule::WidenInteger, "[{u16: u32}][]{key}", 3),
            (Rule::WidenInteger, "[{u16: u32}][]{}", 3),
        ],
    );
}
