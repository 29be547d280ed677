//! Histories of a project, as `PERSIST_HISTORY=record` writes them.

use std::fs;
use std::path::Path;

use persist_core::__private::history::{HistoryText, Reserved, closure_of, entry_of};
use persist_core::{Persist, Schema};

use super::{Iris, Layer, Note, v1_0};

/// A type that converts a field, removes one, and enters a new epoch.
pub mod sensor {
    use persist_core::Persist;

    pub mod v1_0 {
        #[derive(persist_core::Persist)]
        #[persist(version = "1.0.0")]
        pub struct Sensor {
            pub id: u32,
            pub reading: String,
            pub spare: u8,
        }
    }

    pub mod v1_1 {
        #[derive(persist_core::Persist)]
        #[persist(version = "1.1.0", removed("spare"))]
        pub struct Sensor {
            pub id: u32,
            #[persist(from(String => |text: String| text.parse().map_err(persist_core::Error::invalid)))]
            pub reading: f64,
        }
    }

    #[derive(Persist)]
    #[persist(version = "2.0.0", upgrade("1" => unsupported))]
    pub struct Sensor {
        pub id: u64,
        pub readings: Vec<f64>,
    }
}

/// A type within another one, which moves alone.
pub mod nested {
    pub mod v1_0 {
        #[derive(persist_core::Persist)]
        #[persist(version = "1.0.0")]
        pub struct Tree {
            pub cuts: Vec<f32>,
        }

        #[derive(persist_core::Persist)]
        #[persist(version = "1.0.0")]
        pub struct Forest {
            pub depth: u16,
            pub trees: Vec<Tree>,
        }
    }

    pub mod v1_1 {
        #[derive(persist_core::Persist)]
        #[persist(version = "1.1.0")]
        pub struct Tree {
            pub cuts: Vec<f64>,
        }

        #[derive(persist_core::Persist)]
        #[persist(version = "1.0.0")]
        pub struct Forest {
            pub depth: u16,
            pub trees: Vec<Tree>,
        }
    }

    /// A field that older files lack.
    pub mod required {
        #[derive(persist_core::Persist)]
        #[persist(version = "1.1.0")]
        pub struct Tree {
            pub cuts: Vec<f32>,
            pub depth: u16,
        }
    }

    /// Wider by the wrong number.
    pub mod v1_0_1 {
        #[derive(persist_core::Persist)]
        #[persist(version = "1.0.1")]
        pub struct Forest {
            pub depth: u32,
            pub trees: Vec<super::v1_1::Tree>,
        }
    }
}

fn schema<T: Persist>() -> Schema {
    Schema::of::<T>().unwrap()
}

/// The history of these versions, oldest first; one version several times is released as often.
pub fn history(schemas: &[Schema]) -> String {
    let mut text = HistoryText::default();
    for schema in schemas {
        let mut entry = entry_of(schema, &[], &Reserved, &|_, _| None).unwrap();
        match text.entries.last_mut() {
            Some(last) if last.version == entry.version => last.closures.push(closure_of(schema)),
            _ => {
                entry.closures.push(closure_of(schema));
                text.entries.push(entry);
            }
        }
    }
    text.to_string()
}

/// Those of a project that keeps its word.
pub fn project() -> Vec<(&'static str, String)> {
    use nested::{v1_0 as old, v1_1 as new};
    vec![
        ("Forest", history(&[schema::<old::Forest>(), schema::<new::Forest>()])),
        ("Iris", history(&[schema::<v1_0::Iris>(), schema::<Iris>()])),
        ("Layer", history(&[schema::<Layer>()])),
        ("Note", history(&[schema::<Note>()])),
        (
            "Sensor",
            history(&[
                schema::<sensor::v1_0::Sensor>(),
                schema::<sensor::v1_1::Sensor>(),
                schema::<sensor::Sensor>(),
            ]),
        ),
        ("Tree", history(&[schema::<old::Tree>(), schema::<new::Tree>()])),
    ]
}

/// The history of a forest whose last version has too small a number.
pub fn forest_of_small_bump() -> String {
    use nested::{v1_0 as old, v1_0_1 as small, v1_1 as new};
    history(&[schema::<old::Forest>(), schema::<new::Forest>(), schema::<small::Forest>()])
}

/// The history of a tree whose last version does not read the files of the first.
pub fn tree_of_required_field() -> String {
    history(&[schema::<nested::v1_0::Tree>(), schema::<nested::required::Tree>()])
}

/// What the project had recorded at its first release.
pub fn first_release() -> Vec<(&'static str, String)> {
    vec![
        ("Forest", history(&[schema::<nested::v1_0::Forest>()])),
        ("Iris", history(&[schema::<v1_0::Iris>()])),
        ("Sensor", history(&[schema::<sensor::v1_0::Sensor>()])),
        ("Tree", history(&[schema::<nested::v1_0::Tree>()])),
    ]
}

/// Writes histories into the folder `persist` of a package.
pub fn write(package: &Path, histories: &[(&str, String)]) {
    let folder = package.join("persist");
    fs::create_dir_all(&folder).unwrap();
    for (name, text) in histories {
        fs::write(folder.join(format!("{name}.history")), text).unwrap();
    }
}

/// Writes a project, and one in which each history is wrong in its own way.
pub fn write_all(folder: &Path) {
    write(&folder.join("project"), &project());
    // Not looked at: what is built, what is hidden, and what other programs call so.
    write(&folder.join("project/target"), &[("Built", "?".into())]);
    write(&folder.join("project/.hidden"), &[("Hidden", "?".into())]);
    fs::write(folder.join("project/zsh.history"), "cargo test\n").unwrap();
    fs::create_dir_all(folder.join("empty")).unwrap();

    let of = |name: &str| project().into_iter().find(|(known, _)| *known == name).unwrap().1;
    let broken = [
        ("Edited", of("Note").replace("Missing", "Gone")),
        ("Forest", forest_of_small_bump()),
        ("Iris", of("Iris")),
        ("Line", of("Sensor").replace("id: u32", "id u32")),
        ("Tree", of("Tree")),
    ];
    write(&folder.join("broken"), &broken);
    fs::write(folder.join("broken/persist/Bytes.history"), b"type \xff\xfe").unwrap();
}
