//! Where histories are kept, when they are looked at, and what must not disturb them.

use std::fs;

use crate::project::Project;

const FOREST: &str = "\
use persist_core::Persist;

#[derive(Persist, Clone)]
#[persist(version = \"1.0.0\")]
pub struct Forest {
    pub depth: u16,
    pub names: Vec<String>,
}
";

/// A project with one type, whose first version is recorded.
fn recorded(name: &str) -> Project {
    let project = Project::new(name);
    project.write("src/lib.rs", FOREST);
    succeeds(project.histories(Some("record")));
    succeeds(project.histories(None));
    project
}

#[track_caller]
fn succeeds((succeeded, said): (bool, String)) {
    assert!(succeeded, "{said}");
    assert!(said.contains("test result: ok"), "{said}");
}

#[track_caller]
fn fails((succeeded, said): (bool, String), words: &[&str]) {
    assert!(!succeeded, "{said}");
    for words in words {
        assert!(said.contains(words), "{words}\n{said}");
    }
}

#[test]
fn a_version_is_recorded_once_and_then_holds() {
    let project = Project::new("cycle");
    project.write("src/lib.rs", FOREST);
    fails(
        project.histories(None),
        &[
            "`Forest` 1.0.0 is not recorded yet in `persist/Forest.history`",
            "PERSIST_HISTORY=record",
        ],
    );
    succeeds(project.histories(Some("record")));
    let text = project.read("persist/Forest.history");
    assert!(
        text.contains("type Forest\nversion 1.0.0\n  depth: u16\n  names: [str]\nwith "),
        "{text}"
    );
    succeeds(project.histories(None));
    // What is recorded is not written again.
    succeeds(project.histories(Some("record")));
    assert_eq!(project.read("persist/Forest.history"), text);

    project.edit("src/lib.rs", "depth: u16", "depth: u32");
    let errors = project.check(&[]);
    assert!(errors[0].text.contains("u16 -> u32"), "{errors:?}");
    // Never released: recorded anew.
    succeeds(project.histories(Some("overwrite")));
    let text = project.read("persist/Forest.history");
    assert!(text.contains("version 1.0.0\n  depth: u32\n"), "{text}");
    assert_eq!(text.matches("version").count(), 1, "{text}");
    assert!(project.check(&[]).is_empty());

    project.edit("src/lib.rs", "1.0.0", "1.1.0");
    project.edit(
        "src/lib.rs",
        "    pub names",
        "    #[persist(default = 7)]\n    pub seed: u64,\n    pub names",
    );
    fails(project.histories(None), &["`Forest` 1.1.0 is not recorded yet"]);
    succeeds(project.histories(Some("record")));
    let text = project.read("persist/Forest.history");
    assert!(
        text.contains("version 1.1.0\n  depth: u32\n  seed: u64 = 7\n  names: [str]\n"),
        "{text}"
    );

    // A default is not part of a schema, and yet a promise: old files get it.
    project.edit("src/lib.rs", "default = 7", "default = 8");
    fails(
        project.histories(None),
        &["`Forest` 1.1.0 is recorded with another shape", "seed: u64 = 7", "seed: u64 = 8"],
    );
    let (succeeded, said) = project.histories(Some("recrod"));
    assert!(
        !succeeded && said.contains("PERSIST_HISTORY is `recrod`; expected `record`"),
        "{said}"
    );
}

#[test]
fn a_default_of_the_machine_has_no_value_in_the_history() {
    let project = Project::new("unsteady");
    let source = FOREST.replace(
        "    pub names",
        "    #[persist(default = std::process::id())]\n    pub process: u32,\n    pub names",
    );
    project.write("src/lib.rs", &source);
    succeeds(project.histories(Some("record")));
    fails(
        project.histories(None),
        &["recorded: process: u32 = ", "leave out what stands behind its ` =`"],
    );
    let text = project.read("persist/Forest.history");
    let value = text.lines().find(|line| line.contains("process")).unwrap();
    project.write("persist/Forest.history", &text.replace(value, "  process: u32 ="));
    succeeds(project.histories(None));
    succeeds(project.histories(None));
}

#[test]
fn a_history_that_is_gone_or_was_edited_fails_the_tests() {
    let project = recorded("tampered");
    project.edit("src/lib.rs", "1.0.0", "1.1.0");
    project.edit("src/lib.rs", "u16", "u32");
    succeeds(project.histories(Some("record")));
    let text = project.read("persist/Forest.history");

    for (from, to) in [
        ("  depth: u16\n", "  depth: u8\n"),
        ("  depth: u16\n", ""),
        ("names: [str]\nwith", "name: [str]\nwith"),
    ] {
        let edited = text.replacen(from, to, 1);
        assert_ne!(edited, text);
        project.write("persist/Forest.history", &edited);
        let (succeeded, said) = project.histories(None);
        assert!(!succeeded, "{edited}\n{said}");
    }
    let edited = text.replacen("  depth: u16\n", "  depth: u8\n", 1);
    project.write("persist/Forest.history", &edited);
    fails(
        project.histories(None),
        &["`Forest` 1.0.0 in its history is not what was recorded", "edited by hand"],
    );

    fs::remove_file(project.root.join("persist/Forest.history")).unwrap();
    fails(
        project.histories(None),
        &["`Forest` 1.1.0 is not recorded yet", "restore it from version control"],
    );
    project.write("persist/Forest.history", &text);
    succeeds(project.histories(None));
}

#[test]
fn edits_that_do_not_concern_files_change_nothing() {
    let project = recorded("unrelated");
    let text = project.read("persist/Forest.history");
    project.write(
        "src/lib.rs",
        "#![forbid(unsafe_code)]\n#![deny(warnings)]\n//! Documented now.\npub mod moved;\npub use moved::Forest;\n",
    );
    project.write(
        "src/moved/mod.rs",
        "mod deeper { use std::string::String as Text;\n\
         /// With docs.\n#[derive(Clone, persist_core::Persist)]\n\
         #[persist(version = \"1.0.0\")]\npub struct Forest {\n    /// And here.\n    pub depth: u16,\n    \
         pub names: std::vec::Vec<Text>,\n}\n\
         impl Forest { /// A method.\n pub fn is_deep(&self) -> bool { self.depth > 9 } } }\npub use deeper::Forest;\n",
    );
    project.edit("Cargo.toml", "name = \"unrelated\"", "name = \"renamed\"");
    assert!(project.check(&["--all-targets"]).is_empty());
    succeeds(project.histories(None));
    succeeds(project.histories(Some("record")));
    assert_eq!(project.read("persist/Forest.history"), text);
}

#[test]
fn generic_parameters_may_have_other_names() {
    let project = Project::new("generic");
    let source = "use std::collections::BTreeMap;\n#[derive(persist_core::Persist)]\n#[persist(version = \"1.0.0\")]\n\
                  pub struct Grid<'a, T, const N: usize> {\n    pub rows: Vec<[T; N]>,\n    \
                  pub names: BTreeMap<std::borrow::Cow<'a, str>, T>,\n    pub children: Vec<Self>,\n}\n";
    project.write("src/lib.rs", source);
    succeeds(project.histories(Some("record")));
    let text = project.read("persist/Grid.history");
    assert!(
        text.contains(
            "type Grid<T, const N>\nversion 1.0.0\n  rows: [[T; N]]\n  names: {str: T}\n  children: [Grid<T, N>]\n"
        ),
        "{text}"
    );
    project.write(
        "src/lib.rs",
        &source
            .replace("T", "Cell")
            .replace("BCelleeMap", "BTreeMap")
            .replace("BCellreeMap", "BTreeMap")
            .replace("N", "LEN"),
    );
    assert!(project.check(&["--all-targets"]).is_empty());
    succeeds(project.histories(None));
    project.write("src/lib.rs", &source.replace("[T; N]", "[T; 4]"));
    let errors = project.check(&[]);
    assert!(errors.iter().any(|error| error.text.contains("[[T; N]] -> [[T; 4]]")), "{errors:?}");
    let bound =
        source.replace("T, const", "T: Real, const") + "pub trait Real {}\nimpl Real for f32 {}\n";
    fs::remove_file(project.root.join("persist/Grid.history")).unwrap();
    project.write("src/lib.rs", &bound.replace("1.0.0\"", "1.0.0\", instantiate(T = f32)"));
    succeeds(project.histories(Some("record")));
    let text = project.read("persist/Grid.history");
    assert!(
        text.contains("type Grid<T = f32, const N>\nversion 1.0.0\n  rows: [[f32; N]]\n"),
        "{text}"
    );
    succeeds(project.histories(None));
}

#[test]
fn associated_types_are_compared_where_a_type_is_instantiated() {
    let project = Project::new("associated");
    let source = "pub trait Machine { type State: Default; }\nimpl Machine for u8 { type State = u32; }\n\
                  #[derive(persist_core::Persist)]\n\
                  #[persist(version = \"1.0.0\", instantiate(M = u8), bound = \"M::State: persist_core::Persist\")]\n\
                  pub struct Run<M: Machine> {\n    pub last: M::State,\n    #[persist(default)]\n    \
                  pub all: Vec<(M::State, Box<Self>)>,\n}\n";
    project.write("src/lib.rs", source);
    succeeds(project.histories(Some("record")));
    assert!(project.read("persist/Run.history").contains("type Run<M::State = u32>\n"));
    project.edit("src/lib.rs", "pub last", "/// Of the last step.\n    pub last");
    assert!(project.check(&["--all-targets"]).is_empty());
    succeeds(project.histories(None));
    project.edit("src/lib.rs", "State = u32", "State = u64");
    let errors = project.check(&[]);
    assert!(errors.iter().any(|error| error.text.contains("`Run.last`: u32 -> u64")), "{errors:?}");
}

#[test]
fn a_type_with_other_generic_parameters_ends_the_support_of_its_files() {
    let project = Project::new("parameters");
    let source = "#[derive(persist_core::Persist)]\n#[persist(version = \"1.0.0\")]\npub struct Grid<A> { pub a: A }\n";
    project.write("src/lib.rs", source);
    succeeds(project.histories(Some("record")));
    let wider = source.replace("Grid<A> {", "Grid<A, B> { #[persist(default)] pub b: Option<B>,");
    project.write("src/lib.rs", &wider.replace("1.0.0", "1.1.0"));
    fails(
        project.histories(Some("record")),
        &["`Grid` 1.0.0 has 1 generic arguments in its history, and 2 here", "`unsupported`"],
    );
    let ended = wider.replace("1.0.0\"", "2.0.0\", upgrade(\"1\" => unsupported)");
    project.write("src/lib.rs", &ended);
    succeeds(project.histories(Some("record")));
    succeeds(project.histories(None));
}

#[test]
fn two_types_of_one_name_are_found() {
    let project = recorded("namesakes");
    let twin = FOREST.replace("use persist_core::Persist;\n", "");
    project.write(
        "src/lib.rs",
        &format!("{FOREST}pub mod twin {{ use persist_core::Persist; {twin} }}\n"),
    );
    fails(
        project.histories(None),
        &[
            "two types keep one history, `persist/Forest.history`",
            "namesakes::Forest",
            "namesakes::twin::Forest",
        ],
    );
}

#[test]
fn types_that_promise_hold_no_drafts() {
    let project = Project::new("drafts");
    project.write(
        "src/lib.rs",
        "use persist_core::Persist;\n#[derive(Persist)] pub struct Tree(u8);\n\
         #[derive(Persist)] #[persist(version = \"0.2.0-dev\")] pub struct Bark(u8);\n\
         #[derive(Persist)] #[persist(version = \"1.0.0\")] pub struct Forest { pub trees: Vec<Tree>, pub bark: Bark }\n",
    );
    fails(
        project.histories(Some("record")),
        &[
            "`Forest` 1.0.0 promises what its parts do not",
            "`Tree` has no released version",
            "`Bark` has no released version",
        ],
    );
}

#[test]
fn a_nested_type_moves_alone() {
    let project = Project::new("nested");
    let source = "use persist_core::Persist;\n#[derive(Persist)] #[persist(version = \"1.0.0\")]\n\
                  pub struct Tree { pub depth: u8 }\n\
                  #[derive(Persist)] #[persist(version = \"3.0.0\")]\npub struct Forest { pub trees: Vec<Tree> }\n";
    project.write("src/lib.rs", source);
    succeeds(project.histories(Some("record")));
    succeeds(project.histories(None));
    let moved = source.replace("depth: u8", "depth: u16").replace("1.0.0", "1.1.0");
    project.write("src/lib.rs", &moved);
    assert!(project.check(&[]).is_empty());
    succeeds(project.histories(Some("record")));
    let text = project.read("persist/Forest.history");
    assert_eq!(text.matches("version").count(), 1, "{text}");
    assert_eq!(
        (text.matches(" Tree 1.0.0\n").count(), text.matches(" Tree 1.1.0\n").count()),
        (1, 1),
        "{text}"
    );
    succeeds(project.histories(None));
    // A closure that is not recorded fails the test, never the build.
    let closure = text.lines().find(|line| line.ends_with("Tree 1.1.0")).unwrap();
    project.write("persist/Forest.history", &text.replace(&format!("{closure}\n"), ""));
    assert!(project.check(&[]).is_empty());
    fails(
        project.histories(None),
        &[
            "`Forest` 3.0.0 is recorded with other versions of the types that it holds",
            "`Tree` 1.0.0 is now 1.1.0",
        ],
    );
    project.write("persist/Forest.history", &text);

    // The nested type leaves the type, and its files are read all the same.
    project.write(
        "src/lib.rs",
        "#[derive(persist_core::Persist)] #[persist(version = \"3.1.0\", removed(\"trees\"))]\npub struct Forest {}\n",
    );
    succeeds(project.histories(Some("record")));
    let text = project.read("persist/Forest.history");
    assert!(text.contains("nested Tree 1.0.0\n  depth: u8\n"), "{text}");
    assert!(text.contains("nested Tree 1.1.0\n  depth: u16\n"), "{text}");
    succeeds(project.histories(None));
}

#[test]
fn a_nested_type_that_was_never_released_is_recorded_anew() {
    let project = Project::new("anew");
    let source = "use persist_core::Persist;\n#[derive(Persist)] #[persist(version = \"1.0.0\")]\n\
                  pub struct Tree { pub depth: u8 }\n\
                  #[derive(Persist)] #[persist(version = \"1.0.0\", history = false)]\n\
                  pub struct Bark { pub depth: u8 }\n\
                  #[derive(Persist)] #[persist(version = \"3.0.0\")]\n\
                  pub struct Forest { pub trees: Vec<Tree>, pub bark: Bark }\n";
    project.write("src/lib.rs", source);
    succeeds(project.histories(Some("record")));
    succeeds(project.histories(None));
    project.write("src/lib.rs", &source.replace("depth: u8", "depth: i16"));
    // The nested one alone: what holds it says that this is not enough.
    let mut nested = project.cargo(&["test", "-q", "persist_history_tree"]);
    let output = nested.env("PERSIST_HISTORY", "overwrite").output().unwrap();
    succeeds(crate::project::shown(&output));
    for mode in [None, Some("record")] {
        fails(
            project.histories(mode),
            &[
                "`Forest` 3.0.0 is recorded with other definitions of the types that it holds, under the same versions",
                "PERSIST_HISTORY=overwrite",
            ],
        );
    }
    project.write("src/lib.rs", &source.replace("depth: u8", "depth: i32"));
    succeeds(project.histories(Some("overwrite")));
    let text = project.read("persist/Forest.history");
    assert!(text.contains("nested Bark 1.0.0\n  depth: i32\n"), "{text}");
    assert_eq!(text.matches("\nwith ").count(), 1, "{text}");
    succeeds(project.histories(None));
}

#[test]
fn a_nested_type_of_another_crate_fails_there() {
    let project = Project::new("parent");
    project.edit("Cargo.toml", "[workspace]", "[workspace]\nmembers = [\"child\"]");
    project.edit("Cargo.toml", "[dependencies]", "[dependencies]\nchild = { path = \"child\" }");
    let manifest = project.read("Cargo.toml").replace("name = \"parent\"", "name = \"child\"");
    let manifest = manifest
        .replace("child = { path = \"child\" }\n", "")
        .replace("[workspace]\nmembers = [\"child\"]\n", "");
    project.write("child/Cargo.toml", &manifest.replace("[profile.dev]\ndebug = false\n", ""));
    project.write(
        "child/src/lib.rs",
        "#[derive(persist_core::Persist)]\n#[persist(version = \"1.0.0\")]\npub struct Matrix {\n    pub data: Vec<f32>,\n}\n",
    );
    project.write(
        "src/lib.rs",
        "#[derive(persist_core::Persist)]\n#[persist(version = \"1.0.0\")]\npub struct Forest {\n    \
         pub basis: child::Matrix,\n}\n",
    );
    let all = |project: &Project, mode: &str| {
        let mut command = project.cargo(&["test", "-q", "--workspace", "persist_history"]);
        if !mode.is_empty() {
            command.env("PERSIST_HISTORY", mode);
        }
        crate::project::shown(&command.output().unwrap())
    };
    succeeds(all(&project, "record"));
    succeeds(all(&project, ""));
    // A parent keeps what it may lose: the definition of a type that another crate has.
    let text = project.read("persist/Forest.history");
    assert!(text.contains("nested Matrix 1.0.0\n  data: [f32]\n"), "{text}");

    project.edit("child/src/lib.rs", "f32", "f64");
    let errors = project.check(&["--workspace"]);
    assert!(errors.iter().all(|error| error.target == "child"), "{errors:?}");
    let text: String = errors.iter().map(|error| error.text.as_str()).collect();
    insta(&text, "nested_type_of_another_crate");

    project.edit("child/src/lib.rs", "1.0.0", "1.1.0");
    assert!(project.check(&["--workspace"]).is_empty());
    // From another folder, and one crate at a time.
    let mut elsewhere =
        Project { root: project.root.clone(), runs_in: Some(project.root.join("child/src")) };
    succeeds(elsewhere.histories(Some("record")));
    assert!(project.read("child/persist/Matrix.history").contains("version 1.1.0"));
    elsewhere.runs_in = Some(std::env::temp_dir());
    let manifest = project.root.join("Cargo.toml");
    let output = elsewhere
        .cargo(&[
            "test",
            "-q",
            "-p",
            "parent",
            "--manifest-path",
            manifest.to_str().unwrap(),
            "persist_history",
        ])
        .env("PERSIST_HISTORY", "record")
        .output()
        .unwrap();
    succeeds(crate::project::shown(&output));
    assert!(project.read("persist/Forest.history").contains(" Matrix 1.1.0\n"));
    succeeds(all(&project, ""));
}

#[test]
fn what_a_nested_type_loses_by_becoming_another_one_is_found() {
    let project = Project::new("becoming");
    let source = "use persist_core::Persist;\n#[derive(Persist)]\n#[persist(version = \"1.0.0\")]\n\
                  pub struct Forest {\n    pub size: (u8, u16),\n}\n";
    project.write("src/lib.rs", source);
    succeeds(project.histories(Some("record")));
    let named = source.replace("1.0.0", "1.1.0").replace("(u8, u16)", "Size")
        + "#[derive(Persist)]\n#[persist(version = \"1.0.0\")]\npub struct Size {\n    \
           #[persist(was = \"0\")]\n    pub width: u8,\n    #[persist(default)]\n    pub depth: u8,\n}\n";
    project.write("src/lib.rs", &named);
    assert!(project.check(&[]).is_empty());
    fails(
        project.histories(Some("record")),
        &[
            "files of `Forest` 1.0.0 load in 1.1.0 without a part that nobody gave up",
            "`Forest.size.1`: dropped",
        ],
    );
    project.edit(
        "src/lib.rs",
        "\"1.0.0\")]\npub struct Size",
        "\"1.0.0\", removed(\"1\"))]\npub struct Size",
    );
    succeeds(project.histories(Some("record")));
    succeeds(project.histories(None));
}

/// Compares with a recorded text, or records it.
fn insta(text: &str, name: &str) {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/history/{name}.txt"));
    if std::env::var_os("PERSIST_BLESS").is_some() {
        fs::write(&path, text).unwrap();
    }
    assert_eq!(text, fs::read_to_string(&path).unwrap_or_default(), "PERSIST_BLESS=1 records");
}

#[test]
fn a_published_crate_is_not_checked_again() {
    let project = recorded("published");
    project.edit("src/lib.rs", "u16", "u32");
    assert!(!project.check(&[]).is_empty());
    project.write("Cargo.toml.orig", "");
    project.edit("src/lib.rs", "u32", "u64");
    assert!(project.check(&[]).is_empty());
}

#[test]
fn types_keep_a_history_wherever_they_are_declared() {
    let project = Project::new("places");
    project.write(
        "src/lib.rs",
        "//! ```\n//! #[derive(persist_core::Persist)]\n//! #[persist(version = \"1.0.0\")]\n\
         //! struct InDocs(u8);\n//! assert!(persist_core::Persist::to_bytes(&InDocs(1)).is_ok());\n//! ```\n\
         macro_rules! declare { ($name:ident) => {\n    #[derive(persist_core::Persist)]\n    \
         #[persist(version = \"1.0.0\")]\n    pub struct $name { pub a: u8 }\n} }\n\
         declare!(FromMacro);\n\
         pub mod inner { #[derive(persist_core::Persist)] #[persist(version = \"1.0.0\", name = \"acme::Inner\")] \
         pub struct Inner(pub u8); }\n\
         #[derive(persist_core::Persist)] #[persist(version = \"1.0.0\")] pub struct r#Raw { pub r#fn: Vec<Self> }\n\
         pub fn f() {\n    #[derive(persist_core::Persist)]\n    #[persist(version = \"1.0.0\", history = false)]\n    \
         struct InFunction(u8);\n    let _ = InFunction(1);\n}\n",
    );
    project.write(
        "tests/own.rs",
        "#[derive(persist_core::Persist)] #[persist(version = \"1.0.0\")] pub struct OfTests(u8);\n\
         #[derive(persist_core::Persist)] #[persist(version = \"1.0.0\", history = \"own.history\")] \
         pub struct Explicit(u8);\n",
    );
    succeeds(project.histories(Some("record")));
    assert!(
        project
            .read("persist/acme.Inner.history")
            .contains("type acme::Inner\nversion 1.0.0\n  0: u8\n")
    );
    assert!(project.read("persist/FromMacro.history").contains("  a: u8\n"));
    assert!(project.read("tests/own.history").contains("type Explicit\n"));
    let mut files: Vec<_> = fs::read_dir(project.root.join("persist"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    files.sort();
    assert_eq!(files, ["FromMacro.history", "Raw.history", "acme.Inner.history"]);
    let (succeeded, said) =
        crate::project::shown(&project.cargo(&["test", "-q"]).output().unwrap());
    assert!(succeeded, "{said}");
}

#[cfg(unix)]
#[test]
fn a_link_to_the_package_changes_nothing() {
    let project = recorded("linked");
    let link = project.root.with_file_name("link_to_linked");
    let _ = fs::remove_file(&link);
    std::os::unix::fs::symlink(&project.root, &link).unwrap();
    project.edit("src/lib.rs", "u16", "u32");
    let manifest = link.join("Cargo.toml");
    let errors = project.check(&["--manifest-path", manifest.to_str().unwrap()]);
    assert!(errors.iter().any(|error| error.text.contains("u16 -> u32")), "{errors:?}");
}

#[test]
fn a_renamed_type_goes_on_in_its_history() {
    let project = recorded("renamed_type");
    project.edit("src/lib.rs", "version = \"1.0.0\"", "version = \"1.1.0\", was = \"Forest\"");
    project.edit("src/lib.rs", "struct Forest", "struct Woods");
    let errors = project.check(&[]);
    assert!(
        errors[0].text.contains("git mv persist/Forest.history persist/Woods.history"),
        "{errors:?}"
    );
    fs::rename(
        project.root.join("persist/Forest.history"),
        project.root.join("persist/Woods.history"),
    )
    .unwrap();
    assert!(project.check(&[]).is_empty());
    succeeds(project.histories(Some("record")));
    let text = project.read("persist/Woods.history");
    assert!(
        text.contains("type Forest\nversion 1.0.0\n")
            && text.contains("type Woods\nversion 1.1.0\n"),
        "{text}"
    );
    succeeds(project.histories(None));
}
