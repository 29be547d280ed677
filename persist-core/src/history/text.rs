//! A type's history as programs and tools use it: its versions, and the schema of each.

use std::fmt;
use std::iter::once;

use persist_history::{Closure, Entry, HistoryText, Version};

use super::combinations::{Combinations, MAX_COMBINATIONS};
use super::entries::nested_entry;
use super::rebuild::{Rebuild, Work, wrong};
use super::recorded::Recorded;
use super::sources::{Sources, parsed};
use super::stand_ins::Reserved;
use super::verify::recorded;
use crate::error::{Error, ErrorKind, Result};
use crate::persist::{Persist, Root};
use crate::schema::{Arg, Fingerprint, Registry, Schema, Ty, TypeDef};

/// All recorded versions of a type: what its `.history` file says, together with the histories of the types that it
/// holds.
///
/// # Example
///
/// ```
/// use persist_core::History;
///
/// let history = History::parse("
/// type Scaler
/// version 1.0.0
///   mean: f64
///   factor: f32
/// with 4a3128d9e7f221ee
/// version 1.1.0
///   factor: f32
///   mean: f64
///   unit: Option<str> = None
/// with 7cd9b1f782d755bc
/// ", [])?;
///
/// assert_eq!(history.type_name(), "Scaler");
/// assert_eq!(history.versions().map(ToString::to_string).collect::<Vec<_>>(), ["1.0.0", "1.1.0"]);
/// assert_eq!(
///     history.schema("1.0.0")?.to_string(),
///     "struct Scaler 1.0.0 {\n    mean: f64,\n    factor: f32,\n}\n",
/// );
/// # Ok::<(), persist_core::Error>(())
/// ```
pub struct History {
    name: String,
    text: HistoryText,
    sources: Sources,
    /// What the program has today, where its type holds traits: their implementations are not recorded.
    today: Option<Schema>,
    /// The generic arguments of the type whose history it is; `None` where texts alone are known, which tell the
    /// instance that was recorded.
    args: Option<&'static [Arg]>,
}

impl History {
    /// The history of a type that the program holds, or `None` where the type keeps none.
    ///
    /// # Errors
    ///
    /// A history that cannot be read.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::History;
    ///
    /// // Only versioned types of your own keep histories.
    /// assert!(History::of::<Vec<f64>>()?.is_none());
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn of<T: Persist>() -> Result<Option<Self>> {
        History::of_root(Root::of::<T>())
    }

    /// [`of`](Self::of), without the type.
    ///
    /// # Errors
    ///
    /// As [`of`](Self::of).
    pub(crate) fn of_root(root: Root) -> Result<Option<Self>> {
        let Ty::Named { name, args } = *root.ty else { return Ok(None) };
        let registry = root.registry();
        let def = registry.number(name, args).and_then(|number| registry.defs().get(number));
        match def.and_then(|def| def.history) {
            Some(source) => {
                History::with_text(root, registry, parsed(name, (source.text)())?).map(Some)
            }
            None => Ok(None),
        }
    }

    /// The history of a type as this text has it, which may be newer than the program's own.
    ///
    /// # Errors
    ///
    /// A nested type's history that cannot be read.
    pub(crate) fn with_text(root: Root, registry: Registry, text: HistoryText) -> Result<Self> {
        let (name, args) = match *root.ty {
            Ty::Named { name, args } => (name, args),
            _ => ("", [].as_slice()),
        };
        let mut sources = Sources::library()?;
        // First what the history keeps itself: it is what was recorded.
        sources.add(text.clone());
        sources.add_registry(&registry)?;
        // Last what the program has: in the run that records a type, the types within it may be recorded as well.
        let schema = Schema::from_registry(root.ty, &registry)?;
        let promised = schema.without_implementations();
        let held = promised.defs().filter(|def| def.version.is_some() && def.name != name);
        sources.add_entries(held.map(|def| nested_entry(&promised, def)).collect::<Result<_>>()?);
        let today = schema.defs().any(TypeDef::is_trait).then(|| schema.clone());
        Ok(History { name: name.to_owned(), text, sources, today, args: Some(args) })
    }

    /// The history that a text holds, where `nested` are the histories of the types that it holds. Of a generic type,
    /// schemas are those that were recorded: of what stands for its parameters. Traits have no implementations in them.
    ///
    /// # Errors
    ///
    /// A text that is no history, with its line.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::History;
    ///
    /// let error = History::parse("type Scaler\nversion 1.0.0\n  mean f64\n", []).unwrap_err();
    /// assert!(error.to_string().contains("line 3"));
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn parse<'t>(text: &str, nested: impl IntoIterator<Item = &'t str>) -> Result<Self> {
        let text = parsed("a type", text)?;
        let nested = nested.into_iter().map(|nested| parsed("a nested type", nested));
        History::of_texts(text, nested.collect::<Result<_>>()?)
    }

    /// The persisted name of the type.
    pub fn type_name(&self) -> &str {
        &self.name
    }

    /// The recorded versions, ascending.
    pub fn versions(&self) -> impl DoubleEndedIterator<Item = &Version> {
        self.text.entries.iter().map(|entry| &entry.version)
    }

    /// The schema of a version, as files hold it: with the newest versions of the types that it holds in which it
    /// was released, and with the implementations that traits have in this program.
    ///
    /// # Errors
    ///
    /// A version that was not recorded, one of a nested type that no history has, and an entry that is not what was
    /// recorded.
    pub fn schema(&self, version: impl ToString) -> Result<Schema> {
        self.newest(self.entry(&version.to_string())?).map(|newest| newest.schema)
    }

    /// All closures in which a version was released, newest first.
    ///
    /// # Errors
    ///
    /// As [`schema`](Self::schema).
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::History;
    ///
    /// let tree = "
    /// type Tree
    /// version 1.0.0
    ///   nodes: [u16]
    /// with f4d3e1c5e34a52f9
    /// version 1.1.0
    ///   nodes: [u32]
    /// with c00b4b69901d919d
    /// ";
    /// let forest = "
    /// type Forest
    /// version 3.0.0
    ///   trees: [Tree]
    /// with 7ad336d131aa17b2 Tree 1.0.0
    /// with 4e0b9c7d42fdd4d6 Tree 1.1.0
    /// ";
    /// let history = History::parse(forest, [tree])?;
    /// let trees = history.schemas("3.0.0")?.into_iter().map(|recorded| recorded.nested[0].1.to_string());
    /// assert_eq!(trees.collect::<Vec<_>>(), ["1.1.0", "1.0.0"]);
    /// # Ok::<(), persist_core::Error>(())
    /// ```
    pub fn schemas(&self, version: impl ToString) -> Result<Vec<Recorded>> {
        self.rebuilt(self.entry(&version.to_string())?, None).collect()
    }

    /// The recorded schema of this fingerprint, of all versions.
    ///
    /// # Errors
    ///
    /// As [`schema`](Self::schema), where no schema that can be rebuilt has the fingerprint, and another cannot.
    pub fn find(&self, fingerprint: Fingerprint) -> Result<Option<Schema>> {
        let mut problem = None;
        for entry in self.text.entries.iter().rev() {
            for recorded in self.rebuilt(entry, Some(fingerprint)) {
                match recorded {
                    Ok(found) if found.fingerprint == fingerprint => return Ok(Some(found.schema)),
                    Ok(_) => {}
                    Err(error) => problem = problem.or(Some(error)),
                }
            }
        }
        problem.map_or(Ok(None), Err)
    }

    /// What was recorded, ascending.
    pub(super) fn entries(&self) -> &[Entry] {
        &self.text.entries
    }

    /// The closure in which a version was released last.
    pub(super) fn newest(&self, entry: &Entry) -> Result<Recorded> {
        self.rebuilt(entry, None).next().unwrap_or_else(|| Err(self.never_together(entry)))
    }

    /// The former names of the type of this name, newest first.
    pub(super) fn former_names(&self, name: &str) -> Vec<String> {
        self.sources.former_names(name)
    }

    fn entry(&self, version: &str) -> Result<&Entry> {
        let number = version.parse().map_err(|error| {
            let found = version.escape_debug();
            wrong(format!("expected a version, as `1.2.0`, found `{found}`: {error}"))
        })?;
        self.text.entry(&number).ok_or_else(|| self.unrecorded(&number))
    }

    /// The history that a text holds, with those of the types that it holds.
    ///
    /// # Errors
    ///
    /// One without a version.
    pub(super) fn of_texts(text: HistoryText, nested: Vec<HistoryText>) -> Result<Self> {
        let Some(name) = text.entries.last().map(|entry| entry.name.clone()) else {
            return Err(wrong("the history of a type holds no version".into()));
        };
        let mut sources = Sources::library()?;
        sources.add(text.clone());
        nested.into_iter().for_each(|nested| sources.add(nested));
        Ok(History { name, text, sources, today: None, args: None })
    }

    /// The closures of an entry, newest first. With a fingerprint, those that cannot have it are passed over.
    fn rebuilt<'h>(
        &'h self,
        entry: &'h Entry,
        wanted: Option<Fingerprint>,
    ) -> impl Iterator<Item = Result<Recorded>> + 'h {
        // Of a generic type, what was recorded has the fingerprints in the text, and its instances have others; so have
        // files that hold implementations of traits.
        let args = self.args.filter(|args| !args.is_empty());
        let may_be = move |closure: &&'h Closure| {
            let is_wanted = |wanted: Fingerprint| wanted.0 == closure.fingerprint;
            args.is_some() || self.today.is_some() || wanted.is_none_or(is_wanted)
        };
        entry.closures.iter().rev().filter(may_be).flat_map(move |closure| {
            let recorded = recorded(&self.sources, entry, closure, self.args, &Reserved);
            let schemas: Box<dyn Iterator<Item = _>> = match (recorded, args) {
                (Ok(_), Some(args)) => Box::new(self.instances(entry, closure, args)),
                (Ok(schema), None) => Box::new(once(self.as_in_files(entry, schema))),
                (Err(error), _) => Box::new(once(Err(error))),
            };
            schemas
        })
    }

    /// A generic type's closure with each of those that its arguments were released in.
    fn instances<'h>(
        &'h self,
        entry: &'h Entry,
        closure: &'h Closure,
        args: &'static [Arg],
    ) -> impl Iterator<Item = Result<Recorded>> + 'h {
        let (found, are_more) = Combinations::of(&self.sources, &self.name, closure, args);
        let schemas = found.into_iter().map(move |versions| {
            let work = Work::default();
            let mut rebuild = Rebuild::new(&self.sources, entry, &versions, &work);
            let args = args.iter().map(|arg| rebuild.todays(arg)).collect::<Result<_>>()?;
            rebuild.schema(args).and_then(|schema| self.as_in_files(entry, schema))
        });
        schemas.chain(are_more.then(|| Err(self.too_many(entry))))
    }

    /// A closure as it was recorded, with what it leaves to programs.
    fn as_in_files(&self, entry: &Entry, schema: Schema) -> Result<Recorded> {
        let schema = match &self.today {
            Some(today) => schema.with_implementations(today)?,
            None => schema,
        };
        Ok(Recorded::new(entry.version.clone(), schema))
    }

    #[cold]
    fn unrecorded(&self, version: &Version) -> Error {
        let versions: Vec<_> = self.versions().map(ToString::to_string).collect();
        let (name, versions) = (self.name.escape_debug(), versions.join(", "));
        wrong(format!("the history of `{name}` has no version {version}: recorded are {versions}"))
    }

    #[cold]
    fn never_together(&self, entry: &Entry) -> Error {
        let (name, version) = (self.name.escape_debug(), &entry.version);
        wrong(format!(
            "the history of `{name}` has no `with` for {version} that goes with the versions of its arguments"
        ))
    }

    #[cold]
    fn too_many(&self, entry: &Entry) -> Error {
        let (name, version) = (self.name.escape_debug(), &entry.version);
        let message = format!(
            "`{name}` {version} was released with its arguments in more than {MAX_COMBINATIONS} combinations"
        );
        Error::new(ErrorKind::Limit, message)
    }
}

/// The recorded schema of this fingerprint in the history that a type brings along.
///
/// # Errors
///
/// As [`History::find`].
pub fn recorded_schema<T: Persist>(fingerprint: Fingerprint) -> Result<Option<Schema>> {
    match History::of::<T>()? {
        Some(history) => history.find(fingerprint),
        None => Ok(None),
    }
}

/// The text, as its file holds it.
impl fmt::Display for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.text.fmt(f)
    }
}

/// The type and its versions.
impl fmt::Debug for History {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let versions: Vec<_> = self.versions().map(ToString::to_string).collect();
        f.debug_struct("History").field("type", &self.name).field("versions", &versions).finish()
    }
}
