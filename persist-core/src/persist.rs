//! The trait: what a type must tell and do to be saved and loaded.

mod own;

use std::io::{Read, Write};
use std::path::Path;

pub(crate) use self::own::{OwnSchema, Root};
use crate::error::Result;
use crate::evolution::{Node, Plan, Step};
use crate::schema::{Def, Layout, Registry, Ty};
use crate::types::{self, GetFields, PutFields};
use crate::wire::{Appender, FixedRoom, Plain, Reader, Writer};

/// A type whose values can be saved to a file and loaded back.
///
/// Derive it: `#[derive(Persist)]`, on structs and enums of your own. The library implements it for the
/// types of the standard library that hold data.
///
/// # Example
///
/// ```
/// use persist_core::Persist;
///
/// #[derive(Persist, Debug, PartialEq)]
/// struct Scaler {
///     mean: Vec<f64>,
///     deviation: Vec<f64>,
/// }
///
/// # fn main() -> persist_core::Result<()> {
/// let scaler = Scaler { mean: vec![5.8, 3.1], deviation: vec![0.8, 0.4] };
/// let bytes = scaler.to_bytes()?;
/// assert_eq!(Scaler::from_bytes(&bytes)?, scaler);
/// # Ok(())
/// # }
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be stored in a persist file",
    label = "this type does not implement `Persist`",
    note = "for your own types, add `#[derive(Persist)]` to `{Self}`",
    note = "for types from other crates, use `#[persist(serde)]`, `#[persist(as = Proxy)]` or `#[persist(with = module)]` on the field",
    note = "what is borrowed cannot be loaded: hold `String`, `Vec` or `Cow` instead",
    note = "a field that need not be stored takes `#[persist(skip)]`"
)]
pub trait Persist: Sized {
    /// The type as schemas name it. Named types appear by name and arguments, never by their content.
    const TY: &'static Ty;

    /// The type's own definition, where it has one.
    const DEF: Option<&'static Def> = None;

    /// The fixed layout of the type's values in arrays, where it has one. Whoever sets it also provides
    /// [`encode_fixed`](Self::encode_fixed) and [`decode_fixed`](Self::decode_fixed).
    const LAYOUT: Option<Layout> = None;

    /// Bytes that every value takes at least in a body: what a claimed count of them is checked against.
    const MIN_SIZE: usize = 0;

    /// The type as one that another type holds.
    #[doc(hidden)]
    const __PERSIST_PART: types::PartOf<Self> = types::PartOf::itself();

    /// The types of all fields that a derived type stores, as they stand.
    #[doc(hidden)]
    const __PERSIST_PARTS: &'static [types::Part] = &[];

    /// That the type's memory is its fixed layout, where it is so.
    #[doc(hidden)]
    const __PERSIST_PLAIN: Option<Plain<Self>> = None;

    /// The body is what [`__persist_put_fields`](Self::__persist_put_fields) writes, without a check before it: it can
    /// be written with the fields around it.
    #[doc(hidden)]
    const __PERSIST_BODY_IS_FIELDS: bool = false;

    /// Bytes that the value's body takes at most of a run of fields that are written behind one look at the room, be
    /// it with parts that look again; 0 where it always looks.
    #[doc(hidden)]
    const __PERSIST_RUN: usize = 0;

    /// Adds the definitions of all named types that a value can hold: the same ones whenever it is asked, as schemas
    /// are put together once.
    fn register(registry: &mut Registry);

    /// Writes the value's body.
    ///
    /// # Errors
    ///
    /// Values that cannot be stored: nested too deep, locked, or of no form that every system reads.
    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()>;

    /// Reads a body that was written by the same schema.
    ///
    /// # Errors
    ///
    /// Bytes that no `encode` writes, and values beyond the limits.
    fn decode(r: &mut Reader<'_>) -> Result<Self>;

    /// Reads a body that another schema wrote, as `plan` says at `node`.
    ///
    /// [`resolve`](crate::__private::resolve) calls it where the plan has work that is this type's own.
    ///
    /// # Errors
    ///
    /// As [`decode`](Self::decode), and values that this type does not take.
    #[doc(hidden)]
    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self>;

    /// The type's own check, which `#[persist(validate = …)]` names: of values that are saved, so that no
    /// file is written that would not load, and of values that were read.
    #[doc(hidden)]
    fn __persist_check(&self) -> Result<()> {
        Ok(())
    }

    /// Writes the value's fixed layout into the next bytes of `out`: exactly as many as [`LAYOUT`](Self::LAYOUT)'s
    /// size.
    #[doc(hidden)]
    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn encode_fixed(&self, out: &mut FixedRoom<'_>) -> Result<()> {
        self.__persist_put_fields(out)
    }

    /// Reads a value's fixed layout from exactly as many bytes.
    #[doc(hidden)]
    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn decode_fixed(bytes: &[u8]) -> Result<Self> {
        Self::__persist_get_fields(&mut types::FixedBytes(bytes))
    }

    /// Writes all fields of a struct, be it as its body or in their fixed layout, or those of an enum's variant behind
    /// its index.
    #[doc(hidden)]
    #[inline]
    fn __persist_put_fields<'a>(&'a self, to: &mut impl PutFields<'a>) -> Result<()> {
        let _ = to;
        Err(types::no_layout())
    }

    /// Reads what [`__persist_put_fields`](Self::__persist_put_fields) wrote.
    #[doc(hidden)]
    #[inline]
    fn __persist_get_fields(from: &mut impl GetFields) -> Result<Self> {
        let _ = from;
        Err(types::no_layout())
    }

    /// Writes the value's body, as [`encode`](Self::encode) does, with what is written before and behind it.
    #[doc(hidden)]
    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn __persist_append<'a>(&'a self, to: &mut Appender<'_, '_, 'a>) -> Result<()> {
        if const { Self::__PERSIST_BODY_IS_FIELDS } {
            return self.__persist_put_fields(to);
        }
        to.outside(|w| self.encode(w))
    }

    /// Reads the value's body, as [`decode`](Self::decode) does, with what is read before and behind it.
    #[doc(hidden)]
    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn __persist_take(r: &mut Reader<'_>) -> Result<Self> {
        if const { Self::__PERSIST_BODY_IS_FIELDS } {
            return Self::__persist_get_fields(r);
        }
        r.by_itself(Self::decode)
    }

    /// Writes the value as a field of a struct.
    #[doc(hidden)]
    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn __persist_put<'a>(&'a self, to: &mut impl PutFields<'a>) -> Result<()> {
        to.put(self)
    }

    /// Reads the value as a field of a struct.
    #[doc(hidden)]
    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn __persist_get(from: &mut impl GetFields) -> Result<Self> {
        from.get()
    }

    /// Writes the elements of a list: stands in for specialisation where a slice can be written whole.
    #[doc(hidden)]
    #[inline]
    fn encode_slice<'a>(slice: &'a [Self], w: &mut Writer<'a>) -> Result<()> {
        types::encode_elements(slice, w)
    }

    /// Writes the elements of a list, as [`encode_slice`](Self::encode_slice) does, with what is written before and
    /// behind them.
    #[doc(hidden)]
    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn append_slice<'a>(slice: &'a [Self], to: &mut Appender<'_, '_, 'a>) -> Result<()> {
        types::append_elements(slice, to)
    }

    /// Reads the elements of a list, as [`encode_slice`](Self::encode_slice) wrote them.
    #[doc(hidden)]
    #[inline]
    fn decode_vec(r: &mut Reader<'_>) -> Result<Vec<Self>> {
        types::decode_elements(r)
    }

    /// Reads a value straight onto the heap: arrays can be larger than the stack.
    #[doc(hidden)]
    #[inline]
    fn decode_boxed(r: &mut Reader<'_>) -> Result<Box<Self>> {
        r.allocate(1, size_of::<Self>())?;
        Self::decode(r).map(Box::new)
    }

    /// Reads a field as its step of a plan says, into a variable: that stays empty where the default is to take its
    /// place.
    #[doc(hidden)]
    #[cfg_attr(debug_assertions, inline)]
    #[cfg_attr(not(debug_assertions), inline(always))]
    fn __persist_field(
        field: &mut Option<Self>,
        r: &mut Reader<'_>,
        plan: &Plan,
        step: &Step,
    ) -> Result<()> {
        types::field(field, r, plan, step)
    }

    /// Reads a value as a plan says, be it of one schema or of two.
    #[doc(hidden)]
    #[inline]
    fn __persist_resolve(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        types::resolve(r, plan, node)
    }

    /// As [`decode_as`](Self::decode_as), straight onto the heap.
    #[doc(hidden)]
    #[inline]
    fn decode_boxed_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Box<Self>> {
        r.allocate(1, size_of::<Self>())?;
        types::resolve(r, plan, node).map(Box::new)
    }

    /// Saves the value to a file, atomically and durably: see [`save`](crate::save).
    ///
    /// # Errors
    ///
    /// As [`save`](crate::save).
    fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        crate::save(self, path)
    }

    /// Loads a value from a file: see [`load`](crate::load).
    ///
    /// # Errors
    ///
    /// As [`load`](crate::load).
    fn load(path: impl AsRef<Path>) -> Result<Self> {
        crate::load(path)
    }

    /// The bytes of a file that holds the value: see [`to_bytes`](crate::to_bytes).
    ///
    /// # Errors
    ///
    /// As [`to_bytes`](crate::to_bytes).
    fn to_bytes(&self) -> Result<Vec<u8>> {
        crate::to_bytes(self)
    }

    /// The value that a file's bytes hold: see [`from_bytes`](crate::from_bytes).
    ///
    /// # Errors
    ///
    /// As [`from_bytes`](crate::from_bytes).
    fn from_bytes(bytes: &[u8]) -> Result<Self> {
        crate::from_bytes(bytes)
    }

    /// The value as a record of a key-value store: see [`to_record`](crate::to_record).
    ///
    /// # Errors
    ///
    /// As [`to_record`](crate::to_record).
    fn to_record(&self) -> Result<Vec<u8>> {
        crate::to_record(self)
    }

    /// The value of a record: see [`from_record`](crate::from_record).
    ///
    /// # Errors
    ///
    /// As [`from_record`](crate::from_record).
    fn from_record(record: &[u8]) -> Result<Self> {
        crate::from_record(record)
    }

    /// Writes a file's bytes to any writer: see [`write_to`](crate::write_to).
    ///
    /// # Errors
    ///
    /// As [`write_to`](crate::write_to).
    fn write_to(&self, writer: impl Write) -> Result<()> {
        crate::write_to(self, writer)
    }

    /// Reads a file's bytes from any reader: see [`read_from`](crate::read_from).
    ///
    /// # Errors
    ///
    /// As [`read_from`](crate::read_from).
    fn read_from(reader: impl Read) -> Result<Self> {
        crate::read_from(reader)
    }
}

/// The step from a type that reads files of a former epoch to the one that follows it.
///
/// The rules of evolution carry files over changes of shape. Where the meaning changed, a person says how: in one
/// function, out of a view that names only the fields that it needs. Where the type keeps a history, a view has no field
/// that no old file has, and leaves out none that the next type has as well, unless `removed` says that this is meant.
///
/// # Example
///
/// ```
/// use persist_core::{Persist, Result, Upgrade};
///
/// #[derive(Persist)]
/// #[persist(view_of = "Thermostat", epoch = "1")]
/// struct Thermostat1 {
///     fahrenheit: f64,
/// }
///
/// #[derive(Persist)]
/// #[persist(version = "2.0.0", upgrade("1" => Thermostat1))]
/// struct Thermostat {
///     celsius: f64,
/// }
///
/// impl Upgrade<Thermostat1> for Thermostat {
///     fn upgrade(old: Thermostat1) -> Result<Self> {
///         Ok(Thermostat { celsius: (old.fahrenheit - 32.0) / 1.8 })
///     }
/// }
///
/// assert_eq!(Thermostat::upgrade(Thermostat1 { fahrenheit: 212.0 })?.celsius, 100.0);
/// # Ok::<(), persist_core::Error>(())
/// ```
#[diagnostic::on_unimplemented(
    message = "missing upgrade step `{Old}` -> `{Self}`",
    label = "files of this epoch are read as `{Old}`, and nothing makes a `{Self}` of it",
    note = "add `impl persist_core::Upgrade<{Old}> for {Self}`"
)]
pub trait Upgrade<Old>: Sized {
    /// The value that a value of the former epoch becomes.
    ///
    /// # Errors
    ///
    /// A value that has no counterpart, as [`Error::invalid`](crate::Error::invalid).
    fn upgrade(old: Old) -> Result<Self>;
}
