//! What a load may cost: each length in a file is charged before anything follows it.

use super::{Reader, to_u64};
use crate::error::{Error, Result};

impl Reader<'_> {
    /// Charges memory for `count` values of `size` bytes; each costs at least one.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit).
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub fn allocate(&self, count: usize, size: usize) -> Result<()> {
        let cx = self.frame.cx;
        let bytes = to_u64(count).saturating_mul(to_u64(size.max(1)));
        match cx.allocation.get().checked_sub(bytes) {
            Some(left) => {
                cx.allocation.set(left);
                Ok(())
            }
            None => Err(self.spot().over_allocation(bytes)),
        }
    }

    /// Charges `count` elements.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(crate) fn count(&self, count: usize) -> Result<()> {
        let cx = self.frame.cx;
        if cx.limits.elements.is_none() {
            return Ok(());
        }
        match cx.elements.get().checked_sub(to_u64(count)) {
            Some(left) => {
                cx.elements.set(left);
                Ok(())
            }
            None => Err(self.spot().over_elements()),
        }
    }

    /// Runs `read` without charging what it meets: for arrays that are passed by, or copied piece by piece.
    ///
    /// # Errors
    ///
    /// Those of `read`.
    pub(crate) fn uncharged<T>(&mut self, read: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        let cx = self.frame.cx;
        let (allocation, elements) = (cx.allocation.get(), cx.elements.get());
        cx.allocation.set(u64::MAX);
        cx.elements.set(u64::MAX);
        let value = read(self);
        cx.allocation.set(allocation);
        cx.elements.set(elements);
        value
    }

    /// Runs `decode` one level deeper: for boxes and collections.
    ///
    /// # Errors
    ///
    /// [`ErrorKind::Limit`](crate::ErrorKind::Limit) at the depth limit.
    #[inline]
    pub fn nested<T>(&mut self, decode: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.descend()?;
        let value = decode(self)?;
        self.ascend();
        Ok(value)
    }

    /// Takes a level of depth, which [`ascend`](Self::ascend) gives back where nothing fails.
    #[inline]
    pub(crate) fn descend(&self) -> Result<()> {
        let depth = &self.frame.cx.depth;
        match depth.get().checked_sub(1) {
            Some(left) => {
                depth.set(left);
                Ok(())
            }
            None => Err(self.spot().too_deep()),
        }
    }

    /// Gives back what [`descend`](Self::descend) took.
    #[inline]
    pub(crate) fn ascend(&self) {
        let depth = &self.frame.cx.depth;
        depth.set(depth.get() + 1);
    }

    /// Charges the elements of an array.
    #[cfg_attr(not(debug_assertions), inline(always))]
    pub(super) fn charge_array(&self, count: usize, size: usize) -> Result<()> {
        self.allocate(count, size)?;
        self.count(count)
    }

    /// Levels of depth that are left.
    pub(crate) fn depth_left(&self) -> u32 {
        self.frame.cx.depth.get()
    }

    /// Levels of depth in all.
    pub(crate) fn depth_limit(&self) -> u32 {
        self.frame.cx.limits.depth
    }

    pub(crate) fn too_deep(&self) -> Error {
        self.spot().too_deep()
    }
}
