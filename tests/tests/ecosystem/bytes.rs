//! `bytes`

use bytes::{Bytes, BytesMut};
use persist_core::{Archive, ErrorKind, Persist};
use persist_tests::support::alloc::cost;

use super::check::{comes_back, has_schema, loaded, not_loaded};

#[test]
fn bytes_are_arrays_of_u8_as_a_vec_is() {
    for len in [0, 1, 4095, 4096, 100_000] {
        let bytes: Vec<u8> = (0..len).map(|at| (at % 251) as u8).collect();
        comes_back(&Bytes::from(bytes.clone()));
        comes_back(&BytesMut::from(&bytes[..]));
        assert_eq!(loaded::<Bytes>(&bytes), bytes);
        assert_eq!(loaded::<Vec<u8>>(&Bytes::from(bytes.clone())), bytes);
        assert_eq!(loaded::<Bytes>(&BytesMut::from(&bytes[..])), bytes);
    }
    has_schema::<Bytes>("[u8]\n");
    has_schema::<BytesMut>("[u8]\n");
    assert_eq!(loaded::<String>(&Bytes::from_static("text".as_bytes())), "text");
    not_loaded::<String>(&Bytes::from_static(&[0xff]), ErrorKind::Schema, "not UTF-8");
}

#[test]
fn they_are_borrowed_on_save() {
    let bytes = Bytes::from(vec![7u8; 8 << 20]);
    let (written, cost) = cost(|| bytes.write_to(std::io::sink()));
    written.unwrap();
    assert!(cost.peak < 4 << 20, "{cost:?}");
    let archive = Archive::from_bytes(bytes.to_bytes().unwrap()).unwrap();
    assert_eq!(archive.arrays().unwrap().len(), 1);
}
