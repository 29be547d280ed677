//! Types of other crates that serde writes and reads, as bytes behind their length.
//!
//! Nothing but its own implementation knows what such a value holds, so no rule of evolution reaches into it. What the
//! library does for it: a save reads back what it wrote, so that no file has a value which cannot be loaded; the file
//! names the type, its crate and the version; an error says so; and a value that another version of the crate wrote
//! can be made into one of today's before it is read.

use std::marker::PhantomData;
use std::ops::{Deref, DerefMut};

use ::serde::Serialize;
use ::serde::de::DeserializeOwned;

use super::{Codec, ForeignField};
use crate::error::{Error, ErrorKind, Result};
use crate::evolution::{Kind, Node, Plan};
use crate::persist::Persist;
use crate::schema::{Foreign, ForeignType, Primitive, Registry, Ty};
use crate::types::misfit;
use crate::value::ForeignValue;
use crate::wire::foreign::{Encoding, Failure, Unwritten, budgeted, deserialize, serialize};
use crate::wire::{Limits, Reader, Writer};

/// A value that serde writes and reads: what `#[persist(serde)]` asks of a field's type.
pub trait SerdeValue: Serialize + DeserializeOwned {}

impl<T: Serialize + DeserializeOwned> SerdeValue for T {}

/// What `#[persist(serde)]` stores.
pub struct MessagePack<F>(PhantomData<fn() -> F>);

/// What `#[persist(serde(compact))]` stores.
pub struct Postcard<F>(PhantomData<fn() -> F>);

macro_rules! codec {
    ($codec:ident $encoding:ident) => {
        impl<T: SerdeValue, F: ForeignField> Codec<T> for $codec<F> {
            const TY: &'static Ty = &Ty::Primitive(Primitive::$encoding);
            const MIN_SIZE: usize = 1;

            fn register(_: &mut Registry) {}

            fn encode(value: &T, w: &mut Writer<'_>) -> Result<()> {
                write(Encoding::$encoding, value, &F::FOREIGN, w)
            }

            fn decode(r: &mut Reader<'_>) -> Result<T> {
                read(r, Encoding::$encoding, &F::FOREIGN, None)
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<T> {
                read_as::<T, F>(r, plan, node)
            }
        }
    };
}

codec!(MessagePack MessagePack);
codec!(Postcard Postcard);

/// A value of any type that implements serde's traits, stored as `#[persist(serde)]` stores a field: for values that
/// are no fields, such as a whole model of another crate, or the elements of a list.
///
/// A field with `#[persist(serde)]` says more: which type it is, and by `from_crate` which version of its crate wrote it.
///
/// # Example
///
/// ```
/// use persist_core::Serde;
///
/// #[derive(serde::Serialize, serde::Deserialize, Debug, PartialEq)]
/// enum Kernel { Linear, Rbf { gamma: f64 } }
///
/// let bytes = persist_core::to_bytes(&vec![Serde(Kernel::Linear), Serde(Kernel::Rbf { gamma: 0.5 })])?;
/// let kernels: Vec<Serde<Kernel>> = persist_core::from_bytes(&bytes)?;
/// assert_eq!(kernels[1].0, Kernel::Rbf { gamma: 0.5 });
/// # Ok::<(), persist_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Serde<T>(pub T);

impl<T: Serialize + DeserializeOwned> Persist for Serde<T> {
    const TY: &'static Ty = &Ty::Primitive(Primitive::MessagePack);
    const MIN_SIZE: usize = 1;

    fn register(_: &mut Registry) {}

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        MessagePack::<()>::encode(&self.0, w)
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        MessagePack::<()>::decode(r).map(Serde)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        MessagePack::<()>::decode_as(r, plan, node).map(Serde)
    }
}

impl<T> From<T> for Serde<T> {
    fn from(value: T) -> Self {
        Serde(value)
    }
}

impl<T> Deref for Serde<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Serde<T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

/// Writes a value, once it has proven to be one that can be read.
fn write<T: SerdeValue>(
    encoding: Encoding,
    value: &T,
    own: &Foreign,
    w: &mut Writer<'_>,
) -> Result<()> {
    let name = Name { own, rust: std::any::type_name::<T>() };
    let depth = w.depth_left();
    let bytes = serialize(encoding, value, depth).map_err(|error| match error {
        Unwritten::TooDeep => w.too_deep(),
        Unwritten::Refused(message) => {
            let error = w.refuse(format_args!(
                "{name} cannot be stored, its implementation of serde says: {message}"
            ));
            match encoding {
                Encoding::MessagePack => error,
                Encoding::Postcard => error.with_help(BY_NAME),
            }
        }
    })?;
    // What a load may take is for whoever loads to say.
    let limits = Limits::new().depth(depth).allocation(u64::MAX);
    let read = budgeted(&limits, &bytes, |budget| Ok(deserialize::<T>(encoding, &bytes, budget)))?;
    match read {
        // By position, what one field leaves out another one takes for its own: it is read, and is another value.
        Ok(read) if encoding == Encoding::Postcard && !is_written_alike(&read, &bytes, depth) => {
            let message = format!(
                "{name} cannot be stored by position: what its implementation of serde writes comes back as another \
                 value"
            );
            Err(w.refuse(message).with_help(BY_NAME))
        }
        Ok(_) => {
            w.foreign(&bytes);
            Ok(())
        }
        Err(Failure::Limit(error)) => Err(w.blame(error.without_place())),
        Err(Failure::Refused { path, message }) => {
            let error = w.refuse(format_args!(
                "{name} cannot be stored: its implementation of serde does not read what it writes: \
                 {message}{}",
                Within(&path)
            ));
            Err(error.with_help(match encoding {
                Encoding::MessagePack => {
                    "store its parts in a type of your own: `#[persist(as = Proxy)]` or \
                     `#[persist(with = module)]`"
                }
                Encoding::Postcard => BY_NAME,
            }))
        }
    }
}

const BY_NAME: &str =
    "leave out `compact`: `#[persist(serde)]` alone stores names, which such a type needs";

/// Whether a value that was read from these bytes is written as them again, in whatever order: hash maps have another
/// one each time.
fn is_written_alike<T: SerdeValue>(value: &T, bytes: &[u8], depth: u32) -> bool {
    let counts = |bytes: &[u8]| {
        let mut counts = [0u64; 256];
        for byte in bytes {
            if let Some(count) = counts.get_mut(usize::from(*byte)) {
                *count = count.saturating_add(1);
            }
        }
        counts
    };
    let again = serialize(Encoding::Postcard, value, depth);
    again.is_ok_and(|again| counts(&again) == counts(bytes))
}

/// Reads what another schema wrote: in the encoding that the file has, and by another version of the crate.
fn read_as<T: SerdeValue, F: ForeignField>(
    r: &mut Reader<'_>,
    plan: &Plan,
    node: Node,
) -> Result<T> {
    let (from, written) = match plan.kind(node) {
        Kind::Scalar { from, fixed: false } => (from, None),
        Kind::Foreign { from, origin } => (from, plan.origin(origin)),
        _ => return Err(misfit()),
    };
    let encoding = match from {
        Primitive::MessagePack => Encoding::MessagePack,
        Primitive::Postcard => Encoding::Postcard,
        _ => return Err(misfit()),
    };
    let own = ForeignType::from(F::FOREIGN);
    match (F::UPGRADE, written) {
        (Some(upgrade), Some(written))
            if encoding == Encoding::MessagePack && written.from_crate != own.from_crate =>
        {
            let start = r.clone();
            let old = ForeignValue::new(from, r.foreign()?);
            let blame = |error: Error| start.blame_at(0, error);
            let new = upgrade(old.content_within(&start).map_err(blame)?, written);
            let new = ForeignValue::from_content(new.map_err(blame)?, start.depth_left());
            let new = new.map_err(blame)?;
            read_bytes(new.bytes(), encoding, &F::FOREIGN, Some(written), &start)
        }
        _ => read(r, encoding, &F::FOREIGN, written),
    }
}

fn read<T: SerdeValue>(
    r: &mut Reader<'_>,
    encoding: Encoding,
    own: &Foreign,
    written: Option<&ForeignType>,
) -> Result<T> {
    let start = r.clone();
    read_bytes(r.foreign()?, encoding, own, written, &start)
}

fn read_bytes<T: SerdeValue>(
    bytes: &[u8],
    encoding: Encoding,
    own: &Foreign,
    written: Option<&ForeignType>,
    start: &Reader<'_>,
) -> Result<T> {
    match deserialize(encoding, bytes, start) {
        Ok(value) => Ok(value),
        Err(Failure::Limit(error)) => Err(start.blame_at(0, error)),
        Err(Failure::Refused { path, message }) => {
            let name = Name { own, rust: std::any::type_name::<T>() };
            Err(start.blame_at(0, unread(&name, written, &path, &message)))
        }
    }
}

#[cold]
fn unread(name: &Name<'_>, written: Option<&ForeignType>, path: &str, message: &str) -> Error {
    let within = Within(path);
    let message = format!("{name} cannot be read from what is stored: {message}{within}");
    match written {
        Some(written) => Error::new(
            ErrorKind::Foreign,
            format!("{message}; the file was written with {written}"),
        )
        .with_help(
            "load it with the version that wrote it, or make a value of today's of it: \
             `#[persist(serde(upgrade = function))]`",
        ),
        None => Error::new(ErrorKind::Foreign, message)
            .with_help("load it with the program that wrote it, or as the type that it holds"),
    }
}

/// A foreign type as messages name it: as the field does where there is one.
struct Name<'n> {
    own: &'n Foreign,
    rust: &'static str,
}

impl std::fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.own.ty {
            "" => write!(f, "`{}`", self.rust),
            _ => ForeignType::from(*self.own).fmt(f),
        }
    }
}

/// Where in a value something was seen.
struct Within<'p>(&'p str);

impl std::fmt::Display for Within<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.0 {
            "" => Ok(()),
            path => write!(f, ", at `{path}` within it"),
        }
    }
}
