//! Histories whose type has gone, has lost its version, or has another name.

use std::fs;

use crate::project::{Project, fails, succeeds};

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

    // It has been one, even if it cannot be read; and one that records nothing promises nothing.
    let text = project.read("persist/Forest.history");
    project.write("persist/Forest.history", &text.replace("  depth", " depth"));
    project.write("src/lib.rs", &draft);
    let errors = project.check(&[]);
    assert!(
        errors[0].text.contains("`persist/Forest.history` cannot be read: nothing holds"),
        "{errors:#?}"
    );
    project.write("persist/Forest.history", "# persist schema history\n");
    project.write("src/lib.rs", &format!("{draft}\n"));
    assert!(project.check(&[]).is_empty());
    project.write("persist/Forest.history", &text);

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

#[test]
fn a_history_of_no_type_fails_every_test_and_nothing_is_recorded_beside_it() {
    let project = Project::new("orphaned");
    let other = "#[derive(Persist)]\n#[persist(version = \"1.0.0\")]\npub struct Other(u8);\n";
    project.write("src/lib.rs", &format!("{FOREST}{other}"));
    succeeds(project.histories(Some("record")));

    // Words of comments, of what is built and of other packages name no type.
    let renamed = FOREST.replace("struct Forest", "struct Woods");
    let comments = "// Forest\n/* /* Forest */ Forest */\n";
    project.write("src/lib.rs", &format!("{comments}{renamed}{other}"));
    project.write("target/debug/out.rs", "struct Forest;\n");
    project.write("nested/Cargo.toml", "");
    project.write("nested/lib.rs", "struct Forest;\n");
    for mode in [None, Some("record"), Some("overwrite")] {
        let (succeeded, said) = project.histories(mode);
        assert!(!succeeded, "{said}");
        let error = "Error: a history belongs to no type, so nothing holds to what its files need\n  \
                     - `persist/Forest.history` is of `Forest`, and no source of this package has that name\n  \
                     help: was it renamed: `#[persist(was = \"Forest\")]` on it, and \
                     `git mv persist/Forest.history persist/<Name>.history`; is it gone for good, and no file of it is to \
                     load again: delete the history; does a macro make up its name, or what is built: write it as a \
                     string, `#[persist(name = \"Forest\")]`\n";
        assert_eq!(said.matches(error).count(), 2, "{said}");
        assert!(!project.root.join("persist/Woods.history").exists());
    }

    // A string is as good as a type, for a macro that makes up the name.
    project.write("src/lib.rs", &format!("const _: &str = \"Forest\";\n{renamed}"));
    fails(project.histories(None), &["`persist/Other.history` is of `Other`"]);
    project.write("src/lib.rs", &format!("const _: &str = \"Forest\";\n{renamed}{other}"));
    fails(
        project.histories(None),
        &[
            "`Woods` 1.0.0 is not recorded yet in `persist/Woods.history`",
            "if it had another name, `#[persist(was = \"…\")]` and `git mv` of its history; if its history is lost",
        ],
    );
    let was = renamed.replace("1.0.0\"", "1.1.0\", was = \"Forest\"");
    project.write("src/lib.rs", &format!("{was}{other}"));
    fs::rename(
        project.root.join("persist/Forest.history"),
        project.root.join("persist/Woods.history"),
    )
    .unwrap();
    succeeds(project.histories(Some("record")));
    // The latest name counts.
    project.write("src/lib.rs", &format!("{}{other}", was.replace(", was = \"Forest\"", "")));
    fails(project.histories(None), &["files of `Forest` 1.0.0 do not load in 1.1.0"]);

    // A name in files that is not that of the type any more leads to the history all the same.
    let named = was.replace("was =", "name = \"acme::Woods\", was =");
    project.write("src/lib.rs", &format!("{named}{other}"));
    fails(
        project.histories(None),
        &["if it had another name, `#[persist(was = \"Woods\")]` and \
             `git mv persist/Woods.history persist/acme.Woods.history`; if its history is lost"],
    );
}
