//! Which mutant of this build is on. `tests/campaigns/mutants` puts this file into its copy of the library.
//!
//! `PERSIST_MUTANT` names one by its number. `PERSIST_MUTANTS_REACHED` names a file instead, in which the byte of each
//! mutant is set that the program comes across.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU8, AtomicU32, Ordering::Relaxed};

/// Before the environment was looked at.
const UNREAD: u32 = u32::MAX;
const TRACING: u32 = u32::MAX - 1;
const NONE: u32 = u32::MAX - 2;

static ACTIVE: AtomicU32 = AtomicU32::new(UNREAD);
static REACHED: OnceLock<&'static [AtomicU8]> = OnceLock::new();

/// Whether mutant `id` is on. What the compiler evaluates is never mutated.
#[inline(always)]
pub(crate) const fn on(id: u32) -> bool {
    const fn while_building(_: u32) -> bool {
        false
    }
    core::intrinsics::const_eval_select((id,), while_building, while_running)
}

#[inline(always)]
fn while_running(id: u32) -> bool {
    let active = ACTIVE.load(Relaxed);
    active == id || active >= TRACING && look(id)
}

#[cold]
#[inline(never)]
fn look(id: u32) -> bool {
    if ACTIVE.load(Relaxed) == UNREAD {
        let number = std::env::var("PERSIST_MUTANT").ok().and_then(|number| number.parse().ok());
        let otherwise = if std::env::var_os("PERSIST_MUTANTS_REACHED").is_some() { TRACING } else { NONE };
        ACTIVE.store(number.unwrap_or(otherwise), Relaxed);
        return while_running(id);
    }
    if let Some(reached) = REACHED.get_or_init(map).get(id as usize) {
        reached.store(1, Relaxed);
    }
    false
}

/// The trace, shared with all processes that write to it.
fn map() -> &'static [AtomicU8] {
    use std::os::fd::AsRawFd;
    let path = std::env::var_os("PERSIST_MUTANTS_REACHED").unwrap();
    let file = std::fs::OpenOptions::new().read(true).write(true).open(path).unwrap();
    let len = file.metadata().unwrap().len() as usize;
    let access = libc::PROT_READ | libc::PROT_WRITE;
    unsafe {
        let start = libc::mmap(std::ptr::null_mut(), len, access, libc::MAP_SHARED, file.as_raw_fd(), 0);
        assert_ne!(start, libc::MAP_FAILED);
        std::slice::from_raw_parts(start.cast(), len)
    }
}

/// What a function returns that returns some iterator: its own one, or that of a mutant.
pub(crate) enum Chosen<'a, T, I> {
    Mutant(Box<dyn Iterator<Item = T> + Send + 'a>),
    Own(I),
}

impl<T, I: Iterator<Item = T>> Iterator for Chosen<'_, T, I> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        match self {
            Chosen::Mutant(iterator) => iterator.next(),
            Chosen::Own(iterator) => iterator.next(),
        }
    }
}
