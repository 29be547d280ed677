//! Histories whose type has gone, has lost its version, or has another name.

use crate::project::{Project, succeeds};

const FOREST: &str = "\
use persist_core::Persist;

#[derive(Persist)]
#[persist(version = \"1.0.0\")]
pub struct Forest {
    pub depth: u16,
}
";

#[test]
fn a_type_that_loses_its_version_does_not_compile() {
    let project = Project::new("versionless");
    project.write("src/lib.rs", FOREST);
    succeeds(project.histories(Some("record")));

    let draft = FOREST.replace("#[persist(version = \"1.0.0\")]\n", "");
    let transparent = FOREST.replace("version = \"1.0.0\"", "transparent");
    for (source, says, help) in [
        (
            &draft,
            "`Forest` has a history of released versions, and no version any more",
            "help: give it back `#[persist(version = \"1.0.0\")]`; if it is another type of that name, \
             `#[persist(history = false)]`, or another `name`\n",
        ),
        (
            &transparent,
            "`Forest` has a history of released versions, and is `transparent` now",
            "help: give it `#[persist(version = \"1.0.0\")]` in the place of `transparent`; if it is another type of \
             that name, `#[persist(history = false)]`\n",
        ),
    ] {
        project.write("src/lib.rs", source);
        let errors = project.check(&[]);
        assert_eq!(errors.len(), 1, "{errors:#?}");
        for words in [
            says,
            "`persist/Forest.history` records 1.0.0 as its latest: nothing holds the type to what those files need\n",
            help,
            "pub struct Forest {\n  |            ^^^^^^\n",
        ] {
            assert!(errors[0].text.contains(words), "{words}\n{}", errors[0].text);
        }
    }

    // Another type of that name says so, a view is of what is recorded, and programs of tests promise nothing.
    let others = FOREST.to_owned()
        + "pub mod other {\n#[derive(persist_core::Persist)] #[persist(history = false)] pub struct Forest(u8);\n}\n\
           pub mod another {\n#[derive(persist_core::Persist)] #[persist(name = \"Woods\")] pub struct Forest(u8);\n}\n\
           pub mod thin {\n#[derive(persist_core::Persist)] #[persist(transparent, history = false)]\n\
           pub struct Forest(u8);\n}\n\
           pub mod old {\n#[derive(persist_core::Persist)] #[persist(view_of = \"Forest\", epoch = \"1\")]\n\
           pub struct Forest { depth: u16 }\n}\n";
    project.write("src/lib.rs", &others);
    project.write("tests/own.rs", "#[derive(persist_core::Persist)] pub struct Forest(u8);\n");
    assert!(project.check(&["--lib", "--tests"]).is_empty());
    // A published crate was checked when it was published.
    project.write("src/lib.rs", &draft);
    project.write("Cargo.toml.orig", "");
    assert!(project.check(&[]).is_empty());
}
