//! `smallvec`

use persist_core::{ErrorKind, Persist};
use proptest::prelude::*;
use smallvec::{SmallVec, smallvec};

use super::check::{comes_back, has_schema, loaded, not_loaded};

proptest! {
    #[test]
    fn small_vectors_are_lists_as_a_vec_is(
        numbers in prop::collection::vec(any::<u32>(), 0..12),
        texts in prop::collection::vec(".{0,3}", 0..5),
    ) {
        let small: SmallVec<[u32; 4]> = numbers.iter().copied().collect();
        comes_back(&small);
        prop_assert_eq!(loaded::<Vec<u32>>(&small), numbers.clone());
        prop_assert_eq!(loaded::<SmallVec<[u32; 1]>>(&numbers).into_vec(), numbers.clone());
        let wide: Vec<u64> = numbers.into_iter().map(u64::from).collect();
        prop_assert_eq!(loaded::<SmallVec<[u64; 4]>>(&small).into_vec(), wide);
        comes_back(&texts.iter().cloned().collect::<SmallVec<[String; 2]>>());
    }
}

#[test]
fn the_room_inside_is_not_stored() {
    has_schema::<SmallVec<[f64; 8]>>("[f64]\n");
    has_schema::<SmallVec<[String; 8]>>("[str]\n");
    let few: SmallVec<[u8; 2]> = smallvec![1, 2];
    assert_eq!(few.to_bytes().unwrap(), vec![1u8, 2].to_bytes().unwrap());
    assert!(!loaded::<SmallVec<[u8; 2]>>(&few).spilled());
    not_loaded::<SmallVec<[char; 2]>>(&few, ErrorKind::Schema, "u8");
}
