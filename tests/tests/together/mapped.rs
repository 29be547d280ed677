//! A model that is mapped stays as it was, whatever becomes of its path.

use std::fs;

use persist_core::{Compression, Durability, LoadOptions, RewriteOptions, SaveOptions, Verify};

use crate::{Model, names};

const REPLACED: u64 = 1000;

#[test]
fn a_mapped_model_stays_as_it_was_while_its_file_is_replaced_and_when_it_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("model.persist");
    let save = SaveOptions::new().durability(Durability::Fast);
    let load = |verify| {
        // SAFETY: this file is only ever replaced and removed.
        let model: Model = unsafe { LoadOptions::new().map() }.verify(verify).load(&path).unwrap();
        assert!(model.weights.is_mapped());
        model
    };
    save.save(&Model::new(6), &path).unwrap();
    let mapped = [Verify::All, Verify::Lazy].map(load);
    let unchanged = |mapped: &[Model]| {
        for model in mapped {
            assert_eq!(model.whole(), 6);
            model.weights.verify().unwrap();
        }
    };
    std::thread::scope(|scope| {
        let saver = scope.spawn(|| {
            for number in 0..REPLACED {
                save.save(&Model::new(number), &path).unwrap();
            }
        });
        let mut looks = 0u64;
        while !saver.is_finished() {
            unchanged(&mapped);
            load(Verify::Lazy).whole();
            looks += 1;
        }
        assert!(looks > 10, "{looks}");
    });
    let last = load(Verify::Lazy);
    let edit = RewriteOptions::new().compression(Compression::lz4()).durability(Durability::Fast);
    assert!(edit.rewrite_file(&path).unwrap());
    assert_eq!(names(folder.path()), ["model.persist"]);
    fs::remove_file(&path).unwrap();
    unchanged(&mapped);
    assert_eq!(last.whole(), REPLACED - 1);

    // Threads share the mapping, and who is left last unmaps it.
    let clone = mapped[0].weights.clone();
    drop(mapped);
    let other = std::thread::spawn(move || clone.to_vec()).join().unwrap();
    assert_eq!(other, Model::new(6).weights[..]);
}
