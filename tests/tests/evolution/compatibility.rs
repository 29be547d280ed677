//! `compat::check`: what it says of two schemas is what loads do.

use persist_core::compat::{self, Class};
use persist_core::{Archive, Bump, LoadOptions, Persist, Rule, Schema};

mod v1 {
    #[derive(persist_core::Persist, Default)]
    #[persist(version = "1.0.0")]
    pub(super) struct Model {
        pub(super) depth: u32,
        pub(super) kind: Kind,
    }
    #[derive(persist_core::Persist, Default)]
    pub(super) enum Kind {
        #[default]
        Linear,
    }
}

mod v2 {
    #[derive(persist_core::Persist)]
    #[persist(version = "1.1.0")]
    pub(super) struct Model {
        pub(super) kind: Kind,
        pub(super) depth: u64,
        #[persist(default)]
        pub(super) names: Vec<String>,
    }
    #[derive(persist_core::Persist)]
    pub(super) enum Kind {
        Linear,
        Poly(u32),
    }
}

mod v3 {
    #[derive(persist_core::Persist)]
    #[persist(version = "2.0.0")]
    pub(super) struct Model {
        pub(super) depth: String,
    }
}

fn schema<T: Persist>() -> Schema {
    Schema::of::<T>().unwrap()
}

fn rules(report: &compat::Report) -> Vec<(Rule, &str, Class)> {
    report.changes().iter().map(|c| (c.rule(), c.path(), c.class())).collect()
}

#[test]
fn a_compatible_version_names_each_change() {
    let report = compat::check(&schema::<v1::Model>(), &schema::<v2::Model>()).unwrap();
    assert!(report.is_backward() && report.is_forward());
    assert_eq!(report.required_bump(), Bump::Minor);
    assert_eq!(
        rules(&report),
        [
            (Rule::WidenInteger, "Model.depth", Class::Full),
            (Rule::AddField, "Model.names", Class::Full),
            (Rule::ReorderFields, "Model", Class::Full),
            (Rule::AddVariant, "Model.kind.Poly", Class::Full),
        ],
        "{report}"
    );
}

#[test]
fn a_breaking_version_names_every_reason_first() {
    let report = compat::check(&schema::<v1::Model>(), &schema::<v3::Model>()).unwrap();
    assert!(!report.is_backward() && !report.is_forward());
    assert_eq!(report.required_bump(), Bump::Major);
    assert_eq!(
        rules(&report),
        [
            (Rule::ChangeEpoch, "Model", Class::Breaking),
            (Rule::ChangeType, "Model.depth", Class::Breaking),
            (Rule::RemoveFieldUnseen, "Model.kind", Class::Full),
        ],
        "{report}"
    );
    assert_eq!(
        report.to_string(),
        "Model: the file has `Model` 1.0.0, this program reads 2.x: `#[persist(upgrade(\"1\" => …))]` would \
         lead from there (breaking, major)\n\
         Model.depth: the file has u32, this program expects str (breaking, major)\n\
         Model.kind: dropped: this program does not know it, Kind (full, major)"
    );
}

#[test]
fn schemas_of_files_and_of_types_are_one_thing() {
    let file = Archive::from_bytes(v1::Model::default().to_bytes().unwrap()).unwrap();
    let of_file = file.schema();
    assert!(compat::check(of_file, &schema::<v1::Model>()).unwrap().is_identical());
    let newer = compat::check(of_file, &schema::<v2::Model>()).unwrap();
    assert_eq!(newer, compat::check(&schema::<v1::Model>(), &schema::<v2::Model>()).unwrap());
}

#[test]
fn a_version_is_held_against_all_before_it() {
    let (one, two) = (schema::<v1::Model>(), schema::<v2::Model>());
    let reports = compat::check_all([&one, &two], &two).unwrap();
    let readable: Vec<bool> = reports.iter().map(compat::Report::is_backward).collect();
    assert_eq!(readable, [true, true]);
    assert!(reports.last().unwrap().is_identical());
}

#[test]
fn reports_are_serialized_for_machines() {
    let [old, new] = [Schema::of::<v1::Model>().unwrap(), Schema::of::<v2::Model>().unwrap()];
    let report = compat::check(&old, &new).unwrap();
    let json = serde_json::to_value(&report).unwrap();
    let change = |rule, path, detail, class, bump| serde_json::json!({ "rule": rule, "path": path, "detail": detail, "class": class, "bump": bump, "nested": false });
    assert_eq!(
        json,
        serde_json::json!({
            "class": "full",
            "identical": false,
            "backward": true,
            "forward": true,
            "required_bump": "minor",
            "changes": [
                change("widen_integer", "Model.depth", "u32 -> u64", "full", "minor"),
                change("add_field", "Model.names", "[str]", "full", "minor"),
                change("reorder_fields", "Model", "", "full", "patch"),
                change("add_variant", "Model.kind.Poly", "a new one", "full", "minor"),
            ],
            "more_changes": 0,
        })
    );
    let bytes = v1::Model::default().to_bytes().unwrap();
    let (_, report) = LoadOptions::new().from_bytes_with_report::<v2::Model>(&bytes).unwrap();
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["version"], "1.0.0");
    assert_eq!(json["current"], false);
    assert_eq!(json["producer"][0], "persist-tests");
    assert_eq!(
        json["changes"][0],
        serde_json::json!({
            "rule": "widen_integer", "path": "Model.depth", "detail": "u32 -> u64", "count": 1,
        })
    );
}
