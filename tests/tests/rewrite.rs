//! `RewriteOptions`: other metadata and another codec, without types and without a value decoded. What comes out is what a
//! save would have written; what is damaged stays as it is.

#![allow(
    clippy::unwrap_used,
    clippy::as_conversions,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that fails panics"
)]

use std::fs;
use std::path::Path;
use std::sync::{Arc, Mutex};

use persist_core::{
    Archive, Compression, ErrorKind, Limits, Persist, Probes, RewriteOptions, SaveOptions,
    SaveOutcome,
};
use persist_tests::support::alloc::{Counting, cost};

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Bytes that the format puts into a chunk.
const CHUNK: usize = 1 << 20;

/// A value with everything that a file can have: shared values, and blocks of one chunk and of several.
#[derive(Persist)]
#[persist(version = "1.0.0")]
struct Model {
    words: Vec<String>,
    shared: Vec<Arc<String>>,
    weights: Vec<f32>,
    noise: Vec<u64>,
    bias: Vec<f64>,
}

fn model() -> Model {
    let word = Arc::new("shared".repeat(100));
    let mut state = 1u64;
    let mut random = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        state ^ state >> 31
    };
    Model {
        words: (0..3000).map(|n| format!("word {}", n % 50)).collect(),
        shared: vec![Arc::clone(&word), word],
        weights: (0..700_000).map(|n| (n as f32).sin()).collect(),
        noise: (0..1000).map(|_| random()).collect(),
        bias: vec![0.5; 1000],
    }
}

fn codecs() -> [Compression; 3] {
    [Compression::none(), Compression::zstd(3), Compression::lz4()]
}

/// A file of [`model`], with probes.
fn saved(options: SaveOptions) -> Vec<u8> {
    let probes = Probes::new(vec![1.0, 2.5, 4.0]);
    let predict = |model: &Model, rows: &Vec<f64>| -> Vec<f64> {
        rows.iter().map(|row| row * f64::from(model.weights[1])).collect()
    };
    options.to_bytes_with_probes(&model(), &probes, predict).unwrap()
}

fn archive(bytes: &[u8]) -> Archive {
    Archive::from_bytes(bytes).unwrap()
}

#[test]
fn other_metadata_give_the_file_that_a_save_with_them_gives() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    for codec in codecs() {
        let options = SaveOptions::new().compression(codec).producer("trainer", "1.2.0");
        let before = options.clone().metadata("b", 2).metadata("draft", true).metadata("x", "old");
        let after = options
            .metadata("a", "first")
            .metadata("b", 2)
            .metadata("x", "ünïcode")
            .metadata("z", "");
        let after = saved(after);
        fs::write(&path, saved(before)).unwrap();
        let edit =
            RewriteOptions::new().metadata("x", "ünïcode").metadata("z", "").metadata("a", "first");
        assert!(edit.remove_metadata("draft").rewrite_file(&path).unwrap());
        assert!(fs::read(&path).unwrap() == after, "{codec:?}");
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}

#[test]
fn another_codec_gives_the_file_that_a_save_with_it_gives() {
    let files = codecs().map(|codec| saved(SaveOptions::new().metadata("b", 2).compression(codec)));
    let renamed =
        codecs().map(|codec| saved(SaveOptions::new().metadata("a", 1).compression(codec)));
    for from in &files {
        for ((codec, to), renamed) in codecs().into_iter().zip(&files).zip(&renamed) {
            for threads in [1, 3] {
                let edit = RewriteOptions::new().compression(codec).threads(threads);
                assert!(edit.to_bytes(&archive(from)).unwrap() == *to, "{codec:?}");
                let edit = edit.metadata("a", 1).remove_metadata("b");
                assert!(edit.to_bytes(&archive(from)).unwrap() == *renamed, "{codec:?}");
            }
        }
    }
}

#[test]
fn a_file_comes_back_from_codec_to_codec_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    let original = saved(SaveOptions::new());
    fs::write(&path, &original).unwrap();
    let mut lens = Vec::new();
    for codec in
        [Compression::zstd(19), Compression::lz4(), Compression::zstd(1), Compression::none()]
    {
        assert!(RewriteOptions::new().compression(codec).rewrite_file(&path).unwrap());
        Archive::open(&path).unwrap().verify().unwrap();
        lens.push(fs::metadata(&path).unwrap().len());
    }
    assert!(lens[..3].iter().all(|len| *len < lens[3]), "{lens:?}");
    assert!(fs::read(&path).unwrap() == original);
}

/// What tells one file at a path from the next.
fn identity(path: &Path) -> (std::time::SystemTime, u64) {
    let metadata = fs::metadata(path).unwrap();
    #[cfg(unix)]
    let inode = std::os::unix::fs::MetadataExt::ino(&metadata);
    #[cfg(not(unix))]
    let inode = 0;
    (metadata.modified().unwrap(), inode)
}

#[test]
fn what_changes_nothing_leaves_the_file_untouched() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    for codec in [Compression::none(), Compression::lz4()] {
        fs::write(&path, saved(SaveOptions::new().metadata("b", 2).compression(codec))).unwrap();
        let before = identity(&path);
        let same = RewriteOptions::new().metadata("b", "2").compression(codec);
        for edit in [RewriteOptions::new(), RewriteOptions::new().metadata("b", 2), same.clone()] {
            assert!(!edit.rewrite_file(&path).unwrap());
            assert_eq!(identity(&path), before);
        }
        assert!(same.metadata("b", 3).rewrite_file(&path).unwrap());
        assert_ne!(identity(&path), before);
    }
    // The file does not say with which level it was compressed.
    fs::write(&path, saved(SaveOptions::new().compression(Compression::zstd(1)))).unwrap();
    assert!(RewriteOptions::new().compression(Compression::zstd(3)).rewrite_file(&path).unwrap());
}

#[test]
fn damage_is_never_passed_on_and_the_file_stays() {
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("a"), folder.path().join("b"));
    for codec in codecs() {
        let bytes = saved(SaveOptions::new().compression(codec));
        for position in [bytes.len() - 1, bytes.len() / 2, bytes.len() / 40, 40] {
            let mut damaged = bytes.clone();
            damaged[position] ^= 0x10;
            fs::write(&path, &damaged).unwrap();
            let before = identity(&path);
            let edit = RewriteOptions::new().metadata("b", 2);
            for edit in [edit.clone(), edit.compression(Compression::zstd(1))] {
                let error = edit.rewrite_file(&path).unwrap_err();
                assert_eq!(error.kind(), ErrorKind::Damaged, "{error}");
                assert_eq!(error.save_outcome(), Some(SaveOutcome::NotReplaced));
                assert_eq!(error.file(), Some(&*path));
                assert_eq!(identity(&path), before);
                let Ok(archive) = Archive::open(&path) else { continue };
                let error = edit.save(&archive, &other).unwrap_err();
                assert!(error.to_string().contains(": the archive: chunk "), "{error}");
                assert_eq!(edit.to_bytes(&archive).unwrap_err().kind(), ErrorKind::Damaged);
                let mut sent = Vec::new();
                edit.write_to(&archive, &mut sent).unwrap_err();
                assert!(Archive::from_bytes(sent).and_then(|sent| sent.verify()).is_err());
            }
            assert!(fs::read(&path).unwrap() == damaged);
            assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
        }
    }
}

#[test]
fn a_file_elsewhere_bytes_and_a_stream_are_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let (path, other) = (folder.path().join("a"), folder.path().join("b"));
    let bytes = saved(SaveOptions::new());
    fs::write(&path, &bytes).unwrap();
    let archive = Archive::open(&path).unwrap();
    RewriteOptions::new().save(&archive, &other).unwrap();
    assert!(fs::read(&other).unwrap() == bytes, "a copy");
    for codec in codecs() {
        let edit = RewriteOptions::new().metadata("b", 2).compression(codec);
        edit.save(&archive, &other).unwrap();
        let mut sent = Vec::new();
        edit.write_to(&archive, &mut sent).unwrap();
        assert!(edit.to_bytes(&archive).unwrap() == sent);
        assert!(fs::read(&other).unwrap() == sent);
    }
    // Its own file, which it has open.
    RewriteOptions::new().metadata("b", 2).save(&archive, &path).unwrap();
    assert_eq!(Archive::open(&path).unwrap().metadata().next(), Some(("b", "2")));
    archive.verify().unwrap();
}

#[test]
fn the_last_word_on_a_key_holds() {
    let file = SaveOptions::new().metadata("a", 1).to_bytes(&0.5).unwrap();
    let metadata = |edit: RewriteOptions| -> Vec<(String, String)> {
        let bytes = edit.to_bytes(&archive(&file)).unwrap();
        let owned = |(key, value): (&str, &str)| (key.to_owned(), value.to_owned());
        archive(&bytes).metadata().map(owned).collect()
    };
    let edit = || RewriteOptions::new().metadata("a", 2);
    assert_eq!(metadata(edit().remove_metadata("a")), []);
    let again = edit().remove_metadata("a").metadata("a", 3);
    assert_eq!(metadata(again), [("a".to_owned(), "3".to_owned())]);
}

#[test]
fn a_key_that_is_not_there_cannot_be_removed_and_the_error_says_what_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x");
    let cases: [(&[&str], &str); 4] = [
        (&["accuracy", "source"], "help: did you mean `source`?"),
        (&["b", "a"], "help: the file has `a`, `b`"),
        (&[], "help: the file has no metadata"),
        (
            &["01", "02", "03", "04", "05", "06", "07", "08", "09", "10", "11", "12", "13"],
            "`12` and 1 more",
        ),
    ];
    for (keys, help) in cases {
        let save = keys.iter().fold(SaveOptions::new(), |save, key| save.metadata(*key, 1));
        save.save(&0.5, &path).unwrap();
        let before = identity(&path);
        let edit = RewriteOptions::new().metadata("new", 1).remove_metadata("sorce");
        let error = edit.rewrite_file(&path).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Caller, "{error}");
        let text = error.to_string();
        assert!(text.contains("there is no `sorce` in the metadata"), "{text}");
        assert!(text.contains(help), "{text}");
        assert_eq!(identity(&path), before);
    }
}

#[test]
fn metadata_beyond_the_header_are_refused_before_anything_is_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("x");
    persist_core::save(&0.5, &path).unwrap();
    let before = identity(&path);
    let edit = RewriteOptions::new().metadata("key", "v".repeat(64 << 20));
    let edit = edit.progress(|_| panic!("nothing is written"));
    let error = edit.rewrite_file(&path).unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Limit, "{error}");
    assert!(error.to_string().contains("no reader takes more than 67108864"), "{error}");
    assert_eq!(identity(&path), before);
    let missing = RewriteOptions::new().rewrite_file(folder.path().join("y")).unwrap_err();
    assert_eq!(missing.kind(), ErrorKind::NotFound);
    let strict = RewriteOptions::new().limits(Limits::new().file(10)).rewrite_file(&path);
    assert_eq!(strict.unwrap_err().kind(), ErrorKind::Limit);
}

#[test]
fn a_rewrite_takes_a_few_chunks_of_memory_whatever_the_size() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("zeros");
    // In a block, then in the body, which is restored in pieces, too.
    for threshold in [4096, u64::MAX] {
        SaveOptions::new().block_threshold(threshold).save(&vec![0u8; 24 * CHUNK], &path).unwrap();
        let told = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&told);
        let edit = RewriteOptions::new().threads(1);
        let edit = edit.progress(move |progress| seen.lock().unwrap().push(progress));
        let codecs = [Compression::zstd(3), Compression::lz4(), Compression::none()];
        let recoded = codecs.map(|codec| edit.clone().compression(codec));
        for edit in [edit.metadata("a", 1)].into_iter().chain(recoded) {
            let (rewritten, cost) = cost(|| edit.rewrite_file(&path));
            assert!(rewritten.unwrap());
            assert!(cost.peak < 6 * CHUNK, "{cost:?}");
            let told = std::mem::take(&mut *told.lock().unwrap());
            assert!(told.len() >= 24 && told.is_sorted_by_key(|progress| progress.done));
            assert_eq!(told.last().unwrap().share(), 1.0);
        }
        assert!(persist_core::load::<Vec<u8>>(&path).unwrap() == vec![0; 24 * CHUNK]);
    }
}
