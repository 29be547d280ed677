//! Compares what it takes to store a value of a kibibyte: as a body, as a record, as a file.
//!
//! ```text
//! cargo bench -p persist-benches --bench small -- [--rounds N] [--folder PATH] [--write]
//! ```
//!
//! `--folder` says on which disk files are kept, in place of the system's folder for temporary ones.
#![allow(
    clippy::expect_used,
    clippy::panic,
    clippy::as_conversions,
    reason = "a run with wrong arguments or without a system to run on has nothing to report"
)]

use std::fs::{self, File};
use std::hint::black_box;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::{env, process::ExitCode};

use persist_benches::chart::{Bars, Chart, Panel};
use persist_benches::codec::{Codec, Evolution, PEERS, codecs, files, messages};
use persist_benches::comparison::{SERIES, Unit, panel, table};
use persist_benches::datasets::minecraft::{self, Player};
use persist_benches::harness::{Timing, compare, contenders, in_turns};
use persist_benches::heap::again_with_warm_heap;
use persist_benches::messages;
use persist_benches::report::{NONE, Report, Table};
use persist_core::{Durability, Persist, Records, SaveOptions};

/// Enough for medians that repeat within two per cent on a quiet machine.
const ROUNDS: usize = 101;

/// What a small value takes, encoded.
const SMALL: usize = 1024;

fn main() -> ExitCode {
    let options = Options::parse(env::args().skip(1));
    if let Some(code) = again_with_warm_heap() {
        return code;
    }
    let player = small();
    let mut report = Report::new("small", "A value of a kibibyte");
    report.note(&format!(
        "One player of the set minecraft_savedata: structs, options, lists and many strings, most of them short. Warm \
         heap, medians of {} rounds in turns, ratios taken within each round. {} prost is timed \
         from and to types of its own.",
        options.rounds,
        Evolution::MARKS
    ));
    report.peers(&PEERS);
    report.note("## In memory\n\nBodies, and records: a body behind the fingerprint of its type.");
    let message = messages::minecraft::Player::from(&player);
    let bodies = contenders(&player, codecs()).chain(contenders(&message, messages()));
    let records = contenders(&player, records());
    let bodies = compare(options.rounds, bodies.chain(records));
    report.table(&table(&bodies, NANOS));
    report
        .note("Whole files, with the checksum of persist's files behind the bytes of the others:");
    let files = compare(options.rounds, contenders(&player, files()));
    report.table(&table(&files, NANOS));
    report.chart(
        "memory",
        chart(vec![panel("Bodies and records", &bodies), panel("Whole files", &files)]),
    );
    report.note(
        "## On disk\n\nA safe save writes a new file and puts it in the place of the old one; a durable one also waits \
         for the disk, twice. savefile writes over the old file.",
    );
    report.table(&on_disk(&player, &options));
    report.note(&format!("## Overhead\n\n{}", overhead(&player)));
    report.finish(options.write);
    ExitCode::SUCCESS
}

/// The player of the set whose encoding is nearest to a kibibyte.
fn small() -> Player {
    let len = |player: &Player| postcard::to_stdvec(player).expect("plain data").len();
    let players = minecraft::generate().players.into_iter();
    players.min_by_key(|player| len(player).abs_diff(SMALL)).expect("a set of players")
}

/// Our records, made one by one, and with what is known of the type kept between them.
fn records() -> [Codec<Player>; 2] {
    static RECORDS: LazyLock<Records<Player>> =
        LazyLock::new(|| Records::new().expect("a sound type"));
    let lone = Codec::<Player> {
        name: "persist, to_record",
        evolution: Evolution::Types,
        encode: |player, output| output.replace(player.to_record().expect("plain data")),
        decode: |record| Player::from_record(record).expect("a record of this type"),
    };
    let many = Codec::<Player> {
        name: "persist, Records",
        evolution: Evolution::Types,
        encode: |player, output| {
            output.refill(|bytes| RECORDS.encode_into(player, bytes).expect("plain data"))
        },
        decode: |record| RECORDS.decode(record).expect("a record of this type"),
    };
    [lone, many]
}

const NANOS: Unit = ("ns", 1000.0);

fn chart(panels: Vec<Panel>) -> Chart {
    let title = "A kibibyte in memory: × the time of the fastest".to_owned();
    Bars { title, series: &SERIES, limit: 4.0, show: |ratio| format!("{ratio:.2}"), panels }.draw()
}

fn on_disk(player: &Player, options: &Options) -> Table {
    let folder = match &options.folder {
        Some(folder) => tempfile::tempdir_in(folder),
        None => tempfile::tempdir(),
    };
    let folder = folder.expect("a folder");
    let path = |name: &str| folder.path().join(name);
    let (ours, postcards, savefiles) = (path("persist"), path("postcard"), path("savefile"));
    let fast = SaveOptions::new().durability(Durability::Fast);
    let full = SaveOptions::new().durability(Durability::Full);

    let saves = in_turns(
        options.rounds,
        [
            &mut || fast.save(player, &ours).expect("room"),
            &mut || replace(player, &postcards, false),
            &mut || savefile::save_file(&savefiles, 0, player).expect("room"),
        ],
    );
    let durable = in_turns(
        options.rounds,
        [&mut || full.save(player, &ours).expect("room"), &mut || {
            replace(player, &postcards, true)
        }],
    );
    assert!(read(&postcards) == *player, "postcard's file holds another value");
    let loads = in_turns(
        options.rounds,
        [
            &mut || drop(black_box(persist_core::load::<Player>(&ours).expect("our file"))),
            &mut || drop(black_box(read(&postcards))),
            &mut || {
                let player = savefile::load_file::<Player, _>(&savefiles, 0);
                drop(black_box(player.expect("savefile's file")));
            },
        ],
    );

    let mut table = Table::new(&[
        "format",
        "save µs",
        "× best",
        "durable save µs",
        "× best",
        "load µs",
        "× best",
        "bytes",
    ]);
    let formats = [("persist*", &ours), ("postcard", &postcards), ("savefile*", &savefiles)];
    for (place, (name, path)) in formats.into_iter().enumerate() {
        let bytes = fs::metadata(path).expect("the file is there").len();
        let timings = [&saves[..], &durable, &loads].map(|timings| micros(timings, place));
        let timings = timings.into_iter().flatten();
        table.row([name.to_owned()].into_iter().chain(timings).chain([bytes.to_string()]));
    }
    table
}

/// The time at one place, where there is one, and its ratio to the best of all.
fn micros(timings: &[Timing], place: usize) -> [String; 2] {
    let best = timings.iter().map(|timing| timing.ratio).fold(f64::INFINITY, f64::min);
    match timings.get(place) {
        Some(timing) => [format!("{:.1}", timing.micros), format!("{:.2}", timing.ratio / best)],
        None => [NONE, NONE].map(str::to_owned),
    }
}

/// What it takes to save safely with postcard: a new file that takes the place of the old one.
fn replace(player: &Player, path: &Path, durable: bool) {
    let folder = path.parent().expect("a file lies in a folder");
    let mut file = tempfile::NamedTempFile::new_in(folder).expect("room");
    file.write_all(&postcard::to_stdvec(player).expect("plain data")).expect("room");
    if durable {
        file.as_file().sync_all().expect("the file can be synced");
    }
    file.persist(path).expect("the file can be put there");
    if durable {
        File::open(folder).and_then(|folder| folder.sync_all()).expect("a folder can be synced");
    }
}

fn read(path: &Path) -> Player {
    let bytes = fs::read(path).expect("the file is there");
    postcard::from_bytes(&bytes).expect("bytes that postcard wrote")
}

/// What a file holds besides the body, in words.
fn overhead(player: &Player) -> String {
    const PREFIX: usize = 24;
    let file = persist_core::to_bytes(player).expect("plain data");
    let header = file.get(12..16).and_then(|bytes| bytes.try_into().ok()).expect("a prefix");
    let header = usize::try_from(u32::from_le_bytes(header)).expect("a header in memory");
    let records = Records::<Player>::new().expect("a sound type");
    let schema = records.schema().to_bytes().len();
    let schema = schema + varint_len(schema);
    // Short: each behind a length of one byte.
    let names = env!("CARGO_PKG_NAME").len() + env!("CARGO_PKG_VERSION").len() + 2;
    let rest = PREFIX + header - schema - names;
    format!(
        "The file has {} bytes: a prefix of {PREFIX} and a header of {header}, of which, each behind its length, \
         the schema takes {schema} and the producer's name and version {names}; then zeros to a \
         multiple of 64, and the body. **Prefix and header without schema and names: {rest} bytes.**",
        file.len()
    )
}

/// How many bytes a number takes, seven bits in each.
fn varint_len(number: usize) -> usize {
    number.checked_ilog2().map_or(1, |bits| bits as usize / 7 + 1)
}

/// What the command line asks for.
struct Options {
    rounds: usize,
    folder: Option<PathBuf>,
    write: bool,
}

impl Options {
    fn parse(mut args: impl Iterator<Item = String>) -> Self {
        let mut options = Self { rounds: ROUNDS, folder: None, write: false };
        while let Some(arg) = args.next() {
            match arg.as_str() {
                // Passed by `cargo bench` to whatever it runs.
                "--bench" => {}
                "--write" => options.write = true,
                "--folder" => options.folder = Some(args.next().expect("--folder PATH").into()),
                "--rounds" => {
                    let rounds = args.next().and_then(|rounds| rounds.parse().ok());
                    options.rounds = rounds.filter(|&rounds| rounds > 0).expect("--rounds N");
                }
                _ => panic!("unknown argument `{arg}`"),
            }
        }
        options
    }
}
