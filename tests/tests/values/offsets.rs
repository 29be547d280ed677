//! Bytes that no save writes: the kind and the offset of the error, for each kind of value.

use std::collections::{BTreeMap, BTreeSet};
use std::ffi::CString;
use std::fmt::Debug;
use std::time::Duration;

use persist_core::{ErrorKind, Persist, body};

#[derive(Persist, Debug)]
struct Fixed {
    number: u16,
    flag: bool,
    symbol: char,
}

#[derive(Persist, Debug)]
enum Two {
    First,
    Second(u8),
}

/// Decodes `bytes` as a `T`, and expects to be told what is wrong, and where.
#[track_caller]
fn refused<T: Persist + Debug>(bytes: &[u8], offset: u64, message: &str) {
    let error = body::decode::<T>(bytes).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Damaged, "{error}");
    assert_eq!(error.offset(), Some(offset), "{error}");
    assert!(error.to_string().contains(message), "{error}");
}

#[test]
fn scalars_that_nothing_writes_are_refused_where_they_stand() {
    refused::<(u8, bool)>(&[7, 2], 1, "expected 0 or 1, found 2");
    refused::<(u8, Option<u8>)>(&[7, 3, 0], 1, "expected 0 or 1, found 3");
    refused::<(u8, char)>(&[7, 2, b'a', b'b'], 1, "expected one char, found 2");
    refused::<(u8, char)>(&[7, 0], 1, "expected one char, found 0");
    refused::<(u8, String)>(&[7, 2, 0xc3, 0x28], 2, "not UTF-8");
    refused::<(u8, u16)>(&[7, 0x80, 0x80, 0x04], 1, "65536 does not fit u16");
    refused::<(u8, i16)>(&[7, 0x80, 0x80, 0x04], 1, "32768 does not fit i16");
    refused::<(u8, u64)>(&[7, 0x80, 0x00], 1, "not in its shortest form");
    refused::<(u8, u64)>(&[7, 0x80], 1, "end inside an integer");
    refused::<(u8, f64)>(&[7, 1, 2, 3], 1, "8 bytes are expected where 3 are left");
    refused::<(u8, Duration)>(&[7, 0, 0x80, 0x94, 0xeb, 0xdc, 0x03], 2, "1000000000 nanoseconds");
}

/// Integers in the middle of a body are read many bytes at a time, those at its end one by one.
#[test]
fn integers_are_refused_alike_in_the_middle_of_a_body_and_at_its_end() {
    type InTheMiddle = (u8, u64, [u8; 16]);
    let middle = |varint: &[u8]| [&[7], varint, &[0xff; 16]].concat();
    for padded in [&[0x80, 0x00][..], &[0x81, 0x80, 0x00], &[0xff, 0xff, 0xff, 0xff, 0xff, 0x00]] {
        refused::<InTheMiddle>(&middle(padded), 1, "not in its shortest form");
        refused::<(u8, u64)>(&[&[7], padded].concat(), 1, "not in its shortest form");
    }
    let too_large = [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x02];
    refused::<InTheMiddle>(&middle(&too_large), 1, "too many bits");
    refused::<(u8, u64)>(&[&[7], &too_large[..]].concat(), 1, "too many bits");
}

#[test]
fn variants_that_are_not_there_are_refused() {
    refused::<(u8, Two)>(&[7, 2], 1, "variant 2 is claimed of an enum that has 2");
    refused::<Vec<Two>>(&[2, 1, 5, 0x80, 0x80, 0x80, 0x80, 0x10], 3, "variant 4294967296");
    assert!(matches!(body::decode::<[Two; 2]>(&[0, 1, 5]), Ok([Two::First, Two::Second(5)])));
}

#[test]
fn elements_of_arrays_are_checked_where_they_stand() {
    refused::<Vec<bool>>(&[3 << 1, 0, 1, 2], 3, "expected a bool, 0 or 1, found [2]");
    refused::<Vec<char>>(&[2 << 1, b'a', 0, 0, 0, 0, 0xd8, 0, 0], 5, "found code point 0xd800");
    let element = |flag: u8, symbol: u8| [1, 0, flag, b'a', 0, symbol, 0];
    let list = |last: [u8; 7]| [&[2 << 1][..], &element(1, 0), &last].concat();
    refused::<Vec<Fixed>>(&list(element(2, 0)), 10, "expected a bool");
    refused::<Vec<Fixed>>(&list(element(0, 0x11)), 11, "expected a char");
    assert_eq!(body::decode::<Vec<Fixed>>(&list(element(0, 0x10))).unwrap().len(), 2);
}

#[test]
fn counts_beyond_the_bytes_are_refused_before_anything_is_allocated() {
    let huge = [0xff, 0xff, 0xff, 0xff, 0x0f];
    refused::<Vec<String>>(&huge, 0, "4294967295 elements of at least 1 bytes are claimed");
    refused::<Vec<u64>>(
        &[2 << 1, 0, 0, 0, 0, 0, 0, 0, 0, 1],
        0,
        "an array of 2 elements of 8 bytes",
    );
    refused::<BTreeMap<u8, u8>>(&[3, 0, 0, 1, 1], 0, "3 elements of at least 2 bytes");
    refused::<(u8, String)>(&[7, 5, b'a'], 2, "5 bytes are expected where 1 are left");
    refused::<[u64; 600]>(&[5 << 1; 41], 0, "5 elements are claimed of an array of 600");
}

#[test]
fn a_block_is_nothing_that_a_bare_body_has() {
    refused::<Vec<u8>>(&[2 << 1 | 1, 0], 1, "block 0 is claimed, which the file does not have");
    refused::<BTreeSet<Vec<u8>>>(&[1, 2 << 1 | 1, 0], 2, "a key refers to a block");
}

#[test]
fn an_entry_of_a_key_that_was_there_before_is_refused_where_it_stands() {
    refused::<BTreeSet<u16>>(&[3, 1, 2, 1], 3, "same key");
    refused::<BTreeMap<u8, String>>(&[2, 9, 1, b'x', 9, 0], 4, "same key");
}

#[test]
fn bytes_behind_the_value_are_refused() {
    refused::<u8>(&[1, 2, 3], 1, "2 bytes are left behind the value");
    refused::<()>(&[0], 0, "1 bytes are left behind the value");
}

/// Whole bytes, and a type that refuses them.
#[test]
fn a_c_string_with_a_zero_is_refused_by_its_type() {
    let error = body::decode::<(u8, CString)>(&[7, 2 << 1, b'a', 0]).unwrap_err();
    assert_eq!((error.kind(), error.offset()), (ErrorKind::Invalid, Some(1)));
}
