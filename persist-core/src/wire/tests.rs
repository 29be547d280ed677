//! What a reader takes, and what it refuses before anything is made of it.

#![allow(clippy::unwrap_used, reason = "a test that fails panics")]

use super::*;
use crate::error::{ErrorKind, Result};

/// Reads all of `body`.
fn read<T>(body: &[u8], read: impl FnMut(&mut Reader<'_>) -> Result<T>) -> Result<T> {
    let limits = Limits::default();
    Context::new(&limits, to_u64(body.len()), &NoBlocks, SharedEntries::default()).read(body, read)
}

#[test]
fn a_variant_is_one_of_those_that_there_are() {
    for count in [1, 2, 127, 128, 129, 300] {
        for index in (0..400).chain([u64::from(u32::MAX), 1 << 32, u64::MAX]) {
            let mut body = Vec::new();
            varint::push(&mut body, index);
            let found = read(&body, |r| r.variant(count));
            if index < u64::from(count) {
                assert_eq!(u64::from(found.unwrap()), index, "of {count}");
            } else {
                assert_eq!(found.unwrap_err().kind(), ErrorKind::Damaged, "{index} of {count}");
            }
        }
    }
}

#[test]
fn as_many_elements_are_announced_as_the_bytes_behind_can_hold() {
    for (min_size, bytes, most) in [(1, 5, 5), (3, 9, 3), (3, 11, 3), (3, 2, 0), (7, 0, 0)] {
        for len in 0..20 {
            let body = [vec![len], vec![0; bytes]].concat();
            let found = read(&body, |r| {
                let len = r.len(min_size, 1)?;
                r.bytes(bytes)?;
                Ok(len)
            });
            assert_eq!(found.ok(), (len <= most).then_some(len.into()), "{bytes} of {min_size}");
        }
    }
    // Those that take no bytes are charged, and that is all.
    assert_eq!(read(&[100], |r| r.len(0, 1)).unwrap(), 100);
    assert_eq!(
        read(&[0xff, 0xff, 0xff, 0xff, 0x0f], |r| r.len(0, 1)).unwrap_err().kind(),
        ErrorKind::Limit
    );
}
