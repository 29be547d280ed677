//! What a model of another crate looks like to this library: types with serde's traits, and none of ours.

use std::collections::BTreeMap;

use persist_core::{Archive, ErrorKind, Persist, Serde};
use serde::{Deserialize, Serialize};

/// As a crate of models has them.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
pub(super) struct Svm<T> {
    pub(super) kernel: Kernel,
    pub(super) support: Vec<Vec<T>>,
    pub(super) bias: T,
    #[serde(rename = "class_names")]
    pub(super) classes: BTreeMap<u32, String>,
}

/// Postcard writes such an enum, and cannot read it.
#[derive(Serialize, Deserialize, Clone, Debug, PartialEq)]
#[serde(tag = "type")]
pub(super) enum Kernel {
    Linear,
    Rbf { gamma: f64 },
}

pub(super) fn svm() -> Svm<f64> {
    Svm {
        kernel: Kernel::Rbf { gamma: 0.7 },
        support: vec![vec![5.1, 3.5], vec![-0.0, f64::INFINITY]],
        bias: 0.25,
        classes: BTreeMap::from([(0, "setosa".into()), (1, "virginica".into())]),
    }
}

#[derive(Persist, Debug, PartialEq)]
#[persist(version = "1.0.0", history = false)]
struct Model {
    name: String,
    #[persist(serde, from_crate = "serde 1")]
    svm: Svm<f64>,
    #[persist(serde(compact))]
    scaler: (Vec<f32>, Option<Vec<f32>>),
    rows: u64,
}

fn model() -> Model {
    let scaler = (vec![5.8, 3.1], Some(vec![0.8, 0.4]));
    Model { name: "iris".into(), svm: svm(), scaler, rows: 150 }
}

#[test]
fn a_model_of_another_crate_is_saved_and_loaded() {
    let bytes = model().to_bytes().unwrap();
    assert_eq!(Model::from_bytes(&bytes).unwrap(), model());
}

#[test]
fn the_schema_says_what_is_stored_and_which_crate_it_comes_from() {
    let archive = Archive::from_bytes(model().to_bytes().unwrap()).unwrap();
    let lock = include_str!("../../../Cargo.lock");
    let (_, locked) = lock.split_once("name = \"serde\"\nversion = \"").unwrap();
    let (locked, _) = locked.split_once('"').unwrap();
    assert_eq!(
        archive.schema().to_string(),
        format!(
            "struct Model 1.0.0 {{\n    name: str,\n    svm: messagepack of `Svm<f64>` of serde {locked},\n    \
             scaler: postcard of `(Vec<f32>, Option<Vec<f32>>)`,\n    rows: u64,\n}}\n"
        )
    );
}

#[test]
fn what_is_self_describing_can_be_read_without_its_type() {
    let archive = Archive::from_bytes(model().to_bytes().unwrap()).unwrap();
    let value = archive.value().unwrap();
    assert_eq!(
        value.get("svm").unwrap().to_string(),
        "{kernel: {type: \"Rbf\", gamma: 0.7}, support: [[5.1, 3.5], [-0.0, inf]], bias: 0.25, \
         class_names: {0: \"setosa\", 1: \"virginica\"}}"
    );
    assert_eq!(value.get("scaler").unwrap().to_string(), "19 bytes of postcard");
}

#[test]
fn values_of_other_crates_stand_wherever_a_type_does() {
    let models = vec![Some(Serde(svm())), None, Some(Serde(Svm { bias: 7.0, ..svm() }))];
    let bytes = persist_core::to_bytes(&models).unwrap();
    assert_eq!(persist_core::from_bytes::<Vec<Option<Serde<Svm<f64>>>>>(&bytes).unwrap(), models);
}

/// A model by its type: nothing but serde's traits is asked of it.
#[derive(Persist, Debug, PartialEq)]
struct Saved<M> {
    #[persist(serde)]
    model: M,
    labels: Vec<String>,
}

/// A field of each form, and each kind of type.
#[derive(Persist, Debug, PartialEq)]
#[persist(transparent)]
struct Only(#[persist(serde)] Kernel);

#[derive(Persist, Debug, PartialEq)]
enum Step {
    Scale(f64, #[persist(serde)] Kernel),
    Predict {
        #[persist(serde, default = svm())]
        svm: Svm<f64>,
        only: Only,
    },
}

#[test]
fn fields_of_every_kind_of_type_take_the_attribute() {
    let saved = Saved { model: svm(), labels: vec!["a".into()] };
    assert_eq!(Saved::from_bytes(&saved.to_bytes().unwrap()).unwrap(), saved);
    let other = Saved { model: Kernel::Linear, labels: Vec::new() };
    assert_eq!(Saved::<Kernel>::from_bytes(&other.to_bytes().unwrap()).unwrap(), other);
    for step in [
        Step::Scale(0.5, Kernel::Linear),
        Step::Predict { svm: svm(), only: Only(Kernel::Rbf { gamma: 1.0 }) },
    ] {
        assert_eq!(Step::from_bytes(&step.to_bytes().unwrap()).unwrap(), step);
    }
    let only = Only(Kernel::Linear);
    assert_eq!(only.to_bytes().unwrap(), Serde(Kernel::Linear).to_bytes().unwrap());
}

#[test]
fn a_value_that_is_no_longer_what_its_type_reads_names_all_that_is_known_of_it() {
    let bytes =
        persist_core::to_bytes(&Saved { model: Kernel::Linear, labels: Vec::new() }).unwrap();
    let error = Saved::<Svm<f64>>::from_bytes(&bytes).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Foreign);
    assert_eq!(error.path(), Some("Saved.model"));
    let text = error.to_string();
    assert!(
        text.contains("`M` cannot be read from what is stored: missing field `kernel`"),
        "{text}"
    );
}

#[test]
fn the_place_within_a_value_that_is_not_read_is_named_where_it_has_a_name() {
    #[track_caller]
    fn text<
        W: Serialize + for<'de> Deserialize<'de> + 'static,
        R: Serialize + for<'de> Deserialize<'de> + std::fmt::Debug + 'static,
    >(
        model: W,
    ) -> String {
        let bytes = persist_core::to_bytes(&Saved { model, labels: Vec::new() }).unwrap();
        Saved::<R>::from_bytes(&bytes).unwrap_err().to_string()
    }
    let svm = Svm {
        support: vec![vec![], vec!["a".to_owned()]],
        bias: String::new(),
        kernel: Kernel::Linear,
        classes: BTreeMap::new(),
    };
    let found = text::<_, Svm<f64>>(svm);
    assert!(found.contains(", at `support[1][0]` within it"), "{found}");
    // The whole of it, and the value of a key that is neither a string nor a number.
    let whole = text::<_, u64>("a".to_owned());
    assert!(!whole.contains("within it"), "{whole}");
    let keyed = text::<_, BTreeMap<(u8, u8), u64>>(BTreeMap::from([((1, 2), "a".to_owned())]));
    assert!(!keyed.contains("within it"), "{keyed}");
}
