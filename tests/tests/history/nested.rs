//! Types within types: each moves alone, and promises for itself.

use std::fs;

use crate::project::{Project, fails, shown, succeeds};

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
                  pub struct Tree { pub depth: u8, pub bark: Bark }\n\
                  #[derive(Persist)] #[persist(version = \"2.0.0\", history = false)] pub struct Bark(u8);\n\
                  #[derive(Persist)] #[persist(version = \"3.0.0\")]\npub struct Forest { pub trees: Vec<Tree> }\n";
    project.write("src/lib.rs", source);
    succeeds(project.histories(Some("record")));
    succeeds(project.histories(None));
    let moved = source
        .replace("depth: u8, pub bark: Bark", "depth: u16")
        .replace("1.0.0\"", "1.1.0\", removed(\"bark\")");
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
            "`Bark` 2.0.0 is in it no more",
        ],
    );
    project.write("persist/Forest.history", &text);

    // The nested type leaves the type, and its files are read all the same.
    project.write(
        "src/lib.rs",
        "#[derive(persist_core::Persist)] #[persist(version = \"3.1.0\", removed(\"trees\"))]\npub struct Forest {}\n",
    );
    // Its own history may go once others have what they need of it.
    let orphan = "`persist/Tree.history` is of `Tree`, and no source of this package has that name";
    fails(
        project.histories(None),
        &[
            orphan,
            "first `PERSIST_HISTORY=record cargo test persist_history`, by which `persist/Forest.history` keeps what it \
             holds of it, and then delete the history",
        ],
    );
    fails(project.histories(Some("record")), &[orphan, "to load again: delete the history"]);
    fs::remove_file(project.root.join("persist/Tree.history")).unwrap();
    succeeds(project.histories(Some("record")));
    let text = project.read("persist/Forest.history");
    assert!(text.contains("nested Tree 1.0.0\n  depth: u8\n"), "{text}");
    assert!(text.contains("nested Tree 1.1.0\n  depth: u16\n"), "{text}");
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
        shown(&command.output().unwrap())
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
    is_as_recorded(&text, "nested_type_of_another_crate");

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
    succeeds(shown(&output));
    assert!(project.read("persist/Forest.history").contains(" Matrix 1.1.0\n"));
    succeeds(all(&project, ""));
}

/// Compares with a recorded text, or records it.
fn is_as_recorded(text: &str, name: &str) {
    let path =
        std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/history/{name}.txt"));
    if std::env::var_os("PERSIST_BLESS").is_some() {
        fs::write(&path, text).unwrap();
    }
    assert_eq!(text, fs::read_to_string(&path).unwrap_or_default(), "PERSIST_BLESS=1 records");
}

#[test]
fn arrays_of_what_has_no_layout_are_recorded_too() {
    let project = Project::new("cells");
    project.write(
        "src/lib.rs",
        "use std::{cell::RefCell, net::Ipv4Addr};\n\
         #[derive(persist_core::Persist)]\n#[persist(version = \"1.0.0\")]\npub struct Net {\n    \
         pub seen: Vec<Ipv4Addr>,\n    pub weights: Vec<RefCell<f64>>,\n    pub sums: Vec<f64>,\n}\n",
    );
    succeeds(project.histories(Some("record")));
    let text = project.read("persist/Net.history");
    assert!(text.contains("  seen: [[u8; 4]]\n  weights: [f64]\n  sums: [f64]\n"), "{text}");
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
    // A later version of what holds a type that changed under its own does not help.
    let bark = source.replace("Bark { pub depth: u8", "Bark { pub depth: i16");
    project.write("src/lib.rs", &bark.replace("3.0.0", "3.0.1"));
    fails(
        project.histories(Some("record")),
        &["`Forest` 3.0.1 holds types that are recorded otherwise under the same versions"],
    );
    project.write("src/lib.rs", &source.replace("depth: u8", "depth: i16"));
    // The nested one alone: what holds it says that this is not enough.
    let mut nested = project.cargo(&["test", "-q", "persist_history_tree"]);
    let output = nested.env("PERSIST_HISTORY", "overwrite").output().unwrap();
    succeeds(shown(&output));
    for mode in [None, Some("record")] {
        fails(
            project.histories(mode),
            &[
                "`Forest` 3.0.0 is recorded with other definitions of the types that it holds, under the same versions",
                "PERSIST_HISTORY=overwrite cargo test persist_history_forest`",
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
