//! How many threads work on a file at once.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;

/// Bytes below which one thread is done before a second one has started.
const MIN_BYTES: u64 = 2 << 20;

/// How many threads may work on a file at once, the calling one included.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Threads(Option<NonZero<usize>>);

impl Threads {
    /// At most so many; 0 stands for 1.
    pub(crate) fn at_most(count: usize) -> Self {
        Threads(Some(NonZero::new(count).unwrap_or(NonZero::<usize>::MIN)))
    }

    /// How many shall share work on `bytes` bytes that comes in `parts`: as many as the machine has cores, where
    /// nothing else was asked for.
    pub(crate) fn for_work(self, bytes: u64, parts: usize) -> usize {
        if bytes < MIN_BYTES {
            return 1;
        }
        let most = self.0.or_else(|| thread::available_parallelism().ok());
        most.map_or(1, NonZero::get).min(parts).max(1)
    }
}

/// Does `work` on all items, on so many threads, each of which takes a run of them at a time and has a state of its own.
///
/// # Errors
///
/// That of the first item of those that fail, whichever thread came upon it first: all before it are done.
pub(crate) fn shared_by<I: Send, S, E: Send>(
    threads: usize,
    run: usize,
    items: impl ExactSizeIterator<Item = I> + Send,
    state: impl Fn() -> S + Sync,
    work: impl Fn(I, &mut S) -> Result<(), E> + Sync,
) -> Result<(), E> {
    if threads <= 1 {
        let mut state = state();
        let mut items = items;
        return items.try_for_each(|item| work(item, &mut state));
    }
    let queue = Mutex::new(items.enumerate());
    // The number of the first item that has failed so far, and its error.
    let failed = Mutex::new(None::<(usize, E)>);
    let first_failed = AtomicUsize::new(usize::MAX);
    let worker = || {
        let mut state = state();
        loop {
            let taken: Vec<_> = {
                let mut queue = lock(&queue);
                // As many as the others are left with, so that all end at about the same time.
                let run = queue.len().div_ceil(threads).min(run);
                queue.by_ref().take(run).collect()
            };
            if taken.is_empty() {
                return;
            }
            for (number, item) in taken {
                if number > first_failed.load(Ordering::Relaxed) {
                    return;
                }
                let Err(error) = work(item, &mut state) else { continue };
                let mut failed = lock(&failed);
                if failed.as_ref().is_none_or(|(other, _)| number < *other) {
                    first_failed.store(number, Ordering::Relaxed);
                    *failed = Some((number, error));
                }
            }
        }
    };
    thread::scope(|scope| {
        for _ in 1..threads {
            // Where the system has no thread left, fewer do the work.
            if thread::Builder::new().spawn_scoped(scope, worker).is_err() {
                break;
            }
        }
        worker();
    });
    failed
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner)
        .map_or(Ok(()), |(_, error)| Err(error))
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;

    use super::*;

    #[test]
    fn each_item_is_worked_on_once_and_the_first_error_is_told() {
        for threads in [1, 2, 5] {
            let done = Mutex::new(Vec::new());
            let work = |item: usize, seen: &mut usize| {
                *seen += 1;
                lock(&done).push(item);
                if item >= 70 { Err(item) } else { Ok(()) }
            };
            assert_eq!(shared_by(threads, 3, 0..70, || 0, work), Ok(()));
            let mut all = std::mem::take(&mut *lock(&done));
            all.sort_unstable();
            assert!(all.into_iter().eq(0..70));
            assert_eq!(shared_by(threads, 3, 0..1000, || 0, work), Err(70));
            assert!(lock(&done).len() < 200, "the rest is left");
            lock(&done).clear();
        }
    }

    /// What a thread has until it ends: who waits for that is told when it is gone.
    struct Ends<'a>(Option<&'a Barrier>);

    impl Drop for Ends<'_> {
        fn drop(&mut self) {
            self.0.map(Barrier::wait);
        }
    }

    #[test]
    fn of_two_items_that_fail_the_first_is_told_though_it_fails_last() {
        let ended = Barrier::new(2);
        let told = shared_by(
            2,
            1,
            0..2,
            || Ends(None),
            |item, state| {
                match item {
                    0 => drop(ended.wait()),
                    _ => state.0 = Some(&ended),
                }
                Err::<(), _>(item)
            },
        );
        assert_eq!(told, Err(0));
    }

    #[test]
    fn small_work_is_not_shared_and_no_thread_is_without_a_part() {
        let threads = Threads::at_most(8);
        assert_eq!(threads.for_work(MIN_BYTES - 1, 100), 1);
        assert_eq!(threads.for_work(MIN_BYTES, 100), 8);
        assert_eq!(threads.for_work(MIN_BYTES, 3), 3);
        assert_eq!(threads.for_work(MIN_BYTES, 0), 1);
        assert_eq!(Threads::at_most(0).for_work(MIN_BYTES, 100), 1);
        assert!(Threads::default().for_work(MIN_BYTES, 100) >= 1);
    }
}
