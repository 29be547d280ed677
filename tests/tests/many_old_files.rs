//! Many files of one old writer: plans are used again, and each load is as the first one.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails panics")]

use persist_core::{ErrorKind, Limits, LoadOptions, OnUnknown, Persist};

mod old {
    use persist_core::Persist;

    #[derive(Persist)]
    pub(crate) struct Model {
        pub(crate) depth: u64,
        pub(crate) rates: Vec<f32>,
        pub(crate) spare: u8,
    }
}

mod new {
    use persist_core::Persist;

    #[derive(Persist, Debug, PartialEq)]
    #[persist(removed("spare"))]
    pub(crate) struct Model {
        pub(crate) depth: u32,
        pub(crate) rates: Vec<f64>,
    }

    /// The same, but for what it says of fields that it does not know.
    pub(crate) mod careless {
        #[derive(persist_core::Persist)]
        pub(crate) struct Model {
            pub(crate) depth: u32,
            pub(crate) rates: Vec<f64>,
        }
    }
}

fn file(depth: u64, rates: usize) -> Vec<u8> {
    old::Model { depth, rates: vec![0.5; rates], spare: 7 }.to_bytes().unwrap()
}

#[test]
fn each_report_counts_its_own_file() {
    let counts = |rates: usize| {
        let loaded = LoadOptions::new().from_bytes_with_report::<new::Model>(&file(3, rates));
        let (model, report) = loaded.unwrap();
        assert_eq!(model, new::Model { depth: 3, rates: vec![0.5; rates] });
        report.changes().iter().map(persist_core::Change::count).collect::<Vec<_>>()
    };
    assert_eq!(counts(5), [1, 5, 1]);
    assert_eq!(counts(2), [1, 2, 1]);
    new::Model::from_bytes(&file(3, 9)).unwrap();
    assert_eq!(counts(5), [1, 5, 1]);
}

#[test]
fn a_value_that_has_no_place_leaves_nothing_behind() {
    for _ in 0..3 {
        let error = new::Model::from_bytes(&file(1 << 40, 1)).unwrap_err();
        assert!(error.to_string().contains("Model.depth"), "{error}");
        assert_eq!(new::Model::from_bytes(&file(1, 1)).unwrap().depth, 1);
    }
}

#[test]
fn what_is_denied_is_denied_after_loads_that_did_not_mind() {
    let (bytes, deny) = (file(1, 1), LoadOptions::new().unknown_fields(OnUnknown::Deny));
    for _ in 0..2 {
        new::careless::Model::from_bytes(&bytes).map(drop).unwrap();
        let error = deny.from_bytes::<new::careless::Model>(&bytes).map(drop).unwrap_err();
        assert!(error.to_string().contains("`Model.spare`"), "{error}");
        deny.from_bytes::<new::Model>(&bytes).unwrap();
        let exact = LoadOptions::new().exact().from_bytes::<new::Model>(&bytes).unwrap_err();
        assert_eq!(exact.kind(), ErrorKind::Schema);
    }
}

#[test]
fn limits_hold_for_schemas_and_plans_that_other_loads_have_read() {
    let (bytes, tight) = (file(1, 1), LoadOptions::new().limits(Limits::new().allocation(500)));
    for _ in 0..2 {
        new::Model::from_bytes(&bytes).unwrap();
        let error = tight.from_bytes::<new::Model>(&bytes).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    }
}

#[test]
fn threads_that_load_at_once_count_apart() {
    let bytes = file(1, 100);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..50 {
                    let load = LoadOptions::new();
                    let (_, report) = load.from_bytes_with_report::<new::Model>(&bytes).unwrap();
                    let counts = report.changes().iter().map(persist_core::Change::count);
                    assert_eq!(counts.collect::<Vec<_>>(), [1, 100, 1]);
                }
            });
        }
    });
}
