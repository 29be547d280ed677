//! Values of defaults: no part of a schema, and yet a promise, as old files are filled with them.

use crate::project::{Project, fails, succeeds};

#[test]
fn a_default_that_changes_needs_its_bump() {
    let project = Project::new("defaults");
    let source = |version: &str, values: [u8; 2], steady: &str| {
        format!(
            "use persist_core::Persist;\n#[derive(Persist)]\n#[persist(version = \"{version}\")]\n\
             pub enum Step {{\n    Wait {{\n        #[persist(default = {})]\n        least: u8,\n        \
             #[persist(default = {})]\n        most: u8,\n        #[persist(default = {steady})]\n        id: u32,\n    \
             }},\n}}\n",
            values[0], values[1]
        )
    };
    project.write("src/lib.rs", &source("1.0.0", [1, 9], "7"));
    succeeds(project.histories(Some("record")));
    let text = project.read("persist/Step.history");

    // Of one that is another one each time, there is nothing to compare.
    let unsteady = "{ static N: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0); \
                    N.fetch_add(1, std::sync::atomic::Ordering::Relaxed) }";
    project.write("src/lib.rs", &source("1.0.1", [2, 9], unsteady));
    let words = ["Error: the value of a default changed without a sufficient version bump\n  \
         - `Step.Wait.least`: default 1 -> 2 since 1.0.0 (defaults), needs at least 1.1.0, declared 1.0.1\n  \
         help: #[persist(version = \"1.1.0\")], then `PERSIST_HISTORY=record cargo test persist_history`; a default that \
         is another one on each machine"];
    for mode in [None, Some("record")] {
        fails(project.histories(mode), &words);
        assert_eq!(project.read("persist/Step.history"), text);
    }
    project.write("src/lib.rs", &source("1.0.1", [1, 9], unsteady));
    succeeds(project.histories(Some("record")));
    // Nor is the version recorded anew with it.
    project.write("src/lib.rs", &source("1.0.1", [2, 9], unsteady));
    fails(project.histories(Some("overwrite")), &words);
    project.write("src/lib.rs", &source("1.1.0", [2, 8], unsteady));
    succeeds(project.histories(Some("record")));
    succeeds(project.histories(None));
}
