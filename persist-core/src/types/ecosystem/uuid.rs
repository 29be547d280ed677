//! `uuid`: the 16 bytes of a UUID, in the order in which it is written.

use super::record::record;
use uuid::{NonNilUuid, Uuid};

record!(
    Uuid as "uuid::Uuid",
    { 0 => bytes: [u8; 16] },
    |value| (*value.as_bytes(),),
    |bytes| Ok(Uuid::from_bytes(bytes)),
);

record!(
    NonNilUuid as "uuid::Uuid",
    { 0 => bytes: [u8; 16] },
    |value| (*value.get().as_bytes(),),
    |bytes| NonNilUuid::new(Uuid::from_bytes(bytes))
        .ok_or_else(|| "expected a UUID that is not nil, found the nil UUID".to_owned()),
);
