//! The generated test of a type, of recorded versions that today's type does not read, or not all of: as a build alone
//! cannot see it.

use std::fs;

use persist_core::__private::recording::{File, Site, test};
use persist_core::{ErrorKind, Persist, Result};

use super::kept::recorded;

/// Runs the test of `New`, in whose history stand both of its versions.
fn tested<Old: Persist, New: Persist>() -> Result<()> {
    let folder = tempfile::tempdir().unwrap();
    let mut history = recorded::<Old>(&[]);
    let today = recorded::<New>(&[]);
    history.entries.extend(today.entries);
    history.nested.extend(today.nested);
    fs::write(folder.path().join("Forest.history"), history.to_string()).unwrap();
    test::<New, New>(&Site {
        ident: "Forest",
        module: module_path!(),
        place: (file!(), line!()),
        package: env!("CARGO_PKG_NAME"),
        // Tests are constants of their program.
        manifest: String::leak(folder.path().to_str().unwrap().to_owned()),
        file: File::Manifest("Forest.history"),
        labels: &[],
        defaults: &[],
        replay: None,
    })
}

/// The type in its two versions.
macro_rules! forest {
    ($old:ty, $new:ty) => {
        #[derive(Persist)]
        #[persist(name = "Forest", version = "1.0.0", history = false)]
        struct Old {
            size: $old,
        }
        #[derive(Persist)]
        #[persist(name = "Forest", version = "1.1.0", history = false)]
        struct New {
            size: $new,
        }
    };
}

#[test]
fn a_version_that_does_not_load_fails_with_every_reason() {
    forest!((u8, u64), (String, u32));
    let error = tested::<Old, New>().unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema);
    assert!(
        error.to_string().starts_with("files of `Forest` 1.0.0 do not load in 1.1.0"),
        "{error}"
    );
    assert_eq!(error.reasons().len(), 2, "{error}");
    assert_eq!(error.reasons()[0], "`Forest.size.0`: the file has u8, this program expects str");
}

#[test]
fn a_version_that_loses_a_part_fails_unless_it_was_given_up() {
    #[derive(Persist)]
    #[persist(version = "1.0.0", history = false)]
    struct Size {
        #[persist(was = "0")]
        width: u8,
        #[persist(was = "2")]
        depth: u64,
    }
    forest!((u8, u16, u32), Size);
    let error = tested::<Old, New>().unwrap_err();
    let says = "files of `Forest` 1.0.0 load in 1.1.0 without a part that nobody gave up";
    assert!(error.to_string().starts_with(says), "{error}");
    assert_eq!(error.reasons(), ["`Forest.size.1`: dropped: this program does not know it"]);

    mod given_up {
        use persist_core::Persist;

        #[derive(Persist)]
        #[persist(version = "1.0.0", history = false, removed("1"))]
        pub(super) struct Size {
            #[persist(was = "0")]
            width: u8,
            #[persist(was = "2")]
            depth: u64,
        }
        #[derive(Persist)]
        #[persist(version = "1.1.0", history = false)]
        pub(super) struct Forest {
            size: Size,
        }
    }
    tested::<Old, given_up::Forest>().unwrap();
}

#[test]
fn a_version_that_loads_as_the_rules_have_it_passes() {
    forest!((u8, Vec<u32>), (u16, Vec<u64>));
    tested::<Old, New>().unwrap();
}
