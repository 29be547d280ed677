//! The folder of a package where histories are kept, as the derive and the tests find them.

use std::fs;
use std::path::Path;

use crate::HistoryText;

/// The file of a type's history behind the folder of its package's manifest: `persist/Forest.history`.
pub fn usual_file(type_name: &str) -> String {
    format!("persist/{}", HistoryText::file_name(type_name))
}

/// All histories of a package, by their files as [`usual_file`] names them, in the order of these. What cannot be read
/// is passed by, and so are hidden files.
pub fn histories(manifest: &Path) -> impl Iterator<Item = (String, String)> {
    let entries = fs::read_dir(manifest.join("persist")).into_iter().flatten().flatten();
    let names = entries.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<_> =
        names.filter(|name| name.ends_with(".history") && !name.starts_with('.')).collect();
    names.sort_unstable();
    names.into_iter().filter_map(move |name| {
        let file = format!("persist/{name}");
        let text = fs::read_to_string(manifest.join(&file)).ok()?;
        Some((file, text))
    })
}

/// Whether this is a package as a registry has it: it was checked when it was published, and may lack sources.
pub fn is_published(manifest: &Path) -> bool {
    manifest.join("Cargo.toml.orig").exists()
}
