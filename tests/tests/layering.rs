//! The layers of `persist-core`: who may use whom, as one table, and that the code keeps to it.
//!
//! Arrows point down only. Each source file is read as tokens, so that comments and strings do not count; modules
//! for tests do not either.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails panics"
)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// Each layer, from the top down, and those that it may use beside itself. All may use `error`.
const MAY_USE: &[(&str, &[&str])] = &[
    ("notebook", &["file", "evolution", "value", "schema"]),
    ("recording", &["file", "history", "value", "persist", "evolution", "schema"]),
    ("file", &["container", "history", "evolution", "value", "persist", "types", "schema", "wire"]),
    (
        "history",
        &["value", "check", "persist", "types", "body", "private", "evolution", "schema", "wire"],
    ),
    ("unknown", &["value", "persist", "types", "body", "private", "evolution", "schema", "wire"]),
    ("foreign", &["value", "persist", "types", "evolution", "schema", "wire"]),
    ("container", &["wire"]),
    (
        "private",
        &[
            "check",
            "unknown",
            "foreign",
            "value",
            "persist",
            "types",
            "body",
            "evolution",
            "schema",
            "wire",
        ],
    ),
    ("check", &["persist", "evolution", "schema", "wire"]),
    ("body", &["persist", "types", "private", "evolution", "schema", "wire"]),
    ("persist", &["types", "body", "private", "evolution", "schema", "wire"]),
    ("types", &["persist", "body", "private", "evolution", "schema", "wire"]),
    ("value", &["evolution", "schema", "wire"]),
    ("evolution", &["schema", "wire"]),
    ("schema", &["wire"]),
    ("wire", &[]),
    ("error", &[]),
];

/// Names of the crate's root that a layer may use all the same: the trait's provided methods are the free
/// functions, for those who like to call them so; `provenance!` stands in the program's code; and macros stand in the
/// root wherever they are written.
const ROOT_NAMES: &[(&str, &[&str])] = &[
    (
        "persist",
        &[
            "save",
            "load",
            "to_bytes",
            "from_bytes",
            "to_record",
            "from_record",
            "write_to",
            "read_from",
        ],
    ),
    ("file", &["Provenance", "private"]),
    ("types", &["dynamic", "implementation", "implementations"]),
];

/// Files that may say `unsafe`, and how often each does: one module, and the promise that mapping a file asks for.
const UNSAFE: &[(&str, usize)] = &[
    ("file/load", 3),
    ("wire/raw", 1),
    ("wire/raw/adapted", 2),
    ("wire/raw/append", 15),
    ("wire/raw/ecosystem", 2),
    ("wire/raw/elements", 3),
    ("wire/raw/fixed", 1),
    ("wire/raw/mapping", 2),
    ("wire/raw/pages", 3),
    ("wire/raw/plain", 13),
    ("wire/raw/room", 4),
    ("wire/raw/text", 1),
];

/// One use of another module: what stands behind `crate::`, names of the root included.
type Arrow = Vec<String>;

/// What a file says, as far as layers go.
#[derive(Default)]
struct Scan {
    arrows: BTreeSet<Arrow>,
    /// Modules in files of their own that exist for tests alone.
    test_modules: Vec<Vec<String>>,
    unsafes: usize,
}

impl Scan {
    /// Scans the tokens of `module`, which is a path from the crate's root.
    fn tokens(&mut self, tokens: TokenStream, module: &[String]) {
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        let mut at = 0;
        while let Some(token) = tokens.get(at) {
            at += match token {
                TokenTree::Punct(_) if starts_test_item(&tokens[at..]) => {
                    self.test_item(&tokens[at..], module)
                }
                TokenTree::Ident(name) if name == "mod" => {
                    self.inline_module(&tokens[at..], module)
                }
                TokenTree::Ident(name) if name == "crate" || name == "super" => {
                    self.path(&tokens[at..], module)
                }
                TokenTree::Ident(name) if name == "unsafe" || name == "unsafe_code" => {
                    self.unsafes += 1;
                    1
                }
                TokenTree::Group(group) => {
                    self.tokens(group.stream(), module);
                    1
                }
                _ => 1,
            };
        }
    }

    /// Passes over an item behind `#[cfg(test)]`; how many tokens it has.
    fn test_item(&mut self, tokens: &[TokenTree], module: &[String]) -> usize {
        let is_end = |token: &TokenTree| match token {
            TokenTree::Punct(punct) => punct.as_char() == ';',
            TokenTree::Group(group) => group.delimiter() == Delimiter::Brace,
            _ => false,
        };
        let len = tokens.iter().position(is_end).map_or(tokens.len(), |end| end + 1);
        let item = &tokens[..len];
        let name = item.windows(2).find_map(|pair| match pair {
            [TokenTree::Ident(keyword), TokenTree::Ident(name)] if keyword == "mod" => {
                Some(name.to_string())
            }
            _ => None,
        });
        if let (Some(name), Some(TokenTree::Punct(_))) = (name, item.last()) {
            self.test_modules.push([module, &[name]].concat());
        }
        len
    }

    /// A module with its content; how many tokens have been read.
    fn inline_module(&mut self, tokens: &[TokenTree], module: &[String]) -> usize {
        match tokens {
            [_, TokenTree::Ident(name), TokenTree::Group(group), ..] => {
                self.tokens(group.stream(), &[module, &[name.to_string()]].concat());
                3
            }
            _ => 1,
        }
    }

    /// A path from `crate` or `super` on; how many tokens have been read.
    fn path(&mut self, tokens: &[TokenTree], module: &[String]) -> usize {
        let mut base = match &tokens[0] {
            TokenTree::Ident(name) if name == "super" => module[..module.len() - 1].to_vec(),
            _ => Vec::new(),
        };
        let mut at = 1;
        while is_path_separator(&tokens[at..]) {
            at += 2;
            match tokens.get(at) {
                Some(TokenTree::Ident(name)) if name == "super" => {
                    base.pop();
                }
                Some(TokenTree::Ident(name)) => {
                    base.push(name.to_string());
                    self.arrows.insert(base);
                    return at + 1;
                }
                Some(TokenTree::Group(group)) => {
                    self.names_of_group(group.stream(), &base);
                    return at + 1;
                }
                _ => return at,
            }
            at += 1;
        }
        at
    }

    /// `{a, b::c}` behind a path.
    fn names_of_group(&mut self, tokens: TokenStream, base: &[String]) {
        let mut starts = true;
        for token in tokens {
            match token {
                TokenTree::Ident(name) if starts => {
                    self.arrows.insert([base, &[name.to_string()]].concat());
                    starts = false;
                }
                TokenTree::Punct(punct) if punct.as_char() == ',' => starts = true,
                _ => {}
            }
        }
    }
}

fn starts_test_item(tokens: &[TokenTree]) -> bool {
    match tokens {
        [TokenTree::Punct(hash), TokenTree::Group(group), ..] if hash.as_char() == '#' => {
            group.stream().to_string().replace(' ', "") == "cfg(test)"
        }
        _ => false,
    }
}

fn is_path_separator(tokens: &[TokenTree]) -> bool {
    let is_colon = |token: Option<&TokenTree>| matches!(token, Some(TokenTree::Punct(p)) if p.as_char() == ':');
    is_colon(tokens.first()) && is_colon(tokens.get(1))
}

fn scan(text: &str, module: &[&str]) -> Scan {
    let module: Vec<String> = module.iter().map(|name| (*name).to_owned()).collect();
    let mut scan = Scan::default();
    scan.tokens(text.parse().expect("a source file is made of tokens"), &module);
    scan
}

/// The arrows of a layer that the table does not allow.
fn forbidden(layer: &str, arrows: &BTreeSet<Arrow>) -> Vec<String> {
    let row = |table: &[(&'static str, &'static [&'static str])]| {
        table.iter().find(|(name, _)| *name == layer).map(|(_, names)| *names)
    };
    let below = row(MAY_USE).unwrap_or_else(|| panic!("`{layer}` has no row in the table"));
    let root_names = row(ROOT_NAMES).unwrap_or_default();
    let is_allowed = |arrow: &&Arrow| {
        let target = arrow[0].trim_start_matches('_');
        target == layer
            || target == "error"
            || below.contains(&target)
            || root_names.contains(&target)
    };
    let arrows = arrows.iter().filter(|arrow| !arrow.is_empty() && !is_allowed(arrow));
    arrows.map(|arrow| format!("{layer} -> crate::{}", arrow.join("::"))).collect()
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../persist-core/src")
}

/// Every source file with its module's path.
fn sources(folder: &Path, module: &[String], found: &mut Vec<(Vec<String>, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
        let inner = [module, std::slice::from_ref(&stem)].concat();
        if path.is_dir() {
            sources(&path, &inner, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let module = if stem == "mod" { module.to_vec() } else { inner };
            found.push((module, fs::read_to_string(&path).unwrap()));
        }
    }
}

/// Every module that is not for tests alone, scanned.
fn scan_all() -> BTreeMap<Vec<String>, Scan> {
    let mut found = Vec::new();
    sources(&source_folder(), &[], &mut found);
    let mut scans: BTreeMap<Vec<String>, Scan> = found
        .iter()
        .map(|(module, text)| {
            let names: Vec<&str> = module.iter().map(String::as_str).collect();
            (module.clone(), scan(text, &names))
        })
        .collect();
    let tests: Vec<_> = scans.values().flat_map(|scan| scan.test_modules.clone()).collect();
    scans.retain(|module, _| !tests.iter().any(|test| module.starts_with(test)));
    scans
}

#[test]
fn every_arrow_points_down() {
    let scans = scan_all();
    let mut wrong = Vec::new();
    let mut layers = BTreeSet::new();
    for (module, scan) in &scans {
        let layer = module[0].as_str();
        if layer == "lib" {
            continue; // It declares and re-exports.
        }
        layers.insert(layer);
        for arrow in forbidden(layer, &scan.arrows) {
            wrong.push(format!("{}.rs: {arrow}", module.join("/")));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let rows: BTreeSet<&str> = MAY_USE.iter().map(|(layer, _)| *layer).collect();
    assert_eq!(layers, rows, "the table has a row for each layer");
    let arrows: usize = scans.values().map(|scan| scan.arrows.len()).sum();
    assert!(arrows > 150, "only {arrows} arrows are found: the search is blind");
}

#[test]
fn the_table_itself_has_no_way_back_up() {
    // These folders and files are one layer: the trait and its implementations.
    let trait_layer = ["unknown", "foreign", "private", "body", "persist", "types"];
    for (index, (layer, below)) in MAY_USE.iter().enumerate() {
        for name in *below {
            let target = MAY_USE.iter().position(|(layer, _)| layer == name).unwrap();
            let both = trait_layer.contains(layer) && trait_layer.contains(name);
            assert!(target > index || both, "{layer} -> {name}");
        }
    }
}

#[test]
fn unsafe_code_stands_where_it_is_counted() {
    let found: Vec<(String, usize)> = scan_all()
        .into_iter()
        .filter(|(_, scan)| scan.unsafes > 0)
        .map(|(module, scan)| (module.join("/"), scan.unsafes))
        .collect();
    let expected: Vec<_> =
        UNSAFE.iter().map(|(file, count)| ((*file).to_owned(), *count)).collect();
    assert_eq!(found, expected);
}

#[test]
fn the_search_sees_what_breaks_the_rules_and_nothing_else() {
    let text = r#"
        //! [`crate::file::comment`], "crate::file::quoted"
        #[doc = "crate::file::documented"]
        use crate::error::{Error, Result};
        use crate::{file::save, wire::Reader, container};
        pub(crate) use super::super::persist::Persist;
        const TEXT: &str = "crate::file::string";
        fn f() { crate::value::read(unsafe { super::sibling::g() }) }
        mod inner { use super::super::{types, other}; fn h() { super::local(); } }
        #[cfg(test)] mod tests { use crate::file::load; }
        #[cfg(test)] #[path = "x.rs"] mod outside;
        #[cfg(test)] use crate::file::fixture;
        macro_rules! m { () => { $crate::file::in_a_macro() } }
        fn after() { crate::save() }
    "#;
    let scan = scan(text, &["schema", "made_up"]);
    let found: Vec<String> = scan.arrows.iter().map(|arrow| arrow.join("::")).collect();
    assert_eq!(
        found,
        [
            "container",
            "error",
            "file",
            "persist",
            "save",
            "schema::made_up::local",
            "schema::other",
            "schema::sibling",
            "schema::types",
            "value",
            "wire",
        ]
    );
    assert_eq!(scan.test_modules, [["schema", "made_up", "outside"]]);
    assert_eq!(scan.unsafes, 1);
    assert_eq!(
        forbidden("schema", &scan.arrows),
        [
            "schema -> crate::container",
            "schema -> crate::file",
            "schema -> crate::persist",
            "schema -> crate::save",
            "schema -> crate::value",
        ]
    );
}
