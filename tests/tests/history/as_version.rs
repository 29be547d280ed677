//! Files as recorded versions of a type would have written them.

use persist_core::__private::history::recorded_schema;
use persist_core::{Archive, ErrorKind, Fingerprint, History, Persist, SaveOptions, Schema};

use super::kept::{kept, recorded};

mod old {
    use persist_core::Persist;

    #[derive(Persist)]
    #[persist(version = "1.0.0")]
    pub(crate) struct Tree {
        pub(crate) nodes: Vec<u16>,
    }

    #[derive(Persist)]
    #[persist(version = "1.2.0")]
    pub(crate) struct Forest {
        pub(crate) depth: u16,
        pub(crate) trees: Vec<Tree>,
    }

    #[derive(Persist)]
    #[persist(version = "1.0.0")]
    pub(crate) struct Grove<T> {
        pub(crate) trees: Vec<T>,
    }
}

mod today {
    use persist_core::Persist;

    use super::Tree;

    #[derive(Persist)]
    #[persist(name = "Tree", version = "1.1.0")]
    pub(crate) struct PlainTree {
        pub(crate) nodes: Vec<u32>,
    }

    #[derive(Persist)]
    #[persist(version = "1.3.0")]
    pub(crate) struct Forest {
        pub(crate) depth: u32,
        pub(crate) trees: Vec<Tree>,
        #[persist(default)]
        pub(crate) names: Vec<String>,
    }

    #[derive(Persist)]
    #[persist(version = "1.1.0")]
    pub(crate) struct Grove<T> {
        pub(crate) trees: Vec<T>,
        #[persist(default)]
        pub(crate) area: f64,
    }
}

/// What `record` wrote, one version after the other.
const TREE: &str = "
type Tree
version 1.0.0
  nodes: [u16]
with f4d3e1c5e34a52f9
version 1.1.0
  nodes: [u32]
with c00b4b69901d919d
";

/// In 1.3.0 it was released twice: its trees have moved on alone.
const FOREST: &str = "
type Forest
version 1.2.0
  depth: u16
  trees: [Tree]
with 052c78b2aa25ad45 Tree 1.0.0
version 1.3.0
  depth: u32
  trees: [Tree]
  names: [str] =
with 1445d5670eb13c9e Tree 1.0.0
with 209d7fcb7de6fffa Tree 1.1.0
";

/// As recorded of what stands for its parameter.
const GROVE: &str = "
type Grove<T>
version 1.0.0
  trees: [T]
with 92cf68f8fb54d717
version 1.1.0
  trees: [T]
  area: f64 =
with ab0ce81ab74284e1
";

kept!(Tree = today::PlainTree, || TREE, holds []);
kept!(Forest = today::Forest, || FOREST, holds[Tree]);
kept!(Grove<T> = today::Grove<T>, || GROVE, holds [T]);
// One whose trees keep no history that the program reaches, and one that was edited.
kept!(Lost = lost::Forest, || FOREST, holds[today::PlainTree]);
kept!(Edited = edited::Tree, || EDITED, holds []);

mod lost {
    use super::today;

    #[derive(persist_core::Persist)]
    #[persist(version = "1.3.0")]
    pub(crate) struct Forest {
        pub(crate) depth: u32,
        pub(crate) trees: Vec<today::PlainTree>,
        #[persist(default)]
        pub(crate) names: Vec<String>,
    }
}

mod edited {
    #[derive(persist_core::Persist)]
    #[persist(version = "1.1.0")]
    pub(crate) struct Tree {
        pub(crate) nodes: Vec<u32>,
    }
}

const EDITED: &str = "
type Tree
version 1.0.0
  nodes: [u8]
with f4d3e1c5e34a52f9
";

fn forest() -> Forest {
    let trees = vec![Tree(today::PlainTree { nodes: vec![1, 300] })];
    Forest(today::Forest { depth: 7, trees, names: vec!["ash".into()] })
}

fn tree(node: u32) -> Tree {
    Tree(today::PlainTree { nodes: vec![node] })
}

#[test]
fn an_older_program_reads_what_was_saved_as_its_version() {
    let bytes = SaveOptions::new().as_version("1.2.0").to_bytes(&forest()).unwrap();
    let archive = Archive::from_bytes(bytes.clone()).unwrap();
    assert_eq!(archive.schema(), &Schema::of::<old::Forest>().unwrap());
    let old = old::Forest::from_bytes(&bytes).unwrap();
    assert_eq!((old.depth, &old.trees[0].nodes[..]), (7, &[1, 300][..]));

    // Of the closures of one version it is the newest.
    let bytes = SaveOptions::new().as_version("1.3.0").to_bytes(&forest()).unwrap();
    assert_eq!(bytes, forest().to_bytes().unwrap());
}

#[test]
fn a_generic_type_is_saved_with_the_newest_version_of_its_argument() {
    let grove = |node| Grove(today::Grove { trees: vec![tree(node)], area: 0.5 });
    let bytes = SaveOptions::new().as_version("1.0.0").to_bytes(&grove(70_000)).unwrap();
    let versions = Archive::from_bytes(bytes).unwrap().schema().to_string();
    assert!(versions.contains("Tree 1.1.0"), "{versions}");

    let history = History::of::<Grove<Tree>>().unwrap().unwrap();
    let schemas = history.schemas("1.0.0").unwrap();
    let trees: Vec<_> = schemas.iter().map(|one| one.nested[0].1.to_string()).collect();
    assert_eq!(trees, ["1.1.0", "1.0.0"]);
    assert_eq!(schemas[1].schema, Schema::of::<old::Grove<old::Tree>>().unwrap());
    assert_eq!(
        recorded_schema::<Grove<Tree>>(schemas[1].fingerprint).unwrap().as_ref(),
        Some(&schemas[1].schema)
    );

    // Arguments that keep no history of their own need none where they are the library's.
    let numbers = History::of::<Grove<u8>>().unwrap().unwrap();
    assert_eq!(numbers.schema("1.0.0").unwrap(), Schema::of::<old::Grove<u8>>().unwrap());
    let nested = History::of::<Grove<Grove<u8>>>().unwrap().unwrap();
    assert_eq!(
        nested.schema("1.0.0").unwrap(),
        Schema::of::<old::Grove<old::Grove<u8>>>().unwrap()
    );
}

#[test]
fn what_was_recorded_is_found_by_its_fingerprint() {
    let old = Schema::of::<old::Forest>().unwrap();
    assert_eq!(recorded_schema::<Forest>(old.fingerprint()).unwrap(), Some(old));
    let today = Schema::of::<Forest>().unwrap();
    let found = recorded_schema::<Forest>(today.fingerprint()).unwrap().unwrap();
    assert_eq!(found.to_string(), today.to_string());
    assert_eq!(recorded_schema::<Forest>(Fingerprint(1)).unwrap(), None);
    assert_eq!(recorded_schema::<old::Forest>(Fingerprint(1)).unwrap(), None);
}

#[test]
fn versions_that_cannot_be_had_are_named() {
    fn refusal<T: Persist>(version: &str, value: &T) -> String {
        let error = SaveOptions::new().as_version(version).to_bytes(value).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Caller, "{error}");
        error.to_string()
    }
    let cases = [
        (
            refusal("1.4.0", &forest()),
            "the history of `Forest` has no version 1.4.0: recorded are 1.2.0, 1.3.0",
        ),
        (refusal("1.2", &forest()), "expected a version, as `1.2.0`, found `1.2`"),
        (
            refusal("1.0.0", &old::Tree { nodes: vec![1] }),
            "`Tree` 1.0.0 keeps no history, so its former versions are not known",
        ),
        (
            refusal("1.0.0", &Edited(edited::Tree { nodes: vec![1] })),
            "`Tree` 1.0.0 in its history is not what was recorded",
        ),
        (
            refusal(
                "1.2.0",
                &Lost(lost::Forest { depth: 1, trees: Vec::new(), names: Vec::new() }),
            ),
            "`Forest` 1.2.0 held `Tree` 1.0.0, which is in no history that this program reaches; help: restore \
             `persist/Tree.history`",
        ),
    ];
    for (text, expected) in cases {
        assert!(text.contains(expected), "{text}");
    }
}

#[test]
fn a_value_beyond_the_older_type_is_refused_with_its_path() {
    let forest = Forest(today::Forest { depth: 70_000, trees: Vec::new(), names: Vec::new() });
    let error = SaveOptions::new().as_version("1.2.0").to_bytes(&forest).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Schema, Some("Forest.depth")));
}

/// The texts above are what recording writes.
#[test]
fn the_fingerprints_of_the_texts_are_those_of_the_types() {
    let line =
        |text: String| text.lines().find(|line| line.starts_with("with")).unwrap().to_owned();
    assert!(TREE.contains(&line(recorded::<old::Tree>(&[]).to_string())));
    assert!(FOREST.contains(&line(recorded::<old::Forest>(&[]).to_string())));
    assert!(TREE.contains(&line(recorded::<today::PlainTree>(&[]).to_string())));
    assert!(FOREST.contains(&line(recorded::<Forest>(&[]).to_string())));
}
