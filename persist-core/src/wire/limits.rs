//! What reading a file may cost.

/// Bounds on what reading a file or a record may cost, whoever wrote it.
///
/// The defaults fit files of ordinary values, and stop a hostile one long before it hurts. A load that meets a
/// limit fails with [`ErrorKind::Limit`](crate::ErrorKind::Limit) and names the limit to raise: a value that is
/// very much larger in memory than in its file, as a million times `None` of a large type, needs a larger
/// [`allocation`](Self::allocation).
///
/// # Example
///
/// ```
/// use persist_core::{Limits, LoadOptions};
///
/// let limits = Limits::new().file(1 << 20).depth(64);
/// let options = LoadOptions::new().limits(limits);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    pub(crate) file: Option<u64>,
    pub(crate) allocation: Option<u64>,
    pub(crate) elements: Option<u64>,
    pub(crate) inflation: Option<u64>,
    pub(crate) depth: u32,
}

impl Limits {
    /// Levels of nesting allowed unless [`depth`](Self::depth) says otherwise. A boxed decision tree that
    /// deep fits the 2 MiB stack of a thread in a debug build.
    pub const DEFAULT_DEPTH: u32 = 512;

    /// Memory allowed beyond a multiple of the raw length, unless [`allocation`](Self::allocation) says
    /// otherwise: room for small files whose values are much larger in memory than on disk.
    const ALLOCATION_BASE: u64 = 64 << 20;
    /// Memory allowed for each raw byte: an enum's unit variant takes one byte in a file, and its whole
    /// size in memory.
    const ALLOCATION_PER_BYTE: u64 = 16;

    /// Bytes that a file may hold beyond a multiple of its stored ones, unless [`inflation`](Self::inflation) says
    /// otherwise: room for small files that compress very well.
    const INFLATION_BASE: u64 = 64 << 20;
    /// Bytes that a file may hold for each stored one.
    const INFLATION_PER_BYTE: u64 = 256;

    /// The defaults.
    pub const fn new() -> Self {
        Limits {
            file: None,
            allocation: None,
            elements: None,
            inflation: None,
            depth: Self::DEFAULT_DEPTH,
        }
    }

    /// Largest file that is opened, or longest record that is read, in bytes. Default: none.
    pub const fn file(mut self, bytes: u64) -> Self {
        self.file = Some(bytes);
        self
    }

    /// Most memory that the loaded value may take, in bytes, as far as lengths in the file decide it.
    /// Default: 64 MiB and 16 times the uncompressed length of the file.
    pub const fn allocation(mut self, bytes: u64) -> Self {
        self.allocation = Some(bytes);
        self
    }

    /// Most elements that all lists, arrays, sets and maps may have together. Default: no bound but
    /// [`allocation`](Self::allocation), which charges each element at least one byte.
    pub const fn elements(mut self, count: u64) -> Self {
        self.elements = Some(count);
        self
    }

    /// Most bytes that a file may hold, be they compressed or not. Default: 64 MiB and 256 times the bytes that it
    /// stores, which every file keeps that this library writes. A file that claims more is refused when it is opened.
    pub const fn inflation(mut self, bytes: u64) -> Self {
        self.inflation = Some(bytes);
        self
    }

    /// Most levels of boxes and collections within each other. Default: 512. Each level takes stack while
    /// it is read and dropped; a thread with a large stack can allow more.
    pub const fn depth(mut self, levels: u32) -> Self {
        self.depth = levels;
        self
    }

    /// Bytes that a file of `stored_len` stored ones may hold: see [`inflation`](Self::inflation). Readers of other
    /// formats can keep to it, too.
    ///
    /// # Example
    ///
    /// ```
    /// use persist_core::Limits;
    ///
    /// assert_eq!(Limits::new().inflation_for(1 << 20), (64 + 256) << 20);
    /// assert_eq!(Limits::new().inflation(1000).inflation_for(1 << 20), 1000);
    /// ```
    pub fn inflation_for(&self, stored_len: u64) -> u64 {
        self.inflation.unwrap_or_else(|| {
            stored_len.saturating_mul(Self::INFLATION_PER_BYTE).saturating_add(Self::INFLATION_BASE)
        })
    }

    /// Bytes that reading `raw_len` uncompressed bytes may allocate.
    pub(crate) fn allocation_for(&self, raw_len: u64) -> u64 {
        self.allocation.unwrap_or_else(|| {
            raw_len.saturating_mul(Self::ALLOCATION_PER_BYTE).saturating_add(Self::ALLOCATION_BASE)
        })
    }
}

impl Default for Limits {
    fn default() -> Self {
        Limits::new()
    }
}
