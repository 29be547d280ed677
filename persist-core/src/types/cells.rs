//! Cells, locks and atomics: stored as what they hold.
//!
//! What a cell holds may change behind a shared reference, so the writer cannot borrow it: it is encoded at
//! once, and its large arrays are copied.

use std::cell::{Cell, OnceCell, RefCell};
use std::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicIsize, AtomicU8, AtomicU16, AtomicU32,
    AtomicUsize, Ordering,
};
#[cfg(target_has_atomic = "64")]
use std::sync::atomic::{AtomicI64, AtomicU64};
use std::sync::{Mutex, OnceLock, RwLock};

use crate::error::Result;
use crate::evolution::{Node, Plan};
use crate::persist::Persist;
use crate::schema::{Layout, Registry, Ty};
use crate::types::named::name_of;
use crate::types::resolve;
use crate::wire::{FixedRoom, Reader, Writer};

impl<T: Persist + Copy> Persist for Cell<T> {
    const TY: &'static Ty = T::TY;
    const LAYOUT: Option<Layout> = T::LAYOUT;
    const MIN_SIZE: usize = T::MIN_SIZE;

    fn register(registry: &mut Registry) {
        T::register(registry);
    }

    fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
        let value = self.get();
        w.copied(|w| value.encode(w))
    }

    fn decode(r: &mut Reader<'_>) -> Result<Self> {
        T::decode(r).map(Cell::new)
    }

    fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
        resolve(r, plan, node).map(Cell::new)
    }

    fn encode_fixed(&self, out: &mut FixedRoom<'_>) -> Result<()> {
        self.get().encode_fixed(out)
    }

    fn decode_fixed(bytes: &[u8]) -> Result<Self> {
        T::decode_fixed(bytes).map(Cell::new)
    }
}

/// A lock that can refuse to lend its content.
macro_rules! lock {
    ($lock:ident, $borrow:ident, $refusal:literal) => {
        impl<T: Persist> Persist for $lock<T> {
            const TY: &'static Ty = T::TY;
            const MIN_SIZE: usize = T::MIN_SIZE;

            fn register(registry: &mut Registry) {
                T::register(registry);
            }

            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                match self.$borrow() {
                    Ok(value) => w.copied(|w| T::encode(&value, w)),
                    Err(_) => Err(w.refuse_whole(name_of::<T>(), $refusal)),
                }
            }

            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                T::decode(r).map($lock::new)
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                resolve(r, plan, node).map($lock::new)
            }
        }
    };
}

lock!(RefCell, try_borrow, "a `RefCell` is mutably borrowed while it is saved");
lock!(Mutex, lock, "a `Mutex` is poisoned: a thread panicked while it changed the value");
lock!(RwLock, read, "a `RwLock` is poisoned: a thread panicked while it changed the value");

/// A cell that is written once: stored as the `Option` of its content.
macro_rules! once {
    ($once:ident) => {
        impl<T: Persist> Persist for $once<T> {
            const TY: &'static Ty = <Option<T>>::TY;
            const MIN_SIZE: usize = 1;

            fn register(registry: &mut Registry) {
                T::register(registry);
            }

            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                let value = self.get();
                w.bool(value.is_some());
                value.map_or(Ok(()), |value| value.encode(w))
            }

            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                Ok(<Option<T>>::decode(r)?.map($once::from).unwrap_or_default())
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                let value: Option<T> = resolve(r, plan, node)?;
                Ok(value.map($once::from).unwrap_or_default())
            }
        }
    };
}

once!(OnceCell);
once!(OnceLock);

macro_rules! atomic {
    ($($atomic:ident: $ty:ident),+) => {$(
        impl Persist for $atomic {
            const TY: &'static Ty = $ty::TY;
            const LAYOUT: Option<Layout> = $ty::LAYOUT;
            const MIN_SIZE: usize = $ty::MIN_SIZE;

            fn register(_: &mut Registry) {}

            fn encode<'a>(&'a self, w: &mut Writer<'a>) -> Result<()> {
                let value = self.load(Ordering::Relaxed);
                w.copied(|w| value.encode(w))
            }

            fn decode(r: &mut Reader<'_>) -> Result<Self> {
                $ty::decode(r).map($atomic::new)
            }

            fn decode_as(r: &mut Reader<'_>, plan: &Plan, node: Node) -> Result<Self> {
                resolve(r, plan, node).map($atomic::new)
            }

            fn encode_fixed(&self, out: &mut FixedRoom<'_>) -> Result<()> {
                self.load(Ordering::Relaxed).encode_fixed(out)
            }

            fn decode_fixed(bytes: &[u8]) -> Result<Self> {
                $ty::decode_fixed(bytes).map($atomic::new)
            }
        }
    )+};
}

atomic!(
    AtomicBool: bool,
    AtomicI8: i8,
    AtomicI16: i16,
    AtomicI32: i32,
    AtomicIsize: isize,
    AtomicU8: u8,
    AtomicU16: u16,
    AtomicU32: u32,
    AtomicUsize: usize
);

#[cfg(target_has_atomic = "64")]
atomic!(AtomicI64: i64, AtomicU64: u64);
