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

#[test]
fn a_class_says_which_programs_read_which_files() {
    let between = |old: Schema, new: Schema| {
        let report = compat::check(&old, &new).unwrap();
        assert_eq!(report.class().is_backward(), report.is_backward(), "{report}");
        assert_eq!(report.class().is_forward(), report.is_forward(), "{report}");
        report.class()
    };
    let text = || schema::<(u8, String)>();
    assert_eq!(between(text(), text()), Class::Identical);
    assert_eq!(between(text(), schema::<(u16, String)>()), Class::Full);
    assert_eq!(between(schema::<u8>(), schema::<f32>()), Class::Backward);
    assert_eq!(between(schema::<f32>(), schema::<u8>()), Class::Forward);
    assert_eq!(between(text(), schema::<(u8, char)>()), Class::Breaking);
}

#[test]
fn a_change_says_whether_old_files_are_refused_for_it() {
    let report = compat::check(&schema::<v1::Model>(), &schema::<v3::Model>()).unwrap();
    let refused = |report: &compat::Report| -> Vec<bool> {
        report.changes().iter().map(compat::Change::is_refused).collect()
    };
    assert_eq!(refused(&report), [true, true, false], "{report}");
    // A field's conversion can be declared, the epoch is a matter of the whole type.
    let declared = report.if_declared();
    assert_eq!(refused(&declared), [true, false, false], "{declared}");
    assert!(!declared.is_backward());
}

#[test]
fn thousands_of_changes_are_listed_and_those_beyond_are_counted() {
    use persist_tests::support::craft::schema::{STR, U8, named, schema, structure};
    let names: Vec<String> = (0..5000).map(|number| format!("f{number}")).collect();
    let wide = |ty: &[u8]| {
        let fields: Vec<_> = names.iter().map(|name| (name.as_str(), ty.to_vec())).collect();
        Schema::from_bytes(&schema(&named(0), &[structure("S", &fields)])).unwrap()
    };
    let report = compat::check(&wide(U8), &wide(&[3])).unwrap();
    assert_eq!((report.changes().len(), report.more_changes()), (4096, 904));
    assert!(report.is_backward());
    // Of those that are refused, fewer are listed.
    let report = compat::check(&wide(U8), &wide(STR)).unwrap();
    assert_eq!((report.changes().len(), report.more_changes()), (32, 4968));
    assert!(!report.is_backward());
    // Of those beyond, nobody knows whether they could be declared.
    assert!(!report.if_declared().is_backward());
}

#[test]
fn a_draft_is_compared_by_the_rules_and_no_change_in_itself() {
    #[derive(Persist)]
    #[persist(name = "Model")]
    struct Draft {
        depth: u64,
        kind: v1::Kind,
    }
    let (draft, version) = (schema::<Draft>(), schema::<v1::Model>());
    let report = compat::check(&version, &draft).unwrap();
    assert_eq!(rules(&report), [(Rule::WidenInteger, "Model.depth", Class::Full)], "{report}");
    let report = compat::check(&draft, &version).unwrap();
    assert_eq!(rules(&report), [(Rule::NarrowInteger, "Model.depth", Class::Forward)], "{report}");
}

#[test]
fn a_load_says_what_it_filled_dropped_and_upgraded() {
    let bytes = v1::Model { depth: 3, kind: v1::Kind::Linear }.to_bytes().unwrap();
    let (model, report) = LoadOptions::new().from_bytes_with_report::<v1::Model>(&bytes).unwrap();
    assert!(report.is_identical() && report.is_current());
    assert_eq!(report.to_string(), "read Model 1.0.0, written by persist-tests 0.1.0");
    assert_eq!(model.depth, 3);

    let (_, report) = LoadOptions::new().from_bytes_with_report::<v2::Model>(&bytes).unwrap();
    assert!(!report.is_identical() && !report.is_current());
    let paths = |changes: Vec<&str>| changes.join(", ");
    assert_eq!(paths(report.defaulted().map(|change| change.path()).collect()), "Model.names");
    assert_eq!(report.dropped().count() + report.upgraded().count(), 0);

    #[derive(Persist)]
    #[persist(name = "Model", version = "1.2.0", history = false, removed("kind"))]
    struct Converted {
        #[persist(from(u32 => spelled))]
        depth: String,
        #[persist(default)]
        rest: u8,
    }
    fn spelled(depth: u32) -> persist_core::Result<String> {
        Ok(format!("{depth} levels"))
    }
    let (model, report) = LoadOptions::new().from_bytes_with_report::<Converted>(&bytes).unwrap();
    assert_eq!((model.depth.as_str(), model.rest), ("3 levels", 0));
    assert_eq!(paths(report.upgraded().map(|change| change.path()).collect()), "Model.depth");
    assert_eq!(paths(report.dropped().map(|change| change.path()).collect()), "Model.kind");
}
