//! Where the history of a type is kept, and whether this build looks after it.

use std::path::{Path, PathBuf};
use std::{env, fs};

use persist_history::{is_published, usual_file};
use proc_macro2::Span;

use super::{orphan, views};
use crate::diagnostics::Diagnostics;
use crate::model::{Container, HistoryPlace};

/// Folders of a package whose programs nobody's files depend on. A type there that names a file keeps a history.
const UNRELEASED: &[&str] = &["tests", "benches", "examples"];

/// The history of a type, as this build finds it.
pub(crate) struct Kept {
    /// As messages name it.
    pub(crate) file: String,
    /// As `include_str!` finds it: from the manifest's folder, or from the source's.
    pub(crate) include: Include,
    /// What it says, where there is one.
    pub(crate) text: Option<String>,
    /// Whether the type is held against it. A published crate was checked when it was published, and a later library
    /// may be stricter.
    pub(crate) is_checked: bool,
    /// The latest version is to be recorded anew.
    pub(crate) overwrites: bool,
}

pub(crate) enum Include {
    /// Behind the folder of the manifest.
    Manifest(String),
    /// Beside the source.
    Source(String),
}

/// Finds the history of a type: `None` where it keeps none. A view has that of the type whose files it reads.
///
/// Nothing is remembered from one expansion to the next: an editor keeps one process for all of them.
pub(crate) fn find(container: &Container<'_>, errors: &Diagnostics) -> Option<Kept> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR")?);
    let (name, span) = match (&container.version, &container.view_of) {
        (Some(version), _) => (container.name.text.clone(), version.span),
        (None, Some(of)) => (of.value.value(), of.span),
        (None, None) => {
            orphan::check(container, &manifest, errors);
            return None;
        }
    };
    let (path, file, include) = match &container.history {
        Some(given) => match &given.value {
            HistoryPlace::File(literal) => {
                let (source, file) =
                    (spans(container).iter().find_map(source_of)?, literal.value());
                (source.parent()?.join(&file), file.clone(), Include::Source(file))
            }
            HistoryPlace::Nowhere => return None,
        },
        None if keeps_histories(container, &manifest) => {
            let mut file = usual_file(&name);
            if container.view_of.is_some() && !manifest.join(&file).exists() {
                file = views::renamed(&manifest, &name).unwrap_or(file);
            }
            (manifest.join(&file), file.clone(), Include::Manifest(format!("/{file}")))
        }
        None => return None,
    };
    let text = match fs::read_to_string(&path) {
        Ok(text) => Some(text),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            if container.view_of.is_none() {
                former_file(container, &manifest, &file, errors);
            }
            None
        }
        Err(error) => {
            errors.at(span, format!("the history of this type cannot be read: {file}: {error}"));
            None
        }
    };
    let is_checked = !is_published(&manifest);
    let overwrites = env::var_os("PERSIST_HISTORY").is_some_and(|mode| mode == "overwrite");
    Some(Kept { file, include, text, is_checked, overwrites })
}

/// Whether types keep histories where this one is declared.
pub(super) fn keeps_histories(container: &Container<'_>, manifest: &Path) -> bool {
    // A doc test has no file, and a type that another crate's macro declares has that crate's.
    let own = |source: PathBuf| within(&source, manifest);
    let source = spans(container).iter().filter_map(source_of).find_map(own);
    let inner = source.as_deref().and_then(|source| source.components().next());
    inner.is_some_and(|inner| UNRELEASED.iter().all(|folder| inner.as_os_str() != *folder))
}

/// What may tell the source of a type.
fn spans(container: &Container<'_>) -> [Span; 2] {
    [container.ident.span(), Span::call_site()]
}

/// The source file of a span. The compiler runs in the folder of the workspace, and names files from there.
fn source_of(span: &Span) -> Option<PathBuf> {
    let file = env::current_dir().ok()?.join(span.unwrap().local_file()?);
    file.is_file().then_some(file)
}

/// The path of a source behind its package's folder, where it is there. The compiler's own folder is known by the path
/// that all links lead to, and the manifest's by the one that cargo was given.
fn within(source: &Path, manifest: &Path) -> Option<PathBuf> {
    let behind = |source: &Path, folder: &Path| source.strip_prefix(folder).map(Path::to_owned);
    behind(source, manifest).ok().or_else(|| {
        let (source, folder) = (source.canonicalize().ok()?, manifest.canonicalize().ok()?);
        behind(&source, &folder).ok()
    })
}

/// A renamed type whose history still has the former name.
fn former_file(container: &Container<'_>, manifest: &Path, file: &str, errors: &Diagnostics) {
    for was in container.was.iter().filter(|_| container.history.is_none()) {
        let former = usual_file(&was.value());
        if manifest.join(&former).exists() {
            errors.at(
                was.span(),
                format!(
                    "the type was renamed, and its history was not: it goes on in another file\n\
                     help: `git mv {former} {file}`"
                ),
            );
        }
    }
}
