//! Where the definitions of recorded closures stand: one type's history, those of the types that its program reaches,
//! and the library itself.

use std::collections::{BTreeMap, HashMap, HashSet};

use persist_history::{ArgText, Entry, HistoryText, ParseError, TypeText, Version};

use super::library::LIBRARY;
use crate::error::{Error, ErrorKind, Result};
use crate::schema::{Arg, Registry};

/// All entries that a rebuild can use.
#[derive(Clone, Debug, Default)]
pub(super) struct Sources {
    /// Of each name in the order of the sources: an entry of a type's own history may speak of one instance of it
    /// alone, and the next source of another.
    entries: HashMap<String, Vec<Entry>>,
    /// Types that keep a history, by each name that they ever had.
    kept: HashMap<String, HistoryText>,
    /// Former names of today's types.
    former: HashMap<String, Vec<String>>,
    /// Const arguments that are signed, by the type's name and their position: texts do not tell them from others where
    /// they are not negative.
    signed: HashSet<(String, usize)>,
}

impl Sources {
    /// The library's own types.
    ///
    /// # Errors
    ///
    /// None: a test reads the text.
    pub(super) fn library() -> Result<Self> {
        let mut sources = Sources::default();
        sources.add_entries(parsed("the library", LIBRARY)?.nested);
        Ok(sources)
    }

    /// Adds a type's history.
    pub(super) fn add(&mut self, history: HistoryText) {
        let names: HashSet<&String> = history.entries.iter().map(|entry| &entry.name).collect();
        for name in names {
            self.kept.entry(name.clone()).or_insert_with(|| history.clone());
        }
        self.add_entries(history.entries);
        self.add_entries(history.nested);
    }

    /// Adds definitions, behind those that are there.
    pub(super) fn add_entries(&mut self, entries: Vec<Entry>) {
        for entry in entries {
            let fixed: Vec<_> = entry.parameters.iter().map(|one| one.fixed.as_ref()).collect();
            self.learn_signs(&entry.name, &fixed);
            for field in entry.shape.all_fields().flat_map(|(_, fields)| &fields.list) {
                self.learn_signs_within(&field.ty);
            }
            self.entries.entry(entry.name.clone()).or_default().push(entry);
        }
    }

    /// An argument that is negative somewhere is signed everywhere.
    fn learn_signs(&mut self, name: &str, args: &[Option<&ArgText>]) {
        for (position, arg) in args.iter().enumerate() {
            match arg {
                Some(ArgText::Number(number)) if number.starts_with('-') => {
                    self.signed.insert((name.to_owned(), position));
                }
                Some(ArgText::Type(ty)) => self.learn_signs_within(ty),
                _ => {}
            }
        }
    }

    fn learn_signs_within(&mut self, ty: &TypeText) {
        match ty {
            TypeText::Option(inner)
            | TypeText::List(inner)
            | TypeText::Array(inner, _)
            | TypeText::Set(inner)
            | TypeText::Shared(inner)
            | TypeText::Weak(inner) => self.learn_signs_within(inner),
            TypeText::Map(key, value) => {
                self.learn_signs_within(key);
                self.learn_signs_within(value);
            }
            TypeText::Tuple(elements) => elements.iter().for_each(|ty| self.learn_signs_within(ty)),
            TypeText::Named(name, args) => {
                self.learn_signs(name, &args.iter().map(Some).collect::<Vec<_>>());
            }
        }
    }

    /// Adds the histories that the types of a program bring along, and what else their definitions tell.
    ///
    /// # Errors
    ///
    /// A history that cannot be read.
    pub(super) fn add_registry(&mut self, registry: &Registry) -> Result<()> {
        let mut seen = HashSet::new();
        for def in registry.defs() {
            let was = def.was.iter().map(|name| (*name).to_owned());
            self.former.entry(def.name.to_owned()).or_insert_with(|| was.collect());
            for (position, arg) in def.args.iter().enumerate() {
                if matches!(arg, Arg::Signed(_)) {
                    self.signed.insert((def.name.to_owned(), position));
                }
            }
            // Instances of a generic type have one history.
            if let Some(history) = def.history
                && seen.insert(def.name)
            {
                self.add(parsed(def.name, (history.text)())?);
            }
        }
        Ok(())
    }

    /// The definitions of this name, in the order of the sources.
    pub(super) fn entries<'s>(&'s self, name: &str) -> impl Iterator<Item = &'s Entry> + use<'s> {
        self.entries.get(name).into_iter().flatten()
    }

    /// The history of the type that has or had this name.
    pub(super) fn kept(&self, name: &str) -> Option<&HistoryText> {
        self.kept.get(name)
    }

    /// The former names of a type of this name, newest first, as far as its history and its definition tell.
    pub(super) fn former_names(&self, name: &str) -> Vec<String> {
        let entries = self.kept(name).map(|history| history.entries.as_slice());
        let mut entries = entries.unwrap_or_default().iter().rev();
        let _ = entries.by_ref().find(|entry| entry.name == name);
        let mut names = Vec::new();
        for former in entries.map(|entry| entry.name.as_str()).chain(self.names(name)) {
            if former != name && !names.iter().any(|known| known == former) {
                names.push(former.to_owned());
            }
        }
        names
    }

    /// A type's name of today and the former ones, newest first.
    pub(super) fn names<'n>(&'n self, name: &'n str) -> impl Iterator<Item = &'n str> {
        let former = self.former.get(name).into_iter().flatten().map(String::as_str);
        std::iter::once(name).chain(former)
    }

    pub(super) fn is_signed(&self, name: &str, position: usize) -> bool {
        self.signed.contains(&(name.to_owned(), position))
    }
}

/// The versions of the types in a closure, by name.
pub(super) type Versions<'h> = BTreeMap<&'h str, &'h Version>;

/// Reads a history.
///
/// # Errors
///
/// The line that cannot be read.
pub(super) fn parsed(name: &str, text: &str) -> Result<HistoryText> {
    HistoryText::parse(text).map_err(|error| unreadable(name, &error))
}

#[cold]
fn unreadable(name: &str, error: &ParseError) -> Error {
    let message = format!("the history of `{}` cannot be read: {error}", name.escape_debug());
    Error::new(ErrorKind::Caller, message).with_help("restore it from version control")
}
