//! Fields of newer versions, kept by programs that do not know them: an old program that saves what it loaded does
//! not destroy a newer program's data.
//!
//! This layer takes values out of files without their types, and hands them to types later: it stands above both.

mod keep;
mod persist;

use std::fmt;
use std::sync::Arc;

use semver::Version;

use crate::error::{Error, ErrorKind, Result};
use crate::evolution::{Options, compile};
use crate::persist::Persist;
use crate::schema::Schema;
use crate::types::resolve;
use crate::value::{Value, read_value};
use crate::wire::{Context, Limits, NoBlocks, Reader, SharedEntries, to_u64};

pub use keep::Keeper;

/// The fields that a file has and that this program's type does not know, with their values.
///
/// A field of this type, marked `#[persist(unknown)]`, takes them up when a file of a newer version is loaded, and
/// has them written back on save. The newer program finds them there again: a field that a file lacks is looked for
/// in it before the field's default is taken.
///
/// Fields are kept where they are told apart by name, in structs and variants. Those of values in arrays of
/// [fixed layout](crate::schema::Layout) are not, as no struct with such a field has one.
///
/// # Example
///
/// ```
/// use persist_core::{Persist, UnknownFields};
///
/// mod newer {
///     use persist_core::{Persist, UnknownFields};
///
///     #[derive(Persist)]
///     #[persist(version = "1.1.0")]
///     pub struct Settings {
///         pub volume: u8,
///         #[persist(default)]
///         pub theme: Option<String>,
///         #[persist(unknown)]
///         pub extra: UnknownFields,
///     }
/// }
///
/// #[derive(Persist)]
/// #[persist(version = "1.0.0")]
/// struct Settings {
///     volume: u8,
///     #[persist(unknown)]
///     extra: UnknownFields,
/// }
///
/// let theme = Some("dark".to_owned());
/// let bytes = newer::Settings { volume: 3, theme, extra: UnknownFields::default() }.to_bytes()?;
///
/// let mut settings = Settings::from_bytes(&bytes)?;
/// assert_eq!(settings.extra.names().collect::<Vec<_>>(), ["theme"]);
/// settings.volume = 7;
///
/// let settings = newer::Settings::from_bytes(&settings.to_bytes()?)?;
/// assert_eq!((settings.volume, settings.theme.as_deref()), (7, Some("dark")));
/// assert!(settings.extra.is_empty());
/// # Ok::<(), persist_core::Error>(())
/// ```
#[derive(Clone, Default, PartialEq)]
pub struct UnknownFields {
    list: Vec<UnknownField>,
}

/// A field that a program keeps without knowing it: one of [`UnknownFields`].
#[derive(Clone, PartialEq)]
pub struct UnknownField {
    name: String,
    version: Option<Version>,
    /// The bytes of the schema of the field's type, which the values of one load have in common.
    schema: Arc<[u8]>,
    /// The value's body, arrays and shared values in place.
    value: Vec<u8>,
}

impl UnknownFields {
    /// None.
    pub fn new() -> Self {
        UnknownFields::default()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.list.len()
    }

    /// Their persisted names.
    pub fn names(&self) -> impl ExactSizeIterator<Item = &str> {
        self.list.iter().map(UnknownField::name)
    }

    /// All of them, in the order in which files had them.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &UnknownField> {
        self.list.iter()
    }

    /// Takes out the field of this name, or else of one of its former names, as a value of `F`: for a program that
    /// knows it after all. `None` where there is no such field.
    ///
    /// # Errors
    ///
    /// A value that does not become an `F` by the rules of evolution; it stays where it is.
    pub fn take<F: Persist>(&mut self, name: &str, was: &[&str]) -> Result<Option<F>> {
        let named = |name: &str| self.list.iter().position(|field| field.name == name);
        let found = named(name).or_else(|| was.iter().find_map(|was| named(was)));
        let Some(index) = found else { return Ok(None) };
        let Some(field) = self.list.get(index) else { return Ok(None) };
        let value = field.read()?;
        self.list.remove(index);
        Ok(Some(value))
    }

    /// Adds a field, in the place of the one of its name.
    fn put(&mut self, field: UnknownField) {
        match self.list.iter_mut().find(|known| known.name == field.name) {
            Some(known) => *known = field,
            None => self.list.push(field),
        }
    }
}

impl UnknownField {
    /// The persisted name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The version of the type that declared the field, where that has one.
    pub fn version(&self) -> Option<&Version> {
        self.version.as_ref()
    }

    /// The schema of the field's type.
    ///
    /// # Errors
    ///
    /// Bytes that are no schema.
    pub fn schema(&self) -> Result<Schema> {
        Schema::from_bytes(&self.schema).map_err(|error| self.explain(error))
    }

    /// The value, without its type.
    ///
    /// # Errors
    ///
    /// Bytes that are no value of the schema.
    pub fn value(&self) -> Result<Value> {
        let schema = self.schema()?;
        self.decode(|r| read_value(&schema, r))
    }

    /// The value as an `F`.
    fn read<F: Persist>(&self) -> Result<F> {
        let (writer, reader) = (self.schema()?, Schema::of::<F>()?);
        let compiled = compile(&writer, &reader, &Options::default())?;
        match compiled.plan {
            Some(plan) => self.decode(|r| resolve(r, &plan, plan.root())),
            None => {
                let message = "a field that an older program kept is not what this program expects";
                let reasons = compiled.findings.all_reasons();
                Err(self.explain(Error::new(ErrorKind::Schema, message).with_reasons(reasons)))
            }
        }
    }

    fn decode<T>(&self, mut read: impl FnMut(&mut Reader<'_>) -> Result<T>) -> Result<T> {
        let (limits, len) = (Limits::new(), to_u64(self.value.len()));
        let context = Context::new(&limits, len, &NoBlocks, SharedEntries::default());
        let value = context.read(&self.value, |r| r.in_place(&mut read));
        value.map_err(|error| self.explain(error))
    }

    /// Places in the bytes of a kept value mean nothing to people: the field's name has to do.
    #[cold]
    fn explain(&self, error: Error) -> Error {
        error.without_place().with_path(self.name.escape_debug().to_string())
    }
}

/// As text, as far as values can be read.
impl fmt::Debug for UnknownFields {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(&self.list).finish()
    }
}

impl fmt::Debug for UnknownField {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.name.escape_debug())?;
        if let Some(version) = &self.version {
            write!(f, " ({version})")?;
        }
        match self.value() {
            Ok(value) => write!(f, ": {value}"),
            Err(error) => write!(f, ": <{error}>"),
        }
    }
}
