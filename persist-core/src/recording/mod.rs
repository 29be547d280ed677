//! What the generated test of a versioned type does: holds the type against its history file, records what is new
//! there, and replays every recorded version.
//!
//! It is above all other layers: it reads and writes files of histories, and saves and loads files of values. Only
//! tests of programs come here.

mod closures;
mod defaults;
mod nested;
mod orphans;
mod place;
mod settle;
mod sources;

use std::env;

use semver::Version;

use crate::error::{Error, ErrorKind, Result};
use crate::file::{Archive, SaveOptions};
use crate::history::ReplayFilter;
use crate::persist::{Persist, Root};
use crate::schema::{Registry, Schema};

pub use place::File;

/// What the derive tells of a type that keeps a history.
#[derive(Debug)]
pub struct Site {
    /// The type's name in Rust.
    pub ident: &'static str,
    /// Its module.
    pub module: &'static str,
    /// Its source file and line.
    pub place: (&'static str, u32),
    /// Its crate.
    pub package: &'static str,
    /// The folder of the crate's manifest.
    pub manifest: &'static str,
    /// The history's file.
    pub file: File,
    /// The generic parameters of the schema type, as `T`, `const N`, `T::State`.
    pub labels: &'static [&'static str],
    /// The defaults of fields.
    pub defaults: &'static [Default],
    /// Changes or leaves out generated values of recorded versions.
    pub replay: Option<ReplayFilter>,
}

/// The default of a field.
#[derive(Debug)]
pub struct Default {
    /// The variant that has the field.
    pub variant: Option<&'static str>,
    /// The field's persisted name.
    pub field: &'static str,
    /// The value, as histories show it.
    pub shown: fn() -> Result<String>,
}

/// What a run may do to histories: the variable `PERSIST_HISTORY`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Mode {
    /// Nothing.
    Verify,
    /// What is new is appended.
    Record,
    /// The latest version is recorded anew.
    Overwrite,
}

impl Mode {
    fn from_env() -> Result<Self> {
        match env::var("PERSIST_HISTORY").as_deref() {
            Err(env::VarError::NotPresent) | Ok("") => Ok(Mode::Verify),
            Ok("record") => Ok(Mode::Record),
            Ok("overwrite") => Ok(Mode::Overwrite),
            other => {
                let found = other.unwrap_or("what is no text");
                let message = format!(
                    "PERSIST_HISTORY is `{found}`; expected `record`, `overwrite`, or nothing at all"
                );
                Err(Error::new(ErrorKind::Caller, message))
            }
        }
    }
}

/// A type that is held against its history.
struct Subject<'a> {
    site: &'a Site,
    /// The type's schema.
    schema: Schema,
    /// What its closure and the types that it reads old files as bring along.
    registry: Registry,
    /// The declared version.
    version: Version,
}

/// The test of a type: `persist_history_…`. `T` is the type as it is recorded, with what stands for its parameters;
/// `Replayed` the instance of it whose values are loaded: an array of a reserved length would fill the memory.
///
/// # Errors
///
/// What is not recorded yet, or otherwise than it is; a history that was edited, or that is of no type of the package; a
/// recorded version that does not load.
pub fn test<T: Persist, Replayed: Persist>(site: &Site) -> Result<()> {
    let mode = Mode::from_env()?;
    let root = Root::of::<T>();
    let registry = root.registry();
    let schema = Schema::from_registry(root.ty, &registry)?;
    let Some(version) = schema.root_def().and_then(|def| def.version.clone()) else {
        return Err(Error::new(ErrorKind::Caller, "a type without a version keeps no history"));
    };
    let subject = Subject { site, schema, registry, version };
    let path = place::path_of(site)?;
    // A type that was renamed does not begin anew, beside the history that it has.
    orphans::check(site, &|| match mode {
        Mode::Verify => Ok(()),
        Mode::Record | Mode::Overwrite => nested::keep(&subject, &path),
    })?;
    place::claim(&path, site)?;
    let settled = settle::settle(&subject, &path, mode)?;
    // What is recorded anew is not yet what this program was compiled with.
    let next = match mode {
        Mode::Overwrite => &nested::todays_first(&subject, &settled.history)?,
        Mode::Verify | Mode::Record => &settled.history,
    };
    closures::check::<Replayed>(&subject, next)?;
    // Nothing is recorded that does not hold.
    match settled.is_new {
        true => place::write(&path, &settled.history),
        false => Ok(()),
    }
}

/// The text of a default, as histories show it. One that is not the same each time has none.
///
/// # Errors
///
/// A default that cannot be stored.
pub fn shown<T: Persist>(value: T) -> Result<String> {
    /// Longest text of a default that is kept; beyond it stands how long it was.
    const LONGEST: usize = 80;
    let value = Archive::from_bytes(SaveOptions::new().to_bytes(&value)?)?.value()?;
    let text: String =
        value.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    Ok(match text.char_indices().nth(LONGEST) {
        Some((end, _)) => {
            let shown = text.get(..end).unwrap_or_default();
            format!("{shown} … {:016x}", persist_history::tail_hash(text.as_bytes()))
        }
        None => text,
    })
}
