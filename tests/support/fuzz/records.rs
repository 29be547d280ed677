//! Records: values of a key-value store, of today's type, of a former one that the store knows, and of no one's.
//!
//! The first byte chooses the handle, and whether the rest stands behind the head of a record of a type that it knows.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use persist_core::{Fingerprint, Persist, Records, Schema, UnknownFields};

use super::input::Input;
use super::{limits, sound};

/// Marker and fingerprint.
const HEAD: usize = 10;

mod former {
    #[derive(persist_core::Persist)]
    #[persist(version = "1.0.0", history = false)]
    pub(super) struct Player {
        pub(super) name: String,
        pub(super) score: u32,
        pub(super) scale: Vec<f32>,
    }

    /// A type that no rule leads over from.
    #[derive(persist_core::Persist)]
    #[persist(name = "Player", version = "0.1.0", history = false)]
    pub(super) struct Other {
        pub(super) score: Vec<String>,
    }
}

#[derive(Persist)]
#[persist(version = "1.2.0", history = false)]
struct Player {
    #[persist(default)]
    guild: Option<Arc<str>>,
    #[persist(was = "name")]
    nick: String,
    score: u64,
    scale: Vec<f64>,
    #[persist(unknown)]
    unknown: UnknownFields,
}

/// Reads a record, and writes what was read.
type Again = dyn Fn(&[u8]) -> persist_core::Result<Vec<u8>>;

/// A handle, and sound records that it reads.
struct Handle {
    again: Box<Again>,
    today: Vec<u8>,
    known: Vec<Vec<u8>>,
}

impl Handle {
    fn new<T: Persist + 'static>(value: &T, known: Vec<(Schema, Vec<u8>)>) -> Self {
        let (schemas, known): (Vec<_>, Vec<_>) = known.into_iter().unzip();
        let store: HashMap<Fingerprint, Schema> =
            schemas.into_iter().map(|schema| (schema.fingerprint(), schema)).collect();
        let records = Records::<T>::new().unwrap().store(store).limits(limits());
        let today = value.to_record().unwrap();
        let again = move |record: &[u8]| {
            let (value, report) = records.decode_with_report(record)?;
            assert!(
                report.is_identical() || record[2..HEAD] != records.fingerprint().0.to_le_bytes()
            );
            records.encode(&value)
        };
        Handle { again: Box::new(again), today, known }
    }
}

thread_local! {
    static HANDLES: Vec<Handle> = handles();
}

fn handles() -> Vec<Handle> {
    fn known<T: Persist>(value: &T) -> (Schema, Vec<u8>) {
        (Schema::of::<T>().unwrap(), value.to_record().unwrap())
    }
    let ada = former::Player { name: "ada".into(), score: 90, scale: vec![0.5, 2.0] };
    let (guild, unknown) = (Some("guild".into()), UnknownFields::new());
    let player = Player { guild, nick: "bob".into(), score: 1 << 40, scale: vec![0.5], unknown };
    let other = former::Other { score: vec!["none".into()] };
    let name: Rc<str> = "shared".into();
    vec![
        Handle::new(&player, vec![known(&ada), known(&other)]),
        Handle::new(&7u64, vec![known(&7u8), known(&300u32), known(&vec![1u8])]),
        Handle::new(&vec![(name.clone(), vec![1u16]); 2], vec![known(&vec![(name, vec![1u8, 2])])]),
    ]
}

pub(super) fn run(bytes: &[u8]) {
    let mut input = Input(bytes);
    let which = usize::from(input.byte());
    HANDLES.with(|all| {
        let handle = all.get(which % all.len()).unwrap();
        let heads = [&handle.today].into_iter().chain(&handle.known);
        let head = heads.map(|record| &record[2..HEAD]).nth(which / 16 % 4);
        // A marker of the input's own, behind it a fingerprint that is known.
        let record = match (head, input.0.split_first()) {
            (Some(head), Some((marker, body))) => [&[0x89, *marker], head, body].concat(),
            _ => input.0.to_vec(),
        };
        let Ok(written) = (handle.again)(&record) else { return };
        assert_eq!(written[2..HEAD], handle.today[2..HEAD], "it is written as of another type");
        assert!(
            sound((handle.again)(&written), "what was written") == written,
            "it is written in two ways"
        );
    });
}

pub(super) fn seeds() -> Vec<Vec<u8>> {
    let mut seeds = Vec::new();
    for (index, handle) in handles().into_iter().enumerate() {
        for (kind, record) in [handle.today].into_iter().chain(handle.known).enumerate() {
            seeds.push([&[(index + 48) as u8], &record[..]].concat());
            seeds.push([&[(index + 16 * kind) as u8, record[1]], &record[HEAD..]].concat());
        }
    }
    seeds
}
