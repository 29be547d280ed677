//! `half`

use half::{bf16, f16};
use persist_core::{Archive, Buffer, ErrorKind, Persist};
use persist_tests::support::alloc::cost;

use super::check::{comes_back, has_schema, is_in_arrays, loaded, not_loaded};

/// Every bit pattern.
fn all() -> (Vec<f16>, Vec<bf16>) {
    let bits = 0..=u16::MAX;
    (bits.clone().map(f16::from_bits).collect(), bits.map(bf16::from_bits).collect())
}

#[test]
fn every_bit_pattern_comes_back() {
    let (half, brain) = all();
    let back: (Vec<f16>, Vec<bf16>) = loaded(&(half.clone(), brain.clone()));
    assert!(back.0.iter().map(|x| x.to_bits()).eq(0..=u16::MAX));
    assert!(back.1.iter().map(|x| x.to_bits()).eq(0..=u16::MAX));
    for (half, brain) in half.into_iter().zip(brain).step_by(61) {
        let pair = loaded::<(f16, bf16)>(&(half, brain));
        assert_eq!((pair.0.to_bits(), pair.1.to_bits()), (half.to_bits(), brain.to_bits()));
    }
    comes_back(&(f16::PI, [bf16::E; 3]));
}

#[test]
fn they_are_primitives_of_two_bytes() {
    has_schema::<f16>("f16\n");
    has_schema::<Vec<bf16>>("[bf16]\n");
    is_in_arrays::<(f16, u8)>();
    has_schema::<[(f16, u8); 2000]>("[(f16, u8); 2000]\n");
    let archive = Archive::from_bytes(all().to_bytes().unwrap()).unwrap();
    let arrays = archive.arrays().unwrap();
    for (array, name) in arrays.iter().zip(["f16", "bf16"]) {
        assert_eq!(
            (array.element().as_str(), array.element_size(), array.len()),
            (name, 2, 1 << 16)
        );
        assert!(array.block().is_some());
    }
    assert_eq!(
        Archive::from_bytes(f16::ONE.to_bytes().unwrap()).unwrap().value().unwrap().to_string(),
        "1.0"
    );
}

#[test]
fn arrays_of_them_are_borrowed_on_save_and_read_into_buffers() {
    let weights = vec![f16::from_f32(0.5); 4 << 20];
    let (written, cost) = cost(|| weights.write_to(std::io::sink()));
    written.unwrap();
    assert!(cost.peak < 4 << 20, "{cost:?}");
    assert_eq!(loaded::<Buffer<f16>>(&weights)[..], weights);
}

#[test]
fn they_widen_exactly_alone_and_in_arrays() {
    let (half, brain) = all();
    let same32 = |a: f32, b: f32| a == b || a.is_nan() && b.is_nan();
    let same64 = |a: f64, b: f64| a == b || a.is_nan() && b.is_nan();
    let (half32, brain32): (Vec<f32>, Vec<f32>) = loaded(&(half.clone(), brain.clone()));
    assert!(half.iter().zip(&half32).all(|(a, b)| same32(a.to_f32(), *b)));
    assert!(brain.iter().zip(&brain32).all(|(a, b)| same32(a.to_f32(), *b)));
    let (half64, brain64): (Vec<f64>, Vec<f64>) = loaded(&(half.clone(), brain.clone()));
    assert!(half.iter().zip(&half64).all(|(a, b)| same64(a.to_f64(), *b)));
    assert!(brain.iter().zip(&brain64).all(|(a, b)| same64(a.to_f64(), *b)));
    assert_eq!(f32::to_bits(loaded(&f16::from_bits(0xfd55))), 0xffaa_a000, "a NaN's payload");
    for at in (0..half.len()).step_by(97) {
        let (half, brain) = loaded::<(f32, f64)>(&(half[at], brain[at]));
        assert!(same32(half, half32[at]) && same64(brain, brain64[at]));
    }
    let bytes: Vec<u8> = (0..=255).collect();
    let floats: Vec<f16> = bytes.iter().map(|byte| f16::from_f32((*byte).into())).collect();
    assert_eq!(loaded::<Vec<f16>>(&bytes), floats);
    assert_eq!(
        loaded::<(bf16, f16)>(&(255u8, -128i8)),
        (bf16::from_f32(255.0), f16::from_f32(-128.0))
    );
}

#[test]
fn what_would_lose_digits_or_range_is_refused() {
    not_loaded::<f16>(
        &0.5f32,
        ErrorKind::Schema,
        "the file holds `f32`; this program expects `f16`",
    );
    not_loaded::<bf16>(&0.5f64, ErrorKind::Schema, "would lose digits");
    not_loaded::<Vec<bf16>>(&vec![f16::ONE], ErrorKind::Schema, "would lose digits");
    not_loaded::<f16>(&bf16::ONE, ErrorKind::Schema, "would lose digits");
    not_loaded::<f16>(&1u16, ErrorKind::Schema, "the file holds `u16`; this program expects `f16`");
}

mod yesterday {
    #[derive(persist_core::Persist)]
    #[persist(version = "1.0.0")]
    pub(super) struct Layer {
        pub(super) bias: half::f16,
        pub(super) weights: Vec<(half::f16, u8)>,
    }
}

#[derive(Persist, PartialEq, Debug)]
#[persist(version = "1.1.0")]
struct Layer {
    bias: f32,
    weights: Vec<(f64, u16)>,
}

#[test]
fn fields_widen_by_the_rules() {
    let old = yesterday::Layer { bias: f16::ONE, weights: vec![(f16::NEG_ONE, 3); 100] };
    assert_eq!(loaded::<Layer>(&old), Layer { bias: 1.0, weights: vec![(-1.0, 3); 100] });
}
