//! Bytes that are no records, damaged ones, and those that claim more than they hold: an error or a value, at once
//! and within the limits.

use persist_core::{LoadOptions, to_bytes};
use persist_tests::support::alloc::cost;
use persist_tests::support::craft::varint;

use super::*;

type Shared = (Rc<str>, Vec<Rc<Vec<u32>>>, Rc<str>);

fn shared() -> Shared {
    let name: Rc<str> = "ada".into();
    (Rc::clone(&name), vec![Rc::new(vec![300, 2])], name)
}

#[test]
fn what_is_no_record_is_named() {
    let cases: [(&[u8], ErrorKind, &[&str]); 10] = [
        (b"", ErrorKind::Damaged, &["the record is empty"]),
        (b"\x89", ErrorKind::Damaged, &["expected 10 bytes in front of its body, found 1"]),
        (b"\x89v\x01\x02", ErrorKind::Damaged, &["cut short", "found 4"]),
        (b"\x89s\x01\x02\x03\x04\x05\x06\x07\x08", ErrorKind::Damaged, &["has no length"]),
        (
            b"\x89s\x01\x02\x03\x04\x05\x06\x07\x08\x05ab",
            ErrorKind::Damaged,
            &["5 bytes", "found 2"],
        ),
        (b"\x89w\x01\x02", ErrorKind::Unsupported, &["of form `w`", "a newer version"]),
        (b"\x89PNG\r\n\x1a\n", ErrorKind::NotPersist, &["expected `\\x89v` or `\\x89s`"]),
        (b"\x80\x04\x95\x10\0\0\0\0\0\0\0", ErrorKind::NotPersist, &["a Python pickle"]),
        (b"{\"answer\": 42}", ErrorKind::NotPersist, &["JSON", "serde_json"]),
        (b"\x05", ErrorKind::NotPersist, &["found `\\x05`"]),
    ];
    for (bytes, kind, says) in cases {
        refused(u16::from_record(bytes), kind, says);
        if kind == ErrorKind::NotPersist {
            refused(u16::from_record(bytes), kind, &["this is not a record: "]);
        }
    }
}

#[test]
fn files_and_records_are_told_apart() {
    let file = to_bytes(&5u16).unwrap();
    let says = ["this is not a record: it is a whole persist file", "`from_bytes` or `load`"];
    refused(u16::from_record(&file), ErrorKind::NotPersist, &says);

    let says = ["this is not a persist file: it looks like a record", "read it with `from_record`"];
    refused(u16::from_bytes(&5u16.to_record().unwrap()), ErrorKind::NotPersist, &says);
    refused(Shared::from_bytes(&shared().to_record().unwrap()), ErrorKind::NotPersist, &says);

    // A file whose second byte is damaged is no record.
    for form in *b"vs" {
        let mut damaged = file.clone();
        damaged[1] = form;
        refused(u16::from_bytes(&damaged), ErrorKind::Damaged, &["the first bytes are damaged"]);
    }
}

#[test]
fn every_truncation_and_every_byte_too_many_is_an_error() {
    fn check<T: Persist>(records: &Records<T>, record: &[u8]) {
        for len in 0..record.len() {
            let error = records.decode(&record[..len]).map(drop).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Damaged, "{len} bytes: {error}");
        }
        let longer = [record, &[0]].concat();
        refused(records.decode(&longer), ErrorKind::Damaged, &["left behind the value"]);
    }
    check(&Records::<v1::Player>::new().unwrap(), &ada().to_record().unwrap());
    check(&Records::<Shared>::new().unwrap(), &shared().to_record().unwrap());
    let older = Records::<v2::Player>::new().unwrap().store(knowing::<v1::Player>());
    check(&older, &ada().to_record().unwrap());
}

#[test]
fn every_flip_of_one_or_two_bits_is_an_error_or_a_value() {
    const MOST: usize = 1 << 20;
    fn check<T: Persist>(records: &Records<T>, record: &[u8]) {
        let bits = record.len() * 8;
        let flips = (0..bits).map(|bit| (bit, bit));
        let pairs = (0..bits).flat_map(|one| (0..one).map(move |other| (one, other)));
        for (one, other) in flips.chain(pairs.step_by(7)) {
            let mut damaged = record.to_vec();
            damaged[one / 8] ^= 1 << (one % 8);
            if other != one {
                damaged[other / 8] ^= 1 << (other % 8);
            }
            let (result, cost) = cost(|| records.decode(&damaged).map(drop));
            assert!(cost.peak < MOST, "bits {one} and {other}: {cost:?}");
            if one == other && one < HEAD * 8 {
                // Marker and fingerprint: never taken for another value.
                assert!(result.is_err(), "bit {one}");
            }
        }
    }
    let limits = Limits::new().allocation(100_000);
    let today = Records::<v1::Player>::new().unwrap();
    check(&today.limits(limits), &ada().to_record().unwrap());
    let with_shared = Records::<Shared>::new().unwrap();
    check(&with_shared.limits(limits), &shared().to_record().unwrap());
    let older = Records::<v2::Player>::new().unwrap().store(knowing::<v1::Player>());
    check(&older.limits(limits), &ada().to_record().unwrap());
}

/// A record of `T` with this body, and these shared values.
fn record_of<T: Persist>(shared: Option<&[u8]>, body: &[u8]) -> Vec<u8> {
    let fingerprint = Schema::of::<T>().unwrap().fingerprint().0.to_le_bytes();
    let head = [&[0x89, if shared.is_some() { b's' } else { b'v' }], &fingerprint[..]].concat();
    let shared = shared.map(|section| [varint(section.len() as u128), section.to_vec()].concat());
    [head, shared.unwrap_or_default(), body.to_vec()].concat()
}

#[test]
fn claims_of_many_elements_are_refused_before_they_cost() {
    fn check<T: Persist>(shared: Option<&[u8]>, body: &[u8]) {
        let record = record_of::<T>(shared, body);
        let (result, cost) = cost(|| T::from_record(&record).map(drop));
        let error = result.unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::Damaged | ErrorKind::Limit), "{error}");
        assert!(cost.peak < 1 << 20, "{cost:?}, {error}");
    }
    let claim = varint(1 << 41);
    check::<Vec<u8>>(None, &claim);
    check::<Vec<String>>(None, &claim);
    check::<Vec<()>>(None, &claim);
    check::<Vec<Rc<u8>>>(Some(&[1, 5]), &claim);
    check::<Rc<Vec<u8>>>(Some(&[varint(claim.len() as u128), claim.clone()].concat()), &[0]);
    check::<Rc<u8>>(Some(&claim), &[0]);
    // Millions of shared values, of which each takes a byte.
    let record = record_of::<Rc<()>>(Some(&[0; 50_000]), &[0]);
    let records = Records::<Rc<()>>::new().unwrap().limits(Limits::new().allocation(100_000));
    refused(records.decode(&record), ErrorKind::Limit, &["50000 shared values"]);
}

#[test]
fn a_record_has_no_blocks_and_no_values_beside_those_that_it_has() {
    let says = ["block 0", "does not have"];
    refused(
        Vec::<u8>::from_record(&record_of::<Vec<u8>>(None, &[3, 0])),
        ErrorKind::Damaged,
        &says,
    );
    let unshared = record_of::<Rc<u8>>(None, &[0]);
    refused(Rc::<u8>::from_record(&unshared), ErrorKind::Damaged, &["shared value 0"]);
    // It contains itself.
    let cycle = record_of::<Rc<List>>(Some(&[2, 1, 0]), &[0]);
    refused(Rc::<List>::from_record(&cycle), ErrorKind::Damaged, &["contains itself"]);
}

#[derive(Persist)]
struct List(Option<Rc<List>>);

#[derive(Persist)]
struct Nest(Option<Box<Nest>>);

fn nested(levels: usize) -> Nest {
    (0..levels).fold(Nest(None), |inner, _| Nest(Some(Box::new(inner))))
}

#[test]
fn limits_hold_as_for_files() {
    let records = |limits| Records::<Nest>::new().unwrap().limits(limits);
    let deep = records(Limits::new().depth(100));
    refused(deep.encode(&nested(200)), ErrorKind::Limit, &["100 levels", "given to `Records`"]);
    let record = records(Limits::new()).encode(&nested(200)).unwrap();
    refused(deep.decode(&record), ErrorKind::Limit, &["100"]);
    assert!(records(Limits::new()).decode(&record).is_ok());
    let many = record_of::<Nest>(None, &[vec![1; 1_000_000], vec![0]].concat());
    refused(records(Limits::new()).decode(&many), ErrorKind::Limit, &["512"]);

    let values = vec![1u64; 100];
    let record = values.to_record().unwrap();
    let with = |limits| Records::<Vec<u64>>::new().unwrap().limits(limits).decode(&record);
    refused(with(Limits::new().allocation(799)), ErrorKind::Limit, &["799"]);
    refused(with(Limits::new().elements(99)), ErrorKind::Limit, &["99"]);
    refused(
        with(Limits::new().file(record.len() as u64 - 1)),
        ErrorKind::Limit,
        &["the record has"],
    );
    let enough = Limits::new().allocation(800).elements(100).file(record.len() as u64);
    assert_eq!(with(enough).unwrap(), values);

    // A file says the same of the same value.
    let file = to_bytes(&values).unwrap();
    let small = LoadOptions::new().limits(Limits::new().allocation(799));
    refused(small.from_bytes::<Vec<u64>>(&file), ErrorKind::Limit, &["799"]);
}
