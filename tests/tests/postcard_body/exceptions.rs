//! Where a body is not what postcard writes, and how it differs.

use std::collections::HashMap;
use std::ffi::{CString, OsString};
use std::net::{Ipv6Addr, SocketAddr, SocketAddrV6};
use std::rc::Rc;
use std::sync::Arc;

use persist_core::{ErrorKind, Persist, body};

use crate::compare::{ours, theirs};

/// | | postcard | here |
/// |---|---|---|
/// | list of fixed layout | count, varints | count × 2, raw elements |
#[test]
fn a_list_of_numbers_is_twice_its_count_and_raw_elements() {
    let numbers = vec![1u32, 300];
    assert_eq!(theirs(&numbers), [2, 1, 0xac, 0x02]);
    assert_eq!(ours(&numbers), [2 << 1, 1, 0, 0, 0, 0x2c, 0x01, 0, 0]);

    let pairs = vec![(true, -1i16)];
    assert_eq!(theirs(&pairs), [1, 1, 1]);
    assert_eq!(ours(&pairs), [1 << 1, 1, 0xff, 0xff]);

    assert_eq!(theirs(&vec!['ß']), [1, 2, 0xc3, 0x9f]);
    assert_eq!(ours(&vec!['ß']), [1 << 1, 0xdf, 0, 0, 0]);
    assert_eq!(theirs(&Vec::<u8>::new()), ours(&Vec::<u8>::new()), "nothing twice is nothing");
}

/// | | postcard | here |
/// |---|---|---|
/// | `[T; N]` of fixed layout, of 4 KiB and more | N elements | N × 2, raw elements |
#[test]
fn a_long_array_is_a_list_and_a_shorter_one_is_as_postcard_writes_it() {
    let shorter = [[1u64; 32]; 15];
    assert_eq!(ours(&shorter), theirs(&shorter));

    let long = [[1u64; 32]; 16];
    assert_eq!(theirs(&long), [1; 32 * 16]);
    let bytes = ours(&long);
    assert_eq!(bytes.len(), 1 + 4096);
    assert_eq!(bytes.get(..10).unwrap(), [16 << 1, 1, 0, 0, 0, 0, 0, 0, 0, 1]);
}

/// | | postcard | here |
/// |---|---|---|
/// | C string, string of the system | length, bytes | length × 2, bytes: lists of `u8` |
#[test]
fn bytes_in_foreign_strings_are_lists_of_fixed_layout_too() {
    let text = CString::new("ab").unwrap();
    assert_eq!(theirs(&text), [2, b'a', b'b']);
    assert_eq!(ours(&text), [2 << 1, b'a', b'b']);

    if cfg!(unix) {
        let text = OsString::from("ab");
        assert_eq!(theirs(&text), [0, 2, b'a', b'b']);
        assert_eq!(ours(&text), [0, 2 << 1, b'a', b'b']);
    }
}

/// | | postcard with serde | here |
/// |---|---|---|
/// | `SocketAddrV6` | address, port | address, port, flow information, scope |
#[test]
fn an_ipv6_socket_keeps_its_flow_information_and_scope() {
    let socket = SocketAddrV6::new(Ipv6Addr::LOCALHOST, 80, 5, 300);
    let ip = [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1];
    assert_eq!(theirs(&socket), [&ip[..], &[80]].concat());
    assert_eq!(ours(&socket), [&ip[..], &[80, 5, 0xac, 0x02]].concat());

    let either = SocketAddr::V6(socket);
    assert_eq!(theirs(&either), [&[1], &ip[..], &[80]].concat());
    assert_eq!(ours(&either), [&[1], &ip[..], &[80, 5, 0xac, 0x02]].concat());
    let lost: SocketAddrV6 = postcard::from_bytes(&theirs(&socket)).unwrap();
    assert_eq!((lost.flowinfo(), lost.scope_id()), (0, 0));
}

/// | | postcard with serde | here |
/// |---|---|---|
/// | `Rc`, `Arc` | in place, each time | a number; the value once, beside the body |
#[test]
fn a_shared_value_stands_beside_the_body() {
    fn has_no_bare_body<T: Persist>(value: &T) {
        let error = body::encode_into(value, &mut Vec::new()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Caller);
        assert_eq!(
            error.to_string(),
            "a value behind `Rc` or `Arc` does not stand in the body itself; help: use `to_bytes`"
        );
    }
    let shared: Rc<str> = "ab".into();
    assert_eq!(theirs(&(shared.clone(), shared.clone())), [2, b'a', b'b', 2, b'a', b'b']);
    has_no_bare_body(&(shared.clone(), shared));
    has_no_bare_body(&Some(Arc::new(5u32)));
    has_no_bare_body(&vec![Rc::<[u8]>::from(vec![1])]);
    assert!(ours(&None::<Arc<u32>>) == theirs(&None::<Arc<u32>>), "nothing is shared by none");
}

/// | | postcard with serde | here |
/// |---|---|---|
/// | hash map, hash set | in the order of the table | sorted by the bytes of the key |
#[test]
fn a_hash_map_is_sorted_by_its_encoded_keys() {
    // 128 and 256 start with the same byte as varints; the second byte decides.
    let map: HashMap<u64, bool> = [(256, true), (1, false), (128, true)].into();
    let entries = [vec![1, 0], vec![0x80, 0x01, 1], vec![0x80, 0x02, 1]];
    assert_eq!(ours(&map), [&[3][..], &entries.concat()].concat());

    let theirs = theirs(&map);
    let any_order = |bytes: &[u8]| {
        let mut sorted = bytes.to_vec();
        sorted.sort_unstable();
        sorted
    };
    assert_eq!(any_order(&theirs), any_order(&ours(&map)));
    assert_eq!(body::decode::<HashMap<u64, bool>>(&theirs).unwrap(), map, "any order is read");
}

/// | | postcard | here |
/// |---|---|---|
/// | integers longer than need be | read | refused: a value has one encoding |
#[test]
fn an_integer_that_is_longer_than_it_need_be_is_refused() {
    let padded = [0x81, 0x00];
    assert_eq!(postcard::from_bytes::<u32>(&padded), Ok(1));
    let error = body::decode::<u32>(&padded).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Damaged);
    assert!(error.to_string().contains("not in its shortest form"), "{error}");
}

/// | | postcard | here |
/// |---|---|---|
/// | an entry whose key was there before | the last one counts | refused |
#[test]
fn two_entries_of_one_key_are_refused() {
    let twice = [2, 7, 0, 7, 1];
    let last = HashMap::from([(7u8, true)]);
    assert_eq!(postcard::from_bytes::<HashMap<u8, bool>>(&twice), Ok(last));
    let error = body::decode::<HashMap<u8, bool>>(&twice).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Damaged);
    assert_eq!(error.offset(), Some(3));
}
