//! How files are compressed that commands write.

use clap::ValueEnum;
use persist_core::Compression;

use crate::failure::Failure;

/// A codec.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Codec {
    /// Not compressed: files that can be mapped
    None,
    /// Zstandard, for small files
    Zstd,
    /// LZ4, for speed
    Lz4,
}

/// Levels of Zstandard that are taken: those below are faster, and not much smaller than LZ4's.
const LEVELS: std::ops::RangeInclusive<i32> = 1..=22;

impl Codec {
    /// The compression of a codec, with a level for the one that has some.
    ///
    /// # Errors
    ///
    /// A level that there is not.
    pub(crate) fn compression(self, level: Option<i32>) -> Result<Compression, Failure> {
        match (self, level) {
            (Codec::None, None) => Ok(Compression::none()),
            (Codec::Lz4, None) => Ok(Compression::lz4()),
            (Codec::Zstd, None) => Ok(Compression::zstd(3)),
            (Codec::Zstd, Some(level)) if LEVELS.contains(&level) => Ok(Compression::zstd(level)),
            (Codec::Zstd, Some(level)) => Err(Failure::usage(format!("zstd has no level {level}"))
                .with_help("take one from 1, fast, to 22, small")),
            (Codec::None | Codec::Lz4, Some(_)) => {
                Err(Failure::usage("only zstd has levels").with_help("leave out `--level`"))
            }
        }
    }
}
