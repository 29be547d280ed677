//! How many threads work on a file at once.

use std::num::NonZero;
use std::thread;

/// Bytes below which one thread is done before a second one has started.
const MIN_BYTES: u64 = 4 << 20;

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

#[cfg(test)]
mod tests {
    use super::*;

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
