//! Former names stand in a history: what is renamed twice, or back, is followed.

use crate::project::{Project, fails, succeeds};

fn source(version: &str, fields: &str, variants: &str) -> String {
    format!(
        "#[derive(persist_core::Persist)]\n#[persist(version = \"{version}\")]\n\
         pub struct Forest {{ {fields} }}\n\
         #[derive(persist_core::Persist)]\n#[persist(version = \"{version}\")]\n\
         pub enum Kind {{ {variants} }}\n"
    )
}

#[test]
fn names_are_followed_through_all_versions() {
    let project = Project::new("renames");
    let versions = [
        ("1.0.0", "pub seed: u64", "Leaf(u32)"),
        (
            "1.1.0",
            "#[persist(was = \"seed\")] pub state: u64",
            "#[persist(was = \"Leaf\")] End(u32)",
        ),
        (
            "1.2.0",
            "#[persist(was(\"state\", \"seed\"))] pub start: u64",
            "#[persist(was(\"End\", \"Leaf\"))] Last(u32)",
        ),
        // Back to the first name, and the others are its former ones.
        (
            "1.3.0",
            "#[persist(was(\"start\", \"state\"))] pub seed: u64",
            "#[persist(was(\"Last\", \"End\"))] Leaf(u32)",
        ),
    ];
    for (version, fields, variants) in versions {
        project.write("src/lib.rs", &source(version, fields, variants));
        succeeds(project.histories(Some("record")));
    }
    let (forest, kind) =
        (project.read("persist/Forest.history"), project.read("persist/Kind.history"));
    assert!(forest.contains("\nversion 1.2.0\n  start: u64 was state, seed\n"), "{forest}");
    assert!(kind.contains("\nversion 1.1.0 enum\n  End was Leaf\n    0: u32\n"), "{kind}");
    // What a version is to read belongs to its promise.
    project.edit("src/lib.rs", "was(\"start\", ", "was(\"unheard_of\", \"start\", ");
    fails(project.histories(None), &["declared: seed: u64 was unheard_of, start, state"]);
    // Files of 1.2.0 are read no more where it goes.
    project.edit("src/lib.rs", "was(\"unheard_of\", \"start\", \"state\")", "was(\"state\")");
    fails(
        project.histories(None),
        &[
            "what 1.2.0 has as `start` became `seed` in 1.3.0, and would be lost",
            "`#[persist(was(\"state\", \"start\"))]` says so",
        ],
    );
}

#[test]
fn variants_that_were_merged_may_be_told_apart_again() {
    let project = Project::new("merged");
    let versions = [
        ("1.0.0", "A(u32), B(u32)"),
        ("1.1.0", "#[persist(was(\"A\", \"B\"))] Both(u32)"),
        ("1.2.0", "#[persist(was = \"Both\")] A(u32), B(u32)"),
    ];
    for (version, variants) in versions {
        project.write("src/lib.rs", &source(version, "pub seed: u64", variants));
        succeeds(project.histories(Some("record")));
    }
}
