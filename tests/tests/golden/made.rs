//! Files that are not what a plain save of their value writes: with probes, by older programs, of caches, rewritten, and
//! what is left of damaged ones.

use std::fs;
use std::path::Path;
use std::rc::Rc;
use std::time::{Duration, UNIX_EPOCH};

use persist_core::{
    Archive, CacheOptions, Compression, Durability, Persist, Probes, Provenance, RewriteOptions,
    SalvageOptions, SalvagedBlocks, SaveOptions, Schema, Tolerance, UnknownFields, Upgrade,
};

use super::files::{Golden, by_golden};

/// What a model of the golden files predicts.
pub(crate) fn weighted(weights: &Vec<f64>, rows: &Vec<Vec<f64>>) -> Vec<f64> {
    rows.iter().map(|row| row.iter().zip(weights).map(|(x, w)| x * w).sum()).collect()
}

/// A file of a model with probes.
fn proven(weights: &Vec<f64>, options: SaveOptions) -> Vec<u8> {
    let probes = Probes::new(vec![vec![1.0, 2.0], vec![-3.0, 0.5]]);
    let probes = probes.tolerance(Tolerance::new(0.0, 1e-9));
    by_golden(options).to_bytes_with_probes(weights, &probes, weighted).unwrap()
}

/// A program of yesterday.
mod older {
    use super::{Persist, Rc, UnknownFields};

    #[derive(Persist)]
    #[persist(name = "golden::Model", version = "1.0.0", history = false)]
    pub(super) struct Model {
        pub(super) name: String,
        pub(super) depth: u8,
        pub(super) junk: Vec<Rc<String>>,
        pub(super) scaler: Scaler,
        pub(super) kinds: Vec<Kind>,
    }

    #[derive(Persist)]
    #[persist(name = "golden::Scaler", version = "1.0.0", history = false)]
    pub(super) struct Scaler {
        pub(super) mean: Vec<f32>,
        pub(super) deviation: Vec<f32>,
    }

    #[derive(Persist)]
    #[persist(name = "golden::Kind")]
    pub(super) enum Kind {
        Gone(u8),
        Rbf(f32),
        Linear,
    }

    /// As far as it knows a type that has grown.
    #[derive(Persist)]
    #[persist(name = "golden::Grown", version = "1.0.0", history = false)]
    pub(super) struct Grown {
        pub(super) a: u32,
        #[persist(unknown)]
        pub(super) extra: UnknownFields,
    }
}

#[derive(Persist, Debug, PartialEq)]
#[persist(name = "golden::Model", version = "1.2.0", history = false)]
struct Model {
    #[persist(default = 0.5)]
    rate: f64,
    #[persist(was = "name")]
    title: Option<String>,
    depth: u64,
    scaler: Scaler,
    kinds: Vec<Kind>,
}

#[derive(Persist, Debug, PartialEq)]
#[persist(name = "golden::Scaler", version = "2.0.0", upgrade("1" => Scaler1), history = false)]
struct Scaler {
    columns: Vec<(f64, f64)>,
}

#[derive(Persist)]
#[persist(view_of = "golden::Scaler", epoch = "1")]
struct Scaler1 {
    mean: Vec<f64>,
    deviation: Vec<f64>,
}

impl Upgrade<Scaler1> for Scaler {
    fn upgrade(old: Scaler1) -> persist_core::Result<Self> {
        Ok(Scaler { columns: old.mean.into_iter().zip(old.deviation).collect() })
    }
}

#[derive(Persist, Debug, PartialEq)]
#[persist(name = "golden::Kind")]
enum Kind {
    Linear,
    #[persist(was = "Rbf")]
    Gaussian(f64),
}

/// What an older program wrote, and what becomes of it.
fn of_yesterday() -> (older::Model, Model) {
    let junk = Rc::new("left out".to_owned());
    let old = older::Model {
        name: "iris".into(),
        depth: 12,
        junk: vec![Rc::clone(&junk), junk],
        scaler: older::Scaler { mean: vec![5.75; 1100], deviation: vec![0.5; 1100] },
        kinds: vec![older::Kind::Rbf(0.25), older::Kind::Linear],
    };
    let today = Model {
        rate: 0.5,
        title: Some("iris".into()),
        depth: 12,
        scaler: Scaler { columns: vec![(5.75, 0.5); 1100] },
        kinds: vec![Kind::Gaussian(0.25), Kind::Linear],
    };
    (old, today)
}

#[derive(Persist, Debug, PartialEq)]
#[persist(name = "golden::Grown", version = "1.1.0", history = false)]
struct Grown {
    a: u32,
    #[persist(default)]
    list: Vec<Rc<Vec<u16>>>,
    #[persist(default)]
    text: Option<String>,
    #[persist(unknown)]
    extra: UnknownFields,
}

/// What a program that knows half of it has changed.
fn through_an_older_program(grown: &Grown) -> Vec<u8> {
    let mut old = older::Grown::from_bytes(&grown.to_bytes().unwrap()).unwrap();
    old.a = 5;
    by_golden(SaveOptions::new()).to_bytes(&old).unwrap()
}

#[derive(Persist, Debug, PartialEq)]
#[persist(name = "golden::Damaged", version = "1.0.0", history = false)]
struct Damaged {
    weights: Vec<f32>,
    scale: Vec<f64>,
    layers: Vec<Vec<u16>>,
}

/// What is left of it.
#[derive(Persist, Debug, PartialEq)]
#[persist(name = "golden::Damaged", version = "1.0.0", history = false)]
struct Left {
    weights: Option<Vec<f32>>,
    scale: Vec<f64>,
    layers: Vec<Option<Vec<u16>>>,
}

/// A file of which sections are damaged, by their numbers: the body, then blocks.
fn salvaged(damaged: &[usize], options: &SalvageOptions) -> Vec<u8> {
    let value = Damaged {
        weights: vec![0.5; 30],
        scale: vec![2.0; 20],
        layers: vec![vec![7; 200], vec![8; 200], vec![9; 600_000]],
    };
    let mut bytes = by_golden(SaveOptions::new().block_threshold(64)).to_bytes(&value).unwrap();
    let archive = Archive::from_bytes(bytes.clone()).unwrap();
    for number in damaged {
        let range = archive.sections().nth(*number).unwrap().file_range();
        bytes[usize::try_from(range.end - 1).unwrap()] ^= 1;
    }
    in_folder(|folder| {
        let (path, out) = (folder.join("damaged"), folder.join("out"));
        fs::write(&path, &bytes).unwrap();
        options.clone().durability(Durability::Fast).salvage(path, &out).unwrap();
        fs::read(out).unwrap()
    })
}

fn in_folder<R>(call: impl FnOnce(&Path) -> R) -> R {
    call(tempfile::tempdir().unwrap().path())
}

/// An entry of a cache, of the key 7.
fn cached(result: &[f64]) -> Vec<u8> {
    let save = by_golden(SaveOptions::new()).durability(Durability::Fast);
    in_folder(|folder| {
        let path = folder.join("entry");
        CacheOptions::new().save_options(save).get(&path, &7u8, || result.to_vec()).unwrap();
        fs::read(path).unwrap()
    })
}

/// A file that has got other metadata, and another codec.
fn rewritten(compression: Compression) -> Vec<u8> {
    let saved = by_golden(SaveOptions::new().metadata("old", 1).metadata("kept", 2));
    let archive = Archive::from_bytes(saved.to_bytes(&super::values::shared()).unwrap()).unwrap();
    let options = RewriteOptions::new().metadata("new", "ä").remove_metadata("old");
    options.compression(compression).to_bytes(&archive).unwrap()
}

/// A chunk that shrinks, and one that does not.
fn half_random() -> (Vec<u8>, Vec<u16>) {
    let mut random = persist_tests::support::random::Random(7);
    let bytes = std::iter::repeat_n(0x11, 1 << 20).chain((0..700).map(|_| random.byte()));
    (bytes.collect(), (0..3000).collect())
}

pub(crate) fn files() -> Vec<Golden> {
    let plain = SaveOptions::new;
    let provenance = Provenance::new()
        .commit("4b825dc")
        .saved_at(UNIX_EPOCH + Duration::from_secs(1_000_000_000))
        .crate_version("smartcore", "0.7.0");
    let grown = || Grown {
        a: 5,
        // Not one value twice: what is kept unknown does not say so.
        list: vec![Rc::new(vec![1, 300]), Rc::new(vec![1, 300])],
        text: Some("kept".to_owned()),
        extra: UnknownFields::new(),
    };
    let (layers, scale) = (|| vec![Some(vec![7; 200]), None], || vec![2.0; 20]);
    let many = |last: Option<Vec<u16>>| layers().into_iter().chain([last]).collect();
    let partial = || std::iter::repeat_n(9, 524_288).chain(vec![0; 600_000 - 524_288]);
    let blocks = || -> SalvagedBlocks {
        let bytes = [[8, 0].repeat(200), [9, 0].repeat(600_000)];
        [(1, (8, 2.0f64.to_le_bytes().repeat(20)))]
            .into_iter()
            .chain((3..).zip(bytes.map(|bytes| (2, bytes))))
            .collect()
    };
    vec![
        Golden::made("probes", vec![0.5, -1.25], move || proven(&vec![0.5, -1.25], plain())),
        Golden::made("probes_and_blocks", vec![0.5; 600], move || {
            proven(&vec![0.5; 600], plain().metadata("data", "iris"))
        }),
        Golden::made("older", of_yesterday().1, move || {
            by_golden(plain()).to_bytes(&of_yesterday().0).unwrap()
        }),
        Golden::made("as_schema", Grown { list: vec![], text: None, ..grown() }, move || {
            let older = Schema::of::<older::Grown>().unwrap();
            by_golden(plain().as_schema(older)).to_bytes(&grown()).unwrap()
        }),
        Golden::made("unknown_fields", grown(), move || {
            through_an_older_program(&Grown { a: 7, ..grown() })
        }),
        Golden::made(
            "salvaged",
            Left { weights: None, scale: scale(), layers: many(None) },
            || salvaged(&[1, 4, 5], &SalvageOptions::new()),
        ),
        Golden::made(
            "lz4_salvaged_in_part",
            Left { weights: None, scale: scale(), layers: many(Some(partial().collect())) },
            || {
                let options = SalvageOptions::new().partial(true).compression(Compression::lz4());
                salvaged(&[1, 4, 5], &options)
            },
        ),
        Golden::made("zstd_salvaged_blocks", blocks(), || {
            salvaged(&[0, 1, 3], &SalvageOptions::new().compression(Compression::zstd(3)))
        }),
        Golden::made("cached", vec![0.5, 1.5], || cached(&[0.5, 1.5])),
        Golden::made("rewritten", super::values::shared(), || rewritten(Compression::none())),
        Golden::made("lz4_rewritten", super::values::shared(), || rewritten(Compression::lz4())),
        Golden::file("zstd_chunks", half_random(), plain().compression(Compression::zstd(3))),
        Golden::file("lz4_chunks", half_random(), plain().compression(Compression::lz4())),
        Golden::file("provenance", 5u8, plain().provenance(provenance)),
    ]
}
