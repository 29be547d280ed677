//! Cells, locks and atomics, stored as what they hold.

use std::cell::{Cell, OnceCell, RefCell};
use std::collections::HashMap;
use std::sync::atomic::{
    AtomicBool, AtomicI8, AtomicI16, AtomicI32, AtomicI64, AtomicIsize, AtomicU8, AtomicU16,
    AtomicU32, AtomicU64, AtomicUsize, Ordering::Relaxed,
};
use std::sync::{Mutex, OnceLock, RwLock};

use proptest::collection::{hash_map, vec};
use proptest::prelude::*;

use crate::support::model::{Named, Tree, named, trees};
use crate::support::strategies::{Bits64, bits64, text};

round_trips! {
    cells_come_back {
        Cell<u32> = any::<u32>().prop_map(Cell::new);
        Cell<[Bits64; 600]> = bits64().prop_map(|n| Cell::new([n; 600]));
        Vec<Cell<u16>> = vec(any::<u16>().prop_map(Cell::new), 0..20);
        RefCell<Named> = named().prop_map(RefCell::new);
        RefCell<Vec<f32>> = vec(any::<f32>(), 0..2000).prop_map(RefCell::new);
        Vec<RefCell<RefCell<Vec<u16>>>> =
            vec(vec(any::<u16>(), 0..9).prop_map(|v| RefCell::new(RefCell::new(v))), 0..5);
    }

    /// A copied array's block comes between those of the values around it.
    cells_between_other_arrays_come_back {
        (Vec<u16>, RefCell<(Vec<u8>, Cell<u8>, RefCell<Vec<i64>>)>, Vec<u32>) = (
            vec(any::<u16>(), 1..9),
            (vec(any::<u8>(), 1..9), any::<u8>(), vec(any::<i64>(), 1..9))
                .prop_map(|(a, b, c)| RefCell::new((a, Cell::new(b), RefCell::new(c)))),
            vec(any::<u32>(), 1..9),
        );
        HashMap<String, RefCell<Vec<u32>>> =
            hash_map(text(), vec(any::<u32>(), 1..9).prop_map(RefCell::new), 0..9);
    }

    locks_come_back {
        Mutex<Tree> = trees().prop_map(Mutex::new), by |lock| lock.lock().unwrap().clone();
        Mutex<Vec<u64>> = vec(any::<u64>(), 0..600).prop_map(Mutex::new),
            by |lock| lock.lock().unwrap().clone();
        RwLock<String> = text().prop_map(RwLock::new), by |lock| lock.read().unwrap().clone();
        RwLock<Mutex<Vec<u8>>> = vec(any::<u8>(), 0..9).prop_map(|v| RwLock::new(Mutex::new(v))),
            by |lock| lock.read().unwrap().lock().unwrap().clone();
    }

    cells_that_are_written_once_come_back_full_or_empty {
        OnceCell<String> =
            proptest::option::of(text()).prop_map(|v| v.map(OnceCell::from).unwrap_or_default());
        OnceLock<Vec<u32>> = proptest::option::of(vec(any::<u32>(), 0..9))
            .prop_map(|v| v.map(OnceLock::from).unwrap_or_default());
    }

    atomics_come_back {
        AtomicBool = any::<bool>().prop_map(AtomicBool::new), by |n| n.load(Relaxed);
        AtomicI8 = any::<i8>().prop_map(AtomicI8::new), by |n| n.load(Relaxed);
        AtomicI16 = any::<i16>().prop_map(AtomicI16::new), by |n| n.load(Relaxed);
        AtomicI32 = any::<i32>().prop_map(AtomicI32::new), by |n| n.load(Relaxed);
        AtomicI64 = any::<i64>().prop_map(AtomicI64::new), by |n| n.load(Relaxed);
        AtomicIsize = any::<isize>().prop_map(AtomicIsize::new), by |n| n.load(Relaxed);
        AtomicU8 = any::<u8>().prop_map(AtomicU8::new), by |n| n.load(Relaxed);
        AtomicU16 = any::<u16>().prop_map(AtomicU16::new), by |n| n.load(Relaxed);
        AtomicU32 = any::<u32>().prop_map(AtomicU32::new), by |n| n.load(Relaxed);
        AtomicU64 = any::<u64>().prop_map(AtomicU64::new), by |n| n.load(Relaxed);
        AtomicUsize = any::<usize>().prop_map(AtomicUsize::new), by |n| n.load(Relaxed);
        Vec<AtomicU32> = vec(any::<u32>().prop_map(AtomicU32::new), 0..9),
            by |v| v.iter().map(|n| n.load(Relaxed)).collect::<Vec<_>>();
    }
}
