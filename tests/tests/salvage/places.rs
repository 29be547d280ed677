//! Where an array can stand: that very place becomes an `Option`, and nothing else is lost.

use std::collections::{BTreeMap, HashMap};
use std::rc::{Rc, Weak};

use persist_core::schema::{Shape, Type};
use persist_core::{
    Archive, Dynamic, ErrorKind, LoadOptions, Persist, SalvageOptions, SaveOptions,
};

use crate::{Patient, damaged, file_of};

#[derive(Persist, Clone, Debug, PartialEq)]
#[persist(version = "1.2.0", history = false)]
struct Model {
    #[persist(was = "name", default)]
    title: String,
    weights: Vec<f32>,
    #[persist(was = "factors", default)]
    scale: Vec<f64>,
    layers: Vec<Layer>,
}

#[derive(Persist, Clone, Debug, PartialEq)]
struct Layer {
    weights: Vec<u16>,
    bias: Vec<f64>,
    name: String,
}

/// As a program declares it that takes what is left.
#[derive(Persist, Clone, Debug, PartialEq)]
#[persist(name = "Layer")]
struct LeftLayer {
    weights: Option<Vec<u16>>,
    bias: Vec<f64>,
    name: String,
}

fn layer(seed: u16) -> Layer {
    let weights = (0..200).map(|n| n * seed).collect();
    Layer { weights, bias: vec![f64::from(seed); 50], name: format!("layer {seed}") }
}

fn model() -> Model {
    let layers = vec![layer(1), layer(2), layer(3)];
    Model { title: "test".into(), weights: vec![0.5; 300], scale: vec![2.0; 70], layers }
}

#[test]
fn all_but_the_damaged_array_comes_out_equal_and_it_is_named() {
    #[derive(Persist, Debug, PartialEq)]
    #[persist(name = "Model", version = "1.2.0", history = false)]
    struct Left {
        title: String,
        weights: Option<Vec<f32>>,
        scale: Vec<f64>,
        layers: Vec<Layer>,
    }
    let patient = damaged(&model(), &["weights"]);
    let salvaged = patient.salvage_with(&SalvageOptions::new()).unwrap();
    let [lost] = salvaged.lost() else { panic!("{salvaged}") };
    assert_eq!((lost.path(), lost.section()), (Some("Model.weights"), "block 0"));
    assert_eq!((lost.type_name(), lost.count()), (Some("[f32]"), Some(300)));
    let range = Archive::open(patient.path()).unwrap().array("weights").unwrap().file_range();
    assert_eq!(lost.file_ranges(), [range.unwrap()]);
    assert!(lost.cause().contains("chunk 0 of block 0 does not match its checksum"));
    assert!(salvaged.has_value());
    assert_eq!((salvaged.kept(), salvaged.filled().len(), salvaged.harmless().len()), (7, 0, 0));
    let text = salvaged.to_string();
    let line = "`Model.weights`, block 0, [f32] of 300 elements: bytes ";
    assert!(text.contains("the value, with 7 arrays\nlost:\n  ") && text.contains(line), "{text}");

    let Model { title, scale, layers, .. } = model();
    assert_eq!(patient.load::<Left>(), Left { title, weights: None, scale, layers });
    let error = Model::load(patient.out()).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema);
    assert!(error.to_string().contains("`Model.weights`: the file has Option<[f32]>"), "{error}");
}

#[test]
fn versions_former_names_metadata_and_producer_stay() {
    let bytes = SaveOptions::new()
        .block_threshold(64)
        .metadata("data", "iris")
        .producer("trainer", "0.3.0")
        .to_bytes(&model())
        .unwrap();
    let patient = Patient::new(&bytes);
    let mut hurt = bytes;
    crate::hit(&mut hurt, "scale");
    patient.put(&hurt);
    assert_eq!(patient.salvage(), ["Model.scale"]);
    let archive = patient.archive();
    assert_eq!(archive.version().unwrap().to_string(), "1.2.0");
    assert_eq!(archive.producer(), Some(("trainer", "0.3.0")));
    let metadata: Vec<_> = archive.metadata().collect();
    assert_eq!(metadata, [("data", "iris"), ("salvage.lost", "Model.scale")]);
    let shape = &archive.schema().root_def().unwrap().shape;
    let Shape::Struct(fields) = shape else { panic!("{shape:?}") };
    for (field, was) in [(&fields.list[0], "name"), (&fields.list[2], "factors")] {
        assert_eq!((field.default, &*field.was), (true, &[was.to_owned()][..]));
    }
    assert!(matches!(fields.list[2].ty, Type::Option(_)), "{fields:?}");
}

/// It is the rule for such a field: the type says what stands in for what is not there.
#[test]
fn a_field_with_a_default_is_filled_and_the_report_says_so() {
    let patient = damaged(&model(), &["scale"]);
    patient.salvage();
    let (left, report) = LoadOptions::new().load_with_report::<Model>(patient.out()).unwrap();
    assert_eq!(left, Model { scale: Vec::new(), ..model() });
    assert!(report.to_string().contains("Model.scale"), "{report}");
}

#[test]
fn one_of_many_values_of_a_type_is_none_and_the_others_are_there() {
    #[derive(Persist, Debug, PartialEq)]
    #[persist(name = "Model", version = "1.2.0", history = false)]
    struct Left {
        title: String,
        weights: Vec<f32>,
        scale: Vec<f64>,
        layers: Vec<LeftLayer>,
    }
    let patient = damaged(&model(), &["layers[1].weights"]);
    assert_eq!(patient.salvage(), ["Model.layers[1].weights"]);
    let left = patient.load::<Left>();
    assert_eq!(left.weights, model().weights);
    for (number, (left, whole)) in left.layers.into_iter().zip(model().layers).enumerate() {
        let Layer { weights, bias, name } = whole;
        let weights = Some(weights).filter(|_| number != 1);
        assert_eq!(left, LeftLayer { weights, bias, name });
    }
}

#[test]
fn several_arrays_can_be_lost() {
    let patient = damaged(&model(), &["weights", "layers[0].bias", "layers[2].weights"]);
    let lost = ["Model.weights", "Model.layers[0].bias", "Model.layers[2].weights"];
    assert_eq!(patient.salvage(), lost);
    let archive = patient.archive();
    assert_eq!(archive.get::<Vec<f64>>("scale").unwrap(), model().scale);
    assert_eq!(archive.get::<Option<Vec<f64>>>("layers[2].bias").unwrap(), Some(layer(3).bias));
    assert_eq!(archive.get::<Option<Vec<f64>>>("layers[0].bias").unwrap(), None);
    let metadata: HashMap<_, _> = archive.metadata().collect();
    assert_eq!(metadata["salvage.lost"], lost.join("\n"));
}

#[test]
fn a_value_of_a_map() {
    let value = HashMap::from(["a", "b", "c"].map(|key| (key.to_owned(), vec![0.5f32; 100])));
    let patient = damaged(&value, &["[\"b\"]"]);
    assert_eq!(patient.salvage(), ["{str: [f32]}[\"b\"]"]);
    let left: HashMap<String, Option<Vec<f32>>> = patient.load();
    let expected = value.into_iter().map(|(key, value)| {
        let value = Some(value).filter(|_| key != "b");
        (key, value)
    });
    assert_eq!(left, expected.collect());
}

#[test]
fn the_root() {
    let patient = damaged(&vec![1u8; 100], &[""]);
    assert_eq!(patient.salvage(), ["[u8]"]);
    assert_eq!(patient.load::<Option<Vec<u8>>>(), None);
    assert_eq!(patient.archive().type_name(), "Option<[u8]>");
}

#[test]
fn elements_of_lists_and_tuples_and_what_is_optional_already() {
    type Value = (Vec<Vec<u8>>, (u8, Vec<u16>), Option<Vec<u32>>, Result<Vec<u8>, String>);
    let value: Value =
        (vec![vec![1; 100], vec![2; 100]], (7, vec![3; 100]), Some(vec![4; 100]), Err("e".into()));
    let patient = damaged(&value, &["[0][1]", "[1][1]", "[2]"]);
    let root = "([[u8]], (u8, [u16]), Option<[u32]>, std::Result<[u8], str>)";
    let paths = ["[0][1]", "[1][1]", "[2]"].map(|path| format!("{root}{path}"));
    assert_eq!(patient.salvage(), paths);
    type Left = (
        Vec<Option<Vec<u8>>>,
        (u8, Option<Vec<u16>>),
        Option<Option<Vec<u32>>>,
        Result<Vec<u8>, String>,
    );
    let left: Left = patient.load();
    // That it was there, and is lost, is not that it was not there.
    assert_eq!(left, (vec![Some(vec![1; 100]), None], (7, None), Some(None), value.3));
}

#[derive(Persist, Clone, Debug, PartialEq)]
struct Pair<T> {
    first: T,
    second: T,
}

#[test]
fn one_instance_of_a_generic_type_changes_and_others_do_not() {
    let pair = |n: u8| Pair { first: vec![n; 100], second: vec![n + 1; 100] };
    let value = (pair(1), Pair { first: vec![0.5; 100], second: vec![1.5; 100] });
    let patient = damaged(&value, &["[0].second"]);
    patient.salvage();
    let (first, second): (Archive, Pair<Vec<f64>>) =
        (patient.archive(), { patient.archive().get("[1]").unwrap() });
    assert_eq!(second, value.1);
    assert_eq!(first.get::<Option<Vec<u8>>>("[0].second").unwrap(), None);
    assert_eq!(first.get::<Vec<u8>>("[0].first").unwrap(), vec![1; 100]);
}

#[derive(Persist, Debug, PartialEq)]
enum Step {
    Nothing,
    Scale { by: Vec<f64>, name: String },
    Clip(Vec<f64>),
}

#[derive(Persist, Debug, PartialEq)]
#[persist(name = "Step")]
enum LeftStep {
    Nothing,
    Scale { by: Option<Vec<f64>>, name: String },
    Clip(Vec<f64>),
}

#[test]
fn a_field_of_a_variant() {
    let scale = |name: &str| Step::Scale { by: vec![0.5; 50], name: name.into() };
    let value = vec![scale("a"), Step::Nothing, Step::Clip(vec![1.0; 50]), scale("b")];
    let patient = damaged(&value, &["[3].Scale.by"]);
    assert_eq!(patient.salvage(), ["[Step][3].Scale.by"]);
    let left: Vec<LeftStep> = patient.load();
    let scale = |by, name: &str| LeftStep::Scale { by, name: name.into() };
    let clip = LeftStep::Clip(vec![1.0; 50]);
    let first = scale(Some(vec![0.5; 50]), "a");
    assert_eq!(left, [first, LeftStep::Nothing, clip, scale(None, "b")]);
}

#[test]
fn a_shared_array_is_lost_for_all_that_hold_it() {
    let (lost, kept) = (Rc::new(vec![1u8; 100]), Rc::new(vec![2u8; 100]));
    let weak = Rc::downgrade(&lost);
    type Value = (Rc<Vec<u8>>, Vec<Rc<Vec<u8>>>, Weak<Vec<u8>>);
    let value: Value = (Rc::clone(&kept), vec![lost.clone(), kept, lost], weak);
    let patient = damaged(&value, &["[1][0]"]);
    let root = "(Shared<[u8]>, [Shared<[u8]>], Weak<[u8]>)";
    assert_eq!(patient.salvage(), [format!("{root}[1][0]"), format!("{root}[1][2]")]);
    type Left = (Rc<Vec<u8>>, Vec<Option<Rc<Vec<u8>>>>, Weak<Vec<u8>>);
    let (first, list, weak): Left = patient.load();
    let [None, Some(second), None] = &list[..] else { panic!("{list:?}") };
    assert!(Rc::ptr_eq(&first, second));
    assert_eq!(*first, vec![2; 100]);
    assert!(weak.upgrade().is_none());
}

#[test]
fn a_field_of_a_shared_struct_is_lost_alone() {
    let value = [1, 2].map(|seed| Rc::new(layer(seed)));
    let value = (value[0].clone(), value[1].clone(), value[0].clone());
    let patient = damaged(&value, &["[0].weights"]);
    assert_eq!(patient.salvage().len(), 1);
    let (a, b, c): (Rc<LeftLayer>, Rc<LeftLayer>, Rc<LeftLayer>) = patient.load();
    assert!(Rc::ptr_eq(&a, &c) && !Rc::ptr_eq(&a, &b));
    assert_eq!((a.weights.as_ref(), b.weights.as_ref()), (None, Some(&value.1.weights)));
    assert_eq!(a.bias, value.0.bias);
}

#[test]
fn a_type_of_the_library_is_lost_whole() {
    use ndarray::Array2;
    #[derive(Persist, Debug)]
    struct Net {
        matrix: Array2<f64>,
        other: Array2<f64>,
        times: std::ops::Range<Pair<Vec<u8>>>,
    }
    #[derive(Persist, Debug)]
    #[persist(name = "Net")]
    struct Left {
        matrix: Option<Array2<f64>>,
        other: Array2<f64>,
        times: std::ops::Range<Pair<Vec<u8>>>,
    }
    let matrix = Array2::from_shape_fn((8, 9), |(i, j)| if i > j { 0.5 } else { 1.5 });
    let pair = |n: u8| Pair { first: vec![n; 100], second: vec![n + 1; 100] };
    let (other, times) = (matrix.clone(), pair(1)..pair(5));
    let net = Net { matrix: matrix.clone(), other, times: times.clone() };
    let array = Archive::from_bytes(file_of(&net)).unwrap().arrays().unwrap()[0].path().to_owned();
    assert!(array.starts_with("matrix."), "{array}");
    let patient = damaged(&net, &[&array]);
    assert_eq!(patient.salvage(), ["Net.matrix"]);
    let left: Left = patient.load();
    assert_eq!((left.matrix, left.other, left.times), (None, matrix, times));

    // What it holds of the program's own types is not.
    let patient = damaged(&net, &["times.end.first"]);
    assert_eq!(patient.salvage(), ["Net.times.end.first"]);
}

#[test]
fn a_struct_of_fixed_layout_is_lost_whole_where_it_stands_alone() {
    #[derive(Persist, Clone, Debug, PartialEq)]
    struct Tile {
        number: u32,
        pixels: [u8; 5000],
    }
    #[derive(Persist, Debug, PartialEq)]
    struct Image {
        cover: Tile,
        tiles: Vec<Tile>,
    }
    #[derive(Persist, Debug, PartialEq)]
    #[persist(name = "Image")]
    struct Left {
        cover: Option<Tile>,
        tiles: Vec<Tile>,
    }
    let tile = |number| Tile { number, pixels: [7; 5000] };
    let image = Image { cover: tile(0), tiles: vec![tile(1), tile(2)] };
    let patient = damaged(&image, &["cover.pixels"]);
    assert_eq!(patient.salvage(), ["Image.cover"]);
    assert_eq!(patient.load::<Left>(), Left { cover: None, tiles: image.tiles.clone() });
    let patient = damaged(&image, &["tiles"]);
    assert_eq!(patient.salvage(), ["Image.tiles"]);
    assert_eq!(patient.archive().get::<Tile>("cover").unwrap(), image.cover);
}

trait Stage: Dynamic + std::fmt::Debug {}
persist_core::dynamic!(dyn Stage);

impl Stage for Layer {}
impl Stage for Vec<u64> {}
persist_core::implementation!(dyn Stage: Layer);
persist_core::implementation!(dyn Stage: Vec<u64> as "Numbers");

#[test]
fn a_field_of_what_is_behind_a_trait_object_and_what_is_behind_it_itself() {
    let value = || -> Vec<Box<dyn Stage>> { vec![Box::new(layer(1)), Box::new(vec![5u64; 100])] };
    let arrays = Archive::from_bytes(file_of(&value())).unwrap();
    let paths: Vec<_> = arrays.arrays().unwrap().iter().map(|a| a.path().to_owned()).collect();
    let patient = damaged(&value(), &[&paths[0]]);
    let lost = patient.salvage();
    assert!(lost[0].ends_with("weights"), "{lost:?}");
    let patient = damaged(&value(), &[&paths[2]]);
    let lost = patient.salvage();
    assert!(lost[0].ends_with("[1]"), "{lost:?}");
    let left: Vec<Option<Box<dyn Stage>>> = patient.load();
    assert!(left[0].is_some() && left[1].is_none(), "{left:?}");
}

#[test]
fn keys_of_a_type_that_changes_elsewhere_keep_their_order() {
    #[derive(Persist, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    struct Word {
        letters: Vec<u8>,
        rank: u8,
    }
    #[derive(Persist, Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
    #[persist(name = "Word")]
    struct LeftWord {
        letters: Option<Vec<u8>>,
        rank: u8,
    }
    let word = |letter: u8, len: usize| Word { letters: vec![letter; len], rank: letter };
    let map: HashMap<Word, u8> = [9, 100, 3].map(|n: u8| (word(n, n.into()), n)).into();
    let patient = damaged(&(map.clone(), word(1, 200)), &["[1].letters"]);
    assert_eq!(patient.salvage().len(), 1);
    let (left, lost): (HashMap<LeftWord, u8>, LeftWord) = patient.load();
    assert_eq!(lost, LeftWord { letters: None, rank: 1 });
    let whole = |word: Word| LeftWord { letters: Some(word.letters), rank: word.rank };
    let expected: BTreeMap<_, _> = map.into_iter().map(|(key, n)| (whole(key), n)).collect();
    assert_eq!(left.into_iter().collect::<BTreeMap<_, _>>(), expected);
}
