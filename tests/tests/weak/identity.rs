//! What is shared is stored once, however large it is and however it is loaded.

use std::rc::Rc;
use std::sync::Arc;

use persist_core::{Archive, Compression, Persist, SaveOptions};

/// 10 MB.
const LEN: usize = 2_500_000;

fn close_to(len: usize, bytes: &[u8]) {
    assert!((len..len + 4000).contains(&bytes.len()), "{} bytes", bytes.len());
}

#[derive(Persist)]
struct Ten<P: Persist>([P; 10]);

/// The file of ten fields that share one value of so many bytes, and of another type that reads it.
fn ten<P: Persist + Clone>(one: P, len: usize, same: impl Fn(&P, &P) -> bool) {
    let ten = Ten(std::array::from_fn(|_| one.clone()));
    let bytes = ten.to_bytes().unwrap();
    close_to(len, &bytes);
    let loaded = Ten::<P>::from_bytes(&bytes).unwrap();
    assert!(loaded.0.iter().all(|each| same(each, &loaded.0[0])));
    let bytes = SaveOptions::new().compression(Compression::lz4()).to_bytes(&ten).unwrap();
    let loaded = Ten::<P>::from_bytes(&bytes).unwrap();
    assert!(loaded.0.iter().all(|each| same(each, &loaded.0[9])));
}

#[test]
fn ten_fields_that_share_ten_megabytes_take_ten_megabytes() {
    let numbers: Vec<f32> = (0..LEN).map(|n| n as f32).collect();
    ten(Arc::<[f32]>::from(numbers.clone()), LEN * 4, Arc::ptr_eq);
    ten(Arc::new(numbers), LEN * 4, Arc::ptr_eq);
    ten(Rc::<str>::from("x".repeat(LEN * 4)), LEN * 4, Rc::ptr_eq);
}

#[test]
fn blocks_are_shared_across_schemas_and_in_parts() {
    #[derive(Persist)]
    #[persist(name = "Model")]
    struct Before {
        layers: Vec<(u16, Rc<Vec<f32>>)>,
        gone: u8,
    }
    #[derive(Persist)]
    #[persist(name = "Model")]
    struct After {
        layers: Vec<(u32, Arc<Vec<f64>>)>,
    }
    let weights = Rc::new(vec![0.5; 5000]);
    let before = Before { layers: (0..20).map(|n| (n, weights.clone())).collect(), gone: 1 };
    let bytes = before.to_bytes().unwrap();
    close_to(20_000, &bytes);
    let after = After::from_bytes(&bytes).unwrap();
    assert!(after.layers.iter().all(|(_, each)| Arc::ptr_eq(each, &after.layers[0].1)));
    assert_eq!((after.layers[19].0, after.layers[19].1.len()), (19, 5000));
    assert_eq!(Arc::strong_count(&after.layers[0].1), 20);
    let archive = Archive::from_bytes(bytes).unwrap();
    let part: Vec<(u16, Rc<Vec<f32>>)> = archive.get("layers").unwrap();
    assert!(part.iter().all(|(_, each)| Rc::ptr_eq(each, &part[0].1)));
    let older = archive.as_schema(&persist_core::Schema::of::<After>().unwrap()).unwrap();
    close_to(40_000, &older);
    let after = After::from_bytes(&older).unwrap();
    assert!(after.layers.iter().all(|(_, each)| Arc::ptr_eq(each, &after.layers[0].1)));
}
