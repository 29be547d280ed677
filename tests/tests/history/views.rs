//! Views, held against the history of the type whose files they read: what stops a build, and what does not.

use crate::project::{Project, succeeds};

const HISTORY: &str = "\
type Forest
version 1.0.0
  depth: u16
  trees: [u32]
version 1.1.0
  depth: u32
  trees: [u32]
  names: [str] = []
";

/// Today's type, and its view of the first epoch, which has all that both have.
const FOREST: &str = "\
use persist_core::{Persist, Result, Upgrade};

#[derive(Persist)]
#[persist(version = \"2.0.0\", upgrade(\"1\" => Forest1))]
pub struct Forest {
    pub leaves: u64,
    pub trees: Vec<u32>,
    #[persist(default)]
    pub names: Vec<String>,
}

#[derive(Persist)]
#[persist(view_of = \"Forest\", epoch = \"1\")]
pub struct Forest1 {
    depth: u32,
    trees: Vec<u32>,
    #[persist(default)]
    names: Vec<String>,
}

impl Upgrade<Forest1> for Forest {
    fn upgrade(old: Forest1) -> Result<Self> {
        Ok(Forest { leaves: old.depth.into(), trees: old.trees, names: old.names })
    }
}
";

const NAMES: &str = "    #[persist(default)]\n    names: Vec<String>,\n";

fn project(name: &str) -> Project {
    let project = Project::new(name);
    project.write("persist/Forest.history", HISTORY);
    project.write("src/lib.rs", FOREST);
    project
}

/// The only error of a build begins like this.
#[track_caller]
fn stops(project: &Project, words: &str) {
    match project.check(&[]).as_slice() {
        [error] => assert!(error.text.contains(words), "{words}\n{}", error.text),
        errors => panic!("{words}\n{errors:#?}"),
    }
}

#[test]
fn a_view_names_what_its_files_hold() {
    let project = project("view_names");
    assert!(project.check(&[]).is_empty());
    project.edit("src/lib.rs", "    depth: u32", "    #[persist(default)]\n    dept: u32");
    project.edit("src/lib.rs", "old.depth", "old.dept");
    stops(&project, "`Forest1.dept`: no recorded version of epoch `1` has it: they have `depth`");
    // The history is part of what is built, and the source is not edited.
    project.edit("persist/Forest.history", "  depth: u32", "  dept: u32");
    assert!(project.check(&[]).is_empty());
    project.edit("persist/Forest.history", "  dept: u32", "  depth: u32");
    stops(&project, "`Forest1.dept`");
    project.edit(
        "src/lib.rs",
        "#[persist(default)]\n    dept",
        "#[persist(was = \"depth\")]\n    dept",
    );
    assert!(project.check(&[]).is_empty());
    // A field that only the step fills is in no file.
    project.edit(
        "src/lib.rs",
        "    dept: u32,",
        "    dept: u32,\n    #[persist(skip)]\n    sum: u64,",
    );
    assert!(project.check(&[]).is_empty());
}

#[test]
fn a_view_leaves_out_what_today_has_only_on_purpose() {
    let project = project("view_leaves");
    project.edit("src/lib.rs", NAMES, "");
    project.edit("src/lib.rs", "old.names", "Vec::new()");
    stops(
        &project,
        "`Forest1` leaves out `names`, which 1.1.0 has and `Forest` has too: it would be lost",
    );
    project.edit("src/lib.rs", "epoch = \"1\"", "epoch = \"1\", removed(\"names\")");
    assert!(project.check(&[]).is_empty());
}

/// The type finds the names of its views where they have no history, or another one.
#[test]
fn a_view_beside_no_history_names_what_its_files_hold() {
    let project = project("view_beside_none");
    let misnamed = "    #[persist(default)]\n    dept: u32";
    project.edit("src/lib.rs", "epoch = \"1\"", "epoch = \"1\", history = false");
    assert!(project.check(&[]).is_empty());
    project.edit("src/lib.rs", "    depth: u32", misnamed);
    project.edit("src/lib.rs", "old.depth", "old.dept");
    stops(
        &project,
        "`Forest1.dept`: no recorded version of epoch `1` has it: they have `depth`, `trees`, `names`",
    );
    // A file that is named on the type alone.
    std::fs::rename(project.root.join("persist"), project.root.join("kept")).unwrap();
    let kept = "history = \"../kept/Forest.history\"";
    project.edit("src/lib.rs", "epoch = \"1\", history = false", "epoch = \"1\"");
    project.edit("src/lib.rs", "version = \"2.0.0\"", &format!("version = \"2.0.0\", {kept}"));
    stops(&project, "`Forest1.dept`: no recorded version of epoch `1` has it: they have `depth`");
    project.edit("src/lib.rs", "epoch = \"1\"", &format!("epoch = \"1\", {kept}"));
    stops(&project, "`Forest1.dept`: no recorded version of epoch `1` has it: they have `depth`");
}

/// A view reads a former name only of versions that lack the field's own.
#[test]
fn a_former_name_beside_the_field_is_not_read() {
    let project = Project::new("view_beside");
    project.write("persist/Pair.history", "type Pair\nversion 1.0.0\n  a: u32\n  b: u32\n");
    project.write(
        "src/lib.rs",
        "use persist_core::{Persist, Result, Upgrade};\n\n\
         #[derive(Persist)]\n#[persist(version = \"2.0.0\", upgrade(\"1\" => Pair1))]\n\
         pub struct Pair { pub a: u32, pub b: u32 }\n\n\
         #[derive(Persist)]\n#[persist(view_of = \"Pair\", epoch = \"1\")]\n\
         pub struct Pair1 { #[persist(was = \"b\")] a: u32 }\n\n\
         impl Upgrade<Pair1> for Pair {\n    fn upgrade(old: Pair1) -> Result<Self> {\n        \
         Ok(Pair { a: old.a, b: old.a })\n    }\n}\n",
    );
    stops(&project, "`Pair1` leaves out `b`, which 1.0.0 has and `Pair` has too: it would be lost");
    project.edit("src/lib.rs", "epoch = \"1\"", "epoch = \"1\", removed(\"b\")");
    assert!(project.check(&[]).is_empty());
    project.edit("src/lib.rs", ", removed(\"b\")", "");
    // Of versions that have one of them, it is the field.
    project.edit("persist/Pair.history", "  b: u32\n", "version 1.1.0\n  b: u32 was a\n");
    project.edit("src/lib.rs", "#[persist(was = \"b\")] a", "#[persist(was = \"a\")] b");
    project.edit("src/lib.rs", "a: old.a, b: old.a", "a: old.b, b: old.b");
    assert!(project.check(&[]).is_empty());
    // Where one of them is gone for a while and is back, they meet again.
    let back = "version 1.2.0\n  a: u32\nversion 1.3.0\n  a: u32\n  b: u32\n";
    project.edit("persist/Pair.history", "  b: u32 was a\n", &format!("  b: u32 was a\n{back}"));
    stops(&project, "`Pair1` leaves out `a`, which 1.0.0 to 1.3.0 have");
}

#[test]
fn a_view_merges_variants_only_on_purpose() {
    let project = Project::new("view_merges");
    project.write(
        "persist/Node.history",
        "type Node\nversion 1.0.0 enum\n  A\n    x: u32\n  B\n    x: u32\n",
    );
    project.write(
        "src/lib.rs",
        "use persist_core::{Persist, Result, Upgrade};\n\n\
         #[derive(Persist)]\n#[persist(version = \"2.0.0\", upgrade(\"1\" => Node1))]\n\
         pub enum Node { A { x: u64 }, B { x: u64 } }\n\n\
         #[derive(Persist)]\n#[persist(view_of = \"Node\", epoch = \"1\")]\n\
         pub enum Node1 { #[persist(was = \"B\")] A { x: u32 } }\n\n\
         impl Upgrade<Node1> for Node {\n    fn upgrade(Node1::A { x }: Node1) -> Result<Self> {\n        \
         Ok(Node::A { x: x.into() })\n    }\n}\n",
    );
    stops(&project, "`Node1` reads `B` as `A`, which 1.0.0 has beside `A` and `Node` keeps apart");
    project.edit("src/lib.rs", "epoch = \"1\"", "epoch = \"1\", removed(\"B\")");
    assert!(project.check(&[]).is_empty());
    project.edit("src/lib.rs", ", removed(\"B\")", "");
    // Today's type merges them as well.
    project.edit("src/lib.rs", "A { x: u64 }, B", "#[persist(was = \"B\")] A");
    assert!(project.check(&[]).is_empty());
}

/// A view names the type as its files do, or as it is called today.
#[test]
fn views_of_a_renamed_type_find_its_history() {
    let project = project("view_renamed");
    project.write("persist/Woods.history", HISTORY);
    std::fs::remove_file(project.root.join("persist/Forest.history")).unwrap();
    let renamed = "version = \"2.0.0\", name = \"Woods\", was = \"Forest\"";
    project.edit("src/lib.rs", "version = \"2.0.0\"", renamed);
    assert!(project.check(&[]).is_empty());
    project.edit("src/lib.rs", "    depth: u32", "    #[persist(default)]\n    dept: u32");
    project.edit("src/lib.rs", "old.depth", "old.dept");
    stops(&project, "`Forest1.dept`: no recorded version");
    project.edit("src/lib.rs", "view_of = \"Forest\"", "view_of = \"Woods\"");
    stops(&project, "`Forest1.dept`: no recorded version");
}

/// Only what both ends have is lost unseen: `depth` is the step's matter.
#[test]
fn what_today_has_not_is_left_out_freely() {
    let project = project("view_freely");
    project.edit("src/lib.rs", "    depth: u32,\n", "");
    project.edit("src/lib.rs", "old.depth.into()", "1");
    assert!(project.check(&[]).is_empty());
}

#[test]
fn a_pre_release_floats_and_its_views_name_what_is_there() {
    let project = project("view_floats");
    project.edit("src/lib.rs", "2.0.0", "2.0.0-dev");
    project.edit("src/lib.rs", NAMES, "");
    project.edit("src/lib.rs", "old.names", "Vec::new()");
    assert!(project.check(&[]).is_empty());
    project.edit("src/lib.rs", "view_of = \"Forest\"", "view_of = \"Forrest\"");
    stops(&project, "`Forest1` is a view of `Forrest`, epoch `1`, and has to be one of `Forest`");
    project.edit("src/lib.rs", "view_of = \"Forrest\"", "view_of = \"Forest\"");
    project.edit(
        "src/lib.rs",
        "    trees: Vec<u32>,\n}\n\nimpl",
        "    #[persist(default)] tree: Vec<u32>,\n}\n\nimpl",
    );
    project.edit("src/lib.rs", "old.trees", "old.tree");
    stops(&project, "`Forest1.tree`: no recorded version");
}

/// What is recorded anew is the latest version, which no view reads.
#[test]
fn views_are_checked_while_a_version_is_recorded_anew() {
    let project = Project::new("view_overwritten");
    let old = "#[derive(persist_core::Persist)]\n#[persist(version = \"1.1.0\")]\npub struct Forest {\n    \
               pub depth: u32,\n    pub trees: Vec<u32>,\n    pub names: Vec<String>,\n}\n";
    project.write("src/lib.rs", old);
    succeeds(project.histories(Some("record")));
    project.write("src/lib.rs", FOREST);
    succeeds(project.histories(Some("record")));
    project.edit("src/lib.rs", "leaves: u64", "leaves: u32");
    project.edit("src/lib.rs", NAMES, "");
    project.edit("src/lib.rs", "old.names", "Vec::new()");
    let (succeeded, said) = project.histories(Some("overwrite"));
    assert!(!succeeded && said.contains("`Forest1` leaves out `names`"), "{said}");
    project.edit("src/lib.rs", "epoch = \"1\"", "epoch = \"1\", removed(\"names\")");
    succeeds(project.histories(Some("overwrite")));
}

#[test]
fn views_without_a_history_are_not_checked() {
    let project = project("view_unchecked");
    // In a folder of tests, and with a word that says so.
    let misnamed = FOREST.replace("    depth: u32", "    #[persist(default)]\n    dept: u32");
    let misnamed = misnamed.replace("old.depth", "old.dept");
    project.write("tests/own.rs", &misnamed);
    let nowhere = misnamed.replace("epoch = \"1\"", "epoch = \"1\", history = false");
    let nowhere = nowhere.replace("version = \"2.0.0\"", "version = \"2.0.0\", history = false");
    project.write("src/lib.rs", &nowhere);
    assert!(project.check(&["--all-targets"]).is_empty());
    // A published crate was checked when it was published.
    project.write("Cargo.toml.orig", "");
    project.write("src/lib.rs", &misnamed.replace(NAMES, "").replace("old.names", "vec![]"));
    assert!(project.check(&["--all-targets"]).is_empty());
}

#[test]
fn views_of_generic_types_are_checked() {
    let project = Project::new("view_generic");
    project.write(
        "persist/acme.Forest.history",
        "type acme::Forest<T>\nversion 1.0.0\n  depth: u16\n  trees: [T]\n",
    );
    let source = "use persist_core::{Persist, Result, Upgrade};\n\n\
         pub trait Machine { type State; }\n\n\
         #[derive(Persist)]\n#[persist(name = \"acme::Woods\", was = \"acme::Forest\", history = \"../persist/acme.Forest.history\")]\n\
         #[persist(version = \"2.0.0\", upgrade(\"1\" => Forest1<U>))]\n\
         pub struct Forest<U> { pub leaves: u64, pub trees: Vec<U> }\n\n\
         #[derive(Persist)]\n#[persist(view_of = \"acme::Forest\", epoch = \"1\")]\n\
         pub struct Forest1<U> { depth: u16, trees: Vec<U> }\n\n\
         impl<U> Upgrade<Forest1<U>> for Forest<U> {\n    fn upgrade(old: Forest1<U>) -> Result<Self> {\n        \
         Ok(Forest { leaves: old.depth.into(), trees: old.trees })\n    }\n}\n";
    project.write("src/lib.rs", source);
    assert!(project.check(&[]).is_empty());
    project.edit(
        "src/lib.rs",
        "depth: u16, trees: Vec<U> }",
        "depth: u16, #[persist(skip)] unread: Vec<U> }",
    );
    project.edit("src/lib.rs", "trees: old.trees", "trees: old.unread");
    stops(&project, "declare `trees: Vec<U>` in the view");
}
