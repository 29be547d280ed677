//! One error for the whole library, sorted by who must act: [`ErrorKind`].
//!
//! An error is built where the fault is seen, with what was expected and what was found. The layers
//! above add what only they know: `value` the path, `file` the file's name and whether it was replaced.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;
use std::path::{Path, PathBuf};

/// `Result` with this library's [`Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// Why a save or a load failed: what, where, and what to do.
///
/// `Display` gives the whole story in one line, with one more line for each of several reasons.
/// `Debug` prints the same text, so that `fn main() -> Result<()>` and a notebook's `?` read well.
/// It is `Send` and `Sync`, and goes wherever `Box<dyn Error + Send + Sync>` and `anyhow::Error` do.
///
/// # Example
///
/// ```
/// use persist_core::{ErrorKind, from_bytes};
///
/// let error = from_bytes::<u32>(b"{\"answer\": 42}").unwrap_err();
/// assert_eq!(error.kind(), ErrorKind::NotPersist);
/// assert!(error.to_string().contains("JSON"));
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    message: Cow<'static, str>,
    help: Option<Cow<'static, str>>,
    reasons: Vec<String>,
    type_name: Option<&'static str>,
    place: Option<Place>,
    /// Where the bytes of a fixed layout that the error is about were in memory.
    address: Option<usize>,
    path: Option<String>,
    file: Option<PathBuf>,
    action: Option<&'static str>,
    save_outcome: Option<SaveOutcome>,
    source: Option<Box<dyn std::error::Error + Send + Sync>>,
}

/// Who must act on an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The bytes are not what was written: take another copy of the file.
    Damaged,
    /// The bytes were never a persist file, or never a record where one is expected: read them with what wrote them.
    NotPersist,
    /// There is no file at the path: save one first, or mend the path.
    NotFound,
    /// The file needs a newer version of this library.
    Unsupported,
    /// The file is whole, but its schema does not fit the program's types.
    Schema,
    /// The file is whole and its schema fits, but the type refuses this value.
    Invalid,
    /// The file is whole and its schema fits, but another crate's type does not read what is stored of it: load it with the
    /// version of the crate that wrote it, or make a value of today's of it.
    Foreign,
    /// The file is whole, and lacks what was asked for, as a part of its value at some path, or probes: mend the path,
    /// or do without.
    NoSuchPart,
    /// The file is whole and its value can be had, but it does not predict what its [probes](crate::Probes) say: find
    /// out what differs in the program, its libraries or the machine.
    Prediction,
    /// Reading or writing would go beyond [`Limits`](crate::Limits).
    Limit,
    /// The operating system failed: see the error's `source`.
    System,
    /// The program asked for something that cannot be done, as saving a value that is locked.
    Caller,
}

/// What a failed save left at its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SaveOutcome {
    /// The path holds what it held before the save.
    NotReplaced,
    /// The path holds the new file, but the system could not promise that it survives a power cut.
    ReplacedNotDurable,
}

/// A part of a file that offsets count from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Section {
    /// From the first byte of the file.
    Header,
    /// The value itself, without its large arrays.
    Body,
    /// The schema, in the header.
    Schema,
    /// The entry of a shared value.
    Shared(u64),
    /// A large array.
    Block(u64),
    /// The bytes of an array that is being saved: where they go is for the layer above to say.
    Array,
}

/// Where in a file an error was seen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) section: Section,
    /// Bytes from the start of the section.
    pub(crate) offset: u64,
    /// The value of this named type that starts there, where the error speaks of a whole value.
    pub(crate) type_name: Option<&'static str>,
    /// The error is about this very byte, not about some byte from there on.
    pub(crate) exact: bool,
}

impl Error {
    pub(crate) fn new(kind: ErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Error(Box::new(Inner {
            kind,
            message: message.into(),
            help: None,
            reasons: Vec::new(),
            type_name: None,
            place: None,
            address: None,
            path: None,
            file: None,
            action: None,
            save_outcome: None,
            source: None,
        }))
    }

    pub(crate) fn damaged(message: impl Into<Cow<'static, str>>) -> Self {
        Error::new(ErrorKind::Damaged, message)
    }

    pub(crate) fn system(message: impl Into<Cow<'static, str>>, source: std::io::Error) -> Self {
        Error::new(ErrorKind::System, message).with_source(source)
    }

    pub(crate) fn with_source(
        self,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Self {
        let mut error = self;
        error.0.source = Some(source.into());
        error
    }

    /// An error of the program's own, for `validate` functions and hand-written implementations.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::{Error, ErrorKind};
    ///
    /// let error = Error::invalid("weights must not be empty");
    /// assert_eq!(error.kind(), ErrorKind::Invalid);
    /// ```
    pub fn invalid(message: impl fmt::Display) -> Self {
        Error::new(ErrorKind::Invalid, message.to_string())
    }

    pub(crate) fn with_help(mut self, help: impl Into<Cow<'static, str>>) -> Self {
        self.0.help = Some(help.into());
        self
    }

    /// Says in front of the message what it is about, where the layer that made it cannot know.
    pub(crate) fn of(mut self, what: &str) -> Self {
        self.0.message = Cow::Owned(format!("{what}: {}", self.0.message));
        self
    }

    pub(crate) fn with_kind(mut self, kind: ErrorKind) -> Self {
        self.0.kind = kind;
        self
    }

    pub(crate) fn with_reasons(mut self, reasons: Vec<String>) -> Self {
        self.0.reasons = reasons;
        self
    }

    /// Sets the place, unless a deeper layer already knew a better one.
    pub(crate) fn at(mut self, section: Section, offset: u64) -> Self {
        let type_name = self.0.type_name;
        self.0.place.get_or_insert(Place { section, offset, type_name, exact: true });
        self
    }

    /// Says that the error is about some bytes of the section, from the offset on.
    pub(crate) fn somewhere_from(self, section: Section, offset: u64) -> Self {
        let mut error = self.at(section, offset);
        if let Some(place) = &mut error.0.place {
            place.exact = false;
        }
        error
    }

    /// Says that the error is about a whole value of this named type, whose place is set later.
    pub(crate) fn about(mut self, type_name: &'static str) -> Self {
        self.0.type_name.get_or_insert(type_name);
        self
    }

    /// Replaces a place that means nothing to the layers above.
    pub(crate) fn relocate(mut self, section: Section, offset: u64) -> Self {
        self.0.place = None;
        self.at(section, offset)
    }

    /// Says to which section the bytes of an array go, in which the error was seen.
    pub(crate) fn of_array(mut self, section: Section) -> Self {
        if let Some(place @ Place { section: Section::Array, .. }) = &mut self.0.place {
            place.section = section;
        }
        self
    }

    /// Says which bytes of a fixed layout the error is about. Layouts are read without a cursor: where the bytes
    /// are in memory tells where they are in their array.
    pub(crate) fn in_fixed(self, bytes: &[u8]) -> Self {
        self.at_address(bytes.as_ptr().addr())
    }

    /// As [`in_fixed`](Self::in_fixed), of bytes that are still to be written.
    pub(crate) fn at_address(mut self, address: usize) -> Self {
        self.0.address.get_or_insert(address);
        self
    }

    /// Bytes from the start of `element` to those that the error is about, where they are in it.
    pub(crate) fn offset_in(&self, element: &[u8]) -> usize {
        let start = element.as_ptr().addr();
        self.offset_within(&(start..start.saturating_add(element.len())))
    }

    /// As [`offset_in`](Self::offset_in), of an element at these addresses.
    pub(crate) fn offset_within(&self, element: &Range<usize>) -> usize {
        let address = self.0.address.filter(|address| element.contains(address));
        address.map_or(0, |address| address.saturating_sub(element.start))
    }

    /// What was found and where, without what to do about it.
    pub(crate) fn brief(&self) -> String {
        let mut text = self.0.message.to_string();
        if let Some(source) = self.0.source.as_ref().filter(|_| self.0.kind == ErrorKind::System) {
            text.push_str(&format!(": {source}"));
        }
        if let Some(place) = self.0.place.filter(|place| place.exact) {
            text.push_str(&format!(", at {place}"));
        }
        text
    }

    /// Takes away a place that means nothing to people.
    pub(crate) fn without_place(mut self) -> Self {
        self.0.place = None;
        self
    }

    pub(crate) fn place(&self) -> Option<Place> {
        self.0.place
    }

    pub(crate) fn with_path(mut self, path: String) -> Self {
        self.0.path.get_or_insert(path);
        self
    }

    pub(crate) fn with_file(mut self, action: &'static str, file: &Path) -> Self {
        self.0.action.get_or_insert(action);
        self.0.file.get_or_insert_with(|| file.to_owned());
        self
    }

    /// For what a save is made of, and is none itself.
    pub(crate) fn without_save_outcome(mut self) -> Self {
        self.0.save_outcome = None;
        self
    }

    pub(crate) fn with_save_outcome(mut self, outcome: SaveOutcome) -> Self {
        self.0.save_outcome.get_or_insert(outcome);
        self
    }

    /// The error without its help, for those who say it elsewhere.
    pub(crate) fn without_help(mut self) -> Self {
        self.0.help = None;
        self
    }

    /// Who must act.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// Path of the value that the error is about, as `Forest.trees[3].nodes[17].threshold`.
    pub fn path(&self) -> Option<&str> {
        self.0.path.as_deref()
    }

    /// Bytes from the start of the section that [`Display`](fmt::Display) names to the fault.
    pub fn offset(&self) -> Option<u64> {
        self.0.place.map(|place| place.offset)
    }

    /// The file that was read or written.
    pub fn file(&self) -> Option<&Path> {
        self.0.file.as_deref()
    }

    /// Each single reason, where there are several: all differences between two schemas, say.
    pub fn reasons(&self) -> &[String] {
        &self.0.reasons
    }

    /// What to do about it, where the library knows.
    pub fn help(&self) -> Option<&str> {
        self.0.help.as_deref()
    }

    /// What a failed save left at its path; `None` for errors of anything but a save to a path.
    pub fn save_outcome(&self) -> Option<SaveOutcome> {
        self.0.save_outcome
    }
}

/// As [`ErrorKind::System`]: so that functions that also read and write other files can use `?`.
impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        Error::system("input or output failed", error)
    }
}

/// In one line, but for [reasons](Error::reasons), which have a line each; with `{:#}`, the help has a line of its own.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let inner = &*self.0;
        if let (Some(action), Some(file)) = (inner.action, &inner.file) {
            write!(f, "cannot {action} `{}`: ", file.display())?;
        }
        f.write_str(&inner.message)?;
        match &inner.source {
            Some(source) if inner.kind == ErrorKind::System => write!(f, ": {source}")?,
            // Other kinds have said it themselves.
            _ => {}
        }
        match (&inner.path, inner.place) {
            (Some(path), Some(place)) if place.exact => write!(f, ", at `{path}` ({place})")?,
            (Some(path), _) => write!(f, ", in `{path}`")?,
            (None, Some(place)) if place.exact => write!(f, ", at {place}")?,
            (None, _) => {}
        }
        match inner.save_outcome {
            Some(SaveOutcome::NotReplaced) => f.write_str("; nothing was replaced")?,
            Some(SaveOutcome::ReplacedNotDurable) => f.write_str(
                "; the file was replaced, but whether it survives a power cut is not known",
            )?,
            None => {}
        }
        for reason in &inner.reasons {
            write!(f, "\n  - {reason}")?;
        }
        if let Some(help) = &inner.help {
            let beside = inner.reasons.is_empty() && !f.alternate();
            f.write_str(if beside { "; " } else { "\n  " })?;
            write!(f, "help: {help}")?;
        }
        Ok(())
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "byte {} of {}", self.offset, self.section)
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Section::Header => f.write_str("the file"),
            Section::Body => f.write_str("the body"),
            Section::Schema => f.write_str("the schema"),
            Section::Shared(number) => write!(f, "shared value {number}"),
            Section::Block(number) => write!(f, "block {number}"),
            Section::Array => f.write_str("an array"),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.source {
            Some(source) => Some(&**source),
            None => None,
        }
    }
}
