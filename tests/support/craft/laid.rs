//! Sections as they lie in a file, whatever their records say of them, and checksums that are made to fit.

use super::{CHUNK, crc, push_varint};

/// A section, and what its record claims.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Section {
    /// Kind, codec, filter, and what has to be zero.
    pub codes: [u8; 4],
    /// Bytes of an element.
    pub stride: u32,
    /// Bytes that it claims to hold.
    pub raw_len: u64,
    /// Bytes that it claims to take.
    pub stored_len: u64,
    /// The stored bytes of its chunks.
    pub chunks: Vec<Vec<u8>>,
}

impl Section {
    /// One that is not compressed.
    pub fn plain(kind: u8, stride: u32, bytes: &[u8]) -> Self {
        let chunks = bytes.chunks(CHUNK).map(<[u8]>::to_vec).collect();
        let len = bytes.len() as u64;
        Section { codes: [kind, 0, 0, 0], stride, raw_len: len, stored_len: len, chunks }
    }

    /// One of a single compressed chunk.
    pub fn compressed(codes: [u8; 4], stride: u32, raw_len: u64, stored: &[u8]) -> Self {
        let stored_len = stored.len() as u64;
        Section { codes, stride, raw_len, stored_len, chunks: vec![stored.to_vec()] }
    }
}

/// A file of such sections behind the front of a header: all checksums fit.
pub fn lay(front: &[u8], sections: &[Section]) -> Vec<u8> {
    let mut header = front.to_vec();
    push_varint(&mut header, sections.len() as u128);
    for section in sections {
        header.extend(section.codes);
        header.extend(section.stride.to_le_bytes());
        header.extend(section.raw_len.to_le_bytes());
        header.extend(section.stored_len.to_le_bytes());
    }
    for chunk in sections.iter().flat_map(|section| &section.chunks) {
        header.extend((chunk.len() as u32).to_le_bytes());
        header.extend(crc(chunk).to_le_bytes());
    }
    let mut file = under_checksum(&header);
    for section in sections {
        file.resize(file.len().next_multiple_of(64), 0);
        section.chunks.iter().for_each(|chunk| file.extend_from_slice(chunk));
    }
    file
}

/// A header behind its prefix.
pub fn under_checksum(header: &[u8]) -> Vec<u8> {
    let mut file = b"\x89PRS\r\n\x1a\n\x01\0\0\0".to_vec();
    file.extend((header.len() as u32).to_le_bytes());
    file.extend([0; 8]);
    file.extend_from_slice(header);
    fit_header(&mut file);
    file
}

/// Makes all checksums fit that can be found in bytes of nobody: those of chunks as far as the header can be followed,
/// and that of the header.
pub fn repair(file: &mut [u8]) {
    for (place, chunk) in chunks(file).unwrap_or_default() {
        let found = file.get(chunk.0..chunk.1).map(crc);
        if let (Some(found), Some(place)) = (found, file.get_mut(place..place + 8)) {
            place.copy_from_slice(&found.to_le_bytes());
        }
    }
    fit_header(file);
}

fn fit_header(file: &mut [u8]) {
    let Some(len) = header_len(file) else { return };
    let Some(header) = file.get(24..24 + len) else { return };
    let checked = [&file[..16], header].concat();
    file[16..24].copy_from_slice(&crc(&checked).to_le_bytes());
}

fn header_len(file: &[u8]) -> Option<usize> {
    Some(u32::from_le_bytes(*file.get(12..)?.first_chunk()?) as usize)
}

/// Where the checksum of each chunk is, and its bytes.
fn chunks(file: &[u8]) -> Option<Vec<(usize, (usize, usize))>> {
    let end = header_len(file)?.checked_add(24)?;
    let mut rest = Rest { bytes: file.get(..end)?, at: 24 };
    let producer = rest.take(1)?[0] & 1;
    (0..2 * producer).try_for_each(|_| rest.text())?;
    (0..rest.varint()?.checked_mul(2)?).try_for_each(|_| rest.text())?;
    rest.text()?;
    let count = rest.varint()?;
    let mut lens = Vec::new();
    for _ in 0..count {
        let record = rest.take(24)?;
        lens.push(u64::from_le_bytes(*record[8..].first_chunk()?).div_ceil(CHUNK as u64));
    }
    let (mut found, mut start) = (Vec::new(), end);
    for chunks in lens {
        start = start.next_multiple_of(64);
        for _ in 0..chunks {
            let place = rest.at + 4;
            let len = u32::from_le_bytes(*rest.take(12)?.first_chunk()?) as usize;
            found.push((place, (start, start + len)));
            start += len;
        }
    }
    Some(found)
}

/// What is left of a header that is followed.
struct Rest<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl<'b> Rest<'b> {
    fn take(&mut self, len: usize) -> Option<&'b [u8]> {
        let taken = self.bytes.get(self.at..self.at.checked_add(len)?)?;
        self.at += len;
        Some(taken)
    }

    fn varint(&mut self) -> Option<usize> {
        let mut value = 0usize;
        for shift in (0..63).step_by(7) {
            let byte = self.take(1)?[0];
            value |= usize::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(value);
            }
        }
        None
    }

    fn text(&mut self) -> Option<()> {
        let len = self.varint()?;
        self.take(len).map(drop)
    }
}
