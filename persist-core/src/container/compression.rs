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
/// Of the two codecs, `Compression::zstd(3)` makes the smaller files, and `Compression::lz4()` is faster.
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

    /// The usual one with this codec; none, where the program is built without it.
    pub(super) fn of(codec: Codec) -> Self {
        match codec {
            #[cfg(feature = "zstd")]
            Codec::Zstd => Compression::zstd(zstd::DEFAULT_COMPRESSION_LEVEL),
            #[cfg(feature = "lz4")]
            Codec::Lz4 => Compression::lz4(),
            _ => Compression::none(),
        }
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

    /// Bytes that `len` bytes take at most while they are compressed.
    fn room_for(self, len: usize) -> usize {
        match self.0 {
            Method::None => len,
            #[cfg(feature = "zstd")]
            Method::Zstd { .. } => zstd::zstd_safe::compress_bound(len),
            #[cfg(feature = "lz4")]
            Method::Lz4 => lz4_flex::block::get_maximum_output_size(len),
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
            // For any length: a small one would give other bytes, until a long chunk has made it large.
            lz4: lz4_flex::block::CompressTable::large(),
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
        let room = self.compression.room_for(raw.len());
        if out.len() < room {
            out.resize(room, 0);
        }
        let out = out.get_mut(..room).unwrap_or_default();
        let len = match self.compression.0 {
            Method::None => Some(out.len()),
            #[cfg(feature = "zstd")]
            Method::Zstd { level } => {
                let compressor = match &mut self.zstd {
                    Some(compressor) => compressor,
                    none => none.insert(zstd::bulk::Compressor::new(level).map_err(|error| {
                        let message = "the compression with zstd could not be set up";
                        crate::error::Error::system(message, error)
                    })?),
                };
                compressor.compress_to_buffer(raw, out).ok()
            }
            #[cfg(feature = "lz4")]
            Method::Lz4 => lz4_flex::block::compress_into_with_table(raw, out, &mut self.lz4).ok(),
        };
        Ok(len.filter(|len| *len < raw.len()))
    }
}
