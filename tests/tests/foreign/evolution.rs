//! Values that other versions of their crates wrote: recorded, compared, and made into those of today.

use persist_core::schema::ForeignType;
use persist_core::{ErrorKind, LoadOptions, Persist, Result, Value};
use serde::{Deserialize, Serialize};

/// The types of version 0.4 of a crate, and of version 0.7.
mod old {
    use super::*;

    #[derive(Serialize, Deserialize)]
    pub(super) struct Forest {
        pub(super) trees: Vec<Tree>,
        pub(super) legacy: u8,
    }

    #[derive(Serialize, Deserialize)]
    pub(super) struct Tree {
        pub(super) depth: u16,
        pub(super) split: Split,
    }

    #[derive(Serialize, Deserialize)]
    pub(super) enum Split {
        Leaf,
        At(f64),
    }
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
struct Forest {
    regressors: Vec<Tree>,
    samples: Option<Vec<bool>>,
}

#[derive(Serialize, Deserialize, Debug, PartialEq)]
struct Tree {
    depth: u16,
    threshold: Option<f64>,
}

#[derive(Persist)]
#[persist(name = "Model")]
struct Before {
    #[persist(serde, from_crate = "woods 0.4.0")]
    forest: old::Forest,
}

#[derive(Persist, Debug, PartialEq)]
struct Model {
    #[persist(serde(upgrade = forest_of_today), from_crate = "woods 0.7.0")]
    forest: Forest,
}

/// What became of a forest between 0.4 and 0.7.
fn forest_of_today(mut forest: Value, written: &ForeignType) -> Result<Value> {
    assert_eq!(written.to_string(), "`old::Forest` of woods 0.4.0");
    forest.rename_field("trees", "regressors");
    forest.remove_field("legacy");
    forest.set_field("samples", Value::Option(None));
    for tree in forest.get_mut("regressors").into_iter().flat_map(Value::elements_mut).flatten() {
        let split = tree.remove_field("split").unwrap_or(Value::Unit);
        tree.set_field("threshold", split.get("At").cloned().unwrap_or(Value::Unit));
    }
    Ok(forest)
}

fn before() -> Before {
    let tree = |depth, split| old::Tree { depth, split };
    let trees = vec![tree(1, old::Split::Leaf), tree(7, old::Split::At(0.1))];
    Before { forest: old::Forest { trees, legacy: 9 } }
}

#[test]
fn a_value_of_an_older_version_of_its_crate_is_made_into_one_of_today() {
    let bytes = before().to_bytes().unwrap();
    let (model, report) = LoadOptions::new().from_bytes_with_report::<Model>(&bytes).unwrap();
    let tree = |depth, threshold| Tree { depth, threshold };
    let forest = Forest { regressors: vec![tree(1, None), tree(7, Some(0.1))], samples: None };
    assert_eq!(model, Model { forest });
    let [change] = report.changes() else { panic!("{report}") };
    assert_eq!((change.rule().id(), change.path()), ("foreign_crate", "Model.forest"));
    assert!(format!("{report:#}").contains("woods 0.4.0 -> 0.7.0"), "{report}");
    // What today's program saved is today's.
    let again = Model::from_bytes(&model.to_bytes().unwrap()).unwrap();
    assert_eq!(again, model);
}

#[test]
fn without_a_way_the_error_says_which_version_wrote_the_value() {
    #[derive(Persist, Debug)]
    #[persist(name = "Model")]
    struct Plain {
        #[persist(serde, from_crate = "woods 0.7.0")]
        forest: Forest,
    }
    let error = Plain::from_bytes(&before().to_bytes().unwrap()).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Foreign, Some("Model.forest")));
    assert_eq!(
        error.to_string(),
        "`Forest` of woods 0.7.0 cannot be read from what is stored: missing field `regressors`; the file was \
         written with `old::Forest` of woods 0.4.0, at `Model.forest` (byte 0 of the body); help: load it with the \
         version that wrote it, or make a value of today's of it: `#[persist(serde(upgrade = function))]`"
    );
}

#[test]
fn an_upgrade_that_fails_names_the_field() {
    fn none(_: Value, _: &ForeignType) -> Result<Value> {
        Err(persist_core::Error::invalid("forests of 0.4 had no samples"))
    }
    #[derive(Persist, Debug)]
    #[persist(name = "Model")]
    struct Strict {
        #[persist(serde(upgrade = none), from_crate = "woods 0.7.0")]
        forest: Forest,
    }
    let error = Strict::from_bytes(&before().to_bytes().unwrap()).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Invalid, Some("Model.forest")));
    assert!(error.to_string().contains("forests of 0.4 had no samples"));
}

/// The file says which encoding it has.
#[test]
fn a_field_may_become_compact_and_back() {
    #[derive(Persist)]
    struct Named {
        #[persist(serde)]
        value: Vec<(u8, String)>,
    }
    #[derive(Persist)]
    #[persist(name = "Named")]
    struct Compact {
        #[persist(serde(compact))]
        value: Vec<(u8, String)>,
    }
    let value = vec![(1, "a".to_owned()), (2, "b".to_owned())];
    let named = Named { value: value.clone() }.to_bytes().unwrap();
    let compact = Compact { value: value.clone() }.to_bytes().unwrap();
    assert!(compact.len() < named.len());
    let (back, report) = LoadOptions::new().from_bytes_with_report::<Compact>(&named).unwrap();
    assert_eq!(back.value, value);
    assert_eq!(report.changes()[0].rule().id(), "recode_foreign");
    assert_eq!(Named::from_bytes(&compact).unwrap().value, value);
}

/// A field that was another crate's type becomes one of the program's own.
#[test]
fn a_foreign_value_is_converted_into_a_type_of_ones_own() {
    use persist_core::Serde;

    #[derive(Persist, Debug, PartialEq)]
    #[persist(name = "Model")]
    struct Own {
        #[persist(from(Serde<old::Forest> => |old| Ok(u64::from(old.legacy))))]
        forest: u64,
    }
    assert_eq!(Own::from_bytes(&before().to_bytes().unwrap()).unwrap(), Own { forest: 9 });
}

/// No rule makes bytes that only serde understands into anything else.
#[test]
fn foreign_values_and_others_do_not_lead_to_each_other() {
    use persist_core::Serde;

    let bytes = Serde(7u8).to_bytes().unwrap();
    assert_eq!(u8::from_bytes(&bytes).unwrap_err().kind(), ErrorKind::Schema);
    assert_eq!(Vec::<u8>::from_bytes(&bytes).unwrap_err().kind(), ErrorKind::Schema);
    let number = 7u8.to_bytes().unwrap();
    assert_eq!(Serde::<u8>::from_bytes(&number).unwrap_err().kind(), ErrorKind::Schema);
    // What is put around it is.
    let some = Option::<Serde<u8>>::from_bytes(&bytes).unwrap();
    assert_eq!(some, Some(Serde(7)));
}

/// A type of another name is told of, whatever it reads.
#[test]
fn another_type_in_the_place_of_a_foreign_one_is_reported() {
    mod feet {
        #[derive(serde::Serialize, serde::Deserialize)]
        pub(super) struct Feet(pub(super) f64);
    }
    #[derive(Persist)]
    #[persist(name = "Model")]
    struct InMetres {
        #[persist(serde)]
        height: f64,
    }
    #[derive(Persist)]
    #[persist(name = "Model")]
    struct InFeet {
        #[persist(serde)]
        height: feet::Feet,
    }
    let bytes = InMetres { height: 2.0 }.to_bytes().unwrap();
    let (read, report) = LoadOptions::new().from_bytes_with_report::<InFeet>(&bytes).unwrap();
    assert_eq!(read.height.0, 2.0);
    assert!(format!("{report:#}").contains("`f64` -> `feet::Feet`"), "{report:#}");
}

/// A value of today's is not passed off as one that an older version of the crate wrote.
#[test]
fn values_are_not_written_as_those_of_another_version() {
    use persist_core::{SaveOptions, Schema};

    let forest = Forest { regressors: vec![Tree { depth: 1, threshold: None }], samples: None };
    let older = SaveOptions::new().as_schema(Schema::of::<Before>().unwrap());
    let error = older.to_bytes(&Model { forest }).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Schema, Some("Model.forest")));
    assert!(error.to_string().contains("another version of the crate"), "{error}");
}
