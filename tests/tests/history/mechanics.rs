//! Where histories are kept, when they are looked at, and what must not disturb them.

use std::fs;

use crate::project::{Project, fails, shown, succeeds};

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
        &[
            "`Forest` 1.1.0 is recorded with another shape",
            "seed: u64 = 7",
            "seed: u64 = 8",
            "if 1.1.0 was never released, `PERSIST_HISTORY=overwrite cargo test persist_history_forest`",
        ],
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
    // Not even without the line that tells.
    let line = text.lines().find(|line| line.starts_with("with ")).unwrap();
    let edited = text.replacen(&format!("{line}\n"), "", 1).replacen("u16", "u8", 1);
    project.write("persist/Forest.history", &edited);
    fails(
        project.histories(None),
        &["`Forest` 1.0.0 has no `with` line any more", "edited by hand"],
    );
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
fn a_published_crate_is_not_checked_again() {
    let project = recorded("published");
    project.edit("src/lib.rs", "u16", "u32");
    assert!(!project.check(&[]).is_empty());
    project.write("Cargo.toml.orig", "");
    project.edit("src/lib.rs", "u32", "u64, pub more: u8");
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
    let (succeeded, said) = shown(&project.cargo(&["test", "-q"]).output().unwrap());
    assert!(succeeded, "{said}");
}

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

#[test]
fn a_program_reads_and_writes_what_it_recorded() {
    let project = recorded("versions");
    project.edit("src/lib.rs", "1.0.0", "1.1.0");
    project.edit(
        "src/lib.rs",
        "    pub names",
        "    #[persist(default = 7)]\n    pub seed: u64,\n    pub names",
    );
    succeeds(project.histories(Some("record")));
    project.write(
        "tests/versions.rs",
        "use persist_core::{Archive, History, Persist, SaveOptions};\nuse versions::Forest;\n\n\
         mod old {\n    #[derive(persist_core::Persist)]\n    #[persist(version = \"1.0.0\")]\n    \
         pub struct Forest { pub depth: u16, pub names: Vec<String> }\n}\n\n\
         #[test]\nfn of_both_versions() -> persist_core::Result<()> {\n    \
         let old = old::Forest { depth: 3, names: vec![\"elm\".into()] };\n    \
         let forest = Forest::from_record(&old.to_record()?)?;\n    \
         assert_eq!((forest.depth, forest.seed, forest.names.len()), (3, 7, 1));\n    \
         let bytes = SaveOptions::new().as_version(\"1.0.0\").to_bytes(&forest)?;\n    \
         assert_eq!(Archive::from_bytes(bytes.clone())?.version().unwrap().to_string(), \"1.0.0\");\n    \
         assert_eq!(old::Forest::from_bytes(&bytes)?.names, [\"elm\"]);\n    \
         let history = History::of::<Forest>()?.unwrap();\n    \
         assert_eq!(history.versions().map(ToString::to_string).collect::<Vec<_>>(), [\"1.0.0\", \"1.1.0\"]);\n    \
         Ok(())\n}\n",
    );
    succeeds(shown(&project.cargo(&["test", "-q", "--test", "versions"]).output().unwrap()));
}
