//! Hostile files through every entry: whatever reads them takes no more memory than is promised, and no longer.
//!
//! One table has the ways to read a file, the other the files. What `hostile` and `hostile_schemas` find in depth for a few
//! of the ways holds for each of them.

#![allow(
    unsafe_code,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::as_conversions,
    clippy::indexing_slicing,
    reason = "a test that fails panics"
)]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::{Duration, Instant};

use persist_core::{
    Archive, Buffer, Compression, DiffOptions, Limits, LoadOptions, Persist, Result,
    RewriteOptions, SalvageOptions, SaveOptions, UpgradeOptions, Verify,
};
use persist_tests::support::alloc::{Counting, cost};
use persist_tests::support::craft::{File, crc, push_varint, schema, varint};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// What lengths in the files may allocate.
const ALLOCATION: u64 = 100_000;

/// What is promised.
const MAX_PEAK: usize = 3 * 100_000 + (1 << 20);

/// Longer than any of these takes in a debug build on a busy machine: a hang is what this finds.
const AT_ONCE: Duration = Duration::from_secs(30);

fn limits() -> Limits {
    Limits::new().allocation(ALLOCATION)
}

/// A program's type that some of the files are of, one way or another.
#[derive(Persist, Debug, Default)]
struct Reader {
    names: Vec<String>,
    weights: Vec<f64>,
    parts: Vec<Rc<Vec<u8>>>,
    table: BTreeMap<String, u32>,
    inner: Vec<Reader>,
}

/// The same with an array that is left in the file.
#[derive(Persist)]
#[persist(name = "Reader")]
struct Mapped {
    weights: Buffer<f64>,
}

/// A hostile file, in memory and on the disk.
struct Subject {
    bytes: Vec<u8>,
    path: PathBuf,
}

impl Subject {
    fn archive(&self) -> Result<Archive> {
        Archive::open_with(&self.path, &limits())
    }

    fn out(&self) -> PathBuf {
        self.path.with_extension("out")
    }
}

fn load() -> LoadOptions {
    LoadOptions::new().limits(limits()).threads(1)
}

fn mapping() -> LoadOptions {
    // SAFETY: these tests write to no file that they have mapped.
    unsafe { load().map() }
}

/// What reads a file.
type Way = (&'static str, fn(&Subject) -> Result<()>);

const WAYS: &[Way] = &[
    ("from_bytes", |file| load().from_bytes::<Reader>(&file.bytes).map(drop)),
    ("from_bytes of a list", |file| load().from_bytes::<Vec<u8>>(&file.bytes).map(drop)),
    ("from_bytes, exact", |file| load().exact().from_bytes::<Reader>(&file.bytes).map(drop)),
    ("read_from", |file| load().read_from::<Reader>(&file.bytes[..]).map(drop)),
    ("load", |file| load().load::<Reader>(&file.path).map(drop)),
    ("load a list", |file| load().load::<Vec<u8>>(&file.path).map(drop)),
    ("load with a report", |file| load().load_with_report::<Reader>(&file.path).map(drop)),
    ("load mapped", |file| mapping().load::<Mapped>(&file.path).map(drop)),
    ("load mapped, lazily", |file| {
        mapping().verify(Verify::Lazy).load::<Mapped>(&file.path).map(drop)
    }),
    ("load verified", |file| {
        load()
            .load_verified(&file.path, |reader: &Reader, _: &Vec<u8>| reader.names.clone())
            .map(drop)
    }),
    ("Archive::from_bytes", |file| Archive::from_bytes_with(&file.bytes[..], &limits()).map(drop)),
    ("Archive::read_from", |file| Archive::read_from_with(&file.bytes[..], &limits()).map(drop)),
    ("Archive::open", |file| file.archive().map(|archive| drop(archive.to_string()))),
    ("Archive::verify", |file| file.archive()?.threads(1).verify()),
    ("Archive::verify_values", |file| file.archive()?.threads(1).verify_values()),
    ("Archive::value", |file| file.archive()?.value().map(|value| drop(value.to_string()))),
    ("Archive::value_at", |file| file.archive()?.value_at("inner[0].names").map(drop)),
    ("Archive::get", |file| file.archive()?.get::<Vec<String>>("names").map(drop)),
    ("Archive::get of the root", |file| file.archive()?.get::<Reader>("").map(drop)),
    ("Archive::visit", |file| file.archive()?.visit("", &mut Nobody)),
    ("Archive::array", |file| file.archive()?.array("weights")?.read_range::<f64>(..10).map(drop)),
    ("Archive::arrays", arrays),
    ("Archive::tensors", |file| file.archive()?.tensors("").map(drop)),
    ("Archive::damage", |file| file.archive()?.damage().map(|damage| drop(damage.to_string()))),
    ("Archive::diff", |file| {
        let archive = file.archive()?;
        archive.diff(&archive, &DiffOptions::new()).map(|diff| drop(diff.to_string()))
    }),
    ("Archive::outline", |file| file.archive()?.outline().map(drop)),
    ("Archive::card", |file| file.archive().map(|archive| drop(archive.card().to_string()))),
    ("Archive::probes", |file| match file.archive()?.probes()? {
        Some(probes) => probes.value().map(drop),
        None => Ok(()),
    }),
    ("Archive::as_schema", |file| {
        let archive = file.archive()?;
        archive.as_schema(archive.schema()).map(drop)
    }),
    ("rewrite", |file| {
        let options = RewriteOptions::new().limits(limits()).threads(1).metadata("key", "value");
        options.save(&file.archive()?, file.out())
    }),
    ("recompress", |file| {
        let options = RewriteOptions::new().limits(limits()).threads(1);
        options.compression(Compression::lz4()).save(&file.archive()?, file.out())
    }),
    ("salvage", |file| {
        let options = SalvageOptions::new().limits(limits()).threads(1).partial(true);
        options.salvage(&file.path, file.out()).map(|salvaged| drop(salvaged.to_string()))
    }),
    ("survey", |file| SalvageOptions::new().limits(limits()).survey(&file.path).map(drop)),
    ("upgrade", |file| {
        let copy = file.out();
        fs::copy(&file.path, &copy).unwrap();
        UpgradeOptions::new().limits(limits()).upgrade_file::<Reader>(copy).map(drop)
    }),
];

fn arrays(file: &Subject) -> Result<()> {
    for array in file.archive()?.threads(1).arrays()?.iter().take(4) {
        array.verify()?;
        array.bytes(array.len() / 2..array.len() / 2 + 1)?;
    }
    Ok(())
}

/// Goes through everything.
struct Nobody;

impl persist_core::Visit for Nobody {}

#[derive(Persist, Debug, Default)]
struct Links {
    next: Vec<Rc<Links>>,
}

/// A sound file of [`Reader`], whose parts are then made worse.
fn sound() -> File {
    let parts = vec![Rc::new(vec![7; 10])];
    let reader = Reader { weights: vec![0.5; 1000], parts, ..Reader::default() };
    File::parse(&reader.to_bytes().unwrap())
}

/// A file of a reader with so many bytes of zeros, which are stored in next to none.
fn bomb(compression: Compression, block_threshold: u64, shared: bool) -> Vec<u8> {
    let zeros = vec![0u8; 8 << 20];
    let reader = match shared {
        true => Reader { parts: vec![Rc::new(zeros)], ..Reader::default() },
        false => Reader { weights: vec![0.0; 1 << 20], ..Reader::default() },
    };
    let options = SaveOptions::new().compression(compression).block_threshold(block_threshold);
    options.to_bytes(&reader).unwrap()
}

/// Claims of 2^40 elements in place of the value.
fn claims() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for count in [1u128 << 40, 1 << 41, (1 << 41) | 1, (1 << 64) - 1, (1 << 65) - 1] {
        // In front of it, lists that are empty.
        for before in 0..5 {
            let mut body = vec![0; before];
            push_varint(&mut body, count);
            body.resize(body.len() + 5000, 1);
            let shared = [varint(body.len() as u128), body.clone()].concat();
            let name = format!("2^40 behind {before}");
            files.push((name.clone(), File { body, ..sound() }.to_bytes()));
            files.push((name, File { shared: Some(shared), ..sound() }.to_bytes()));
        }
    }
    files
}

/// Values that take a byte or none each, and much more in memory.
fn crowds() -> Vec<(String, Vec<u8>)> {
    let crowd = |before: usize, count: u128, element: &[u8]| {
        let mut body = vec![0; before];
        push_varint(&mut body, count);
        body.extend(element.repeat(usize::try_from(count).unwrap()));
        body.resize(body.len() + 10, 0);
        File { body, ..sound() }.to_bytes()
    };
    let mut files = Vec::new();
    for count in [1000, 4000, 20_000, 99_999] {
        files.push((format!("{count} names"), crowd(0, count, &[0])));
        files.push((format!("{count} parts"), crowd(2, count, &[0])));
        files.push((format!("{count} keys"), crowd(3, count, &[0, 0])));
        files.push((format!("{count} readers"), crowd(4, count, &[0, 0, 0, 0, 0])));
    }
    files.push((
        "a million readers deep".into(),
        File { body: [0, 0, 0, 0, 1].repeat(1_000_000), ..sound() }.to_bytes(),
    ));
    files
}

/// Shared values that are each other twice, themselves, or a million.
fn shared() -> Vec<(String, Vec<u8>)> {
    let file = |body: &[u8], shared: Vec<u8>| {
        let sample = Links { next: vec![Rc::default()] }.to_bytes().unwrap();
        File { body: body.to_vec(), shared: Some(shared), ..File::parse(&sample) }.to_bytes()
    };
    let doubling: Vec<u8> = (1..=100).flat_map(|next| [3, 2, next, next]).chain([1, 0]).collect();
    vec![
        ("2^100 values".into(), file(&[2, 0, 0], doubling)),
        ("a value in itself".into(), file(&[1, 0], vec![2, 1, 0])),
        ("a million values".into(), file(&[1, 0], [1, 0].repeat(1_000_000))),
        ("a million values of nothing".into(), file(&[1, 0], vec![0; 1_000_000])),
    ]
}

/// Headers that are long, and schemas that are larger than they look.
fn headers() -> Vec<(String, Vec<u8>)> {
    use schema::{U8, UNIT, array, generic, list, named, structure, tuple};
    let of = |schema: Vec<u8>, body: Vec<u8>| File { schema, body, ..File::default() }.to_bytes();
    let doubling: Vec<Vec<u8>> = (0..60)
        .map(|number| match number {
            59 => structure("S59", &[("a", U8.to_vec())]),
            _ => structure(
                &format!("S{number}"),
                &[("a", named(number + 1)), ("b", named(number + 1))],
            ),
        })
        .collect();
    let names: Vec<Vec<u8>> = (0..60)
        .map(|number| generic("", &[tuple(&[&named((number + 1) % 60), &named(0)])]))
        .collect();
    let metadata: Vec<_> = (0..1000).map(|number| (number.to_string(), String::new())).collect();
    let blocks = vec![(1, Vec::new()); 1000];
    vec![
        ("structs that double".into(), of(schema::schema(&named(0), &doubling), vec![0; 100])),
        ("names that double".into(), of(schema::schema(&named(0), &names), vec![])),
        ("2^60 units".into(), of(schema::schema(&array(UNIT, 1 << 60), &[]), vec![])),
        ("lists in lists".into(), of([33].repeat(1_000_000), vec![0; 100])),
        (
            "2^40 lists of units".into(),
            of(schema::schema(&list(&list(UNIT)), &[]), varint(1 << 40)),
        ),
        ("a thousand metadata".into(), File { metadata, ..sound() }.to_bytes()),
        ("a thousand blocks of nothing".into(), File { blocks, ..sound() }.to_bytes()),
    ]
}

fn bombs() -> Vec<(String, Vec<u8>)> {
    let mut files = Vec::new();
    for (codec, compression) in [("lz4", Compression::lz4()), ("zstd", Compression::zstd(19))] {
        files.push((format!("{codec}: a block"), bomb(compression, 1, false)));
        files.push((format!("{codec}: a body"), bomb(compression, u64::MAX, false)));
        files.push((format!("{codec}: shared values"), bomb(compression, u64::MAX, true)));
        let probes = persist_core::Probes::new(vec![0u8; 8 << 20]);
        let options = SaveOptions::new().compression(compression);
        let model = Reader::default();
        let bytes = options.to_bytes_with_probes(&model, &probes, |reader, _| reader.names.clone());
        files.push((format!("{codec}: probes"), bytes.unwrap()));
    }
    files
}

/// Has each way read each file; how often there was a value.
fn read_all(files: Vec<(String, Vec<u8>)>, most: impl Fn(&[u8]) -> usize) -> usize {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("hostile.persist");
    let mut values = 0;
    let mut broken = Vec::new();
    for (name, bytes) in files {
        fs::write(&path, &bytes).unwrap();
        let most = most(&bytes);
        let file = Subject { bytes, path: path.clone() };
        for (way, read) in WAYS {
            let start = Instant::now();
            let (result, cost) = cost(|| read(&file));
            let said =
                result.as_ref().map_or_else(|error| error.to_string(), |()| "a value".into());
            if start.elapsed() > AT_ONCE || cost.peak > most || said.len() > 20_000 {
                let said = said.chars().take(300).collect::<String>();
                broken.push(format!(
                    "{name}, {way}: {:?}, {cost:?} of {most}, {said}",
                    start.elapsed()
                ));
            }
            values += usize::from(result.is_ok());
        }
    }
    assert!(broken.is_empty(), "{} of them:\n{}", broken.len(), broken.join("\n"));
    values
}

/// The limits, and the file itself, which some of the ways hold in memory: those that do not know its length before they
/// have read it move it as it grows.
fn promised(bytes: &[u8]) -> usize {
    MAX_PEAK + 3 * bytes.len()
}

/// Whoever goes through compressed sections piece by piece has a chunk of 1 MiB, and that chunk as it was shuffled; whoever
/// compresses them anew has those of each stage. None of it depends on lengths in the file.
fn promised_of_chunks(bytes: &[u8]) -> usize {
    promised(bytes) + (5 << 20)
}

#[test]
fn claims_of_many_elements() {
    read_all(claims(), promised);
}

#[test]
fn values_that_are_larger_than_their_bytes() {
    assert!(read_all(crowds(), promised) > 0);
}

#[test]
fn shared_values_without_number_or_end() {
    read_all(shared(), promised);
}

#[test]
fn headers_that_take_more_than_they_look() {
    read_all(headers(), promised);
}

#[test]
fn eight_mebibytes_in_a_few_kilobytes() {
    read_all(bombs(), promised_of_chunks);
}

#[test]
fn headers_that_claim_what_is_not_there() {
    let sound = sound().to_bytes();
    let mut files = Vec::new();
    for len in [0, 1, 1000, 1 << 20, 64 << 20, (64 << 20) + 1, u32::MAX] {
        for behind in [0, 1, 10_000] {
            let mut bytes = sound[..12].to_vec();
            bytes.extend(len.to_le_bytes());
            bytes.extend(crc(&bytes).to_le_bytes());
            bytes.resize(bytes.len() + behind, 1);
            files.push((format!("a header of {len}, and {behind} bytes"), bytes));
        }
    }
    for len in (0..sound.len().min(2000)).step_by(13) {
        files.push((format!("{len} bytes"), sound[..len].to_vec()));
    }
    // The text of an error is what comes on top.
    read_all(files, |bytes| (1 << 20) + (4 << 10) + bytes.len());
}
