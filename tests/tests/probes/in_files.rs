//! Probes beside all else that files are: older types, compression, mapping, limits, damage, and lies.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};

use persist_core::{
    Archive, Buffer, Compression, ErrorKind, Limits, LoadOptions, OnUnknown, Persist, Probes,
    Progress, Result, SaveOptions, Schema, Tolerance, Upgrade,
};
use persist_tests::support::craft::File;

use super::super::assert_says;

mod v1 {
    use persist_core::{Persist, Probes, SaveOptions};

    /// Trained on degrees Fahrenheit.
    #[derive(Persist, Clone)]
    #[persist(name = "probes::Comfort", version = "1.2.0")]
    pub(super) struct Comfort {
        pub(super) slope: f32,
        pub(super) offset: f32,
        #[persist(default)]
        pub(super) note: String,
    }

    #[derive(Persist, Clone)]
    #[persist(name = "probes::Sample")]
    pub(super) struct Sample {
        pub(super) fahrenheit: f32,
        pub(super) room: String,
    }

    impl Comfort {
        pub(super) fn predict(&self, samples: &Vec<Sample>) -> Vec<f32> {
            let score = |sample: &Sample| self.slope * sample.fahrenheit + self.offset;
            samples.iter().map(score).collect()
        }
    }

    pub(super) fn probes() -> Probes<Vec<Sample>> {
        let sample = |fahrenheit| Sample { fahrenheit, room: "kitchen".into() };
        Probes::new([32.0, 50.0, 212.0].map(sample).to_vec())
    }

    pub(super) fn model() -> Comfort {
        Comfort { slope: 0.5, offset: -3.0, note: String::new() }
    }

    pub(super) fn saved() -> Vec<u8> {
        SaveOptions::new()
            .metadata("data", "rooms")
            .to_bytes_with_probes(&model(), &probes(), Comfort::predict)
            .unwrap()
    }
}

mod v2 {
    use super::*;

    /// Trained on degrees Celsius since.
    #[derive(Persist, Debug, PartialEq)]
    #[persist(name = "probes::Comfort", version = "2.0.0", upgrade("1" => Comfort1))]
    pub(super) struct Comfort {
        pub(super) per_degree: f64,
        pub(super) at_zero: f64,
    }

    #[derive(Persist)]
    #[persist(view_of = "probes::Comfort", epoch = "1")]
    pub(super) struct Comfort1 {
        slope: f64,
        offset: f64,
    }

    impl Upgrade<Comfort1> for Comfort {
        fn upgrade(old: Comfort1) -> Result<Self> {
            Ok(Comfort { per_degree: old.slope * 1.8, at_zero: old.offset + old.slope * 32.0 })
        }
    }

    /// The inputs changed with the model: another name, a wider number, one field less.
    #[derive(Persist)]
    #[persist(name = "probes::Sample", removed("room"))]
    pub(super) struct Sample {
        #[persist(was = "fahrenheit", from(f32 => to_celsius))]
        celsius: f64,
    }

    fn to_celsius(fahrenheit: f32) -> Result<f64> {
        Ok((f64::from(fahrenheit) - 32.0) / 1.8)
    }

    impl Comfort {
        pub(super) fn predict(&self, samples: &Vec<Sample>) -> Vec<f64> {
            samples.iter().map(|sample| self.per_degree * sample.celsius + self.at_zero).collect()
        }
    }

    /// Forgot that the scale moved, not only its steps.
    pub(super) fn wrong(model: &Comfort, samples: &Vec<Sample>) -> Vec<f64> {
        samples.iter().map(|sample| model.per_degree * sample.celsius).collect()
    }
}

fn near() -> LoadOptions {
    LoadOptions::new().tolerance(Tolerance::relative(1e-6))
}

#[test]
fn an_old_file_is_proven_by_what_the_upgraded_model_predicts() {
    let bytes = v1::saved();
    let model = near().from_bytes_verified(&bytes, v2::Comfort::predict).unwrap();
    assert_eq!(model, v2::Comfort { per_degree: 0.9, at_zero: 13.0 });

    let wrong = near().from_bytes_verified(&bytes, v2::wrong);
    let message =
        "(within 1e-6 of each number): 3 of 3 rows differ, first row 0: expected 13.0, found 0.0";
    assert_says(wrong, ErrorKind::Prediction, &[message]);

    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("comfort.persist");
    std::fs::write(&path, &bytes).unwrap();
    let (_, report) = near().load_verified_with_report(&path, v2::Comfort::predict).unwrap();
    assert_eq!(
        report.to_string().split(": ").next(),
        Some("read probes::Comfort 1.2.0 as probes::Comfort 2.0.0, written by persist-tests 0.1.0")
    );
    let exact = near().exact().load_verified(&path, v2::Comfort::predict);
    assert_says(exact, ErrorKind::Schema, &["only exactly this one"]);
}

#[test]
fn a_file_that_is_rewritten_keeps_its_probes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("comfort.persist");
    std::fs::write(&path, v1::saved()).unwrap();
    persist_core::UpgradeOptions::new()
        .unknown_fields(OnUnknown::Report)
        .upgrade_file::<v2::Comfort>(&path)
        .unwrap();
    let archive = Archive::open(&path).unwrap();
    assert_eq!(archive.version().unwrap().to_string(), "2.0.0");
    assert_eq!(
        archive.probes().unwrap().unwrap().get::<Vec<f32>>("outputs").unwrap(),
        [13.0, 22.0, 103.0]
    );
    near().load_verified(&path, v2::Comfort::predict).unwrap();
}

#[test]
fn a_file_for_older_programs_is_proven_as_well() {
    #[derive(Persist)]
    #[persist(name = "probes::Comfort", version = "1.0.0")]
    struct Oldest {
        slope: f32,
        offset: f32,
    }
    let schema = Schema::of::<Oldest>().unwrap();
    let options = SaveOptions::new().as_schema(schema.clone());
    let bytes =
        options.to_bytes_with_probes(&v1::model(), &v1::probes(), v1::Comfort::predict).unwrap();
    assert_eq!(Archive::from_bytes(bytes.clone()).unwrap().version().unwrap().to_string(), "1.0.0");
    let predict = |model: &Oldest, samples: &Vec<v1::Sample>| -> Vec<f32> {
        samples.iter().map(|sample| model.slope * sample.fahrenheit + model.offset).collect()
    };
    LoadOptions::new().from_bytes_verified(&bytes, predict).unwrap();

    // What the older type has no place for is missed at once.
    let with_note = |model: &v1::Comfort, samples: &Vec<v1::Sample>| -> Vec<String> {
        samples.iter().map(|sample| format!("{}{}", model.note, sample.room)).collect()
    };
    let noted = v1::Comfort { note: "warm ".into(), ..v1::model() };
    let result = options.to_bytes_with_probes(&noted, &v1::probes(), with_note);
    let message = "the reloaded model predicts otherwise than the original: 3 of 3 rows differ, first row 0: expected \"warm kitchen\", found \"kitchen\"";
    assert_says(result, ErrorKind::Prediction, &[message]);

    // What today's type cannot do without is not proven, as nothing can be read back.
    #[derive(Persist)]
    #[persist(name = "probes::Comfort", version = "1.3.0")]
    struct Strict {
        slope: f32,
        offset: f32,
        unit: String,
    }
    let strict = Strict { slope: 0.5, offset: 0.0, unit: "F".into() };
    let slope = |model: &Strict, (): &()| model.slope;
    let result = options.to_bytes_with_probes(&strict, &Probes::new(()), slope);
    let message = "what would be saved cannot be read back: the file holds `probes::Comfort` 1.0.0";
    assert_says(result, ErrorKind::Schema, &[message, "unit"]);

    // Without types of either, the probes stay as they are.
    let archive = Archive::from_bytes(v1::saved()).unwrap();
    let rewritten = archive.as_schema(&schema).unwrap();
    assert_eq!(File::parse(&rewritten).probes, File::parse(&v1::saved()).probes);
    LoadOptions::new().from_bytes_verified(&rewritten, predict).unwrap();
}

/// A model whose weights can stay in the file, and which predicts by all of them.
#[derive(Persist)]
#[persist(name = "probes::Layer")]
struct Layer {
    weights: Buffer<f32>,
}

impl Layer {
    fn new() -> Self {
        Layer { weights: (0..300_000u32).map(|n| (n % 1000) as f32).collect::<Vec<_>>().into() }
    }

    fn predict(&self, inputs: &Vec<[f32; 4]>) -> Vec<f32> {
        let sum: f32 = self.weights.chunks(1000).map(|chunk| chunk[7]).sum();
        inputs.iter().map(|input| input.iter().sum::<f32>() * sum).collect()
    }
}

/// Inputs that are a block of their own, in the file within the file.
fn inputs() -> Probes<Vec<[f32; 4]>> {
    Probes::new((0..1000u16).map(|n| [f32::from(n); 4]).collect())
}

#[test]
fn compressed_files_and_mapped_ones_are_proven_as_others_are() {
    let folder = tempfile::tempdir().unwrap();
    for compression in [Compression::none(), Compression::lz4(), Compression::zstd(3)] {
        let path = folder.path().join("layer.persist");
        let options = SaveOptions::new().compression(compression);
        options.save_with_probes(&Layer::new(), &path, &inputs(), Layer::predict).unwrap();
        let archive = Archive::open(&path).unwrap();
        archive.verify().unwrap();
        assert!(archive.to_string().contains("\n  probes: "), "{archive}");
        let probes = archive.probes().unwrap().unwrap();
        assert_eq!(probes.array("inputs").unwrap().len(), 1000);
        assert!(probes.to_string().contains("in 1 block"), "{probes}");
        LoadOptions::new().load_verified(&path, Layer::predict).unwrap();
        // SAFETY: nobody else knows the file.
        #[allow(unsafe_code, reason = "the promise is kept")]
        let mapped = unsafe { LoadOptions::new().map() };
        let layer = mapped.load_verified(&path, Layer::predict).unwrap();
        assert_eq!(layer.weights.is_mapped(), archive.array("weights").unwrap().codec() == "none");
    }
}

#[test]
fn who_waits_for_a_load_does_not_wait_for_probes() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("layer.persist");
    SaveOptions::new().save_with_probes(&Layer::new(), &path, &inputs(), Layer::predict).unwrap();
    let last = Arc::new(AtomicU64::new(0));
    let seen = Arc::clone(&last);
    let options = LoadOptions::new().progress(move |progress| {
        assert!(progress.done <= progress.total);
        seen.store(progress.total - progress.done, Ordering::Relaxed);
    });
    options.load_verified(&path, Layer::predict).unwrap();
    assert_eq!(last.load(Ordering::Relaxed), 0, "it came to its end");
    options.load::<Layer>(&path).unwrap();
    assert_eq!(last.load(Ordering::Relaxed), 0);

    let told = Arc::new(Mutex::new(Vec::new()));
    let seen = Arc::clone(&told);
    let tell = move |progress: Progress| seen.lock().unwrap().push(progress.done);
    Archive::open(&path).unwrap().threads(1).progress(tell).verify().unwrap();
    let told = told.lock().unwrap();
    let (last, chunks) = told.split_last().unwrap();
    assert_eq!(*last, told[0] + 1_200_000, "the body and the weights");
    assert!(chunks.iter().all(|done| (done - told[0]) % (256 << 10) == 0), "{told:?}");
}

#[test]
fn limits_hold_for_probes() {
    let probes = Probes::new(vec!["a".repeat(3000); 1000]);
    let lens = |(): &(), texts: &Vec<String>| texts.iter().map(String::len).collect::<Vec<_>>();
    let bytes = SaveOptions::new().to_bytes_with_probes(&(), &probes, lens).unwrap();
    for limits in [Limits::new().allocation(2_000_000), Limits::new().elements(100)] {
        let options = LoadOptions::new().limits(limits);
        options.from_bytes::<()>(&bytes).unwrap();
        let result = options.from_bytes_verified(&bytes, lens);
        assert_says(result, ErrorKind::Limit, &["if you trust the file"]);
    }
    // A model that is deeper than what is allowed by default is saved with the limit that it needs.
    let deep =
        (0..600).fold(None, |inner: Option<Box<Nested>>, _| Some(Box::new(Nested { inner })));
    let depth = |nested: &Option<Box<Nested>>, (): &()| {
        std::iter::successors(nested.as_deref(), |nested| nested.inner.as_deref()).count()
    };
    let bytes = SaveOptions::new()
        .depth(2000)
        .to_bytes_with_probes(&deep, &Probes::new(()), depth)
        .unwrap();
    assert_says(
        LoadOptions::new().from_bytes_verified(&bytes, depth),
        ErrorKind::Limit,
        &["depth"],
    );
    let options = LoadOptions::new().limits(Limits::new().depth(2000));
    options.from_bytes_verified(&bytes, depth).unwrap();
}

#[derive(Persist)]
#[persist(name = "probes::Nested")]
struct Nested {
    inner: Option<Box<Nested>>,
}

#[test]
fn damaged_probes_are_named_and_leave_the_model() {
    let bytes = v1::saved();
    let probes = File::parse(&bytes).probes.unwrap();
    let start = bytes.windows(probes.len()).position(|window| window == probes).unwrap();
    for at in [start, start + probes.len() / 2, start + probes.len() - 1] {
        let mut damaged = bytes.clone();
        damaged[at] ^= 0x10;
        assert!(v1::Comfort::from_bytes(&damaged).is_ok());
        let result = LoadOptions::new().from_bytes_verified(&damaged, v1::Comfort::predict);
        let message = "chunk 0 of the probes does not match its checksum";
        assert_says(result, ErrorKind::Damaged, &[message]);
        let archive = Archive::from_bytes(damaged).unwrap();
        assert_says(archive.probes(), ErrorKind::Damaged, &[message]);
        assert_says(archive.verify(), ErrorKind::Damaged, &[message]);
        let damage = archive.damage().unwrap();
        assert_eq!(damage.sections().iter().map(|s| s.name()).collect::<Vec<_>>(), ["the probes"]);
        let end = start + probes.len();
        assert!(
            damage.to_string().contains(&format!("the probes: bytes {start}..{end} of the file"))
        );
        assert_eq!(archive.get::<f32>("slope").unwrap(), 0.5);
    }
}

#[test]
fn probes_that_lie_are_refused() {
    type Inputs = Vec<v1::Sample>;
    let file = File::parse(&v1::saved());
    let inner = File::parse(file.probes.as_ref().unwrap());
    let with = |change: &dyn Fn(&mut File)| {
        let mut inner = inner.clone();
        change(&mut inner);
        inner.to_bytes()
    };
    let compressed =
        SaveOptions::new().compression(Compression::lz4()).to_bytes(&vec![0u8; 10_000]);
    let ends_with = |bytes: &[u8]| {
        let bytes = bytes.to_vec();
        move |inner: &mut File| {
            let at = inner.body.len() - bytes.len();
            inner.body[at..].copy_from_slice(&bytes);
        }
    };
    let damaged = ErrorKind::Damaged;
    let cases = [
        (vec![], damaged, "in the file's probes: the file is empty"),
        (
            b"{\"inputs\": []}".to_vec(),
            damaged,
            "in the file's probes: this is not a persist file: it looks like JSON",
        ),
        (file.probes.clone().unwrap()[..100].to_vec(), damaged, "cut short"),
        (
            [&file.probes.clone().unwrap()[..], b"x"].concat(),
            damaged,
            "bytes follow the file's end",
        ),
        (compressed.unwrap(), damaged, "they are compressed, or have probes of their own"),
        (
            with(&|inner| inner.probes = Some(vec![])),
            damaged,
            "they are compressed, or have probes",
        ),
        (5u8.to_bytes().unwrap(), ErrorKind::Schema, "the file holds `u8`"),
        (with(&|inner| inner.schema[0] = 99), ErrorKind::Unsupported, ""),
        (with(&|inner| inner.body.push(0)), damaged, "1 bytes are left behind the value"),
        (with(&|inner| inner.body[0] = 0x7f), damaged, "elements"),
        (with(&ends_with(&f64::NAN.to_le_bytes())), damaged, "a tolerance of 0 and NaN is claimed"),
        (with(&ends_with(&(-1.0f64).to_le_bytes())), damaged, "a tolerance of 0 and -1 is claimed"),
        (with(&ends_with(&f64::INFINITY.to_le_bytes())), damaged, "a tolerance of 0 and inf is"),
    ];
    for (probes, kind, message) in cases {
        let bytes = File { probes: Some(probes), ..file.clone() }.to_bytes();
        assert!(v1::Comfort::from_bytes(&bytes).is_ok(), "{message}");
        let predict = |model: &v1::Comfort, inputs: &Inputs| model.predict(inputs);
        let error = LoadOptions::new().from_bytes_verified(&bytes, predict);
        assert_says(error, kind, &["in the file's probes: ", message]);
    }
}

#[test]
fn two_saves_give_the_same_bytes() {
    assert_eq!(v1::saved(), v1::saved());
}
