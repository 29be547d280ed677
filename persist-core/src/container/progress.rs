//! How far a save or a load has come.

use std::fmt;
use std::sync::Arc;

/// How far a save or a load has come, in bytes of the sections' content.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Bytes that are done.
    pub done: u64,
    /// Bytes in all.
    pub total: u64,
}

impl Progress {
    /// The share that is done, from 0 to 1; 1 where there is nothing to do.
    pub fn share(&self) -> f64 {
        #[expect(clippy::as_conversions, reason = "a share needs no digits beyond a float's")]
        match self.total {
            0 => 1.0,
            total => self.done.min(total) as f64 / total as f64,
        }
    }
}

/// As `512 MiB of 1024 MiB (50 %)`.
impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (done, total) = (self.done >> 20, self.total >> 20);
        write!(f, "{done} MiB of {total} MiB ({:.0} %)", self.share() * 100.0)
    }
}

/// Whom to tell of progress: nobody, or a function.
#[derive(Clone, Default)]
pub(crate) struct Watcher(Option<Arc<dyn Fn(Progress) + Send + Sync>>);

impl Watcher {
    pub(crate) fn new(tell: impl Fn(Progress) + Send + Sync + 'static) -> Self {
        Watcher(Some(Arc::new(tell)))
    }

    /// Whether there is anyone.
    pub(crate) fn watches(&self) -> bool {
        self.0.is_some()
    }

    pub(crate) fn tell(&self, done: u64, total: u64) {
        if let Some(tell) = &self.0 {
            tell(Progress { done, total });
        }
    }
}

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Watcher").field(&self.0.is_some()).finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn progress_is_a_share_and_reads_as_one() {
        let half = Progress { done: 1 << 29, total: 1 << 30 };
        assert_eq!(half.to_string(), "512 MiB of 1024 MiB (50 %)");
        assert_eq!(Progress { done: 0, total: 0 }.share(), 1.0);
    }
}
