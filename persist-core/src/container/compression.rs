//! Which codec a file is written with, and what compresses its chunks.

use super::codec::{Codec, Coding};
use super::shuffle::{shuffle, width_of};
use crate::error::Result;

/// How a file's content is compressed.
///
/// Each codec is a feature of this crate, off by default. A load finds the codec in the file, and needs its feature.
///
/// The content is compressed in chunks of 1 MiB, and arrays of numbers are shuffled first, byte by byte: of floats, only
/// the exponents compress. Chunks that do not shrink are stored as they are.
///
/// | | weights in `f32`, size | speed |
/// |---|---|---|
/// | [`zstd(3)`](Self::zstd) | smallest | medium |
/// | [`lz4()`](Self::lz4) | small | several times as fast as zstd |
/// | [`none()`](Self::none) | as in memory | that of the disk |
///
/// # Example
///
/// ```
/// # #[cfg(feature = "zstd")] {
/// use persist_core::{Compression, SaveOptions};
///
/// let days: Vec<u32> = (0..10_000).collect();
/// let plain = persist_core::to_bytes(&days)?;
/// let small = SaveOptions::new().compression(Compression::zstd(3)).to_bytes(&days)?;
/// assert!(small.len() < plain.len() / 10);
/// assert_eq!(persist_core::from_bytes::<Vec<u32>>(&small)?, days);
/// # }
/// # Ok::<(), persist_core::Error>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Compression(Method);

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Method {
    #[default]
    None,
    #[cfg(feature = "zstd")]
    Zstd { level: i32 },
    #[cfg(feature = "lz4")]
    Lz4,
}

impl Compression {
    /// None: the default.
    pub const fn none() -> Self {
        Compression(Method::None)
    }

    /// Zstandard. `level` is from 1, fast, to 22, small: 3 suits most files. Negative levels are faster still, and 0
    /// stands for 3.
    #[cfg(feature = "zstd")]
    pub const fn zstd(level: i32) -> Self {
        Compression(Method::Zstd { level })
    }

    /// LZ4, which has no levels.
    #[cfg(feature = "lz4")]
    pub const fn lz4() -> Self {
        Compression(Method::Lz4)
    }

    pub(super) fn codec(self) -> Codec {
        match self.0 {
            Method::None => Codec::None,
            #[cfg(feature = "zstd")]
            Method::Zstd { .. } => Codec::Zstd,
            #[cfg(feature = "lz4")]
            Method::Lz4 => Codec::Lz4,
        }
    }

    /// How the chunks of a section are stored that shrink: those of blocks are shuffled, whose elements have `stride`
    /// bytes; it is 0 for other sections.
    pub(super) fn coding(self, stride: u32) -> Coding {
        match self.codec() {
            Codec::None => Coding::PLAIN,
            codec => Coding { codec, shuffle: width_of(stride) },
        }
    }
}

/// Compresses chunks, one after the other; keeps what they need in common.
pub(super) struct Encoder {
    compression: Compression,
    shuffled: Vec<u8>,
    #[cfg(feature = "zstd")]
    zstd: Option<zstd::bulk::Compressor<'static>>,
    #[cfg(feature = "lz4")]
    lz4: lz4_flex::block::CompressTable,
}

impl Encoder {
    pub(super) fn new(compression: Compression) -> Self {
        Encoder {
            compression,
            shuffled: Vec::new(),
            #[cfg(feature = "zstd")]
            zstd: None,
            #[cfg(feature = "lz4")]
            lz4: lz4_flex::block::CompressTable::default(),
        }
    }

    /// Compresses a chunk to the first bytes of `out`, which grows as needed: to how many, or `None` where they would
    /// not be fewer than those of `raw`.
    ///
    /// The bytes depend on nothing but `raw` and how it is to be stored.
    ///
    /// # Errors
    ///
    /// No memory for the codec.
    pub(super) fn encode_chunk(
        &mut self,
        coding: Coding,
        raw: &[u8],
        out: &mut Vec<u8>,
    ) -> Result<Option<usize>> {
        if coding.shuffle == 0 {
            return self.compress(raw, out);
        }
        let mut shuffled = std::mem::take(&mut self.shuffled);
        shuffled.resize(raw.len(), 0);
        shuffle(coding.shuffle, raw, &mut shuffled);
        let len = self.compress(&shuffled, out);
        self.shuffled = shuffled;
        len
    }

    fn compress(&mut self, raw: &[u8], out: &mut Vec<u8>) -> Result<Option<usize>> {
        if out.len() < raw.len() {
            out.resize(raw.len(), 0);
        }
        match self.compression.0 {
            Method::None => Ok(None),
            #[cfg(feature = "zstd")]
            Method::Zstd { level } => {
                let compressor = match &mut self.zstd {
                    Some(compressor) => compressor,
                    none => none.insert(zstd::bulk::Compressor::new(level).map_err(|error| {
                        crate::error::Error::system(
                            "the compression with zstd could not be set up",
                            error,
                        )
                    })?),
                };
                Ok(compressor.compress_to_buffer(raw, room(out, raw)).ok())
            }
            #[cfg(feature = "lz4")]
            Method::Lz4 => {
                Ok(lz4_flex::block::compress_into_with_table(raw, room(out, raw), &mut self.lz4)
                    .ok())
            }
        }
    }
}

/// Room in `out` for what is shorter than `raw`: the codecs give up at the end of it.
#[cfg(any(feature = "zstd", feature = "lz4"))]
fn room<'a>(out: &'a mut [u8], raw: &[u8]) -> &'a mut [u8] {
    out.get_mut(..raw.len().saturating_sub(1)).unwrap_or_default()
}
