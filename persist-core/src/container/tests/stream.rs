use std::io::{self, Read};

use super::*;
use crate::container::layout::CHUNK_LEN;
use crate::container::{read_one, read_whole};

/// A stream that gives one byte, then two, …, is interrupted in between, and says how much was asked of it at once.
struct Trickle<'a> {
    rest: &'a [u8],
    step: usize,
    largest_request: usize,
}

impl<'a> Trickle<'a> {
    fn new(rest: &'a [u8]) -> Self {
        Trickle { rest, step: 0, largest_request: 0 }
    }
}

impl Read for Trickle<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        self.step += 1;
        self.largest_request = self.largest_request.max(out.len());
        if self.step.is_multiple_of(2) {
            return Err(io::ErrorKind::Interrupted.into());
        }
        let len = self.step.div_ceil(2).min(out.len());
        self.rest.read(&mut out[..len])
    }
}

#[test]
fn files_that_stand_one_behind_the_other_are_taken_one_by_one() {
    let mut long = Model::small();
    long.blocks.push((4, vec![3; 3 * CHUNK_LEN + 4]));
    let files = [Model::small().to_bytes(), long.to_bytes(), Model::default().to_bytes()];
    let all = [&files.concat()[..], b"and more"].concat();
    let mut plain = all.as_slice();
    let mut trickle = Trickle::new(&all);
    for file in &files {
        assert!(read_one(&mut plain, &Limits::new()).unwrap() == *file);
        assert!(read_one(&mut trickle, &Limits::new()).unwrap() == *file);
    }
    assert_eq!(plain, b"and more");
    assert_eq!(trickle.rest, b"and more");
    assert!(trickle.largest_request <= CHUNK_LEN);
}

#[test]
fn a_stream_that_ends_too_early_is_cut_short() {
    let bytes = Model::small().to_bytes();
    for len in 0..bytes.len() {
        let error = read_one(&mut Trickle::new(&bytes[..len]), &Limits::new()).unwrap_err();
        let message = match len {
            0 => "the file is empty".into(),
            _ => format!("found {len}"),
        };
        assert_says(&error, ErrorKind::Damaged, &message);
    }
}

#[test]
fn a_file_that_is_the_whole_stream_has_nothing_behind_it() {
    let bytes = Model::small().to_bytes();
    assert!(read_whole(&mut Trickle::new(&bytes), &Limits::new()).unwrap() == bytes);
    let longer = [&bytes[..], &[0]].concat();
    let error = read_whole(&mut Trickle::new(&longer), &Limits::new()).unwrap_err();
    assert_says(
        &error,
        ErrorKind::Damaged,
        &format!("bytes follow the file's end: expected {} bytes, found more", bytes.len()),
    );
    assert_eq!(error.offset(), Some(bytes.len() as u64));
}

#[test]
fn no_claimed_length_is_asked_for_at_once() {
    // A header of 64 MiB, of which nothing comes.
    let mut huge_header = Model::small().to_bytes();
    huge_header[12..16].copy_from_slice(&(64u32 << 20).to_le_bytes());
    // A body of 2^40 bytes in a header that is whole, of which nothing comes: its chunk table is real.
    for bytes in [huge_header, lies::huge_body()] {
        let mut stream = Trickle::new(&bytes);
        let error = read_one(&mut stream, &Limits::new()).unwrap_err();
        assert_says(&error, ErrorKind::Damaged, "the file is cut short");
        assert!(stream.largest_request <= CHUNK_LEN);
    }
}

#[test]
fn the_limit_of_a_file_ends_the_reading_as_soon_as_its_length_is_known() {
    let bytes = Model::small().to_bytes();
    let len = bytes.len() as u64;
    read_one(&mut bytes.as_slice(), &Limits::new().file(len)).unwrap();
    for limit in [0, 24, 100, len - 1] {
        let mut stream = bytes.as_slice();
        let error = read_one(&mut stream, &Limits::new().file(limit)).unwrap_err();
        assert_says(&error, ErrorKind::Limit, &format!("beyond the limit of {limit}"));
        assert!(!stream.is_empty());
    }
}

#[test]
fn a_foreign_stream_is_named_as_a_foreign_file_is() {
    let error = read_one(&mut Trickle::new(b"{\"answer\": 42}"), &Limits::new()).unwrap_err();
    assert_says(&error, ErrorKind::NotPersist, "JSON");
}

#[test]
fn a_stream_that_fails_is_a_system_error() {
    struct Broken;
    impl Read for Broken {
        fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
            Err(io::ErrorKind::ConnectionReset.into())
        }
    }
    let error = read_one(&mut Broken, &Limits::new()).unwrap_err();
    assert_says(&error, ErrorKind::System, "the stream could not be read");
}
