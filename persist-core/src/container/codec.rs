//! The codecs: how the chunks of a section are stored that are not stored as they are.
//!
//! A codec is a feature of the crate. Without it, a file that needs it opens all the same, and its sections that are
//! compressed give an error that names the feature.

use super::shuffle::unshuffle;

/// How the chunks of a section are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Codec {
    /// As they are.
    None,
    /// As a Zstandard frame each.
    Zstd,
    /// As a block of LZ4 each.
    Lz4,
}

/// What is to know of a codec: one row of [`CODECS`].
pub(super) struct CodecRow {
    pub(super) codec: Codec,
    /// In files. Codes are never given to another codec.
    pub(super) code: u8,
    /// Also that of the crate's feature.
    pub(super) name: &'static str,
    /// Whether the program has it.
    pub(super) built: bool,
}

/// The codecs.
pub(super) const CODECS: [CodecRow; 3] = [
    CodecRow { codec: Codec::None, code: 0, name: "none", built: true },
    CodecRow { codec: Codec::Zstd, code: 1, name: "zstd", built: cfg!(feature = "zstd") },
    CodecRow { codec: Codec::Lz4, code: 2, name: "lz4", built: cfg!(feature = "lz4") },
];

impl Codec {
    pub(super) fn row(self) -> &'static CodecRow {
        // The table holds every codec, which a test proves; the first row never stands in.
        CODECS.iter().find(|row| row.codec == self).unwrap_or(&CODECS[0])
    }

    pub(super) fn from_code(code: u8) -> Option<Self> {
        CODECS.iter().find(|row| row.code == code).map(|row| row.codec)
    }
}

/// How the chunks of a section are stored, those excepted that take their raw length: they are stored as they are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Coding {
    pub(super) codec: Codec,
    /// Bytes of the elements that are shuffled before they are compressed, 0 where they are not.
    pub(super) shuffle: u8,
}

impl Coding {
    pub(super) const PLAIN: Coding = Coding { codec: Codec::None, shuffle: 0 };

    /// What the bytes for codec and filter say in a section table, or `None` where this version does not know them.
    pub(super) fn from_codes(codec: u8, filter: u8) -> Option<Self> {
        match (Codec::from_code(codec)?, filter) {
            (Codec::None, 1..) | (_, 1) => None,
            (codec, shuffle) => Some(Coding { codec, shuffle }),
        }
    }
}

/// Why a chunk cannot be restored, although its stored bytes are those that were written.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum DecodeError {
    /// The program was built without the codec's feature.
    NotBuilt,
    /// There is no memory for a chunk that is still shuffled.
    NoMemory,
    /// The codec refuses the bytes, or they hold too few.
    Malformed(String),
}

/// Restores chunks, one after the other; keeps what they need in common.
#[derive(Default)]
pub(super) struct Decoder {
    /// A chunk that is still shuffled.
    shuffled: Vec<u8>,
    #[cfg(feature = "zstd")]
    zstd: Option<zstd::bulk::Decompressor<'static>>,
}

impl Decoder {
    /// Restores a chunk into `raw`, which is as long as the chunk's raw bytes. Where `stored` is as long, it is the
    /// chunk as it is.
    ///
    /// Whatever `stored` says of itself, nothing is written but `raw`, and no memory is taken but as much again.
    ///
    /// # Errors
    ///
    /// Bytes that the codec refuses, that restore to more or fewer bytes than `raw` has, and a codec whose feature the
    /// program is built without.
    pub(super) fn decode_chunk(
        &mut self,
        coding: Coding,
        stored: &[u8],
        raw: &mut [u8],
    ) -> Result<(), DecodeError> {
        if stored.len() == raw.len() {
            raw.copy_from_slice(stored);
            return Ok(());
        }
        if !coding.codec.row().built {
            return Err(DecodeError::NotBuilt);
        }
        if coding.shuffle == 0 {
            return self.decompress(coding.codec, stored, raw);
        }
        let mut shuffled = std::mem::take(&mut self.shuffled);
        if let Some(more) = raw.len().checked_sub(shuffled.len()) {
            shuffled.try_reserve_exact(more).map_err(|_| DecodeError::NoMemory)?;
            shuffled.resize(raw.len(), 0);
        }
        let planes = shuffled.get_mut(..raw.len()).unwrap_or_default();
        let decompressed = self.decompress(coding.codec, stored, planes);
        if decompressed.is_ok() {
            unshuffle(coding.shuffle, planes, raw);
        }
        self.shuffled = shuffled;
        decompressed
    }

    /// Fills all of `out`.
    fn decompress(
        &mut self,
        codec: Codec,
        stored: &[u8],
        out: &mut [u8],
    ) -> Result<(), DecodeError> {
        let len = match codec {
            #[cfg(feature = "zstd")]
            Codec::Zstd => {
                let decompressor = match &mut self.zstd {
                    Some(decompressor) => decompressor,
                    none => none.insert(zstd::bulk::Decompressor::new().map_err(malformed)?),
                };
                decompressor.decompress_to_buffer(stored, out).map_err(malformed)?
            }
            #[cfg(feature = "lz4")]
            Codec::Lz4 => lz4_flex::block::decompress_into(stored, out).map_err(malformed)?,
            // Never: the others are not built in, and tables are refused that have such a chunk without a codec.
            _ => stored.len(),
        };
        match len == out.len() {
            true => Ok(()),
            false => Err(DecodeError::Malformed(format!("it holds only {len} bytes"))),
        }
    }
}

impl std::fmt::Debug for Decoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Decoder").finish_non_exhaustive()
    }
}

#[cfg(any(feature = "zstd", feature = "lz4"))]
fn malformed(error: impl std::fmt::Display) -> DecodeError {
    DecodeError::Malformed(error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_each_codec_once() {
        for (index, row) in CODECS.iter().enumerate() {
            assert_eq!(usize::from(row.code), index);
            assert_eq!(row.codec.row().code, row.code);
            assert_eq!(Codec::from_code(row.code), Some(row.codec));
        }
        assert_eq!(Codec::from_code(3), None);
    }

    #[test]
    fn a_shuffle_is_by_two_bytes_or_more_and_only_in_front_of_a_codec() {
        for row in &CODECS {
            for filter in 0..=u8::MAX {
                let known = filter == 0 || filter > 1 && row.codec != Codec::None;
                assert_eq!(Coding::from_codes(row.code, filter).is_some(), known);
            }
        }
    }

    /// Any codec, also those that the program is built without.
    #[test]
    fn a_chunk_of_its_raw_length_is_plain() {
        for row in &CODECS {
            let coding = Coding { codec: row.codec, shuffle: 4 };
            let mut raw = [0; 8];
            assert_eq!(Decoder::default().decode_chunk(coding, b"abcdefgh", &mut raw), Ok(()));
            assert_eq!(&raw, b"abcdefgh");
        }
    }

    #[cfg(not(feature = "lz4"))]
    #[test]
    fn a_codec_that_is_not_built_in_is_told_from_damage() {
        let coding = Coding { codec: Codec::Lz4, shuffle: 0 };
        let decoded = Decoder::default().decode_chunk(coding, b"ab", &mut [0; 8]);
        assert_eq!(decoded, Err(DecodeError::NotBuilt));
    }
}
