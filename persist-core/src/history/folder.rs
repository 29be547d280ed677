//! Histories that stand together, as the texts of files: of a package, of a workspace, of an older revision of it.

use std::collections::{BTreeMap, HashMap, HashSet};

use persist_history::HistoryText;

use super::History;
use crate::error::{Error, ErrorKind, Result};

/// The texts of several histories, by the paths of their files.
///
/// Types hold types that have histories of their own. A history finds those of the types that it holds in its folder, and
/// keeps in itself what stands nowhere there.
///
/// # Example
///
/// ```
/// use persist_core::Histories;
///
/// let tree = "type Tree\nversion 1.0.0\n  nodes: [u16]\nwith f4d3e1c5e34a52f9\n";
/// let forest = "type Forest\nversion 3.0.0\n  trees: [Tree]\nwith 7ad336d131aa17b2 Tree 1.0.0\n";
/// let histories: Histories =
///     [("persist/Tree.history", tree), ("persist/Forest.history", forest)].into_iter().collect();
/// let history = histories.history("persist/Forest.history")?;
/// assert_eq!(history.schema("3.0.0")?.defs().len(), 2);
/// # Ok::<(), persist_core::Error>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Histories {
    texts: BTreeMap<String, String>,
    /// The paths of the histories of a type, by folder and each name that the type had.
    by_name: HashMap<String, HashMap<String, Vec<String>>>,
}

impl Histories {
    /// No histories.
    pub fn new() -> Self {
        Histories::default()
    }

    /// Adds the text of a file, in the place of an earlier one of this path. Folders in paths end in `/`.
    pub fn insert(&mut self, path: impl Into<String>, text: impl Into<String>) {
        let (path, text) = (path.into(), text.into());
        let (folder, _) = split(&path);
        let names: HashSet<&str> = HistoryText::type_names(&text).collect();
        let of_folder = self.by_name.entry(folder.to_owned()).or_default();
        if self.texts.contains_key(&path) {
            of_folder.values_mut().for_each(|paths| paths.retain(|known| *known != path));
        }
        for name in names {
            of_folder.entry(name.to_owned()).or_default().push(path.clone());
        }
        self.texts.insert(path, text);
    }

    /// The paths of all histories, sorted.
    pub fn paths(&self) -> impl ExactSizeIterator<Item = &str> {
        self.texts.keys().map(String::as_str)
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// The names that the type of a file had, oldest first. The file need not be one that can be read.
    pub fn type_names(&self, path: &str) -> impl DoubleEndedIterator<Item = &str> {
        HistoryText::type_names(self.text(path).unwrap_or_default())
    }

    /// The history in a file, with those of its folder that it needs. Of these, what cannot be read is missing.
    ///
    /// # Errors
    ///
    /// A path that is not here, and a text that is no history, with its line.
    pub fn history(&self, path: &str) -> Result<History> {
        let Some(text) = self.text(path) else {
            let message = format!("there is no history `{}`", path.escape_debug());
            return Err(Error::new(ErrorKind::NoSuchPart, message));
        };
        let text = HistoryText::parse(text).map_err(|error| {
            let help = "mend the line, or restore the history from version control";
            Error::new(ErrorKind::Caller, error.to_string()).with_help(help)
        })?;
        let nested = self.nested(path, &text);
        History::of_texts(text, nested)
    }

    /// The histories of a folder that one of it needs, each once.
    fn nested(&self, path: &str, text: &HistoryText) -> Vec<HistoryText> {
        let (folder, _) = split(path);
        let Some(of_folder) = self.by_name.get(folder) else { return Vec::new() };
        let closures = text.entries.iter().flat_map(|entry| &entry.closures);
        let held: HashSet<&str> =
            closures.flat_map(|closure| &closure.nested).map(|(name, _)| name.as_str()).collect();
        let mut paths: Vec<&String> =
            held.iter().filter_map(|name| of_folder.get(*name)).flatten().collect();
        // The first of several histories of one name counts: that in the usual file.
        let is_usual = |path: &str| {
            let (_, file) = split(path);
            held.iter().any(|name| HistoryText::file_name(name) == file)
        };
        paths.sort_by_key(|path| (!is_usual(path), *path));
        paths.dedup();
        let texts = paths.into_iter().filter(|other| *other != path);
        texts.filter_map(|path| HistoryText::parse(self.text(path)?).ok()).collect()
    }

    /// Which of these histories was which of `before`: those of one path belong together, and so do those of one type
    /// where one is here alone and one was there alone, as when a file was moved or its type renamed. Sorted by the
    /// paths of today, and where there is none by the former ones.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::Histories;
    ///
    /// let text = "type Tree\nversion 1.0.0\n  nodes: [u16]\nwith f4d3e1c5e34a52f9\n";
    /// let before: Histories = [("persist/Tree.history", text)].into_iter().collect();
    /// let today: Histories = [("core/persist/Tree.history", text)].into_iter().collect();
    /// let pairs = today.pairs_since(&before);
    /// assert_eq!(pairs, [(Some("persist/Tree.history"), Some("core/persist/Tree.history"))]);
    /// ```
    pub fn pairs_since<'h>(
        &'h self,
        before: &'h Histories,
    ) -> Vec<(Option<&'h str>, Option<&'h str>)> {
        let mut gone: Vec<&str> = before.paths().filter(|path| self.text(path).is_none()).collect();
        let mut pairs = Vec::new();
        for path in self.paths() {
            if before.text(path).is_some() {
                pairs.push((Some(path), Some(path)));
                continue;
            }
            let names: HashSet<&str> = self.type_names(path).collect();
            let is_it = |gone: &&str| {
                before.type_names(gone).next_back().is_some_and(|name| names.contains(name))
            };
            let former = gone.iter().position(is_it).map(|position| gone.remove(position));
            pairs.push((former, Some(path)));
        }
        pairs.extend(gone.into_iter().map(|path| (Some(path), None)));
        pairs.sort_by_key(|(before, today)| today.or(*before));
        pairs
    }
}

/// A path's folder and its file.
fn split(path: &str) -> (&str, &str) {
    path.rsplit_once('/').unwrap_or(("", path))
}

impl<P: Into<String>, T: Into<String>> FromIterator<(P, T)> for Histories {
    fn from_iter<I: IntoIterator<Item = (P, T)>>(files: I) -> Self {
        let mut histories = Histories::new();
        files.into_iter().for_each(|(path, text)| histories.insert(path, text));
        histories
    }
}
