//! Types that hold values of a trait: what implements it is no part of what they promise.

use crate::project::{Project, fails, succeeds};

const SOURCE: &str = "\
use persist_core::{Dynamic, Persist};

pub trait Step: Dynamic {
    fn said(&self) -> String;
}
persist_core::dynamic!(dyn Step);

#[derive(Persist, Debug)]
#[persist(version = \"1.0.0\")]
pub struct Scale { pub mean: Vec<f32> }

/// May change at any time.
#[derive(Persist, Debug)]
pub struct Draft(u8);

/// Steps within steps.
#[derive(Persist)]
pub struct All(Vec<Box<dyn Step>>);

impl Step for Scale { fn said(&self) -> String { format!(\"{self:?}\") } }
impl Step for Draft { fn said(&self) -> String { format!(\"{self:?}\") } }
impl Step for All { fn said(&self) -> String { self.0.iter().map(|step| step.said()).collect() } }
persist_core::implementation!(dyn Step: Scale, Draft, All);

#[derive(Persist)]
#[persist(version = \"1.0.0\")]
pub struct Pipeline { pub first: Scale, pub steps: Vec<Box<dyn Step>>, pub last: Box<dyn Step> }
";

/// What today's program says of files for the first version, with what it has of its own.
const AS_VERSION: &str = "
#[test]
fn writes_for_the_first_version() {
    let scale = || Scale { mean: vec![0.5], deviation: 2.0 };
    let pipeline = Pipeline {
        first: scale(), steps: vec![Box::new(Draft(7)), Box::new(Clip { at: 1 }), Box::new(scale())], last: Box::new(All(Vec::new())),
    };
    let bytes = persist_core::SaveOptions::new().as_version(\"1.0.0\").to_bytes(&pipeline).unwrap();
    let archive = persist_core::Archive::from_bytes(bytes).unwrap();
    assert_eq!(
        archive.value().unwrap().to_string(),
        \"Pipeline { first: Scale { mean: [0.5] }, steps: [Draft(Draft(7)), Clip(Clip { at: 1 }), Scale(Scale { mean: [0.5] })], \\
         last: All(All([])) }\",
    );
    let history = persist_core::History::of::<Pipeline>().unwrap().unwrap();
    let today = persist_core::Schema::of::<Pipeline>().unwrap();
    assert_eq!(history.schema(\"1.1.0\").unwrap(), persist_core::Schema::from_bytes(&today.to_bytes()).unwrap());
    assert_eq!(history.find(today.fingerprint()).unwrap(), Some(history.schema(\"1.1.0\").unwrap()));
    // Without the program, a trait has no implementations.
    let texts = persist_core::History::parse(&history.to_string(), [include_str!(\"../persist/Scale.history\")]).unwrap();
    assert!(texts.schema(\"1.0.0\").unwrap().to_string().contains(\"enum dyn::Step {\\n}\"));
}
";

#[test]
fn what_implements_a_trait_is_no_part_of_the_promise() {
    let project = Project::new("dynamic");
    project.edit("Cargo.toml", "[\"serde\"]", "[\"serde\", \"dynamic\"]");
    project.write("src/lib.rs", SOURCE);
    succeeds(project.histories(Some("record")));
    succeeds(project.histories(None));
    let text = project.read("persist/Pipeline.history");
    assert!(text.contains("  steps: [dyn::Step]\n  last: dyn::Step\n"), "{text}");
    assert!(text.ends_with(" Scale 1.0.0\n"), "{text}");

    // Another implementation, another draft, and a version of one: the type needs none.
    project.edit("src/lib.rs", "pub struct Draft(u8);", "pub struct Draft(u16);");
    let clip = "#[derive(Persist, Debug)] #[persist(version = \"1.0.0\")] pub struct Clip { pub at: u8 }\n\
                impl Step for Clip { fn said(&self) -> String { format!(\"{self:?}\") } }\n\
                persist_core::implementation!(dyn Step: Clip);\n";
    project.write("src/lib.rs", &format!("{}{clip}", project.read("src/lib.rs")));
    fails(project.histories(None), &["`Clip` 1.0.0 is not recorded yet"]);
    succeeds(project.histories(Some("record")));
    assert_eq!(project.read("persist/Pipeline.history"), text);

    // What the type holds itself is recorded as ever, and its version is that of all values of its type.
    project.edit(
        "src/lib.rs",
        "version = \"1.0.0\")]\npub struct Scale { pub mean: Vec<f32> }",
        "version = \"1.1.0\")]\npub struct Scale { pub mean: Vec<f32>, #[persist(default = 1.0)] pub deviation: f64 }",
    );
    fails(project.histories(None), &["`Pipeline` 1.0.0", "`Scale` 1.0.0 is now 1.1.0"]);
    let one = "version = \"1.0.0\")]\npub struct Pipeline";
    project.edit("src/lib.rs", one, &one.replace("1.0.0", "1.1.0"));
    succeeds(project.histories(Some("record")));
    succeeds(project.histories(None));
    let text = project.read("persist/Pipeline.history");
    assert!(text.ends_with(" Scale 1.1.0\n"), "{text}");

    // Files for older programs have today's implementations.
    project.write("src/lib.rs", &format!("{}{AS_VERSION}", project.read("src/lib.rs")));
    let output = project.cargo(&["test", "-q", "writes_for"]).output().unwrap();
    succeeds(crate::project::shown(&output));

    // The trait leaves the type: its files are read all the same.
    let source = project.read("src/lib.rs");
    let (source, _) = source.split_once("\n#[test]").unwrap();
    project.write("src/lib.rs", source);
    project.edit("src/lib.rs", "version = \"1.1.0\")]\npub struct Pipeline { pub first: Scale, pub steps: Vec<Box<dyn Step>>, pub last: Box<dyn Step> }",
        "version = \"1.2.0\", removed(\"steps\", \"last\"))]\npub struct Pipeline { pub first: Scale }");
    succeeds(project.histories(Some("record")));
    succeeds(project.histories(None));
}
