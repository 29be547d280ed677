//! `arrayvec`

use arrayvec::{ArrayString, ArrayVec};
use persist_core::ErrorKind;
use proptest::prelude::*;

use super::check::{comes_back, has_schema, loaded, not_loaded};

proptest! {
    #[test]
    fn array_vectors_are_lists_and_array_strings_strings(
        numbers in prop::collection::vec(any::<i16>(), 0..8),
        texts in prop::collection::vec(".{0,3}", 0..3),
    ) {
        let list: ArrayVec<i16, 8> = numbers.iter().copied().collect();
        comes_back(&list);
        prop_assert_eq!(loaded::<Vec<i16>>(&list), numbers.clone());
        prop_assert_eq!(loaded::<ArrayVec<i32, 9>>(&numbers).to_vec(), loaded::<Vec<i32>>(&numbers));
        comes_back(&texts.iter().cloned().collect::<ArrayVec<String, 3>>());
        for text in texts {
            comes_back(&ArrayString::<12>::from(&text).unwrap());
            prop_assert_eq!(loaded::<ArrayString<12>>(&text).to_string(), text);
        }
    }
}

#[test]
fn the_room_is_not_stored_and_what_it_does_not_hold_is_refused() {
    has_schema::<ArrayVec<(u8, f32), 8>>("[(u8, f32)]\n");
    has_schema::<ArrayString<8>>("str\n");
    for list in [vec![1u16, 2, 3], vec![0; 5000]] {
        let message = format!(
            "the file has a list of {} elements, this program's `ArrayVec` takes 2",
            list.len()
        );
        not_loaded::<ArrayVec<u16, 2>>(&list, ErrorKind::Schema, &message);
        not_loaded::<ArrayVec<u32, 2>>(&list, ErrorKind::Schema, &message);
    }
    not_loaded::<ArrayString<3>>(
        &"long".to_owned(),
        ErrorKind::Schema,
        "the file has a string of 4 bytes, this program's `ArrayString` takes 3",
    );
}
