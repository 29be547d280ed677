//! Generic types: kept with what stands for their parameters.

use std::fs;

use crate::project::{Project, fails, succeeds};

#[test]
fn generic_parameters_may_have_other_names() {
    let project = Project::new("generic");
    let source = "use std::collections::BTreeMap;\n#[derive(persist_core::Persist)]\n#[persist(version = \"1.0.0\")]\n\
                  pub struct Grid<'a, T, const N: usize> {\n    pub rows: Vec<[T; N]>,\n    \
                  pub names: BTreeMap<std::borrow::Cow<'a, str>, T>,\n    pub children: Vec<Self>,\n    \
                  pub cube: [[[T; N]; N]; N],\n}\n";
    project.write("src/lib.rs", source);
    succeeds(project.histories(Some("record")));
    let text = project.read("persist/Grid.history");
    assert!(
        text.contains(
            "type Grid<T, const N>\nversion 1.0.0\n  rows: [[T; N]]\n  names: {str: T}\n  children: [Grid<T, N>]\n  \
             cube: [[[T; N]; N]; N]\n"
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
