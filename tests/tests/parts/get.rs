//! `Archive::get`: each path leads to the value that it names, and nowhere else.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Debug;
use std::rc::Rc;
use std::sync::Arc;

use persist_core::{Archive, ErrorKind, Limits, Persist, Value};

use super::STORAGES;

#[derive(Persist, Debug, Clone, Copy, PartialEq)]
struct Row {
    class: u8,
    pair: (i16, [f32; 2]),
}

#[derive(Persist, Debug, Clone, PartialEq)]
enum Shape {
    Empty,
    Circle { radius: f64, names: Vec<String> },
    Square(String, Rows),
    Group(Vec<Shape>),
}

#[derive(Persist, Debug, Clone, PartialEq)]
struct Rows(Vec<Row>);

#[derive(Persist, Debug, Clone, PartialEq)]
struct Model {
    title: String,
    rows: Vec<Row>,
    grid: [[u16; 3]; 2],
    nothing: Option<Vec<u8>>,
    something: Option<Option<Vec<u8>>>,
    names: BTreeMap<String, Vec<u32>>,
    ages: HashMap<i8, String>,
    marks: BTreeMap<char, u64>,
    cells: BTreeMap<(u8, u8), Vec<i64>>,
    pointers: BTreeMap<Arc<String>, u8>,
    words: BTreeSet<String>,
    lists: BTreeSet<Vec<u16>>,
    shapes: Vec<Shape>,
    shared: Vec<Rc<Rows>>,
    #[persist(rename = "type")]
    kind: Shape,
    unit: (),
    last: (bool, String, Vec<f64>),
}

fn row(n: u8) -> Row {
    Row { class: n, pair: (-i16::from(n), [f32::from(n), 0.5]) }
}

fn rows() -> Vec<Row> {
    (0..200).map(row).collect()
}

fn model() -> Model {
    let shared = Rc::new(Rows(rows()));
    let circle = Shape::Circle { radius: 2.5, names: vec!["o".into(), "O".into()] };
    let square = Shape::Square("s".into(), Rows(vec![row(1), row(2)]));
    Model {
        title: "test".into(),
        rows: rows(),
        grid: [[1, 2, 3], [4, 5, 600]],
        nothing: None,
        something: Some(Some(vec![1, 2, 3])),
        names: [("a\"]b\n", vec![1]), ("", vec![]), ("weights", vec![5; 300])]
            .map(|(key, value)| (key.to_owned(), value))
            .into(),
        ages: [(-3, "minus".to_owned()), (7, "seven".to_owned())].into(),
        marks: [('\'', 1), ('x', 2)].into(),
        cells: [((1, 2), vec![-1]), ((3, 4), vec![-2; 100])].into(),
        pointers: [(Arc::new("p".to_owned()), 9)].into(),
        words: ["one", "two"].map(str::to_owned).into(),
        lists: [vec![1, 2], vec![3, 400]].into(),
        shapes: vec![Shape::Empty, Shape::Group(vec![circle.clone(), Shape::Empty]), square],
        shared: vec![shared.clone(), Rc::new(Rows(vec![row(9)])), shared],
        kind: circle,
        unit: (),
        last: (true, "end".into(), vec![0.25, 0.5]),
    }
}

/// The part at `path` is `expected`, however the file stores its arrays.
#[track_caller]
fn is<T: Persist + PartialEq + Debug>(path: &str, expected: T) {
    for storage in STORAGES {
        let archive = storage.archive_of(&model());
        assert_eq!(archive.get::<T>(path).unwrap(), expected, "{path}, {storage:?}");
    }
}

#[test]
fn paths_lead_into_structs_tuples_arrays_and_lists() {
    is("", model());
    is("title", "test".to_owned());
    is("grid", model().grid);
    is("grid[1]", [4u16, 5, 600]);
    is("grid[1][2]", 600u16);
    is("unit", ());
    is("last", model().last);
    is("last[1]", "end".to_owned());
    is("last.0", true);
    is(".last.2", vec![0.25, 0.5]);
    is("shapes", model().shapes);
    is("shapes[2]", model().shapes[2].clone());
}

#[test]
fn paths_lead_into_the_elements_of_arrays() {
    is("rows", rows());
    is("rows[0]", row(0));
    is("rows[199]", row(199));
    is("rows[7].pair", row(7).pair);
    is("rows[7].pair[1]", [7.0f32, 0.5]);
    is("rows[199].pair.1[0]", 199.0f32);
    is("rows[199].pair.0", -199i16);
    is("last[2][1]", 0.5f64);
    is("names[\"weights\"][299]", 5u32);
    is("shared[0].0[199].class", 199u8);
}

#[test]
fn paths_lead_through_options_and_shared_values() {
    is("nothing", None::<Vec<u8>>);
    is("something", Some(Some(vec![1u8, 2, 3])));
    is("something[1]", 2u8);
    for shared in ["shared[0].0", "shared[2].0"] {
        is(shared, rows());
    }
    is("shared[1]", Rc::new(Rows(vec![row(9)])));
    is("shared[1].0[0].class", 9u8);
}

#[test]
fn paths_lead_into_maps_by_their_keys_and_sets_by_number() {
    is("names[\"weights\"]", vec![5u32; 300]);
    is("names[\"\"]", Vec::<u32>::new());
    is("names[\"a\\\"]b\\n\"]", vec![1u32]);
    is("ages[-3]", "minus".to_owned());
    is("ages[7]", "seven".to_owned());
    is("marks['\\'']", 1u64);
    is("marks['x']", 2u64);
    is("cells{1}", vec![-2i64; 100]);
    is("cells{1}[99]", -2i64);
    is("names{0}", Vec::<u32>::new());
    is("pointers[\"p\"]", 9u8);
    is("words[1]", "two".to_owned());
    // Within sets, arrays stand in place.
    is("lists[1]", vec![3u16, 400]);
    is("lists[1][1]", 400u16);
}

#[test]
fn paths_lead_into_variants_with_their_names_or_without() {
    is("shapes[1].Group.0[0].radius", 2.5f64);
    is("shapes[1].0[0].Circle.names[1]", "O".to_owned());
    is("shapes[2].Square.1.0[1]", row(2));
    is("shapes[2].Square", model().shapes[2].clone());
    is("type.radius", 2.5f64);
}

#[test]
fn a_part_becomes_another_type_by_the_rules() {
    is("title", Some("test".to_owned()));
    is("grid[1][0]", 4u64);
    is("rows[3].class", 3u32);
    is("rows[199].pair[1]", [199.0f64, 0.5]);
    is("something", Some(Some(vec![1u32, 2, 3])));
    is("shared[1]", Rows(vec![row(9)]));
    is("grid[1]", [4u32, 5, 600]);
}

/// The error of a path.
fn error<T: Persist + Debug>(path: &str) -> persist_core::Error {
    STORAGES[1].archive_of(&model()).get::<T>(path).unwrap_err()
}

#[test]
fn a_path_that_leads_nowhere_says_how_far_it_leads_and_what_there_is() {
    for (path, message, at) in [
        (
            "tilte",
            "there is no `tilte` in Model, in `Model`; help: did you mean `title`? it has `title`, ",
            "Model",
        ),
        ("xyz", "there is no `xyz` in Model, in `Model`; help: it has `title`, `rows`, ", "Model"),
        ("xyz", "`lists` and 5 more", "Model"),
        ("rows[200]", "there is no `[200]` among 200 elements", "Model.rows"),
        ("rows.x", "there is no `x` among 200 elements", "Model.rows"),
        (
            "rows[7].clas",
            "`clas` in Row, in `Model.rows[7]`; help: did you mean `class`? it has `class`, `pair`",
            "Model.rows[7]",
        ),
        ("rows[7].class.x", "a value of type u8 has no parts", "Model.rows[7].class"),
        ("grid[2]", "there is no `[2]` among 2 elements", "Model.grid"),
        ("nothing[0]", "it is `None`", "Model.nothing"),
        ("title.x", "a value of type str has no parts", "Model.title"),
        (
            "names[\"weigths\"]",
            "there is no `[\"weigths\"]` among 3 entries, in `Model.names`; help: did you mean `[\"weights\"]`?",
            "Model.names",
        ),
        ("ages[8]", "there is no `[8]` among 2 entries", "Model.ages"),
        ("cells[8]", "paths name these entries by their numbers, as in `{0}`", "Model.cells"),
        ("cells{2}", "there is no `{2}` among 2 entries", "Model.cells"),
        ("words[2]", "there is no `[2]` among 2 elements", "Model.words"),
        ("type.Square", "there is no `Square` in Shape::Circle", "Model.type"),
        (
            "shapes[0].x",
            "there is no `x` in Shape::Empty, in `Model.shapes[0]`; help: it has no fields",
            "Model.shapes[0]",
        ),
    ] {
        let error = error::<u8>(path);
        assert_eq!(error.kind(), ErrorKind::NoSuchPart, "{path}: {error}");
        assert_eq!(error.path(), Some(at), "{path}: {error}");
        assert!(error.to_string().contains(message), "{path}: {error}");
    }
    let error = error::<u8>("rows[");
    assert_eq!(error.kind(), ErrorKind::Caller);
    assert!(error.to_string().starts_with("`rows[` is no path"), "{error}");
}

#[test]
fn a_part_of_another_type_is_refused_with_its_path_and_the_rule() {
    let error = error::<(bool, f32, Vec<f64>)>("last");
    assert_eq!(error.kind(), ErrorKind::Schema);
    assert!(
        error.to_string().contains("the file holds `(bool, str, [f64])` at `Model.last`"),
        "{error}"
    );
    assert_eq!(
        error.reasons(),
        ["`Model.last.1`: the file has str, this program expects f32 (rule `change_type`)"]
    );
}

#[test]
fn a_value_that_does_not_fit_is_an_error_at_its_own_path() {
    for (path, at) in [("grid", "Model.grid[1][2]"), ("grid[1]", "Model.grid[1][2]")] {
        let error = match path {
            "grid" => error::<[[u8; 3]; 2]>(path),
            _ => error::<[u8; 3]>(path),
        };
        assert_eq!(error.path(), Some(at), "{error}");
    }
    for storage in STORAGES {
        let archive = storage.archive_of(&model());
        let error = archive.get::<u8>("rows[5].pair[0]").unwrap_err();
        assert_eq!(error.path(), Some("Model.rows[5].pair[0]"), "{storage:?}: {error}");
        let error = archive.get::<Rc<Vec<(u8, (i16, [f32; 2]))>>>("shared[2].0").unwrap_err();
        assert!(error.to_string().contains("Row"), "{error}");
    }
}

/// The same paths lead to the same values in a tree.
#[test]
fn paths_are_those_of_dynamic_values() {
    let archive = STORAGES[1].archive_of(&model());
    let value = archive.value().unwrap();
    for path in [
        "rows[7].pair[1][0]",
        "names[\"a\\\"]b\\n\"][0]",
        "marks['\\'']",
        "cells{1}[99]",
        "shapes[1].Group.0[0].radius",
        "lists[1][1]",
    ] {
        let number = archive
            .get::<f64>(path)
            .or_else(|_| archive.get::<i64>(path).map(|n| f64::from(i32::try_from(n).unwrap())));
        let dynamic = value.get(path).unwrap();
        let dynamic =
            dynamic.as_f64().or(dynamic.as_i64().map(|n| f64::from(i32::try_from(n).unwrap())));
        assert_eq!(number.ok(), dynamic, "{path}");
    }
    assert_eq!(value.get("nothing[0]"), None::<&Value>);
}

/// What an error or a report names can be asked for.
#[test]
fn paths_may_begin_with_the_type_as_those_of_errors_do() {
    #[derive(Persist)]
    struct Grid<T> {
        cells: Vec<T>,
    }
    #[derive(Persist)]
    #[persist(name = "same")]
    struct Same {
        same: Vec<u8>,
    }
    let archive = STORAGES[1].archive_of(&model());
    assert_eq!(archive.get::<u8>("Model.rows[7].class").unwrap(), 7);
    assert_eq!(archive.get::<Model>("Model").unwrap(), model());
    let error = archive.get::<u8>("Modell.rows").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoSuchPart, "{error}");
    let error = archive.get::<u8>("Model.rows.").unwrap_err();
    assert!(error.to_string().starts_with("`Model.rows.` is no path"), "{error}");

    let archive =
        Archive::from_bytes(Grid { cells: vec![1.5f32, 2.5] }.to_bytes().unwrap()).unwrap();
    assert_eq!(archive.get::<f32>("Grid<f32>.cells[1]").unwrap(), 2.5);
    let archive = Archive::from_bytes(vec![4u8, 5].to_bytes().unwrap()).unwrap();
    assert_eq!(archive.get::<u8>("[u8][1]").unwrap(), 5);
    // A part of the type's own name is that part.
    let archive = Archive::from_bytes(Same { same: vec![6, 7] }.to_bytes().unwrap()).unwrap();
    assert_eq!(archive.get::<u8>("same[1]").unwrap(), 7);
}

/// A part far down a type that holds itself.
#[test]
fn a_path_can_be_as_deep_as_a_value() {
    #[derive(Persist, Debug)]
    struct Node {
        below: Option<Box<Node>>,
        number: u32,
    }
    let mut node = Node { below: None, number: 0 };
    for number in 1..400 {
        node = Node { below: Some(Box::new(node)), number };
    }
    let archive = Archive::from_bytes(node.to_bytes().unwrap()).unwrap();
    let path = "below.".repeat(399) + "number";
    assert_eq!(archive.get::<u32>(&path).unwrap(), 0);
    assert_eq!(archive.get::<Node>("below").unwrap().number, 398);
    assert_eq!(archive.get::<u32>("number").unwrap(), 399);
}

#[test]
fn limits_hold_for_parts() {
    let bytes = STORAGES[1].bytes_of(&vec![(vec![0u16; 100_000], 1u8)]);
    let limits = Limits::new().allocation(150_000);
    let archive = Archive::from_bytes_with(bytes, &limits).unwrap();
    assert_eq!(archive.get::<u8>("[0][1]").unwrap(), 1);
    let error = archive.get::<Vec<u16>>("[0][0]").unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    let array = archive.array("[0][0]").unwrap();
    assert_eq!(array.read_range::<u16>(..80_000).unwrap_err().kind(), ErrorKind::Limit);
    assert_eq!(array.read_range::<u16>(..70_000).unwrap().len(), 70_000);
}
