//! What reading a file may cost: the limits of the library, as options of every command that reads.

use clap::Args;
use persist_core::Limits;

/// Levels of nesting that the stack of the program's thread has room for.
const MAX_DEPTH: i64 = 10_000;

/// Bytes of stack that so many levels take, in a debug build: some 10 KiB each, of which the system gives none before it is
/// used.
pub(crate) const STACK: usize = 128 << 20;

/// Limits on what reading may cost.
#[derive(Args, Clone, Copy, Debug)]
#[command(next_help_heading = "Limits")]
pub(crate) struct LimitArgs {
    /// Most memory that values may take, in bytes
    ///
    /// Default: 64 MiB and 16 times the uncompressed length of the file.
    #[arg(long, value_name = "BYTES", global = true, hide_short_help = true)]
    max_memory: Option<u64>,
    /// Most levels of boxes and collections within each other
    ///
    /// Default: 512. At most 10,000.
    #[arg(long, value_name = "LEVELS", global = true, hide_short_help = true)]
    #[arg(value_parser = clap::value_parser!(u32).range(1..=MAX_DEPTH))]
    max_depth: Option<u32>,
    /// Most bytes that a file may hold when it is decompressed
    ///
    /// Default: 64 MiB and 256 times its length.
    #[arg(long, value_name = "BYTES", global = true, hide_short_help = true)]
    max_inflation: Option<u64>,
}

/// What errors of the library say to raise, as the options are named that do so. The program's thread has stack enough.
const RAISED: [(&str, &str); 4] = [
    ("Limits::depth, on a thread with stack enough", "`--max-depth`"),
    ("Limits::depth", "`--max-depth`"),
    ("Limits::allocation", "`--max-memory`"),
    ("Limits::inflation", "`--max-inflation`"),
];

/// The text of an error, with the limits that it names as options.
pub(crate) fn as_options(text: &str) -> String {
    RAISED.iter().fold(text.to_owned(), |text, (limit, option)| text.replace(limit, option))
}

impl LimitArgs {
    pub(crate) fn limits(&self) -> Limits {
        let mut limits = Limits::new();
        if let Some(bytes) = self.max_memory {
            limits = limits.allocation(bytes);
        }
        if let Some(levels) = self.max_depth {
            limits = limits.depth(levels);
        }
        if let Some(bytes) = self.max_inflation {
            limits = limits.inflation(bytes);
        }
        limits
    }
}
