//! Golden expansions, and documentation that cannot drift from the table of attributes.
//!
//! `PERSIST_BLESS=1` writes down what comes out now.

use std::fs;
use std::path::{Path, PathBuf};

use syn::DeriveInput;

use crate::attr::{ATTRIBUTES, Place};
use crate::diagnostics::Diagnostics;
use crate::history::{Include, Kept};
use crate::model::Container;

#[test]
fn expansions_are_as_recorded() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/expand");
    let mut count = 0;
    for entry in fs::read_dir(folder).expect("tests/expand is a folder") {
        let path = entry.expect("the folder can be read").path();
        if path.to_string_lossy().ends_with(".expanded.rs") {
            let input = PathBuf::from(path.to_string_lossy().replace(".expanded.rs", ".rs"));
            assert!(input.exists(), "{} has no input", path.display());
        } else {
            if path.extension().is_some_and(|extension| extension == "history") {
                continue;
            }
            let input = fs::read_to_string(&path).expect("the input can be read");
            let history = fs::read_to_string(path.with_extension("history")).ok();
            compare(&path.with_extension("expanded.rs"), &expanded(&input, history));
            count += 1;
        }
    }
    assert!(count >= 10, "every shape has its expansion");
}

/// The formatted expansion of one type, and of its history where it has one.
fn expanded(input: &str, history: Option<String>) -> String {
    let input: DeriveInput = syn::parse_str(input).expect("the input is a type");
    let tokens = crate::persist(&input, &move |_: &Container<'_>, _: &Diagnostics| {
        let text = Some(history.clone()?);
        let include = Include::Manifest("/persist/Model.history".into());
        let (is_checked, overwrites) = (true, false);
        Some(Kept { file: "persist/Model.history".into(), include, text, is_checked, overwrites })
    });
    prettyplease::unparse(&syn::parse2(tokens).expect("the expansion is code"))
}

#[test]
fn the_documentation_lists_every_attribute() {
    let mut text = String::new();
    for place in [Place::Type, Place::Variant, Place::Field] {
        text += &format!("| on {place} | meaning |\n|---|---|\n");
        for attribute in ATTRIBUTES.iter().filter(|row| row.places.contains(&place)) {
            let again = match attribute.repeatable {
                true => "; may be given more than once",
                false => "",
            };
            text += &format!("| `{}` | {}{again} |\n", attribute.form, attribute.meaning);
        }
        text += "\n";
    }
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/attributes.md");
    compare(&path, &text);
}

/// Compares with a recorded text, or records it.
fn compare(path: &Path, actual: &str) {
    if std::env::var_os("PERSIST_BLESS").is_some() {
        fs::write(path, actual).expect("the record can be written");
        return;
    }
    let expected = fs::read_to_string(path).unwrap_or_default();
    let first = expected.lines().zip(actual.lines()).position(|(a, b)| a != b);
    assert!(
        expected == actual,
        "{} differs from line {} on; `PERSIST_BLESS=1 cargo test -p persist-derive` records:\n{actual}",
        path.display(),
        first.unwrap_or_else(|| expected.lines().count().min(actual.lines().count())) + 1,
    );
}
