//! `uuid`

use persist_core::ErrorKind;
use proptest::prelude::*;
use uuid::{NonNilUuid, Uuid};

use super::check::{comes_back, has_schema, is_in_arrays, loaded, refused, refused_in_array};

proptest! {
    #[test]
    fn uuids_come_back(bits: u128) {
        comes_back(&Uuid::from_u128(bits));
        comes_back(&NonNilUuid::new(Uuid::from_u128(bits | 1)).unwrap());
    }
}

#[test]
fn a_uuid_is_a_struct_of_its_bytes_and_many_are_an_array() {
    has_schema::<Uuid>("struct uuid::Uuid {\n    bytes: [u8; 16],\n}\n");
    is_in_arrays::<Uuid>();
}

#[test]
fn the_nil_uuid_is_refused_where_there_is_none() {
    let (one, nil) = (Uuid::from_u128(1), Uuid::nil());
    assert_eq!(loaded::<NonNilUuid>(&one).get(), one);
    refused::<NonNilUuid>(&nil, ErrorKind::Invalid, "expected a UUID that is not nil");
    refused_in_array::<NonNilUuid, _>(&one, &nil, "expected a UUID that is not nil");
}
