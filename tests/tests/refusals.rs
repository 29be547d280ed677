//! What people read when a file does not fit: whole messages, as they stand on a screen.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails panics"
)]

use std::collections::BTreeMap;
use std::fs;

use persist_core::{Limits, LoadOptions, Persist, SaveOptions};

/// A type as it was when a file was written, and as it is now.
macro_rules! versions {
    ($($(#[$meta:meta])* mod $version:ident { $($body:tt)* })+) => {$(
        $(#[$meta])*
        mod $version {
            #![allow(dead_code, reason = "what matters is the schema")]
            use persist_core::Persist;
            $($body)*
        }
    )+};
}

versions! {
    mod old {
        #[derive(Persist, Default)]
        #[persist(version = "2.4.0")]
        pub(crate) struct Forest {
            pub(crate) name: String,
            pub(crate) trees: Vec<Tree>,
        }
        #[derive(Persist, Default)]
        pub(crate) struct Tree {
            pub(crate) threshold: f32,
            pub(crate) class: u32,
        }
        #[derive(Persist)]
        #[persist(name = "Kernel")]
        pub(crate) enum Kernel { Linear, Poly(u8), Rbf { gamma: f64 } }
        #[derive(Persist)]
        #[persist(name = "Pair")]
        pub(crate) struct Pair(pub(crate) u8, pub(crate) u16);
        #[derive(Persist)]
        #[persist(name = "Matrix")]
        pub(crate) struct Matrix<const R: usize, const C: usize> { pub(crate) cells: Vec<f32> }
        #[derive(Persist)]
        #[persist(name = "Length")]
        pub(crate) struct Length<U> {
            pub(crate) value: f64,
            pub(crate) unit: std::marker::PhantomData<U>,
        }
    }
    mod several {
        #[derive(Persist, Debug)]
        #[persist(version = "2.5.0")]
        pub(crate) struct Forest { name: u32, trees: Vec<Tree>, seed: u64 }
        #[derive(Persist, Debug)]
        pub(crate) struct Tree { threshold: char, class: u16 }
    }
    mod epoch {
        #[derive(Persist, Debug)]
        #[persist(version = "3.0.0")]
        pub(crate) struct Forest { name: String, trees: Vec<Tree> }
        #[derive(Persist, Debug)]
        pub(crate) struct Tree { threshold: f32, class: u32 }
    }
    mod removed {
        #[derive(Persist, Debug)]
        pub(crate) struct Tree { class: u32 }
    }
    mod reordered {
        #[derive(Persist, Debug)]
        pub(crate) struct Tree { class: u32, threshold: f32 }
    }
    mod reordered_and_retyped {
        #[derive(Persist, Debug)]
        pub(crate) struct Tree { class: u64, threshold: f32 }
    }
    mod renamed {
        #[derive(Persist, Debug)]
        pub(crate) struct Tree { cut: f32, class: u32 }
    }
    mod was {
        #[derive(Persist, Debug, PartialEq)]
        #[persist(was = "Tree")]
        pub(crate) struct Split {
            #[persist(was = "threshold")]
            pub(crate) cut: f32,
            pub(crate) class: u32,
        }
    }
    mod variants {
        #[derive(Persist, Debug)]
        pub(crate) enum Kernel { Linear, Rbf { gamma: f32 }, Sigmoid }
        #[derive(Persist, Debug)]
        pub(crate) struct Pair { left: u8, right: u16 }
    }
}

/// What loading says; paths of this machine do not stand in it.
fn refusal<T: Persist>(bytes: &[u8]) -> String {
    match T::from_bytes(bytes) {
        Ok(_) => "loads".into(),
        Err(error) => error.to_string(),
    }
}

fn saved(value: &impl Persist) -> Vec<u8> {
    SaveOptions::new().producer("forest-trainer", "0.9.1").to_bytes(value).unwrap()
}

fn assert_table(cases: &[(&str, String, &str)]) {
    let wrong: Vec<String> = cases
        .iter()
        .filter(|(_, found, expected)| found != expected)
        .map(|(what, found, expected)| format!("{what}:\n{found}\n--- expected\n{expected}\n"))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn schemas_that_differ() {
    let forest = saved(&old::Forest::default());
    let tree = saved(&old::Tree::default());
    let kernel = saved(&old::Kernel::Linear);
    let matrix = saved(&old::Matrix::<3, 4> { cells: vec![0.0; 12] });
    let length = saved(&old::Length::<f32> { value: 1.0, unit: std::marker::PhantomData });
    assert_table(&[
        (
            "several at once",
            refusal::<several::Forest>(&forest),
            r#"the file holds `Forest` 2.4.0, written by forest-trainer 0.9.1; this program's `Forest` 2.5.0 has another schema
  - `Forest.name`: the file has str, this program expects u32
  - `Forest.seed`: this program expects this field (u64), the file does not have it; #[persist(default)] fills it
  - `Forest.trees[].threshold`: the file has f32, this program expects char
  help: declare what became of these, or load it with the program that wrote it"#,
        ),
        (
            "an epoch",
            refusal::<epoch::Forest>(&forest),
            r#"the file holds `Forest` 2.4.0, written by forest-trainer 0.9.1; this program reads `Forest` 3.x; help: lead there by `#[persist(upgrade(…))]`, or load it with a version of the program that reads it"#,
        ),
        ("a removed field", refusal::<removed::Tree>(&tree), r#"loads"#),
        ("fields in another order", refusal::<reordered::Tree>(&tree), r#"loads"#),
        (
            "fields in another order, one of them of another type",
            refusal::<reordered_and_retyped::Tree>(&tree),
            r#"loads"#,
        ),
        (
            "a renamed field",
            refusal::<renamed::Tree>(&tree),
            r#"the file holds `Tree`, written by forest-trainer 0.9.1; this program's `Tree` has another schema
  - `Tree.cut`: this program expects this field (f32), the file does not have it; if it is the former `threshold`: #[persist(was = "threshold")]
  help: declare the former name, or load it with the program that wrote it"#,
        ),
        ("a rename that is declared", refusal::<was::Split>(&tree), "loads"),
        (
            "variants",
            refusal::<variants::Kernel>(&kernel),
            r#"the file holds `Kernel`, written by forest-trainer 0.9.1; this program's `Kernel` has another schema
  - `Kernel.Rbf.gamma`: the file has f64, this program expects f32, which would lose digits: `from` says that this is meant
  help: declare what became of these, or load it with the program that wrote it"#,
        ),
        (
            "a tuple",
            refusal::<variants::Pair>(&saved(&old::Pair(1, 2))),
            r#"the file holds `Pair`, written by forest-trainer 0.9.1; this program's `Pair` has another schema
  - `Pair`: the file has fields by position, this program expects fields by name: `#[persist(was = "0")]` names them
  help: declare what became of these, or load it with the program that wrote it"#,
        ),
        (
            "another type",
            refusal::<variants::Kernel>(&tree),
            r#"the file holds `Tree`, written by forest-trainer 0.9.1; this program expects `Kernel`; help: load it as the type that it holds, or pass the file that is meant"#,
        ),
        (
            "no type of the program's own",
            refusal::<Vec<f64>>(&tree),
            r#"the file holds `Tree`, written by forest-trainer 0.9.1; this program expects `[f64]`; help: load it as the type that it holds, or pass the file that is meant"#,
        ),
        (
            "a struct for a list",
            refusal::<removed::Tree>(&saved(&vec![1.5f64])),
            r#"the file holds `[f64]`, written by forest-trainer 0.9.1; this program expects `Tree`; help: load it as the type that it holds, or pass the file that is meant"#,
        ),
        (
            "numbers of another width",
            refusal::<Vec<f32>>(&saved(&vec![1.5f64])),
            r#"the file holds `[f64]`, written by forest-trainer 0.9.1; this program expects `[f32]`
  - `[f32][]`: the file has f64, this program expects f32, which would lose digits: `from` says that this is meant
  help: load it with the program that wrote it, or as the type that it holds"#,
        ),
        ("keys", refusal::<BTreeMap<u8, u8>>(&saved(&BTreeMap::<u16, u8>::new())), r#"loads"#),
        (
            "constants",
            refusal::<old::Matrix<4, 3>>(&matrix),
            r#"the file holds `Matrix<3, 4>`, written by forest-trainer 0.9.1; this program's `Matrix<4, 3>` has another schema
  - `Matrix<4, 3>`: the file has a `Matrix<3, 4>`, this program expects a `Matrix<4, 3>`: `from` converts such a field, and an upgrade whole types
  help: declare what became of these, or load it with the program that wrote it"#,
        ),
        ("a phantom argument", refusal::<old::Length<f64>>(&length), r#"loads"#),
    ]);
    assert_eq!(
        was::Split::from_bytes(&saved(&old::Tree { threshold: 1.5, class: 2 })).unwrap(),
        was::Split { cut: 1.5, class: 2 }
    );
}

#[test]
fn files_that_are_none_of_ours_or_no_longer() {
    let tree = saved(&old::Tree::default());
    let limits = |limits| LoadOptions::new().limits(limits);
    let text = |result: persist_core::Result<old::Tree>| result.err().unwrap().to_string();
    let mut flipped = tree.clone();
    *flipped.last_mut().unwrap() ^= 1;
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name);
    fs::write(at("short"), &tree[..tree.len() - 1]).unwrap();
    let shown = |error: String| error.replace(folder.path().to_str().unwrap(), "models");
    assert_table(&[
        (
            "empty",
            refusal::<u8>(b""),
            r#"the file is empty; help: whoever wrote it failed or made a placeholder; take another copy of the file"#,
        ),
        (
            "pickle",
            refusal::<u8>(b"\x80\x04\x95\x10\0\0\0"),
            r#"this is not a persist file: it looks like a Python pickle (protocol 4); help: load it in Python with pickle or joblib, if you trust it: it can run any code"#,
        ),
        (
            "JSON",
            refusal::<u8>(b"{\"a\": 1}"),
            r#"this is not a persist file: it looks like JSON text; help: read it with serde_json"#,
        ),
        (
            "safetensors",
            refusal::<u8>(b"\x10\0\0\0\0\0\0\0{\"a\":{}}        "),
            r#"this is not a persist file: it looks like a safetensors file; help: open it with the safetensors crate"#,
        ),
        (
            "NumPy",
            refusal::<u8>(b"\x93NUMPY\x01\0"),
            r#"this is not a persist file: it looks like a NumPy array (npy); help: open it with numpy.load or the ndarray-npy crate"#,
        ),
        (
            "something",
            refusal::<u8>(b"once upon a time"),
            r#"this is not a persist file: it looks like text that begins with "once upon a time"; help: pass the file that is meant, or read this one with what wrote it"#,
        ),
        (
            "converted line ends",
            refusal::<u8>(b"\x89PRS\n\x1a\n\0\0\0\0\0\0\0\0"),
            r#"a transfer in text mode altered the file: line ends were converted from \r\n to \n, at byte 0 of the file; help: transfer the file again in binary mode; in Git, mark it `binary` in .gitattributes"#,
        ),
        (
            "truncated",
            refusal::<old::Tree>(&tree[..tree.len() - 1]),
            r#"the file is cut short: expected 133 bytes, found 132, at byte 132 of the file; help: take another copy of the file"#,
        ),
        (
            "flipped",
            refusal::<old::Tree>(&flipped),
            r#"chunk 0 of the body does not match its checksum: there is damage in bytes 128..133 of the file; help: take another copy of the file"#,
        ),
        (
            "trailing",
            refusal::<old::Tree>(&[&tree[..], b"x"].concat()),
            r#"bytes follow the file's end: expected 133 bytes, found 134, at byte 133 of the file; help: take another copy of the file"#,
        ),
        (
            "file limit",
            text(limits(Limits::new().file(10)).from_bytes(&tree)),
            r#"the file has 133 bytes or more, beyond the limit of 10; help: if you trust the file, load it with a larger Limits::file"#,
        ),
        (
            "missing",
            shown(text(old::Tree::load(at("missing")))),
            r#"cannot load `models/missing`: there is no such file"#,
        ),
        (
            "directory",
            shown(text(old::Tree::load(folder.path()))),
            r#"cannot load `models`: it is a directory"#,
        ),
        (
            "truncated on disk",
            shown(text(old::Tree::load(at("short")))),
            r#"cannot load `models/short`: the file is cut short: expected 133 bytes, found 132, at byte 132 of the file; help: take another copy of the file"#,
        ),
    ]);
}

#[test]
fn limits() {
    let limits = |limits| LoadOptions::new().limits(limits);
    let text = |result: persist_core::Result<Vec<Box<String>>>| result.err().unwrap().to_string();
    let bytes = saved(&vec![Box::new("one".to_owned()), Box::new("two".to_owned())]);
    assert_table(&[
        (
            "allocation",
            text(limits(Limits::new().allocation(20)).from_bytes(&bytes)),
            r#"24 more bytes of memory are claimed, beyond the limit of 20 in all, at `[str][0]` (byte 1 of the body); help: if you trust the file, load it with a larger Limits::allocation"#,
        ),
        (
            "elements",
            text(limits(Limits::new().elements(1)).from_bytes(&bytes)),
            r#"more than 1 elements are claimed, at `[str][0]` (byte 1 of the body); help: if you trust the file, load it with a larger Limits::elements"#,
        ),
        (
            "depth",
            text(limits(Limits::new().depth(1)).from_bytes(&bytes)),
            r#"the value is nested more than 1 levels deep, at `[str][0]` (byte 1 of the body); help: load it with a larger Limits::depth, on a thread with stack enough"#,
        ),
    ]);
}

#[test]
fn two_types_of_one_name_are_told_apart() {
    #[derive(Persist)]
    #[allow(dead_code, reason = "what matters is the schema")]
    struct Both {
        old: old::Tree,
        new: reordered_and_retyped::Tree,
    }
    let error = persist_core::Schema::of::<Both>().unwrap_err().to_string();
    assert_table(&[(
        "one name",
        error.replace(env!("CARGO_PKG_NAME"), "mine"),
        r#"two different types have the name `Tree`
  - `Tree` of mine: { threshold: f32, class: u32 }
  - `Tree` of mine: { class: u64, threshold: f32 }
  help: give one of them another: #[persist(name = "…")]"#,
    )]);
}
