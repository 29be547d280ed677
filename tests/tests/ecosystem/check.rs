//! What is asked of every type.

use std::fmt::Debug;

use persist_core::{ErrorKind, Persist, SaveOptions, Schema, body};
use persist_tests::support::craft::File;

/// A value comes back from a file, with its arrays in place and as blocks, from a record, and from lists.
#[track_caller]
pub(super) fn comes_back<T: Persist + Clone + PartialEq + Debug>(value: &T) {
    let of_parts = (value.clone(), vec![value.clone(), value.clone()], Some(value.clone()));
    for threshold in [1, 4096, u64::MAX] {
        let bytes = SaveOptions::new().block_threshold(threshold).to_bytes(&of_parts).unwrap();
        let back = persist_core::from_bytes(&bytes).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(of_parts, back);
    }
    assert_eq!(T::from_record(&value.to_record().unwrap()).unwrap(), *value);
}

/// A file of one type, loaded as another.
#[track_caller]
pub(super) fn loaded<T: Persist>(value: &impl Persist) -> T {
    T::from_bytes(&value.to_bytes().unwrap()).unwrap_or_else(|error| panic!("{error}"))
}

/// The error of a file that is no value of the other type.
#[track_caller]
pub(super) fn not_loaded<T: Persist>(value: &impl Persist, kind: ErrorKind, message: &str) {
    has(T::from_bytes(&value.to_bytes().unwrap()).map(drop), kind, message);
}

/// A file of `T` that holds what `parts` are written as: no save makes one.
#[track_caller]
pub(super) fn crafted<T: Persist>(parts: &impl Persist) -> Vec<u8> {
    let mut file = File { schema: schema::<T>().to_bytes(), ..File::default() };
    body::encode_into(parts, &mut file.body).unwrap();
    file.to_bytes()
}

/// A value of these parts is refused: alone, and as an element of a list where lists of it are arrays.
#[track_caller]
pub(super) fn refused<T: Persist>(parts: &impl Persist, kind: ErrorKind, message: &str) {
    has(T::from_bytes(&crafted::<T>(parts)).map(drop), kind, message);
}

#[track_caller]
fn has(result: persist_core::Result<()>, kind: ErrorKind, message: &str) {
    let error = result.expect_err(message);
    let text = error.to_string();
    assert!(text.contains(message), "{text}");
    assert_eq!(error.kind(), kind, "{text}");
    assert!(error.path().is_some() || kind == ErrorKind::Schema, "it has no place: {text}");
}

/// Elements of an array are refused with their place.
#[track_caller]
pub(super) fn refused_in_array<T: Persist, Parts: Persist + Clone>(
    good: &Parts,
    bad: &Parts,
    message: &str,
) {
    let bytes = crafted::<Vec<T>>(&vec![good.clone(), good.clone(), bad.clone()]);
    let error = <Vec<T>>::from_bytes(&bytes).map(drop).expect_err(message);
    let text = error.to_string();
    assert!(text.contains(message), "{text}");
    assert_eq!(error.kind(), ErrorKind::Invalid, "{text}");
    assert!(error.path().is_some_and(|path| path.contains("[2]")), "{text}");
}

pub(super) fn schema<T: Persist>() -> Schema {
    Schema::of::<T>().unwrap()
}

/// Lists of it are arrays: elements in their fixed layout.
#[track_caller]
pub(super) fn is_in_arrays<T: Persist>() {
    /// The code of such lists.
    const ARRAY: u8 = 34;
    assert_eq!(schema::<Vec<T>>().to_bytes()[0], ARRAY);
}

/// The schema as text, which is what FORMAT.md says.
#[track_caller]
pub(super) fn has_schema<T: Persist>(text: &str) {
    assert_eq!(schema::<T>().to_string(), text);
    assert_eq!(Schema::from_bytes(&schema::<T>().to_bytes()).unwrap(), schema::<T>());
}
