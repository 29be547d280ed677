//! Headers that lie under a checksum that fits. Lengths are such that believing them would end the process.

use std::sync::atomic::{AtomicUsize, Ordering};

use super::*;
use crate::container::layout::{CHUNK_LEN, MAGIC, MAX_HEADER_LEN};
use crate::container::read_one;
use crate::container::source::Source;

/// Prefix and header, with a checksum that fits, then padding and `sections`.
fn file(header: &[u8], sections: &[u8]) -> Vec<u8> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend_from_slice(&[1, 0, 0, 0]);
    bytes.extend_from_slice(&(header.len() as u32).to_le_bytes());
    bytes.extend_from_slice(&[0; 8]);
    bytes.extend_from_slice(header);
    let mut bytes = with_checksum(bytes);
    bytes.resize(bytes.len().next_multiple_of(64), 0);
    bytes.extend_from_slice(sections);
    bytes
}

/// A record of the section table.
fn section(kind: u8, stride: u32, raw_len: u64, stored_len: u64) -> Vec<u8> {
    let mut record = vec![kind, 0, 0, 0];
    record.extend_from_slice(&stride.to_le_bytes());
    record.extend_from_slice(&raw_len.to_le_bytes());
    record.extend_from_slice(&stored_len.to_le_bytes());
    record
}

/// A record of a section that is compressed with codec 1.
fn compressed(kind: u8, stride: u32, raw_len: u64, stored_len: u64) -> Vec<u8> {
    let mut record = section(kind, stride, raw_len, stored_len);
    record[1] = 1;
    record
}

/// A record of the chunk table.
fn chunk(bytes: &[u8]) -> Vec<u8> {
    let mut record = (bytes.len() as u32).to_le_bytes().to_vec();
    record.extend_from_slice(&checksum::of(bytes).to_le_bytes());
    record
}

/// A header without producer, metadata and schema.
fn header(sections: &[Vec<u8>], chunks: &[Vec<u8>]) -> Vec<u8> {
    let mut header = vec![0, 0, 0, sections.len() as u8];
    header.extend(sections.concat());
    header.extend(chunks.concat());
    header
}

/// A file whose tables claim a body of 2^40 bytes, and which ends behind them.
pub(super) fn huge_body() -> Vec<u8> {
    let len = 1u64 << 40;
    let full = chunk(&vec![0; CHUNK_LEN]);
    let chunks = vec![full; (len / CHUNK_LEN as u64) as usize];
    file(&header(&[section(0, 0, len, len)], &chunks), b"")
}

#[test]
fn the_file_that_the_other_cases_vary_is_read() {
    let body = file(&header(&[section(0, 0, 1, 1)], &[chunk(b"x")]), b"x");
    assert_eq!(read_all(&body).unwrap().body, b"x");
    assert_eq!(body, Model { body: b"x".to_vec(), ..Model::default() }.to_bytes());
}

#[test]
fn a_header_that_lies_is_damage() {
    let body = || section(0, 0, 1, 1);
    let huge = u64::MAX;
    let varint_max = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01];
    let with_front = |front: &[u8]| [front, &body()[..], &chunk(b"x")].concat();
    let mut reserved = body();
    reserved[3] = 1;
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("claims 1 bytes where 0 are left", vec![]),
        ("expected 0 or 1 in front of the producer, found 2", with_front(&[2, 0, 0, 1])),
        ("claims 255 bytes where", with_front(&[1, 0xff, 1])),
        ("not UTF-8", with_front(&[1, 1, 0xff, 0, 0, 0, 1])),
        ("the header ends inside an integer", vec![0, 0x80]),
        ("not in its shortest form", vec![0, 0x80, 0]),
        ("too many bits", [&[0], &[0xff; 9][..], &[2]].concat()),
        // Metadata: a count, a length, the order.
        ("the header ends inside an integer", [&[0], &varint_max[..], &[0, 0]].concat()),
        ("claims 18446744073709551615 bytes", [&[0, 1], &varint_max[..]].concat()),
        ("ascending order", with_front(&[0, 2, 1, b'b', 0, 1, b'a', 0, 0, 1])),
        ("ascending order", with_front(&[0, 2, 1, b'a', 0, 1, b'a', 0, 0, 1])),
        // The schema's length.
        ("claims 18446744073709551615 bytes", [&[0, 0], &varint_max[..]].concat()),
        // The number of sections.
        ("0 sections are claimed", vec![0, 0, 0, 0]),
        ("2 sections are claimed", with_front(&[0, 0, 0, 2])),
        (
            "18446744073709551615 sections are claimed",
            with_front(&[&[0, 0, 0], &varint_max[..]].concat()),
        ),
        // Sections by themselves.
        ("reserved byte", header(&[reserved], &[chunk(b"x")])),
        ("claims elements of 1 bytes", header(&[section(0, 1, 1, 1)], &[chunk(b"x")])),
        ("claims 2 stored bytes for 1", header(&[section(0, 0, 1, 2)], &[chunk(b"x")])),
        ("claims 0 stored bytes for 1", header(&[section(0, 0, 1, 0)], &[chunk(b"x")])),
        ("ends beyond the longest possible file", header(&[section(0, 0, huge, huge)], &[])),
        ("claims elements of 0 bytes", header(&[body(), section(2, 0, 0, 0)], &[chunk(b"x")])),
        (
            "claims elements of 2 bytes",
            header(&[body(), section(2, 2, 3, 3)], &[chunk(b"x"), chunk(b"abc")]),
        ),
        // Compressed ones.
        (
            "with codec `zstd` claims 2 stored bytes for 1",
            header(&[compressed(0, 0, 1, 2)], &[chunk(b"xx")]),
        ),
        (
            "claims 0 stored bytes where 1 to 2 are expected",
            header(&[compressed(0, 0, 2, 0)], &[chunk(b"")]),
        ),
        (
            "claims 3 stored bytes where 1 to 2 are expected",
            header(&[compressed(0, 0, 2, 2)], &[chunk(b"xxx")]),
        ),
        (
            "the chunks of the body claim 1 stored bytes, and itself 2",
            header(&[compressed(0, 0, 3, 2)], &[chunk(b"x")]),
        ),
        // Their order.
        ("kind `block` stands", header(&[section(2, 1, 1, 1)], &[chunk(b"x")])),
        ("kind `shared values` stands", header(&[section(1, 0, 1, 1)], &[chunk(b"x")])),
        ("kind `body` stands", header(&[body(), body()], &[chunk(b"x"), chunk(b"x")])),
        ("kind `probes` stands", header(&[section(3, 0, 1, 1)], &[chunk(b"x")])),
        (
            "kind `probes` stands",
            header(&[body(), section(3, 0, 0, 0), section(3, 0, 0, 0)], &[chunk(b"x")]),
        ),
        (
            "kind `probes` stands",
            header(&[body(), section(2, 1, 0, 0), section(3, 0, 0, 0)], &[chunk(b"x")]),
        ),
        (
            "kind `shared values` stands",
            header(&[body(), section(3, 0, 0, 0), section(1, 0, 0, 0)], &[chunk(b"x")]),
        ),
        ("claims elements of 1 bytes", header(&[body(), section(3, 1, 0, 0)], &[chunk(b"x")])),
        (
            "kind `shared values` stands",
            header(&[body(), section(1, 0, 0, 0), section(1, 0, 0, 0)], &[chunk(b"x")]),
        ),
        (
            "kind `shared values` stands",
            header(&[body(), section(2, 1, 0, 0), section(1, 0, 0, 0)], &[chunk(b"x")]),
        ),
        // Chunks.
        ("1 chunks are claimed where 0 bytes are left", header(&[body()], &[])),
        (
            "1 chunks are claimed where 24 bytes are left",
            header(&[body()], &[chunk(b"x"), chunk(b"x")]),
        ),
        (
            "1 chunks are claimed where 13 bytes are left",
            header(&[body()], &[chunk(b"x"), vec![0]]),
        ),
        (
            "17592186044415 chunks are claimed",
            header(&[section(0, 0, huge - 0xf_ffff - 64, huge - 0xf_ffff - 64)], &[]),
        ),
        (
            "chunk 0 of the body claims 2 stored bytes where 1 are expected",
            header(&[body()], &[chunk(b"xx")]),
        ),
        (
            "chunk 0 of block 1 claims 0 stored bytes where 1 are expected",
            header(
                &[body(), section(2, 1, 1, 1), section(2, 1, 1, 1)],
                &[chunk(b"x"), chunk(b"x"), chunk(b"")],
            ),
        ),
    ];
    for (message, header) in cases {
        let error = open_error(&file(&header, b"x"));
        assert_says(&error, ErrorKind::Damaged, message);
        assert!(error.offset().is_some(), "{error}");
    }
}

#[test]
fn a_lie_is_placed_where_it_stands_in_the_file() {
    let body = || section(0, 0, 1, 1);
    // The prefix has 24 bytes, as a record of a section has; three counts and the number of sections stand between.
    let cases = [
        (25, vec![0, 0x80]),
        (25, vec![1, 1, 0xff, 0, 0, 0, 1]),
        (26, vec![0, 0, 0xff]),
        (52, header(&[body()], &[chunk(b"xx")])),
        (52, header(&[compressed(0, 0, 3, 2)], &[chunk(b"x")])),
        (
            24 + 4 + 3 * 24 + 2 * 12,
            header(
                &[body(), section(2, 1, 1, 1), section(2, 1, 1, 1)],
                &[chunk(b"x"), chunk(b"x"), chunk(b"")],
            ),
        ),
    ];
    for (offset, header) in cases {
        let error = open_error(&file(&header, b"x"));
        assert_eq!(error.offset(), Some(offset), "{error}");
    }
}

#[test]
fn what_this_version_does_not_know_is_unsupported_and_names_the_remedy() {
    let section_with = |index: usize, value: u8| {
        let mut record = section(0, 0, 1, 1);
        record[index] = value;
        file(&header(&[record], &[chunk(b"x")]), b"x")
    };
    let prefix_with = |index: usize, value: u8| {
        let mut bytes = file(&header(&[section(0, 0, 1, 1)], &[chunk(b"x")]), b"x");
        bytes[index] = value;
        with_checksum(bytes)
    };
    let cases = [
        (prefix_with(8, 0), "format version 0, and this program reads 1 to 1"),
        (prefix_with(8, 2), "format version 2, and this program reads 1 to 1"),
        (prefix_with(9, 1), "format version 257"),
        (prefix_with(10, 0b101), "bits 0b00000101"),
        (section_with(0, 4), "kind 4, codec 0 and filter 0"),
        (section_with(1, 3), "kind 0, codec 3 and filter 0"),
        (section_with(2, 1), "kind 0, codec 0 and filter 1"),
        (section_with(2, 4), "kind 0, codec 0 and filter 4"),
    ];
    for (bytes, message) in cases {
        let error = open_error(&bytes);
        assert_says(&error, ErrorKind::Unsupported, message);
        assert!(error.help().is_some_and(|help| help.contains("update persist")));
    }
    read_all(&prefix_with(11, 0xff)).unwrap();
}

#[test]
fn a_file_shorter_than_its_tables_say_is_cut_short_and_names_both_lengths() {
    let error = open_error(&huge_body());
    let message = format!("found {}", huge_body().len());
    assert_says(&error, ErrorKind::Damaged, &message);
    assert_says(&error, ErrorKind::Damaged, "expected 1099524");
}

/// A source of any length, which holds nothing but its first bytes and keeps the longest read.
#[derive(Debug)]
struct Sparse {
    head: Vec<u8>,
    len: u64,
    longest_read: AtomicUsize,
}

impl Source for Sparse {
    fn byte_len(&self) -> std::io::Result<u64> {
        Ok(self.len)
    }

    fn read_exact_at(&self, offset: u64, out: &mut [u8]) -> std::io::Result<()> {
        self.longest_read.fetch_max(out.len(), Ordering::Relaxed);
        out.fill(0);
        let head = self.head.get(offset as usize..).unwrap_or_default();
        let len = head.len().min(out.len());
        out[..len].copy_from_slice(&head[..len]);
        Ok(())
    }
}

fn sparse(head: Vec<u8>, len: u64) -> Sparse {
    Sparse { head, len, longest_read: 0.into() }
}

#[test]
fn a_header_longer_than_any_is_refused_unread() {
    for len in [MAX_HEADER_LEN + 1, u32::MAX] {
        let mut head = Model::small().to_bytes();
        head[12..16].copy_from_slice(&len.to_le_bytes());
        let source = sparse(head, u64::MAX);
        let error = Container::open(&source, &Limits::new()).unwrap_err();
        assert_says(
            &error,
            ErrorKind::Damaged,
            &format!("bytes 12..16 claim a header of {len} bytes"),
        );
        assert!(source.longest_read.load(Ordering::Relaxed) <= 512);
    }
}

#[test]
fn a_header_that_the_file_is_too_short_for_is_not_read() {
    let mut head = Model::small().to_bytes();
    head[12..16].copy_from_slice(&MAX_HEADER_LEN.to_le_bytes());
    let source = sparse(head, u64::from(MAX_HEADER_LEN));
    let error = Container::open(&source, &Limits::new()).unwrap_err();
    assert_says(&error, ErrorKind::Damaged, "the file is cut short");
    assert!(source.longest_read.load(Ordering::Relaxed) <= 512);
}

#[test]
fn a_body_beyond_the_allocation_limit_is_not_read() {
    let head = huge_body();
    let len = head.len() as u64 + (1 << 40);
    let source = sparse(head, len);
    let limits = Limits::new().allocation(1 << 30);
    let container = Container::open(&source, &limits).unwrap();
    let error = container.body().unwrap_err();
    assert_says(&error, ErrorKind::Limit, "the body needs 1099511627776 bytes of memory");
    assert_says(&error, ErrorKind::Limit, "Limits::allocation");
}

#[test]
fn the_limit_of_a_file_comes_before_all_else() {
    let source = sparse(Vec::new(), 1001);
    let error = Container::open(&source, &Limits::new().file(1000)).unwrap_err();
    assert_says(&error, ErrorKind::Limit, "beyond the limit of 1000");
    assert_eq!(source.longest_read.load(Ordering::Relaxed), 0);
}

#[test]
fn a_header_beyond_the_allocation_limit_is_not_read() {
    let mut head = Model::small().to_bytes();
    head[12..16].copy_from_slice(&(CHUNK_LEN as u32 + 1).to_le_bytes());
    let source = sparse(head.clone(), u64::MAX);
    let limits = Limits::new().allocation(0);
    let errors = [
        Container::open(&source, &limits).unwrap_err(),
        read_one(&mut head.as_slice(), &limits).unwrap_err(),
    ];
    for error in errors {
        assert_says(&error, ErrorKind::Limit, "the header needs 1048577 bytes of memory");
    }
    assert!(source.longest_read.load(Ordering::Relaxed) <= 512);
}

/// Tables of the length of a header claim what their bytes could not hold.
#[test]
fn a_file_that_claims_to_inflate_without_end_is_refused_unread() {
    let len = 1u64 << 30;
    let chunks = vec![chunk(b"x"); (len / CHUNK_LEN as u64) as usize];
    let stored = vec![b'x'; chunks.len()];
    let bomb = file(&header(&[compressed(0, 0, len, chunks.len() as u64)], &chunks), &stored);
    let error = open_error(&bomb);
    assert_says(&error, ErrorKind::Limit, "1024 stored bytes claim to hold 1073741824");
    let limits = Limits::new().inflation(len).allocation(1 << 20);
    let error = Container::open(bomb.as_slice(), &limits).unwrap().body().unwrap_err();
    assert_says(&error, ErrorKind::Limit, "Limits::allocation");
}

/// A chunk's raw length is what the tables say, whatever its frame says.
#[cfg(feature = "zstd")]
#[test]
fn a_chunk_that_holds_more_or_less_than_it_claims_is_damage() {
    let frame = |len: usize| zstd::bulk::compress(&vec![0; len], 3).unwrap();
    let nested = zstd::bulk::compress(&frame(1 << 30), 3).unwrap();
    let body = |raw_len, stored: &[u8]| {
        let record = compressed(0, 0, raw_len, stored.len() as u64);
        file(&header(&[record], &[chunk(stored)]), stored)
    };
    assert!(read_all(&body(1000, &frame(1000))).unwrap().body == vec![0; 1000]);
    let cases = [
        (frame(999), "chunk 0 of the body is not what zstd writes: it holds only 999 bytes"),
        (frame(1001), "chunk 0 of the body is not what zstd writes"),
        (frame(1 << 30)[..900].to_vec(), "chunk 0 of the body is not what zstd writes"),
        (nested, "chunk 0 of the body is not what zstd writes"),
        ([frame(999), frame(2)].concat(), "chunk 0 of the body is not what zstd writes"),
        ([frame(1000), b"tail".to_vec()].concat(), "chunk 0 of the body is not what zstd writes"),
        (b"no frame".to_vec(), "chunk 0 of the body is not what zstd writes"),
    ];
    for (stored, message) in cases {
        let error = read_all(&body(1000, &stored)).err().unwrap();
        assert_says(&error, ErrorKind::Damaged, message);
        assert_says(&error, ErrorKind::Damaged, "take another copy");
    }
}

#[cfg(not(feature = "zstd"))]
#[test]
fn a_codec_that_the_program_is_built_without_is_named_with_its_feature() {
    let bytes = file(&header(&[compressed(0, 0, 9, 1)], &[chunk(b"x")]), b"x");
    let container = Container::open(bytes.as_slice(), &Limits::new()).unwrap();
    for error in [container.body().unwrap_err(), container.verify().unwrap_err()] {
        assert_says(&error, ErrorKind::Unsupported, "the body is compressed with zstd, which this");
        assert_says(&error, ErrorKind::Unsupported, "the feature `zstd` of persist-core");
    }
}
