//! What a comparison may cost, in memory and in time: all that is kept or looked at is charged.

use crate::error::{Error, ErrorKind, Result};

/// Bytes that may still be taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Budget {
    limit: u64,
    left: u64,
}

impl Budget {
    pub(super) fn new(limit: u64) -> Self {
        Budget { limit, left: limit }
    }

    /// # Errors
    ///
    /// [`ErrorKind::Limit`] where no more is left.
    pub(super) fn charge(&mut self, bytes: u64) -> Result<()> {
        match self.left.checked_sub(bytes) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => Err(self.spent()),
        }
    }

    #[cold]
    fn spent(&self) -> Error {
        let message =
            format!("comparing the values takes more than the limit of {} bytes", self.limit);
        Error::new(ErrorKind::Limit, message)
            .with_help("if you trust the files, compare them with a larger Limits::allocation")
    }
}
