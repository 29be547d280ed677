//! Histories whose type the package does not have any more: nothing holds them, and nothing reads their files.
//!
//! A test knows one type, and no list of all of them. So the names of the types are looked for in the package's sources,
//! once for all of its tests.

use std::collections::HashMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use persist_history::{HistoryText, RECORD, histories, is_published};

use super::{Site, sources};
use crate::error::{Error, ErrorKind, Result};

/// A history, and the type that it is of.
struct Orphan {
    /// From the folder of the manifest.
    file: String,
    /// The name that was recorded last.
    name: String,
}

/// Fails where the package of a type has histories of no type.
///
/// `keep` is called before: where it is over, what other histories need of these is theirs.
///
/// # Errors
///
/// The histories, and those of `keep`.
pub(super) fn check(site: &Site, keep: &dyn Fn() -> Result<()>) -> Result<()> {
    /// By the folder of the manifest.
    type Known = HashMap<&'static str, Arc<[Orphan]>>;
    static KNOWN: Mutex<Option<Known>> = Mutex::new(None);
    let orphans = {
        let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.get_or_insert_default().entry(site.manifest);
        known.or_insert_with(|| find(Path::new(site.manifest)).into()).clone()
    };
    let Some(first) = orphans.first() else { return Ok(()) };
    keep()?;
    let reasons = orphans.iter().map(|Orphan { file, name }| {
        format!("`{file}` is of `{name}`, and no source of this package has that name")
    });
    let Orphan { file, name } = first;
    let first_keep = match holder(Path::new(site.manifest), &orphans) {
        Some(holder) => {
            format!("first {RECORD}, by which `{holder}` keeps what it holds of it, and then ")
        }
        None => String::new(),
    };
    let message = "a history belongs to no type, so nothing holds to what its files need";
    Err(Error::new(ErrorKind::Schema, message).with_reasons(reasons.collect()).with_help(format!(
        "was it renamed: `#[persist(was = \"{name}\")]` on it, and `git mv {file} persist/<Name>.history`; is it gone for \
         good, and no file of it is to load again: {first_keep}delete the history; does a macro make up its name, or \
         what is built: write it as a string, `#[persist(name = \"{name}\")]`"
    )))
}

/// The histories of a package that are of no type.
fn find(manifest: &Path) -> Vec<Orphan> {
    if is_published(manifest) {
        return Vec::new();
    }
    let mut missing: HashMap<String, Vec<Orphan>> = HashMap::new();
    for (file, text) in histories(manifest) {
        // One that cannot be read is for the test of its type to say.
        let Some(name) = HistoryText::type_names(&text).next_back() else { continue };
        let ident = name.rsplit("::").next().unwrap_or(name).to_owned();
        missing.entry(ident).or_default().push(Orphan { file, name: name.to_owned() });
    }
    if missing.is_empty() {
        return Vec::new();
    }
    let mut sources = 0usize;
    sources::each(manifest, &mut |source| {
        sources = sources.saturating_add(1);
        sources::words(source, &mut |word| drop(missing.remove(word)));
        missing.is_empty()
    });
    // Where a test runs without its sources, nothing is known.
    if sources == 0 {
        return Vec::new();
    }
    let mut orphans: Vec<_> = missing.into_values().flatten().collect();
    orphans.sort_unstable_by(|one, other| one.file.cmp(&other.file));
    orphans
}

/// A history that says in whose company its type was released, and relies on an orphan for what that was.
fn holder(manifest: &Path, orphans: &[Orphan]) -> Option<String> {
    let is_orphan = |file: &String| orphans.iter().any(|orphan| orphan.file == *file);
    let relies = |text: &String| {
        let Ok(history) = HistoryText::parse(text) else { return false };
        let mut held = history.entries.iter().flat_map(|entry| &entry.closures);
        held.any(|closure| {
            closure.nested.iter().any(|(name, version)| {
                orphans.iter().any(|orphan| orphan.name == *name)
                    && !history
                        .nested
                        .iter()
                        .any(|own| own.name == *name && own.version == *version)
            })
        })
    };
    let mut others = histories(manifest).filter(|(file, _)| !is_orphan(file));
    others.find(|(_, text)| relies(text)).map(|(file, _)| file)
}
