//! Records: values that live in a key-value store, as `FORMAT.md` has their bytes.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::as_conversions,
    dead_code,
    reason = "a test that fails panics, and old types are only written"
)]

use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use std::sync::{Arc, RwLock};

use persist_core::{
    ErrorKind, Fingerprint, Limits, Persist, Records, Result, Schema, SchemaStore, UnknownFields,
};
use persist_tests::support::alloc::Counting;

#[path = "records/fingerprints.rs"]
mod fingerprints;
#[path = "records/hostile.rs"]
mod hostile;
#[path = "records/stores.rs"]
mod stores;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Marker and fingerprint.
const HEAD: usize = 10;

mod v1 {
    #[derive(persist_core::Persist, Debug, PartialEq)]
    #[persist(version = "1.0.0")]
    pub(crate) struct Player {
        pub(crate) name: String,
        pub(crate) score: u32,
        pub(crate) scale: Vec<f32>,
    }
}

mod v2 {
    #[derive(persist_core::Persist, Debug, PartialEq)]
    #[persist(version = "1.2.0")]
    pub(crate) struct Player {
        #[persist(default)]
        pub(crate) guild: Option<String>,
        #[persist(was = "name")]
        pub(crate) nick: String,
        pub(crate) score: u64,
        pub(crate) scale: Vec<f64>,
    }
}

fn ada() -> v1::Player {
    v1::Player { name: "ada".into(), score: 90, scale: vec![0.5, 2.0] }
}

/// A store that knows the schema of `T`, and no other.
fn knowing<T: Persist>() -> HashMap<Fingerprint, Schema> {
    let schema = Schema::of::<T>().unwrap();
    HashMap::from([(schema.fingerprint(), schema)])
}

#[track_caller]
fn refused<T>(result: Result<T>, kind: ErrorKind, says: &[&str]) {
    let error = result.map(drop).unwrap_err();
    let text = error.to_string();
    assert_eq!(error.kind(), kind, "{text}");
    for part in says {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
}

#[test]
fn a_record_is_ten_bytes_and_the_body() {
    let record = ada().to_record().unwrap();
    let mut body = Vec::new();
    persist_core::body::encode_into(&ada(), &mut body).unwrap();
    let fingerprint = Schema::of::<v1::Player>().unwrap().fingerprint();
    assert_eq!(record[..2], [0x89, b'v']);
    assert_eq!(record[2..HEAD], fingerprint.0.to_le_bytes());
    assert_eq!(record[HEAD..], body);
    assert_eq!(v1::Player::from_record(&record).unwrap(), ada());
    assert_eq!(().to_record().unwrap().len(), HEAD);
}

#[test]
fn a_handle_writes_the_same_bytes_behind_others() {
    let records = Records::<v1::Player>::new().unwrap();
    let record = ada().to_record().unwrap();
    assert_eq!(records.encode(&ada()).unwrap(), record);
    assert_eq!(record[2..HEAD], records.fingerprint().0.to_le_bytes());

    let mut out = b"key".to_vec();
    records.encode_into(&ada(), &mut out).unwrap();
    assert_eq!(out, [b"key", &record[..]].concat());
}

#[test]
fn large_arrays_stand_in_place() {
    let values = (vec![7u16; 5000], [[1.5f64; 512]; 2], vec!["text".repeat(5000)]);
    let record = values.to_record().unwrap();
    assert!(record.len() > 10_000 + 8192 + 20_000);
    assert_eq!(<(Vec<u16>, [[f64; 512]; 2], Vec<String>)>::from_record(&record).unwrap(), values);
}

#[test]
fn a_record_may_take_memory_by_its_length() {
    // More than the 64 MiB that a value may take whatever its length.
    let values = vec![7u8; 65 << 20];
    assert!(Vec::<u8>::from_record(&values.to_record().unwrap()).unwrap() == values);
}

#[test]
fn shared_values_stand_in_front_of_the_body_and_keep_their_identity() {
    let name: Rc<str> = "ada".into();
    let pair = (Rc::clone(&name), vec![Rc::new(vec![3u32; 2000])], name);
    let records = Records::<(Rc<str>, Vec<Rc<Vec<u32>>>, Rc<str>)>::new().unwrap();
    let record = records.encode(&pair).unwrap();
    assert_eq!(record[..2], [0x89, b's']);
    let loaded = records.decode(&record).unwrap();
    assert_eq!(loaded, pair);
    assert!(Rc::ptr_eq(&loaded.0, &loaded.2));

    // Behind other bytes, too.
    let mut out = vec![1, 2, 3];
    records.encode_into(&pair, &mut out).unwrap();
    assert_eq!(out[3..], record);
}

#[test]
fn a_record_without_shared_values_says_so_whatever_its_type() {
    let none: Option<Rc<u8>> = None;
    let record = none.to_record().unwrap();
    assert_eq!((record[1], &record[HEAD..]), (b'v', &[0][..]));
    assert_eq!(Option::<Rc<u8>>::from_record(&record).unwrap(), None);

    // One value is one record: the longer form is none.
    let mut longer = record.clone();
    longer[1] = b's';
    longer.insert(HEAD, 0);
    refused(Option::<Rc<u8>>::from_record(&longer), ErrorKind::Damaged, &["and has none"]);
}

#[test]
fn records_of_an_older_type_are_read_by_the_rules_of_files() {
    let record = ada().to_record().unwrap();
    let records = Records::<v2::Player>::new().unwrap().store(knowing::<v1::Player>());
    for _ in 0..3 {
        let player = records.decode(&record).unwrap();
        assert_eq!((player.guild, &*player.nick, player.score), (None, "ada", 90));
        assert_eq!(player.scale, [0.5, 2.0]);
    }
    // Today's are read as before.
    let today = records.decode(&record).unwrap();
    assert_eq!(records.decode(&records.encode(&today).unwrap()).unwrap(), today);
}

#[test]
fn a_report_says_what_was_done_to_one_record() {
    let records = Records::<v2::Player>::new().unwrap().store(knowing::<v1::Player>());
    let record = ada().to_record().unwrap();
    let counts = || {
        let (_, report) = records.decode_with_report(&record).unwrap();
        let filled: Vec<_> = report.defaulted().map(|c| (c.path().to_owned(), c.count())).collect();
        (report.is_current(), report.version().map(ToString::to_string), filled)
    };
    let expected = (false, Some("1.0.0".to_owned()), vec![("Player.guild".to_owned(), 1)]);
    assert_eq!(counts(), expected);
    assert_eq!(counts(), expected, "reads before it do not count");

    let today = records.encode(&records.decode(&record).unwrap()).unwrap();
    assert!(records.decode_with_report(&today).unwrap().1.is_current());
}

#[test]
fn upgrades_and_checks_run() {
    use persist_core::Upgrade;

    mod old {
        #[derive(persist_core::Persist)]
        #[persist(version = "1.0.0")]
        pub(crate) struct Room {
            pub(crate) fahrenheit: f64,
        }
    }

    #[derive(Persist, Debug)]
    #[persist(view_of = "Room", epoch = "1")]
    struct Room1 {
        fahrenheit: f64,
    }

    #[derive(Persist, Debug)]
    #[persist(version = "2.0.0", upgrade("1" => Room1), validate = habitable)]
    struct Room {
        celsius: f64,
    }

    impl Upgrade<Room1> for Room {
        fn upgrade(old: Room1) -> Result<Self> {
            Ok(Room { celsius: (old.fahrenheit - 32.0) / 1.8 })
        }
    }

    fn habitable(room: &Room) -> Result<(), String> {
        if room.celsius > 99.0 { Err("too hot".into()) } else { Ok(()) }
    }

    let records = Records::<Vec<Room>>::new().unwrap().store(knowing::<Vec<old::Room>>());
    let read = |degrees: [f64; 2]| {
        let rooms = degrees.map(|fahrenheit| old::Room { fahrenheit });
        records.decode(&Vec::from(rooms).to_record().unwrap())
    };
    assert_eq!(read([32.0, 50.0]).unwrap()[1].celsius, 10.0);
    let error = read([32.0, 500.0]).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Invalid, Some("[Room][1]")), "{error}");
}

#[test]
fn types_that_no_rule_leads_over_are_refused_with_every_reason() {
    #[derive(Persist)]
    #[persist(version = "1.1.0")]
    struct Player {
        name: u8,
        score: u32,
        scale: Vec<f32>,
        team: String,
    }
    let records = Records::<Player>::new().unwrap().store(knowing::<v1::Player>());
    let error = records.decode(&ada().to_record().unwrap()).map(drop).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Schema);
    assert_eq!(error.reasons().len(), 2, "{error}");
    assert!(error.to_string().starts_with(
        "the record holds `Player` 1.0.0; this program's `Player` 1.1.0 has another schema"
    ));

    let records = Records::<u8>::new().unwrap().store(knowing::<v1::Player>());
    refused(
        records.decode(&ada().to_record().unwrap()),
        ErrorKind::Schema,
        &["the record holds `Player` 1.0.0; this program expects `u8`", "pass the record that"],
    );
}

#[test]
fn errors_in_values_have_paths() {
    // A number that does not fit, of a newer type.
    let newer = v2::Player { guild: None, nick: "bob".into(), score: 1 << 40, scale: vec![] };
    #[derive(Persist)]
    #[persist(version = "1.0.0")]
    struct Player {
        nick: String,
        score: u32,
    }
    let records = Records::<Player>::new().unwrap().store(knowing::<v2::Player>());
    let error = records.decode(&newer.to_record().unwrap()).map(drop).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Schema, Some("Player.score")), "{error}");

    // Damage of today's.
    let mut record = vec![("a".to_owned(), true)].to_record().unwrap();
    *record.last_mut().unwrap() = 7;
    let error = Vec::<(String, bool)>::from_record(&record).unwrap_err();
    assert_eq!(error.path(), Some("[(str, bool)][0][1]"), "{error}");
    assert_eq!(error.offset(), Some(3), "offsets count from the start of the body: {error}");

    // A value that cannot be written, behind other bytes.
    let locked = (vec![1u8; 9], std::cell::RefCell::new(5u8));
    let _guard = locked.1.borrow_mut();
    let mut out = b"key".to_vec();
    let error = Records::new().unwrap().encode_into(&locked, &mut out).unwrap_err();
    assert_eq!((error.kind(), error.path()), (ErrorKind::Caller, Some("([u8], u8)[1]")), "{error}");
    assert_eq!(out, b"key");
}

#[test]
fn an_older_program_keeps_what_it_does_not_know() {
    #[derive(Persist)]
    #[persist(version = "1.0.0", name = "Door")]
    struct Older {
        room: String,
        #[persist(unknown)]
        unknown: UnknownFields,
    }
    #[derive(Persist, Debug, PartialEq)]
    #[persist(version = "1.1.0", name = "Door")]
    struct Newer {
        room: String,
        #[persist(default)]
        key: Rc<str>,
        #[persist(default)]
        scratches: Vec<u64>,
        #[persist(unknown)]
        unknown: UnknownFields,
    }
    let (key, scratches, unknown) = ("brass".into(), vec![7; 600], UnknownFields::new());
    let newer = Newer { room: "attic".into(), key, scratches, unknown };
    let old = Records::<Older>::new().unwrap().store(knowing::<Newer>());
    let door = old.decode(&newer.to_record().unwrap()).unwrap();
    assert_eq!(door.unknown.len(), 2);

    let new = Records::<Newer>::new().unwrap().store(knowing::<Older>());
    assert_eq!(new.decode(&old.encode(&door).unwrap()).unwrap(), newer);
}

#[test]
fn threads_share_a_handle() {
    let records = Records::<v2::Player>::new().unwrap().store(knowing::<v1::Player>());
    let old = ada().to_record().unwrap();
    let new = records.encode(&records.decode(&old).unwrap()).unwrap();
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..200 {
                    assert_eq!(records.decode(&old).unwrap(), records.decode(&new).unwrap());
                }
            });
        }
    });

    // Whatever the type is: a handle holds no value.
    fn is_shared<T: Send + Sync + 'static>() {}
    is_shared::<Records<Rc<std::cell::Cell<u8>>>>();
}

#[test]
fn a_read_may_read_within_a_conversion() {
    #[derive(Persist, Debug, PartialEq)]
    #[persist(version = "1.1.0")]
    struct Outer {
        #[persist(from(Vec<u8> => |bytes| inner(&bytes)))]
        inner: u64,
    }
    mod old {
        #[derive(persist_core::Persist)]
        #[persist(version = "1.0.0", name = "Outer")]
        pub(crate) struct Outer {
            pub(crate) inner: Vec<u8>,
        }
    }
    static RECORDS: std::sync::LazyLock<Records<Outer>> =
        std::sync::LazyLock::new(|| Records::new().unwrap().store(knowing::<old::Outer>()));
    fn inner(bytes: &[u8]) -> Result<u64> {
        if bytes.is_empty() { Ok(1) } else { Ok(RECORDS.decode(bytes)?.inner + 1) }
    }
    let mut record = old::Outer { inner: Vec::new() }.to_record().unwrap();
    for _ in 0..3 {
        record = old::Outer { inner: record }.to_record().unwrap();
    }
    assert_eq!(RECORDS.decode(&record).unwrap(), Outer { inner: 4 });
}
