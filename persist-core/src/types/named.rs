//! Structs and enums of the standard library, as serde writes them, under names that start with `std::`.

use std::cmp::Ordering;
use std::ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo, RangeToInclusive};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::error::Result;
use crate::evolution::{Arm, Node, Plan};
use crate::persist::Persist;
use crate::schema::{Arg, Def, DefShape, Field, Fields, FieldsKind, Registry, Ty, Variant};
use crate::types::resolve::fields;
use crate::types::{arm, misfit, pass, resolve, steps};
use crate::wire::{Reader, Writer};

/// A definition of this library: it has no version of its own, the format's is enough.
pub(super) const fn def(name: &'static str, args: &'static [Arg], shape: DefShape) -> Def {
    let (version, producer, view, history) = (None, None, None, None);
    Def { name, args, version, was: &[], producer, shape, removed: &[], chain: &[], view, history }
}

/// The name of a named type.
pub(super) fn name_of<T: Persist>() -> Option<&'static str> {
    match T::TY {
        Ty::Named { name, .. } => Some(name),
        _ => None,
    }
}

/// A struct's shape.
pub(super) const fn named_fields(list: &'static [Field]) -> DefShape {
    DefShape::Struct(Fields { kind: FieldsKind::Named, list })
}

/// A variant that holds nothing, or one value.
pub(super) const fn variant(name: &'static str, list: &'static [Field]) -> Variant {
    let kind = if list.is_empty() { FieldsKind::Unit } else { FieldsKind::Tuple };
    Variant { name, was: &[], fields: Fields { kind, list }, removed: &[], other: false }
}

/// Reads the one field of a variant.
pub(super) fn payload<T: Persist>(r: &mut Reader<'_>, plan: &Plan, arm: &Arm) -> Result<T> {
    fields!(r, plan, arm.fields(), 0 => content: T);
    Ok(content)
}

/// Passes over what the file has in a variant that holds nothing here.
pub(super) fn no_payload(r: &mut Reader<'_>, plan: &Plan, arm: &Arm) -> Result<()> {
    steps(plan, arm.fields())?.iter().try_for_each(|step| pass(r, plan, step))
}

impl Persist for Duration {
    const TY: &'static Ty = &Ty::Named { name: "std::Duration", args: &[] };
    const DEF: Option<&'static Def> = Some(&def(
        "std::Duration",
        &[],
        named_fields(&[Field::new("secs", u64::TY), Field::new("nanos", u32::TY)]),
    ));
    const MIN_SIZE: usize = 2;

    fn register(registry: &mut Registry) {
        register_def::<Self>(registry, |_| {});
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        w.varint(self.as_secs());
        w.varint(self.subsec_nanos().into());
        Ok(())
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        let (secs, start, nanos) = (r.varint()?, r.clone(), r.unsigned::<u32>()?);
        duration(&start, secs, nanos)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let start = r.clone();
        fields!(r, plan, node, 0 => secs: u64, 1 => nanos: u32);
        duration(&start, secs, nanos)
    }
}

fn duration(start: &Reader<'_>, secs: u64, nanos: u32) -> Result<Duration> {
    match nanos {
        0..1_000_000_000 => Ok(Duration::new(secs, nanos)),
        _ => Err(start.damaged(format!("a second is claimed to have {nanos} nanoseconds"))),
    }
}

/// As the time since 1970; earlier times cannot be saved.
impl Persist for SystemTime {
    const TY: &'static Ty = &Ty::Named { name: "std::SystemTime", args: &[] };
    const DEF: Option<&'static Def> = Some(&def(
        "std::SystemTime",
        &[],
        named_fields(&[
            Field::new("secs_since_epoch", u64::TY),
            Field::new("nanos_since_epoch", u32::TY),
        ]),
    ));
    const MIN_SIZE: usize = 2;

    fn register(registry: &mut Registry) {
        register_def::<Self>(registry, |_| {});
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        match self.duration_since(UNIX_EPOCH) {
            Ok(duration) => w.copied(|w| duration.encode(w)),
            Err(_) => Err(w.refuse_whole(name_of::<Self>(), "a `SystemTime` lies before 1970")),
        }
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        let start = r.clone();
        since_epoch(&start, Duration::decode(r)?)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let start = r.clone();
        fields!(r, plan, node, 0 => secs: u64, 1 => nanos: u32);
        since_epoch(&start, duration(&start, secs, nanos)?)
    }
}

fn since_epoch(start: &Reader<'_>, duration: Duration) -> Result<SystemTime> {
    UNIX_EPOCH
        .checked_add(duration)
        .ok_or_else(|| start.invalid("a time lies beyond what this system's `SystemTime` holds"))
}

/// Adds a type's definition, and by `register` those of its fields when the type is new.
pub(super) fn register_def<T: Persist>(registry: &mut Registry, register: fn(&mut Registry)) {
    if T::DEF.is_some_and(|def| registry.insert::<T>(def)) {
        register(registry);
    }
}

/// A generic range, a struct of its ends.
macro_rules! range {
    ($range:ident, $name:literal, $($slot:literal => $end:ident = $get:ident)+, $make:expr) => {
        impl<T: Persist> Persist for $range<T> {
            const TY: &'static Ty = &Ty::Named { name: $name, args: &[Arg::Type(T::TY)] };
            const DEF: Option<&'static Def> = Some(&def(
                $name,
                &[Arg::Type(T::TY)],
                named_fields(&[$(Field::new(stringify!($end), T::TY)),+]),
            ));
            const MIN_SIZE: usize = T::MIN_SIZE;

            fn register(registry: &mut Registry) {
                register_def::<Self>(registry, T::register);
            }

            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                $(range!(@get self $get).encode(w)?;)+
                Ok(())
            }

            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                $(let $end = T::decode(r)?;)+
                let make: fn($(range!(@type T $end)),+) -> Self = $make;
                Ok(make($($end),+))
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                fields!(r, plan, node, $($slot => $end: T),+);
                let make: fn($(range!(@type T $end)),+) -> Self = $make;
                Ok(make($($end),+))
            }
        }
    };
    (@get $self:ident start_of) => { $self.start() };
    (@get $self:ident end_of) => { $self.end() };
    (@get $self:ident $field:ident) => { $self.$field };
    (@type $ty:ident $end:ident) => { $ty };
}

range!(Range, "std::Range", 0 => start = start 1 => end = end, |start, end| start..end);
range!(RangeInclusive, "std::RangeInclusive", 0 => start = start_of 1 => end = end_of, |start, end| start..=end);
range!(RangeFrom, "std::RangeFrom", 0 => start = start, |start| start..);
range!(RangeTo, "std::RangeTo", 0 => end = end, |end| ..end);
range!(RangeToInclusive, "std::RangeToInclusive", 0 => end = end, |end| ..=end);

impl Persist for std::ops::RangeFull {
    const TY: &'static Ty = <()>::TY;

    fn register(_: &mut Registry) {}

    fn encode<'a>(&'a self, _: &mut Writer<'a>) -> Result<()> {
        Ok(())
    }

    fn decode(_: &mut Reader<'_>) -> Result<Self> {
        Ok(..)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        resolve(r, plan, node).map(|()| ..)
    }
}

impl<T: Persist, E: Persist> Persist for Result<T, E> {
    const TY: &'static Ty =
        &Ty::Named { name: "std::Result", args: &[Arg::Type(T::TY), Arg::Type(E::TY)] };
    const DEF: Option<&'static Def> = Some(&def(
        "std::Result",
        &[Arg::Type(T::TY), Arg::Type(E::TY)],
        DefShape::Enum(&[
            variant("Ok", &[Field::new("0", T::TY)]),
            variant("Err", &[Field::new("0", E::TY)]),
        ]),
    ));
    const MIN_SIZE: usize = 1;

    fn register(registry: &mut Registry) {
        register_def::<Self>(registry, |registry| {
            T::register(registry);
            E::register(registry);
        });
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        match self {
            Ok(value) => {
                w.varint(0);
                value.encode(w)
            }
            Err(error) => {
                w.varint(1);
                error.encode(w)
            }
        }
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        Ok(match r.variant(2)? {
            0 => Ok(T::decode(r)?),
            _ => Err(E::decode(r)?),
        })
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let arm = arm(r, plan, node)?;
        match arm.slot() {
            0 => payload(r, plan, arm).map(Ok),
            1 => payload(r, plan, arm).map(Err),
            _ => Err(misfit()),
        }
    }
}

impl<T: Persist> Persist for Bound<T> {
    const TY: &'static Ty = &Ty::Named { name: "std::Bound", args: &[Arg::Type(T::TY)] };
    const DEF: Option<&'static Def> = Some(&def(
        "std::Bound",
        &[Arg::Type(T::TY)],
        DefShape::Enum(&[
            variant("Unbounded", &[]),
            variant("Included", &[Field::new("0", T::TY)]),
            variant("Excluded", &[Field::new("0", T::TY)]),
        ]),
    ));
    const MIN_SIZE: usize = 1;

    fn register(registry: &mut Registry) {
        register_def::<Self>(registry, T::register);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        match self {
            Bound::Unbounded => {
                w.varint(0);
                Ok(())
            }
            Bound::Included(end) => {
                w.varint(1);
                end.encode(w)
            }
            Bound::Excluded(end) => {
                w.varint(2);
                end.encode(w)
            }
        }
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        Ok(match r.variant(3)? {
            0 => Bound::Unbounded,
            1 => Bound::Included(T::decode(r)?),
            _ => Bound::Excluded(T::decode(r)?),
        })
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let arm = arm(r, plan, node)?;
        match arm.slot() {
            0 => no_payload(r, plan, arm).map(|()| Bound::Unbounded),
            1 => payload(r, plan, arm).map(Bound::Included),
            2 => payload(r, plan, arm).map(Bound::Excluded),
            _ => Err(misfit()),
        }
    }
}

impl Persist for Ordering {
    const TY: &'static Ty = &Ty::Named { name: "std::Ordering", args: &[] };
    const DEF: Option<&'static Def> = Some(&def(
        "std::Ordering",
        &[],
        DefShape::Enum(&[variant("Less", &[]), variant("Equal", &[]), variant("Greater", &[])]),
    ));
    const MIN_SIZE: usize = 1;

    fn register(registry: &mut Registry) {
        register_def::<Self>(registry, |_| {});
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        w.varint(match self {
            Ordering::Less => 0,
            Ordering::Equal => 1,
            Ordering::Greater => 2,
        });
        Ok(())
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        Ok(match r.variant(3)? {
            0 => Ordering::Less,
            1 => Ordering::Equal,
            _ => Ordering::Greater,
        })
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        let arm = arm(r, plan, node)?;
        no_payload(r, plan, arm)?;
        match arm.slot() {
            0 => Ok(Ordering::Less),
            1 => Ok(Ordering::Equal),
            2 => Ok(Ordering::Greater),
            _ => Err(misfit()),
        }
    }
}
