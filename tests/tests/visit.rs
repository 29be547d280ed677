//! A walk through a file that keeps nothing: what a visitor is told, and what it is spared.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that fails panics")]

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::{Arc, Weak};

use persist_core::{
    Archive, ArrayPart, Error, ErrorKind, Flow, Group, Leaf, Persist, Result, Step, Value, Visit,
};
use persist_tests::support::alloc::{Counting, cost};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Notes all that it is told, and says what a case wants it to say.
#[derive(Default)]
struct Notes {
    lines: Vec<String>,
    depth: usize,
    /// Fields and variants' fields that are passed over.
    over: &'static [&'static str],
    /// The index from which on lists are left.
    out_at: Option<usize>,
    /// Elements of arrays that are wanted.
    wanted: Option<Range<usize>>,
    /// Give up at this leaf.
    stop_at: Option<u128>,
}

impl Notes {
    fn note(&mut self, line: String) {
        self.lines.push(format!("{}{line}", "  ".repeat(self.depth)));
    }
}

impl Visit for Notes {
    fn begin(&mut self, group: Group<'_>) -> Result<()> {
        self.note(format!("{group:?}"));
        self.depth += 1;
        Ok(())
    }

    fn step(&mut self, step: Step<'_>) -> Result<Flow> {
        let flow = match step {
            Step::Field(name) if self.over.contains(&name) => Flow::Skip,
            Step::Index(index) | Step::Key(index) if self.out_at.is_some_and(|at| index >= at) => {
                Flow::Leave
            }
            _ => Flow::Enter,
        };
        if flow == Flow::Enter {
            self.note(format!("{step:?}"));
        }
        Ok(flow)
    }

    fn end(&mut self) -> Result<()> {
        self.depth -= 1;
        Ok(())
    }

    fn leaf(&mut self, leaf: Leaf<'_>) -> Result<()> {
        if let Leaf::Unsigned(number) = leaf
            && self.stop_at == Some(number)
        {
            return Err(Error::invalid("seen enough"));
        }
        self.note(format!("{leaf:?}"));
        Ok(())
    }

    fn array(&mut self, array: &ArrayPart<'_>) -> Result<Range<usize>> {
        self.note(format!("array {array}"));
        Ok(self.wanted.clone().unwrap_or(0..array.len()))
    }
}

fn archive(value: &impl Persist) -> Archive {
    Archive::from_bytes(value.to_bytes().unwrap()).unwrap()
}

#[track_caller]
fn told(value: &impl Persist, path: &str, mut notes: Notes, expected: &[&str]) {
    archive(value).visit(path, &mut notes).unwrap();
    assert_eq!(notes.lines, expected);
    assert_eq!(notes.depth, 0, "each group that begins ends");
}

#[derive(Persist)]
struct Point(u8, i16);

#[derive(Persist)]
enum Shape {
    Empty,
    Circle { radius: f32 },
}

#[test]
fn each_kind_of_value_is_told_in_the_order_of_the_file() {
    told(&Some(true), "", Notes::default(), &["Some", "  Content", "  Bool(true)"]);
    told(&None::<u8>, "", Notes::default(), &["None"]);
    told(
        &((), 'x', "text".to_owned()),
        "",
        Notes::default(),
        &[
            "Tuple { len: 3 }",
            "  Index(0)",
            "  Unit",
            "  Index(1)",
            "  Char('x')",
            "  Index(2)",
            "  Str(\"text\")",
        ],
    );
    told(
        &vec![Shape::Empty, Shape::Circle { radius: 0.5 }],
        "",
        Notes::default(),
        &[
            "List { len: 2, fixed: false }",
            "  Index(0)",
            "  Variant { name: \"Shape\", variant: \"Empty\", len: 0, named: false }",
            "  Index(1)",
            "  Variant { name: \"Shape\", variant: \"Circle\", len: 1, named: true }",
            "    Field(\"radius\")",
            "    F32(0.5)",
        ],
    );
    told(
        &BTreeMap::from([("a".to_owned(), Point(1, -1))]),
        "",
        Notes::default(),
        &[
            "Map { len: 1, named: true }",
            "  Key(0)",
            "  Str(\"a\")",
            "  Entry(0)",
            "  Struct { name: \"Point\", len: 2, named: false }",
            "    Field(\"0\")",
            "    Unsigned(1)",
            "    Field(\"1\")",
            "    Signed(-1)",
        ],
    );
    told(
        &BTreeMap::from([((1u8, true), 2u8)]),
        "",
        Notes { out_at: Some(0), ..Notes::default() },
        &["Map { len: 1, named: false }"],
    );
    told(
        &BTreeSet::from([[1u8, 2]]),
        "",
        Notes::default(),
        &[
            "Set { len: 1 }",
            "  Key(0)",
            "  List { len: 2, fixed: true }",
            "    Index(0)",
            "    Unsigned(1)",
            "    Index(1)",
            "    Unsigned(2)",
        ],
    );
}

#[derive(Persist)]
struct Model {
    name: String,
    points: Vec<Point>,
    children: Vec<Model>,
    shared: Vec<Arc<Vec<u16>>>,
    back: Option<Weak<Vec<u16>>>,
}

fn model() -> Model {
    let shared = Arc::new(vec![1u16, 2, 3]);
    let leaf = || Model {
        name: "leaf".into(),
        points: Vec::new(),
        children: Vec::new(),
        shared: Vec::new(),
        back: None,
    };
    Model {
        name: "root".into(),
        points: vec![Point(1, 2), Point(3, 4)],
        children: vec![leaf(), leaf(), leaf()],
        back: Some(Arc::downgrade(&shared)),
        shared: vec![shared.clone(), shared],
    }
}

#[test]
fn arrays_are_told_of_with_their_paths_and_only_the_elements_that_are_wanted_are_visited() {
    let notes = Notes { wanted: Some(1..2), ..Notes::default() };
    told(
        &model(),
        "points",
        notes,
        &[
            "array points: 2 of Point",
            "List { len: 2, fixed: false }",
            "  Index(1)",
            "  Struct { name: \"Point\", len: 2, named: false }",
            "    Field(\"0\")",
            "    Unsigned(3)",
            "    Field(\"1\")",
            "    Signed(4)",
        ],
    );
}

#[test]
fn what_is_passed_over_is_not_decoded_and_what_stands_behind_it_is_found() {
    let over = &["points", "children", "shared"];
    told(
        &model(),
        "",
        Notes { over, ..Notes::default() },
        &[
            "Struct { name: \"Model\", len: 5, named: true }",
            "  Field(\"name\")",
            "  Str(\"root\")",
            "  Field(\"back\")",
            "  Some",
            "    Content",
            "    Weak(Some(0))",
        ],
    );
    let notes = Notes { out_at: Some(1), over: &["points", "shared", "back"], ..Notes::default() };
    told(
        &model(),
        "",
        notes,
        &[
            "Struct { name: \"Model\", len: 5, named: true }",
            "  Field(\"name\")",
            "  Str(\"root\")",
            "  Field(\"children\")",
            "  List { len: 3, fixed: false }",
            "    Index(0)",
            "    Struct { name: \"Model\", len: 5, named: true }",
            "      Field(\"name\")",
            "      Str(\"leaf\")",
            "      Field(\"children\")",
            "      List { len: 0, fixed: false }",
        ],
    );
}

#[test]
fn shared_values_are_met_wherever_they_are_pointed_at() {
    let mut notes = Notes { wanted: Some(0..1), ..Notes::default() };
    archive(&model()).visit("shared", &mut notes).unwrap();
    assert_eq!(
        notes.lines,
        [
            "List { len: 2, fixed: false }",
            "  Index(0)",
            "  Shared { number: Some(0), met: false }",
            "    Content",
            "    array shared[0]: 3 of u16",
            "    List { len: 3, fixed: false }",
            "      Index(0)",
            "      Unsigned(1)",
            "  Index(1)",
            "  Shared { number: Some(0), met: true }",
            "    Content",
            "    array shared[1]: 3 of u16",
            "    List { len: 3, fixed: false }",
            "      Index(0)",
            "      Unsigned(1)",
        ]
    );
}

#[test]
fn shared_values_that_explode_meet_the_limits() {
    #[derive(Persist)]
    struct Twice(Option<(Arc<Twice>, Arc<Twice>)>);
    let mut twice = Twice(None);
    for _ in 0..60 {
        let shared = Arc::new(twice);
        twice = Twice(Some((shared.clone(), shared)));
    }
    let error = archive(&twice).visit("", &mut Quiet).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
}

/// Is told of everything, and keeps nothing.
struct Quiet;

impl Visit for Quiet {}

#[test]
fn a_path_leads_to_any_part() {
    for (path, expected) in [
        ("name", &["Str(\"root\")"][..]),
        ("points[1].0", &["Unsigned(3)"]),
        ("shared[1][2]", &["Unsigned(3)"]),
        ("children[2].name", &["Str(\"leaf\")"]),
    ] {
        told(&model(), path, Notes::default(), expected);
    }
    let error = archive(&model()).visit("nmae", &mut Quiet).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::NoSuchPart);
    assert!(error.to_string().contains("did you mean `name`?"), "{error}");
}

#[test]
fn blocks_are_read_as_far_as_they_are_wanted() {
    let (len, wanted) = (3_000_000u32, 1_500_000..1_500_003);
    let file = archive(&(0..len).collect::<Vec<_>>());
    let mut notes = Notes { wanted: Some(wanted), ..Notes::default() };
    let (visited, cost) = cost(|| file.visit("", &mut notes));
    visited.unwrap();
    assert_eq!(notes.lines.get(2..4).unwrap(), ["  Index(1500000)", "  Unsigned(1500000)"]);
    assert!(cost.peak < 2 << 20, "{cost:?}");

    // A visitor that leaves is not read on for.
    let mut notes = Notes { out_at: Some(2), ..Notes::default() };
    file.visit("", &mut notes).unwrap();
    assert_eq!(notes.lines.len(), 2 + 2 * 2);
}

#[test]
fn large_arrays_take_no_memory() {
    let file = archive(&(0..3_000_000u32).collect::<Vec<_>>());
    let (visited, cost) = cost(|| file.visit("", &mut Quiet));
    visited.unwrap();
    assert!(cost.peak < 4 << 20, "{cost:?}");
}

#[test]
fn an_error_of_the_visitor_is_what_the_walk_gives_up_with() {
    let mut notes = Notes { stop_at: Some(3), ..Notes::default() };
    let error = archive(&model()).visit("points", &mut notes).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Invalid);
    assert!(error.to_string().starts_with("seen enough"), "{error}");
}

#[test]
fn a_part_is_the_same_tree_as_within_the_whole() {
    let file = archive(&model());
    let whole = file.value().unwrap();
    assert_eq!(file.value_at("").unwrap(), whole);
    for path in ["name", "points", "points[1]", "points[1].1", "children[0]", "children[1].name"] {
        assert_eq!(&file.value_at(path).unwrap(), whole.get(path).unwrap(), "{path}");
    }
    assert_eq!(file.value_at("points[2]").unwrap_err().kind(), ErrorKind::NoSuchPart);
}

#[test]
fn a_tree_is_visited_as_a_file_is() {
    let value = (vec![1u8, 2], Some("x".to_owned()), BTreeMap::from([(1u8, Shape::Empty)]));
    let (mut of_file, mut of_tree) = (Notes::default(), Notes::default());
    archive(&value).visit("", &mut of_file).unwrap();
    archive(&value).value().unwrap().visit(&mut of_tree).unwrap();
    of_file.lines.retain(|line| !line.trim_start().starts_with("array"));
    assert_eq!(of_tree.lines, of_file.lines);

    let mut notes = Notes { over: &["b"], ..Notes::default() };
    let fields = vec![("a".into(), Value::from(1u8)), ("b".into(), Value::Unit)];
    Value::Struct { name: "S".into(), fields }.visit(&mut notes).unwrap();
    assert_eq!(
        notes.lines,
        ["Struct { name: \"S\", len: 2, named: true }", "  Field(\"a\")", "  Unsigned(1)"]
    );
}

#[test]
fn values_that_no_checksum_tells_of_are_found() {
    use persist_tests::support::craft::File;
    let sound = (vec!['a', 'b'], vec![true; 5000], 7u8).to_bytes().unwrap();
    let check = |file: &File| {
        let archive = Archive::from_bytes(file.to_bytes()).unwrap();
        archive.verify().unwrap();
        archive.verify_values()
    };
    check(&File::parse(&sound)).unwrap();

    let mut file = File::parse(&sound);
    file.blocks.first_mut().unwrap().1[4321] = 2;
    let error = check(&file).unwrap_err();
    assert_eq!(
        (error.kind(), error.path()),
        (ErrorKind::Damaged, Some("([char], [bool], u8)[1][4321]")),
        "{error}"
    );

    let mut file = File::parse(&sound);
    file.body.push(0);
    assert_eq!(check(&file).unwrap_err().kind(), ErrorKind::Damaged);

    #[derive(Persist)]
    struct Chain {
        next: Option<Arc<Chain>>,
    }
    let chain = Chain { next: Some(Arc::new(Chain { next: None })) };
    let mut file = File::parse(&chain.to_bytes().unwrap());
    file.shared = Some(vec![2, 1, 0]);
    let error = check(&file).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Damaged, Some("Chain.next.next")));
    assert!(error.to_string().contains("shared value 0 contains itself"), "{error}");

    let two = (Arc::new(1u8), Arc::new(true), Arc::new(1u8));
    let mut file = File::parse(&two.to_bytes().unwrap());
    check(&file).unwrap();
    file.body = vec![0, 1, 0];
    check(&file).unwrap();
    file.body = vec![0, 0, 0];
    let error = check(&file).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Damaged);
    assert!(error.to_string().contains("shared value 0 stands for values of two types"), "{error}");
    assert!(error.to_string().contains("[1]`"), "{error}");

    // Weak pointers take it for a value of some type, too, wherever they stand.
    let (one, other) = (Arc::new(1u8), Arc::new(true));
    let pointers = (Arc::downgrade(&one), Arc::downgrade(&other), one, other);
    let mut file = File::parse(&pointers.to_bytes().unwrap());
    check(&file).unwrap();
    for (body, path) in [([1, 1, 0, 1], "[1]`"), ([2, 1, 0, 1], "[2]`"), ([1, 2, 1, 0], "[2]`")] {
        file.body = body.to_vec();
        let error = check(&file).unwrap_err().to_string();
        assert!(error.contains("stands for values of two types"), "{body:?}: {error}");
        assert!(error.contains(path), "{body:?}: {error}");
    }
}
